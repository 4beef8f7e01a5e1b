//! The numbers: KPIs of the period, inputs before outputs, and how far they can be trusted.

use super::Reviewed;
use crate::chart;
use crate::chart::spec::Size;
use crate::compute::scores::{Freshness, PeriodValue, Signal};
use crate::compute::seal;
use crate::domain::Cadence;
use crate::parse::doc::{Aggregate, Role};
use crate::present::frame::Link;
use crate::present::measures::{Measure, PanelView, axis_periods};
use crate::present::parts::{self, Figure, OwnerView, SignalView, StatusView};
use crate::resolve::model::{KpiIx, ObjectiveIx};
use serde::Serialize;
use std::collections::BTreeSet;

/// Of more KPIs than this, a review does not look for changes in those it does not show.
pub(super) const SEARCHED: usize = 1000;
/// KPIs on a scorecard at most.
const SHOWN: usize = 60;

#[derive(Serialize)]
pub(super) struct Numbers {
    groups: Vec<Group>,
    panels: Vec<Panels>,
    /// "10 of 33 KPIs, chosen by the strategy office. 2 others show a real change: …".
    chosen: String,
    /// "Data complete for 11 of 12 KPIs"; nothing where there are none.
    complete: Option<String>,
}

#[derive(Serialize)]
struct Group {
    title: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    link: Link,
    unit: String,
    arrow: &'static str,
    direction: String,
    value: String,
    /// Why there is no value, or that it is not whole.
    note: Option<String>,
    target: String,
    against: String,
    year: String,
    spark: String,
    signal: SignalView,
    outlook: Option<(&'static str, String)>,
    no_outlook: String,
    status: StatusView,
    owner: Option<OwnerView>,
}

/// Panels of one kind of measure.
#[derive(Serialize)]
struct Panels {
    title: String,
    panels: Vec<Panel>,
}

#[derive(Serialize)]
struct Panel {
    panel: Option<PanelView>,
    /// A plain line, where a panel of weeks and months cannot be drawn.
    figure: Option<Figure>,
    title: String,
    /// Why there is no drawing; the panel keeps its place.
    missing: String,
}

pub(super) fn numbers(r: &Reviewed<'_>) -> Numbers {
    let f = &r.cx.format;
    let shown = scorecard(r);
    let groups = by_role(r, &shown)
        .into_iter()
        .map(|(title, ids)| Group { title, rows: ids.into_iter().map(|ix| row(r, ix)).collect() })
        .collect();
    let complete = shown.iter().filter(|ix| value(r, **ix).is_some_and(|v| v.complete())).count();
    Numbers {
        groups,
        panels: panels(r),
        chosen: chosen(r, &shown),
        complete: (!shown.is_empty()).then(|| {
            let counts = [complete.to_string(), shown.len().to_string()];
            f.fill("Data complete for {n} of {all} KPIs", &[("n", &counts[0]), ("all", &counts[1])])
        }),
    }
}

/// The KPIs that the author chose, else all that the period's goals use.
pub(super) fn scorecard(r: &Reviewed<'_>) -> Vec<KpiIx> {
    let mut ids: Vec<KpiIx> = r.review.doc.kpis.iter().filter_map(|id| r.cx.model.names.kpi(id)).collect();
    if ids.is_empty() {
        ids = used(r).into_iter().collect();
        ids.truncate(SHOWN);
    }
    ids
}

fn used(r: &Reviewed<'_>) -> BTreeSet<KpiIx> {
    let krs = |ix: &ObjectiveIx| &r.cx.model.objective(*ix).key_results;
    r.goals().iter().flat_map(krs).filter_map(|kr| kr.kpi).collect()
}

fn chosen(r: &Reviewed<'_>, shown: &[KpiIx]) -> String {
    let f = &r.cx.format;
    let pattern = match r.review.doc.kpis.is_empty() {
        true => "{n} of {all} KPIs: those that goals of the period use.",
        false => "{n} of {all} KPIs, chosen by the review's author.",
    };
    let counts = [("n", shown.len().to_string()), ("all", r.cx.model.kpis.len().to_string())];
    let mut out = f.fill(pattern, &[(counts[0].0, &counts[0].1), (counts[1].0, &counts[1].1)]);
    if r.cx.model.kpis.len() > SEARCHED {
        return out;
    }
    let real = |ix: &KpiIx| matches!(r.score_then(*ix).signal, Signal::Better | Signal::Worse);
    let others = r.cx.model.kpis().map(|(ix, _)| ix).filter(|ix| !shown.contains(ix) && real(ix)).take(20);
    let others: Vec<String> = others.map(|ix| Measure::new(r.cx, ix).full_name().to_owned()).collect();
    out.push(' ');
    out.push_str(&match others.len() {
        0 => f.word("No other shows a real change."),
        _ => f.fill("Others with a real change: {names}.", &[("names", &f.list(&others))]),
    });
    out
}

/// The KPI's value over the period, up to the report's day: as it is sealed, if it is.
fn value(r: &Reviewed<'_>, ix: KpiIx) -> Option<PeriodValue> {
    let found = Measure::new(r.cx, ix).in_period(&r.review.period)?;
    Some(match seal::of_kpi(r.cx.model, &r.review.period.name, &r.cx.model.kpi(ix).doc.id) {
        Some(sealed) => {
            PeriodValue { value: sealed.value, observed: sealed.observed, expected: sealed.expected, ..found }
        }
        None => found,
    })
}

fn row(r: &Reviewed<'_>, ix: KpiIx) -> Row {
    let then = r.score_then(ix);
    let m = Measure { score: &then, ..Measure::new(r.cx, ix) };
    let f = &r.cx.format;
    let period = value(r, ix);
    let now = period.as_ref().and_then(|p| p.value);
    let target = period.as_ref().and_then(|p| p.target);
    let whole = period.as_ref().is_some_and(PeriodValue::complete);
    // Part of a total is no match for a whole target.
    let comparable = whole || m.kpi.doc.aggregate != Some(Aggregate::Sum);
    let year = period.as_ref().and_then(|p| m.year_earlier(&r.review.period, p));
    let (arrow, direction) = m.direction();
    let note = match (&period, now) {
        (None, _) => Some(f.word("nothing says how to sum it up")),
        (Some(_), None) => Some(no_data(&m)),
        (Some(p), Some(_)) if !whole => {
            let (n, all) = (p.observed.to_string(), p.expected.to_string());
            Some(f.fill("{n} of {all} values", &[("n", &n), ("all", &all)]))
        }
        _ => None,
    };
    Row {
        link: parts::kpi_link(r.cx, ix),
        unit: m.kpi.doc.unit.clone(),
        arrow,
        direction,
        value: m.cell(now),
        note,
        target: m.target_cell(target),
        against: m.against(now, target.filter(|_| comparable)),
        year: m.signed(now, year),
        spark: m.spark(r.last_day()),
        signal: m.signal(),
        outlook: m.outlook(),
        no_outlook: m.no_outlook(),
        status: StatusView::new(f, m.score.status, None),
        owner: m.kpi.who.as_ref().and_then(|w| parts::owner(r.cx, w)),
    }
}

fn no_data(m: &Measure<'_>) -> String {
    let f = &m.cx.format;
    match m.score.latest() {
        Some(l) => f.fill("No data since {date}", &[("date", &f.date(l.slot.end))]),
        None => f.word("No data"),
    }
}

/// The charts that the author chose, inputs before outputs.
fn panels(r: &Reviewed<'_>) -> Vec<Panels> {
    let chosen: Vec<KpiIx> = r.review.doc.panels.iter().filter_map(|id| r.cx.model.names.kpi(id)).collect();
    by_role(r, &chosen)
        .into_iter()
        .map(|(title, ids)| Panels { title, panels: ids.into_iter().map(|ix| panel(r, ix)).collect() })
        .collect()
}

/// Six weeks and twelve months up to the last day that the review speaks of; else the period and 26 slots before it.
fn panel(r: &Reviewed<'_>, ix: KpiIx) -> Panel {
    let then = r.score_then(ix);
    let m = Measure { score: &then, ..Measure::new(r.cx, ix) };
    let title = panel_title(r, &m);
    let id = format!("panel-{}", crate::domain::slug(&m.kpi.doc.id));
    // What the numbers are is said once, under all panels.
    let panel = m.panel(&id, Some(&title), r.last_day()).map(|p| PanelView { notes: Vec::new(), ..p });
    let figure = if panel.is_none() { line(r, &m, &id, &title) } else { None };
    let missing = if panel.is_none() && figure.is_none() { no_data(&m) } else { String::new() };
    Panel { panel, figure, title: m.full_name().to_owned(), missing }
}

/// The line ends on the review's day: a frozen page does not grow.
fn line(r: &Reviewed<'_>, m: &Measure<'_>, id: &str, title: &str) -> Option<Figure> {
    let period = &r.review.period;
    let calendar = &r.cx.model.settings.calendar;
    let inside = m.kpi.doc.cadence.map_or(0, |c| c.slots_in(period.start, period.end, calendar).len());
    let before = match m.kpi.doc.cadence {
        Some(Cadence::Quarter | Cadence::Year) => 8,
        _ => 26,
    };
    let slots = m.slots_until(r.last_day(), inside + before);
    if slots.len() < 3 {
        return None;
    }
    let mut spec = m.line(id, title, slots, Size::Half, m.besides());
    spec.end = spec.end.min(r.day());
    spec.periods = axis_periods(r.cx, spec.start, spec.end);
    spec.stopped = spec.stopped.map(|(end, words)| (end.min(spec.end), words));
    Some(Figure::new(id, title, chart::line(&spec)))
}

/// Measures under their headings: inputs, outputs, others; one heading where nothing is said of any.
fn by_role(r: &Reviewed<'_>, ids: &[KpiIx]) -> Vec<(String, Vec<KpiIx>)> {
    let f = &r.cx.format;
    let role = |ix: &KpiIx| r.cx.model.kpi(*ix).doc.role;
    if ids.iter().all(|ix| role(ix).is_none()) {
        return if ids.is_empty() { Vec::new() } else { vec![(f.word("Measures"), ids.to_vec())] };
    }
    let groups =
        [(Some(Role::Input), "What we control"), (Some(Role::Output), "What it produced"), (None, "Other measures")];
    let of = |wanted| ids.iter().copied().filter(|ix| role(ix) == wanted).collect::<Vec<_>>();
    groups.into_iter().map(|(role, title)| (f.word(title), of(role))).filter(|(_, ids)| !ids.is_empty()).collect()
}

/// The period's value beside its target: a place, no verdict on change.
fn panel_title(r: &Reviewed<'_>, m: &Measure<'_>) -> String {
    let f = &r.cx.format;
    let value = value(r, m.ix);
    let now = m.text_opt(value.as_ref().and_then(|v| v.value));
    let period = f.period(&r.review.period);
    match value.and_then(|v| v.target) {
        Some(target) => f.fill(
            "{kpi}: {now} in {period}, target {target}",
            &[("kpi", m.full_name()), ("now", &now), ("period", &period), ("target", &m.target_cell(Some(target)))],
        ),
        None => f.fill("{kpi}: {now} in {period}", &[("kpi", m.full_name()), ("now", &now), ("period", &period)]),
    }
}

/// What readers of the numbers should know.
pub(super) fn quality(r: &Reviewed<'_>, numbers: &Numbers) -> Vec<String> {
    let f = &r.cx.format;
    let mut out: Vec<String> = numbers.complete.iter().map(|text| format!("{text}.")).collect();
    for ix in scorecard(r) {
        let m = Measure::new(r.cx, ix);
        let stale = matches!(m.score.freshness, Freshness::Stale | Freshness::NoData);
        let gaps = m.score.gaps.iter().filter(|g| r.review.period.contains(g.end)).count();
        if stale {
            out.push(format!("{}: {}.", m.name(), no_data(&m)));
        } else if gaps > 0 {
            let values = [("kpi", m.name().to_owned()), ("n", gaps.to_string())];
            out.push(
                f.fill("{kpi}: {n} values of the period are missing.", &[("kpi", &values[0].1), ("n", &values[1].1)]),
            );
        } else if m.in_period(&r.review.period).is_some_and(|v| v.value.is_none()) {
            out.push(f.fill("{kpi}: –, no value in the period.", &[("kpi", m.name())]));
        }
    }
    out
}
