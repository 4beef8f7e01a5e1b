//! Two periods side by side: only what both have is compared (`domain.md` §4).

use super::scores::{KrScore, Scores};
use crate::resolve::model::{KeyResult, KrIx, Model, ObjectiveIx};
use std::collections::HashSet;

/// How far back a goal is followed: further than any chain that people write.
const FURTHEST: usize = 200;

/// A goal, and what it was carried on as in a later period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    pub before: ObjectiveIx,
    pub now: ObjectiveIx,
}

/// The goals of `now` that continue one of `before`, directly or over periods in between; in the order of `now`.
pub fn carried(model: &Model, before: &[ObjectiveIx], now: &[ObjectiveIx]) -> Vec<Carried> {
    let wanted: HashSet<ObjectiveIx> = before.iter().copied().collect();
    let back = |ix: &ObjectiveIx| model.objective(*ix).predecessor;
    now.iter()
        .filter_map(|ix| {
            let before = std::iter::successors(back(ix), back).take(FURTHEST).find(|p| wanted.contains(p))?;
            Some(Carried { before, now: *ix })
        })
        .collect()
}

/// How many periods a goal was carried on before its own.
pub fn times_carried(model: &Model, ix: ObjectiveIx) -> usize {
    let back = |ix: &ObjectiveIx| model.objective(*ix).predecessor;
    std::iter::successors(back(&ix), back).take(FURTHEST).count()
}

/// What became of targets from one period to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    pub same: usize,
    /// Of a measure that both goals have.
    pub changed: usize,
    /// Of a measure that the goal did not have before.
    pub new: usize,
}

impl std::ops::AddAssign for Targets {
    fn add_assign(&mut self, other: Self) {
        self.same += other.same;
        self.changed += other.changed;
        self.new += other.new;
    }
}

/// The targets of one carried goal.
pub fn targets(model: &Model, scores: &Scores, pair: Carried) -> Targets {
    let key_results = |ix: ObjectiveIx| model.objective(ix).key_results.iter().enumerate();
    let score = |ix: ObjectiveIx, i: usize| scores.key_result(KrIx(ix, i as u32));
    let mut out = Targets::default();
    for (i, kr) in key_results(pair.now) {
        let before = key_results(pair.before).find(|(_, earlier)| is_same_measure(earlier, kr));
        match before {
            None => out.new += 1,
            Some((k, _)) if aim(score(pair.before, k)) == aim(score(pair.now, i)) => out.same += 1,
            Some(_) => out.changed += 1,
        }
    }
    out
}

/// The same KPI; without one the same id, which a key result keeps for life.
fn is_same_measure(before: &KeyResult, now: &KeyResult) -> bool {
    match (before.kpi, now.kpi) {
        (None, None) => before.doc.id.eq_ignore_ascii_case(&now.doc.id),
        (before, now) => before == now,
    }
}

/// What a key result aims at, as far as it is a number, without binary noise.
fn aim(score: &KrScore) -> [Option<i64>; 3] {
    let (low, high) = score.bounds.unwrap_or_default();
    [score.target, low, high].map(|v| v.map(|v| (v * 1e6).round() as i64))
}

/// The value in the middle, or between the middle two.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(median(vec![0.9, 0.1, 0.5]), Some(0.5));
        assert_eq!(median(vec![0.4, 0.2]), Some(0.30000000000000004));
        assert_eq!(median(vec![]), None);
    }
}
