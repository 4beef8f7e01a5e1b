//! Weeks, restated values, comparisons, old reports and seals, over real repositories.

use crate::ledger::{Repo, TOML, goal};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PAGE: &str = "objectives/2026-q3/ops-2.md";
const KR: &str = "KR1: {title: Open lockers, baseline: 0, target: 100}";

/// A quarter with a check-in each Monday, committed on that day: 8 lockers a week, and none in the third.
fn quarter() -> Repo {
    let mut repo = Repo::new();
    repo.write(PAGE, &goal("Lockers near by", KR));
    repo.commit("2026-06-29", "Ana", "Plan");
    for (week, day) in
        ["2026-07-06", "2026-07-13", "2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10"].iter().enumerate()
    {
        let open = [8, 16, 16, 24, 40, 48][week];
        repo.write(&format!("check-ins/{day}-ops.md"), &format!("## OPS-2 7/10\n- KR1: {open}\n"));
        if week == 3 {
            repo.write(PAGE, &goal("Lockers near by", &KR.replace("100", "80")));
        }
        repo.commit(day, if week % 2 == 0 { "Ana" } else { "Ben" }, "Check-in");
    }
    repo
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                out.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(folder, folder, &mut out);
    out
}

#[test]
fn scores_of_past_weeks_are_those_that_were_known_then() {
    let mut repo = quarter();
    // Told three weeks late: the weeks before did not know it.
    repo.write("check-ins/2026-07-20-late.md", "## OPS-2\n- KR1: 30\n");
    repo.commit("2026-08-12", "Ben", "Late");
    let data: Value = serde_json::from_str(&repo.site("data/v1/objectives.json")).unwrap();
    let history = data["objectives"][0]["history"].as_array().unwrap();
    let on = |date: &str| history.iter().find(|p| p["date"] == date).unwrap()["score"].as_f64().unwrap();
    assert_eq!(on("2026-07-12"), 0.08);
    assert_eq!(on("2026-07-26"), 0.16, "as known then, of the target then");
    assert_eq!(on("2026-08-02"), 0.3, "24 of 80");
    let page = repo.site("objectives/2026-q3/ops-2/index.html");
    assert!(page.contains("as it was known at the end of each week"), "the chart says so");
}

#[test]
fn what_changed_is_told_week_by_week_definitions_first() {
    let repo = quarter();
    let page = repo.site("changes/index.html");
    let week = page.find("Week 31, 27 Jul to 2 Aug 2026").unwrap();
    let moved = page[week..].find("<del>100</del> → <ins>80</ins>").unwrap();
    let score = page[week..].find("0.16 → <b>0.30</b>").unwrap();
    assert!(moved < score, "definitions first");
    assert!(page.contains("under the first definition"), "the score both ways");
    assert!(page.contains("0.16 → 0.30; its definition was changed"), "why a word is another one");
    assert!(page.contains("0.16 → 0.16; the score stayed, and the pace went on"), "nothing but time went on");
    assert!(page.contains("– → 0.08; new values: KR1 8"), "what came in");
    assert!(!page.contains("changes.xml"));
    repo.write("goalpost.toml", &format!("feeds = [\"changes\"]\n{TOML}"));
    let feed = repo.site("changes.xml");
    assert!(feed.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\">") && feed.contains("OPS-2"));
    assert!(repo.site("changes/index.html").contains("changes.xml"));
}

#[test]
fn restated_values_are_listed_with_both_values_and_their_effect() {
    let mut repo = Repo::new();
    repo.write("kpis/late.md", "---\ntitle: Late parcels\ncadence: week\naggregate: mean\ndirection: decrease\n---\n");
    repo.write(PAGE, &goal("On time", "KR1: {title: Late, kpi: late, baseline: 40, target: 20}"));
    repo.write("kpis/late.csv", "date,late\n2026-07-05,38\n2026-07-12,36\n");
    repo.commit("2026-07-13", "Ana", "Rows");
    repo.write("kpis/late.csv", "date,late\n2026-07-05,38\n2026-07-12,36\n2026-08-09,30\n");
    repo.commit("2026-08-10", "Ana", "A row more restates nothing");
    repo.write("kpis/late.csv", "date,late\n2026-07-05,38\n2026-07-12,36\n2026-08-09,28\n");
    repo.commit("2026-08-11", "Ben", "Nicer");
    let page = repo.site("kpis/late/index.html");
    let from = page.find("id=\"s-rs\"").expect("a list of what was restated");
    assert!(page[from..].contains("9 Aug 2026") && page[from..].contains(">30") && page[from..].contains(">28"));
    assert!(page[from..].contains("0.60") && page[from..].contains("0.50"), "the score both ways");
    assert!(!page[from..].contains("12 Jul 2026"));
    let changes = repo.site("changes/index.html");
    assert!(
        changes.contains("Restated data") && changes.contains("<q>Nicer</q>"),
        "with what the revision says of itself"
    );
    let quality = repo.site("data-quality/index.html");
    let from = quality.find("Restated values").expect("listed with the quality of the data");
    for words in [">30", ">28", "0.60", "0.50"] {
        assert!(quality[from..].contains(words), "{words}");
    }
}

#[test]
fn a_difference_says_what_moves_and_why() {
    let mut repo = quarter();
    repo.write(PAGE, &goal("Lockers near by", &KR.replace("100", "60")));
    let human = text(&repo.goalpost(&["diff"]).stdout);
    assert_eq!(
        human,
        "HEAD → work tree, as of 2026-08-15\n\
         Goalposts moved:\n  OPS-2 KR1 Open lockers: target 80 → 60. No reason is written. Under the first definition the score is 0.48.\n\
         Company goals:\n  OPS-2 Lockers near by: 0.60 → 0.80\n\
         New findings:\n  objectives/2026-q3/ops-2.md:5: warning[L116]: the target of `KR1` was 80 until it was changed on 2026-08-15\n"
    );
    let markdown = text(&repo.goalpost(&["diff", "--format", "markdown"]).stdout);
    assert!(markdown.contains("| **OPS-2** Lockers near by | 0.60 | **0.80** | +0.20 |"), "{markdown}");
    let json: Value =
        serde_json::from_slice(&repo.goalpost(&["diff", "HEAD~1", "HEAD", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["company"][0]["before"], 0.5);
    assert_eq!(json["company"][0]["after"], 0.6);
    let days: Value =
        serde_json::from_slice(&repo.goalpost(&["diff", "2026-07-13", "2026-08-05", "--format", "json"]).stdout)
            .unwrap();
    assert_eq!(
        (days["from"]["as_of"].as_str(), days["to"]["as_of"].as_str()),
        (Some("2026-07-13"), Some("2026-08-05"))
    );
    assert_eq!(days["definitions"][0]["before"], "100");
    repo.git(&["checkout", "-q", "."]);
    assert!(text(&repo.goalpost(&["diff"]).stdout).contains("Nothing that a reader would see changes."));
    let wrong = repo.goalpost(&["diff", "nothing"]);
    assert_eq!(wrong.status.code(), Some(2));
    repo.day = "2026-08-15".to_owned();
}

#[test]
fn a_difference_names_the_period_where_ids_repeat_and_leaves_ended_goals_alone() {
    let mut repo = quarter();
    repo.write("objectives/2026-q2/ops-2.md", &goal("Lockers planned", "KR1: {title: Sites, target: 4, value: 3}"));
    repo.commit("2026-08-11", "Ana", "The quarter before");
    repo.write(PAGE, &goal("Lockers near by", &KR.replace("100", "60")));
    let human = text(&repo.goalpost(&["diff"]).stdout);
    assert!(human.contains("OPS-2@2026-Q3 KR1 Open lockers: target 80 → 60"), "{human}");
    assert!(human.contains("Company goals:\n  OPS-2@2026-Q3 Lockers near by: 0.60 → 0.80\nNew"), "{human}");
}

#[test]
fn a_key_result_that_is_taken_off_keeps_its_score() {
    let mut repo = quarter();
    let two = format!("{}\n  KR2: {{title: Train all, baseline: 0, target: 10}}", KR.replace("100", "80"));
    repo.write(PAGE, &goal("Lockers near by", &two));
    repo.write("check-ins/2026-08-11-ops.md", "## OPS-2\n- KR2: 2\n");
    repo.commit("2026-08-11", "Ana", "One more");
    repo.write(PAGE, &goal("Lockers near by", &two.replace("target: 10", "target: 4")));
    repo.commit("2026-08-12", "Ana", "Easier");
    repo.write(PAGE, &goal("Lockers near by", &KR.replace("100", "80")));
    fs::remove_file(repo.path().join("check-ins/2026-08-11-ops.md")).unwrap();
    repo.commit("2026-08-13", "Ben", "And gone");
    let data: Value = serde_json::from_str(&repo.site("data/v1/objectives.json")).unwrap();
    assert_eq!(data["objectives"][0]["score"], 0.6);
    assert_eq!(data["objectives"][0]["original"], 0.34, "the mean of 48 of 100 and 2 of 10");
    let page = repo.site("objectives/2026-q3/ops-2/index.html");
    assert!(page.contains("<del>KR2 Train all, which scored 0.20 when it went</del>"), "its own score");
    repo.write("reviews/2026-q3.md", "---\nperiod: 2026-Q3\nheadline: Lockers are near\n---\n");
    let review = repo.site("reviews/2026-q3/index.html");
    let gone = review.find("which scored 0.20 when it went").expect("the review tells it");
    assert!(review[gone..gone + 900].contains(">0.60<") && review[gone..gone + 900].contains(">0.34<"));
    repo.write("goalpost.toml", &TOML.replace("[history]", "[scoring]\nafter_change = \"original\"\n[history]"));
    let data: Value = serde_json::from_str(&repo.site("data/v1/objectives.json")).unwrap();
    assert_eq!(data["objectives"][0]["score"], 0.34);
}

#[test]
fn a_key_result_that_is_deleted_late_counts_as_zero_like_one_that_is_dropped_late() {
    let mut repo = quarter();
    repo.write("goalpost.toml", &TOML.replace("2026-08-15", "2026-09-10"));
    let kr = KR.replace("100", "80");
    let two = format!("{kr}\n  KR2: {{title: Train all, baseline: 0, target: 10");
    repo.write(PAGE, &goal("Lockers near by", &format!("{two}}}")));
    repo.write("check-ins/2026-08-11-ops.md", "## OPS-2\n- KR2: 2\n");
    repo.commit("2026-08-11", "Ana", "One more");
    repo.write(PAGE, &goal("Lockers near by", &kr));
    repo.commit("2026-09-01", "Ben", "Gone");
    let score = |repo: &Repo| {
        let data: Value = serde_json::from_slice(&repo.goalpost(&["score", "--format", "json"]).stdout).unwrap();
        data["objectives"][0]["score"].clone()
    };
    let findings = repo.findings().join("\n");
    assert!(
        findings.contains("`OPS-2` has no key result `KR2`: it was taken off the page on 2026-09-01"),
        "{findings}"
    );
    assert!(findings.contains("write in it `dropped: {date: 2026-09-01, why: …, agreed: …}`"), "{findings}");
    assert!(findings.contains("it counts as 0, for nobody is named who agreed"), "{findings}");
    fs::remove_file(repo.path().join("check-ins/2026-08-11-ops.md")).unwrap();
    assert_eq!(score(&repo), 0.3, "the mean of 48 of 80 and 0");
    let page = repo.site("objectives/2026-q3/ops-2/index.html");
    assert!(page.contains("taken off the page in the second half of the period: it counts as 0"));
    repo.write(PAGE, &goal("Lockers near by", &format!("{two}, dropped: {{date: 2026-09-01, why: No time}}}}")));
    assert_eq!(score(&repo), 0.3, "dropped late, and nobody agreed");
    let agreed = format!("{two}, dropped: {{date: 2026-09-01, why: No time, agreed: priya}}}}");
    repo.write(PAGE, &goal("Lockers near by", &agreed));
    assert_eq!(score(&repo), 0.6);
    repo.commit("2026-09-02", "Ben", "Agreed");
    repo.write(PAGE, &goal("Lockers near by", &kr));
    assert_eq!(score(&repo), 0.6, "what was agreed holds when its line goes");
}

#[test]
fn a_review_lists_every_definition_that_was_changed_since_the_period_began() {
    let mut repo = quarter();
    repo.write("reviews/2026-q3.md", "---\nperiod: 2026-Q3\nheadline: Lockers are near\n---\n");
    repo.write(PAGE, &goal("Lockers everywhere", &KR.replace("100", "80").replace("Open", "Opened")));
    repo.commit("2026-08-12", "Ben", "Other words");
    for page in ["reviews/2026-q3/index.html", "periods/2026-q3/index.html"] {
        let page = repo.site(page);
        let moved = page.find("Goalposts moved").unwrap();
        assert!(page[moved..].contains("100") && page[moved..].contains("80"));
        let rest = page.find("Other changes of definitions").expect("the rest");
        for words in ["Lockers near by", "Open lockers", "Opened lockers", "12 Aug 2026"] {
            assert!(page[rest..].contains(words), "{words}");
        }
    }
}

#[test]
fn what_moves_in_any_week_stands_behind_a_count_and_definitions_never_do() {
    let repo = quarter();
    let page = repo.site("changes/index.html");
    let week = |title: &str| {
        let from = page.find(title).unwrap();
        &page[from..from + page[from..].find("</section>").unwrap()]
    };
    let ordinary = week("Week 29, 13 to 19 Jul 2026");
    assert!(ordinary.contains("<summary>one score moved by 0.05 or more</summary>"), "{ordinary}");
    let moved = week("Week 31, 27 Jul to 2 Aug 2026");
    assert!(!moved.contains("<details"), "{moved}");
}

#[test]
fn a_sealed_review_shows_kpis_as_they_were_sealed() {
    let mut repo = Repo::new();
    repo.write("goalpost.toml", &TOML.replace("2026-08-15", "2026-10-25"));
    repo.write("kpis/late.md", "---\ntitle: Late parcels\ncadence: month\naggregate: sum\ndirection: decrease\n---\n");
    repo.write(PAGE, &goal("On time", "KR1: {title: Late, kpi: late, baseline: 40, target: 20}"));
    repo.write("reviews/2026-q3.md", "---\nperiod: 2026-Q3\nheadline: On time\n---\n");
    let rows = "date,late\n2026-07,38\n2026-08,36\n2026-09,30\n";
    repo.write("kpis/late.csv", rows);
    assert_eq!(repo.goalpost(&["seal", "2026-Q3"]).status.code(), Some(0));
    repo.commit("2026-10-25", "Ana", "Seal");
    repo.write("kpis/late.csv", &rows.replace("38", "39"));
    let findings = repo.findings();
    assert!(findings.iter().any(|f| f.contains("`late` in 2026-Q3 is sealed: 104 → 105 now")), "{findings:?}");
    let card = |repo: &Repo| {
        let review = repo.site("reviews/2026-q3/index.html");
        review[review.find("id=\"s-card\"").unwrap()..].to_owned()
    };
    assert!(card(&repo).contains(">104<") && !card(&repo).contains(">105<"));
    let amend = ["seal", "2026-Q3", "--amend", "--reason", "July was counted late"];
    assert_eq!(repo.goalpost(&amend).status.code(), Some(0));
    assert!(card(&repo).contains(">105<"));
    assert!(repo.site("periods/2026-q3/index.html").contains("104 → 105"), "the period says what was corrected");
    assert!(!repo.findings().iter().any(|f| f.contains("L117")));
}

#[test]
fn a_clone_that_lacks_old_contents_says_so() {
    let repo = quarter();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = Repo { folder: tempfile::tempdir().unwrap(), day: "2026-08-15".to_owned(), author: "Ana" };
    let url = format!("file://{}", repo.path().display());
    partial.git(&["clone", "-q", "--filter=blob:none", &url, "."]);
    assert!(partial.site("changes/index.html").contains("lacks what older revisions hold"));
}

#[test]
fn any_past_report_can_be_built_again_to_the_same_bytes() {
    let mut repo = quarter();
    repo.write("goalpost.toml", &TOML.replace("as_of = 2026-08-15\n", ""));
    repo.commit("2026-08-11", "Ana", "Not pinned");
    let build = |folder: &str, more: &[&str]| {
        let arguments = [&["build", "-o", folder, "--quiet"], more].concat();
        let output = repo.goalpost(&arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let made = tree(&repo.path().join(folder));
        fs::remove_dir_all(repo.path().join(folder)).unwrap();
        made
    };
    let old = build("old", &["--at", "HEAD~3", "--as-of", "2026-07-29"]);
    assert!(text(&old["about/index.html"]).contains("Built from revision"));
    let page = text(&old["objectives/2026-q3/ops-2/index.html"]);
    assert!(page.contains("0.30"));
    fs::remove_dir_all(repo.path().join(".git/goalpost")).unwrap();
    assert_eq!(old, build("again", &["--at", "HEAD~3", "--as-of", "2026-07-29", "-j", "1"]));
    // The day of the revision stands where no other is given.
    assert!(
        text(&build("day", &["--at", "HEAD"])["about/index.html"]).contains("11 Aug 2026, the day of the revision")
    );
    // The same files checked out say the same.
    repo.git(&["checkout", "-q", "HEAD~3"]);
    let mut checked_out = build("out", &["--as-of", "2026-07-29"]);
    checked_out.insert("about/index.html".to_owned(), old["about/index.html"].clone());
    checked_out.remove(".goalpost-cache");
    for (path, bytes) in &checked_out {
        assert_eq!(text(bytes), text(&old[path]), "{path}");
    }
}

#[test]
fn a_sealed_period_is_shown_from_its_seal_and_amended_with_a_reason() {
    let mut repo = quarter();
    let seal = |arguments: &[&str]| repo_seal(&repo, arguments);
    fn repo_seal(repo: &Repo, arguments: &[&str]) -> (Option<i32>, String) {
        let output = repo.goalpost(&[&["seal"], arguments].concat());
        (output.status.code(), text(&output.stderr))
    }
    assert!(seal(&["2026-Q3"]).1.contains("it can be sealed afterwards"));
    repo.write("goalpost.toml", &TOML.replace("2026-08-15", "2026-10-05"));
    let (code, said) = repo_seal(&repo, &["2026-Q3"]);
    assert_eq!((code, said.as_str()), (Some(0), "2026-Q3 sealed → periods/2026-q3.seal.json; commit it\n"));
    let file = repo.path().join("periods/2026-q3.seal.json");
    let first = fs::read_to_string(&file).unwrap();
    let data: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(data["goals"][0]["key_results"][0]["value"], 48.0);
    assert_eq!(data["goals"][0]["definition"]["parts"][0][1]["target"], "80");
    let commit = repo.commit("2026-10-05", "Ana", "Seal");
    let sealed = format!("In the repository since 5 Oct 2026, revision {}", &commit[..7]);
    assert!(repo.site("periods/2026-q3/index.html").contains(&format!("{sealed}, by Ana.")));
    repo.write("goalpost.toml", &TOML.replace("2026-08-15", "2026-10-05").replace("authors = true", ""));
    assert!(repo.site("periods/2026-q3/index.html").contains(&format!("{sealed}.")), "nobody is named unless asked");
    assert!(repo_seal(&repo, &["2026-Q3"]).1.contains("is there already"));
    // Somebody corrects a check-in of the past.
    repo.write("check-ins/2026-08-10-ops.md", "## OPS-2 7/10\n- KR1: 64\n");
    let findings: Vec<String> = repo.findings().into_iter().filter(|f| f.contains("L117")).collect();
    assert!(findings.iter().any(|f| f.contains("the value of `OPS-2 KR1` is sealed: 48 → 64 now")), "{findings:?}");
    let page = repo.site("objectives/2026-q3/ops-2/index.html");
    let live = page.match_indices("0.80").map(|(at, _)| &page[at.saturating_sub(90)..at + 30]).collect::<Vec<_>>();
    assert!(page.contains("0.60") && live.is_empty(), "the sealed result is shown, not {live:#?}");
    assert!(repo.site("periods/2026-q3/index.html").contains("Sealed on 5 Oct 2026"));
    repo.write("reviews/2026-q3.md", "---\nperiod: 2026-Q3\nheadline: Lockers are near\n---\n");
    let review = repo.site("reviews/2026-q3/index.html");
    assert_eq!(review.matches("stage-sealed\">Sealed 5 Oct 2026").count(), 2, "at the top and at the foot");
    let (code, said) = repo_seal(&repo, &["2026-Q3", "--amend", "--reason", "Two sites were counted late"]);
    assert_eq!((code, said.as_str()), (Some(0), "2026-Q3 amended → periods/2026-q3.seal.json; commit it\n"));
    let amended: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(amended["goals"], data["goals"], "nothing is rewritten");
    assert_eq!(amended["amendments"][0]["why"], "Two sites were counted late");
    assert!(!repo.findings().iter().any(|f| f.contains("L117")));
    assert!(repo.site("objectives/2026-q3/ops-2/index.html").contains("0.80"));
    let period = repo.site("periods/2026-q3/index.html");
    let amended = period.find("Two sites were counted late.").expect("the reason");
    assert!(period[amended..amended + 400].contains("0.60 → 0.80"), "and what was corrected");
    assert!(repo_seal(&repo, &["2026-Q3", "--amend", "--reason", "Again"]).1.contains("the files say what is sealed"));
}
