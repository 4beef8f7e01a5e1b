//! Score against pace over a period.

use super::backend::{Plot, Role};
use super::describe::{UNKNOWN, date_of, day_of};
use super::line::clipped;
use super::number::usable;
use super::place::{Rect, Room, declutter};
use super::spec::{AxisPeriod, Drawing, NumberStyle, PaceSpec, Rows, Table};
use super::svg::{Anchor, Ink, Name};
use super::text;
use super::time_axis::{Days, TimeAxis};
use jiff::civil::Date;

const WIDTH: f64 = 344.0;
const HEIGHT: f64 = 214.0;
const LEFT: f64 = 28.0;
/// Room for the labels at the right end: this much, or more where words are long.
const GUTTER: (f64, f64) = (88.0, 124.0);
const TOP: f64 = 14.0;
const BOTTOM: f64 = HEIGHT - 40.0;
/// Scores beyond are drawn at the edge; the numbers say the rest.
const SHOWN: (f64, f64) = (-0.5, 1.5);
/// Hairlines: the ends and the bands' edges.
const LEVELS: [f64; 4] = [0.0, 0.4, 0.7, 1.0];

/// Draws an objective's score against its pace; empty without a score.
pub fn pace(spec: &PaceSpec) -> Drawing {
    let days = Days::new(spec.start, spec.end);
    let mut rows: Vec<_> = spec.points.iter().filter(|p| days.hold(p.0)).collect();
    rows.sort_by_key(|p| p.0);
    let scores: Vec<(Date, f64)> = rows.iter().filter_map(|p| Some((p.0, p.1.and_then(usable)?))).collect();
    let drawing = Drawing { subtitle: spec.subtitle.clone(), table: table(spec, &rows), ..Drawing::default() };
    if scores.is_empty() {
        return drawing;
    }
    let expected = rows.iter().rev().find_map(|p| p.2.and_then(usable));
    let chart =
        Chart { spec, days, right: WIDTH - gutter(spec, &scores, expected), rows: &rows, scores: &scores, expected };
    Drawing { svg: chart.draw(), description: chart.description(), ..drawing }
}

/// What its labels need, should none of them find a place in the plot.
fn gutter(spec: &PaceSpec, scores: &[(Date, f64)], expected: Option<f64>) -> f64 {
    let [now, pace, _, _, full] = &spec.words;
    let width = |words: &str, bold| text::width(words, text::SIZE, bold) + 8.0;
    let now = scores.last().map(|(_, v)| width(&format!("{now} {}", score(&spec.style, *v)), true));
    let pace = expected.map(|v| width(&format!("{} {pace}", score(&spec.style, v)), false));
    now.into_iter().chain(pace).fold(width(full, false), f64::max).ceil().clamp(GUTTER.0, GUTTER.1)
}

/// A score: always two decimals.
pub(super) fn score(style: &NumberStyle, value: f64) -> String {
    style.with_decimals(value, 2)
}

fn table(spec: &PaceSpec, rows: &[&(Date, Option<f64>, Option<f64>)]) -> Table {
    let [_, expected, name, date, _] = &spec.words;
    let text = |v: Option<f64>| v.and_then(usable).map_or_else(|| UNKNOWN.to_owned(), |v| score(&spec.style, v));
    let mut out = Rows::with_capacity(rows.len());
    for (day, score, expected) in rows.iter().rev() {
        out.push([date_of(&spec.months, *day).as_str(), &text(*score), &text(*expected)]);
    }
    Table { head: vec![date.clone(), name.clone(), expected.clone()], rows: out }
}

struct Chart<'a> {
    spec: &'a PaceSpec,
    days: Days,
    right: f64,
    rows: &'a [&'a (Date, Option<f64>, Option<f64>)],
    scores: &'a [(Date, f64)],
    expected: Option<f64>,
}

impl Chart<'_> {
    fn draw(&self) -> String {
        let values = self.scores.iter().map(|s| s.1).chain(self.expected);
        let (lo, hi) = values.fold((0.0_f64, 1.0_f64), |(lo, hi), v| (lo.min(v), hi.max(v)));
        let mut ink = Ink::with_capacity(4096);
        ink.open("v-1", WIDTH, HEIGHT, &Name::Figure(&self.spec.id));
        let plot = Plot::new(ink, self.days.range(), lo.max(SHOWN.0)..hi.min(SHOWN.1), LEFT..self.right, TOP..BOTTOM);
        for level in LEVELS {
            plot.across(if level == 0.0 { Role::Zero } else { Role::Grid }, level);
            let decimals = u8::from(level.fract() != 0.0);
            let label = self.spec.style.with_decimals(level, decimals);
            let y = plot.y(level) + 4.0;
            plot.ink(|ink| ink.text("t", Anchor::End, LEFT - 6.0, y, &label));
        }
        self.time(&plot);
        let pace = clipped(&self.spec.pace, self.days);
        if pace.len() > 1 {
            plot.line(Role::Pace, pace.iter().copied());
        }
        // Never across weeks without a score.
        for run in self.rows.split(|row| row.1.and_then(usable).is_none()).filter(|run| run.len() > 1) {
            plot.line(Role::Line, run.iter().filter_map(|row| Some((self.days.noon(row.0), row.1?))));
        }
        self.dots(&plot);
        self.labels(&plot, &pace);
        let mut ink = plot.finish();
        ink.close();
        ink.into_string()
    }

    fn time(&self, plot: &Plot) {
        let (start, end) = (self.days.start, self.days.end);
        let period = [AxisPeriod { label: self.spec.period_label.clone(), start, end, current: false }];
        TimeAxis {
            days: self.days,
            months: &self.spec.months,
            periods: &period,
            top: TOP,
            bottom: BOTTOM,
            edge: WIDTH,
        }
        .draw(plot);
    }

    fn dots(&self, plot: &Plot) {
        let Some((last, before)) = self.scores.split_last() else { return };
        if before.len() < super::series::DOTTED {
            plot.raw("<g class=\"pt\">");
            for (date, v) in self.scores {
                let title = format!("{}: {}", day_of(&self.spec.months, *date), score(&self.spec.style, *v));
                let (x, y) = plot.at(self.days.noon(*date), *v);
                plot.ink(|ink| ink.circle("", x, y, 2.2, Some(&title)));
            }
            plot.raw("</g>");
        }
        let (x, y) = plot.at(self.days.noon(last.0), last.1);
        plot.ink(|ink| ink.circle("pt end", x, y, 4.6, None));
    }

    /// "Now 0.54" and "0.51 expected" near the line's end, else in the gutter with the pace's end.
    fn labels(&self, plot: &Plot, pace: &[(f64, f64)]) {
        let [now, expected, _, _, full] = &self.spec.words;
        let Some((date, value)) = self.scores.last() else { return };
        let day = self.days.noon(*date);
        let (x, y) = plot.at(day, *value);
        let mut room = Room::new(Rect { x0: LEFT, y0: TOP - 10.0, x1: self.right, y1: BOTTOM - 2.0 });
        room.take_line(&self.scores.iter().map(|(d, v)| plot.at(self.days.noon(*d), *v)).collect::<Vec<_>>());
        room.take_line(&pace.iter().map(|p| plot.at(p.0, p.1)).collect::<Vec<_>>());
        room.take(Rect::around(x, y, 5.5));
        let mut gutter: Vec<(f64, &str, String)> = Vec::new();
        let words = format!("{} {}", text::isolated(now), score(&self.spec.style, *value));
        let slots = [
            (Anchor::End, x - 8.0, y - 9.0),
            (Anchor::Start, x + 9.0, y + 14.0),
            (Anchor::Start, x + 8.0, y - 9.0),
            (Anchor::End, x - 8.0, y + 18.0),
            (Anchor::Middle, x, y - 16.0),
            (Anchor::Middle, x, y + 24.0),
        ];
        match room.place(&words, true, slots) {
            Some((anchor, x, y)) => plot.ink(|ink| ink.text("td", anchor, x, y, &words)),
            None => gutter.push((y, "td", words)),
        }
        // At the end the expected score is the full pace, which has its own label.
        if let Some(v) = self.expected.filter(|_| *date < self.days.end) {
            let words = format!("{} {expected}", score(&self.spec.style, v));
            let at = plot.y(v);
            let slots = [
                (Anchor::Start, x + 8.0, at + 16.0),
                (Anchor::End, x - 8.0, at - 8.0),
                (Anchor::Start, x + 8.0, at + 30.0),
            ];
            match room.place(&words, false, slots) {
                Some((anchor, x, y)) => plot.ink(|ink| ink.text("t", anchor, x, y, &words)),
                None => gutter.push((at, "t", words)),
            }
        }
        if let Some(end) = pace.last() {
            gutter.push((plot.y(end.1), "t", full.clone()));
        }
        let placed = declutter(&gutter.iter().map(|g| g.0).collect::<Vec<_>>(), 15.0, TOP, BOTTOM - 2.0);
        for ((_, class, words), y) in gutter.iter().zip(placed) {
            let bold = *class == "td";
            let words = text::fit(words, text::SIZE, bold, WIDTH - self.right - 8.0);
            plot.ink(|ink| ink.text(class, Anchor::Start, self.right + 7.0, y + 4.0, &words));
        }
    }

    fn description(&self) -> String {
        let [now, expected, name, ..] = &self.spec.words;
        let style = &self.spec.style;
        let said: Vec<_> = self
            .scores
            .iter()
            .map(|(d, v)| format!("{} {}", day_of(&self.spec.months, *d), score(style, *v)))
            .collect();
        // A long series is told by its ends; the table has the rest.
        let said = match said.as_slice() {
            [first, .., last] if said.len() > 15 => format!("{first} … {last}"),
            all => all.join(", "),
        };
        let last = self.scores.last().map_or(0.0, |s| s.1);
        let beside =
            self.expected.map_or_else(String::new, |v| format!(", {} {}", expected.to_lowercase(), score(style, v)));
        format!("{name}: {said}. {now} {}{beside}.", score(style, last))
    }
}
