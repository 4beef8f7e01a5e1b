//! How the numbers of one key result came about, with the numbers in the formula.

use super::key_results::level_text;
use super::score::{policy_line, weight};
use crate::compute::scores::KrScore;
use crate::domain::{Cadence, Status};
use crate::parse::doc::{self, GoalKind, KrKindDoc, Level};
use crate::present::PresentCx;
use crate::present::format::Formatter;
use crate::present::measures::Measure;
use crate::present::parts::{Arithmetic, KrNumbers};
use crate::present::reasons;
use crate::resolve::model::{KeyResult, KrIx};

pub(super) fn key_result(cx: &PresentCx<'_>, ix: KrIx) -> Arithmetic {
    let f = &cx.format;
    let kr = cx.model.key_result(ix);
    let goal = &cx.model.objective(ix.0).doc;
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let mut lines = Vec::new();
    if kr.doc.confidential {
        lines.push(f.word("The numbers are confidential; the score is not"));
    } else {
        lines.extend(source(cx, kr, score));
        lines.extend(mean_of_last(cx, kr, score, &numbers));
        lines.extend(formula(f, kr, score, &numbers, goal.kind));
    }
    lines.extend(expected(cx, ix));
    if let Some((grade, why)) = score.recorded.as_deref() {
        lines.push(f.fill(
            "Recorded grade {grade}: {why}; computed {computed}",
            &[("grade", &f.number(*grade, 2)), ("why", why), ("computed", &f.score(score.computed))],
        ));
    }
    if let Some(original) = score.original {
        lines.push(f.fill("Under the first definition: {score}", &[("score", &f.score(Some(original)))]));
    }
    lines.extend(guard(cx, kr, score));
    let shown = score.reason.iter().filter(|clause| !kr.doc.confidential || !clause.tells_value());
    let reason = reasons::reason(f, shown);
    lines.push(f.fill("Status {status}: {reason}", &[("status", &f.word(score.status.word())), ("reason", &reason)]));
    if !cx.scores.objective(ix.0).ended && score.expected.is_some() {
        lines.extend(policy_line(cx, goal.policy.as_deref()));
    }
    if let Some(why) = score.left_out {
        lines.push(f.fill("Not in the objective’s score: {why}", &[("why", &reasons::left_out(f, why))]));
    }
    let summary = f.fill("{id}: how {score} came about", &[("id", &kr.doc.id), ("score", &f.score(score.score))]);
    Arithmetic { summary, lines, table: None }
}

/// The counter-metric with its numbers, and the word that would stand without it.
fn guard(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore) -> Option<String> {
    let f = &cx.format;
    let (m, state) = (Measure::new(cx, kr.guard?), score.guard.as_ref()?);
    let pattern = match (state.status, state.instead_of) {
        (_, Some(_)) => "Guard {kpi}: {value}, target {target}, off target: {status} at best; without it {without}",
        (Status::OffTarget, None) => {
            "Guard {kpi}: {value}, target {target}, off target; it lowers no word that is not good"
        }
        (_, None) => "Guard {kpi}: {value}, target {target}; it holds nothing down",
    };
    let places = [
        ("kpi", m.name().to_owned()),
        ("value", m.text_opt(state.value)),
        ("target", m.target_text(state.target)),
        ("status", f.word(score.status.word())),
        ("without", state.instead_of.map(|s| f.word(s.word())).unwrap_or_default()),
    ];
    Some(f.fill(pattern, &places.each_ref().map(|(name, text)| (*name, text.as_str()))))
}

/// Which value counts and where it was read.
fn source(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore) -> Option<String> {
    let f = &cx.format;
    let date = score.value_date.map(|d| f.date(d))?;
    let Some(kpi) = kr.kpi else { return Some(f.fill("Value: the check-in of {date}", &[("date", &date)])) };
    Some(f.fill(
        "Value: {measure} of {kpi}, as of {date}",
        &[("measure", &reasons::read(f, score.read)), ("kpi", &cx.model.kpi(kpi).doc.title), ("date", &date)],
    ))
}

/// `(31.6 + 28.2 + 29.4 + 26.8) ÷ 4 = 29.0` for a value that is the mean of the last slots.
fn mean_of_last(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore, numbers: &KrNumbers) -> Option<String> {
    const MOST: u32 = 13;
    let (Some(doc::Measure::Last(n)), Some(value), Some(day)) = (&kr.doc.measure, score.value, score.value_date) else {
        return None;
    };
    let slots = &cx.scores.kpi(kr.kpi?).slots;
    let end = slots.partition_point(|s| s.slot.end <= day);
    let last = &slots[end.saturating_sub(*n as usize)..end];
    let mean = last.iter().map(|s| s.value).sum::<f64>() / last.len() as f64;
    let n_of = |v: f64| numbers.number(&cx.format, v);
    // Weighted means and totals are not this sum.
    if *n > MOST || last.len() < 2 || n_of(mean) != n_of(value) {
        return None;
    }
    let values: Vec<String> = last.iter().map(|s| n_of(s.value)).collect();
    Some(format!("({}) ÷ {} = {}", values.join(" + "), last.len(), n_of(value)))
}

fn formula(f: &Formatter, kr: &KeyResult, s: &KrScore, numbers: &KrNumbers, kind: GoalKind) -> Vec<String> {
    let n = |v: f64| numbers.number(f, v);
    match &kr.doc.kind {
        KrKindDoc::Metric | KrKindDoc::Text => metric(f, s, numbers),
        KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..) => guardrail(f, kr, s),
        KrKindDoc::Budget(total) => s
            .used
            .map(|(used, allowed)| {
                let places = [("used", &*n(used)), ("total", &*n(*total)), ("allowed", &*n(allowed))];
                vec![f.fill("Used {used} of {total}; {allowed} allowed by now", &places)]
            })
            .unwrap_or_default(),
        KrKindDoc::Milestones(list) => {
            let total: f64 = list.iter().map(|m| m.weight).sum();
            vec![f.fill(
                "Progress = weight of what is done ÷ {total} = {progress}",
                &[("total", &weight(f, total)), ("progress", &f.score(s.progress))],
            )]
        }
        KrKindDoc::YesNo { .. } => vec![f.word("No is 0, yes is 1; expected is 0 before the due day and 1 from it on")],
        KrKindDoc::Levels { commit, target, stretch } => vec![levels(f, [commit, target, stretch], numbers, kind)],
        KrKindDoc::Each { cadence, at_least } => vec![each(f, *cadence, *at_least, s)],
        KrKindDoc::FindBaseline { .. } => vec![f.word("A baseline is to be found first: no progress, and in no mean")],
        KrKindDoc::Parts(_) => {
            let sum: Vec<String> = s.parts.iter().map(|p| f.score(p.score)).collect();
            vec![f.fill(
                "Weighted mean of its parts ({parts}) = {score}; met only if every part is",
                &[("parts", &f.list(&sum)), ("score", &f.score(s.score))],
            )]
        }
    }
}

/// `Progress = (90.6 − 88.4) ÷ (92.0 − 88.4) = 0.61`.
fn metric(f: &Formatter, s: &KrScore, numbers: &KrNumbers) -> Vec<String> {
    let mut lines = Vec::new();
    let n = |v: f64| numbers.number(f, v);
    if let (Some(from), Some(baseline)) = (s.baseline_from.as_deref(), s.baseline) {
        let from = reasons::baseline(f, from);
        lines.push(f.fill("Baseline {value}: {from}", &[("value", &n(baseline)), ("from", &from)]));
    }
    let (Some(v), Some(b), Some(t)) = (s.value, s.baseline, s.target) else {
        let missing = [(s.value, "the value"), (s.baseline, "the baseline"), (s.target, "the target")];
        let words: Vec<String> = missing.iter().filter(|(v, _)| v.is_none()).map(|(_, w)| f.word(w)).collect();
        if !words.is_empty() {
            lines.push(f.fill("Progress is not known without {list}", &[("list", &f.list(&words))]));
        }
        return lines;
    };
    if s.before_period {
        lines.push(f.word("The value was observed before the period: progress is not known yet"));
        return lines;
    }
    let wrap = |v: f64| if v < 0.0 { format!("({})", n(v)) } else { n(v) };
    lines.push(format!(
        "{} = ({} − {}) ÷ ({} − {}) = {}",
        f.word("Progress"),
        n(v),
        wrap(b),
        n(t),
        wrap(b),
        f.score(s.progress)
    ));
    if s.progress.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
        lines.push(format!("{} {}", f.word("In the objective’s score it counts as"), f.score(s.computed.or(s.score))));
    }
    lines
}

fn guardrail(f: &Formatter, kr: &KeyResult, s: &KrScore) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((inside, observed)) = s.inside {
        let rate = if observed > 0 { f.number(f64::from(inside) / f64::from(observed), 2) } else { "–".to_owned() };
        lines.push(f.fill(
            "Inside its bounds in {inside} of {observed} = {rate}; {allowed} breaches are allowed",
            &[
                ("inside", &inside.to_string()),
                ("observed", &observed.to_string()),
                ("rate", &rate),
                ("allowed", &kr.doc.allowed.to_string()),
            ],
        ));
    }
    if kr.doc.weight.is_none() {
        lines.push(f.word("A guardrail without a weight caps the objective and enters no mean"));
    }
    lines
}

fn levels(f: &Formatter, levels: [&Level; 3], numbers: &KrNumbers, kind: GoalKind) -> String {
    let commit = if kind == GoalKind::Committed { 1.0 } else { 0.3 };
    let [c, t, x] = levels.map(|l| level_text(f, l, numbers));
    f.fill(
        "Commit {commit} is {c}, target {target} is {t}, stretch {stretch} is {x}; linear between numbers",
        &[
            ("commit", &c),
            ("c", &f.number(commit, 1)),
            ("target", &t),
            ("t", &f.number(0.7_f64.max(commit), 1)),
            ("stretch", &x),
            ("x", &f.number(1.0, 1)),
        ],
    )
}

fn each(f: &Formatter, cadence: Cadence, at_least: f64, s: &KrScore) -> String {
    let places = [("n", f.number(at_least, 0)), ("slot", f.word(cadence.name())), ("progress", f.score(s.progress))];
    let counts = s.inside.map(|(inside, of)| (inside.to_string(), of.to_string()));
    let (inside, of) = counts.unwrap_or_else(|| ("–".to_owned(), "–".to_owned()));
    f.fill(
        "At least {n} per {slot}: {inside} of {of} = {progress}",
        &[("n", &places[0].1), ("slot", &places[1].1), ("inside", &inside), ("of", &of), ("progress", &places[2].1)],
    )
}

/// Where the plan says it should be, with its days.
fn expected(cx: &PresentCx<'_>, ix: KrIx) -> Option<String> {
    use crate::domain::period::days_between;
    let f = &cx.format;
    let kr = &cx.model.key_result(ix).doc;
    let s = cx.scores.key_result(ix);
    let e = s.expected?;
    let period = cx.model.objective(ix.0).doc.period.as_ref();
    let linear = matches!(kr.kind, KrKindDoc::Metric) && kr.plan.is_empty();
    let (Some(start), Some(end)) = (kr.start.or(period.map(|p| p.start)), kr.due.or(period.map(|p| p.end))) else {
        return Some(format!("{} {}", f.word("Expected"), f.score(Some(e))));
    };
    if !kr.plan.is_empty() {
        return Some(f.fill("Expected along the plan: {score}", &[("score", &f.score(Some(e)))]));
    }
    if !linear {
        return Some(f.fill("Expected by now: {score}", &[("score", &f.score(Some(e)))]));
    }
    let days = f64::from(days_between(start, end) + 1);
    // The day it speaks of is the one that gives this share: an overdue slot moves it beyond the last value.
    let gone = (e * days).round();
    Some(f.fill(
        "Expected = {gone} of {days} days ({start} to {end}) = {e}",
        &[
            ("gone", &f.number(gone, 0)),
            ("days", &f.number(days, 0)),
            ("start", &f.day(start)),
            ("end", &f.day(end)),
            ("e", &f.score(Some(e))),
        ],
    ))
}
