//! Planning a coming period: what is proposed, how far each target lies from today's process, and who carries it.

use crate::compute::like_for_like::times_carried;
use crate::compute::scores::{KrScore, Signal};
use crate::domain::{Date, Status};
use crate::parse::doc::{Baseline, GoalKind};
use crate::present::format::{UNKNOWN, round};
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::pages::page;
use crate::present::parts::{self, KrNumbers, OwnerView};
use crate::present::titles::{Reach, reach};
use crate::present::{PageView, PresentCx, current, paths};
use crate::resolve::model::{KeyResult, KrIx, ObjectiveIx, PeriodInfo, TeamIx};
use serde::Serialize;
use std::collections::BTreeMap;

/// Goals on the page at most; the period's own page has all.
const GOALS: usize = 120;
/// Entries of each list at most.
const LISTED: usize = 60;

/// Whether a period has a planning page: it has not begun, and is no span that one goal made up for itself.
pub fn is_coming(cx: &PresentCx<'_>, info: &PeriodInfo) -> bool {
    info.period.start > cx.scores.as_of && !info.period.is_explicit()
}

/// The page's address.
pub fn address(cx: &PresentCx<'_>, index: usize) -> String {
    format!("{}/plan/index.html", cx.model.periods[index].address)
}

#[derive(Serialize)]
struct View {
    span: String,
    period: Link,
    summary: String,
    /// Goals that are marked as drafts and not shown.
    hidden: Option<String>,
    /// "Goals agreed by 1 Jan".
    teams: Vec<Team>,
    load: Vec<Load>,
    more: Option<String>,
    orphans: Vec<Link>,
    needs: Vec<Need>,
    not_doing: Vec<NotDoing>,
    /// Goals of the period before that nobody has carried on, stopped or closed.
    undecided: Vec<Link>,
    before: Option<Link>,
}

/// The goals of one team.
#[derive(Serialize)]
struct Team {
    name: String,
    href: Option<String>,
    goals: Vec<Goal>,
}

#[derive(Serialize)]
struct Goal {
    link: Link,
    kind: String,
    owners: Vec<OwnerView>,
    /// "period 3 of this goal".
    carried: Option<String>,
    rows: Vec<Row>,
}

/// A proposed key result.
#[derive(Serialize)]
struct Row {
    link: Link,
    baseline: String,
    target: String,
    /// "25.1 to 36.4": where the measure usually moves.
    usual: String,
    /// What the usual range says of the target.
    reach: Option<String>,
    /// "Industry average 91.2%".
    benchmark: String,
}

/// What a team takes on, beside what it had and how past targets went.
#[derive(Serialize)]
struct Load {
    team: String,
    href: Option<String>,
    goals: usize,
    key_results: usize,
    before: usize,
    /// "5 of 14 key results".
    hits: String,
}

#[derive(Serialize)]
struct Need {
    goal: Link,
    from: String,
    what: String,
    by: Option<String>,
    state: Option<String>,
    open: bool,
}

#[derive(Serialize)]
struct NotDoing {
    goal: Link,
    texts: Vec<String>,
}

/// The planning page of a coming period.
pub fn view(cx: &PresentCx<'_>, index: usize) -> PageView {
    let f = &cx.format;
    let info = &cx.model.periods[index];
    let name = f.period(&info.period);
    let title = f.fill("Planning {period}", &[("period", &name)]);
    let mut frame = Frame::new("plan", address(cx, index), title, "goals");
    let period = Link::new(paths::period(cx.model, index), &name);
    frame.crumbs = vec![Link::new(paths::PERIODS, f.word("Periods")), period.clone()];
    frame.here = Some(f.word("Planning"));
    let goals = &info.objectives;
    let before = current::period_before(cx, index);
    let left = goals.len().saturating_sub(GOALS);
    let view = View {
        span: f.span(info.period.start, info.period.end),
        period,
        summary: summary(cx, goals),
        hidden: hidden(cx, info),
        teams: teams(cx, goals),
        load: load(cx, goals, before),
        more: (left > 0).then(|| f.fill("And {n} more.", &[("n", &left.to_string())])),
        orphans: orphans(cx, goals),
        needs: needs(cx, goals),
        not_doing: not_doing(cx, goals),
        undecided: before.map(|b| undecided(cx, b)).unwrap_or_default(),
        before: before.map(|b| Link::new(paths::period(cx.model, b), f.period(&cx.model.periods[b].period))),
    };
    page(frame, "plan.html", &view)
}

fn summary(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> String {
    let key_results: usize = goals.iter().map(|ix| cx.model.objective(*ix).key_results.len()).sum();
    let carried = goals.iter().filter(|ix| cx.model.objective(**ix).predecessor.is_some()).count();
    let committed = goals.iter().filter(|ix| cx.model.objective(**ix).doc.kind == GoalKind::Committed).count();
    let counts = [goals.len(), key_results, carried, committed].map(|n| n.to_string());
    let [n, krs, carried, committed] = &counts;
    let places = [("n", n.as_str()), ("krs", krs), ("carried", carried), ("committed", committed)];
    cx.format
        .fill("Goals proposed: {n}, with {krs} key results. Carried on: {carried}. Committed: {committed}.", &places)
}

/// Drafts are shown only where they are asked for; their number is no secret.
fn hidden(cx: &PresentCx<'_>, info: &PeriodInfo) -> Option<String> {
    let here = cx.model.objectives.iter().filter(|o| o.doc.period.as_ref() == Some(&info.period));
    let drafts = here.filter(|o| !cx.model.is_published(o)).count();
    let n = drafts.to_string();
    (drafts > 0)
        .then(|| cx.format.fill("Marked as drafts and left out: {n}. A build with --drafts shows them.", &[("n", &n)]))
}

/// The goals by team, goals of no team last.
fn teams(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> Vec<Team> {
    let mut by_team: BTreeMap<(bool, Option<TeamIx>), Vec<Goal>> = BTreeMap::new();
    for ix in goals.iter().take(GOALS) {
        let team = cx.model.objective(*ix).team;
        by_team.entry((team.is_none(), team)).or_default().push(goal(cx, *ix));
    }
    let team = |((_, team), goals)| {
        let (name, href) = team_name(cx, team);
        Team { name, href, goals }
    };
    by_team.into_iter().map(team).collect()
}

fn team_name(cx: &PresentCx<'_>, team: Option<TeamIx>) -> (String, Option<String>) {
    match team {
        Some(ix) => (cx.model.team(ix).name.clone(), Some(paths::team(cx.model, ix))),
        None => (cx.format.word("No team"), None),
    }
}

fn goal(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Goal {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let times = times_carried(cx.model, ix);
    let nth = (times + 1).to_string();
    Goal {
        link: parts::objective_link(cx, ix),
        kind: parts::kind_word(f, objective.doc.kind),
        owners: parts::owners(cx, &objective.owners),
        carried: (times > 0).then(|| f.fill("period {n} of this goal", &[("n", &nth)])),
        rows: objective.key_results.iter().enumerate().map(|(i, kr)| row(cx, KrIx(ix, i as u32), kr)).collect(),
    }
}

fn row(cx: &PresentCx<'_>, ix: KrIx, kr: &KeyResult) -> Row {
    let f = &cx.format;
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let hidden = kr.doc.confidential.then(|| f.word("confidential"));
    let number = |v: Option<f64>| v.map(|v| numbers.quantity(f, v));
    let measure = kr.kpi.map(|kpi| Measure::new(cx, kpi));
    let usual = measure.as_ref().filter(|m| !m.is_trending()).and_then(|m| Some((m, m.score.limits?)));
    let benchmark = measure.as_ref().and_then(|m| {
        let b = m.kpi.doc.benchmark.as_ref()?;
        let value = m.text(b.value?);
        Some(match &b.name {
            Some(name) => f.fill("{name}: {value}", &[("name", name), ("value", &value)]),
            None => value,
        })
    });
    Row {
        link: parts::key_result_link(cx, ix),
        baseline: hidden.clone().unwrap_or_else(|| baseline(cx, kr, number(score.baseline))),
        target: hidden.or_else(|| aim(cx, score, &numbers)).unwrap_or_else(|| UNKNOWN.to_owned()),
        usual: usual.map_or_else(|| UNKNOWN.to_owned(), |(m, l)| f.range(l.lower, l.upper, m.decimals)),
        reach: usual.and_then(|(m, _)| reached(cx, m, score.target)),
        benchmark: benchmark.unwrap_or_else(|| UNKNOWN.to_owned()),
    }
}

/// What the usual range says of a target.
fn reached(cx: &PresentCx<'_>, m: &Measure<'_>, target: Option<f64>) -> Option<String> {
    let words = match (m.score.signal, reach(m.score, m.kpi.doc.direction, target)) {
        (Signal::Better | Signal::Worse | Signal::Unusual, _) => "it is moving: this was its range before",
        (_, Reach::Inside) => "inside its usual range: hit or miss",
        (_, Reach::Beyond) => "beyond today’s process: something has to change",
        (_, Reach::Safe) => "today’s process meets it already",
        (_, Reach::Unknown) => return None,
    };
    Some(cx.format.word(words))
}

/// The target, or the bounds of a guardrail.
fn aim(cx: &PresentCx<'_>, score: &KrScore, numbers: &KrNumbers) -> Option<String> {
    let f = &cx.format;
    let text = |v: f64| numbers.quantity(f, v);
    match (score.target, score.bounds) {
        (Some(target), _) => Some(text(target)),
        (None, Some((Some(low), Some(high)))) => Some(f.range(low, high, numbers.decimals)),
        (None, Some((Some(low), None))) => Some(f.fill("at least {value}", &[("value", &text(low))])),
        (None, Some((None, Some(high)))) => Some(f.fill("at most {value}", &[("value", &text(high))])),
        (None, _) => None,
    }
}

/// The baseline; one that is read at the end of a running period is not known yet, and says so beside today's value.
fn baseline(cx: &PresentCx<'_>, kr: &KeyResult, now: Option<String>) -> String {
    let f = &cx.format;
    let (words, period) = match &kr.doc.baseline {
        Some(Baseline::EndOf(p)) => ("end of {period}", Some(p)),
        Some(Baseline::AverageOf(p)) => ("average of {period}", Some(p)),
        Some(Baseline::SamePeriodLastYear | Baseline::Number(_)) | None => ("", None),
    };
    let Some(period) = period.filter(|p| p.end >= cx.scores.as_of) else {
        return now.unwrap_or_else(|| UNKNOWN.to_owned());
    };
    let read = f.fill(words, &[("period", &f.period(period))]);
    match now {
        Some(now) => f.fill("{read}, now {now}", &[("read", &read), ("now", &now)]),
        None => read,
    }
}

/// Every team with goals now or in the period before, most goals first.
fn load(cx: &PresentCx<'_>, goals: &[ObjectiveIx], before: Option<usize>) -> Vec<Load> {
    let mut teams: BTreeMap<Option<TeamIx>, (usize, usize, usize)> = BTreeMap::new();
    for ix in goals {
        let objective = cx.model.objective(*ix);
        let entry = teams.entry(objective.team).or_default();
        entry.0 += 1;
        entry.1 += objective.key_results.len();
    }
    let earlier = before.map_or(&[][..], |b| &cx.model.periods[b].objectives);
    for ix in earlier {
        teams.entry(cx.model.objective(*ix).team).or_default().2 += 1;
    }
    let mut out: Vec<Load> = teams
        .into_iter()
        .map(|(team, (goals, key_results, before))| {
            let (name, href) = team_name(cx, team);
            let hits = team.and_then(|t| hits(cx, t)).unwrap_or_else(|| UNKNOWN.to_owned());
            Load { team: name, href, goals, key_results, before, hits }
        })
        .collect();
    out.sort_by_key(|l| std::cmp::Reverse(l.goals));
    out
}

/// How many of a team's past targets were reached: key results of ended goals that were scored.
fn hits(cx: &PresentCx<'_>, team: TeamIx) -> Option<String> {
    let ended = cx
        .model
        .team(team)
        .objectives
        .iter()
        .filter(|ix| cx.scores.objective(**ix).ended && cx.model.objective(**ix).doc.kind != GoalKind::Learning);
    let results = ended.flat_map(|ix| &cx.scores.objective(*ix).key_results);
    let scores: Vec<f64> =
        results.filter(|kr| kr.left_out.is_none() && kr.status != Status::Dropped).filter_map(|kr| kr.score).collect();
    let hit = scores.iter().filter(|s| round(**s, 2) >= 1.0).count();
    let counts = [hit.to_string(), scores.len().to_string()];
    let [n, all] = &counts;
    (!scores.is_empty()).then(|| cx.format.fill("{n} of {all}", &[("n", n), ("all", all)]))
}

/// Goals that support nothing, where others do.
fn orphans(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> Vec<Link> {
    let alone = |ix: &&ObjectiveIx| {
        let o = cx.model.objective(**ix);
        o.parents.is_empty() && o.children.is_empty()
    };
    goals.iter().filter(alone).take(LISTED).map(|ix| parts::objective_link(cx, *ix)).collect()
}

/// What goals need from other teams; what nobody has answered comes first.
fn needs(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> Vec<Need> {
    let f = &cx.format;
    let mut out: Vec<(bool, Option<Date>, Need)> = Vec::new();
    for ix in goals {
        for need in &cx.model.objective(*ix).doc.needs {
            let open = parts::is_unanswered(need);
            let view = Need {
                goal: parts::objective_link(cx, *ix),
                from: need.from.as_deref().map_or_else(|| f.word("somebody"), |id| parts::team_or_id(cx, id)),
                what: need.what.clone(),
                by: need.by.map(|d| f.date(d)),
                state: need.state.clone(),
                open,
            };
            out.push((!open, need.by, view));
        }
    }
    out.sort_by_key(|(answered, by, _)| (*answered, by.is_none(), *by));
    out.into_iter().take(LISTED).map(|(.., need)| need).collect()
}

fn not_doing(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> Vec<NotDoing> {
    let said = goals.iter().filter(|ix| !cx.model.objective(**ix).doc.not_doing.is_empty());
    said.take(LISTED)
        .map(|ix| NotDoing {
            goal: parts::objective_link(cx, *ix),
            texts: cx.model.objective(*ix).doc.not_doing.clone(),
        })
        .collect()
}

/// Goals of the period before that nothing continues and nobody dropped or closed.
fn undecided(cx: &PresentCx<'_>, before: usize) -> Vec<Link> {
    let open = |ix: &&ObjectiveIx| {
        let o = cx.model.objective(**ix);
        let gone = matches!(cx.scores.objective(**ix).status, Status::Dropped | Status::Draft);
        o.successor.is_none() && o.doc.closing.is_none() && !gone
    };
    let goals = cx.model.periods[before].objectives.iter();
    goals.filter(open).take(LISTED).map(|ix| parts::objective_link(cx, *ix)).collect()
}
