//! Signs that look like those of YAML and are others: the colon of Chinese and Japanese keyboards, and blanks that are
//! no plain ones. YAML takes them for letters, mostly without complaint.

use super::keys;
use super::traps::Fix;
use crate::base::codes;

const COLON: char = '：';

/// The first such sign where YAML's own was meant: behind a key, or in front of a line.
pub(super) fn first(text: &str) -> Option<Fix> {
    if text.is_ascii() {
        return None;
    }
    // How far the key of a text over several lines is indented: the lines below it are letters.
    let mut literal: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let line = line.trim_end();
        let depth = line.len() - line.trim_start().len();
        if line.is_empty() || literal.is_some_and(|key| depth > key) {
            continue;
        }
        let head = line.trim_end_matches(|c: char| matches!(c, '-' | '+') || c.is_ascii_digit());
        literal = [": |", ": >", "- |", "- >"].iter().any(|end| head.ends_with(end)).then_some(depth);
        if let Some(fix) = blanks(line, depth, at).or_else(|| colon(line, at)) {
            return Some(fix);
        }
    }
    None
}

/// Blanks of another kind in front of a line.
fn blanks(line: &str, depth: usize, at: usize) -> Option<Fix> {
    let indent = &line[..depth];
    if indent.chars().all(|c| matches!(c, ' ' | '\t')) {
        return None;
    }
    // The blank of Chinese and Japanese keyboards is as wide as two.
    let width = indent.chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
    let message = "blanks of another kind indent this line; YAML reads plain ones only".to_owned();
    let with = " ".repeat(width);
    Some(Fix { at: at..at + depth, with, code: codes::YAML_SYNTAX, message, indent: Some(width) })
}

/// A wide colon behind a key, at the head of a line or of an entry in braces.
fn colon(line: &str, at: usize) -> Option<Fix> {
    let (sign, _) = line.match_indices(COLON).find(|(sign, _)| {
        let before = &line[..*sign];
        let key = before.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).next().unwrap_or("");
        let key = key.trim_start_matches('-');
        let ahead = before[..before.len() - key.len()].trim_end();
        let opens = ahead.trim_matches([' ', '-']).is_empty() || (ahead.contains('{') && ahead.ends_with(['{', ',']));
        let result = key.strip_prefix("KR").is_some_and(|n| n.parse::<u32>().is_ok());
        opens && (result || keys::known_anywhere(key))
    })?;
    let behind = &line[sign + COLON.len_utf8()..];
    let end = line.len() - behind.trim_start().len();
    let with = if behind.trim().is_empty() { ":" } else { ": " };
    let message = format!("`{COLON}` is a letter for YAML, not its colon");
    Some(Fix { at: at + sign..at + end, with: with.to_owned(), code: codes::YAML_SYNTAX, message, indent: None })
}
