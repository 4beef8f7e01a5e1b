//! What the history tells of today's pages, kept for the next build: a page that is the very same has the same edits.

use super::walk::{self, Trail};
use super::{Edit, Of, compare, written};
use crate::base::past::{History, Outline};
use crate::base::{FileId, Sink, SourceFile, Sources, par_map};
use crate::domain::Date;
use crate::parse::keys::Section;
use crate::resolve::model::Model;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Boils a file of today down.
pub type OutlineOf<'a> = dyn Fn(&SourceFile) -> Option<Arc<Outline>> + Sync + 'a;

/// What the history tells of today's files, for the next build.
#[derive(Default)]
pub struct Walked {
    followed: Vec<Arc<Followed>>,
    given: Vec<(FileId, Arc<String>)>,
    /// Page for page.
    trails: Arc<Vec<Trail>>,
    /// Page for page, newest first.
    edits: Vec<Vec<Edit>>,
    pub(super) written: Arc<BTreeMap<FileId, Date>>,
}

/// A page of today, from the files as they are, committed or not.
pub(super) struct Followed {
    pub of: Of,
    pub file: FileId,
    pub outline: Arc<Outline>,
    /// Ids.
    pub key_results: Vec<String>,
}

impl Followed {
    pub fn section(&self) -> Section {
        if matches!(self.of, Of::Kpi(_)) { Section::Kpi } else { Section::Objective }
    }
}

impl Walked {
    /// `before` is what the same history told of the same list of files under equal settings.
    pub(super) fn new(
        model: &Model,
        sources: &Sources,
        history: &History,
        outline: &OutlineOf<'_>,
        before: Option<&Walked>,
    ) -> Self {
        let known = before.map_or(&[][..], |before| &before.followed);
        let (followed, given) = (followed(model, sources, outline, known), walk::given(sources));
        let is_same_page = |(old, new): (&Arc<Followed>, &Arc<Followed>)| (old.of, old.file) == (new.of, new.file);
        let same = before.filter(|before| {
            let pages = &before.followed;
            before.given == given && pages.len() == followed.len() && pages.iter().zip(&followed).all(is_same_page)
        });
        let trails = match same {
            Some(same) => same.trails.clone(),
            None => Arc::new(walk::trails(&followed, &model.settings, sources, history)),
        };
        let all: Vec<usize> = (0..followed.len()).collect();
        let edits = par_map(&all, &mut Sink::default(), |i, _| match same {
            Some(same) if Arc::ptr_eq(&same.followed[*i], &followed[*i]) => same.edits[*i].clone(),
            _ => compare::edits(&followed[*i], &trails[*i], &model.settings, sources, history),
        });
        let written = match before {
            Some(before) => before.written.clone(),
            None => Arc::new(written::written(sources, history, model.settings.as_of.date)),
        };
        Self { followed, given, trails, edits, written }
    }

    /// Every change of a definition that the history and the files show, page by page.
    pub(super) fn edits(&self) -> Vec<Edit> {
        self.edits.iter().flatten().cloned().collect()
    }
}

/// Today's pages that are followed; those of the build before where they are the same.
fn followed(model: &Model, sources: &Sources, outline: &OutlineOf<'_>, before: &[Arc<Followed>]) -> Vec<Arc<Followed>> {
    let goals = model.objectives().map(|(ix, o)| (Of::Objective(ix), o.doc.file));
    let kpis = model.kpis().map(|(ix, kpi)| (Of::Kpi(ix), kpi.doc.file));
    // Both lists are in order; where every page could be read, they have the same places.
    let known = |i: usize, of: Of| {
        let there = before.get(i).filter(|page| page.of == of);
        there.or_else(|| Some(&before[before.binary_search_by_key(&of, |page| page.of).ok()?]))
    };
    let all: Vec<_> = goals.chain(kpis).enumerate().collect();
    let pages = par_map(&all, &mut Sink::default(), |(i, (of, file)), _| {
        let outline = outline(sources.file(*file))?;
        let ids = || of.objective().into_iter().flat_map(|ix| &model.objective(ix).key_results).map(|kr| &kr.doc.id);
        let same = known(*i, *of)
            .filter(|old| old.file == *file && Arc::ptr_eq(&old.outline, &outline) && old.key_results.iter().eq(ids()));
        let new = || Arc::new(Followed { of: *of, file: *file, outline, key_results: ids().cloned().collect() });
        Some(same.map_or_else(new, Arc::clone))
    });
    pages.into_iter().flatten().collect()
}
