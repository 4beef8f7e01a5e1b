//! Moved goalposts: what was written before, what is written now, why, who agreed, and the score both ways.

use crate::parse::doc::{Change, KeyResultDoc, ObjectiveDoc};
use crate::present::PresentCx;
use crate::present::parts::{self, KrNumbers};
use crate::resolve::model::{KrIx, ObjectiveIx};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Moved {
    /// "OPS-2", "KR1".
    pub(super) id: String,
    /// The title beside it, for a key result.
    title: String,
    date: Option<String>,
    pub(super) changes: Vec<Step>,
    why: Option<String>,
    agreed: Option<String>,
    /// Score today and under the first definition.
    scores: Option<(String, String)>,
}

#[derive(Serialize)]
pub(super) struct Step {
    pub(super) key: String,
    pub(super) old: String,
    pub(super) new: String,
}

pub(super) fn moved(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<Moved> {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let score = cx.scores.objective(ix);
    let both = |today: Option<f64>, original: Option<f64>| original.map(|o| (f.score(today), f.score(Some(o))));
    let mut out: Vec<(Option<crate::domain::Date>, Moved)> = Vec::new();
    for change in &objective.doc.changed {
        let steps = steps(change, |key| objective_now(cx, &objective.doc, key));
        let of = (objective.doc.id.clone(), String::new());
        out.push((change.date, one(cx, of, change, steps, both(score.score, score.original))));
    }
    for (i, kr) in objective.key_results.iter().enumerate().filter(|(_, kr)| !kr.doc.confidential) {
        let s = &score.key_results[i];
        let numbers = KrNumbers::new(cx, KrIx(ix, i as u32));
        for change in &kr.doc.changed {
            let steps = steps(change, |key| key_result_now(cx, &kr.doc, s, &numbers, key));
            let of = (kr.doc.id.clone(), kr.doc.title.clone());
            out.push((change.date, one(cx, of, change, steps, both(s.score, s.original))));
        }
    }
    out.retain(|(date, _)| date.is_none_or(|d| d <= cx.scores.as_of));
    out.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    out.into_iter().map(|(_, moved)| moved).collect()
}

fn one(
    cx: &PresentCx<'_>,
    (id, title): (String, String),
    change: &Change,
    changes: Vec<Step>,
    scores: Option<(String, String)>,
) -> Moved {
    Moved {
        id,
        title,
        date: change.date.map(|d| cx.format.date(d)),
        changes,
        why: change.why.clone(),
        agreed: change.agreed.as_deref().and_then(|who| parts::someone(cx, who)).map(|who| who.name),
        scores,
    }
}

fn steps(change: &Change, now: impl Fn(&str) -> String) -> Vec<Step> {
    change.old.iter().map(|(key, old)| Step { key: key.clone(), old: old.clone(), new: now(key) }).collect()
}

fn objective_now(cx: &PresentCx<'_>, doc: &ObjectiveDoc, key: &str) -> String {
    match key {
        "title" => doc.title.clone(),
        "period" => doc.period.as_ref().map(|p| cx.format.period(p)).unwrap_or_default(),
        "weight" => doc.weight.map(|w| super::score::weight(&cx.format, w)).unwrap_or_default(),
        _ => String::new(),
    }
}

fn key_result_now(
    cx: &PresentCx<'_>,
    doc: &KeyResultDoc,
    score: &crate::compute::scores::KrScore,
    numbers: &KrNumbers,
    key: &str,
) -> String {
    let f = &cx.format;
    let number = |v: Option<f64>| v.map(|v| numbers.quantity(f, v)).unwrap_or_default();
    match key {
        "title" => doc.title.clone(),
        "target" => number(score.target),
        "baseline" => number(score.baseline),
        "weight" => doc
            .weight
            .map(|w| format!("{}{}", super::score::weight(f, w.value), if w.percent { "%" } else { "" }))
            .unwrap_or_default(),
        "due" => doc.due.map(|d| f.date(d)).unwrap_or_default(),
        _ => String::new(),
    }
}
