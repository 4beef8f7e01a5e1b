//! A KPI split by team: the parts, and whether they make the whole (`domain.md` §5).

use super::aggregate::{Slots, fold};
use super::kpi::read_slots;
use super::scores::{KpiScore, PartSlots, Run};
use crate::domain::{Cadence, Calendar, Date, Slot};
use crate::parse::doc::{Aggregate, KpiDoc};
use crate::resolve::model::Kpi;

/// The slots of every part.
pub(super) fn parts(kpi: &Kpi, every: Cadence, as_of: Date, calendar: &Calendar) -> Vec<PartSlots> {
    let read = |part: &crate::resolve::model::Part| {
        let Slots { ended, n, .. } = read_slots(&kpi.doc, (&part.points, &part.blanks), every, as_of, calendar);
        PartSlots { slots: ended, n }
    };
    kpi.series.parts.iter().map(read).collect()
}

/// How the parts of a slot make the whole; not known for means and states.
pub fn adds_up(doc: &KpiDoc) -> Option<Aggregate> {
    doc.aggregate.filter(|how| matches!(how, Aggregate::Sum | Aggregate::Weighted | Aggregate::Min | Aggregate::Max))
}

/// The whole that the parts make in a slot; not known where a part that has values before and after has none then.
pub fn made(score: &KpiScore, how: Aggregate, slot: Slot) -> Option<f64> {
    let mut values = Vec::with_capacity(score.parts.len());
    for part in &score.parts {
        match part.slots.binary_search_by_key(&slot.start, |s| s.slot.start) {
            Ok(i) => values.push((part.slots[i].value, Run::new(&part.slots, &part.n).n(i))),
            Err(i) if i > 0 && i < part.slots.len() => return None,
            Err(_) => {}
        }
    }
    fold(how, values.into_iter())
}

/// The slots in which the parts and the whole differ by more than rounding: slot, parts, whole.
pub fn off(doc: &KpiDoc, score: &KpiScore) -> Vec<(Slot, f64, f64)> {
    let Some(how) = adds_up(doc).filter(|_| !score.parts.is_empty()) else { return Vec::new() };
    let step = rounding(score);
    let differs = |(parts, whole): (f64, f64)| (parts - whole).abs() > step + 1e-9 * whole.abs();
    let compare = |s: &super::scores::SlotValue| Some((s.slot, made(score, how, s.slot)?, s.value));
    score.slots.iter().filter_map(compare).filter(|(_, parts, whole)| differs((*parts, *whole))).collect()
}

/// What rounded parts may be off together: half a unit of the last written digit for each, and for the whole.
fn rounding(score: &KpiScore) -> f64 {
    let all = score.parts.iter().flat_map(|p| &p.slots).chain(&score.slots).map(|s| s.value);
    let written = |v: f64| (0..4).find(|d| (v * 10f64.powi(*d)).fract().abs() < 1e-9).unwrap_or(4);
    let decimals = all.map(written).max().unwrap_or(0);
    if decimals == 0 { 0.0 } else { 0.5 * 10f64.powi(-decimals) * (score.parts.len() + 1) as f64 }
}
