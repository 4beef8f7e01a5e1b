//! The months of at most three years: a small line per month, so that a month is compared with itself.

use super::describe::UNKNOWN;
use super::number::usable;
use super::small::{BOTTOM, HEIGHT, Small, TOP, UNDER, WIDTH, broken_line};
use super::spec::{Drawing, Table, YearsSpec};
use super::svg::{Anchor, Ink, Name};

/// How much of a month's room its line takes.
const SHARE: f64 = 0.62;

/// Draws a month's values over the years beside each other; empty without a value.
pub fn years(spec: &YearsSpec) -> Drawing {
    let drawing = Drawing { subtitle: spec.subtitle.clone(), table: table(spec), ..Drawing::default() };
    let values: Vec<f64> = spec.months.iter().flat_map(|m| &m.values).filter_map(|v| v.and_then(usable)).collect();
    let Some(small) = Small::new(&values, &spec.style, &spec.unit, &[]) else { return drawing };
    let mut ink = Ink::with_capacity(6144);
    ink.open("v-1", WIDTH, HEIGHT, &Name::Figure(&spec.id));
    small.grid(&mut ink, (small.left, small.right));
    small.tick_labels(&mut ink);
    let room = (small.right - small.left) / spec.months.len().max(1) as f64;
    let step = room * SHARE / spec.years.len().saturating_sub(1).max(1) as f64;
    for (i, month) in spec.months.iter().enumerate() {
        let middle = small.left + (i as f64 + 0.5) * room;
        let first = middle - step * month.values.len().saturating_sub(1) as f64 / 2.0;
        let places: Vec<(f64, Option<f64>)> =
            (0..).zip(&month.values).map(|(k, v)| (first + f64::from(k) * step, v.and_then(usable))).collect();
        if i > 0 {
            ink.line("qline", middle - room / 2.0, TOP - 4.0, middle - room / 2.0, BOTTOM);
        }
        let drawn: Vec<_> = places.iter().map(|(x, v)| (*x, v.map(|v| small.y(v)))).collect();
        broken_line(&mut ink, "dline thin", &drawn);
        for (k, (x, value)) in places.iter().enumerate() {
            let Some(value) = value else { continue };
            let newest = k + 1 == spec.years.len();
            let year = spec.years.get(k).map_or("", String::as_str);
            let title = format!("{} {year}: {}", month.name, spec.style.quantity(*value, &spec.unit));
            let (class, radius) = if newest { ("pt", 2.8) } else { ("p-h", 2.0) };
            ink.circle(class, *x, small.y(*value), radius, Some(&title));
        }
        ink.text("t3", Anchor::Middle, middle, UNDER, &month.tick);
    }
    ink.close();
    Drawing {
        svg: ink.into_string(),
        subtitle: small.subtitle(&spec.subtitle, &spec.words.axis_starts_at, &spec.style, &spec.unit),
        description: spec.description.clone(),
        ..drawing
    }
}

/// A row per month, a column per year.
fn table(spec: &YearsSpec) -> Table {
    let mut head = vec![spec.words.time.clone()];
    head.extend(spec.years.iter().cloned());
    let text = |v: &Option<f64>| v.and_then(usable).map_or_else(|| UNKNOWN.to_owned(), |v| spec.style.text(v));
    let row = |m: &super::spec::YearsMonth| {
        let mut row = vec![m.name.clone()];
        row.extend(m.values.iter().map(text));
        row
    };
    Table { head, rows: spec.months.iter().map(row).collect() }
}
