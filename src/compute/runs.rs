//! The rule set `run`: runs about the median, without limits (`statistics.md` §1.7; Anhøj and Wentzel-Larsen).

use super::label::Label;

/// What runs about the median say of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// Points that do not lie on the median.
    pub useful: usize,
    pub longest: usize,
    /// The longest run that chance makes.
    pub longest_max: usize,
    pub crossings: usize,
    /// The fewest crossings of the median that chance makes.
    pub crossings_min: usize,
}

impl Runs {
    /// Whether the series is anything but chance.
    pub fn signal(&self) -> bool {
        self.longest > self.longest_max || self.crosses_too_seldom()
    }

    /// It crosses its median less often than chance would: it drifts.
    pub fn crosses_too_seldom(&self) -> bool {
        self.crossings < self.crossings_min
    }
}

/// Judges the runs about a centre and labels the points of those that are too long. `None` where all lie on it.
pub(super) fn label(values: &[Option<f64>], centre: f64, labels: &mut [Label]) -> Option<Runs> {
    let useful: Vec<(usize, bool)> =
        values.iter().enumerate().filter_map(|(i, v)| v.filter(|v| *v != centre).map(|v| (i, v > centre))).collect();
    if useful.is_empty() {
        return None;
    }
    let runs: Vec<&[(usize, bool)]> = useful.chunk_by(|a, b| a.1 == b.1).collect();
    let n = useful.len();
    let found = Runs {
        useful: n,
        longest: runs.iter().map(|run| run.len()).max().unwrap_or(0),
        longest_max: (n as f64).log2().round() as usize + 3,
        crossings: runs.len() - 1,
        crossings_min: fewest_crossings(n),
    };
    for run in runs.iter().filter(|run| run.len() > found.longest_max) {
        for (i, above) in *run {
            labels[*i] = Label::LongRun(*above);
        }
    }
    Some(found)
}

/// The smallest k for which a fair coin shows at most k heads in n − 1 throws with 5 % probability or more.
fn fewest_crossings(n: usize) -> usize {
    let throws = n - 1;
    // In logarithms: 2^-n is too small for long series.
    let mut term = -(throws as f64) * std::f64::consts::LN_2;
    let mut sum = 0.0;
    for k in 0..=throws {
        sum += term.exp();
        if sum >= 0.05 {
            return k;
        }
        term += ((throws - k) as f64).ln() - ((k + 1) as f64).ln();
    }
    throws
}

/// The middle value, the mean of both where there are two.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    match n % 2 {
        _ if n == 0 => None,
        1 => Some(sorted[n / 2]),
        _ => Some(f64::midpoint(sorted[n / 2 - 1], sorted[n / 2])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::limits::{Options, assess};
    use crate::compute::test_support::{json, vector, vector_series};
    use crate::parse::doc::RuleSet;

    #[test]
    fn the_bounds_of_runs_and_crossings_are_those_of_the_vectors() {
        for line in vector("qicharts2/anhoej-limits.csv").lines().skip(1) {
            let row: Vec<usize> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let found = label(&vec![Some(1.0); row[0]], 0.0, &mut vec![Label::Common; row[0]]).unwrap();
            assert_eq!((found.longest_max, found.crossings_min), (row[1], row[2]), "{line}");
        }
        assert!(fewest_crossings(5000) > 2400);
    }

    #[test]
    fn every_series_of_the_vectors_gets_its_runs() {
        for case in json("wheeler/expected.json")["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            let (_, values) = vector_series("wheeler", case["input"].as_str().unwrap());
            let found = assess(&values, &Options { rules: RuleSet::Run, ..Options::default() });
            let theirs = &case["anhoej"];
            assert_eq!(found.segments[0].mean, theirs["cl"].as_f64(), "{id}");
            let Some(ours) = found.segments[0].runs else {
                assert_eq!(theirs["n_useful"], 0, "{id}");
                continue;
            };
            assert_eq!(ours.useful as u64, theirs["n_useful"].as_u64().unwrap(), "{id}");
            assert_eq!(Some(ours.longest as u64), theirs["longest_run"].as_u64(), "{id}");
            assert_eq!(Some(ours.longest_max as u64), theirs["longest_run_max"].as_u64(), "{id}");
            assert_eq!(Some(ours.crossings as u64), theirs["n_crossings"].as_u64(), "{id}");
            assert_eq!(Some(ours.crossings_min as u64), theirs["n_crossings_min"].as_u64(), "{id}");
            assert_eq!(ours.signal(), theirs["signal"].as_bool().unwrap(), "{id}");
            let labelled = found.labels.iter().any(|l| *l != Label::Common);
            assert_eq!(labelled, ours.longest > ours.longest_max, "{id}");
        }
    }
}
