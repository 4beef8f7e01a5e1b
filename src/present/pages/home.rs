//! Home: will we make the year, and where should we look?

mod notable;

use super::page;
use crate::chart;
use crate::chart::spec::{StripDot, StripRow, StripSpec, StripWords};
use crate::compute::scores::Freshness;
use crate::domain::{Band, Status, slug};
use crate::parse::doc::ReviewDoc;
use crate::present::format::Formatter;
use crate::present::frame::{Frame, Link};
use crate::present::parts::{self, Figure, ObjectiveRow, StatusView};
use crate::present::{PageView, PresentCx, current, paths};
use crate::resolve::model::{ObjectiveIx, Team};
use notable::{Change, Exception};
use serde::Serialize;

/// Rows of the table of company goals.
const MOST_ROWS: usize = 40;
/// Priorities in the line that says where we go.
const MOST_PRIORITIES: usize = 8;
/// Goals of the reader's own team.
const MOST_GOALS: usize = 8;
/// Dots a strip can hold (`design.md` §2.1).
const MOST_DOTS: usize = 80;

#[derive(Serialize)]
struct View {
    /// Where we go: the priorities of the strategy.
    priorities: Vec<Link>,
    takeaway: Option<String>,
    /// The site has no goals: what it has instead.
    pages: Vec<Link>,
    has_goals: bool,
    periods: Vec<PeriodLine>,
    company: Vec<ObjectiveRow>,
    company_title: String,
    strip: Option<Figure>,
    strip_note: Option<String>,
    attention: Vec<Exception>,
    attention_more: usize,
    changes: Vec<Change>,
    teams: Vec<TeamLine>,
    next_review: Option<String>,
    last_review: Option<Link>,
    /// "3 of 24 KPIs are stale", loud where it is one in five.
    data: String,
    distrust: bool,
    errors: usize,
    warnings: usize,
    description: Option<String>,
}

#[derive(Serialize)]
struct PeriodLine {
    link: Link,
    span: String,
    elapsed: String,
}

#[derive(Serialize)]
struct TeamLine {
    id: String,
    link: Link,
    text: String,
    /// Shown for the reader's own team.
    goals: Vec<(Link, StatusView)>,
}

/// The home page.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let settings = &cx.model.settings;
    let mut frame = Frame::new("home", paths::HOME, &settings.title, "overview");
    let running: Vec<ObjectiveIx> =
        cx.model.objectives().map(|(ix, _)| ix).filter(|ix| current::is_running(cx, *ix)).collect();
    let company = company(cx, &running);
    let (stale, kpis) = (stale(cx), cx.model.kpis.len());
    let distrust = kpis > 0 && stale * 5 > kpis;
    let has_goals = !cx.model.objectives.is_empty();
    let takeaway = (has_goals && !distrust).then(|| current::sentence(cx, &company, &f.word("company goals")));
    let attention = notable::attention(cx, &running);
    let (strip, strip_note) = strip(cx);
    let view = View {
        priorities: priorities(cx),
        pages: cx
            .model
            .pages
            .iter()
            .enumerate()
            .map(|(i, p)| Link::new(paths::page(cx.model, i), &p.title))
            .take(MOST_ROWS)
            .collect(),
        has_goals,
        periods: periods(cx),
        company_title: f.word("Company goals"),
        company: company.iter().take(MOST_ROWS).map(|ix| parts::objective_row(cx, *ix, 0)).collect(),
        strip,
        strip_note,
        attention_more: attention.len().saturating_sub(notable::MOST),
        attention: attention.into_iter().take(notable::MOST).collect(),
        changes: notable::changes(cx, &running),
        teams: cx.model.teams.iter().take(60).map(|t| team(cx, t)).collect(),
        next_review: next_review(cx),
        last_review: last_review(cx),
        data: data_line(cx, stale),
        distrust,
        errors: count(cx, crate::base::Level::Error),
        warnings: count(cx, crate::base::Level::Warning),
        description: settings.description.clone(),
        takeaway,
    };
    frame.description = settings.description.clone();
    page(frame, "home.html", &view)
}

fn priorities(cx: &PresentCx<'_>) -> Vec<Link> {
    let strategy = cx.model.strategy.iter().flat_map(|s| &s.priorities);
    strategy
        .take(MOST_PRIORITIES)
        .map(|p| Link::with_id(format!("{}#{}", paths::STRATEGY, slug(&p.id)), &p.id, &p.title))
        .collect()
}

fn count(cx: &PresentCx<'_>, level: crate::base::Level) -> usize {
    cx.findings.iter().filter(|d| d.level == level).count()
}

/// Running goals that support no other running goal, by id.
fn company(cx: &PresentCx<'_>, running: &[ObjectiveIx]) -> Vec<ObjectiveIx> {
    let top = |ix: &ObjectiveIx| cx.model.objective(*ix).level == 0;
    // Where teams also have goals that support nothing, the company's are those that others support.
    let led = |ix: &ObjectiveIx| !cx.model.objective(*ix).children.is_empty();
    let all: Vec<ObjectiveIx> = running.iter().copied().filter(top).collect();
    let led: Vec<ObjectiveIx> = all.iter().copied().filter(led).collect();
    let mut top = if led.is_empty() { all } else { led };
    top.sort_by(|a, b| cx.model.objective(*a).doc.id.cmp(&cx.model.objective(*b).doc.id));
    top
}

fn stale(cx: &PresentCx<'_>) -> usize {
    cx.scores.kpis.iter().filter(|k| matches!(k.freshness, Freshness::Stale | Freshness::NoData)).count()
}

fn data_line(cx: &PresentCx<'_>, stale: usize) -> String {
    let f = &cx.format;
    let all = cx.model.kpis.len().to_string();
    let pattern = match (cx.model.kpis.len(), stale) {
        (0, _) => "No KPIs yet",
        (_, 0) => "All {all} KPIs are up to date",
        _ => "{n} of {all} KPIs have stopped or never began",
    };
    f.fill(pattern, &[("all", &all), ("n", &stale.to_string())])
}

/// The running periods that have goals, the longest first.
fn periods(cx: &PresentCx<'_>) -> Vec<PeriodLine> {
    let f = &cx.format;
    let as_of = cx.scores.as_of;
    cx.model
        .periods
        .iter()
        .enumerate()
        .filter(|(_, p)| p.period.contains(as_of) && !p.objectives.is_empty() && !p.period.name.contains(".."))
        .map(|(i, p)| PeriodLine {
            link: Link::new(paths::period(cx.model, i), f.period(&p.period)),
            span: f.span(p.period.start, p.period.end),
            elapsed: f.percent(current::elapsed(p.period.start, p.period.end, as_of)),
        })
        .take(4)
        .collect()
}

/// All scores of the running period, and those of the one before.
fn strip(cx: &PresentCx<'_>) -> (Option<Figure>, Option<String>) {
    let f = &cx.format;
    let Some(now) = current::period(cx) else { return (None, None) };
    let before = current::period_before(cx, now);
    let rows: Vec<StripRow> = std::iter::once((now, false))
        .chain(before.map(|b| (b, true)))
        .map(|(i, hollow)| strip_row(cx, i, hollow))
        .collect();
    if !(8..=MOST_DOTS).contains(&rows[0].dots.len()) {
        return (None, None);
    }
    let goals = &cx.model.periods[now].objectives;
    let ended = !cx.model.periods[now].period.contains(cx.scores.as_of);
    let title = current::sentence(cx, goals, &f.word("goals"));
    let drawing = chart::strip(&StripSpec {
        id: "fig-strip".to_owned(),
        title: title.clone(),
        subtitle: f.word("One mark per goal at its score; hollow: the period before. The goals differ, so the medians do not compare like with like."),
        rows,
        medians: true,
        words: strip_words(f),
        style: f.style(2),
    });
    let note = ended.then(|| f.word("No goals for the running period yet; these are the last period’s."));
    (Some(Figure::new("fig-strip", &title, drawing)), note)
}

/// The words drawn into a strip.
pub(super) fn strip_words(f: &Formatter) -> StripWords {
    let d = StripWords::default();
    StripWords { below: f.word(&d.below), from: f.word(&d.from), was: f.word(&d.was), median: f.word(&d.median) }
}

/// A period's scores as dots; the worst and the best carry their ids.
pub(super) fn strip_row(cx: &PresentCx<'_>, index: usize, hollow: bool) -> StripRow {
    let info = &cx.model.periods[index];
    let scored: Vec<(ObjectiveIx, f64)> = info
        .objectives
        .iter()
        .filter(|ix| !matches!(cx.scores.objective(**ix).status, Status::Draft | Status::Dropped | Status::Paused))
        .filter_map(|ix| Some((*ix, cx.scores.objective(*ix).score?)))
        .take(MOST_DOTS + 1)
        .collect();
    let best = scored.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(ix, _)| *ix);
    let dots = scored
        .iter()
        .map(|(ix, score)| {
            let band = cx.scores.objective(*ix).status.band();
            StripDot {
                id: cx.model.objective(*ix).doc.id.clone(),
                score: *score,
                band: band.token().to_owned(),
                labelled: !hollow && (band == Band::Bad || best == Some(*ix)),
            }
        })
        .collect();
    StripRow { label: cx.format.period(&info.period), dots, hollow }
}

fn team(cx: &PresentCx<'_>, team: &Team) -> TeamLine {
    let running = team.objectives.iter().filter(|ix| current::is_running(cx, **ix));
    let text = current::counts(&cx.format, running.map(|ix| cx.scores.objective(*ix).status));
    let own = team.objectives.iter().filter(|ix| current::is_running(cx, **ix)).take(MOST_GOALS);
    let goal = |ix: &ObjectiveIx| {
        let s = cx.scores.objective(*ix);
        (parts::objective_link(cx, *ix), StatusView::new(&cx.format, s.status, s.hollow_since))
    };
    TeamLine {
        goals: own.map(goal).collect(),
        id: team.doc.id.to_lowercase(),
        link: Link::new(format!("{}/index.html", team.address), &team.name),
        text: if text.is_empty() { cx.format.word("no running goals") } else { text },
    }
}

fn next_review(cx: &PresentCx<'_>) -> Option<String> {
    let dates = cx.model.periods.iter().filter_map(|p| p.doc.as_ref()?.review);
    dates.filter(|d| *d >= cx.scores.as_of).min().map(|d| cx.format.date(d))
}

fn last_review(cx: &PresentCx<'_>) -> Option<Link> {
    let frozen = |doc: &ReviewDoc| doc.frozen.is_none_or(|d| d <= cx.scores.as_of);
    let reviews = cx.model.reviews.iter().enumerate().filter(|(_, r)| r.period.end < cx.scores.as_of && frozen(&r.doc));
    let (i, review) = reviews.max_by_key(|(_, r)| r.period.end)?;
    Some(Link::new(paths::review(cx.model, i), cx.format.period(&review.period)))
}
