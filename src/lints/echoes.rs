//! One slip, one finding: a mistyped key also leaves a hole where the right one was looked for, and the hole is
//! not worth a second finding. It comes back by itself if it is still there when the slip is mended.

use crate::base::codes::*;
use crate::base::{Code, Diagnostic, FileId, Place};
use crate::resolve::model::Model;
use std::collections::BTreeMap;

/// Leaves out what only repeats that something else could not be read.
pub(super) fn without_echoes(findings: Vec<Diagnostic>, model: &Model) -> Vec<Diagnostic> {
    let mut errors: BTreeMap<FileId, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| !f.code.is_lint()) {
        errors.entry(finding.primary.file).or_default().push(finding);
    }
    if errors.is_empty() {
        return findings;
    }
    // A goal whose page could not be read may have the key result that another page names.
    let of = |file| errors.get(&file).map(Vec::as_slice).unwrap_or_default();
    let unread: Vec<&str> =
        model.objectives.iter().filter(|goal| unread(of(goal.doc.file))).map(|goal| goal.doc.id.as_str()).collect();
    let names_unread = |f: &Diagnostic| {
        let about = f.code == UNKNOWN_REFERENCE && f.message.contains("key result");
        about && unread.iter().any(|id| names(&f.message, id))
    };
    let echo: Vec<bool> = findings.iter().map(|f| is_echo(f, &errors) || names_unread(f)).collect();
    findings.into_iter().zip(echo).filter_map(|(finding, echo)| (!echo).then_some(finding)).collect()
}

fn is_echo(finding: &Diagnostic, errors: &BTreeMap<FileId, Vec<&Diagnostic>>) -> bool {
    let of = |file| errors.get(&file).map(Vec::as_slice).unwrap_or_default();
    let here = of(finding.primary.file);
    // What else is wrong in a file with two versions of it shows when one is chosen.
    if finding.code != MERGE_CONFLICT && here.iter().any(|e| e.code == MERGE_CONFLICT) {
        return true;
    }
    match finding.code {
        ORPHAN => unread(here),
        NO_OWNER => unread(here) || meant(here, "owner"),
        NO_KEY_RESULTS => unread(here) || meant(here, "key_results") || below(here, "key_results"),
        ONE_KEY_RESULT => below(here, "key_results"),
        NO_NUMBER | NO_BASELINE => unread(here) || below(here, thing(&finding.primary.at)),
        KPI_INCOMPLETE => unread(here) || ["what", "why", "how", "who", "when"].iter().any(|key| meant(here, key)),
        NO_AGGREGATE => unread(here) || meant(here, "aggregate") || at(here, "aggregate"),
        NO_CADENCE => unread(here) || meant(here, "cadence") || at(here, "cadence"),
        KPI_GAPS | KPI_STALE => finding.related.iter().any(|label| !of(label.file).is_empty()),
        KPI_UNUSED => {
            let id = quoted(&finding.message);
            unread(here)
                || errors
                    .values()
                    .flatten()
                    .any(|e| e.code == UNKNOWN_REFERENCE && e.help.iter().any(|h| h.contains(id)))
        }
        MISSED_WITHOUT_NOTE => here.iter().any(|e| matches!(e.primary.at, Place::Span(..)) && e.code == BAD_DATE),
        MISSING_KEY => {
            let (key, path) = (quoted(&finding.message), path(&finding.primary.at));
            let inside = |e: &&&Diagnostic| within(path_of(e), path);
            here.iter().filter(inside).filter(|e| e.code != MISSING_KEY).any(|e| {
                let bad_value = path_of(e).rsplit('.').next() == Some(key.trim_matches('`'));
                bad_value || e.code == UNKNOWN_KEY && e.help.iter().any(|h| h.contains(key))
            })
        }
        BAD_NUMBER | BAD_DATE | BAD_PERIOD | UNKNOWN_WORD => {
            let typographic = quoted(&finding.message).trim_start_matches('`').starts_with(['“', '”', '„', '«', '»']);
            typographic && here.iter().any(|e| e.code == YAML_SYNTAX)
        }
        _ => false,
    }
}

/// Whether a message names this id, alone or before its period or key result.
fn names(message: &str, id: &str) -> bool {
    let mut words = message.split(|c: char| c.is_whitespace() || "`@#,".contains(c));
    words.any(|word| word.eq_ignore_ascii_case(id))
}

/// Whether the page, or the rest of it, could not be read at all.
fn unread(errors: &[&Diagnostic]) -> bool {
    const FATAL: &[Code] = &[NOT_UTF8, YAML_SYNTAX, FRONT_MATTER_UNCLOSED, MISSING_TITLE, TOO_LARGE];
    // Front matter that is no mapping is wrong as a whole.
    let whole = |e: &&Diagnostic| e.code == WRONG_TYPE && matches!(e.primary.at, Place::Span(..));
    errors.iter().any(|e| FATAL.contains(&e.code) || whole(e))
}

/// Whether an unknown key was probably meant to be this one.
fn meant(errors: &[&Diagnostic], key: &str) -> bool {
    let key = format!("`{key}`");
    errors.iter().any(|e| e.code == UNKNOWN_KEY && e.help.iter().any(|h| h.contains(&key)))
}

/// Whether something inside the thing at this path is wrong.
fn below(errors: &[&Diagnostic], path: &str) -> bool {
    errors.iter().any(|e| within(path_of(e), path))
}

fn at(errors: &[&Diagnostic], path: &str) -> bool {
    errors.iter().any(|e| path_of(e) == path)
}

fn within(inner: &str, outer: &str) -> bool {
    outer.is_empty() || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn path_of<'a>(finding: &&'a Diagnostic) -> &'a str {
    path(&finding.primary.at)
}

fn path(at: &Place) -> &str {
    match at {
        Place::Key(path) | Place::Value(path) => path,
        Place::File | Place::Span(..) | Place::Cell(..) => "",
    }
}

/// The key result that a lint about its target speaks of.
fn thing(at: &Place) -> &str {
    let path = path(at);
    path.strip_suffix(".target").unwrap_or(path)
}

/// The first word in backticks, with them.
fn quoted(message: &str) -> &str {
    let Some(start) = message.find('`') else { return message };
    let end = message[start + 1..].find('`').map_or(message.len(), |i| start + i + 2);
    &message[start..end]
}
