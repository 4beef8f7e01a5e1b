//! What a KPI is: the five answers, how it is counted, what belongs to it.

use crate::compute::scores::SlotTarget;
use crate::parse::doc::{Aggregate, Dated, Direction, KpiTarget, Role, Tolerance};
use crate::present::measures::Measure;
use crate::present::parts;
use serde::Serialize;

/// Everything that is said about a KPI beside its numbers.
#[derive(Serialize)]
pub(super) struct About {
    /// The five questions with their answers; an answer that is missing is said to be.
    answers: Vec<Answer>,
    /// How it is counted: name and value.
    counted: Vec<(String, String)>,
    events: Vec<DatedView>,
    rebase: Vec<DatedView>,
    targets: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Answer {
    question: String,
    answer: Option<String>,
}

#[derive(Serialize)]
struct DatedView {
    date: String,
    text: String,
}

/// "Input", "Output".
pub(super) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Input => "Input: we control it",
        Role::Output => "Output: it follows from what we do",
    }
}

pub(super) fn about(m: &Measure<'_>) -> About {
    let doc = &m.kpi.doc;
    About {
        answers: answers(m),
        counted: counted(m),
        events: dated(m, &doc.events),
        rebase: dated(m, &doc.rebase),
        targets: targets(m),
    }
}

fn answers(m: &Measure<'_>) -> Vec<Answer> {
    let f = &m.cx.format;
    let doc = &m.kpi.doc;
    let who = m.kpi.who.as_ref().map(|w| parts::owner(m.cx, w).map_or_else(|| f.word("named, not shown"), |o| o.name));
    [
        ("What it measures", doc.what.clone()),
        ("Why it matters", doc.why.clone()),
        ("How it is counted", doc.how.clone()),
        ("Who looks after it", who),
        ("When it is looked at", doc.when.clone()),
    ]
    .into_iter()
    .map(|(question, answer)| Answer { question: f.word(question), answer })
    .collect()
}

fn counted(m: &Measure<'_>) -> Vec<(String, String)> {
    let f = &m.cx.format;
    let doc = &m.kpi.doc;
    let mut out = Vec::new();
    let mut row = |name: &str, value: Option<String>| out.extend(value.map(|v| (f.word(name), v)));
    row("Good direction", doc.direction.map(|d| f.word(direction_word(d))));
    row("Summed up over a period as", doc.aggregate.map(|a| f.word(aggregate_word(a))));
    row("Weighted by", doc.weight.clone());
    row("On target means", tolerance(m));
    row("Least number behind a rate", (doc.aggregate == Some(Aggregate::Weighted)).then(|| f.number(doc.min_n, 0)));
    row("Rolling window", doc.window.clone());
    row("Split by", doc.by.clone());
    row("A missing value means", doc.missing_is_zero.then(|| f.word("zero")));
    row("Input", doc.cumulative.then(|| f.word("running totals, turned into values per slot")));
    if let Some(limits) = m.score.limits {
        let range = f.between(&f.number(limits.lower, m.decimals), &m.text(limits.upper));
        let since = f.fill("{range}, since {date}", &[("range", &range), ("date", &f.date(limits.since))]);
        row("Usual range", Some(since));
    }
    out
}

fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Increase => "up",
        Direction::Decrease => "down",
        Direction::Range => "inside its range",
        Direction::Neutral => "none, it is only watched",
    }
}

fn aggregate_word(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum => "the sum of its values",
        Aggregate::Mean => "the mean of its values",
        Aggregate::Last => "its last value",
        Aggregate::First => "its first value",
        Aggregate::Min => "its lowest value",
        Aggregate::Max => "its highest value",
        Aggregate::Weighted => "the weighted mean of its values",
    }
}

fn tolerance(m: &Measure<'_>) -> Option<String> {
    let f = &m.cx.format;
    m.kpi.doc.target.map(|_| ()).or_else(|| m.kpi.doc.targets.first().map(|_| ()))?;
    Some(match m.kpi.doc.tolerance {
        Some(Tolerance::Absolute(by)) => {
            f.fill("met; near within {by}", &[("by", &f.quantity(by, &m.kpi.doc.unit, m.decimals))])
        }
        Some(Tolerance::OfTarget(share)) => f.fill("met; near within {by} of the target", &[("by", &f.percent(share))]),
        None => f.word("met or not, nothing in between"),
    })
}

/// What was dated up to the report's day, newest first.
fn dated(m: &Measure<'_>, list: &[Dated]) -> Vec<DatedView> {
    let mut shown: Vec<&Dated> = list.iter().filter(|d| d.date <= m.cx.scores.as_of).collect();
    shown.sort_by_key(|d| std::cmp::Reverse(d.date));
    let view = |d: &Dated| DatedView { date: m.cx.format.date(d.date), text: d.text.clone().unwrap_or_default() };
    shown.into_iter().map(view).collect()
}

fn targets(m: &Measure<'_>) -> Vec<(String, String)> {
    let f = &m.cx.format;
    let doc = &m.kpi.doc;
    let text = |t: KpiTarget| match t {
        KpiTarget::Number(t) => m.target_text(Some(SlotTarget::Number(t))),
        KpiTarget::Range(lo, hi) => m.target_text(Some(SlotTarget::Range(lo, hi))),
    };
    let mut list: Vec<_> = doc.targets.iter().collect();
    list.sort_by(|a, b| b.0.cmp(&a.0));
    let mut out: Vec<(String, String)> = list.into_iter().map(|(p, t)| (f.period(p), text(*t))).collect();
    out.extend(doc.target.map(|t| (f.word("otherwise"), text(t))));
    out
}
