//! How much room the labels at a line's right end need.

use super::line::Frame;
use super::number::usable;
use super::series::Series;
use super::spec::LineSpec;
use super::text;

/// Most of a drawing that its labels may take.
const MOST: f64 = 0.36;

/// The frame's own width, or more where the words are long, as they are in many languages.
pub(super) fn width(spec: &LineSpec, series: &Series<'_>, frame: &Frame) -> f64 {
    let of = |indent: f64, bold: bool, words: &str| indent + text::width(words, text::SIZE, bold);
    let value = |v: f64, unit: &str| spec.style.quantity(v, unit);
    let named = |bold: bool, word: &str, v: f64| of(10.0, bold, &format!("{} {}", text::isolated(word), value(v, "")));
    let word = |label: &'_ str, other: &'_ str| if label.is_empty() { other.to_owned() } else { label.to_owned() };
    let w = &spec.words;
    let target = spec.target.iter().map(|m| named(true, &word(&m.label, &w.target), m.value));
    let baseline = spec.baseline.iter().map(|m| named(false, &word(&m.label, &w.baseline), m.value));
    let stepped = spec.target_steps.iter().map(|s| named(true, &w.target, s.2));
    let mean = spec.range.iter().map(|r| named(false, &w.mean, r.2));
    let end = spec.fan.last().filter(|s| usable(s.value).is_some());
    let likely = end.iter().map(|s| named(false, &w.likely, s.value));
    let between = end.iter().map(|s| of(10.0, false, &between(spec, s.most, frame.gutter)));
    let now = series
        .now()
        .filter(|_| spec.stopped.is_none())
        .map(|(_, now)| of(21.0, true, &format!("{} {}", text::isolated(&w.now), value(now.value, &spec.unit))));
    let all = target.chain(baseline).chain(stepped).chain(mean).chain(likely).chain(between).chain(now);
    let most = (frame.width * MOST).max(frame.gutter);
    all.fold(frame.gutter, f64::max).ceil().min(most)
}

/// "90.3 to 92.9"; large numbers that might not fit in every font are written short: "3.7M to 4.9M".
pub(super) fn between(spec: &LineSpec, (low, high): (f64, f64), gutter: f64) -> String {
    /// Fonts of some systems are that much wider than those that were measured.
    const WIDEST: f64 = 1.1;
    let to = text::isolated(&spec.words.to);
    let whole = format!("{} {to} {}", spec.style.text(low), spec.style.text(high));
    if text::width(&whole, text::SIZE, false) * WIDEST <= gutter - 10.0 {
        return whole;
    }
    format!("{} {to} {}", spec.style.short(low, ""), spec.style.short(high, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_ranges_are_written_short_where_they_might_not_fit() {
        let spec = LineSpec::default();
        assert_eq!(between(&spec, (3_724_576.0, 4_912_420.0), 138.0), "3.7M to 4.9M");
        assert_eq!(between(&spec, (90.0, 92.0), 138.0), "90.0 to 92.0");
    }
}
