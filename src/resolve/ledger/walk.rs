//! Back through the main line, page by page, from today's files to the first version of each.

use super::pages::{Defaults, defaults_of};
use super::parts::pairs;
use super::{Edit, KEY_RESULT, Of};
use crate::base::past::{FileChange, History, Keys, Outline, Revision};
use crate::base::{FileId, Sink, SourceFile, Sources, par_map};
use crate::domain::number::read as read_number;
use crate::domain::{Calendar, Date, Period, key};
use crate::parse::keys::Section;
use crate::parse::outline::OUTLINER;
use crate::resolve::model::{KrIx, Model, ObjectiveIx};
use crate::resolve::settings::Settings;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A page that is there today, and where the walk is with it.
struct Page<'a> {
    of: Of,
    section: Section,
    path: &'a str,
    outline: Arc<Outline>,
    /// Id of a key result at this time → its index today.
    key_results: BTreeMap<String, u32>,
    /// Its newest version in the history was met.
    met: bool,
    /// The step that made it again, if it was deleted before that.
    made: Option<usize>,
}

/// Boils a file of today down.
pub type OutlineOf<'a> = dyn Fn(&SourceFile) -> Option<Arc<Outline>> + Sync + 'a;

/// Path and outline of a page at an earlier time.
type Then<'a> = (&'a str, Arc<Outline>);

/// The walk's state.
struct Walk<'a> {
    history: &'a History,
    settings: &'a Settings,
    pages: Vec<Page<'a>>,
    by_path: HashMap<&'a str, usize>,
    defaults: Defaults,
    edits: Vec<Edit>,
}

/// A page of today that is followed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Followed {
    of: Of,
    file: FileId,
    outline: Arc<Outline>,
    /// Ids.
    key_results: Vec<String>,
}

/// Every change of a definition that the history and the files show, newest first; `followed` is [`followed()`].
pub(super) fn edits(followed: &[Followed], settings: &Settings, sources: &Sources, history: &History) -> Vec<Edit> {
    let pages = par_map(followed, &mut Sink::default(), |page, _| Page::new(page, sources));
    let by_path = pages.iter().enumerate().map(|(i, page)| (page.path, i)).collect();
    let mut walk = Walk { history, settings, pages, by_path, defaults: defaults(sources), edits: Vec::new() };
    for (step, revision) in history.revisions.iter().enumerate().rev() {
        walk.back(step, revision);
    }
    let mut edits = walk.edits;
    edits.sort_by_key(|e| std::cmp::Reverse(e.step));
    edits
}

/// Today's pages, from the files as they are, committed or not.
pub(super) fn followed(model: &Model, sources: &Sources, outline: &OutlineOf<'_>) -> Vec<Followed> {
    let goals = model.objectives().map(|(ix, o)| (Of::Objective(ix), o.doc.file));
    let kpis = model.kpis().map(|(ix, kpi)| (Of::Kpi(ix), kpi.doc.file));
    let all: Vec<_> = goals.chain(kpis).collect();
    let pages = par_map(&all, &mut Sink::default(), |(of, file), _| {
        let outline = outline(sources.file(*file))?;
        let key_results = of.objective().map(|ix| &model.objective(ix).key_results).into_iter().flatten();
        let key_results = key_results.map(|kr| kr.doc.id.clone()).collect();
        Some(Followed { of: *of, file: *file, outline, key_results })
    });
    pages.into_iter().flatten().collect()
}

impl<'a> Page<'a> {
    fn new(page: &Followed, sources: &'a Sources) -> Self {
        let ids = page.key_results.iter().enumerate();
        Self {
            of: page.of,
            section: if matches!(page.of, Of::Kpi(_)) { Section::Kpi } else { Section::Objective },
            path: &sources.file(page.file).path,
            outline: page.outline.clone(),
            key_results: ids.map(|(i, id)| (key(id), i as u32)).collect(),
            met: false,
            made: None,
        }
    }
}

/// What `_defaults.yml` say today.
pub(super) fn given(sources: &Sources) -> Vec<(FileId, Arc<String>)> {
    let files = sources.iter().filter(|file| defaults_of(&file.path).is_some());
    files.map(|file| (file.id, file.text.clone())).collect()
}

fn defaults(sources: &Sources) -> Defaults {
    let read = |file: &crate::base::SourceFile| {
        let folder = defaults_of(&file.path)?;
        Some((folder.to_owned(), Arc::new((OUTLINER.read)(&file.path, file.text.as_bytes())?)))
    };
    Defaults(sources.iter().filter_map(read).collect())
}

impl<'a> Walk<'a> {
    /// Goes back over one revision.
    fn back(&mut self, step: usize, revision: &'a Revision) {
        let mut given = self.defaults.clone();
        let mut touched: BTreeMap<usize, Option<Then<'a>>> = BTreeMap::new();
        let mut folders = BTreeSet::new();
        for change in &revision.changes {
            if let Some(folder) = change.after.as_ref().or(change.before.as_ref()).and_then(|(p, _)| defaults_of(p)) {
                set(&mut self.defaults, folder, change.after.as_ref().and_then(|(_, v)| v.outline.clone()));
                set(&mut given, folder, change.before.as_ref().and_then(|(_, v)| v.outline.clone()));
                folders.insert(folder.to_owned());
                continue;
            }
            if let Some((i, before)) = self.touched(step, change) {
                touched.insert(i, before);
            }
        }
        self.find_moved(revision, &mut touched);
        for folder in &folders {
            let below = |page: &Page| folder.is_empty() || page.path.starts_with(&format!("{folder}/"));
            for i in (0..self.pages.len()).filter(|i| below(&self.pages[*i])) {
                let page = &self.pages[i];
                touched.entry(i).or_insert_with(|| Some((page.path, Arc::clone(&page.outline))));
            }
        }
        let mut moved = Vec::new();
        for (i, before) in touched {
            match before {
                Some((path, outline)) => {
                    let step = self.pages[i].made.take().unwrap_or(step);
                    self.compare(i, (path, &outline), &given, Some(step));
                    self.by_path.remove(self.pages[i].path);
                    moved.push((path, i));
                    (self.pages[i].path, self.pages[i].outline) = (path, outline);
                }
                // New here, unless the walk meets an older one at the same path.
                None => self.pages[i].made = Some(step),
            }
        }
        // Last, for two pages may have changed places.
        self.by_path.extend(moved);
        self.defaults = given;
    }

    /// The page that a change is about, and what it was before.
    fn touched(&mut self, step: usize, change: &'a FileChange) -> Option<(usize, Option<Then<'a>>)> {
        let before = || change.before.as_ref().and_then(|(path, v)| Some((path.as_str(), v.outline.clone()?)));
        let Some((path, version)) = &change.after else {
            // Deleted here and made again later.
            let i = *self.by_path.get(change.before.as_ref()?.0.as_str())?;
            return self.pages[i].made.is_some().then(|| Some((i, Some(before()?))))?;
        };
        let i = *self.by_path.get(path.as_str())?;
        if self.pages[i].made.is_some_and(|made| made != step) {
            return None;
        }
        let outline = version.outline.clone()?;
        if !self.pages[i].met {
            self.pages[i].met = true;
            // What is on disk but not committed is newer than every step.
            if self.pages[i].outline != outline {
                let now = self.defaults.clone();
                self.compare(i, (path, &outline), &now, None);
                self.pages[i].outline = outline;
            }
        }
        Some((i, before()))
    }

    /// A page that was moved and rewritten at once is a new one to git; its id tells.
    fn find_moved(&self, revision: &'a Revision, touched: &mut BTreeMap<usize, Option<Then<'a>>>) {
        let gone: Vec<_> =
            revision.changes.iter().filter(|c| c.after.is_none()).filter_map(|c| c.before.as_ref()).collect();
        if gone.is_empty() {
            return;
        }
        for (i, before) in touched.iter_mut().filter(|(_, before)| before.is_none()) {
            let page = &self.pages[*i];
            let calendar = &self.settings.calendar;
            let id = |path: &str, outline: &Outline| {
                let keys = self.defaults.complete(page.section, path, outline, calendar);
                keys.get("id").map(|id| key(id))
            };
            let wanted = id(page.path, &page.outline);
            let top = |path: &str| path.split('/').next().map(str::to_owned);
            *before = gone
                .iter()
                .filter(|(path, _)| top(path) == top(page.path))
                .filter_map(|(path, v)| Some((path.as_str(), v.outline.clone()?)))
                .find(|(path, outline)| id(path, outline) == wanted);
        }
    }

    /// Notes what differs between an older version of a page and the one the walk holds.
    fn compare(&mut self, i: usize, (path, outline): (&str, &Outline), given: &Defaults, step: Option<usize>) {
        let page = &self.pages[i];
        let calendar = &self.settings.calendar;
        let before = given.complete(page.section, path, outline, calendar);
        let after = self.defaults.complete(page.section, page.path, &page.outline, calendar);
        let edit = Edit { draft: before.get("draft").is_some_and(|d| d == "yes"), ..self.edit(page, step) };
        let mut edits = differences(&before, &after, &edit, self.settings);
        if let Of::Objective(ix) = page.of {
            let key_results = self.compare_key_results(page, ix, outline, &edit, &mut edits);
            self.pages[i].key_results = key_results;
        }
        self.edits.extend(edits);
    }

    /// An edit of a page in a step, without what it changed.
    fn edit(&self, page: &Page, step: Option<usize>) -> Edit {
        let revision = step.map(|step| &self.history.revisions[step]);
        let written = revision.map(|r| r.written_by(page.path));
        Edit {
            of: page.of,
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
        page: &Page,
        ix: ObjectiveIx,
        before: &Outline,
        edit: &Edit,
        edits: &mut Vec<Edit>,
    ) -> BTreeMap<String, u32> {
        let mut then = BTreeMap::new();
        let (old, new) = (&before.parts, &page.outline.parts);
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
            let Some(kr) = page.key_results.get(&key(&new[j].0)) else { continue };
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

fn set(defaults: &mut Defaults, folder: &str, outline: Option<Arc<Outline>>) {
    match outline {
        Some(outline) => defaults.0.insert(folder.to_owned(), outline),
        None => defaults.0.remove(folder),
    };
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
