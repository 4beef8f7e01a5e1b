//! Score mosaic: width is weight, height is score, so the filled area is the objective's score.

use super::describe::UNKNOWN;
use super::number::usable;
use super::pace::score;
use super::spec::{Drawing, MosaicColumn, MosaicSpec};
use super::svg::{Anchor, Ink, Name};
use super::text;

const WIDTH: f64 = 344.0;
const HEIGHT: f64 = 214.0;
const SIDE: f64 = 2.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = HEIGHT - 40.0;
const GAP: f64 = 5.0;
/// Size of the numbers above the columns.
const NUMBER: f64 = 13.0;

/// Draws a score mosaic; empty without columns. Its numbers stand in the key result table, so it has none.
pub fn mosaic(spec: &MosaicSpec) -> Drawing {
    let drawing = Drawing { subtitle: spec.subtitle.clone(), ..Drawing::default() };
    if spec.columns.is_empty() {
        return drawing;
    }
    let shares = shares(&spec.columns);
    let gap = GAP.min(WIDTH / 4.0 / spec.columns.len() as f64);
    let room = WIDTH - 2.0 * SIDE - gap * (spec.columns.len() - 1) as f64;
    let mut ink = Ink::with_capacity(512 + spec.columns.len() * 512);
    ink.open("v-1", WIDTH, HEIGHT, &Name::Figure(&spec.id));
    let mut x = SIDE;
    for (column, share) in spec.columns.iter().zip(&shares) {
        let width = share * room;
        Cell { spec, column, share: *share, x, width }.draw(&mut ink);
        x += width + gap;
    }
    ink.close();
    Drawing { svg: ink.into_string(), description: description(spec, &shares), ..drawing }
}

/// Weights as shares of their sum; without a usable weight all are alike.
fn shares(columns: &[MosaicColumn]) -> Vec<f64> {
    let weights: Vec<f64> = columns.iter().map(|c| usable(c.weight).unwrap_or(0.0).max(0.0)).collect();
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest <= 0.0 {
        return vec![1.0 / columns.len() as f64; columns.len()];
    }
    let sum: f64 = weights.iter().map(|w| w / largest).sum();
    weights.iter().map(|w| w / largest / sum).collect()
}

fn percent(spec: &MosaicSpec, share: f64) -> String {
    format!("{}%", spec.style.with_decimals(share * 100.0, 0))
}

fn description(spec: &MosaicSpec, shares: &[f64]) -> String {
    let number = |v: Option<f64>| v.and_then(usable).map_or_else(|| UNKNOWN.to_owned(), |v| score(&spec.style, v));
    let said = spec.columns.iter().zip(shares).map(|(c, share)| {
        let expected =
            c.expected.and_then(usable).map_or_else(String::new, |v| format!(" / {}", score(&spec.style, v)));
        format!("{} {}: {}{expected}.", c.id, percent(spec, *share), number(c.score))
    });
    said.collect::<Vec<_>>().join(" ")
}

struct Cell<'a> {
    spec: &'a MosaicSpec,
    column: &'a MosaicColumn,
    share: f64,
    x: f64,
    width: f64,
}

impl Cell<'_> {
    fn draw(&self, ink: &mut Ink) {
        let y = |v: f64| BOTTOM - v.clamp(0.0, 1.0) * (BOTTOM - TOP);
        let (x, width) = (self.x, self.width);
        let value = self.column.score.and_then(usable);
        let expected = self.column.expected.and_then(usable);
        let (fill, edge) = match self.column.band.as_str() {
            "middle" => ("mfill mslip", "mtop mslip"),
            "bad" => ("mfill mbad", "mtop mbad"),
            _ => ("mfill", "mtop"),
        };
        ink.rect("mframe", x + 0.5, TOP.round() + 0.5, (width - 1.0).max(0.0), BOTTOM - TOP, None);
        if let Some(v) = value {
            ink.rect(fill, x, y(v), width, BOTTOM - y(v), Some(&self.title(v, expected)));
            ink.line(edge, x, y(v), x + width, y(v));
        }
        if let Some(e) = expected {
            ink.line("pace", x, y(e), x + width, y(e));
        }
        self.number(ink, value, y(value.unwrap_or(0.0)), expected.map(y));
        let centre = x + width / 2.0;
        for (class, words, foot) in [("t", &self.column.id, 17.0), ("t3", &percent(self.spec, self.share), 33.0)] {
            let words = text::fit(words, 12.0, false, width + 3.0);
            if !words.is_empty() {
                ink.text(class, Anchor::Middle, centre, BOTTOM + foot, &words);
            }
        }
    }

    /// Symbol and score above the column, clear of the dashes at expected; the number alone where it is narrow.
    fn number(&self, ink: &mut Ink, value: Option<f64>, edge: f64, dashes: Option<f64>) {
        let words = value.map_or_else(|| UNKNOWN.to_owned(), |v| score(&self.spec.style, v));
        let symbol = if value.is_some() { 15.0 } else { 0.0 };
        let width = text::width(&words, NUMBER, true);
        let foot = match dashes {
            Some(dashes) if (0.0..20.0).contains(&(edge - dashes)) => dashes - 8.0,
            _ => edge - 8.0,
        };
        let centre = self.x + self.width / 2.0;
        let with_symbol = width + symbol <= self.width + 4.0;
        if with_symbol && symbol > 0.0 {
            let left = centre - (width + symbol) / 2.0;
            ink.symbol(&self.column.shape, false, left + 5.0, foot - 4.5, 4.9, None);
        }
        if width <= self.width + 4.0 {
            let shift = if with_symbol { symbol / 2.0 } else { 0.0 };
            let (x, y) = (centre + shift, foot);
            ink.raw("<text class=\"td\" font-size=\"13\" text-anchor=\"middle\" x=\"").num(x).raw("\" y=\"").num(y);
            ink.raw("\">").escaped(&words).raw("</text>");
        }
    }

    fn title(&self, value: f64, expected: Option<f64>) -> String {
        let style = &self.spec.style;
        let expected = expected.map_or_else(String::new, |e| format!(" / {}", score(style, e)));
        format!("{}: {}, {}{expected}", self.column.id, percent(self.spec, self.share), score(style, value))
    }
}
