//! How often a KPI is measured, and the slots that follow from it (`statistics.md` §5.1, A-2 to A-4).

use super::period::{Calendar, Period};
use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};
use serde::Serialize;

/// How often a KPI is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    Day,
    /// Monday to Friday.
    Workday,
    Week,
    Month,
    Quarter,
    Year,
}

/// One measuring slot: first and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    pub start: Date,
    pub end: Date,
}

impl Cadence {
    /// The word in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Cadence::Day => "day",
            Cadence::Workday => "workday",
            Cadence::Week => "week",
            Cadence::Month => "month",
            Cadence::Quarter => "quarter",
            Cadence::Year => "year",
        }
    }

    /// The slot that contains the day. A weekend's day belongs to no workday slot: it counts to the Friday before.
    pub fn slot(self, date: Date, calendar: &Calendar) -> Slot {
        match self {
            Cadence::Day => Slot { start: date, end: date },
            Cadence::Workday => {
                let back = match date.weekday() {
                    Weekday::Saturday => 1,
                    Weekday::Sunday => 2,
                    _ => 0,
                };
                let day = add_days(date, -back);
                Slot { start: day, end: day }
            }
            Cadence::Week => {
                let start = add_days(date, -i32::from(date.weekday().to_monday_zero_offset()));
                Slot { start, end: add_days(start, 6) }
            }
            Cadence::Month => Slot { start: date.first_of_month(), end: last_of_month(date) },
            Cadence::Quarter => {
                let p = Period::quarter_of(date, calendar);
                Slot { start: p.start, end: p.end }
            }
            Cadence::Year => {
                let p = Period::year_of(date, calendar);
                Slot { start: p.start, end: p.end }
            }
        }
    }

    /// The slot after this one.
    pub fn next(self, slot: Slot, calendar: &Calendar) -> Slot {
        let mut day = add_days(slot.end, 1);
        if self == Cadence::Workday {
            while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                day = add_days(day, 1);
            }
        }
        self.slot(day, calendar)
    }

    /// The slot before this one.
    pub fn previous(self, slot: Slot, calendar: &Calendar) -> Slot {
        self.slot(add_days(slot.start, -1), calendar)
    }

    /// The day that decides to which month, quarter or year a slot belongs: a week's Thursday, else its first day.
    pub fn owner_day(self, slot: Slot) -> Date {
        if self == Cadence::Week { add_days(slot.start, 3) } else { slot.start }
    }

    /// The slots that belong to the span of days (by their owner day), in order.
    pub fn slots_in(self, start: Date, end: Date, calendar: &Calendar) -> Vec<Slot> {
        let mut out = Vec::new();
        let mut slot = self.slot(start, calendar);
        while slot.start <= end {
            let owner = self.owner_day(slot);
            if owner >= start && owner <= end {
                out.push(slot);
            }
            let next = self.next(slot, calendar);
            if next.start <= slot.start {
                break; // the calendar's last day
            }
            slot = next;
        }
        out
    }

    /// Default days of grace before a missing slot is overdue (`statistics.md` A-41).
    pub fn grace_days(self) -> i32 {
        match self {
            Cadence::Day | Cadence::Workday => 2,
            Cadence::Week => 3,
            Cadence::Month => 10,
            Cadence::Quarter => 21,
            Cadence::Year => 45,
        }
    }

    /// The short name of a slot: `2025-11-18`, `2025-W47`, `2025-11`, `FY2026-Q3`, `FY2026`.
    pub fn label(self, slot: Slot, calendar: &Calendar) -> String {
        match self {
            Cadence::Day | Cadence::Workday => slot.start.to_string(),
            Cadence::Week => {
                let iso = slot.start.iso_week_date();
                format!("{}-W{:02}", iso.year(), iso.week())
            }
            Cadence::Month => format!("{}-{:02}", slot.start.year(), slot.start.month()),
            Cadence::Quarter => Period::quarter_of(slot.start, calendar).name,
            Cadence::Year => Period::year_of(slot.start, calendar).name,
        }
    }
}

/// The day `n` days later (earlier where negative); stays inside the calendar's range.
pub fn add_days(date: Date, n: i32) -> Date {
    match n.saturating_add(date.day().into()) {
        // Within a month no calendar is needed.
        day @ 1..=28 => Date::new(date.year(), date.month(), day as i8).unwrap_or(date),
        _ => date.saturating_add(SignedDuration::from_hours(24 * i64::from(n))),
    }
}

/// The last day of the date's month.
pub fn last_of_month(date: Date) -> Date {
    date.last_of_month()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    #[test]
    fn days_are_added_across_months_and_stay_inside_the_calendar() {
        for n in -400..400 {
            assert_eq!(add_days(date(2024, 2, 14), n), date(2024, 2, 14).saturating_add(n.days()), "{n}");
        }
        assert_eq!(add_days(Date::MAX, i32::MAX), Date::MAX);
        assert_eq!(add_days(Date::MIN, i32::MIN), Date::MIN);
    }

    #[test]
    fn a_week_belongs_to_the_quarter_of_its_thursday() {
        let calendar = Calendar { fiscal_start: 4 };
        let q3 = Period::parse("FY26-Q3", &calendar).unwrap();
        let slots = Cadence::Week.slots_in(q3.start, q3.end, &calendar);
        // 1 October 2025 is a Wednesday: its week's Thursday is the 2nd. 1 January 2026 is a Thursday: not ours.
        assert_eq!(slots.first().unwrap().start, date(2025, 9, 29));
        assert_eq!(slots.last().unwrap().end, date(2025, 12, 28));
        assert_eq!(slots.len(), 13);
        assert_eq!(
            Cadence::Week.label(Slot { start: date(2020, 12, 28), end: date(2021, 1, 3) }, &calendar),
            "2020-W53"
        );
    }

    #[test]
    fn workdays_skip_the_weekend() {
        let calendar = Calendar::default();
        let friday = Cadence::Workday.slot(date(2025, 11, 14), &calendar);
        assert_eq!(Cadence::Workday.next(friday, &calendar).start, date(2025, 11, 17));
        assert_eq!(Cadence::Workday.slot(date(2025, 11, 16), &calendar), friday);
    }
}
