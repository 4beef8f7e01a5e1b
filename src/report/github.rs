//! Workflow commands that GitHub shows as annotations beside the changed lines.

use crate::base::Level;
use crate::base::diag::Located;
use std::fmt::Write;

pub(super) fn render(findings: &[Located]) -> String {
    let mut out = String::new();
    for f in findings {
        let command = match f.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        let p = &f.primary;
        let mut text = f.message.clone();
        for help in &f.help {
            let _ = write!(text, "\n{help}");
        }
        let _ = writeln!(
            out,
            "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}",
            property(&p.path),
            p.line,
            p.end_line,
            p.column,
            p.end_column,
            property(&format!("{} {}", f.code.id(), f.code.name())),
            data(&text),
        );
    }
    out
}

/// Escapes a command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
