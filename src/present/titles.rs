//! Titles and takeaways written by the machine (`design.md` §2.2): never a cause, never a change without a signal.
//!
//! The measure stands before a colon: a sentence would have to know whether its name is one or many.
//! Every sentence goes through the site's words as a whole, with its places in braces: a site can replace
//! "{kpi}: {now}" as it replaces any other word.

use super::PresentCx;
use super::format::Formatter;
use super::measures::Measure;
use super::parts::{self, KrNumbers};
use super::reasons;
use crate::compute::scores::{Freshness, KpiScore, KrScore, Pattern, Signal};
use crate::domain::{Date, Status};
use crate::parse::doc::Direction;
use crate::resolve::model::{KrIx, ObjectiveIx};

/// Words in a title at most.
pub const LONGEST: usize = 15;

/// Points that a verdict on change needs (`statistics.md` §1.2).
pub const POINTS_FOR_LIMITS: usize = 8;

/// Where today's process can take a measure, seen from its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The target lies inside the normal range.
    Inside,
    /// Beyond the far limit.
    Beyond,
    /// On the safe side of the near limit.
    Safe,
    /// No target or no limits.
    Unknown,
}

/// What a title can say of a measure, ready for people.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Short name of the measure; the sentence starts with it.
    pub name: String,
    pub now: Option<String>,
    pub target: Option<String>,
    /// "31 Dec", where the target has a day.
    pub by: Option<String>,
    pub signal: Signal,
    pub pattern: Pattern,
    /// Observed slots.
    pub points: usize,
    /// The series has stopped: its last day.
    pub stopped: Option<Date>,
    /// On pace or ahead, if a pace is known.
    pub on_pace: Option<bool>,
    pub reach: Reach,
    /// The goal has ended: its value is history, and today's signal does not speak of it.
    pub ended: bool,
}

/// The finding over a chart, at most fifteen words.
pub fn finding(f: &Formatter, v: &Verdict) -> String {
    let short = sentence(f, v);
    if short.split_whitespace().count() <= LONGEST {
        return short;
    }
    // A long name leaves no room for the verdict: the measure's place is said without it.
    let now = v.now.clone().unwrap_or_default();
    shorten(&f.fill("{kpi}: {now}", &[("kpi", &shorten(&v.name, LONGEST - 3)), ("now", &now)]), LONGEST)
}

fn sentence(f: &Formatter, v: &Verdict) -> String {
    let now = v.now.clone().unwrap_or_default();
    let target = v.target.clone().unwrap_or_default();
    let by = v.by.clone().unwrap_or_default();
    let missing = POINTS_FOR_LIMITS.saturating_sub(v.points).to_string();
    let stopped = v.stopped.map(|d| f.date(d)).unwrap_or_default();
    let pattern = match (v.signal, v.on_pace, v.reach) {
        _ if v.now.is_none() => "{kpi}: no data yet",
        _ if v.ended && v.target.is_some() => "{kpi}: {now} at the end, target {target}",
        _ if v.ended => "{kpi}: {now} at the end",
        _ if v.stopped.is_some() => "{kpi}: no data since {stopped}",
        (Signal::Better, Some(true), _) if v.target.is_some() => "{kpi}: genuinely improved, on pace for {target}",
        (Signal::Better, Some(false), _) if v.by.is_some() => {
            "{kpi}: improving, but too slowly to reach {target} by {by}"
        }
        (Signal::Better, ..) => "{kpi}: genuinely improved, to {now}",
        (Signal::Worse, ..) => "{kpi}: genuinely worsened, to {now}",
        (Signal::Unusual, ..) => "{kpi}: outside the normal range, at {now}",
        (Signal::None, _, Reach::Inside) => "{kpi}: no real change; {target} will be hit or miss",
        (Signal::None, _, Reach::Beyond) => "{kpi}: no real change; {target} is beyond today’s process",
        (Signal::None, _, Reach::Safe) => "{kpi}: stable and comfortably past {target}",
        (Signal::None, ..) if v.pattern == Pattern::Season => "{kpi}: {now}, no real change beyond its season",
        (Signal::None, ..) => "{kpi}: no real change, at {now}",
        (Signal::NotAssessed, ..) if v.points > 0 && v.points < POINTS_FOR_LIMITS => {
            "{kpi}: {now}; {missing} more points needed to judge change"
        }
        (Signal::NotAssessed, Some(true), _) if v.target.is_some() => "{kpi}: {now}, on pace for {target}",
        (Signal::NotAssessed, Some(false), _) if v.target.is_some() => "{kpi}: {now}, behind the pace for {target}",
        (Signal::NotAssessed, ..) => "{kpi}: {now}",
    };
    f.fill(
        pattern,
        &[
            ("kpi", &v.name),
            ("now", &now),
            ("target", &target),
            ("by", &by),
            ("missing", &missing),
            ("stopped", &stopped),
        ],
    )
}

/// At most `words` words; what is cut shows as "…".
pub fn shorten(text: &str, words: usize) -> String {
    let all: Vec<&str> = text.split_whitespace().collect();
    if all.len() <= words { text.to_owned() } else { format!("{}…", all[..words].join(" ")) }
}

/// What the title of a KPI's own chart says.
pub fn kpi_verdict(measure: &Measure<'_>) -> Verdict {
    let score = measure.score;
    Verdict {
        name: measure.full_name().to_owned(),
        now: score.latest().map(|s| measure.text(s.value)),
        target: score.target.map(|t| measure.target_text(Some(t))),
        by: None,
        signal: score.signal,
        pattern: score.pattern,
        points: score.judged,
        stopped: (score.freshness == Freshness::Stale).then(|| score.latest().map(|s| s.slot.end)).flatten(),
        on_pace: None,
        reach: reach(score, measure.kpi.doc.direction, parts::target_number(score.target)),
        ended: false,
    }
}

/// What the title of a key result's chart says.
pub fn key_result_verdict(cx: &PresentCx<'_>, ix: KrIx) -> Verdict {
    let f = &cx.format;
    let kr = cx.model.key_result(ix);
    let score = cx.scores.key_result(ix);
    let numbers = KrNumbers::new(cx, ix);
    let period = cx.model.objective(ix.0).doc.period.as_ref();
    let measure = kr.kpi.map(|kpi| Measure::new(cx, kpi));
    let of_kpi = measure.as_ref().map(kpi_verdict);
    let ended = cx.scores.objective(ix.0).ended;
    let graded = score.value.map(|value| numbers.quantity(f, value));
    Verdict {
        name: of_kpi.as_ref().map_or_else(|| kr.doc.title.clone(), |v| v.name.clone()),
        // The chart shows slots, so its title speaks of the latest one, whichever value is graded.
        now: of_kpi.as_ref().filter(|_| !ended).and_then(|v| v.now.clone()).or(graded),
        target: score.target.map(|t| numbers.quantity(f, t)),
        by: kr.doc.due.or(period.map(|p| p.end)).map(|d| f.day(d)),
        signal: of_kpi.as_ref().map_or(Signal::NotAssessed, |v| v.signal),
        pattern: of_kpi.as_ref().map_or(Pattern::Level, |v| v.pattern),
        points: of_kpi.as_ref().map_or(0, |v| v.points),
        stopped: of_kpi.as_ref().and_then(|v| v.stopped),
        on_pace: on_pace(score),
        reach: measure.map_or(Reach::Unknown, |m| reach(m.score, m.kpi.doc.direction, score.target)),
        ended,
    }
}

/// On pace as far as the status says so: words that speak of no pace give none.
fn on_pace(score: &KrScore) -> Option<bool> {
    match score.status {
        Status::OnPace | Status::Done | Status::Holds | Status::Met | Status::Strong => Some(true),
        Status::Behind | Status::OffPace | Status::Late => Some(false),
        _ => None,
    }
}

/// Where the limits lie, seen from a target and the good direction.
pub fn reach(score: &KpiScore, direction: Option<Direction>, target: Option<f64>) -> Reach {
    match (score.limits, target, direction) {
        (Some(l), Some(t), Some(Direction::Increase)) => side(l.lower, l.upper, t),
        (Some(l), Some(t), Some(Direction::Decrease)) => side(-l.upper, -l.lower, -t),
        _ => Reach::Unknown,
    }
}

fn side(lower: f64, upper: f64, target: f64) -> Reach {
    if target > upper {
        Reach::Beyond
    } else if target < lower {
        Reach::Safe
    } else {
        Reach::Inside
    }
}

/// The sentence under an objective's title where its author wrote none.
pub fn takeaway(cx: &PresentCx<'_>, ix: ObjectiveIx) -> String {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let s = cx.scores.objective(ix);
    let status = f.word(s.status.word());
    let (score, expected) = (f.score(s.score), f.score(s.expected));
    let (graded, of) = (s.coverage.graded.to_string(), s.coverage.of.to_string());
    let places = [
        ("status", status.as_str()),
        ("score", &score),
        ("expected", &expected),
        ("graded", &graded),
        ("n", &graded),
        ("of", &of),
    ];
    let pattern = match s.status {
        _ if objective.key_results.is_empty() && s.score.is_none() => "No key results yet, so no score",
        Status::OnPace | Status::Behind | Status::OffPace if s.expected.is_some() => {
            "{status}: {score} against {expected} expected by now"
        }
        Status::TooEarly if s.score.is_some() => "Too early to judge: {score} so far",
        Status::NoData => "{n} of {of} key results have a number, too few for a verdict",
        _ if s.ended && s.score.is_some() => "{status}: {score} at the end, {graded} of {of} key results graded",
        _ if s.score.is_some() => "{status}: {score} so far",
        _ => "{status}",
    };
    let text = f.fill(pattern, &places);
    match s.exception.as_ref().map(|e| reasons::exception(f, e)) {
        Some(exception) if text.split_whitespace().count() + exception.split_whitespace().count() <= LONGEST => {
            f.clauses(&[text, exception])
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn f() -> Formatter {
        Formatter::plain(BTreeMap::new())
    }

    fn verdict(signal: Signal, on_pace: Option<bool>, reach: Reach) -> Verdict {
        Verdict {
            name: "First-attempt delivery".to_owned(),
            now: Some("90.6%".to_owned()),
            target: Some("92.0%".to_owned()),
            by: Some("31 Dec".to_owned()),
            signal,
            pattern: Pattern::Level,
            points: 33,
            stopped: None,
            on_pace,
            reach,
            ended: false,
        }
    }

    fn all() -> Vec<Verdict> {
        let signals = [Signal::NotAssessed, Signal::None, Signal::Better, Signal::Worse, Signal::Unusual];
        let reaches = [Reach::Inside, Reach::Beyond, Reach::Safe, Reach::Unknown];
        let mut out = Vec::new();
        for signal in signals {
            for on_pace in [Some(true), Some(false), None] {
                for reach in reaches {
                    out.push(verdict(signal, on_pace, reach));
                }
            }
        }
        out
    }

    #[test]
    fn no_title_says_improved_or_worsened_without_a_signal() {
        for v in all() {
            let title = finding(&f(), &v);
            let judged = ["improv", "worsen", "better", "worse"].iter().any(|w| title.contains(w));
            assert_eq!(judged, matches!(v.signal, Signal::Better | Signal::Worse), "{title}");
        }
    }

    #[test]
    fn titles_have_at_most_fifteen_words() {
        for mut v in all() {
            for name in ["Late parcels", "A measure whose name alone takes as many words as a whole title may have"] {
                v.name = name.to_owned();
                let title = finding(&f(), &v);
                assert!(title.split_whitespace().count() <= LONGEST, "{title}");
            }
        }
    }

    #[test]
    fn what_has_stopped_or_never_began_says_so() {
        let mut v = verdict(Signal::Better, Some(true), Reach::Inside);
        v.stopped = Some(jiff::civil::date(2025, 9, 21));
        assert_eq!(finding(&f(), &v), "First-attempt delivery: no data since 21 Sep 2025");
        v.now = None;
        assert_eq!(finding(&f(), &v), "First-attempt delivery: no data yet");
    }

    #[test]
    fn lower_is_better_turns_the_reach_around() {
        assert_eq!(side(-36.5, -24.1, -20.0), Reach::Beyond);
        assert_eq!(side(24.1, 36.5, 20.0), Reach::Safe);
    }
}
