//! When each file was last written.

use crate::base::past::{FileChange, History, Revision, Writer};
use crate::base::{FileId, Sources};
use crate::domain::Date;
use crate::resolve::model::Model;
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

/// The revision that first had each of today's seals, up to the as-of date. Of what a clone without the whole history
/// seems to add first nobody knows who wrote it.
pub(super) fn sealed(model: &Model, sources: &Sources, history: &History) -> BTreeMap<FileId, (Date, Writer)> {
    let known = &history.revisions[usize::from(history.shallow).min(history.revisions.len())..];
    let added = |file: FileId| {
        let path = &sources.get(file)?.path;
        let adds = |revision: &&Revision| {
            let new = |change: &FileChange| {
                change.before.is_none() && change.after.as_ref().is_some_and(|(after, _)| after == path)
            };
            revision.day <= model.settings.as_of.date && revision.changes.iter().any(new)
        };
        known.iter().find(adds).map(|revision| (file, (revision.day, revision.written_by(path))))
    };
    model.seals.iter().filter_map(|seal| added(seal.file?)).collect()
}
