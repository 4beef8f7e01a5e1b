//! What a build keeps for the next one: each stage takes over what it would find again from the very same values.
//!
//! Values are the same if they are one in memory, or equal where that is cheap to say. Nothing is kept across a change of
//! the list of files, since the numbers of files change with it; what was read is.

use super::Site;
use super::locate::Places;
use super::past::Known;
use crate::base::past::Outline;
use crate::base::{Diagnostic, FileId, Files, Sink, SourceFile, Sources, par_map};
use crate::compute::Before;
use crate::compute::scores::Scores;
use crate::lints;
use crate::parse::doc::Doc;
use crate::parse::{self, Defaults, Reading};
use crate::render::theme::{self, Theme};
use crate::resolve::goals::{self, Edited};
use crate::resolve::ledger::{self, Walked};
use crate::resolve::links::Links;
use crate::resolve::model::Model;
use crate::resolve::settings::Settings;
use crate::resolve::{self, series};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, OnceLock};

/// The build before.
pub(super) struct Kept {
    pub read: Read,
    pub links: Links,
    pub advice: lints::Found,
    pub places: Places,
    /// The numbers before the past was put into them.
    pub computed: Scores,
    pub walked: Walked,
    pub known: Known,
    pub site: Arc<Site>,
}

/// Files as they were read, parsed and joined.
pub(super) struct Read {
    pub sources: Sources,
    pub defaults: Defaults,
    pub reading: Reading,
    /// File for file.
    pub pages: Vec<Arc<Parsed>>,
    pub joined: Joined,
}

/// A file as it was parsed.
#[derive(Clone, Default)]
pub(super) struct Parsed {
    doc: Option<Doc>,
    findings: Vec<Diagnostic>,
    /// Boiled down, once the history has asked for it.
    outline: OnceLock<Option<Arc<Outline>>>,
}

impl Parsed {
    /// The file boiled down, as [`ledger::outline`] does it.
    pub fn outline(&self, file: &SourceFile) -> Option<Arc<Outline>> {
        self.outline.get_or_init(|| ledger::outline(file)).clone()
    }
}

/// The model before drafts are hidden, with what was found while it was made.
pub(super) struct Joined {
    pub model: Model,
    findings: Vec<Diagnostic>,
}

impl Read {
    /// Whether numbers still mean the same files.
    pub fn has_the_same_numbers(&self, sources: &Sources) -> bool {
        self.sources.as_slice().iter().map(|f| &f.path).eq(sources.as_slice().iter().map(|f| &f.path))
    }

    fn has_the_same(&self, file: &Arc<SourceFile>) -> bool {
        self.sources.as_slice().get(file.id.0 as usize).is_some_and(|old| Arc::ptr_eq(old, file))
    }
}

impl Kept {
    /// What numbers were computed from, and the numbers.
    pub fn computed(&self) -> Before<'_> {
        (&self.site.report.model, &self.computed)
    }

    /// What pages were made from.
    pub fn scored(&self) -> Before<'_> {
        (&self.site.report.model, &self.site.report.scores)
    }
}

/// The file at a path, which mostly has the number that it had.
fn known<'a>(sources: &'a Sources, id: FileId, path: &str) -> Option<&'a Arc<SourceFile>> {
    let there = sources.as_slice().get(id.0 as usize).filter(|file| file.path == path);
    there.or_else(|| Some(sources.shared(sources.by_path(path)?.id)))
}

/// Whether a file is here, and in which version, if that is known.
#[derive(Clone, Copy)]
enum Listed {
    Here(Option<u64>),
    Absent,
}

/// Reads all files, in parallel, in the order of their paths; what is known in the same version is not read again. They
/// are numbered as they come, or where all of them are among other `paths`, as these come.
pub(super) fn read(files: &dyn Files, before: Option<&Sources>, paths: Option<&BTreeSet<&str>>) -> io::Result<Sources> {
    let mut versions: BTreeMap<String, Option<u64>> = files.versions()?.into_iter().collect();
    let all: Vec<(String, Listed)> = match paths {
        Some(paths) if versions.keys().all(|path| paths.contains(path.as_str())) => {
            let mut listed = |path: &str| versions.remove(path).map_or(Listed::Absent, Listed::Here);
            paths.iter().map(|path| ((*path).to_owned(), listed(path))).collect()
        }
        _ => versions.into_iter().map(|(path, version)| (path, Listed::Here(version))).collect(),
    };
    let numbered: Vec<(FileId, (String, Listed))> = (0..).map(FileId).zip(all).collect();
    let absent =
        numbered.iter().filter(|(_, (_, listed))| matches!(listed, Listed::Absent)).map(|(id, _)| *id).collect();
    let read = par_map(&numbered, &mut Sink::default(), |(id, (path, listed)), _| {
        let (id, version) = match *listed {
            Listed::Here(version) => (*id, version),
            Listed::Absent => return Ok(Arc::new(SourceFile::decode(*id, path.clone(), Vec::new()))),
        };
        let known = before.and_then(|before| known(before, id, path));
        if let Some(known) = known.filter(|known| version.is_some() && known.version == version) {
            return Ok(known.numbered(id, version));
        }
        let bytes = files.read(path).map_err(|e| io::Error::new(e.kind(), format!("{path}: {e}")))?;
        if let Some(known) = known.filter(|known| known.was(&bytes)) {
            return Ok(known.numbered(id, version));
        }
        Ok(Arc::new(SourceFile { version, ..SourceFile::decode(id, path.clone(), bytes) }))
    });
    Ok(Sources::of(read.into_iter().collect::<io::Result<_>>()?).without(absent))
}

/// Parses every file; findings come in the order of the files.
pub(super) fn parse(
    sources: &Sources,
    defaults: &Defaults,
    reading: &Reading,
    before: Option<&Read>,
    sink: &mut Sink,
) -> Vec<Arc<Parsed>> {
    let before = before.filter(|before| before.defaults == *defaults && before.reading == *reading);
    let pages = par_map(sources.as_slice(), &mut Sink::default(), |file, _| match before {
        _ if sources.is_absent(file.id) => Arc::default(),
        Some(before) if before.has_the_same(file) => before.pages[file.id.0 as usize].clone(),
        _ => {
            let mut own = Sink::default();
            let doc = parse::document(file, defaults, reading, &mut own);
            Arc::new(Parsed { doc, findings: own.into_vec(), outline: OnceLock::new() })
        }
    });
    pages.iter().flat_map(|page| &page.findings).for_each(|finding| sink.push(finding.clone()));
    pages
}

/// Joins all documents. A change of nothing but prose, of series that lie beside their KPI, of check-ins, and of what a
/// goal's page says of this goal alone leaves the model as it is in all else.
pub(super) fn join(
    pages: Vec<Arc<Parsed>>,
    settings: Settings,
    sources: &Sources,
    before: Option<&Read>,
    sink: &mut Sink,
) -> Joined {
    let joined = before.and_then(|before| touched(&pages, &settings, sources, before)).unwrap_or_else(|| {
        let mut own = Sink::default();
        let before = before.map(|before| (&before.joined.model, &before.sources));
        let doc = |page| Arc::try_unwrap(page).map_or_else(|page: Arc<Parsed>| page.doc.clone(), |page| page.doc);
        // In one piece: growing bit by bit would take the room several times over.
        let mut docs = Vec::with_capacity(pages.len());
        docs.extend(pages.into_iter().filter_map(doc));
        let mut model = resolve::resolve(docs, settings, sources, before, &mut own);
        if let Some((before, _)) = before {
            share_equal(&mut model, before);
        }
        Joined { model, findings: own.into_vec() }
    });
    joined.findings.iter().for_each(|finding| sink.push(finding.clone()));
    joined
}

/// The model of the build before with what was edited; `None` where that may have reached something else.
fn touched(pages: &[Arc<Parsed>], settings: &Settings, sources: &Sources, read: &Read) -> Option<Joined> {
    let before = &read.joined;
    let (mut model, mut edited) = (before.model.on_day(settings)?, Edited::default());
    for (file, (old, new)) in sources.as_slice().iter().zip(read.pages.iter().zip(pages)) {
        if sources.is_absent(file.id) != read.sources.is_absent(file.id) {
            return None;
        }
        if Arc::ptr_eq(old, new) || sources.is_absent(file.id) {
            continue;
        }
        let fits = match (&old.doc, &new.doc) {
            (Some(old), Some(new)) if old == new => !resolve::reads_text_of(&model, file),
            (Some(Doc::Objective(old)), Some(Doc::Objective(new))) if goals::is_alone(old, new) => {
                model.goal_of(file).is_some_and(|ix| edited.pages.insert(ix))
            }
            (Some(Doc::CheckIns(old)), Some(Doc::CheckIns(new))) => {
                edited.check_ins.push((old, new));
                old.date == new.date
            }
            (Some(old), Some(new)) => {
                let same = old.differs_in_its_body_only(new) && model.set_body(file, new);
                same && !resolve::reads_text_of(&model, file)
            }
            (None, None) if series::is_table(file) => reread(&mut model, file, settings, sources),
            (None, None) => true,
            _ => false,
        };
        if !fits {
            return None;
        }
    }
    let mut findings = before.findings.clone();
    let page = |file: FileId| match &pages[file.0 as usize].doc {
        Some(Doc::Objective(doc)) => Some(&**doc),
        _ => None,
    };
    goals::join_again(&mut model, edited, page, &mut findings);
    Some(Joined { model, findings })
}

/// Reads a table again for the KPIs whose own file it is; false where it may be another's.
fn reread(model: &mut Model, file: &SourceFile, settings: &Settings, sources: &Sources) -> bool {
    let mut found = false;
    for kpi in model.kpis.iter_mut().filter(|kpi| kpi.series.file == Some(file.id)) {
        let Some(series) = series::read_own(&kpi.doc, settings, sources).filter(|s| s.file == Some(file.id)) else {
            return false;
        };
        Arc::make_mut(kpi).series = series;
        found = true;
    }
    found
}

/// Goals and KPIs that are equal to those of the build before are those, so that later stages know them again.
fn share_equal(model: &mut Model, before: &Model) {
    fn share<T: PartialEq>(new: &mut [Arc<T>], old: &[Arc<T>]) {
        for (new, old) in new.iter_mut().zip(old) {
            if !Arc::ptr_eq(new, old) && new == old {
                *new = old.clone();
            }
        }
    }
    share(&mut model.objectives, &before.objectives);
    share(&mut model.kpis, &before.kpis);
}

/// The same after drafts were hidden.
pub(super) fn share(model: &mut Model, kept: Option<&Kept>) {
    if let Some(kept) = kept {
        share_equal(model, &kept.site.report.model);
    }
}

/// Loads the theme, unless nothing that it is made of has changed.
pub(super) fn theme(model: &Model, sources: &Sources, kept: Option<&Kept>) -> Arc<Theme> {
    let same = kept.filter(|kept| {
        let files = sources.as_slice().iter().filter(|f| theme::is_made_of(f));
        kept.site.theme.fits(model) && files.into_iter().all(|file| kept.read.has_the_same(file))
    });
    same.map_or_else(|| Arc::new(theme::load(model, sources)), |kept| kept.site.theme.clone())
}
