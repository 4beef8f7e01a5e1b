//! The shape of `kpis.json`.

use super::shape::{TargetData, reference, target};
use super::{ratio, series_path};
use crate::compute::scores::{Freshness, KpiScore, PartSlots, Run, Signal};
use crate::parse::doc::{Direction, Role};
use crate::present::measures::Measure;
use crate::present::{PresentCx, parts, paths};
use crate::resolve::model::KpiIx;
use serde::Serialize;

/// A KPI in `kpis.json`: everything of the score's shape, and `title`, `url`, `csv` (its slots, `null` without any),
/// `unit`, `cadence`, `direction`, `aggregate`, `team` (id), `role` (`input`, `output`), `freshness` (`fresh`, `late`,
/// `stale`, `no_data`), `overdue` (slots), `gaps` (slots), `signal` (`better`, `worse`, `unusual`, `none`, `null` for not
/// judged), `signal_rule` (which rule the last value breaks: `rule`, `since`, `values`), `limits` (`lower`, `mean`, `upper`, `trial`, `since`), `forecast` (`method`, `reason`, `until`, `value`, `lo80` …
/// `hi95`, `target`, `probability`), `year_before`, `periods` (the last complete and the
/// running reporting period: `period`, `value`, `observed`, `expected`, `target`), `used_by` (key results, `OPS-2@FY2026-Q3#KR1`),
/// `parts` (of a KPI split with `by:`: `name`, `team` (id, where one has this name), `value`, `date`, `n`).
#[derive(Serialize)]
pub(super) struct KpiData<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
    csv: Option<String>,
    unit: &'a str,
    cadence: Option<&'static str>,
    direction: Option<&'static str>,
    aggregate: Option<&'static str>,
    team: Option<&'a str>,
    role: Option<&'static str>,
    value: Option<f64>,
    date: Option<String>,
    n: Option<f64>,
    target: Option<TargetData>,
    attainment: Option<f64>,
    status: &'static str,
    band: &'static str,
    freshness: &'static str,
    overdue: u32,
    gaps: usize,
    signal: Option<&'static str>,
    signal_rule: Option<RuleData>,
    limits: Option<LimitsData>,
    forecast: ForecastData,
    year_before: Option<f64>,
    periods: Vec<PeriodValueData<'a>>,
    used_by: Vec<String>,
    parts: Vec<PartData<'a>>,
}

#[derive(Serialize)]
struct RuleData {
    rule: &'static str,
    since: String,
    values: usize,
}

/// A part at its own last slot.
#[derive(Serialize)]
struct PartData<'a> {
    name: &'a str,
    team: Option<&'a str>,
    value: Option<f64>,
    date: Option<String>,
    n: Option<f64>,
}

#[derive(Serialize)]
struct LimitsData {
    lower: f64,
    mean: f64,
    upper: f64,
    trial: bool,
    since: String,
}

/// Up to the end of the period its target speaks of, else of the running one.
#[derive(Serialize)]
struct ForecastData {
    method: &'static str,
    reason: Option<&'static str>,
    until: String,
    value: Option<f64>,
    lo80: Option<f64>,
    hi80: Option<f64>,
    lo95: Option<f64>,
    hi95: Option<f64>,
    target: Option<f64>,
    probability: Option<f64>,
}

#[derive(Serialize)]
struct PeriodValueData<'a> {
    period: &'a str,
    value: Option<f64>,
    observed: u32,
    expected: u32,
    target: Option<TargetData>,
}

pub(super) fn kpi<'a>(cx: &'a PresentCx<'a>, ix: KpiIx) -> KpiData<'a> {
    let kpi = cx.model.kpi(ix);
    let score: &KpiScore = cx.scores.kpi(ix);
    let latest = score.latest();
    let periods = score.last_period.iter().chain(&score.running_period).map(|p| PeriodValueData {
        period: &p.period.name,
        value: p.value,
        observed: p.observed,
        expected: p.expected,
        target: target(p.target),
    });
    let used_by = kpi.used_by.iter().map(|kr| format!("{}#{}", reference(cx, kr.0), cx.model.key_result(*kr).doc.id));
    KpiData {
        id: &kpi.doc.id,
        title: &kpi.doc.title,
        url: paths::kpi(cx.model, ix),
        csv: series_path(cx, ix),
        unit: &kpi.doc.unit,
        cadence: kpi.doc.cadence.map(|c| c.name()),
        direction: kpi.doc.direction.map(direction),
        aggregate: kpi.doc.aggregate.map(|a| a.name()),
        team: kpi.team.map(|t| cx.model.team(t).doc.id.as_str()),
        role: kpi.doc.role.map(|r| match r {
            Role::Input => "input",
            Role::Output => "output",
        }),
        value: latest.map(|l| l.value),
        date: latest.map(|l| l.slot.end.to_string()),
        n: score.latest_n(),
        target: target(score.target),
        attainment: ratio(score.attainment),
        status: score.status.token(),
        band: score.status.band().token(),
        freshness: match score.freshness {
            Freshness::Fresh => "fresh",
            Freshness::Late => "late",
            Freshness::Stale => "stale",
            Freshness::NoData => "no_data",
        },
        overdue: score.overdue,
        gaps: score.gaps.len(),
        signal: signal(score.signal),
        signal_rule: score.broken.filter(|_| score.signal != Signal::NotAssessed).map(|b| RuleData {
            rule: b.label.name(),
            since: b.since.to_string(),
            values: b.count,
        }),
        limits: score.limits.map(|l| LimitsData {
            lower: l.lower,
            mean: l.mean,
            upper: l.upper,
            trial: l.trial,
            since: l.since.to_string(),
        }),
        forecast: forecast(&Measure::new(cx, ix)),
        year_before: score.year_before,
        periods: periods.collect(),
        used_by: used_by.collect(),
        parts: kpi
            .series
            .parts
            .iter()
            .zip(&score.parts)
            .map(|(part, slots)| part_data(cx, &part.name, slots))
            .collect(),
    }
}

fn part_data<'a>(cx: &'a PresentCx<'a>, name: &'a str, part: &PartSlots) -> PartData<'a> {
    let last = part.slots.last();
    PartData {
        name,
        team: parts::team_by_id(cx, name).map(|t| cx.model.team(t).doc.id.as_str()),
        value: last.map(|s| s.value),
        date: last.map(|s| s.slot.end.to_string()),
        n: part.slots.len().checked_sub(1).and_then(|i| Run::new(&part.slots, &part.n).n(i)),
    }
}

fn forecast(measure: &Measure<'_>) -> ForecastData {
    let outlook = measure.likely();
    let chance = outlook.chance();
    let fitted = outlook.forecast.as_ref().ok();
    let expected = fitted.map(|f| chance.map_or_else(|| f.end(), |c| c.expected));
    let ends = expected.map(|e| e.intervals());
    ForecastData {
        method: fitted.map_or("none", |f| f.fit.method.name()),
        reason: outlook.forecast.as_ref().err().map(|refusal| refusal.name()),
        until: outlook.by.to_string(),
        value: expected.map(|e| e.mean),
        lo80: ends.map(|e| e.0.0),
        hi80: ends.map(|e| e.0.1),
        lo95: ends.map(|e| e.1.0),
        hi95: ends.map(|e| e.1.1),
        target: outlook.aim.map(|a| a.bound),
        probability: chance.map(|c| c.probability),
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Increase => "increase",
        Direction::Decrease => "decrease",
        Direction::Range => "range",
        Direction::Neutral => "neutral",
    }
}

pub(in crate::present) fn signal(signal: Signal) -> Option<&'static str> {
    match signal {
        Signal::NotAssessed => None,
        Signal::None => Some("none"),
        Signal::Better => Some("better"),
        Signal::Worse => Some("worse"),
        Signal::Unusual => Some("unusual"),
    }
}
