//! Values with their places: what the readers of pages are made of.
//!
//! A [`Node`] is a value and its dotted path; [`Fields`] are the keys of a mapping, looked up by the table in
//! [`super::keys`]. Whatever is wrong becomes a finding, and the reader goes on with a hole.

use super::keys::{Key, Section};
use super::spans::{Spans, join};
use super::{Reading, places, yaml};
use crate::base::{Code, Diagnostic, FileId, Place, Sink, SourceFile, codes};
use serde_yaml::Value;
use std::cell::OnceCell;

/// What every reader needs: the file, how numbers and periods are read, and where findings go.
pub struct Cx<'a> {
    pub file: &'a SourceFile,
    pub reading: &'a Reading,
    sink: &'a mut Sink,
    spans: OnceCell<Spans>,
    tricky: OnceCell<bool>,
}

impl<'a> Cx<'a> {
    /// A reader of this file.
    pub fn new(file: &'a SourceFile, reading: &'a Reading, sink: &'a mut Sink) -> Self {
        Self { file, reading, sink, spans: OnceCell::new(), tricky: OnceCell::new() }
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.sink.push(finding);
    }

    /// Where the findings go, for readers of the page's Markdown.
    pub fn sink(&mut self) -> &mut Sink {
        self.sink
    }

    /// The places of the file's keys and values; found out once, where a reader needs the text as written.
    pub fn spans(&self) -> &Spans {
        self.spans.get_or_init(|| places::spans(self.file))
    }

    /// Whether a number of the file may be read differently than it is written: `1.250`, `1e3`. In TOML none is.
    pub fn has_tricky_numbers(&self) -> bool {
        *self.tricky.get_or_init(|| {
            if self.file.is(&["toml"]) {
                return false;
            }
            let bytes = self.file.text.as_bytes();
            let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
            bytes.iter().enumerate().skip(1).any(|(i, b)| match b {
                b'.' => digit(i - 1) && digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4),
                b'e' | b'E' => digit(i - 1) && (digit(i + 1) || digit(i + 2)),
                _ => false,
            })
        })
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node<'v> {
    pub value: &'v Value,
    /// Dotted path in the file's front matter.
    pub path: String,
    /// The page, or the `_defaults.yml` it was taken over from.
    pub file: FileId,
    /// The key it stands behind, for examples in messages.
    pub key: Option<&'static Key>,
}

impl<'v> Node<'v> {
    /// The whole front matter.
    pub fn root(value: &'v Value, file: FileId) -> Self {
        Self { value, path: String::new(), file, key: None }
    }

    /// A value inside of this one.
    pub fn child(&self, segment: &str, value: &'v Value) -> Self {
        Self { value, path: join(&self.path, segment), file: self.file, key: self.key }
    }

    /// The name of the key this value stands behind: the path's last segment that is not a list's index.
    pub fn name(&self) -> &str {
        let word = |s: &&str| !s.is_empty() && !s.bytes().all(|b| b.is_ascii_digit());
        self.path.rsplit('.').find(word).or(self.key.map(|k| k.name)).unwrap_or("value")
    }

    /// A finding about the value.
    pub fn problem(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.file, Place::Value(self.path.clone()), message)
    }

    /// A finding about the key.
    pub fn key_problem(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        let place = if self.path.is_empty() { Place::File } else { Place::Key(self.path.clone()) };
        Diagnostic::new(code, self.file, place, message)
    }

    /// The finding that the value is of another form than the key expects.
    pub fn wrong_type(&self, expected: &str, cx: &mut Cx<'_>) {
        let message = format!("`{}` must be {expected}, not {}", self.name(), kind(self.value));
        let help = self.key.map(|k| format!("Write, for example: {}", example(k, cx.file)));
        cx.push(self.problem(codes::WRONG_TYPE, message).help_opt(help));
    }

    /// The scalar as it is written in the file, without quotes; `None` for lists, mappings and what is empty.
    pub fn written(&self, cx: &Cx<'_>) -> Option<String> {
        match self.value {
            Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
            Value::Number(_) | Value::Bool(_) => {
                let entry = if self.file == cx.file.id { cx.spans().get(&self.path) } else { None };
                let text = entry.and_then(|e| cx.file.text.get(e.value.clone())).map(|t| t.trim().to_owned());
                text.filter(|t| !t.contains('\n')).or_else(|| yaml::scalar(self.value))
            }
            _ => None,
        }
    }

    /// Whether the scalar stands in quotes.
    pub fn is_quoted(&self, cx: &Cx<'_>) -> bool {
        self.file == cx.file.id && cx.spans().get(&self.path).is_some_and(|e| e.quoted)
    }

    /// The entries of a list; anything else is a list of one, nothing is an empty list.
    pub fn items(&self) -> Vec<Node<'v>> {
        match self.value {
            Value::Null => Vec::new(),
            Value::Sequence(list) => list.iter().enumerate().map(|(i, v)| self.child(&i.to_string(), v)).collect(),
            _ => vec![self.clone()],
        }
    }

    /// The keys and values of a mapping, as written.
    pub fn entries(&self, expected: &str, cx: &mut Cx<'_>) -> Vec<(String, Node<'v>)> {
        match self.value {
            Value::Null => Vec::new(),
            Value::Mapping(map) => map
                .iter()
                .map(|(k, v)| {
                    let key = yaml::scalar(k).unwrap_or_default();
                    let node = self.child(&key, v);
                    (key, node)
                })
                .collect(),
            _ => {
                self.wrong_type(expected, cx);
                Vec::new()
            }
        }
    }

    /// Things with ids: a mapping by id, or a list in which they are called by `id:` or by their number.
    pub fn named(&self, prefix: &str, expected: &str, cx: &mut Cx<'_>) -> Vec<(String, Node<'v>)> {
        if let Value::Sequence(_) = self.value {
            let ids = self.items().into_iter().enumerate().map(|(i, node)| {
                let id = node.value.as_mapping().and_then(|m| m.get("id")).and_then(yaml::scalar);
                (id.filter(|id| !id.is_empty()).unwrap_or_else(|| format!("{prefix}{}", i + 1)), node)
            });
            return ids.collect();
        }
        self.entries(expected, cx)
    }
}

/// What a value is, in plain words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a tagged value",
    }
}

/// A key with its example, in the file's language.
fn example(key: &Key, file: &SourceFile) -> String {
    let sign = if file.is(&["toml"]) { " =" } else { ":" };
    format!("{}{sign} {}", key.name, key.example)
}

struct Field<'v> {
    written: String,
    key: Option<&'static Key>,
    node: Node<'v>,
    used: bool,
}

/// The keys of one mapping.
pub struct Fields<'v> {
    section: Section,
    /// The mapping itself.
    pub node: Node<'v>,
    fields: Vec<Field<'v>>,
}

impl<'v> Fields<'v> {
    /// The keys of a mapping; unknown ones and those that are written twice are findings.
    pub fn open(node: &Node<'v>, section: Section, cx: &mut Cx<'_>) -> Option<Self> {
        let Value::Mapping(map) = node.value else {
            node.wrong_type(&format!("a mapping with the keys of {}", section.heading()), cx);
            return None;
        };
        let mut fields = Self { section, node: node.clone(), fields: Vec::new() };
        for (key, value) in map {
            let written = yaml::scalar(key).unwrap_or_default();
            let child = node.child(&written, value);
            match section.find(&written) {
                Some(key) => fields.add(written, key, child, cx),
                None => {
                    cx.push(unknown_key(section, &written, &child));
                    fields.fields.push(Field { written, key: None, node: child, used: true });
                }
            }
        }
        Some(fields)
    }

    fn add(&mut self, written: String, key: &'static Key, mut node: Node<'v>, cx: &mut Cx<'_>) {
        node.key = Some(key);
        if let Some(first) = self.fields.iter().find(|f| f.key.is_some_and(|k| k.name == key.name)) {
            let message = format!("`{written}` and `{}` are the same key, and this one is not read", first.written);
            let place = Place::Key(first.node.path.clone());
            let finding = node.key_problem(codes::DUPLICATE_KEY, message).also(first.node.file, place, "read here");
            cx.push(finding.help("Keep one of them; several values make a list: [a, b]"));
            return;
        }
        self.fields.push(Field { written, key: Some(key), node, used: false });
    }

    /// Takes over a key from a folder's defaults, where the page has none of its own; says whether it did.
    pub fn inherit(&mut self, written: &str, value: &'v Value, file: FileId) -> Option<&'static str> {
        let key = self.section.find(written)?;
        if self.fields.iter().any(|f| f.key.is_some_and(|k| k.name == key.name)) {
            return None;
        }
        let node = Node { value, path: written.to_owned(), file, key: Some(key) };
        self.fields.push(Field { written: written.to_owned(), key: Some(key), node, used: false });
        Some(key.name)
    }

    /// The value of a key; `None` where it is not written or empty.
    pub fn take(&mut self, name: &str) -> Option<Node<'v>> {
        debug_assert!(self.section.find(name).is_some_and(|k| k.name == name), "{name} is not in the table of keys");
        let field = self.fields.iter_mut().find(|f| f.key.is_some_and(|k| k.name == name))?;
        field.used = true;
        Some(field.node.clone()).filter(|n| !n.value.is_null())
    }

    /// File and path of a key, whether it is written or not.
    pub fn place(&self, name: &str) -> (FileId, String) {
        let field = self.fields.iter().find(|f| f.key.is_some_and(|k| k.name == name));
        field.map_or_else(|| (self.node.file, join(&self.node.path, name)), |f| (f.node.file, f.node.path.clone()))
    }

    /// The known keys that nothing has read yet, and their values.
    pub fn rest(&mut self) -> Vec<(&'static str, Node<'v>)> {
        let unread = self.fields.iter_mut().filter(|f| !f.used);
        unread
            .filter_map(|f| {
                f.used = true;
                Some((f.key?.name, f.node.clone()))
            })
            .collect()
    }

    /// Reports a key without which the mapping says nothing.
    pub fn missing(&self, name: &str, cx: &mut Cx<'_>) {
        let key = self.section.find(name);
        let message = format!("`{name}` is missing in {}", self.section.heading());
        let help = key.map(|k| format!("Write, for example: {}", example(k, cx.file)));
        cx.push(self.node.key_problem(codes::MISSING_KEY, message).help_opt(help));
    }

    /// Reports known keys that have no meaning beside the others.
    pub fn finish(self, cx: &mut Cx<'_>) {
        for field in self.fields.into_iter().filter(|f| !f.used) {
            let message = format!("nothing reads `{}` beside the other keys here", field.written);
            cx.push(field.node.key_problem(codes::UNKNOWN_KEY, message));
        }
    }
}

fn unknown_key(section: Section, written: &str, node: &Node<'_>) -> Diagnostic {
    let message = format!("there is no key `{written}` in {}", section.heading());
    let elsewhere = || {
        let other = Section::ALL.iter().find(|s| s.keys().any(|k| k.name == super::keys::normalise(written)))?;
        Some(format!("`{written}` is a key of {}", other.heading()))
    };
    let help = section.nearest(written).map(|near| format!("Did you mean `{near}`?")).or_else(elsewhere);
    let finding = node.key_problem(codes::UNKNOWN_KEY, message).help_opt(help);
    if Section::PAGES.contains(&section) { finding.help("Your own data may stand under `extra:`") } else { finding }
}
