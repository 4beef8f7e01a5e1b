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
    let like_itself = |values: &[Option<f64>]| correlation(values, m).is_some_and(|(r, bound)| r.abs() > bound);
    let steps = || correlation(&season_differences(values, 1), m).is_some_and(|(r, bound)| r > bound);
    m > 1 && values.iter().flatten().count() > 2 * m && like_itself(values) && steps()
}

/// Whether a series without gaps is like itself at a distance of `m` (F-1): the test before a forecast.
pub fn repeats(values: &[f64], m: usize) -> bool {
    let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    correlation(&values, m).is_some_and(|(r, bound)| r.abs() > bound)
}

/// Whether values hang on the one before, so that signals are more frequent (`statistics.md` §1.10).
pub fn dependent(values: &[Option<f64>]) -> bool {
    correlation(values, 1).is_some_and(|(r, _)| r > 0.4)
}

/// The autocorrelation at `m`, and what it must exceed to be more than chance (F-1). Pairs with a missing point do
/// not count.
fn correlation(values: &[Option<f64>], m: usize) -> Option<(f64, f64)> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let centre = mean(&known)?;
    // A missing point adds nothing to any sum.
    let deviations: Vec<f64> = values.iter().map(|v| v.map_or(0.0, |v| v - centre)).collect();
    let covariance = |k: usize| deviations.iter().skip(k).zip(&deviations).map(|(a, b)| a * b).sum::<f64>();
    let c0 = covariance(0);
    if c0 <= 0.0 {
        return None;
    }
    let squares: f64 = (1..m).map(|k| (covariance(k) / c0).powi(2)).sum();
    Some((covariance(m) / c0, 1.645 * ((1.0 + 2.0 * squares) / known.len() as f64).sqrt()))
}

/// The series minus its value one season before.
pub fn season_differences(values: &[Option<f64>], m: usize) -> Vec<Option<f64>> {
    (m..values.len()).map(|i| values[i].zip(values[i - m]).map(|(now, then)| now - then)).collect()
}

/// Kendall's τ-b of the values against time; 0 for series without order. O(n log n).
pub fn kendall(values: &[f64]) -> f64 {
    let n = values.len() as u64;
    let pairs = n * n.saturating_sub(1) / 2;
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
        assert!(correlation(&wandering, 12).is_some_and(|(r, bound)| r > bound));
        assert!(!seasonal(&wandering, 12));
        assert!(dependent(&wandering) && !dependent(&noise));
        assert!(season_differences(&repeating, 12).iter().flatten().all(|d| d.abs() < 0.5));
    }
}
