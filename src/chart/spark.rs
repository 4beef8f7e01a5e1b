//! Sparkline: a series in a row, its normal range as a band, its end as a dot.

use super::number::usable;
use super::spec::SparkSpec;
use super::svg::{Ink, Name};
use super::thin;

const WIDTH: f64 = 104.0;
const HEIGHT: f64 = 26.0;
/// Air above and below the line, for the dot.
const PAD: f64 = 3.5;
/// Points a line this wide can show.
const MOST: usize = 120;

/// Draws a sparkline; empty without a drawable value.
pub fn spark(spec: &SparkSpec) -> String {
    let points = points(&spec.values);
    let Some(last) = points.last() else { return String::new() };
    let range = spec.range.and_then(|(lower, upper)| Some((usable(lower)?, usable(upper)?))).filter(|r| r.0 <= r.1);
    let values = points.iter().map(|p| p.1).chain(range.into_iter().flat_map(|r| [r.0, r.1]));
    let (lo, hi) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let steps = spec.values.len().saturating_sub(1).max(1) as f64;
    let x = |at: f64| 2.0 + at / steps * (WIDTH - 8.0);
    // A flat line runs through the middle.
    let share = |v: f64| if hi > lo { (v - lo) / (hi - lo) } else { 0.5 };
    let y = |v: f64| HEIGHT - PAD - share(v) * (HEIGHT - 2.0 * PAD);

    let mut ink = Ink::with_capacity(256 + points.len() * 10);
    ink.open("spk", WIDTH, HEIGHT, &Name::Sentence(&spec.label));
    if let Some((lower, upper)) = range {
        ink.rect("band", 2.0, y(upper), WIDTH - 8.0, y(lower) - y(upper), None);
    }
    for run in points.chunk_by(|_, next| !next.2) {
        ink.polyline("sline", run.iter().map(|p| (x(p.0), y(p.1))));
    }
    match spec.signal {
        Some(special) => ink.special(special, "", (x(last.0), y(last.1)), 3.2, None),
        None => ink.circle("pt end", x(last.0), y(last.1), 3.0, None),
    }
    ink.close();
    ink.into_string()
}

/// Place, value and whether a gap stands before it; no more than the width can show.
fn points(values: &[Option<f64>]) -> Vec<(f64, f64, bool)> {
    let mut points = Vec::with_capacity(values.len());
    let mut gap = false;
    for (i, value) in values.iter().enumerate() {
        match value.and_then(usable) {
            Some(v) => points.push((i as f64, v, std::mem::take(&mut gap))),
            None => gap = !points.is_empty(),
        }
    }
    if points.len() <= MOST {
        return points;
    }
    let places: Vec<_> = points.iter().map(|p| (p.0, p.1)).collect();
    let mut from = 0;
    let keep = |i: usize| {
        let gap = points[from..=i].iter().any(|p| p.2);
        from = i + 1;
        (points[i].0, points[i].1, gap)
    };
    thin::lttb(&places, MOST).into_iter().map(keep).collect()
}
