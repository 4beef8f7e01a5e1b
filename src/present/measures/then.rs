//! A KPI as it stood on an earlier day.

use crate::compute::kpi;
use crate::compute::limits::State;
use crate::compute::scores::KpiScore;
use crate::domain::Date;
use crate::present::PresentCx;
use crate::resolve::model::KpiIx;

/// The numbers of a KPI over its slots up to a day, seen on another: later values neither confirm nor spoil what is
/// said of it, and it has stopped if it had by then.
pub fn score_on(cx: &PresentCx<'_>, ix: KpiIx, last: Date, seen: Date) -> KpiScore {
    let now = cx.scores.kpi(ix);
    let known = now.slots.partition_point(|s| s.slot.end <= last);
    let mut then = now.clone();
    if known == now.slots.len() && seen >= cx.scores.as_of {
        return then;
    }
    let (model, settings) = (cx.model.kpi(ix), &cx.model.settings);
    if known < now.slots.len() {
        then.slots.truncate(known);
        then.n.truncate(known);
        then.provisional = None;
        then.target = then.slots.last().and_then(|s| then.target_of(s.slot));
    }
    // Where later slots are known, nothing had stopped.
    let day = if known < now.slots.len() { last } else { seen };
    let reading = kpi::reading_at(model, &then, settings, day);
    let segment = reading.assessment.segments.last();
    (then.state, then.judged) = segment.map_or((State::TooFewPoints, 0), |s| (s.state, s.n));
    (then.limits, then.signal, then.signal_up) = (reading.limits, reading.signal, reading.up);
    (then.broken, then.pattern, then.dependent) = (reading.broken, reading.pattern, reading.dependent);
    (then.runs, then.coarse) = (reading.runs, reading.coarse);
    then.freshness = kpi::freshness_on(model, then.slots.last().map(|s| s.slot), day, &settings.calendar);
    then
}
