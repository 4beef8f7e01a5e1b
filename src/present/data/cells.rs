//! Days and numbers as data files hold them, a million at a time.

use crate::chart::push_whole;
use crate::domain::Date;
use std::fmt::Write as _;

/// `2025-11-16`.
pub(super) fn push_day(out: &mut String, day: Date) {
    let pad = |out: &mut String, number: i8| {
        out.push_str(if number < 10 { "-0" } else { "-" });
        push_whole(out, number.unsigned_abs().into());
    };
    match day.year() {
        year @ 1000.. => push_whole(out, year.unsigned_abs().into()),
        // Writing to a string does not fail.
        year => _ = write!(out, "{year:04}"),
    }
    pad(out, day.month());
    pad(out, day.day());
}

/// The shortest text that is this number again; numbers of up to three decimals need no search for it.
pub(super) fn push_number(out: &mut String, number: f64) {
    let thousandths = (number.abs() * 1000.0).round();
    if thousandths >= 1e9 || thousandths / 1000.0 != number.abs() || number == 0.0 {
        let _ = write!(out, "{number}");
        return;
    }
    if number < 0.0 {
        out.push('-');
    }
    let thousandths = thousandths as u32;
    push_whole(out, thousandths / 1000);
    let mut fraction = thousandths % 1000;
    if fraction > 0 {
        out.push('.');
        for place in [100, 10, 1] {
            out.push(char::from(b'0' + (fraction / place) as u8));
            fraction %= place;
            if fraction == 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(number: f64) -> String {
        let mut out = String::new();
        push_number(&mut out, number);
        out
    }

    proptest! {
        #[test]
        fn numbers_are_written_as_the_standard_library_writes_them(
            thousandths in -2_000_000_000i64..2_000_000_000, digits in 0i32..5, any in any::<f64>()
        ) {
            for value in [thousandths as f64 / 10f64.powi(digits), any] {
                prop_assert_eq!(number(value), value.to_string());
            }
        }

        #[test]
        fn days_are_written_as_iso_has_them(year in 1i16..9999, month in 1i8..=12, day in 1i8..=28) {
            let day = jiff::civil::date(year, month, day);
            let mut out = String::new();
            push_day(&mut out, day);
            prop_assert_eq!(out, day.to_string());
        }
    }
}
