//! The shapes of the data files, field by field.

use super::ratio;
use crate::base::Level;
use crate::compute::scores::{Freshness, KpiScore, KrScore, Signal, SlotTarget};
use crate::parse::doc::{Direction, GoalKind};
use crate::present::{PresentCx, parts, paths};
use crate::resolve::model::{KpiIx, KrIx, ObjectiveIx, ParentTo};
use serde::Serialize;

/// A target: a number, or both ends of a range.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum TargetData {
    Number(f64),
    Range([f64; 2]),
}

fn target(target: Option<SlotTarget>) -> Option<TargetData> {
    target.map(|t| match t {
        SlotTarget::Number(t) => TargetData::Number(t),
        SlotTarget::Range(lo, hi) => TargetData::Range([lo, hi]),
    })
}

/// The result of `score --format json`.
#[derive(Serialize)]
pub(super) struct Score<'a> {
    as_of: String,
    objectives: Vec<ObjectiveScoreData<'a>>,
    kpis: Vec<KpiScoreData<'a>>,
}

#[derive(Serialize)]
struct ObjectiveScoreData<'a> {
    id: &'a str,
    title: &'a str,
    period: Option<&'a str>,
    progress: Option<f64>,
    expected: Option<f64>,
    score: Option<f64>,
    status: &'static str,
    band: &'static str,
    key_results: Vec<KrScoreData<'a>>,
}

#[derive(Serialize)]
struct KrScoreData<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    progress: Option<f64>,
    expected: Option<f64>,
    score: Option<f64>,
    status: &'static str,
    band: &'static str,
    value: Option<f64>,
}

#[derive(Serialize)]
struct KpiScoreData<'a> {
    id: &'a str,
    value: Option<f64>,
    date: Option<String>,
    target: Option<TargetData>,
    attainment: Option<f64>,
    status: &'static str,
}

pub(super) fn score<'a>(cx: &'a PresentCx<'a>) -> Score<'a> {
    let objectives = cx.model.objectives().map(|(ix, objective)| {
        let score = cx.scores.objective(ix);
        ObjectiveScoreData {
            id: &objective.doc.id,
            title: &objective.doc.title,
            period: objective.doc.period.as_ref().map(|p| p.name.as_str()),
            progress: ratio(score.progress),
            expected: ratio(score.expected),
            score: ratio(score.score),
            status: score.status.token(),
            band: score.status.band().token(),
            key_results: krs(cx, ix).map(|(kr, score)| kr_score(cx, kr, score)).collect(),
        }
    });
    let kpis = cx.model.kpis().map(|(ix, kpi)| {
        let score = cx.scores.kpi(ix);
        KpiScoreData {
            id: &kpi.doc.id,
            value: score.latest().map(|l| l.value),
            date: score.latest().map(|l| l.slot.end.to_string()),
            target: target(score.target),
            attainment: ratio(score.attainment),
            status: score.status.token(),
        }
    });
    Score { as_of: cx.scores.as_of.to_string(), objectives: objectives.collect(), kpis: kpis.collect() }
}

fn krs<'a>(cx: &'a PresentCx<'a>, ix: ObjectiveIx) -> impl Iterator<Item = (KrIx, &'a KrScore)> {
    cx.scores.objective(ix).key_results.iter().enumerate().map(move |(i, s)| (KrIx(ix, i as u32), s))
}

fn kr_score<'a>(cx: &'a PresentCx<'a>, ix: KrIx, score: &KrScore) -> KrScoreData<'a> {
    let kr = &cx.model.key_result(ix).doc;
    KrScoreData {
        id: &kr.id,
        title: &kr.title,
        kind: score.kind.token(),
        progress: ratio(score.progress),
        expected: ratio(score.expected),
        score: ratio(score.score),
        status: score.status.token(),
        band: score.status.band().token(),
        value: score.value.filter(|_| !kr.confidential),
    }
}

/// An objective in `objectives.json`: everything of the score's shape, and
/// `url`, `kind` (`committed`, `aspirational`, `learning`), `team` (id), `owners` (names), `supports` (references of its
/// parents: `CO-1@FY2026`, with `#KR2` where it supports a key result), `continues` (the goal it carries on),
/// `hollow_since` (the status word speaks of that day, a value is overdue since), `reason` (the status in a sentence),
/// `coverage` (`graded`, `of`, `weight` 0–1), `ended`, `provisional`, `original` (score under the first definitions, where
/// a goalpost moved), `confidence` (0–1), `tags`, `history` (`date`, `score`, `expected` at each week's end).
#[derive(Serialize)]
pub(super) struct ObjectiveData<'a> {
    id: &'a str,
    title: &'a str,
    period: Option<&'a str>,
    url: String,
    kind: &'static str,
    team: Option<&'a str>,
    owners: Vec<String>,
    supports: Vec<String>,
    continues: Option<String>,
    progress: Option<f64>,
    expected: Option<f64>,
    score: Option<f64>,
    status: &'static str,
    band: &'static str,
    hollow_since: Option<String>,
    reason: &'a str,
    coverage: CoverageData,
    ended: bool,
    provisional: bool,
    original: Option<f64>,
    confidence: Option<f64>,
    tags: &'a [String],
    history: Vec<HistoryData>,
    key_results: Vec<KrData<'a>>,
}

#[derive(Serialize)]
struct CoverageData {
    graded: usize,
    of: usize,
    weight: f64,
}

#[derive(Serialize)]
struct HistoryData {
    date: String,
    score: Option<f64>,
    expected: Option<f64>,
}

/// A key result in `objectives.json`: the score's shape, and `url`, `kpi` (id), `unit`, `baseline`, `target`, `bounds`
/// (of a guardrail: two numbers or `null`s), `value_date`, `weight`, `confidential`, `original`, `recorded` (the grade that
/// people gave), `left_out` (why it is in no mean), `reason`.
#[derive(Serialize)]
struct KrData<'a> {
    #[serde(flatten)]
    score: KrScoreData<'a>,
    url: String,
    kpi: Option<&'a str>,
    unit: String,
    baseline: Option<f64>,
    target: Option<f64>,
    bounds: Option<[Option<f64>; 2]>,
    value_date: Option<String>,
    weight: Option<f64>,
    confidential: bool,
    original: Option<f64>,
    recorded: Option<f64>,
    left_out: Option<&'a str>,
    reason: Option<&'a str>,
}

/// `OPS-2@FY2026-Q3`, or the bare id of an open-ended goal.
fn reference(cx: &PresentCx<'_>, ix: ObjectiveIx) -> String {
    let doc = &cx.model.objective(ix).doc;
    doc.period.as_ref().map_or_else(|| doc.id.clone(), |p| format!("{}@{}", doc.id, p.name))
}

pub(super) fn objective<'a>(cx: &'a PresentCx<'a>, ix: ObjectiveIx) -> ObjectiveData<'a> {
    let objective = cx.model.objective(ix);
    let score = cx.scores.objective(ix);
    let supports = objective.parents.iter().filter_map(|p| match p.to {
        ParentTo::Objective(parent) => Some(reference(cx, parent)),
        ParentTo::KeyResult(kr) => Some(format!("{}#{}", reference(cx, kr.0), cx.model.key_result(kr).doc.id)),
        ParentTo::Priority(i) => Some(cx.model.strategy.as_ref()?.priorities.get(i)?.id.clone()),
    });
    let history = score.history.iter().map(|h| HistoryData {
        date: h.date.to_string(),
        score: ratio(h.score),
        expected: ratio(h.expected),
    });
    ObjectiveData {
        id: &objective.doc.id,
        title: &objective.doc.title,
        period: objective.doc.period.as_ref().map(|p| p.name.as_str()),
        url: paths::objective(cx.model, ix),
        kind: match objective.doc.kind {
            GoalKind::Committed => "committed",
            GoalKind::Aspirational => "aspirational",
            GoalKind::Learning => "learning",
        },
        team: objective.team.map(|t| cx.model.team(t).doc.id.as_str()),
        owners: parts::owners(cx, &objective.owners).into_iter().map(|o| o.name).collect(),
        supports: supports.collect(),
        continues: objective.predecessor.map(|p| reference(cx, p)),
        progress: ratio(score.progress),
        expected: ratio(score.expected),
        score: ratio(score.score),
        status: score.status.token(),
        band: score.status.band().token(),
        hollow_since: score.hollow_since.map(|d| d.to_string()),
        reason: &score.reason,
        coverage: CoverageData {
            graded: score.coverage.graded,
            of: score.coverage.of,
            weight: super::round(score.coverage.weight, 9),
        },
        ended: score.ended,
        provisional: score.provisional,
        original: ratio(score.original),
        confidence: ratio(score.confidence),
        tags: &objective.doc.common.tags,
        history: history.collect(),
        key_results: krs(cx, ix).map(|(kr, score)| key_result(cx, kr, score)).collect(),
    }
}

fn key_result<'a>(cx: &'a PresentCx<'a>, ix: KrIx, score: &'a KrScore) -> KrData<'a> {
    let kr = cx.model.key_result(ix);
    let shown = !kr.doc.confidential;
    KrData {
        score: kr_score(cx, ix, score),
        url: paths::key_result(cx.model, ix),
        kpi: kr.kpi.map(|k| cx.model.kpi(k).doc.id.as_str()),
        unit: parts::KrNumbers::new(cx, ix).unit,
        baseline: score.baseline.filter(|_| shown),
        target: score.target.filter(|_| shown),
        bounds: score.bounds.filter(|_| shown).map(|(lo, hi)| [lo, hi]),
        value_date: score.value_date.map(|d| d.to_string()),
        weight: kr.doc.weight.map(|w| w.value),
        confidential: kr.doc.confidential,
        original: ratio(score.original),
        recorded: score.recorded.as_ref().map(|r| r.0),
        left_out: score.left_out.as_deref(),
        // The sentence holds the numbers.
        reason: Some(score.reason.as_str()).filter(|_| shown),
    }
}

/// A KPI in `kpis.json`: everything of the score's shape, and `title`, `url`, `csv` (its slots, `null` without any),
/// `unit`, `cadence`, `direction`, `aggregate`, `team` (id), `role` (`input`, `output`), `freshness` (`fresh`, `late`,
/// `stale`, `no_data`), `overdue` (slots), `gaps` (slots), `signal` (`better`, `worse`, `unusual`, `none`, `null` for not
/// judged), `limits` (`lower`, `mean`, `upper`, `trial`, `since`), `year_before`, `periods` (the last complete and the
/// running reporting period: `period`, `value`, `observed`, `expected`, `target`), `used_by` (key results, `OPS-2@FY2026-Q3#KR1`).
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
    limits: Option<LimitsData>,
    year_before: Option<f64>,
    periods: Vec<PeriodValueData<'a>>,
    used_by: Vec<String>,
}

#[derive(Serialize)]
struct LimitsData {
    lower: f64,
    mean: f64,
    upper: f64,
    trial: bool,
    since: String,
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
        csv: latest.map(|_| format!("{}/data.csv", kpi.address)),
        unit: &kpi.doc.unit,
        cadence: kpi.doc.cadence.map(|c| c.name()),
        direction: kpi.doc.direction.map(direction),
        aggregate: kpi.doc.aggregate.map(|a| a.name()),
        team: kpi.team.map(|t| cx.model.team(t).doc.id.as_str()),
        role: kpi.doc.role.map(|r| match r {
            crate::parse::doc::Role::Input => "input",
            crate::parse::doc::Role::Output => "output",
        }),
        value: latest.map(|l| l.value),
        date: latest.map(|l| l.slot.end.to_string()),
        n: latest.and_then(|l| l.n),
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
        limits: score.limits.map(|l| LimitsData {
            lower: l.lower,
            mean: l.mean,
            upper: l.upper,
            trial: l.trial,
            since: l.since.to_string(),
        }),
        year_before: score.year_before,
        periods: periods.collect(),
        used_by: used_by.collect(),
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

fn signal(signal: Signal) -> Option<&'static str> {
    match signal {
        Signal::NotAssessed => None,
        Signal::None => Some("none"),
        Signal::Better => Some("better"),
        Signal::Worse => Some("worse"),
        Signal::Unusual => Some("unusual"),
    }
}

/// `periods.json`.
#[derive(Serialize)]
pub(super) struct Periods<'a> {
    as_of: String,
    periods: Vec<PeriodData<'a>>,
}

#[derive(Serialize)]
struct PeriodData<'a> {
    name: &'a str,
    title: Option<&'a str>,
    start: String,
    end: String,
    url: String,
    review_url: Option<String>,
    check_in: Option<&'a str>,
    freeze: Option<String>,
    grade_by: Option<String>,
    review: Option<String>,
    objectives: Vec<String>,
}

pub(super) fn periods<'a>(cx: &'a PresentCx<'a>) -> Periods<'a> {
    let date = |d: Option<crate::domain::Date>| d.map(|d| d.to_string());
    let periods = cx.model.periods.iter().enumerate().map(|(i, info)| {
        let doc = info.doc.as_ref();
        PeriodData {
            name: &info.period.name,
            title: doc.and_then(|d| d.title.as_deref()),
            start: info.period.start.to_string(),
            end: info.period.end.to_string(),
            url: paths::period(cx.model, i),
            review_url: info.review.map(|r| paths::review(cx.model, r)),
            check_in: doc.and_then(|d| d.check_in.as_deref()),
            freeze: date(doc.and_then(|d| d.freeze)),
            grade_by: date(doc.and_then(|d| d.grade_by)),
            review: date(doc.and_then(|d| d.review)),
            objectives: info.objectives.iter().map(|ix| reference(cx, *ix)).collect(),
        }
    });
    Periods { as_of: cx.scores.as_of.to_string(), periods: periods.collect() }
}

/// `site.json`.
#[derive(Serialize)]
pub(super) struct Site<'a> {
    format: u32,
    title: &'a str,
    description: Option<&'a str>,
    as_of: String,
    locale: Option<&'a str>,
    fiscal_year_start: i8,
    policy: &'a str,
    counts: Counts,
}

#[derive(Serialize)]
struct Counts {
    objectives: usize,
    key_results: usize,
    kpis: usize,
    teams: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

pub(super) fn site<'a>(cx: &'a PresentCx<'a>) -> Site<'a> {
    let settings = &cx.model.settings;
    let level = |level: Level| cx.findings.iter().filter(|f| f.level == level).count();
    Site {
        format: 1,
        title: &settings.title,
        description: settings.description.as_deref(),
        as_of: cx.scores.as_of.to_string(),
        locale: settings.locale.as_deref(),
        fiscal_year_start: settings.calendar.fiscal_start,
        policy: &settings.policy,
        counts: Counts {
            objectives: cx.model.objectives.len(),
            key_results: cx.model.objectives.iter().map(|o| o.key_results.len()).sum(),
            kpis: cx.model.kpis.len(),
            teams: cx.model.teams.len(),
            errors: level(Level::Error),
            warnings: level(Level::Warning),
            notes: level(Level::Info),
        },
    }
}
