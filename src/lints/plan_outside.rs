//! A day of a plan that lies outside the time it plans.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::PLAN_OUTSIDE;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct PlanOutside;

impl Lint for PlanOutside {
    fn code(&self) -> Code {
        PLAN_OUTSIDE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals() {
            let Some(period) = &goal.doc.period else { continue };
            for kr in kept_with_parts(goal) {
                let start = kr.doc.start.unwrap_or(period.start);
                let end = kr.doc.due.unwrap_or(period.end);
                for (day, _) in kr.doc.plan.iter().filter(|(day, _)| *day < start || *day > end) {
                    let message =
                        format!("the plan of `{}` has a step on {day}; it runs from {start} to {end}", kr.doc.id);
                    let at = Place::Key(format!("{}.plan.{day}", kr.doc.path));
                    sink.push(
                        Diagnostic::new(PLAN_OUTSIDE, goal.doc.file, at, message)
                            .help("mend the day, or say with `due:` that the key result runs longer"),
                    );
                }
            }
        }
    }
}
