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
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
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
    let mut reader = Reader::new(past, history, with, today);
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
                let snapshot = reader.snapshot(revision, *end, None)?.brief(&mut texts);
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

/// Reads one revision after another. Most files of one are those of the one before, whose reading is taken over.
pub(super) struct Reader<'a> {
    past: &'a dyn Past,
    history: &'a History,
    with: &'a Overrides,
    today: &'a Sources,
    /// Every file that there ever was: each has one number in all revisions.
    paths: OnceCell<BTreeSet<&'a str>>,
    before: Option<Then>,
}

/// Files as they were.
struct Then {
    read: Read,
    /// What is wrong in them.
    findings: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// `today` are the files of today, which most files of the past equal.
    pub fn new(past: &'a dyn Past, history: &'a History, with: &'a Overrides, today: &'a Sources) -> Self {
        Self { past, history, with, today, paths: OnceCell::new(), before: None }
    }

    /// A revision as it stood on a day; `history` is what was known of its own past.
    ///
    /// # Errors
    /// A file of the past that cannot be read.
    pub fn snapshot(&mut self, revision: &Revision, as_of: Date, history: Option<&History>) -> io::Result<Snapshot> {
        let then = self.read(&*self.past.at(&revision.id)?, as_of)?;
        Ok(snapshot(self.before.insert(then), history))
    }

    fn paths(&self) -> &BTreeSet<&'a str> {
        self.paths.get_or_init(|| {
            let changes = self.history.revisions.iter().flat_map(|revision| &revision.changes);
            changes
                .flat_map(|change| change.before.iter().chain(&change.after))
                .map(|(path, _)| path.as_str())
                .collect()
        })
    }

    /// Files read, parsed and joined as of a day.
    fn read(&mut self, files: &dyn Files, as_of: Date) -> io::Result<Then> {
        let mut sink = Sink::default();
        let before = self.before.take().map(|before| before.read);
        let known = before.as_ref().map_or(self.today, |before| &before.sources);
        let sources = kept::read(files, Some(known), Some(self.paths()))?;
        let before = before.filter(|before| before.has_the_same_numbers(&sources));
        let overrides = Overrides { as_of: Some(as_of), revision: None, ..self.with.clone() };
        let settings = parse::config::settings(sources.by_path("goalpost.toml"), &overrides, &mut sink);
        let reading = Reading { calendar: settings.calendar, separators: settings.separators };
        let defaults = parse::defaults(&sources, &mut sink);
        let pages = kept::parse(&sources, &defaults, &reading, before.as_ref(), &mut sink);
        let joined = kept::join(pages.clone(), settings, &sources, before.as_ref(), &mut sink);
        Ok(Then { read: Read { sources, defaults, reading, pages, joined }, findings: sink.into_vec() })
    }
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
