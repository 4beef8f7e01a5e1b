//! Points in the order of their dates, one per date, and what looks wrong between neighbours.

use super::cells::Number;
use super::columns::Layout;
use super::findings::Findings;
use super::rows::Rows;
use super::{Source, same_year};
use crate::base::codes::{CONFLICTING_ROWS, CUMULATIVE_FALLS, DUPLICATE_ROWS, PERCENT_OR_FRACTION};
use crate::base::{Diagnostic, Place};
use crate::parse::csv::Row;
use crate::resolve::model::Point;

/// Sorts, joins rows of the same date, and checks neighbours.
pub(super) fn tidy(mut series: Rows, source: &Source<'_>, layout: &Layout, findings: &mut Findings) -> Rows {
    series.points.sort_by_key(|p| (p.date, p.reported_at)); // stable: rows of one date stay in the file's order
    if series.points.windows(2).any(|pair| pair[0].date == pair[1].date) {
        join(&mut series, source, layout, findings);
    }
    let points = &series.points;
    series.blanks.retain(|blank| points.binary_search_by_key(blank, |p| p.date).is_err());
    series.blanks.sort_unstable();
    series.blanks.dedup();
    jumps(&series, source, findings);
    if source.kpi.cumulative {
        falls(&series, source, findings);
    }
    series
}

/// What a KPI wants done with several rows for one date.
#[derive(Clone, Copy)]
enum OnDuplicate {
    Last,
    Sum,
    Mean,
}

fn on_duplicate(source: &Source<'_>) -> Option<OnDuplicate> {
    match source.kpi.on_duplicate.as_deref()?.trim() {
        "last" => Some(OnDuplicate::Last),
        "sum" => Some(OnDuplicate::Sum),
        "mean" => Some(OnDuplicate::Mean),
        _ => None,
    }
}

/// Makes one point of all rows of a date: as declared, else equal rows count once and different ones leave a hole.
/// Rows reported on different days are restatements: all stay, and the as-of date decides which one counts.
fn join(series: &mut Rows, source: &Source<'_>, layout: &Layout, findings: &mut Findings) {
    let declared = on_duplicate(source);
    let points = std::mem::take(&mut series.points);
    for rows in points.chunk_by(|a, b| a.date == b.date && a.reported_at == b.reported_at) {
        let (first, last) = (rows[0], rows[rows.len() - 1]);
        let other = rows.iter().find(|p| p.value != first.value || p.weight != first.weight);
        match (declared, other) {
            _ if rows.len() == 1 => series.points.push(first),
            (Some(how), _) => series.points.push(joined(rows, last, how)),
            (None, None) => {
                findings.repeat(DUPLICATE_ROWS, || duplicate(&first, &last, source));
                series.points.push(first);
            }
            (None, Some(other)) => {
                findings.repeat(CONFLICTING_ROWS, || conflict(&first, other, source, layout));
                series.blanks.push(first.date);
            }
        }
    }
}

fn joined(rows: &[Point], last: Point, how: OnDuplicate) -> Point {
    let sum: f64 = rows.iter().map(|p| p.value).sum();
    let weight: Option<f64> = rows.iter().map(|p| p.weight).sum();
    match how {
        OnDuplicate::Last => last,
        OnDuplicate::Sum => Point { value: sum, weight, ..last },
        OnDuplicate::Mean => Point { value: sum / rows.len() as f64, weight, ..last },
    }
}

fn at(point: &Point) -> Place {
    Place::Span(point.span.0, point.span.1)
}

/// The row of the file that a point was read from.
fn row<'a>(point: &Point, source: &'a Source<'_>) -> Option<Row<'a>> {
    source.table.rows_from(0).find(|row| row.range().1 >= point.span.1)
}

/// Its line, from 1.
fn line(point: &Point, source: &Source<'_>) -> u32 {
    row(point, source).map_or(1, |row| row.line)
}

fn duplicate(first: &Point, last: &Point, source: &Source<'_>) -> Diagnostic {
    let (a, b) = (line(first, source), line(last, source));
    let message = format!("lines {a} and {b} say the same of {}; one counts", first.date);
    Diagnostic::new(DUPLICATE_ROWS, source.file.id, at(last), message).also(source.file.id, at(first), "the first one")
}

fn conflict(first: &Point, other: &Point, source: &Source<'_>, layout: &Layout) -> Diagnostic {
    let (a, b) = (line(first, source), line(other, source));
    let message = if first.value == other.value {
        format!("lines {a} and {b} give different weights for {}", first.date)
    } else {
        format!("lines {a} and {b} give different values for {}: {} and {}", first.date, first.value, other.value)
    };
    let help = difference(first, other, source, layout).unwrap_or_else(|| {
        "leave one of them out, or write `on_duplicate: last`, `sum` or `mean` in the KPI's page".to_owned()
    });
    Diagnostic::new(CONFLICTING_ROWS, source.file.id, at(other), message)
        .label("this one")
        .also(source.file.id, at(first), "and this one")
        .help(help)
}

/// The column that tells two rows of one date apart, as a filter to write.
fn difference(first: &Point, other: &Point, source: &Source<'_>, layout: &Layout) -> Option<String> {
    let Layout::Long(columns) = layout else { return None };
    let header = source.table.row(columns.header?);
    let (a, b) = (row(first, source)?, row(other, source)?);
    let measured = [Some(columns.value), columns.weight, columns.target, columns.reported_at];
    let words = |c: &usize| matches!(source.number(&a.cell(*c)), Number::No);
    let differs = |c: &usize| !measured.contains(&Some(*c)) && a.cell(*c) != b.cell(*c) && words(c);
    let column = (0..header.len()).find(differs)?;
    let (name, text) = (header.cell(column), a.cell(column));
    Some(format!(
        "the rows differ in `{name}`: choose one with `where: {{{name}: {text}}}` under `data:`, or write `on_duplicate: sum`"
    ))
}

/// A step of about a hundred times in a series that is otherwise steady: 0.93 beside 92.
fn jumps(series: &Rows, source: &Source<'_>, findings: &mut Findings) {
    const NEAR: f64 = 1.5;
    let steps = || {
        let rising = series.points.windows(2).filter(|pair| pair[0].value > 0.0 && pair[1].value > 0.0);
        rising.map(|pair| (pair[1].value / pair[0].value).abs())
    };
    let hundred = |step: f64| (100.0 / NEAR..=100.0 * NEAR).contains(&step.max(1.0 / step));
    if !steps().any(hundred) {
        return;
    }
    let mut usual: Vec<f64> = steps().filter(|step| !hundred(*step)).map(|step| step.max(1.0 / step)).collect();
    usual.sort_by(f64::total_cmp);
    if usual.get(usual.len() / 2).is_some_and(|median| *median > NEAR) {
        return;
    }
    for pair in series.points.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        if a.value > 0.0 && b.value > 0.0 && hundred(b.value / a.value) {
            findings.repeat(PERCENT_OR_FRACTION, || {
                let message = format!("from {} to {}, as from a fraction to a percentage or back", a.value, b.value);
                Diagnostic::new(PERCENT_OR_FRACTION, source.file.id, at(b), message)
                    .also(source.file.id, at(a), "the value before")
                    .help("write all values of a column on one scale")
            });
        }
    }
}

/// A running total that gets smaller inside its fiscal year.
fn falls(series: &Rows, source: &Source<'_>, findings: &mut Findings) {
    for pair in series.points.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        if a.date < b.date && b.value < a.value && same_year(a, b, &source.calendar) {
            findings.repeat(CUMULATIVE_FALLS, || {
                let message = format!("the running total falls from {} to {} inside its year", a.value, b.value);
                Diagnostic::new(CUMULATIVE_FALLS, source.file.id, at(b), message)
                    .also(source.file.id, at(a), "the total before")
                    .help("correct the row, or leave `input: cumulative` out if the column holds no running totals")
            });
        }
    }
}
