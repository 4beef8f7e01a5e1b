//! The key results of the next period: what is done is left out, and each number begins where it ended.

use super::{is_past, short};
use crate::compute::scores::KrScore;
use crate::domain::next::Next;
use crate::domain::{Date, Period, Status};
use crate::parse::doc::{Done, KeyResultDoc, KrKindDoc};
use crate::parse::keys::Section;
use crate::present::PresentCx;
use crate::resolve::model::{KeyResult, KrIx, ObjectiveIx, Reported};
use serde_yaml::{Mapping, Value};

/// Keys of a key result that speak of the period that is over.
const OVER: &[&str] =
    &["changed", "paused", "dropped", "grade", "confidence", "plan", "value", "note", "due", "start", "id"];

/// The list by id; `None` where nothing is left to do.
pub(super) fn next(cx: &PresentCx<'_>, ix: ObjectiveIx, written: &Value, to: &Period, next: Next) -> Option<Value> {
    let goal = cx.model.objective(ix);
    let entries: Vec<&Value> = match written {
        Value::Mapping(map) => map.values().collect(),
        Value::Sequence(list) => list.iter().collect(),
        _ => return None,
    };
    let mut kept = Mapping::new();
    let mut left_out = false;
    for (index, (entry, kr)) in entries.iter().zip(&goal.key_results).enumerate() {
        let score = cx.scores.key_result(KrIx(ix, index as u32));
        let turn = Turn { cx, kr, score, to, next, from: goal.doc.period.as_ref().map(short).unwrap_or_default() };
        match turn.entry(entry) {
            Some(entry) => {
                kept.insert(Value::from(kr.doc.id.as_str()), Value::Mapping(entry));
            }
            None => left_out = true,
        }
    }
    if left_out {
        // Weights in % no longer add up, and nobody has agreed on others.
        for entry in kept.values_mut().filter_map(Value::as_mapping_mut) {
            entry.shift_remove("weight");
        }
    }
    (!kept.is_empty()).then_some(Value::Mapping(kept))
}

/// One key result on its way into the next period.
struct Turn<'a> {
    cx: &'a PresentCx<'a>,
    kr: &'a KeyResult,
    score: &'a KrScore,
    to: &'a Period,
    next: Next,
    from: String,
}

impl Turn<'_> {
    /// The keys of the next period; `None` where it is dropped or done.
    fn entry(&self, written: &Value) -> Option<Mapping> {
        if self.score.status == Status::Dropped || self.is_done() {
            return None;
        }
        let mut entry = Mapping::new();
        match written {
            Value::Mapping(map) => {
                for (key, value) in map {
                    let name = key.as_str().and_then(|w| Section::KeyResult.find(w)).map(|k| k.name);
                    if let Some(name) = name.filter(|name| !OVER.contains(name)) {
                        entry.insert(Value::from(name), value.clone());
                    }
                }
            }
            other => {
                entry.insert(Value::from("title"), other.clone());
            }
        }
        match &self.kr.doc.kind {
            KrKindDoc::Metric => self.number(&mut entry),
            KrKindDoc::Milestones(_) => self.milestones(&mut entry)?,
            KrKindDoc::FindBaseline { .. } => self.found(&mut entry),
            KrKindDoc::Parts(_) => self.parts(&mut entry)?,
            _ => {}
        }
        Some(entry)
    }

    fn is_done(&self) -> bool {
        matches!(self.kr.doc.kind, KrKindDoc::YesNo { .. }) && self.score.progress.is_some_and(|p| p >= 1.0)
    }

    /// It begins where it ended, and has the target it had unless that was reached or is to change.
    fn number(&self, entry: &mut Mapping) {
        let read = self.kr.kpi.is_some() || !self.kr.values.is_empty();
        match self.score.value {
            Some(_) if read => put(entry, "baseline", Value::from(format!("end of {}", self.from))),
            Some(value) => put(entry, "baseline", Value::from(value)),
            None => {}
        }
        let reached = self.score.progress.is_some_and(|p| p >= 1.0);
        if (reached || self.next == Next::Change) && entry.contains_key("target") {
            put(entry, "target", Value::from("TBD"));
        }
    }

    /// Only what is not done, without days that are past.
    fn milestones(&self, entry: &mut Mapping) -> Option<()> {
        let KrKindDoc::Milestones(list) = &self.kr.doc.kind else { return Some(()) };
        let Some(Value::Sequence(written)) = entry.get_mut("milestones") else { return Some(()) };
        let as_of = self.cx.scores.as_of;
        let done = |i: usize| {
            let on = |done: &Done| !matches!(done, Done::On(day) if *day > as_of);
            let said = self.kr.values.iter().any(|v| v.value == Reported::MilestoneDone(i) && v.date <= as_of);
            said || list.get(i).and_then(|m| m.done.as_ref()).is_some_and(on)
        };
        let open = written.iter().enumerate().filter(|(i, _)| !done(*i));
        let open: Vec<Value> = open.map(|(_, milestone)| without_past_due(milestone, self.to)).collect();
        *written = open;
        (!written.is_empty()).then_some(())
    }

    /// A baseline that was found is one.
    fn found(&self, entry: &mut Mapping) {
        if let Some(value) = self.score.value {
            entry.shift_remove("find_baseline");
            entry.shift_remove("found");
            put(entry, "baseline", Value::from(value));
            put(entry, "target", Value::from("TBD"));
        }
    }

    fn parts(&self, entry: &mut Mapping) -> Option<()> {
        let Some(parts) = entry.get_mut("parts") else { return Some(()) };
        let turn = |index: usize, written: &Value| {
            let (kr, score) = (self.kr.parts.get(index)?, self.score.parts.get(index)?);
            let turn = Turn { cx: self.cx, kr, score, to: self.to, next: self.next, from: self.from.clone() };
            turn.entry(written).map(|entry| (kr.doc.id.clone(), entry))
        };
        let written: Vec<Value> = match parts {
            Value::Mapping(map) => map.values().cloned().collect(),
            Value::Sequence(list) => list.clone(),
            _ => return Some(()),
        };
        let kept: Mapping = written
            .iter()
            .enumerate()
            .filter_map(|(index, part)| turn(index, part))
            .map(|(id, part)| (Value::from(id), Value::Mapping(part)))
            .collect();
        *parts = Value::Mapping(kept);
        parts.as_mapping().is_some_and(|kept| !kept.is_empty()).then_some(())
    }
}

fn put(entry: &mut Mapping, key: &str, value: Value) {
    entry.insert(Value::from(key), value);
}

fn without_past_due(milestone: &Value, to: &Period) -> Value {
    let Value::Mapping(map) = milestone else { return milestone.clone() };
    let past = |value: &Value| {
        let day = value.as_str().and_then(|text| text.parse::<Date>().ok());
        day.is_none_or(|day| is_past(day, to))
    };
    let kept = map.iter().filter(|(key, value)| match key.as_str() {
        Some("due") => !past(value),
        Some("done") => false,
        _ => true,
    });
    Value::Mapping(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// Whether the value of a key result is a number that can be watched on.
pub(super) fn is_number(doc: &KeyResultDoc) -> bool {
    matches!(doc.kind, KrKindDoc::Metric | KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..))
}
