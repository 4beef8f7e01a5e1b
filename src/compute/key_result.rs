//! One key result with everything that is said of it (`domain.md` §3).

use super::definition::Definitions;
use super::frame::{Frame, happened};
use super::numbers::{Numbers, Subject};
use super::pace::Span;
use super::policy::grade;
use super::progress::limited;
use super::reason::{LeftOut, Read};
use super::scores::{KpiScore, KrKind, KrScore};
use super::source::{Source, When, typed_interval};
use super::verdict::{Outer, Verdict, judge};
use crate::base::{Diagnostic, Place, Sink, codes};
use crate::domain::{Date, Status, key};
use crate::parse::doc::{Baseline, Closing, KeyResultDoc, KrKindDoc, Measure, Milestone, Target};
use crate::resolve::model::{KeyResult, Model, Reported};
use std::sync::Arc;

/// What the computation of goals reads. A KPI that a goal's numbers come from stands in `kpis_of` of this layer.
#[derive(Clone, Copy, Debug)]
pub struct Cx<'a> {
    pub model: &'a Model,
    pub kpis: &'a [Arc<KpiScore>],
    /// Whether the weeks of goals are wanted.
    pub weeks: bool,
}

/// A key result through its definitions.
#[derive(Debug)]
pub struct Track<'a> {
    pub kr: &'a KeyResult,
    /// From when on each definition holds, oldest first.
    versions: Vec<(Option<Date>, Subject<'a>)>,
    original: Option<Subject<'a>>,
}

impl<'a> Track<'a> {
    /// Resolves every definition of a key result.
    pub fn new(cx: &Cx<'a>, kr: &'a KeyResult, definitions: &'a Definitions<'a>, frame: &'a Frame) -> Self {
        Self {
            kr,
            versions: definitions.versions().map(|(from, doc)| (from, subject(cx, kr, doc, frame))).collect(),
            original: definitions.original().map(|doc| subject(cx, kr, doc, frame)),
        }
    }

    /// The definition in force on a day.
    pub fn at(&self, day: Date) -> Option<&Subject<'a>> {
        let holds = |(from, _): &&(Option<Date>, Subject<'a>)| from.is_none_or(|d| d <= day);
        self.versions.iter().rev().find(holds).map(|(_, subject)| subject)
    }

    /// The definition before anybody moved it, if somebody did.
    pub fn original(&self) -> Option<&Subject<'a>> {
        self.original.as_ref()
    }
}

fn subject<'a>(cx: &Cx<'a>, kr: &'a KeyResult, doc: &'a KeyResultDoc, frame: &'a Frame) -> Subject<'a> {
    let calendar = cx.model.settings.calendar;
    let kpi = kr.kpi.map(|ix| (cx.model.kpi(ix), &*cx.kpis[ix.0 as usize]));
    let source = match kpi {
        Some((kpi, score)) => Source::kpi(kpi, score, calendar),
        None => Source::CheckIns { values: &kr.values, interval: typed_interval(frame.period), calendar },
    };
    let unit = kr.doc.unit.as_deref().or(kpi.map(|(kpi, _)| kpi.doc.unit.as_str()));
    let in_percent = unit.is_some_and(|unit| unit.trim_start().starts_with('%'));
    let mut whole = Subject::new(kr, doc, frame, source, in_percent);
    whole.parts = kr.parts.iter().map(|part| subject(cx, part, &part.doc, frame)).collect();
    whole
}

/// Whether the children that support it are all the measure it has (`domain.md` §3, roll-up modes).
pub fn is_fed(kr: &KeyResult) -> bool {
    let doc = &kr.doc;
    let no_number = match doc.kind {
        KrKindDoc::Text => true,
        KrKindDoc::Metric => doc.target.is_none() && doc.baseline.is_none(),
        _ => false,
    };
    no_number && kr.kpi.is_none() && kr.values.is_empty() && doc.value.is_none()
}

/// Whether the key result is a guardrail, which has no pace.
pub fn is_guardrail(doc: &KeyResultDoc) -> bool {
    matches!(doc.kind, KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..))
}

/// A guardrail without a stated weight caps its objective and is not in its mean.
pub fn only_caps(doc: &KeyResultDoc) -> bool {
    is_guardrail(doc) && doc.weight.is_none()
}

/// Why a key result is not counted on a day ("k of n graded" leaves it out of n), if it is not.
pub fn left_out(subject: &Subject<'_>, when: &When) -> Option<LeftOut> {
    let doc = subject.doc;
    if doc.stretch {
        return Some(LeftOut::Stretch);
    }
    if happened(doc.dropped.as_deref(), when.day).is_some() {
        return Some(LeftOut::Dropped);
    }
    if happened(doc.paused.as_deref(), when.day).is_some() {
        return Some(LeftOut::Paused);
    }
    if subject.span.is_some_and(|s| s.start > when.day) {
        return Some(LeftOut::NotStarted);
    }
    match doc.kind {
        KrKindDoc::FindBaseline { .. } => Some(LeftOut::FindsBaseline),
        // Nothing of it was due: an open yes/no that falls due after the period does not lower the grade.
        KrKindDoc::YesNo { .. } if when.ended && due_later(subject) => {
            let done = subject.numbers(when).score.is_some_and(|s| s > 0.0);
            if done { None } else { Some(LeftOut::DueLater) }
        }
        _ => None,
    }
}

/// Whether the key result falls due after its objective's period: it is not closed with it.
pub fn due_later(subject: &Subject<'_>) -> bool {
    subject.doc.due.zip(subject.frame.period).is_some_and(|(due, period)| due > period.end)
}

/// The recorded grade that is visible: the closing section's, else `grade:`.
fn recorded(doc: &KeyResultDoc, closing: Option<&Closing>, frame: &Frame) -> Option<(f64, String)> {
    let at_close = closing.and_then(|c| Some((c.date, c.grades.iter().find(|(id, ..)| key(id) == key(&doc.id))?)));
    let grade = match at_close {
        Some((Some(date), (_, grade, _))) => Some(grade).filter(|_| date <= frame.as_of),
        Some((None, (_, grade, _))) => Some(grade).filter(|_| frame.closed.is_some()),
        None => doc.grade.as_deref(),
    };
    let grade = grade.filter(|g| g.value.is_finite())?;
    Some((limited(grade.value), grade.why.clone().unwrap_or_default()))
}

/// Everything the pages say of one key result. `fed` replaces its numbers where its children are its measure.
pub fn describe(track: &Track<'_>, outer: &Outer<'_>, fed: Option<Numbers>, sink: &mut Sink) -> KrScore {
    let when = outer.when;
    let Some(subject) = track.at(when.day) else { return blank(KrKind::Text) };
    let numbers = fed.unwrap_or_else(|| subject.numbers(&when));
    let recorded = recorded(subject.doc, outer.closing, subject.frame);
    check_path(subject, outer, sink);
    let settle = |score: f64| if when.ended { grade(score) } else { score };
    let computed = numbers.score.map(settle);
    let score = recorded.as_ref().map(|(value, _)| settle(*value)).or(computed);
    let parts = parts_of(subject, outer, sink);
    let Verdict { status, hollow_since, reason } = judge(subject, outer, &numbers, score, recorded.is_some(), &parts);
    let dropped = happened(subject.doc.dropped.as_deref(), when.day).is_some();
    let first = track.original().map(|s| s.numbers(&when)).or(dropped.then_some(numbers));
    KrScore {
        progress: numbers.progress,
        expected: numbers.expected,
        score,
        status,
        hollow_since,
        reason,
        baseline: subject.baseline,
        baseline_from: subject.doc.baseline.clone().filter(|b| !matches!(b, Baseline::Number(_))).map(Box::new),
        target: target_of(subject),
        bounds: bounds_of(subject.doc),
        value: numbers.value,
        value_date: numbers.value_date,
        before_period: numbers.before_period,
        read: which_value(subject, &numbers),
        points: points(subject, &when),
        inside: numbers.inside,
        used: numbers.used,
        parts,
        computed: recorded.as_ref().and(computed),
        recorded: recorded.map(Box::new),
        original: first.and_then(|n| n.score).map(settle),
        left_out: left_out(subject, &when),
        overdue: numbers.age.overdue,
        due_since: numbers.age.due.filter(|_| numbers.age.overdue > 0),
        kind: kind_of(&subject.doc.kind),
        guard: None,
    }
}

/// A target that turns out to be the baseline, where the baseline was read from the series.
fn check_path(subject: &Subject<'_>, outer: &Outer<'_>, sink: &mut Sink) {
    let doc = subject.doc;
    let read = !matches!(doc.baseline, Some(Baseline::Number(_)) | None);
    if !matches!(doc.kind, KrKindDoc::Metric) || !read || !matches!(doc.target, Some(Target::Number(_))) {
        return;
    }
    if subject.path_start() == subject.target {
        let place = Place::Value(format!("{}.target", doc.path));
        let value = subject.target.map(super::words::plain).unwrap_or_default();
        sink.push(
            Diagnostic::new(
                codes::TARGET_IS_BASELINE,
                outer.file,
                place,
                format!("{} starts where it should end: baseline and target are both {value}", doc.id),
            )
            .help("Write `at_least:` or `at_most:` if the value should only stay there, or another target"),
        );
    }
}

fn parts_of(subject: &Subject<'_>, outer: &Outer<'_>, sink: &mut Sink) -> Vec<KrScore> {
    if let KrKindDoc::Milestones(milestones) = &subject.doc.kind {
        return milestones.iter().enumerate().map(|(i, m)| milestone(subject, outer, i, m)).collect();
    }
    let describe_part = |part: &Subject<'_>| {
        let track = Track { kr: part.kr, versions: vec![(None, part.clone())], original: None };
        describe(&track, &Outer { closing: None, ..outer.clone() }, None, sink)
    };
    subject.parts.iter().map(describe_part).collect()
}

fn milestone(subject: &Subject<'_>, outer: &Outer<'_>, index: usize, milestone: &Milestone) -> KrScore {
    let when = outer.when;
    let done = subject.milestone_done(index, milestone, &when);
    let due = milestone.due.or(subject.span.map(|s| s.end));
    let late = due.is_some_and(|d| d <= when.day);
    let score = Some(f64::from(u8::from(done.is_some())));
    KrScore {
        progress: score,
        score,
        expected: due.map(|_| f64::from(u8::from(late))),
        status: match (done, late) {
            (Some(_), _) => Status::Done,
            (None, true) => Status::Late,
            (None, false) => Status::Planned,
        },
        value_date: done.flatten(),
        ..blank(KrKind::YesNo)
    }
}

fn blank(kind: KrKind) -> KrScore {
    KrScore {
        kind,
        progress: None,
        expected: None,
        score: None,
        status: Status::NoData,
        hollow_since: None,
        reason: Vec::new(),
        baseline: None,
        baseline_from: None,
        target: None,
        bounds: None,
        value: None,
        value_date: None,
        before_period: false,
        read: Read::Nothing,
        points: Vec::new(),
        inside: None,
        used: None,
        parts: Vec::new(),
        recorded: None,
        computed: None,
        original: None,
        left_out: None,
        overdue: 0,
        due_since: None,
        guard: None,
    }
}

fn kind_of(kind: &KrKindDoc) -> KrKind {
    match kind {
        KrKindDoc::Metric => KrKind::Metric,
        KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..) => KrKind::Guardrail,
        KrKindDoc::Budget(_) => KrKind::Budget,
        KrKindDoc::Milestones(_) => KrKind::Milestones,
        KrKindDoc::YesNo { .. } => KrKind::YesNo,
        KrKindDoc::Levels { .. } => KrKind::Ordinal,
        KrKindDoc::Each { .. } => KrKind::Each,
        KrKindDoc::FindBaseline { .. } => KrKind::FindBaseline,
        KrKindDoc::Parts(_) => KrKind::Parts,
        KrKindDoc::Text => KrKind::Text,
    }
}

fn target_of(subject: &Subject<'_>) -> Option<f64> {
    match &subject.doc.kind {
        KrKindDoc::Budget(ceiling) => Some(*ceiling),
        KrKindDoc::Each { at_least, .. } => Some(*at_least),
        KrKindDoc::Levels { target: crate::parse::doc::Level::Number(n), .. } => Some(*n),
        _ => subject.target,
    }
}

fn bounds_of(doc: &KeyResultDoc) -> Option<(Option<f64>, Option<f64>)> {
    match doc.kind {
        KrKindDoc::AtLeast(lower) => Some((Some(lower), None)),
        KrKindDoc::AtMost(upper) => Some((None, Some(upper))),
        KrKindDoc::Between(lower, upper) => Some((Some(lower), Some(upper))),
        _ => None,
    }
}

/// Which value is printed. Guardrails, budgets and repeated ones look at every slot and show the newest.
fn which_value(subject: &Subject<'_>, numbers: &Numbers) -> Read {
    match (&subject.doc.kind, &subject.source) {
        (KrKindDoc::Milestones(_) | KrKindDoc::YesNo { .. } | KrKindDoc::Parts(_) | KrKindDoc::Text, _) => {
            Read::Nothing
        }
        (_, Source::CheckIns { .. }) if numbers.value_date.is_none() && numbers.value.is_some() => Read::AsWritten,
        (_, Source::CheckIns { .. }) => Read::CheckIn,
        (KrKindDoc::Budget(_), Source::Kpi(_)) => Read::Period,
        (KrKindDoc::Metric | KrKindDoc::Levels { .. }, Source::Kpi(_)) => match subject.measure {
            Measure::Latest => Read::Latest,
            Measure::Period => Read::Period,
            Measure::Last(n) => Read::Last(n),
        },
        (_, Source::Kpi(_)) => Read::Latest,
    }
}

/// The dated values of the period's check-ins, and the one before it.
fn points(subject: &Subject<'_>, when: &When) -> Vec<(Date, f64)> {
    if let Source::Kpi(_) = subject.source {
        return Vec::new();
    }
    let span = subject.observed(when);
    let first = span.and_then(|s| subject.source.before(s.start, when));
    let mut out: Vec<(Date, f64)> = first.into_iter().collect();
    let everything = Span { start: Date::MIN, end: when.day };
    if let KrKindDoc::Each { cadence, .. } = subject.doc.kind {
        let slots = subject.source.slots_of(cadence, span.unwrap_or(everything), when);
        return slots.into_iter().map(|(slot, value)| (slot.end, value)).collect();
    }
    subject.source.each(span.unwrap_or(everything), when, |_, end, value| out.push((end, value)));
    out
}

/// The day of the newest thing anybody reported on the key result.
pub fn newest_report(kr: &KeyResult, day: Date) -> Option<Date> {
    let visible = kr.values.iter().filter(|v| v.date <= day);
    visible.map(|v| v.date).max()
}

/// Whether anybody ever reported anything on it by the day, or its kind needs no report.
pub fn was_measured(track: &Track<'_>, score: &KrScore, day: Date) -> bool {
    score.score.is_some()
        || (score.value.is_some() && !score.before_period)
        || track.kr.values.iter().any(|v| v.date <= day && !matches!(v.value, Reported::Number(_)))
}

/// Whether a target was written but is not a number yet.
pub fn target_unknown(doc: &KeyResultDoc) -> bool {
    matches!(doc.target, Some(Target::Unknown))
}
