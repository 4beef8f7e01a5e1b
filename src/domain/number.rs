//! Numbers as people write them.
//!
//! A text has one reading or none: where both a thousand and a fraction are possible, the caller hears of both.

use serde::Serialize;

/// How a locale writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Separators {
    /// `None`: no locale is configured, so one separator with exactly three digits behind it is ambiguous.
    pub decimal: Option<char>,
}

/// A number with what stood around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    pub value: f64,
    /// Stood around the number, a currency first: `%`, `points`, `lockers`, `€`, `£ per parcel`; the million of
    /// `€1.2m` is already multiplied in. Empty if nothing.
    pub unit: String,
    /// A sign `+` or `-` was written (relative targets).
    pub signed: bool,
    /// `3/5`: the number behind the slash (value is 3).
    pub of: Option<f64>,
}

/// Why a text is not one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// Empty or a word for missing: not known, which is not zero.
    Missing,
    /// `1,250` without a configured locale: both readings.
    Ambiguous { thousands: String, fraction: String },
    /// Anything else.
    NotANumber,
}

/// Words that mean "not known" where the site declares none of its own.
pub const MISSING: &[&str] = &["", "NA", "N/A", "n/a", "-", "–", "—", "TBD", "null"];

/// Whether the text is empty or one of [`MISSING`], compared without case.
pub fn is_missing(text: &str) -> bool {
    let text = text.trim();
    MISSING.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Reads a number as people write it: `1,250`, `1 250`, `12%`, `€1.2m`, `3/5`, `99.95 %`, `+3 points`, `−4`, `1.2k`,
/// `(1,234)`.
///
/// # Errors
/// See [`NumberProblem`].
pub fn parse(text: &str, separators: Separators) -> Result<Quantity, NumberProblem> {
    let text = text.trim();
    if let Some(value) = plain(text, separators) {
        return Ok(Quantity { value, unit: String::new(), signed: text.starts_with('-'), of: None });
    }
    if is_missing(text) {
        return Err(NumberProblem::Missing);
    }
    // Accountants write a negative amount in brackets.
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        return match amount(inner.trim(), separators)? {
            quantity if quantity.signed => Err(NumberProblem::NotANumber),
            quantity => Ok(Quantity { value: -quantity.value, ..quantity }),
        };
    }
    amount(text, separators)
}

/// A number as people write it; YAML's exponents are read as well.
pub fn read(text: &str, separators: Separators) -> Option<Quantity> {
    match parse(text, separators) {
        Ok(quantity) => Some(quantity),
        Err(NumberProblem::NotANumber) => {
            let value: f64 = text.trim().parse().ok()?;
            value.is_finite().then(|| Quantity { value, unit: String::new(), signed: false, of: None })
        }
        Err(_) => None,
    }
}

/// The short way for what nearly every cell of a table holds: digits, at most one point, a minus.
/// `None` says nothing: [`parse`] decides.
pub fn plain(text: &str, separators: Separators) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mut digits, mut point) = (0_u64, None);
    for (at, byte) in unsigned.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits.wrapping_mul(10).wrapping_add(u64::from(byte - b'0')),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let (whole, fraction) = point.map_or((unsigned, None), |at| (&unsigned[..at], Some(&unsigned[at + 1..])));
    if whole.is_empty()
        || fraction.is_some_and(|f| f.is_empty() || reading(whole, '.', f, separators) != Reading::Fraction)
    {
        return None;
    }
    if unsigned.len() > EXACT_DIGITS {
        return text.parse().ok().filter(|value: &f64| value.is_finite());
    }
    // Both are whole numbers that a float holds exactly, so that dividing them rounds once, as parsing does.
    let value = digits as f64 / 10_u64.pow(fraction.map_or(0, str::len) as u32) as f64;
    Some(if text.starts_with('-') { -value } else { value })
}

/// So many digits are always less than 2⁵³.
const EXACT_DIGITS: usize = 15;

/// Sign, currency, number, scale or the whole of a share, unit: in this order.
fn amount(text: &str, separators: Separators) -> Result<Quantity, NumberProblem> {
    let (sign, rest) = take_sign(text);
    let (currency, rest) = take_currency(rest);
    let (sign, rest) = if sign.is_none() { take_sign(rest) } else { (sign, rest) };
    let (token, rest) = take_token(rest);
    let digits = normalise(token, separators)?;
    // `1o` is a slip for 10, and no unit begins with that letter right behind a digit.
    if rest.starts_with(['o', 'O']) {
        return Err(NumberProblem::NotANumber);
    }
    let (exponent, rest) = take_scale(rest, !currency.is_empty());
    let value = scaled(&digits, exponent)?;
    let (of, rest) = take_whole(rest, separators)?;
    Ok(Quantity {
        value: if sign == Some('-') { -value } else { value },
        unit: unit(currency, rest)?,
        signed: sign.is_some(),
        of,
    })
}

/// A sign, if one is written; any dash in front of a digit or currency is a minus.
fn take_sign(text: &str) -> (Option<char>, &str) {
    let mut chars = text.chars();
    match chars.next() {
        Some('+') => (Some('+'), chars.as_str().trim_start()),
        Some('-' | '−' | '–') => (Some('-'), chars.as_str().trim_start()),
        _ => (None, text),
    }
}

/// Codes that are read in front of a number; behind it any word is a unit.
const CURRENCIES: &[&str] = &[
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD", "HUF", "ILS", "INR", "JPY",
    "KRW", "MXN", "NOK", "NZD", "PLN", "SAR", "SEK", "SGD", "TRY", "USD", "ZAR",
];

/// A currency in front of the number: `€`, `US$`, `CHF`; empty if there is none.
fn take_currency(text: &str) -> (&str, &str) {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let symbol = text[letters..].chars().next().filter(|c| is_currency(*c));
    let end = match symbol {
        Some(c) if letters <= 2 => letters + c.len_utf8(),
        _ if CURRENCIES.contains(&&text[..letters]) => letters,
        _ => 0,
    };
    (&text[..end], text[end..].trim_start())
}

/// Whether a unit is nothing but a currency: `€`, `US$`, `CHF`.
pub fn is_money(unit: &str) -> bool {
    let (currency, rest) = take_currency(unit);
    !currency.is_empty() && rest.is_empty()
}

/// The decimal separator that this text proves, whatever the locale: the point of `8.75` and of `1,303,848`.
pub fn decimal_separator(text: &str) -> Option<char> {
    let (token, _) = take_token(text.trim_start_matches(|c: char| !c.is_ascii_digit()));
    let at = token.rfind(['.', ','])?;
    let (separator, other) = if token.as_bytes()[at] == b'.' { ('.', ',') } else { (',', '.') };
    let (whole, fraction) = (&token[..at], &token[at + 1..]);
    if whole.contains(separator) {
        return Some(other);
    }
    let grouped = whole.contains(|c: char| !c.is_ascii_digit());
    let open = reading(whole, separator, fraction, Separators::default()) == Reading::Either;
    (grouped || !open).then_some(separator)
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}

/// Whether the character only groups thousands, in every locale: spaces of all kinds and apostrophes.
fn is_grouping(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

/// Digits with the separators between them. A space or apostrophe belongs to the number only before three digits.
fn take_token(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let digits_from = |i: usize| bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits_from(0);
    while let Some(c) = text[end..].chars().next() {
        let run = digits_from(end + c.len_utf8());
        let joins = match c {
            '.' => run > 0,
            ',' => run > 0 && end > 0,
            c if is_grouping(c) => run == 3 && end > 0,
            _ => false,
        };
        if !joins {
            break;
        }
        end += c.len_utf8() + run;
    }
    text.split_at(end)
}

/// What one comma or point between digits means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Fraction,
    Thousands,
    Either,
}

/// A single separator: only before exactly three digits, and behind one to three that could be a thousand's head,
/// does the locale matter.
fn reading(whole: &str, separator: char, fraction: &str, separators: Separators) -> Reading {
    if fraction.len() != 3 || whole.is_empty() || whole.len() > 3 || whole.starts_with('0') {
        return Reading::Fraction;
    }
    match separators.decimal {
        Some(decimal) if decimal == separator => Reading::Fraction,
        Some(_) => Reading::Thousands,
        None => Reading::Either,
    }
}

/// The token with a point for the decimal separator and nothing between thousands.
fn normalise(token: &str, separators: Separators) -> Result<String, NumberProblem> {
    if token.is_empty() {
        return Err(NumberProblem::NotANumber);
    }
    let last = token.rfind(['.', ',']);
    let (whole, fraction) = match last {
        None => (token, ""),
        Some(at) => {
            let separator = if token.as_bytes()[at] == b'.' { '.' } else { ',' };
            let (whole, fraction) = (&token[..at], &token[at + 1..]);
            if whole.contains(separator) {
                (token, "")
            } else if whole.contains(|c: char| !c.is_ascii_digit()) {
                // Another mark groups the thousands already.
                (whole, fraction)
            } else {
                match reading(whole, separator, fraction, separators) {
                    Reading::Fraction => (whole, fraction),
                    Reading::Thousands => (token, ""),
                    Reading::Either => {
                        return Err(NumberProblem::Ambiguous {
                            thousands: format!("{whole}{fraction}"),
                            fraction: format!("{whole}.{fraction}"),
                        });
                    }
                }
            }
        }
    };
    if !well_grouped(whole) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberProblem::NotANumber);
    }
    let mut out: String = whole.chars().filter(char::is_ascii_digit).collect();
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    Ok(out)
}

/// `1,303,848` and the Indian `12,34,567`, one kind of mark throughout; or no mark at all.
fn well_grouped(whole: &str) -> bool {
    let mut marks = whole.chars().filter(|c| !c.is_ascii_digit());
    let Some(mark) = marks.next() else { return true };
    if marks.any(|m| m != mark) {
        return false;
    }
    let groups: Vec<usize> = whole.split(mark).map(str::len).collect();
    let (head, tail) = (groups[0], &groups[1..]);
    let inner = &tail[..tail.len() - 1];
    (1..=3).contains(&head)
        && tail.last() == Some(&3)
        && (inner.iter().all(|n| *n == 3) || (mark == ',' && head < 3 && inner.iter().all(|n| *n == 2)))
}

/// The power of ten behind the number: `1.2e6`, `1.2k`, `€1.2m`, `3 million`. A lone `m` behind a space is metres,
/// unless money is spoken of.
fn take_scale(rest: &str, money: bool) -> (i32, &str) {
    if let Some(found) = take_exponent(rest) {
        return found;
    }
    let behind = rest.trim_start();
    let attached = behind.len() == rest.len();
    let length = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    let (word, after) = behind.split_at(length);
    let exponent = match word {
        "m" if attached || money => 6,
        "b" | "B" if money => 9,
        "M" => 6,
        _ => match word.to_lowercase().as_str() {
            "k" | "thousand" | "tsd" => 3,
            "mn" | "mln" | "mio" | "million" | "millions" => 6,
            "bn" | "mrd" | "billion" | "billions" => 9,
            "tn" | "trillion" | "trillions" => 12,
            _ => return (0, rest),
        },
    };
    let ends = match after.chars().next() {
        None => true,
        Some('/') => money, // else `5m/s`
        Some(c) => c.is_whitespace() || is_currency(c) || matches!(c, '.' | ',' | ';' | ')'),
    };
    if ends { (exponent, after.strip_prefix('.').unwrap_or(after)) } else { (0, rest) }
}

/// `e6`, `E+06` directly behind the digits.
fn take_exponent(rest: &str) -> Option<(i32, &str)> {
    let behind = rest.strip_prefix(['e', 'E'])?;
    let unsigned = behind.strip_prefix(['+', '-']).unwrap_or(behind);
    let length = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let end = behind.len() - unsigned.len() + length;
    let exponent = behind[..end].parse().ok()?;
    Some((exponent, &behind[end..]))
}

/// Digits times a power of ten, rounded once.
fn scaled(digits: &str, exponent: i32) -> Result<f64, NumberProblem> {
    let value: Result<f64, _> = if exponent == 0 { digits.parse() } else { format!("{digits}e{exponent}").parse() };
    value.ok().filter(|v| v.is_finite()).ok_or(NumberProblem::NotANumber)
}

/// The whole that the number is a share of: `/5`, `of 5`, `out of 5`.
fn take_whole(rest: &str, separators: Separators) -> Result<(Option<f64>, &str), NumberProblem> {
    let behind = rest.trim_start();
    let Some(after) = ["/", "of ", "out of "].iter().find_map(|mark| behind.strip_prefix(mark)) else {
        return Ok((None, rest));
    };
    let (token, after) = take_token(after.trim_start());
    if token.is_empty() {
        return Ok((None, rest));
    }
    let whole = scaled(&normalise(token, separators)?, 0)?;
    Ok((Some(whole), after))
}

/// The unit from the currency in front and the words behind. Words that go on as a number, a date or a range are none.
fn unit(currency: &str, rest: &str) -> Result<String, NumberProblem> {
    let words = rest.trim().trim_end_matches('.').trim_end();
    let mut chars = words.chars();
    let starts_well = match (chars.next(), chars.next()) {
        (None, _) => true,
        (Some('/'), second) => second.is_some_and(char::is_alphabetic),
        (Some(c), _) => c.is_alphabetic() || is_currency(c) || matches!(c, '%' | '‰' | '°' | '('),
    };
    if !starts_well {
        return Err(NumberProblem::NotANumber);
    }
    let words = match words.to_lowercase().as_str() {
        "percent" | "per cent" | "pct" => "%",
        _ => words,
    };
    Ok(match (currency, words) {
        ("", words) => words.to_owned(),
        (currency, "") => currency.to_owned(),
        (currency, words) if words.starts_with('/') => format!("{currency}{words}"),
        (currency, words) => format!("{currency} {words}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: Separators = Separators { decimal: None };
    const POINT: Separators = Separators { decimal: Some('.') };
    const COMMA: Separators = Separators { decimal: Some(',') };

    fn value(text: &str, separators: Separators) -> f64 {
        parse(text, separators).unwrap_or_else(|e| panic!("{text}: {e:?}")).value
    }

    fn parts(text: &str) -> (f64, String) {
        let quantity = parse(text, POINT).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        (quantity.value, quantity.unit)
    }

    #[test]
    fn one_separator_before_three_digits_is_the_locales_to_decide() {
        assert_eq!((value("1,250", POINT), value("1,250", COMMA)), (1250.0, 1.25));
        assert_eq!((value("1.250", POINT), value("1.250", COMMA)), (1.25, 1250.0));
        for text in ["1,250", "1.250", "€1,250", "-1.250 %", "12,250/5"] {
            assert!(matches!(parse(text, NONE), Err(NumberProblem::Ambiguous { .. })), "{text}");
        }
        let both = NumberProblem::Ambiguous { thousands: "1250".to_owned(), fraction: "1.250".to_owned() };
        assert_eq!(parse("1,250", NONE), Err(both));
    }

    #[test]
    fn what_has_one_reading_needs_no_locale() {
        for separators in [NONE, POINT, COMMA] {
            for (text, expected) in [
                ("1,303,848", 1_303_848.0),
                ("1.303.848", 1_303_848.0),
                ("12,34,567", 1_234_567.0),
                ("1.234,5", 1234.5),
                ("1,234.5", 1234.5),
                ("1,234.567", 1234.567),
                ("1 250", 1250.0),
                ("1\u{a0}250", 1250.0),
                ("1\u{202f}250", 1250.0),
                ("1\u{2009}250,5", 1250.5),
                ("1'250.50", 1250.5),
                ("1’250", 1250.0),
                ("0,250", 0.25),
                ("0.250", 0.25),
                (".250", 0.25),
                ("12,5", 12.5),
                ("99.95", 99.95),
                ("2025,125", 2025.125),
                ("007", 7.0),
                ("1.2E+06", 1.2e6),
            ] {
                assert_eq!(value(text, separators), expected, "{text} {separators:?}");
            }
        }
    }

    #[test]
    fn units_and_currencies_are_kept() {
        assert_eq!(parts("12%"), (12.0, "%".to_owned()));
        assert_eq!(parts("99.95 %"), (99.95, "%".to_owned()));
        assert_eq!(parts("12 per cent"), (12.0, "%".to_owned()));
        assert_eq!(parts("5 €"), (5.0, "€".to_owned()));
        assert_eq!(parts("€ 5"), (5.0, "€".to_owned()));
        assert_eq!(parts("£2.10 per parcel"), (2.1, "£ per parcel".to_owned()));
        assert_eq!(parts("£2.10/parcel"), (2.1, "£/parcel".to_owned()));
        assert_eq!(parts("CHF 1'250"), (1250.0, "CHF".to_owned()));
        assert_eq!(parts("US$5"), (5.0, "US$".to_owned()));
        assert_eq!(parts("300ms"), (300.0, "ms".to_owned()));
        assert_eq!(parts("1 250 lockers."), (1250.0, "lockers".to_owned()));
        assert_eq!(parts("37 kg CO2 (scope 1)"), (37.0, "kg CO2 (scope 1)".to_owned()));
    }

    #[test]
    fn thousands_and_millions_are_multiplied_in_and_metres_are_not() {
        assert_eq!(parts("€1.2m"), (1_200_000.0, "€".to_owned()));
        assert_eq!(parts("1.2bn"), (1_200_000_000.0, String::new()));
        assert_eq!(parts("£420k"), (420_000.0, "£".to_owned()));
        assert_eq!(parts("€1.2 m"), (1_200_000.0, "€".to_owned()));
        assert_eq!(parts("4.35m parcels"), (4_350_000.0, "parcels".to_owned()));
        assert_eq!(parts("3 million"), (3_000_000.0, String::new()));
        assert_eq!(parts("2,5 Mio. €"), (2_500_000.0, "€".to_owned()));
        assert_eq!(parts("5 m"), (5.0, "m".to_owned()));
        assert_eq!(parts("5m²"), (5.0, "m²".to_owned()));
        assert_eq!(parts("5m/s"), (5.0, "m/s".to_owned()));
        assert_eq!(parts("5 min"), (5.0, "min".to_owned()));
        assert_eq!(parts("5 km"), (5.0, "km".to_owned()));
    }

    #[test]
    fn signs_are_remembered_and_brackets_are_negative() {
        let quantity = |text| parse(text, POINT).unwrap();
        assert_eq!(quantity("+3 points"), Quantity { value: 3.0, unit: "points".to_owned(), signed: true, of: None });
        for text in ["-4", "−4", "–4", "- 4", "-£4", "£-4"] {
            assert_eq!((quantity(text).value, quantity(text).signed), (-4.0, true), "{text}");
        }
        assert_eq!((quantity("(1,234)").value, quantity("(1,234)").signed), (-1234.0, false));
        assert_eq!((quantity("(£1,234)").value, quantity("(£1,234)").unit), (-1234.0, "£".to_owned()));
    }

    #[test]
    fn a_share_keeps_its_whole() {
        for text in ["3/5", "3 / 5", "3 of 5", "3 out of 5"] {
            let quantity = parse(text, NONE).unwrap();
            assert_eq!((quantity.value, quantity.of, quantity.unit.as_str()), (3.0, Some(5.0), ""), "{text}");
        }
        let depots = parse("3 of 5 depots", NONE).unwrap();
        assert_eq!((depots.of, depots.unit.as_str()), (Some(5.0), "depots"));
        assert_eq!(parse("60% of target", NONE).unwrap().unit, "% of target");
    }

    #[test]
    fn some_texts_prove_the_decimal_separator() {
        for (text, expected) in [
            ("8.75", Some('.')),
            ("€ 8,5", Some(',')),
            ("1,303,848", Some('.')),
            ("1.234,567", Some(',')),
            ("0.250", Some('.')),
            ("1,250", None),
            ("1250", None),
            ("", None),
        ] {
            assert_eq!(decimal_separator(text), expected, "{text}");
        }
    }

    #[test]
    fn missing_is_not_zero() {
        for text in ["", "  ", "NA", "n/a", "-", "–", "TBD", "tbd", "null"] {
            assert_eq!(parse(text, NONE), Err(NumberProblem::Missing), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "inf",
            "-inf",
            "NaN",
            "1e999",
            "abc",
            "2025-11-18",
            "31/12/2025",
            "10:30",
            "5-7",
            "5–7",
            "3 5",
            "1,25,0",
            "12*",
            "--4",
            "(-4)",
            "()",
            "€",
            "+",
            "1,2,3",
            "1.2.3",
            "4 250 5",
            "#N/A",
            "=A1",
        ] {
            assert_eq!(parse(text, POINT), Err(NumberProblem::NotANumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC*", digits in "[-+(€$ ]{0,3}[0-9,. '\u{a0}]{0,9}[a-zA-Z%/)²]{0,5}") {
            for separators in [NONE, POINT, COMMA] {
                let _ = parse(&text, separators);
                let _ = parse(&digits, separators);
            }
        }

        #[test]
        fn a_plain_number_is_read_to_the_last_bit(text in "-?[0-9]{1,17}(\\.[0-9]{1,17})?") {
            let value: f64 = text.parse().unwrap();
            prop_assert_eq!(parse(&text, POINT).unwrap().value.to_bits(), value.to_bits());
        }

        #[test]
        fn a_number_written_out_reads_as_itself(n in -1.0e15..1.0e15_f64, unit in "(%|points|€|)") {
            let quantity = parse(&format!("{n} {unit}"), POINT).unwrap();
            prop_assert_eq!(quantity.value, n);
            prop_assert_eq!(&quantity.unit, &unit);
            let again = parse(&format!("{}{}", quantity.value, quantity.unit), POINT).unwrap();
            prop_assert_eq!(again.value, n);
        }

        #[test]
        fn grouping_never_changes_a_whole_number(n in 1_000_000_u64..1_000_000_000_000) {
            let digits = n.to_string();
            for mark in [",", ".", " ", "'", "\u{a0}"] {
                let mut grouped = String::new();
                for (i, c) in digits.chars().enumerate() {
                    if i > 0 && (digits.len() - i) % 3 == 0 {
                        grouped.push_str(mark);
                    }
                    grouped.push(c);
                }
                prop_assert_eq!(parse(&grouped, NONE).unwrap().value, n as f64);
            }
        }
    }
}
