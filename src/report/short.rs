//! `path:line:column: level[code]: message`.

use crate::base::diag::Located;
use std::fmt::Write;

pub(super) fn render(findings: &[Located]) -> String {
    let mut out = String::new();
    for f in findings {
        let p = &f.primary;
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}:{}:{}: {}[{}]: {}", p.path, p.line, p.column, f.level.name(), f.code.id(), f.message);
    }
    out
}
