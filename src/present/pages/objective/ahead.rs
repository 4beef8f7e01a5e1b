//! Pace and forecast of a key result, side by side and never mixed: how far it has come, and where it will likely be.

use crate::chart::spec::LineSpec;
use crate::compute::likely::{self, Forecast, Refusal};
use crate::compute::pace::Span;
use crate::compute::scores::SlotTarget;
use crate::parse::doc::{Aggregate, KrKindDoc, Measure as Which};
use crate::present::PresentCx;
use crate::present::measures::{Aim, Measure, Outlook};
use crate::resolve::model::{KeyResult, KrIx};

/// What lies ahead of a key result that reads a KPI.
pub(super) struct Ahead {
    forecast: Result<Forecast, Refusal>,
    aim: Aim,
    span: Span,
}

impl Ahead {
    /// `None` for what has no number to reach by a day that is still to come.
    pub fn new(cx: &PresentCx<'_>, ix: KrIx, kr: &KeyResult, measure: &Measure<'_>) -> Option<Self> {
        let goal = cx.scores.objective(ix.0);
        if goal.ended || kr.doc.dropped.is_some() || !matches!(kr.doc.kind, KrKindDoc::Metric) {
            return None;
        }
        let score = cx.scores.key_result(ix);
        let bound = score.target?;
        let period = cx.model.objective(ix.0).doc.period.as_ref();
        let start = kr.doc.start.or(period.map(|p| p.start))?;
        let by = kr.doc.due.or(period.map(|p| p.end))?;
        let span = Span { start, end: by };
        let total = measure.kpi.doc.aggregate == Some(Aggregate::Sum);
        let which = kr.doc.measure.unwrap_or(if total { Which::Period } else { Which::Latest });
        let at_least = match score.baseline {
            Some(baseline) => bound >= baseline,
            None => measure.aim(Some(SlotTarget::Number(bound)), which, by)?.at_least,
        };
        let forecast = likely::forecast(measure.kpi, measure.score, &cx.model.settings, span, which);
        Some(Self { forecast, aim: Aim { bound, at_least, which, by }, span })
    }

    /// Draws the fan: over the slots, or on top of what has added up so far.
    pub fn draw(&self, measure: &Measure<'_>, total: bool, spec: &mut LineSpec) {
        let Ok(forecast) = &self.forecast else { return };
        if !total {
            measure.draw_fan(forecast, spec);
            return;
        }
        let so_far: f64 = forecast.observed.iter().sum();
        let bounds = measure.bounds();
        for (i, slot) in forecast.slots.iter().enumerate() {
            let mut expected = forecast.fit.total(i + 1, |_| 1.0);
            expected.mean += so_far;
            let label = Measure { cadence: forecast.cadence, ..*measure }.slot_label(*slot);
            spec.fan.push(bounds.fan_step(slot.end.min(self.span.end), label, &expected, forecast));
        }
        measure.stretch(spec);
    }

    /// Where it will likely be, or why nothing is said.
    pub fn sentences(&self, measure: &Measure<'_>) -> Vec<String> {
        Outlook { measure, forecast: &self.forecast, aim: Some(self.aim), by: self.span.end }.sentences()
    }
}

/// "45% of the way; 51% would be even pace."
pub(super) fn pace(cx: &PresentCx<'_>, ix: KrIx) -> Option<String> {
    let f = &cx.format;
    let score = cx.scores.key_result(ix);
    let (progress, expected) = (f.progress(Some(score.progress?)), f.percent(score.expected?));
    let pattern = "{progress} of the way; the plan says {expected} by now.";
    Some(f.fill(pattern, &[("progress", &progress), ("expected", &expected)]))
}
