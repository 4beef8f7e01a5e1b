//! Which target a slot or a period has, and the word that follows (`domain.md` §5, `statistics.md` §5.5).

use super::pace::Span;
use super::policy::{attainment_band, reaches};
use super::progress::attainment;
use super::scores::{SlotTarget, SlotValue};
use crate::domain::{Band, Cadence, Period, Slot, Status};
use crate::parse::doc::{Aggregate, Direction, KpiDoc, KpiTarget, Tolerance};

impl From<KpiTarget> for SlotTarget {
    fn from(target: KpiTarget) -> Self {
        match target {
            KpiTarget::Number(n) => SlotTarget::Number(n),
            KpiTarget::Range(lo, hi) => SlotTarget::Range(lo, hi),
        }
    }
}

/// The target of a slot: the CSV's, else the narrowest period's that owns the slot, else the one for all time.
/// A longer period's target of a sum is its total's and says nothing of a slot.
pub fn of_slot(doc: &KpiDoc, cadence: Cadence, slot: Slot, own: Option<f64>) -> Option<SlotTarget> {
    if let Some(own) = own {
        return Some(SlotTarget::Number(own));
    }
    let owner = cadence.owner_day(slot);
    let declared = doc
        .targets
        .iter()
        .filter(|(period, _)| period.contains(owner))
        .filter(|(period, _)| {
            doc.aggregate != Some(Aggregate::Sum) || (period.start == slot.start && period.end == slot.end)
        })
        // Nearly always there is one, whose days nobody need count.
        .min_by(|(a, _), (b, _)| a.days().cmp(&b.days()));
    declared.map(|(_, target)| *target).or(doc.target).map(SlotTarget::from)
}

/// The target of a period as a whole: for a sum its own total's, else the narrowest one that covers it.
pub fn of_period(doc: &KpiDoc, period: &Period) -> Option<SlotTarget> {
    let sum = doc.aggregate == Some(Aggregate::Sum);
    let declared = doc
        .targets
        .iter()
        .filter(|(p, _)| if sum { Span::from(p) == Span::from(period) } else { p.covers(period) })
        .min_by_key(|(p, _)| p.days());
    let for_all_time = doc.target.filter(|_| !sum);
    declared.map(|(_, target)| *target).or(for_all_time).map(SlotTarget::from)
}

/// The narrowest declared period that a sum's slot counts towards.
pub fn total_of<'a>(doc: &'a KpiDoc, cadence: Cadence, slot: &SlotValue) -> Option<(&'a Period, SlotTarget)> {
    let owner = cadence.owner_day(slot.slot);
    let declared = doc.targets.iter().filter(|(p, _)| p.contains(owner)).min_by_key(|(p, _)| p.days());
    declared.map(|(period, target)| (period, SlotTarget::from(*target)))
}

/// What a value means against its target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    pub status: Status,
    pub attainment: Option<f64>,
}

/// On, near or off target. Absolute bands win over the target; a middle band exists only where one is declared.
pub fn verdict(doc: &KpiDoc, value: f64, target: Option<SlotTarget>) -> Verdict {
    let reached = target.and_then(|t| attainment(doc.direction, t, value));
    let band = match (doc.bands, target) {
        (Some(bands), _) => absolute_band(doc.direction, bands, value),
        (None, Some(target)) => target_band(doc, value, target),
        (None, None) => None,
    };
    let status = match band {
        Some(Band::Good) => Status::OnTarget,
        Some(Band::Middle) => Status::NearTarget,
        Some(_) => Status::OffTarget,
        None => Status::NoTarget,
    };
    Verdict { status, attainment: reached }
}

fn absolute_band(direction: Option<Direction>, (good, middle): (f64, f64), value: f64) -> Option<Band> {
    let sign = match direction? {
        Direction::Increase => 1.0,
        Direction::Decrease => -1.0,
        Direction::Range | Direction::Neutral => return None,
    };
    Some(if reaches(sign * value, sign * good) {
        Band::Good
    } else if reaches(sign * value, sign * middle) {
        Band::Middle
    } else {
        Band::Bad
    })
}

fn target_band(doc: &KpiDoc, value: f64, target: SlotTarget) -> Option<Band> {
    let short = match (target, doc.direction) {
        (SlotTarget::Range(lo, hi), _) => (lo - value).max(value - hi),
        (SlotTarget::Number(target), Some(Direction::Increase)) => target - value,
        (SlotTarget::Number(target), Some(Direction::Decrease)) => value - target,
        (SlotTarget::Number(_), _) => return None,
    };
    Some(match doc.tolerance {
        _ if reaches(0.0, short) => Band::Good,
        None => Band::Bad,
        Some(Tolerance::Absolute(points)) if reaches(points, short) => Band::Middle,
        Some(Tolerance::Absolute(_)) => Band::Bad,
        Some(Tolerance::OfTarget(share)) => match attainment(doc.direction, target, value) {
            Some(reached) => attainment_band(reached, share),
            None => Band::Bad,
        },
    })
}
