//! Names of files that hold their day otherwise than it is read.

use crate::domain::{Calendar, Date};
use crate::parse::dates::{self, DateText};

/// The names that a check-in should have by the day in its own, `18-11-2025-team`: one, two where day and month may be
/// either way round, none without a day.
pub(super) fn right(stem: &str) -> Vec<String> {
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let spans = [3, 1].into_iter().flat_map(|length| (0..words.len()).map(move |at| at..at + length));
    for span in spans.filter(|span| span.end <= words.len()) {
        let days = days(&words[span.clone()]);
        if !days.is_empty() {
            let rest = words[..span.start].iter().chain(&words[span.end..]).copied();
            let rest: String = rest.flat_map(|word| ["-", word]).collect();
            return days.iter().map(|day| format!("{day}{rest}")).collect();
        }
    }
    Vec::new()
}

/// The days that these words can mean.
fn days(words: &[&str]) -> Vec<Date> {
    let digits = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let joined = words.join(if words.iter().all(digits) { "-" } else { " " });
    match dates::parse(&joined, None, &Calendar::default()) {
        DateText::Day(day) => vec![day],
        // A year of two digits at the end is no better than a guess.
        DateText::Ambiguous if words.last().is_some_and(|year| year.len() == 4) => {
            dates::readings(&joined).into_iter().map(|(day, _)| day).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::right;

    #[test]
    fn the_day_is_found_wherever_and_however_it_stands() {
        for stem in ["18-07-2026-team", "team-2026-07-18", "20260718 team", "2026_07_18_team", "18.07.2026_team"] {
            assert_eq!(right(stem), ["2026-07-18-team"], "{stem}");
        }
        assert_eq!(right("18 Jul 2026"), ["2026-07-18"]);
        assert_eq!(right("2026-7-8-field-ops"), ["2026-07-08-field-ops"]);
        assert_eq!(right("06-07-2026-team"), ["2026-07-06-team", "2026-06-07-team"]);
        for stem in ["team", "2026-07-team", "team-3", "w29-team", "31-31-2026"] {
            assert_eq!(right(stem), [""; 0], "{stem}");
        }
    }
}
