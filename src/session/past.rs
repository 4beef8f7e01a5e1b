//! Numbers of the past: the files as they were, read, joined and computed as today's are.

use super::broken;
use super::kept::{self, Kept, Read};
use crate::base::past::{History, NoPast, Past, Revision};
use crate::base::{Diagnostic, Files, Sink, Sources, par_map};
use crate::compute;
use crate::compute::scores::{HistoryPoint, ObjectiveScore, Scores};
use crate::compute::snapshot::{self, GoalState, KrState, Snapshot};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date, key};
use crate::parse::config::Overrides;
use crate::parse::outline::OUTLINER;
use crate::parse::{self, Reading};
use crate::resolve::model::{Kpi, Model, Objective, ObjectiveIx};
use crate::resolve::restated::{self, Restated};
use crate::resolve::settings::Settings;
use crate::resolve::{
    self,
    ledger::{self, Agreed, Removed, Walked},
};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

/// Changes when a snapshot of the same files would say something else.
const FORMAT: u32 = 2;

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
pub(super) fn removed(files: &dyn Files, history: &History, model: &mut Model, with: &Overrides) -> io::Result<()> {
    let Ok(past) = files.past() else { return Ok(()) };
    let mut removed: BTreeMap<ObjectiveIx, Vec<Removed>> = BTreeMap::new();
    let mut snapshots: BTreeMap<usize, Snapshot> = BTreeMap::new();
    let mut new = Vec::new();
    for edit in model.ledger.edits.iter().filter(|edit| edit.inside) {
        let (Some(ix), Some(id)) = (edit.of.objective(), edit.removed_id()) else { continue };
        let (Some(day), Some(before)) = (edit.day, edit.step.and_then(|step| step.checked_sub(1))) else { continue };
        let objective = model.objective(ix);
        let again = removed.get(&ix).into_iter().flatten().any(|r| key(&r.id) == key(id));
        if again || objective.key_results.iter().any(|kr| key(&kr.doc.id) == key(id)) {
            continue;
        }
        let name = snapshot::name(&objective.doc.id, objective.doc.period.as_ref());
        let about = format!("removed {FORMAT} {} {day} {name} {id}", history.revisions[before].id);
        let state = match past.recall(&about).and_then(|text| serde_json::from_str(&text).ok()) {
            Some(known) => known,
            None => {
                let snapshot = match snapshots.entry(before) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => place.insert(snapshot_before(past, history, before, day, with)?),
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

/// A revision as it stood on a day, with what was known of its own past.
fn snapshot_before(
    past: &dyn Past,
    history: &History,
    revision: usize,
    day: Date,
    with: &Overrides,
) -> io::Result<Snapshot> {
    let known = History { revisions: history.revisions[..=revision].to_vec(), shallow: history.shallow };
    let files = past.at(&known.revisions[revision].id)?;
    Ok(snapshot(&read(&*files, day, with, None)?, Some(&known)))
}

/// A build, as far as its past is asked for.
pub(super) struct Now<'a> {
    pub files: &'a dyn Files,
    pub model: &'a Model,
    pub sources: &'a Sources,
    pub with: &'a Overrides,
}

/// What a build found in the past.
#[derive(Default)]
pub(super) struct Known {
    history: Option<Arc<History>>,
    weeks: Vec<Arc<Week>>,
    /// Values that were told otherwise in earlier revisions.
    restated: Vec<Restated>,
}

/// What stood at the end of a week.
struct Week {
    /// What it is called in the repository's memory.
    key: String,
    snapshot: Arc<Snapshot>,
    /// Its goals by the names and by the files that they had.
    by_name: HashMap<String, usize>,
    by_path: HashMap<String, usize>,
}

/// What only pages tell of the past: the weeks as they were known, and values that were restated. What the build before
/// found is taken over where it is the same.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn remember(
    now: &Now<'_>,
    history: Option<&Arc<History>>,
    scores: &mut Scores,
    before: Option<&Kept>,
) -> io::Result<Known> {
    let mut known = Known { history: history.cloned(), ..Known::default() };
    scores.restated = restated::reported(now.model);
    let history = history.filter(|history| !history.revisions.is_empty());
    if let (Some(history), Ok(past)) = (history, now.files.past()) {
        known.weeks = weeks(past, history, now, before.map(|before| &before.known))?;
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

/// What stood at the end of each of the last weeks, oldest first, as its last revision knew it. The running week is not
/// among them: today's numbers speak for it.
///
/// # Errors
/// A file of the past that cannot be read.
fn weeks(past: &dyn Past, history: &History, now: &Now<'_>, before: Option<&Known>) -> io::Result<Vec<Arc<Week>>> {
    let settings = &now.model.settings;
    let ends = ends(history, settings.as_of.date, settings.history.weeks);
    let weeks: Vec<(Date, &Revision)> =
        ends.into_iter().filter_map(|end| Some((end, &history.revisions[history.on(end)?]))).collect();
    let drafts = if now.with.drafts { "drafts" } else { "" };
    let known = par_map(&weeks, &mut Sink::default(), |(end, revision), _| {
        let key = format!("week {FORMAT} {} {end} {drafts}", revision.id);
        if let Some(known) = before.and_then(|before| before.weeks.iter().find(|week| week.key == key)) {
            return Ok(known.clone());
        }
        let known = past.recall(&key).and_then(|text| serde_json::from_str::<Snapshot>(&text).ok());
        known.map(|snapshot| Arc::new(Week::new(key.clone(), snapshot))).ok_or(key)
    });
    let mut new = Vec::new();
    // Most files of a week are those of the week before.
    let mut before = None;
    let compute = |((end, revision), known): (&(Date, &Revision), Result<Arc<Week>, String>)| match known {
        Ok(known) => Ok(known),
        Err(key) => {
            let then = read(&*past.at(&revision.id)?, *end, now.with, before.take())?;
            let snapshot = snapshot(before.insert(then), None).brief();
            new.push((key.clone(), serde_json::to_string(&snapshot).map_err(io::Error::other)?));
            Ok(Arc::new(Week::new(key, snapshot)))
        }
    };
    let weeks = weeks.iter().zip(known).map(compute).collect::<io::Result<_>>()?;
    past.remember(new);
    Ok(weeks)
}

impl Week {
    fn new(key: String, snapshot: Snapshot) -> Self {
        // Of several goals with one name the first is meant.
        let index = |name: fn(&GoalState) -> String| {
            let all = snapshot.goals.iter().enumerate().rev();
            all.map(|(i, goal)| (name(goal), i)).collect()
        };
        let (by_name, by_path) = (index(GoalState::name), index(|goal| goal.path.clone()));
        Self { key, snapshot: Arc::new(snapshot), by_name, by_path }
    }

    /// A goal by its name, else by its file: an id may have been changed.
    fn goal(&self, name: &str, path: &str) -> Option<&GoalState> {
        let found = self.by_name.get(name).or_else(|| self.by_path.get(path))?;
        self.snapshot.goals.get(*found)
    }
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

/// Files read, parsed and joined as of a day; what those `before` have in common with them is taken over.
///
/// # Errors
/// A file that cannot be read.
fn read(files: &dyn Files, as_of: Date, with: &Overrides, before: Option<Then>) -> io::Result<Then> {
    let mut sink = Sink::default();
    let sources = kept::read(files, before.as_ref().map(|before| &before.read.sources))?;
    let before = before.map(|before| before.read).filter(|before| before.has_the_same_list(&sources));
    let overrides = Overrides { as_of: Some(as_of), revision: None, ..with.clone() };
    let settings = parse::config::settings(sources.by_path("goalpost.toml"), &overrides, &mut sink);
    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let defaults = parse::defaults(&sources, &mut sink);
    let pages = kept::parse(&sources, &defaults, &reading, before.as_ref(), &mut sink);
    let joined = kept::join(pages.clone(), settings, &sources, before.as_ref(), &mut sink);
    Ok(Then { read: Read { sources, defaults, reading, pages, joined }, findings: sink.into_vec() })
}

/// Files as they were.
struct Then {
    read: Read,
    /// What is wrong in them.
    findings: Vec<Diagnostic>,
}

/// What stood then: no findings, and nothing of their past unless it is given.
fn snapshot(then: &Then, history: Option<&History>) -> Snapshot {
    let mut sink = Sink::default();
    then.findings.iter().for_each(|finding| sink.push(finding.clone()));
    let (sources, mut model) = (&then.read.sources, then.read.joined.model.clone());
    model.seals = parse::seal::read_all(sources, &mut sink);
    model.findings().for_each(|finding| sink.push(finding.clone()));
    if !model.settings.drafts {
        model.hide_drafts();
    }
    if let Some(history) = history {
        ledger::join(&mut model, sources, Ok(history), &ledger::outline, None);
    }
    resolve::strays(&model, &mut sink);
    model.broken = broken(sink.as_slice(), &model);
    Snapshot::of(&model, &compute::in_brief(&model, &mut sink), sources)
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
        let name = snapshot::name(&objective.doc.id, objective.doc.period.as_ref());
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
