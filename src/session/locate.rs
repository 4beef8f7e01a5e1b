//! From the places that stages name to lines and columns.

use crate::base::diag::{Located, LocatedLabel};
use crate::base::source::line_column;
use crate::base::{Diagnostic, Files, Label, Sources};
use crate::parse::places;
use std::collections::BTreeMap;
use std::io;

/// Looks up the places of all findings, sorts by path, place and code, and drops repetitions.
pub(super) fn locate(findings: &[Diagnostic], sources: &mut Sources, files: &dyn Files) -> io::Result<Vec<Located>> {
    recall(findings, sources, files)?;
    let mut by_file: BTreeMap<_, Vec<&Label>> = BTreeMap::new();
    for finding in findings {
        for label in std::iter::once(&finding.primary).chain(&finding.related) {
            by_file.entry(label.file).or_default().push(label);
        }
    }
    let mut spans = BTreeMap::new();
    for (file, labels) in by_file {
        let file = sources.file(file);
        let places: Vec<_> = labels.iter().map(|l| &l.at).collect();
        for (label, span) in labels.iter().zip(places::locate(file, &places)) {
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
