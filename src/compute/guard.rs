//! The counter-metric of a key result: while it is off target, a good word is no better than the middle one
//! (`domain.md` §5).

use super::key_result::Cx;
use super::kpi_target::verdict;
use super::reason::Judgement;
use super::scores::{GuardState, KrScore};
use super::source::When;
use crate::domain::Status;
use crate::resolve::model::KpiIx;

/// Reads the guard on the day the key result's word speaks of, and holds the word down where it is broken.
pub fn apply(cx: &Cx<'_>, guard: KpiIx, when: &When, score: &mut KrScore) {
    let mut state = state(cx, guard, when);
    if let (Status::OffTarget, Some(held)) = (state.status, held_down(score.status)) {
        state.instead_of = Some(score.status);
        score.status = held;
        let guard = cx.model.kpi(guard).doc.title.clone();
        score.reason.push(Judgement::HeldDown { guard, on: state.date }.into());
    }
    score.guard = Some(Box::new(state));
}

/// Open goals look at the KPI as it stands, ended ones at its last slot of then.
fn state(cx: &Cx<'_>, guard: KpiIx, when: &When) -> GuardState {
    let (doc, numbers) = (&cx.model.kpi(guard).doc, &cx.kpis[guard.0 as usize]);
    let until = numbers.slots.partition_point(|s| s.slot.end <= when.day);
    let last = until.checked_sub(1).map(|i| numbers.slots[i]);
    let target = last.and_then(|s| numbers.target_of(s.slot));
    let status = match last {
        _ if !when.ended => numbers.status,
        Some(last) => verdict(doc, last.value, target).status,
        None => Status::NoData,
    };
    GuardState { value: last.map(|s| s.value), date: last.map(|s| s.slot.end), target, status, instead_of: None }
}

/// The middle word in place of a good one; a thing done stays done.
fn held_down(status: Status) -> Option<Status> {
    match status {
        Status::OnPace => Some(Status::Behind),
        Status::Holds => Some(Status::Slipped),
        Status::Met => Some(Status::PartlyMet),
        Status::Strong => Some(Status::Some),
        _ => None,
    }
}
