//! The conductor: the only file that names every stage, in order.

mod locate;
mod site;

pub use site::{Item, Site};

use crate::base::diag::Located;
use crate::base::{Diagnostic, FileId, Files, Level, Out, Sink, Sources, codes, par_map};
use crate::compute::scores::Scores;
use crate::lints::LintCx;
use crate::parse::Reading;
use crate::parse::config::Overrides;
use crate::resolve::model::Model;
use crate::{compute, lints, parse, render, resolve};
use locate::locate;
use std::collections::BTreeSet;
use std::io;

/// Everything that is known before pages are made.
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
    pub report: Report,
    pub pages: usize,
}

/// Reads, joins and computes everything; no page is made.
///
/// # Errors
/// A file that cannot be read.
pub fn score(files: &dyn Files, overrides: &Overrides) -> io::Result<Report> {
    let Stages { mut sources, model, scores, findings } = stages(files, overrides)?;
    let findings = locate(&findings, &mut sources, files)?;
    Ok(Report { sources, model, scores, findings })
}

/// The whole way: files → documents → model → scores → findings and pages.
///
/// # Errors
/// A file that cannot be read, or trouble of `out`.
pub fn build(files: &dyn Files, overrides: &Overrides, out: &dyn Out) -> io::Result<Build> {
    let site = site(files, overrides)?;
    let mut sink = Sink::default();
    let pages = site.publish(out, &mut sink)?;
    let Site { mut report, mut found, .. } = site;
    if !sink.as_slice().is_empty() {
        found.extend(sink.into_vec());
        report.findings = locate(&found, &mut report.sources, files)?;
    }
    Ok(Build { report, pages })
}

/// The site with everything computed and no page made: files → documents → model → scores → findings and theme.
///
/// # Errors
/// A file that cannot be read.
pub fn site(files: &dyn Files, overrides: &Overrides) -> io::Result<Site> {
    let Stages { mut sources, model, scores, findings: mut found } = stages(files, overrides)?;
    let mut sink = Sink::default();
    let theme = render::theme::load(&model, &sources, &mut sink);
    found.extend(sink.into_vec());
    let findings = locate(&found, &mut sources, files)?;
    Ok(Site { report: Report { sources, model, scores, findings }, theme, found })
}

struct Stages {
    sources: Sources,
    model: Model,
    scores: Scores,
    findings: Vec<Diagnostic>,
}

/// Every stage before pages.
fn stages(files: &dyn Files, overrides: &Overrides) -> io::Result<Stages> {
    let mut sink = Sink::default();
    let mut sources = read(files)?;
    let settings = parse::config::settings(sources.by_path("goalpost.toml"), overrides, &mut sink);
    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let defaults = parse::defaults(&sources, &mut sink);
    let docs = par_map(sources.as_slice(), &mut sink, |file, sink| parse::document(file, &defaults, &reading, sink));
    let mut model = resolve::resolve(docs.into_iter().flatten().collect(), settings, &sources, &mut sink);
    // The rows are in the model now. Where a finding points at one, its file is read again.
    sources.forget(model.kpis.iter().filter_map(|kpi| kpi.series.file));
    resolve::links::check(&model, &sources, &mut sink);
    if !model.settings.drafts {
        model.hide_drafts();
    }
    model.broken = broken(sink.as_slice(), &model);
    let scores = compute::compute(&model, &mut sink);
    lints::run(&LintCx { model: &model, scores: &scores, sources: &sources }, &mut sink);
    let findings = lints::settle(sink.into_vec(), &model);
    Ok(Stages { sources, model, scores, findings })
}

/// Pages whose numbers cannot be trusted: those with a mistake, and KPI pages whose series has one. A dead link is
/// a mistake too, but it takes no number with it.
fn broken(findings: &[Diagnostic], model: &Model) -> BTreeSet<FileId> {
    let harmless = [codes::BROKEN_LINK, codes::BROKEN_ANCHOR, codes::UNKNOWN_COMPONENT];
    let mistakes = findings.iter().filter(|f| !f.code.is_lint() && !harmless.contains(&f.code));
    let series = model.kpis.iter().filter(|kpi| kpi.series.mistaken);
    mistakes.map(|f| f.primary.file).chain(series.map(|kpi| kpi.doc.file)).collect()
}

/// Reads all files, in parallel, in the order of their paths.
fn read(files: &dyn Files) -> io::Result<Sources> {
    let mut paths = files.list()?;
    paths.sort();
    let contents = par_map(&paths, &mut Sink::default(), |path, _| files.read(path));
    let mut out = Vec::with_capacity(paths.len());
    for (path, content) in paths.into_iter().zip(contents) {
        let content = content.map_err(|e| io::Error::new(e.kind(), format!("{path}: {e}")))?;
        out.push((path, content));
    }
    Ok(Sources::new(out))
}
