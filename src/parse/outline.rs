//! A page boiled down to its definitions: what is followed through time (`domain.md` §6).

use super::keys::Section;
use super::{Kind, folder_kind, front_matter, hidden, is_markdown, keys, written_kind, yaml};
use crate::base::past::{Keys, Outline, Outliner};
use crate::base::{FileId, Sink, SourceFile};
use serde_yaml::Value;

/// Boils objectives, KPIs and folder defaults down.
pub const OUTLINER: Outliner = Outliner { version: 1, wants, read: outline };

/// The keys that define a goal.
const GOAL: &[&str] = &[
    "title", "id", "period", "start", "end", "team", "owner", "kind", "supports", "roll_up", "policy", "weight",
    "stretch", "dropped", "draft",
];
/// The keys that define a key result.
const KEY_RESULT: &[&str] = &[
    "title",
    "kpi",
    "measure",
    "unit",
    "baseline",
    "target",
    "text_target",
    "confidential",
    "weight",
    "must",
    "stretch",
    "start",
    "due",
    "plan",
    "at_least",
    "at_most",
    "between",
    "allowed",
    "budget",
    "milestones",
    "levels",
    "each",
    "find_baseline",
    "parts",
    "owner",
    "guarded_by",
    "dropped",
];
/// The keys that define a KPI.
const KPI: &[&str] = &[
    "title",
    "id",
    "what",
    "how",
    "who",
    "team",
    "cadence",
    "unit",
    "direction",
    "aggregate",
    "weight",
    "data",
    "targets",
    "target",
    "tolerance",
    "bands",
    "guarded_by",
    "rebase",
    "min_n",
    "window",
    "lock",
    "rules",
    "screen_outliers",
    "missing",
    "input",
    "on_duplicate",
];

/// Keys whose entries are followed one by one.
const BY_PERIOD: &str = "targets";
/// What stands in a key result but is no definition of it: what was done.
const DONE: &str = "done";

fn wants(path: &str) -> bool {
    !hidden(path) && [".md", ".markdown", "_defaults.yml", "_defaults.yaml"].iter().any(|end| path.ends_with(end))
}

/// The outline of a file, if it is one that is followed.
fn outline(path: &str, bytes: &[u8]) -> Option<Outline> {
    if !wants(path) {
        return None;
    }
    let file = SourceFile::decode(FileId(0), path.to_owned(), bytes.to_vec());
    if matches!(file.name(), "_defaults.yml" | "_defaults.yaml") {
        let front = front_matter::read(&file, &mut Sink::default())?;
        // A default may be meant for any kind of page; each takes what it knows.
        let mut keys = Keys::new();
        for section in [Section::Kpi, Section::Objective] {
            keys.append(&mut wanted(&front.value, section, followed(section)));
        }
        return Some(Outline { keys, parts: Vec::new() });
    }
    if !is_markdown(&file) {
        return None;
    }
    let folder = folder_kind(&file);
    let section = |kind| match kind {
        Some(Kind::Page(section @ (Section::Objective | Section::Kpi))) => Some(section),
        _ => None,
    };
    if folder.is_some() && section(folder).is_none() {
        return None;
    }
    let front = front_matter::read(&file, &mut Sink::default())?;
    let section = section(written_kind(&file, &front, &mut Sink::default()).or(folder))?;
    let mut keys = wanted(&front.value, section, followed(section));
    if !keys.contains_key("title") {
        keys.extend(heading(&file.text[front.body..]).map(|title| ("title".to_owned(), title)));
    }
    let parts = if section == Section::Objective { key_results(&front.value) } else { Vec::new() };
    Some(Outline { keys, parts })
}

/// The keys of a kind of page that are followed.
pub fn followed(section: Section) -> &'static [&'static str] {
    match section {
        Section::Kpi => KPI,
        Section::KeyResult => KEY_RESULT,
        _ => GOAL,
    }
}

fn heading(body: &str) -> Option<String> {
    let line = body.trim_start().lines().next()?;
    line.strip_prefix("# ").map(|title| title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// The wanted keys of a mapping, by their own names.
fn wanted(value: &Value, section: Section, names: &[&str]) -> Keys {
    let mut out = Keys::new();
    for (written, value) in value.as_mapping().into_iter().flatten() {
        let written = yaml::scalar(written).unwrap_or_default();
        let Some(key) = section.find(&written).filter(|key| names.contains(&key.name)) else { continue };
        match value {
            Value::Mapping(by_period) if key.name == BY_PERIOD => {
                let named = |k| format!("target {}", yaml::scalar(k).unwrap_or_default());
                out.extend(by_period.iter().map(|(k, v)| (named(k), plain(v))));
            }
            Value::Null => {}
            _ => {
                out.insert(key.name.to_owned(), plain(value));
            }
        }
    }
    out
}

fn key_results(front: &Value) -> Vec<(String, Keys)> {
    let entry = front.as_mapping().into_iter().flatten().find(|(k, _)| {
        let name = yaml::scalar(k).unwrap_or_default();
        Section::Objective.find(&name).is_some_and(|key| key.name == "key_results")
    });
    let keys = |value: &Value| match value {
        Value::Mapping(_) => wanted(value, Section::KeyResult, KEY_RESULT),
        other => [("title".to_owned(), plain(other))].into(),
    };
    match entry.map(|(_, value)| value) {
        Some(Value::Mapping(map)) => {
            map.iter().map(|(id, value)| (yaml::scalar(id).unwrap_or_default(), keys(value))).collect()
        }
        Some(Value::Sequence(list)) => list
            .iter()
            .enumerate()
            .map(|(i, value)| {
                let id = value.as_mapping().and_then(|m| m.get("id")).and_then(yaml::scalar);
                (id.unwrap_or_else(|| format!("KR{}", i + 1)), keys(value))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Any value as one line of text. Lists and mappings read as an author would write them in one line.
fn plain(value: &Value) -> String {
    match value {
        Value::Sequence(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Mapping(map) => {
            let entries = map.iter().map(|(k, v)| (yaml::scalar(k).unwrap_or_default(), v));
            let entries = entries.filter(|(k, _)| keys::normalise(k) != DONE);
            entries.map(|(k, v)| format!("{k}: {}", plain(v))).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        other => yaml::scalar(other).unwrap_or_default().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> Outline {
        outline(path, text.as_bytes()).unwrap()
    }

    #[test]
    fn a_goal_is_its_definitions_and_not_its_progress() {
        let text = "---\nowners: [ana, ben]\nkey-results:\n  KR1: {title: Open lockers, target: 650, value: 12}\n  \
                    KR2: {title: Train, milestones: [{title: Pilot, done: yes}]}\n---\n# Lockers near by\n";
        let found = read("objectives/2026-q3/ops-1.md", text);
        let keys: Vec<_> = found.keys.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(keys, [("owner", "ana, ben"), ("title", "Lockers near by")]);
        assert_eq!(found.parts[0].1["target"], "650");
        assert!(!found.parts[0].1.contains_key("value"));
        assert_eq!(found.parts[1].1["milestones"], "title: Pilot");
    }

    #[test]
    fn targets_of_a_kpi_are_followed_period_by_period() {
        let found = read("kpis/late.md", "---\ntitle: Late\ntargets: {2026-Q2: 5, 2026-Q3: 4}\n---\n");
        assert_eq!(found.keys["target 2026-Q3"], "4");
    }

    #[test]
    fn other_files_are_not_followed() {
        for path in ["check-ins/2026-01-01-ops.md", "kpis/late.csv", "objectives/.draft/a.md", "notes.md"] {
            assert_eq!(outline(path, b"---\ntitle: A\n---\n"), None, "{path}");
        }
    }

    #[test]
    fn a_plain_list_of_key_results_has_ids_by_number() {
        let found = read("objectives/a.md", "---\nkey_results: [{title: One}, {title: Two, id: X}, Three]\n---\n");
        let ids: Vec<_> = found.parts.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["KR1", "X", "KR3"]);
        assert_eq!(found.parts[2].1["title"], "Three");
    }
}
