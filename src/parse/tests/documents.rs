//! What documents hold when they are written as authors write them.

use super::super::doc::*;
use super::{findings, key_result, objective, parse, reading};
use crate::domain::{Cadence, Date};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_heading_that_only_says_the_title_again_is_no_part_of_the_body() {
    let body = |text: &str| {
        let (docs, findings) = parse(&[("pages/a.md", text)], &reading());
        assert_eq!(findings, Vec::<String>::new());
        match &docs[0] {
            Doc::Page(doc) => text[doc.common.body.ranges[0].0 as usize..].trim().to_owned(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(body("---\ntitle: Help wanted\n---\n\n# Help wanted\r\n\nWith this."), "With this.");
    assert_eq!(body("# Help wanted\n\nWith this."), "With this.");
    assert_eq!(body("---\ntitle: Help\n---\n# Help wanted\n"), "# Help wanted");
    assert_eq!(body("---\ntitle: Help\n---\n    # Help\n"), "# Help");
}

#[test]
fn a_title_is_enough() {
    let (docs, found) = parse(&[("objectives/2026-q3/ops-2.md", "# Right the first time\n\nWhy.\n")], &reading());
    assert!(found.is_empty(), "{found:?}");
    let [Doc::Objective(doc)] = docs.as_slice() else { panic!("{docs:?}") };
    assert_eq!((doc.title.as_str(), doc.id.as_str(), doc.id_written), ("Right the first time", "OPS-2", false));
    assert_eq!(doc.period.as_ref().unwrap().name, "2026-Q3");
    let (_, found) = parse(&[("objectives/a.md", "Only words.\n")], &reading());
    assert_eq!(
        found,
        ["objectives/a.md:1:1 E015 the page has no title [Only words.] | Write between two lines ---: title: …"]
    );
}

#[test]
fn every_kind_of_key_result_is_known_by_its_keys() {
    let kind = |yaml: &str| format!("{:?}", key_result(yaml).kind);
    for (yaml, expected) in [
        ("target: 5", "Metric"),
        ("kpi: late", "Metric"),
        ("text_target: In writing", "Text"),
        ("text_target: In writing, baseline: 3, target: 5", "Metric"),
        ("at_least: 95", "AtLeast(95.0)"),
        ("at_most: 20, baseline: 3", "AtMost(20.0)"),
        ("between: [38, 45]", "Between(38.0, 45.0)"),
        ("at_least: 38, at_most: 45", "Between(38.0, 45.0)"),
        ("budget: £210k", "Budget(210000.0)"),
        ("done: no", "YesNo { done: None }"),
        ("done: yes", "YesNo { done: Some(Yes) }"),
        ("done: 2026-08-01", "YesNo { done: Some(On(2026-08-01)) }"),
        ("find_baseline: true", "FindBaseline { found: None }"),
        ("each: {week: 2}", "Each { cadence: Week, at_least: 2.0 }"),
        ("each: {Weeks: 2}", "Each { cadence: Week, at_least: 2.0 }"),
        (
            "levels: {commit: 60, target: 80%, stretch: all}",
            "Levels { commit: Number(60.0), target: Number(80.0), stretch: Word(\"all\") }",
        ),
        ("target: TBD, at_most: 5", "AtMost(5.0)"),
    ] {
        assert_eq!(kind(yaml), expected, "{yaml}");
    }
    let KrKindDoc::Milestones(steps) = key_result("milestones: [{title: A, due: 2026-08-01, weight: 3}, B]").kind
    else {
        panic!()
    };
    assert_eq!((steps[0].due, steps[0].weight, steps[1].title.as_str()), (Some(day("2026-08-01")), 3.0, "B"));
    let KrKindDoc::Parts(parts) = key_result("parts: {a: {title: A, at_least: 95}, b: {title: B, target: 3}}").kind
    else {
        panic!()
    };
    assert_eq!((parts.len(), parts[1].path.as_str()), (2, "key_results.KR1.parts.b"));
    assert!(matches!(KrKindDoc::Each { cadence: Cadence::Week, at_least: 1.0 }, KrKindDoc::Each { .. }));
}

#[test]
fn two_kinds_at_once_are_a_finding() {
    let found = findings("key_results:\n  KR1:\n    title: Up\n    at_most: 5\n    budget: 3\n    allowed: 1");
    assert_eq!(
        found,
        [
            "7:5 E115 KR1 is written as two kinds at once: `at_most` and `budget` [budget] | Keep one, or make two key results or `parts:`"
        ]
    );
}

#[test]
fn a_key_without_a_meaning_here_is_a_finding() {
    let found = findings("key_results: {KR1: {title: Up, target: 5, allowed: 2}}");
    assert_eq!(found, ["3:43 E009 nothing reads `allowed` beside the other keys here [allowed]"]);
}

#[test]
fn targets_are_absolute_relative_or_unknown() {
    let target = |yaml: &str| key_result(&format!("target: {yaml}")).target;
    let number = |t: Option<Target>| match t {
        Some(Target::Number(q)) => ("is", q.value),
        Some(Target::Plus(q)) => ("plus", q.value),
        Some(Target::Percent(p)) => ("percent", p),
        Some(Target::Unknown) => ("unknown", 0.0),
        None => ("none", 0.0),
    };
    for (yaml, expected) in [
        ("92", ("is", 92.0)),
        ("-4", ("is", -4.0)),
        ("\"1,400\"", ("is", 1400.0)),
        ("12%", ("is", 12.0)),
        ("\"+20%\"", ("percent", 20.0)),
        ("+20%", ("percent", 20.0)),
        ("\"-20 %\"", ("percent", -20.0)),
        ("+50", ("plus", 50.0)),
        ("\"+3 points\"", ("plus", 3.0)),
        ("\"-3 points\"", ("plus", -3.0)),
        ("TBD", ("unknown", 0.0)),
        ("", ("none", 0.0)),
    ] {
        assert_eq!(number(target(yaml)), expected, "{yaml}");
    }
}

#[test]
fn baselines_are_numbers_or_moments() {
    let baseline = |yaml: &str| format!("{:?}", key_result(&format!("baseline: {yaml}")).baseline);
    assert!(baseline("end of 2026-Q2").contains("EndOf(Period { name: \"2026-Q2\""));
    assert!(baseline("Average of FY26").contains("AverageOf(Period { name: \"FY2026\""));
    assert_eq!(baseline("same period last year"), "Some(SamePeriodLastYear)");
    assert_eq!(baseline("n/a"), "None");
    let found = findings("key_results: {KR1: {title: Up, baseline: end of Q2}, KR2: {title: Up, baseline: high}}");
    assert_eq!(
        found,
        [
            "3:42 E013 `q2` is not a period [end of Q2] | Write, for example: end of FY26-Q2, or average of 2026-Q1",
            "3:81 E011 `high` is not a number, at `baseline` [high] | Write a number, `end of PERIOD`, `average of PERIOD` or `same period last year`",
        ]
    );
}

#[test]
fn owners_are_people_roles_and_shares() {
    let owners = |yaml: &str| objective(&format!("owners: {yaml}")).owners;
    assert_eq!(owners("maren")[0].who, Who::Person("maren".to_owned()));
    assert_eq!(owners("maren, ana").len(), 2);
    let list = owners("[{who: maren, share: 2/3, until: 2026-08-01}, {role: Head of Routing}, ana]");
    assert_eq!(list[0].share, Some(("2/3".to_owned(), 2.0 / 3.0)));
    assert_eq!((list[0].until, list[0].path.as_str()), (Some(day("2026-08-01")), "owners.0"));
    assert_eq!(list[1].who, Who::Role("Head of Routing".to_owned()));
    assert_eq!(list.len(), 3);
    assert!(findings("owner: {share: 3/2}")[0].contains("E011 a share lies between 0 and 1 [3/2]"));
}

#[test]
fn parents_are_one_or_several() {
    let supports = objective("supports: [P, {id: \"CO-1#KR2\", share: 50%, weight: 40%}]").supports;
    assert_eq!((supports[0].to.as_str(), supports[1].to.as_str()), ("P", "CO-1#KR2"));
    assert_eq!((supports[1].share, supports[1].weight), (Some(0.5), Some(0.4)));
    assert_eq!(objective("supports: CO-1, CO-2").supports.len(), 2);
}

#[test]
fn confidence_is_read_in_every_form() {
    for (written, value) in
        [("7/10", 0.7), ("7 of 10", 0.7), ("70%", 0.7), ("70 %", 0.7), ("0.7", 0.7), ("7", 0.7), ("1", 1.0), ("0", 0.0)]
    {
        let read = objective(&format!("confidence: {written}")).confidence.unwrap();
        assert!((read - value).abs() < 1e-12, "{written} {read}");
    }
    assert!(findings("confidence: 12/10")[0].starts_with("3:13 E011 a confidence lies between 0 and 10 [12/10]"));
}

#[test]
fn old_values_stay_as_written() {
    let doc = objective("changed: {date: 2026-08-01, owner: [ana, ben], title: 1.50, why: Because, agreed: priya}");
    let change = &doc.changed[0];
    assert_eq!((change.date, change.agreed.as_deref()), (Some(day("2026-08-01")), Some("priya")));
    assert_eq!(change.old, [("owner".to_owned(), "ana, ben".to_owned()), ("title".to_owned(), "1.50".to_owned())]);
    let changed = key_result("target: 600, changed: [{target: \"+20%\", date: 2026-08-01}]").changed;
    assert_eq!((changed[0].old[0].1.as_str(), changed[0].path.as_str()), ("+20%", "key_results.KR1.changed.0"));
}

#[test]
fn events_may_be_short() {
    let event = |yaml: &str| objective(&format!("dropped: {yaml}")).dropped;
    assert_eq!(event("2026-08-01").unwrap().date, Some(day("2026-08-01")));
    assert_eq!(event("Merged into CX-1").unwrap().why.as_deref(), Some("Merged into CX-1"));
    assert_eq!(event("yes"), Some(Box::new(Event { date: None, why: None, agreed: None })));
    assert_eq!(event("no"), None);
}

#[test]
fn a_period_is_named_explicit_or_the_folders() {
    let period = |yaml: &str| objective(yaml).period.unwrap();
    assert_eq!(period("team: ops").name, "2026-Q3");
    assert_eq!(period("period: 2026-Q2").name, "2026-Q2");
    assert_eq!(objective("period: 2026-Q2").folder_period.unwrap().name, "2026-Q3");
    assert_eq!(period("period: 2026").name, "2026");
    let both = period("period: 2026-Q3\nstart: 2026-08-01");
    assert_eq!((both.name.as_str(), both.start, both.end), ("2026-Q3", day("2026-08-01"), day("2026-09-30")));
    assert_eq!(period("start: 2026-12-01\nend: 2026-12-31").name, "2026-12-01..2026-12-31");
    assert_eq!(
        findings("start: 2026-12-01\nend: 2026-11-01"),
        [
            "4:6 E112 the goal ends on 2026-11-01, before it starts on 2026-12-01 [2026-11-01] | Check the years of both days"
        ]
    );
}

#[test]
fn a_plain_list_of_key_results_is_read() {
    let list =
        objective("key_results:\n  - {title: A, target: 1}\n  - {id: X, title: B}\n  - Only a title").key_results;
    let ids: Vec<(&str, &str)> = list.iter().map(|k| (k.id.as_str(), k.path.as_str())).collect();
    assert_eq!(ids, [("KR1", "key_results.0"), ("X", "key_results.1"), ("KR3", "key_results.2")]);
    assert_eq!(list[2].title, "Only a title");
}

#[test]
fn machines_check_in_with_places() {
    let page = "---\ntitle: A\ncheck_ins: [{date: 2026-08-01, values: {KR1: 12.50}, help: Decide @priya.}]\n---\n";
    let (docs, found) = parse(&[("objectives/a.md", page)], &reading());
    assert!(found.is_empty(), "{found:?}");
    let Doc::Objective(doc) = &docs[0] else { panic!() };
    let entry = &doc.check_ins[0];
    let (start, end) = entry.values[0].span;
    assert_eq!((entry.values[0].text.as_str(), &page[start as usize..end as usize]), ("12.50", "12.50"));
    assert_eq!(entry.help.as_ref().unwrap().from.as_deref(), Some("priya"));
}

fn kpi(yaml: &str) -> KpiDoc {
    let (docs, found) = parse(&[("kpis/first.md", &format!("---\ntitle: A\n{yaml}\n---\n"))], &reading());
    assert_eq!(found, Vec::<String>::new(), "{yaml}");
    match docs.into_iter().next() {
        Some(Doc::Kpi(doc)) => *doc,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_kpi_has_targets_tolerance_and_data() {
    let doc = kpi(
        "targets: {2026-Q3: 92, 2026: [38, 45]}\ntolerance: 10% of target\nforecast: off\ncadence: weekly\nowner: ana",
    );
    assert_eq!((doc.id.as_str(), doc.min_n, doc.forecast, doc.screen_outliers), ("first", 20.0, false, true));
    assert_eq!(doc.targets[1].1, KpiTarget::Range(38.0, 45.0));
    assert_eq!((doc.tolerance, doc.cadence), (Some(Tolerance::OfTarget(0.1)), Some(Cadence::Week)));
    assert_eq!(doc.who, Some(Who::Person("ana".to_owned())));
    assert_eq!(kpi("tolerance: 1 point").tolerance, Some(Tolerance::Absolute(1.0)));
    let data =
        kpi("data: {file: v.csv, where: {segment: Business, year: 2025}, delimiter: \";\", decimal: \",\"}").data;
    assert_eq!(data.filters[1], ("year".to_owned(), "2025".to_owned()));
    assert_eq!((data.dialect.delimiter, data.dialect.decimal), (Some(';'), Some(',')));
    assert_eq!(kpi("data: v.csv").data.file.as_deref(), Some("v.csv"));
    let (_, found) = parse(&[("kpis/a.md", "---\ntitle: A\nunit: \"%\"\ntolerance: 10%\n---\n")], &reading());
    assert!(found[0].contains("E109 `10%` can be points or a part of the target [10%]"), "{found:?}");
}

#[test]
fn decisions_end_in_one_way() {
    let page = "---\nheadline: Up\ndecisions:\n  D1: {ask: A, taken: {date: 2026-08-01, what: Funded}, outcome: {date: 2026-09-01, what: Works}}\n  \
                D2: {ask: B, deferred: {date: 2026-08-01, until: 2026-10-01, why: No figures}}\n  D3: {ask: C}\n---\n";
    let (docs, found) = parse(&[("reviews/fy2026-q2.md", page)], &reading());
    assert!(found.is_empty(), "{found:?}");
    let Doc::Review(doc) = &docs[0] else { panic!() };
    assert_eq!(doc.period.as_ref().unwrap().name, "FY2026-Q2");
    let states: Vec<DecisionState> = doc.decisions.iter().map(|d| d.state).collect();
    assert_eq!(states, [DecisionState::Taken, DecisionState::Deferred, DecisionState::Open]);
    assert_eq!(doc.decisions[0].outcome.as_deref(), Some("Funded"));
    assert_eq!(doc.decisions[0].checked.as_deref(), Some("Works"));
    assert_eq!(doc.decisions[1].outcome.as_deref(), Some("No figures"));
    assert_eq!(doc.decisions[1].until, Some(day("2026-10-01")));
}

#[test]
fn promises_are_open_until_they_are_kept_or_broken() {
    let page = "---\npromises:\n  P1: {what: A, who: ana, due: 2026-08-01, kept: {date: 2026-07-30, what: Done}}\n  \
                P2: {what: B, broken: {date: 2026-08-01, why: No time}}\n  P3: {what: C}\n  \
                P4: {what: D, kept: 2026-08-01, broken: 2026-08-01}\n---\n";
    let (docs, found) = parse(&[("reviews/fy2026-q2.md", page)], &reading());
    assert!(found.len() == 1 && found[0].contains("the promise is `broken` and something else at once"), "{found:?}");
    let Doc::Review(doc) = &docs[0] else { panic!() };
    let states: Vec<PromiseState> = doc.promises.iter().map(|p| p.state).collect();
    assert_eq!(states, [PromiseState::Kept, PromiseState::Broken, PromiseState::Open, PromiseState::Kept]);
    assert_eq!(
        (doc.promises[0].outcome.as_deref(), doc.promises[1].outcome.as_deref()),
        (Some("Done"), Some("No time"))
    );
    assert_eq!(doc.promises[0].date, Some(day("2026-07-30")));
}

#[test]
fn defaults_of_the_nearest_folder_win_below_the_pages_own_keys() {
    let (docs, found) = parse(
        &[
            ("kpis/_defaults.yml", "team: ops\nowner: ana\ntags: [all]\nroll: 3\n"),
            ("kpis/crew/_defaults.yml", "who: ben\ncadence: fortnight\n"),
            ("kpis/crew/a.md", "---\ntitle: A\ntags: own\n---\n"),
        ],
        &reading(),
    );
    let [Doc::Kpi(doc)] = docs.as_slice() else { panic!("{docs:?}") };
    assert_eq!((doc.who.clone(), doc.team.as_deref()), (Some(Who::Person("ben".to_owned())), Some("ops")));
    assert_eq!(doc.common.tags, ["own"]);
    let inherited: Vec<(&str, u32)> = doc.common.inherited.iter().map(|(k, f)| (k.as_str(), f.0)).collect();
    assert_eq!(inherited, [("who", 1), ("cadence", 1), ("team", 0)]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("kpis/_defaults.yml:4:1 E009 no page here has a key `roll` [roll] | Did you mean"));
    assert!(found[1].starts_with("kpis/crew/_defaults.yml:2:10 E014 `fortnight` is none of the words"), "{found:?}");
}

#[test]
fn the_kind_comes_from_the_folder_or_the_type() {
    let (docs, found) = parse(
        &[
            ("README.md", "# Read me"),
            ("objectives/README.md", "# Read me"),
            ("docs/a.md", "---\ntitle: [broken\n---\n"),
            ("docs/b.md", "---\ntitle: B\ntype: kpi\n---\n"),
            ("glossary.md", "---\ntitle: Words\n---\n"),
            ("index.md", "# Home"),
            ("pages/how.md", "# How\n"),
            ("static/x.md", "---\ntitle: [\n---\n"),
            (".github/a.md", "---\ntype: page\n---\n"),
            ("kpis/a.csv", "date,value\n"),
            ("teams/ops.md", "---\ntitle: Operations\n---\n"),
        ],
        &reading(),
    );
    assert!(found.is_empty(), "{found:?}");
    let kinds: Vec<&str> = docs
        .iter()
        .map(|d| match d {
            Doc::Kpi(_) => "kpi",
            Doc::Page(_) => "page",
            Doc::Team(_) => "team",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["kpi", "page", "page", "team"]);
    let (docs, found) = parse(&[("docs/a.md", "---\ntitle: A\ntype: objectiv\n---\n")], &reading());
    assert!(docs.is_empty() && found.is_empty(), "{found:?}");
    let (_, found) = parse(&[("kpis/a.md", "---\ntitle: A\ntype: objectiv\n---\n")], &reading());
    assert!(
        found[0].contains("E014 `objectiv` is no kind of page [objectiv] | Did you mean `objective`?"),
        "{found:?}"
    );
}

#[test]
fn wrong_forms_are_said_in_plain_words() {
    assert_eq!(
        findings("team: [a, b]\nnot_doing: {a: b}"),
        [
            "3:7 E008 `team` must be a text, not a list [[a, b]] | Write, for example: team: operations",
            "4:12 E008 `not_doing` must be a text, not a mapping [{a: b}] | Write, for example: not_doing: [Sunday rounds]",
        ]
    );
    assert_eq!(
        findings("key_results: {KR1: {target: 5}}"),
        [
            "3:15 E018 `title` is missing in a key result [KR1] | Write, for example: title: Raise first-attempt delivery"
        ]
    );
    assert_eq!(
        findings("closed: 2026-08\nkey_results: {KR1: {title: A, due: 31.12.}}"),
        [
            "4:36 E012 `31.12.` is not a date [31.12.] | Write year, month and day: 2026-02-01",
            "3:9 E012 `2026-08` is more than one day [2026-08] | Write its first or last day: 2026-08-01 or 2026-08-31",
        ]
    );
}

#[test]
fn a_place_behind_an_unknown_path_is_the_nearest_one() {
    use super::super::places::locate;
    use crate::base::Place;
    let page = "---\ntitle: A\nKey Results:\n  KR1: {title: B}\n---\n";
    let sources = super::sources(&[("objectives/a.md", page)]);
    let file = &sources.as_slice()[0];
    let at = |place: Place| {
        let (start, end) = locate(file, &[&place])[0];
        &page[start as usize..end as usize]
    };
    assert_eq!(at(Place::Key("key_results.kr1.title".to_owned())), "title");
    assert_eq!(at(Place::Value("key_results.KR1.title".to_owned())), "B");
    assert_eq!(at(Place::Value("key_results.KR1.target".to_owned())), "KR1");
    assert_eq!(at(Place::Value("key_results.KR1".to_owned())), "{title: B}");
    assert_eq!(at(Place::Key("nothing.here".to_owned())), "---");
    assert_eq!(at(Place::File), "---");
    assert_eq!(at(Place::Span(4, 9)), "title");
}

#[test]
fn inherited_and_merged_mappings_are_read() {
    let doc = objective("extra: &base {unit: \"%\", decimals: 1}\nkey_results: {KR1: {<<: *base, title: A}}");
    assert_eq!((doc.key_results[0].unit.as_deref(), doc.key_results[0].decimals), (Some("%"), Some(1)));
}
