//! A review says “[[first-attempt]] was 91.4 %”, and the series says otherwise.
//!
//! Only plain statements are read: a link to a KPI, one of a few connecting words, a number in the KPI's unit.

use super::{Lint, LintCx};
use crate::base::codes::NUMBER_IN_PROSE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::domain::number::{self, Separators};
use crate::domain::{GoalRef, Period};
use crate::parse::markdown::{self, LinkText};
use crate::resolve::model::{KpiIx, Named};
use crate::resolve::names::Found;
use std::ops::Range;

/// What may stand between a KPI and its number, so that the number is its value and no target or difference.
const CONNECTING: &[&str] = &[
    "",
    ":",
    "=",
    "(",
    "is",
    "was",
    "at",
    "is at",
    "was at",
    "stands at",
    "stood at",
    "ended at",
    "reached",
    "rose to",
    "grew to",
    "climbed to",
    "fell to",
    "dropped to",
    "came to",
    "came down to",
    "went up to",
    "went down to",
];

pub struct NumberInProse;

impl Lint for NumberInProse {
    fn code(&self) -> Code {
        NUMBER_IN_PROSE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for review in &cx.model.reviews {
            let text = &cx.sources.file(review.doc.file).text;
            for (start, end) in &review.doc.common.body.ranges {
                for (link, range) in markdown::scan(text, *start as usize..*end as usize).links {
                    let LinkText::Wiki { id, .. } = link else { continue };
                    let reference = GoalRef::parse(&id);
                    let Found::One(Named::Kpi(ix)) = cx.model.names.find(&reference, Some(&review.period)) else {
                        continue;
                    };
                    let Some(typed) = typed_behind(text, range.end, *end as usize, cx, ix) else { continue };
                    let known = values_in(&review.period, ix, cx);
                    if known.is_empty() || known.iter().any(|value| typed.says(*value)) {
                        continue;
                    }
                    let at = Place::Span(typed.range.start as u32, typed.range.end as u32);
                    let message =
                        format!("“{}” is no value of `{id}` in {}", &text[typed.range.clone()], review.period.name);
                    sink.push(
                        Diagnostic::new(NUMBER_IN_PROSE, review.doc.file, at, message)
                            .help(format!("let the page fill it in: `{{{{ kpi(\"{id}\") }}}}`")),
                    );
                }
            }
        }
    }
}

/// A number as typed.
struct Typed {
    value: f64,
    decimals: i32,
    range: Range<usize>,
}

impl Typed {
    /// Whether the value, rounded as the number was, is the number.
    fn says(&self, value: f64) -> bool {
        (value - self.value).abs() <= 0.5 * 10f64.powi(-self.decimals) + 1e-9
    }
}

/// The number behind a link, where it is plainly the KPI's value.
fn typed_behind(text: &str, from: usize, end: usize, cx: &LintCx<'_>, kpi: KpiIx) -> Option<Typed> {
    let rest = text.get(from..end)?;
    let digit = rest.find(|c: char| c.is_ascii_digit())?;
    let before = rest[..digit].trim_end_matches(['£', '$', '€', '~']);
    if !CONNECTING.contains(&before.trim().to_lowercase().as_str()) {
        return None;
    }
    let number = &rest[digit..];
    let length = number.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(number.len());
    let number = number[..length].trim_end_matches(['.', ',']);
    let behind = &rest[digit + number.len()..];
    let unit = cx.model.kpi(kpi).doc.unit.trim();
    let percent = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']).starts_with('%');
    let scaled = behind.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    if percent != unit.starts_with('%') || scaled {
        return None;
    }
    let separators = cx.model.settings.separators;
    let value = number::parse(number, separators).ok()?.value;
    let range = from + digit..from + digit + number.len();
    Some(Typed { value, decimals: decimals(number, separators), range })
}

/// Digits behind the decimal sign.
fn decimals(number: &str, separators: Separators) -> i32 {
    let sign = separators.decimal.unwrap_or('.');
    number.rsplit_once(sign).map_or(0, |(_, digits)| digits.len() as i32)
}

/// Everything that could be called the KPI's value in the period: each slot, the mean, the sum.
fn values_in(period: &Period, ix: KpiIx, cx: &LintCx<'_>) -> Vec<f64> {
    let run = cx.scores.kpi(ix).run();
    let inside: Vec<(f64, f64)> = (run.slots.iter().zip(run.weighted()))
        .filter(|(s, _)| s.slot.end >= period.start && s.slot.start <= period.end)
        .map(|(_, (value, n))| (value, n.unwrap_or(1.0)))
        .collect();
    if inside.is_empty() {
        return Vec::new();
    }
    let sum: f64 = inside.iter().map(|(value, _)| value).sum();
    let weight: f64 = inside.iter().map(|(_, n)| n).sum();
    let mut values: Vec<f64> = inside.iter().map(|(value, _)| *value).collect();
    values.extend([sum, sum / inside.len() as f64]);
    if weight > 0.0 {
        values.push(inside.iter().map(|(value, n)| value * n).sum::<f64>() / weight);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_right_where_the_value_rounds_to_it() {
        let typed = |value, decimals| Typed { value, decimals, range: 0..0 };
        assert!(typed(64.0, 0).says(64.3));
        assert!(!typed(64.0, 1).says(64.3));
        assert_eq!(decimals("1,250", Separators { decimal: Some('.') }), 0);
        assert_eq!(decimals("3,05", Separators { decimal: Some(',') }), 2);
    }
}
