//! The frame of the small charts of weeks and months: one value axis, hairlines, labels at the right end.

use super::number::{attach, is_sign};
use super::place::{TEXT, declutter};
use super::spec::NumberStyle;
use super::svg::{Anchor, Ink};
use super::ticks::{self, Axis};
use super::{describe, text};

pub(super) const WIDTH: f64 = 344.0;
pub(super) const HEIGHT: f64 = 176.0;
pub(super) const TOP: f64 = 12.0;
pub(super) const BOTTOM: f64 = HEIGHT - 24.0;
/// Baseline of the texts under the axis.
pub(super) const UNDER: f64 = BOTTOM + 15.0;
/// Room for labels at the right end, at most.
const GUTTER: f64 = 62.0;
/// Least distance between two of them.
const GAP: f64 = 14.0;

/// A label at the right end: the value it stands at, its class and its words.
pub(super) struct EndLabel {
    pub value: f64,
    pub class: &'static str,
    pub words: String,
}

impl EndLabel {
    fn bold(&self) -> bool {
        self.class != "t3"
    }
}

/// A small plot.
pub(super) struct Small {
    axis: Axis,
    ticks: Vec<String>,
    pub left: f64,
    pub right: f64,
}

impl Small {
    /// A frame around these values, with room for the labels; `None` where there is no value.
    pub fn new(values: &[f64], style: &NumberStyle, unit: &str, labels: &[EndLabel]) -> Option<Self> {
        let (min, max) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(*v), hi.max(*v)));
        if min > max {
            return None;
        }
        let axis = ticks::axis(min, max, false, (unit == "%").then_some(100.0), BOTTOM - TOP);
        let mut ticks = style.ticks(&axis.ticks);
        if let Some(top) = ticks.last_mut().filter(|_| is_sign(unit)) {
            *top = attach(top, unit);
        }
        let widest = ticks.iter().map(|l| text::width(l, TEXT, false)).fold(0.0, f64::max);
        let gutter = labels.iter().map(|l| text::width(&l.words, TEXT, l.bold())).fold(14.0, f64::max);
        let (left, right) = ((widest + 8.0).ceil().clamp(24.0, 64.0), WIDTH - 8.0 - gutter.min(GUTTER).ceil());
        Some(Self { axis, ticks, left, right })
    }

    /// The subtitle, with the axis's start where it is not zero.
    pub fn subtitle(&self, subtitle: &str, starts_at: &str, style: &NumberStyle, unit: &str) -> String {
        describe::subtitle(subtitle, starts_at, style, unit, &self.axis)
    }

    pub fn y(&self, value: f64) -> f64 {
        TOP + (self.axis.hi - value) / (self.axis.hi - self.axis.lo) * (BOTTOM - TOP)
    }

    /// Hairlines from `x.0` to `x.1`; solid at a true zero.
    pub fn grid(&self, ink: &mut Ink, (from, to): (f64, f64)) {
        for tick in &self.axis.ticks {
            let y = self.y(*tick).floor() + 0.5;
            ink.line(if *tick == 0.0 { "axis" } else { "grid" }, from, y, to, y);
        }
    }

    /// The numbers of the value axis.
    pub fn tick_labels(&self, ink: &mut Ink) {
        for (tick, label) in self.axis.ticks.iter().zip(&self.ticks) {
            ink.text("t", Anchor::End, self.left - 5.0, self.y(*tick) + 4.0, label);
        }
    }

    /// The labels at the right end, pushed apart.
    pub fn end_labels(&self, ink: &mut Ink, labels: &[EndLabel]) {
        let wanted: Vec<f64> = labels.iter().map(|l| self.y(l.value)).collect();
        for (label, y) in labels.iter().zip(declutter(&wanted, GAP, TOP, BOTTOM - 4.0)) {
            let words = text::fit(&label.words, TEXT, label.bold(), GUTTER + 2.0);
            ink.text(label.class, Anchor::Start, self.right + 6.0, y + 4.0, &words);
        }
    }
}

/// A line through the values that are there, broken where one is missing; a lone value stays a dot.
pub(super) fn broken_line(ink: &mut Ink, class: &str, points: &[(f64, Option<f64>)]) {
    for run in points.split(|p| p.1.is_none()).filter(|run| !run.is_empty()) {
        ink.polyline(class, run.iter().filter_map(|(x, y)| Some((*x, (*y)?))));
    }
}
