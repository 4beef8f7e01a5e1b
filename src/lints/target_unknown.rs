//! A target that is still to be decided.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::TARGET_UNKNOWN;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::doc::Target;

pub struct TargetUnknown;

impl Lint for TargetUnknown {
    fn code(&self) -> Code {
        TARGET_UNKNOWN
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, goal) in cx.goals() {
            for kr in kept_with_parts(goal).filter(|kr| kr.doc.target == Some(Target::Unknown)) {
                let end = goal.doc.period.as_ref().filter(|_| cx.is_open(ix));
                let until = end.map_or(String::new(), |period| format!("; the period ends on {}", period.end));
                let message = format!("the target of `{}` is still to be decided{until}", kr.doc.id);
                let at = Place::Value(format!("{}.target", kr.doc.path));
                sink.push(
                    Diagnostic::new(TARGET_UNKNOWN, goal.doc.file, at, message)
                        .help("agree on a number, or write `find_baseline: true` while you are finding out"),
                );
            }
        }
    }
}
