//! The few number and date forms that reasons are written in.

use crate::domain::Date;
use crate::parse::doc::Event;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A score: `0.54`.
pub fn two(score: f64) -> String {
    format!("{:.2}", super::policy::grade(score) + 0.0)
}

/// A share: `33 %`.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A value of any size with four digits that matter: `92.3`, `127.8`, `446923`.
pub fn plain(value: f64) -> String {
    let decimals = match value.abs() {
        ..1.0 => 4,
        ..100.0 => 2,
        ..1000.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A day: `18 Nov`.
pub fn day(date: Date) -> String {
    let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    format!("{} {}", date.day(), MONTHS.get(month).copied().unwrap_or("?"))
}

/// `1 slot`, `2 slots`.
pub fn count(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// What stands beside `paused` or `dropped`: `since 3 Nov: why`.
pub fn event(event: &Event) -> String {
    match (event.date, event.why.as_deref()) {
        (Some(date), Some(why)) => format!("since {}: {why}", day(date)),
        (Some(date), None) => format!("since {}, without a reason", day(date)),
        (None, Some(why)) => why.to_owned(),
        (None, None) => "without a reason".to_owned(),
    }
}

/// Why nothing is known of a page with a mistake.
pub(super) const BROKEN: &str = "the page has a mistake, so its numbers are not known";

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reasons_write_numbers_and_days_plainly() {
        assert_eq!(two(0.285), "0.29");
        assert_eq!(percent(0.335), "34 %");
        assert_eq!((plain(92.3).as_str(), plain(1250.0).as_str(), plain(-0.00001).as_str()), ("92.3", "1250", "0"));
        assert_eq!(day(date(2025, 11, 18)), "18 Nov");
        assert_eq!(count(1, "breach", "breaches"), "1 breach");
    }
}
