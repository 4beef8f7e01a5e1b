//! A KPI as it stood on an earlier day.

use crate::compute::kpi;
use crate::compute::scores::{Freshness, KpiScore};
use crate::domain::Date;
use crate::present::PresentCx;
use crate::resolve::model::KpiIx;

/// The numbers of a KPI on this day: later values neither confirm nor spoil what is said of it.
pub fn score_on(cx: &PresentCx<'_>, ix: KpiIx, day: Date) -> KpiScore {
    let now = cx.scores.kpi(ix);
    let known = now.slots.partition_point(|s| s.slot.end <= day);
    let mut then = now.clone();
    if known == now.slots.len() {
        return then;
    }
    then.slots.truncate(known);
    then.n.truncate(known);
    then.provisional = None;
    then.target = then.slots.last().and_then(|s| then.target_of(s.slot));
    let reading = kpi::reading_at(cx.model.kpi(ix), &then, &cx.model.settings, day);
    (then.limits, then.signal, then.signal_up) = (reading.limits, reading.signal, reading.up);
    (then.signal_reason, then.pattern, then.dependent) = (reading.reason, reading.pattern, reading.dependent);
    then.freshness = if known == 0 { Freshness::NoData } else { Freshness::Fresh };
    then
}
