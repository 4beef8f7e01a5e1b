//! Where a series will likely be: exponential smoothing around half of the median slope, with intervals that hold
//! what they promise (`statistics.md` §4). Closed form, no random numbers.

use super::limits::mean;
use super::shape::repeats;
use super::slope::median_slope;
use super::student;

/// Fewer values: no forecast.
const FEW: usize = 4;
/// From here on the full method; below it the last value goes on.
const ENOUGH: usize = 8;
/// Smoothing factors that are tried, in fiftieths.
const GRID: usize = 50;

/// Why a series has no forecast in itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Fewer than 4 values.
    TooFew,
    /// All values are equal.
    NoVariation,
}

/// How a forecast is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// From 4 to 7 values: the last one goes on.
    Naive,
    HalfDrift,
}

impl Method {
    /// The name in data files.
    pub fn name(self) -> &'static str {
        match self {
            Method::Naive => "naive",
            Method::HalfDrift => "half-drift SES",
        }
    }
}

/// The season that is taken out before fitting and put back afterwards (F-2).
#[derive(Clone, Debug, PartialEq)]
pub enum Season {
    None,
    /// An index per phase; the phase of a value is its place modulo their number.
    Factors(Vec<f64>),
    Terms(Vec<f64>),
}

/// A fitted series.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub method: Method,
    pub season: Season,
    /// Values it rests on.
    pub n: usize,
    /// Drift per slot.
    pub drift: f64,
    pub alpha: f64,
    /// Where the series stands, season and drift taken out; of the naive method the last value.
    pub level: f64,
    /// Variance of one step.
    pub variance: f64,
    /// Degrees of freedom of the intervals.
    pub nu: u32,
}

/// A number that is not known yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    pub mean: f64,
    pub sd: f64,
    pub nu: u32,
}

impl Expected {
    /// The ends of the intervals that hold it with 80 % and with 95 % probability.
    pub fn intervals(&self) -> ((f64, f64), (f64, f64)) {
        let (most, nearly_all) = student::reach(self.nu);
        let around = |reach: f64| (self.mean - reach * self.sd, self.mean + reach * self.sd);
        (around(most), around(nearly_all))
    }

    /// Probability that it is at least the bound.
    pub fn at_least(&self, bound: f64) -> f64 {
        if self.sd == 0.0 {
            return f64::from(u8::from(self.mean >= bound));
        }
        1.0 - student::cdf((bound - self.mean) / self.sd, self.nu)
    }

    /// Probability that it is at most the bound.
    pub fn at_most(&self, bound: f64) -> f64 {
        if self.sd == 0.0 {
            return f64::from(u8::from(self.mean <= bound));
        }
        student::cdf((bound - self.mean) / self.sd, self.nu)
    }
}

impl Fit {
    /// Fits a series without gaps whose season, if it has one, has `m` slots.
    ///
    /// # Errors
    /// Too few values, or values that are all equal.
    pub fn new(values: &[f64], m: usize) -> Result<Self, Unfit> {
        Self::with_season(values, if repeats(values, m) { m } else { 1 })
    }

    /// Fits a series without gaps that is known to repeat itself every `m` slots; 1: it does not.
    ///
    /// # Errors
    /// Too few values, or values that are all equal.
    pub fn with_season(values: &[f64], m: usize) -> Result<Self, Unfit> {
        let n = values.len();
        if n < FEW {
            return Err(Unfit::TooFew);
        }
        if values.iter().all(|v| *v == values[0]) {
            return Err(Unfit::NoVariation);
        }
        if n < ENOUGH {
            let squares = values.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum::<f64>();
            return Ok(Self {
                method: Method::Naive,
                season: Season::None,
                n,
                drift: 0.0,
                alpha: 1.0,
                level: values[n - 1],
                variance: squares / (n - 1) as f64,
                nu: (n - 1) as u32,
            });
        }
        let season = if m > 1 && n > 2 * m { season_of(values, m) } else { Season::None };
        let plain: Vec<f64> = values.iter().enumerate().map(|(i, v)| season.taken_out(i, *v)).collect();
        let drift = 0.5 * median_slope(&plain);
        let (alpha, level, squares) = smooth(&plain, drift);
        let free = n - 3;
        Ok(Self {
            method: Method::HalfDrift,
            season,
            n,
            drift,
            alpha,
            level,
            variance: squares / free as f64,
            nu: free.min(8) as u32,
        })
    }

    /// The `h`-th value to come, from 1 on.
    pub fn step(&self, h: usize) -> Expected {
        self.total(h, |i| f64::from(u8::from(i == h)))
    }

    /// The weighted total of the next `h` values; a weight for each from 1 on. Errors of neighbouring steps hang
    /// together, so that it is not the sum of the steps' variances (F-6, F-8 and F-9 in one).
    pub fn total(&self, h: usize, weight: impl Fn(usize) -> f64) -> Expected {
        let mean = (1..=h).map(|i| weight(i) * self.mean(i)).sum();
        let scaled = |i: usize| weight(i) * self.scale(i);
        // An error of one step is carried into all later ones.
        let mut later = 0.0;
        let mut squares = 0.0;
        let mut drifted = 0.0;
        let carried = match self.method {
            Method::Naive => 1.0,
            Method::HalfDrift => self.alpha.max(0.3),
        };
        for i in (1..=h).rev() {
            let own = scaled(i);
            squares += (own + carried * later).powi(2);
            drifted += i as f64 * own;
            later += own;
        }
        let variance = match self.method {
            Method::Naive => 1.2 * self.variance * squares,
            Method::HalfDrift => self.variance * squares + 3.0 * (self.drift * drifted).powi(2),
        };
        Expected { mean, sd: variance.sqrt(), nu: self.nu }
    }

    /// What a deviation of the `h`-th value to come is multiplied by: its season's factor, else 1.
    pub fn scale(&self, h: usize) -> f64 {
        self.season.scale(self.n - 1 + h)
    }

    fn mean(&self, h: usize) -> f64 {
        let at = self.n - 1 + h;
        let plain = match self.method {
            Method::Naive => self.level,
            Method::HalfDrift => self.level + self.drift * at as f64,
        };
        self.season.put_back(at, plain)
    }
}

impl Season {
    fn taken_out(&self, i: usize, value: f64) -> f64 {
        match self {
            Season::None => value,
            Season::Factors(s) => value / s[i % s.len()],
            Season::Terms(s) => value - s[i % s.len()],
        }
    }

    fn put_back(&self, i: usize, value: f64) -> f64 {
        match self {
            Season::None => value,
            Season::Factors(s) => value * s[i % s.len()],
            Season::Terms(s) => value + s[i % s.len()],
        }
    }

    /// What a deviation is multiplied by.
    fn scale(&self, i: usize) -> f64 {
        match self {
            Season::Factors(s) => s[i % s.len()],
            Season::None | Season::Terms(_) => 1.0,
        }
    }
}

/// Indices per phase from the centred moving average over one season of `m` slots.
fn season_of(values: &[f64], m: usize) -> Season {
    let half = m / 2;
    let middle = half..values.len() - half;
    let smooth: Vec<f64> = middle
        .clone()
        .map(|i| {
            let window = &values[i - half..=i + half];
            let sum: f64 = window.iter().sum();
            // An even season's window has one slot too many: both ends count half.
            if m.is_multiple_of(2) { (sum - 0.5 * (window[0] + window[m])) / m as f64 } else { sum / m as f64 }
        })
        .collect();
    let factors = values.iter().chain(&smooth).all(|v| *v > 0.0);
    let mut phases: Vec<Vec<f64>> = vec![Vec::new(); m];
    for (i, trend) in middle.zip(&smooth) {
        phases[i % m].push(if factors { values[i] / trend } else { values[i] - trend });
    }
    let indices: Vec<f64> = phases.iter().map(|phase| mean(phase).unwrap_or(f64::from(u8::from(factors)))).collect();
    let centre = mean(&indices).unwrap_or(0.0);
    if factors {
        Season::Factors(indices.iter().map(|s| s / centre).collect())
    } else {
        Season::Terms(indices.iter().map(|s| s - centre).collect())
    }
}

/// Smoothing factor, level and sum of squared errors of the best simple exponential smoothing of `x − drift·t`, its
/// starting level fitted too (F-4). All factors run side by side.
fn smooth(values: &[f64], drift: f64) -> (f64, f64, f64) {
    let centre = mean(values).unwrap_or(0.0) - drift * (values.len() - 1) as f64 / 2.0;
    let forgets: [f64; GRID] = std::array::from_fn(|k| 1.0 - (k + 1) as f64 / GRID as f64);
    let (mut level, mut weight) = ([0.0; GRID], [1.0; GRID]);
    let (mut errors, mut crossed, mut weights) = ([0.0; GRID], [0.0; GRID], [0.0; GRID]);
    for (t, value) in values.iter().enumerate() {
        // Around its centre, so that the squares of a high level do not swallow those of the errors.
        let z = value - drift * t as f64 - centre;
        for k in 0..GRID {
            let e = z - level[k];
            level[k] += (1.0 - forgets[k]) * e;
            errors[k] += e * e;
            crossed[k] += e * weight[k];
            weights[k] += weight[k] * weight[k];
            weight[k] *= forgets[k];
        }
    }
    let (mut best, mut least) = (0, f64::INFINITY);
    for k in 0..GRID {
        let squares = (errors[k] - crossed[k] * crossed[k] / weights[k]).max(0.0);
        // Of equal ones the smaller factor.
        if squares < least * (1.0 - 1e-12) {
            (best, least) = (k, squares);
        }
    }
    let start = crossed[best] / weights[best];
    ((best + 1) as f64 / GRID as f64, level[best] + start * weight[best] + centre, least)
}

#[cfg(test)]
#[path = "forecast_tests.rs"]
mod tests;
