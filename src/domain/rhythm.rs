//! The days on which teams check in.

use super::cadence::add_days;
use super::period::days_between;
use jiff::civil::{Date, Weekday};

/// A weekday, every week or every other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckInDay {
    pub weekday: Weekday,
    /// 1 or 2.
    pub every_weeks: i32,
}

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

impl CheckInDay {
    /// The names of the weekdays.
    pub const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// Reads `Tuesday`, `every Tuesday`, `Tuesdays`, `every other Tuesday`, `Tuesday, fortnightly`; `None`: other words.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let mut named = DAYS.iter().filter(|(name, _)| words.iter().any(|w| w.strip_suffix('s').unwrap_or(w) == *name));
        let (Some((_, weekday)), None) = (named.next(), named.next()) else { return None };
        let says = |word: &str| words.contains(&word);
        // "First Tuesday of the month" is a rhythm that is only shown.
        if says("month") || says("monthly") || says("quarter") {
            return None;
        }
        let other = says("other") || says("second") || says("2nd") || says("fortnight") || says("fortnightly");
        let two = says("two") && says("weeks");
        Some(Self { weekday: *weekday, every_weeks: if other || two { 2 } else { 1 } })
    }

    /// The check-in days from `start` to `end`, both included; every other week is counted from the first.
    pub fn days(self, start: Date, end: Date) -> impl Iterator<Item = Date> {
        let ahead = i32::from(start.weekday().until(self.weekday));
        let (first, step) = (add_days(start, ahead), 7 * self.every_weeks);
        let count = (days_between(first, end) / step + 1).max(0);
        (0..if first > end { 0 } else { count }).map(move |i| add_days(first, i * step))
    }

    /// Days between two check-in days.
    pub fn step(self) -> i32 {
        7 * self.every_weeks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_rhythm_is_a_weekday_in_words() {
        let every = |text: &str| CheckInDay::parse(text).map(|day| (day.weekday, day.every_weeks));
        for text in ["Tuesday", "every Tuesday", "Tuesdays at nine", "tuesday"] {
            assert_eq!(every(text), Some((Weekday::Tuesday, 1)), "{text}");
        }
        for text in ["every other Friday", "Friday, fortnightly", "every second Friday", "Fridays, every two weeks"] {
            assert_eq!(every(text), Some((Weekday::Friday, 2)), "{text}");
        }
        for text in ["when there is news", "first Monday of the month", "Monday and Thursday", ""] {
            assert_eq!(every(text), None, "{text}");
        }
    }

    #[test]
    fn a_quarter_has_its_check_in_days() {
        let days = |text: &str| -> Vec<Date> {
            CheckInDay::parse(text).unwrap().days(date(2025, 10, 1), date(2025, 12, 31)).collect()
        };
        let weekly = days("Tuesday");
        assert_eq!((weekly[0], weekly[12], weekly.len()), (date(2025, 10, 7), date(2025, 12, 30), 13));
        assert_eq!(days("every other Wednesday")[..2], [date(2025, 10, 1), date(2025, 10, 15)]);
        let none = CheckInDay::parse("Monday").unwrap().days(date(2025, 10, 1), date(2025, 10, 2));
        assert_eq!(none.count(), 0);
    }
}
