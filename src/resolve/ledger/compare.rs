//! What differs between the versions of one page.

use super::pages::Defaults;
use super::parts::pairs;
use super::walk::Trail;
use super::walked::Followed;
use super::{Edit, KEY_RESULT, Of};
use crate::base::Sources;
use crate::base::past::{History, Keys, Outline};
use crate::domain::number::read as read_number;
use crate::domain::{Calendar, Date, Period, key};
use crate::resolve::model::{KrIx, ObjectiveIx};
use crate::resolve::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};

/// A page on its way from what it says today to its first version.
struct Page<'a> {
    followed: &'a Followed,
    path: &'a str,
    outline: &'a Outline,
    /// Id of a key result at this time → its index today.
    key_results: BTreeMap<String, u32>,
    settings: &'a Settings,
    history: &'a History,
}

/// Every change of a page's definition along its trail, newest first.
pub(super) fn edits(
    followed: &Followed,
    trail: &Trail,
    settings: &Settings,
    sources: &Sources,
    history: &History,
) -> Vec<Edit> {
    let (path, outline) = (sources.file(followed.file).path.as_str(), &*followed.outline);
    let ids = followed.key_results.iter().enumerate();
    let key_results = ids.map(|(i, id)| (key(id), i as u32)).collect();
    let mut page = Page { followed, path, outline, key_results, settings, history };
    let mut edits = Vec::new();
    // What is on disk but not committed is newer than every step.
    if let Some((newest, defaults)) = &trail.newest
        && page.outline != &**newest
    {
        page.back((path, newest), [defaults, defaults], None, &mut edits);
    }
    for step in &trail.steps {
        let [given, now] = &step.defaults;
        let outline = step.outline.as_deref().unwrap_or(page.outline);
        page.back((&step.path, outline), [given, now], Some(step.step), &mut edits);
    }
    edits
}

impl<'a> Page<'a> {
    /// Goes back to an older version of the page and notes what differs.
    fn back(
        &mut self,
        (path, outline): (&'a str, &'a Outline),
        [given, now]: [&Defaults; 2],
        step: Option<usize>,
        edits: &mut Vec<Edit>,
    ) {
        let (section, calendar) = (self.followed.section(), &self.settings.calendar);
        let before = given.complete(section, path, outline, calendar);
        let after = now.complete(section, self.path, self.outline, calendar);
        let edit = Edit { draft: before.get("draft").is_some_and(|d| d == "yes"), ..self.edit(step) };
        edits.extend(differences(&before, &after, &edit, self.settings));
        if let Of::Objective(ix) = self.followed.of {
            self.key_results = self.compare_key_results(ix, outline, &edit, edits);
        }
        (self.path, self.outline) = (path, outline);
    }

    /// An edit of a page in a step, without what it changed.
    fn edit(&self, step: Option<usize>) -> Edit {
        let revision = step.map(|step| &self.history.revisions[step]);
        let written = revision.map(|r| r.written_by(self.path));
        Edit {
            of: self.followed.of,
            field: String::new(),
            before: None,
            after: None,
            day: Some(revision.map_or(self.settings.as_of.date, |r| r.day)),
            step: Some(step.unwrap_or(self.history.revisions.len())),
            wrote: written,
            why: None,
            agreed: None,
            declared: false,
            draft: false,
            inside: false,
            confidential: false,
        }
    }

    /// The same for key results; gives which id was which of today's.
    fn compare_key_results(
        &self,
        ix: ObjectiveIx,
        before: &Outline,
        edit: &Edit,
        edits: &mut Vec<Edit>,
    ) -> BTreeMap<String, u32> {
        let mut then = BTreeMap::new();
        let (old, new) = (&before.parts, &self.outline.parts);
        let pairs = pairs(old, new);
        let whole = |text: String| (KEY_RESULT.to_owned(), Some(text));
        for ((id, keys), partner) in old.iter().zip(&pairs) {
            let Some(j) = *partner else {
                let (field, before) = whole(named(id, keys));
                // One that was dropped with a reason may go.
                edits.push(Edit { field, before, declared: keys.contains_key("dropped"), ..edit.clone() });
                continue;
            };
            // One that is gone today is followed no further.
            let Some(kr) = self.key_results.get(&key(&new[j].0)) else { continue };
            then.insert(key(id), *kr);
            let of = Of::KeyResult(KrIx(ix, *kr));
            let confidential = [keys, &new[j].1].iter().any(|k| k.get("confidential").is_some_and(|c| c == "yes"));
            let edit = Edit { of, confidential, ..edit.clone() };
            edits.extend(differences(keys, &new[j].1, &edit, self.settings));
            if key(id) != key(&new[j].0) {
                let (before, after) = (Some(id.clone()), Some(new[j].0.clone()));
                edits.push(Edit { field: "id".to_owned(), before, after, ..edit });
            }
        }
        for (_, (id, keys)) in new.iter().enumerate().filter(|(j, _)| !pairs.contains(&Some(*j))) {
            let (field, after) = whole(named(id, keys));
            edits.push(Edit { field, after, ..edit.clone() });
        }
        then
    }
}

/// A key result in a few words.
fn named(id: &str, keys: &Keys) -> String {
    match keys.get("title") {
        Some(title) => format!("{id} {title}"),
        None => id.to_owned(),
    }
}

/// One edit for each key that differs.
fn differences(before: &Keys, after: &Keys, template: &Edit, settings: &Settings) -> Vec<Edit> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = |name: &&&String| match (before.get(**name), after.get(**name)) {
        (Some(a), Some(b)) => !same(name, a, b, settings),
        _ => true,
    };
    let edit = |name: &String| Edit {
        field: name.clone(),
        before: before.get(name).cloned(),
        after: after.get(name).cloned(),
        ..template.clone()
    };
    names.iter().filter(differs).map(|name| edit(name)).collect()
}

/// Whether two texts say the same: numbers and periods can be written in several ways.
pub(super) fn same(field: &str, a: &str, b: &str, settings: &Settings) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain(a) == plain(b) {
        return true;
    }
    if field == "period" {
        return period(a, &settings.calendar).is_some_and(|p| Some(p) == period(b, &settings.calendar));
    }
    let number = |text: &str| read_number(text, settings.separators).map(|q| (q.value, q.unit, q.signed));
    number(a).is_some_and(|a| Some(a) == number(b))
}

/// A period as it is written.
pub(super) fn period(text: &str, calendar: &Calendar) -> Option<Period> {
    Period::parse(text, calendar)
}

/// The day a running period began on, as a page says it.
pub(super) fn begins(text: &str, calendar: &Calendar) -> Option<Date> {
    period(text, calendar).map(|p| p.start)
}
