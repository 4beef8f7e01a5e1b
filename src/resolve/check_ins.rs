//! Check-ins joined to their goals: notes and confidence as entries, values read against the key results.

use super::key_results::{typed_value, unit_of};
use super::model::{DatedValue, Entry, KeyResult, Kpi, Named, Names, Objective, Reported};
use super::values;
use crate::base::codes::UNKNOWN_REFERENCE;
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, Place, Sink};
use crate::domain::number::Separators;
use crate::domain::{Date, GoalRef, key};
use crate::parse::doc::{CheckInFile, EntryDoc, ValueDoc};

/// What values are read with.
pub struct Reader<'a> {
    pub names: &'a Names,
    pub kpis: &'a [Kpi],
    pub separators: Separators,
}

/// Moves the entries of check-in files, and those in the goals' own front matter, to their goals.
pub fn join(goals: &mut [Objective], files: &[CheckInFile], reader: &Reader<'_>, sink: &mut Sink) {
    for goal in goals.iter_mut() {
        for entry in std::mem::take(&mut goal.doc.check_ins) {
            reader.enter(goal, &entry, sink);
        }
    }
    for file in files {
        for entry in &file.entries {
            let Some(day) = entry.date.or(file.date) else { continue };
            let reference = GoalRef { kind: Some("objective".to_owned()), ..GoalRef::parse(&entry.goal) };
            let found = reader.names.goal_on(&reference, day);
            let at = Place::Span(entry.goal_span.0, entry.goal_span.1);
            let goal = |n: &Named| n.objective().is_some();
            if let Some(complaint) = reader.names.complaint(&found, &reference, entry.file, at, goal) {
                sink.push(complaint);
            }
            if let Some(ix) = found.objective() {
                let entry = EntryDoc {
                    date: Some(day),
                    team: entry.team.clone().or_else(|| file.team.clone()),
                    ..entry.clone()
                };
                reader.enter(&mut goals[ix.0 as usize], &entry, sink);
            }
        }
    }
    for goal in goals {
        goal.entries.sort_by_key(|entry| (entry.date, entry.file));
        for kr in &mut goal.key_results {
            settle(kr);
        }
    }
}

impl Reader<'_> {
    fn enter(&self, goal: &mut Objective, entry: &EntryDoc, sink: &mut Sink) {
        let Some(date) = entry.date else { return };
        let mut said = Vec::new();
        for value in &entry.values {
            if let Some(kr) = self.value(goal, entry, value, date, sink) {
                said.push((kr, value.text.clone()));
            }
        }
        goal.entries.push(Entry {
            date,
            file: entry.file,
            team: entry.team.as_deref().and_then(|id| self.names.team(id)),
            by: entry.by.clone(),
            confidence: entry.confidence,
            values: said,
            note: entry.note.clone(),
            help: entry.help.clone(),
            no_change: entry.no_change,
        });
    }

    /// Reads one value; the index of the key result it speaks of.
    fn value(
        &self,
        goal: &mut Objective,
        entry: &EntryDoc,
        value: &ValueDoc,
        date: Date,
        sink: &mut Sink,
    ) -> Option<u32> {
        let at = Place::Span(value.span.0, value.span.1);
        let (id, part) = match value.key_result.split_once(['.', '/', '#']) {
            Some((id, part)) => (id, Some(part)),
            None => (value.key_result.as_str(), None),
        };
        let found = position(&goal.key_results, id).and_then(|kr| {
            Some((kr, part.map(|part| position(&goal.key_results[kr].parts, part)).unwrap_or(Some(0))?))
        });
        let Some((index, part_index)) = found else {
            sink.push(unknown(goal, entry, value));
            return None;
        };
        let whole = &mut goal.key_results[index];
        let kr = if part.is_some() { &mut whole.parts[part_index] } else { whole };
        if kr.doc.kpi.is_some() {
            sink.push(typed_value(&kr.doc, entry.file, at));
            return Some(index as u32);
        }
        match values::read(&kr.doc, unit_of(kr, self.kpis), &value.text, self.separators) {
            Ok(read) => kr.values.extend(read.into_iter().map(|value| DatedValue { date, value, file: entry.file })),
            Err(problem) => {
                let message = format!("{}: {}", value.key_result, problem.message);
                sink.push(Diagnostic::new(problem.code, entry.file, at, message).help(problem.help));
            }
        }
        Some(index as u32)
    }
}

fn position(list: &[KeyResult], id: &str) -> Option<usize> {
    list.iter().position(|kr| key(&kr.doc.id) == key(id))
}

fn unknown(goal: &Objective, entry: &EntryDoc, value: &ValueDoc) -> Diagnostic {
    let at = Place::Span(value.key_span.0, value.key_span.1);
    let ids: Vec<String> = goal
        .key_results
        .iter()
        .flat_map(|kr| {
            let parts = kr.parts.iter().map(|part| format!("{}.{}", kr.doc.id, part.doc.id));
            std::iter::once(kr.doc.id.clone()).chain(parts)
        })
        .collect();
    let help = match nearest(&value.key_result, ids.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if ids.is_empty() => format!("`{}` has no key results", goal.doc.id),
        None => format!("its key results are {}", ids.join(", ")),
    };
    let message = format!("`{}` has no key result `{}`", goal.doc.id, value.key_result);
    Diagnostic::new(UNKNOWN_REFERENCE, entry.file, at, message).help(help)
}

/// Oldest first, one value a day: the last one written. Milestones are news each, and all stay.
fn settle(kr: &mut KeyResult) {
    kr.values.sort_by_key(|value| (value.date, value.file));
    let mut settled: Vec<DatedValue> = Vec::with_capacity(kr.values.len());
    for value in kr.values.drain(..) {
        let milestone = matches!(value.value, Reported::MilestoneDone(_));
        match settled.last_mut() {
            Some(last) if last.date == value.date && !milestone => *last = value,
            _ => settled.push(value),
        }
    }
    kr.values = settled;
    kr.parts.iter_mut().for_each(settle);
}
