//! What changed, week by week: definitions first and never collapsed, then statuses, scores, signals, goals that came
//! and went, restated data. What moves in any week of any quarter stands behind a count.

mod cause;
mod feed;

pub use feed::feed;

use super::page;
use crate::compute::scores::Signal;
use crate::compute::snapshot::{GoalState, Goals, KpiState, Snapshot};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date, Status};
use crate::present::edits::{self, EditView};
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::parts::{self, PagerLink, StatusView};
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::ledger::Edit;
use crate::resolve::restated::Restated;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Weeks on one sheet.
const WEEKS: usize = 13;
/// A score move that is worth a line (`design.md` §1.2).
const MOVE: f64 = 0.05;
/// A score move that is more than a week's: on its way through a quarter a goal moves by 0.08 a week.
const NOTABLE: f64 = 0.1;
/// Goals that are listed at once; the others open on demand.
const LISTED: usize = 12;

/// One week; also an entry of the feed.
#[derive(Clone, Debug, Serialize)]
pub struct WeekView {
    /// `w2025-46`.
    pub anchor: String,
    /// "Week 46, 10 to 16 Nov 2025".
    pub title: String,
    #[serde(skip)]
    pub end: Date,
    pub moved: Vec<EditView>,
    pub edits: Vec<EditView>,
    pub statuses: Vec<StatusMoves>,
    /// The largest moves first.
    pub scores: Vec<ScoreMove>,
    /// The others: their count in words, and they.
    pub more_scores: Option<(String, Vec<ScoreMove>)>,
    pub signals: Vec<SignalMove>,
    pub added: Vec<Link>,
    /// Id and title of what has no page any more.
    pub gone: Vec<(String, String)>,
    /// So many came and went that only their count stands there.
    pub many: Option<String>,
    pub restated: Vec<RestatedView>,
}

/// Goals that went from one status to another, each with its scores.
#[derive(Clone, Debug, Serialize)]
pub struct StatusMoves {
    pub old: StatusView,
    pub new: StatusView,
    pub first: Vec<(Link, String)>,
    /// Beyond some: their count in words, and they.
    pub more: Option<(String, Vec<(Link, String)>)>,
}

impl StatusMoves {
    /// All of them.
    fn goals(&self) -> impl Iterator<Item = &(Link, String)> {
        self.first.iter().chain(self.more.iter().flat_map(|(_, goals)| goals))
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct ScoreMove {
    pub goal: Link,
    pub old: String,
    pub new: String,
    pub by: String,
    #[serde(skip)]
    size: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct SignalMove {
    pub kpi: Link,
    pub text: String,
}

/// A value that was told otherwise before, and what it does to the goals that read it.
#[derive(Clone, Debug, Serialize)]
pub struct RestatedView {
    pub kpi: Link,
    pub of: String,
    pub before: String,
    pub after: Option<String>,
    pub date: String,
    /// The revision; none where the row says when it was reported.
    pub commit: Option<String>,
    /// What the revision says of itself.
    pub why: Option<String>,
    /// Key result, score today, score with the values as they were first told.
    pub effects: Vec<(Link, String, String)>,
}

impl WeekView {
    fn is_empty(&self) -> bool {
        self.moved.is_empty()
            && self.edits.is_empty()
            && self.statuses.is_empty()
            && self.scores.is_empty()
            && self.signals.is_empty()
            && self.added.is_empty()
            && self.gone.is_empty()
            && self.restated.is_empty()
    }
}

#[derive(Serialize)]
struct View {
    weeks: Vec<WeekView>,
    /// Why older changes are not known, if they are not.
    reach: Option<String>,
    nothing: bool,
    feed: bool,
    pager: Vec<PagerLink>,
}

/// How many sheets the weeks take. They are counted without being written: an author's server has little time.
pub fn count(cx: &PresentCx<'_>) -> u32 {
    let edits = edits_of(cx).map(|(day, _)| end_of(day));
    let restated = cx.scores.restated.iter().map(|value| end_of(value.day));
    let mut ends: BTreeSet<Date> = edits.chain(restated).collect();
    for pair in cx.scores.weeks.windows(2) {
        let end = end_of(pair[1].as_of);
        if !ends.contains(&end) && differ(cx, &pair[0], &pair[1]) {
            ends.insert(end);
        }
    }
    let end = end_of(cx.scores.as_of);
    let last = cx.scores.weeks.last().filter(|_| !ends.contains(&end));
    if last.is_some_and(|last| differ(cx, last, &Snapshot::of(cx.model, cx.scores, cx.sources))) {
        ends.insert(end);
    }
    ends.len().div_ceil(WEEKS).max(1) as u32
}

/// Whether there is something to tell of the week between two snapshots.
fn differ(cx: &PresentCx<'_>, old: &Snapshot, new: &Snapshot) -> bool {
    // Nearly always goals stand in the same order, and the first that moved is found soon.
    let mut alike =
        old.goals.iter().zip(&new.goals).filter(|(old, new)| (&old.id, &old.period) == (&new.id, &new.period));
    let is_told = |(old, new): (&GoalState, &GoalState)| {
        (statuses(old, new).is_some() || scores(old, new).is_some()) && link(cx, new).is_some()
    };
    alike.any(is_told) || {
        let mut week = blank(cx, end_of(new.as_of));
        compare(cx, old, new, &mut week);
        !week.is_empty()
    }
}

/// One sheet of the weeks, newest first.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let f = &cx.format;
    let mut frame = Frame::new("changes", paths::sheet(paths::CHANGES, sheet as usize), f.word("What changed"), "");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let all = cx.weeks();
    let weeks: Vec<WeekView> = all.iter().skip(sheet as usize * WEEKS).take(WEEKS).cloned().collect();
    frame.toc = weeks.iter().map(|w| Link::new(format!("#{}", w.anchor), &w.title)).collect();
    let this_week = Cadence::Week.slot(cx.scores.as_of, &Calendar::default()).end;
    let view = View {
        nothing: sheet == 0 && weeks.first().is_none_or(|w| w.end < this_week),
        reach: edits::reach(cx),
        feed: cx.model.settings.feeds.changes,
        pager: parts::pager(paths::CHANGES, count(cx), sheet),
        weeks,
    };
    debug_assert_eq!(count(cx) as usize, all.len().div_ceil(WEEKS).max(1), "weeks are counted as they are written");
    page(frame, "changes.html", &view)
}

/// Every week in which something changed, newest first.
pub fn weeks(cx: &PresentCx<'_>) -> Vec<WeekView> {
    let mut weeks: BTreeMap<Date, WeekView> = BTreeMap::new();
    for (day, edit) in edits_of(cx) {
        let week = weeks.entry(end_of(day)).or_insert_with(|| blank(cx, end_of(day)));
        let mut view = edits::view(cx, edit);
        if let Some(ix) = edit.of.objective() {
            view.what = parts::among_periods(cx, view.what, ix);
        }
        if view.moved { week.moved.push(view) } else { week.edits.push(view) }
    }
    for value in &cx.scores.restated {
        let end = end_of(value.day);
        weeks.entry(end).or_insert_with(|| blank(cx, end)).restated.push(restated(cx, value));
    }
    let today = (!cx.scores.weeks.is_empty()).then(|| Snapshot::of(cx.model, cx.scores, cx.sources));
    let snapshots: Vec<&Snapshot> = cx.scores.weeks.iter().map(|week| &**week).chain(&today).collect();
    for pair in snapshots.windows(2) {
        let end = end_of(pair[1].as_of);
        let week = weeks.entry(end).or_insert_with(|| blank(cx, end));
        compare(cx, pair[0], pair[1], week);
    }
    let mut weeks: Vec<WeekView> = weeks.into_values().rev().filter(|w| !w.is_empty()).collect();
    weeks.iter_mut().for_each(|week| shorten(cx, week));
    weeks
}

/// Edits that pages tell of and whose day is known.
fn edits_of<'a>(cx: &'a PresentCx<'_>) -> impl Iterator<Item = (Date, &'a Edit)> {
    let told = cx.model.ledger.edits.iter().filter(|edit| edits::is_published(cx, edit));
    told.filter_map(|edit| Some((edit.day?, edit)))
}

/// The last day of a day's week.
fn end_of(day: Date) -> Date {
    Cadence::Week.slot(day, &Calendar::default()).end
}

fn blank(cx: &PresentCx<'_>, end: Date) -> WeekView {
    let f = &cx.format;
    let iso = end.iso_week_date();
    let span = f.span(add_days(end, -6), end);
    WeekView {
        anchor: format!("w{}-{:02}", iso.year(), iso.week()),
        title: f.fill("Week {week}, {span}", &[("week", &iso.week().to_string()), ("span", &span)]),
        end,
        moved: Vec::new(),
        edits: Vec::new(),
        statuses: Vec::new(),
        scores: Vec::new(),
        more_scores: None,
        signals: Vec::new(),
        added: Vec::new(),
        gone: Vec::new(),
        many: None,
        restated: Vec::new(),
    }
}

/// What differs between the ends of two weeks. An id that was changed is known by its file.
fn compare(cx: &PresentCx<'_>, old: &Snapshot, new: &Snapshot, week: &mut WeekView) {
    let known = Goals::of(old);
    let mut kept = HashSet::new();
    for goal in &new.goals {
        let Some(link) = link(cx, goal) else { continue };
        match known.find(&goal.name(), &goal.path) {
            Some(before) => {
                kept.insert(before.name());
                moved(cx, (before, old.as_of), goal, link, week);
            }
            None => week.added.push(link),
        }
    }
    kept.extend(new.goals.iter().map(GoalState::name));
    let gone = old.goals.iter().filter(|g| !kept.contains(&g.name()));
    week.gone.extend(gone.map(|g| (g.id.to_string(), g.title.to_string())));
    let kpis: BTreeMap<&str, &KpiState> = old.kpis.iter().map(|k| (&*k.id, k)).collect();
    for kpi in &new.kpis {
        if let Some(before) = kpis.get(&*kpi.id).filter(|b| b.signal != kpi.signal) {
            week.signals.extend(signal(cx, before, kpi));
        }
    }
}

/// The goal's page today: none, and it is told of where it went.
fn link(cx: &PresentCx<'_>, goal: &GoalState) -> Option<Link> {
    let ix = cx.goal_named(&goal.name(), &goal.path)?;
    Some(parts::among_periods(cx, parts::objective_link(cx, ix), ix))
}

fn moved(cx: &PresentCx<'_>, (before, from): (&GoalState, Date), now: &GoalState, goal: Link, week: &mut WeekView) {
    let f = &cx.format;
    if let Some((old, new)) = statuses(before, now) {
        let (old, new) = (StatusView::new(f, old, None), StatusView::new(f, new, None));
        let known = before.score.is_some() || now.score.is_some();
        let score = || f.fill("{old} → {new}", &[("old", &f.score(before.score)), ("new", &f.score(now.score))]);
        let score = if known { score() } else { String::new() };
        let score = match cause::cause(cx, (before, from), (now, week.end)) {
            Some(why) if known => f.fill("{score}; {why}", &[("score", &score), ("why", &why)]),
            Some(why) => why,
            None => score,
        };
        let entry = (goal.clone(), score);
        match week.statuses.iter_mut().find(|s| (s.old.token, s.new.token) == (old.token, new.token)) {
            Some(group) => group.first.push(entry),
            None => week.statuses.push(StatusMoves { old, new, first: vec![entry], more: None }),
        }
    }
    if let Some((a, b)) = scores(before, now) {
        let (old, new, by) = (f.score(Some(a)), f.score(Some(b)), f.signed(b - a, 2));
        week.scores.push(ScoreMove { goal, old, new, by, size: (b - a).abs() });
    }
}

/// A status that moved.
fn statuses(before: &GoalState, now: &GoalState) -> Option<(Status, Status)> {
    let both = || Status::from_token(&before.status).zip(Status::from_token(&now.status));
    (before.status != now.status).then(both).flatten()
}

/// A score that moved by as much as is worth a line.
fn scores(before: &GoalState, now: &GoalState) -> Option<(f64, f64)> {
    before.score.zip(now.score).filter(|(a, b)| (a - b).abs() >= MOVE - 1e-9)
}

/// Puts behind a count what there is much of, and moves that are a week's; definitions stay as they are.
fn shorten(cx: &PresentCx<'_>, week: &mut WeekView) {
    let f = &cx.format;
    let number = |n: usize| f.number(n as f64, 0);
    let rank = |s: &StatusMoves| ["bad", "middle", "good"].iter().position(|band| *band == s.new.band).unwrap_or(3);
    week.statuses.sort_by_key(rank);
    for group in &mut week.statuses {
        let rest = group.first.split_off(group.first.len().min(LISTED));
        group.more = (!rest.is_empty()).then(|| (f.fill("and {n} more", &[("n", &number(rest.len()))]), rest));
    }
    week.scores.sort_by(|a, b| b.size.total_cmp(&a.size));
    let notable = week.scores.iter().take(LISTED).take_while(|s| s.size >= NOTABLE - 1e-9).count();
    let rest = week.scores.split_off(notable);
    let count = number(rest.len());
    let counted = match notable {
        0 => f.fill("{n} scores moved by 0.05 or more", &[("n", &count)]),
        _ => f.fill("{n} more scores moved by 0.05 or more", &[("n", &count)]),
    };
    week.more_scores = (!rest.is_empty()).then_some((counted, rest));
    let came_and_went = week.added.len() + week.gone.len();
    week.many = (came_and_went > LISTED).then(|| f.fill("{n} goals", &[("n", &number(came_and_went))]));
}

/// A signal that came or went; before there were values enough, none was looked for.
fn signal(cx: &PresentCx<'_>, before: &KpiState, now: &KpiState) -> Option<SignalMove> {
    let f = &cx.format;
    let quiet = [Signal::None.token(), Signal::NotAssessed.token()];
    let text = match &*now.signal {
        "better" => f.word("now better, beyond its ordinary ups and downs"),
        "worse" => f.word("now worse, beyond its ordinary ups and downs"),
        "unusual" => f.word("now unusual"),
        _ if quiet.contains(&&*before.signal) => return None,
        _ => f.word("the signal is gone: ordinary ups and downs again"),
    };
    let ix = cx.model.kpi_by_id.get(&crate::domain::key(&now.id))?;
    Some(SignalMove { kpi: parts::kpi_link(cx, *ix), text })
}

/// A restated value with its effect on the key results that read it.
pub fn restated(cx: &PresentCx<'_>, value: &Restated) -> RestatedView {
    let f = &cx.format;
    let m = Measure::new(cx, value.kpi);
    let effect = |kr: &crate::resolve::model::KrIx| {
        let today = cx.scores.key_result(*kr).score;
        let first = cx.scores.first_told.get(kr.0.0 as usize)?.key_results.get(kr.1 as usize).copied()?;
        let differs = (today.unwrap_or(-1.0) - first.unwrap_or(-1.0)).abs() > 1e-9;
        let link = parts::among_periods(cx, parts::key_result_link(cx, *kr), kr.0);
        differs.then(|| (link, f.score(today), f.score(first)))
    };
    RestatedView {
        kpi: parts::kpi_link(cx, value.kpi),
        of: m.slot_label(m.cadence.slot(value.of, &cx.model.settings.calendar)),
        before: m.text_opt(Some(value.before)),
        after: value.after.map(|v| m.text_opt(Some(v))),
        date: f.date(value.day),
        commit: value.wrote.as_ref().map(|wrote| wrote.revision.chars().take(7).collect()),
        why: value.wrote.as_ref().map(|wrote| wrote.subject.clone()).filter(|why| !why.is_empty()),
        effects: m
            .kpi
            .used_by
            .iter()
            .filter(|kr| cx.model.is_published(cx.model.objective(kr.0)))
            .filter_map(effect)
            .collect(),
    }
}
