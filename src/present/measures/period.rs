//! A KPI over a period.

use super::Measure;
use crate::compute::pace::Span;
use crate::compute::scores::{PeriodValue, SlotTarget};
use crate::compute::{aggregate, kpi};
use crate::domain::{Date, Period};
use crate::parse::doc::{Aggregate, KpiTarget};

impl Measure<'_> {
    /// The value over a period's observed slots (`domain.md` §5); `None` where nothing says how to sum up.
    pub fn in_period(&self, period: &Period) -> Option<PeriodValue> {
        let how = self.kpi.doc.aggregate?;
        let calendar = &self.cx.model.settings.calendar;
        let mut value = aggregate::period_value(self.score.run(), period, self.cadence, Some(how), calendar);
        value.target = self.period_target(period, how);
        Some(value)
    }

    /// The narrowest period's target; a longer period's target of a sum applies to its own total only.
    pub(super) fn period_target(&self, period: &Period, how: Aggregate) -> Option<SlotTarget> {
        let doc = &self.kpi.doc;
        let whole = |p: &Period| p.covers(period) && (how != Aggregate::Sum || period.covers(p));
        let narrowest = doc.targets.iter().filter(|(p, _)| whole(p)).min_by_key(|(p, _)| p.days()).map(|(_, t)| *t);
        let found = narrowest.or_else(|| doc.target.filter(|_| how != Aggregate::Sum))?;
        Some(match found {
            KpiTarget::Number(t) => SlotTarget::Number(t),
            KpiTarget::Range(lo, hi) => SlotTarget::Range(lo, hi),
        })
    }

    /// What the status rests on where the slot has no target of its own: the running total against its share by now.
    pub fn basis(&self) -> Option<String> {
        let f = &self.cx.format;
        let running = self.score.running_period.as_ref().filter(|_| self.score.target.is_none())?;
        let (Some(SlotTarget::Number(target)), Some(value)) = (running.target, running.value) else { return None };
        if self.kpi.doc.aggregate != Some(Aggregate::Sum) || running.expected == 0 {
            return None;
        }
        let calendar = &self.cx.model.settings.calendar;
        let ended = aggregate::count_ended(self.cadence, Span::from(&running.period), self.cx.scores.as_of, calendar);
        let due = target * f64::from(ended) / f64::from(running.expected);
        let texts = [self.text(value), f.period(&running.period), self.text(due), self.text(target)];
        let [value, period, due, target] = &texts;
        Some(f.fill(
            "{value} so far in {period}, {due} due by now of {target}",
            &[("value", value), ("period", period), ("due", due), ("target", target)],
        ))
    }

    /// The value one year before the slot that begins on this day.
    pub fn slot_a_year_before(&self, start: Date) -> Option<f64> {
        kpi::a_year_before(&self.score.slots, start, self.cadence, &self.cx.model.settings.calendar)
    }

    /// What the same period had one year earlier, over as many slots as have ended of this one; `None` where either
    /// is not whole, for a total.
    pub fn year_earlier(&self, period: &Period, now: &PeriodValue) -> Option<f64> {
        let how = self.kpi.doc.aggregate;
        let (as_of, calendar) = (self.cx.scores.as_of, &self.cx.model.settings.calendar);
        let before = kpi::year_earlier(self.score.run(), period, self.cadence, how, as_of, calendar)?;
        let whole = now.complete() || now.observed == before.expected;
        before.value.filter(|_| before.complete() && (whole || how != Some(Aggregate::Sum)))
    }
}
