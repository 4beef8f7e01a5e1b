//! Key results of every kind, and their parts.

use super::doc::{Baseline, Done, KeyResultDoc, KrKindDoc, Level, Measure, Milestone, Target};
use super::keys::Section;
use super::reader::{Cx, Fields, Node};
use super::scalars::period;
use super::shared::{changes, date, flag, flat, owners, text};
use super::yaml;
use crate::base::{Diagnostic, Place, codes, suggest};
use crate::domain::{Cadence, Date, Quantity, number};
use serde_yaml::Value;

/// Reads `key_results:`, a mapping by id or a list.
pub fn all(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<KeyResultDoc> {
    let expected = "a mapping of key results by id, or a list of them";
    let named = node.named("KR", expected, cx);
    named.into_iter().filter_map(|(id, node)| dashed(&node, cx).unwrap_or_else(|| one(id, &node, cx))).collect()
}

/// `- KR1: {…}`: an id behind the dash of a list, said and read as it was meant; `None` for all other entries.
fn dashed(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Option<KeyResultDoc>> {
    let (key, value) = node.value.as_mapping()?.iter().next()?;
    let id = yaml::scalar(key).filter(|id| Section::KeyResult.find(id).is_none())?;
    if !matches!(value, Value::Mapping(_) | Value::Null) {
        return None;
    }
    let inner = node.child(&id, value);
    let message = format!("`{id}` is an id, and a key result with an id stands behind no dash");
    let finding = inner.key_problem(codes::WRONG_TYPE, message);
    cx.push(finding.help(format!("Write `{id}:` without the dash, and what belongs to it two blanks deeper")));
    Some(if value.is_mapping() { one(id, &inner, cx) } else { None })
}

/// Reads one key result; a plain text is its title.
fn one(id: String, node: &Node<'_>, cx: &mut Cx<'_>) -> Option<KeyResultDoc> {
    let title_only = match node.value {
        Value::String(title) => Some(serde_yaml::Mapping::from_iter([("title".into(), title.as_str().into())])),
        Value::Null => Some(serde_yaml::Mapping::new()),
        _ => None,
    };
    if title_only.is_none() && !matches!(node.value, Value::Mapping(_)) && Section::KeyResult.find(&id).is_some() {
        let message = format!("`{id}` stands among the key results, not inside one");
        let help = format!("Indent it by two more blanks, below the title of its key result: {id}: {}", flat(node, cx));
        cx.push(node.problem(codes::WRONG_TYPE, message).help(help));
        return None;
    }
    let value = title_only.map(Value::Mapping);
    let node = match &value {
        Some(value) => &Node { value, ..node.clone() },
        None => node,
    };
    let mut fields = Fields::open(node, Section::KeyResult, cx)?;
    // In a list the id stands inside; behind a key it is the key.
    fields.take("id").and_then(|n| n.id(cx));
    let title = text(&mut fields, "title", cx).unwrap_or_else(|| {
        fields.missing("title", cx);
        id.clone()
    });
    let target = fields.take("target").and_then(|n| target(&n, cx));
    let kind = kind(&mut fields, &id, target.as_ref(), cx);
    let kpi = text(&mut fields, "kpi", cx);
    let text_target = text(&mut fields, "text_target", cx);
    let baseline = fields.take("baseline").and_then(|n| baseline(&n, cx));
    let value = fields.take("value").and_then(|n| one_value(&n, &id, kpi.as_deref(), cx));
    let kind = match kind {
        Some((kind, _)) => kind,
        None if text_target.is_some() && kpi.is_none() && target.is_none() && baseline.is_none() && value.is_none() => {
            KrKindDoc::Text
        }
        None => KrKindDoc::Metric,
    };
    let doc = KeyResultDoc {
        id,
        path: node.path.clone(),
        title,
        kpi,
        measure: fields.take("measure").and_then(|n| measure(&n, cx)),
        unit: text(&mut fields, "unit", cx),
        decimals: fields.take("decimals").and_then(|n| n.whole(0, 9, cx)).map(|n| n as u8),
        baseline,
        target,
        text_target,
        confidential: flag(&mut fields, "confidential", cx),
        weight: fields.take("weight").and_then(|n| n.weight(cx)),
        must: flag(&mut fields, "must", cx),
        priority: text(&mut fields, "priority", cx),
        stretch: flag(&mut fields, "stretch", cx),
        labels: fields.take("labels").map(|n| n.ids(cx)).unwrap_or_default(),
        start: date(&mut fields, "start", cx),
        due: date(&mut fields, "due", cx),
        plan: fields.take("plan").map(|n| plan(&n, cx)).unwrap_or_default(),
        allowed: allowed(&mut fields, &kind, cx),
        kind,
        value,
        owners: fields.take("owner").map(|n| owners(&n, cx)).unwrap_or_default(),
        confidence: fields.take("confidence").and_then(|n| n.confidence(cx)),
        changed: fields.take("changed").map(|n| changes(&n, Section::KeyResultChange, cx)).unwrap_or_default(),
        paused: fields.take("paused").and_then(|n| n.event(cx)),
        dropped: fields.take("dropped").and_then(|n| n.event(cx)),
        note: text(&mut fields, "note", cx),
        grade: fields.take("grade").and_then(|n| n.grade(cx)),
        guarded_by: text(&mut fields, "guarded_by", cx),
    };
    fields.finish(cx);
    Some(doc)
}

/// One number; values of several days are said where they belong.
fn one_value(node: &Node<'_>, id: &str, kpi: Option<&str>, cx: &mut Cx<'_>) -> Option<Quantity> {
    if !matches!(node.value, Value::Mapping(_) | Value::Sequence(_)) {
        return node.quantity(cx);
    }
    if let Some(kpi) = kpi {
        let message = format!("the value of {id} is read from the KPI `{kpi}`");
        cx.push(node.problem(codes::WRONG_TYPE, message).help(format!("Leave `{}` out", node.name())));
        return None;
    }
    let dated = node.value.as_mapping().and_then(|values| {
        let days = values.iter().filter_map(|(day, value)| Some((yaml::scalar(day)?.parse::<Date>().ok()?, value)));
        days.filter_map(|(day, value)| Some((day, yaml::scalar(value)?))).max_by_key(|(day, _)| *day)
    });
    let (day, last) = match dated {
        Some((day, value)) => (day.to_string(), value),
        None => ("YYYY-MM-DD".to_owned(), "5".to_owned()),
    };
    let message = format!("`{}` of {id} must be one number: values of several days are check-ins", node.name());
    let help = format!(
        "Make a file for each day: in `check-ins/{day}.md` the goal's id as a heading, `## ID`, and below it `- {id}: {last}`"
    );
    cx.push(node.problem(codes::WRONG_TYPE, message).help(help));
    None
}

fn allowed(fields: &mut Fields<'_>, kind: &KrKindDoc, cx: &mut Cx<'_>) -> u32 {
    if !matches!(kind, KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..)) {
        return 0;
    }
    fields.take("allowed").and_then(|n| n.whole(0, 100_000, cx)).unwrap_or(0) as u32
}

/// The kind that the keys say, and the path of the key that says it. Two kinds at once are a finding; the first counts.
fn kind(
    fields: &mut Fields<'_>,
    id: &str,
    target: Option<&Target>,
    cx: &mut Cx<'_>,
) -> Option<(KrKindDoc, &'static str)> {
    let mut kinds: Vec<(KrKindDoc, &'static str)> = Vec::new();
    kinds.extend(guardrail(fields, cx));
    kinds.extend(fields.take("budget").and_then(|n| n.number(cx)).map(|v| (KrKindDoc::Budget(v), "budget")));
    let steps = fields.take("milestones").map(|n| milestones(&n, cx));
    kinds.extend(steps.map(|steps| (KrKindDoc::Milestones(steps), "milestones")));
    let done = fields.take("done").and_then(|n| n.done(cx));
    kinds.extend(done.map(|done| (KrKindDoc::YesNo { done }, "done")));
    kinds.extend(fields.take("levels").and_then(|n| levels(&n, cx)).map(|levels| (levels, "levels")));
    kinds.extend(fields.take("each").and_then(|n| each(&n, cx)).map(|each| (each, "each")));
    if flag(fields, "find_baseline", cx) {
        let found = fields.take("found").and_then(|n| n.quantity(cx));
        kinds.push((KrKindDoc::FindBaseline { found }, "find_baseline"));
    }
    let parts = fields.take("parts").map(|n| {
        let named = n.named("P", "a mapping of parts by name", cx);
        named.into_iter().filter_map(|(id, node)| one(id, &node, cx)).collect()
    });
    kinds.extend(parts.map(|parts| (KrKindDoc::Parts(parts), "parts")));
    if target.is_some_and(|t| *t != Target::Unknown) {
        kinds.push((KrKindDoc::Metric, "target"));
    }
    let mut kinds = kinds.into_iter();
    let first = kinds.next()?;
    for (_, other) in kinds {
        let message = format!("{id} is written as two kinds at once: `{}` and `{other}`", first.1);
        let ((file, path), (first_file, first_path)) = (fields.place(other), fields.place(first.1));
        let finding = Diagnostic::new(codes::CONFLICTING_KINDS, file, Place::Key(path), message).label("not read");
        let finding = finding.also(first_file, Place::Key(first_path), "read");
        cx.push(finding.help("Keep one, or make two key results or `parts:`"));
    }
    Some(first)
}

/// `at_least`, `at_most`, both, or `between`.
fn guardrail(fields: &mut Fields<'_>, cx: &mut Cx<'_>) -> Option<(KrKindDoc, &'static str)> {
    let low = fields.take("at_least").and_then(|n| n.number(cx));
    let high = fields.take("at_most").and_then(|n| n.number(cx));
    let between = fields.take("between").and_then(|n| Some((n.range(cx)?, n)));
    if let Some(((low, high), node)) = between {
        if low > high {
            let message = format!("`between` must start with the smaller number: [{high}, {low}]");
            cx.push(node.problem(codes::BAD_NUMBER, message).help(format!("Write: between: [{high}, {low}]")));
        }
        return Some((KrKindDoc::Between(low.min(high), low.max(high)), "between"));
    }
    match (low, high) {
        (Some(low), Some(high)) => Some((KrKindDoc::Between(low.min(high), low.max(high)), "at_least")),
        (Some(low), None) => Some((KrKindDoc::AtLeast(low), "at_least")),
        (None, Some(high)) => Some((KrKindDoc::AtMost(high), "at_most")),
        (None, None) => None,
    }
}

fn milestones(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<Milestone> {
    let entries = node.items();
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        if !matches!(entry.value, Value::Mapping(_)) {
            let titles = entry.text(cx).into_iter();
            out.extend(titles.map(|title| Milestone { title, due: None, done: None, weight: 1.0 }));
            continue;
        }
        let Some(mut fields) = Fields::open(&entry, Section::Milestone, cx) else { continue };
        let title = text(&mut fields, "title", cx).unwrap_or_else(|| {
            fields.missing("title", cx);
            format!("Step {}", out.len() + 1)
        });
        let due = date(&mut fields, "due", cx);
        let done: Option<Done> = fields.take("done").and_then(|n| n.done(cx)).flatten();
        let weight = fields.take("weight").and_then(|n| n.weight(cx)).map_or(1.0, |w| w.value);
        fields.finish(cx);
        out.push(Milestone { title, due, done, weight });
    }
    out
}

fn levels(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<KrKindDoc> {
    let mut fields = Fields::open(node, Section::Levels, cx)?;
    let mut one = |name: &str| {
        let level = fields.take(name).and_then(|n| level(&n, cx));
        if level.is_none() {
            fields.missing(name, cx);
        }
        level
    };
    let (commit, target, stretch) = (one("commit"), one("target"), one("stretch"));
    Some(KrKindDoc::Levels { commit: commit?, target: target?, stretch: stretch? })
}

/// A number where it is one, else a word.
fn level(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Level> {
    let text = node.text(cx)?;
    match number::parse(&text, cx.reading.separators) {
        Err(number::NumberProblem::NotANumber | number::NumberProblem::Missing) => Some(Level::Word(text)),
        _ => node.number(cx).map(Level::Number),
    }
}

/// `{week: 2}`; `week` alone is once in each.
fn each(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<KrKindDoc> {
    if let Value::String(word) = node.value {
        let cadence = cadence(word, node, cx)?;
        return Some(KrKindDoc::Each { cadence, at_least: 1.0 });
    }
    let entries = node.entries("a number for each unit of time: {week: 2}", cx);
    let [(word, value)] = entries.as_slice() else {
        if entries.len() > 1 {
            let message = "`each` knows one unit of time";
            cx.push(node.problem(codes::WRONG_TYPE, message).help("Write, for example: each: {week: 2}"));
        }
        return None;
    };
    let cadence = cadence(word, value, cx)?;
    Some(KrKindDoc::Each { cadence, at_least: value.number(cx)? })
}

/// The words of a cadence; the adverbs are read as well.
pub const CADENCES: &[(&str, Cadence)] = &[
    ("day", Cadence::Day),
    ("workday", Cadence::Workday),
    ("week", Cadence::Week),
    ("month", Cadence::Month),
    ("quarter", Cadence::Quarter),
    ("year", Cadence::Year),
    ("daily", Cadence::Day),
    ("weekly", Cadence::Week),
    ("monthly", Cadence::Month),
    ("quarterly", Cadence::Quarter),
    ("yearly", Cadence::Year),
];

fn cadence(word: &str, node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Cadence> {
    let singular = super::keys::singular(&super::keys::normalise(word));
    let found = CADENCES.iter().find(|(name, _)| *name == singular);
    if found.is_none() {
        let names = CADENCES.iter().map(|(name, _)| *name);
        let near = suggest::nearest(word, names).map(|name| format!("Did you mean `{name}`?"));
        let finding = node.key_problem(codes::UNKNOWN_WORD, format!("`{word}` is no unit of time"));
        cx.push(finding.help_opt(near).help("The words are day, workday, week, month, quarter, year"));
    }
    found.map(|(_, cadence)| *cadence)
}

/// `latest`, `period` or `last 4`.
fn measure(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Measure> {
    let written = node.text(cx)?;
    let word = written.to_lowercase();
    if let Some(count) = word.strip_prefix("last ").and_then(|n| n.trim().parse().ok()).filter(|n| *n > 0) {
        return Some(Measure::Last(count));
    }
    match word.as_str() {
        "latest" => Some(Measure::Latest),
        "period" => Some(Measure::Period),
        _ => {
            let message = format!("`{written}` is no way to measure");
            cx.push(node.problem(codes::UNKNOWN_WORD, message).help("The words are latest, period, and last 4"));
            None
        }
    }
}

/// A number, or a moment of the KPI in words.
fn baseline(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Baseline> {
    let Value::String(written) = node.value else { return node.quantity(cx).map(Baseline::Number) };
    let word = written.trim().to_lowercase();
    if word == "same period last year" {
        return Some(Baseline::SamePeriodLastYear);
    }
    let of = |prefix: &str| word.strip_prefix(prefix).map(str::trim);
    let (name, make): (&str, fn(crate::domain::Period) -> Baseline) = match (of("end of "), of("average of ")) {
        (Some(name), _) => (name, Baseline::EndOf),
        (_, Some(name)) => (name, Baseline::AverageOf),
        _ => return quantity(node, written, cx).map(Baseline::Number),
    };
    let period = period(name, cx);
    if period.is_none() {
        let message = format!("`{name}` is not a period");
        cx.push(
            node.problem(codes::BAD_PERIOD, message).help("Write, for example: end of FY26-Q2, or average of 2026-Q1"),
        );
    }
    period.map(make)
}

/// A number, with a help that names the words a baseline may be.
fn quantity(node: &Node<'_>, written: &str, cx: &mut Cx<'_>) -> Option<Quantity> {
    if number::parse(written, cx.reading.separators) == Err(number::NumberProblem::NotANumber) {
        let message = format!("`{}` is not a number, at `{}`", written.trim(), node.name());
        let help = "Write a number, `end of PERIOD`, `average of PERIOD` or `same period last year`";
        cx.push(node.problem(codes::BAD_NUMBER, message).help(help));
        return None;
    }
    node.quantity(cx)
}

/// A number, one relative to the baseline, or `TBD`. A plus always makes it relative, a minus only before `%` or a unit.
fn target(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Target> {
    let written = match node.value {
        Value::String(text) => text.trim().to_owned(),
        // YAML drops the plus of a number.
        Value::Number(_) if cx.file.text.contains(": +") => node.written(cx).unwrap_or_default(),
        _ => String::new(),
    };
    if number::parse(&written, cx.reading.separators) == Err(number::NumberProblem::Missing) && !written.is_empty() {
        return Some(Target::Unknown);
    }
    let quantity = node.quantity(cx)?;
    let relative = written.starts_with('+') || (quantity.signed && !quantity.unit.is_empty());
    Some(match (relative, quantity.unit.as_str()) {
        (true, "%") => Target::Percent(quantity.value),
        (true, _) => Target::Plus(Quantity { signed: true, ..quantity }),
        (false, _) => Target::Number(quantity),
    })
}

/// Values by day, sorted.
fn plan(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<(Date, f64)> {
    let mut out = Vec::new();
    for (day, value) in node.entries("values by day: {2025-10-31: 450}", cx) {
        match day.trim().parse::<Date>() {
            Ok(day) => out.extend(value.number(cx).map(|value| (day, value))),
            Err(_) => {
                let message = format!("`{day}` is not a day");
                cx.push(
                    value.key_problem(codes::BAD_DATE, message).help("Write, for example: plan: {2025-10-31: 450}"),
                );
            }
        }
    }
    out.sort_by_key(|(day, _)| *day);
    out
}
