//! Why a goal's word is another one than a week before, in a few words: what was redefined, what came in, what did not.

use crate::compute::snapshot::GoalState;
use crate::domain::{Date, Status};
use crate::present::PresentCx;
use crate::present::parts::KrNumbers;
use crate::resolve::model::{KrIx, ObjectiveIx};

/// Values that are told at once; what else came in stands on the goal's page.
const TOLD: usize = 3;

/// What happened to a goal after the first day and up to the second one; `None` where that explains nothing: a value may
/// have been told late.
pub(super) fn cause(
    cx: &PresentCx<'_>,
    (before, from): (&GoalState, Date),
    (now, until): (&GoalState, Date),
) -> Option<String> {
    let f = &cx.format;
    let ix = cx.goal_named(&now.name(), &now.path)?;
    let within = |day: Date| from < day && day <= until;
    let redefined = |e: &crate::resolve::ledger::Edit| e.inside && e.moves() && e.day.is_some_and(within);
    if cx.model.ledger.of_objective(ix).any(redefined) {
        return Some(f.word("its definition was changed"));
    }
    if cx.model.objective(ix).doc.period.as_ref().is_some_and(|period| within(period.end.tomorrow().unwrap_or(until))) {
        return Some(f.word("its period has ended"));
    }
    let unheard = matches!(Status::from_token(&now.status), Some(Status::Stale | Status::NoData));
    if overtaken(before, now) {
        return Some(f.word("the score stayed, and the pace went on"));
    }
    let new = values(cx, ix, &within);
    if !new.is_empty() {
        return Some(f.fill("new values: {list}", &[("list", &f.list(&new))]));
    }
    unheard.then(|| f.word("no new value came in"))
}

/// Whether the pace alone explains the word: the same score, more expected of it, and a word further down the pace's own.
fn overtaken(before: &GoalState, now: &GoalState) -> bool {
    let words = [Status::OnPace, Status::Behind, Status::OffPace];
    let place = |goal: &GoalState| words.iter().position(|word| *word.token() == *goal.status);
    let fell = place(before).zip(place(now)).is_some_and(|(a, b)| a < b);
    let ran = before.expected.zip(now.expected).is_some_and(|(a, b)| a < b);
    fell && ran && before.score.is_some() && before.score == now.score
}

/// The values that came in: what check-ins said, and the last ended slot of each KPI. Confidential ones by their names.
fn values(cx: &PresentCx<'_>, ix: ObjectiveIx, within: &dyn Fn(Date) -> bool) -> Vec<String> {
    let goal = cx.model.objective(ix);
    let typed = |index: u32| {
        let entries = goal.entries.iter().rev().filter(|entry| within(entry.date));
        entries.flat_map(|entry| &entry.values).find(|(kr, _)| *kr == index).map(|(_, text)| text.clone())
    };
    let read = |index: u32| {
        let kr = &goal.key_results[index as usize];
        let last = cx.scores.kpi(kr.kpi?).slots.iter().rev().find(|slot| within(slot.slot.end))?;
        Some(KrNumbers::new(cx, KrIx(ix, index)).quantity(&cx.format, last.value))
    };
    let told = (0..goal.key_results.len() as u32).filter_map(|index| {
        let doc = &goal.key_results[index as usize].doc;
        let value = if doc.kpi.is_some() { read(index) } else { typed(index) }?;
        Some(if doc.confidential { doc.id.clone() } else { format!("{} {value}", doc.id) })
    });
    told.take(TOLD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goal(status: Status, score: f64, expected: f64) -> GoalState {
        GoalState {
            path: "objectives/a.md".into(),
            id: "A".into(),
            period: None,
            title: "A".into(),
            level: 0,
            status: status.token().into(),
            score: Some(score),
            expected: Some(expected),
            key_results: Vec::new(),
        }
    }

    #[test]
    fn the_pace_explains_a_word_only_where_it_went_on_and_the_word_is_one_of_its_own() {
        let before = goal(Status::OnPace, 0.4, 0.4);
        assert!(overtaken(&before, &goal(Status::Behind, 0.4, 0.5)));
        assert!(!overtaken(&before, &goal(Status::Behind, 0.4, 0.4)), "nothing more was expected: a cap, perhaps");
        assert!(!overtaken(&before, &goal(Status::Dropped, 0.4, 0.5)), "somebody dropped it");
        assert!(!overtaken(&goal(Status::Behind, 0.4, 0.4), &before), "a word that rose");
        assert!(!overtaken(&before, &goal(Status::Behind, 0.3, 0.5)), "the score fell");
    }
}
