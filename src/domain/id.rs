//! Ids and references to goals.

use std::borrow::Cow;

/// An id as it is compared: trimmed, without case.
pub fn key(id: &str) -> String {
    match id.trim() {
        id if id.is_ascii() => id.to_ascii_lowercase(),
        // In capitals, as ids from file names are, ß is SS.
        id => id.to_lowercase().replace('ß', "ss"),
    }
}

/// A text as part of an address: lower case, ASCII, words joined by hyphens; never empty.
pub fn slug(text: &str) -> String {
    let plain = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(deunicode::deunicode(text)) };
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '.' => out.push('-'),
            _ if out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    match out.trim_matches('-') {
        "" => "x".to_owned(),
        trimmed if trimmed.len() == out.len() => out,
        trimmed => trimmed.to_owned(),
    }
}

/// A reference as written: `OPS-2`, `OPS-2@FY26-Q2`, `OPS-2#KR1`, `OPS-2@FY26-Q2#KR1`, `team:ops`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalRef {
    /// `objective`, `kpi`, `team`, `person`, `page`, `period`, `review`, `term` where written before a colon.
    pub kind: Option<String>,
    pub id: String,
    /// The period behind `@`, as written.
    pub period: Option<String>,
    /// The key result or heading behind `#`.
    pub part: Option<String>,
}

impl GoalRef {
    /// Splits a reference; any text is one.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let (text, part) = match text.split_once('#') {
            Some((head, part)) => (head, Some(part.trim().to_owned())),
            None => (text, None),
        };
        let (text, period) = match text.split_once('@') {
            Some((head, period)) => (head, Some(period.trim().to_owned())),
            None => (text, None),
        };
        // A key result may stand before the period's mark: `OPS-1@FY26-Q1#KR1` is the written form, both are read.
        let (kind, id) = match text.split_once(':') {
            Some((kind, id)) if !kind.contains(' ') => (Some(kind.trim().to_lowercase()), id.trim()),
            _ => (None, text.trim()),
        };
        Self { kind, id: id.to_owned(), period, part }
    }
}
