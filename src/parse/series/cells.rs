//! One cell of a series.

use super::Source;
use crate::base::codes::{AMBIGUOUS_DATE, AMBIGUOUS_NUMBER, BAD_CELL, BAD_CELL_DATE, ERROR_CELL};
use crate::base::{Diagnostic, Place};
use crate::domain::Date;
use crate::domain::cadence::add_days;
use crate::domain::number::{self, NumberProblem, Quantity};
use crate::parse::dates::{self, DateText};

/// What a cell of a column of numbers holds.
pub(super) enum Number {
    Is(f64),
    /// Empty or a word for missing.
    Missing,
    /// A spreadsheet's error value.
    Failed,
    /// Both readings.
    Ambiguous(String, String),
    No,
}

impl Source<'_> {
    /// Reads a date cell in the declared format.
    pub(super) fn date(&self, text: &str) -> DateText {
        dates::parse(text, self.dialect.dates.as_deref(), &self.calendar)
    }

    /// Reads a number cell. A unit in the cell is `%`, a currency or the KPI's own.
    pub(super) fn number(&self, text: &str) -> Number {
        if text.is_empty() || self.is_declared_missing(text) {
            return Number::Missing;
        }
        if text.starts_with('#') {
            return Number::Failed;
        }
        if let Some(value) = number::plain(text, self.separators) {
            return Number::Is(value);
        }
        match number::parse(text, self.separators) {
            Ok(quantity) if self.is_plain(&quantity) => Number::Is(quantity.value),
            Err(NumberProblem::Missing) if self.dialect.missing_values.is_none() => Number::Missing,
            Err(NumberProblem::Ambiguous { thousands, fraction }) => Number::Ambiguous(thousands, fraction),
            _ => Number::No,
        }
    }

    fn is_declared_missing(&self, text: &str) -> bool {
        self.dialect.missing_values.as_ref().is_some_and(|words| words.iter().any(|word| word.trim() == text))
    }

    fn is_plain(&self, quantity: &Quantity) -> bool {
        let unit = quantity.unit.as_str();
        quantity.of.is_none()
            && (matches!(unit, "" | "%" | "‰")
                || number::is_money(unit)
                || unit.eq_ignore_ascii_case(self.kpi.unit.trim()))
    }

    /// The finding for a cell that should hold a number.
    pub(super) fn bad_number(&self, text: &str, span: (u32, u32), column: &str, cell: &Number) -> Diagnostic {
        let at = Place::Span(span.0, span.1);
        let finding = |code, message| Diagnostic::new(code, self.file.id, at, message);
        match cell {
            Number::Failed => finding(ERROR_CELL, format!("`{text}` in column `{column}` is a formula that failed"))
                .help("mend the formula and export again, or leave the cell empty: not known is not zero"),
            Number::Ambiguous(thousands, fraction) => {
                finding(AMBIGUOUS_NUMBER, format!("`{text}` could be {thousands} or {fraction}")).help(
                    "say it once for the site: `decimal = \".\"` or `decimal = \",\"` under [csv] in goalpost.toml",
                )
            }
            _ if text.contains('\n') => {
                finding(BAD_CELL, "the quote that opens here is not closed on its line".to_owned())
                    .help("close it, or leave it out: a number needs none")
            }
            _ => finding(BAD_CELL, format!("`{}` in column `{column}` is not a number", excerpt(text)))
                .help("leave the cell empty where the value is not known, or add the word to `missing_values`"),
        }
    }

    /// The finding for a cell that should hold a date.
    pub(super) fn bad_date(&self, text: &str, span: (u32, u32), date: &DateText) -> Diagnostic {
        let at = Place::Span(span.0, span.1);
        if *date == DateText::Ambiguous {
            return self.ambiguous_date(text, at);
        }
        if text.is_empty() {
            return Diagnostic::new(BAD_CELL_DATE, self.file.id, at, "the row has a value and no date");
        }
        if text.contains('\n') {
            let message = "a quotation mark opens this cell, and the rows below it are taken for its text";
            let help = "take the quotation mark out, or close it at the end of the cell";
            return Diagnostic::new(BAD_CELL_DATE, self.file.id, at, message).help(help);
        }
        if let Some(day) = spreadsheet_day(text) {
            let message = format!("`{text}` is a spreadsheet's number for a day");
            let help = format!("give the column the format of a date before you export it: {day}");
            return Diagnostic::new(BAD_CELL_DATE, self.file.id, at, message).help(help);
        }
        let expected = match &self.dialect.dates {
            Some(format) => format!("dates here are written as {format}, 2025-11-18 or 2025-W47"),
            None => "dates are written as 2025-11-18, 2025-W47, 2025-11, 2025-Q4 or 2025; a footnote starts with #"
                .to_owned(),
        };
        Diagnostic::new(BAD_CELL_DATE, self.file.id, at, format!("`{}` is not a date", excerpt(text))).help(expected)
    }

    /// The finding for a date whose parts can be read in several orders, with the line that settles it.
    fn ambiguous_date(&self, text: &str, at: Place) -> Diagnostic {
        let readings = dates::readings(text);
        let (message, formats) = match readings.as_slice() {
            [(_, format)] => (format!("`{text}` has its year at the end, and no format is declared"), format.clone()),
            [(a, day_first), (b, month_first)] => {
                (format!("`{text}` can be {a} or {b}"), format!("{day_first}\"` or `dates = \"{month_first}"))
            }
            _ => (format!("`{text}` can be read as different dates"), words_format(text)),
        };
        Diagnostic::new(AMBIGUOUS_DATE, self.file.id, at, message)
            .help(format!("say it once for the site: `dates = \"{formats}\"` under [csv] in goalpost.toml"))
    }
}

/// The format of a text with a month's name and a year of two digits: `18-Nov-25` is `DD-MMM-YY`.
fn words_format(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim();
    let last = rest.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |i| rest.len() - i - 1);
    while let Some(c) = rest.chars().next() {
        let alike = |d: char| if c.is_alphabetic() { d.is_alphabetic() } else { d.is_ascii_digit() };
        let run = if c.is_alphabetic() || c.is_ascii_digit() {
            rest.find(|d| !alike(d)).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        match c {
            _ if c.is_alphabetic() => out.push_str("MMM"),
            _ if c.is_ascii_digit() && rest.len() == last => out.push_str("YY"),
            _ if c.is_ascii_digit() => out.push_str("DD"),
            _ => out.push(c),
        }
        rest = &rest[run..];
    }
    out
}

/// The day of a spreadsheet's serial number, from 1954 to 2119: days since 30 December 1899.
fn spreadsheet_day(text: &str) -> Option<Date> {
    let days: i32 = text.parse().ok().filter(|days| (20_000..80_000).contains(days))?;
    Some(add_days(Date::constant(1899, 12, 30), days))
}

/// The beginning of a long text.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
