//! Numbers as people write them.

use serde::Serialize;

/// How a locale writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Separators {
    /// `None`: no locale is configured, so one separator with exactly three digits behind it is ambiguous.
    pub decimal: Option<char>,
}

/// A number with what stood around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    pub value: f64,
    /// Stood behind the number: `%`, `points`, `lockers`, `m` is already multiplied in. Empty if nothing.
    pub unit: String,
    /// A sign `+` or `-` was written (relative targets).
    pub signed: bool,
    /// `3/5`: the number behind the slash (value is 3).
    pub of: Option<f64>,
}

/// Why a text is not one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// Empty or a word for missing: not known, which is not zero.
    Missing,
    /// `1,250` without a configured locale: both readings.
    Ambiguous { thousands: String, fraction: String },
    /// Anything else.
    NotANumber,
}

/// Words that mean "not known" where the site declares none of its own.
pub const MISSING: &[&str] = &["", "NA", "N/A", "n/a", "-", "–", "—", "TBD", "null"];

/// Reads a number as people write it: `1,250`, `1 250`, `12%`, `€1.2m`, `3/5`, `99.95 %`, `+3 points`, `−4`, `1.2k`.
///
/// # Errors
/// See [`NumberProblem`].
pub fn parse(_text: &str, _separators: Separators) -> Result<Quantity, NumberProblem> {
    Err(NumberProblem::NotANumber)
}
