//! A key result's definition as it stood on a day: `changed:` entries dated later are undone (`domain.md` §1, §6).

use crate::domain::number::{Separators, read as read_number};
use crate::domain::{Date, Period};
use crate::parse::doc::{Baseline, Change, KeyResultDoc, KrKindDoc, Measure, Target, Weight};
use crate::resolve::ledger::scores;
use crate::resolve::settings::Settings;
use std::borrow::Cow;

/// The definitions that were in force one after another.
#[derive(Debug)]
pub struct Definitions<'a> {
    /// From when on each holds, oldest first; the first one has always held.
    versions: Vec<(Option<Date>, Cow<'a, KeyResultDoc>)>,
    /// Before any change, the undated ones too; `None` where nothing that scores was changed.
    original: Option<KeyResultDoc>,
}

impl<'a> Definitions<'a> {
    /// Reads the history of one key result as known at `as_of`.
    pub fn new(doc: &'a KeyResultDoc, settings: &Settings) -> Self {
        let mut versions = vec![(None, Cow::Borrowed(doc))];
        let mut dated: Vec<(Date, &Change)> = doc.changed.iter().filter_map(|c| Some((c.date?, c))).collect();
        dated.sort_by_key(|(date, _)| *date);
        let mut older = (!dated.is_empty()).then(|| doc.clone());
        for (date, change) in dated.iter().rev() {
            let Some(before) = older.as_mut() else { break };
            undo(before, change, settings);
            if let Some(newest) = versions.last_mut() {
                newest.0 = Some(*date);
            }
            versions.push((None, Cow::Owned(before.clone())));
        }
        versions.reverse();
        let moved = doc
            .changed
            .iter()
            .filter(|c| c.date.is_none_or(|d| d <= settings.as_of.date))
            .any(|c| c.old.iter().any(|(key, _)| scores(key)));
        let original = moved.then(|| {
            let mut first = older.unwrap_or_else(|| doc.clone());
            doc.changed.iter().rev().filter(|c| c.date.is_none()).for_each(|c| undo(&mut first, c, settings));
            first
        });
        Self { versions, original }
    }

    /// Every version with the day from which it holds, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = (Option<Date>, &KeyResultDoc)> {
        self.versions.iter().map(|(from, doc)| (*from, doc.as_ref()))
    }

    /// The definition before anybody moved it, if somebody did.
    pub fn original(&self) -> Option<&KeyResultDoc> {
        self.original.as_ref()
    }
}

/// Puts the old values back. What cannot be read stays as it is today.
fn undo(doc: &mut KeyResultDoc, change: &Change, settings: &Settings) {
    for (key, text) in &change.old {
        let quantity = || read_number(text, settings.separators);
        let number = || quantity().map(|q| q.value);
        match key.as_str() {
            "target" => doc.target = Some(read_target(text, settings.separators)),
            "baseline" => doc.baseline = read_baseline(text, settings).or(doc.baseline.take()),
            "weight" => {
                let read = quantity().map(|q| Weight { value: q.value, percent: q.unit == "%" });
                doc.weight = read.or(doc.weight);
            }
            "at_least" => doc.kind = number().map_or(doc.kind.clone(), KrKindDoc::AtLeast),
            "at_most" => doc.kind = number().map_or(doc.kind.clone(), KrKindDoc::AtMost),
            "budget" => doc.kind = number().map_or(doc.kind.clone(), KrKindDoc::Budget),
            "allowed" => doc.allowed = number().map_or(doc.allowed, |n| n.max(0.0) as u32),
            "due" => doc.due = text.trim().parse().ok(),
            "start" => doc.start = text.trim().parse().ok(),
            "measure" => doc.measure = read_measure(text).or(doc.measure),
            _ => {}
        }
    }
}

fn read_target(text: &str, separators: Separators) -> Target {
    let plus = text.trim_start().starts_with('+');
    match read_number(text, separators) {
        None => Target::Unknown,
        Some(q) if (plus || q.signed) && q.unit == "%" => Target::Percent(q.value),
        Some(q) if plus || (q.signed && !q.unit.is_empty()) => Target::Plus(q),
        Some(q) => Target::Number(q),
    }
}

fn read_baseline(text: &str, settings: &Settings) -> Option<Baseline> {
    let words = text.trim().to_lowercase();
    if words == "same period last year" {
        return Some(Baseline::SamePeriodLastYear);
    }
    let period = |rest: &str| Period::parse(rest, &settings.calendar);
    if let Some(rest) = words.strip_prefix("end of ") {
        return period(rest).map(Baseline::EndOf);
    }
    if let Some(rest) = words.strip_prefix("average of ") {
        return period(rest).map(Baseline::AverageOf);
    }
    read_number(text, settings.separators).map(Baseline::Number)
}

fn read_measure(text: &str) -> Option<Measure> {
    match text.trim().to_lowercase().as_str() {
        "latest" => Some(Measure::Latest),
        "period" => Some(Measure::Period),
        other => other.strip_prefix("last ").and_then(|n| n.trim().parse().ok()).map(Measure::Last),
    }
}
