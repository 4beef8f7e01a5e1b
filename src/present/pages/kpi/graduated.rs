//! From key result to KPI: what the goal was, how it ended, and what the measure has done since.

use crate::chart::spec::{LineSpec, Note};
use crate::compute::scores::KrScore;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::present::parts::{self, StatusView};
use crate::resolve::model::KrIx;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Graduated {
    key_result: Link,
    /// How the key result ended.
    status: StatusView,
    /// "It ended on 30 Jun 2025 at 31.2, goal at most 33; grade 1.00.".
    then: String,
    /// "Watched here since; the latest value, 26.8, still reaches it.".
    now: String,
}

pub(super) fn graduated(m: &Measure<'_>) -> Option<Graduated> {
    let f = &m.cx.format;
    let ix = m.kpi.from?;
    let score = m.cx.scores.key_result(ix);
    let goal = goal_words(m, score);
    let ended = end(m, ix).map_or_else(|| f.word("no date"), |d| f.date(d));
    let (value, grade) = (m.text_opt(score.value), f.score(score.score));
    let places = [("date", ended.as_str()), ("value", &value), ("goal", &goal), ("grade", &grade)];
    let then = match score.value {
        Some(_) => "It ended on {date} at {value}; the goal was {goal}, the grade {grade}.",
        None => "It ended on {date}; the goal was {goal}, the grade {grade}.",
    };
    let latest = m.score.latest().map(|l| l.value);
    let now = match latest.and_then(|v| reaches(score, v)) {
        Some(true) => "Watched here since: the latest value, {value}, still reaches the goal.",
        Some(false) => "Watched here since: the latest value, {value}, no longer reaches the goal.",
        None => "Watched here since: the latest value is {value}.",
    };
    Some(Graduated {
        key_result: parts::key_result_link(m.cx, ix),
        status: StatusView::new(f, score.status, None),
        then: f.fill(then, &places),
        now: f.fill(now, &[("value", &m.text_opt(latest))]),
    })
}

fn end(m: &Measure<'_>, ix: KrIx) -> Option<jiff::civil::Date> {
    let doc = &m.cx.model.objective(ix.0).doc;
    doc.closed.or(doc.period.as_ref().map(|p| p.end))
}

fn goal_words(m: &Measure<'_>, score: &KrScore) -> String {
    let f = &m.cx.format;
    match (score.bounds, score.target) {
        (Some((Some(lo), Some(hi))), _) => {
            f.fill("{from} to {to}", &[("from", &f.number(lo, m.decimals)), ("to", &m.text(hi))])
        }
        (Some((Some(lo), None)), _) => f.fill("at least {value}", &[("value", &m.text(lo))]),
        (Some((None, Some(hi))), _) => f.fill("at most {value}", &[("value", &m.text(hi))]),
        (_, target) => m.text_opt(target),
    }
}

/// Whether a value would reach the goal; not known where nothing says which way it went.
fn reaches(score: &KrScore, value: f64) -> Option<bool> {
    if let Some((lo, hi)) = score.bounds {
        return Some(lo.is_none_or(|lo| value >= lo) && hi.is_none_or(|hi| value <= hi));
    }
    let (from, to) = (score.baseline?, score.target?);
    Some(if to >= from { value >= to } else { value <= to })
}

/// Shows on the KPI's line where the goal was: its target over its period, and the day it ended.
pub(super) fn mark(m: &Measure<'_>, spec: &mut LineSpec) {
    let f = &m.cx.format;
    let Some(ix) = m.kpi.from else { return };
    let (doc, score) = (&m.cx.model.objective(ix.0).doc, m.cx.scores.key_result(ix));
    let Some(period) = doc.period.as_ref().filter(|p| p.end >= spec.start && p.start <= spec.end) else { return };
    let id = parts::key_result_link(m.cx, ix).id.unwrap_or_default();
    let places = [("id", id), ("goal", goal_words(m, score)), ("status", f.word(score.status.word()))];
    let places = places.each_ref().map(|(name, text)| (*name, text.as_str()));
    if period.end <= spec.end {
        spec.notes.push(Note { date: period.end, text: f.fill("Goal {id}, {goal}: {status}", &places) });
        spec.notes.sort_by_key(|n| n.date);
    }
    // The KPI's own target of that time stays the one that is drawn.
    let free = !spec.target_steps.iter().any(|(start, end, _)| *start <= period.end && *end >= period.start);
    let bounds = score.bounds.into_iter().flat_map(|(lo, hi)| [lo, hi]).flatten();
    let goals: Vec<f64> = bounds.chain(score.target).collect();
    if free {
        let steps = goals.into_iter().map(|goal| (period.start, period.end, goal));
        spec.target_steps.splice(0..0, steps);
    }
}
