//! Teams: the list, and what one team owes.

use super::page;
use crate::domain::{Period, key};
use crate::parse::doc::Need;
use crate::present::frame::{Frame, Link, RailGroup, RailLink};
use crate::present::measures::Measure;
use crate::present::parts::{self, ObjectiveRow, SignalView, StatusView};
use crate::present::write::{self, Form};
use crate::present::{PageView, PresentCx, check_grid, current, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{KpiIx, ObjectiveIx, TeamIx};
use serde::Serialize;

/// Past periods shown.
const PERIODS: usize = 8;

#[derive(Serialize)]
struct IndexView {
    teams: Vec<TeamRow>,
}

#[derive(Serialize)]
struct TeamRow {
    link: Link,
    id: String,
    lead: Option<String>,
    goals: String,
    kpis: usize,
    depth: u32,
}

/// The list of teams, sub-teams under their team.
pub fn index(cx: &PresentCx<'_>) -> PageView {
    let mut frame = Frame::new("teams", paths::TEAMS, cx.format.word("Teams"), "teams");
    frame.crumbs = vec![Link::new(paths::HOME, cx.format.word("Overview"))];
    let mut teams = Vec::new();
    let mut seen = vec![false; cx.model.teams.len()];
    for i in 0..cx.model.teams.len() as u32 {
        let root = cx.model.team(TeamIx(i)).part_of.is_none();
        if root {
            add(cx, TeamIx(i), 0, &mut seen, &mut teams);
        }
    }
    // What is left belongs to a circle of teams, which is a finding of its own.
    for i in 0..cx.model.teams.len() as u32 {
        add(cx, TeamIx(i), 0, &mut seen, &mut teams);
    }
    page(frame, "teams.html", &IndexView { teams })
}

fn add(cx: &PresentCx<'_>, ix: TeamIx, depth: u32, seen: &mut [bool], rows: &mut Vec<TeamRow>) {
    if std::mem::replace(&mut seen[ix.0 as usize], true) {
        return;
    }
    let team = cx.model.team(ix);
    let running = team.objectives.iter().filter(|o| current::is_running(cx, **o));
    rows.push(TeamRow {
        link: parts::team_link(cx, ix),
        id: team.doc.id.clone(),
        lead: team.lead.and_then(|p| parts::person_name(cx, p)),
        goals: current::counts(&cx.format, running.map(|o| cx.scores.objective(*o).status)),
        kpis: team.kpis.len(),
        depth: depth.min(3),
    });
    for part in &team.parts {
        add(cx, *part, depth + 1, seen, rows);
    }
}

#[derive(Serialize)]
struct View {
    id: String,
    body: String,
    lead: Option<String>,
    part_of: Option<Link>,
    parts: Vec<Link>,
    until: Option<String>,
    sentence: Option<String>,
    running: Vec<ObjectiveRow>,
    kpis: Vec<KpiRow>,
    owes: Vec<NeedRow>,
    needs: Vec<NeedRow>,
    people: Vec<Link>,
    periods: Vec<PeriodRow>,
    check_ins: Option<String>,
    /// What can be written now.
    forms: Vec<Form>,
    /// Who said when how it goes.
    grid: Option<parts::Figure>,
    file: String,
}

#[derive(Serialize)]
pub(super) struct KpiRow {
    link: Link,
    now: String,
    date: String,
    target: String,
    status: StatusView,
    signal: SignalView,
    spark: String,
}

#[derive(Serialize)]
struct NeedRow {
    goal: Link,
    what: String,
    from: Option<String>,
    by: Option<String>,
    state: Option<String>,
    late: bool,
}

#[derive(Serialize)]
struct PeriodRow {
    period: Link,
    text: String,
    goals: Vec<Link>,
}

/// The page of one team.
pub fn view(cx: &PresentCx<'_>, ix: TeamIx) -> PageView {
    let f = &cx.format;
    let team = cx.model.team(ix);
    let mut frame = Frame::new("team", paths::team(cx.model, ix), &team.name, "teams");
    frame.crumbs = vec![Link::new(paths::TEAMS, f.word("Teams"))];
    frame.rail = rail(cx, ix);
    let prose = Prose { cx, root: &frame.root.clone(), period: None, top_heading: 3 };
    let mut file = "teams.csv".to_owned();
    let mut body = String::new();
    if let Some(own) = team.doc.file {
        parts::written_in(cx, "team.html", &mut frame, own, &team.doc.common);
        file.clone_from(&cx.sources.file(own).path);
        body = markdown::body(&prose, own, &team.doc.common.body);
    }
    let mut running: Vec<ObjectiveIx> =
        team.objectives.iter().copied().filter(|o| current::is_running(cx, *o)).collect();
    running.sort_by_key(|o| (cx.model.objective(*o).level, *o));
    let view = View {
        id: team.doc.id.clone(),
        body,
        lead: team.lead.and_then(|p| parts::person_name(cx, p)),
        part_of: team.part_of.map(|t| parts::team_link(cx, t)),
        parts: team.parts.iter().map(|t| parts::team_link(cx, *t)).collect(),
        until: team.doc.until.filter(|d| *d <= cx.scores.as_of).map(|d| f.date(d)),
        sentence: (!running.is_empty()).then(|| current::sentence(cx, &running, &f.word("goals"))),
        running: running.iter().map(|o| parts::objective_row(cx, *o, 0)).collect(),
        kpis: team.kpis.iter().map(|k| kpi_row(cx, *k)).collect(),
        owes: owes(cx, ix),
        needs: needs(cx, &running),
        people: people(cx, ix),
        periods: periods(cx, ix),
        check_ins: last_check_in(cx, ix),
        forms: write::of_team(cx, ix),
        grid: check_grid::of_team(cx, ix),
        file,
    };
    page(frame, "team.html", &view)
}

/// Latest value, target and whether the last change is real.
pub(super) fn kpi_row(cx: &PresentCx<'_>, ix: KpiIx) -> KpiRow {
    let measure = Measure::new(cx, ix);
    let latest = measure.score.latest();
    KpiRow {
        link: parts::kpi_link(cx, ix),
        now: measure.text_opt(latest.map(|s| s.value)),
        date: latest.map(|s| cx.format.day(s.slot.end)).unwrap_or_default(),
        target: measure.target_text(measure.score.target),
        status: StatusView::new(&cx.format, measure.score.status, None),
        signal: measure.signal(),
        spark: measure.spark(cx.scores.as_of),
    }
}

/// What running goals of others need from this team.
fn owes(cx: &PresentCx<'_>, ix: TeamIx) -> Vec<NeedRow> {
    let id = key(&cx.model.team(ix).doc.id);
    let mine = |need: &Need| need.from.as_deref().is_some_and(|t| key(t.trim_start_matches("team:")) == id);
    let goals = cx.model.objectives().filter(|(o, g)| !g.doc.needs.is_empty() && current::is_running(cx, *o));
    goals
        .flat_map(|(o, g)| g.doc.needs.iter().filter(|n| mine(n)).map(move |n| (o, n)))
        .map(|(o, n)| need_row(cx, o, n))
        .collect()
}

fn needs(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> Vec<NeedRow> {
    goals.iter().flat_map(|o| cx.model.objective(*o).doc.needs.iter().map(|n| need_row(cx, *o, n))).collect()
}

fn need_row(cx: &PresentCx<'_>, goal: ObjectiveIx, need: &Need) -> NeedRow {
    let team = need.from.as_deref().and_then(|id| parts::team_by_id(cx, id));
    NeedRow {
        goal: parts::objective_link(cx, goal),
        what: need.what.clone(),
        from: team.map(|t| cx.model.team(t).name.clone()).or_else(|| need.from.clone()),
        by: need.by.map(|d| cx.format.day(d)),
        state: need.state.clone(),
        late: parts::is_unmet(need) && need.by.is_some_and(|d| d < cx.scores.as_of),
    }
}

/// Members, where the site has pages of people; a list per team would be a list of people otherwise.
fn people(cx: &PresentCx<'_>, ix: TeamIx) -> Vec<Link> {
    let members = cx.model.team(ix).members.iter();
    let here = members.filter(|p| cx.model.person(**p).doc.until.is_none_or(|d| d > cx.scores.as_of));
    here.filter_map(|p| Some(Link::new(paths::person(cx.model, *p)?, &cx.model.person(*p).name))).collect()
}

/// Past periods, newest first: how the goals ended.
fn periods(cx: &PresentCx<'_>, ix: TeamIx) -> Vec<PeriodRow> {
    let goals = &cx.model.team(ix).objectives;
    let is_of = |o: &ObjectiveIx, p: &Period| cx.model.objective(*o).doc.period.as_ref() == Some(p);
    let ended = cx.model.periods.iter().enumerate().filter(|(_, p)| p.period.end < cx.scores.as_of);
    let mut rows: Vec<(usize, Vec<ObjectiveIx>)> = ended
        .map(|(i, p)| (i, goals.iter().copied().filter(|o| is_of(o, &p.period)).collect::<Vec<_>>()))
        .filter(|(_, mine)| !mine.is_empty())
        .collect();
    rows.sort_by_key(|(i, _)| std::cmp::Reverse(cx.model.periods[*i].period.end));
    rows.into_iter()
        .take(PERIODS)
        .map(|(i, mine)| PeriodRow {
            period: Link::new(paths::period(cx.model, i), cx.format.period(&cx.model.periods[i].period)),
            text: current::counts(&cx.format, mine.iter().map(|o| cx.scores.objective(*o).status)),
            goals: mine.iter().take(12).map(|o| parts::objective_link(cx, *o)).collect(),
        })
        .collect()
}

fn last_check_in(cx: &PresentCx<'_>, ix: TeamIx) -> Option<String> {
    let goals = cx.model.team(ix).objectives.iter();
    let dates = goals.flat_map(|o| cx.model.objective(*o).entries.iter()).map(|e| e.date);
    dates.filter(|d| *d <= cx.scores.as_of).max().map(|d| cx.format.date(d))
}

/// Its team, its neighbours and its parts.
fn rail(cx: &PresentCx<'_>, ix: TeamIx) -> Vec<RailGroup> {
    let team = cx.model.team(ix);
    let link = |t: TeamIx, depth: u8| RailLink {
        href: paths::team(cx.model, t),
        text: cx.model.team(t).name.clone(),
        id: None,
        depth,
        current: t == ix,
    };
    let mut links: Vec<RailLink> = team.part_of.iter().map(|t| link(*t, 0)).collect();
    let depth = links.len() as u8;
    let siblings: Vec<TeamIx> = match team.part_of {
        Some(whole) => cx.model.team(whole).parts.clone(),
        None => cx.model.teams().filter(|(_, t)| t.part_of.is_none()).map(|(t, _)| t).collect(),
    };
    for sibling in siblings.into_iter().take(24) {
        links.push(link(sibling, depth));
        if sibling == ix {
            links.extend(team.parts.iter().take(12).map(|t| link(*t, depth + 1)));
        }
    }
    links.truncate(30);
    vec![RailGroup { title: cx.format.word("Teams"), links, more: None }]
}
