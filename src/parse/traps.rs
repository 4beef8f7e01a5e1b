//! YAML's traps: what people write that YAML refuses or misreads, and the line to write instead.
//!
//! Where YAML gives up, every likely slip in the lines around is mended for trial; a line is only suggested
//! if the text can be read further with it.

use super::lines::{Segment, line_and_before, line_at, segments, trimmed};
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
    /// The same place in the text before these edits.
    #[must_use]
    pub fn before(mut self, edits: &[Edit]) -> Self {
        let start = before(edits, self.at.start);
        self.at = start..before(edits, self.at.end).max(start);
        self
    }
}

/// A part of a text that was replaced; both parts have the same lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    start: usize,
    old: String,
    new: String,
}

impl Edit {
    fn apply(text: &str, fix: &Fix) -> (String, Edit) {
        let edit = Edit { start: fix.at.start, old: text[fix.at.clone()].to_owned(), new: fix.with.clone() };
        let mut mended = text.to_owned();
        mended.replace_range(fix.at.clone(), &fix.with);
        (mended, edit)
    }

    /// The offset before the edit. Inside of the new part columns are counted from the end of the line, because
    /// what changes is in front.
    fn before(&self, at: usize) -> usize {
        let end = self.start + self.new.len();
        if at < self.start {
            return at;
        }
        if at >= end {
            return at - end + self.start + self.old.len();
        }
        let behind = &self.new.as_bytes()[at - self.start..];
        let line = self.new.as_bytes()[..at - self.start].iter().filter(|b| **b == b'\n').count();
        let column = behind.iter().position(|b| *b == b'\n').unwrap_or(behind.len());
        let start: usize = self.old.split_inclusive('\n').take(line).map(str::len).sum();
        let length = self.old[start..].split('\n').next().map_or(0, str::len);
        let mut offset = start + length.saturating_sub(column);
        while !self.old.is_char_boundary(offset) {
            offset -= 1;
        }
        self.start + offset
    }
}

/// The offset in the text before all edits of one in the text after them.
pub fn before(edits: &[Edit], at: usize) -> usize {
    edits.iter().rev().fold(at, |at, edit| edit.before(at))
}

/// The first byte that a second, stricter parser stumbles over, if that is before `offset`.
pub fn first_trouble(text: &str, offset: usize) -> usize {
    let error = granit_parser::Parser::new_from_str(text).find_map(Result::err);
    error.and_then(|e| e.marker().byte_offset()).map_or(offset, |at| at.min(offset))
}

/// A trial: bytes of the text, and what stands there instead.
pub(super) struct Fix {
    pub(super) at: Range<usize>,
    pub(super) with: String,
    pub(super) code: Code,
    pub(super) message: String,
    /// The slip is how far a line is indented; several lines may move at once.
    pub(super) indent: Option<usize>,
}

/// The slip that makes the text unreadable at this place, and the text without it: of all trials the one after which
/// most of the text can be read; lines are moved only where nothing else helps.
pub fn mend_at(text: &str, at: usize) -> Option<(Trap, String, Edit)> {
    let before = yaml::behind_trouble(text)?;
    let mut lines: Vec<Range<usize>> = Vec::new();
    for line in [first_trouble(text, at), at].into_iter().flat_map(|place| line_and_before(text, place)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let (moves, signs): (Vec<Fix>, Vec<Fix>) = lines
        .iter()
        .flat_map(|line| fixes(text, line))
        .partition(|fix| fix.code != codes::YAML_TAB && fix.indent.is_some());
    let fix = lines
        .iter()
        .find_map(|line| unclosed_quote(text, line))
        .or_else(|| best(text, signs, before))
        .or_else(|| best(text, moves, before))?;
    Some(mended(text, fix))
}

/// The text with a trial made for good, and what is said of it.
pub(super) fn mended(text: &str, fix: Fix) -> (Trap, String, Edit) {
    let (mended, edit) = Edit::apply(text, &fix);
    let written = mended[line_at(&mended, fix.at.start)].trim();
    let help = match fix.indent {
        Some(0) => format!("Start the line without blanks: {written}"),
        Some(depth) => format!("Indent it by {}: {written}", blanks(depth)),
        None => format!("Write: {written}"),
    };
    let first_line = fix.at.start..fix.at.end.min(line_at(text, fix.at.start).end);
    let content = trimmed(text, first_line.clone());
    let shown = if fix.code == codes::YAML_TAB { first_line.start..content.start } else { content };
    (Trap { code: fix.code, at: shown, message: fix.message, help: Some(help) }, mended, edit)
}

/// A quote that is not closed although the next line has a key: closing it is right, whatever comes to light then.
fn unclosed_quote(text: &str, line: &Range<usize>) -> Option<Fix> {
    let segment = segments(&text[line.clone()], line.start).pop()?;
    let value = &text[segment.value.clone()];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let next = text[line.end..].lines().find(|l| !l.trim().is_empty())?;
    let (key, _) = next.trim_start_matches([' ', '-']).split_once(':')?;
    if value[1..].contains(quote) || !keys::known_anywhere(key) {
        return None;
    }
    let message = format!("the closing quote is missing, at `{}`", &text[segment.key.clone()]);
    let with = format!("{value}{quote}");
    Some(Fix { at: segment.value, with, code: codes::YAML_SYNTAX, message, indent: None })
}

/// The first trial after which the least of the text stands behind the next trouble.
fn best(text: &str, fixes: Vec<Fix>, before: usize) -> Option<Fix> {
    let mut best: Option<(Option<usize>, Fix)> = None;
    for fix in fixes {
        let behind = yaml::behind_trouble(&Edit::apply(text, &fix).0);
        // `None` is the least: all of the text can be read.
        if behind < best.as_ref().map_or(Some(before), |(least, _)| *least) {
            best = Some((behind, fix));
        }
    }
    best.map(|(_, fix)| fix)
}

fn blanks(count: usize) -> String {
    if count == 1 { "1 blank".to_owned() } else { format!("{count} blanks") }
}

/// What is said of values that stand in each other deeper than anything is read.
pub fn too_deep(text: &str, at: usize) -> Trap {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let message = "values stand in each other too deep to be read".to_owned();
    let help = Some("Take brackets or blanks out: no key of a page is more than a few steps deep".to_owned());
    Trap { code: codes::YAML_SYNTAX, at: at..end, message, help }
}

/// What is said where no slip is recognised.
pub fn unknown(text: &str, at: usize) -> Trap {
    let at = first_trouble(text, at).min(text.trim_end().len());
    let line = trimmed(text, line_at(text, at));
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
        at: text[..range.start].rfind('&').unwrap_or(range.start)..range.end,
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

/// Quotes that a word processor makes; for YAML they are letters.
const CURLY: [char; 6] = ['“', '”', '„', '‟', '«', '»'];

/// Values in such quotes as a whole, which the author meant to be plain ones.
pub fn curly_quotes<'t>(text: &'t str, spans: &'t Spans) -> impl Iterator<Item = Trap> + 't {
    spans.scalars.iter().filter_map(move |range| {
        let at = trimmed(text, range.clone());
        let inner = text[at.clone()].strip_prefix(CURLY)?.strip_suffix(CURLY)?;
        (!inner.contains(CURLY)).then(|| Trap {
            code: codes::YAML_SYNTAX,
            at,
            message: "these quotes are letters for YAML, so they belong to the text".to_owned(),
            help: Some(format!("Write straight ones: {}", quoted(inner))),
        })
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

/// What may be meant by a line, the likeliest first.
fn fixes(text: &str, range: &Range<usize>) -> Vec<Fix> {
    let line = &text[range.clone()];
    let mut fixes = Vec::new();
    control_signs(line, range, &mut fixes);
    tabs(text, line, range, &mut fixes);
    comment_in_flow(line, range, &mut fixes);
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
        fixes.push(Fix { at, with: String::new(), code: codes::YAML_SYNTAX, message, indent: None });
    }
}

/// ` #1` inside `{…}`: the rest of the line is a comment for YAML, its closing bracket included.
fn comment_in_flow(line: &str, range: &Range<usize>, fixes: &mut Vec<Fix>) {
    let Some(hash) = glued_comments(line).next().filter(|_| line.contains(['{', '['])) else { return };
    let Some(start) = line[..hash].rfind([',', '{', '[']).map(|i| i + 1) else { return };
    let end = line[hash..].find([',', '}', ']']).map_or(line.len(), |i| hash + i);
    let Some(colon) = line[start..hash].find(": ").map(|i| start + i + 1) else { return };
    let value = trimmed(line, colon..end);
    let message = "behind ` #` everything is a comment; a text with it needs quotes".to_owned();
    let at = range.start + value.start..range.start + value.end;
    fixes.push(Fix { at, with: quoted(&line[value]), code: codes::YAML_SYNTAX, message, indent: None });
}

/// A tab in front: two or four blanks for each, or as deep as a line above.
fn tabs(text: &str, line: &str, range: &Range<usize>, fixes: &mut Vec<Fix>) {
    let indent = &line[..line.len() - line.trim_start().len()];
    if !indent.contains('\t') {
        return;
    }
    let above = text[..range.start].lines().rev().find(|l| !l.trim().is_empty());
    let opens = above.filter(|l| l.trim_end().ends_with(':'));
    // What stands under a key without a value is deeper than the key.
    let mut depths: Vec<usize> =
        opens.map(|l| l.len() - l.trim_start_matches([' ', '-']).len() + 2).into_iter().collect();
    depths.extend([indent.replace('\t', "  ").len(), indent.replace('\t', "    ").len()]);
    depths.extend(indents_above(text, range));
    for depth in depths {
        let with = " ".repeat(depth) + line.trim_start();
        let message = "a tab indents this line; YAML reads blanks only".to_owned();
        fixes.push(Fix { at: range.clone(), with, code: codes::YAML_TAB, message, indent: Some(depth) });
    }
}

/// Values that need quotes: a colon inside, a special sign in front, quotes or brackets without their partner.
fn signs(text: &str, segment: &Segment, fixes: &mut Vec<Fix>) {
    let value = &text[segment.value.clone()];
    let key = &text[segment.key.clone()];
    let mut push = |with: String, code, message: String| {
        fixes.push(Fix { at: segment.value.clone(), with, code, message, indent: None });
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
            push(quoted(value.trim_matches(CURLY)), codes::YAML_COLON, format!("a colon inside `{key}` needs quotes"));
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
        fixes.push(Fix { at: at..at + 1, with: ": ".to_owned(), code: codes::YAML_SYNTAX, message, indent: None });
    } else if rest.trim_start().starts_with('=') && keys::known_anywhere(&content[..length]) {
        let sign = rest.len() - rest.trim_start().len() + 1;
        let end = sign + (rest[sign..].len() - rest[sign..].trim_start().len());
        let message = format!("a colon belongs behind `{}`, not `=`", &content[..length]);
        fixes.push(Fix { at: at..at + end, with: ": ".to_owned(), code: codes::YAML_SYNTAX, message, indent: None });
    } else if rest.starts_with(' ') && keys::known_anywhere(&content[..length]) {
        let message = format!("the colon is missing behind `{}`", &content[..length]);
        fixes.push(Fix { at: at..at, with: ":".to_owned(), code: codes::YAML_SYNTAX, message, indent: None });
    }
}

/// The line, and those below it that are as deep, moved to where one of the lines above starts.
fn indents(text: &str, line: &str, range: &Range<usize>, fixes: &mut Vec<Fix>) {
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let indent = depth(line);
    let below = text[range.start..].split_inclusive('\n').skip(1);
    let run: usize = below.take_while(|l| l.trim().is_empty() || depth(l) >= indent).map(str::len).sum();
    let first = text[range.start..].find('\n').map_or(text.len() - range.start, |i| i + 1);
    for other in indents_above(text, range).into_iter().filter(|other| *other != indent) {
        for length in [line.len(), first + run] {
            let at = range.start..range.start + length;
            let moved = |l: &str| if l.trim().is_empty() { l.to_owned() } else { " ".repeat(other) + &l[indent..] };
            let with = text[at.clone()].split_inclusive('\n').map(moved).collect();
            let message = format!("the line is indented by {}, a line above by {}", blanks(indent), blanks(other));
            fixes.push(Fix { at, with, code: codes::YAML_SYNTAX, message, indent: Some(other) });
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
