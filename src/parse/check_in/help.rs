//! What a call for help says: of whom, until when.

use crate::domain::Date;
use crate::parse::dates::{self, DateText};
use crate::parse::doc::Help;
use crate::parse::prose;

/// Paragraphs that ask: of whom, until when. A name and a day at the very end are taken off the text.
pub(super) fn asked(paragraphs: &[String], near: Option<Date>) -> Help {
    let mut help = Help { text: String::new(), from: None, by: None };
    for paragraph in paragraphs {
        let person = person(paragraph);
        let due = due(paragraph, near);
        let mut end = paragraph.len();
        let closes =
            |end: usize, range: &(usize, usize)| paragraph[range.1..end].trim_matches(['.', ' ', '\n']).is_empty();
        for range in [due.map(|d| d.1), person.map(|p| p.1), due.map(|d| d.1)].into_iter().flatten() {
            if range.1 <= end && closes(end, &range) {
                end = range.0;
            }
        }
        let text = paragraph[..end].trim_end().trim_end_matches([',', '–', '—']).trim_end();
        prose::append(&mut help.text, text);
        help.from = help.from.or_else(|| person.map(|p| p.0.to_owned()));
        help.by = help.by.or(due.map(|d| d.0));
    }
    help
}

/// The first `@person` and its place; an `@` inside a word belongs to an address.
fn person(text: &str) -> Option<(&str, (usize, usize))> {
    text.match_indices('@').find_map(|(at, _)| {
        let free = text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "([,;:".contains(c));
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(['.', '-']);
        (free && !name.is_empty()).then_some((name, (at, at + 1 + name.len())))
    })
}

/// The first `by DATE` and its place.
fn due(text: &str, near: Option<Date>) -> Option<(Date, (usize, usize))> {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("by ").find_map(|(at, mark)| {
        if text[..at].ends_with(char::is_alphanumeric) {
            return None;
        }
        let start = at + mark.len();
        let rest = &text[start..];
        let ends = rest.match_indices(char::is_whitespace).map(|(i, _)| i).chain([rest.len()]);
        let candidates: Vec<&str> =
            ends.take(3).map(|end| rest[..end].trim_end_matches(['.', ',', ';', ')', '!', '?'])).collect();
        // The longest that is a day: `28 Nov 2025` before `28 Nov`.
        candidates.iter().rev().find_map(|words| Some((day(words, near)?, (at, start + words.len()))))
    })
}

fn day(text: &str, near: Option<Date>) -> Option<Date> {
    match (near, dates::parse(text, None, &Default::default())) {
        (_, DateText::Day(day)) => Some(day),
        (Some(near), _) => dates::day_month(text, near),
        _ => None,
    }
}
