//! Score strip: 8 to 80 scores at once on one axis, the period before hollow beneath.

use super::number::usable;
use super::pace::score;
use super::place::{Rect, Room, TEXT};
use super::spec::{Drawing, StripDot, StripRow, StripSpec};
use super::svg::{Anchor, Ink, Name};
use super::text;

/// Edges of the bands.
const BANDS: [(f64, f64); 3] = [(f64::NEG_INFINITY, 0.4), (0.4, 0.7), (0.7, f64::INFINITY)];
/// Scores beyond are drawn at the edge.
const SHOWN: (f64, f64) = (-0.5, 1.5);
/// A stack is never higher than this many dots; fuller ones overlap.
const STACK: f64 = 8.0;
/// Room for the counts above the rows.
const HEAD: f64 = 36.0;
/// Room for the scale.
const FOOT: f64 = 30.0;

/// Draws a score strip, wide and narrow; empty without a score. Its numbers stand in a table beside it.
pub fn strip(spec: &StripSpec) -> Drawing {
    let drawing = Drawing { subtitle: spec.subtitle.clone(), ..Drawing::default() };
    if spec.rows.iter().all(|r| scores(r).next().is_none()) {
        return drawing;
    }
    let draw = |class: &str, width: f64, radius: f64| {
        let mut ink = Ink::with_capacity(4096);
        Strip::new(spec, width, radius).draw(&mut ink, class);
        ink.into_string()
    };
    let (svg, narrow) = (draw("v-w big-w", 700.0, 7.4), draw("v-n big-n", 344.0, 5.2));
    Drawing { svg, narrow, description: description(spec), ..drawing }
}

fn scores(row: &StripRow) -> impl Iterator<Item = (f64, &StripDot)> {
    row.dots.iter().filter_map(|d| Some((usable(d.score)?, d)))
}

fn sorted(row: &StripRow) -> Vec<(f64, &StripDot)> {
    let mut dots: Vec<_> = scores(row).collect();
    dots.sort_by(|a, b| a.0.total_cmp(&b.0));
    dots
}

fn median(spec: &StripSpec, dots: &[(f64, &StripDot)]) -> Option<f64> {
    let middle = dots.len() / 2;
    let upper = dots.get(middle)?.0;
    spec.medians.then_some(if dots.len().is_multiple_of(2) { (dots[middle - 1].0 + upper) / 2.0 } else { upper })
}

fn count(dots: &[(f64, &StripDot)], (from, to): (f64, f64)) -> usize {
    dots.iter().filter(|d| (from..to).contains(&d.0)).count()
}

fn description(spec: &StripSpec) -> String {
    let w = &spec.words;
    let edge = |v: f64| spec.style.with_decimals(v, 1);
    let said = spec.rows.iter().map(|row| {
        let dots = sorted(row);
        let counts = BANDS.map(|band| count(&dots, band));
        let median =
            median(spec, &dots).map_or_else(String::new, |m| format!("; {} {}", w.median, score(&spec.style, m)));
        format!(
            "{}: {} {} {}, {} {} {}, {} {} {}{median}.",
            row.label,
            counts[0],
            w.below,
            edge(0.4),
            counts[1],
            w.from,
            edge(0.4),
            counts[2],
            w.from,
            edge(0.7)
        )
    });
    said.collect::<Vec<_>>().join(" ")
}

/// A dot in its place: distance above its row and x.
struct Placed<'a> {
    x: f64,
    level: usize,
    score: f64,
    dot: &'a StripDot,
}

struct Row<'a> {
    label: &'a str,
    hollow: bool,
    median: Option<f64>,
    placed: Vec<Placed<'a>>,
    /// Distance between stacked dots.
    pitch: f64,
    /// Its baseline, under the dots.
    foot: f64,
    top: f64,
}

struct Strip<'a> {
    spec: &'a StripSpec,
    width: f64,
    radius: f64,
    left: f64,
    shown: (f64, f64),
    rows: Vec<Row<'a>>,
    bottom: f64,
}

impl<'a> Strip<'a> {
    fn new(spec: &'a StripSpec, width: f64, radius: f64) -> Self {
        let all = spec.rows.iter().flat_map(scores).map(|s| s.0);
        let (lo, hi) = all.fold((0.0_f64, 1.0_f64), |(lo, hi), v| (lo.min(v), hi.max(v)));
        let widest = spec.rows.iter().map(|r| text::width(&r.label, TEXT, true)).fold(0.0, f64::max);
        let mut strip = Self {
            spec,
            width,
            radius,
            left: widest.min(width * 0.2) + 14.0,
            shown: (lo.max(SHOWN.0), hi.min(SHOWN.1)),
            rows: Vec::with_capacity(spec.rows.len()),
            bottom: HEAD,
        };
        for row in &spec.rows {
            let row = strip.row(row);
            strip.bottom = row.foot + 6.0;
            strip.rows.push(row);
        }
        strip.bottom += 8.0;
        strip
    }

    fn x(&self, score: f64) -> f64 {
        let (lo, hi) = self.shown;
        self.left
            + self.radius
            + (score.clamp(lo, hi) - lo) / (hi - lo) * (self.width - self.left - 2.0 * self.radius - 12.0)
    }

    /// Dots at their true x, stacked upward where closer than one diameter.
    fn row(&self, row: &'a StripRow) -> Row<'a> {
        let reach = 2.0 * self.radius + 0.6;
        let mut ends: Vec<f64> = Vec::new();
        let dots = sorted(row);
        let placed: Vec<_> = dots
            .iter()
            .map(|(score, dot)| {
                let x = self.x(*score);
                let level = ends.iter().position(|end| x - end >= reach).unwrap_or(ends.len());
                match ends.get_mut(level) {
                    Some(end) => *end = x,
                    None => ends.push(x),
                }
                Placed { x, level, score: *score, dot }
            })
            .collect();
        let levels = ends.len().max(1) as f64;
        let pitch = (2.0 * self.radius + 1.5) * (STACK / levels).min(1.0);
        let named = placed.iter().any(|p| p.dot.labelled) || !row.hollow;
        let top = self.bottom + if named { 34.0 } else { 16.0 };
        let foot = top + (levels - 1.0) * pitch + 2.0 * self.radius + 4.0;
        Row { label: &row.label, hollow: row.hollow, median: median(self.spec, &dots), placed, pitch, foot, top }
    }

    fn draw(&self, ink: &mut Ink, class: &str) {
        ink.open(class, self.width, self.bottom + FOOT, &Name::Figure(&self.spec.id));
        self.bands(ink);
        self.scale(ink);
        self.medians(ink);
        for (i, row) in self.rows.iter().enumerate() {
            let y = row.foot - self.radius - 4.0;
            let class = if row.hollow || i > 0 { "t" } else { "tb" };
            let label = text::fit(row.label, TEXT, i == 0, self.left - 6.0);
            ink.text(class, Anchor::Start, 0.0, y + 4.0, &label);
            ink.line("grid", self.left - 2.0, row.foot, self.width, row.foot);
            for p in &row.placed {
                let title = format!("{}: {}", p.dot.id, score(&self.spec.style, p.score));
                let y = y - p.level as f64 * row.pitch;
                ink.symbol(&p.dot.band, row.hollow, p.x, y, self.radius - 1.0, Some(&title));
            }
        }
        self.names(ink);
        ink.close();
    }

    /// How many are in each band, and how many were.
    fn bands(&self, ink: &mut Ink) {
        let w = &self.spec.words;
        let edge = |v: f64| self.spec.style.with_decimals(v, 1);
        let rows: Vec<_> = self.spec.rows.iter().map(sorted).collect();
        let names = [(&w.below, 0.4), (&w.from, 0.4), (&w.from, 0.7)];
        for (i, (band, (word, at))) in BANDS.into_iter().zip(names).enumerate() {
            let start = if i == 0 { self.left - 2.0 } else { self.x(band.0) + 6.0 };
            let end = if i == 2 { self.width } else { self.x(band.1) };
            let room = end - start - 4.0;
            let counts: Vec<_> = rows.iter().map(|r| count(r, band)).collect();
            let now = counts.first().copied().unwrap_or(0);
            let sign = if i == 0 { '<' } else { '≥' };
            let full = format!("{now} {} {}", text::isolated(word), edge(at));
            let short = [format!("{now} {sign} {}", edge(at)), now.to_string()];
            let fits = |words: &String| text::width(words, TEXT, true) <= room;
            let words = std::iter::once(full).chain(short).find(fits).unwrap_or_default();
            ink.text("tb", Anchor::Start, start, 12.0, &words);
            if let Some(before) = counts.get(1) {
                ink.text(
                    "t3",
                    Anchor::Start,
                    start,
                    28.0,
                    &text::fit(&format!("{} {before}", text::isolated(&w.was)), TEXT, false, room),
                );
            }
            if i > 0 {
                ink.line("qline", self.x(band.0), 2.0, self.x(band.0), self.bottom);
            }
        }
    }

    fn scale(&self, ink: &mut Ink) {
        ink.line("axis", self.left - 2.0, self.bottom + 0.5, self.width, self.bottom + 0.5);
        for tenths in (-5..=15).step_by(if self.width > 400.0 { 2 } else { 5 }) {
            // Round steps from zero: −0.4, −0.2, 0.0, …; narrow −0.5, 0.0, 0.5, …
            let value = f64::from(if self.width > 400.0 { tenths + 1 } else { tenths }) / 10.0;
            if value >= self.shown.0 - 1e-9 && value <= self.shown.1 + 1e-9 {
                ink.line("axis", self.x(value), self.bottom, self.x(value), self.bottom + 5.0);
                let label = self.spec.style.with_decimals(value, 1);
                ink.text("t", Anchor::Middle, self.x(value), self.bottom + 18.0, &label);
            }
        }
    }

    /// A tick at each row's median, joined by a dotted line.
    fn medians(&self, ink: &mut Ink) {
        let mut above: Option<(f64, f64)> = None;
        for (i, row) in self.rows.iter().enumerate() {
            let Some(m) = row.median else { continue };
            let (x, top) = (self.x(m), row.top - 10.0);
            if let Some((px, py)) = above {
                ink.line("medj", px, py, x, top);
            }
            ink.line(if i == 0 { "med" } else { "med2" }, x, top, x, row.foot);
            above = Some((x, row.foot));
        }
        let Some((row, m)) = self.rows.first().and_then(|r| Some((r, r.median?))) else { return };
        let style = &self.spec.style;
        let w = &self.spec.words;
        let now = format!("{} {}", text::isolated(&w.median), score(style, m));
        let before = self.rows.get(1).and_then(|r| r.median);
        let both = before.map(|b| format!("{now}, {} {}", text::isolated(&w.was), score(style, b)));
        // To the left of its tick, or on the side with more room; where neither has enough, without what it was.
        let (left, right) = (self.x(m) + 3.0, self.x(m) - 3.0);
        let placed = |words: &String| {
            let width = text::width(words, TEXT, true);
            let to_the_left = left >= self.left + width || left > self.width - right;
            let room = if to_the_left { left } else { self.width - right };
            (width <= room).then_some(if to_the_left { (Anchor::End, left) } else { (Anchor::Start, right) })
        };
        let found = both.into_iter().chain([now]).find_map(|words| Some((placed(&words)?, words)));
        if let Some(((anchor, x), words)) = found {
            ink.text("td", anchor, x, row.top - 15.0, &words);
        }
    }

    /// Ids of the dots that ask for it, where nothing is in the way.
    fn names(&self, ink: &mut Ink) {
        let mut room = Room::new(Rect { x0: self.left - 14.0, y0: HEAD, x1: self.width, y1: self.bottom });
        for row in &self.rows {
            let y = row.foot - self.radius - 4.0;
            for p in &row.placed {
                room.take(Rect::around(p.x, y - p.level as f64 * row.pitch, self.radius - 1.0));
            }
            if let Some(m) = row.median {
                // The median's tick and its label.
                room.take(Rect { x0: self.x(m) - 2.0, y0: row.top - 12.0, x1: self.x(m) + 2.0, y1: row.foot });
                room.take(Rect { x0: 0.0, y0: row.top - 28.0, x1: self.width, y1: row.top - 12.0 });
            }
        }
        for row in &self.rows {
            for p in row.placed.iter().filter(|p| p.dot.labelled) {
                let y = row.foot - self.radius - 4.0 - p.level as f64 * row.pitch - self.radius - 5.0;
                let slots = [
                    (Anchor::Middle, p.x, y),
                    (Anchor::End, p.x + self.radius, y),
                    (Anchor::Start, p.x - self.radius, y),
                ];
                if let Some((anchor, x, y)) = room.place(&p.dot.id, false, slots) {
                    ink.text("t", anchor, x, y, &p.dot.id);
                }
            }
        }
    }
}
