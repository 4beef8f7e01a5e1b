//! How the site's language writes days. A site has millions of them, so the patterns are taken apart once.

use crate::chart::push_whole;
use crate::domain::Date;
use crate::words::Words;
use std::sync::Arc;

/// Month names and patterns.
#[derive(Clone, Debug)]
pub(super) struct Dates(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    months: [String; 12],
    /// `16 Nov`.
    day: Vec<Piece>,
    /// `16 Nov 2025`.
    date: Vec<Piece>,
}

#[derive(Debug, PartialEq)]
enum Piece {
    Day,
    Year,
    /// What stands beside them, by month: it may hold the month's name.
    Text(Box<[String; 12]>),
}

impl Dates {
    pub fn new(words: &Words) -> Self {
        const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let months = NAMES.map(|name| words.word(name));
        let [day, date] = ["{day} {month}", "{day} {month} {year}"].map(|english| pieces(words, &months, english));
        Self(Arc::new(Inner { months, day, date }))
    }

    /// `16 Nov 2025`.
    pub fn date(&self, date: Date) -> String {
        self.written(&self.0.date, date)
    }

    /// `16 Nov`.
    pub fn day(&self, date: Date) -> String {
        self.written(&self.0.day, date)
    }

    /// `Nov`; the first month is 1.
    pub fn month(&self, month: i8) -> &str {
        &self.0.months[index(month)]
    }

    fn written(&self, pieces: &[Piece], date: Date) -> String {
        let mut out = String::with_capacity(16);
        for piece in pieces {
            match piece {
                Piece::Day => push_whole(&mut out, date.day().unsigned_abs().into()),
                Piece::Year => push_whole(&mut out, date.year().unsigned_abs().into()),
                Piece::Text(texts) => out.push_str(&texts[index(date.month())]),
            }
        }
        out
    }
}

/// Where a month stands among twelve.
fn index(month: i8) -> usize {
    (month.clamp(1, 12) - 1) as usize
}

/// A pattern as the language has it, taken apart at signs that stand in no text.
fn pieces(words: &Words, months: &[String; 12], english: &str) -> Vec<Piece> {
    let marked = words.fill(english, &[("day", "\u{1}"), ("month", "\u{2}"), ("year", "\u{3}")]);
    let piece = |text: &str| match text {
        "\u{1}" => Piece::Day,
        "\u{3}" => Piece::Year,
        text => Piece::Text(Box::new(months.each_ref().map(|month| text.replace('\u{2}', month)))),
    };
    let mut out = Vec::new();
    for part in marked.split_inclusive(['\u{1}', '\u{3}']) {
        let (text, mark) = match part.char_indices().next_back() {
            Some((at, '\u{1}' | '\u{3}')) => part.split_at(at),
            _ => (part, ""),
        };
        out.extend([text, mark].into_iter().filter(|t| !t.is_empty()).map(piece));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeMap;

    #[test]
    fn a_language_and_a_site_order_days_as_they_like() {
        let day = date(2025, 11, 6);
        let english = Dates::new(&Words::new("en", &BTreeMap::new()));
        assert_eq!((english.date(day), english.day(day)), ("6 Nov 2025".to_owned(), "6 Nov".to_owned()));
        let own = [("{day} {month} {year}", "{year}, {month} the {day}th"), ("Nov", "November")];
        let own = own.map(|(word, text)| (word.to_owned(), text.to_owned()));
        let own = Dates::new(&Words::new("en", &BTreeMap::from(own)));
        assert_eq!(own.date(day), "2025, November the 6th");
    }
}
