//! Layer 5: advice. Each lint is one file with one rule.

use crate::base::{Diagnostic, Sink, Sources};
use crate::compute::scores::Scores;
use crate::resolve::model::Model;

/// What a lint may see.
pub struct LintCx<'a> {
    pub model: &'a Model,
    pub scores: &'a Scores,
    pub sources: &'a Sources,
}

/// Runs every lint.
pub fn run(_cx: &LintCx<'_>, _sink: &mut Sink) {}

/// Applies the configured levels and the pages' `allow:` entries, and adds findings about the exceptions themselves.
pub fn settle(findings: Vec<Diagnostic>, _model: &Model) -> Vec<Diagnostic> {
    findings
}

/// The long form of a code.
pub fn explain(_code: crate::base::Code) -> &'static str {
    ""
}
