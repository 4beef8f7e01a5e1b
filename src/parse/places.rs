//! From a [`Place`] to bytes: looked up only when a finding is reported.

use super::csv::{Table, column_key};
use super::front_matter;
use super::spans::{Entry, Spans, join};
use crate::base::{Place, SourceFile};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The byte range of each place in the file's text, in the order of the places.
/// A path that is not in the file falls back to its nearest ancestor's key, then to the first line.
pub fn locate(file: &SourceFile, places: &[&Place]) -> Vec<(u32, u32)> {
    let by_path = places.iter().any(|p| matches!(p, Place::Key(_) | Place::Value(_)));
    let spans = if by_path { spans(file) } else { Spans::default() };
    places.iter().map(|place| one(&file.text, &spans, place)).collect()
}

fn one(text: &str, spans: &Spans, place: &Place) -> (u32, u32) {
    let range = match place {
        Place::File => None,
        Place::Span(start, end) => Some(*start as usize..*end as usize),
        Place::Cell(row, column) => cell(text, *row, column),
        // An id that is not written comes from the file's name; the title shows which page it is.
        Place::Key(path) | Place::Value(path) if path == "id" && spans.get(path).is_none() => {
            spans.get("title").map(|entry| entry.value.clone())
        }
        Place::Key(path) => spans.nearest(path).map(|(entry, _)| entry.key.clone()),
        Place::Value(path) => spans.nearest(path).map(|(entry, found)| {
            // `owner: maren` is short for `owner: {who: maren}`.
            let whole =
                text.get(entry.value.clone()).is_some_and(|t| !t.starts_with(['{', '[', '-']) && !t.contains('\n'));
            if found || whole { entry.value.clone() } else { entry.key.clone() }
        }),
    };
    let range = range.unwrap_or(0..text.lines().next().map_or(0, str::len));
    let border = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at as u32
    };
    let start = border(range.start);
    (start, border(range.end).max(start))
}

/// The cell in the column with this name, of the row that starts at a byte.
fn cell(text: &str, row: u32, column: &str) -> Option<Range<usize>> {
    let table = Table::read(text, None);
    let row = table.rows_from(1).find(|r| r.range().0 == row)?;
    let column = table.row(0).cells().position(|name| column_key(&name) == column_key(column));
    let (start, end) = column.map_or(row.range(), |column| row.span(column));
    Some(start as usize..end as usize)
}

/// The places of all keys and values of a page's front matter, of a `.yml` file, or of a TOML file.
pub fn spans(file: &SourceFile) -> Spans {
    if file.is(&["toml"]) { of_toml(&file.text) } else { front_matter::spans(file) }
}

fn of_toml(text: &str) -> Spans {
    let (table, _) = DeTable::parse_recoverable(text);
    let mut spans = Spans::default();
    toml_table(table.get_ref(), "", &mut spans);
    spans
}

fn toml_table(table: &DeTable<'_>, path: &str, spans: &mut Spans) {
    for (key, value) in table {
        let path = join(path, key.get_ref());
        spans.insert(path.clone(), Entry { key: key.span(), value: value.span(), quoted: true }, true);
        toml_value(value, &path, spans);
    }
}

fn toml_value(value: &Spanned<DeValue<'_>>, path: &str, spans: &mut Spans) {
    match value.get_ref() {
        DeValue::Table(table) => toml_table(table, path, spans),
        DeValue::Array(list) => {
            for (i, entry) in list.iter().enumerate() {
                let path = join(path, &i.to_string());
                let range: Range<usize> = entry.span();
                spans.insert(path.clone(), Entry { key: range.clone(), value: range, quoted: true }, false);
                toml_value(entry, &path, spans);
            }
        }
        _ => {}
    }
}
