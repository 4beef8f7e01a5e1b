//! Natural process limits and special causes in the guarded mode that is ours (`statistics.md` §1.2–§1.5).
//!
//! Pure functions over the values of consecutive slots; a missing slot is `None` and is never bridged.

use crate::parse::doc::Direction;

/// Distance of a natural limit from the mean, in mean moving ranges.
const LIMIT: f64 = 2.66;
/// A moving range from this many mean moving ranges on is left out of the mean.
const SCREEN: f64 = 3.267;
/// Fewer points: no limits at all.
const FEW: usize = 8;
/// Fewer points: trial limits.
const ENOUGH: usize = 13;
/// Points in a row that make a shift or a trend.
const RUN: usize = 7;

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
}

impl Default for Options {
    fn default() -> Self {
        Self { direction: None, screen: true, lock: None, rebase: Vec::new(), outside_only: false }
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
}

/// Why a point is special, first match wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Common,
    /// Outside a limit; `true`: above.
    Outside(bool),
    /// One of 7 rising (`true`) or falling points.
    Trend(bool),
    /// Near a limit in a window with a second such point.
    TwoInThree(bool),
    /// One of 7 points on one side of the mean.
    Shift(bool),
}

/// What a point says in the light of the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointType {
    Common,
    Improvement,
    Concern,
    /// Special, without a good direction.
    Neutral,
}

/// Will the process as it is meet the target?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    Pass,
    Fail,
    Inconsistent,
}

/// Limits per segment and one label per slot.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub segments: Vec<Segment>,
    pub labels: Vec<Label>,
}

impl Label {
    /// Whether the point points upwards; `None` for common causes.
    pub fn up(self) -> Option<bool> {
        match self {
            Label::Common => None,
            Label::Outside(up) | Label::Trend(up) | Label::TwoInThree(up) | Label::Shift(up) => Some(up),
        }
    }

    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Label::Common => "routine variation",
            Label::Outside(true) => "above the normal range",
            Label::Outside(false) => "below the normal range",
            Label::Trend(true) => "7 points in a row rising",
            Label::Trend(false) => "7 points in a row falling",
            Label::TwoInThree(true) => "2 of 3 points near the top of the normal range",
            Label::TwoInThree(false) => "2 of 3 points near the bottom of the normal range",
            Label::Shift(true) => "7 points in a row above the mean",
            Label::Shift(false) => "7 points in a row below the mean",
        }
    }

    /// What the point says, given the good direction.
    pub fn point_type(self, direction: Option<Direction>) -> PointType {
        match (self.up(), direction) {
            (None, _) => PointType::Common,
            (Some(up), Some(Direction::Increase)) if up => PointType::Improvement,
            (Some(up), Some(Direction::Decrease)) if !up => PointType::Improvement,
            (Some(_), Some(Direction::Increase | Direction::Decrease)) => PointType::Concern,
            (Some(_), _) => PointType::Neutral,
        }
    }
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
        let segment = limits_of(values, start, end, options);
        if let (Some(mean), Some(lower), Some(upper)) = (segment.mean, segment.lower, segment.upper) {
            let rules = Rules::new(&values[start..end], mean, lower, upper);
            rules.label(options.outside_only, &mut labels[start..end]);
        }
        segments.push(segment);
    }
    Assessment { segments, labels }
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

/// Whether the values of a segment are too coarse for reliable limits: the smallest step between them is
/// more than the estimated sigma. Not known without limits.
pub fn chunky(values: &[Option<f64>], segment: &Segment) -> Option<bool> {
    segment.upper?;
    let sigma = segment.moving_range? / 1.128;
    let mut own: Vec<f64> = values.get(segment.start..segment.end)?.iter().flatten().copied().collect();
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
        Some(n) if n >= 12 => end.min(start + n),
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
    };
    let (Some(centre), Some(raw)) = (segment.mean, segment.moving_range) else { return segment };
    if raw == 0.0 {
        if segment.n >= FEW {
            segment.state = State::NoVariation;
        }
        return segment;
    }
    if segment.n < FEW {
        return segment;
    }
    let width = if options.screen { screen(&ranges, raw, &mut segment) } else { raw };
    segment.moving_range = Some(width);
    segment.lower = Some(centre - LIMIT * width);
    segment.upper = Some(centre + LIMIT * width);
    segment.state = if segment.n < ENOUGH { State::Trial } else { State::Ok };
    segment
}

/// One pass of screening, undone where it would leave nothing or only zeros.
fn screen(ranges: &[f64], raw: f64, segment: &mut Segment) -> f64 {
    let kept: Vec<f64> = ranges.iter().copied().filter(|r| *r < SCREEN * raw).collect();
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

/// The rules of the set `nhs` within one segment.
struct Rules<'a> {
    values: &'a [Option<f64>],
    /// Where each point lies.
    at: Vec<Lies>,
}

/// Where a point lies with respect to the mean and the limits.
#[derive(Clone, Copy, Default, PartialEq)]
struct Lies {
    /// On which side of the mean; `None` where missing or on the mean (N-3).
    above: Option<bool>,
    /// Beyond a limit.
    outside: bool,
    /// Beyond the 2-sigma line, but inside the limits.
    near: bool,
}

impl<'a> Rules<'a> {
    fn new(values: &'a [Option<f64>], mean: f64, lower: f64, upper: f64) -> Self {
        let tie = 1e-12 * mean.abs().max(1.0);
        let reach = 2.0 * ((upper - mean) / 3.0);
        let place = |x: f64| {
            let outside = x > upper || x < lower;
            Lies {
                above: if (x - mean).abs() <= tie { None } else { Some(x > mean) },
                outside,
                near: !outside && (x > mean + reach || x < mean - reach),
            }
        };
        Self { values, at: values.iter().map(|x| x.map_or(Lies::default(), place)).collect() }
    }

    /// Writes the labels, weakest rule first, so that the strongest stands in the end.
    fn label(&self, outside_only: bool, labels: &mut [Label]) {
        if !outside_only {
            self.shifts(labels);
            self.two_in_three(labels);
            self.trends(labels);
        }
        for (label, at) in labels.iter_mut().zip(&self.at) {
            if let (true, Some(above)) = (at.outside, at.above) {
                *label = Label::Outside(above);
            }
        }
    }

    fn shifts(&self, labels: &mut [Label]) {
        let mut run = 0;
        let mut side = None;
        for (i, at) in self.at.iter().enumerate() {
            run = match at.above {
                Some(_) if at.above == side => run + 1,
                Some(_) => 1,
                None => 0,
            };
            side = at.above;
            if let (Some(above), true) = (side, run >= RUN) {
                labels[i + 1 - RUN..=i].fill(Label::Shift(above));
            }
        }
    }

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

    /// A point in a rising and a falling trend takes the later one: windows are written left to right.
    fn trends(&self, labels: &mut [Label]) {
        let mut run = 1;
        let mut rising = None;
        for (i, pair) in self.values.windows(2).enumerate() {
            let step = match (pair[0], pair[1]) {
                (Some(before), Some(after)) if before != after => Some(after > before),
                _ => None,
            };
            run = match step {
                Some(_) if step == rising => run + 1,
                Some(_) => 2,
                None => 1,
            };
            rising = step;
            if let (Some(up), true) = (step, run >= RUN) {
                labels[i + 2 - RUN..=i + 1].fill(Label::Trend(up));
            }
        }
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
