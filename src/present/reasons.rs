//! Reasons in words: the facts that `compute` gives, phrased in the site's language.

use super::format::Formatter;
use crate::compute::policy::closed_thresholds;
use crate::compute::reason::{Cap, Clause, Exception, Fact, Halt, Judgement, LeftOut, Missing, Read};
use crate::domain::{Cadence, Date};
use crate::parse::doc::{Baseline, GoalKind};

/// Clause after clause: "0.54 against 0.51 expected; on pace down to 0.46; the next value is due since 15 Nov".
pub fn reason<'a>(f: &Formatter, reason: impl IntoIterator<Item = &'a Clause>) -> String {
    let clauses = reason.into_iter().map(|clause| match clause {
        Clause::Halt(halt) => self::halt(f, halt),
        Clause::Missing(missing) => self::missing(f, *missing),
        Clause::Fact(fact) => self::fact(f, *fact),
        Clause::Judgement(judgement) => self::judgement(f, judgement),
    });
    clauses.reduce(|a, b| f.fill("{one}; {more}", &[("one", &a), ("more", &b)])).unwrap_or_default()
}

/// The same in English whatever the site speaks, for data files.
pub fn in_english(reason: &[Clause]) -> String {
    self::reason(Formatter::english(), reason)
}

fn halt(f: &Formatter, halt: &Halt) -> String {
    match halt {
        Halt::Mistake => f.word("the page has a mistake, so its numbers are not known"),
        Halt::Sealed(day) => f.fill("sealed on {day}", &[("day", &f.day(*day))]),
        Halt::Event { since: Some(day), why: Some(why) } => {
            f.fill("since {day}: {why}", &[("day", &f.day(*day)), ("why", why)])
        }
        Halt::Event { since: Some(day), why: None } => {
            f.fill("since {day}, without a reason", &[("day", &f.day(*day))])
        }
        Halt::Event { since: None, why: Some(why) } => why.clone(),
        Halt::Event { since: None, why: None } => f.word("without a reason"),
        Halt::NotAgreed => f.word("not agreed yet"),
        Halt::Starts(day) => f.fill("starts on {day}", &[("day", &f.day(*day))]),
    }
}

fn missing(f: &Formatter, missing: Missing) -> String {
    let day = |day: Date| f.day(day);
    match missing {
        Missing::Value => f.word("no value yet"),
        Missing::ValueForLong => f.word("no value for a long time"),
        Missing::ValueSince { last, due } => {
            f.fill("no value since {day}; the next was due on {due}", &[("day", &day(last)), ("due", &day(due))])
        }
        Missing::ValueOfPeriod(None) => f.word("no value of the period yet"),
        Missing::ValueOfPeriod(Some(last)) => {
            f.fill("the last value is of {day}, before the period", &[("day", &day(last))])
        }
        Missing::Measurement => f.word("not measured yet"),
        Missing::Grade => f.word("no grade was recorded"),
        Missing::Number => f.word("a text target: a person grades it at the close"),
        Missing::Parts => f.word("too few of its parts have a number"),
        Missing::TargetToBeDecided => f.word("the target is to be decided"),
        Missing::Target => f.word("the target is not known"),
        Missing::Baseline => f.word("the baseline is not known"),
        Missing::Way => f.word("target and baseline are the same"),
        Missing::Known => f.word("not known"),
        Missing::Score => f.word("no score is recorded"),
        Missing::KeyResults => f.word("no key results yet"),
        Missing::KeyResultsBut(n) => f.fill(
            "not scored: no key results; {n} goals support this. `roll_up: children` scores it by them",
            &[("n", &n.to_string())],
        ),
        Missing::Scored => f.word("nothing of it is scored"),
        Missing::Reported => f.word("nothing reported yet"),
        Missing::Weight { graded, of, weight } => f.fill(
            "{graded} of {of} graded, {weight} of the weight; {needed} are needed",
            &[
                ("graded", &graded.to_string()),
                ("of", &of.to_string()),
                ("weight", &f.percent(weight)),
                ("needed", &f.percent(0.6)),
            ],
        ),
        Missing::MostSince(oldest) => f.fill("most of it has no value since {day}", &[("day", &day(oldest))]),
    }
}

fn fact(f: &Formatter, fact: Fact) -> String {
    let n = |value: f64| value_of(f, value);
    match fact {
        Fact::Found(value) => f.fill("found: {value}", &[("value", &n(value))]),
        Fact::Done(None) => f.word("done"),
        Fact::Done(Some(day)) => f.fill("done on {day}", &[("day", &f.day(day))]),
        Fact::Due(None) | Fact::WasDue(None) => f.word("no due date"),
        Fact::Due(Some(day)) => f.fill("due on {day}", &[("day", &f.day(day))]),
        Fact::WasDue(Some(day)) => f.fill("was due on {day}", &[("day", &f.day(day))]),
        Fact::EveryMilestone => f.word("every milestone is done"),
        Fact::Used { used, of } => f.fill("{used} used, {allowed} allowed", &[("used", &n(used)), ("allowed", &n(of))]),
        Fact::UsedByNow { used, of } => {
            f.fill("{used} used, {allowed} allowed by now", &[("used", &n(used)), ("allowed", &n(of))])
        }
        Fact::Slots { hits, of, cadence, at_least } => slots(f, (hits, of), cadence, &n(at_least)),
        Fact::PartsHold { holding, of } => {
            f.fill("{holding} of {n} parts hold", &[("holding", &holding.to_string()), ("n", &of.to_string())])
        }
        Fact::OutsideNow => f.word("outside now"),
        Fact::Inside { hits, of } => {
            f.fill("inside {hits} of {n} times", &[("hits", &hits.to_string()), ("n", &of.to_string())])
        }
        Fact::BreachesAllowed(n) => f.fill("{n} breaches allowed", &[("n", &n.to_string())]),
    }
}

fn slots(f: &Formatter, (hits, of): (u32, u32), cadence: Cadence, least: &str) -> String {
    let places = [("hits", &*hits.to_string()), ("n", &*of.to_string()), ("least", least)];
    match cadence {
        Cadence::Day => f.fill("{hits} of {n} days with at least {least}", &places),
        Cadence::Workday => f.fill("{hits} of {n} workdays with at least {least}", &places),
        Cadence::Week => f.fill("{hits} of {n} weeks with at least {least}", &places),
        Cadence::Month => f.fill("{hits} of {n} months with at least {least}", &places),
        Cadence::Quarter => f.fill("{hits} of {n} quarters with at least {least}", &places),
        Cadence::Year => f.fill("{hits} of {n} years with at least {least}", &places),
    }
}

fn judgement(f: &Formatter, judgement: &Judgement) -> String {
    let two = |score: f64| f.number(score, 2);
    match judgement {
        Judgement::AtTheClose { grade, kind } => {
            let (good, middle) = closed_thresholds(*kind);
            let places = [("grade", &*two(*grade)), ("good", &*two(good)), ("middle", &*two(middle))];
            match kind {
                GoalKind::Committed => {
                    f.fill("{grade} at the close; met from {good}, partly met from {middle}", &places)
                }
                _ => f.fill("{grade} at the close; strong from {good}, some from {middle}", &places),
            }
        }
        Judgement::NotAllParts => f.word("not all parts are met"),
        Judgement::Against { score, expected, good_from } => f.fill(
            "{score} against {expected} expected; on pace down to {good}",
            &[("score", &two(*score)), ("expected", &two(*expected)), ("good", &two(*good_from))],
        ),
        Judgement::WithoutEnd(share) => {
            f.fill("{share} of the way, without an end date", &[("share", &f.percent(*share))])
        }
        Judgement::TooEarly { day, since } => f.fill(
            "day {day} since {since}: too early for a verdict",
            &[("day", &day.to_string()), ("since", &f.day(*since))],
        ),
        Judgement::Learned => f.word("the closing note answers the question"),
        Judgement::NotLearned => f.word("no closing note answers the question"),
        Judgement::OnlyGuardrails => f.word("guardrails only"),
        Judgement::Weakest(id) => f.fill("{id} is the weakest", &[("id", id)]),
        Judgement::NextDueSince(day) => f.fill("the next value is due since {day}", &[("day", &f.day(*day))]),
        Judgement::HeldDown { guard, on: Some(day) } => {
            f.fill("held down by its guard: {kpi} is off target on {day}", &[("kpi", guard), ("day", &f.day(*day))])
        }
        Judgement::HeldDown { guard, on: None } => {
            f.fill("held down by its guard: {kpi} is off target", &[("kpi", guard)])
        }
    }
}

/// What caps an objective: "KR3 is broken".
pub fn cap(f: &Formatter, cap: &Cap) -> String {
    match cap {
        Cap::Broken(id) => f.fill("{id} is broken", &[("id", id)]),
        Cap::Must(id, status) => {
            f.fill("{id} must be met: {status}", &[("id", id), ("status", &f.word(&status.word().to_lowercase()))])
        }
    }
}

/// "1 of 3 off pace, 1 stale".
pub fn exception(f: &Formatter, exception: &Exception) -> String {
    let of = exception.of.to_string();
    let groups = exception.worse.iter().enumerate().map(|(i, (count, status))| {
        let places =
            [("count", &*count.to_string()), ("of", &*of), ("status", &*f.word(&status.word().to_lowercase()))];
        match i {
            0 => f.fill("{count} of {of} {status}", &places),
            _ => f.fill("{count} {status}", &[places[0], places[2]]),
        }
    });
    groups.reduce(|a, b| f.fill("{one}, {more}", &[("one", &a), ("more", &b)])).unwrap_or_default()
}

/// Why something is in no mean.
pub fn left_out(f: &Formatter, why: LeftOut) -> String {
    match why {
        LeftOut::NotDefined => f.word("not defined"),
        LeftOut::Stretch => f.word("stretch: shown, never scored"),
        LeftOut::Draft => f.word("draft"),
        LeftOut::Dropped => f.word("dropped"),
        LeftOut::Paused => f.word("paused"),
        LeftOut::NotStarted => f.word("not started"),
        LeftOut::FindsBaseline => f.word("finds a baseline"),
        LeftOut::DueLater => f.word("due after the period"),
        LeftOut::OnlyCaps => f.word("a guardrail without a weight: it caps, but does not count"),
        LeftOut::OnlyShown => f.word("a text without a weight: shown, not scored"),
        LeftOut::OtherPeriod => f.word("its period does not overlap"),
        LeftOut::Circle => f.word("part of a circle"),
    }
}

/// Which value counts.
pub fn read(f: &Formatter, read: Read) -> String {
    match read {
        Read::Nothing => String::new(),
        Read::AsWritten => f.word("as written"),
        Read::CheckIn => f.word("check-in"),
        Read::Latest => f.word("latest"),
        Read::Period => f.word("period to date"),
        Read::Last(n) => f.fill("last {n}", &[("n", &n.to_string())]),
    }
}

/// Where a baseline was read.
pub fn baseline(f: &Formatter, from: &Baseline) -> String {
    match from {
        Baseline::Number(_) => f.word("as written"),
        Baseline::EndOf(period) => f.fill("end of {period}", &[("period", &f.period(period))]),
        Baseline::AverageOf(period) => f.fill("average of {period}", &[("period", &f.period(period))]),
        Baseline::SamePeriodLastYear => f.word("same period last year"),
    }
}

/// A value of any size with the digits that matter: `92.3`, `127.8`, `446,923`.
fn value_of(f: &Formatter, value: f64) -> String {
    let most = match value.abs() {
        ..1.0 => 4,
        ..100.0 => 2,
        ..1000.0 => 1,
        _ => 0,
    };
    let decimals = (0..most).find(|d| (super::format::round(value, *d) - value).abs() < 1e-9).unwrap_or(most);
    f.number(value, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Status;
    use crate::words::Words;
    use jiff::civil::date;
    use std::collections::BTreeMap;

    fn every_clause() -> Vec<Clause> {
        let day = date(2025, 11, 15);
        let slots = |cadence| Fact::Slots { hits: 1, of: 2, cadence, at_least: 2.0 }.into();
        let mut out: Vec<Clause> = vec![
            Halt::Mistake.into(),
            Halt::Sealed(day).into(),
            Halt::Event { since: Some(day), why: None }.into(),
            Halt::Event { since: None, why: None }.into(),
            Halt::NotAgreed.into(),
            Halt::Starts(day).into(),
            Missing::ValueSince { last: day, due: day }.into(),
            Missing::ValueOfPeriod(None).into(),
            Missing::ValueOfPeriod(Some(day)).into(),
            Missing::KeyResultsBut(2).into(),
            Missing::Weight { graded: 1, of: 2, weight: 0.5 }.into(),
            Missing::MostSince(day).into(),
            Fact::Found(37.25).into(),
            Fact::Done(None).into(),
            Fact::Done(Some(day)).into(),
            Fact::Due(None).into(),
            Fact::Due(Some(day)).into(),
            Fact::WasDue(Some(day)).into(),
            Fact::EveryMilestone.into(),
            Fact::Used { used: 1.0, of: 2.0 }.into(),
            Fact::UsedByNow { used: 1.0, of: 2.0 }.into(),
            Fact::PartsHold { holding: 1, of: 2 }.into(),
            Fact::OutsideNow.into(),
            Fact::Inside { hits: 1, of: 2 }.into(),
            Fact::BreachesAllowed(1).into(),
            Judgement::AtTheClose { grade: 0.8, kind: GoalKind::Committed }.into(),
            Judgement::AtTheClose { grade: 0.8, kind: GoalKind::Aspirational }.into(),
            Judgement::NotAllParts.into(),
            Judgement::Against { score: 0.54, expected: 0.51, good_from: 0.46 }.into(),
            Judgement::WithoutEnd(0.4).into(),
            Judgement::TooEarly { day: 6, since: day }.into(),
            Judgement::Learned.into(),
            Judgement::NotLearned.into(),
            Judgement::OnlyGuardrails.into(),
            Judgement::Weakest("KR2".to_owned()).into(),
            Judgement::NextDueSince(day).into(),
            Judgement::HeldDown { guard: "K".to_owned(), on: Some(day) }.into(),
            Judgement::HeldDown { guard: "K".to_owned(), on: None }.into(),
        ];
        use Cadence::{Day, Month, Quarter, Week, Workday, Year};
        out.extend([Day, Workday, Week, Month, Quarter, Year].map(slots));
        use Missing::*;
        let plain = [
            Value,
            ValueForLong,
            Measurement,
            Grade,
            Number,
            Parts,
            TargetToBeDecided,
            Target,
            Baseline,
            Way,
            Known,
            Score,
            KeyResults,
            Scored,
            Reported,
        ];
        out.extend(plain.map(Clause::from));
        out
    }

    /// Everything that is said of numbers beside the word.
    fn everything(f: &Formatter) -> Vec<String> {
        use LeftOut::*;
        let mut out: Vec<String> = every_clause().iter().map(|clause| reason(f, [clause])).collect();
        out.push(cap(f, &Cap::Broken("KR3".to_owned())));
        let of_kpis = [Status::OnTarget, Status::NearTarget, Status::OffTarget, Status::NoTarget];
        for status in Status::ALL.into_iter().filter(|status| !of_kpis.contains(status)) {
            out.push(cap(f, &Cap::Must("KR3".to_owned(), status)));
            out.push(exception(f, &Exception { of: 3, worse: vec![(1, status), (2, status)] }));
        }
        let left_out = [
            NotDefined,
            Stretch,
            Draft,
            Dropped,
            Paused,
            NotStarted,
            FindsBaseline,
            DueLater,
            OnlyCaps,
            OnlyShown,
            OtherPeriod,
            Circle,
        ];
        out.extend(left_out.map(|why| super::left_out(f, why)));
        out.extend([Read::AsWritten, Read::CheckIn, Read::Latest, Read::Period, Read::Last(4)].map(|r| read(f, r)));
        out.push(super::baseline(f, &crate::parse::doc::Baseline::SamePeriodLastYear));
        out
    }

    #[test]
    fn every_language_has_its_own_words_for_every_reason() {
        let english = everything(Formatter::english());
        for locale in ["de", "fr", "ar"] {
            let said = everything(&Formatter::in_language(Words::new(locale, &BTreeMap::new())));
            for (english, said) in english.iter().zip(&said) {
                assert!(english != said && !said.contains(" · "), "{locale} says `{said}` for `{english}`");
            }
        }
    }

    #[test]
    fn clauses_follow_each_other_and_what_is_worst_is_said_with_the_whole() {
        let f = Formatter::english();
        let clauses = [
            Judgement::Against { score: 0.285, expected: 0.49, good_from: 0.44 }.into(),
            Judgement::NextDueSince(date(2025, 11, 15)).into(),
        ];
        let said = "0.29 against 0.49 expected; on pace down to 0.44; the next value is due since 15 Nov";
        assert_eq!(reason(f, &clauses), said);
        let worse = vec![(1, Status::OffPace), (2, Status::NoData)];
        assert_eq!(exception(f, &Exception { of: 4, worse }), "1 of 4 off pace, 2 no data");
        assert_eq!(reason(f, &[Fact::BreachesAllowed(1).into()]), "1 breach allowed");
        assert_eq!(
            ["446,923", "127.8", "0.125"],
            [446_923.4, 127.83, 0.125].map(|v| value_of(f, v)).each_ref().map(String::as_str)
        );
    }
}
