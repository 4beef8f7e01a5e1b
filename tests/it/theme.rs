//! The built-in themes: every status has its shape and colour, every mark of a chart its rule, and text is readable.

use crate::memory::{Repository, build};
use goalpost::domain::Status;
use std::collections::BTreeSet;

const SITE: &str = include_str!("../../themes/default/static/site.css");
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

#[test]
fn a_mistake_of_a_template_is_told_once_however_many_pages_it_makes() {
    let site = Repository::from_texts([
        ("goalpost.toml", "title = \"Ours\"\nas_of = 2026-08-15\n"),
        ("objectives/2026-q3/a.md", "---\ntitle: A\n---\n"),
        ("templates/partials/footer.html", "<footer>{{ nothing.at.all }}</footer>\n"),
    ]);
    let report = build(&site).0.report;
    let told: Vec<&str> = report.findings.iter().filter(|f| f.code.id() == "E302").map(|f| &*f.help[0]).collect();
    assert_eq!(told, ["This happened while making index.html"]);
}
