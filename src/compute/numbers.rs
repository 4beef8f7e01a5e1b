//! Progress, expectation and score of one key result on one day, for every kind (`domain.md` §3).

use super::frame::Frame;
use super::pace::{self, Span};
use super::progress::{hit_rate, inside, limited, progress};
use super::source::{Age, Chosen, Source, When};
use crate::domain::Date;
use crate::domain::cadence::add_days;
use crate::parse::doc::{
    Aggregate, Baseline, Done, GoalKind, KeyResultDoc, KrKindDoc, Level, Measure, Milestone, Target,
};
use crate::resolve::model::{KeyResult, Reported};

/// Below this share of the weight there is no number to speak of (`domain.md` §3).
pub const COVERAGE: f64 = 0.6;
/// What the levels of an ordinal key result are worth.
const LEVELS: [f64; 3] = [0.3, 0.7, 1.0];

/// One key result under one definition.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    pub kr: &'a KeyResult,
    pub doc: &'a KeyResultDoc,
    pub frame: &'a Frame,
    pub source: Source<'a>,
    pub measure: Measure,
    /// The days of its pace: its own start and due date, else the period's.
    pub span: Option<Span>,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub parts: Vec<Subject<'a>>,
}

/// What is known of a key result on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Numbers {
    /// Raw.
    pub progress: Option<f64>,
    /// By its kind's rule, in 0..=1; no recorded grade.
    pub score: Option<f64>,
    pub expected: Option<f64>,
    pub value: Option<f64>,
    pub value_date: Option<Date>,
    pub before_period: bool,
    pub age: Age,
    /// Guardrails and `each`: slots inside, slots observed.
    pub inside: Option<(u32, u32)>,
    /// Guardrails: the newest observation lies inside.
    pub inside_now: Option<bool>,
    /// Budgets: used, and allowed by now.
    pub used: Option<(f64, f64)>,
}

impl<'a> Subject<'a> {
    /// Resolves a definition: which value counts, the baseline read once, relative targets made absolute.
    pub fn new(
        kr: &'a KeyResult,
        doc: &'a KeyResultDoc,
        frame: &'a Frame,
        source: Source<'a>,
        in_percent: bool,
    ) -> Self {
        let sum = source.aggregate() == Some(Aggregate::Sum);
        let measure = doc.measure.unwrap_or(if sum { Measure::Period } else { Measure::Latest });
        let start = doc.start.or(frame.period.map(|p| p.start));
        let end = doc.due.or(frame.period.map(|p| p.end));
        let span = start.zip(end).map(|(start, end)| Span { start, end });
        let mut subject =
            Self { kr, doc, frame, source, measure, span, baseline: None, target: None, parts: Vec::new() };
        subject.baseline = doc.baseline.as_ref().and_then(|b| subject.read_baseline(b));
        subject.target = doc.target.as_ref().and_then(|t| relative(t, subject.baseline, in_percent));
        subject
    }

    /// Sums measured over the period start at 0, whatever came before.
    pub fn path_start(&self) -> Option<f64> {
        if self.measured_sum() { Some(0.0) } else { self.baseline }
    }

    /// The days whose values count; open-ended goals look back a year.
    pub fn observed(&self, when: &When) -> Option<Span> {
        let start = self.doc.start.or(self.frame.period.map(|p| p.start))?;
        Some(Span { start, end: self.frame.end().unwrap_or(when.day) })
    }

    fn observed_or_year(&self, when: &When) -> Span {
        self.observed(when).unwrap_or(Span { start: add_days(when.day, -364), end: when.day })
    }

    fn measured_sum(&self) -> bool {
        self.measure == Measure::Period && self.source.aggregate() == Some(Aggregate::Sum)
    }

    /// A baseline that is read from the series: comparable with what is measured. Sums over the period are
    /// compared with totals, other sums with the mean slot.
    fn read_baseline(&self, baseline: &Baseline) -> Option<f64> {
        let now = self.frame.now();
        let span = match baseline {
            Baseline::Number(q) => return Some(q.value),
            Baseline::EndOf(period) | Baseline::AverageOf(period) => Span::from(period),
            Baseline::SamePeriodLastYear => self.observed(&now)?.year_before(),
        };
        let slots = self.source.of_span(span, &now);
        let last = slots.last()?.value;
        let how = self.source.aggregate();
        let whole = |how| super::aggregate::value_of(slots, Some(how));
        match (baseline, how) {
            (_, Some(Aggregate::Sum)) if self.measure == Measure::Period => whole(Aggregate::Sum),
            (Baseline::EndOf(_), _) => Some(last),
            (_, Some(Aggregate::Weighted)) => whole(Aggregate::Weighted),
            (Baseline::AverageOf(_), _) | (_, Some(Aggregate::Mean | Aggregate::Sum)) => whole(Aggregate::Mean),
            (_, Some(how)) => whole(how),
            (_, None) => Some(last),
        }
    }

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

    /// The value that counts; a `value:` without a date stands in where no check-in of the period has one.
    fn chosen(&self, when: &When) -> (Option<Chosen>, Option<f64>) {
        let chosen = self.source.choose(self.measure, self.observed(when), when);
        let typed = match self.source {
            Source::CheckIns { .. } => self.doc.value.as_ref().map(|q| q.value),
            Source::Kpi(_) => None,
        };
        match (chosen, typed) {
            (Some(chosen), Some(_)) if chosen.before_period => (None, typed),
            (Some(chosen), _) => (Some(chosen), None),
            (None, typed) => (None, typed),
        }
    }

    /// The part that every kind with a single value shares.
    fn valued(&self, when: &When) -> (Numbers, Option<f64>) {
        let (chosen, undated) = self.chosen(when);
        let value = chosen.map(|c| c.value).or(undated);
        let before_period = chosen.is_some_and(|c| c.before_period);
        let counts = value.filter(|_| !before_period);
        let age = if counts.is_some() && chosen.is_some() { self.source.age(when) } else { Age::default() };
        let numbers = Numbers {
            value,
            value_date: chosen.map(|c| c.date),
            before_period,
            age,
            expected: self.expected(chosen.filter(|c| !c.before_period).map(|c| c.date), &age, when),
            ..Numbers::default()
        };
        (numbers, counts)
    }

    /// Expected progress at the day the value speaks of; once a value is overdue, at the end of the newest slot
    /// that should be in; after the end, at the end.
    fn expected(&self, value_date: Option<Date>, age: &Age, when: &When) -> Option<f64> {
        let span = self.span?;
        let path = self.path_start().zip(self.target);
        Some(pace::expected(span, &self.doc.plan, path, self.speaks_of(value_date, age, when)))
    }

    fn speaks_of(&self, value_date: Option<Date>, age: &Age, when: &When) -> Date {
        let last = if when.ended { self.frame.period.map(|p| p.end) } else { None };
        last.or(age.should_reach).or(value_date).map_or(
            when.day,
            |day| {
                if when.ended { day } else { day.min(when.day) }
            },
        )
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
        let reported = visible.filter_map(|v| match v.value {
            Reported::Done(done) => Some((done, v.date)),
            _ => None,
        });
        let reported = reported.last().and_then(|(done, date)| done.then_some(Some(date)));
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
            let reached = visible.filter_map(|v| match v.value {
                Reported::Level(i) => Some((*worth.get(i)?, v.date)),
                _ => None,
            });
            let reached = reached.last();
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
    fn repeated(&self, every: crate::domain::Cadence, at_least: f64, when: &When) -> Numbers {
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

/// A target in the unit of the value. A bare `+20%` of a percentage can mean two things and is not guessed.
fn relative(target: &Target, baseline: Option<f64>, in_percent: bool) -> Option<f64> {
    match target {
        Target::Number(q) => Some(q.value),
        Target::Percent(_) if in_percent => None,
        Target::Percent(share) => baseline.map(|b| b + b.abs() * share / 100.0),
        Target::Plus(q) => baseline.map(|b| b + q.value),
        Target::Unknown => None,
    }
}
