//! Numbers of the past: the files as they were, read, joined and computed as today's are.

use super::kept::Kept;
use super::weeks::{self, Reader, Week, snapshot};
use crate::base::past::{History, NoPast, Past};
use crate::base::{Files, Sink, Sources, par_map};
use crate::compute;
use crate::compute::scores::{HistoryPoint, ObjectiveScore, Scores};
use crate::compute::snapshot::{self as states, KrState, Snapshot};
use crate::domain::{Date, key};
use crate::parse::config::Overrides;
use crate::parse::outline::OUTLINER;
use crate::resolve::ledger::{Agreed, Removed, Walked};
use crate::resolve::model::{Kpi, Model, Objective, ObjectiveIx};
use crate::resolve::restated::{self, Restated};
use crate::resolve::settings::Settings;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

/// Changes when a snapshot of the same files would say something else.
pub(super) const FORMAT: u32 = 2;

/// What stood at the end of each week that pages tell of; none without a history.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn weeks(
    files: &dyn Files,
    history: Option<&History>,
    settings: &Settings,
    with: &Overrides,
    today: &Sources,
    kept: Option<&Kept>,
) -> io::Result<Vec<Arc<Week>>> {
    let (Some(history), Ok(past)) = (history, files.past()) else { return Ok(Vec::new()) };
    weeks::weeks(past, history, settings, with, today, kept.map_or(&[][..], |kept| &kept.known.weeks))
}

/// The main line, if the site wants it read.
pub(super) fn history(files: &dyn Files, settings: &Settings) -> Result<Arc<History>, NoPast> {
    match settings.history.read {
        true => files.past()?.history(&OUTLINER),
        false => Err(NoPast::Off),
    }
}

/// Finds out what key results scored that were taken off the pages of running goals: the files before still have them.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn removed(
    files: &dyn Files,
    history: &History,
    model: &mut Model,
    sources: &Sources,
    with: &Overrides,
) -> io::Result<()> {
    let Ok(past) = files.past() else { return Ok(()) };
    let mut removed: BTreeMap<ObjectiveIx, Vec<Removed>> = BTreeMap::new();
    let mut snapshots: BTreeMap<usize, Snapshot> = BTreeMap::new();
    let (reader, mut read_before) = (Reader::new(past, history, with, sources), None);
    let mut new = Vec::new();
    for edit in model.ledger.edits.iter().filter(|edit| edit.inside) {
        let (Some(ix), Some(id)) = (edit.of.objective(), edit.removed_id()) else { continue };
        let (Some(day), Some(before)) = (edit.day, edit.step.and_then(|step| step.checked_sub(1))) else { continue };
        let objective = model.objective(ix);
        let again = removed.get(&ix).into_iter().flatten().any(|r| key(&r.id) == key(id));
        if again || objective.key_results.iter().any(|kr| key(&kr.doc.id) == key(id)) {
            continue;
        }
        let name = states::name(&objective.doc.id, objective.doc.period.as_ref());
        let about = format!("removed {FORMAT} {} {day} {name} {id}", history.revisions[before].id);
        let state = match past.recall(&about).and_then(|text| serde_json::from_str(&text).ok()) {
            Some(known) => known,
            None => {
                let snapshot = match snapshots.entry(before) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => {
                        let revisions = history.revisions[..=before].to_vec();
                        let known = History { revisions, shallow: history.shallow };
                        let then = reader.read(&history.revisions[before], day, read_before.as_ref())?;
                        place.insert(snapshot(read_before.insert(then), Some(&known)))
                    }
                };
                let goal = snapshot.goals.iter().find(|goal| goal.name() == name);
                let state: Option<KrState> =
                    goal.and_then(|goal| goal.key_results.iter().find(|kr| kr.id == id)).cloned();
                new.push((about, serde_json::to_string(&state).map_err(io::Error::other)?));
                state
            }
        };
        let (dropped, agreed) = state.as_ref().and_then(|kr: &KrState| kr.dropped).unwrap_or((None, false));
        let counts = state.as_ref().is_some_and(|kr| kr.counts);
        removed.entry(ix).or_default().push(Removed {
            id: id.to_owned(),
            step: edit.step,
            weight: state.as_ref().and_then(|kr| kr.weight),
            score: state.as_ref().and_then(|kr| kr.first),
            late: (counts && late(objective, dropped.or(edit.day))).then_some(Agreed(agreed)),
        });
    }
    past.remember(new);
    model.ledger.removed = removed;
    Ok(())
}

/// Whether a day lies after half of the goal's period.
fn late(objective: &Objective, day: Option<Date>) -> bool {
    day.zip(objective.doc.period.as_ref()).is_some_and(|(day, period)| compute::pace::elapsed(period.into(), day) > 0.5)
}

/// A build, as far as its past is asked for.
pub(super) struct Now<'a> {
    pub files: &'a dyn Files,
    pub model: &'a Model,
    pub sources: &'a Sources,
}

/// What a build found in the past.
#[derive(Default)]
pub(super) struct Known {
    history: Option<Arc<History>>,
    pub weeks: Vec<Arc<Week>>,
    /// Values that were told otherwise in earlier revisions.
    restated: Vec<Restated>,
}

/// What only pages tell of the past: the scores as they were known in its `weeks`, and values that were restated. What the
/// build before found is taken over where it is the same.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn remember(
    now: &Now<'_>,
    history: Option<&Arc<History>>,
    weeks: Vec<Arc<Week>>,
    scores: &mut Scores,
    before: Option<&Kept>,
) -> io::Result<Known> {
    let mut known = Known { history: history.cloned(), weeks, restated: Vec::new() };
    scores.restated = restated::reported(now.model);
    let history = history.filter(|history| !history.revisions.is_empty());
    if let (Some(history), Ok(past)) = (history, now.files.past()) {
        as_known(now, scores, &known.weeks, before);
        scores.weeks = known.weeks.iter().map(|week| week.snapshot.clone()).collect();
        known.restated = match before.filter(|before| reads_the_same(before, history, now.model)) {
            Some(before) => before.known.restated.clone(),
            None => restated(past, history, now.model)?,
        };
        scores.restated.extend(known.restated.iter().cloned());
        scores.restated.sort_by_key(|value| std::cmp::Reverse(value.day));
    }
    scores.first_told = compute::first_told(now.model, scores, &scores.restated);
    Ok(known)
}

/// What the build before was told of its files by the very same history.
pub(super) fn walked<'a>(
    before: Option<&'a Kept>,
    history: Option<&Arc<History>>,
    now: &Settings,
) -> Option<&'a Walked> {
    let before = before.filter(|before| before.site.report.model.settings == *now)?;
    let same = before.known.history.as_ref().zip(history).is_some_and(|(old, new)| Arc::ptr_eq(old, new));
    same.then_some(&before.walked)
}

/// Whether series are read from the same revisions in the same way.
fn reads_the_same(before: &Kept, history: &Arc<History>, model: &Model) -> bool {
    let old = &before.site.report.model;
    let alike = |(a, b): (&Arc<Kpi>, &Arc<Kpi>)| {
        let way = |kpi: &Kpi| (kpi.series.sheet, kpi.series.points.is_empty());
        Arc::ptr_eq(a, b) || a.doc == b.doc && a.series.path == b.series.path && way(a) == way(b)
    };
    before.known.history.as_ref().is_some_and(|known| Arc::ptr_eq(known, history))
        && old.settings == model.settings
        && old.kpis.len() == model.kpis.len()
        && old.kpis.iter().zip(&model.kpis).all(alike)
}

/// Puts the scores as they were known then in the place of those that today's files give for then. Before the first
/// revision today's files are all there is.
fn as_known(now: &Now<'_>, scores: &mut Scores, weeks: &[Arc<Week>], before: Option<&Kept>) {
    let same_weeks = before.is_some_and(|before| {
        let old = &before.known.weeks;
        old.len() == weeks.len() && old.iter().zip(weeks).all(|(old, new)| Arc::ptr_eq(old, new))
    });
    let all: Vec<(usize, Arc<ObjectiveScore>)> = scores.objectives.iter().cloned().enumerate().collect();
    scores.objectives = par_map(&all, &mut Sink::default(), |(i, score), _| {
        let objective = &now.model.objectives[*i];
        // What became of the very same numbers in the build before.
        let then = before.filter(|before| before.computed.objectives.get(*i).is_some_and(|s| Arc::ptr_eq(s, score)));
        let same_page = |before: &&Kept| Arc::ptr_eq(&before.site.report.model.objectives[*i], objective);
        if let Some(before) = then.filter(|_| same_weeks).filter(same_page) {
            return before.site.report.scores.objectives[*i].clone();
        }
        let name = states::name(&objective.doc.id, objective.doc.period.as_ref());
        let path = &now.sources.file(objective.doc.file).path;
        let known = |point: &HistoryPoint| {
            let week = weeks.binary_search_by_key(&point.date, |w| w.snapshot.as_of).ok()?;
            let goal = weeks[week].goal(&name, path);
            let expected = goal.and_then(|g| g.expected).or(point.expected.get());
            Some(HistoryPoint { date: point.date, score: goal.and_then(|g| g.score).into(), expected: expected.into() })
        };
        let history: Vec<HistoryPoint> = score.history.iter().map(|p| known(p).unwrap_or(*p)).collect();
        if history == score.history {
            return score.clone();
        }
        let then = then.map(|before| &before.site.report.scores.objectives[*i]);
        match then.filter(|then| then.history == history) {
            Some(then) => then.clone(),
            None => Arc::new(ObjectiveScore { history, ..ObjectiveScore::clone(score) }),
        }
    });
}

/// Values of a series that were told otherwise before.
///
/// # Errors
/// A version that cannot be read.
fn restated(past: &dyn Past, history: &History, model: &Model) -> io::Result<Vec<Restated>> {
    let paths: BTreeSet<&String> = model.kpis.iter().map(|k| &k.series.path).filter(|p| !p.is_empty()).collect();
    let paths: Vec<String> = paths.into_iter().cloned().collect();
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
    let steps = restated::steps(history, &paths, &mut rewritten);
    past.remember(new);
    if let Some(error) = trouble.filter(|e| e.kind() != io::ErrorKind::NotFound) {
        return Err(error);
    }
    let read = |id: &str| past.content(id).ok();
    Ok(restated::values(model, history, &steps, &read))
}
