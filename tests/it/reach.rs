//! What an edit reaches: the numbers that are computed anew, and the files that change. Nothing else is touched.

use crate::memory::{Repository, Site, build, overrides};
use goalpost::session::Session;
use std::collections::BTreeMap;
use std::sync::Arc;

const SERIES: &str =
    "date,value\n2026-07-06,19\n2026-07-13,18\n2026-07-20,17\n2026-07-27,16\n2026-08-03,15\n2026-08-10,15\n";

fn kpi(title: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\nowner: cy\nunit: h\ndirection: decrease\ncadence: week\naggregate: mean\n{more}---\nBy hand.\n"
    )
}

/// A company goal over two goals, one of which has a goal below it that reads a KPI and is guarded by another.
fn organisation() -> Repository {
    let goal = |title: &str, id: &str, more: &str| {
        format!("---\ntitle: {title}\nid: {id}\nowner: cy\n{more}---\nWhy it matters.\n")
    };
    let texts = [
        ("goalpost.toml", "title = \"Ours\"\nas_of = 2026-08-18\n[scoring]\nroll_up = \"both\"\n".to_owned()),
        ("objectives/2026-q3/top.md", goal("Customers come back", "TOP", "")),
        ("objectives/2026-q3/mid.md", goal("Work flows", "MID", "supports: TOP\n")),
        (
            "objectives/2026-q3/leaf.md",
            goal(
                "Answers are quick",
                "LEAF",
                "supports: MID\nkey_results:\n  KR1: {title: Hours, kpi: hours, baseline: 20, target: 10, guarded_by: errors}\n  KR2: {title: Calls, baseline: 10, target: 20, value: 12}\n",
            ),
        ),
        (
            "objectives/2026-q3/beside.md",
            goal(
                "Shops are full",
                "BESIDE",
                "supports: TOP\nkey_results:\n  KR1: {title: Stock, kpi: stock, baseline: 20, target: 10}\n",
            ),
        ),
        ("kpis/hours.md", kpi("Hours until the answer", "")),
        ("kpis/hours.csv", SERIES.to_owned()),
        ("kpis/errors.md", kpi("Wrong answers", "target: 30\n")),
        ("kpis/errors.csv", SERIES.to_owned()),
        ("kpis/stock.md", kpi("Empty shelves", "")),
        ("kpis/stock.csv", SERIES.to_owned()),
        ("check-ins/2026-08-03-team.md", "## LEAF\n- KR2: 14\n".to_owned()),
        ("people.csv", "id,name\ncy,Cy Young\n".to_owned()),
        ("pages/about-us.md", "---\ntitle: About us\n---\nWe answer.\n".to_owned()),
    ];
    Repository::from_texts(texts.iter().map(|(path, text)| (*path, text.as_str())))
}

/// What one edit did.
struct Reached {
    /// Ids of the goals and KPIs whose numbers were computed anew and came out otherwise.
    scores: Vec<String>,
    files: Vec<String>,
}

/// Builds, replaces a text in a file, and builds again in the same session.
fn edit(path: &str, old: &str, new: &str) -> Reached {
    let (mut files, mut session) = (organisation(), Session::lasting());
    let mut make = |files: &Repository| {
        let site = Site::default();
        (session.build(files, &overrides(), &site).unwrap().report, site.files())
    };
    let (report, before) = make(&files);
    let file = files.0.iter_mut().find(|(p, _)| p == path).unwrap();
    let text = String::from_utf8_lossy(&file.1).into_owned();
    assert!(text.contains(old), "{text}");
    file.1 = text.replacen(old, new, 1).into_bytes();
    assert!(!report.failed(), "{:?}", report.findings);
    let (now, after) = make(&files);
    assert_eq!(after, build(&files).1, "a clean build makes the same");
    let goals = report.scores.objectives.iter().zip(&now.scores.objectives).zip(&now.model.objectives);
    let goals = goals.filter(|((old, new), _)| !Arc::ptr_eq(old, new)).map(|(_, goal)| goal.doc.id.clone());
    let kpis = report.scores.kpis.iter().zip(&now.scores.kpis).zip(&now.model.kpis);
    let kpis = kpis.filter(|((old, new), _)| !Arc::ptr_eq(old, new)).map(|(_, kpi)| kpi.doc.id.clone());
    Reached { scores: goals.chain(kpis).collect(), files: changed(&before, &after) }
}

fn changed(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    after.iter().filter(|(path, bytes)| before[*path] != **bytes).map(|(path, _)| path.clone()).collect()
}

/// Pages that show the goals above LEAF, or LEAF itself: those of MID and TOP, of BESIDE, which serves TOP too, and the
/// lists. `scoring` explains the method by the numbers of this very goal.
const ABOVE: &[&str] = &[
    "assets/search/e0.js",
    "data-quality/index.html",
    "data/v1/objectives.json",
    "index.html",
    "map/index.html",
    "objectives/2026-q3/beside/index.html",
    "objectives/2026-q3/leaf/index.html",
    "objectives/2026-q3/mid/index.html",
    "objectives/2026-q3/top/index.html",
    "periods/2026-q3/index.html",
    "periods/index.html",
    "scoring/index.html",
];

#[test]
fn a_sentence_reaches_one_page_and_the_words_that_find_it() {
    let reached = edit("objectives/2026-q3/leaf.md", "Why it matters.", "Why it matters to customers.");
    assert_eq!(reached.scores, [""; 0]);
    assert_eq!(reached.files, ["assets/search/w0.js", "objectives/2026-q3/leaf/index.html"]);
}

#[test]
fn a_value_reaches_its_kpi_its_goal_those_above_and_the_lists_they_stand_in() {
    let reached = edit("kpis/hours.csv", "2026-08-10,15", "2026-08-10,11");
    assert_eq!(reached.scores, ["LEAF", "MID", "TOP", "hours"]);
    let of_the_kpi = ["data/v1/kpis.json", "kpis/hours/data.csv", "kpis/hours/index.html", "kpis/index.html"];
    let mut expected = [ABOVE, &of_the_kpi].concat();
    expected.sort_unstable();
    assert_eq!(reached.files, expected);
}

#[test]
fn a_value_of_a_check_in_reaches_its_goal_those_above_and_the_lists_they_stand_in() {
    let reached = edit("check-ins/2026-08-03-team.md", "KR2: 14", "KR2: 18");
    assert_eq!(reached.scores, ["LEAF", "MID", "TOP"]);
    assert_eq!(reached.files, ABOVE);
}

#[test]
fn a_value_on_a_page_reaches_its_goal_and_those_above() {
    let reached = edit("objectives/2026-q3/leaf.md", "target: 20", "target: 30");
    assert_eq!(reached.scores, ["LEAF", "MID", "TOP"]);
}

#[test]
fn a_guard_that_breaks_reaches_the_goal_that_it_guards() {
    let reached = edit("kpis/errors.csv", "2026-08-10,15", "2026-08-10,35");
    assert_eq!(reached.scores, ["LEAF", "errors"]);
}
