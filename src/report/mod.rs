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
    let of = |level, word| match findings.iter().filter(|f| f.level == level).count() {
        0 => None,
        n => Some(count(n, word)),
    };
    let all = [of(Level::Error, "error"), of(Level::Warning, "warning"), of(Level::Info, "hint")];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// "1 page", "2 pages".
pub fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
