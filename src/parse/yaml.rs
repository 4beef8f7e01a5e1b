//! YAML as authors mean it: what breaks it is mended line by line, so that one slip does not hide the rest of the page.

use super::spans::{Spans, join};
use super::traps::{self, Edit, Trap};
use super::{keys, lines, lookalikes};
use crate::base::codes;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_yaml::mapping::Entry;
use serde_yaml::{Mapping, Value};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

/// Slips that are mended in one block before the rest is given up, and the bytes of blocks that are read for them:
/// every trial reads the whole block.
const MOST_SLIPS: usize = 50;
const MOST_BYTES: usize = 1 << 18;

/// What was read, and what was wrong with it.
#[derive(Debug)]
pub struct Reading {
    /// `None` where a slip could not be mended. Keys of mappings are always texts.
    pub value: Option<Value>,
    /// In the order they were met; ranges are of the text that was given.
    pub traps: Vec<Trap>,
    /// Some key stands twice in one mapping; the first one was read.
    pub duplicates: bool,
}

/// Reads a block of YAML.
pub fn read(text: &str) -> Reading {
    let Mended { text: mended, edits, mut traps, parsed } = mend(text);
    let Some(parsed) = parsed else { return Reading { value: None, traps, duplicates: false } };
    let suspicious = !parsed.odd.is_empty()
        || text.contains('&')
        || (!text.is_ascii() && text.contains(['“', '”', '„', '«', '»']))
        || (text.contains('#') && traps::has_glued_comment(&mended));
    if suspicious {
        let spans = Spans::of_yaml(&mended);
        let found = odd_traps(&mended, &parsed, &spans).into_iter();
        let found = found.chain(traps::anchors(&mended, &spans)).chain(traps::comments(&mended, &spans));
        let found = found.chain(traps::curly_quotes(&mended, &spans));
        traps.extend(found.map(|trap| trap.before(&edits)));
    }
    let mut value = parsed.value;
    if text.contains("<<") && value.apply_merge().is_err() {
        let at = text.find("<<").unwrap_or(0);
        let help = "Write: <<: *name, where &name stands at a mapping above".to_owned();
        let message = "`<<` must be followed by the name of a mapping".to_owned();
        traps.push(Trap { code: codes::YAML_SYNTAX, at: at..at + 2, message, help: Some(help) });
    }
    Reading { value: Some(value), traps, duplicates: parsed.duplicates }
}

/// The places of keys and values, also behind slips.
pub fn spans(text: &str) -> Spans {
    let spans = Spans::of_yaml(text);
    if spans.whole {
        return spans;
    }
    let mended = mend(text);
    let mut spans = Spans::of_yaml(&mended.text);
    spans.remap(|at| traps::before(&mended.edits, at));
    spans
}

/// A text with its slips mended as far as they can be.
struct Mended<'t> {
    text: Cow<'t, str>,
    edits: Vec<Edit>,
    traps: Vec<Trap>,
    parsed: Option<Parsed>,
}

fn mend(text: &str) -> Mended<'_> {
    let mut now = Mended { text: Cow::Borrowed(text), edits: Vec::new(), traps: Vec::new(), parsed: None };
    let most = (MOST_BYTES / text.len().max(1)).clamp(1, MOST_SLIPS);
    while let Some(fix) = lookalikes::first(&now.text).filter(|_| now.traps.len() < most) {
        let mended = traps::mended(&now.text, fix);
        now.take(mended);
    }
    loop {
        let stop = match parse(&now.text) {
            Ok(parsed) => return Mended { parsed: Some(parsed), ..now },
            Err(stop) => stop,
        };
        if stop.too_deep {
            // What was tried before only led deeper.
            let trap = traps::too_deep(&now.text, stop.at).before(&now.edits);
            return Mended { traps: vec![trap], ..now };
        }
        match traps::mend_at(&now.text, stop.at).filter(|_| now.traps.len() < most) {
            Some(mended) => now.take(mended),
            None => {
                now.traps.push(traps::unknown(&now.text, stop.at).before(&now.edits));
                return now;
            }
        }
    }
}

impl Mended<'_> {
    fn take(&mut self, (trap, mended, edit): (Trap, String, Edit)) {
        self.traps.push(trap.before(&self.edits));
        self.edits.push(edit);
        self.text = Cow::Owned(mended);
    }
}

/// How much of the text stands behind the first place that is no YAML; `None` where all of it is.
pub(super) fn behind_trouble(text: &str) -> Option<usize> {
    parse(text).err().map(|stop| text.len() - stop.at.min(traps::first_trouble(text, stop.at)))
}

/// A mapping or an empty text, as the parser gave it.
struct Parsed {
    value: Value,
    odd: Vec<(String, Odd)>,
    duplicates: bool,
}

/// What YAML reads without complaint, but not as it was meant; with the path of the value.
enum Odd {
    /// A comma in a flow mapping: the text before and behind it.
    Comma { joined: String, number: bool },
    /// `{KR1:5}`: the colon is part of the key.
    NoSpace { written: String },
    /// `!word` before a value.
    Tag,
    /// A key that is read as a fraction.
    NumberKey,
}

/// The byte where a text ends to be YAML, or to be read.
struct Stop {
    at: usize,
    too_deep: bool,
}

/// Reads YAML. A text alone is an error at its start.
fn parse(text: &str) -> Result<Parsed, Stop> {
    if let Some(at) = deep_bracket(text) {
        return Err(Stop { at, too_deep: true });
    }
    let state = State { text, odd: RefCell::default(), duplicates: Cell::new(false) };
    match (Seed { state: &state, at: None }).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(Value::String(_)) => Err(Stop { at: text.len() - text.trim_start().len(), too_deep: false }),
        Ok(value) => Ok(Parsed { value, odd: state.odd.into_inner(), duplicates: state.duplicates.get() }),
        Err(error) => Err(Stop {
            at: error.location().map_or(0, |l| lines::offset(text, l.line(), l.column())),
            too_deep: error.to_string().contains("recursion limit"),
        }),
    }
}

/// The bracket that stands in more brackets than the parser goes into; it would take long to find out.
fn deep_bracket(text: &str) -> Option<usize> {
    const MOST: usize = 120;
    let mut depth: usize = 0;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MOST
    })
}

struct State<'t> {
    text: &'t str,
    odd: RefCell<Vec<(String, Odd)>>,
    duplicates: Cell<bool>,
}

impl State<'_> {
    /// What was meant by a value, a comma and a key without a value, if the text has them like this.
    fn joined(&self, before: &Value, key: &str) -> Option<(String, bool)> {
        let before = scalar(before)?;
        let number = before.ends_with(|c: char| c.is_ascii_digit()) && key.starts_with(|c: char| c.is_ascii_digit());
        let forms = [format!("{before},{key}"), format!("{before}, {key}")];
        let joined = forms.into_iter().find(|form| self.text.contains(form.as_str()))?;
        (number || !keys::known_anywhere(key)).then_some((joined, number))
    }
}

/// Where in the text a value stands.
struct Segment<'s> {
    inside: Option<&'s Segment<'s>>,
    name: Name<'s>,
}

enum Name<'s> {
    Key(&'s str),
    Index(usize),
}

impl Segment<'_> {
    fn path(&self) -> String {
        let path = self.inside.map_or_else(String::new, Segment::path);
        match self.name {
            Name::Key(key) => join(&path, key),
            Name::Index(index) => join(&path, &index.to_string()),
        }
    }
}

#[derive(Clone, Copy)]
struct Seed<'s> {
    state: &'s State<'s>,
    at: Option<&'s Segment<'s>>,
}

impl Seed<'_> {
    fn note(self, key: Option<&str>, odd: Odd) {
        let path = self.at.map_or_else(String::new, Segment::path);
        self.state.odd.borrow_mut().push((key.map_or(path.clone(), |key| join(&path, key)), odd));
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }
    fn visit_i128<E>(self, v: i128) -> Result<Value, E> {
        Ok(Value::Number((v as f64).into()))
    }
    fn visit_u128<E>(self, v: u128) -> Result<Value, E> {
        Ok(Value::Number((v as f64).into()))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let segment = Segment { inside: self.at, name: Name::Index(list.len()) };
            match access.next_element_seed(Seed { at: Some(&segment), ..self })? {
                Some(value) => list.push(value),
                None => return Ok(Value::Sequence(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Mapping::new();
        let mut add = |name, value| match map.entry(Value::String(name)) {
            Entry::Occupied(_) => self.state.duplicates.set(true),
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
        };
        // The rest of its value may stand where the next key does.
        let mut last: Option<(String, Value)> = None;
        while let Some(key) = access.next_key_seed(self)? {
            let (fraction, name) = match key {
                Value::String(name) => (false, name),
                key => (matches!(&key, Value::Number(n) if n.is_f64()), scalar(&key).unwrap_or_default()),
            };
            let segment = Segment { inside: self.at, name: Name::Key(&name) };
            let value = access.next_value_seed(Seed { at: Some(&segment), ..self })?;
            let (name, value) = if value.is_null() {
                match self.without_value(name, last.as_mut()) {
                    Some(entry) => entry,
                    None => continue,
                }
            } else {
                if fraction {
                    self.note(Some(&name), Odd::NumberKey);
                }
                (name, value)
            };
            if let Some((name, value)) = last.replace((name, value)) {
                add(name, value);
            }
        }
        if let Some((name, value)) = last {
            add(name, value);
        }
        Ok(Value::Mapping(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (_, contents) = access.variant::<String>()?;
        self.note(None, Odd::Tag);
        contents.newtype_variant_seed(self)
    }
}

impl Seed<'_> {
    /// What a key without a value is: `KR1:5`, the rest of a value with a comma, which is joined, or really nothing.
    fn without_value(self, name: String, last: Option<&mut (String, Value)>) -> Option<(String, Value)> {
        let parts = glued(&name);
        if !parts.is_some_and(|(key, _)| keys::known_anywhere(key))
            && let Some((last, value)) = last
            && let Some((joined, number)) = self.state.joined(value, &name)
        {
            *value = Value::String(joined.clone());
            self.note(Some(last), Odd::Comma { joined, number });
            return None;
        }
        match parts {
            Some((key, value)) => {
                self.note(Some(&name), Odd::NoSpace { written: name.clone() });
                Some((key.to_owned(), serde_yaml::from_str(value).unwrap_or(Value::Null)))
            }
            None => Some((name, Value::Null)),
        }
    }
}

/// `KR1:5` as key and value.
fn glued(name: &str) -> Option<(&str, &str)> {
    let (key, value) = name.split_once(':')?;
    let plain = |text: &str| !text.is_empty() && !text.contains([' ', ':', '/', '&', '*']);
    (plain(key) && plain(value)).then_some((key, value))
}

/// A scalar as text; `None` for lists and mappings.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null => Some(String::new()),
        _ => None,
    }
}

fn odd_traps(text: &str, parsed: &Parsed, spans: &Spans) -> Vec<Trap> {
    let mut traps: Vec<Trap> = Vec::new();
    for (path, odd) in &parsed.odd {
        let key = path.rsplit('.').next().unwrap_or(path);
        let entry = spans.get(path);
        let value = entry.map_or(0..0, |e| e.value.clone());
        let whole = entry.map_or(0..0, |e| e.key.clone());
        let trap = |code, at, message: String, help| Trap { code, at, message, help };
        let found = match odd {
            Odd::Comma { joined, number } => {
                // `1,250,000` is met twice; the longer reading replaces the shorter.
                let at = value.start..text.floor_char_boundary(value.start + joined.len());
                traps.retain(|t| t.at.start != at.start);
                let help = Some(format!("Write: {key}: {}", traps::quoted(joined)));
                match number {
                    true => trap(
                        codes::YAML_SPLIT_NUMBER,
                        at,
                        format!("the comma splits the number of `{key}` in two"),
                        help,
                    ),
                    false => trap(codes::YAML_SYNTAX, at, format!("a comma inside `{key}` needs quotes"), help),
                }
            }
            Odd::NoSpace { written } => {
                let help = Some(format!("Write: {}", written.replacen(':', ": ", 1)));
                trap(codes::YAML_SYNTAX, whole, "a blank is missing behind the colon".to_owned(), help)
            }
            Odd::Tag => {
                // The value's own range is without the tag; an entry of a list has no key to look behind.
                let entry = value == whole && !value.is_empty();
                let at = if entry { value } else { lines::value_behind(text, whole.start) };
                let help = Some(traps::quoted_line(text, &at));
                trap(codes::YAML_SYNTAX, at, format!("a text that starts with `!` needs quotes, at `{key}`"), help)
            }
            Odd::NumberKey => {
                let written = text.get(whole.clone()).unwrap_or(key);
                let help = Some(format!("Write: \"{written}\": …"));
                trap(codes::NUMBER_AS_ID, whole, format!("`{key}` is read as a number unless it is quoted"), help)
            }
        };
        traps.push(found);
    }
    traps
}
