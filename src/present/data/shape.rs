//! The shapes of the score and of `objectives.json`, field by field.

use super::ratio;
use crate::compute::scores::{KrScore, SlotTarget};
use crate::parse::doc::GoalKind;
use crate::present::format::Formatter;
use crate::present::{PresentCx, parts, paths, reasons};
use crate::resolve::model::{KrIx, ObjectiveIx, ParentTo};
use serde::Serialize;

/// A target: a number, or both ends of a range.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum TargetData {
    Number(f64),
    Range([f64; 2]),
}

/// A target as data.
pub(super) fn target(target: Option<SlotTarget>) -> Option<TargetData> {
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
    let objectives = cx.model.objectives().filter(|(_, o)| cx.model.is_published(o)).map(|(ix, objective)| {
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
    reason: String,
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
/// people gave), `left_out` (why it is in no mean), `reason`, `guard`.
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
    left_out: Option<String>,
    reason: Option<String>,
    guard: Option<GuardData<'a>>,
}

/// The counter-metric of a key result on the day its word speaks of: `kpi` (id), `value`, `date`, `target`, `status`,
/// and `instead_of`, the word that a broken guard holds down (`null`: it holds nothing down).
#[derive(Serialize)]
struct GuardData<'a> {
    kpi: &'a str,
    value: Option<f64>,
    date: Option<String>,
    target: Option<TargetData>,
    status: &'static str,
    instead_of: Option<&'static str>,
}

/// `OPS-2@FY2026-Q3`, or the bare id of an open-ended goal.
pub(super) fn reference(cx: &PresentCx<'_>, ix: ObjectiveIx) -> String {
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
        score: ratio(h.score.get()),
        expected: ratio(h.expected.get()),
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
        reason: reasons::in_english(&score.reason),
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
        left_out: score.left_out.map(|why| reasons::left_out(Formatter::english(), why)),
        // The sentence holds the numbers.
        reason: shown.then(|| reasons::in_english(&score.reason)),
        guard: kr.guard.zip(score.guard.as_ref()).map(|(ix, state)| GuardData {
            kpi: &cx.model.kpi(ix).doc.id,
            value: state.value,
            date: state.date.map(|d| d.to_string()),
            target: target(state.target),
            status: state.status.token(),
            instead_of: state.instead_of.map(|s| s.token()),
        }),
    }
}
