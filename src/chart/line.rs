//! KPI line: series with target, baseline, pace, normal range, gaps and notes, drawn wide and narrow.

use super::backend::{Plot, Role};
use super::labels::Labels;
use super::number::{is_sign, usable};
use super::series::{DOTTED, Point, Series};
use super::spec::{Drawing, LineSpec, Note, Size, Table};
use super::svg::{Anchor, Ink, Name};
use super::ticks::{self, Axis};
use super::time_axis::{Days, TimeAxis};
use super::{describe, gutter, moves, text};
use jiff::civil::Date;
use std::ops::Range;

/// Notes drawn at most; the newest ones.
const NOTES: usize = 5;

/// One of the two drawings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub class: &'static str,
    pub width: f64,
    pub height: f64,
    pub top: f64,
    pub gutter: f64,
    pub wide: bool,
}

const MAIN: [Frame; 2] = [
    Frame { class: "v-w big-w", width: 700.0, height: 318.0, top: 20.0, gutter: 138.0, wide: true },
    Frame { class: "v-n big-n", width: 344.0, height: 300.0, top: 20.0, gutter: 84.0, wide: false },
];
const TALL: [Frame; 2] = [
    Frame { class: "v-w big-w", width: 700.0, height: 350.0, top: 20.0, gutter: 138.0, wide: true },
    Frame { class: "v-n big-n", width: 344.0, height: 330.0, top: 20.0, gutter: 84.0, wide: false },
];
const HALF: [Frame; 2] = [
    Frame { class: "v-w", width: 440.0, height: 240.0, top: 14.0, gutter: 84.0, wide: true },
    Frame { class: "v-n", width: 344.0, height: 236.0, top: 14.0, gutter: 84.0, wide: false },
];
/// Room for the time axis.
const FOOT: f64 = 40.0;

/// Draws a KPI line chart. Without a drawable value the markup is empty; texts and table still say so.
pub fn line(spec: &LineSpec) -> Drawing {
    let days = Days::new(spec.start, spec.end);
    let series = Series::new(&spec.dots, days);
    let notes = numbered(&spec.notes, days);
    let listed = notes.iter().map(|(n, note)| (*n, note.text.clone())).collect();
    let table = if spec.besides.table { describe::line_table(spec, &series) } else { Table::default() };
    if series.points.is_empty() {
        return Drawing { subtitle: spec.subtitle.clone(), table, notes: listed, ..Drawing::default() };
    }
    let frames = match spec.size {
        Size::Main => MAIN,
        Size::Half => HALF,
        Size::Tall => TALL,
    };
    let moves = if spec.moves.is_some() { moves::HEIGHT + moves::ABOVE } else { 0.0 };
    let axis = value_axis(spec, &series, frames[0].height - frames[0].top - FOOT - moves);
    let drawn = &notes[notes.len().saturating_sub(NOTES)..];
    let [wide, narrow] = frames;
    let draw = |frame: Frame| Chart::new(spec, &series, &axis, days, frame).draw(drawn);
    Drawing {
        svg: draw(wide),
        narrow: if spec.besides.narrow { draw(narrow) } else { String::new() },
        subtitle: describe::subtitle(&spec.subtitle, &spec.words.axis_starts_at, &spec.style, &spec.unit, &axis),
        description: if spec.besides.description { describe::line(spec, &series, days) } else { String::new() },
        table,
        notes: listed,
    }
}

/// The notes within the drawn days, numbered by date.
fn numbered(notes: &[Note], days: Days) -> Vec<(u32, &Note)> {
    let mut within: Vec<&Note> = notes.iter().filter(|n| days.hold(n.date)).collect();
    within.sort_by_key(|n| n.date);
    (1..).zip(within).collect()
}

/// The axis over everything that must be seen: values, target, baseline, pace, limits.
fn value_axis(spec: &LineSpec, series: &Series<'_>, height: f64) -> Axis {
    let marks = spec.target.iter().chain(&spec.baseline).map(|m| m.value);
    let limits = spec.range.into_iter().flat_map(|(lower, upper, mean)| [lower, upper, mean]).chain(spec.middle);
    let earlier = spec.earlier.iter().flat_map(|r| r.ends.map_or([r.middle; 2], |(lower, upper)| [lower, upper]));
    let paths = spec.pace.iter().map(|p| p.1).chain(spec.target_steps.iter().map(|s| s.2));
    let fan = spec.fan.iter().flat_map(|s| [Some(s.most), s.nearly_all]).flatten().flat_map(|(low, high)| [low, high]);
    let beside = marks.chain(limits).chain(earlier).chain(paths).chain(fan).filter_map(usable);
    let (min, max) = series
        .points
        .iter()
        .map(|p| p.value)
        .chain(beside)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    ticks::axis(min, max, spec.from_zero, (spec.unit == "%").then_some(100.0), height)
}

/// One drawing in the making.
pub(super) struct Chart<'a> {
    pub spec: &'a LineSpec,
    pub series: &'a Series<'a>,
    pub axis: &'a Axis,
    pub days: Days,
    pub frame: Frame,
    pub tick_labels: Vec<String>,
    pub left: f64,
    pub right: f64,
    pub bottom: f64,
    /// Where the time axis stands: under the panel of moves, if there is one.
    pub foot: f64,
}

impl<'a> Chart<'a> {
    fn new(spec: &'a LineSpec, series: &'a Series<'a>, axis: &'a Axis, days: Days, frame: Frame) -> Self {
        let frame = Frame { gutter: gutter::width(spec, series, &frame), ..frame };
        let tick_labels = tick_labels(spec, axis);
        let foot = frame.height - FOOT;
        let moves = if spec.moves.is_some() { moves::HEIGHT + moves::ABOVE } else { 0.0 };
        let widest = tick_labels.iter().map(|l| text::width(l, 12.0, false)).fold(0.0, f64::max);
        Self {
            spec,
            series,
            axis,
            days,
            frame,
            tick_labels,
            left: (widest + 9.0).ceil().clamp(24.0, 80.0),
            right: frame.width - frame.gutter,
            bottom: foot - moves,
            foot,
        }
    }

    fn draw(&self, notes: &[(u32, &Note)]) -> String {
        let mut ink = Ink::with_capacity(2048 + self.series.points.len() * if self.frame.wide { 100 } else { 30 });
        ink.open(self.frame.class, self.frame.width, self.frame.height, &Name::Figure(&self.spec.id));
        let plot = Plot::new(
            ink,
            self.days.range(),
            self.axis.lo..self.axis.hi,
            self.left..self.right,
            self.frame.top..self.bottom,
        );
        let time = TimeAxis {
            days: self.days,
            months: &self.spec.months,
            periods: &self.spec.periods,
            top: self.frame.top - 8.0,
            bottom: self.foot,
            edge: self.frame.width,
        };
        time.back(&plot);
        self.range(&plot);
        self.grid(&plot);
        time.draw(&plot);
        self.goals(&plot);
        self.fan(&plot);
        self.lines(&plot);
        let places: Vec<_> = self.series.points.iter().map(|p| plot.at(p.day, p.value)).collect();
        self.dots(&plot, &places);
        self.moves(&plot);
        Labels::new(self, &plot, &places).draw(notes);
        let mut ink = plot.finish();
        ink.close();
        ink.into_string()
    }

    fn grid(&self, plot: &Plot) {
        for tick in self.axis.ticks.iter().filter(|t| **t != 0.0) {
            plot.across(Role::Grid, *tick);
        }
        if self.axis.ticks.contains(&0.0) {
            plot.across(Role::Zero, 0.0);
        }
        for (tick, label) in self.axis.ticks.iter().zip(&self.tick_labels) {
            let y = plot.y(*tick) + 4.0;
            plot.ink(|ink| ink.text("t", Anchor::End, self.left - 6.0, y, label));
        }
    }

    /// The normal range: a band, or dashed edges while the limits are trial ones.
    fn range(&self, plot: &Plot) {
        for r in &self.spec.earlier {
            let (Some(middle), Some(days)) = (usable(r.middle), self.within(r.start, r.end)) else { continue };
            if let Some((lower, upper, _)) = r.ends.and_then(|(lo, hi)| drawable_range(Some((lo, hi, middle)))) {
                plot.area(Role::Band, days.clone(), lower..upper);
            }
            plot.stretch(Role::Mean, days, middle);
        }
        if let Some(middle) = self.spec.middle.and_then(usable) {
            plot.stretch(Role::Mean, self.range_days(), middle);
        }
        let Some((lower, upper, mean)) = drawable_range(self.spec.range) else { return };
        let days = self.range_days();
        if self.spec.trial {
            plot.stretch(Role::Limit, days.clone(), lower);
            plot.stretch(Role::Limit, days.clone(), upper);
        } else {
            plot.area(Role::Band, days.clone(), lower..upper);
        }
        plot.stretch(Role::Mean, days, mean);
    }

    /// From the first day the normal range speaks of to the last value.
    pub fn range_days(&self) -> Range<f64> {
        let last = self.series.points.last().map_or(0.0, |p| p.day);
        let since = self.spec.range_since.filter(|day| self.days.hold(*day)).map_or(0.0, |day| self.days.morning(day));
        since.min(last)..last
    }

    /// Targets over time, the pace, and the ticks of target and baseline.
    fn goals(&self, plot: &Plot) {
        let steps = &self.spec.target_steps;
        for (i, (start, end, value)) in steps.iter().enumerate() {
            if let (Some(value), Some(days)) = (usable(*value), self.within(*start, *end)) {
                let role = if i + 1 == steps.len() { Role::Target } else { Role::PastTarget };
                plot.stretch(role, days, value);
            }
        }
        let pace = clipped(&self.spec.pace, self.days);
        if pace.len() > 1 {
            plot.line(Role::Pace, pace);
        }
        if let Some((x, y)) = self.mark(plot, self.spec.target.as_ref()) {
            plot.ink(|ink| ink.line("tgt", x - 9.0, y, x + 3.0, y));
        }
        if let Some((x, y)) = self.mark(plot, self.spec.baseline.as_ref()) {
            plot.ink(|ink| ink.line("tgt", x - 4.0, y, x + 4.0, y));
        }
    }

    /// Where a mark stands; one outside the drawn days stands at their end.
    pub fn mark(&self, plot: &Plot, mark: Option<&super::spec::Mark>) -> Option<(f64, f64)> {
        let mark = mark?;
        let value = usable(mark.value)?;
        // The last day's mark closes the plot.
        let day = if mark.date >= self.days.end { self.days.range().end } else { self.days.noon(mark.date) };
        Some(plot.at(day, value))
    }

    fn within(&self, start: Date, end: Date) -> Option<Range<f64>> {
        let (from, to) = (start.max(self.days.start), end.min(self.days.end));
        (from <= to).then(|| self.days.morning(from)..self.days.morning(to) + 1.0)
    }

    fn lines(&self, plot: &Plot) {
        let solid = if self.series.points.len() > DOTTED { Role::ThinLine } else { Role::Line };
        for run in self.series.runs() {
            let mut from = 0;
            while from < run.len() {
                // A segment takes its look from the point it leads to.
                let dashed = run.get(from + 1).is_some_and(|p| p.dot.provisional);
                let same = run[from + 1..].iter().take_while(|p| p.dot.provisional == dashed).count();
                let part = &run[from..=from + same];
                let role = if dashed { Role::Provisional } else { solid };
                plot.line(role, self.places(part));
                from += same.max(1);
                if from + 1 == run.len() {
                    break;
                }
            }
        }
    }

    /// The places of some points, as steps where the chart counts to a fixed scope.
    fn places(&self, part: &[Point<'_>]) -> Vec<(f64, f64)> {
        if !self.spec.steps {
            return part.iter().map(|p| (p.day, p.value)).collect();
        }
        let mut places = Vec::with_capacity(part.len() * 2);
        for (i, p) in part.iter().enumerate() {
            if i > 0 {
                places.push((p.day, part[i - 1].value));
            }
            places.push((p.day, p.value));
        }
        places
    }
}

/// The limits, where all are numbers and in order.
pub(super) fn drawable_range(range: Option<(f64, f64, f64)>) -> Option<(f64, f64, f64)> {
    let (lower, upper, mean) = range?;
    let (lower, upper, mean) = (usable(lower)?, usable(upper)?, usable(mean)?);
    (lower <= upper).then_some((lower, upper, mean))
}

/// Tick labels; the topmost carries the unit where that is a sign.
fn tick_labels(spec: &LineSpec, axis: &Axis) -> Vec<String> {
    let mut labels = spec.style.ticks(&axis.ticks);
    if let Some(top) = labels.last_mut().filter(|_| is_sign(&spec.unit)) {
        *top = super::number::attach(top, &spec.unit);
    }
    labels
}

/// A dated path in days of the plot, cut at the plot's ends.
pub(super) fn clipped(path: &[(Date, f64)], days: Days) -> Vec<(f64, f64)> {
    let points: Vec<_> = path.iter().filter_map(|(d, v)| Some((days.noon(*d), usable(*v)?))).collect();
    let Range { start, end } = days.range();
    let mut cut = Vec::with_capacity(points.len());
    for (i, p) in points.iter().enumerate() {
        if let Some(q) = i.checked_sub(1).map(|before| points[before]) {
            // Where the segment enters or leaves the plot.
            for edge in [start, end] {
                if (q.0 - edge) * (p.0 - edge) < 0.0 {
                    cut.push((edge, q.1 + (p.1 - q.1) * (edge - q.0) / (p.0 - q.0)));
                }
            }
        }
        if (start..=end).contains(&p.0) {
            cut.push(*p);
        }
    }
    cut
}
