//! Where each key and value of a YAML text stands, by its dotted path.

use super::keys;
use granit_parser::{Event, Parser};
use rapidhash::RapidHashMap;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

/// How deep values are followed; the parser of values gives up before.
const DEEPEST: usize = 200;

/// The place of one key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// For a list's entry: the value's range.
    pub key: Range<usize>,
    pub value: Range<usize>,
    /// The value stands in quotes.
    pub quoted: bool,
}

/// Places by path. Keys are compared as authors mean them: without case, singular or plural.
#[derive(Debug, Default)]
pub struct Spans {
    placed: Vec<Placed>,
    /// The first of each path: as written, as compared, and in the singular.
    written: OnceCell<Index>,
    exact: OnceCell<Index>,
    folded: OnceCell<Index>,
    /// The text is a mapping, and YAML up to its end.
    pub whole: bool,
    /// Anchors (`&name`) that nothing refers to: the range of the value that bears one.
    pub anchors: Vec<Range<usize>>,
    /// Ranges of all scalars.
    pub scalars: Vec<Range<usize>>,
}

#[derive(Debug)]
struct Placed {
    path: String,
    entry: Entry,
    /// Behind a key, and not in a list.
    keyed: bool,
}

type Index = RapidHashMap<String, usize>;

enum Frame {
    /// Path, start, and the key that waits for its value.
    Map(String, usize, Option<(String, Range<usize>)>),
    /// Path, start, index of the next entry.
    List(String, usize, usize),
    /// Inside a key that is itself a list or mapping.
    Key(usize),
}

impl Spans {
    /// Reads the text as far as it is YAML.
    pub fn of_yaml(text: &str) -> Self {
        let mut walk = Walk { spans: Self::default(), stack: Vec::new(), anchors: HashMap::new(), end: 0 };
        for next in Parser::new_from_str(text) {
            let Some((event, range)) = next.ok().and_then(|(event, span)| Some((event, span.byte_range()?))) else {
                walk.spans.whole = false;
                break;
            };
            if walk.stack.len() > DEEPEST {
                walk.spans.whole = false;
                break;
            }
            walk.event(&event, clamp(text, range));
        }
        while !walk.stack.is_empty() {
            walk.close(walk.end);
        }
        let mut anchors: Vec<_> = walk.anchors.into_values().collect();
        anchors.sort_by_key(|r| r.start);
        walk.spans.anchors = anchors;
        for Placed { entry, .. } in &mut walk.spans.placed {
            let kept = text[entry.value.clone()].trim_end().len();
            entry.value.end = entry.value.start + kept;
            if entry.value.is_empty() {
                entry.value = entry.key.clone();
            }
        }
        walk.spans
    }

    /// Adds the place of a path, before any is asked for; the first one of a path stays.
    pub fn insert(&mut self, path: String, entry: Entry, keyed: bool) {
        self.placed.push(Placed { path, entry, keyed });
    }

    /// The place of exactly this path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        let index = |form: fn(&str) -> String| {
            let mut index = Index::with_capacity_and_hasher(self.placed.len(), Default::default());
            for (i, placed) in self.placed.iter().enumerate() {
                index.entry(form(&placed.path)).or_insert(i);
            }
            index
        };
        let found = self.written.get_or_init(|| index(str::to_owned)).get(path);
        let found = found.or_else(|| self.exact.get_or_init(|| index(exact)).get(&exact(path)));
        let found = found.or_else(|| self.folded.get_or_init(|| index(fold)).get(&fold(path)));
        found.map(|i| &self.placed[*i].entry)
    }

    /// Path, first and second place of keys that stand twice.
    pub fn duplicates(&self) -> Vec<(&str, Range<usize>, Range<usize>)> {
        let mut first: HashMap<String, &Range<usize>> = HashMap::new();
        let mut out = Vec::new();
        for Placed { path, entry, keyed } in &self.placed {
            let first = first.entry(exact(path)).or_insert(&entry.key);
            if *keyed && !std::ptr::eq(*first, &entry.key) {
                out.push((path.as_str(), first.clone(), entry.key.clone()));
            }
        }
        out
    }

    /// The place of this path's nearest ancestor or itself, and whether it is the path itself.
    pub fn nearest(&self, path: &str) -> Option<(&Entry, bool)> {
        let mut rest = path;
        loop {
            if let Some(entry) = self.get(rest) {
                return Some((entry, rest.len() == path.len()));
            }
            rest = rest.rsplit_once('.')?.0;
        }
    }

    /// Moves every place.
    pub fn remap(&mut self, to: impl Fn(usize) -> usize) {
        let each = |r: &mut Range<usize>| *r = to(r.start)..to(r.end).max(to(r.start));
        for Placed { entry, .. } in &mut self.placed {
            each(&mut entry.key);
            each(&mut entry.value);
        }
        self.anchors.iter_mut().chain(&mut self.scalars).for_each(each);
    }
}

struct Walk {
    spans: Spans,
    stack: Vec<Frame>,
    /// Anchors not yet referred to, by their number.
    anchors: HashMap<usize, Range<usize>>,
    end: usize,
}

impl Walk {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        self.end = self.end.max(range.end);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.anchor(*anchor, &range);
                self.spans.scalars.push(range.clone());
                let quoted = !matches!(style, granit_parser::ScalarStyle::Plain);
                if let Some(Frame::Map(_, _, waiting @ None)) = self.stack.last_mut() {
                    *waiting = Some((text.to_string(), range));
                } else {
                    self.value(range, quoted);
                }
            }
            Event::Alias(number) => {
                self.anchors.remove(number);
                if let Some(Frame::Map(_, _, waiting @ None)) = self.stack.last_mut() {
                    *waiting = Some((String::new(), range));
                } else {
                    self.value(range, false);
                }
            }
            Event::MappingStart(_, anchor, _) => {
                self.anchor(*anchor, &range);
                self.spans.whole |= self.stack.is_empty();
                let frame = self.open().map(|path| Frame::Map(path, range.start, None));
                self.stack.push(frame.unwrap_or(Frame::Key(range.start)));
            }
            Event::SequenceStart(_, anchor, _) => {
                self.anchor(*anchor, &range);
                let frame = self.open().map(|path| Frame::List(path, range.start, 0));
                self.stack.push(frame.unwrap_or(Frame::Key(range.start)));
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(range.end),
            _ => {}
        }
    }

    fn anchor(&mut self, number: usize, range: &Range<usize>) {
        if number != 0 {
            self.anchors.insert(number, range.clone());
        }
    }

    /// The path a new collection gets; `None` where it stands in place of a key.
    fn open(&self) -> Option<String> {
        match self.stack.last() {
            None => Some(String::new()),
            Some(Frame::Map(path, _, Some((key, _)))) => Some(join(path, key)),
            Some(Frame::List(path, _, index)) => Some(join(path, &index.to_string())),
            Some(Frame::Map(_, _, None) | Frame::Key(_)) => None,
        }
    }

    /// A value is complete: it belongs to the waiting key or is the list's next entry.
    fn value(&mut self, range: Range<usize>, quoted: bool) {
        match self.stack.last_mut() {
            Some(Frame::Map(path, _, waiting)) => {
                let Some((name, key)) = waiting.take() else { return };
                self.spans.insert(join(path, &name), Entry { key, value: range, quoted }, true);
            }
            Some(Frame::List(path, _, index)) => {
                let path = join(path, &index.to_string());
                *index += 1;
                self.spans.insert(path, Entry { key: range.clone(), value: range, quoted }, false);
            }
            Some(Frame::Key(_)) | None => {}
        }
    }

    fn close(&mut self, end: usize) {
        match self.stack.pop() {
            Some(Frame::Map(_, start, _) | Frame::List(_, start, _)) => self.value(start..end.max(start), false),
            Some(Frame::Key(start)) => {
                if let Some(Frame::Map(_, _, waiting @ None)) = self.stack.last_mut() {
                    *waiting = Some((String::new(), start..end.max(start)));
                }
            }
            None => {}
        }
    }
}

/// A path with one more segment.
pub fn join(path: &str, segment: &str) -> String {
    if path.is_empty() { segment.to_owned() } else { [path, ".", segment].concat() }
}

fn exact(path: &str) -> String {
    keys::normalise(path)
}

fn fold(path: &str) -> String {
    let segments: Vec<String> = exact(path).split('.').map(keys::singular).collect();
    segments.join(".")
}

/// The range within the text, on the borders of characters.
fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let border = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = border(range.start);
    start..border(range.end).max(start)
}
