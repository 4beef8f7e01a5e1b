//! Goalposts moved: what was agreed before, what stands now, why, who agreed, and the score both ways.

use super::Reviewed;
use crate::domain::Date;
use crate::parse::doc::{Change, Event};
use crate::present::PresentCx;
use crate::present::format::UNKNOWN;
use crate::present::frame::Link;
use crate::present::parts::{self, KrNumbers};
use crate::resolve::model::{KrIx, ObjectiveIx};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Moved {
    goal: Link,
    /// "target", "dropped".
    what: String,
    old: String,
    new: String,
    date: Option<String>,
    /// Added after the review was frozen.
    later: bool,
    why: Option<String>,
    agreed: Option<String>,
    /// Today's score, and the one under the original definition.
    today: String,
    original: String,
}

/// Every change of a definition of the period's goals, newest first.
pub(super) fn moved(r: &Reviewed<'_>) -> Vec<Moved> {
    let mut out: Vec<(Option<Date>, Moved)> = Vec::new();
    for ix in r.goals() {
        of_objective(r, *ix, &mut out);
        for i in 0..r.cx.model.objective(*ix).key_results.len() {
            of_key_result(r, KrIx(*ix, i as u32), &mut out);
        }
    }
    out.retain(|(date, _)| date.is_none_or(|d| d <= r.cx.scores.as_of));
    out.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    out.into_iter().map(|(_, moved)| moved).collect()
}

fn of_objective(r: &Reviewed<'_>, ix: ObjectiveIx, out: &mut Vec<(Option<Date>, Moved)>) {
    let cx = r.cx;
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let score = cx.scores.objective(ix);
    let scores = (f.score(score.score), f.score(score.original));
    let link = || parts::objective_link(cx, ix);
    let owners = || parts::owners(cx, &objective.owners).into_iter().map(|o| o.name).collect::<Vec<_>>().join(", ");
    for change in &objective.doc.changed {
        for (key, old) in &change.old {
            let new = match key.as_str() {
                "title" => objective.doc.title.clone(),
                "period" => objective.doc.period.as_ref().map_or_else(|| f.word("ongoing"), |p| f.period(p)),
                "owner" | "owners" => owners(),
                _ => String::new(),
            };
            out.push((change.date, changed(r, link(), change, (key, old, new), &scores)));
        }
    }
    if let Some(event) = &objective.doc.dropped {
        out.push((event.date, dropped(r, link(), event, &scores)));
    }
}

fn of_key_result(r: &Reviewed<'_>, ix: KrIx, out: &mut Vec<(Option<Date>, Moved)>) {
    let cx = r.cx;
    let f = &cx.format;
    let kr = &cx.model.key_result(ix).doc;
    let score = cx.scores.key_result(ix);
    let scores = (f.score(score.score), f.score(score.original));
    let link = || parts::key_result_link(cx, ix);
    for change in &kr.changed {
        for (key, old) in &change.old {
            let values = if kr.confidential && key != "title" {
                (key.as_str(), f.word("confidential"), f.word("confidential"))
            } else {
                (key.as_str(), before(cx, ix, key, old), now(cx, ix, key))
            };
            out.push((change.date, changed(r, link(), change, (values.0, &values.1, values.2), &scores)));
        }
    }
    if let Some(event) = &kr.dropped {
        out.push((event.date, dropped(r, link(), event, &scores)));
    }
}

/// What stood at this key; a bare number is written as today's is.
fn before(cx: &PresentCx<'_>, ix: KrIx, key: &str, old: &str) -> String {
    let bare = || old.trim().parse::<f64>().ok().filter(|v| v.is_finite());
    match bare().filter(|_| matches!(key, "target" | "baseline")) {
        Some(value) => KrNumbers::new(cx, ix).quantity(&cx.format, value),
        None => old.to_owned(),
    }
}

/// What stands at this key of a key result today.
fn now(cx: &PresentCx<'_>, ix: KrIx, key: &str) -> String {
    let f = &cx.format;
    let kr = &cx.model.key_result(ix).doc;
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let number = |v: Option<f64>| v.map_or_else(|| UNKNOWN.to_owned(), |v| numbers.quantity(f, v));
    match key {
        "target" => number(score.target),
        "baseline" => number(score.baseline),
        "title" => kr.title.clone(),
        "due" => kr.due.map(|d| f.date(d)).unwrap_or_default(),
        "weight" => kr.weight.map_or_else(String::new, |w| {
            if w.percent { format!("{}%", f.number(w.value, 0)) } else { f.number(w.value, 0) }
        }),
        _ => String::new(),
    }
}

fn changed(
    r: &Reviewed<'_>,
    goal: Link,
    change: &Change,
    what: (&str, &str, String),
    scores: &(String, String),
) -> Moved {
    let f = &r.cx.format;
    Moved {
        goal,
        what: f.word(&what.0.replace('_', " ")),
        old: what.1.to_owned(),
        new: what.2,
        date: change.date.map(|d| f.date(d)),
        later: r.is_later(change.date),
        why: change.why.clone(),
        agreed: change.agreed.as_deref().and_then(|a| r.who(a)),
        today: scores.0.clone(),
        original: scores.1.clone(),
    }
}

fn dropped(r: &Reviewed<'_>, goal: Link, event: &Event, scores: &(String, String)) -> Moved {
    let f = &r.cx.format;
    Moved {
        goal,
        what: f.word("goal"),
        old: f.word("pursued"),
        new: f.word("dropped"),
        date: event.date.map(|d| f.date(d)),
        later: r.is_later(event.date),
        why: event.why.clone(),
        agreed: event.agreed.as_deref().and_then(|a| r.who(a)),
        today: scores.0.clone(),
        original: scores.1.clone(),
    }
}
