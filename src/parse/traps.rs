//! YAML's traps: what people write that YAML refuses or misreads, and the line to write instead.
//!
//! Where YAML gives up, every likely slip in the lines around is mended for trial; a line is only suggested
//! if the text can be read further with it.

use super::spans::Spans;
use super::{keys, yaml};
use crate::base::{Code, codes};
use std::ops::Range;

/// A slip in a block of YAML.
#[derive(Clone, Debug, PartialEq)]
pub struct Trap {
    pub code: Code,
    /// Bytes of the block.
    pub at: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

impl Trap {
    /// The same place in another text with the same lines.
    #[must_use]
    pub fn moved(mut self, from: &str, to: &str) -> Self {
        let start = same_place(from, to, self.at.start);
        self.at = start..same_place(from, to, self.at.end).max(start);
        self
    }
}

/// The offset of a line and column, both from 1; columns count characters.
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i)
}

/// The offset in `to` with the line and column (in bytes) of an offset in `from`.
pub fn same_place(from: &str, to: &str, at: usize) -> usize {
    let before = &from.as_bytes()[..at.min(from.len())];
    let line = before.iter().filter(|b| **b == b'\n').count();
    let column = before.len() - before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let start: usize = to.split_inclusive('\n').take(line).map(str::len).sum();
    let mut offset = start + column.min(to[start..].lines().next().map_or(0, str::len));
    while !to.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The first byte that a second, stricter parser stumbles over, if that is before `offset`.
pub fn first_trouble(text: &str, offset: usize) -> usize {
    let error = granit_parser::Parser::new_from_str(text).find_map(Result::err);
    error.and_then(|e| e.marker().byte_offset()).map_or(offset, |at| at.min(offset))
}

/// A trial: bytes of the text, what stands there instead.
struct Fix {
    at: Range<usize>,
    with: String,
    code: Code,
    message: String,
}

/// The slip that makes the text unreadable at this place, and the text without it.
pub fn mend_at(text: &str, at: usize) -> Option<(Trap, String)> {
    let before = yaml::behind_trouble(text)?;
    let mut lines = Vec::new();
    for place in [first_trouble(text, at), at] {
        lines.extend(line_and_before(text, place));
    }
    let mut tried = Vec::new();
    for line in lines {
        if tried.contains(&line.start) {
            continue;
        }
        tried.push(line.start);
        for fix in fixes(text, &line) {
            let mut mended = text.to_owned();
            mended.replace_range(fix.at.clone(), &fix.with);
            if yaml::behind_trouble(&mended).is_none_or(|behind| behind < before) {
                let written = line_at(&mended, fix.at.start);
                let help = Some(format!("Write: {}", mended[written].trim()));
                return Some((Trap { code: fix.code, at: trimmed(text, fix.at), message: fix.message, help }, mended));
            }
        }
    }
    None
}

/// What is said where no slip is recognised.
pub fn unknown(text: &str, at: usize) -> Trap {
    let line = trimmed(text, line_at(text, first_trouble(text, at)));
    let message = "the front matter cannot be read from here on".to_owned();
    let help = Some("Texts with special signs need quotes: key: \"text\"".to_owned());
    Trap { code: codes::YAML_SYNTAX, at: line, message, help }
}

/// A text in quotes that YAML reads back as it is.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// "Write: …" with the value in this range quoted, from its key on.
pub fn quoted_line(text: &str, value: &Range<usize>) -> String {
    let line = line_at(text, value.start);
    let segment = segments(&text[line.clone()], line.start)
        .into_iter()
        .find(|s| s.value.start <= value.start && value.start <= s.value.end);
    match segment {
        Some(s) => format!("Write: {}: {}", &text[s.key], quoted(&text[s.value])),
        None => format!("Write: {}", quoted(&text[value.clone()])),
    }
}

/// Anchors that nothing refers to: the author meant a text.
pub fn anchors<'t>(text: &'t str, spans: &'t Spans) -> impl Iterator<Item = Trap> + 't {
    spans.anchors.iter().map(move |range| Trap {
        code: codes::YAML_SYNTAX,
        at: trimmed(text, line_at(text, range.start)),
        message: "a text that starts with `&` needs quotes".to_owned(),
        help: Some(quoted_line(text, range)),
    })
}

/// Whether ` #1` or ` #KR2` stands anywhere: a number or reference, but a comment for YAML.
pub fn has_glued_comment(text: &str) -> bool {
    glued_comments(text).next().is_some()
}

fn glued_comments(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.match_indices(" #").map(|(i, _)| i + 1).filter(|i| {
        let rest = &text[i + 1..];
        rest.starts_with(|c: char| c.is_ascii_digit()) || rest.starts_with("KR")
    })
}

/// Comments that look like a number or a reference, behind a value.
pub fn comments<'t>(text: &'t str, spans: &'t Spans) -> impl Iterator<Item = Trap> + 't {
    glued_comments(text).filter_map(move |hash| {
        let line = line_at(text, hash);
        let value = text[line.start..hash].trim();
        let is_text = spans.scalars.iter().any(|s| s.start <= hash && hash < s.end);
        let (key, value) = value.split_once(": ").filter(|_| !is_text && !value.contains(" # "))?;
        let all = quoted(&format!("{} {}", value.trim(), text[hash..line.end].trim()));
        Some(Trap {
            code: codes::YAML_SYNTAX,
            at: hash..hash + text[hash..line.end].trim_end().len(),
            message: "behind ` #` everything is a comment; a text with it needs quotes".to_owned(),
            help: Some(format!("Write: {}: {all}, or put a blank behind # in a comment", key.trim_start_matches("- "))),
        })
    })
}

/// The line around an offset, without its end.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let length = text[start..].find('\n').unwrap_or(text.len() - start);
    start..start + text[start..start + length].trim_end_matches('\r').len()
}

/// The line around an offset and up to three lines before it that are not empty.
fn line_and_before(text: &str, at: usize) -> Vec<Range<usize>> {
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

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    if part.trim().is_empty() { range } else { start..start + part.trim().len() }
}

/// What may be meant by a line, the likeliest first.
fn fixes(text: &str, range: &Range<usize>) -> Vec<Fix> {
    let line = &text[range.clone()];
    let mut fixes = Vec::new();
    control_signs(line, range, &mut fixes);
    tabs(text, line, range, &mut fixes);
    for segment in segments(line, range.start) {
        signs(text, &segment, &mut fixes);
    }
    missing_blank(line, range, &mut fixes);
    indents(text, line, range, &mut fixes);
    fixes
}

fn control_signs(line: &str, range: &Range<usize>, fixes: &mut Vec<Fix>) {
    if let Some((i, c)) = line.char_indices().find(|(_, c)| c.is_control() && *c != '\t') {
        let at = range.start + i..range.start + i + c.len_utf8();
        let message = "an invisible control character stands here".to_owned();
        fixes.push(Fix { at, with: String::new(), code: codes::YAML_SYNTAX, message });
    }
}

/// A tab in front: two or four blanks for each, or as deep as a line above.
fn tabs(text: &str, line: &str, range: &Range<usize>, fixes: &mut Vec<Fix>) {
    let indent = &line[..line.len() - line.trim_start().len()];
    if !indent.contains('\t') {
        return;
    }
    let mut trials = vec![indent.replace('\t', "  "), indent.replace('\t', "    ")];
    trials.extend(indents_above(text, range).into_iter().map(|n| " ".repeat(n)));
    for with in trials {
        let at = range.start..range.start + indent.len();
        let message = "a tab indents this line; YAML reads blanks only".to_owned();
        fixes.push(Fix { at, with, code: codes::YAML_TAB, message });
    }
}

/// Values that need quotes: a colon inside, a special sign in front, quotes or brackets without their partner.
fn signs(text: &str, segment: &Segment, fixes: &mut Vec<Fix>) {
    let value = &text[segment.value.clone()];
    let key = &text[segment.key.clone()];
    let mut push = |with: String, code, message: String| {
        fixes.push(Fix { at: segment.value.clone(), with, code, message });
    };
    let Some(first) = value.chars().next() else { return };
    let special = |what: &str| format!("{what}, at `{key}`");
    match first {
        '"' | '\'' => {
            if !value[1..].contains(first) {
                push(format!("{value}{first}"), codes::YAML_SYNTAX, special("the closing quote is missing"));
            }
            let inner = value.trim_matches(first);
            let whole = if first == '\'' { quoted(inner) } else { quoted(value) };
            push(whole, codes::YAML_SYNTAX, special("text stands behind or between quotes"));
        }
        '[' | '{' => {
            let close = if first == '[' { ']' } else { '}' };
            if value.matches(first).count() > value.matches(close).count() {
                push(
                    format!("{value}{close}"),
                    codes::YAML_SYNTAX,
                    special(&format!("the closing `{close}` is missing")),
                );
            }
            push(
                quoted(value),
                codes::YAML_SYNTAX,
                special(&format!("a text that starts with `{first}` needs quotes")),
            );
        }
        '@' | '`' | '%' | '&' | '*' | '!' | '|' | '>' | '?' | '-' => {
            push(
                quoted(value),
                codes::YAML_SYNTAX,
                special(&format!("a text that starts with `{first}` needs quotes")),
            );
        }
        _ if value.contains(": ") || value.ends_with(':') => {
            push(quoted(value), codes::YAML_COLON, format!("a colon inside `{key}` needs quotes"));
        }
        _ => {}
    }
}

/// `key:value`, and `key value` where the key is known.
fn missing_blank(line: &str, range: &Range<usize>, fixes: &mut Vec<Fix>) {
    let start = line.len() - line.trim_start_matches([' ', '-']).len();
    let content = &line[start..];
    let length = content.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(content.len());
    let at = range.start + start + length;
    let rest = &content[length..];
    if length > 0 && rest.len() > 1 && rest.starts_with(':') && !rest.starts_with(":/") {
        let message = "a blank is missing behind the colon".to_owned();
        fixes.push(Fix { at: at..at + 1, with: ": ".to_owned(), code: codes::YAML_SYNTAX, message });
    } else if rest.starts_with(' ') && keys::known_anywhere(&content[..length]) {
        let message = format!("the colon is missing behind `{}`", &content[..length]);
        fixes.push(Fix { at: at..at, with: ":".to_owned(), code: codes::YAML_SYNTAX, message });
    }
}

/// The line moved to where one of the lines above starts.
fn indents(text: &str, line: &str, range: &Range<usize>, fixes: &mut Vec<Fix>) {
    let indent = line.len() - line.trim_start_matches(' ').len();
    for other in indents_above(text, range) {
        if other != indent {
            let blanks = |n: usize| if n == 1 { "1 blank".to_owned() } else { format!("{n} blanks") };
            let message = format!("the line is indented by {}, a line above by {}", blanks(indent), blanks(other));
            let at = range.start..range.start + indent;
            fixes.push(Fix { at, with: " ".repeat(other), code: codes::YAML_SYNTAX, message });
        }
    }
}

/// Different depths of the lines above, the nearest first.
fn indents_above(text: &str, range: &Range<usize>) -> Vec<usize> {
    let mut depths = Vec::new();
    for line in text[..range.start].lines().rev().filter(|l| !l.trim().is_empty()).take(20) {
        let depth = line.len() - line.trim_start_matches(' ').len();
        if !depths.contains(&depth) {
            depths.push(depth);
        }
    }
    depths
}

/// A key and its value on one line; bytes of the block.
struct Segment {
    key: Range<usize>,
    value: Range<usize>,
}

/// The keys and values of a line: those inside of `{…}` first, then the line's own.
fn segments(line: &str, start: usize) -> Vec<Segment> {
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
    let end =
        line.match_indices(" #").find(|(i, _)| line[..*i].matches('"').count() % 2 == 0).map_or(line.len(), |(i, _)| i);
    line[..end].trim_end().len()
}
