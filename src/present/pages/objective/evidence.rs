//! What the data shows: a chart for every key result that has a series, with its notes beside.

use super::TEMPLATE;
use super::ahead::{self, Ahead};
use super::beside::{self, Beside};
use crate::chart;
use crate::chart::spec::{Besides, Dot, LineSpec, LineWords, Mark, Size};
use crate::compute::reason::Read;
use crate::compute::scores::{KrScore, Signal, SlotValue};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Date, Period};
use crate::parse::doc::{Aggregate, KrKindDoc, Measure as Which};
use crate::present::PresentCx;
use crate::present::frame::Link;
use crate::present::measures::{self, Measure, line_words};
use crate::present::parts::{self, Figure, KrNumbers};
use crate::present::titles::{self, Reach};
use crate::present::{paths, reasons};
use crate::resolve::model::{KeyResult, KrIx, ObjectiveIx};
use serde::Serialize;

/// Slots drawn before the period (`design.md` §6).
const BEFORE: usize = 26;

#[derive(Serialize)]
pub(super) struct Evidence {
    figure: Figure,
    notes: Vec<(u32, String)>,
    /// "What this means": whether today's process reaches the target.
    outlook: Option<(&'static str, String)>,
    meaning: Option<String>,
    /// How far it has come beside the plan, where it will likely be.
    pace: Option<String>,
    likely: Vec<String>,
    definition: Option<Definition>,
    beside: Vec<Beside>,
}

#[derive(Serialize)]
struct Definition {
    text: String,
    link: Link,
}

/// Charts of key results: the first one or two that read a KPI wide with notes beside, the others half as wide and, where
/// that can be, even in number, for they stand in two columns. Only those that are shown are drawn.
pub(super) fn charts(cx: &PresentCx<'_>, ix: ObjectiveIx, shown: [bool; 2]) -> (Vec<Evidence>, Vec<Evidence>) {
    if shown == [false, false] {
        return (Vec::new(), Vec::new());
    }
    let key_results = cx.model.objective(ix).key_results.iter().enumerate();
    let drawn: Vec<(KrIx, &KeyResult)> =
        key_results.map(|(i, kr)| (KrIx(ix, i as u32), kr)).filter(|(ix, kr)| has_chart(cx, *ix, kr)).collect();
    let most_wide = 2 - drawn.len() % 2;
    let mut wide = Vec::new();
    let mut half = Vec::new();
    for (kr_ix, kr) in drawn {
        if kr.kpi.is_some() && wide.len() < most_wide {
            wide.extend(on_kpi(cx, kr_ix, kr, Size::Main));
        } else if shown[1] {
            half.extend(if kr.kpi.is_some() {
                on_kpi(cx, kr_ix, kr, Size::Half)
            } else {
                Some(on_check_ins(cx, kr_ix, kr))
            });
        }
    }
    (wide, half)
}

/// There are values enough to draw, and they may be shown.
fn has_chart(cx: &PresentCx<'_>, ix: KrIx, kr: &KeyResult) -> bool {
    let counted = !matches!(kr.doc.kind, KrKindDoc::Milestones(_) | KrKindDoc::YesNo { .. } | KrKindDoc::Parts(_));
    let enough = match kr.kpi {
        Some(kpi) => cx.scores.kpi(kpi).slots.len() >= 3,
        None => counted && cx.scores.key_result(ix).points.len() >= 2,
    };
    enough && !kr.doc.confidential
}

fn on_kpi(cx: &PresentCx<'_>, ix: KrIx, kr: &KeyResult, size: Size) -> Option<Evidence> {
    let f = &cx.format;
    let measure = Measure::new(cx, kr.kpi?);
    let score = cx.scores.key_result(ix);
    let objective = &cx.model.objective(ix.0).doc;
    let id = format!("fig-{}", crate::domain::slug(&kr.doc.id));
    let verdict = titles::key_result_verdict(cx, ix);
    let title = titles::finding(f, &verdict);
    let total = is_total(kr, &measure);
    let mut spec = if total {
        running_total(cx, ix, kr, &measure, &id, &title, size)?
    } else {
        measure.line(&id, &title, shown(cx, objective.period.as_ref(), &measure), size, besides(cx, size))
    };
    if total || !matches!(measure.kpi.doc.aggregate, Some(Aggregate::Sum)) || score.target.is_some() {
        pace(cx, ix, kr, score, &mut spec);
    }
    let ahead = Ahead::new(cx, ix, kr, &measure);
    if let Some(ahead) = &ahead {
        ahead.draw(&measure, total, &mut spec);
    }
    spec.subtitle = format!("{} · {}", kr.doc.id, spec.subtitle);
    if let Some(read) = read_otherwise(cx, ix, &measure).filter(|_| !total) {
        spec.subtitle = format!("{}; {read}", spec.subtitle);
    }
    let notes_beside = spec.notes.len();
    let mut figure = Figure::new(&id, &title, chart::line(&spec));
    sources(cx, &measure, spec.end, &mut figure);
    // A process that has just changed is not described by its old range.
    let steady = !total && !verdict.ended && measure.score.signal == Signal::None;
    let outlook = if steady { outlook(cx, verdict.reach) } else { None };
    let meaning = matches!(outlook, Some(("miss", _))).then(|| {
        f.word("The last moves have the size of an ordinary one. Chasing single values will not reach the target; the process itself has to change.")
    });
    let notes = std::mem::take(&mut figure.notes);
    let notes = if notes.is_empty() && notes_beside > 0 { numbered(&spec) } else { notes };
    let what = measure.kpi.doc.what.clone();
    Some(Evidence {
        figure,
        notes,
        outlook,
        meaning,
        pace: ahead.as_ref().and_then(|_| ahead::pace(cx, ix)),
        likely: ahead.map(|ahead| ahead.sentences(&measure)).unwrap_or_default(),
        definition: what.map(|text| Definition { text, link: parts::kpi_link(cx, measure.ix) }),
        beside: beside::beside(&measure),
    })
}

/// What the theme shows beside the drawings.
fn besides(cx: &PresentCx<'_>, size: Size) -> Besides {
    let list = if size == Size::Half { "half_charts" } else { "main_charts" };
    let shows = |part: &str| cx.shows(TEMPLATE, &format!("{list}.figure.{part}"));
    Besides { narrow: shows("narrow"), description: shows("description"), table: shows("body"), dots: cx.dots() }
}

/// What the key result reads, where that is not the chart's last value: "the key result reads last 4: 29.6".
fn read_otherwise(cx: &PresentCx<'_>, ix: KrIx, measure: &Measure<'_>) -> Option<String> {
    let score = cx.scores.key_result(ix);
    let value = score.value?;
    let numbers = KrNumbers::new(cx, ix);
    let shown = |v: f64| numbers.number(&cx.format, v);
    let same = measure.score.latest().is_some_and(|l| shown(l.value) == shown(value));
    (!same && score.read != Read::Latest).then(|| {
        cx.format.fill(
            "the key result reads {which}: {value}",
            &[("which", &reasons::read(&cx.format, score.read)), ("value", &shown(value))],
        )
    })
}

/// Whether today's process reaches the target: icon and words.
fn outlook(cx: &PresentCx<'_>, reach: Reach) -> Option<(&'static str, String)> {
    let (icon, words) = match reach {
        Reach::Inside => ("open", "Hit or miss"),
        Reach::Beyond => ("miss", "Not with today’s process"),
        Reach::Safe => ("hit", "Meets the target with today’s process"),
        Reach::Unknown => return None,
    };
    Some((icon, cx.format.word(words)))
}

fn numbered(spec: &LineSpec) -> Vec<(u32, String)> {
    spec.notes.iter().enumerate().map(|(i, n)| (i as u32 + 1, n.text.clone())).collect()
}

/// The key result counts the period's total, so that its chart adds up rather than showing single slots.
fn is_total(kr: &KeyResult, measure: &Measure<'_>) -> bool {
    measure.kpi.doc.aggregate == Some(Aggregate::Sum)
        && matches!(kr.doc.measure, None | Some(Which::Period))
        && matches!(kr.doc.kind, KrKindDoc::Metric | KrKindDoc::Budget(_))
}

/// The period's slots and half a year before; of a daily series a quarter.
fn shown<'a>(cx: &PresentCx<'_>, period: Option<&Period>, measure: &Measure<'a>) -> &'a [SlotValue] {
    let until = period.map_or(cx.scores.as_of, |p| p.end.min(cx.scores.as_of));
    let ended = |day: Date| measure.score.slots.partition_point(|s| s.slot.end <= day);
    let inside = period.map_or(0, |p| ended(p.end).saturating_sub(ended(add_days(p.start, -1))));
    match measure.kpi.doc.cadence {
        Some(Cadence::Day | Cadence::Workday) => measure.slots_until(until, inside.clamp(BEFORE * 3, 130)),
        _ => measure.slots_until(until, inside + BEFORE),
    }
}

/// The period's slots, added up, as steps from zero.
fn running_total(
    cx: &PresentCx<'_>,
    ix: KrIx,
    kr: &KeyResult,
    measure: &Measure<'_>,
    id: &str,
    title: &str,
    size: Size,
) -> Option<LineSpec> {
    let f = &cx.format;
    let period = cx.model.objective(ix.0).doc.period.as_ref()?;
    let mut sum = 0.0;
    let mut points = Vec::new();
    for slot in measure.score.slots.iter().filter(|s| s.slot.start >= period.start && s.slot.end <= period.end) {
        sum += slot.value;
        points.push((slot.slot.end, sum));
    }
    let numbers = KrNumbers::new(cx, ix);
    let subtitle =
        f.fill("{name}, {unit}, added up over the period", &[("name", measure.name()), ("unit", &numbers.unit)]);
    Some(points_line(cx, ix, kr, &numbers, &points, id, title, &subtitle, size))
}

fn on_check_ins(cx: &PresentCx<'_>, ix: KrIx, kr: &KeyResult) -> Evidence {
    let f = &cx.format;
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let id = format!("fig-{}", crate::domain::slug(&kr.doc.id));
    let title = count_title(cx, ix, kr, &numbers);
    let subtitle = if numbers.unit.is_empty() {
        f.word("Values of the check-ins")
    } else {
        f.list(&[&numbers.unit, &f.word("values of the check-ins")])
    };
    let mut spec = points_line(cx, ix, kr, &numbers, &score.points, &id, &title, &subtitle, Size::Half);
    pace(cx, ix, kr, score, &mut spec);
    spec.subtitle = format!("{} · {}", kr.doc.id, spec.subtitle);
    let mut figure = Figure::new(&id, &title, chart::line(&spec));
    figure.sources.push(f.fill("Source: {name}", &[("name", &f.word("check-ins"))]));
    figure.sources.extend(score.value_date.map(|d| format!("{} {}", f.word("Data through"), f.date(d))));
    Evidence {
        figure,
        notes: Vec::new(),
        outlook: None,
        meaning: None,
        pace: None,
        likely: Vec::new(),
        definition: None,
        beside: Vec::new(),
    }
}

/// "498 of 600 lockers, 7 behind plan", or where the value stands.
fn count_title(cx: &PresentCx<'_>, ix: KrIx, kr: &KeyResult, numbers: &KrNumbers) -> String {
    let f = &cx.format;
    let s = cx.scores.key_result(ix);
    let (Some(v), Some(t), Some(b), Some(e)) = (s.value, s.target, s.baseline, s.expected) else {
        return titles::finding(f, &titles::key_result_verdict(cx, ix));
    };
    let planned = b + e * (t - b);
    let gap = if t >= b { v - planned } else { planned - v };
    let smallest = 0.5 / 10f64.powi(i32::from(numbers.decimals));
    let pattern = match gap {
        g if g.abs() < smallest => "{now} of {target} {unit}, on plan",
        g if g > 0.0 => "{now} of {target} {unit}, {gap} ahead of plan",
        _ => "{now} of {target} {unit}, {gap} behind plan",
    };
    let pattern = if t >= b {
        pattern.to_owned()
    } else {
        pattern.replace("{now} of {target} {unit}", "{now} {unit} on the way to {target}")
    };
    let text = f.fill(
        &pattern,
        &[
            ("now", &numbers.number(f, v)),
            ("target", &numbers.number(f, t)),
            ("unit", &numbers.unit),
            ("gap", &numbers.number(f, gap.abs())),
        ],
    );
    let named = format!("{}: {text}", titles::shorten(&kr.doc.title, 6));
    let text = text.replace(" ,", ",");
    if numbers.unit.is_empty() {
        titles::shorten(&named.replace(" ,", ","), titles::LONGEST)
    } else {
        titles::shorten(&text, titles::LONGEST)
    }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one drawing, each of its own type")]
fn points_line(
    cx: &PresentCx<'_>,
    ix: KrIx,
    kr: &KeyResult,
    numbers: &KrNumbers,
    points: &[(Date, f64)],
    id: &str,
    title: &str,
    subtitle: &str,
    size: Size,
) -> LineSpec {
    let f = &cx.format;
    let period = cx.model.objective(ix.0).doc.period.as_ref();
    let first = points.first().map_or(cx.scores.as_of, |p| p.0);
    let start = period.map_or(first, |p| p.start.min(first));
    let end = period.map_or(cx.scores.as_of, |p| p.end.max(points.last().map_or(p.end, |p| p.0)));
    let title_of_value = if numbers.unit.is_empty() { kr.doc.title.clone() } else { numbers.unit.clone() };
    LineSpec {
        id: id.to_owned(),
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        value_name: title_of_value,
        unit: numbers.unit.clone(),
        style: f.style(numbers.decimals),
        dots: points
            .iter()
            .map(|(date, v)| Dot {
                date: *date,
                label: f.date(*date),
                value: Some(*v),
                provisional: false,
                signal: None,
            })
            .collect(),
        start,
        end,
        periods: measures::axis_periods(cx, start, end),
        months: f.months(),
        target: None,
        baseline: None,
        pace: Vec::new(),
        target_steps: Vec::new(),
        range: None,
        middle: None,
        range_since: None,
        trial: false,
        earlier: Vec::new(),
        fan: Vec::new(),
        moves: None,
        notes: Vec::new(),
        stopped: None,
        steps: true,
        words: if cx.scores.objective(ix.0).ended {
            LineWords { now: f.word("At the end"), ..line_words(f) }
        } else {
            line_words(f)
        },
        size,
        csv: None,
        from_zero: false,
        besides: besides(cx, size),
    }
}

/// Target, baseline and the way from one to the other, over the days of the period.
fn pace(cx: &PresentCx<'_>, ix: KrIx, kr: &KeyResult, score: &KrScore, spec: &mut LineSpec) {
    let f = &cx.format;
    let period = cx.model.objective(ix.0).doc.period.as_ref();
    let (Some(start), Some(end)) = (kr.doc.start.or(period.map(|p| p.start)), kr.doc.due.or(period.map(|p| p.end)))
    else {
        return;
    };
    spec.end = spec.end.max(end);
    // Steps of the KPI's own targets would hide the key result's.
    spec.target_steps.clear();
    let bound = match kr.doc.kind {
        KrKindDoc::AtLeast(b) | KrKindDoc::AtMost(b) | KrKindDoc::Budget(b) => Some(b),
        _ => None,
    };
    spec.target = score.target.or(bound).map(|value| Mark { date: end, value, label: f.word("Target") });
    spec.baseline = score.baseline.map(|value| Mark { date: start, value, label: f.word("Baseline") });
    if let (Some(b), Some(t), KrKindDoc::Metric) = (score.baseline, score.target, &kr.doc.kind) {
        spec.pace = vec![(start, b)];
        spec.pace.extend(kr.doc.plan.iter().filter(|(d, _)| *d > start && *d < end));
        spec.pace.push((end, t));
    }
    spec.periods = measures::axis_periods(cx, spec.start, spec.end);
}

/// Where the values come from and how far those drawn go.
fn sources(cx: &PresentCx<'_>, measure: &Measure<'_>, end: Date, figure: &mut Figure) {
    let f = &cx.format;
    if let Some(file) = measure.kpi.series.file {
        figure.sources.push(f.fill("Source: {name}", &[("name", cx.sources.file(file).name())]));
    }
    if let Some(latest) = measure.slots_until(end, 1).first() {
        let overdue = if measure.score.overdue > 0 && measure.score.latest() == Some(latest) {
            f.word("overdue")
        } else {
            f.word("complete")
        };
        figure.sources.push(format!("{} {}, {overdue}", f.word("Data through"), f.date(latest.slot.end)));
    }
    if !cx.model.settings.left_out.kpi_pages {
        figure.links.push(Link::new(paths::kpi(cx.model, measure.ix), f.word("KPI page")));
    }
}
