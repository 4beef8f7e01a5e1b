//! KPI pages.

use super::doc::{
    Aggregate, Benchmark, Body, DataDoc, Dated, Dialect, Direction, KpiDoc, KpiTarget, Role, RuleSet, Tolerance,
};
use super::key_result::CADENCES;
use super::keys::Section;
use super::reader::{Cx, Fields, Node};
use super::scalars::period;
use super::shared::{common, date, ids, text};
use crate::base::{FileId, codes};
use crate::domain::Period;
use serde_yaml::Value;

const DIRECTIONS: &[(&str, Direction)] = &[
    ("increase", Direction::Increase),
    ("decrease", Direction::Decrease),
    ("range", Direction::Range),
    ("neutral", Direction::Neutral),
];

const AGGREGATES: &[(&str, Aggregate)] = &[
    ("sum", Aggregate::Sum),
    ("mean", Aggregate::Mean),
    ("last", Aggregate::Last),
    ("first", Aggregate::First),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("weighted", Aggregate::Weighted),
];

const ROLES: &[(&str, Role)] = &[("input", Role::Input), ("output", Role::Output)];

/// Cases below which a rate has no status, unless `min_n:` says otherwise (`domain.md` §5).
const MIN_N: f64 = 20.0;

/// Reads a KPI; its Markdown starts at `body`.
pub fn read(
    mut fields: Fields<'_>,
    title: String,
    inherited: Vec<(String, FileId)>,
    body: usize,
    cx: &mut Cx<'_>,
) -> KpiDoc {
    let file = cx.file;
    let f = &mut fields;
    let written_id = f.take("id").and_then(|n| n.id(cx));
    let unit = text(f, "unit", cx).unwrap_or_default();
    let body = Body { ranges: vec![(body as u32, file.text.len() as u32)] };
    let doc = KpiDoc {
        file: file.id,
        id_written: written_id.is_some(),
        id: written_id.unwrap_or_else(|| file.stem().to_owned()),
        title,
        short: text(f, "short", cx),
        what: text(f, "what", cx),
        why: text(f, "why", cx),
        how: text(f, "how", cx),
        who: f.take("who").and_then(|n| n.who(cx)),
        when: text(f, "when", cx),
        role: f.take("role").and_then(|n| n.word(ROLES, cx)),
        team: text(f, "team", cx),
        cadence: f.take("cadence").and_then(|n| n.word(CADENCES, cx)),
        decimals: f.take("decimals").and_then(|n| n.whole(0, 9, cx)).map(|n| n as u8),
        direction: f.take("direction").and_then(|n| n.word(DIRECTIONS, cx)),
        aggregate: f.take("aggregate").and_then(|n| n.word(AGGREGATES, cx)),
        weight: text(f, "weight", cx),
        data: f.take("data").map(|n| data(&n, cx)).unwrap_or_default(),
        targets: f.take("targets").map(|n| by_period(&n, target, cx)).unwrap_or_default(),
        target: f.take("target").and_then(|n| target(&n, cx)),
        tolerance: f.take("tolerance").and_then(|n| tolerance(&n, &unit, cx)),
        bands: f.take("bands").and_then(|n| bands(&n, cx)),
        benchmark: f.take("benchmark").and_then(|n| benchmark(&n, cx)),
        guarded_by: ids(f, "guarded_by", cx),
        leads: ids(f, "leads", cx),
        drivers: ids(f, "drivers", cx),
        by: text(f, "by", cx),
        events: f.take("events").map(|n| dated(&n, Section::ChartEvent, "note", cx)).unwrap_or_default(),
        rebase: f.take("rebase").map(|n| dated(&n, Section::Rebase, "why", cx)).unwrap_or_default(),
        from: text(f, "from", cx),
        min_n: f.take("min_n").and_then(|n| n.number(cx)).unwrap_or(MIN_N),
        floor: f.take("floor").and_then(|n| n.number(cx)),
        ceil: f.take("ceil").and_then(|n| n.number(cx)),
        window: text(f, "window", cx),
        lock: f.take("lock").and_then(|n| n.whole(1, 100_000, cx)).map(|n| n as u32),
        rules: f.take("rules").and_then(|n| n.word(RULES, cx)).unwrap_or_default(),
        screen_outliers: f.take("screen_outliers").and_then(|n| n.yes_no(cx)).unwrap_or(true),
        forecast: f.take("forecast").and_then(|n| n.yes_no(cx)).unwrap_or(true),
        missing_is_zero: word_of(f, "missing", &["unknown", "zero"], cx).as_deref() == Some("zero"),
        cumulative: word_of(f, "input", &["values", "cumulative"], cx).as_deref() == Some("cumulative"),
        on_duplicate: word_of(f, "on_duplicate", &["error", "last", "sum", "mean"], cx).filter(|w| w != "error"),
        grace: f.take("grace").and_then(|n| n.whole(0, 3660, cx)).map(|n| n as i32),
        unit,
        common: common(f, inherited, body, cx),
    };
    fields.finish(cx);
    doc
}

const RULES: &[(&str, RuleSet)] = &[("nhs", RuleSet::Nhs), ("wheeler", RuleSet::Wheeler), ("run", RuleSet::Run)];

/// One of a few words, as a text.
fn word_of(fields: &mut Fields<'_>, name: &str, words: &[&str], cx: &mut Cx<'_>) -> Option<String> {
    let words: Vec<(&str, &str)> = words.iter().map(|w| (*w, *w)).collect();
    fields.take(name).and_then(|n| n.word(&words, cx)).map(str::to_owned)
}

/// A file's name, or file, columns, filters and dialect.
fn data(node: &Node<'_>, cx: &mut Cx<'_>) -> DataDoc {
    if !matches!(node.value, Value::Mapping(_)) {
        return DataDoc { file: node.text(cx), ..DataDoc::default() };
    }
    let Some(mut fields) = Fields::open(node, Section::Data, cx) else { return DataDoc::default() };
    let f = &mut fields;
    let doc = DataDoc {
        file: text(f, "file", cx),
        date: text(f, "date", cx),
        value: text(f, "value", cx),
        weight: text(f, "weight", cx),
        target: text(f, "target", cx),
        reported_at: text(f, "reported_at", cx),
        filters: f.take("where").map(|n| texts_by_name(&n, cx)).unwrap_or_default(),
        dialect: dialect(f, cx),
    };
    fields.finish(cx);
    doc
}

/// A mapping of texts by name.
pub fn texts_by_name(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<(String, String)> {
    let entries = node.entries("texts by name", cx);
    entries.into_iter().filter_map(|(name, node)| Some((name, node.text(cx)?))).collect()
}

/// How CSV files are written: in `[csv]`, and beside the columns of a KPI.
pub fn dialect(fields: &mut Fields<'_>, cx: &mut Cx<'_>) -> Dialect {
    Dialect {
        delimiter: fields.take("delimiter").and_then(|n| sign(&n, DELIMITERS, cx)),
        decimal: fields.take("decimal").and_then(|n| sign(&n, &[(".", '.'), (",", ',')], cx)),
        thousands: fields.take("thousands").and_then(|n| sign(&n, THOUSANDS, cx)),
        dates: text(fields, "dates", cx),
        missing_values: fields.take("missing_values").map(|n| words(&n, cx)),
        encoding: fields.take("encoding").and_then(|n| encoding(&n, cx)),
    }
}

const DELIMITERS: &[(&str, char)] = &[
    (",", ','),
    (";", ';'),
    ("|", '|'),
    ("tab", '\t'),
    ("\t", '\t'),
    ("\\t", '\t'),
    ("comma", ','),
    ("semicolon", ';'),
];

const THOUSANDS: &[(&str, char)] =
    &[(",", ','), (".", '.'), (" ", ' '), ("'", '\''), ("’", '’'), ("space", ' '), ("\u{a0}", '\u{a0}')];

/// A sign that separates; blanks and tabs count, so the text is not trimmed.
fn sign(node: &Node<'_>, known: &[(&str, char)], cx: &mut Cx<'_>) -> Option<char> {
    let written = match node.value {
        Value::String(text) => text.clone(),
        _ => node.text(cx)?,
    };
    let found = known.iter().find(|(sign, _)| *sign == written);
    if found.is_none() {
        let all: Vec<String> = known.iter().map(|(sign, _)| format!("\"{}\"", sign.escape_debug())).collect();
        let message = format!("`{}` cannot be the sign of `{}`", written.escape_debug(), node.name());
        cx.push(node.problem(codes::UNKNOWN_WORD, message).help(format!("Write one of {}", all.join(", "))));
    }
    found.map(|(_, sign)| *sign)
}

/// Words for "not known": an empty one counts.
fn words(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<String> {
    let items = node.items();
    items.iter().filter_map(|n| if n.value.as_str() == Some("") { Some(String::new()) } else { n.text(cx) }).collect()
}

fn encoding(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<String> {
    let label = node.text(cx)?;
    if encoding_rs::Encoding::for_label(label.as_bytes()).is_none() {
        let finding = node.problem(codes::UNKNOWN_ENCODING, format!("there is no encoding `{label}`"));
        cx.push(finding.help("Write utf-8, windows-1252, iso-8859-15, utf-16le …"));
        return None;
    }
    Some(label)
}

/// `{FY26-Q2: 88.5, FY26-Q3: [38, 45]}`.
fn by_period<T>(node: &Node<'_>, read: fn(&Node<'_>, &mut Cx<'_>) -> Option<T>, cx: &mut Cx<'_>) -> Vec<(Period, T)> {
    let entries = node.entries("numbers by period: {FY26-Q3: 92}", cx);
    let mut out = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let Some(period) = period(&name, cx) else {
            let message = format!("`{name}` is not a period");
            let finding = value.key_problem(codes::BAD_PERIOD, message);
            cx.push(finding.help(format!("Write, for example: {}: {{FY26-Q3: 92, 2026: 95}}", node.name())));
            continue;
        };
        out.extend(read(&value, cx).map(|value| (period, value)));
    }
    out
}

fn target(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<KpiTarget> {
    match node.value {
        Value::Sequence(_) => node.range(cx).map(|(low, high)| KpiTarget::Range(low.min(high), low.max(high))),
        _ => node.number(cx).map(KpiTarget::Number),
    }
}

/// `1 point`, `10% of target`.
fn tolerance(node: &Node<'_>, unit: &str, cx: &mut Cx<'_>) -> Option<Tolerance> {
    let written = node.text(cx)?.to_lowercase();
    if let Some(part) = written.strip_suffix("target").map(|t| t.trim_end().trim_end_matches("of").trim_end()) {
        let value = serde_yaml::Value::String(part.to_owned());
        let quantity = Node { value: &value, ..node.clone() }.quantity(cx)?;
        return Some(Tolerance::OfTarget(quantity.value.abs() / 100.0));
    }
    let quantity = node.quantity(cx)?;
    if quantity.unit == "%" && unit == "%" {
        let message = format!("`{written}` can be points or a part of the target");
        let help = format!("Write `{0} points` or `{0}% of target`", quantity.value);
        cx.push(node.problem(codes::BARE_PERCENT, message).help(help));
        return None;
    }
    let absolute = quantity.value.abs();
    Some(if quantity.unit == "%" { Tolerance::OfTarget(absolute / 100.0) } else { Tolerance::Absolute(absolute) })
}

/// `[good, middle]`, or `{good, middle}`.
fn bands(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<(f64, f64)> {
    if !matches!(node.value, Value::Mapping(_)) {
        return node.range(cx);
    }
    let mut fields = Fields::open(node, Section::Bands, cx)?;
    let mut one = |name: &str| {
        let value = fields.take(name).and_then(|n| n.number(cx));
        if value.is_none() {
            fields.missing(name, cx);
        }
        value
    };
    let (good, middle) = (one("good"), one("middle"));
    Some((good?, middle?))
}

fn benchmark(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Box<Benchmark>> {
    if !matches!(node.value, Value::Mapping(_)) {
        let value = node.number(cx);
        let plain = Benchmark { value, values: Vec::new(), name: None, source: None, date: None };
        return Some(Box::new(plain)).filter(|b| b.value.is_some());
    }
    let mut fields = Fields::open(node, Section::Benchmark, cx)?;
    let f = &mut fields;
    let value = f.take("value").and_then(|n| n.number(cx));
    let values = f.take("values").map(|n| by_period(&n, |n, cx| n.number(cx), cx)).unwrap_or_default();
    let (name, source) = (text(f, "name", cx), text(f, "source", cx));
    let benchmark = Benchmark { value, values, name, source, date: date(f, "date", cx) };
    fields.finish(cx);
    Some(Box::new(benchmark))
}

/// Dated remarks; a day alone is one without words.
fn dated(node: &Node<'_>, section: Section, words: &str, cx: &mut Cx<'_>) -> Vec<Dated> {
    let mut out = Vec::new();
    for entry in node.items() {
        let path = entry.path.clone();
        if !matches!(entry.value, Value::Mapping(_)) {
            out.extend(entry.date(cx).map(|date| Dated { date, text: None, path }));
            continue;
        }
        let Some(mut fields) = Fields::open(&entry, section, cx) else { continue };
        let text = text(&mut fields, words, cx);
        match fields.take("date") {
            Some(node) => out.extend(node.date(cx).map(|date| Dated { date, text, path })),
            None => fields.missing("date", cx),
        }
        fields.finish(cx);
    }
    out
}
