//! A KPI over weeks, months, quarters and years that end with its newest value, beside the same spans a year earlier.

use super::Measure;
use crate::compute::pace::Span;
use crate::compute::scores::{PeriodValue, Run, SlotTarget};
use crate::compute::{aggregate, kpi};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date, Period, Slot};
use crate::parse::doc::Aggregate;

/// Months beside each other.
pub(super) const MONTHS: usize = 12;

/// A measure read over spans of days. Flows are read per day where weeks stand beside months, so that spans of
/// unequal length share an axis (`design.md` §2.1).
pub(super) struct Spans<'a> {
    pub m: Measure<'a>,
    pub how: Aggregate,
    pub per_day: bool,
    /// The last day of the newest value.
    pub day: Date,
    run: Run<'a>,
}

/// A span's value, beside that of a year earlier and its plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub value: Option<f64>,
    pub before: Option<f64>,
    pub plan: Option<SlotTarget>,
    pub observed: u32,
    /// Slots of the span that have ended.
    pub ended: u32,
    /// Whether the span itself has ended.
    pub over: bool,
}

impl<'a> Spans<'a> {
    /// The values up to a day; `None` where nothing says how to sum up, where slots are longer than a month, or where
    /// fewer than thirteen months are there.
    pub fn new(m: Measure<'a>, until: Date) -> Option<Self> {
        let how = m.kpi.doc.aggregate?;
        let count = m.score.slots.partition_point(|s| s.slot.end <= until);
        let run = m.score.run().part(0..count);
        let (first, last) = (run.slots.first()?, run.slots.last()?);
        let per_day = how == Aggregate::Sum && m.cadence < Cadence::Month;
        let spans = Self { m, how, per_day, day: last.slot.end, run };
        let year_before = spans.months(MONTHS + 1).first().copied()?;
        (m.cadence <= Cadence::Month && first.slot.start <= year_before.end).then_some(spans)
    }

    pub fn calendar(&self) -> &'a Calendar {
        &self.m.cx.model.settings.calendar
    }

    /// The newest months all of whose values should be in, oldest first.
    pub fn months(&self, count: usize) -> Vec<Slot> {
        self.newest(Cadence::Month, count)
    }

    /// The newest whole weeks, oldest first; none where a slot is longer.
    pub fn weeks(&self, count: usize) -> Vec<Slot> {
        if self.m.cadence <= Cadence::Week { self.newest(Cadence::Week, count) } else { Vec::new() }
    }

    fn newest(&self, of: Cadence, count: usize) -> Vec<Slot> {
        let mut slot = of.slot(self.day, self.calendar());
        if !self.is_over(slot.into()) {
            slot = of.previous(slot, self.calendar());
        }
        let mut out: Vec<Slot> =
            std::iter::successors(Some(slot), |s| Some(of.previous(*s, self.calendar()))).take(count).collect();
        out.reverse();
        out
    }

    fn is_over(&self, span: Span) -> bool {
        self.ended(span) == aggregate::count_slots(self.m.cadence, span, self.calendar())
    }

    fn ended(&self, span: Span) -> u32 {
        aggregate::count_ended(self.m.cadence, span, self.day, self.calendar())
    }

    /// A week, beside the one 52 weeks earlier.
    pub fn week(&self, week: Slot) -> Reading {
        let before = Slot { start: add_days(week.start, -364), end: add_days(week.end, -364) };
        let value = self.value(week.into());
        // A day's own target is no week's where days add up.
        let slot_target = self.how != Aggregate::Sum || self.m.cadence == Cadence::Week;
        let last = aggregate::within(self.run, self.m.cadence, week.into()).slots.last().map(|s| s.slot);
        let plan = last.filter(|_| slot_target).and_then(|slot| self.m.score.target_of(slot));
        let plan = plan.map(|plan| self.daily_target(plan, 1.0, value.expected));
        self.reading(value, Some(self.value(before.into())), plan, week.into())
    }

    /// A month, quarter or year up to the newest value, beside as many slots a year earlier.
    pub fn period(&self, period: &Period) -> Reading {
        let span = Span::from(period);
        let value = self.value(span);
        let before = kpi::year_earlier(self.run, period, self.m.cadence, Some(self.how), self.day, self.calendar());
        let share = match self.how {
            Aggregate::Sum => f64::from(self.ended(span)) / f64::from(value.expected.max(1)),
            _ => 1.0,
        };
        let plan = self.m.period_target(period, self.how);
        let plan = plan.map(|plan| self.daily_target(plan, share, self.ended(span)));
        self.reading(value, before, plan, span)
    }

    fn value(&self, span: Span) -> PeriodValue {
        let period = Period::explicit(span.start, span.end);
        aggregate::period_value(self.run, &period, self.m.cadence, Some(self.how), self.calendar())
    }

    fn reading(&self, now: PeriodValue, before: Option<PeriodValue>, plan: Option<SlotTarget>, span: Span) -> Reading {
        let ended = self.ended(span);
        // Part of a total is no total.
        let whole = |v: &PeriodValue, of: u32| self.how != Aggregate::Sum || v.observed >= of;
        let value = now.value.filter(|_| whole(&now, ended)).map(|v| self.daily(v, now.observed));
        let before = before.filter(|b| whole(b, b.expected));
        let before = before.and_then(|b| Some(self.daily(b.value?, b.observed)));
        Reading { value, before, plan, observed: now.observed, ended, over: self.is_over(span) }
    }

    /// A total of this many slots as what it is a day; other values are what they are.
    fn daily(&self, value: f64, slots: u32) -> f64 {
        let days = match self.m.cadence {
            Cadence::Workday => 7.0 / 5.0,
            Cadence::Week => 7.0,
            _ => 1.0,
        };
        if self.per_day { value / (f64::from(slots.max(1)) * days) } else { value }
    }

    fn daily_target(&self, target: SlotTarget, share: f64, slots: u32) -> SlotTarget {
        let part = |v: f64| self.daily(v * share, slots);
        match target {
            SlotTarget::Number(t) => SlotTarget::Number(part(t)),
            SlotTarget::Range(lo, hi) => SlotTarget::Range(part(lo), part(hi)),
        }
    }
}
