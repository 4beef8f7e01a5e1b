//! The block between two `---` lines at the head of a page.

use super::spans::Spans;
use super::yaml::{self, Reading as Yaml};
use super::{foreign, prose};
use crate::base::{Code, Diagnostic, Place, Sink, SourceFile, codes};
use serde_yaml::Value;
use std::ops::Range;

/// The largest file that is read as a page, in bytes.
pub const LARGEST_PAGE: usize = 1 << 20;

/// Where the front matter of a text is, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The YAML, without its fences.
    pub yaml: Range<usize>,
    /// Where the Markdown starts.
    pub body: usize,
    /// Whether the closing line is there.
    pub closed: bool,
}

/// Finds the front matter; `None` where the first line is not `---`. In a `.yml` file all of it is front matter.
pub fn split(file: &SourceFile) -> Option<Block> {
    let text: &str = &file.text;
    if file.is(&["yml", "yaml"]) {
        return Some(Block { yaml: 0..text.len(), body: text.len(), closed: true });
    }
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let start = first.len();
    let mut at = start;
    // Where the closing line is missing, the keys are taken to end at the first empty line, where YAML itself would
    // end, or where a line can only be text.
    let mut blank = None;
    for line in lines {
        if line.trim_end() == "---" {
            return Some(Block { yaml: start..at, body: at + line.len(), closed: true });
        }
        if blank.is_none() && (matches!(line.trim(), "" | "...") || is_prose(line)) {
            blank = Some(at);
        }
        at += line.len();
    }
    let end = blank.unwrap_or(at);
    Some(Block { yaml: start..end, body: end, closed: false })
}

/// Whether a line cannot be one of front matter: letters in front, and no single word before a colon.
fn is_prose(line: &str) -> bool {
    let word = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(line.len());
    line.starts_with(char::is_alphabetic) && !line[word..].starts_with(':')
}

/// What the front matter of a page says, and where its Markdown starts.
#[derive(Debug)]
pub struct Front {
    /// Always a mapping; empty where there is no front matter.
    pub value: Value,
    pub body: usize,
}

/// Reads the front matter, with all its mistakes as findings; `None` where the page cannot be read at all.
pub fn read(file: &SourceFile, sink: &mut Sink) -> Option<Front> {
    let problem = |code, place, message: &str| Diagnostic::new(code, file.id, place, message);
    if file.text.len() > LARGEST_PAGE {
        let size = file.text.len() as f64 / LARGEST_PAGE as f64;
        let message = format!("the file has {size:.1} MB, and a page may have 1 MB");
        sink.push(problem(codes::TOO_LARGE, Place::File, &message).help("Keep data in CSV files beside the page"));
        return None;
    }
    if file.raw.is_some() {
        let help = "Save the file again with the encoding UTF-8";
        sink.push(problem(codes::NOT_UTF8, Place::File, "the file is not UTF-8 text").help(help));
    }
    if let Some(found) = foreign::front_matter(&file.text).filter(|_| !file.is(&["yml", "yaml"])) {
        let place = Place::Span(found.at.start as u32, found.at.end as u32);
        sink.push(problem(codes::YAML_SYNTAX, place, &found.message).help(found.help));
        return None;
    }
    let Some(block) = split(file) else {
        if let Some(at) = displaced(&file.text) {
            let place = Place::Span(at as u32, (at + "---".len()) as u32);
            let message = "the front matter must be the head of the file, and here something stands above it";
            let help = "Move what stands above this line --- below the front matter";
            sink.push(problem(codes::YAML_SYNTAX, place, message).help(help));
        }
        return Some(Front { value: Value::Mapping(Default::default()), body: 0 });
    };
    if !block.closed {
        let place = Place::Span(0, file.text.lines().next().map_or(0, str::len) as u32);
        let message = "the front matter has no closing line";
        let help = "Write --- on a line of its own below the last key";
        sink.push(problem(codes::FRONT_MATTER_UNCLOSED, place, message).label("opened here").help(help));
    }
    let yaml = yaml::read(&file.text[block.yaml.clone()]);
    for trap in &yaml.traps {
        let place = Place::Span((block.yaml.start + trap.at.start) as u32, (block.yaml.start + trap.at.end) as u32);
        sink.push(problem(trap.code, place, &trap.message).help_opt(trap.help.clone()));
    }
    report_duplicates(file, &yaml, sink);
    match yaml.value? {
        value @ Value::Mapping(_) => Some(Front { value, body: block.body }),
        Value::Null => Some(Front { value: Value::Mapping(Default::default()), body: block.body }),
        _ if !block.closed || !yaml.traps.is_empty() => None,
        _ => {
            let place = Place::Span(block.yaml.start as u32, block.yaml.end as u32);
            let message = "the front matter must consist of lines `key: value`";
            sink.push(problem(codes::WRONG_TYPE, place, message).help("Write: title: The title of the page"));
            None
        }
    }
}

/// Where front matter begins that has text above it, by a key that pages have.
fn displaced(text: &str) -> Option<usize> {
    const KEYS: &[&str] = &["title", "id", "owner", "period", "team", "kind", "supports", "key_results", "cadence"];
    let lines: Vec<prose::Line<'_>> = prose::lines(text, 0).filter(|line| !line.code).collect();
    let mark = |line: &prose::Line<'_>| line.text.trim_end() == "---";
    let first = lines.iter().position(mark).filter(|i| lines[..*i].iter().any(|line| !line.text.trim().is_empty()))?;
    let (key, _) = lines.get(first + 1)?.text.split_once(':')?;
    let closed = lines[first + 1..].iter().any(mark);
    (closed && KEYS.contains(&key)).then(|| lines[first].start)
}

fn report_duplicates(file: &SourceFile, yaml: &Yaml, sink: &mut Sink) {
    if !yaml.duplicates {
        return;
    }
    let spans = spans(file);
    let inside = |path: &str, outer: &str| path.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
    let duplicates = spans.duplicates();
    for (path, first, second) in &duplicates {
        if duplicates.iter().any(|(outer, ..)| inside(path, outer)) {
            continue;
        }
        let key = path.rsplit('.').next().unwrap_or(path);
        let span = |r: &Range<usize>| Place::Span(r.start as u32, r.end as u32);
        sink.push(duplicate(file, key, span(second), span(first)));
    }
}

fn duplicate(file: &SourceFile, key: &str, second: Place, first: Place) -> Diagnostic {
    let code: Code = codes::DUPLICATE_KEY;
    Diagnostic::new(code, file.id, second, format!("`{key}` stands twice, and the second one is not read"))
        .label("again here")
        .also(file.id, first, "first here")
        .help("Keep one of them; several values make a list: [a, b]")
}

/// The places of all keys and values of the front matter, in bytes of the file.
pub fn spans(file: &SourceFile) -> Spans {
    let Some(block) = split(file) else { return Spans::default() };
    let text = &file.text[block.yaml.clone()];
    let mut spans = yaml::spans(text);
    spans.remap(|at| block.yaml.start + at);
    spans
}
