//! From the places that stages name to lines and columns.

use crate::base::diag::{Located, LocatedLabel};
use crate::base::source::line_column;
use crate::base::{Diagnostic, FileId, Files, Label, Sink, SourceFile, Sources, par_map};
use crate::parse::places;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// Findings as they were located, by the file they are in.
pub(super) type Places = BTreeMap<FileId, Arc<OfFile>>;

/// The findings of one file.
pub(super) struct OfFile {
    found: Vec<Diagnostic>,
    /// Every file that one of them points at.
    files: Vec<Arc<SourceFile>>,
    located: Vec<Located>,
}

/// Looks up the places of all findings, sorts by path, place and code, and drops repetitions. What was located before
/// in the very same files is taken over.
pub(super) fn locate(
    findings: &[Diagnostic],
    sources: &mut Sources,
    files: &dyn Files,
    before: Option<&Places>,
) -> io::Result<(Vec<Located>, Places)> {
    recall(findings, sources, files)?;
    let mut by_file: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in findings {
        by_file.entry(finding.primary.file).or_default().push(finding);
    }
    let by_file: Vec<(FileId, Vec<&Diagnostic>)> = by_file.into_iter().collect();
    let places = par_map(&by_file, &mut Sink::default(), |(file, found), _| {
        let known = before.and_then(|before| before.get(file)).filter(|known| known.holds(found, sources));
        (*file, known.map_or_else(|| Arc::new(OfFile::new(found, sources)), Arc::clone))
    });
    // Files have their numbers in the order of their paths.
    let located = places.iter().flat_map(|(_, of_file)| of_file.located.iter().cloned()).collect();
    Ok((located, places.into_iter().collect()))
}

impl OfFile {
    fn new(found: &[&Diagnostic], sources: &Sources) -> Self {
        let mut labels: BTreeMap<FileId, Vec<&Label>> = BTreeMap::new();
        for label in found.iter().flat_map(|finding| labels_of(finding)) {
            labels.entry(label.file).or_default().push(label);
        }
        let files = labels.keys().map(|file| sources.shared(*file).clone()).collect();
        let mut spans = BTreeMap::new();
        for (file, labels) in labels {
            let at: Vec<_> = labels.iter().map(|l| &l.at).collect();
            for (at, span) in at.iter().zip(places::locate(sources.file(file), &at)) {
                spans.insert((file, (*at).clone()), span);
            }
        }
        let locate = |label: &Label| {
            let span = spans.get(&(label.file, label.at.clone())).copied().unwrap_or((0, 0));
            located(label, sources.file(label.file), span)
        };
        let mut located: Vec<Located> = found
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
            (a.primary.start, a.code.id(), &a.message).cmp(&(b.primary.start, b.code.id(), &b.message))
        });
        located.dedup();
        Self { found: found.iter().copied().cloned().collect(), files, located }
    }

    /// Whether these are the same findings in the very same files.
    fn holds(&self, found: &[&Diagnostic], sources: &Sources) -> bool {
        self.found.iter().eq(found.iter().copied())
            && self.files.iter().all(|file| Arc::ptr_eq(file, sources.shared(file.id)))
    }
}

fn located(label: &Label, file: &SourceFile, (start, end): (u32, u32)) -> LocatedLabel {
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
}

fn labels_of(finding: &Diagnostic) -> impl Iterator<Item = &Label> {
    std::iter::once(&finding.primary).chain(&finding.related)
}

/// Reads again what findings point at and was let go of.
fn recall(findings: &[Diagnostic], sources: &mut Sources, files: &dyn Files) -> io::Result<()> {
    for file in findings.iter().flat_map(labels_of).map(|label| label.file) {
        if sources.is_forgotten(file) {
            let path = &sources.file(file).path;
            let bytes = files.read(path).map_err(|e| io::Error::new(e.kind(), format!("{path}: {e}")))?;
            sources.recall(file, bytes);
        }
    }
    Ok(())
}
