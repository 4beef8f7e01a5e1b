//! What a chart says to those who do not see it: a sentence per fact, and the numbers drawn.

use super::line::drawable_range;
use super::number::{push_whole, usable};
use super::series::{Point, Series};
use super::spec::{LineSpec, Mark, NumberStyle, Rows, Special, Table};
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
    let month = &months[usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1];
    let mut out = String::with_capacity(month.len() + 9);
    push_whole(&mut out, date.day().unsigned_abs().into());
    out.push(' ');
    out.push_str(month);
    out
}

/// `16 Nov 2025`.
pub(super) fn date_of(months: &[String; 12], date: Date) -> String {
    let mut out = day_of(months, date);
    out.push(' ');
    push_whole(&mut out, date.year().unsigned_abs().into());
    out
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
    let full = |d: Date| date_of(&spec.months, d);
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
    if let Some(middle) = spec.middle.and_then(usable) {
        let _ = write!(out, " {} {}.", w.middle, value(middle));
    }
    for (special, word) in [(Special::Better, &w.better), (Special::Worse, &w.worse), (Special::Unusual, &w.unusual)] {
        match points.iter().filter(|p| p.dot.signal == Some(special)).count() {
            0 => {}
            n => {
                let _ = write!(out, " {word}: {n}.");
            }
        }
    }
    if let Some(end) = spec.fan.last().filter(|s| usable(s.value).is_some()) {
        let (low, high) = (value(end.most.0), value(end.most.1));
        let _ = write!(out, " {} {} ({}): {} {} {}.", w.likely, value(end.value), end.label, low, w.to, high);
    }
    if let Some((moves, limit)) = spec.moves.as_ref().and_then(|m| Some((m, usable(m.limit?)?))) {
        let _ = write!(out, " {}: {} {}.", moves.title, w.limit.to_lowercase(), value(limit));
    }
    if let Some((_, words)) = &spec.stopped {
        let _ = write!(out, " {words}.");
    }
    out
}

/// How far each point lies from the one before; nothing behind a gap and where the process was declared a new one.
pub(super) fn moves<'a>(spec: &LineSpec, series: &'a Series<'a>) -> Vec<Option<(&'a Point<'a>, f64)>> {
    let begins = |p: &Point<'_>, before: &Point<'_>| {
        let starts = spec.earlier.iter().map(|r| r.start).chain(spec.range_since);
        starts.into_iter().any(|start| before.dot.date < start && p.dot.date >= start)
    };
    let points = &series.points;
    (0..points.len())
        .map(|i| {
            let (before, point) = (points.get(i.checked_sub(1)?)?, &points[i]);
            let counts = point.missing == 0 && !point.dot.provisional && !begins(point, before);
            counts.then_some((point, point.value - before.value))
        })
        .collect()
}

/// What is likely to come, then the dots drawn, newest first, rounded as drawn; columns of moves and signals where
/// there are any.
pub(super) fn line_table(spec: &LineSpec, series: &Series<'_>) -> Table {
    let w = &spec.words;
    let signals = series.rows.iter().any(|d| d.signal.is_some());
    let moved: Vec<(Date, f64)> = match spec.moves {
        Some(_) => moves(spec, series).into_iter().flatten().map(|(p, by)| (p.dot.date, by)).collect(),
        None => Vec::new(),
    };
    let mut head = vec![w.date.clone(), spec.value_name.clone()];
    head.extend(spec.moves.as_ref().map(|_| w.change.clone()));
    head.extend(signals.then(|| w.signal.clone()));
    let mut rows = Rows::with_capacity(series.rows.len() + spec.fan.len());
    for step in spec.fan.iter().rev().filter(|s| usable(s.value).is_some()) {
        let (value, low, high) =
            (spec.style.text(step.value), spec.style.text(step.most.0), spec.style.text(step.most.1));
        let likely = format!("{} {value}, {low} {} {high}", w.likely, w.to);
        let rest = std::iter::repeat_n(UNKNOWN, head.len() - 2);
        rows.push([step.label.as_str(), &likely].into_iter().chain(rest));
    }
    let (mut value, mut change) = (String::new(), String::new());
    for dot in series.rows.iter().rev() {
        value.clear();
        match dot.value.and_then(usable) {
            Some(v) => spec.style.write(v, &mut value),
            None => value.push_str(UNKNOWN),
        }
        if spec.moves.is_some() {
            change.clear();
            match moved.binary_search_by_key(&dot.date, |(date, _)| *date) {
                Ok(at) => signed(spec, moved[at].1, &mut change),
                Err(_) => change.push_str(UNKNOWN),
            }
        }
        let change = spec.moves.is_some().then_some(change.as_str());
        let signal = signals.then_some(match dot.signal {
            Some(Special::Better) => w.better.as_str(),
            Some(Special::Worse) => w.worse.as_str(),
            Some(Special::Unusual) => w.unusual.as_str(),
            None => UNKNOWN,
        });
        rows.push([dot.label.as_str(), &value].into_iter().chain(change).chain(signal));
    }
    Table { head, rows }
}

/// Writes a difference with its sign.
fn signed(spec: &LineSpec, by: f64, out: &mut String) {
    let before = out.len();
    out.push('+');
    spec.style.write(by, out);
    if by <= 0.0 || !out[before..].bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.remove(before);
    }
}
