//! Sealed results: a period is shown from its seal, and what the files say now is told beside it.

use super::aggregate::period_value;
use super::reason::Halt;
use super::scores::{KrScore, ObjectiveScore, Scores};
use crate::base::past::Outline;
use crate::domain::{Date, Period, Status, key};
use crate::parse::seal::{SealDoc, SealedGoal, SealedKeyResult, SealedKpi};
use crate::resolve::model::{KpiIx, Model, Objective, ObjectiveIx};
use std::collections::BTreeSet;

/// Numbers that differ by less are the same: an upgrade may add in another order.
const SAME: f64 = 1e-9;

/// Something that was sealed as one thing and is another now.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The key result's id; none for the objective itself.
    pub key_result: Option<String>,
    pub what: &'static str,
    pub sealed: String,
    pub now: String,
}

/// The seal of a goal's period, if it is sealed by the as-of date.
pub fn of_period<'m>(model: &'m Model, period: &str) -> Option<&'m SealDoc> {
    let as_of = model.settings.as_of.date;
    model.seals.iter().find(|seal| seal.period == period && seal.sealed <= as_of)
}

/// The sealed result of a goal, amendments included, and the day of the seal.
pub fn of_goal(model: &Model, ix: ObjectiveIx) -> Option<(&SealedGoal, Date)> {
    let doc = &model.objective(ix).doc;
    let seal = of_period(model, &doc.period.as_ref()?.name)?;
    let as_of = model.settings.as_of.date;
    let amended = seal.amendments.iter().rev().filter(|a| a.date <= as_of);
    let newest = amended.flat_map(|a| a.goals.iter().map(|g| (g, a.date)));
    newest.chain(seal.goals.iter().map(|g| (g, seal.sealed))).find(|(goal, _)| key(&goal.id) == key(&doc.id))
}

/// A goal's result as it is sealed.
pub fn sealed(objective: &Objective, score: &ObjectiveScore, definition: Outline) -> SealedGoal {
    let key_result = |(kr, score): (&crate::resolve::model::KeyResult, &KrScore)| SealedKeyResult {
        id: kr.doc.id.clone(),
        title: kr.doc.title.clone(),
        status: score.status.token().to_owned(),
        score: score.score,
        progress: score.progress,
        value: score.value,
        baseline: score.baseline,
        target: score.target,
    };
    SealedGoal {
        id: objective.doc.id.clone(),
        title: objective.doc.title.clone(),
        status: score.status.token().to_owned(),
        score: score.score,
        expected: score.expected,
        progress: score.progress,
        original: score.original,
        key_results: objective.key_results.iter().zip(&score.key_results).map(key_result).collect(),
        definition,
    }
}

/// What the KPIs of a period come to by the files: those that its goals read, and those of its review. One that nothing
/// says how to sum up is not among them.
pub fn kpis(model: &Model, scores: &Scores, period: &Period) -> Vec<SealedKpi> {
    let of_period =
        |o: &Objective| model.is_published(o) && o.doc.period.as_ref().is_some_and(|p| p.name == period.name);
    let goals = model.objectives().filter(|(_, o)| of_period(o));
    let mut chosen: BTreeSet<KpiIx> =
        goals.flat_map(|(_, o)| &o.key_results).flat_map(crate::resolve::key_results::kpis_of).collect();
    let reviews = model.reviews.iter().filter(|review| review.period.name == period.name);
    chosen.extend(reviews.flat_map(|review| &review.doc.kpis).filter_map(|id| model.names.kpi(id)));
    let result = |ix: KpiIx| {
        let doc = &model.kpi(ix).doc;
        let (how, cadence) = (doc.aggregate?, doc.cadence?);
        let came = period_value(scores.kpi(ix).run(), period, cadence, Some(how), &model.settings.calendar);
        let (id, title) = (doc.id.clone(), doc.title.clone());
        Some(SealedKpi { id, title, value: came.value, observed: came.observed, expected: came.expected })
    };
    chosen.into_iter().filter_map(result).collect()
}

/// The sealed result of a KPI in a period, amendments included.
pub fn of_kpi<'m>(model: &'m Model, period: &str, id: &str) -> Option<&'m SealedKpi> {
    let seal = of_period(model, period)?;
    let as_of = model.settings.as_of.date;
    let amended = seal.amendments.iter().rev().filter(|a| a.date <= as_of).flat_map(|a| &a.kpis);
    amended.chain(&seal.kpis).find(|kpi| key(&kpi.id) == key(id))
}

/// The KPIs of a sealed period that come to something else by the files: sealed, and now.
pub fn other_kpis<'m>(model: &'m Model, scores: &Scores, seal: &'m SealDoc) -> Vec<(&'m SealedKpi, SealedKpi)> {
    let Some(period) = model.periods.iter().map(|info| &info.period).find(|p| p.name == seal.period) else {
        return Vec::new();
    };
    let differs = |now: SealedKpi| {
        let sealed = of_kpi(model, &seal.period, &now.id)?;
        differ(sealed.value, now.value).then_some((sealed, now))
    };
    kpis(model, scores, period).into_iter().filter_map(differs).collect()
}

/// Whether two numbers are not the same, one that is not known being another than any that is.
fn differ(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() > SAME * a.abs().max(1.0),
        (a, b) => a.is_some() != b.is_some(),
    }
}

/// What differs between a sealed result and what the files say now.
pub fn differences(objective: &Objective, score: &ObjectiveScore, sealed: &SealedGoal) -> Vec<Difference> {
    let mut out = Vec::new();
    let word = |token: &str| Status::from_token(token).map_or_else(|| token.to_owned(), |s| s.word().to_owned());
    let mut text = |key_result: Option<&str>, what: &'static str, sealed: String, now: String| {
        if sealed != now {
            out.push(Difference { key_result: key_result.map(str::to_owned), what, sealed, now });
        }
    };
    let number = |sealed, now| differ(sealed, now).then(|| (plain(sealed), plain(now)));
    text(None, "status", word(&sealed.status), score.status.word().to_owned());
    if let Some((a, b)) = number(sealed.score, score.score) {
        text(None, "score", a, b);
    }
    for (kr, now) in objective.key_results.iter().zip(&score.key_results) {
        let id = Some(kr.doc.id.as_str());
        let Some(then) = sealed.key_results.iter().find(|s| key(&s.id) == key(&kr.doc.id)) else {
            text(id, "key result", "not there".to_owned(), kr.doc.title.clone());
            continue;
        };
        text(id, "status", word(&then.status), now.status.word().to_owned());
        let numbers = [
            ("score", then.score, now.score),
            ("value", then.value, now.value),
            ("baseline", then.baseline, now.baseline),
            ("target", then.target, now.target),
        ];
        for (what, then, now) in numbers {
            if let Some((a, b)) = number(then, now) {
                text(id, what, a, b);
            }
        }
    }
    for gone in &sealed.key_results {
        if !objective.key_results.iter().any(|kr| key(&kr.doc.id) == key(&gone.id)) {
            text(Some(&gone.id), "key result", gone.title.clone(), "gone".to_owned());
        }
    }
    out
}

/// A number to its last digit; not known is a dash.
pub fn plain(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), super::words::plain)
}

/// Shows a sealed goal from its seal; gives what the files say where that is something else.
pub fn hold(model: &Model, ix: ObjectiveIx, score: &mut ObjectiveScore) -> Option<ObjectiveScore> {
    let (sealed, day) = of_goal(model, ix)?;
    let objective = model.objective(ix);
    let now = (!differences(objective, score, sealed).is_empty()).then(|| score.clone());
    show(objective, score, sealed, day);
    now
}

fn show(objective: &Objective, score: &mut ObjectiveScore, sealed: &SealedGoal, day: Date) {
    score.status = Status::from_token(&sealed.status).unwrap_or(score.status);
    (score.score, score.expected) = (sealed.score, sealed.expected);
    (score.progress, score.original) = (sealed.progress, sealed.original);
    (score.provisional, score.hollow_since) = (false, None);
    score.reason = vec![Halt::Sealed(day).into()];
    if let Some(last) = score.history.last_mut() {
        last.score = sealed.score.into();
    }
    let reason = score.reason.clone();
    for (kr, score) in objective.key_results.iter().zip(&mut score.key_results) {
        let Some(then) = sealed.key_results.iter().find(|s| key(&s.id) == key(&kr.doc.id)) else { continue };
        score.status = Status::from_token(&then.status).unwrap_or(score.status);
        (score.score, score.progress, score.value) = (then.score, then.progress, then.value);
        (score.baseline, score.target) = (then.baseline, then.target);
        score.reason.clone_from(&reason);
    }
    for term in &mut score.terms {
        if let super::scores::TermOf::KeyResult(i) = term.what {
            term.score = score.key_results.get(i as usize).and_then(|kr| kr.score);
        }
    }
}
