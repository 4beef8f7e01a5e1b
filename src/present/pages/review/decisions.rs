//! Decisions: what is asked now, and what came of those of last time.

use super::Reviewed;
use crate::domain::Date;
use crate::parse::doc::{Decision, DecisionState};
use crate::present::frame::Link;
use crate::present::paths;
use crate::present::titles::fill;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DecisionView {
    id: String,
    ask: String,
    options: Vec<String>,
    recommend: Option<String>,
    prepares: Option<String>,
    decides: Option<String>,
    due: Option<String>,
    goals: Vec<Link>,
    /// `open`, `taken`, `declined`, `deferred`.
    token: &'static str,
    state: String,
    /// Still open after its day.
    overdue: bool,
    /// What was decided, with its date.
    outcome: Option<String>,
    /// Dated after the review was frozen.
    later: bool,
    /// What came of it, checked afterwards.
    checked: Option<String>,
}

/// The decisions of the review before, overdue first.
#[derive(Serialize)]
pub(super) struct Since {
    review: Link,
    summary: String,
    decisions: Vec<DecisionView>,
}

pub(super) fn since(r: &Reviewed<'_>) -> Option<Since> {
    let f = &r.cx.format;
    let previous = r.previous()?;
    let asked = &previous.review.doc.decisions;
    let mut order: Vec<&Decision> = asked.iter().collect();
    let rank = |d: &Decision| (!is_overdue(r, d), d.state != DecisionState::Open, d.checked.is_some(), d.due);
    order.sort_by_key(|d| rank(d));
    let count = |state| asked.iter().filter(|d| d.state == state).count();
    let overdue = asked.iter().filter(|d| is_overdue(r, d)).count();
    let counts = [
        (overdue, "overdue"),
        (count(DecisionState::Open) - overdue, "open"),
        (count(DecisionState::Taken), "taken"),
        (count(DecisionState::Declined), "declined"),
        (count(DecisionState::Deferred), "deferred"),
    ];
    let list: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {}", f.word(word))).collect();
    let summary = fill(
        f,
        "Decisions asked for: {all}. Of these {list}.",
        &[("all", &asked.len().to_string()), ("list", &list.join(", "))],
    );
    Some(Since {
        review: Link::new(paths::review(r.cx.model, previous.index), f.period(&previous.review.period)),
        summary,
        decisions: order.into_iter().map(|d| view(&previous, d)).collect(),
    })
}

fn is_overdue(r: &Reviewed<'_>, decision: &Decision) -> bool {
    decision.state == DecisionState::Open && decision.due.is_some_and(|d| d < r.cx.scores.as_of)
}

pub(super) fn view(r: &Reviewed<'_>, d: &Decision) -> DecisionView {
    let f = &r.cx.format;
    let as_of = r.cx.scores.as_of;
    // What is dated after the report's day is not known yet.
    let known = |date: Option<Date>| date.is_none_or(|d| d <= as_of);
    let state = if known(d.date) { d.state } else { DecisionState::Open };
    let (token, word) = match state {
        DecisionState::Open => ("open", "Open"),
        DecisionState::Taken => ("taken", "Taken"),
        DecisionState::Declined => ("declined", "Declined"),
        DecisionState::Deferred => ("deferred", "Deferred"),
    };
    let dated = |text: &String, date: Option<Date>| match date {
        Some(date) => format!("{text} ({})", f.date(date)),
        None => text.clone(),
    };
    let overdue = state == DecisionState::Open && d.due.is_some_and(|due| due < as_of);
    let until = d.until.filter(|_| known(d.date)).map(|day| format!("{} {}", f.word("until"), f.date(day)));
    let outcome = d.outcome.as_ref().filter(|_| known(d.date)).map(|o| dated(o, d.date));
    DecisionView {
        id: d.id.clone(),
        ask: d.ask.clone(),
        options: d.options.clone(),
        recommend: d.recommend.clone(),
        prepares: d.prepares.as_deref().and_then(|p| r.who(p)),
        decides: d.decides.as_deref().and_then(|p| r.who(p)),
        due: d.due.map(|d| f.date(d)),
        goals: d.goals.iter().filter_map(|g| r.goal(g)).collect(),
        token,
        state: f.word(word),
        overdue,
        outcome: outcome.into_iter().chain(until).reduce(|a, b| format!("{a}, {b}")),
        later: r.frozen().zip(d.date).is_some_and(|(frozen, date)| date > frozen && date <= as_of),
        checked: d.checked.as_ref().filter(|_| known(d.checked_on)).map(|c| dated(c, d.checked_on)),
    }
}
