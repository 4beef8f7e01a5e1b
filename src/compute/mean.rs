//! The weighted mean of a roll-up (`domain.md` §3): the same bits in whatever order its parts are listed.

use super::numbers::COVERAGE;
use super::progress::{TOLERANCE, limited};
use super::scores::Coverage;

/// One part of a mean: a key result or a child.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// Weight × share.
    pub weight: f64,
    pub score: Option<f64>,
    /// The score without a recorded grade.
    pub computed: Option<f64>,
    pub expected: Option<f64>,
}

/// What a roll-up comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mean {
    pub score: Option<f64>,
    pub progress: Option<f64>,
    pub expected: Option<f64>,
    pub coverage: Coverage,
}

impl Mean {
    /// Whether enough of the weight is graded for a verdict and for a place in parents.
    pub fn covered(&self) -> bool {
        self.score.is_some() && is_covered(&self.coverage)
    }
}

/// The 60 % rule, with the tolerance in the author's favour.
pub fn is_covered(coverage: &Coverage) -> bool {
    coverage.weight >= COVERAGE - TOLERANCE
}

/// Σ w·score/Σ w over the graded parts, and Σ w·E/Σ w over the same parts. A graded part without an expectation
/// (a goal without end) is expected to be where it is; where no part has one, there is none.
pub fn mean(parts: &[Part]) -> Mean {
    let mut sum = Sum(Vec::with_capacity(parts.len()));
    let graded = || parts.iter().filter(|p| p.score.is_some());
    let of = parts.len();
    let count = graded().count();
    let all = sum.of(parts.iter().map(|p| p.weight));
    let known = sum.of(graded().map(|p| p.weight));
    let weight = if all > 0.0 { limited(known / all) } else { 0.0 };
    let paced = graded().any(|p| p.expected.is_some());
    let mut pairs = |pick: fn(&Part) -> Option<f64>| {
        let pairs = graded().filter_map(|p| Some((p.weight, pick(p)?)));
        average(pairs.filter(|(weight, _)| *weight > 0.0), &mut sum).map(limited)
    };
    Mean {
        score: pairs(|p| p.score),
        progress: pairs(|p| p.computed),
        expected: pairs(|p| p.expected.or(p.score)).filter(|_| paced),
        coverage: Coverage { graded: count, of, weight },
    }
}

/// Weighted mean; a plain one where all weights are the same, so that one part gives exactly its own value.
fn average(pairs: impl Iterator<Item = (f64, f64)> + Clone, sum: &mut Sum) -> Option<f64> {
    let first = pairs.clone().next()?.0;
    if pairs.clone().all(|(w, _)| w == first) {
        return Some(sum.of(pairs.clone().map(|(_, v)| v)) / pairs.count() as f64);
    }
    Some(sum.of(pairs.clone().map(|(w, v)| w * v)) / sum.of(pairs.map(|(w, _)| w)))
}

/// Sums that do not depend on the order of their terms: they are added from the smallest up.
struct Sum(Vec<f64>);

impl Sum {
    fn of(&mut self, terms: impl Iterator<Item = f64>) -> f64 {
        self.0.clear();
        self.0.extend(terms);
        self.0.sort_unstable_by(f64::total_cmp);
        self.0.iter().sum()
    }
}

fn total(terms: impl Iterator<Item = f64>) -> f64 {
    Sum(Vec::new()).of(terms)
}

/// Weights as written; all or none, so where some are missing (a finding) those count like the mean of the others.
pub fn fill_weights(written: &[Option<f64>]) -> Vec<f64> {
    let known: Vec<f64> = written.iter().flatten().map(|w| w.max(0.0)).collect();
    let usual = if known.is_empty() { 1.0 } else { total(known.iter().copied()) / known.len() as f64 };
    written.iter().map(|w| w.map_or(usual, |w| w.max(0.0))).collect()
}

/// Weights scaled so that they count 1 on average, as children without a weight do.
pub fn balanced(weights: &mut [f64]) {
    let sum = total(weights.iter().copied());
    if sum > 0.0 {
        let factor = weights.len() as f64 / sum;
        weights.iter_mut().for_each(|w| *w *= factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(weight: f64, score: Option<f64>, expected: Option<f64>) -> Part {
        Part { weight, score, computed: score, expected }
    }

    #[test]
    fn a_part_without_a_number_is_left_out_and_lowers_the_coverage() {
        let found = mean(&[part(40.0, Some(0.5), Some(0.6)), part(35.0, Some(1.0), Some(0.6)), part(25.0, None, None)]);
        assert!((found.score.unwrap() - 55.0 / 75.0).abs() < 1e-12);
        assert_eq!(found.coverage, Coverage { graded: 2, of: 3, weight: 0.75 });
        assert!(found.covered());
        assert!(!mean(&[part(40.0, None, None), part(35.0, Some(1.0), None)]).covered());
    }

    #[test]
    fn sixty_per_cent_are_enough() {
        let parts = [part(0.2, Some(0.5), None), part(0.4, Some(0.5), None), part(0.4, None, None)];
        assert!(mean(&parts).covered());
    }

    #[test]
    fn nothing_graded_is_not_known() {
        assert_eq!(mean(&[]).score, None);
        assert_eq!(mean(&[part(1.0, None, None)]).score, None);
        assert_eq!(mean(&[part(0.0, Some(0.3), None)]).score, None);
    }

    #[test]
    fn a_goal_without_end_is_expected_where_it_is() {
        let found = mean(&[part(1.0, Some(0.8), None), part(1.0, Some(0.4), Some(0.6))]);
        assert!((found.expected.unwrap() - 0.7).abs() < 1e-12);
        assert_eq!(mean(&[part(1.0, Some(0.8), None)]).expected, None);
    }

    #[test]
    fn missing_weights_count_like_the_mean_of_the_others() {
        assert_eq!(fill_weights(&[Some(2.0), None, Some(4.0)]), [2.0, 3.0, 4.0]);
        assert_eq!(fill_weights(&[None, None]), [1.0, 1.0]);
        let mut weights = [60.0, 40.0];
        balanced(&mut weights);
        assert_eq!(weights, [1.2, 0.8]);
    }
}
