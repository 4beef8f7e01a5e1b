//! Check-ins joined to their goals: notes and confidence as entries, values read against the key results.

use super::goals::Joins;
use super::key_results::typed_value;
use super::ledger::Edit;
use super::model::{DatedValue, Entry, KeyResult, Model, Named, Names, Objective, ObjectiveIx, Reported, Stray};
use super::values;
use crate::base::codes::{BAD_CHECK_IN_VALUE, UNKNOWN_REFERENCE};
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, FileId, Place, Sink};
use crate::domain::{Date, GoalRef, key};
use crate::parse::doc::{Baseline, CheckInFile, EntryDoc, ValueDoc};
use std::collections::{BTreeMap, BTreeSet};

/// What files of check-ins say, by the goal that they say it of, in the order of the files; a goal that is not there is a
/// finding.
pub fn by_goal<'a>(
    files: impl IntoIterator<Item = &'a CheckInFile>,
    names: &Names,
    sink: &mut Sink,
) -> BTreeMap<ObjectiveIx, Vec<EntryDoc>> {
    let mut said: BTreeMap<ObjectiveIx, Vec<EntryDoc>> = BTreeMap::new();
    for file in files {
        doubtful_headings(file, names, sink);
        for entry in &file.entries {
            let Some(day) = entry.date.or(file.date) else { continue };
            let reference = GoalRef { kind: Some("objective".to_owned()), ..GoalRef::parse(&entry.goal) };
            let found = names.goal_on(&reference, day);
            let at = Place::Span(entry.goal_span.0, entry.goal_span.1);
            let goal = |n: &Named| n.objective().is_some();
            if let Some(complaint) = names.complaint(&found, &reference, entry.file, at, goal) {
                sink.push(complaint);
            }
            if let Some(ix) = found.objective() {
                let team = entry.team.clone().or_else(|| file.team.clone());
                said.entry(ix).or_default().push(EntryDoc { date: Some(day), team, ..entry.clone() });
            }
        }
    }
    said
}

/// Puts what check-ins say of a goal into its entries and key results: those on its own page, and those of files.
pub fn join(goal: &mut Objective, said: Vec<EntryDoc>, joins: &Joins<'_>, sink: &mut Sink) {
    for entry in std::mem::take(&mut goal.doc.check_ins).iter().chain(&said) {
        joins.enter(goal, entry, sink);
    }
    goal.entries.sort_by_key(|entry| (entry.date, entry.file));
    goal.key_results.iter_mut().for_each(settle);
}

/// A typed key result whose baseline lies in an earlier period reads it from the goal `before`, which this one continues:
/// an id is for life, so the key result of the same id is the same one.
pub fn carry_on(goal: &mut Objective, before: &Objective) {
    let Some(period) = &goal.doc.period else { return };
    let read_before = |kr: &KeyResult| {
        kr.kpi.is_none() && matches!(kr.doc.baseline, Some(Baseline::EndOf(_) | Baseline::AverageOf(_)))
    };
    for kr in goal.key_results.iter_mut().filter(|kr| read_before(kr)) {
        let Some(same) = position(&before.key_results, &kr.doc.id) else { continue };
        let known = before.key_results[same].values.iter().filter(|v| v.date < period.start).cloned();
        kr.values.splice(0..0, known);
    }
}

/// Lines that name a goal and a confidence, and lack the marks of a heading.
fn doubtful_headings(file: &CheckInFile, names: &Names, sink: &mut Sink) {
    for (id, span) in &file.doubtful {
        let reference = GoalRef { kind: Some("objective".to_owned()), ..GoalRef::parse(id) };
        if file.date.and_then(|day| names.goal_on(&reference, day).objective()).is_some() {
            let message =
                format!("the line looks like the heading of what is said about `{id}`, and is read as a note");
            let finding = Diagnostic::new(BAD_CHECK_IN_VALUE, file.file, Place::Span(span.0, span.1), message);
            sink.push(finding.help(format!("begin the line with two signs and a space: `## {id} 7/10`")));
        }
    }
}

impl Joins<'_> {
    fn enter(&self, goal: &mut Objective, entry: &EntryDoc, sink: &mut Sink) {
        let Some(date) = entry.date else { return };
        let mut said = Vec::new();
        for value in &entry.values {
            if let Some(kr) = self.value(goal, entry, value, date, sink) {
                said.push((kr, value.text.clone()));
            }
        }
        for value in &entry.doubtful {
            self.doubt(goal, entry, value, sink);
        }
        goal.entries.push(Entry {
            date,
            file: entry.file,
            team: entry.team.as_deref().and_then(|id| self.names.team_of_file(id)),
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
        let Some((index, part)) = named(goal, value) else {
            let span = value.key_span;
            goal.strays.push(Stray { key_result: value.key_result.clone(), file: entry.file, span });
            return None;
        };
        // A line of the form that nobody filled in.
        if value.text.is_empty() {
            return None;
        }
        let whole = &mut goal.key_results[index];
        let kr = match part {
            Some(part) => &mut whole.parts[part],
            None => whole,
        };
        if kr.doc.kpi.is_some() {
            sink.push(typed_value(&kr.doc, entry.file, at));
            return Some(index as u32);
        }
        match values::read(&kr.doc, self.unit_of(kr), &value.text, self.settings.separators) {
            Ok(read) => kr.values.extend(read.into_iter().map(|value| DatedValue { date, value, file: entry.file })),
            Err(problem) => {
                let message = format!("{}: {}", value.key_result, problem.message);
                sink.push(Diagnostic::new(problem.code, entry.file, at, message).help(problem.help));
            }
        }
        Some(index as u32)
    }

    /// A line of the note that says a value as a value is said, but for its marker.
    fn doubt(&self, goal: &Objective, entry: &EntryDoc, value: &ValueDoc, sink: &mut Sink) {
        let Some((index, part)) = named(goal, value) else { return };
        let kr = part.map_or(&goal.key_results[index], |part| &goal.key_results[index].parts[part]);
        let read = values::read(&kr.doc, self.unit_of(kr), &value.text, self.settings.separators);
        if kr.doc.kpi.is_some() || read.map_or(true, |said| said.is_empty()) {
            return;
        }
        let message = format!("the line looks like a value of {}, and is read as a note", kr.doc.id);
        let at = Place::Span(value.span.0, value.span.1);
        let finding = Diagnostic::new(BAD_CHECK_IN_VALUE, entry.file, at, message);
        sink.push(finding.help(format!("write `- {}: {}`", value.key_result, value.text)));
    }
}

/// The key result that a value names, and its part.
fn named(goal: &Objective, value: &ValueDoc) -> Option<(usize, Option<usize>)> {
    let Some((id, part)) = value.key_result.split_once(['.', '/', '#']) else {
        return position(&goal.key_results, &value.key_result).map(|index| (index, None));
    };
    let index = position(&goal.key_results, id)?;
    Some((index, Some(position(&goal.key_results[index].parts, part)?)))
}

fn position(list: &[KeyResult], id: &str) -> Option<usize> {
    list.iter().position(|kr| key(&kr.doc.id) == key(id))
}

/// Reports the values of key results that their goals do not have: once the ledger is there, which may know that they
/// had them. A page that could not be read may have them still.
pub fn strays(model: &Model, sink: &mut Sink) {
    let unread = |f: &&Diagnostic| !f.code.is_lint() && f.code.id() < "E100";
    let unread: BTreeSet<FileId> = sink.as_slice().iter().filter(unread).map(|f| f.primary.file).collect();
    for (ix, goal) in model.objectives().filter(|(_, goal)| !unread.contains(&goal.doc.file)) {
        for stray in &goal.strays {
            let removal = model.ledger.of_objective(ix).find(|edit| {
                edit.removed_id()
                    .is_some_and(|id| key(id) == key(stray.key_result.split(['.', '/', '#']).next().unwrap_or(id)))
            });
            sink.push(unknown(goal, stray, removal));
        }
    }
}

fn unknown(goal: &Objective, stray: &Stray, removal: Option<&Edit>) -> Diagnostic {
    let at = Place::Span(stray.span.0, stray.span.1);
    let message = format!("`{}` has no key result `{}`", goal.doc.id, stray.key_result);
    let finding = |message: String| Diagnostic::new(UNKNOWN_REFERENCE, stray.file, at.clone(), message);
    if let Some(edit) = removal {
        let (on, date) = edit.day.map_or_else(Default::default, |day| (format!(" on {day}"), format!("date: {day}, ")));
        let line = format!("`dropped: {{{date}why: …, agreed: …}}`");
        return finding(format!("{message}: it was taken off the page{on}"))
            .help(format!("a key result keeps its place: put it back on the page, and write in it {line}"));
    }
    let ids: Vec<String> = goal
        .key_results
        .iter()
        .flat_map(|kr| {
            let parts = kr.parts.iter().map(|part| format!("{}.{}", kr.doc.id, part.doc.id));
            std::iter::once(kr.doc.id.clone()).chain(parts)
        })
        .collect();
    let help = match nearest(&stray.key_result, ids.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if ids.is_empty() => format!("`{}` has no key results", goal.doc.id),
        None => format!("its key results are {}", ids.join(", ")),
    };
    let kept = "if it was taken off the page, put it back and write in it `dropped: {date: …, why: …, agreed: …}`";
    finding(message).help(help).help(kept)
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
