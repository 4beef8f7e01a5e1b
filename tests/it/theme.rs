//! The built-in themes: every status has its shape and colour, every mark of a chart its rule, and text is readable.

use crate::memory::{Repository, build};
use goalpost::domain::Status;
use std::collections::{BTreeMap, BTreeSet};

const SITE: &str = include_str!("../../themes/default/static/site.css");
const LEDGER: &str = include_str!("../../themes/ledger/static/ledger.css");
const SPRITE: &str = include_str!("../../themes/default/templates/partials/sprite.html");

/// Whether some selector of the style sheet names the class.
fn has_rule(class: &str) -> bool {
    let selector = format!(".{class}");
    SITE.match_indices(&selector).any(|(at, _)| {
        !SITE[at + selector.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    })
}

#[test]
fn every_status_has_a_symbol_and_a_colour() {
    for status in Status::ALL {
        let symbol = format!("id=\"i-{}\"", status.shape());
        assert!(SPRITE.contains(&symbol), "{} has no symbol: {symbol}", status.word());
        assert!(has_rule(status.band().token()), "{} has no colour", status.word());
    }
}

#[test]
fn every_class_in_a_drawing_has_a_rule() {
    let (_, files) = build(&Repository::from_folder("sample-goals"));
    let mut classes: BTreeSet<String> = BTreeSet::new();
    for html in files.iter().filter(|(path, _)| path.ends_with(".html")).map(|(_, b)| String::from_utf8_lossy(b)) {
        for drawing in html.split("<svg").skip(1).filter_map(|rest| rest.split("</svg>").next()) {
            let values = drawing.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
            classes.extend(values.flat_map(str::split_whitespace).map(str::to_owned));
        }
    }
    assert!(classes.contains("dline"), "the sample draws no line");
    let bare: Vec<&String> = classes.iter().filter(|class| !has_rule(class)).collect();
    assert!(bare.is_empty(), "marks without a rule: {bare:?}");
}

type Tokens = BTreeMap<String, [f64; 3]>;

/// The colours that the `n`th block of tokens sets.
fn tokens(css: &str, block: usize) -> Tokens {
    let body = css.split(":root").nth(block + 1).and_then(|b| b.split('{').nth(1)?.split('}').next()).unwrap();
    let pairs = body.split(';').filter_map(|d| d.trim().strip_prefix("--")?.split_once(':'));
    pairs.filter_map(|(name, value)| Some((name.to_owned(), colour(value.trim())?))).collect()
}

fn colour(hex: &str) -> Option<[f64; 3]> {
    let hex = hex.strip_prefix('#').filter(|h| h.len() == 6)?;
    let channel = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok().map(|c| f64::from(c) / 255.0);
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// Contrast as WCAG 2 has it.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let light = |c: [f64; 3]| 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Token, what it stands on, and the least contrast.
const PAIRS: [(&str, &[&str], f64); 11] = [
    ("ink", &["paper", "surface", "now", "band"], 4.5),
    ("ink2", &["paper", "surface", "now", "band"], 4.5),
    ("ink3", &["paper", "surface", "now", "band"], 4.4),
    ("good", &["paper", "surface", "now", "band"], 4.5),
    ("warn", &["paper", "surface"], 4.5),
    ("warn-g", &["paper", "surface"], 3.0),
    ("bad", &["paper", "surface", "now", "band"], 4.5),
    ("data", &["paper", "now", "band", "b1", "b2", "b3", "fill"], 3.0),
    ("context", &["paper", "surface", "now", "band"], 2.9),
    ("accent", &["paper", "surface"], 3.0),
    ("head-ink", &["head"], 4.5),
];

#[test]
fn every_pair_of_colours_can_be_told_apart_in_both_themes_light_and_dark() {
    let mut wrong = Vec::new();
    // Light stands first, then dark by the system and dark by hand, which are the same.
    for (name, block) in [("light", 0), ("dark", 1), ("chosen dark", 2)] {
        let mut default = tokens(SITE, 0);
        default.extend(tokens(SITE, block));
        let mut ledger = default.clone();
        ledger.extend(tokens(LEDGER, 0));
        ledger.extend(tokens(SITE, block).into_iter().filter(|_| block > 0));
        ledger.extend(tokens(LEDGER, block));
        for (theme, set) in [("default", &default), ("ledger", &ledger)] {
            for (ink, grounds, least) in PAIRS {
                let Some(ink_colour) = set.get(ink) else { continue };
                for ground in grounds.iter().filter(|g| set.contains_key(**g)) {
                    let ratio = contrast(*ink_colour, set[*ground]);
                    if ratio < least {
                        wrong.push(format!("{theme}, {name}: {ink} on {ground} {ratio:.2}, least {least}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
