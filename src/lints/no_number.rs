//! A key result from which nobody can tell how far it has come.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::NO_NUMBER;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::doc::KrKindDoc;

pub struct NoNumber;

impl Lint for NoNumber {
    fn code(&self) -> Code {
        NO_NUMBER
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals() {
            // A stretch key result is shown and never scored: words will do.
            for kr in kept_with_parts(goal).filter(|kr| !kr.doc.stretch) {
                let (says, help) = match kr.doc.kind {
                    KrKindDoc::Text => (
                        "has no number",
                        "add `baseline:` and `target:`, or `done: no` for something that is either done or not",
                    ),
                    KrKindDoc::Metric if kr.doc.target.is_none() => (
                        "has no target",
                        "add `target:`, or `target: TBD` while it is being decided, or `find_baseline: true`",
                    ),
                    _ => continue,
                };
                let message = format!("`{}` {says}, so its progress is not known", kr.doc.id);
                let at = Place::Key(kr.doc.path.clone());
                sink.push(Diagnostic::new(NO_NUMBER, goal.doc.file, at, message).help(help));
            }
        }
    }
}
