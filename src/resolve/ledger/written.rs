//! When each file was last written.

use crate::base::past::History;
use crate::base::{FileId, Sources};
use crate::domain::Date;
use std::collections::BTreeMap;

/// The day of the last revision up to the as-of date that touched each of today's files. What a clone without the
/// whole history seems to add first may be older, so nothing is said of it.
pub(super) fn written(sources: &Sources, history: &History, as_of: Date) -> BTreeMap<FileId, Date> {
    let known = &history.revisions[usize::from(history.shallow).min(history.revisions.len())..];
    let mut out = BTreeMap::new();
    for revision in known.iter().filter(|revision| revision.day <= as_of) {
        for (path, _) in revision.changes.iter().filter_map(|change| change.after.as_ref()) {
            out.extend(sources.by_path(path).map(|file| (file.id, revision.day)));
        }
    }
    out
}
