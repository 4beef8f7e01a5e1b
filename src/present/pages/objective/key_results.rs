//! The table of key results: from baseline to target, now, score, pace, and whether the change is real.

use super::{TEMPLATE, workings};
use crate::chart;
use crate::chart::spec::{BulletSpec, SparkSpec};
use crate::compute::reason::Read;
use crate::compute::scores::{KrScore, Signal};
use crate::domain::{Band, Date, Status, slug};
use crate::parse::doc::{Done, KrKindDoc, Level, Milestone};
use crate::present::PresentCx;
use crate::present::format::Formatter;
use crate::present::frame::Link;
use crate::present::measures::{Measure, special};
use crate::present::parts::{self, Arithmetic, BulletView, KrNumbers, OwnerView, SignalView, StatusView};
use crate::present::reasons;
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{KeyResult, KrIx, ObjectiveIx, Reported};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct KrRow {
    anchor: String,
    id: String,
    title: String,
    kpi: Option<Link>,
    owners: Vec<OwnerView>,
    confidence: Option<String>,
    /// "weight 35%", "must", "stretch", labels.
    tags: Vec<String>,
    bullet: BulletView,
    now: String,
    /// Unit, day: one under the other.
    now_beside: Vec<String>,
    score: String,
    beside: String,
    status: StatusView,
    signal: Option<SignalView>,
    /// Why the change is not tested, where it is not.
    untested: String,
    spark: String,
    /// Why it counts in no mean, dropped, paused.
    remark: Option<String>,
    /// Its counter-metric, and how that stands.
    guard: Option<(Link, String)>,
    /// KPIs that it graduated into.
    watched: Vec<Link>,
    note: String,
    workings: Arithmetic,
    milestones: Vec<MilestoneRow>,
    parts: Vec<PartRow>,
}

#[derive(Serialize)]
struct MilestoneRow {
    title: String,
    status: StatusView,
    when: String,
}

#[derive(Serialize)]
struct PartRow {
    title: String,
    now: String,
    target: String,
    score: String,
    status: StatusView,
}

pub(super) fn rows(cx: &PresentCx<'_>, ix: ObjectiveIx, prose: &Prose<'_>) -> Vec<KrRow> {
    (0..cx.model.objective(ix).key_results.len() as u32).map(|i| row(cx, KrIx(ix, i), prose)).collect()
}

fn row(cx: &PresentCx<'_>, ix: KrIx, prose: &Prose<'_>) -> KrRow {
    let f = &cx.format;
    let kr = cx.model.key_result(ix);
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let (now, now_beside) = if kr.doc.confidential { hidden(f) } else { now(cx, kr, score, &numbers) };
    KrRow {
        anchor: slug(&kr.doc.id),
        id: kr.doc.id.clone(),
        title: kr.doc.title.clone(),
        kpi: kr.kpi.map(|k| parts::kpi_link(cx, k)),
        owners: parts::owners(cx, &kr.owners),
        confidence: kr.doc.confidence.map(|c| f.part_of(f.number(c * 10.0, 0), 10)),
        tags: cx.part(TEMPLATE, "key_results.tags", || tags(cx, ix)),
        bullet: bullet(cx, kr, score, &numbers),
        now,
        now_beside,
        score: f.score(score.score),
        beside: beside(f, score),
        status: StatusView::new(f, score.status, score.hollow_since),
        signal: signal(cx, kr).filter(|_| !cx.scores.objective(ix.0).ended),
        untested: cx.part(TEMPLATE, "key_results.untested", || untested(cx, ix)),
        spark: cx.part(TEMPLATE, "key_results.spark", || spark(cx, kr, score)),
        remark: remark(cx, kr, score),
        guard: cx.part(TEMPLATE, "key_results.guard", || guard(cx, kr, score)),
        watched: cx.model.ties.graduates.get(&ix).into_iter().flatten().map(|k| parts::kpi_link(cx, *k)).collect(),
        note: kr.doc.note.as_ref().map(|n| markdown::text(prose, n)).unwrap_or_default(),
        workings: cx.part(TEMPLATE, "key_results.workings", || workings::key_result(cx, ix)),
        milestones: cx.part(TEMPLATE, "key_results.milestones", || milestones(cx, kr)),
        parts: kr.parts.iter().zip(&score.parts).map(|(part, s)| part_row(cx, part, s)).collect(),
    }
}

/// The counter-metric of the key result, else the first one of its KPI that is off target.
fn guard(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore) -> Option<(Link, String)> {
    let f = &cx.format;
    if let (Some(ix), Some(state)) = (kr.guard, score.guard.as_ref()) {
        let (m, broken) = (Measure::new(cx, ix), state.status == Status::OffTarget);
        let pattern = match (broken, state.instead_of) {
            (true, Some(_)) => "off target at {value}; without it {status}",
            (true, None) => "off target at {value}",
            (false, _) => "{value}",
        };
        let status = state.instead_of.map(|s| f.word(s.word())).unwrap_or_default();
        let text = f.fill(pattern, &[("value", &m.text_opt(state.value)), ("status", &status)]);
        return Some((parts::kpi_link(cx, ix), text));
    }
    let of_kpi = cx.model.kpi(kr.kpi?).guarded_by.iter().map(|ix| Measure::new(cx, *ix));
    let broken = of_kpi.into_iter().find(|m| m.score.status == Status::OffTarget)?;
    let value = broken.text_opt(broken.score.latest().map(|l| l.value));
    Some((parts::kpi_link(cx, broken.ix), f.fill("off target at {value}", &[("value", &value)])))
}

fn hidden(f: &Formatter) -> (String, Vec<String>) {
    (f.word("Confidential"), vec![f.word("the numbers are not published")])
}

/// The value now, and what stands under it: unit, which value it is, day.
fn now(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore, numbers: &KrNumbers) -> (String, Vec<String>) {
    let f = &cx.format;
    let day = score.value_date.map(|d| f.day(d));
    let below = |first: Option<String>| first.into_iter().chain(day.clone()).filter(|t| !t.is_empty()).collect();
    match (&kr.doc.kind, score.value) {
        (KrKindDoc::Milestones(list), _) => {
            let done = milestone_states(cx, kr).iter().filter(|(status, _)| *status == Status::Done).count();
            (f.part_of(done, list.len()), vec![f.word("milestones")])
        }
        (KrKindDoc::YesNo { .. }, _) => {
            let done = score.status == Status::Done || score.progress.is_some_and(|p| p >= 1.0);
            (f.word(if done { "Yes" } else { "No" }), below(None))
        }
        (KrKindDoc::Text, None) => (parts_unknown(), vec![f.word("no number")]),
        (KrKindDoc::FindBaseline { .. }, Some(v)) => (numbers.quantity(f, v), vec![f.word("found")]),
        (KrKindDoc::FindBaseline { .. }, None) => (parts_unknown(), vec![f.word("not yet found")]),
        (KrKindDoc::Levels { commit, target, stretch }, Some(v)) if matches!(target, Level::Word(_)) => {
            // Levels in words are reported by their place.
            let level = [commit, target, stretch].get(v.max(0.0) as usize).map(|l| level_text(f, l, numbers));
            (level.unwrap_or_else(parts_unknown), below(None))
        }
        (_, Some(v)) => {
            let which = match score.read {
                _ if score.before_period => Some(f.word("before the period")),
                Read::Latest => None,
                read => kr.kpi.map(|_| reasons::read(f, read)),
            };
            let of: Vec<String> =
                std::iter::once(numbers.unit.clone()).chain(which).filter(|t| !t.is_empty()).collect();
            (numbers.number(f, v), below(Some(of.join(" · "))))
        }
        (_, None) => (parts_unknown(), vec![f.word("not known")]),
    }
}

fn parts_unknown() -> String {
    crate::present::format::UNKNOWN.to_owned()
}

/// A level of an ordinal key result.
pub(super) fn level_text(f: &Formatter, level: &Level, numbers: &KrNumbers) -> String {
    match level {
        Level::Number(n) => numbers.quantity(f, *n),
        Level::Word(word) => word.clone(),
    }
}

fn beside(f: &Formatter, score: &KrScore) -> String {
    match (score.recorded.as_ref(), score.expected) {
        (Some(_), _) => f.fill("recorded, computed {score}", &[("score", &f.score(score.computed))]),
        (None, Some(e)) => f.fill("expected {score}", &[("score", &f.score(Some(e)))]),
        (None, None) => String::new(),
    }
}

fn tags(cx: &PresentCx<'_>, ix: KrIx) -> Vec<String> {
    let f = &cx.format;
    let doc = &cx.model.key_result(ix).doc;
    let mut tags = Vec::new();
    if let Some(w) = doc.weight {
        let number = super::score::weight(f, w.value);
        tags.push(format!("{} {number}{}", f.word("weight"), if w.percent { "%" } else { "" }));
    }
    tags.extend(doc.must.then(|| f.word("must")));
    tags.extend(doc.stretch.then(|| f.word("stretch, never scored")));
    tags.extend(doc.priority.clone());
    tags.extend(doc.labels.iter().cloned());
    tags.extend(doc.due.map(|d| f.fill("due {date}", &[("date", &f.day(d))])));
    tags
}

fn bullet(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore, numbers: &KrNumbers) -> BulletView {
    let f = &cx.format;
    let (from, to) = if kr.doc.confidential { (String::new(), String::new()) } else { ends(f, kr, score, numbers) };
    if score.progress.is_none() && score.score.is_none() && from.is_empty() && to.is_empty() {
        return BulletView::default();
    }
    let svg = cx.part(TEMPLATE, "key_results.bullet.svg", || {
        let done = f.progress(score.progress.or(score.score));
        let places = [("id", &*kr.doc.id), ("progress", &done), ("expected", &f.progress(score.expected))];
        let label = f.fill("{id}: progress {progress}, expected {expected}", &places);
        let progress = score.progress.or(score.score);
        chart::bullet(&BulletSpec { progress, expected: score.expected, from: from.clone(), to: to.clone(), label })
    });
    BulletView { svg, from, to }
}

/// What stands at both ends of the bar.
fn ends(f: &Formatter, kr: &KeyResult, score: &KrScore, numbers: &KrNumbers) -> (String, String) {
    let n = |v: f64| numbers.number(f, v);
    match &kr.doc.kind {
        KrKindDoc::AtLeast(b) => (String::new(), format!("≥ {}", n(*b))),
        KrKindDoc::AtMost(b) => (String::new(), format!("≤ {}", n(*b))),
        KrKindDoc::Between(low, high) => (String::new(), f.between(&n(*low), &n(*high))),
        KrKindDoc::Budget(b) => (f.number(0.0, 0), format!("≤ {}", n(*b))),
        KrKindDoc::Milestones(list) => (f.number(0.0, 0), list.len().to_string()),
        KrKindDoc::YesNo { .. } => (f.word("No"), f.word("Yes")),
        KrKindDoc::Levels { commit, stretch, .. } => (level_text(f, commit, numbers), level_text(f, stretch, numbers)),
        KrKindDoc::Each { at_least, cadence } => {
            (f.number(0.0, 0), format!("{} {} {}", f.number(*at_least, 0), f.word("each"), f.word(cadence.name())))
        }
        _ => (score.baseline.map(n).unwrap_or_default(), score.target.map(n).unwrap_or_default()),
    }
}

/// Why nothing is said of a change.
fn untested(cx: &PresentCx<'_>, ix: KrIx) -> String {
    let f = &cx.format;
    match cx.model.key_result(ix).kpi {
        None => f.word("no KPI behind it"),
        Some(_) if cx.scores.objective(ix.0).ended => f.word("the goal has ended"),
        Some(kpi) => Measure::new(cx, kpi).signal().text,
    }
}

fn signal(cx: &PresentCx<'_>, kr: &KeyResult) -> Option<SignalView> {
    let score = cx.scores.kpi(kr.kpi?);
    if score.signal == Signal::NotAssessed {
        return None;
    }
    Some(SignalView::new(&cx.format, score.signal, score.signal_up.unwrap_or(true)))
}

fn spark(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore) -> String {
    const LONGEST: usize = 33;
    if kr.doc.confidential {
        return String::new();
    }
    let (values, range, signal): (Vec<Option<f64>>, _, _) = match kr.kpi {
        Some(kpi) => {
            let k = cx.scores.kpi(kpi);
            let from = k.slots.len().saturating_sub(LONGEST);
            let signal = special(k.signal);
            let range = k.limits.filter(|_| !Measure::new(cx, kpi).is_trending()).map(|l| (l.lower, l.upper));
            (k.slots[from..].iter().map(|s| Some(s.value)).collect(), range, signal)
        }
        None => (score.points.iter().map(|(_, v)| Some(*v)).collect(), None, None),
    };
    if values.len() < 3 {
        return String::new();
    }
    let f = &cx.format;
    let (first, last) = (values.first().copied().flatten(), values.last().copied().flatten());
    let d = parts::natural_decimals(first.into_iter().chain(last)).min(2);
    let label = f.fill(
        "{id}: {n} values, from {first} to {last}",
        &[
            ("id", &kr.doc.id),
            ("n", &values.len().to_string()),
            ("first", &f.quantity_opt(first, "", d)),
            ("last", &f.quantity_opt(last, "", d)),
        ],
    );
    chart::spark(&SparkSpec { values, range, signal, label })
}

fn remark(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore) -> Option<String> {
    let f = &cx.format;
    let event = match score.status {
        Status::Dropped => kr.doc.dropped.as_deref().map(|e| ("Dropped", e)),
        Status::Paused => kr.doc.paused.as_deref().map(|e| ("Paused", e)),
        _ => None,
    };
    event
        .map(|(word, e)| super::head::event_text(cx, word, e))
        .or_else(|| {
            score
                .due_since
                .filter(|_| score.overdue > 0)
                .map(|d| f.fill("The next value is due since {date}", &[("date", &f.date(d))]))
        })
        .or_else(|| kr.doc.text_target.clone())
        .or_else(|| score.left_out.map(|why| f.fill("Not in the score: {why}", &[("why", &reasons::left_out(f, why))])))
}

/// Each milestone's status at the as-of date, and the day it was done.
fn milestone_states(cx: &PresentCx<'_>, kr: &KeyResult) -> Vec<(Status, Option<Date>)> {
    let KrKindDoc::Milestones(list) = &kr.doc.kind else { return Vec::new() };
    let as_of = cx.scores.as_of;
    let said = |i: usize| kr.values.iter().find(|v| v.value == Reported::MilestoneDone(i) && v.date <= as_of);
    let state = |(i, m): (usize, &Milestone)| {
        let done_on = match m.done {
            Some(Done::On(d)) => Some(d).filter(|d| *d <= as_of),
            _ => said(i).map(|v| v.date),
        };
        let status = match m.due {
            _ if done_on.is_some() || m.done == Some(Done::Yes) => Status::Done,
            Some(due) if due < as_of => Status::Late,
            _ => Status::Planned,
        };
        (status, done_on)
    };
    list.iter().enumerate().map(state).collect()
}

fn milestones(cx: &PresentCx<'_>, kr: &KeyResult) -> Vec<MilestoneRow> {
    let KrKindDoc::Milestones(list) = &kr.doc.kind else { return Vec::new() };
    let f = &cx.format;
    let row = |(m, (status, done_on)): (&Milestone, (Status, Option<Date>))| {
        let due = m.due.map(|d| f.fill("due {date}", &[("date", &f.day(d))]));
        let done = done_on.map(|d| f.fill("done {date}", &[("date", &f.day(d))]));
        let when: Vec<String> = due.into_iter().chain(done).collect();
        MilestoneRow { title: m.title.clone(), status: StatusView::new(f, status, None), when: f.list(&when) }
    };
    list.iter().zip(milestone_states(cx, kr)).map(row).collect()
}

fn part_row(cx: &PresentCx<'_>, part: &KeyResult, score: &KrScore) -> PartRow {
    let f = &cx.format;
    let numbers = KrNumbers::of(cx, part, score);
    let (now, _) = now(cx, part, score, &numbers);
    let (from, to) = ends(f, part, score, &numbers);
    let target = if from.is_empty() { to } else { f.fill("{from} → {to}", &[("from", &from), ("to", &to)]) };
    PartRow {
        title: if part.doc.title.is_empty() { part.doc.id.clone() } else { part.doc.title.clone() },
        now: format!("{now} {}", numbers.unit).trim_end().to_owned(),
        target,
        score: f.score(score.score),
        status: StatusView::new(f, score.status, score.hollow_since),
    }
}

/// The sentence over the table: how many are fine, how many changes are real.
pub(super) fn note(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<String> {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let scores = &cx.scores.objective(ix).key_results;
    if scores.len() < 2 {
        return None;
    }
    let good = scores.iter().filter(|k| k.status.band() == Band::Good).count();
    let judged = scores.iter().filter(|k| matches!(k.status.band(), Band::Good | Band::Middle | Band::Bad)).count();
    let ended = cx.scores.objective(ix).ended;
    let read = objective.key_results.iter().filter_map(|k| k.kpi).filter(|_| !ended);
    let signals: Vec<Signal> = read.map(|k| cx.scores.kpi(k).signal).collect();
    let tested = signals.iter().filter(|s| **s != Signal::NotAssessed).count();
    let real = signals.iter().filter(|s| matches!(s, Signal::Better | Signal::Worse | Signal::Unusual)).count();
    let pattern = if ended { "Reached: {good} of {n}." } else { "As they should be: {good} of {n}." };
    let mut text = f.fill(pattern, &[("good", &good.to_string()), ("n", &judged.to_string())]);
    if tested > 0 {
        text.push(' ');
        text.push_str(&f.fill(
            "Real changes rather than ordinary ups and downs: {real} of the {tested} that can be tested.",
            &[("tested", &tested.to_string()), ("real", &real.to_string())],
        ));
    }
    Some(text)
}
