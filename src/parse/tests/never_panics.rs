//! Whatever stands in a file: no panic, and every place lies in the file.

use super::super::{Reading, defaults, document, places};
use super::{settings, sources};
use crate::base::{Place, Sink};
use proptest::prelude::*;

const PAGE: &str = "title: [A] goal\nid: OPS-2\nperiod: FY26-Q3\nowner: [{who: maren, share: 2/3}, ana]\n\
    supports: {id: \"CO-1#KR2\", weight: 40%}\nchanged: {date: 2025-10-20, title: Ä, why: \"a: b\"}\nkey_results:\n  KR1:\n    \
    title: 'Größe'\n    target: \"+20%\"\n    plan: {2025-10-31: 1,250}\n  KR2: {title: B, done: no}\n  KR3:\n    \
    levels: {commit: 60, target: 80, stretch: 95}\ncheck_ins: [{date: 2025-11-18, values: {KR1: 1,250}, help: x}]\n";

fn check(path: &str, text: &str) -> Result<(), TestCaseError> {
    let sources = sources(&[(path, text)]);
    let mut sink = Sink::default();
    let defaults = defaults(&sources, &mut sink);
    let file = &sources.as_slice()[0];
    document(file, &defaults, &Reading::default(), &mut sink);
    let findings = sink.into_vec();
    let labels = findings.iter().flat_map(|f| std::iter::once(&f.primary).chain(&f.related));
    let mut at: Vec<Place> = labels.map(|label| label.at.clone()).collect();
    at.push(Place::Value("key_results.KR1.target".to_owned()));
    for (start, end) in places::locate(file, &at.iter().collect::<Vec<_>>()) {
        prop_assert!(start <= end && file.text.get(start as usize..end as usize).is_some(), "{start}..{end}");
    }
    for place in &at {
        if let Place::Span(start, end) = place {
            prop_assert!(file.text.get(*start as usize..*end as usize).is_some(), "{place:?} {:?}", file.text);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_as_front_matter(text in any::<String>()) {
        check("objectives/a.md", &format!("---\n{text}\n---\nBody"))?;
        check("objectives/a.md", &text)?;
        check("kpis/_defaults.yml", &text)?;
    }

    #[test]
    fn yaml_like_lines(lines in proptest::collection::vec("[ \t]{0,4}(- )?[a-zä_]{0,6}(:|: |:\t)?[\\[\\]{}\"'@#&*!|>%,:ä1. \r-]{0,8}", 0..12)) {
        check("objectives/a.md", &format!("---\n{}\n---\n", lines.join("\n")))?;
    }

    #[test]
    fn a_page_with_a_slip(at in 0..PAGE.len(), removed in 0..4_usize, put in "[\t \n:,\"'\\[{}ä@#&*-]{0,3}") {
        let start = (0..=at).rev().find(|i| PAGE.is_char_boundary(*i)).unwrap();
        let end = (start + removed..=PAGE.len()).find(|i| PAGE.is_char_boundary(*i)).unwrap_or(start);
        let page = format!("{}{put}{}", &PAGE[..start], &PAGE[end..]);
        for path in ["objectives/a.md", "kpis/a.md", "reviews/fy26-q3.md", "pages/strategy.md"] {
            check(path, &format!("---\n{page}---\nBody"))?;
        }
    }

    #[test]
    fn any_text_as_configuration(text in "[a-z_. =\\[\\]\"'\n0-9,{}-]{0,60}") {
        settings(&text);
    }
}

#[test]
fn a_text_over_two_lines_is_pointed_at_in_whole_signs() {
    let page = "---\ntitle: A\nkey_results:\n  KR2: {title: B, do\nä, no}\n---\nBody";
    check("objectives/a.md", page).unwrap();
}

#[test]
fn deep_nesting_is_a_finding() {
    for sign in ["[", "{a: ", "- "] {
        check("objectives/a.md", &format!("---\ntitle: {}\n---\n", sign.repeat(5_000))).unwrap();
    }
}

#[test]
fn what_is_nested_too_deep_to_be_read_is_one_finding() {
    for deep in ["[".repeat(100_000) + &"]".repeat(100_000), "{a: ".repeat(300) + "1" + &"}".repeat(300)] {
        let sources = sources(&[("objectives/a.md", &format!("---\ntitle: A\nowner: {deep}\n---\n"))]);
        let mut sink = Sink::default();
        document(&sources.as_slice()[0], &defaults(&sources, &mut sink), &Reading::default(), &mut sink);
        let said: Vec<_> = sink.into_vec().into_iter().map(|f| (f.message, f.help)).collect();
        let help = "Take brackets or blanks out: no key of a page is more than a few steps deep";
        assert_eq!(said, [("values stand in each other too deep to be read".to_owned(), vec![help.to_owned()])]);
    }
}

#[test]
fn a_bomb_of_aliases_is_a_finding() {
    let mut text = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..12 {
        let items = vec![format!("*a{}", i - 1); 9].join(", ");
        text.push_str(&format!("a{i}: &a{i} [{items}]\n"));
    }
    check("objectives/a.md", &format!("{text}---\n")).unwrap();
}
