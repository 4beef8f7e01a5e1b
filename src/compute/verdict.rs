//! The word for a key result, and why (`domain.md` §4: the order of precedence).

use super::frame::{Frame, happened};
use super::key_result::{due_later, is_guardrail, target_unknown};
use super::numbers::{Numbers, Subject};
use super::pace::elapsed;
use super::policy::{band, closed_band, closed_word, good_from, open_word, reaches, worse};
use super::reason::{Clause, Fact, Halt, Judgement, Missing, Reason};
use super::scores::KrScore;
use super::source::When;
use crate::base::FileId;
use crate::domain::{Band, Date, Status};
use crate::parse::doc::{Closing, KrKindDoc};
use crate::resolve::settings::Policy;

/// What a key result inherits from its objective.
#[derive(Clone, Debug)]
pub struct Outer<'a> {
    pub file: FileId,
    pub when: When,
    pub policy: Policy,
    pub closing: Option<&'a Closing>,
    /// Dropped, paused, draft or not started as a whole, and why.
    pub halted: Option<(Status, Clause)>,
}

/// A word with its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub status: Status,
    /// The date the word speaks of, where one value is overdue.
    pub hollow_since: Option<Date>,
    pub reason: Reason,
}

impl Verdict {
    /// A word about today.
    pub fn plain(status: Status, clause: impl Into<Clause>) -> Self {
        Self { status, hollow_since: None, reason: vec![clause.into()] }
    }
}

/// Dropped → paused → draft → not started → closed words → no data → stale → too early → policy.
pub fn judge(
    subject: &Subject<'_>,
    outer: &Outer<'_>,
    numbers: &Numbers,
    score: Option<f64>,
    is_recorded: bool,
    parts: &[KrScore],
) -> Verdict {
    if let Some(verdict) = halted(subject, outer) {
        return verdict;
    }
    if matches!(subject.doc.kind, KrKindDoc::FindBaseline { .. }) {
        return match numbers.value {
            Some(value) => Verdict::plain(Status::Found, Fact::Found(value)),
            None => Verdict::plain(Status::NotYetFound, Missing::Measurement),
        };
    }
    if outer.when.ended && !due_later(subject) {
        return closed(subject, numbers, score, parts);
    }
    if let Some(verdict) = done_or_due(subject, numbers) {
        return verdict;
    }
    let Some(score) = score else { return Verdict::plain(Status::NoData, why_no_number(subject, numbers)) };
    if numbers.age.overdue > 1 && !is_recorded {
        return Verdict::plain(Status::Stale, stale(numbers));
    }
    let mut verdict = open(subject, outer, numbers, if is_recorded { Some(score) } else { None }, parts);
    if numbers.age.overdue == 1 && !is_recorded && verdict.status != Status::TooEarly {
        verdict.hollow_since = numbers.value_date;
        verdict.reason.extend(numbers.age.due.map(|due| Judgement::NextDueSince(due).into()));
    }
    verdict
}

fn halted(subject: &Subject<'_>, outer: &Outer<'_>) -> Option<Verdict> {
    let today = outer.when.day;
    if let Some(event) = happened(subject.doc.dropped.as_deref(), today) {
        return Some(Verdict::plain(Status::Dropped, Halt::from(event)));
    }
    let inherited = outer.halted.as_ref().map(|(status, why)| Verdict::plain(*status, why.clone()));
    if inherited.as_ref().is_some_and(|v| v.status == Status::Dropped) {
        return inherited;
    }
    if let Some(event) = happened(subject.doc.paused.as_deref(), today) {
        return Some(Verdict::plain(Status::Paused, Halt::from(event)));
    }
    if inherited.is_some() {
        return inherited;
    }
    let start = subject.span.map(|s| s.start).filter(|start| *start > today)?;
    Some(Verdict::plain(Status::NotStarted, Halt::Starts(start)))
}

/// After the close the grade decides. A guardrail that is broken then, and parts that are not all met,
/// are never better than the middle band.
fn closed(subject: &Subject<'_>, numbers: &Numbers, score: Option<f64>, parts: &[KrScore]) -> Verdict {
    let kind = subject.frame.kind;
    let Some(grade) = score else {
        let why = match subject.doc.kind {
            KrKindDoc::Text => Missing::Grade,
            _ => why_no_number(subject, numbers),
        };
        return Verdict::plain(Status::NoData, why);
    };
    let mut band = closed_band(kind, grade);
    let mut reason = Reason::new();
    if is_guardrail(subject.doc) {
        reason = guardrail_reason(subject, numbers);
        if numbers.inside_now == Some(false) {
            band = worse(band, Band::Middle);
        }
    }
    if is_parts(subject) && parts.iter().any(|p| p.score.is_none_or(|s| closed_band(kind, s) != Band::Good)) {
        band = worse(band, Band::Middle);
        reason.push(Judgement::NotAllParts.into());
    }
    reason.push(Judgement::AtTheClose { grade, kind }.into());
    Verdict { status: closed_word(kind, band), hollow_since: None, reason }
}

fn is_parts(subject: &Subject<'_>) -> bool {
    matches!(subject.doc.kind, KrKindDoc::Parts(_))
}

/// What is known without looking at pace: a yes/no, milestones that are all done, a budget that is used up.
fn done_or_due(subject: &Subject<'_>, numbers: &Numbers) -> Option<Verdict> {
    let done = numbers.score.is_some_and(|s| reaches(s, 1.0));
    let due = subject.doc.due.or(subject.span.map(|s| s.end));
    match subject.doc.kind {
        KrKindDoc::YesNo { .. } if done => Some(Verdict::plain(Status::Done, Fact::Done(numbers.value_date))),
        KrKindDoc::YesNo { .. } => {
            let late = numbers.expected.is_some_and(|e| reaches(e, 1.0));
            let (status, fact) =
                if late { (Status::Late, Fact::WasDue(due)) } else { (Status::Planned, Fact::Due(due)) };
            Some(Verdict::plain(status, fact))
        }
        KrKindDoc::Milestones(_) if done => Some(Verdict::plain(Status::Done, Fact::EveryMilestone)),
        KrKindDoc::Budget(ceiling) if numbers.used.is_some_and(|(used, _)| !reaches(ceiling, used)) => {
            let used = numbers.used.map_or(0.0, |(used, _)| used);
            Some(Verdict::plain(Status::OffPace, Fact::Used { used, of: ceiling }))
        }
        _ => None,
    }
}

fn why_no_number(subject: &Subject<'_>, numbers: &Numbers) -> Missing {
    let doc = subject.doc;
    match doc.kind {
        KrKindDoc::Text => Missing::Number,
        KrKindDoc::Parts(_) => Missing::Parts,
        _ if numbers.before_period => Missing::ValueOfPeriod(numbers.value_date),
        _ if numbers.value.is_none() => Missing::Value,
        KrKindDoc::Metric if target_unknown(doc) => Missing::TargetToBeDecided,
        KrKindDoc::Metric if subject.target.is_none() => Missing::Target,
        KrKindDoc::Metric if subject.path_start().is_none() => Missing::Baseline,
        KrKindDoc::Metric => Missing::Way,
        _ => Missing::Known,
    }
}

fn stale(numbers: &Numbers) -> Missing {
    match (numbers.value_date, numbers.age.due) {
        (Some(last), Some(due)) => Missing::ValueSince { last, due },
        _ => Missing::ValueForLong,
    }
}

fn open(
    subject: &Subject<'_>,
    outer: &Outer<'_>,
    numbers: &Numbers,
    recorded: Option<f64>,
    parts: &[KrScore],
) -> Verdict {
    if is_guardrail(subject.doc) {
        return guardrail(subject, numbers);
    }
    let Some(achieved) = recorded.or(numbers.progress) else { return Verdict::plain(Status::NoData, Missing::Known) };
    let guards = is_parts(subject) && subject.parts.iter().all(|p| is_guardrail(p.doc));
    if guards && parts.iter().all(|p| guard_rank(p.status).is_some()) {
        let worst = parts.iter().max_by_key(|p| guard_rank(p.status));
        return Verdict::plain(worst.map_or(Status::NoData, |p| p.status), parts_hold(parts));
    }
    let Some((expected, span)) = numbers.expected.zip(subject.span) else {
        return Verdict::plain(Status::Ongoing, Judgement::WithoutEnd(achieved));
    };
    if Frame::too_early(span, outer.when.day) {
        return Verdict::plain(Status::TooEarly, first_days(span.start, outer.when.day));
    }
    // A share of weeks is judged like any way to the goal: as if every coming week were met.
    let gone = elapsed(span, numbers.value_date.unwrap_or(outer.when.day));
    let mut found = match subject.doc.kind {
        KrKindDoc::Each { .. } => band(&outer.policy, achieved * gone, expected * gone),
        _ => band(&outer.policy, achieved, expected),
    };
    if is_parts(subject) && parts.iter().any(|p| p.status.band() != Band::Good) {
        found = worse(found, Band::Middle);
    }
    let reason = match (&subject.doc.kind, numbers.used, numbers.inside) {
        (_, Some((used, of)), _) => Fact::UsedByNow { used, of }.into(),
        (KrKindDoc::Each { cadence, at_least }, _, Some((hits, of))) => {
            Fact::Slots { hits, of, cadence: *cadence, at_least: *at_least }.into()
        }
        _ => Clause::from(against(&outer.policy, achieved, expected)),
    };
    let status = match (&subject.doc.kind, found) {
        (KrKindDoc::Milestones(_), Band::Bad) => Status::Late,
        (KrKindDoc::Milestones(_), Band::Good) if achieved <= 0.0 && expected <= 0.0 => Status::Planned,
        (_, found) => open_word(found),
    };
    Verdict::plain(status, reason)
}

/// What a score is compared with.
pub fn against(policy: &Policy, score: f64, expected: f64) -> Judgement {
    Judgement::Against { score, expected, good_from: good_from(policy, expected) }
}

/// How many days of the period have begun.
pub fn first_days(since: Date, today: Date) -> Judgement {
    Judgement::TooEarly { day: super::pace::Span { start: since, end: today }.days(), since }
}

fn guard_rank(status: Status) -> Option<u8> {
    match status {
        Status::Holds => Some(0),
        Status::Slipped => Some(1),
        Status::Broken => Some(2),
        _ => None,
    }
}

fn parts_hold(parts: &[KrScore]) -> Fact {
    Fact::PartsHold { holding: parts.iter().filter(|p| p.status == Status::Holds).count(), of: parts.len() }
}

/// Holds: inside now and no more breaches than allowed. Slipped: inside now, more breaches. Broken: outside now.
fn guardrail(subject: &Subject<'_>, numbers: &Numbers) -> Verdict {
    let (hits, seen) = numbers.inside.unwrap_or((0, 0));
    let status = match numbers.inside_now {
        Some(false) => Status::Broken,
        Some(true) if seen - hits > subject.doc.allowed => Status::Slipped,
        Some(true) => Status::Holds,
        None => Status::NoData,
    };
    Verdict { status, hollow_since: None, reason: guardrail_reason(subject, numbers) }
}

fn guardrail_reason(subject: &Subject<'_>, numbers: &Numbers) -> Reason {
    let (hits, of) = numbers.inside.unwrap_or((0, 0));
    let outside = (numbers.inside_now == Some(false)).then_some(Fact::OutsideNow);
    let allowed = Some(subject.doc.allowed).filter(|n| *n > 0).map(Fact::BreachesAllowed);
    outside.into_iter().chain([Fact::Inside { hits, of }]).chain(allowed).map(Clause::from).collect()
}
