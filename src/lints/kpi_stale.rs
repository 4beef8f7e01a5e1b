//! A series that has stopped: two or more values are overdue.

use super::{Lint, LintCx};
use crate::base::codes::KPI_STALE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::scores::Freshness;

/// Overdue values from which on a series looks given up rather than late.
const LONG: u32 = 12;

pub struct KpiStale;

impl Lint for KpiStale {
    fn code(&self) -> Code {
        KPI_STALE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, kpi) in cx.kpis() {
            let score = cx.scores.kpi(ix);
            let (Freshness::Stale, Some(last)) = (score.freshness, score.latest()) else { continue };
            let calendar = &cx.model.settings.calendar;
            let slot = kpi.doc.cadence.map_or_else(|| last.slot.end.to_string(), |c| c.label(last.slot, calendar));
            let due = score.due.map_or(String::new(), |due| format!("; the next was due on {due}"));
            let message = format!("the last value of `{}` is for {slot}{due}", kpi.doc.id);
            let at = Place::Value("title".to_owned());
            let mut finding = Diagnostic::new(KPI_STALE, kpi.doc.file, at, message);
            let point = kpi.series.points.iter().filter(|point| point.date <= last.slot.end).last();
            if let (Some(file), Some(point)) = (kpi.series.file, point) {
                finding = finding.also(file, Place::Span(point.span.0, point.span.1), "the last value");
            }
            sink.push(finding.help(match score.overdue {
                ..=LONG => "add the missing rows; if the source is slow by nature, say so with `grace: 20`",
                _ => {
                    "add the missing rows; if it is measured no more, say so with `allow: [{code: kpi-stale, why: …}]`"
                }
            }));
        }
    }
}
