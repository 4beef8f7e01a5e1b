//! The median of the slopes between all pairs of a series (Theil and Sen), exact, in O(n log n).
//!
//! A pair rises less than θ exactly where it stands the wrong way round in x − θt, so that counting inversions ranks
//! any θ (Dillencourt, Mount and Netanyahu 1992; Matoušek 1991). They draw θ at random; here a bracket is halved,
//! which needs no random numbers and ends, for numbers of 53 bits, after at most about sixty counts.

use super::shape::inversions;

/// Up to so many values every pair is looked at, which is quicker.
const SMALL: usize = 100;

/// The median slope per slot; 0 for fewer than two values. All values must be finite.
pub fn median_slope(values: &[f64]) -> f64 {
    let n = values.len();
    let pairs = n * n.saturating_sub(1) / 2;
    if pairs == 0 {
        return 0.0;
    }
    let (low, high) = ((pairs - 1) / 2, pairs / 2);
    if n <= SMALL {
        let mut all = Vec::with_capacity(pairs);
        for apart in 1..n {
            let slopes = values[apart..].iter().zip(values).map(|(later, now)| (later - now) / apart as f64);
            all.extend(slopes.map(|slope| in_order(slope.to_bits().cast_signed())));
        }
        let (below, high_slope, _) = all.select_nth_unstable(high);
        let high_slope = *high_slope;
        let low_slope = if low == high { high_slope } else { below.iter().copied().fold(i64::MIN, i64::max) };
        let slope = |order: i64| f64::from_bits(in_order(order).cast_unsigned());
        return f64::midpoint(slope(low_slope), slope(high_slope));
    }
    let mut ranks = Ranks::new(values);
    match ranks.pair(low as u64, high as u64) {
        Some((low, high)) => f64::midpoint(low, high),
        None => f64::midpoint(ranks.nth(low as u64), ranks.nth(high as u64)),
    }
}

/// The bits of a number as a whole number in the order of [`f64::total_cmp`], which is quicker to compare, and back.
fn in_order(bits: i64) -> i64 {
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

fn slope(values: &[f64], i: usize, j: usize) -> f64 {
    (values[j] - values[i]) / (j - i) as f64
}

/// Finds slopes by rank.
struct Ranks<'a> {
    values: &'a [f64],
    /// The values with their first one taken away, so that a high level costs no digits.
    risen: Vec<f64>,
    turned: Vec<f64>,
    scratch: Vec<f64>,
    /// No slope is less, or more.
    least: f64,
    most: f64,
    /// Two slopes nearer than this cannot be told apart by counting.
    grain: f64,
}

impl<'a> Ranks<'a> {
    fn new(values: &'a [f64]) -> Self {
        // Every slope is a mean of steps.
        let steps = values.windows(2).map(|w| w[1] - w[0]);
        let (least, most) = steps.fold((f64::MAX, f64::MIN), |(lo, hi), s| (lo.min(s), hi.max(s)));
        let risen: Vec<f64> = values.iter().map(|v| v - values[0]).collect();
        let size =
            risen.iter().fold(0.0, |m: f64, v| m.max(v.abs())) + least.abs().max(most.abs()) * values.len() as f64;
        Self {
            values,
            risen,
            turned: vec![0.0; values.len()],
            scratch: vec![0.0; values.len()],
            least,
            most,
            grain: 8.0 * f64::EPSILON * size,
        }
    }

    /// How many pairs rise less than θ.
    fn below(&mut self, theta: f64) -> u64 {
        for (t, (turned, v)) in self.turned.iter_mut().zip(&self.risen).enumerate() {
            *turned = v - theta * t as f64;
        }
        inversions(&mut self.turned, &mut self.scratch)
    }

    /// A bracket in which the middle slopes are likely to lie: half the series apart, noise weighs little.
    fn guess(&self) -> (f64, f64) {
        let n = self.values.len();
        let mut far: Vec<f64> = (n / 2..n).map(|j| slope(self.values, j - n / 2, j)).collect();
        far.sort_unstable_by(f64::total_cmp);
        let tenth = far.len() / 10;
        (far[tenth] - self.grain, far[far.len() - 1 - tenth] + self.grain)
    }

    /// Two neighbouring slopes by their ranks; `None` where no bracket with few slopes holds both.
    fn pair(&mut self, low: u64, high: u64) -> Option<(f64, f64)> {
        let few = 4 * self.values.len() as u64;
        let (mut lo, mut hi) = self.guess();
        let (mut before, mut after) = (self.below(lo), self.below(hi));
        if low < before || high >= after {
            (lo, hi) = (self.least - 2.0 * self.grain, self.most + 2.0 * self.grain);
            (before, after) = (0, u64::MAX);
        }
        while after - before > few {
            if hi - lo <= 64.0 * self.grain {
                return None;
            }
            let middle = f64::midpoint(lo, hi);
            let below = self.below(middle);
            if high < below {
                (hi, after) = (middle, below);
            } else if low >= below {
                (lo, before) = (middle, below);
            } else {
                return None;
            }
        }
        let mut found = self.between(lo, hi, few);
        let (low, high) = ((low - before) as usize, (high - before) as usize);
        // The count at the edges is right but for pairs within a grain of them.
        if high >= found.len() {
            return None;
        }
        found.sort_unstable_by(f64::total_cmp);
        Some((found[low], found[high]))
    }

    /// The slope with so many before it in order.
    fn nth(&mut self, rank: u64) -> f64 {
        let few = 4 * self.values.len() as u64;
        let (mut lo, mut before) = (self.least - 2.0 * self.grain, 0);
        let (mut hi, mut within) = (self.most + 2.0 * self.grain, u64::MAX);
        while within > few && hi - lo > 64.0 * self.grain {
            let middle = f64::midpoint(lo, hi);
            let below = self.below(middle);
            if rank < below {
                (hi, within) = (middle, below.saturating_sub(before));
            } else {
                (lo, before, within) = (middle, below, within.saturating_sub(below.saturating_sub(before)));
            }
        }
        // The count at the edges is right but for pairs within a grain of them.
        let mut found = self.between(lo, hi, few);
        found.sort_unstable_by(f64::total_cmp);
        let at = rank.saturating_sub(before) as usize;
        match found.get(at).or(found.last()) {
            Some(slope) => *slope,
            None => f64::midpoint(lo, hi),
        }
    }

    /// The slopes from `lo` to below `hi`, at most about so many: the pairs whose order turns between both.
    fn between(&self, lo: f64, hi: f64, most: u64) -> Vec<f64> {
        let at = |theta: f64, t: usize| self.risen[t] - theta * t as f64;
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|a, b| at(lo, *a).total_cmp(&at(lo, *b)));
        let mut found = Vec::new();
        // Each exchange of an insertion sort is one such pair.
        for i in 1..order.len() {
            let mut k = i;
            while k > 0 && at(hi, order[k - 1]) > at(hi, order[k]) {
                let (i, j) = (order[k - 1].min(order[k]), order[k - 1].max(order[k]));
                found.push(slope(self.values, i, j));
                order.swap(k - 1, k);
                k -= 1;
            }
            if found.len() as u64 > 2 * most {
                // They are all one slope, as far as it can be told.
                break;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow(values: &[f64]) -> f64 {
        let mut all = Vec::new();
        for j in 1..values.len() {
            all.extend((0..j).map(|i| slope(values, i, j)));
        }
        crate::compute::runs::median(&all).unwrap_or(0.0)
    }

    fn noise(i: u32) -> f64 {
        f64::from(i.wrapping_mul(2_654_435_761) >> 8) / f64::from(1u32 << 24)
    }

    #[test]
    fn the_quick_median_slope_is_the_slow_one() {
        type Shape = fn(u32) -> f64;
        let shapes: [(&str, Shape); 9] = [
            ("noise", noise),
            ("large level", |i| 2e9 + noise(i)),
            ("climbing", |i| f64::from(i) * 0.3 + noise(i)),
            ("straight", |i| f64::from(i) * 0.25),
            ("whole numbers", |i| (noise(i) * 6.0).floor()),
            ("nearly always zero", |i| f64::from(u32::from(i % 50 == 7))),
            ("constant", |_| 3.0),
            ("one step", |i| if i < 90 { 1.0 } else { 7.5 }),
            ("heavy tails", |i| 1.0 / (noise(i) - 0.5)),
        ];
        for (name, shape) in shapes {
            for n in [2u32, 3, 99, 100, 101, 102, 365, 701] {
                let values: Vec<f64> = (0..n).map(shape).collect();
                let (quick, slow) = (median_slope(&values), slow(&values));
                assert!((quick - slow).abs() <= 1e-12 * slow.abs().max(1e-3), "{name} {n}: {quick} {slow}");
            }
        }
        assert_eq!(median_slope(&[]), 0.0);
        assert_eq!(median_slope(&[4.0]), 0.0);
    }
}
