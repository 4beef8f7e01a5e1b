//! Which goals and which period a page speaks of when it says "now".

use super::PresentCx;
use super::format::Formatter;
use crate::domain::period::days_between;
use crate::domain::{Band, Date, Status};
use crate::resolve::model::{ObjectiveIx, PeriodInfo};

/// The shortest period with goals that contains the as-of date; else the last one that began before it.
pub fn period(cx: &PresentCx<'_>) -> Option<usize> {
    let as_of = cx.scores.as_of;
    let with_goals = || cx.model.periods.iter().enumerate().filter(|(_, p)| !p.objectives.is_empty());
    let running = with_goals().filter(|(_, p)| p.period.contains(as_of)).min_by_key(|(_, p)| p.period.days());
    running
        .or_else(|| with_goals().filter(|(_, p)| p.period.start <= as_of).max_by_key(|(_, p)| p.period.end))
        .map(|(i, _)| i)
}

/// The newest period with goals that ended before this one began and is about as long.
pub fn period_before(cx: &PresentCx<'_>, index: usize) -> Option<usize> {
    let this = &cx.model.periods[index].period;
    let alike = |p: &PeriodInfo| (p.period.days() - this.days()).abs() <= 3 && !p.objectives.is_empty();
    let before = cx.model.periods.iter().enumerate().filter(|(_, p)| p.period.end < this.start && alike(p));
    before.max_by_key(|(_, p)| p.period.end).map(|(i, _)| i)
}

/// The first period with goals that starts after this one ended and is about as long.
pub fn period_after(cx: &PresentCx<'_>, index: usize) -> Option<usize> {
    let this = &cx.model.periods[index].period;
    let alike = |p: &PeriodInfo| (p.period.days() - this.days()).abs() <= 3 && !p.objectives.is_empty();
    let after = cx.model.periods.iter().enumerate().filter(|(_, p)| p.period.start > this.end && alike(p));
    after.min_by_key(|(_, p)| p.period.start).map(|(i, _)| i)
}

/// Whether a goal is running: its period contains the as-of date, or it has none; drafts are not.
pub fn is_running(cx: &PresentCx<'_>, ix: ObjectiveIx) -> bool {
    let doc = &cx.model.objective(ix).doc;
    let shown = !doc.draft || cx.model.settings.drafts;
    shown && doc.period.as_ref().is_none_or(|p| p.contains(cx.scores.as_of))
}

/// How far a span of days has gone at a date, 0 to 1.
pub fn elapsed(start: Date, end: Date, date: Date) -> f64 {
    let days = f64::from(days_between(start, end) + 1);
    (f64::from(days_between(start, date) + 1) / days).clamp(0.0, 1.0)
}

/// "3 on pace, 1 behind, 1 off pace": words and how many, worst last, in the order of the table of words.
pub fn counts(f: &Formatter, statuses: impl Iterator<Item = Status>) -> String {
    let mut all: Vec<Status> = statuses.collect();
    all.sort();
    let mut out: Vec<String> = Vec::new();
    for group in all.chunk_by(|a, b| a == b) {
        out.push(format!("{} {}", group.len(), f.word(&group[0].word().to_lowercase())));
    }
    f.list(&out)
}

/// One sentence over a list of goals, at most fifteen words: how many are well, and which one is worst.
pub fn sentence(cx: &PresentCx<'_>, goals: &[ObjectiveIx], of: &str) -> String {
    let f = &cx.format;
    let status = |ix: &ObjectiveIx| cx.scores.objective(*ix).status;
    let judged: Vec<&ObjectiveIx> =
        goals.iter().filter(|g| matches!(status(g).band(), Band::Good | Band::Middle | Band::Bad)).collect();
    if judged.is_empty() {
        return f.fill("No verdict yet on the {of}", &[("of", of)]);
    }
    // What nobody can judge is no success: it counts in the whole.
    let all = goals.iter().filter(|g| status(g).band() != Band::None).count();
    let good = judged.iter().filter(|g| status(g).band() == Band::Good).count();
    if all == 1 {
        let status = cx.scores.objective(*judged[0]).status;
        let id = cx.model.objective(*judged[0]).doc.id.as_str();
        return f.fill(
            "{id}, the one goal with a verdict: {status}",
            &[("id", id), ("status", &f.word(&status.word().to_lowercase()))],
        );
    }
    let ended = judged.iter().all(|g| cx.scores.objective(**g).ended);
    let pattern = match (good, ended) {
        (0, true) => "None of {all} {of} was met or strong",
        (0, false) => "None of {all} {of} is on pace",
        (_, true) => "{n} of {all} {of} were met or strong",
        (_, false) => "{n} of {all} {of} are on pace",
    };
    let text = f.fill(pattern, &[("n", &good.to_string()), ("all", &all.to_string()), ("of", of)]);
    let worst: Vec<&str> = judged
        .iter()
        .filter(|g| status(g).band() == Band::Bad)
        .map(|g| cx.model.objective(**g).doc.id.as_str())
        .collect();
    let short = match (worst.len(), ended) {
        (0, _) => return text,
        (1, true) => "{one} fell short",
        (1, false) => "{one} off pace",
        (2, true) => "{one} and {two} fell short",
        (2, false) => "{one} and {two} off pace",
        (_, true) => "{one} and {n} more fell short",
        (_, false) => "{one} and {n} more off pace",
    };
    let more = (worst.len() - 1).to_string();
    let places = [("one", worst[0]), ("two", worst.get(1).copied().unwrap_or_default()), ("n", &more)];
    f.clauses(&[text, f.fill(short, &places)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn counts_are_words_with_their_number() {
        let statuses = [Status::OffPace, Status::OnPace, Status::OnPace];
        assert_eq!(counts(&Formatter::plain(BTreeMap::new()), statuses.into_iter()), "2 on pace, 1 off pace");
    }

    #[test]
    fn a_span_is_gone_by_days_with_both_ends() {
        let d = jiff::civil::date;
        assert_eq!(elapsed(d(2025, 10, 1), d(2025, 12, 31), d(2025, 11, 15)), 0.5);
        assert_eq!(elapsed(d(2025, 10, 1), d(2025, 12, 31), d(2026, 2, 1)), 1.0);
    }
}
