//! A process is declared a new one at a day from which the series has no value, or none before.

use super::{Lint, LintCx};
use crate::base::codes::REBASE_OUTSIDE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::kpi::cadence;

pub struct RebaseOutside;

impl Lint for RebaseOutside {
    fn code(&self) -> Code {
        REBASE_OUTSIDE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let (as_of, calendar) = (cx.scores.as_of, &cx.model.settings.calendar);
        for (ix, kpi) in cx.kpis() {
            let slots = &cx.scores.kpi(ix).slots;
            let (Some(first), Some(last)) = (slots.first(), slots.last()) else { continue };
            let every = cadence(kpi);
            for rebase in kpi.doc.rebase.iter().filter(|r| r.date <= as_of) {
                let slot = every.slot(rebase.date, calendar);
                let begins = if slot.start < rebase.date { every.next(slot, calendar) } else { slot };
                let message = if rebase.date <= first.slot.start {
                    format!("the series begins on {}: nothing lies before {}", first.slot.start, rebase.date)
                } else if last.slot.start < rebase.date && begins.end <= as_of {
                    format!("the series ends on {}: no value since {}", last.slot.end, rebase.date)
                } else {
                    continue;
                };
                sink.push(
                    Diagnostic::new(REBASE_OUTSIDE, kpi.doc.file, Place::Value(rebase.path.clone()), message)
                        .help("the rebase does nothing: correct the date, or take the line out"),
                );
            }
        }
    }
}
