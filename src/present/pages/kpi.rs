//! A KPI: what it does, whether it is stable, who uses it.

mod about;
mod empty;
mod graduated;
mod split;
mod together;

use super::changes::{self, RestatedView};
use crate::chart;
use crate::chart::spec::Size;
use crate::compute::scores::Freshness;
use crate::domain::{Cadence, Date, Period};
use crate::present::edits::{self, EditView};
use crate::present::format::UNKNOWN;
use crate::present::frame::{Frame, Link, RailGroup, RailLink};
use crate::present::measures::{Measure, PanelView};
use crate::present::parts::{self, Figure, KrNumbers, OwnerView, SignalView, StatusView};
use crate::present::{PageView, PresentCx, data, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{KpiIx, KrIx};
use about::About;
use empty::Empty;
use graduated::Graduated;
use serde::Serialize;
use split::Split;
use together::{Guard, Together};

/// Values drawn at most; the CSV has all.
const DRAWN: usize = 400;
/// Values in the process chart at most: two years of weeks.
const PROCESS: usize = 104;
/// Weeks before those to come.
const WEEKS: usize = 26;
/// Complete periods in the table.
const PERIODS: usize = 8;

const TEMPLATE: &str = "kpi.html";

#[derive(Serialize)]
struct View {
    id: String,
    unit: String,
    arrow: &'static str,
    direction: String,
    cadence: Option<String>,
    role: Option<String>,
    team: Option<Link>,
    owner: Option<OwnerView>,
    status: StatusView,
    basis: Option<String>,
    /// The latest value and its unit where that is a word, or none.
    latest: Option<(String, String)>,
    /// What the latest value speaks of: "week ended 16 Nov 2025".
    when: Option<String>,
    /// n beside a rate.
    n: Option<String>,
    /// The latest value is old news.
    stale: bool,
    /// The series has stopped: how long ago, in words.
    stopped: Option<String>,
    comparisons: Vec<Comparison>,
    signal: SignalView,
    change: String,
    outlook: Option<(&'static str, String)>,
    /// Where it will likely be, or why nothing is said.
    likely: Vec<String>,
    /// Which moves are ordinary, which values stand out, and what to know of the series.
    process: Option<Figure>,
    series: Vec<String>,
    figure: Option<Figure>,
    /// The weeks and those to come, where days were too many to look ahead by.
    weeks: Option<Figure>,
    /// What there is instead of a figure.
    empty: Option<Empty>,
    panel: Option<PanelView>,
    years: Option<Figure>,
    /// Head and rows: period, value, target, vs target, vs a year before, values.
    periods: Vec<PeriodRow>,
    uses: Vec<Use>,
    /// Guards that are off target, for the head.
    broken: Vec<Guard>,
    together: Option<Together>,
    /// Part by part.
    split: Option<Split>,
    /// The key result it was.
    graduated: Option<Graduated>,
    about: About,
    changes: Vec<EditView>,
    restated: Vec<RestatedView>,
    body: String,
    /// `data.csv` beside the page, if there is a series.
    csv: Option<Link>,
    /// The page's own file, for empty states.
    file: String,
}

/// The latest value beside another number.
#[derive(Serialize)]
struct Comparison {
    /// "Target", "One week earlier", "One year earlier".
    with: String,
    value: String,
    /// The difference, or why there is none.
    by: String,
}

#[derive(Serialize)]
struct PeriodRow {
    name: String,
    value: String,
    target: String,
    against: String,
    year: String,
    /// "13 of 13".
    observed: String,
    /// "so far", where the period runs.
    running: bool,
}

/// A key result that reads the KPI.
#[derive(Serialize)]
struct Use {
    key_result: Link,
    objective: Link,
    period: String,
    from_to: String,
    progress: String,
    expected: String,
    status: StatusView,
}

/// The page of one KPI.
pub fn view(cx: &PresentCx<'_>, ix: KpiIx) -> PageView {
    let m = Measure::new(cx, ix);
    let f = &cx.format;
    let doc = &m.kpi.doc;
    let shows = |part| cx.shows(TEMPLATE, part);
    let panel = cx.part(TEMPLATE, "panel", || m.panel("panel", None, Date::MAX));
    let together = together::together(&m);
    let process = cx.part(TEMPLATE, "process", || m.process_figure(m.newest(PROCESS)));
    let shown = Shown { process: process.is_some(), panel: panel.is_some(), together: !together.is_empty() };
    let frame = frame(&m, &shown);
    let prose = Prose { cx, root: &frame.root, period: None, top_heading: 3 };
    let (arrow, direction) = m.direction();
    let figure = cx.part(TEMPLATE, "figure", || figure(&m));
    let view = View {
        id: doc.id.clone(),
        unit: doc.unit.clone(),
        arrow,
        direction,
        cadence: doc.cadence.map(|c| f.word(every(c))),
        role: doc.role.map(|r| f.word(about::role_word(r))),
        team: m.kpi.team.map(|t| parts::team_link(cx, t)),
        owner: m.kpi.who.as_ref().and_then(|w| parts::owner(cx, w)),
        status: StatusView::new(f, m.score.status, None),
        basis: m.basis(),
        latest: m.score.latest().map(|l| m.split(l.value)),
        when: m.score.latest().map(|l| m.slot_words(l)),
        n: m.score.latest_n().map(|n| f.number(n, 0)),
        stopped: stopped(&m),
        comparisons: comparisons(&m),
        signal: m.signal(),
        change: m.change_sentence(),
        outlook: m.outlook(),
        likely: if shows("likely") && !m.score.slots.is_empty() { m.likely().sentences() } else { Vec::new() },
        series: m.notes_on_the_series(),
        process,
        empty: (shows("figure") && figure.is_none()).then(|| empty::empty(&m)),
        stale: m.score.freshness == Freshness::Stale,
        figure,
        weeks: cx.part(TEMPLATE, "weeks", || weeks(&m)),
        panel,
        years: cx.part(TEMPLATE, "years", || m.years("years", Date::MAX)),
        periods: cx.part(TEMPLATE, "periods", || periods(&m)),
        uses: m.kpi.used_by.iter().map(|kr| used(cx, *kr)).collect(),
        broken: together.broken().cloned().collect(),
        together: Some(together).filter(|t| !t.is_empty()),
        split: split::split(&m),
        graduated: graduated::graduated(&m),
        about: about::about(&m),
        restated: cx.scores.restated.iter().filter(|r| r.kpi == ix).map(|r| changes::restated(cx, r)).collect(),
        changes: cx.model.ledger.of_kpi(ix).map(|e| edits::view(cx, e)).collect(),
        body: markdown::body(&prose, doc.file, &doc.common.body),
        csv: data::series_path(cx, ix).map(|path| Link::new(path, f.word("All values as CSV"))),
        file: cx.sources.file(doc.file).path.clone(),
    };
    cx.page(frame, TEMPLATE, &view)
}

/// Which of the blocks that not every KPI has are there.
struct Shown {
    process: bool,
    panel: bool,
    together: bool,
}

fn frame(m: &Measure<'_>, shown: &Shown) -> Frame {
    let (cx, f) = (m.cx, &m.cx.format);
    let doc = &m.kpi.doc;
    let mut frame = Frame::new("kpi", paths::kpi(cx.model, m.ix), doc.title.clone(), "kpis");
    frame.description = doc.what.clone();
    frame.crumbs = vec![Link::new(paths::KPIS, f.word("KPIs"))];
    frame.here = Some(m.name().to_owned());
    frame.data_through = m.score.latest().map(|l| f.date(l.slot.end));
    let toc = [
        (true, "#s-line", "How it moves"),
        (shown.process, "#s-process", "Ordinary ups and downs"),
        (shown.panel, "#s-year", "Beside last year"),
        (!m.score.parts.is_empty(), "#s-split", "Part by part"),
        (true, "#s-goals", "Goals that use it"),
        (m.kpi.from.is_some(), "#s-from", "Once a goal"),
        (shown.together, "#s-with", "What belongs together"),
        (true, "#s-about", "What it is"),
        (true, "#s-periods", "By period"),
        (cx.model.ledger.of_kpi(m.ix).next().is_some(), "#s-df", "Definition history"),
    ];
    let toc = toc.into_iter().filter(|(shown, ..)| *shown);
    frame.toc = toc.map(|(_, href, word)| Link::new(href, f.word(word))).collect();
    frame.rail = cx.framed(TEMPLATE, "rail", || rail(m).into_iter().collect());
    parts::written_in(cx, TEMPLATE, &mut frame, doc.file, &doc.common);
    if let Some(file) = m.kpi.series.file {
        frame.mistakes.extend(parts::mistakes(cx, &[&cx.sources.file(file).path]));
    }
    frame
}

/// The other KPIs of its team, around this one.
fn rail(m: &Measure<'_>) -> Option<RailGroup> {
    const SHOWN: usize = 30;
    let team = m.cx.model.team(m.kpi.team?);
    let at = team.kpis.iter().position(|k| *k == m.ix).unwrap_or(0);
    let start = at.saturating_sub(SHOWN / 2).min(team.kpis.len().saturating_sub(SHOWN));
    let links = team.kpis[start..].iter().take(SHOWN).map(|k| RailLink {
        href: paths::kpi(m.cx.model, *k),
        text: Measure::new(m.cx, *k).name().to_owned(),
        id: None,
        depth: 0,
        current: *k == m.ix,
    });
    let more = (team.kpis.len() > SHOWN).then(|| {
        let words = m.cx.format.fill("all {n}", &[("n", &team.kpis.len().to_string())]);
        Link::new(paths::team(m.cx.model, m.kpi.team.unwrap_or(crate::resolve::model::TeamIx(0))), words)
    });
    Some(RailGroup { title: team.name.clone(), links: links.collect(), more })
}

/// "every week".
pub(super) fn every(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Day => "every day",
        Cadence::Workday => "every workday",
        Cadence::Week => "every week",
        Cadence::Month => "every month",
        Cadence::Quarter => "every quarter",
        Cadence::Year => "every year",
    }
}

fn stopped(m: &Measure<'_>) -> Option<String> {
    let f = &m.cx.format;
    let since = m.score.due.map(|d| f.date(d)).unwrap_or_else(|| UNKNOWN.to_owned());
    match m.score.freshness {
        Freshness::Fresh | Freshness::NoData => None,
        Freshness::Late => Some(f.fill("The next value was due on {date}.", &[("date", &since)])),
        Freshness::Stale => Some(f.fill(
            "The series has stopped: {n} values are overdue, the first since {date}.",
            &[("n", &m.score.overdue.to_string()), ("date", &since)],
        )),
    }
}

fn comparisons(m: &Measure<'_>) -> Vec<Comparison> {
    let f = &m.cx.format;
    let Some(latest) = m.score.latest() else { return Vec::new() };
    let mut out = vec![Comparison {
        with: f.word("Target"),
        value: m.target_text(m.score.target),
        by: match m.score.target {
            Some(target) => m.difference(latest.value, latest.value - m.gap(latest.value, target)),
            None => f.word("no target for this time"),
        },
    }];
    let slots = &m.score.slots;
    let before = slots.len().checked_sub(2).map(|i| &slots[i]);
    let step = match m.kpi.doc.cadence {
        Some(Cadence::Day | Cadence::Workday) => "The day before",
        Some(Cadence::Week) => "The week before",
        Some(Cadence::Month) => "The month before",
        Some(Cadence::Quarter) => "The quarter before",
        Some(Cadence::Year) => "The year before",
        None => "The value before",
    };
    let gap = before.is_some_and(|b| m.score.gaps.iter().any(|g| g.start > b.slot.end && g.end < latest.slot.start));
    out.push(Comparison {
        with: f.word(if gap { "The value before" } else { step }),
        value: m.text_opt(before.map(|b| b.value)),
        by: before.map_or_else(|| f.word("no earlier value"), |b| m.difference(latest.value, b.value)),
    });
    if m.kpi.doc.cadence != Some(Cadence::Year) {
        out.push(Comparison {
            with: f.word("A year earlier"),
            value: m.text_opt(m.score.year_before),
            by: match m.score.year_before {
                Some(year) => m.difference(latest.value, year),
                None => f.word("no value a year earlier"),
            },
        });
    }
    out
}

fn figure(m: &Measure<'_>) -> Option<Figure> {
    let f = &m.cx.format;
    let slots = m.newest(DRAWN);
    if slots.len() < 3 {
        return None;
    }
    let title = m.headline();
    let mut spec = m.line("line", &title, slots, Size::Main, m.besides());
    if let Some(forecast) = m.score.forecast.as_ref().ok().filter(|f| f.cadence == m.cadence) {
        m.draw_fan(forecast, &mut spec);
    }
    graduated::mark(m, &mut spec);
    let mut figure = Figure::new("line", &title, chart::line(&spec));
    if let Some(file) = m.kpi.series.file {
        figure.sources.push(f.fill("Source: {name}", &[("name", &m.cx.sources.file(file).path)]));
    }
    figure.sources.extend(m.score.provisional.map(|_| f.word("The last, hollow value is provisional")));
    if m.score.slots.len() > DRAWN {
        let all = m.score.slots.len().to_string();
        let drawn = DRAWN.to_string();
        figure.sources.push(f.fill("The newest {n} of {all} values", &[("n", &drawn), ("all", &all)]));
    }
    figure.links.extend(data::series_path(m.cx, m.ix).map(|path| Link::new(path, "CSV")));
    Some(figure)
}

fn weeks(m: &Measure<'_>) -> Option<Figure> {
    let title = m.cx.format.fill("{kpi}: week by week, and what is likely to come", &[("kpi", m.name())]);
    let spec = m.weeks_ahead("weeks", &title, WEEKS)?;
    Some(Figure::new("weeks", &title, chart::line(&spec)))
}

/// The running period and the last complete ones, newest first.
fn periods(m: &Measure<'_>) -> Vec<PeriodRow> {
    let calendar = &m.cx.model.settings.calendar;
    let Some(first) = m.score.slots.first() else { return Vec::new() };
    let yearly = m.kpi.doc.cadence == Some(Cadence::Year);
    let of = |day| if yearly { Period::year_of(day, calendar) } else { Period::quarter_of(day, calendar) };
    let mut out = Vec::new();
    let mut period = of(m.cx.scores.as_of);
    while period.end >= first.slot.start && out.len() <= PERIODS {
        let running = period.end > m.cx.scores.as_of;
        let Some(row) = period_row(m, &period, running) else { break };
        out.extend(row);
        match period.start.yesterday() {
            Ok(day) => period = of(day),
            Err(_) => break,
        }
    }
    out
}

/// `None`: nothing says how to sum up; `Some(None)`: the period has no value.
fn period_row(m: &Measure<'_>, period: &Period, running: bool) -> Option<Option<PeriodRow>> {
    let f = &m.cx.format;
    let value = m.in_period(period)?;
    if value.value.is_none() {
        return Some(None);
    }
    // A running period's total is no match for a whole one's.
    let comparable = value.complete() || m.kpi.doc.aggregate != Some(crate::parse::doc::Aggregate::Sum);
    let year = m.year_earlier(period, &value);
    let target = value.target.filter(|_| comparable);
    Some(Some(PeriodRow {
        name: f.period(period),
        value: m.text_opt(value.value),
        target: m.target_text(value.target),
        against: m.against(value.value, target),
        year: m.signed(value.value, year),
        observed: f.part_of(value.observed, value.expected),
        running,
    }))
}

fn used(cx: &PresentCx<'_>, ix: KrIx) -> Use {
    let f = &cx.format;
    let objective = cx.model.objective(ix.0);
    let kr = cx.model.key_result(ix);
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let text = |v: Option<f64>| f.quantity_opt(v, &numbers.unit, numbers.decimals);
    let from_to = match (kr.doc.confidential, score.bounds, score.target) {
        (true, ..) => f.word("confidential"),
        (_, Some((Some(lo), Some(hi))), _) => f.between(&text(Some(lo)), &text(Some(hi))),
        (_, Some((Some(lo), None)), _) => f.fill("at least {value}", &[("value", &text(Some(lo)))]),
        (_, Some((None, Some(hi))), _) => f.fill("at most {value}", &[("value", &text(Some(hi)))]),
        (_, _, Some(target)) if score.baseline.is_some() => {
            f.fill("{from} → {to}", &[("from", &text(score.baseline)), ("to", &text(Some(target)))])
        }
        (_, _, target) => text(target),
    };
    Use {
        key_result: parts::key_result_link(cx, ix),
        objective: parts::objective_link(cx, ix.0),
        period: objective.doc.period.as_ref().map_or_else(|| f.word("ongoing"), |p| f.period(p)),
        from_to,
        progress: f.score(score.progress),
        expected: f.score(score.expected),
        status: StatusView::new(f, score.status, score.hollow_since),
    }
}
