//! Restated values: a series told something else of a past date in an earlier revision, or in an earlier row.

use super::model::{Kpi, KpiIx, Model, Point, Series};
use super::series::read_version;
use crate::base::past::{History, Revision, Writer};
use crate::domain::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One value that was told otherwise.
#[derive(Clone, Debug)]
pub struct Restated {
    pub kpi: KpiIx,
    /// First day of what the value speaks of.
    pub of: Date,
    pub before: f64,
    /// `None`: the row was taken out.
    pub after: Option<f64>,
    /// The day it was restated.
    pub day: Date,
    /// The revision; `None`: the row itself says when it was reported.
    pub wrote: Option<Writer>,
}

/// A revision that rewrote a file: step, versions before and after, path today.
#[derive(Debug)]
pub struct Step {
    at: usize,
    old: String,
    new: String,
    path: String,
    then: String,
}

/// Whether a version has a line that the next one does not have: where lines are only added, nothing is restated.
pub fn loses_lines(old: &[u8], new: &[u8]) -> bool {
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lines = bytes.split(|b| *b == b'\n' || *b == b'\r').map(<[u8]>::trim_ascii);
        lines.filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
    };
    let kept: BTreeSet<Vec<u8>> = lines(new).into_iter().collect();
    lines(old).into_iter().any(|line| !kept.contains(&line))
}

/// The steps that rewrote one of these files, newest first; renames are followed back.
pub fn steps(history: &History, paths: &[String], rewritten: &mut dyn FnMut(&str, &str) -> Option<bool>) -> Vec<Step> {
    let mut now: HashMap<String, String> = paths.iter().map(|p| (p.clone(), p.clone())).collect();
    let mut out = Vec::new();
    for (at, revision) in history.revisions.iter().enumerate().rev() {
        let mut moved = Vec::new();
        for change in &revision.changes {
            let (Some((before, old)), Some((after, new))) = (&change.before, &change.after) else { continue };
            let Some(path) = now.get(after).cloned() else { continue };
            if rewritten(&old.id, &new.id) == Some(true) {
                let (old, new) = (old.id.clone(), new.id.clone());
                out.push(Step { at, old, new, path: path.clone(), then: after.clone() });
            }
            if before != after {
                now.remove(after);
                moved.push((before.clone(), path));
            }
        }
        now.extend(moved);
    }
    out
}

/// The values that a later row of the same date told otherwise, newest first.
pub fn reported(model: &Model) -> Vec<Restated> {
    let mut out = Vec::new();
    for (ix, kpi) in model.kpis().filter(|(_, kpi)| kpi.series.points.are_reported()) {
        let mut told: Option<Point> = None;
        for point in kpi.series.points.iter() {
            let Some(day) = point.reported_at.filter(|day| *day <= model.settings.as_of.date) else { continue };
            if let Some(before) = told.filter(|told| told.date == point.date && !same(told.value, point.value)) {
                let (before, after) = (before.value, Some(point.value));
                out.push(Restated { kpi: ix, of: point.date, before, after, day, wrote: None });
            }
            told = Some(point);
        }
    }
    out.sort_by_key(|value| std::cmp::Reverse((value.day, std::cmp::Reverse((value.kpi, value.of)))));
    out
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

/// The restated values in these steps, newest first; each KPI's own reader reads both versions.
pub fn values(
    model: &Model,
    history: &History,
    steps: &[Step],
    read: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Vec<Restated> {
    let mut out = Vec::new();
    for step in steps {
        let revision = &history.revisions[step.at];
        if revision.day > model.settings.as_of.date {
            continue;
        }
        let (Some(old), Some(new)) = (read(&step.old), read(&step.new)) else { continue };
        for (ix, kpi) in model.kpis().filter(|(_, kpi)| kpi.series.path == step.path) {
            let series = |bytes: &[u8]| read_version(&kpi.doc, kpi.series.sheet, &step.path, bytes, &model.settings);
            out.extend(differences(ix, kpi, &series(&old), &series(&new), revision, &step.then));
        }
    }
    out
}

fn differences(ix: KpiIx, kpi: &Kpi, old: &Series, new: &Series, revision: &Revision, path: &str) -> Vec<Restated> {
    let values = |series: &Series| -> BTreeMap<Date, f64> { series.points.iter().map(|p| (p.date, p.value)).collect() };
    let (old, new) = (values(old), values(new));
    // A file that cannot be read, or whose columns were renamed, restates nothing.
    if new.is_empty() || kpi.series.points.is_empty() {
        return Vec::new();
    }
    let writer = revision.written_by(path);
    let told = |(of, before): (&Date, &f64)| {
        let after = new.get(of).copied();
        (!after.is_some_and(|after| same(after, *before))).then(|| Restated {
            kpi: ix,
            of: *of,
            before: *before,
            after,
            day: revision.day,
            wrote: Some(writer.clone()),
        })
    };
    old.iter().filter_map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_only_grows_restates_nothing() {
        assert!(!loses_lines(b"week,v\n1,2\n", b"week,v\r\n0,9\r\n1,2\r\n2,3"));
        assert!(loses_lines(b"week,v\n1,2\n", b"week,v\n1,3\n"));
    }
}
