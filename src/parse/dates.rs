//! Dates as people write them.
//!
//! A text that two countries read differently is ambiguous until a format is declared, whatever its neighbours say.

use crate::domain::cadence::add_days;
use crate::domain::period::days_between;
use crate::domain::{Calendar, Date, Period};
use jiff::civil::{ISOWeekDate, Weekday};

/// What a date text names: a day, or a span that starts on one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateText {
    Day(Date),
    /// A week, month, quarter or year: its first and last day.
    Span(Date, Date),
    /// `01/02/2026` without a declared format.
    Ambiguous,
    No,
}

impl DateText {
    /// The day itself, or the first of the span.
    pub fn first_day(&self) -> Option<Date> {
        match self {
            DateText::Day(day) | DateText::Span(day, _) => Some(*day),
            DateText::Ambiguous | DateText::No => None,
        }
    }
}

/// Reads a date cell: ISO days with or without a time, `2026-07`, `2026-Q3`, `2026-W27`, years, fiscal years
/// `2014/2015` and `FY26-Q3`, `18 Nov 2025`, `Nov 2025`, or the declared format made of `DD`, `MM`, `MMM`, `YYYY`, `YY`.
pub fn parse(text: &str, format: Option<&str>, calendar: &Calendar) -> DateText {
    if let (None, Some(day)) = (format, iso_day(text)) {
        return DateText::Day(day);
    }
    let text = without_time(text.trim());
    if let Some(found) = format.and_then(|format| declared(text, format)) {
        return found;
    }
    let found = days_in_digits(text)
        .or_else(|| week(text))
        .or_else(|| split_year(text, calendar))
        .or_else(|| month_in_words(text))
        .or_else(|| period(text, calendar))
        .unwrap_or(DateText::No);
    match found {
        DateText::Ambiguous if format.is_some() => DateText::No,
        found => found,
    }
}

/// `2025-11-18` and nothing else: what nearly every cell of nearly every file holds.
fn iso_day(text: &str) -> Option<Date> {
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    if y.len() != 4 || !digits(y) || !digits(&[*m1, *m2, *d1, *d2]) {
        return None;
    }
    let two = |a: u8, b: u8| ((a - b'0') * 10 + b - b'0').cast_signed();
    let year = y.iter().fold(0, |year, digit| year * 10 + i16::from(digit - b'0'));
    Date::new(year, two(*m1, *m2), two(*d1, *d2)).ok()
}

/// A day and month without a year, `28 Nov`, in the year that puts it nearest to `near`; any full date is read too.
pub fn day_month(text: &str, near: Date) -> Option<Date> {
    if let DateText::Day(day) = parse(text, None, &Calendar::default()) {
        return Some(day);
    }
    let words = Words::split(text)?;
    let [Some(day), None] = words.numbers else { return None };
    let day = number(day, 2)? as i8;
    (-1..=1)
        .filter_map(|years| Date::new(near.year() + years, words.month, day).ok())
        .min_by_key(|date| days_between(near, *date).abs())
}

/// The days that a text with the year at its end can mean, each with the format to declare for it: day first, month
/// first. Empty where it is no such text.
pub fn readings(text: &str) -> Vec<(Date, String)> {
    let text = without_time(text.trim());
    let Some(separator) = text.chars().find(|c| matches!(c, '-' | '/' | '.')) else { return Vec::new() };
    let year = if text.rsplit(separator).next().is_some_and(|y| y.len() == 2) { "YY" } else { "YYYY" };
    let mut found: Vec<(Date, String)> = Vec::new();
    for (first, second) in [("DD", "MM"), ("MM", "DD")] {
        let format = format!("{first}{separator}{second}{separator}{year}");
        if let Some(DateText::Day(day)) = declared(text, &format)
            && found.iter().all(|(other, _)| *other != day)
        {
            found.push((day, format));
        }
    }
    found
}

/// Cuts a time of day from the end: `T00:00`, ` 00:00:00.000Z`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let date = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let time = &text[date.len()..];
    let clock = |c: char| c.is_ascii_digit() || " :.,+-ZAPMUTC".contains(c.to_ascii_uppercase());
    match date.strip_suffix([' ', 'T', 't']) {
        Some(date) if time.chars().all(clock) => date.trim_end(),
        _ => text,
    }
}

/// A number of at most so many digits and nothing else.
fn number(text: &str, most: usize) -> Option<i16> {
    let fits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// A year of four digits.
fn year(text: &str) -> Option<i16> {
    number(text, 4).filter(|_| text.len() == 4)
}

fn day(year: i16, month: i16, day: i16) -> Option<DateText> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(DateText::Day)
}

fn month(year: i16, month: i8) -> Option<DateText> {
    let first = Date::new(year, month, 1).ok()?;
    Some(DateText::Span(first, first.last_of_month()))
}

/// `2025-11-18`, `2025/11/18`, `20251118`; with the year at the end the order of day and month is open.
fn days_in_digits(text: &str) -> Option<DateText> {
    if let Some((head, tail)) = text.split_at_checked(4)
        && let (Some(year), Some(rest)) = (year(head), number(tail, 4).filter(|_| tail.len() == 4))
    {
        return day(year, rest / 100, rest % 100);
    }
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = text.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if let Some(year) = year(a) {
        return day(year, number(b, 2)?, number(c, 2)?);
    }
    let (a, b) = (number(a, 2)?, number(b, 2)?);
    number(c, 4).filter(|_| matches!(c.len(), 2 | 4))?;
    let possible = a.min(b) >= 1 && a.min(b) <= 12 && a.max(b) <= 31;
    Some(if possible { DateText::Ambiguous } else { DateText::No })
}

/// `2026-W27`, `2026W27`, `W27 2026`, `2026-W27-3`; a year without a 53rd week has none.
fn week(text: &str) -> Option<DateText> {
    let at = text.find(['W', 'w'])?;
    let (before, after) = (text[..at].trim_end_matches(['-', ' ']), &text[at + 1..]);
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (week, rest) = after.split_at(digits);
    let rest = rest.trim_start_matches(['-', ' ', '/']);
    let (year, weekday) = if before.is_empty() { (year(rest)?, "") } else { (year(before)?, rest) };
    let monday = ISOWeekDate::new(year, i8::try_from(number(week, 2)?).ok()?, Weekday::Monday).ok()?.date();
    let later = |days| add_days(monday, days);
    match weekday {
        "" => Some(DateText::Span(monday, later(6))),
        _ => number(weekday, 1).filter(|d| (1..=7).contains(d)).map(|d| DateText::Day(later(i32::from(d) - 1))),
    }
}

/// `2014/2015`, `2014/15`, `FY2014/15`: a fiscal year, by both calendar years it touches. `2014-15` could be a month.
fn split_year(text: &str, calendar: &Calendar) -> Option<DateText> {
    let (first, second) = match text.split_once('/') {
        Some((first, second)) => (first, second),
        None => text.split_once('-').filter(|(_, second)| second.len() == 4)?,
    };
    let first = year(first.trim_start_matches(['F', 'Y', 'f', 'y', ' ']))?;
    let last = match second.len() {
        4 => year(second)?,
        2 => number(second, 2).filter(|two| *two == (first + 1) % 100).map(|_| first + 1)?,
        _ => return None,
    };
    if last != first + 1 {
        return None;
    }
    period_span(&format!("FY{last}"), calendar)
}

/// `2026`, `2026-07`, `2026-Q3`, `Q3 2026`, `FY26-Q3`. `2011/10` is no month: beside `2011/12` nobody could tell.
fn period(text: &str, calendar: &Calendar) -> Option<DateText> {
    if text.contains('/') {
        return None;
    }
    period_span(text, calendar).or_else(|| {
        let (part, year) = text.split_once([' ', '-'])?;
        period_span(&format!("{}-{part}", year.trim()), calendar).filter(|_| part.starts_with(['Q', 'q', 'H', 'h']))
    })
}

fn period_span(text: &str, calendar: &Calendar) -> Option<DateText> {
    Period::parse(text, calendar).map(|p| DateText::Span(p.start, p.end))
}

/// A month's name and at most two numbers around it.
struct Words<'a> {
    month: i8,
    numbers: [Option<&'a str>; 2],
}

impl<'a> Words<'a> {
    fn split(text: &'a str) -> Option<Self> {
        let (mut month, mut numbers) = (None, [None, None]);
        for word in text.split([' ', ',', '.', '-', '/', '\u{a0}']).filter(|w| !w.is_empty()) {
            if let Some(m) = month_named(word).filter(|_| month.is_none()) {
                month = Some(m);
            } else {
                *numbers.iter_mut().find(|n| n.is_none())? = Some(without_ordinal(word));
            }
        }
        Some(Self { month: month?, numbers })
    }
}

/// `18th` as `18`.
fn without_ordinal(word: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month whose name starts with these three or more letters.
fn month_named(word: &str) -> Option<i8> {
    let starts = |name: &str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let found = MONTHS.iter().position(|name| starts(name)).filter(|_| word.len() >= 3)?;
    i8::try_from(found + 1).ok()
}

/// `18 Nov 2025`, `Nov 18, 2025`, `Nov 2025`; a year of two digits may as well be a day.
fn month_in_words(text: &str) -> Option<DateText> {
    let words = Words::split(text)?;
    match words.numbers {
        [Some(only), None] => match year(only) {
            Some(year) => month(year, words.month),
            None => number(only, 2).map(|_| DateText::Ambiguous),
        },
        [Some(a), Some(b)] => match (year(a), year(b)) {
            (None, Some(year)) => day(year, words.month.into(), number(a, 2)?),
            (Some(year), None) => day(year, words.month.into(), number(b, 2)?),
            _ => number(a, 2).and(number(b, 2)).map(|_| DateText::Ambiguous),
        },
        _ => None,
    }
}

/// Reads the text by a declared format; runs of `D`, `M`, `Y` are fields, everything else stands for itself.
fn declared(text: &str, format: &str) -> Option<DateText> {
    let format = format.trim();
    // A time of day in the format names what `without_time` has cut off.
    let format = format.find(['H', 'h']).map_or(format, |at| format[..at].trim_end_matches([' ', 'T', 't']));
    let (mut rest, mut pattern) = (text, format);
    let (mut years, mut months, mut days) = (None, None, None);
    while let Some(c) = pattern.chars().next() {
        let field = c.to_ascii_uppercase();
        if !matches!(field, 'D' | 'M' | 'Y') {
            rest = rest.strip_prefix(c)?;
            pattern = &pattern[c.len_utf8()..];
            continue;
        }
        let run = pattern.chars().take_while(|p| p.eq_ignore_ascii_case(&c)).count();
        pattern = &pattern[run..];
        if field == 'M' && run > 2 {
            let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            months = Some(i16::from(month_named(&rest[..letters])?));
            rest = &rest[letters..];
            continue;
        }
        let most = if field == 'Y' && run > 2 { 4 } else { 2 };
        let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let value = number(&rest[..digits], 4)?;
        rest = &rest[digits..];
        match field {
            'D' => days = Some(value),
            'M' => months = Some(value),
            _ if digits == most => years = Some(full_year(value, most)),
            _ => return None,
        }
    }
    if !rest.is_empty() {
        return None;
    }
    match (years, months, days) {
        (Some(y), Some(m), Some(d)) => day(y, m, d),
        (Some(y), Some(m), None) => month(y, i8::try_from(m).ok()?),
        (Some(y), None, None) => Some(DateText::Span(Date::new(y, 1, 1).ok()?, Date::new(y, 12, 31).ok()?)),
        _ => None,
    }
}

/// Years of two digits are those from 1970 to 2069.
fn full_year(value: i16, digits: usize) -> i16 {
    match (digits, value) {
        (4, _) => value,
        (_, 70..) => 1900 + value,
        _ => 2000 + value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const APRIL: Calendar = Calendar { fiscal_start: 4 };

    fn read(text: &str) -> DateText {
        parse(text, None, &APRIL)
    }

    fn span(a: Date, b: Date) -> DateText {
        DateText::Span(a, b)
    }

    #[test]
    fn days_are_read_with_or_without_a_time() {
        for text in [
            "2025-11-18",
            " 2025-11-18 ",
            "2025/11/18",
            "2025.11.18",
            "20251118",
            "2025-11-18T00:00",
            "2025-11-18 00:00:00",
            "2025-11-18T00:00:00.000Z",
            "2025-11-18T01:00:00+01:00",
            "2025/11/18 12:00 AM",
            "18 Nov 2025",
            "18-Nov-2025",
            "18. November 2025",
            "18th November 2025",
            "Nov 18, 2025",
            "2025-Nov-18",
            "2025-W47-2",
        ] {
            assert_eq!(read(text), DateText::Day(date(2025, 11, 18)), "{text}");
        }
    }

    #[test]
    fn weeks_months_quarters_and_years_are_spans() {
        let july = span(date(2026, 7, 1), date(2026, 7, 31));
        assert_eq!((read("2026-07"), read("Jul 2026"), read("July-2026")), (july.clone(), july.clone(), july));
        let week = span(date(2026, 6, 29), date(2026, 7, 5));
        for text in ["2026-W27", "2026W27", "2026 W27", "2026-w27", "W27 2026"] {
            assert_eq!(read(text), week, "{text}");
        }
        let third = span(date(2026, 7, 1), date(2026, 9, 30));
        for text in ["2026-Q3", "2026 Q3", "2026Q3", "Q3 2026", "q3-2026"] {
            assert_eq!(read(text), third, "{text}");
        }
        assert_eq!(read("FY26-Q3"), span(date(2025, 10, 1), date(2025, 12, 31)));
        assert_eq!(read("2026"), span(date(2026, 1, 1), date(2026, 12, 31)));
    }

    #[test]
    fn only_long_years_have_a_week_53() {
        assert_eq!(read("2020-W53"), span(date(2020, 12, 28), date(2021, 1, 3)));
        assert_eq!(read("2021-W53"), DateText::No);
        assert_eq!(read("2021-W00"), DateText::No);
    }

    #[test]
    fn a_fiscal_year_may_be_written_by_both_its_years() {
        let year = span(date(2014, 4, 1), date(2015, 3, 31));
        for text in ["2014/2015", "2014/15", "FY2014/15", "2014-2015", "FY15"] {
            assert_eq!(read(text), year, "{text}");
        }
        for text in ["2014/16", "2014/2016", "2014-15", "2011/10"] {
            assert_eq!(read(text), DateText::No, "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_never_guessed() {
        for text in ["01/02/2026", "31/12/2025", "12/31/2025", "1.2.2026", "01-02-26", "18-Nov-25", "Nov-25"] {
            assert_eq!(read(text), DateText::Ambiguous, "{text}");
        }
    }

    #[test]
    fn a_declared_format_decides() {
        let on = |text, format| parse(text, Some(format), &APRIL);
        assert_eq!(on("01/02/2026", "DD/MM/YYYY"), DateText::Day(date(2026, 2, 1)));
        assert_eq!(on("01/02/2026", "MM/DD/YYYY"), DateText::Day(date(2026, 1, 2)));
        assert_eq!(on("1.2.26", "D.M.YY"), DateText::Day(date(2026, 2, 1)));
        assert_eq!(on("18-Nov-25", "DD-MMM-YY"), DateText::Day(date(2025, 11, 18)));
        assert_eq!(on("18112025", "DDMMYYYY"), DateText::Day(date(2025, 11, 18)));
        assert_eq!(on("01/02/2026 00:00", "dd/mm/yyyy HH:mm"), DateText::Day(date(2026, 2, 1)));
        assert_eq!(on("02/2026", "MM/YYYY"), span(date(2026, 2, 1), date(2026, 2, 28)));
        assert_eq!(on("2026-02-01", "DD/MM/YYYY"), DateText::Day(date(2026, 2, 1)));
        assert_eq!(on("12/31/2025", "DD/MM/YYYY"), DateText::No);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "abc", "2025-13-01", "2025-02-30", "45", "10:30", "Total", "Q5 2026", "99/99/2025", "1.2.3"] {
            assert_eq!(read(text), DateText::No, "{text}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_nearest() {
        let near = date(2025, 11, 18);
        assert_eq!(day_month("28 Nov", near), Some(date(2025, 11, 28)));
        assert_eq!(day_month("Jan 9", near), Some(date(2026, 1, 9)));
        assert_eq!(day_month("28 Nov 2024", near), Some(date(2024, 11, 28)));
        assert_eq!(day_month("2025-12-01", near), Some(date(2025, 12, 1)));
        assert_eq!(day_month("31 Nov", near), None);
        assert_eq!(day_month("soon", near), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC*", likely in "[0-9A-Za-z/. :WQ-]{0,12}", format in "[DMYh/. -]{0,12}") {
            for text in [&text, &likely] {
                let _ = parse(text, None, &APRIL);
                let _ = parse(text, Some(&format), &APRIL);
                let _ = day_month(text, date(2025, 11, 18));
            }
        }
    }
}
