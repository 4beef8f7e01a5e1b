//! The conductor: the only file that names every stage, in order.

use crate::base::diag::{Located, LocatedLabel};
use crate::base::source::line_column;
use crate::base::{Diagnostic, FileId, Files, Label, Level, Out, Sink, Sources, codes, par_map};
use crate::compute::scores::Scores;
use crate::lints::LintCx;
use crate::parse::Reading;
use crate::parse::config::Overrides;
use crate::present::{PageId, PresentCx};
use crate::render::theme::Theme;
use crate::resolve::model::Model;
use crate::{compute, lints, parse, present, render, resolve};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;

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
    let findings = locate(findings, &mut sources, files)?;
    Ok(Report { sources, model, scores, findings })
}

/// The whole way: files → documents → model → scores → findings and pages.
///
/// # Errors
/// A file that cannot be read, or trouble of `out`.
pub fn build(files: &dyn Files, overrides: &Overrides, out: &dyn Out) -> io::Result<Build> {
    let Stages { mut sources, model, scores, mut findings } = stages(files, overrides)?;
    let mut sink = Sink::default();
    let theme = render::theme::load(&model, &sources, &mut sink);
    findings.extend(sink.into_vec());
    let located = locate(findings.clone(), &mut sources, files)?;
    let cx = PresentCx::new(&model, &scores, &sources, &located);
    let mut sink = Sink::default();
    let pages = publish(&cx, &theme, out, &mut sink)?;
    findings.extend(sink.into_vec());
    let findings = locate(findings, &mut sources, files)?;
    Ok(Build { report: Report { sources, model, scores, findings }, pages })
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
    model.mentions = resolve::links::check(&model, &sources, &mut sink);
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

/// Reads again what findings point at and was let go of.
fn recall(findings: &[Diagnostic], sources: &mut Sources, files: &dyn Files) -> io::Result<()> {
    let labels = findings.iter().flat_map(|f| std::iter::once(&f.primary).chain(&f.related));
    for file in labels.map(|label| label.file) {
        if sources.is_forgotten(file) {
            let path = &sources.file(file).path;
            let bytes = files.read(path).map_err(|e| io::Error::new(e.kind(), format!("{path}: {e}")))?;
            sources.recall(file, bytes);
        }
    }
    Ok(())
}

/// Renders every page and hands it on as soon as it is made; then assets and data files.
fn publish(cx: &PresentCx<'_>, theme: &Theme, out: &dyn Out, sink: &mut Sink) -> io::Result<usize> {
    let pages = present::plan(cx);
    let trouble: Mutex<Option<io::Error>> = Mutex::new(None);
    let check = |result: io::Result<()>| {
        if let Err(error) = result {
            let mut trouble = trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            trouble.get_or_insert(error);
        }
    };
    let write = |path: &str, bytes: &[u8]| check(out.file(path, bytes));
    par_map(&pages, sink, |id: &PageId, sink| {
        let view = present::view(cx, *id);
        let path = view.path.clone();
        match theme.render(view) {
            Ok(html) => write(&path, html.as_bytes()),
            Err(finding) => sink.push(*finding),
        }
    });
    for (path, bytes) in &theme.assets {
        write(path, bytes);
    }
    present::data::files(cx, &write);
    present::search_index::files(cx, &write);
    if let Some(feed) = present::feed::feed(cx) {
        write(present::feed::PATH, feed.as_bytes());
    }
    for (path, mut fill) in present::data::lists(cx) {
        check(out.stream(path, &mut *fill));
    }
    match trouble.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(pages.len()),
    }
}

/// Looks up the places of all findings, sorts by path, place and code, and drops repetitions.
fn locate(findings: Vec<Diagnostic>, sources: &mut Sources, files: &dyn Files) -> io::Result<Vec<Located>> {
    recall(&findings, sources, files)?;
    let mut by_file: BTreeMap<_, Vec<&Label>> = BTreeMap::new();
    for finding in &findings {
        for label in std::iter::once(&finding.primary).chain(&finding.related) {
            by_file.entry(label.file).or_default().push(label);
        }
    }
    let mut spans = BTreeMap::new();
    for (file, labels) in by_file {
        let file = sources.file(file);
        let places: Vec<_> = labels.iter().map(|l| &l.at).collect();
        for (label, span) in labels.iter().zip(parse::places::locate(file, &places)) {
            spans.insert((label.file, label.at.clone()), span);
        }
    }
    let locate = |label: &Label| {
        let file = sources.file(label.file);
        let (start, end) = spans.get(&(label.file, label.at.clone())).copied().unwrap_or((0, 0));
        let (line, column) = line_column(&file.text, start as usize);
        let (end_line, end_column) = line_column(&file.text, end as usize);
        LocatedLabel {
            path: file.path.clone(),
            start: start as usize,
            end: end as usize,
            line,
            column,
            end_line,
            end_column,
            text: label.text.clone(),
        }
    };
    let mut located: Vec<Located> = findings
        .iter()
        .map(|f| Located {
            code: f.code,
            level: f.level,
            message: f.message.clone(),
            primary: locate(&f.primary),
            related: f.related.iter().map(locate).collect(),
            help: f.help.clone(),
        })
        .collect();
    located.sort_by(|a, b| {
        (&a.primary.path, a.primary.start, a.code.id(), &a.message).cmp(&(
            &b.primary.path,
            b.primary.start,
            b.code.id(),
            &b.message,
        ))
    });
    located.dedup();
    Ok(located)
}
