//! What stands in `changed:` beside a key, joined with the history.

use super::compare::{begins, same};
use super::walked::{OutlineOf, Walked};
use super::{Edit, KEY_RESULT, Ledger, Of, Reach, scores, written};
use crate::base::past::{FileChange, History, NoPast, Outline, Revision, Version};
use crate::base::{SourceFile, Sources};
use crate::domain::Date;
use crate::parse::doc::{Change, Event};
use crate::parse::outline::OUTLINER;
use crate::resolve::model::{KrIx, Model};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads how everything was defined, and tells the model what was moved without a word: its first definition keeps its
/// score whether or not somebody wrote `changed:`. `outline` is [`outline`], or what it found before; `before` is what the
/// very same history told of the same list of files under equal settings.
pub fn join(
    model: &mut Model,
    sources: &Sources,
    history: Result<&History, NoPast>,
    outline: &OutlineOf<'_>,
    before: Option<&Walked>,
) -> Walked {
    let walked =
        history.as_ref().map(|history| Walked::new(model, sources, history, outline, before)).unwrap_or_default();
    let (mut edits, written) = (walked.edits(), walked.written.clone());
    let head = history.as_ref().ok().and_then(|h| h.revisions.last()).map(|r| r.id.clone());
    let as_of = model.settings.as_of.date;
    let sealed = history.as_ref().map(|h| written::sealed(model, sources, h)).unwrap_or_default();
    let reach = history.map(Reach::of);
    for edit in &mut edits {
        edit.inside = inside(model, edit);
    }
    declared(model, &mut edits);
    edits.retain(|e| e.day.is_none_or(|day| day <= as_of));
    let newest = |e: &Edit| (e.day, e.step);
    edits.sort_by(|a, b| newest(b).cmp(&newest(a)).then(a.of.cmp(&b.of)));
    undeclared(model, &edits);
    model.ledger = Ledger { reach, edits, head, removed: BTreeMap::new(), written, sealed };
    walked
}

/// Boils a file down.
pub fn outline(file: &SourceFile) -> Option<Arc<Outline>> {
    (OUTLINER.read)(&file.path, file.text.as_bytes()).map(Arc::new)
}

/// What differs in definition between the files of another build and those of this model, as one step of `day`.
pub fn between(model: &Model, sources: &Sources, before: &Sources, day: Date) -> Vec<Edit> {
    let history = History { revisions: vec![step(sources, before, day)], shallow: false };
    let mut edits = Walked::new(model, sources, &history, &outline, None).edits();
    for edit in &mut edits {
        edit.inside = inside(model, edit);
        (edit.wrote, edit.step) = (None, Some(1));
    }
    let mut only = Vec::new();
    for (ix, objective) in model.objectives() {
        claim(model, Of::Objective(ix), &objective.doc.changed, &mut edits, &mut only);
        dropped(Of::Objective(ix), objective.doc.dropped.as_deref(), &mut edits, &mut only);
        for (i, kr) in objective.key_results.iter().enumerate() {
            let of = Of::KeyResult(KrIx(ix, i as u32));
            claim(model, of, &kr.doc.changed, &mut edits, &mut only);
            dropped(of, kr.doc.dropped.as_deref(), &mut edits, &mut only);
        }
    }
    edits
}

/// The step from some files to others. A page that is at another path is found by its id.
fn step(sources: &Sources, before: &Sources, day: Date) -> Revision {
    let version = |file: &SourceFile| (file.path.clone(), Version { id: file.path.clone(), outline: outline(file) });
    let followed = |file: &&SourceFile| (OUTLINER.wants)(&file.path);
    let differs = |file: &&SourceFile| before.by_path(&file.path).is_none_or(|old| old.text != file.text);
    let changed = sources
        .iter()
        .filter(followed)
        .filter(differs)
        .map(|file| FileChange { before: before.by_path(&file.path).map(version), after: Some(version(file)) });
    let gone = before.iter().filter(followed).filter(|file| sources.by_path(&file.path).is_none());
    let gone = gone.map(|file| FileChange { before: Some(version(file)), after: None });
    let changes = changed.chain(gone).collect();
    Revision {
        id: String::new(),
        day,
        authors: BTreeMap::new(),
        author: String::new(),
        subject: String::new(),
        changes,
    }
}

/// Whether the goal's period had begun when it was redefined.
fn inside(model: &Model, edit: &Edit) -> bool {
    // Nobody says that it was early.
    let Some(day) = edit.day else { return true };
    if edit.draft {
        return false;
    }
    let begun = |start: Option<Date>| start.is_none_or(|start| start <= day);
    let named = |text: &Option<String>| text.as_deref().and_then(|text| begins(text, &model.settings.calendar));
    match edit.of {
        Of::Kpi(_) => match edit.field.strip_prefix("target ") {
            Some(name) => begun(begins(name, &model.settings.calendar)),
            None => true,
        },
        Of::Objective(_) if edit.field == "period" => begun(named(&edit.before)),
        Of::Objective(ix) | Of::KeyResult(KrIx(ix, _)) => {
            begun(model.objective(ix).doc.period.as_ref().map(|p| p.start))
        }
    }
}

/// Gives each edit the reason that stands beside its key, and adds what only stands there.
fn declared(model: &Model, edits: &mut Vec<Edit>) {
    let mut only = Vec::new();
    for (ix, objective) in model.objectives() {
        claim(model, Of::Objective(ix), &objective.doc.changed, edits, &mut only);
        dropped(Of::Objective(ix), objective.doc.dropped.as_deref(), edits, &mut only);
        for (i, kr) in objective.key_results.iter().enumerate() {
            let of = Of::KeyResult(KrIx(ix, i as u32));
            let first = only.len();
            claim(model, of, &kr.doc.changed, edits, &mut only);
            dropped(of, kr.doc.dropped.as_deref(), edits, &mut only);
            only[first..].iter_mut().for_each(|e: &mut Edit| e.confidential = kr.doc.confidential);
        }
    }
    for edit in &mut only {
        edit.inside = inside(model, edit);
    }
    edits.extend(only);
}

fn claim(model: &Model, of: Of, changes: &[Change], edits: &mut [Edit], only: &mut Vec<Edit>) {
    for change in changes {
        for (field, old) in &change.old {
            let fits = |e: &&mut Edit| {
                let before = e.before.as_deref().is_some_and(|b| same(field, b, old, &model.settings));
                e.of == of && !e.declared && (e.field == *field) && before
            };
            // The nearest in time, where a value went back and forth.
            let days = |e: &&mut Edit| match (e.day, change.date) {
                (Some(a), Some(b)) => (a - b).get_days().abs(),
                _ => 0,
            };
            match edits.iter_mut().filter(fits).min_by_key(days) {
                Some(edit) => {
                    (edit.why, edit.agreed) = (change.why.clone(), change.agreed.clone());
                    (edit.declared, edit.day) = (true, change.date.or(edit.day));
                }
                None => only.push(Edit { before: Some(old.clone()), ..said(of, field, change.date, change) }),
            }
        }
    }
}

/// The reason of `dropped:`.
fn dropped(of: Of, event: Option<&Event>, edits: &mut [Edit], only: &mut Vec<Edit>) {
    let Some(event) = event else { return };
    match edits.iter_mut().find(|e| e.of == of && e.field == "dropped" && e.after.is_some()) {
        Some(edit) => {
            (edit.why, edit.agreed) = (event.why.clone(), event.agreed.clone());
            (edit.declared, edit.day) = (true, event.date.or(edit.day));
        }
        None => {
            let change = Change {
                date: event.date,
                why: event.why.clone(),
                agreed: event.agreed.clone(),
                old: Vec::new(),
                path: String::new(),
            };
            only.push(said(of, "dropped", event.date, &change));
        }
    }
}

/// An edit that only its author tells of.
fn said(of: Of, field: &str, day: Option<Date>, change: &Change) -> Edit {
    Edit {
        of,
        field: field.to_owned(),
        before: None,
        after: None,
        day,
        step: None,
        wrote: None,
        why: change.why.clone(),
        agreed: change.agreed.clone(),
        declared: true,
        draft: false,
        inside: false,
        confidential: false,
    }
}

/// Adds to the model what was changed inside a running period and stands in no `changed:`. What was changed back
/// moved nothing.
fn undeclared(model: &mut Model, edits: &[Edit]) {
    let silent = edits.iter().rev().filter(|e| e.is_silent() && scores(&e.field));
    let mut by_field: BTreeMap<(Of, &str), Vec<&Edit>> = BTreeMap::new();
    for edit in silent.filter(|e| e.before.is_some()) {
        by_field.entry((edit.of, &edit.field)).or_default().push(edit);
    }
    for ((of, field), edits) in by_field {
        let (first, last) = (edits[0].before.as_deref(), edits.last().and_then(|e| e.after.as_deref()));
        if first.zip(last).is_some_and(|(a, b)| same(field, a, b, &model.settings)) {
            continue;
        }
        let Some(ix) = of.objective() else { continue };
        let objective = Arc::make_mut(&mut model.objectives[ix.0 as usize]);
        let changed = match of {
            Of::KeyResult(KrIx(_, kr)) => &mut objective.key_results[kr as usize].doc.changed,
            _ => &mut objective.doc.changed,
        };
        changed.extend(edits.iter().map(|edit| Change {
            date: edit.day,
            why: None,
            agreed: None,
            old: edit.before.iter().map(|old| (field.to_owned(), old.clone())).collect(),
            path: String::new(),
        }));
    }
}

impl Edit {
    /// Whether it moved a goal that was running, and nothing beside the key says so.
    pub fn is_silent(&self) -> bool {
        self.inside && !self.declared && self.moves() && !matches!(self.of, Of::Kpi(_))
    }

    /// A key result that was taken off its page.
    pub fn is_removal(&self) -> bool {
        self.field == KEY_RESULT && self.after.is_none()
    }

    /// The id of the key result that was taken off.
    pub fn removed_id(&self) -> Option<&str> {
        self.before.as_deref().filter(|_| self.is_removal())?.split(' ').next()
    }
}
