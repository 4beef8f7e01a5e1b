//! What several kinds of pages hold: owners, changes, exceptions, old addresses.

use super::doc::{Allow, Body, Change, Common, OwnerDoc, Who};
use super::keys::Section;
use super::reader::{Cx, Fields, Node};
use super::scalars::who;
use super::yaml;
use crate::base::{FileId, codes};
use serde_yaml::Value;

/// The keys every page may carry; `type:` was read before.
pub fn common(fields: &mut Fields<'_>, inherited: Vec<(String, FileId)>, body: Body, cx: &mut Cx<'_>) -> Common {
    fields.take("type");
    fields.take("extra");
    Common {
        tags: fields.take("tags").map(|n| n.ids(cx)).unwrap_or_default(),
        aliases: fields.take("aliases").map(|n| n.texts(cx)).unwrap_or_default(),
        allow: fields.take("allow").map(|n| allow(&n, cx)).unwrap_or_default(),
        inherited,
        body,
        visibility: fields.take("visibility").and_then(|n| n.text(cx)),
    }
}

fn allow(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<Allow> {
    let mut out = Vec::new();
    for entry in node.items() {
        let path = entry.path.clone();
        if !matches!(entry.value, Value::Mapping(_)) {
            out.extend(entry.ids(cx).into_iter().map(|code| Allow { code, why: None, path: path.clone() }));
            continue;
        }
        let Some(mut fields) = Fields::open(&entry, Section::Allow, cx) else { continue };
        let code = fields.take("code").and_then(|n| n.text(cx));
        let why = fields.take("why").and_then(|n| n.text(cx));
        match code {
            Some(code) => out.push(Allow { code, why, path }),
            None => fields.missing("code", cx),
        }
        fields.finish(cx);
    }
    out
}

/// `maren`, `[maren, ana]`, or a list with shares and dates.
pub fn owners(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<OwnerDoc> {
    let entries = node.items();
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        let path = entry.path.clone();
        let plain = |who| OwnerDoc { who, share: None, from: None, until: None, path: path.clone() };
        if !matches!(entry.value, Value::Mapping(_)) {
            out.extend(entry.ids(cx).into_iter().map(Who::Person).map(plain));
            continue;
        }
        let Some(mut fields) = Fields::open(&entry, Section::Owner, cx) else { continue };
        let share = fields.take("share").and_then(|n| Some((n.written(cx)?, n.share(cx)?)));
        let from = fields.take("from").and_then(|n| n.date(cx));
        let until = fields.take("until").and_then(|n| n.date(cx));
        if let Some(who) = who(&mut fields, cx) {
            out.push(OwnerDoc { share, from, until, ..plain(who) });
        }
        fields.finish(cx);
    }
    out
}

/// People and roles: ids, or `{role: …}`.
pub fn people(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<Who> {
    let mut out = Vec::new();
    for entry in node.items() {
        match entry.value {
            Value::Mapping(_) => out.extend(entry.who(cx)),
            _ => out.extend(entry.ids(cx).into_iter().map(Who::Person)),
        }
    }
    out
}

/// `changed:` one or several; every key but date, reason and consent holds an old value.
pub fn changes(node: &Node<'_>, section: Section, cx: &mut Cx<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for entry in node.items() {
        let Some(mut fields) = Fields::open(&entry, section, cx) else { continue };
        let date = fields.take("date").and_then(|n| n.date(cx));
        let why = fields.take("why").and_then(|n| n.text(cx));
        let agreed = fields.take("agreed").and_then(|n| n.text(cx));
        let old: Vec<_> = fields.rest().into_iter().map(|(key, node)| (key.to_owned(), flat(&node, cx))).collect();
        if old.is_empty() {
            let finding = entry.problem(codes::MISSING_KEY, "the change does not say what it was before");
            cx.push(finding.help("Write the old value under its key: {date: 2025-10-20, target: 650, why: Refused}"));
        }
        out.push(Change { date, why, agreed, old, path: entry.path.clone() });
    }
    out
}

/// Any value as one line of text, scalars as written.
pub fn flat(node: &Node<'_>, cx: &Cx<'_>) -> String {
    match node.value {
        Value::Sequence(_) => {
            let items: Vec<String> = node.items().iter().map(|n| flat(n, cx)).collect();
            items.join(", ")
        }
        Value::Mapping(map) => {
            let items = map.iter().map(|(k, v)| {
                let key = yaml::scalar(k).unwrap_or_default();
                format!("{key}: {}", flat(&node.child(&key, v), cx))
            });
            items.collect::<Vec<_>>().join(", ")
        }
        _ => node.written(cx).unwrap_or_default(),
    }
}

/// An optional text behind a key.
pub fn text(fields: &mut Fields<'_>, name: &str, cx: &mut Cx<'_>) -> Option<String> {
    fields.take(name).and_then(|n| n.text(cx))
}

/// Yes or no behind a key; no where it is not written.
pub fn flag(fields: &mut Fields<'_>, name: &str, cx: &mut Cx<'_>) -> bool {
    fields.take(name).and_then(|n| n.yes_no(cx)).unwrap_or(false)
}

/// A list of ids behind a key.
pub fn ids(fields: &mut Fields<'_>, name: &str, cx: &mut Cx<'_>) -> Vec<String> {
    fields.take(name).map(|n| n.ids(cx)).unwrap_or_default()
}

/// An optional day behind a key.
pub fn date(fields: &mut Fields<'_>, name: &str, cx: &mut Cx<'_>) -> Option<crate::domain::Date> {
    fields.take(name).and_then(|n| n.date(cx))
}
