//! Back through the main line, page by page, from today's files to the first version of each.

use super::pages::{Defaults, defaults_of};
use super::walked::Followed;
use crate::base::past::{FileChange, History, Outline, Revision};
use crate::base::{FileId, Sources};
use crate::domain::key;
use crate::parse::keys::Section;
use crate::parse::outline::OUTLINER;
use crate::resolve::settings::Settings;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The versions of one page, newest first. What it says today has no part in this.
#[derive(Default)]
pub(super) struct Trail {
    /// Its newest version in the history, and the defaults it is compared with today's page under.
    pub newest: Option<(Arc<Outline>, Arc<Defaults>)>,
    pub steps: Vec<Step>,
}

/// What a page was before one step of the main line.
pub(super) struct Step {
    pub step: usize,
    pub path: String,
    /// `None`: only the defaults of its folders changed.
    pub outline: Option<Arc<Outline>>,
    /// The defaults before and after.
    pub defaults: [Arc<Defaults>; 2],
}

/// A page that is there today, and where the walk is with it.
struct Page<'a> {
    section: Section,
    path: &'a str,
    /// As the history has it; `None`: the walk has not met it yet.
    outline: Option<Arc<Outline>>,
    /// The step that made it again, if it was deleted before that.
    made: Option<usize>,
    trail: Trail,
}

/// Path and outline of a page at an earlier time.
type Then<'a> = (&'a str, Option<Arc<Outline>>);

/// The walk's state.
struct Walk<'a> {
    settings: &'a Settings,
    pages: Vec<Page<'a>>,
    by_path: HashMap<&'a str, usize>,
    defaults: Arc<Defaults>,
}

/// Goes back from today's pages to the first version of each; page for page.
pub(super) fn trails(
    followed: &[Arc<Followed>],
    settings: &Settings,
    sources: &Sources,
    history: &History,
) -> Vec<Trail> {
    let page = |page: &Arc<Followed>| Page {
        section: page.section(),
        path: &sources.file(page.file).path,
        outline: None,
        made: None,
        trail: Trail::default(),
    };
    let pages: Vec<Page<'_>> = followed.iter().map(page).collect();
    let by_path = pages.iter().enumerate().map(|(i, page)| (page.path, i)).collect();
    let mut walk = Walk { settings, pages, by_path, defaults: Arc::new(defaults(sources)) };
    for (step, revision) in history.revisions.iter().enumerate().rev() {
        walk.back(step, revision);
    }
    walk.pages.into_iter().map(|page| page.trail).collect()
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
                touched.entry(i).or_insert_with(|| Some((self.pages[i].path, None)));
            }
        }
        let mut moved = Vec::new();
        for (i, before) in touched {
            let page = &mut self.pages[i];
            match before {
                Some((path, outline)) => {
                    let step = page.made.take().unwrap_or(step);
                    let defaults = [given.clone(), self.defaults.clone()];
                    page.trail.steps.push(Step { step, path: path.to_owned(), outline: outline.clone(), defaults });
                    self.by_path.remove(page.path);
                    moved.push((path, i));
                    page.path = path;
                    page.outline = outline.or(page.outline.take());
                }
                // New here, unless the walk meets an older one at the same path.
                None => page.made = Some(step),
            }
        }
        // Last, for two pages may have changed places.
        self.by_path.extend(moved);
        self.defaults = given;
    }

    /// The page that a change is about, and what it was before.
    fn touched(&mut self, step: usize, change: &'a FileChange) -> Option<(usize, Option<Then<'a>>)> {
        let before = || change.before.as_ref().and_then(|(path, v)| Some((path.as_str(), Some(v.outline.clone()?))));
        let Some((path, version)) = &change.after else {
            // Deleted here and made again later.
            let i = *self.by_path.get(change.before.as_ref()?.0.as_str())?;
            return self.pages[i].made.is_some().then(|| Some((i, Some(before()?))))?;
        };
        let i = *self.by_path.get(path.as_str())?;
        let page = &mut self.pages[i];
        if page.made.is_some_and(|made| made != step) {
            return None;
        }
        let outline = version.outline.as_ref()?;
        if page.trail.newest.is_none() {
            page.trail.newest = Some((outline.clone(), self.defaults.clone()));
            page.outline = Some(outline.clone());
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
            let wanted = page.outline.as_ref().and_then(|outline| id(page.path, outline));
            let top = |path: &str| path.split('/').next().map(str::to_owned);
            *before = gone
                .iter()
                .filter(|(path, _)| top(path) == top(page.path))
                .filter_map(|(path, v)| Some((path.as_str(), v.outline.clone()?)))
                .find(|(path, outline)| id(path, outline) == wanted)
                .map(|(path, outline)| (path, Some(outline)));
        }
    }
}

fn set(defaults: &mut Arc<Defaults>, folder: &str, outline: Option<Arc<Outline>>) {
    let defaults = Arc::make_mut(defaults);
    match outline {
        Some(outline) => defaults.0.insert(folder.to_owned(), outline),
        None => defaults.0.remove(folder),
    };
}
