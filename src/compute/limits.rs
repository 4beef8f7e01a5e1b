//! Natural process limits by segment (`statistics.md` §1.2–§1.7); the labels of points are [`super::rules`]'s.
//!
//! Pure functions over the values of consecutive slots; a missing slot is `None` and is never bridged.

use super::label::Label;
use super::rules::Rules;
use super::runs::{self, Runs};
use crate::parse::doc::{Direction, RuleSet};

/// Distance of a natural limit from the mean, in mean moving ranges.
const LIMIT: f64 = 2.66;
/// A moving range from this many mean moving ranges on is left out of the mean.
const SCREEN: f64 = 3.267;
/// Fewer points: no limits at all.
pub const FEW: usize = 8;
/// Fewer points: trial limits.
pub const ENOUGH: usize = 13;
/// Points that limits can be frozen after at least.
pub const SHORTEST_LOCK: usize = 12;

/// How a series is judged.
#[derive(Clone, Debug)]
pub struct Options {
    /// `None` and `range`: neither side is the good one.
    pub direction: Option<Direction>,
    /// Leave extreme moving ranges out of their mean.
    pub screen: bool,
    /// Freeze the limits after this many points of a segment; below 12 it is ignored.
    pub lock: Option<usize>,
    /// Indices at which the process was declared a new one, ascending.
    pub rebase: Vec<usize>,
    /// Rolling windows overlap: only points outside the limits count.
    pub outside_only: bool,
    pub rules: RuleSet,
    pub mode: Mode,
}

/// Our guarded mode, or the reference's as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// With the guards of `statistics.md` §1.5: no limits from few points or from points that never vary.
    #[default]
    Recommended,
    /// As NHSRplotthedots 0.2.2 does, its quirks included.
    Nhs,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            direction: None,
            screen: true,
            lock: None,
            rebase: Vec::new(),
            outside_only: false,
            rules: RuleSet::default(),
            mode: Mode::default(),
        }
    }
}

/// How far a segment's limits can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Fewer than 8 points, or no two neighbours: no limits.
    TooFewPoints,
    /// 8 to 12 points.
    Trial,
    Ok,
    /// Every moving range is zero.
    NoVariation,
}

/// A stretch between two rebases.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Slots `start..end`.
    pub start: usize,
    pub end: usize,
    /// Observed points.
    pub n: usize,
    /// The centre line; with the rule set `run` the median.
    pub mean: Option<f64>,
    /// Mean moving range after screening.
    pub moving_range: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub state: State,
    /// Moving ranges left out by screening.
    pub screened: usize,
    /// Screening would have left no width and was undone.
    pub screening_undone: bool,
    /// With the rule set `run`, from 8 points on.
    pub runs: Option<Runs>,
}

/// Will the process as it is meet the target?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    Pass,
    Fail,
    Inconsistent,
}

impl Assurance {
    /// The name in data files.
    pub fn name(self) -> &'static str {
        match self {
            Assurance::Pass => "consistent_pass",
            Assurance::Fail => "consistent_fail",
            Assurance::Inconsistent => "inconsistent",
        }
    }
}

impl State {
    /// The name in data files.
    pub fn name(self) -> &'static str {
        match self {
            State::TooFewPoints => "too_few_points",
            State::Trial => "trial_limits",
            State::Ok => "ok",
            State::NoVariation => "no_variation",
        }
    }
}

/// Limits per segment and one label per slot.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub segments: Vec<Segment>,
    pub labels: Vec<Label>,
}

/// Judges a series, segment by segment; no rule looks across a segment's border.
pub fn assess(values: &[Option<f64>], options: &Options) -> Assessment {
    let mut starts: Vec<usize> = options.rebase.iter().copied().filter(|i| *i > 0 && *i < values.len()).collect();
    starts.insert(0, 0);
    starts.sort_unstable();
    starts.dedup();
    let mut segments = Vec::with_capacity(starts.len());
    let mut labels = vec![Label::Common; values.len()];
    for (k, start) in starts.iter().copied().enumerate() {
        let end = starts.get(k + 1).copied().unwrap_or(values.len());
        segments.push(segment(values, start, end, options, &mut labels[start..end]));
    }
    Assessment { segments, labels }
}

/// One segment, and the labels of its points.
fn segment(values: &[Option<f64>], start: usize, end: usize, options: &Options, labels: &mut [Label]) -> Segment {
    let mut segment = limits_of(values, start, end, options);
    let own = &values[start..end];
    if options.rules == RuleSet::Run {
        // The median needs no limits, and says more than a mean of few or skewed points.
        (segment.lower, segment.upper) = (None, None);
        let known: Vec<f64> = own.iter().flatten().copied().collect();
        segment.mean = runs::median(&known);
        if let (Some(median), true) = (segment.mean, segment.n >= FEW) {
            segment.runs = runs::label(own, median, labels);
        }
        return segment;
    }
    if let (Some(mean), Some(lower), Some(upper)) = (segment.mean, segment.lower, segment.upper) {
        let rules = Rules::new(own, mean, lower, upper);
        match segment.moving_range {
            Some(range) if options.rules == RuleSet::Wheeler => rules.wheeler(options.outside_only, range, labels),
            _ => rules.nhs(options.outside_only, options.mode, labels),
        }
    }
    segment
}

/// The assurance icon: limits of the last segment against the target of the as-of date.
pub fn assurance(segment: &Segment, direction: Option<Direction>, target: Option<f64>) -> Option<Assurance> {
    let (lower, upper, target) = (segment.lower?, segment.upper?, target?);
    let (above, below) = match direction? {
        Direction::Increase => (Assurance::Fail, Assurance::Pass),
        Direction::Decrease => (Assurance::Pass, Assurance::Fail),
        Direction::Range | Direction::Neutral => return None,
    };
    Some(if target > upper {
        above
    } else if target < lower {
        below
    } else {
        Assurance::Inconsistent
    })
}

/// The same as the reference has it: limits that are not known leave the target "hit or miss".
pub fn reference_assurance(segment: &Segment, direction: Option<Direction>, target: Option<f64>) -> Option<Assurance> {
    match (segment.upper, direction) {
        (None, Some(Direction::Increase | Direction::Decrease)) => target.map(|_| Assurance::Inconsistent),
        _ => assurance(segment, direction, target),
    }
}

/// Whether the values of a segment are too coarse for reliable limits: the smallest step between them is
/// more than the estimated sigma. Not known without limits.
pub fn chunky(values: &[Option<f64>], segment: &Segment) -> Option<bool> {
    segment.upper?;
    let sigma = segment.moving_range? / 1.128;
    let own = values.get(segment.start..segment.end)?;
    // One finer step is enough, and neighbours nearly always have one.
    let finer = |before: f64, after: f64| before != after && (after - before).abs() <= sigma;
    if own.windows(2).any(|w| w[0].zip(w[1]).is_some_and(|(before, after)| finer(before, after))) {
        return Some(false);
    }
    let mut own: Vec<f64> = own.iter().flatten().copied().collect();
    own.sort_unstable_by(f64::total_cmp);
    let steps = own.windows(2).map(|w| w[1] - w[0]).filter(|step| *step > 0.0);
    Some(steps.min_by(f64::total_cmp).is_some_and(|step| step > sigma))
}

/// Limits as drawn: inside what the quantity can be. Signals keep using the raw limits.
pub fn displayed(lower: f64, upper: f64, floor: Option<f64>, ceil: Option<f64>) -> (f64, f64) {
    (floor.map_or(lower, |f| lower.max(f)), ceil.map_or(upper, |c| upper.min(c)))
}

/// Mean with a second pass over the residuals (N-2).
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let first = values.iter().sum::<f64>() / n;
    Some(first + values.iter().map(|v| v - first).sum::<f64>() / n)
}

fn limits_of(values: &[Option<f64>], start: usize, end: usize, options: &Options) -> Segment {
    let base_end = match options.lock {
        Some(n) if n >= SHORTEST_LOCK => end.min(start + n),
        _ => end,
    };
    let base = &values[start..base_end];
    let observed: Vec<f64> = base.iter().flatten().copied().collect();
    let ranges: Vec<f64> =
        base.windows(2).filter_map(|w| w[0].zip(w[1])).map(|(before, after)| (after - before).abs()).collect();
    let mut segment = Segment {
        start,
        end,
        n: values[start..end].iter().flatten().count(),
        mean: mean(&observed),
        moving_range: mean(&ranges),
        lower: None,
        upper: None,
        state: State::TooFewPoints,
        screened: 0,
        screening_undone: false,
        runs: None,
    };
    let (Some(centre), Some(raw)) = (segment.mean, segment.moving_range) else { return segment };
    let screened = options.screen && options.rules == RuleSet::Nhs;
    if options.mode == Mode::Nhs {
        segment.state = State::Ok;
        segment.moving_range = if screened { mean(&kept(&ranges, raw)) } else { Some(raw) };
        segment.lower = segment.moving_range.map(|width| centre - LIMIT * width);
        segment.upper = segment.moving_range.map(|width| centre + LIMIT * width);
        return segment;
    }
    if raw == 0.0 {
        if segment.n >= FEW {
            segment.state = State::NoVariation;
        }
        return segment;
    }
    if segment.n < FEW {
        return segment;
    }
    let width = if screened { screen(&ranges, raw, &mut segment) } else { raw };
    segment.moving_range = Some(width);
    segment.lower = Some(centre - LIMIT * width);
    segment.upper = Some(centre + LIMIT * width);
    segment.state = if segment.n < ENOUGH { State::Trial } else { State::Ok };
    segment
}

/// The moving ranges that one pass of screening leaves.
fn kept(ranges: &[f64], raw: f64) -> Vec<f64> {
    ranges.iter().copied().filter(|r| *r < SCREEN * raw).collect()
}

/// One pass of screening, undone where it would leave nothing or only zeros.
fn screen(ranges: &[f64], raw: f64, segment: &mut Segment) -> f64 {
    let kept = kept(ranges, raw);
    match mean(&kept) {
        Some(width) if width > 0.0 => {
            segment.screened = ranges.len() - kept.len();
            width
        }
        _ => {
            segment.screening_undone = true;
            raw
        }
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
