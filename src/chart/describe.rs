//! What a chart says to those who do not see it: a sentence per fact, and the numbers drawn.

use super::line::drawable_range;
use super::number::usable;
use super::series::{Point, Series};
use super::spec::{LineSpec, Mark, NumberStyle, Table};
use super::ticks::Axis;
use super::time_axis::Days;
use jiff::civil::Date;
use std::fmt::Write;

/// The sign for "not known".
pub(super) const UNKNOWN: &str = "–";

/// `16 Nov`.
pub(super) fn day(spec: &LineSpec, date: Date) -> String {
    day_of(&spec.months, date)
}

/// `16 Nov`, in a chart's own month names.
pub(super) fn day_of(months: &[String; 12], date: Date) -> String {
    let month = usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1;
    format!("{} {}", date.day(), months[month])
}

/// The subtitle, with the axis's start where it is not zero.
pub(super) fn subtitle(subtitle: &str, starts_at: &str, style: &NumberStyle, unit: &str, axis: &Axis) -> String {
    let mut out = subtitle.trim_end().to_owned();
    if axis.cropped() {
        if !out.is_empty() {
            out.push_str(if out.ends_with(['.', '!', '?']) { " " } else { ". " });
        }
        let start = style.ticks(&axis.ticks).swap_remove(0);
        let _ = write!(out, "{starts_at} {}.", super::number::attach(&start, unit));
    }
    out
}

/// Type, count, span; start; lowest and highest with their slots; latest; target, baseline, range; signals.
pub(super) fn line(spec: &LineSpec, series: &Series<'_>, days: Days) -> String {
    let w = &spec.words;
    let points = &series.points;
    let (Some(first), Some((_, now))) = (points.first(), series.now()) else { return String::new() };
    let value = |v: f64| spec.style.quantity(v, &spec.unit);
    let said = |p: &Point<'_>| format!("{} ({})", value(p.value), p.dot.label);
    let full = |d: Date| format!("{} {}", day(spec, d), d.year());
    let mut out =
        format!("{}, {} {} {}. {}: {}.", w.line_chart, full(days.start), w.to, full(days.end), w.values, points.len());
    let _ = write!(out, " {} {}", w.start, said(first));
    let by_value = |a: &&Point<'_>, b: &&Point<'_>| a.value.total_cmp(&b.value);
    let extremes = points.iter().min_by(by_value).zip(points.iter().max_by(by_value));
    if let Some((low, high)) = extremes.filter(|(low, high)| low.value < high.value) {
        let _ = write!(out, "; {} {}; {} {}", w.lowest, said(low), w.highest, said(high));
    }
    let _ = write!(out, "; {} {}.", w.now.to_lowercase(), said(now));
    let mut mark = |mark: Option<&Mark>, word: &str| {
        if let Some(mark) = mark.filter(|m| usable(m.value).is_some()) {
            let label = if mark.label.is_empty() { word } else { &mark.label };
            let _ = write!(out, " {label} {}, {}.", value(mark.value), full(mark.date));
        }
    };
    mark(spec.target.as_ref(), &w.target);
    mark(spec.baseline.as_ref(), &w.baseline);
    if let Some((lower, upper, mean)) = drawable_range(spec.range) {
        let _ = write!(
            out,
            " {} {} {} {}, {} {}.",
            w.normal_range,
            value(lower),
            w.to,
            value(upper),
            w.mean.to_lowercase(),
            value(mean)
        );
    }
    for (better, word) in [(true, &w.better), (false, &w.worse)] {
        match points.iter().filter(|p| p.dot.signal == Some(better)).count() {
            0 => {}
            n => {
                let _ = write!(out, " {word}: {n}.");
            }
        }
    }
    if let Some((_, words)) = &spec.stopped {
        let _ = write!(out, " {words}.");
    }
    out
}

/// The dots drawn, newest first, rounded as drawn; a column of signals where there is one.
pub(super) fn line_table(spec: &LineSpec, series: &Series<'_>) -> Table {
    let w = &spec.words;
    let signals = series.rows.iter().any(|d| d.signal.is_some());
    let mut head = vec![w.date.clone(), spec.value_name.clone()];
    if signals {
        head.push(w.signal.clone());
    }
    let rows = series.rows.iter().rev().map(|dot| {
        let value = dot.value.and_then(usable).map_or_else(|| UNKNOWN.to_owned(), |v| spec.style.text(v));
        let mut row = vec![dot.label.clone(), value];
        if signals {
            row.push(match dot.signal {
                Some(true) => w.better.clone(),
                Some(false) => w.worse.clone(),
                None => UNKNOWN.to_owned(),
            });
        }
        row
    });
    Table { head, rows: rows.collect() }
}
