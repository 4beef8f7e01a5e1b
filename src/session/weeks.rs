//! What stood at the end of each week, and before: the files as they were, read, joined and computed as today's are.

use super::broken;
use super::kept::{self, Read};
use super::past::FORMAT;
use crate::base::past::{History, Past, Revision};
use crate::base::{Diagnostic, Sink, Sources, both, par_map};
use crate::compute;
use crate::compute::snapshot::{GoalState, Snapshot, Texts};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date};
use crate::parse::config::Overrides;
use crate::parse::{self, Reading};
use crate::resolve::settings::Settings;
use crate::resolve::{self, ledger};
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, OnceLock};

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
    let drafts = if with.drafts { "drafts" } else { "" };
    let wanted: Vec<Wanted<'_>> = ends(history, settings.as_of.date, settings.history.weeks)
        .into_iter()
        .filter_map(|end| Some((end, &history.revisions[history.on(end)?])))
        .map(|(end, revision)| (format!("week {FORMAT} {} {end} {drafts}", revision.id), end, revision))
        .collect();
    let known = |key: &str| before.iter().find(|week| week.key == key);
    let recalled: Vec<Option<Snapshot>> = par_map(&wanted, &mut Sink::default(), |(key, ..), _| {
        let text = if known(key).is_none() { past.recall(key) } else { None };
        text.and_then(|text| serde_json::from_str(&text).ok())
    });
    let is_new = |((key, ..), recalled): &(&Wanted<'_>, &Option<Snapshot>)| recalled.is_none() && known(key).is_none();
    let new: Vec<&Wanted<'_>> = wanted.iter().zip(&recalled).filter(is_new).map(|(week, _)| week).collect();
    let mut texts = Texts::default();
    let mut new = read_new(&new, &Reader::new(past, history, with, today), &mut texts)?.into_iter();
    let mut weeks: Vec<Arc<Week>> = Vec::with_capacity(wanted.len());
    for ((key, ..), recalled) in wanted.iter().zip(recalled) {
        let week = match (known(key), recalled) {
            (Some(known), _) => Some(known.clone()),
            (None, Some(recalled)) => Some(Week::new(key, recalled.brief(&mut texts), weeks.last())),
            (None, None) => new.next().map(|snapshot| Week::new(key, snapshot, weeks.last())),
        };
        weeks.extend(week);
    }
    Ok(weeks)
}

/// What a week is called in the repository's memory, its last day, and its last revision.
type Wanted<'a> = (String, Date, &'a Revision);

/// What stood at the end of weeks that nothing is known of. While one is computed the next is read.
fn read_new(weeks: &[&Wanted<'_>], reader: &Reader<'_>, texts: &mut Texts) -> io::Result<Vec<Snapshot>> {
    let read = |(_, end, revision): &Wanted<'_>, before: Option<&Then>| reader.read(revision, *end, before);
    let mut snapshots = Vec::with_capacity(weeks.len());
    let mut ahead = weeks.first().map(|week| read(week, None)).transpose()?;
    for (i, (key, ..)) in weeks.iter().enumerate() {
        let Some(then) = ahead.take() else { break };
        let read_next = || weeks.get(i + 1).map(|week| read(week, Some(&then))).transpose();
        let (snapshot, next) = both(|| snapshot(&then, None), read_next);
        ahead = next?;
        let snapshot = snapshot.brief(texts);
        let text = serde_json::to_string(&snapshot).map_err(io::Error::other)?;
        reader.past.remember(vec![(key.clone(), text)]);
        snapshots.push(snapshot);
    }
    Ok(snapshots)
}

impl Week {
    fn new(key: &str, snapshot: Snapshot, before: Option<&Arc<Week>>) -> Arc<Self> {
        let has_the_same_goals = |before: &&Arc<Week>| {
            let (old, new) = (&before.snapshot.goals, &snapshot.goals);
            let same = |(a, b): (&GoalState, &GoalState)| (&a.id, &a.period, &a.path) == (&b.id, &b.period, &b.path);
            old.len() == new.len() && old.iter().zip(new).all(same)
        };
        let places = match before.filter(has_the_same_goals) {
            Some(before) => before.places.clone(),
            None => Arc::new(Places::of(&snapshot)),
        };
        Arc::new(Self { key: key.to_owned(), snapshot: Arc::new(snapshot), places })
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

/// Reads revisions as they stood on a day.
pub(super) struct Reader<'a> {
    past: &'a dyn Past,
    history: &'a History,
    with: &'a Overrides,
    today: &'a Sources,
    /// Every file that there ever was: each has one number in all revisions.
    paths: OnceLock<BTreeSet<&'a str>>,
}

/// Files as they were.
pub(super) struct Then {
    read: Read,
    /// What is wrong in them.
    findings: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// `today` are the files of today, which most files of the past equal.
    pub fn new(past: &'a dyn Past, history: &'a History, with: &'a Overrides, today: &'a Sources) -> Self {
        Self { past, history, with, today, paths: OnceLock::new() }
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

    /// The files of a revision, read, parsed and joined as of a day; what those `before` have in common with them is
    /// taken over.
    ///
    /// # Errors
    /// A file of the past that cannot be read.
    pub fn read(&self, revision: &Revision, as_of: Date, before: Option<&Then>) -> io::Result<Then> {
        let mut sink = Sink::default();
        let before = before.map(|before| &before.read);
        let known = before.map_or(self.today, |before| &before.sources);
        let sources = kept::read(&*self.past.at(&revision.id)?, Some(known), Some(self.paths()))?;
        let before = before.filter(|before| before.has_the_same_numbers(&sources));
        let overrides = Overrides { as_of: Some(as_of), revision: None, ..self.with.clone() };
        let settings = parse::config::settings(sources.by_path("goalpost.toml"), &overrides, &mut sink);
        let reading = Reading { calendar: settings.calendar, separators: settings.separators };
        let defaults = parse::defaults(&sources, &mut sink);
        let pages = kept::parse(&sources, &defaults, &reading, before, &mut sink);
        let joined = kept::join(pages.clone(), settings, &sources, before, &mut sink);
        Ok(Then { read: Read { sources, defaults, reading, pages, joined }, findings: sink.into_vec() })
    }
}

/// What stood then: no findings, and nothing of their past unless it is given.
pub(super) fn snapshot(then: &Then, history: Option<&History>) -> Snapshot {
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
