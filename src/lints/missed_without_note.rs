//! A commitment was missed, and nobody wrote down why.

use super::{Lint, LintCx};
use crate::base::codes::MISSED_WITHOUT_NOTE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::doc::{Closing, GoalKind};

pub struct MissedWithoutNote;

impl Lint for MissedWithoutNote {
    fn code(&self) -> Code {
        MISSED_WITHOUT_NOTE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, goal) in cx.goals().filter(|(_, goal)| goal.doc.kind == GoalKind::Committed) {
            let score = cx.scores.objective(ix);
            let Some(grade) = score.score.filter(|_| score.ended) else { continue };
            // A grade has two decimals.
            let missed = (grade * 100.0).round() < 100.0;
            if missed && !goal.doc.closing.as_ref().is_some_and(has_words) {
                let message = format!("`{}` was committed and ended at {grade:.2}, and no note says why", goal.doc.id);
                let at = Place::Value("kind".to_owned());
                sink.push(
                    Diagnostic::new(MISSED_WITHOUT_NOTE, goal.doc.file, at, message)
                        .help("add a section `## Close <date>` with what happened and what changes because of it"),
                );
            }
        }
    }
}

fn has_words(closing: &Closing) -> bool {
    let lines = [&closing.kept, &closing.problem, &closing.try_next, &closing.learned];
    !closing.note.trim().is_empty() || lines.into_iter().any(Option::is_some)
}
