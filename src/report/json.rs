//! One JSON document: `{"version": 1, "findings": […], "errors": n, "warnings": n, "infos": n}`.

use crate::base::Level;
use crate::base::diag::{Located, LocatedLabel};
use serde_json::{Value, json};

pub(super) fn render(findings: &[Located]) -> String {
    let count = |level| findings.iter().filter(|f| f.level == level).count();
    let document = json!({
        "version": 1,
        "errors": count(Level::Error),
        "warnings": count(Level::Warning),
        "infos": count(Level::Info),
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn finding(f: &Located) -> Value {
    let mut value =
        json!({ "code": f.code.id(), "name": f.code.name(), "level": f.level.name(), "message": f.message });
    if let (Some(value), Value::Object(place)) = (value.as_object_mut(), label(&f.primary)) {
        value.extend(place);
        value.insert("related".into(), f.related.iter().map(label).collect());
        value.insert("help".into(), json!(f.help));
    }
    value
}

fn label(l: &LocatedLabel) -> Value {
    json!({
        "file": l.path, "line": l.line, "column": l.column, "end_line": l.end_line, "end_column": l.end_column,
        "label": l.text,
    })
}
