//! KPI series from CSV: long, wide by KPI, wide by date (`domain.md` §5).
//!
//! The file becomes a table of cells ([`crate::parse::csv`]), the columns are found, the rows read, the result put in
//! order. Nothing is estimated: what cannot be read is a finding and leaves a hole.

mod cells;
mod columns;
mod findings;
mod rows;
pub mod split;
#[cfg(test)]
mod tests;
mod tidy;

use crate::base::codes::{EMPTY_SERIES, ENCODING, NO_CSV, SPREADSHEET};
use crate::base::{Diagnostic, Place, Sink, SourceFile};
use crate::domain::number::Separators;
use crate::domain::{Calendar, Period};
use crate::parse::Reading;
use crate::parse::csv::{Table, is_spreadsheet, is_undeclared_encoding, stands_in};
use crate::parse::doc::{Dialect, KpiDoc};
use crate::resolve::model::{Point, Points, Series};
use findings::Findings;
use rows::Rows;

/// What all steps of reading one series look at.
struct Source<'a> {
    file: &'a SourceFile,
    kpi: &'a KpiDoc,
    sheet: bool,
    table: Table<'a>,
    dialect: Dialect,
    calendar: Calendar,
    separators: Separators,
}

/// Reads one KPI's series from a file. `sheet` is true where the file holds many KPIs and the KPI's id names its column or row.
/// `dialect` is the site's; the KPI's own wins. Findings about the KPI's mapping point into the KPI page.
pub fn parse(
    file: &SourceFile,
    kpi: &KpiDoc,
    sheet: bool,
    dialect: &Dialect,
    reading: &Reading,
    sink: &mut Sink,
) -> Series {
    let dialect = merged(&kpi.data.dialect, dialect);
    let empty = Series { file: Some(file.id), ..Series::default() };
    if let Some(finding) = unreadable(file, &dialect) {
        sink.push(finding);
        return empty;
    }
    let mut source = Source::new(file, kpi, sheet, &dialect, reading);
    let mut findings = Findings::default();
    let rows = match columns::find(&source, &mut findings) {
        Some(layout) => {
            if source.separators.decimal.is_none() {
                source.separators.decimal = columns::proven_decimal(&source, &layout);
            }
            tidy::tidy(rows::read(&source, &layout, &mut findings), &source, &layout, &mut findings)
        }
        None => Rows { points: Vec::new(), blanks: Vec::new() },
    };
    if rows.points.is_empty() && rows.blanks.is_empty() && findings.is_empty() {
        findings.push(nothing(&source));
    }
    findings.report(sink);
    Series { points: Points::from(&rows.points[..]), blanks: rows.blanks, ..empty }
}

impl<'a> Source<'a> {
    fn new(file: &'a SourceFile, kpi: &'a KpiDoc, sheet: bool, dialect: &Dialect, reading: &Reading) -> Self {
        Self {
            file,
            kpi,
            sheet,
            table: Table::read(&file.text, dialect.delimiter),
            separators: separators(dialect, reading.separators),
            dialect: dialect.clone(),
            calendar: reading.calendar,
        }
    }
}

/// Whether two rows belong to the same fiscal year.
fn same_year(a: &Point, b: &Point, calendar: &Calendar) -> bool {
    Period::year_of(a.date, calendar).start == Period::year_of(b.date, calendar).start
}

/// What the KPI declares, else what the site declares.
fn merged(own: &Dialect, site: &Dialect) -> Dialect {
    let (own, site) = (own.clone(), site.clone());
    Dialect {
        delimiter: own.delimiter.or(site.delimiter),
        // A KPI that declares one of the two separators has said how its numbers are written.
        decimal: own.decimal.or(if own.thousands.is_some() { None } else { site.decimal }),
        thousands: own.thousands.or(if own.decimal.is_some() { None } else { site.thousands }),
        dates: own.dates.or(site.dates),
        missing_values: own.missing_values.or(site.missing_values),
        encoding: own.encoding.or(site.encoding),
    }
}

/// The declared decimal separator, or the one that is left beside the declared thousands separator, or the locale's.
fn separators(dialect: &Dialect, locale: Separators) -> Separators {
    let beside = |thousands| match thousands {
        ',' => Some('.'),
        '.' => Some(','),
        _ => None,
    };
    Separators { decimal: dialect.decimal.or(dialect.thousands.and_then(beside)).or(locale.decimal) }
}

/// Why the file as a whole is not read.
fn unreadable(file: &SourceFile, dialect: &Dialect) -> Option<Diagnostic> {
    let finding = |code, message| Diagnostic::new(code, file.id, Place::File, message);
    if is_spreadsheet(file) {
        let message = format!("`{}` is a spreadsheet, and only CSV is read", file.name());
        return Some(finding(SPREADSHEET, message).help("export the sheet as CSV, with dates as 2025-11-18"));
    }
    if let Some((what, help)) = stands_in(file) {
        return Some(finding(NO_CSV, format!("`{}` is {what}", file.name())).help(help));
    }
    if is_undeclared_encoding(file, dialect) {
        let message = format!("`{}` is not UTF-8, and no encoding is declared", file.name());
        let help = "save it as UTF-8, or write `encoding: windows-1252` under `data:` or under [csv] in goalpost.toml";
        return Some(finding(ENCODING, message).help(help));
    }
    if file.text.contains('\0') {
        let message = format!("`{}` looks like UTF-16, and no encoding is declared", file.name());
        let help = "save it as UTF-8, or write `encoding: utf-16le` under `data:` or under [csv] in goalpost.toml";
        return Some(finding(ENCODING, message).help(help));
    }
    None
}

/// A file without a single row for this KPI.
fn nothing(source: &Source<'_>) -> Diagnostic {
    let name = source.file.name();
    let filters = &source.kpi.data.filters;
    if filters.is_empty() || source.table.is_empty() {
        let message = format!("`{name}` has no row of data");
        return Diagnostic::new(EMPTY_SERIES, source.file.id, Place::File, message)
            .help("the first line names the columns, each line below holds a date and a value");
    }
    let wanted: Vec<String> = filters.iter().map(|(column, value)| format!("{column}: {value}")).collect();
    let message = format!("no row of `{name}` has {}", wanted.join(", "));
    Diagnostic::new(EMPTY_SERIES, source.kpi.file, Place::Value("data.where".to_owned()), message)
        .help_opt(columns::nearest_filter(source))
}
