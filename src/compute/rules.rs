//! Which points of a segment are special: the rule sets `nhs` (`statistics.md` §1.3) and `wheeler` (§1.6).

use super::label::Label;
use super::limits::Mode;

/// Points in a row that make a shift or a trend.
const RUN: usize = 7;
/// Points in a row on one side, in the rule set `wheeler`.
const EIGHT: usize = 8;
/// The upper limit of moving ranges, in mean moving ranges.
pub const RANGE_LIMIT: f64 = 3.268;

/// The rules within one segment.
pub(super) struct Rules<'a> {
    values: &'a [Option<f64>],
    /// Where each point lies.
    at: Vec<Lies>,
}

/// Where a point lies with respect to the mean and the limits.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Lies {
    /// On which side of the mean; `None` where missing or on the mean (N-3).
    pub above: Option<bool>,
    /// Beyond a limit.
    pub outside: bool,
    /// Beyond the 2-sigma line, but inside the limits.
    pub near: bool,
    /// Nearer to a limit than to the mean, or beyond it.
    pub far: bool,
}

/// The lines that points are compared with.
pub struct Lines {
    mean: f64,
    limits: (f64, f64),
    two_sigma: (f64, f64),
    halfway: (f64, f64),
    /// What lies nearer to the mean lies on it.
    tie: f64,
}

impl Lines {
    pub fn new(mean: f64, lower: f64, upper: f64) -> Self {
        let width = upper - mean;
        let around = |by: f64| (mean - by, mean + by);
        Self {
            mean,
            limits: (lower, upper),
            two_sigma: around(2.0 * (width / 3.0)),
            halfway: around(width / 2.0),
            tie: 1e-12 * mean.abs().max(1.0),
        }
    }

    /// Where a value lies.
    pub fn place(&self, x: f64) -> Lies {
        let beyond = |(low, high): (f64, f64)| x > high || x < low;
        let outside = beyond(self.limits);
        Lies {
            above: if (x - self.mean).abs() <= self.tie { None } else { Some(x > self.mean) },
            outside,
            near: !outside && beyond(self.two_sigma),
            far: beyond(self.halfway),
        }
    }
}

impl<'a> Rules<'a> {
    pub fn new(values: &'a [Option<f64>], mean: f64, lower: f64, upper: f64) -> Self {
        let lines = Lines::new(mean, lower, upper);
        Self { values, at: values.iter().map(|x| x.map_or(Lies::default(), |x| lines.place(x))).collect() }
    }

    /// Writes the labels of the set `nhs`, weakest rule first, so that the strongest stands in the end.
    pub fn nhs(&self, outside_only: bool, mode: Mode, labels: &mut [Label]) {
        if !outside_only {
            self.runs(RUN, Label::Shift, labels);
            self.two_in_three(labels);
            self.trends(mode, labels);
        }
        self.outside(labels);
    }

    /// Writes the labels of the set `wheeler`, weakest rule first; `range` is the mean moving range.
    pub fn wheeler(&self, outside_only: bool, range: f64, labels: &mut [Label]) {
        if !outside_only {
            self.runs(EIGHT, Label::Eight, labels);
            self.three_in_four(labels);
        }
        for (i, pair) in self.values.windows(2).enumerate() {
            if let [Some(before), Some(after)] = pair
                && (after - before).abs() > RANGE_LIMIT * range
            {
                labels[i + 1] = Label::Jump(after > before);
            }
        }
        self.outside(labels);
    }

    fn outside(&self, labels: &mut [Label]) {
        for (label, at) in labels.iter_mut().zip(&self.at) {
            if let (true, Some(above)) = (at.outside, at.above) {
                *label = Label::Outside(above);
            }
        }
    }

    /// So many points in a row on one side of the mean (R-13, W-3).
    fn runs(&self, length: usize, word: fn(bool) -> Label, labels: &mut [Label]) {
        let mut run = 0;
        let mut side = None;
        for (i, at) in self.at.iter().enumerate() {
            run = match at.above {
                Some(_) if at.above == side => run + 1,
                Some(_) => 1,
                None => 0,
            };
            side = at.above;
            if let (Some(above), true) = (side, run >= length) {
                labels[new_in(run, length, i)..=i].fill(word(above));
            }
        }
    }

    /// Two of three near one limit, all on its side.
    fn two_in_three(&self, labels: &mut [Label]) {
        for (i, window) in self.at.windows(3).enumerate() {
            let Some(above) = window[0].above else { continue };
            let near = window.iter().filter(|at| at.near).count();
            if near < 2 || window.iter().any(|at| at.above != Some(above)) {
                continue;
            }
            for (label, at) in labels[i..i + 3].iter_mut().zip(window) {
                if at.near {
                    *label = Label::TwoInThree(above);
                }
            }
        }
    }

    /// Three of four nearer to the same limit than to the mean (W-2).
    fn three_in_four(&self, labels: &mut [Label]) {
        for (i, window) in self.at.windows(4).enumerate() {
            for above in [true, false] {
                let far = |at: &Lies| at.far && at.above == Some(above);
                if window.iter().filter(|at| far(at)).count() < 3 || self.values[i..i + 4].contains(&None) {
                    continue;
                }
                for (label, at) in labels[i..i + 4].iter_mut().zip(window) {
                    if far(at) {
                        *label = Label::ThreeInFour(above);
                    }
                }
            }
        }
    }

    /// Seven points that only rise or only fall. A point in a rising and a falling trend takes the later
    /// one: windows are written left to right.
    fn trends(&self, mode: Mode, labels: &mut [Label]) {
        let mut run = 1;
        let mut rising = None;
        let mut ends: Vec<usize> = Vec::new();
        for i in 1..self.values.len() {
            let step = self.step(i);
            run = match step {
                Some(_) if step == rising => run + 1,
                Some(_) => 2,
                None => 1,
            };
            rising = step;
            if let (Some(up), true) = (step, run >= RUN) {
                labels[new_in(run, RUN, i)..=i].fill(Label::Trend(up));
                ends.push(i);
            }
        }
        if mode == Mode::Nhs {
            self.next_steps(&ends, labels);
        }
    }

    /// The reference takes the direction of a trend's point from the step that follows it where the next point is in
    /// a trend too, even in another one.
    fn next_steps(&self, ends: &[usize], labels: &mut [Label]) {
        let in_trend = |i: usize| ends.iter().any(|end| (end + 1 - RUN..=*end).contains(&i));
        for i in (0..labels.len()).filter(|i| in_trend(*i) && in_trend(i + 1)) {
            if let Some(up) = self.step(i + 1) {
                labels[i] = Label::Trend(up);
            }
        }
    }

    /// Whether the series rises into this point; `None` where it does not move or a value is missing.
    fn step(&self, i: usize) -> Option<bool> {
        let (before, after) = (self.values[i - 1]?, self.values[i]?);
        (before != after).then_some(after > before)
    }
}

/// From which point on a run is labelled that has just come to `i`: the points before are, once it is long enough.
fn new_in(run: usize, length: usize, i: usize) -> usize {
    if run == length { i + 1 - length } else { i }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::limits::{Options, assess};
    use crate::compute::test_support::{json, vector_series};
    use crate::parse::doc::RuleSet;

    fn flagged(labels: &[Label], wanted: fn(&Label) -> bool) -> Vec<u64> {
        labels.iter().enumerate().filter(|(_, l)| wanted(l)).map(|(i, _)| i as u64).collect()
    }

    fn close(ours: f64, theirs: &serde_json::Value, what: &str) {
        let theirs = theirs.as_f64().unwrap();
        assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0), "{what}: {ours} {theirs}");
    }

    #[test]
    fn every_series_of_the_wheeler_vectors_gets_its_limits_and_flags() {
        for case in json("wheeler/expected.json")["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            let (_, values) = vector_series("wheeler", case["input"].as_str().unwrap());
            let found = assess(&values, &Options { rules: RuleSet::Wheeler, ..Options::default() });
            let segment = &found.segments[0];
            let range = segment.moving_range.unwrap();
            close(segment.mean.unwrap(), &case["mean"], id);
            close(range, &case["amr"], id);
            close(RANGE_LIMIT * range, &case["url"], id);
            let indices = |name: &str| -> Vec<u64> {
                case[name].as_array().unwrap().iter().map(|i| i.as_u64().unwrap()).collect()
            };
            let (Some(lower), Some(upper)) = (segment.lower, segment.upper) else {
                assert!(["rule1", "rule2", "rule3"].iter().all(|rule| indices(rule).is_empty()), "{id}");
                continue;
            };
            close(lower, &case["lnpl"], id);
            close(upper, &case["unpl"], id);
            let rules = Rules::new(&values, segment.mean.unwrap(), lower, upper);
            let one = |write: &dyn Fn(&mut [Label])| {
                let mut labels = vec![Label::Common; values.len()];
                write(&mut labels);
                flagged(&labels, |l| *l != Label::Common)
            };
            assert_eq!(one(&|l| rules.outside(l)), indices("rule1"), "{id}");
            assert_eq!(one(&|l| rules.runs(EIGHT, Label::Eight, l)), indices("rule2"), "{id}");
            assert_eq!(one(&|l| rules.three_in_four(l)), indices("rule3"), "{id}");
            assert_eq!(flagged(&found.labels, |l| matches!(l, Label::Outside(_))), indices("rule1"), "{id}");
        }
    }

    /// xmrit rounds limits to two decimals before it looks, flags all four points of a window of four, and counts a
    /// value on the mean as below it; apart from these three both agree.
    #[test]
    fn xmrit_agrees_apart_from_what_it_does_otherwise() {
        for case in json("xmrit/expected.json")["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            let (_, values) = vector_series("xmrit", case["input"].as_str().unwrap());
            let lock = if case["locked"] == true { 10 } else { values.len() };
            let raw =
                assess(&values[..lock], &Options { rules: RuleSet::Wheeler, mode: Mode::Nhs, ..Options::default() });
            let segment = &raw.segments[0];
            let limits = &case["limits"];
            let (mean, range) = (segment.mean.unwrap(), segment.moving_range.unwrap());
            let (lower, upper) = (segment.lower.unwrap(), segment.upper.unwrap());
            let parts = [
                ("avgX", mean),
                ("avgMovement", range),
                ("UNPL", upper),
                ("LNPL", lower),
                ("URL", RANGE_LIMIT * range),
                ("upperQuartile", (mean + upper) / 2.0),
                ("lowerQuartile", (mean + lower) / 2.0),
            ];
            for (name, ours) in parts {
                assert!((ours - limits[name].as_f64().unwrap()).abs() <= 0.005 + 1e-9, "{id} {name} {ours}");
            }
            let rules = Rules::new(&values, mean, lower, upper);
            let (mut outside, mut quartile, mut eight) = (
                vec![Label::Common; values.len()],
                vec![Label::Common; values.len()],
                vec![Label::Common; values.len()],
            );
            rules.outside(&mut outside);
            rules.three_in_four(&mut quartile);
            rules.runs(EIGHT, Label::Eight, &mut eight);
            let on_mean = rules.at.iter().any(|at| at.above.is_none());
            for (i, status) in case["status"].as_array().unwrap().iter().enumerate() {
                let status = status.as_u64().unwrap();
                let window = quartile[i.saturating_sub(3)..values.len().min(i + 4)].iter();
                let near_quartile = window.filter(|l| **l != Label::Common).count() >= 3;
                assert_eq!(status == 3, outside[i] != Label::Common, "{id} {i}");
                assert!(status != 2 || near_quartile, "{id} {i}");
                assert!(status >= 2 || quartile[i] == Label::Common, "{id} {i}");
                assert!(status != 1 || on_mean || eight[i] != Label::Common, "{id} {i}");
                assert!(status >= 1 || eight[i] == Label::Common, "{id} {i}");
            }
            for (i, jump) in case["mr_signal"].as_array().unwrap().iter().enumerate() {
                let moved = (values[i + 1].unwrap() - values[i].unwrap()).abs();
                assert_eq!(moved > RANGE_LIMIT * range, jump.as_bool().unwrap(), "{id} {i}");
            }
        }
    }

    #[test]
    fn a_gap_breaks_every_window_and_one_jump_is_said_to_be_one() {
        let mut values: Vec<Option<f64>> = (0..20).map(|i| Some(10.0 + f64::from(i % 2))).collect();
        values[10] = Some(10.0);
        values.extend([Some(14.0), None, Some(14.0), Some(14.0)]);
        let options = Options { rules: RuleSet::Wheeler, ..Options::default() };
        let labels = assess(&values, &options).labels;
        assert!(!labels.iter().any(|l| matches!(l, Label::ThreeInFour(_) | Label::Eight(_))));
        let rules = Rules::new(&values, 11.0, 0.0, 22.0);
        let mut labels = vec![Label::Common; values.len()];
        rules.wheeler(false, 1.0, &mut labels);
        assert_eq!(flagged(&labels, |l| matches!(l, Label::Jump(true))), Vec::<u64>::new());
        rules.wheeler(false, 0.9, &mut labels);
        assert_eq!(flagged(&labels, |l| matches!(l, Label::Jump(true))), [20]);
    }
}
