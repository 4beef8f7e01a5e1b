//! One key result under one definition: which value counts, from where to where, and what is expected by when
//! (`domain.md` §3). The rules by kind are in `kinds`.

use super::frame::Frame;
use super::pace::{self, Span};
use super::source::{Age, Chosen, Source, When};
use crate::domain::Date;
use crate::domain::cadence::add_days;
use crate::parse::doc::{Aggregate, Baseline, KeyResultDoc, Measure, Target};
use crate::resolve::model::{DatedValue, KeyResult, Reported};

/// Below this share of the weight there is no number to speak of (`domain.md` §3).
pub const COVERAGE: f64 = 0.6;

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

    pub(super) fn observed_or_year(&self, when: &When) -> Span {
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
        if let Source::CheckIns { values, .. } = self.source {
            return typed_baseline(values, span, baseline);
        }
        let run = self.source.of_span(span, &now);
        let last = run.slots.last()?.value;
        let how = self.source.aggregate();
        let whole = |how| super::aggregate::value_of(run, Some(how));
        match (baseline, how) {
            (_, Some(Aggregate::Sum)) if self.measure == Measure::Period => whole(Aggregate::Sum),
            (Baseline::EndOf(_), _) => Some(last),
            (_, Some(Aggregate::Weighted)) => whole(Aggregate::Weighted),
            (Baseline::AverageOf(_), _) | (_, Some(Aggregate::Mean | Aggregate::Sum)) => whole(Aggregate::Mean),
            (_, Some(how)) => whole(how),
            (_, None) => Some(last),
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
    pub(super) fn valued(&self, when: &When) -> (Numbers, Option<f64>) {
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
    pub(super) fn expected(&self, value_date: Option<Date>, age: &Age, when: &When) -> Option<f64> {
        let span = self.span?;
        let path = self.path_start().zip(self.target);
        Some(pace::expected(span, &self.doc.plan, path, self.speaks_of(value_date, age, when)))
    }

    pub(super) fn speaks_of(&self, value_date: Option<Date>, age: &Age, when: &When) -> Date {
        let last = if when.ended { self.frame.period.map(|p| p.end) } else { None };
        last.or(age.should_reach).or(value_date).map_or(
            when.day,
            |day| {
                if when.ended { day } else { day.min(when.day) }
            },
        )
    }
}

/// A baseline read from typed numbers: the last one of the span, or their mean.
fn typed_baseline(values: &[DatedValue], span: Span, baseline: &Baseline) -> Option<f64> {
    let inside = values.iter().filter(|v| v.date >= span.start && v.date <= span.end);
    let numbers: Vec<f64> =
        inside.filter_map(|v| if let Reported::Number(n) = v.value { Some(n) } else { None }).collect();
    match baseline {
        Baseline::AverageOf(_) if !numbers.is_empty() => Some(numbers.iter().sum::<f64>() / numbers.len() as f64),
        _ => numbers.last().copied(),
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
