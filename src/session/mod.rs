//! The conductor: the only file that names every stage, in order.

pub mod analyze;
mod kept;
mod locate;
mod past;
mod site;
mod weeks;

pub use site::{Item, Items, Site};

use crate::base::diag::Located;
use crate::base::{Diagnostic, FileId, Files, Level, Out, Sink, SourceFile, Sources, both, codes};
use crate::compute::scores::Scores;
use crate::parse::Reading;
use crate::parse::config::Overrides;
use crate::resolve::model::Model;
use crate::resolve::{self, ledger, links};
use crate::{compute, lints, parse};
use kept::{Kept, Read};
use locate::locate;
use past::Known;
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

/// Everything that is known before pages are made.
#[derive(Clone)]
pub struct Report {
    pub sources: Sources,
    pub model: Model,
    pub scores: Scores,
    /// Sorted by path, place and code.
    pub findings: Vec<Located>,
}

impl Report {
    /// Whether a finding of error level stands.
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|f| f.level == Level::Error)
    }
}

/// What a build made, beside its report.
pub struct Build {
    pub report: Arc<Report>,
    pub pages: usize,
}

/// Builds of one goals repository, one after the other. What a build found serves the next one where everything that it
/// was found from is the very same; so any build equals the first one of a new session, byte for byte.
#[derive(Default)]
pub struct Session {
    /// Another build may follow.
    lasting: bool,
    kept: Option<Kept>,
}

/// Reads, joins and computes everything; no page is made.
///
/// # Errors
/// A file that cannot be read.
pub fn score(files: &dyn Files, overrides: &Overrides) -> io::Result<Arc<Report>> {
    Ok(Session::default().make(files, overrides, false)?.report.clone())
}

/// The whole way: files → documents → model → scores → findings and pages.
///
/// # Errors
/// A file that cannot be read, or trouble of `out`.
pub fn build(files: &dyn Files, overrides: &Overrides, out: &dyn Out) -> io::Result<Build> {
    Session::default().build(files, overrides, out)
}

impl Session {
    /// A session of more than one build.
    pub fn lasting() -> Self {
        Self { lasting: true, kept: None }
    }

    /// The whole way: files → documents → model → scores → findings and pages.
    ///
    /// # Errors
    /// A file that cannot be read, or trouble of `out`.
    pub fn build(&mut self, files: &dyn Files, overrides: &Overrides, out: &dyn Out) -> io::Result<Build> {
        let site = self.site(files, overrides)?;
        let mut sink = Sink::default();
        let pages = site.publish(out, &mut sink)?;
        Ok(Build { report: site.with(sink.into_vec(), files)?, pages })
    }

    /// The site with everything computed and no page made: files → documents → model → scores → findings and theme.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn site(&mut self, files: &dyn Files, overrides: &Overrides) -> io::Result<Arc<Site>> {
        self.make(files, overrides, true)
    }

    /// The same; what only pages tell of the past may be left out.
    fn make(&mut self, files: &dyn Files, overrides: &Overrides, pages_follow: bool) -> io::Result<Arc<Site>> {
        let mut sink = Sink::default();
        let mut sources = kept::read(files, self.kept.as_ref().map(|kept| &kept.read.sources), None)?;
        let kept = self.kept.take().filter(|kept| kept.read.has_the_same_numbers(&sources));
        let read = kept.as_ref().map(|kept| &kept.read);
        let settings = parse::config::settings(sources.by_path("goalpost.toml"), overrides, &mut sink);
        let reading = Reading { calendar: settings.calendar, separators: settings.separators };
        let defaults = parse::defaults(&sources, &mut sink);
        let history = past::history(files, &settings);
        // Before anything of today is read: both together would take much memory.
        let told = history.as_deref().ok().filter(|_| pages_follow);
        let weeks = past::weeks(files, told, &settings, overrides, &sources, kept.as_ref())?;
        let pages = kept::parse(&sources, &defaults, &reading, read, &mut sink);
        let kept_pages = if self.lasting { pages.clone() } else { Vec::new() };
        let joined = kept::join(pages, settings, &sources, read, &mut sink);
        let mut model = joined.model.clone();
        if !self.lasting {
            // The rows are in the model now. Where a finding points at one, its file is read again.
            sources.forget(model.kpis.iter().filter_map(|kpi| kpi.series.file));
        }
        model.findings().for_each(|finding| sink.push(finding.clone()));
        let links = links::check(&model, &sources, kept.as_ref().map(|k| &k.links), &mut sink);
        model.mentions = links.mentions.clone();
        // Only another build asks for the headings again.
        let links = Some(links).filter(|_| self.lasting);
        if !model.settings.drafts {
            model.hide_drafts();
        }
        model.seals = parse::seal::read_all(&sources, &mut sink);
        let outline = |file: &SourceFile| match kept_pages.get(file.id.0 as usize) {
            Some(page) => page.outline(file),
            None => ledger::outline(file),
        };
        let walked = past::walked(kept.as_ref(), history.as_ref().ok(), &model.settings);
        let walked = ledger::join(&mut model, &sources, history.as_deref().map_err(Clone::clone), &outline, walked);
        resolve::strays(&model, &mut sink);
        model.broken = broken(sink.as_slice(), &model);
        if let Ok(history) = &history {
            past::removed(files, history, &mut model, &sources, overrides)?;
        }
        kept::share(&mut model, kept.as_ref());
        let (mut scores, theme) = both(
            || compute::compute(&model, kept.as_ref().map(Kept::computed), &mut sink),
            || kept::theme(&model, &sources, kept.as_ref()),
        );
        let computed = self.lasting.then(|| scores.clone());
        let mut known = Known::default();
        if pages_follow {
            let now = past::Now { files, model: &model, sources: &sources };
            known = past::remember(&now, history.as_ref().ok(), weeks, &mut scores, kept.as_ref())?;
        }
        let advice = kept.as_ref().map(|kept| (kept.scored(), &kept.advice));
        let advice = lints::run(&model, &scores, &sources, advice, &mut sink);
        let mut found = lints::settle(sink.into_vec(), &model);
        found.extend(theme.findings.iter().cloned());
        let (findings, places) = locate(&found, &mut sources, files, kept.as_ref().map(|k| &k.places))?;
        let report = Arc::new(Report { sources, model, scores, findings });
        let site = Arc::new(Site::new(report, theme, found, kept.as_ref().map(|k| &*k.site)));
        if let (Some(links), Some(computed)) = (links, computed) {
            let sources = site.report.sources.clone();
            self.kept = Some(Kept {
                read: Read { sources, defaults, reading, pages: kept_pages, joined },
                links,
                advice,
                places,
                computed,
                walked,
                known,
                site: site.clone(),
            });
        }
        Ok(site)
    }
}

/// Pages whose numbers cannot be trusted: those with a mistake, and KPI pages whose series has one. A dead link is
/// a mistake too, but it takes no number with it.
fn broken(findings: &[Diagnostic], model: &Model) -> BTreeSet<FileId> {
    let harmless = [codes::BROKEN_LINK, codes::BROKEN_ANCHOR, codes::UNKNOWN_COMPONENT];
    let mistakes = findings.iter().filter(|f| !f.code.is_lint() && !harmless.contains(&f.code));
    let series = model.kpis.iter().filter(|kpi| kpi.series.findings.iter().any(|f| !f.code.is_lint()));
    mistakes.map(|f| f.primary.file).chain(series.map(|kpi| kpi.doc.file)).collect()
}
