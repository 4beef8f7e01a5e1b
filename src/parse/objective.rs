//! Objective pages.

use super::closing;
use super::doc::{EntryDoc, GoalKind, Help, Need, ObjectiveDoc, RollUp, SupportDoc, ValueDoc, Weight, Work};
use super::key_result;
use super::keys::Section;
use super::reader::{Cx, Fields, Node};
use super::shared::{changes, common, date, flag, flat, owners, people, text};
use crate::base::{Diagnostic, FileId, Place, codes};
use crate::domain::Period;
use serde_yaml::Value;

/// The words of `roll_up:`.
pub const ROLL_UPS: &[(&str, RollUp)] = &[
    ("key-results", RollUp::KeyResults),
    ("children", RollUp::Children),
    ("both", RollUp::Both),
    ("manual", RollUp::Manual),
];

const KINDS: &[(&str, GoalKind)] =
    &[("committed", GoalKind::Committed), ("aspirational", GoalKind::Aspirational), ("learning", GoalKind::Learning)];

/// Reads an objective; its Markdown starts at `body`.
pub fn read(
    mut fields: Fields<'_>,
    title: String,
    inherited: Vec<(String, FileId)>,
    body: usize,
    cx: &mut Cx<'_>,
) -> ObjectiveDoc {
    let written_id = fields.take("id").and_then(|n| {
        let id = n.id(cx)?;
        if id.contains(char::is_whitespace) {
            let joined = id.split_whitespace().collect::<Vec<_>>().join("-");
            let finding = n.problem(codes::BAD_ID, format!("the id `{id}` is more than one word"));
            cx.push(finding.help(format!("Write: id: {joined}")));
            // What others call the goal.
            return Some(joined);
        }
        Some(id)
    });
    let folder_period = folder_period(cx);
    let (file, reading) = (cx.file, cx.reading);
    let (body, closing) = closing::split(file, body, reading, cx.sink());
    let f = &mut fields;
    let doc = ObjectiveDoc {
        file: file.id,
        id_written: written_id.is_some(),
        id: written_id.unwrap_or_else(|| file.stem().to_uppercase()),
        title,
        period: period(f, folder_period.as_ref(), cx),
        folder_period,
        continues: f.take("continues").and_then(|n| n.period(cx)),
        team: text(f, "team", cx),
        owners: f.take("owner").map(|n| owners(&n, cx)).unwrap_or_default(),
        sponsor: f.take("sponsor").and_then(|n| n.who(cx)),
        contributors: f.take("contributors").map(|n| people(&n, cx)).unwrap_or_default(),
        kind: f.take("kind").and_then(|n| n.word(KINDS, cx)).unwrap_or_default(),
        priority: text(f, "priority", cx),
        supports: f.take("supports").map(|n| supports(&n, cx)).unwrap_or_default(),
        key_results: f.take("key_results").map(|n| key_result::all(&n, cx)).unwrap_or_default(),
        roll_up: f.take("roll_up").and_then(|n| n.word(ROLL_UPS, cx)),
        policy: text(f, "policy", cx),
        weight: f.take("weight").and_then(|n| n.weight(cx)).map(Weight::part),
        manual: f.take("score").and_then(|n| n.grade(cx)),
        stretch: flag(f, "stretch", cx),
        changed: f.take("changed").map(|n| changes(&n, Section::ObjectiveChange, cx)).unwrap_or_default(),
        paused: f.take("paused").and_then(|n| n.event(cx)),
        dropped: f.take("dropped").and_then(|n| n.event(cx)),
        closed: date(f, "closed", cx),
        draft: flag(f, "draft", cx),
        confidence: f.take("confidence").and_then(|n| n.confidence(cx)),
        not_doing: f.take("not_doing").map(|n| n.texts(cx)).unwrap_or_default(),
        money: f.take("money").and_then(|n| money(&n, cx)),
        work: f.take("work").map(|n| work(&n, cx)).unwrap_or_default(),
        needs: f.take("needs").map(|n| needs(&n, cx)).unwrap_or_default(),
        takeaway: text(f, "takeaway", cx),
        check_ins: f.take("check_ins").map(|n| check_ins(&n, cx)).unwrap_or_default(),
        closing,
        common: common(f, inherited, body, cx),
    };
    fields.finish(cx);
    doc
}

/// The period that the nearest folder's name says.
fn folder_period(cx: &Cx<'_>) -> Option<Period> {
    let folders = cx.file.folder();
    folders.rsplit('/').find_map(|name| Period::parse(name, &cx.reading.calendar))
}

/// `period:`, else the folder's; `start:` and `end:` win over its days, and a written name stays.
fn period(fields: &mut Fields<'_>, folder: Option<&Period>, cx: &mut Cx<'_>) -> Option<Period> {
    let named = fields.take("period").and_then(|n| n.period(cx));
    let start = date(fields, "start", cx);
    let end = date(fields, "end", cx);
    let base = named.as_ref().or(folder);
    if start.is_none() && end.is_none() {
        return base.cloned();
    }
    let (Some(start), Some(end)) = (start.or(base.map(|p| p.start)), end.or(base.map(|p| p.end))) else {
        fields.missing(if start.is_none() { "start" } else { "end" }, cx);
        return None;
    };
    if end < start {
        let message = format!("the goal ends on {end}, before it starts on {start}");
        let (file, path) = fields.place("end");
        let finding = Diagnostic::new(codes::ENDS_BEFORE_START, file, Place::Value(path), message);
        cx.push(finding.help("Check the years of both days"));
        return base.cloned();
    }
    let explicit = Period::explicit(start, end);
    Some(match named {
        Some(named) => Period { name: named.name, ..explicit },
        None => explicit,
    })
}

fn supports(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<SupportDoc> {
    let entries = node.items();
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        let path = entry.path.clone();
        if !matches!(entry.value, Value::Mapping(_)) {
            let plain = |to| SupportDoc { to, share: None, weight: None, path: path.clone() };
            out.extend(entry.ids(cx).into_iter().map(plain));
            continue;
        }
        let Some(mut fields) = Fields::open(&entry, Section::Support, cx) else { continue };
        let share = fields.take("share").and_then(|n| n.share(cx));
        let weight = fields.take("weight").and_then(|n| n.weight(cx)).map(Weight::part);
        match text(&mut fields, "id", cx) {
            Some(to) => out.push(SupportDoc { to, share, weight, path }),
            None => fields.missing("id", cx),
        }
        fields.finish(cx);
    }
    out
}

/// `{amount, note}` as one line.
fn money(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<String> {
    if !matches!(node.value, Value::Mapping(_)) {
        return node.text(cx);
    }
    let mut fields = Fields::open(node, Section::Money, cx)?;
    let amount = text(&mut fields, "amount", cx);
    let note = text(&mut fields, "note", cx);
    fields.finish(cx);
    match (amount, note) {
        (Some(amount), Some(note)) => Some(format!("{amount}: {note}")),
        (amount, note) => amount.or(note),
    }
}

fn work(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<Work> {
    let mut out = Vec::new();
    for entry in node.items() {
        if !matches!(entry.value, Value::Mapping(_)) {
            let titles = entry.text(cx).into_iter();
            out.extend(titles.map(|title| Work { title, state: None, link: None, owner: None, due: None }));
            continue;
        }
        let Some(mut fields) = Fields::open(&entry, Section::Work, cx) else { continue };
        let state = text(&mut fields, "state", cx);
        let link = text(&mut fields, "link", cx);
        let owner = text(&mut fields, "owner", cx);
        let due = date(&mut fields, "due", cx);
        match text(&mut fields, "title", cx) {
            Some(title) => out.push(Work { title, state, link, owner, due }),
            None => fields.missing("title", cx),
        }
        fields.finish(cx);
    }
    out
}

fn needs(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<Need> {
    let mut out = Vec::new();
    for entry in node.items() {
        let path = entry.path.clone();
        if !matches!(entry.value, Value::Mapping(_)) {
            let whats = entry.text(cx).into_iter();
            out.extend(whats.map(|what| Need { from: None, what, by: None, state: None, path: path.clone() }));
            continue;
        }
        let Some(mut fields) = Fields::open(&entry, Section::Need, cx) else { continue };
        let from = text(&mut fields, "from", cx);
        let by = date(&mut fields, "by", cx);
        let state = text(&mut fields, "state", cx);
        match text(&mut fields, "what", cx) {
            Some(what) => out.push(Need { from, what, by, state, path }),
            None => fields.missing("what", cx),
        }
        fields.finish(cx);
    }
    out
}

/// Check-ins that machines write into the page itself.
fn check_ins(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<EntryDoc> {
    let mut out = Vec::new();
    for entry in node.items() {
        let Some(mut fields) = Fields::open(&entry, Section::CheckIn, cx) else { continue };
        let date = fields.take("date");
        if date.is_none() {
            fields.missing("date", cx);
        }
        let values = fields.take("values").map(|n| values(&n, cx)).unwrap_or_default();
        let note = text(&mut fields, "note", cx).unwrap_or_default();
        let silent = note.trim().trim_end_matches('.').eq_ignore_ascii_case("no change");
        out.push(EntryDoc {
            file: cx.file.id,
            goal: String::new(),
            goal_span: span(cx, &entry.path),
            date: date.and_then(|n| n.date(cx)),
            team: None,
            by: text(&mut fields, "by", cx),
            confidence: fields.take("confidence").and_then(|n| n.confidence(cx)),
            no_change: silent && values.is_empty(),
            values,
            help: fields.take("help").and_then(|n| help(&n, cx)),
            note,
            doubtful: Vec::new(),
        });
        fields.finish(cx);
    }
    out
}

fn values(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<ValueDoc> {
    let entries = node.entries("values by key result: {KR1: 5}", cx);
    let entries = entries.into_iter().filter(|(_, value)| !value.value.is_null());
    entries
        .map(|(key_result, value)| {
            let span = span(cx, &value.path);
            ValueDoc { key_result, key_span: span, text: flat(&value, cx), span }
        })
        .collect()
}

fn help(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Help> {
    if !matches!(node.value, Value::Mapping(_)) {
        let text = node.text(cx)?;
        let from = text.split_whitespace().find_map(|word| word.strip_prefix('@'));
        let from = from.map(|who| who.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned());
        return Some(Help { from: from.filter(|who| !who.is_empty()), by: None, text });
    }
    let mut fields = Fields::open(node, Section::Help, cx)?;
    let what = text(&mut fields, "what", cx);
    if what.is_none() {
        fields.missing("what", cx);
    }
    let help = Help { text: what?, from: text(&mut fields, "from", cx), by: date(&mut fields, "by", cx) };
    fields.finish(cx);
    Some(help)
}

/// The bytes of the value at a path.
fn span(cx: &Cx<'_>, path: &str) -> (u32, u32) {
    let entry = cx.spans().nearest(path).map(|(entry, _)| entry.value.clone());
    entry.map_or((0, 0), |range| (range.start as u32, range.end as u32))
}
