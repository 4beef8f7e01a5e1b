//! Layer 6: findings as text, one file per format.

mod github;
mod human;
mod json;
mod sarif;
mod short;

use crate::base::diag::Located;
use crate::base::{Level, Sources};

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the excerpt, for people.
    Human,
    /// One line each, for editors.
    Short,
    /// One JSON document.
    Json,
    /// Annotations on a pull request at GitHub.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// The findings as text in this format, a newline at the end; empty formats stay empty.
pub fn render(format: Format, findings: &[Located], sources: &Sources, colour: bool) -> String {
    match format {
        Format::Human => human::render(findings, sources, colour),
        Format::Short => short::render(findings),
        Format::Json => json::render(findings),
        Format::Github => github::render(findings),
        Format::Sarif => sarif::render(findings),
    }
}

/// "2 errors, 1 warning": counts by level, levels without findings left out; empty if there are none.
pub fn counts(findings: &[Located]) -> String {
    let mut parts = Vec::new();
    for (level, one, many) in
        [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings"), (Level::Info, "hint", "hints")]
    {
        match findings.iter().filter(|f| f.level == level).count() {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            n => parts.push(format!("{n} {many}")),
        }
    }
    parts.join(", ")
}
