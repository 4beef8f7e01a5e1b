//! A review says “[[first-attempt]] was 91.4 %”, and the series says otherwise: the number that counts is the one
//! over the review's period, not that of its last week.
//!
//! Only plain statements are read: a KPI by link, title or short name, one of a few connecting words, a number in
//! the KPI's unit.

use super::{Lint, LintCx};
use crate::base::codes::NUMBER_IN_PROSE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::aggregate::period_value;
use crate::compute::kpi::cadence;
use crate::domain::GoalRef;
use crate::domain::number::{self, Separators};
use crate::parse::markdown::{self, LinkText};
use crate::resolve::model::{KpiIx, Named, Review};
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
        let names = names(cx);
        for review in &cx.model.reviews {
            let file = cx.sources.file(review.doc.file);
            let headline = review.doc.headline.as_deref().and_then(|h| Some((file.text.find(h)?, h.len())));
            let body = review.doc.common.body.ranges.iter().map(|(start, end)| *start as usize..*end as usize);
            for range in headline.map(|(start, length)| start..start + length).into_iter().chain(body) {
                for (ix, end) in mentions(&file.text, range.clone(), review, &names, cx) {
                    let Some(typed) = typed_behind(&file.text, end, range.end, cx, ix) else { continue };
                    if let Some(finding) = differs(&file.text, &typed, review, ix, cx) {
                        sink.push(finding);
                    }
                }
            }
        }
    }
}

/// Titles and short names of KPIs, in lower case.
fn names(cx: &LintCx<'_>) -> Vec<(String, KpiIx)> {
    let names = cx.model.kpis().flat_map(|(ix, kpi)| {
        let both = [Some(&kpi.doc.title), kpi.doc.short.as_ref()];
        both.into_iter().flatten().map(move |name| (name.to_ascii_lowercase(), ix))
    });
    names.filter(|(name, _)| !name.is_empty()).collect()
}

/// Where a text speaks of a KPI: by a link, or by its title or short name. The KPI, and where its name ends.
fn mentions(
    text: &str,
    range: Range<usize>,
    review: &Review,
    names: &[(String, KpiIx)],
    cx: &LintCx<'_>,
) -> Vec<(KpiIx, usize)> {
    let links = markdown::scan(text, range.clone()).links.into_iter().filter_map(|(link, at)| {
        let LinkText::Wiki { id, .. } = link else { return None };
        let reference = GoalRef::parse(&id);
        match cx.model.names.find(&reference, Some(&review.period)) {
            Found::One(Named::Kpi(ix)) => Some((ix, at.end)),
            _ => None,
        }
    });
    let mut out: Vec<(KpiIx, usize)> = links.collect();
    let lower = text.get(range.clone()).unwrap_or_default().to_ascii_lowercase();
    for (name, ix) in names {
        let whole = |at: usize| {
            let before = lower[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            before && lower[at + name.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
        };
        let found = lower.match_indices(name.as_str()).filter(|(at, _)| whole(*at));
        out.extend(found.map(|(at, name)| (*ix, range.start + at + name.len())));
    }
    out.sort_by_key(|(ix, end)| (*end, *ix));
    out.dedup();
    out
}

/// The finding, where the typed number is not the KPI's value over the review's period.
fn differs(text: &str, typed: &Typed, review: &Review, ix: KpiIx, cx: &LintCx<'_>) -> Option<Diagnostic> {
    let kpi = cx.model.kpi(ix);
    let calendar = &cx.model.settings.calendar;
    let run = cx.scores.kpi(ix).run();
    let value = period_value(run, &review.period, cadence(kpi), kpi.doc.aggregate, calendar).value;
    let slots = || run.slots.iter().filter(|s| s.slot.end >= review.period.start && s.slot.start <= review.period.end);
    let of_slot = slots().any(|s| typed.says(s.value));
    let (id, written, period) = (&kpi.doc.id, &text[typed.range.clone()], &review.period.name);
    let message = match value {
        Some(value) if typed.says(value) => return None,
        Some(_) if of_slot && typed.dated => return None,
        Some(value) if of_slot => format!("“{written}” is one value of `{id}`; over {period} it was {}", plain(value)),
        Some(value) => format!("“{written}” is no value of `{id}` in {period}: it was {}", plain(value)),
        // Nothing says how slots make a period.
        None if of_slot || slots().next().is_none() => return None,
        None => format!("“{written}” is no value of `{id}` in {period}"),
    };
    let at = Place::Span(typed.range.start as u32, typed.range.end as u32);
    let help = format!("let the page fill it in: `{{{{ kpi(\"{id}\") }}}}`");
    Some(Diagnostic::new(NUMBER_IN_PROSE, review.doc.file, at, message).help(help))
}

/// A value with three decimals at most.
fn plain(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number as typed.
struct Typed {
    value: f64,
    decimals: i32,
    range: Range<usize>,
    /// The sentence goes on with a day or month: "in September".
    dated: bool,
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
    let on = behind.trim_start_matches(|c: char| c == '%' || c.is_whitespace()).to_lowercase();
    let dated = ["in ", "on ", "by ", "at the end "].iter().any(|word| on.starts_with(word));
    Some(Typed { value, decimals: decimals(number, separators), range, dated })
}

/// Digits behind the decimal sign.
fn decimals(number: &str, separators: Separators) -> i32 {
    let sign = separators.decimal.unwrap_or('.');
    number.rsplit_once(sign).map_or(0, |(_, digits)| digits.len() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_right_where_the_value_rounds_to_it() {
        let typed = |value, decimals| Typed { value, decimals, range: 0..0, dated: false };
        assert!(typed(64.0, 0).says(64.3));
        assert!(!typed(64.0, 1).says(64.3));
        assert_eq!(decimals("1,250", Separators { decimal: Some('.') }), 0);
        assert_eq!(decimals("3,05", Separators { decimal: Some(',') }), 2);
    }
}
