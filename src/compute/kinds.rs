//! The rule of every kind of key result (`domain.md` §3, "By kind").

use super::numbers::{COVERAGE, Numbers, Subject};
use super::pace;
use super::progress::{hit_rate, inside, limited, progress};
use super::source::{Age, Source, When};
use crate::domain::{Cadence, Date};
use crate::parse::doc::{Done, GoalKind, KrKindDoc, Level, Measure, Milestone};
use crate::resolve::model::Reported;

/// What the levels of an ordinal key result are worth.
const LEVELS: [f64; 3] = [0.3, 0.7, 1.0];

impl Subject<'_> {
    /// The numbers on a day.
    pub fn numbers(&self, when: &When) -> Numbers {
        match &self.doc.kind {
            KrKindDoc::Metric => self.metric(when),
            KrKindDoc::AtLeast(lower) => self.guardrail(Some(*lower), None, when),
            KrKindDoc::AtMost(upper) => self.guardrail(None, Some(*upper), when),
            KrKindDoc::Between(lower, upper) => self.guardrail(Some(*lower), Some(*upper), when),
            KrKindDoc::Budget(ceiling) => self.budget(*ceiling, when),
            KrKindDoc::Milestones(milestones) => self.milestones(milestones, when),
            KrKindDoc::YesNo { done } => self.yes_no(*done, when),
            KrKindDoc::Levels { commit, target, stretch } => self.ordinal([commit, target, stretch], when),
            KrKindDoc::Each { cadence, at_least } => self.repeated(*cadence, *at_least, when),
            KrKindDoc::FindBaseline { found } => {
                let found = found.as_ref().map(|q| (q.value, None));
                let reported = self.source.choose(Measure::Latest, None, when).map(|c| (c.value, Some(c.date)));
                let newest = reported.or(found);
                Numbers {
                    value: newest.map(|(value, _)| value),
                    value_date: newest.and_then(|(_, date)| date),
                    ..Numbers::default()
                }
            }
            KrKindDoc::Parts(_) => self.parts(when),
            KrKindDoc::Text => Numbers::default(),
        }
    }

    fn metric(&self, when: &When) -> Numbers {
        let (mut numbers, counts) = self.valued(when);
        let path = self.path_start().zip(self.target);
        numbers.progress = counts.zip(path).and_then(|(v, (b, t))| progress(b, t, v));
        numbers.score = numbers.progress.map(limited);
        numbers
    }

    fn guardrail(&self, lower: Option<f64>, upper: Option<f64>, when: &When) -> Numbers {
        let span = self.observed_or_year(when);
        let (mut hits, mut seen) = (0, 0);
        let mut newest: Option<(Option<Date>, f64)> = None;
        self.source.each(span, when, |_, end, value| {
            seen += 1;
            hits += u32::from(inside(lower, upper, value));
            newest = Some((Some(end), value));
        });
        if let (None, Source::CheckIns { .. }, Some(value)) = (newest, &self.source, &self.doc.value) {
            (hits, seen) = (u32::from(inside(lower, upper, value.value)), 1);
            newest = Some((None, value.value));
        }
        let rate = hit_rate(hits, seen);
        let aged = newest.is_some_and(|(date, _)| date.is_some());
        let earlier = || self.source.before(span.start, when).map(|(date, value)| (Some(date), value));
        let shown = newest.or_else(earlier);
        Numbers {
            progress: rate,
            score: rate,
            expected: Some(1.0),
            value: shown.map(|(_, value)| value),
            value_date: shown.and_then(|(date, _)| date),
            before_period: newest.is_none() && shown.is_some(),
            age: if aged { self.source.age(when) } else { Age::default() },
            inside: (seen > 0).then_some((hits, seen)),
            inside_now: newest.map(|(_, value)| inside(lower, upper, value)),
            used: None,
        }
    }

    /// While open, what was used beyond the share of the ceiling that time allows counts against it
    /// (as a share of the ceiling); what is used up cannot come back. Closed: kept or exceeded.
    fn budget(&self, ceiling: f64, when: &When) -> Numbers {
        let span = self.observed_or_year(when);
        let mut newest = None;
        let mut used = 0.0;
        self.source.each(span, when, |_, end, value| {
            used += value;
            newest = Some(end);
        });
        if let (None, Source::CheckIns { .. }, Some(value)) = (newest, &self.source, &self.doc.value) {
            used = value.value;
        } else if newest.is_none() {
            return Numbers { expected: Some(1.0), ..Numbers::default() };
        }
        let age = if newest.is_some() { self.source.age(when) } else { Age::default() };
        let time = self.span.map_or(1.0, |s| pace::elapsed(s, self.speaks_of(newest, &age, when)));
        let allowed = ceiling * time;
        let kept = inside(None, Some(ceiling), used);
        let score = if when.ended || !kept || ceiling <= 0.0 {
            f64::from(u8::from(kept))
        } else {
            limited(1.0 - (used - allowed).max(0.0) / ceiling)
        };
        Numbers {
            progress: Some(score),
            score: Some(score),
            expected: Some(1.0),
            value: Some(used),
            value_date: newest,
            age,
            used: Some((used, allowed)),
            ..Numbers::default()
        }
    }

    fn milestones(&self, milestones: &[Milestone], when: &When) -> Numbers {
        let total: f64 = milestones.iter().map(|m| m.weight.max(0.0)).sum();
        if total <= 0.0 {
            return Numbers::default();
        }
        let last = self.frame.period.map(|p| p.end);
        let day = if when.ended { last.unwrap_or(when.day) } else { when.day };
        let share = |chosen: &dyn Fn(usize, &Milestone) -> bool| {
            let weights = milestones.iter().enumerate().filter(|(i, m)| chosen(*i, m)).map(|(_, m)| m.weight.max(0.0));
            limited(weights.sum::<f64>() / total)
        };
        let done = share(&|i, m| self.milestone_done(i, m, when).is_some());
        let due = share(&|_, m| m.due.or(self.span.map(|s| s.end)).is_some_and(|d| d <= day));
        Numbers { progress: Some(done), score: Some(done), expected: Some(due), ..Numbers::default() }
    }

    /// Whether a milestone is done by the day, and since when if that is known.
    pub fn milestone_done(&self, index: usize, milestone: &Milestone, when: &When) -> Option<Option<Date>> {
        let reported = self.kr.values.iter().filter(|v| v.date <= when.day);
        let reported = reported.clone().find(|v| v.value == Reported::MilestoneDone(index)).map(|v| Some(v.date));
        done_by(milestone.done, when.day).or(reported)
    }

    fn yes_no(&self, done: Option<Done>, when: &When) -> Numbers {
        let visible = self.kr.values.iter().filter(|v| v.date <= when.day);
        let mut reported = visible.filter_map(|v| match v.value {
            Reported::Done(done) => Some((done, v.date)),
            _ => None,
        });
        let reported = reported.next_back().and_then(|(done, date)| done.then_some(Some(date)));
        let since = done_by(done, when.day).or(reported);
        let score = Some(f64::from(u8::from(since.is_some())));
        let last = self.frame.period.map(|p| p.end);
        let day = if when.ended { last.unwrap_or(when.day) } else { when.day };
        let due = self.span.map(|s| s.end).or(self.doc.due);
        Numbers {
            progress: score,
            score,
            expected: due.map(|due| f64::from(u8::from(day >= due))),
            value_date: since.flatten(),
            ..Numbers::default()
        }
    }

    /// Levels are worth 0.3, 0.7 and 1; in a committed goal the first is the goal. The plan leads to the level that
    /// is meant to be reached. Below the first level the way leads from the baseline; without one it is worth 0.
    fn ordinal(&self, levels: [&Level; 3], when: &When) -> Numbers {
        let committed = self.frame.kind == GoalKind::Committed;
        let worth = if committed { [1.0; 3] } else { LEVELS };
        let aim = if committed { 1.0 } else { LEVELS[1] };
        let numeric = levels.map(|level| match level {
            Level::Number(n) => Some(*n),
            Level::Word(_) => None,
        });
        let mut numbers = if let [Some(commit), Some(target), Some(stretch)] = numeric {
            let (mut numbers, counts) = self.valued(when);
            numbers.progress = counts.map(|v| self.between_levels([commit, target, stretch], worth, v));
            numbers
        } else {
            let visible = self.kr.values.iter().filter(|v| v.date <= when.day);
            let mut reached = visible.filter_map(|v| match v.value {
                Reported::Level(i) => Some((*worth.get(i)?, v.date)),
                _ => None,
            });
            let reached = reached.next_back();
            let date = reached.map(|(_, date)| date);
            Numbers {
                progress: reached.map(|(worth, _)| worth),
                value_date: date,
                expected: self.expected(None, &Age::default(), when),
                ..Numbers::default()
            }
        };
        numbers.score = numbers.progress.map(limited);
        numbers.expected = numbers.expected.map(|e| e * aim);
        numbers
    }

    fn between_levels(&self, levels: [f64; 3], worth: [f64; 3], value: f64) -> f64 {
        let sign = if levels[2] < levels[0] { -1.0 } else { 1.0 };
        if sign * value < sign * levels[0] {
            let way = self.path_start().filter(|b| sign * b < sign * levels[0]);
            return way.and_then(|b| progress(b, levels[0], value)).map_or(0.0, |p| p * worth[0]);
        }
        for i in 0..2 {
            if sign * value < sign * levels[i + 1] {
                let share = progress(levels[i], levels[i + 1], value).unwrap_or(0.0);
                return worth[i] + share * (worth[i + 1] - worth[i]);
            }
        }
        worth[2]
    }

    /// Share of the observed, ended slots with at least that many. Expected is all of them.
    fn repeated(&self, every: Cadence, at_least: f64, when: &When) -> Numbers {
        let slots = self.source.slots_of(every, self.observed_or_year(when), when);
        let hits = slots.iter().filter(|(_, value)| inside(Some(at_least), None, *value)).count() as u32;
        let seen = slots.len() as u32;
        let rate = hit_rate(hits, seen);
        Numbers {
            progress: rate,
            score: rate,
            expected: Some(1.0),
            value: slots.last().map(|(_, value)| *value),
            value_date: slots.last().map(|(slot, _)| slot.end),
            age: if seen > 0 { self.source.age(when) } else { Age::default() },
            inside: (seen > 0).then_some((hits, seen)),
            ..Numbers::default()
        }
    }

    /// Weighted mean of the parts that have a number, if they are 60 % of the weight.
    fn parts(&self, when: &When) -> Numbers {
        let parts: Vec<(f64, Numbers)> =
            self.parts.iter().map(|p| (p.doc.weight.map_or(1.0, |w| w.value.max(0.0)), p.numbers(when))).collect();
        let total: f64 = parts.iter().map(|(w, _)| w).sum();
        let known: f64 = parts.iter().filter(|(_, n)| n.score.is_some()).map(|(w, _)| w).sum();
        let mean = |pick: &dyn Fn(&Numbers) -> Option<f64>| {
            let sum: f64 = parts.iter().filter_map(|(w, n)| n.score.and(pick(n)).map(|v| v * w)).sum();
            (known > 0.0 && known >= COVERAGE * total).then(|| sum / known)
        };
        let oldest = parts.iter().filter_map(|(_, n)| n.value_date).min();
        let age = parts.iter().map(|(_, n)| n.age).max_by_key(|a| a.overdue).unwrap_or_default();
        let score = mean(&|n| n.score).map(limited);
        Numbers {
            progress: score,
            score,
            expected: mean(&|n| n.expected),
            value_date: oldest,
            age,
            ..Numbers::default()
        }
    }
}

fn done_by(done: Option<Done>, day: Date) -> Option<Option<Date>> {
    match done? {
        Done::Yes => Some(None),
        Done::On(date) => (date <= day).then_some(Some(date)),
    }
}
