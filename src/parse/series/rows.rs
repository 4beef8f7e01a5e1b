//! From rows to points, in the order of the file.

use super::Source;
use super::cells::Number;
use super::columns::{Columns, Layout, Wide};
use super::findings::Findings;
use crate::base::codes::{
    AMBIGUOUS_DATE, AMBIGUOUS_NUMBER, BAD_CELL, BAD_CELL_DATE, Code, ERROR_CELL, RAGGED_ROW, TOTAL_ROW,
};
use crate::base::{Diagnostic, Place};
use crate::domain::Date;
use crate::parse::csv::{Row, column_key};
use crate::parse::dates::DateText;
use crate::resolve::model::Point;

/// Reads all rows of the layout.
pub(super) fn read(source: &Source<'_>, layout: &Layout, findings: &mut Findings) -> Rows {
    let mut reader = Reader { source, findings, points: Vec::new(), blanks: Vec::new() };
    match layout {
        Layout::Long(columns) => reader.long(columns),
        Layout::Wide(wide) => reader.wide(wide),
    }
    Rows { points: reader.points, blanks: reader.blanks }
}

/// What was read of a series.
pub(super) struct Rows {
    pub(super) points: Vec<Point>,
    /// Dates of rows without a value.
    pub(super) blanks: Vec<Date>,
}

/// First words of rows that sum up other rows.
const TOTALS: &[&str] = &[
    "all",
    "average",
    "avg",
    "durchschnitt",
    "gesamt",
    "grand",
    "insgesamt",
    "mean",
    "overall",
    "subtotal",
    "sum",
    "summe",
    "total",
    "totaal",
    "totals",
];

struct Reader<'s, 'a, 'f> {
    source: &'s Source<'a>,
    findings: &'f mut Findings,
    points: Vec<Point>,
    blanks: Vec<Date>,
}

impl Reader<'_, '_, '_> {
    fn long(&mut self, columns: &Columns) {
        let table = &self.source.table;
        let header = columns.header.map(|h| table.row(h));
        let width = header.map_or(usize::MAX, |h| h.len());
        let name = |column: usize| header.map_or(String::new(), |h| h.cell(column).into_owned());
        self.points.reserve(table.len());
        for row in table.rows_from(columns.first) {
            if columns.filters.iter().any(|(column, wanted)| row.cell(*column) != wanted.as_str()) {
                continue;
            }
            if let Some(extra) = (width..row.len()).find(|c| !row.cell(*c).is_empty()) {
                self.ragged(&row, extra, width);
                continue;
            }
            let Some(date) = self.date(&row, columns.date, columns.value) else { continue };
            let Some(value) = self.number(&row, columns.value, &name) else {
                self.blanks.push(date);
                continue;
            };
            let weight = columns.weight.and_then(|column| self.number(&row, column, &name));
            let target = columns.target.and_then(|column| self.number(&row, column, &name));
            let reported_at = columns.reported_at.and_then(|column| self.reported_at(&row, column));
            let span = row.span(columns.value);
            self.points.push(Point { date, value, weight, target, reported_at, span });
        }
    }

    fn wide(&mut self, wide: &Wide) {
        let table = &self.source.table;
        let header = table.row(wide.header);
        let name = |column: usize| header.cell(column).into_owned();
        for row in wide.rows.iter().map(|i| table.row(*i)) {
            for (column, date) in &wide.dates {
                match self.number(&row, *column, &name) {
                    Some(value) => self.points.push(Point {
                        date: *date,
                        value,
                        weight: None,
                        target: None,
                        reported_at: None,
                        span: row.span(*column),
                    }),
                    None => self.blanks.push(*date),
                }
            }
        }
    }

    /// The row's date; `None` for a row that is left out, with a finding unless the row says nothing.
    fn date(&mut self, row: &Row<'_>, column: usize, value: usize) -> Option<Date> {
        let text = row.cell(column);
        let date = self.source.date(&text);
        if let Some(day) = date.first_day() {
            return Some(day);
        }
        let label = row.cells().find(|cell| !cell.is_empty()).unwrap_or_default();
        if is_total(&text) || (text.is_empty() && is_total(&label)) {
            let (start, end) = row.range();
            let message = format!("the row `{label}` sums up others and is left out");
            let file = self.source.file.id;
            self.findings.repeat(TOTAL_ROW, || Diagnostic::new(TOTAL_ROW, file, Place::Span(start, end), message));
        } else if !text.is_empty() || !row.cell(value).is_empty() {
            let code = if date == DateText::Ambiguous { AMBIGUOUS_DATE } else { BAD_CELL_DATE };
            self.findings.repeat(code, || self.source.bad_date(&text, row.span(column), &date));
        }
        None
    }

    /// The number of a cell; `None` where it is missing or a finding.
    fn number(&mut self, row: &Row<'_>, column: usize, name: &impl Fn(usize) -> String) -> Option<f64> {
        let text = row.cell(column);
        let cell = self.source.number(&text);
        let code: Code = match cell {
            Number::Is(value) => return Some(value),
            Number::Missing => return None,
            Number::Failed => ERROR_CELL,
            Number::Ambiguous(..) => AMBIGUOUS_NUMBER,
            Number::No => BAD_CELL,
        };
        self.findings.repeat(code, || self.source.bad_number(&text, row.span(column), &name(column), &cell));
        None
    }

    fn reported_at(&mut self, row: &Row<'_>, column: usize) -> Option<Date> {
        let text = row.cell(column);
        if matches!(self.source.number(&text), Number::Missing) {
            return None;
        }
        let date = self.source.date(&text);
        if date.first_day().is_none() {
            let code = if date == DateText::Ambiguous { AMBIGUOUS_DATE } else { BAD_CELL_DATE };
            self.findings.repeat(code, || self.source.bad_date(&text, row.span(column), &date));
        }
        date.first_day()
    }

    fn ragged(&mut self, row: &Row<'_>, extra: usize, width: usize) {
        let (start, end) = row.span(extra);
        let file = self.source.file.id;
        self.findings.repeat(RAGGED_ROW, || {
            let message = format!("the row has {} cells, and the header names {width} columns", extra + 1);
            Diagnostic::new(RAGGED_ROW, file, Place::Span(start, end), message)
                .help("a number with a comma inside needs quotes: \"1,250\"")
        });
    }
}

fn is_total(text: &str) -> bool {
    let key = column_key(text);
    TOTALS.contains(&key.split('-').next().unwrap_or(""))
}
