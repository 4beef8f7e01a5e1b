//! What is due, and from whom: check-ins, values, decisions, promises, grades, help and needs.
//!
//! Nothing is told of how punctual anybody is: an entry has a day and nobody's lateness. A check-in that a small team
//! has not written is due today, not since a day (`domain.md` §7).

mod text;

pub use text::{human, json, markdown};

use super::measures::Measure;
use super::rhythm::{self, Rhythm};
use super::{PresentCx, parts, paths, write};
use crate::domain::cadence::add_days;
use crate::domain::{Date, Status};
use crate::parse::doc::{Decision, DecisionState, Promise, PromiseState};
use crate::resolve::model::{ObjectiveIx, Owner, PeriodInfo, TeamIx};
use serde::Serialize;

/// What kind of thing is due; in the order of a day's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    CheckIn,
    Value,
    Decision,
    Promise,
    Grade,
    Help,
    Need,
}

impl Kind {
    /// The word for people.
    fn word(self) -> &'static str {
        match self {
            Kind::CheckIn => "Check-in",
            Kind::Value => "Value",
            Kind::Decision => "Decision",
            Kind::Promise => "Promise",
            Kind::Grade => "Grades",
            Kind::Help => "Help",
            Kind::Need => "Need",
        }
    }
}

/// One thing that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    pub day: Date,
    pub kind: Kind,
    /// "IT-3, IT-4", "First-attempt delivery".
    pub what: String,
    /// A team, or somebody as far as the site shows people.
    pub from: Option<String>,
    /// The page in the site.
    pub page: String,
    /// The host's form, where the repository is known.
    pub form: Option<String>,
}

/// Everything that is due up to so many days after the as-of date, by day.
pub fn due(cx: &PresentCx<'_>, within: i32) -> Vec<Due> {
    let until = add_days(cx.scores.as_of, within);
    let mut all = check_ins(cx);
    all.extend(values(cx));
    all.extend(decisions(cx));
    all.extend(promises(cx));
    all.extend(grades(cx));
    all.extend(asked(cx));
    all.retain(|due| due.day <= until);
    all.sort();
    all
}

/// One entry for each team, one for each goal without a team.
fn check_ins(cx: &PresentCx<'_>) -> Vec<Due> {
    let of_teams = cx.model.teams().filter_map(|(team, _)| {
        let form = write::of_team(cx, team).into_iter().next().and_then(|form| form.href);
        let page = paths::team(cx.model, team);
        check_in(cx, &write::goals_of(cx, team), Some(team), page, form)
    });
    let alone = cx.model.objectives().filter(|(ix, goal)| goal.team.is_none() && rhythm::is_open(cx, *ix));
    let of_goals = alone.filter_map(|(ix, _)| {
        let form = write::of_goal(cx, ix).into_iter().next().and_then(|form| form.href);
        check_in(cx, &[ix], None, paths::objective(cx.model, ix), form)
    });
    of_teams.chain(of_goals).collect()
}

/// The goals that wait for a word, else all of them at their next check-in day.
fn check_in(
    cx: &PresentCx<'_>,
    goals: &[ObjectiveIx],
    team: Option<TeamIx>,
    page: String,
    form: Option<String>,
) -> Option<Due> {
    let as_of = cx.scores.as_of;
    let rhythms: Vec<(ObjectiveIx, Rhythm)> =
        goals.iter().filter_map(|goal| Some((*goal, rhythm::of_goal(cx, *goal)?))).collect();
    let waiting: Vec<(ObjectiveIx, Date)> = rhythms
        .iter()
        .filter_map(|(goal, rhythm)| Some((*goal, rhythm.waiting(&rhythm::said(cx, *goal), as_of)?)))
        .collect();
    let (goals, day): (Vec<ObjectiveIx>, Date) = match waiting.iter().map(|(_, day)| *day).min() {
        Some(day) => (waiting.iter().map(|(goal, _)| *goal).collect(), day),
        None => {
            let next = rhythms.iter().filter_map(|(_, rhythm)| rhythm.next(as_of)).min()?;
            (rhythms.iter().map(|(goal, _)| *goal).collect(), next)
        }
    };
    let large = team.is_some_and(|team| rhythm::is_large(cx, team));
    let from = match team {
        Some(team) => Some(cx.model.team(team).name.clone()),
        None => names(cx, &cx.model.objective(goals[0]).owners),
    };
    let day = if large { day } else { day.max(as_of) };
    Some(Due { day, kind: Kind::CheckIn, what: ids(cx, &goals), from, page, form })
}

fn ids(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> String {
    cx.format.list(&goals.iter().map(|goal| cx.model.objective(*goal).doc.id.as_str()).collect::<Vec<_>>())
}

fn names(cx: &PresentCx<'_>, owners: &[Owner]) -> Option<String> {
    let shown: Vec<String> = parts::owners(cx, owners).into_iter().map(|owner| owner.name).collect();
    (!shown.is_empty()).then(|| cx.format.list(&shown))
}

/// The next value of each series.
fn values<'a>(cx: &'a PresentCx<'a>) -> impl Iterator<Item = Due> + 'a {
    cx.model.kpis().filter_map(|(ix, kpi)| {
        let measure = Measure::new(cx, ix);
        let who = kpi.who.as_ref().and_then(|who| parts::owner(cx, who)).map(|who| who.name);
        let team = || kpi.team.map(|team| cx.model.team(team).name.clone());
        let file = kpi.series.file.map(|file| cx.sources.file(file).path.clone());
        Some(Due {
            day: measure.score.due?,
            kind: Kind::Value,
            what: kpi.doc.title.clone(),
            from: who.or_else(team),
            page: paths::kpi(cx.model, ix),
            form: file.and_then(|path| parts::edit_link(cx, &path)),
        })
    })
}

fn decisions<'a>(cx: &'a PresentCx<'a>) -> impl Iterator<Item = Due> + 'a {
    cx.model.reviews.iter().enumerate().flat_map(move |(index, review)| {
        review.doc.decisions.iter().filter_map(move |decision| {
            Some(Due {
                day: waits_until(cx, decision)?,
                kind: Kind::Decision,
                what: decision.ask.clone(),
                from: decision.decides.as_deref().and_then(|who| parts::someone(cx, who)).map(|who| who.name),
                page: paths::review(cx.model, index),
                form: None,
            })
        })
    })
}

/// The day by which a decision that is not taken yet is due.
pub fn waits_until(cx: &PresentCx<'_>, decision: &Decision) -> Option<Date> {
    let known = decision.date.is_none_or(|day| day <= cx.scores.as_of);
    match if known { decision.state } else { DecisionState::Open } {
        DecisionState::Open => decision.due,
        DecisionState::Deferred => decision.until,
        DecisionState::Taken | DecisionState::Declined => None,
    }
}

/// What was promised at a review and of which nobody has said what came of it.
fn promises<'a>(cx: &'a PresentCx<'a>) -> impl Iterator<Item = Due> + 'a {
    let open = |promise: &&Promise| {
        promise.state == PromiseState::Open || promise.date.is_some_and(|day| day > cx.scores.as_of)
    };
    cx.model.reviews.iter().enumerate().flat_map(move |(index, review)| {
        review.doc.promises.iter().filter(open).filter_map(move |promise| {
            Some(Due {
                day: promise.due?,
                kind: Kind::Promise,
                what: promise.what.clone(),
                from: promise.who.as_deref().and_then(|who| parts::someone(cx, who)).map(|who| who.name),
                page: paths::review(cx.model, index),
                form: None,
            })
        })
    })
}

/// Goals of ended periods that nobody closed, by period and team.
fn grades(cx: &PresentCx<'_>) -> Vec<Due> {
    let mut out = Vec::new();
    for (index, info) in cx.model.periods.iter().enumerate() {
        let Some(day) = info.doc.as_ref().and_then(|doc| doc.grade_by) else { continue };
        let mut open: Vec<(Option<TeamIx>, ObjectiveIx)> =
            unclosed(cx, info).map(|goal| (cx.model.objective(goal).team, goal)).collect();
        open.sort();
        for group in open.chunk_by(|a, b| a.0 == b.0) {
            let goals: Vec<ObjectiveIx> = group.iter().map(|(_, goal)| *goal).collect();
            let period = cx.format.period(&info.period);
            let what = cx.format.fill("{goals} ({period})", &[("goals", &ids(cx, &goals)), ("period", &period)]);
            let from = match group[0].0 {
                Some(team) => Some(cx.model.team(team).name.clone()),
                None => names(cx, &cx.model.objective(goals[0]).owners),
            };
            let page = paths::period(cx.model, index);
            out.push(Due { day, kind: Kind::Grade, what, from, page, form: None });
        }
    }
    out
}

fn unclosed<'a>(cx: &'a PresentCx<'a>, info: &'a PeriodInfo) -> impl Iterator<Item = ObjectiveIx> + 'a {
    let open = |ix: &ObjectiveIx| {
        let doc = &cx.model.objective(*ix).doc;
        let closed = doc.closed.is_some() || doc.closing.is_some();
        !closed && !matches!(cx.scores.objective(*ix).status, Status::Dropped | Status::Draft)
    };
    info.objectives.iter().copied().filter(open)
}

/// Help that the newest check-in asks for with a day, and needs that nobody has said to be met.
fn asked(cx: &PresentCx<'_>) -> Vec<Due> {
    let mut out = Vec::new();
    for (ix, goal) in cx.model.objectives().filter(|(ix, _)| rhythm::is_open(cx, *ix)) {
        let page = paths::objective(cx.model, ix);
        let said = |what: &str| format!("{}: {what}", goal.doc.id);
        let newest = goal.entries.iter().rfind(|e| e.date <= cx.scores.as_of && !e.no_change);
        if let Some((help, day)) = newest.and_then(|e| e.help.as_ref()).and_then(|h| Some((h, h.by?))) {
            let from = help.from.as_deref().and_then(|who| parts::someone(cx, who)).map(|who| who.name);
            let what = said(help.text.trim());
            out.push(Due { day, kind: Kind::Help, what, from, page: format!("{page}#s-ck"), form: None });
        }
        for need in goal.doc.needs.iter().filter(|need| parts::is_unmet(need)) {
            let Some(day) = need.by else { continue };
            let team = need.from.as_deref().and_then(|id| parts::team_by_id(cx, id));
            let from = team.map(|team| cx.model.team(team).name.clone()).or_else(|| need.from.clone());
            let page = format!("{page}#s-wk");
            out.push(Due { day, kind: Kind::Need, what: said(&need.what), from, page, form: None });
        }
    }
    out
}

/// A page's whole address where the site's is known.
fn address(cx: &PresentCx<'_>, page: &str) -> String {
    match cx.model.settings.base_url.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => format!("{}/{page}", url.trim_end_matches('/')),
        None => page.to_owned(),
    }
}

impl Due {
    /// Where to go, and its words: the form, else the page.
    fn link(&self, cx: &PresentCx<'_>) -> (String, String) {
        match &self.form {
            Some(form) => (form.clone(), cx.format.word("write it")),
            None => (address(cx, &self.page), cx.format.word("see the page")),
        }
    }
}
