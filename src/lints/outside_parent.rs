//! A goal whose period lies outside that of the goal it supports.

use super::{Lint, LintCx};
use crate::base::codes::OUTSIDE_PARENT;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct OutsideParent;

impl Lint for OutsideParent {
    fn code(&self) -> Code {
        OUTSIDE_PARENT
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals() {
            let Some(own) = &goal.doc.period else { continue };
            for parent in goal.parents.iter().filter_map(|parent| parent.objective()) {
                let parent = &cx.model.objective(parent).doc;
                let Some(outer) = parent.period.as_ref().filter(|outer| !outer.covers(own)) else { continue };
                let message = format!(
                    "`{}` is a goal of {}, which is not within {}, the period of `{}`",
                    goal.doc.id, own.name, outer.name, parent.id
                );
                let exact = format!("name the parent's period: `supports: {}@…`", parent.id);
                sink.push(
                    Diagnostic::new(OUTSIDE_PARENT, goal.doc.file, Place::Value("supports".to_owned()), message)
                        .also(parent.file, Place::Value("period".to_owned()), "the parent's period")
                        .help(format!("{exact}, or support the goal of a longer period")),
                );
            }
        }
    }
}
