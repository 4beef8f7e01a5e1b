//! Lines of YAML, and the keys and values on them, found without a parser.

use std::ops::Range;

/// The offset of a line and column, both from 1; columns count characters.
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i)
}

/// The line around an offset, without its end.
pub fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let length = text[start..].find('\n').unwrap_or(text.len() - start);
    start..start + text[start..start + length].trim_end_matches('\r').len()
}

/// The line around an offset and up to three lines before it that are not empty.
pub fn line_and_before(text: &str, at: usize) -> Vec<Range<usize>> {
    let mut lines = vec![line_at(text, at)];
    let mut start = lines[0].start;
    while start > 0 && lines.len() < 4 {
        let line = line_at(text, start - 1);
        start = line.start;
        if !text[line.clone()].trim().is_empty() {
            lines.push(line);
        }
    }
    lines
}

pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    if part.trim().is_empty() { range } else { start..start + part.trim().len() }
}

/// The value behind a key that starts here, up to its end on this line; the whole line where there is none.
pub fn value_behind(text: &str, key: usize) -> Range<usize> {
    let line = line_at(text, key);
    let found = segments(&text[line.clone()], line.start).into_iter().find(|s| s.key.start == key);
    found.map_or_else(|| trimmed(text, line), |s| s.value)
}

/// A key and its value on one line; bytes of the block.
pub struct Segment {
    pub key: Range<usize>,
    pub value: Range<usize>,
}

/// The keys and values of a line: those inside of `{…}` first, then the line's own.
pub fn segments(line: &str, start: usize) -> Vec<Segment> {
    let mut out = Vec::new();
    let content = line.len() - line.trim_start_matches([' ', '-', '\t']).len();
    let end = content + comment(&line[content..]);
    let own = segment(line, content..end);
    let flow = own.as_ref().map_or(content, |s| s.value.start);
    if line[flow..].starts_with(['{', '[']) {
        out.extend(flow_parts(&line[..end], flow).into_iter().filter_map(|part| segment(line, part)));
    }
    out.extend(own);
    for s in &mut out {
        s.key = s.key.start + start..s.key.end + start;
        s.value = s.value.start + start..s.value.end + start;
    }
    out
}

/// Splits at the first colon with a blank behind it.
fn segment(line: &str, part: Range<usize>) -> Option<Segment> {
    let text = &line[part.clone()];
    let colon = text.find(": ")?;
    let key = part.start + (text.len() - text.trim_start().len())..part.start + colon;
    let behind = &text[colon + 1..];
    let value = part.start + colon + 1 + (behind.len() - behind.trim_start().len());
    let value = value..(part.start + text.trim_end().len()).max(value);
    (key.start < key.end).then_some(Segment { key, value })
}

/// The parts of a flow collection between its commas and brackets, outside of quotes.
fn flow_parts(line: &str, from: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = from;
    let mut quote = None;
    let mut before = ',';
    for (i, c) in line.char_indices().filter(|(i, _)| *i >= from) {
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(before, '{' | '[' | ',' | ':') => quote = Some(c),
            (None, ',' | '{' | '}' | '[' | ']') => {
                parts.push(start..i);
                start = i + 1;
            }
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    parts.push(start..line.len());
    parts
}

/// The length of a line without the comment at its end.
fn comment(line: &str) -> usize {
    let end = line
        .match_indices(" #")
        .find(|(i, _)| line[..*i].matches('"').count().is_multiple_of(2))
        .map_or(line.len(), |(i, _)| i);
    line[..end].trim_end().len()
}
