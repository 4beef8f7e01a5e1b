//! Numbers of the past: the files as they were, read, joined and computed as today's are.

use super::{Reads, stages};
use crate::base::past::{History, Past, Revision};
use crate::base::{Files, Sink, par_map};
use crate::compute::scores::{HistoryPoint, Scores};
use crate::compute::snapshot::Snapshot;
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date};
use crate::parse::config::Overrides;
use crate::resolve::model::Model;
use crate::resolve::restated::{self, Restated};
use std::io;

/// Changes when a snapshot of the same files would say something else.
const FORMAT: u32 = 1;

/// What stood at the end of each of the last weeks, oldest first, as its last revision knew it. The running week is not
/// among them: today's numbers speak for it.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn weeks(past: &dyn Past, history: &History, model: &Model, with: &Overrides) -> io::Result<Vec<Snapshot>> {
    let ends = ends(history, model.settings.as_of.date, model.settings.history.weeks);
    let weeks: Vec<(Date, &Revision)> =
        ends.into_iter().filter_map(|end| Some((end, &history.revisions[history.on(end)?]))).collect();
    let key = |(end, revision): &(Date, &Revision)| {
        format!("week {FORMAT} {} {end} {}", revision.id, if with.drafts { "drafts" } else { "" })
    };
    let results = par_map(&weeks, &mut Sink::default(), |week, _| {
        let key = key(week);
        let known = past.recall(&key).and_then(|text| serde_json::from_str::<Snapshot>(&text).ok());
        match known {
            Some(snapshot) => Ok((snapshot, None)),
            None => {
                let files = past.at(&week.1.id)?;
                let snapshot = snapshot(&*files, week.0, with)?.brief();
                let text = serde_json::to_string(&snapshot).map_err(io::Error::other)?;
                Ok::<_, io::Error>((snapshot, Some((key, text))))
            }
        }
    });
    let mut snapshots = Vec::with_capacity(results.len());
    let mut new = Vec::new();
    for result in results {
        let (snapshot, entry) = result?;
        snapshots.push(snapshot);
        new.extend(entry);
    }
    past.remember(new);
    Ok(snapshots)
}

/// The Sundays of ended weeks from the first revision on, at most so many.
fn ends(history: &History, as_of: Date, weeks: u32) -> Vec<Date> {
    let Some(first) = history.revisions.first() else { return Vec::new() };
    let mut end = add_days(Cadence::Week.slot(as_of, &Calendar::default()).start, -1);
    let mut ends = Vec::new();
    while end >= first.day && ends.len() < weeks as usize {
        ends.push(end);
        end = add_days(end, -7);
    }
    ends.reverse();
    ends
}

fn snapshot(files: &dyn Files, as_of: Date, with: &Overrides) -> io::Result<Snapshot> {
    let overrides = Overrides { as_of: Some(as_of), ..with.clone() };
    let made = stages(files, &overrides, Reads::Files)?;
    Ok(Snapshot::of(&made.model, &made.scores, &made.sources))
}

/// Puts the scores as they were known then in the place of those that today's files give for then. Before the first
/// revision today's files are all there is.
pub(super) fn as_known(model: &Model, scores: &mut Scores, path: impl Fn(usize) -> String) {
    let weeks = std::mem::take(&mut scores.weeks);
    for (i, score) in scores.objectives.iter_mut().enumerate() {
        let objective = &model.objectives[i];
        let name = crate::compute::snapshot::name(&objective.doc.id, objective.doc.period.as_ref());
        let path = path(i);
        for point in &mut score.history {
            let Ok(week) = weeks.binary_search_by_key(&point.date, |w| w.as_of) else { continue };
            let known = weeks[week].goal(&name, &path);
            *point = HistoryPoint {
                date: point.date,
                score: known.and_then(|g| g.score),
                expected: known.and_then(|g| g.expected).or(point.expected),
            };
        }
    }
    scores.weeks = weeks;
}

/// Values of a series that were told otherwise before.
///
/// # Errors
/// A version that cannot be read.
pub(super) fn restated(past: &dyn Past, history: &History, model: &Model, paths: &[String]) -> io::Result<Vec<Restated>> {
    let mut new = Vec::new();
    let mut trouble = None;
    // Most changes of a series only add lines; what they are called says so, once it was found.
    let mut rewritten = |old: &str, new_id: &str| {
        let key = format!("rows {FORMAT} {old} {new_id}");
        let known = past.recall(&key).map(|word| word == "rewritten");
        known.or_else(|| {
            let both = past.version(old).and_then(|old| Ok((old, past.version(new_id)?)));
            match both {
                Ok((old, now)) => {
                    let changed = restated::loses_lines(&old, &now);
                    new.push((key, if changed { "rewritten" } else { "longer" }.to_owned()));
                    Some(changed)
                }
                Err(error) => {
                    trouble.get_or_insert(error);
                    None
                }
            }
        })
    };
    let steps = restated::steps(history, paths, &mut rewritten);
    past.remember(new);
    if let Some(error) = trouble.filter(|e| e.kind() != io::ErrorKind::NotFound) {
        return Err(error);
    }
    let read = |id: &str| past.version(id).ok();
    Ok(restated::values(model, history, &steps, &read))
}
