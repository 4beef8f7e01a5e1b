//! Numbers of the past: the files as they were, read, joined and computed as today's are.

use super::{broken, kept};
use crate::base::past::{History, NoPast, Past, Revision};
use crate::base::{Files, Sink, Sources, par_map};
use crate::compute;
use crate::compute::scores::{HistoryPoint, Scores};
use crate::compute::snapshot::{self, Snapshot};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date};
use crate::parse::config::Overrides;
use crate::parse::outline::OUTLINER;
use crate::parse::{self, Reading};
use crate::resolve::model::Model;
use crate::resolve::restated::{self, Restated};
use crate::resolve::settings::Settings;
use std::io;
use std::sync::Arc;

/// Changes when a snapshot of the same files would say something else.
const FORMAT: u32 = 1;

/// The main line, if the site wants it read.
pub(super) fn history(files: &dyn Files, settings: &Settings) -> Result<Arc<History>, NoPast> {
    match settings.history.read {
        true => files.past()?.history(&OUTLINER),
        false => Err(NoPast::Off),
    }
}

/// What only pages tell of the past: the weeks as they were known, and values that were restated.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn remember(
    files: &dyn Files,
    history: &History,
    model: &Model,
    scores: &mut Scores,
    sources: &Sources,
    with: &Overrides,
) -> io::Result<()> {
    let Some(past) = files.past().ok().filter(|_| !history.revisions.is_empty()) else { return Ok(()) };
    scores.weeks = weeks(past, history, model, with)?;
    as_known(model, scores, sources);
    let mut paths: Vec<String> = model.kpis.iter().map(|k| k.series.path.clone()).filter(|p| !p.is_empty()).collect();
    paths.sort();
    paths.dedup();
    scores.restated = restated(past, history, model, &paths)?;
    scores.first_told = compute::first_told(model, &scores.kpis, &scores.restated);
    Ok(())
}

/// What stood at the end of each of the last weeks, oldest first, as its last revision knew it. The running week is not
/// among them: today's numbers speak for it.
///
/// # Errors
/// A file of the past that cannot be read.
fn weeks(past: &dyn Past, history: &History, model: &Model, with: &Overrides) -> io::Result<Vec<Snapshot>> {
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

/// What the files alone say as of a day: no history, no findings.
fn snapshot(files: &dyn Files, as_of: Date, with: &Overrides) -> io::Result<Snapshot> {
    let overrides = Overrides { as_of: Some(as_of), revision: None, ..with.clone() };
    let mut sink = Sink::default();
    let sources = kept::read(files, None)?;
    let settings = parse::config::settings(sources.by_path("goalpost.toml"), &overrides, &mut sink);
    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let defaults = parse::defaults(&sources, &mut sink);
    let pages = kept::parse(&sources, &defaults, &reading, None, &mut sink);
    let mut model = kept::join(pages, settings, &sources, None, &mut sink).model;
    model.seals = parse::seal::read_all(&sources, &mut sink);
    model.series_findings().for_each(|finding| sink.push(finding.clone()));
    if !model.settings.drafts {
        model.hide_drafts();
    }
    model.broken = broken(sink.as_slice(), &model);
    let scores = compute::compute(&model, None, &mut sink);
    Ok(Snapshot::of(&model, &scores, &sources))
}

/// Puts the scores as they were known then in the place of those that today's files give for then. Before the first
/// revision today's files are all there is.
fn as_known(model: &Model, scores: &mut Scores, sources: &Sources) {
    let weeks = std::mem::take(&mut scores.weeks);
    for (objective, score) in model.objectives.iter().zip(&mut scores.objectives) {
        let name = snapshot::name(&objective.doc.id, objective.doc.period.as_ref());
        let path = &sources.file(objective.doc.file).path;
        let known = |point: &HistoryPoint| {
            let week = weeks.binary_search_by_key(&point.date, |w| w.as_of).ok()?;
            let goal = weeks[week].goal(&name, path);
            let expected = goal.and_then(|g| g.expected).or(point.expected.get());
            Some(HistoryPoint { date: point.date, score: goal.and_then(|g| g.score).into(), expected: expected.into() })
        };
        let history: Vec<HistoryPoint> = score.history.iter().map(|p| known(p).unwrap_or(*p)).collect();
        if history != score.history {
            Arc::make_mut(score).history = history;
        }
    }
    scores.weeks = weeks;
}

/// Values of a series that were told otherwise before.
///
/// # Errors
/// A version that cannot be read.
fn restated(past: &dyn Past, history: &History, model: &Model, paths: &[String]) -> io::Result<Vec<Restated>> {
    let mut new = Vec::new();
    let mut trouble = None;
    // Most changes of a series only add lines; what they are called says so, once it was found.
    let mut rewritten = |old: &str, new_id: &str| {
        let key = format!("rows {FORMAT} {old} {new_id}");
        let known = past.recall(&key).map(|word| word == "rewritten");
        known.or_else(|| {
            let both = past.content(old).and_then(|old| Ok((old, past.content(new_id)?)));
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
    let read = |id: &str| past.content(id).ok();
    Ok(restated::values(model, history, &steps, &read))
}
