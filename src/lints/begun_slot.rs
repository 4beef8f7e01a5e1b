//! The rows of a sum begin inside their first month or week, which is left out: nobody knows what came before.

use super::{Lint, LintCx};
use crate::base::codes::BEGUN_SLOT;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct BegunSlot;

impl Lint for BegunSlot {
    fn code(&self) -> Code {
        BEGUN_SLOT
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, kpi) in cx.kpis() {
            let Some(begun) = cx.scores.kpi(ix).begun else { continue };
            let (Some(file), Some(first)) = (kpi.series.file, kpi.series.points.iter().next()) else { continue };
            let (start, end) = (begun.slot.start, begun.slot.end);
            let message = format!(
                "the rows of `{}` begin on {}, so what {start} to {end} adds up to is not known, and is left out",
                kpi.doc.id, first.date
            );
            let finding = Diagnostic::new(BEGUN_SLOT, file, Place::Span(first.span.0, first.span.1), message);
            sink.push(finding.help(format!(
                "add the rows from {start} on, or say on the KPI's page that there was nothing: `missing: zero`"
            )));
        }
    }
}
