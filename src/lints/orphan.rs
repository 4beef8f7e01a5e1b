//! A goal that is connected to nothing, on a site where others are.

use super::{Lint, LintCx};
use crate::base::codes::ORPHAN;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct Orphan;

impl Lint for Orphan {
    fn code(&self) -> Code {
        ORPHAN
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        // A flat list of goals is a choice, and no goal of it is to blame.
        if cx.model.objectives.iter().all(|goal| goal.doc.supports.is_empty()) {
            return;
        }
        for (_, goal) in cx.goals() {
            // A parent that does not exist is a finding of its own.
            if goal.doc.supports.is_empty() && goal.children.is_empty() {
                let message = format!("`{}` supports nothing and nothing supports it", goal.doc.id);
                let at = Place::Value("title".to_owned());
                sink.push(
                    Diagnostic::new(ORPHAN, goal.doc.file, at, message)
                        .help("name the larger goal it serves: `supports: ID`, or ask whether it should be a goal now"),
                );
            }
        }
    }
}
