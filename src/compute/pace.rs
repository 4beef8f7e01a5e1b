//! Where the plan says a key result should be, and when a value is overdue
//! (`statistics.md` §2.2 and §5.6).

use super::aggregate::count_slots;
use super::progress::{limited, progress};
use crate::domain::cadence::add_days;
use crate::domain::period::days_between;
use crate::domain::{Cadence, Calendar, Date, Period, Slot};

/// A span of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: Date,
    pub end: Date,
}

impl From<Slot> for Span {
    fn from(slot: Slot) -> Self {
        Self { start: slot.start, end: slot.end }
    }
}

impl From<&Period> for Span {
    fn from(period: &Period) -> Self {
        Self { start: period.start, end: period.end }
    }
}

impl Span {
    /// Days, both ends included; at least 0.
    pub fn days(self) -> i32 {
        (days_between(self.start, self.end) + 1).max(0)
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Span) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The same days one year earlier.
    pub fn year_before(self) -> Span {
        let back = |date: Date| date.checked_sub(jiff::Span::new().years(1)).unwrap_or(date);
        // The last day of a month stays one: 28 February 2025 has 29 February 2024 before it.
        let end = back(self.end);
        let end = if self.end == self.end.last_of_month() { end.last_of_month() } else { end };
        Span { start: back(self.start), end }
    }
}

/// Share of the span that is over at the end of the day, in 0..=1 (P-10).
pub fn elapsed(span: Span, day: Date) -> f64 {
    let total = days_between(span.start, span.end) + 1;
    if total <= 0 {
        return if day >= span.start { 1.0 } else { 0.0 };
    }
    limited(f64::from(days_between(span.start, day) + 1) / f64::from(total))
}

/// Expected progress at the end of the day: linear over the span, or along the plan's dated values,
/// each turned into progress from baseline to target (P-12). A plan's value on or after the last day
/// replaces the target as the end of the curve; values before the first day are not on it.
pub fn expected(span: Span, plan: &[(Date, f64)], path: Option<(f64, f64)>, day: Date) -> f64 {
    let here = elapsed(span, day);
    let Some((baseline, target)) = path.filter(|_| !plan.is_empty()) else { return here };
    let mut before = (0.0, 0.0);
    let end = (1.0, 1.0);
    let knots = plan
        .iter()
        .filter(|(date, _)| *date >= span.start)
        .filter_map(|(date, value)| Some((elapsed(span, *date), progress(baseline, target, *value)?)));
    for knot in knots.chain([end]) {
        if here <= knot.0 {
            let width = knot.0 - before.0;
            let share = if width > 0.0 { (here - before.0) / width } else { 1.0 };
            return limited(before.1 + share * (knot.1 - before.1));
        }
        before = knot;
    }
    limited(before.1)
}

/// Whether a series has fallen silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Slots that should be in by now and are not.
    pub slots: u32,
    /// Last day on which the slot after the last observed one may come in.
    pub due: Date,
    /// The newest slot that should be in, if one is overdue.
    pub newest: Option<Slot>,
}

/// What is overdue at the as-of date after the last observed slot.
pub fn overdue(last: Slot, cadence: Cadence, grace: i32, as_of: Date, calendar: &Calendar) -> Overdue {
    let first = cadence.next(last, calendar);
    let due = add_days(first.end, grace);
    if due >= as_of {
        return Overdue { slots: 0, due, newest: None };
    }
    // A slot is overdue when its end and the grace lie before the as-of date.
    let limit = add_days(as_of, -grace - 1);
    let mut newest = cadence.slot(limit, calendar);
    if newest.end > limit {
        newest = cadence.previous(newest, calendar);
    }
    let slots = count_slots(cadence, Span { start: cadence.owner_day(first), end: newest.end }, calendar);
    Overdue { slots, due, newest: Some(newest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::test_support::{cadence, vector};
    use jiff::civil::date;
    use serde_json::Value;

    #[test]
    fn staleness_agrees_with_the_vectors() {
        let vectors: Value = serde_json::from_str(vector("aggregation/expected.json")).unwrap();
        for case in vectors["staleness"].as_array().unwrap() {
            let calendar = Calendar::default();
            let every = cadence(case["cadence"].as_str().unwrap());
            // The vectors name a slot by a day in it.
            let day: Date = case["last"].as_str().unwrap().parse().unwrap();
            let last = every.slot(day, &calendar);
            let grace = case["grace_days"].as_i64().unwrap() as i32;
            let as_of = case["asof"].as_str().unwrap().parse().unwrap();
            let found = overdue(last, every, grace, as_of, &calendar);
            assert_eq!(found.due.to_string(), case["next_due"].as_str().unwrap(), "{case}");
            assert_eq!(u64::from(found.slots), case["overdue_slots"].as_u64().unwrap(), "{case}");
        }
    }

    #[test]
    fn a_plan_is_followed_between_its_dates() {
        let span = Span { start: date(2025, 10, 1), end: date(2025, 12, 31) };
        let plan = [(date(2025, 10, 31), 450.0), (date(2025, 11, 30), 540.0)];
        let path = Some((412.0, 600.0));
        let at = |day| expected(span, &plan, path, day);
        assert!((at(date(2025, 10, 31)) - 38.0 / 188.0).abs() < 1e-12);
        assert!((at(date(2025, 11, 15)) - (38.0 + 45.0) / 188.0).abs() < 1e-12);
        assert_eq!(at(date(2025, 12, 31)), 1.0);
        assert_eq!(at(date(2025, 9, 30)), 0.0);
        assert_eq!(expected(span, &[], path, date(2025, 12, 31)), 1.0);
    }

    #[test]
    fn a_leap_years_last_day_has_a_year_before_it() {
        let span = Span { start: date(2025, 2, 1), end: date(2025, 2, 28) };
        assert_eq!(span.year_before(), Span { start: date(2024, 2, 1), end: date(2024, 2, 29) });
    }
}
