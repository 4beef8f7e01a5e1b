//! Is a series seasonal, or does it only climb? Both make plain limits lie (`statistics.md`, F-1).

use super::limits::mean;
use crate::domain::Cadence;

/// Points of one season; 1: none is looked for (`statistics.md` §4.1).
pub fn season(cadence: Cadence, points: usize) -> usize {
    match cadence {
        Cadence::Day => 7,
        Cadence::Workday => 5,
        Cadence::Week if points > 104 => 52,
        Cadence::Week | Cadence::Year => 1,
        Cadence::Month => 12,
        Cadence::Quarter => 4,
    }
}

/// Whether the series repeats itself after `m` points (F-1), judged on more than two seasons, and so do its steps.
/// A series that only wanders is like itself at any distance; its steps are not.
pub fn seasonal(values: &[Option<f64>], m: usize) -> bool {
    Likeness::new(values, m).and_then(|likeness| likeness.season(values)).is_some()
}

/// Whether a series without gaps is like itself at a distance of `m` (F-1): the test before a forecast.
pub fn repeats(values: &[f64], m: usize) -> bool {
    let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    Likeness::new(&values, m).is_some_and(|likeness| likeness.at(m).abs() > likeness.chance())
}

/// Distances that are looked at side by side.
const BESIDE: usize = 8;

/// How a series is like itself at distances up to a season. Pairs with a missing point do not count.
pub struct Likeness {
    known: usize,
    /// By distance, from 0 to that of a season.
    covariances: Vec<f64>,
}

impl Likeness {
    /// At distances up to `m`; `None` for a series that does not vary.
    pub fn new(values: &[Option<f64>], m: usize) -> Option<Self> {
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let centre = mean(&known)?;
        // A missing point adds nothing to any sum, nor does what lies behind the end.
        let mut deviations: Vec<f64> = values.iter().map(|v| v.map_or(0.0, |v| v - centre)).collect();
        deviations.resize(values.len() + m + BESIDE, 0.0);
        let mut covariances = Vec::with_capacity(m + BESIDE);
        for nearest in (0..=m).step_by(BESIDE) {
            // Sums that do not wait for each other, each in the order of time.
            let mut sums = [0.0; BESIDE];
            for (now, later) in deviations[..values.len()].iter().zip(deviations[nearest..].array_windows::<BESIDE>()) {
                for (sum, later) in sums.iter_mut().zip(later) {
                    *sum += later * now;
                }
            }
            covariances.extend(sums);
        }
        covariances.truncate(m + 1);
        (covariances[0] > 0.0).then_some(Self { known: known.len(), covariances })
    }

    /// The autocorrelation at a distance.
    fn at(&self, distance: usize) -> f64 {
        self.covariances[distance] / self.covariances[0]
    }

    /// What the autocorrelation at the furthest distance must exceed to be more than chance (F-1).
    fn chance(&self) -> f64 {
        let squares: f64 = (1..self.covariances.len() - 1).map(|k| self.at(k).powi(2)).sum();
        1.645 * ((1.0 + 2.0 * squares) / self.known as f64).sqrt()
    }

    /// After how many points the very values this was made of repeat themselves, if they do: as [`seasonal`] has it.
    pub fn season(&self, values: &[Option<f64>]) -> Option<usize> {
        let m = self.covariances.len() - 1;
        let steps = || Self::new(&season_differences(values, 1), m).is_some_and(|steps| steps.at(m) > steps.chance());
        (m > 1 && self.known > 2 * m && self.at(m).abs() > self.chance() && steps()).then_some(m)
    }

    /// Whether values hang on the one before, so that signals are more frequent (`statistics.md` §1.10).
    pub fn dependent(&self) -> bool {
        self.at(1) > 0.4
    }
}

/// The series minus its value one season before.
pub fn season_differences(values: &[Option<f64>], m: usize) -> Vec<Option<f64>> {
    (m..values.len()).map(|i| values[i].zip(values[i - m]).map(|(now, then)| now - then)).collect()
}

/// Whether Kendall's |τ| of the values against time is this much or more.
pub fn ordered(values: &[f64], least: f64) -> bool {
    let all = pairs(values.len()) as f64;
    let (rising, falling) = plain_pairs(values);
    let (rising, falling) = (rising as f64, falling as f64);
    // Even if all others went the other way; one pair more or less, for the last digits.
    if (rising - falling).abs() - (all - rising - falling) - 1.0 > least * all {
        return true;
    }
    let (fewest, some) = (rising.min(falling), (1.0 - least) / 2.0 * all + 1.0);
    fewest <= some && kendall(values).abs() >= least
}

/// Parts of what a series spans.
const PARTS: usize = 32;

/// By part: one for itself and for every part above it.
const FROM: [[u32; PARTS]; PARTS] = {
    let mut from = [[0; PARTS]; PARTS];
    let mut i = 0;
    while i < PARTS * PARTS {
        from[i / PARTS][i % PARTS] = (i % PARTS >= i / PARTS) as u32;
        i += 1;
    }
    from
};

/// How many pairs of values rise, and how many fall, at least: those whose values lie in different parts of what the
/// series spans.
fn plain_pairs(values: &[f64]) -> (u64, u64) {
    let (lo, hi) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(*v), hi.max(*v)));
    let scale = PARTS as f64 / (hi - lo);
    // How many were seen in each part and below it.
    let (mut seen, mut rising, mut falling) = ([0u32; PARTS], 0, 0);
    for (t, value) in (0u32..).zip(values) {
        let part = (((value - lo) * scale) as usize).min(PARTS - 1);
        rising += u64::from(part.checked_sub(1).map_or(0, |below| seen[below]));
        falling += u64::from(t - seen[part]);
        for (seen, one) in seen.iter_mut().zip(&FROM[part]) {
            *seen += one;
        }
    }
    (rising, falling)
}

fn pairs(n: usize) -> u64 {
    let n = n as u64;
    n * n.saturating_sub(1) / 2
}

/// Kendall's τ-b of the values against time; 0 for series without order. O(n log n).
fn kendall(values: &[f64]) -> f64 {
    let pairs = pairs(values.len());
    let mut sorted = values.to_vec();
    let discordant = inversions(&mut sorted, &mut vec![0.0; values.len()]);
    let mut ties = 0u64;
    let mut run = 1u64;
    for pair in sorted.windows(2) {
        run = if pair[0] == pair[1] { run + 1 } else { 1 };
        ties += run - 1;
    }
    let untied = pairs - ties;
    if untied == 0 {
        return 0.0;
    }
    let balance = untied as f64 - 2.0 * discordant as f64;
    balance / ((pairs as f64) * (untied as f64)).sqrt()
}

/// Up to this many values every pair is looked at, which is quicker than merging.
const BLOCK: usize = 16;

/// Sorts by merging and counts how many pairs stood the wrong way round.
pub(super) fn inversions(values: &mut [f64], scratch: &mut [f64]) -> u64 {
    let n = values.len();
    if n <= BLOCK {
        let wrong = |i: usize| values[i + 1..].iter().map(|later| u64::from(*later < values[i])).sum::<u64>();
        let found = (0..n).map(wrong).sum();
        values.sort_unstable_by(f64::total_cmp);
        return found;
    }
    let middle = n / 2;
    let mut found = inversions(&mut values[..middle], scratch) + inversions(&mut values[middle..], scratch);
    let (mut i, mut j, mut k) = (0, middle, 0);
    // Without branches: which side comes next is a coin's toss in a series without a trend.
    while i < middle && j < n {
        let later = values[j] < values[i];
        scratch[k] = if later { values[j] } else { values[i] };
        found += if later { (middle - i) as u64 } else { 0 };
        i += usize::from(!later);
        j += usize::from(later);
        k += 1;
    }
    scratch[k..k + middle - i].copy_from_slice(&values[i..middle]);
    scratch[k + middle - i..n].copy_from_slice(&values[j..]);
    values.copy_from_slice(&scratch[..n]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// τ-b by its definition.
    fn slow(values: &[f64]) -> f64 {
        let (mut balance, mut untied) = (0.0, 0.0);
        for i in 0..values.len() {
            for j in 0..i {
                let step = values[i] - values[j];
                if step != 0.0 {
                    untied += 1.0;
                    balance += step.signum();
                }
            }
        }
        let n = values.len() as f64;
        if untied == 0.0 { 0.0 } else { balance / (n * (n - 1.0) / 2.0 * untied).sqrt() }
    }

    #[test]
    fn the_quick_tau_is_the_slow_one() {
        let series: [&[f64]; 6] = [
            &[],
            &[1.0],
            &[1.0, 2.0, 3.0, 4.0, 5.0],
            &[5.0, 4.0, 4.0, 2.0, 1.0],
            &[3.0, 1.0, 2.0, 2.0, 5.0, 4.0, 3.0, 3.0],
            &[7.0, 7.0, 7.0],
        ];
        let long: Vec<f64> =
            (0..300u32).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 25) + f64::from(i)).collect();
        for values in series.into_iter().chain([long.as_slice()]) {
            assert!((kendall(values) - slow(values)).abs() < 1e-12, "{values:?}");
        }
    }

    proptest! {
        #[test]
        fn a_series_is_in_order_where_tau_says_so(
            values in prop::collection::vec(-9i32..9, 0..60), drift in -3i32..3, least in 0.0f64..1.0,
        ) {
            let values: Vec<f64> = (0i32..).zip(values).map(|(t, v)| f64::from(v * 4 + drift * t)).collect();
            prop_assert_eq!(ordered(&values, least), kendall(&values).abs() >= least);
        }
    }

    #[test]
    fn a_year_that_repeats_is_a_season_and_noise_is_none() {
        let year = [3.0, 1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 3.0, 5.0, 7.0, 9.0, 20.0];
        let repeating: Vec<Option<f64>> = (0..36).map(|i| Some(year[i % 12] + (i % 5) as f64 * 0.1)).collect();
        assert!(seasonal(&repeating, 12));
        let noise: Vec<Option<f64>> =
            (0..36u32).map(|i| Some(f64::from(i.wrapping_mul(2_654_435_761) >> 20))).collect();
        assert!(!seasonal(&noise, 12));
        assert!(!seasonal(&repeating[..24], 12));
        // What only wanders is like itself at a year's distance, and has no season all the same.
        let jitter = |i: u32| f64::from(i.wrapping_mul(2_654_435_761) >> 16) / 655_360.0;
        let wave = |i: u32| (f64::from(i) / 23.0).sin() + (f64::from(i) / 37.0).cos();
        let wandering: Vec<Option<f64>> = (0..240).map(|i| Some(wave(i) + jitter(i))).collect();
        let likeness = Likeness::new(&wandering, 12).unwrap();
        assert!(likeness.at(12) > likeness.chance());
        assert!(!seasonal(&wandering, 12));
        assert!(likeness.dependent() && !Likeness::new(&noise, 12).unwrap().dependent());
        assert!(season_differences(&repeating, 12).iter().flatten().all(|d| d.abs() < 0.5));
    }
}
