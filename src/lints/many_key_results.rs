//! More key results than a team can keep in mind.

use super::{Lint, LintCx, kept};
use crate::base::codes::MANY_KEY_RESULTS;
use crate::base::{Code, Diagnostic, Place, Sink};

/// What is customary.
const MOST: usize = 5;

pub struct ManyKeyResults;

impl Lint for ManyKeyResults {
    fn code(&self) -> Code {
        MANY_KEY_RESULTS
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals() {
            let scored: Vec<_> = kept(goal).filter(|kr| !kr.doc.stretch).collect();
            if let Some(first_too_many) = scored.get(MOST) {
                let message = format!("`{}` has {} key results", goal.doc.id, scored.len());
                let at = Place::Key(first_too_many.doc.path.clone());
                sink.push(
                    Diagnostic::new(MANY_KEY_RESULTS, goal.doc.file, at, message)
                        .help(format!("keep the {MOST} that decide it; the others can be work, KPIs or a second goal")),
                );
            }
        }
    }
}
