//! What a check-in is asked about a key result, and what was last said.

use crate::domain::{Date, Status};
use crate::parse::doc::{Done, KrKindDoc, Milestone};
use crate::present::PresentCx;
use crate::present::parts::KrNumbers;
use crate::resolve::model::{KeyResult, KrIx, Reported};

/// The lines to fill in for one key result.
#[derive(Default)]
pub(super) struct Asked {
    /// Title, last value, target.
    pub(super) about: Option<String>,
    /// `KR2`, or `KR5.a` and `KR5.b`; none where nothing is typed.
    pub(super) ids: Vec<String>,
}

/// Nothing is asked about what is dropped, paused, or known already.
pub(super) fn asked(cx: &PresentCx<'_>, ix: KrIx) -> Asked {
    let kr = cx.model.key_result(ix);
    let score = cx.scores.key_result(ix);
    let done =
        score.status == Status::Done && matches!(kr.doc.kind, KrKindDoc::YesNo { .. } | KrKindDoc::Milestones(_));
    if matches!(score.status, Status::Dropped | Status::Paused) || matches!(kr.doc.kind, KrKindDoc::Text) || done {
        return Asked::default();
    }
    let f = &cx.format;
    if let Some(kpi) = kr.kpi {
        let places = [("kr", &kr.doc.id), ("title", &kr.doc.title), ("kpi", &cx.model.kpi(kpi).doc.id)];
        let places = places.map(|(name, value)| (name, value.as_str()));
        return Asked {
            about: Some(f.fill("{kr} {title}: read from {kpi}, nothing to write", &places)),
            ids: Vec::new(),
        };
    }
    let typed = |part: &&KeyResult| part.kpi.is_none() && !matches!(part.doc.kind, KrKindDoc::Text);
    let ids = match &kr.doc.kind {
        KrKindDoc::Parts(_) => {
            kr.parts.iter().filter(typed).map(|part| format!("{}.{}", kr.doc.id, part.doc.id)).collect()
        }
        _ => vec![kr.doc.id.clone()],
    };
    let title = if kr.doc.title.is_empty() { String::new() } else { format!(" {}", kr.doc.title) };
    Asked { about: Some(format!("{}{title}: {}", kr.doc.id, about(cx, ix))), ids }
}

/// What was last said and what it is to be, in the words in which it is written.
fn about(cx: &PresentCx<'_>, ix: KrIx) -> String {
    let f = &cx.format;
    let kr = cx.model.key_result(ix);
    match &kr.doc.kind {
        KrKindDoc::Milestones(list) => milestones(cx, kr, list),
        KrKindDoc::YesNo { .. } => f.word("write done, or no"),
        KrKindDoc::Levels { .. } => f.word("write commit, target or stretch for the level reached"),
        KrKindDoc::Parts(_) => f.word("a number for each part"),
        _ if kr.doc.confidential => f.word("the numbers are not published"),
        KrKindDoc::Budget(_) => used(cx, ix),
        KrKindDoc::Each { .. } => f.word("write how many there were since the last check-in"),
        _ => number(cx, ix),
    }
}

fn milestones(cx: &PresentCx<'_>, kr: &KeyResult, list: &[Milestone]) -> String {
    let as_of = cx.scores.as_of;
    let is_done = |(i, m): &(usize, &Milestone)| match m.done {
        Some(Done::Yes) => true,
        Some(Done::On(day)) if day <= as_of => true,
        _ => kr.values.iter().any(|v| v.value == Reported::MilestoneDone(*i) && v.date <= as_of),
    };
    let open: Vec<&str> = list.iter().enumerate().filter(|m| !is_done(m)).map(|(_, m)| m.title.as_str()).collect();
    let next = open.first().copied().unwrap_or_default();
    cx.format
        .fill("still open: {open}. When one is done, write: {next} done", &[("open", &open.join("; ")), ("next", next)])
}

/// What a budget has left; its check-ins are added up.
fn used(cx: &PresentCx<'_>, ix: KrIx) -> String {
    let f = &cx.format;
    let used = cx.scores.key_result(ix).value.unwrap_or(0.0);
    let places = [("used", KrNumbers::new(cx, ix).quantity(f, used)), ("target", target(cx, ix).unwrap_or_default())];
    let places = places.each_ref().map(|(name, value)| (*name, value.as_str()));
    f.fill("{used} used so far, {target}; write what came since the last check-in", &places)
}

/// "498 lockers on 11 Nov, target 600 lockers".
fn number(cx: &PresentCx<'_>, ix: KrIx) -> String {
    let f = &cx.format;
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let last = score.value.zip(score.value_date).filter(|(_, day): &(f64, Date)| *day <= cx.scores.as_of);
    let last = last.map(|(value, day)| (numbers.quantity(f, value), f.day(day)));
    let target = target(cx, ix);
    let pattern = match (&last, &target) {
        (Some(_), Some(_)) => "{value} on {day}, target {target}",
        (Some(_), None) => "{value} on {day}",
        (None, Some(_)) => "no value yet, target {target}",
        (None, None) => "no value yet",
    };
    let (value, day) = last.unwrap_or_default();
    f.fill(pattern, &[("value", &value), ("day", &day), ("target", &target.unwrap_or_default())])
}

/// The target of a key result that counts, as its page writes it.
pub(super) fn target(cx: &PresentCx<'_>, ix: KrIx) -> Option<String> {
    let f = &cx.format;
    let numbers = KrNumbers::new(cx, ix);
    let kr = cx.model.key_result(ix);
    let text = |pattern: &str, bound: f64| f.fill(pattern, &[("n", &numbers.quantity(f, bound))]);
    match &kr.doc.kind {
        _ if kr.doc.confidential => None,
        KrKindDoc::AtLeast(n) => Some(text("at least {n}", *n)),
        KrKindDoc::AtMost(n) | KrKindDoc::Budget(n) => Some(text("at most {n}", *n)),
        KrKindDoc::Between(low, high) => Some(f.fill(
            "between {low} and {high}",
            &[("low", &numbers.number(f, *low)), ("high", &numbers.quantity(f, *high))],
        )),
        KrKindDoc::Metric => cx.scores.key_result(ix).target.map(|t| numbers.quantity(f, t)),
        _ => None,
    }
}
