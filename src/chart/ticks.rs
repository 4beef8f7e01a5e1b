//! The value axis: where it begins and ends, and its ticks (Talbot, Lin and Hanrahan 2010, extended Wilkinson).

/// Steps from most to least welcome.
const NICE: [f64; 6] = [1.0, 5.0, 2.0, 2.5, 4.0, 3.0];
/// Weights of simplicity, coverage, density and legibility (the last is constant here: one font, one direction).
const WEIGHTS: [f64; 4] = [0.25, 0.2, 0.5, 0.05];
/// Fewest and most ticks on an axis.
const COUNT: std::ops::RangeInclusive<usize> = 4..=6;
/// How much of a cropped axis may lie under the lowest point, and how much is aimed at.
const UNDER: (f64, f64) = (0.25, 0.33);
const UNDER_AIMS: [f64; 6] = [0.29, 0.27, 0.31, 0.25, 0.33, 0.23];

/// A value axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub lo: f64,
    pub hi: f64,
    /// Four to six values within `lo..=hi`; the first is `lo`.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// Zero is not on the axis: the chart must say where it starts.
    pub fn cropped(&self) -> bool {
        self.lo > 0.0 || self.hi < 0.0
    }
}

/// The axis for lines over these extremes (finite): from zero where the lowest value is at most half the highest,
/// else cropped with a quarter to a third of the plot under the lowest point.
/// `ceiling`: nothing can lie above (100 for shares).
pub(super) fn axis(min: f64, max: f64, from_zero: bool, ceiling: Option<f64>, height: f64) -> Axis {
    let target = (height / 44.0).round().clamp(*COUNT.start() as f64, *COUNT.end() as f64);
    let (min, max) = widened(min, max);
    let zero = from_zero || min <= 0.0 && max >= 0.0 || min.abs().min(max.abs()) <= 0.5 * min.abs().max(max.abs());
    if zero {
        return capped(loose(nice(min.min(0.0), max.max(0.0), target)), max, ceiling);
    }
    let cropped = |share: f64| {
        let low = min - share / (1.0 - share) * (max - min);
        // Never past zero: then it would be no crop.
        let low = if min > 0.0 { low.max(min * 0.05) } else { low };
        trimmed(capped(loose(nice(low, max, target)), max, ceiling), min, max)
    };
    let mut best: Option<(f64, Axis)> = None;
    for share in UNDER_AIMS {
        let axis = cropped(share);
        let off = off(&axis, min);
        if best.as_ref().is_none_or(|(least, _)| off < *least) {
            best = Some((off, axis));
        }
        if off == 0.0 {
            break;
        }
    }
    best.map_or(Axis { lo: min, hi: max, ticks: vec![min, max] }, |(_, axis)| axis)
}

/// One value, or values apart by less than a scale can show, get room around them.
fn widened(min: f64, max: f64) -> (f64, f64) {
    let size = min.abs().max(max.abs());
    if size == 0.0 {
        (0.0, 1.0)
    } else if max - min <= size * 1e-9 {
        (min - size * 0.02, max + size * 0.02)
    } else {
        (min, max)
    }
}

fn loose(ticks: Vec<f64>) -> Axis {
    let (lo, hi) = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(1.0));
    Axis { lo, hi, ticks }
}

/// How far the share under the lowest point is outside its bounds.
fn off(axis: &Axis, min: f64) -> f64 {
    let share = (min - axis.lo) / (axis.hi - axis.lo);
    (UNDER.0 - share).max(share - UNDER.1).max(0.0)
}

/// Cuts the top of the axis where too little room is left under the lowest point.
fn trimmed(mut axis: Axis, min: f64, max: f64) -> Axis {
    let room = (min - axis.lo) / UNDER.0;
    let top = max + 0.03 * (max - axis.lo);
    if axis.lo + room < axis.hi && axis.ticks.len() > *COUNT.start() {
        let hi = (axis.lo + room).max(top).min(axis.hi);
        let kept = axis.ticks.iter().filter(|t| **t <= hi).count();
        if kept >= *COUNT.start() {
            axis.ticks.truncate(kept);
            axis.hi = hi;
        }
    }
    axis
}

/// A share has no ticks above 100 %.
fn capped(mut axis: Axis, max: f64, ceiling: Option<f64>) -> Axis {
    if let Some(ceiling) = ceiling.filter(|c| max <= *c && axis.hi > *c) {
        let kept = axis.ticks.iter().filter(|t| **t <= ceiling).count();
        if kept >= 2 {
            axis.ticks.truncate(kept);
            axis.hi = ceiling;
        }
    }
    axis
}

/// Ticks from at or below `lo` to at or above `hi`, near `target` of them: extended Wilkinson, loose labelling, and
/// every tick a multiple of the step (the search's skip is one), for 12.5, 17.5, 22.5 helps nobody.
/// Needs finite `lo < hi`.
pub(super) fn nice(lo: f64, hi: f64, target: f64) -> Vec<f64> {
    let mut best: (f64, Option<Candidate>) = (f64::NEG_INFINITY, None);
    for (rank, q) in NICE.iter().enumerate() {
        for count in COUNT {
            let density = density(count, target);
            if score(simplicity(rank, true), 1.0, density) < best.0 {
                continue;
            }
            let least = ((hi - lo) / (count - 1) as f64 / q).log10().ceil() as i32;
            for power in least - 1..=least + 1 {
                let size = 10f64.powi(power.abs());
                for candidate in (Candidate { start: 0.0, q: *q, power, size, count }).starts(lo, hi) {
                    let value = score(simplicity(rank, candidate.holds_zero()), coverage(&candidate, lo, hi), density);
                    if value > best.0 {
                        best = (value, Some(candidate));
                    }
                }
            }
        }
    }
    best.1.map_or_else(|| vec![lo, hi], |c| c.ticks())
}

/// Ticks at `(start + i) · q · 10^power`.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    start: f64,
    q: f64,
    power: i32,
    /// 10 to the power's size.
    size: f64,
    count: usize,
}

impl Candidate {
    /// Dividing by a power of ten keeps 0.3 what people read.
    fn scaled(&self, multiple: f64) -> f64 {
        let whole = multiple * self.q;
        if self.power < 0 { whole / self.size } else { whole * self.size }
    }

    fn value(&self, i: usize) -> f64 {
        self.scaled(self.start + i as f64)
    }

    fn ticks(&self) -> Vec<f64> {
        (0..self.count).map(|i| self.value(i)).collect()
    }

    fn holds_zero(&self) -> bool {
        self.start <= 0.0 && self.start + (self.count - 1) as f64 >= 0.0
    }

    /// Every start from which the ticks reach around `lo..hi`; none where the step is too small.
    fn starts(self, lo: f64, hi: f64) -> impl Iterator<Item = Candidate> {
        let step = self.scaled(1.0);
        let last = (lo / step + 1e-9).floor();
        let first = (hi / step - 1e-9).ceil() - (self.count - 1) as f64;
        let n = if step > 0.0 && last >= first { (last - first) as usize + 1 } else { 0 };
        (0..n.min(*COUNT.end())).map(move |i| Candidate { start: first + i as f64, ..self })
    }
}

fn score(simplicity: f64, coverage: f64, density: f64) -> f64 {
    WEIGHTS[0] * simplicity + WEIGHTS[1] * coverage + WEIGHTS[2] * density + WEIGHTS[3]
}

fn simplicity(rank: usize, zero: bool) -> f64 {
    f64::from(u8::from(zero)) - rank as f64 / (NICE.len() - 1) as f64
}

fn coverage(c: &Candidate, lo: f64, hi: f64) -> f64 {
    let (below, above) = (lo - c.value(0), hi - c.value(c.count - 1));
    let tenth = 0.1 * (hi - lo);
    1.0 - 0.5 * ((below / tenth).powi(2) + (above / tenth).powi(2))
}

fn density(count: usize, target: f64) -> f64 {
    let ratio = (count - 1) as f64 / (target - 1.0);
    2.0 - ratio.max(1.0 / ratio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_attempt_chart_starts_at_84() {
        let a = axis(86.6, 92.0, false, Some(100.0), 258.0);
        assert_eq!((a.lo, a.ticks[0]), (84.0, 84.0));
        assert!(a.cropped());
    }

    #[test]
    fn half_of_the_highest_draws_zero() {
        assert!(axis(5.0, 9.2, false, None, 186.0).cropped());
        assert_eq!(axis(4.0, 9.2, false, None, 186.0).lo, 0.0);
        assert_eq!(axis(80.0, 90.0, true, None, 186.0).lo, 0.0);
        assert!(!axis(-3.0, 5.0, false, None, 186.0).cropped());
        assert_eq!(axis(-9.0, -2.0, false, None, 186.0).hi, 0.0);
    }

    #[test]
    fn shares_end_at_a_hundred() {
        let a = axis(97.1, 99.9, false, Some(100.0), 258.0);
        assert!(a.hi <= 100.0, "{a:?}");
        assert!(a.ticks.iter().all(|t| *t <= 100.0));
    }

    #[test]
    fn one_value_and_none_but_zero_have_an_axis() {
        for v in [0.0, 7.0, -7.0, 1e12, 1e-12, 1e299] {
            let a = axis(v, v, false, None, 258.0);
            assert!(a.lo < a.hi && a.lo <= v && v <= a.hi, "{v}: {a:?}");
        }
    }

    proptest! {
        #[test]
        fn ticks_are_four_to_six_even_nice_and_around_the_data(a in -1e6f64..1e6, span in 1e-3f64..1e6, power in -12i32..12, target in 4u8..=6) {
            let (lo, hi) = (a * 10f64.powi(power), (a + span) * 10f64.powi(power));
            prop_assume!(hi - lo > lo.abs().max(hi.abs()) * 1e-6);
            let ticks = nice(lo, hi, f64::from(target));
            prop_assert!((4..=6).contains(&ticks.len()), "{ticks:?}");
            let step = ticks[1] - ticks[0];
            prop_assert!(ticks.windows(2).all(|w| w[1] > w[0] && ((w[1] - w[0]) / step - 1.0).abs() < 1e-6), "{ticks:?}");
            prop_assert!(ticks[0] <= lo + step * 1e-6 && *ticks.last().unwrap() >= hi - step * 1e-6, "{lo} {hi} {ticks:?}");
        }

        #[test]
        fn an_axis_holds_its_data_and_is_finite(a in -1e9f64..1e9, b in -1e9f64..1e9, zero: bool) {
            let (min, max) = (a.min(b), a.max(b));
            let axis = axis(min, max, zero, None, 258.0);
            let slack = (axis.hi - axis.lo) * 1e-6;
            prop_assert!(axis.lo <= min + slack && axis.hi >= max - slack, "{axis:?}");
            prop_assert!(axis.lo.is_finite() && axis.hi.is_finite() && axis.lo < axis.hi);
            prop_assert!(axis.ticks.len() >= 4 && axis.ticks.len() <= 6);
            prop_assert!(axis.ticks.iter().all(|t| *t <= axis.hi + slack));
        }
    }
}
