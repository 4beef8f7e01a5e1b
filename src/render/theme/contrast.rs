//! Contrast of every pair of colours that meet on a page, as WCAG 2.2 computes it (relative luminance, §1.4.3).

use super::files::Style;
use crate::base::{Diagnostic, FileId, Place, Sink, codes};
use crate::resolve::settings::TokenValue;
use std::collections::BTreeMap;

/// A token, what it stands on, and the least contrast (`design.md` §3.1).
const PAIRS: [(&str, &[&str], f64); 12] = [
    ("ink", &["paper", "surface", "now", "band"], 4.5),
    ("ink2", &["paper", "surface", "now", "band"], 4.5),
    ("ink3", &["paper", "surface", "now", "band"], 4.5),
    ("good", &["paper", "surface", "now", "band"], 4.5),
    ("warn", &["paper", "surface"], 4.5),
    ("warn-g", &["paper", "surface"], 3.0),
    ("bad", &["paper", "surface", "now", "band"], 4.5),
    ("data", &["paper", "now", "band", "b1", "b2", "b3", "fill"], 3.0),
    ("context", &["paper", "surface", "now", "band"], 3.0),
    ("accent", &["paper", "surface"], 3.0),
    ("focus", &["paper", "surface"], 3.0),
    ("head-ink", &["head"], 4.5),
];

/// A token's value and where an author wrote it; built-in ones have no place.
#[derive(Clone, Debug)]
struct Colour {
    value: String,
    written: Option<(FileId, Place)>,
}

/// The tokens of one scheme.
type Palette = BTreeMap<String, Colour>;

/// Reports every pair under its minimum, at the place of the token that an author set.
pub(super) fn check(styles: &[Style], tokens: &[(String, &TokenValue)], file: Option<FileId>, sink: &mut Sink) {
    let (light, dark) = palettes(styles, tokens, file);
    for (scheme, palette) in [("on light ground", &light), ("on dark ground", &dark)] {
        let mut by_place: BTreeMap<(FileId, Place), Vec<String>> = BTreeMap::new();
        for pair in too_close(palette) {
            let written = |name: &str| palette.get(name).and_then(|c| c.written.clone());
            if let Some(place) = written(pair.ink).or_else(|| written(pair.ground)) {
                by_place.entry(place).or_default().push(pair.text());
            }
        }
        for ((file, place), pairs) in by_place {
            let message = format!("too little contrast {scheme}: {}", pairs.join("; "));
            sink.push(
                Diagnostic::new(codes::LOW_CONTRAST, file, place, message)
                    .help("Make one of the two lighter or darker; 4.5 to 1 is the least for text, 3 to 1 for marks"),
            );
        }
    }
}

/// Two tokens that cannot be told apart well enough.
struct Pair {
    ink: &'static str,
    ground: &'static str,
    ratio: f64,
    least: f64,
}

impl Pair {
    fn text(&self) -> String {
        // Rounded down: 4.49 is not 4.5.
        let ratio = (self.ratio * 100.0).floor() / 100.0;
        format!("`{}` on `{}` {ratio:.2} to 1, least {}", self.ink, self.ground, self.least)
    }
}

fn too_close(palette: &Palette) -> Vec<Pair> {
    let mut out = Vec::new();
    for (ink, grounds, least) in PAIRS {
        for ground in grounds {
            let Some((a, b)) = colour(palette, ink, 0).zip(colour(palette, ground, 0)) else { continue };
            let ratio = contrast(a, b);
            if ratio < least {
                out.push(Pair { ink, ground, ratio, least });
            }
        }
    }
    out
}

/// What the style sheets and the site's tokens come to, light and dark.
fn palettes(styles: &[Style], tokens: &[(String, &TokenValue)], file: Option<FileId>) -> (Palette, Palette) {
    let (mut light, mut dark) = (Palette::new(), Palette::new());
    for style in styles {
        for set in settings(&style.css) {
            let at = Place::Span(set.at as u32, (set.at + set.value.len()) as u32);
            let colour = Colour { value: set.value.to_owned(), written: style.file.map(|file| (file, at)) };
            if set.dark { &mut dark } else { &mut light }.insert(set.name.to_owned(), colour);
        }
    }
    for (name, value) in tokens {
        let written = || file.map(|file| (file, Place::Key(format!("theme.tokens.{name}"))));
        let colour = |value: &String| Colour { value: value.clone(), written: written() };
        light.insert(name.replace('_', "-"), colour(&value.light));
        dark.extend(value.dark.as_ref().map(|v| (name.replace('_', "-"), colour(v))));
    }
    // The rules of the dark scheme are the more specific ones: they win over later rules for both.
    let mut whole = light.clone();
    whole.extend(dark);
    (light, whole)
}

/// A custom property that a rule for the whole page sets.
struct Setting<'a> {
    name: &'a str,
    value: &'a str,
    at: usize,
    dark: bool,
}

/// The custom properties of `:root` in a style sheet, in their order; rules for paper and forced colours are left out.
fn settings(css: &str) -> Vec<Setting<'_>> {
    let mut out = Vec::new();
    let mut rules: Vec<&str> = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(next) = css[at..].find(['{', '}', ';', '/']).map(|i| at + i) {
        at = next + 1;
        match css.as_bytes()[next] {
            b'/' => {
                if css[next..].starts_with("/*") {
                    at = css[next..].find("*/").map_or(css.len(), |i| next + i + 2);
                    from = if css[from..next].trim().is_empty() { at } else { from };
                }
                continue;
            }
            b'{' => rules.push(css[from..next].trim()),
            end => {
                out.extend(setting(css, from, next, &rules));
                if end == b'}' {
                    rules.pop();
                }
            }
        }
        from = at;
    }
    out
}

fn setting<'a>(css: &'a str, from: usize, to: usize, rules: &[&str]) -> Option<Setting<'a>> {
    let text = &css[from..to];
    let (name, value) = text.trim().strip_prefix("--")?.split_once(':')?;
    let plain = rules.join(" ").replace([' ', '"', '\''], "");
    let other = plain.contains("@mediaprint") || plain.contains("forced-colors") || !plain.contains(":root");
    let dark = plain.contains("prefers-color-scheme:dark") || plain.contains("data-theme=dark");
    let value_at = from + text.find(':')? + 1;
    let at = value_at + css[value_at..to].len() - css[value_at..to].trim_start().len();
    (!other).then(|| Setting { name: name.trim(), value: value.trim(), at, dark })
}

/// A token's colour; none where it is not written as a number, as `color-mix()` is not.
fn colour(palette: &Palette, name: &str, depth: u8) -> Option<[f64; 3]> {
    let value = palette.get(name)?.value.trim();
    if let Some(inner) = value.strip_prefix("var(--").and_then(|v| v.strip_suffix(')')) {
        return if depth < 8 { colour(palette, inner.split(',').next()?.trim(), depth + 1) } else { None };
    }
    match value {
        "black" => Some([0.0; 3]),
        "white" => Some([1.0; 3]),
        _ => hex(value).or_else(|| rgb(value)),
    }
}

fn hex(value: &str) -> Option<[f64; 3]> {
    let digits: Vec<f64> =
        value.strip_prefix('#')?.chars().map(|c| c.to_digit(16).map(f64::from)).collect::<Option<_>>()?;
    match digits[..] {
        [r, g, b] => Some([r / 15.0, g / 15.0, b / 15.0]),
        [r, r2, g, g2, b, b2] => Some([r * 16.0 + r2, g * 16.0 + g2, b * 16.0 + b2].map(|c| c / 255.0)),
        _ => None,
    }
}

fn rgb(value: &str) -> Option<[f64; 3]> {
    let inner = value.strip_prefix("rgb(")?.strip_suffix(')')?;
    let parts: Vec<f64> = inner
        .split([',', ' '])
        .filter(|p| !p.is_empty())
        .map(|p| match p.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().ok().map(|n| n / 100.0),
            None => p.parse::<f64>().ok().map(|n| n / 255.0),
        })
        .collect::<Option<_>>()?;
    match parts[..] {
        [r, g, b] => Some([r, g, b].map(|c| c.clamp(0.0, 1.0))),
        _ => None,
    }
}

/// From 1 to 21.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let light = |c: [f64; 3]| 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
#[path = "vision_tests.rs"]
mod vision;

#[cfg(test)]
mod tests {
    use super::*;

    fn style(css: &str) -> Style {
        Style { file: Some(FileId(3)), css: css.to_owned() }
    }

    #[test]
    fn contrast_is_the_one_of_the_guidelines() {
        assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
        let (grey, white) = (hex("#767676").unwrap(), hex("#fff").unwrap());
        assert!((contrast(grey, white) - 4.54).abs() < 0.01);
        assert_eq!(rgb("rgb(255, 0, 51)"), hex("#f03"));
        assert_eq!(rgb("rgb(100% 0% 20%)"), hex("#f03"));
    }

    #[test]
    fn tokens_are_read_with_their_scheme_and_place() {
        let css = "/* a{b:c} */:root{--ink:#111; --paper:#fff}\n@media print{:root{--ink:#000}}\
                   @media screen and (prefers-color-scheme: dark){:root:not([data-theme=light]){--ink:#eee}}.x{--ink:red}";
        let found: Vec<_> = settings(css).into_iter().map(|s| (s.name, s.value, s.dark)).collect();
        assert_eq!(found, [("ink", "#111", false), ("paper", "#fff", false), ("ink", "#eee", true)]);
        assert!(settings(css).iter().all(|s| css[s.at..].starts_with(s.value)));
    }

    #[test]
    fn a_pair_that_cannot_be_read_is_placed_at_the_token_that_an_author_wrote() {
        let built_in = Style { file: None, css: ":root{--ink:#222;--paper:#fff}".to_owned() };
        let mut sink = Sink::default();
        check(&[built_in, style(":root{--paper:var(--mud);--mud:#555}")], &[], None, &mut sink);
        let found = &sink.as_slice()[0];
        assert_eq!((found.code.id(), found.primary.file), ("E305", FileId(3)));
        assert_eq!(found.primary.at, Place::Span(14, 24));
        assert!(found.message.contains("`ink` on `paper` 2.1"), "{}", found.message);
    }

    #[test]
    fn a_dark_value_of_the_parent_wins_over_a_light_one_of_the_child() {
        let parent = style(":root{--ink:#222;--paper:#fff}:root[data-theme=dark]{--ink:#eee;--paper:#111}");
        let child = style(":root{--paper:#ffe}");
        let mut sink = Sink::default();
        check(&[parent, child], &[], None, &mut sink);
        assert_eq!(sink.as_slice(), []);
    }

    #[test]
    fn every_pair_of_the_built_in_themes_keeps_its_minimum() {
        for names in [&["default"][..], &["default", "ledger"]] {
            let css = |name: &&str| match *name {
                "default" => include_str!("../../../themes/default/static/site.css"),
                _ => include_str!("../../../themes/ledger/static/ledger.css"),
            };
            let styles: Vec<Style> = names.iter().map(|n| style(css(n))).collect();
            let (light, dark) = palettes(&styles, &[], None);
            for palette in [light, dark] {
                assert!(PAIRS.iter().take(11).all(|(ink, ..)| colour(&palette, ink, 0).is_some()), "{names:?}");
                let wrong: Vec<String> = too_close(&palette).iter().map(Pair::text).collect();
                assert_eq!(wrong, Vec::<String>::new(), "{names:?}");
            }
        }
    }
}
