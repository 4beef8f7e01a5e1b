//! SARIF 2.1.0 (OASIS): the parts that code scanning reads.

use crate::base::diag::{Located, LocatedLabel};
use crate::base::{Code, Level};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) fn render(findings: &[Located]) -> String {
    let used: BTreeSet<&str> = findings.iter().map(|f| f.code.id()).collect();
    let rules: Vec<Value> = Code::all().filter(|c| used.contains(c.id())).map(rule).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "goalpost", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    format!("{document:#}\n")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.id(),
        "name": code.name(),
        "shortDescription": { "text": code.summary() },
        "defaultConfiguration": { "level": level(code.default_level()) },
    })
}

fn result(f: &Located) -> Value {
    let mut text = f.message.clone();
    for help in &f.help {
        text.push('\n');
        text.push_str(help);
    }
    json!({
        "ruleId": f.code.id(),
        "level": level(f.level),
        "message": { "text": text },
        "locations": [location(&f.primary)],
        "relatedLocations": f.related.iter().map(location).collect::<Vec<_>>(),
    })
}

fn location(l: &LocatedLabel) -> Value {
    let mut value = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&l.path) },
            "region": { "startLine": l.line, "startColumn": l.column, "endLine": l.end_line, "endColumn": l.end_column },
        },
    });
    if let (false, Some(object)) = (l.text.is_empty(), value.as_object_mut()) {
        object.insert("message".into(), json!({ "text": l.text }));
    }
    value
}

/// A relative path as a URI: everything but unreserved characters and slashes is percent-encoded (RFC 3986 §2).
fn uri(path: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
