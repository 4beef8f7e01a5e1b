//! The word for a key result, and why (`domain.md` §4: the order of precedence).

use super::frame::{Frame, happened};
use super::key_result::{due_later, is_guardrail, target_unknown};
use super::numbers::{Numbers, Subject};
use super::pace::elapsed;
use super::policy::{band, closed_band, closed_thresholds, closed_word, good_from, open_word, reaches, worse};
use super::scores::KrScore;
use super::source::When;
use super::words::{self, count, day, percent, plain, two};
use crate::base::FileId;
use crate::domain::{Band, Date, Status};
use crate::parse::doc::{Closing, GoalKind, KrKindDoc};
use crate::resolve::settings::Policy;

/// What a key result inherits from its objective.
#[derive(Clone, Debug)]
pub struct Outer<'a> {
    pub file: FileId,
    pub when: When,
    pub policy: Policy,
    pub closing: Option<&'a Closing>,
    /// Dropped, paused, draft or not started as a whole, and why.
    pub halted: Option<(Status, String)>,
}

/// A word with its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub status: Status,
    /// The date the word speaks of, where one value is overdue.
    pub hollow_since: Option<Date>,
    pub reason: String,
}

impl Verdict {
    /// A word about today.
    pub fn plain(status: Status, reason: impl Into<String>) -> Self {
        Self { status, hollow_since: None, reason: reason.into() }
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
            Some(value) => Verdict::plain(Status::Found, format!("found: {}", plain(value))),
            None => Verdict::plain(Status::NotYetFound, "not measured yet"),
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
        if let Some(due) = numbers.age.due {
            verdict.reason.push_str(&format!("; the next value is due since {}", day(due)));
        }
    }
    verdict
}

fn halted(subject: &Subject<'_>, outer: &Outer<'_>) -> Option<Verdict> {
    let today = outer.when.day;
    if let Some(event) = happened(subject.doc.dropped.as_deref(), today) {
        return Some(Verdict::plain(Status::Dropped, words::event(event)));
    }
    let inherited = outer.halted.as_ref().map(|(status, why)| Verdict::plain(*status, why.clone()));
    if inherited.as_ref().is_some_and(|v| v.status == Status::Dropped) {
        return inherited;
    }
    if let Some(event) = happened(subject.doc.paused.as_deref(), today) {
        return Some(Verdict::plain(Status::Paused, words::event(event)));
    }
    if inherited.is_some() {
        return inherited;
    }
    let start = subject.span.map(|s| s.start).filter(|start| *start > today)?;
    Some(Verdict::plain(Status::NotStarted, format!("starts on {}", day(start))))
}

/// After the close the grade decides. A guardrail that is broken then, and parts that are not all met,
/// are never better than the middle band.
fn closed(subject: &Subject<'_>, numbers: &Numbers, score: Option<f64>, parts: &[KrScore]) -> Verdict {
    let kind = subject.frame.kind;
    let Some(grade) = score else {
        let why = match subject.doc.kind {
            KrKindDoc::Text => "no grade was recorded".to_owned(),
            _ => why_no_number(subject, numbers),
        };
        return Verdict::plain(Status::NoData, why);
    };
    let mut band = closed_band(kind, grade);
    let mut reason = format!("{} at the close", two(grade));
    if is_guardrail(subject.doc) {
        reason = format!("{}; {reason}", guardrail_reason(subject, numbers));
        if numbers.inside_now == Some(false) {
            band = worse(band, Band::Middle);
        }
    }
    if is_parts(subject) && parts.iter().any(|p| p.score.is_none_or(|s| closed_band(kind, s) != Band::Good)) {
        band = worse(band, Band::Middle);
        reason.push_str("; not all parts are met");
    }
    let from = closed_thresholds(kind).0;
    let good = if kind == GoalKind::Committed { "met" } else { "strong" };
    reason.push_str(&format!(", {good} from {}", two(from)));
    Verdict::plain(closed_word(kind, band), reason)
}

fn is_parts(subject: &Subject<'_>) -> bool {
    matches!(subject.doc.kind, KrKindDoc::Parts(_))
}

/// What is known without looking at pace: a yes/no, milestones that are all done, a budget that is used up.
fn done_or_due(subject: &Subject<'_>, numbers: &Numbers) -> Option<Verdict> {
    let done = numbers.score.is_some_and(|s| reaches(s, 1.0));
    let due = subject.doc.due.or(subject.span.map(|s| s.end));
    match subject.doc.kind {
        KrKindDoc::YesNo { .. } if done => Some(Verdict::plain(
            Status::Done,
            numbers.value_date.map_or("done".to_owned(), |d| format!("done on {}", day(d))),
        )),
        KrKindDoc::YesNo { .. } => {
            let late = numbers.expected.is_some_and(|e| reaches(e, 1.0));
            let status = if late { Status::Late } else { Status::Planned };
            let verb = if late { "was due on" } else { "due on" };
            Some(Verdict::plain(status, due.map_or("no due date".to_owned(), |d| format!("{verb} {}", day(d)))))
        }
        KrKindDoc::Milestones(_) if done => Some(Verdict::plain(Status::Done, "every milestone is done")),
        KrKindDoc::Budget(ceiling) if numbers.used.is_some_and(|(used, _)| !reaches(ceiling, used)) => {
            let used = numbers.used.map_or(0.0, |(used, _)| used);
            Some(Verdict::plain(Status::OffPace, format!("{} used, {} allowed", plain(used), plain(ceiling))))
        }
        _ => None,
    }
}

fn why_no_number(subject: &Subject<'_>, numbers: &Numbers) -> String {
    let doc = subject.doc;
    match doc.kind {
        KrKindDoc::Text => "a text target: a person grades it at the close".to_owned(),
        KrKindDoc::Parts(_) => "too few of its parts have a number".to_owned(),
        _ if numbers.before_period => match numbers.value_date {
            Some(date) => format!("the last value is of {}, before the period", day(date)),
            None => "no value of the period yet".to_owned(),
        },
        _ if numbers.value.is_none() => "no value yet".to_owned(),
        KrKindDoc::Metric if target_unknown(doc) => "the target is to be decided".to_owned(),
        KrKindDoc::Metric if subject.target.is_none() => "the target is not known".to_owned(),
        KrKindDoc::Metric if subject.path_start().is_none() => "the baseline is not known".to_owned(),
        KrKindDoc::Metric => "target and baseline are the same".to_owned(),
        _ => "not known".to_owned(),
    }
}

fn stale(numbers: &Numbers) -> String {
    match (numbers.value_date, numbers.age.due) {
        (Some(date), Some(due)) => format!("no value since {}; the next was due on {}", day(date), day(due)),
        _ => "no value for a long time".to_owned(),
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
    let Some(achieved) = recorded.or(numbers.progress) else { return Verdict::plain(Status::NoData, "not known") };
    let guards = is_parts(subject) && subject.parts.iter().all(|p| is_guardrail(p.doc));
    if guards && parts.iter().all(|p| guard_rank(p.status).is_some()) {
        let worst = parts.iter().max_by_key(|p| guard_rank(p.status));
        return Verdict::plain(worst.map_or(Status::NoData, |p| p.status), parts_reason(parts));
    }
    let Some((expected, span)) = numbers.expected.zip(subject.span) else {
        return Verdict::plain(Status::Ongoing, format!("{} of the way, without an end date", percent(achieved)));
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
        (_, Some((used, allowed)), _) => format!("{} used, {} allowed by now", plain(used), plain(allowed)),
        (KrKindDoc::Each { cadence, at_least }, _, Some((hits, seen))) => {
            format!(
                "{hits} of {} with at least {}",
                count(seen, cadence.name(), &format!("{}s", cadence.name())),
                plain(*at_least)
            )
        }
        _ => against(&outer.policy, achieved, expected),
    };
    let status = match (&subject.doc.kind, found) {
        (KrKindDoc::Milestones(_), Band::Bad) => Status::Late,
        (KrKindDoc::Milestones(_), Band::Good) if achieved <= 0.0 && expected <= 0.0 => Status::Planned,
        (_, found) => open_word(found),
    };
    Verdict::plain(status, reason)
}

/// `0.54 against 0.51 expected; on pace down to 0.46`.
pub fn against(policy: &Policy, achieved: f64, expected: f64) -> String {
    let good = two(good_from(policy, expected));
    format!("{} against {} expected; on pace down to {good}", two(achieved), two(expected))
}

/// `day 6 of the period`.
pub fn first_days(start: Date, today: Date) -> String {
    format!("day {} since {}: too early for a verdict", super::pace::Span { start, end: today }.days(), day(start))
}

fn guard_rank(status: Status) -> Option<u8> {
    match status {
        Status::Holds => Some(0),
        Status::Slipped => Some(1),
        Status::Broken => Some(2),
        _ => None,
    }
}

fn parts_reason(parts: &[KrScore]) -> String {
    let holding = parts.iter().filter(|p| p.status == Status::Holds).count();
    format!("{holding} of {} parts hold", parts.len())
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
    Verdict::plain(status, guardrail_reason(subject, numbers))
}

fn guardrail_reason(subject: &Subject<'_>, numbers: &Numbers) -> String {
    let (hits, seen) = numbers.inside.unwrap_or((0, 0));
    let now = if numbers.inside_now == Some(false) { "outside now, " } else { "" };
    let allowed = match subject.doc.allowed {
        0 => String::new(),
        n => format!(", {} allowed", count(n, "breach", "breaches")),
    };
    format!("{now}inside {hits} of {seen} times{allowed}")
}
