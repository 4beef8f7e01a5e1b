//! Nobody owns a goal.

use super::{Lint, LintCx};
use crate::base::codes::NO_OWNER;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct NoOwner;

impl Lint for NoOwner {
    fn code(&self) -> Code {
        NO_OWNER
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals().filter(|(_, goal)| goal.owners.is_empty()) {
            let at = Place::Value("title".to_owned());
            let message = format!("nobody owns `{}`", goal.doc.id);
            sink.push(
                Diagnostic::new(NO_OWNER, goal.doc.file, at, message)
                    .help("name one person: `owner: maren`, or a role: `owner: {role: Head of Sales}`"),
            );
        }
    }
}
