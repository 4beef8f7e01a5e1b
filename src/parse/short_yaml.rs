//! The short way through YAML as nearly every page has it: keys of one word, values on one line, `{…}` and `[…]` in
//! their line, mappings and lists below their key. Whatever else stands in a text, it says nothing, and the parser decides.

use super::spans::{Entry, Spans, join};
use serde_yaml::{Mapping, Value, mapping};
use std::ops::Range;

/// Collections in collections that are read.
const DEEPEST: usize = 16;

/// A value, and where it stands.
#[derive(Debug)]
struct Node {
    at: Range<usize>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Empty,
    Plain,
    Quoted,
    /// The places of keys, with their values.
    Map(Vec<(Range<usize>, Node)>),
    List(Vec<Node>),
}

/// The value of a text that is a mapping.
pub(super) fn read(text: &str) -> Option<Value> {
    value(text, &whole(text)?)
}

/// The places of a text that is a mapping.
pub(super) fn spans(text: &str) -> Option<Spans> {
    let root = whole(text)?;
    let mut spans = Spans::default();
    spans.whole = true;
    place(text, &root, "", &mut spans);
    Some(spans)
}

fn whole(text: &str) -> Option<Node> {
    let strange =
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let sober = match text.is_ascii() {
        true => text.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)),
        false => !text.chars().any(|c| c != '\n' && strange(c)),
    };
    if !sober {
        return None;
    }
    let mut reader = Reader { text, at: 0, line: Line::default() };
    reader.next_line();
    let root = reader.mapping(0, 0)?;
    reader.line.is_end().then_some(root)
}

/// What is left of the line that is read: its indentation, its first byte and the byte behind its last.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    indent: usize,
    start: usize,
    end: usize,
}

impl Line {
    fn is_end(&self) -> bool {
        self.start == self.end
    }
}

struct Reader<'t> {
    text: &'t str,
    /// Where the next line starts.
    at: usize,
    line: Line,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.line.start..self.line.end]
    }

    /// Goes on to the next line that is not blank.
    fn next_line(&mut self) {
        while self.at < self.text.len() {
            let line = self.text[self.at..].split('\n').next().unwrap_or("");
            let (indent, start) = (line.len() - line.trim_start_matches(' ').len(), self.at);
            self.at += line.len() + 1;
            let end = start + line.trim_end_matches(' ').len();
            if start + indent < end {
                self.line = Line { indent, start: start + indent, end };
                return;
            }
        }
        self.line = Line { indent: 0, start: self.text.len(), end: self.text.len() };
    }

    fn starts_entry(&self) -> bool {
        self.rest().starts_with("- ")
    }

    /// The mapping whose keys are indented like this.
    fn mapping(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let start = self.line.start;
        let mut end = start;
        let mut entries = Vec::new();
        while !self.line.is_end() && self.line.indent == indent && !self.starts_entry() {
            let key = start_of_key(self.rest()).map(|length| self.line.start..self.line.start + length)?;
            let behind = key.end + 1;
            let value = if behind == self.line.end {
                self.next_line();
                match self.line {
                    line if line.is_end() => Node { at: behind..behind, kind: Kind::Empty },
                    line if line.indent > indent && self.starts_entry() => self.list(line.indent, depth + 1)?,
                    line if line.indent > indent => self.mapping(line.indent, depth + 1)?,
                    line if line.indent == indent && self.starts_entry() => {
                        let mut list = self.list(indent, depth + 1)?;
                        // The parser of places takes such a list to start behind its dash.
                        if let Kind::List(entries) = &list.kind {
                            list.at.start = entries.first()?.at.start;
                        }
                        list
                    }
                    _ => Node { at: behind..behind, kind: Kind::Empty },
                }
            } else {
                self.line.start = behind;
                self.value_of_line(indent, depth)?
            };
            end = value.at.end;
            entries.push((key, value));
        }
        let good = !entries.is_empty() && depth <= DEEPEST && (self.line.is_end() || self.line.indent <= indent);
        good.then_some(Node { at: start..end, kind: Kind::Map(entries) })
    }

    /// The list whose dashes are indented like this.
    fn list(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let start = self.line.start;
        let mut entries: Vec<Node> = Vec::new();
        while !self.line.is_end() && self.line.indent == indent && self.starts_entry() {
            let blanks = self.rest().len() - self.rest()[1..].trim_start_matches(' ').len();
            self.line.start += blanks;
            if start_of_key(self.rest()).is_some() {
                self.line.indent += blanks;
                entries.push(self.mapping(self.line.indent, depth + 1)?);
            } else if self.starts_entry() {
                return None;
            } else {
                entries.push(self.value_of_line(indent, depth)?);
            }
        }
        let end = entries.last()?.at.end;
        let good = depth <= DEEPEST && (self.line.is_end() || self.line.indent <= indent);
        good.then_some(Node { at: start..end, kind: Kind::List(entries) })
    }

    /// The value that is all that is left of the line, of a collection indented like this; what is indented more would
    /// be the rest of it.
    fn value_of_line(&mut self, indent: usize, depth: usize) -> Option<Node> {
        self.skip_blanks();
        let node = match self.rest().as_bytes().first()? {
            b'{' | b'[' | b'"' | b'\'' => self.in_flow(depth)?,
            _ => {
                let text = self.rest();
                if !starts_plain(text) || text.contains(": ") || text.contains(" #") || text.ends_with(':') {
                    return None;
                }
                let at = self.line.start..self.line.end;
                self.line.start = self.line.end;
                Node { at, kind: Kind::Plain }
            }
        };
        let good = self.line.is_end();
        self.next_line();
        (good && (self.line.is_end() || self.line.indent <= indent)).then_some(node)
    }

    fn skip_blanks(&mut self) {
        self.line.start = self.line.end - self.rest().trim_start_matches(' ').len();
    }

    /// Takes a sign and the blanks behind it.
    fn take(&mut self, sign: char) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.line.start += 1;
            self.skip_blanks();
        }
        found
    }

    /// A value of a collection in one line, or a quoted one, with the blanks behind it.
    fn in_flow(&mut self, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        let start = self.line.start;
        let first = *self.rest().as_bytes().first()?;
        let kind = match first {
            b'{' => {
                let mut entries = Vec::new();
                self.take('{');
                while !self.rest().starts_with('}') {
                    if !entries.is_empty() && !self.take(',') {
                        return None;
                    }
                    let key = self.line.start..self.line.start + start_of_key(self.rest())?;
                    self.line.start = key.end + 1;
                    self.skip_blanks();
                    entries.push((key, self.in_flow(depth + 1)?));
                }
                self.line.start += 1;
                Kind::Map(entries)
            }
            b'[' => {
                let mut entries = Vec::new();
                self.take('[');
                while !self.rest().starts_with(']') {
                    if !entries.is_empty() && !self.take(',') {
                        return None;
                    }
                    entries.push(self.in_flow(depth + 1)?);
                }
                self.line.start += 1;
                Kind::List(entries)
            }
            b'"' | b'\'' => {
                let length = self.rest()[1..].find(char::from(first))?;
                self.line.start += length + 2;
                let inner = &self.text[start + 1..self.line.start - 1];
                if inner.contains('\\') || self.rest().starts_with(['"', '\'']) {
                    return None;
                }
                Kind::Quoted
            }
            _ => {
                let text = self.rest();
                let text = text[..text.find([',', ']', '}'])?].trim_end_matches(' ');
                if !starts_plain(text) || text.contains(['[', '{', ':', '#', '?']) {
                    return None;
                }
                self.line.start += text.len();
                Kind::Plain
            }
        };
        let at = start..self.line.start;
        self.skip_blanks();
        Some(Node { at, kind })
    }
}

/// The length of a key of one word or one whole number, if its colon and a blank or the line's end stand behind it.
fn start_of_key(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    let (key, behind) = text.split_at(length);
    let word = key.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_special(key);
    let good = (word || whole_number(key).is_some()) && length <= 64 && (behind == ":" || behind.starts_with(": "));
    good.then_some(length)
}

/// Words that YAML knows.
fn is_special(word: &str) -> bool {
    ["null", "true", "false"].iter().any(|special| special.eq_ignore_ascii_case(word))
}

fn whole_number(text: &str) -> Option<u64> {
    let good = text.len() < 19 && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if good { text.parse().ok() } else { None }
}

/// Whether a text without quotes may start like this, and is neither a word that YAML knows nor a negative number.
fn starts_plain(text: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || matches!(c, '(' | '/' | '$' | '_');
    text.starts_with(good) && !is_special(text)
}

/// A text without quotes as YAML takes it; `None` for numbers that are written in a rarer way.
fn scalar(text: &str) -> Option<Value> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(Value::String(text.to_owned()));
    }
    if let Some(number) = whole_number(text) {
        return Some(Value::Number(number.into()));
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    if (digits && !text.starts_with('0')) || ["0x", "0o", "0b"].iter().any(|mark| text.starts_with(mark)) {
        return None;
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && !digits => Some(Value::Number(number.into())),
        _ => Some(Value::String(text.to_owned())),
    }
}

fn value(text: &str, node: &Node) -> Option<Value> {
    match &node.kind {
        Kind::Empty => Some(Value::Null),
        Kind::Plain => scalar(&text[node.at.clone()]),
        Kind::Quoted => Some(Value::String(text[node.at.start + 1..node.at.end - 1].to_owned())),
        Kind::List(entries) => {
            entries.iter().map(|entry| value(text, entry)).collect::<Option<_>>().map(Value::Sequence)
        }
        Kind::Map(entries) => {
            let mut map = Mapping::with_capacity(entries.len());
            for (key, node) in entries {
                // A key without a value may be what stands behind a comma in the value before.
                if matches!(node.kind, Kind::Empty) && text.contains(',') {
                    return None;
                }
                let value = value(text, node)?;
                match map.entry(Value::String(text[key.clone()].to_owned())) {
                    mapping::Entry::Occupied(_) => return None,
                    mapping::Entry::Vacant(entry) => entry.insert(value),
                };
            }
            Some(Value::Mapping(map))
        }
    }
}

/// Adds the places of what is inside a value.
fn place(text: &str, node: &Node, path: &str, spans: &mut Spans) {
    let add = |key: &Range<usize>, node: &Node, path: String, keyed, spans: &mut Spans| {
        place(text, node, &path, spans);
        let value = if node.at.is_empty() { key.clone() } else { node.at.clone() };
        spans.insert(path, Entry { key: key.clone(), value, quoted: matches!(node.kind, Kind::Quoted) }, keyed);
    };
    match &node.kind {
        Kind::Map(entries) => {
            for (key, node) in entries {
                add(key, node, join(path, &text[key.clone()]), true, spans);
            }
        }
        Kind::List(entries) => {
            for (i, node) in entries.iter().enumerate() {
                add(&node.at, node, join(path, &i.to_string()), false, spans);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::yaml::parse_all;
    use proptest::prelude::*;

    const PAGE: &str = "title: Better stock accuracy, on phones\nperiod: 2026-Q4\nowners:\n- a\n- who: b\n  share: 0.5\n\
        \nkey_results:\n  KR1:\n    title: \"Raise: or cut\"\n    baseline: 52\n  KR2: {kpi: k-9, at_most: 100, on: [a, 'b']}\n  \
        KR3:\n    milestones:\n      - {title: Step 0, due: 2026-03-15}\nlink: https://a.b/c\n";

    #[test]
    fn a_page_as_most_are_is_read() {
        assert!(read(PAGE).is_some());
    }

    /// What is read at all is read as the parser reads it.
    fn agrees(text: &str) -> Result<(), TestCaseError> {
        if let Some(value) = read(text) {
            let parsed = parse_all(text).map_err(|at| TestCaseError::fail(format!("no YAML at {at}: {text:?}")))?;
            prop_assert_eq!(&value, &parsed.value, "{:?}", text);
            prop_assert!(parsed.odd.is_empty() && !parsed.duplicates, "{:?}", text);
            let (spans, parsed) = (spans(text).unwrap(), Spans::of_yaml(text));
            prop_assert!(parsed.whole);
            prop_assert_eq!(spans.placed, parsed.placed, "{:?}", text);
        }
        Ok(())
    }

    const INDENTS: &[&str] = &["", "", "", "", "  ", "  ", "    ", "- ", "  - ", "  - "];
    const KEYS: &[&str] = &["a:", "b:", "c:", "d:", "e:", "KR1:", "x_y:", "n-1:", "2026:", "0:"];
    const ODD_KEYS: &[&str] = &["null:", "True:", "a b:", "1.5:", "", "---", "...", "x", "\t", "a", "# c", "é:", "-"];
    const VALUES: &[&str] = &[
        "",
        "",
        "",
        "",
        " 1",
        " 0",
        " 12.50",
        " 1e3",
        " 1.",
        " 5 %",
        " 2026-03-15",
        " x",
        " two words ",
        " a:b",
        " é „q“",
        " it's",
        " x,y",
        " \"q\"",
        " 'q'",
        " 007",
        " {}",
        " []",
        " {a: 1, b: x y}",
        " {a: 1,b: 'x'} ",
        " {a: [1, b]}",
        " [a, {b: 1}]",
        " http://a.b",
        " \"a: b\"",
        " [1,2 ]",
        " { a: x }",
        "  x",
    ];
    const ODD_VALUES: &[&str] = &[
        " 0x1",
        " -4",
        "x",
        " a: b",
        " a #b",
        " #c",
        " null",
        " TRUE",
        " %",
        " 'it''s'",
        " \"\\n\"",
        " \"q\"x",
        " ~",
        " &a",
        " *a",
        " !a",
        " |",
        " [a, ]",
        " {a}",
        " {a:1}",
        " [a: b]",
        " [x?, y]",
        " [1, {a: 2, a: 3}]",
        " {a: 1",
        " {a: 1} x",
        " x\u{85}y",
        " x\u{2028}y",
        " x:",
        " a, b",
        " 99999999999999999999",
        " [,]",
        " {a: }",
        " >",
    ];

    fn line() -> impl Strategy<Value = String> {
        let one = prop::sample::select::<&str>;
        let key = prop_oneof![12 => one(KEYS), 1 => one(ODD_KEYS)];
        let value = prop_oneof![12 => one(VALUES), 1 => one(ODD_VALUES)];
        (one(INDENTS), key, value).prop_map(|(indent, key, value)| [indent, key, value].concat())
    }

    #[test]
    fn the_page_agrees_with_the_parser() {
        agrees(PAGE).unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn what_is_read_is_read_as_the_parser_reads_it(lines in prop::collection::vec(line(), 1..6), end in "\n?") {
            agrees(&(lines.join("\n") + &end))?;
        }

        #[test]
        fn a_page_with_a_slip_is_read_as_the_parser_reads_it(at in 0..PAGE.len(), what in "[ :,\\-\n#{}'\"a0]", cut in 0..2_usize) {
            let mut text = PAGE.to_owned();
            text.replace_range(at..at + cut, &what);
            agrees(&text)?;
        }
    }
}
