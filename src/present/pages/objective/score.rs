//! The score of an objective, beside what it is compared with, and its arithmetic.

use super::TEMPLATE;
use crate::chart;
use crate::chart::spec::{MosaicColumn, MosaicSpec, PaceSpec};
use crate::compute::reason::{Clause, Missing};
use crate::compute::scores::{HistoryPoint, ObjectiveScore, Term, TermOf};
use crate::domain::cadence::add_days;
use crate::domain::period::days_between;
use crate::domain::{Date, Period, Status};
use crate::parse::doc::RollUp;
use crate::present::PresentCx;
use crate::present::format::Formatter;
use crate::present::parts::{Arithmetic, Figure, StatusView, TableView};
use crate::present::reasons;
use crate::resolve::model::ObjectiveIx;
use crate::resolve::settings::Policy;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ScoreView {
    score: String,
    /// The score is known.
    known: bool,
    weak: bool,
    status: StatusView,
    exception: Option<String>,
    provisional: bool,
    /// Name and value, in order.
    facts: Vec<(String, String)>,
    pace: Option<Figure>,
    mosaic: Option<Figure>,
    arithmetic: Vec<Arithmetic>,
    reason: String,
}

pub(super) fn view(cx: &PresentCx<'_>, ix: ObjectiveIx) -> ScoreView {
    let f = &cx.format;
    let s = cx.scores.objective(ix);
    ScoreView {
        score: f.score(s.score),
        known: s.score.is_some(),
        weak: s.coverage.of > 0 && s.coverage.weight < 0.6,
        status: StatusView::new(f, s.status, s.hollow_since),
        exception: s.exception.as_ref().map(|e| reasons::exception(f, e)),
        provisional: s.provisional,
        facts: cx.part(TEMPLATE, "score.facts", || facts(f, s)),
        pace: cx.part(TEMPLATE, "score.pace", || pace(cx, ix)),
        mosaic: cx.part(TEMPLATE, "score.mosaic", || mosaic(cx, ix)),
        arithmetic: cx.part(TEMPLATE, "score.arithmetic", || arithmetic(cx, ix)),
        reason: cx.part(TEMPLATE, "score.reason", || reasons::reason(f, &s.reason)),
    }
}

fn facts(f: &Formatter, s: &ObjectiveScore) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |word: &str, value: String| facts.push((f.word(word), value));
    if s.expected.is_some() && !s.ended {
        add("Expected by now", f.score(s.expected));
    }
    // Of a goal without news nobody knows whether it has moved.
    let silent = matches!(s.status, Status::Stale | Status::NoData);
    if let Some(change) = since_last_week(&s.history).filter(|_| !s.ended && !silent) {
        add("Since last week", f.signed(change, 2));
    }
    if s.coverage.of > 0 {
        add("Graded", f.part_of(s.coverage.graded, s.coverage.of));
    }
    if s.progress.is_some() && f.score(s.progress) != f.score(s.score) {
        add("Computed", f.score(s.progress));
    }
    let counted = counted(&s.terms);
    if s.original.is_some() && f.score(s.original) != f.score(counted) {
        add("First definition", f.score(s.original));
    }
    if s.with_dropped.is_some() {
        add("With dropped, deleted or never measured as 0", f.score(s.with_dropped));
        add("Without them", f.score(counted));
    }
    if let Some(confidence) = s.confidence {
        add("Owner confidence", f.part_of(f.number(confidence * 10.0, 0), 10));
    }
    facts
}

fn since_last_week(history: &[HistoryPoint]) -> Option<f64> {
    let mut known = history.iter().rev().map(|h| h.score.get());
    Some(known.next()?? - known.next()??)
}

fn pace(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<Figure> {
    let f = &cx.format;
    let s = cx.scores.objective(ix);
    let period = cx.model.objective(ix).doc.period.as_ref()?;
    let known = heard(s).filter(|h| h.score.get().is_some()).count();
    if known < 2 {
        return None;
    }
    let title = pace_title(f, s);
    let drawing = chart::pace(&PaceSpec {
        id: "fig-pace".to_owned(),
        title: title.clone(),
        subtitle: match cx.scores.weeks.is_empty() {
            true => f.word("Objective score at the end of each week; dashed: even pace."),
            false => f.word("Objective score as it was known at the end of each week; dashed: even pace."),
        },
        start: period.start,
        end: period.end,
        points: heard(s).map(|h| (h.date, h.score.get(), h.expected.get())).collect(),
        pace: vec![(period.start, 0.0), (period.end, 1.0)],
        months: f.months(),
        period_label: f.period(period),
        style: f.style(2),
        words: [
            match s.score {
                _ if s.ended => f.word("At the end"),
                Some(_) if stale_since(s).is_none() => f.word("Now"),
                _ => f.word("Last known"),
            },
            f.word("pace"),
            f.word("Score"),
            f.word("Date"),
            f.word("Full pace"),
        ],
    });
    Some(Figure::new("fig-pace", &title, drawing))
}

/// The day since which most of a stale goal has no value.
fn stale_since(s: &ObjectiveScore) -> Option<Date> {
    s.reason.iter().find_map(|clause| match clause {
        Clause::Missing(Missing::MostSince(day)) => Some(*day),
        _ => None,
    })
}

/// The weeks that a chart may show: of a stale goal those up to its last news, since silence moves no score.
fn heard(s: &ObjectiveScore) -> impl Iterator<Item = &HistoryPoint> {
    let last = stale_since(s).and(s.last_voice);
    let silent = move |h: &HistoryPoint| last.is_some_and(|day| h.date >= add_days(day, 7));
    s.history.iter().filter(move |h| !silent(h))
}

/// How many of the past weeks were at or above the expected score; of a stale goal only until when that is known.
fn pace_title(f: &Formatter, s: &ObjectiveScore) -> String {
    if let Some(day) = stale_since(s) {
        return f.fill("Most of it has no value since {day}: last known score", &[("day", &f.day(day))]);
    }
    let both: Vec<bool> = s.history.iter().filter_map(|h| Some(h.score.get()? >= h.expected.get()? - 1e-9)).collect();
    let above = both.iter().filter(|a| **a).count();
    let pattern = match (above, both.len()) {
        (_, 0) => "The score week by week",
        (a, n) if a == n && s.score.is_some() => "The score has run at or above pace every week",
        (0, _) if s.score.is_some() => "The score has run below pace every week",
        _ => "The score was at or above pace in {above} of {n} weeks",
    };
    f.fill(pattern, &[("above", &above.to_string()), ("n", &both.len().to_string())])
}

fn mosaic(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<Figure> {
    let f = &cx.format;
    let s = cx.scores.objective(ix);
    let counted: Vec<&Term> = s.terms.iter().filter(|t| t.left_out.is_none()).collect();
    if !(2..=9).contains(&counted.len()) || counted.iter().all(|t| t.score.is_none()) {
        return None;
    }
    let total: f64 = counted.iter().map(|t| t.weight * t.share).sum();
    if total <= 0.0 {
        return None;
    }
    let columns = counted
        .iter()
        .map(|t| {
            let status = match t.what {
                TermOf::KeyResult(kr) => s.key_results.get(kr as usize).map(|k| k.status),
                TermOf::Objective(child) => Some(cx.scores.objective(child).status),
            };
            MosaicColumn {
                id: t.label.clone(),
                weight: t.weight * t.share / total,
                score: t.score,
                expected: t.expected,
                band: status.map_or("unknown", |s| s.band().token()).to_owned(),
                shape: status.map_or("unknown", |s| s.shape()).to_owned(),
            }
        })
        .collect();
    let title = mosaic_title(f, s.status, &counted);
    let drawing = chart::mosaic(&MosaicSpec {
        id: "fig-mos".to_owned(),
        title: title.clone(),
        subtitle: f
            .word("Width is weight, height is score: the filled area is the objective’s score. Dashes: expected."),
        columns,
        style: f.style(2),
    });
    Some(Figure::new("fig-mos", &title, drawing))
}

/// Which one is furthest ahead of its pace and which furthest behind; no praise where nobody looks any more.
fn mosaic_title(f: &Formatter, status: Status, terms: &[&Term]) -> String {
    if status == Status::Stale {
        return f.word("What each key result adds to the score");
    }
    let mut gaps: Vec<(f64, &str)> =
        terms.iter().filter_map(|t| Some((t.score? - t.expected.unwrap_or(1.0), t.label.as_str()))).collect();
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    match (gaps.first(), gaps.last()) {
        (Some((low, worst)), Some((high, best))) if *low < -0.05 && *high > *low => f.fill(
            "{best} is furthest along its pace; {worst} holds the score back",
            &[("best", best), ("worst", worst)],
        ),
        _ => f.word("What each key result adds to the score"),
    }
}

fn arithmetic(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<Arithmetic> {
    let f = &cx.format;
    let s = cx.scores.objective(ix);
    let mut out = Vec::new();
    if !s.terms.is_empty() || s.score.is_some() {
        out.push(score_arithmetic(cx, ix));
    }
    out.push(Arithmetic {
        summary: f.fill("Why “{status}”", &[("status", &f.word(s.status.word()))]),
        lines: status_lines(cx, ix),
        table: None,
    });
    out
}

fn score_arithmetic(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Arithmetic {
    let f = &cx.format;
    let doc = &cx.model.objective(ix).doc;
    let s = cx.scores.objective(ix);
    let mut lines = Vec::new();
    if let (RollUp::Manual, Some(grade)) = (doc.roll_up.unwrap_or(cx.model.settings.roll_up), &doc.manual) {
        let why = grade.why.clone().unwrap_or_else(|| f.word("no reason given"));
        let places = [("score", &*f.number(grade.value, 2)), ("why", &why)];
        lines.push(f.fill("Recorded by people {score}: {why}", &places));
    } else {
        lines.extend(mean_line(f, &s.terms, counted(&s.terms), |t| t.score, "Score"));
        lines.extend(mean_line(f, &s.terms, s.expected, |t| t.expected, "Expected"));
    }
    lines.extend(s.terms.iter().filter_map(|t| {
        let why = reasons::left_out(f, t.left_out?);
        Some(f.fill("{id} is left out: {why}", &[("id", &t.label), ("why", &why)]))
    }));
    if s.original.is_some() {
        lines.push(f.fill("Under the first definitions: {score}", &[("score", &f.score(s.original))]));
    }
    if s.with_dropped.is_some() {
        lines.push(f.fill(
            "With dropped, deleted or never measured key results counted as 0: {score}",
            &[("score", &f.score(s.with_dropped))],
        ));
        lines.push(f.word(if f.score(s.score) == f.score(s.with_dropped) {
            "The lower number counts, because nobody is named who agreed to leave them out"
        } else {
            "The number without them counts, because somebody agreed to leave them out"
        }));
    }
    Arithmetic {
        summary: f.fill("How {score} came about", &[("score", &f.score(s.score))]),
        lines,
        table: (!s.terms.is_empty()).then(|| terms_table(f, &s.terms)),
    }
}

/// The mean of what is graded and not left out.
fn counted(terms: &[Term]) -> Option<f64> {
    let graded = terms.iter().filter(|t| t.left_out.is_none());
    let parts: Vec<(f64, f64)> = graded.filter_map(|t| Some((t.weight * t.share, t.score?))).collect();
    let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
    (total > 0.0).then(|| parts.iter().map(|(weight, score)| weight * score).sum::<f64>() / total)
}

/// `Score = (35 × 0.61 + 30 × 0.38) ÷ 65 = 0.50`.
fn mean_line(
    f: &Formatter,
    terms: &[Term],
    result: Option<f64>,
    value: impl Fn(&Term) -> Option<f64>,
    word: &str,
) -> Option<String> {
    let counted: Vec<(f64, f64)> = terms
        .iter()
        .filter(|t| t.left_out.is_none() && t.score.is_some())
        .filter_map(|t| Some((t.weight * t.share, value(t)?)))
        .collect();
    result?;
    if counted.is_empty() || counted.len() > 12 {
        return None;
    }
    let sum: Vec<String> = counted.iter().map(|(w, v)| format!("{} × {}", weight(f, *w), f.number(*v, 2))).collect();
    let total: f64 = counted.iter().map(|(w, _)| w).sum();
    Some(format!("{} = ({}) ÷ {} = {}", f.word(word), sum.join(" + "), weight(f, total), f.score(result)))
}

/// A weight with as many decimals as it needs, at most two.
pub(super) fn weight(f: &Formatter, w: f64) -> String {
    f.number(w, crate::present::parts::natural_decimals(std::iter::once(w)).min(2))
}

fn terms_table(f: &Formatter, terms: &[Term]) -> TableView {
    let shares = terms.iter().any(|t| t.share != 1.0);
    let mut head = vec![f.word("Part"), f.word("Weight")];
    if shares {
        head.push(f.word("Share"));
    }
    head.extend([f.word("Score"), f.word("Expected"), f.word("Weight × score")]);
    let rows = terms
        .iter()
        .map(|t| {
            let mut row = vec![t.label.clone(), weight(f, t.weight)];
            if shares {
                row.push(f.number(t.share, 2));
            }
            let product = t.score.filter(|_| t.left_out.is_none()).map(|s| s * t.weight * t.share);
            row.extend([f.score(t.score), f.score(t.expected), f.score(product)]);
            row
        })
        .collect();
    TableView { head, rows }
}

fn status_lines(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<String> {
    let f = &cx.format;
    let doc = &cx.model.objective(ix).doc;
    let s = cx.scores.objective(ix);
    let mut lines = vec![reasons::reason(f, &s.reason)];
    if !s.ended {
        lines.extend(policy_line(cx, doc.policy.as_deref()));
        lines.extend(doc.period.as_ref().map(|p| days_line(f, p, cx.scores.as_of)));
    }
    if let Some(cap) = &s.cap {
        lines.push(f.fill("Capped: {why}", &[("why", &reasons::cap(f, cap))]));
    }
    if s.provisional {
        lines.push(f.word("Provisional until the author closes it or the period is sealed"));
    }
    lines.retain(|l| !l.is_empty());
    lines
}

/// The rule in words: "Policy goalpost: good down to 0.05 below expected, middle down to 0.15 below".
pub(super) fn policy_line(cx: &PresentCx<'_>, name: Option<&str>) -> Option<String> {
    let f = &cx.format;
    let name = name.unwrap_or(&cx.model.settings.policy);
    let policy = cx.model.settings.policies.get(name)?;
    let (pattern, good, middle) = match policy {
        Policy::Gap(good, middle) => {
            ("Policy {name}: good down to {good} below expected, middle down to {middle} below", *good, *middle)
        }
        Policy::Ratio { good, middle, .. } => {
            ("Policy {name}: good from {good} of expected, middle from {middle} of it", *good, *middle)
        }
    };
    Some(f.fill(pattern, &[("name", name), ("good", &f.number(good, 2)), ("middle", &f.number(middle, 2))]))
}

fn days_line(f: &Formatter, period: &Period, as_of: crate::domain::Date) -> String {
    let gone = days_between(period.start, as_of.min(period.end)) + 1;
    f.fill(
        "{gone} of {days} days of the period have gone",
        &[("gone", &gone.max(0).to_string()), ("days", &period.days().to_string())],
    )
}
