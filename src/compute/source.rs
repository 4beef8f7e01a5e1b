//! Where a key result's numbers come from: a KPI's slots or check-ins; and which of them counts (`domain.md` §3).

use super::aggregate::{fold, value_of, within};
use super::kpi;
use super::pace::{Span, overdue};
use super::scores::{KpiScore, Run};
use crate::domain::cadence::add_days;
use crate::domain::period::days_between;
use crate::domain::{Cadence, Calendar, Date, Slot};
use crate::parse::doc::{Aggregate, Measure};
use crate::resolve::model::{DatedValue, Kpi, Reported};

/// The day a computation speaks of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct When {
    /// Values dated later do not count: the as-of date, or the last day of an ended goal.
    pub day: Date,
    /// What was known: a slot counts when its last day is not after this one. For an ended goal this is still
    /// the as-of date, so that a week which ends after the period's last Thursday counts in the grade.
    pub known: Date,
    /// The goal has ended.
    pub ended: bool,
}

/// A KPI's slots with what is needed to read them.
#[derive(Clone, Copy, Debug)]
pub struct KpiSource<'a> {
    run: Run<'a>,
    every: Cadence,
    grace: i32,
    how: Option<Aggregate>,
    calendar: Calendar,
}

/// Where the values are.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    Kpi(KpiSource<'a>),
    CheckIns {
        values: &'a [DatedValue],
        /// Days after which a typed number is due again.
        interval: i32,
        calendar: Calendar,
    },
}

/// The value that counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    pub value: f64,
    /// Last day of its slot, or day of its check-in.
    pub date: Date,
    /// It was observed before the period: shown, but no progress.
    pub before_period: bool,
}

/// How old the newest value is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Age {
    pub overdue: u32,
    /// Until when the next value may come in.
    pub due: Option<Date>,
    /// End of the newest slot that should be in.
    pub should_reach: Option<Date>,
}

/// A typed number is due again after two weeks, in goals of more than four months (or without end) after a month.
/// "No change" is a voice, not a value: it does not make a number younger.
pub fn typed_interval(period: Option<Span>) -> i32 {
    match period {
        Some(span) if span.days() <= 124 => 14,
        _ => 31,
    }
}

impl<'a> Source<'a> {
    /// The slots of a KPI.
    pub fn kpi(kpi: &'a Kpi, score: &'a KpiScore, calendar: Calendar) -> Self {
        Source::Kpi(KpiSource {
            run: score.run(),
            every: kpi::cadence(kpi),
            grace: kpi::grace(kpi),
            how: kpi.doc.aggregate,
            calendar,
        })
    }

    /// How the source sums up; check-ins do not.
    pub fn aggregate(&self) -> Option<Aggregate> {
        match self {
            Source::Kpi(kpi) => kpi.how,
            Source::CheckIns { .. } => None,
        }
    }

    /// The value that counts on the day, of the span the key result observes.
    pub fn choose(&self, measure: Measure, observed: Option<Span>, when: &When) -> Option<Chosen> {
        match self {
            Source::Kpi(kpi) => kpi.choose(measure, observed, when),
            Source::CheckIns { values, .. } => {
                let (date, value) = newest_number(values, when.day)?;
                let before_period = observed.is_some_and(|span| date < span.start);
                Some(Chosen { value, date, before_period })
            }
        }
    }

    /// Calls `f` with the owner day, the last day and the value of every observation in the span, oldest first.
    pub fn each(&self, observed: Span, when: &When, mut f: impl FnMut(Date, Date, f64)) {
        match self {
            Source::Kpi(kpi) => {
                for slot in kpi.inside(observed, when).slots {
                    f(kpi.every.owner_day(slot.slot), slot.slot.end, slot.value);
                }
            }
            Source::CheckIns { values, .. } => {
                for entry in *values {
                    if let (Reported::Number(value), true) =
                        (&entry.value, entry.date >= observed.start && entry.date <= observed.end.min(when.day))
                    {
                        f(entry.date, entry.date, *value);
                    }
                }
            }
        }
    }

    /// The newest observation before a day.
    pub fn before(&self, day: Date, when: &When) -> Option<(Date, f64)> {
        match self {
            Source::Kpi(kpi) => {
                let known = kpi.known(when).slots;
                let earlier = known.partition_point(|s| kpi.every.owner_day(s.slot) < day);
                let last = known[..earlier].last()?;
                Some((last.slot.end, last.value))
            }
            Source::CheckIns { values, .. } => newest_number(values, add_days(day, -1)),
        }
    }

    /// The values of each slot of a cadence within the span, summed up: check-ins are added.
    pub fn slots_of(&self, every: Cadence, observed: Span, when: &When) -> Vec<(Slot, f64)> {
        let calendar = match self {
            Source::Kpi(kpi) => kpi.calendar,
            Source::CheckIns { calendar, .. } => *calendar,
        };
        let how = self.aggregate().unwrap_or(Aggregate::Sum);
        let mut groups: Vec<(Slot, Vec<f64>)> = Vec::new();
        self.each(observed, when, |owner, _, value| {
            let slot = every.slot(owner, &calendar);
            match groups.last_mut() {
                Some((last, values)) if *last == slot => values.push(value),
                _ => groups.push((slot, vec![value])),
            }
        });
        let fold_group = |values: Vec<f64>| fold(how, values.into_iter().map(|v| (v, Some(1.0))));
        groups
            .into_iter()
            .filter(|(slot, _)| slot.end <= when.known)
            .filter_map(|(slot, values)| Some((slot, fold_group(values)?)))
            .collect()
    }

    /// Whether the newest value is overdue on the day.
    pub fn age(&self, when: &When) -> Age {
        match self {
            Source::Kpi(kpi) => {
                let Some(last) = kpi.known(when).slots.last() else { return Age::default() };
                let late = overdue(last.slot, kpi.every, kpi.grace, when.day, &kpi.calendar);
                Age { overdue: late.slots, due: Some(late.due), should_reach: late.newest.map(|s| s.end) }
            }
            Source::CheckIns { values, interval, .. } => {
                let Some((date, _)) = newest_number(values, when.day) else { return Age::default() };
                let missed = ((days_between(date, when.day) - 1) / interval).max(0);
                let should_reach = (missed > 0).then(|| add_days(date, missed * interval));
                Age { overdue: missed as u32, due: Some(add_days(date, *interval)), should_reach }
            }
        }
    }

    /// The slots behind a baseline; check-ins have none.
    pub fn of_span(&self, span: Span, when: &When) -> Run<'a> {
        match self {
            Source::Kpi(kpi) => kpi.inside(span, when),
            Source::CheckIns { .. } => Run::new(&[], &[]),
        }
    }
}

impl<'a> KpiSource<'a> {
    /// Slots that have ended by what is known.
    fn known(&self, when: &When) -> Run<'a> {
        self.run.part(0..self.run.slots.partition_point(|s| s.slot.end <= when.known))
    }

    fn inside(&self, span: Span, when: &When) -> Run<'a> {
        within(self.known(when), self.every, span)
    }

    fn choose(&self, measure: Measure, observed: Option<Span>, when: &When) -> Option<Chosen> {
        let known = self.known(when);
        let inside = observed.map_or(known, |span| within(known, self.every, span));
        let Some(last) = inside.slots.last() else {
            let start = observed?.start;
            let earlier = known.slots.partition_point(|s| self.every.owner_day(s.slot) < start);
            let before = known.slots.get(..earlier)?.last()?;
            return Some(Chosen { value: before.value, date: before.slot.end, before_period: true });
        };
        let value = match measure {
            Measure::Latest => last.value,
            Measure::Period => value_of(inside, self.how)?,
            Measure::Last(n) => {
                let count = inside.slots.len();
                let from = count.saturating_sub(n.max(1) as usize);
                // A moving value of a stock is the mean of its readings.
                let how = match self.how {
                    Some(Aggregate::Last | Aggregate::First) | None => Aggregate::Mean,
                    Some(how) => how,
                };
                value_of(inside.part(from..count), Some(how))?
            }
        };
        Some(Chosen { value, date: last.slot.end, before_period: false })
    }
}

fn newest_number(values: &[DatedValue], day: Date) -> Option<(Date, f64)> {
    let visible = values.partition_point(|v| v.date <= day);
    values[..visible].iter().rev().find_map(|v| match v.value {
        Reported::Number(value) => Some((v.date, value)),
        _ => None,
    })
}
