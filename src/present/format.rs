//! Numbers, dates and words for people; the only place that rounds.

use super::dates::Dates;
use crate::chart::spec::NumberStyle;
use crate::domain::{Date, Period};
use crate::resolve::settings::Settings;
use crate::words::{Words, is_right_to_left};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

/// The sign for "not known".
pub const UNKNOWN: &str = "–";

/// How this site writes numbers, dates and words. Made once per build from the settings.
#[derive(Clone, Debug)]
pub struct Formatter {
    decimal: char,
    group: char,
    /// Before a sign: in text that runs from right to left a sign would go behind its number.
    mark: &'static str,
    words: Words,
    dates: Dates,
}

impl Formatter {
    /// Separators from the locale, words from the configuration.
    pub fn new(settings: &Settings) -> Self {
        let language = settings.locale.as_deref().unwrap_or("en");
        let (decimal, group) = match language.split(['-', '_']).next().unwrap_or("en") {
            "de" | "es" | "it" | "nl" | "pt" | "da" | "tr" | "id" => (',', '.'),
            "fr" | "sv" | "nb" | "nn" | "fi" | "pl" | "cs" | "ru" | "uk" => (',', '\u{202f}'),
            _ => ('.', ','),
        };
        Self { mark: mark(language), ..Self::of(decimal, group, Words::new(language, &settings.words)) }
    }

    /// English, whatever the site speaks: for data files.
    pub fn english() -> &'static Self {
        static ENGLISH: LazyLock<Formatter> =
            LazyLock::new(|| Formatter::of('.', ',', Words::new("en", &BTreeMap::new())));
        &ENGLISH
    }

    /// English numbers in another language.
    #[cfg(test)]
    pub(crate) fn in_language(words: Words) -> Self {
        Self::of('.', ',', words)
    }

    /// English numbers with these words.
    #[cfg(test)]
    pub(crate) fn plain(words: BTreeMap<String, String>) -> Self {
        Self::in_language(Words::new("en", &words))
    }

    fn of(decimal: char, group: char, words: Words) -> Self {
        Self { decimal, group, mark: "", dates: Dates::new(&words), words }
    }

    /// The site's own word for an English word of the interface, or that word.
    pub fn word(&self, english: &str) -> String {
        self.words.word(english)
    }

    /// A sentence with its places in braces filled; the one called `{n}` decides the plural form.
    pub fn fill(&self, english: &str, places: &[(&str, &str)]) -> String {
        self.words.fill(english, places)
    }

    /// "3 of 4".
    pub fn part_of(&self, n: impl Display, all: impl Display) -> String {
        self.fill("{n} of {all}", &[("n", &n.to_string()), ("all", &all.to_string())])
    }

    /// Items of a list, with the language's comma between them.
    pub fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        self.joined(items, ",")
    }

    /// Parts of a sentence, with the language's semicolon between them.
    pub fn clauses<T: AsRef<str>>(&self, parts: &[T]) -> String {
        self.joined(parts, ";")
    }

    fn joined<T: AsRef<str>>(&self, texts: &[T], sign: &str) -> String {
        let between = if texts.len() > 1 { self.word(sign) + " " } else { String::new() };
        texts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(&between)
    }

    /// How charts write numbers with this many decimals.
    pub fn style(&self, decimals: u8) -> NumberStyle {
        NumberStyle { decimals, decimal: self.decimal, group: self.group }
    }

    /// `1,303.8`, with a real minus sign.
    pub fn number(&self, value: f64, decimals: u8) -> String {
        if value.abs() < 1e12 && decimals <= 6 {
            let text = self.style(decimals).text(value);
            return if text.starts_with('−') { format!("{}{text}", self.mark) } else { text };
        }
        let rounded = round(value, decimals);
        let plain = format!("{:.*}", usize::from(decimals), rounded.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut out = String::with_capacity(plain.len() + 4);
        if rounded < 0.0 {
            out.push_str(self.mark);
            out.push('−');
        }
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                out.push(self.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(self.decimal);
            out.push_str(fraction);
        }
        out
    }

    /// A difference: `+1.3`, `−0.2`, `±0`.
    pub fn signed(&self, value: f64, decimals: u8) -> String {
        let rounded = round(value, decimals);
        if rounded == 0.0 {
            "±0".to_owned()
        } else if rounded > 0.0 {
            format!("{}+{}", self.mark, self.number(value, decimals))
        } else {
            self.number(value, decimals)
        }
    }

    /// A score: two decimals, `0.54`; not known is `–`.
    pub fn score(&self, score: Option<f64>) -> String {
        score.map_or_else(|| UNKNOWN.to_owned(), |s| self.number(s, 2))
    }

    /// Progress as it is, beyond 0 and 1 too: 1.3 is `130%`.
    pub fn progress(&self, progress: Option<f64>) -> String {
        progress.map_or_else(|| UNKNOWN.to_owned(), |p| self.percent(p))
    }

    /// `1 Oct to 31 Dec 2025`, `1 to 31 Dec 2025`.
    pub fn span(&self, start: Date, end: Date) -> String {
        let first = match (start.year() == end.year(), start.month() == end.month()) {
            (true, true) => self.fill("{day}", &[("day", &start.day().to_string())]),
            (true, false) => self.day(start),
            (false, _) => self.date(start),
        };
        self.fill("{from} to {to}", &[("from", &first), ("to", &self.date(end))])
    }

    /// A range of numbers: `90.3 to 92.9`.
    pub fn range(&self, low: f64, high: f64, decimals: u8) -> String {
        self.between(&self.number(low, decimals), &self.number(high, decimals))
    }

    /// The same of numbers that are written already.
    pub fn between(&self, low: &str, high: &str) -> String {
        self.fill("{low} to {high}", &[("low", low), ("high", high)])
    }

    /// A share as a whole percentage: 0.35 is `35%`.
    pub fn percent(&self, share: f64) -> String {
        self.percentage(&self.number(share * 100.0, 0))
    }

    /// A number and the sign of its unit, as the language puts them.
    fn percentage(&self, number: &str) -> String {
        self.fill("{number}%", &[("number", number)])
    }

    /// A value with its unit: `90.6%`, `£3.42`, `498 lockers`.
    pub fn quantity(&self, value: f64, unit: &str, decimals: u8) -> String {
        let number = self.number(value, decimals);
        match unit {
            "" => number,
            "%" => self.percentage(&number),
            "°" => format!("{number}{unit}"),
            "£" | "$" | "€" | "¥" => {
                let amount = number.trim_start_matches('−');
                let text = self.fill("{currency}{number}", &[("currency", unit), ("number", amount)]);
                if amount.len() < number.len() { format!("−{text}") } else { text }
            }
            _ => format!("{number} {unit}"),
        }
    }

    /// A value with its unit, or `–`.
    pub fn quantity_opt(&self, value: Option<f64>, unit: &str, decimals: u8) -> String {
        value.map_or_else(|| UNKNOWN.to_owned(), |v| self.quantity(v, unit, decimals))
    }

    /// `16 Nov 2025`.
    pub fn date(&self, date: Date) -> String {
        self.dates.date(date)
    }

    /// `16 Nov`.
    pub fn day(&self, date: Date) -> String {
        self.dates.day(date)
    }

    /// `Nov`.
    pub fn month_short(&self, month: i8) -> String {
        self.dates.month(month).to_owned()
    }

    /// The twelve short month names, for time axes.
    pub fn months(&self) -> [String; 12] {
        std::array::from_fn(|i| self.month_short(i as i8 + 1))
    }

    /// `FY26 Q3`.
    pub fn period(&self, period: &Period) -> String {
        match period.name.split_once("..") {
            Some(_) => self.span(period.start, period.end),
            None => period.label(),
        }
    }
}

/// Rounds half away from zero at this many decimals, robust against binary noise (1.005 is 1.01); never −0.
pub fn round(value: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = value * scale;
    let rounded = (scaled.abs() * (1.0 + 4.0 * f64::EPSILON) + 0.5).floor().copysign(scaled) / scale;
    if rounded == 0.0 || !rounded.is_finite() { rounded.abs() } else { rounded }
}

/// Decimals from the stake: `clamp(round(−log10(|target − baseline| / 50)), 0, 3)` (`design.md` §2.0).
pub fn decimals_for(target: Option<f64>, baseline: Option<f64>) -> u8 {
    match (target, baseline) {
        (Some(t), Some(b)) if t != b => (-((t - b).abs() / 50.0).log10()).round().clamp(0.0, 3.0) as u8,
        _ => 1,
    }
}

/// What keeps a sign before its number.
fn mark(language: &str) -> &'static str {
    if is_right_to_left(language) { "\u{200e}" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Formatter {
        Formatter::plain(BTreeMap::new())
    }

    #[test]
    fn numbers_are_grouped_and_carry_a_real_minus() {
        let f = english();
        assert_eq!(f.number(1_303_848.0, 0), "1,303,848");
        assert_eq!(f.number(-12.345, 1), "−12.3");
        assert_eq!(f.number(-0.001, 2), "0.00");
        assert_eq!(f.signed(0.004, 2), "±0");
        assert_eq!(f.quantity(-3.42, "£", 2), "−£3.42");
    }

    #[test]
    fn a_sign_stays_before_its_number_where_text_runs_from_right_to_left() {
        let f = Formatter { mark: mark("ar"), ..english() };
        assert_eq!([f.signed(1.2, 1), f.signed(-1.2, 1), f.number(1.2, 1)], ["\u{200e}+1.2", "\u{200e}−1.2", "1.2"]);
    }

    #[test]
    fn halves_round_away_from_zero_in_spite_of_binary_noise() {
        assert_eq!(round(1.005, 2), 1.01);
        assert_eq!(round(0.285, 2), 0.29);
        assert_eq!(round(-0.125, 2), -0.13);
        assert_eq!(round(0.6949999, 2), 0.69);
    }

    #[test]
    fn decimals_follow_the_stake() {
        assert_eq!(decimals_for(Some(92.0), Some(88.4)), 1);
        assert_eq!(decimals_for(Some(600.0), Some(412.0)), 0);
        assert_eq!(decimals_for(Some(3.25), Some(3.47)), 2);
    }
}
