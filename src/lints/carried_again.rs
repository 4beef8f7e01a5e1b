//! A goal that goes on for the third period.

use super::{Lint, LintCx};
use crate::base::codes::CARRIED_AGAIN;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::resolve::model::ObjectiveIx;

/// The period of a goal from which on somebody should ask.
const THIRD: usize = 3;

pub struct CarriedAgain;

impl Lint for CarriedAgain {
    fn code(&self) -> Code {
        CARRIED_AGAIN
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, goal) in cx.goals().filter(|(ix, goal)| cx.is_open(*ix) && goal.doc.continues.is_some()) {
            let periods = periods(cx, ix);
            if periods >= THIRD {
                let message = format!("`{}` is in its period {periods}", goal.doc.id);
                let at = Place::Value("continues".to_owned());
                sink.push(
                    Diagnostic::new(CARRIED_AGAIN, goal.doc.file, at, message)
                        .help("ask what is in its way; make it smaller, stop it, or say with `allow:` why it goes on"),
                );
            }
        }
    }
}

/// How many periods the goal has had, this one included.
fn periods(cx: &LintCx<'_>, ix: ObjectiveIx) -> usize {
    let before = |at: &ObjectiveIx| cx.model.objective(*at).predecessor;
    // A chain cannot be longer than the list of goals, whatever an author wrote.
    std::iter::successors(Some(ix), before).take(cx.model.objectives.len()).count()
}
