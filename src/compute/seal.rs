//! Sealed results: a period is shown from its seal, and what the files say now is told beside it.

use super::reason::Halt;
use super::scores::{KrScore, ObjectiveScore};
use crate::base::past::Outline;
use crate::domain::{Date, Status, key};
use crate::parse::seal::{SealDoc, SealedGoal, SealedKeyResult};
use crate::resolve::model::{Model, Objective, ObjectiveIx};

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

/// What differs between a sealed result and what the files say now.
pub fn differences(objective: &Objective, score: &ObjectiveScore, sealed: &SealedGoal) -> Vec<Difference> {
    let mut out = Vec::new();
    let word = |token: &str| Status::from_token(token).map_or_else(|| token.to_owned(), |s| s.word().to_owned());
    let mut text = |key_result: Option<&str>, what: &'static str, sealed: String, now: String| {
        if sealed != now {
            out.push(Difference { key_result: key_result.map(str::to_owned), what, sealed, now });
        }
    };
    let number = |sealed: Option<f64>, now: Option<f64>| match (sealed, now) {
        (Some(a), Some(b)) if (a - b).abs() <= SAME * a.abs().max(1.0) => None,
        (None, None) => None,
        (a, b) => Some((plain(a), plain(b))),
    };
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
fn plain(value: Option<f64>) -> String {
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
