//! What stood at the end of each week, and before: the files as they were, read, joined and computed as today's are.

use super::broken;
use super::kept::{self, Read};
use super::past::FORMAT;
use crate::base::past::{History, Past, Revision};
use crate::base::{Diagnostic, Files, Sink, Sources, par_map};
use crate::compute;
use crate::compute::snapshot::{GoalState, Snapshot, Texts};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date};
use crate::parse::config::Overrides;
use crate::parse::{self, Reading};
use crate::resolve::settings::Settings;
use crate::resolve::{self, ledger};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// What stood at the end of a week.
pub(super) struct Week {
    /// What it is called in the repository's memory.
    key: String,
    pub snapshot: Arc<Snapshot>,
    /// That of the week before, where the goals are the same.
    places: Arc<Places>,
}

/// Where the goals of a snapshot are, by the names and by the files that they had.
struct Places {
    by_name: HashMap<String, usize>,
    by_path: HashMap<String, usize>,
}

/// What stood at the end of each of the last weeks, oldest first, as its last revision knew it. The running week is not
/// among them: today's numbers speak for it. `today` are the files of today, and `before` the weeks that the build before
/// has found.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn weeks(
    past: &dyn Past,
    history: &History,
    settings: &Settings,
    with: &Overrides,
    today: &Sources,
    before: &[Arc<Week>],
) -> io::Result<Vec<Arc<Week>>> {
    let weeks: Vec<(Date, &Revision)> = ends(history, settings.as_of.date, settings.history.weeks)
        .into_iter()
        .filter_map(|end| Some((end, &history.revisions[history.on(end)?])))
        .collect();
    let drafts = if with.drafts { "drafts" } else { "" };
    let key = |(end, revision): &(Date, &Revision)| format!("week {FORMAT} {} {end} {drafts}", revision.id);
    let recalled: Vec<Option<Snapshot>> = par_map(&weeks, &mut Sink::default(), |week, _| {
        let key = key(week);
        let known = before.iter().any(|week| week.key == key);
        let text = if known { None } else { past.recall(&key) };
        text.and_then(|text| serde_json::from_str(&text).ok())
    });
    let (mut found, mut texts): (Vec<Arc<Week>>, _) = (Vec::with_capacity(weeks.len()), Texts::default());
    // Most files of a week are those of the week before.
    let mut read_before = None;
    for (week, recalled) in weeks.iter().zip(recalled) {
        let key = key(week);
        if let Some(known) = before.iter().find(|week| week.key == key) {
            found.push(known.clone());
            continue;
        }
        let snapshot = match recalled {
            Some(snapshot) => snapshot.brief(&mut texts),
            None => {
                let (end, revision) = week;
                let then = read(&*past.at(&revision.id)?, *end, with, today, read_before.take())?;
                let snapshot = snapshot(read_before.insert(then), None).brief(&mut texts);
                past.remember(vec![(key.clone(), serde_json::to_string(&snapshot).map_err(io::Error::other)?)]);
                snapshot
            }
        };
        let week = Week::new(key, snapshot, found.last());
        found.push(Arc::new(week));
    }
    Ok(found)
}

impl Week {
    fn new(key: String, snapshot: Snapshot, before: Option<&Arc<Week>>) -> Self {
        let has_the_same_goals = |before: &&Arc<Week>| {
            let of = |goal: &GoalState| (goal.id.clone(), goal.period.clone(), goal.path.clone());
            before.snapshot.goals.iter().map(of).eq(snapshot.goals.iter().map(of))
        };
        let places = match before.filter(has_the_same_goals) {
            Some(before) => before.places.clone(),
            None => Arc::new(Places::of(&snapshot)),
        };
        Self { key, snapshot: Arc::new(snapshot), places }
    }

    /// A goal by its name, else by its file: an id may have been changed.
    pub fn goal(&self, name: &str, path: &str) -> Option<&GoalState> {
        let found = self.places.by_name.get(name).or_else(|| self.places.by_path.get(path))?;
        self.snapshot.goals.get(*found)
    }
}

impl Places {
    fn of(snapshot: &Snapshot) -> Self {
        // Of several goals with one name the first is meant.
        let index = |name: fn(&GoalState) -> String| {
            let all = snapshot.goals.iter().enumerate().rev();
            all.map(|(i, goal)| (name(goal), i)).collect()
        };
        Self { by_name: index(GoalState::name), by_path: index(|goal| goal.path.clone().into()) }
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

/// A revision as it stood on a day, with what was known of its own past. What was read of another one is taken over.
///
/// # Errors
/// A file of the past that cannot be read.
pub(super) fn snapshot_before(
    past: &dyn Past,
    (history, revision): (&History, usize),
    day: Date,
    with: &Overrides,
    today: &Sources,
    read_before: &mut Option<Then>,
) -> io::Result<Snapshot> {
    let known = History { revisions: history.revisions[..=revision].to_vec(), shallow: history.shallow };
    let files = past.at(&known.revisions[revision].id)?;
    let then = read(&*files, day, with, today, read_before.take())?;
    Ok(snapshot(read_before.insert(then), Some(&known)))
}

/// Files as they were.
pub(super) struct Then {
    read: Read,
    /// What is wrong in them.
    findings: Vec<Diagnostic>,
}

/// Files read, parsed and joined as of a day; what those `before`, or else those of today, have in common with them is
/// taken over.
///
/// # Errors
/// A file that cannot be read.
fn read(files: &dyn Files, as_of: Date, with: &Overrides, today: &Sources, before: Option<Then>) -> io::Result<Then> {
    let mut sink = Sink::default();
    let sources = kept::read(files, Some(before.as_ref().map_or(today, |before| &before.read.sources)))?;
    let before = before.map(|before| before.read).filter(|before| before.has_the_same_list(&sources));
    let overrides = Overrides { as_of: Some(as_of), revision: None, ..with.clone() };
    let settings = parse::config::settings(sources.by_path("goalpost.toml"), &overrides, &mut sink);
    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let defaults = parse::defaults(&sources, &mut sink);
    let pages = kept::parse(&sources, &defaults, &reading, before.as_ref(), &mut sink);
    let joined = kept::join(pages.clone(), settings, &sources, before.as_ref(), &mut sink);
    Ok(Then { read: Read { sources, defaults, reading, pages, joined }, findings: sink.into_vec() })
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
