//! A goal with one key result: is the one enough to know that it is reached?

use super::{Lint, LintCx, kept};
use crate::base::codes::ONE_KEY_RESULT;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct OneKeyResult;

impl Lint for OneKeyResult {
    fn code(&self) -> Code {
        ONE_KEY_RESULT
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals() {
            let mut krs = kept(goal);
            if let (Some(kr), None) = (krs.next(), krs.next()) {
                let message = format!("`{}` is the only key result of `{}`", kr.doc.id, goal.doc.id);
                let at = Place::Key(kr.doc.path.clone());
                sink.push(
                    Diagnostic::new(ONE_KEY_RESULT, goal.doc.file, at, message)
                        .help("add one that would notice if this one were reached the wrong way, such as a guardrail"),
                );
            }
        }
    }
}
