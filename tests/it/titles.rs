//! Titles that the machine writes obey the signal, on every page of the sample.

use crate::memory::{Repository, build};
use goalpost::compute::scores::Signal;

/// Words that claim a change.
const CLAIMS: [&str; 6] = ["improv", "worsen", "better", "worse", "rose", "fell"];

/// The titles of all figures on a page.
fn titles(page: &str) -> impl Iterator<Item = &str> {
    page.split("<figcaption>").skip(1).filter_map(|part| {
        let start = part.find('>')? + 1;
        Some(&part[start..start + part[start..].find("</h")?])
    })
}

#[test]
fn no_title_on_any_page_claims_a_change_without_a_signal() {
    let (build, pages) = build(&Repository::from_folder("sample-goals"));
    let report = build.report;
    let kpis = &report.model.kpis;
    let signal = |name: &str| {
        let named = |doc: &goalpost::parse::doc::KpiDoc| doc.title == name || doc.short.as_deref() == Some(name);
        let at = kpis.iter().position(|kpi| named(&kpi.doc));
        at.map(|at| report.scores.kpis[at].signal)
    };
    let (mut seen, mut claimed) = (0, 0);
    for (path, bytes) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        for title in titles(std::str::from_utf8(bytes).unwrap()) {
            seen += 1;
            if !CLAIMS.iter().any(|word| title.to_lowercase().contains(word)) {
                continue;
            }
            // The subject of the verb is the measure that is drawn, before the colon.
            let name = title.split(": ").next().unwrap().replace("&#x27;", "'").replace("&amp;", "&");
            let found = signal(&name).unwrap_or_else(|| panic!("{path}: `{title}` names no measure"));
            assert!(matches!(found, Signal::Better | Signal::Worse), "{path}: {title} ({found:?})");
            assert!(title.split_whitespace().count() <= 15, "{path}: {title}");
            claimed += 1;
        }
    }
    assert!(seen > 50 && claimed > 3, "{seen} titles, {claimed} of them claim a change");
}
