//! YAML's traps: each with its code, its place and the line to write.

use super::{findings, parse, reading};

fn one(yaml: &str, expected: &str) {
    assert_eq!(findings(yaml), [expected], "{yaml}");
}

#[test]
fn a_colon_inside_a_text_needs_quotes() {
    one(
        "takeaway: Step 1: do",
        "3:11 E004 a colon inside `takeaway` needs quotes [Step 1: do] | Write: takeaway: \"Step 1: do\"",
    );
    one(
        "work: [{title: Sort, state: waiting: for a decision}]",
        "3:29 E004 a colon inside `state` needs quotes [waiting: for a decision] \
         | Write: work: [{title: Sort, state: \"waiting: for a decision\"}]",
    );
    one(
        "key_results:\n  KR1:\n    title: \"Up\"\n    note: see \"below\":   # later",
        "6:11 E004 a colon inside `note` needs quotes [see \"below\":] | Write: note: 'see \"below\":'   # later",
    );
}

#[test]
fn a_tab_indents_nothing() {
    one(
        "key_results:\n  KR1:\n\ttitle: Up",
        "5:1 E003 a tab indents this line; YAML reads blanks only [\t] | Indent it by 4 blanks: title: Up",
    );
}

#[test]
fn a_comma_splits_a_number_in_braces() {
    one(
        "check_ins: [{date: 2026-08-01, values: {KR2: 1,250, KR3: 4}}]",
        "3:46 E005 the comma splits the number of `KR2` in two [1,250] | Write: KR2: \"1,250\"",
    );
    assert_eq!(
        findings("check_ins: [{date: 2026-08-01, values: {KR1: £1,250,000, KR2: 2,250}}]"),
        [
            "3:46 E005 the comma splits the number of `KR1` in two [£1,250,000] | Write: KR1: \"£1,250,000\"",
            "3:63 E005 the comma splits the number of `KR2` in two [2,250] | Write: KR2: \"2,250\"",
        ]
    );
}

#[test]
fn a_comma_splits_a_text_in_braces() {
    one(
        "paused: {date: 2026-08-01, why: Refused, at four sites}",
        "3:33 E002 a comma inside `why` needs quotes [Refused, at four sites] | Write: why: \"Refused, at four sites\"",
    );
}

#[test]
fn signs_that_mean_something_to_yaml_need_quotes() {
    for sign in ['@', '`', '%', '*', '!', '&', '>', '|'] {
        let found = findings(&format!("takeaway: {sign}priya says"));
        let expected =
            format!("needs quotes, at `takeaway` [{sign}priya says] | Write: takeaway: \"{sign}priya says\"");
        let anchored = expected.replace(", at `takeaway`", "");
        assert!(found.len() == 1 && (found[0].contains(&expected) || found[0].contains(&anchored)), "{sign} {found:?}");
        assert!(found[0].contains(&format!("E002 a text that starts with `{sign}` needs quotes")), "{found:?}");
    }
}

#[test]
fn a_text_in_brackets_is_no_list() {
    one(
        "takeaway: [Draft] Move a parcel",
        "3:11 E002 a text that starts with `[` needs quotes, at `takeaway` [[Draft] Move a parcel] \
         | Write: takeaway: \"[Draft] Move a parcel\"",
    );
}

#[test]
fn quotes_and_brackets_are_closed() {
    one(
        "takeaway: \"Up\nteam: ops",
        "3:11 E002 the closing quote is missing, at `takeaway` [\"Up] | Write: takeaway: \"Up\"",
    );
    one("tags: [a, b\nteam: ops", "3:7 E002 the closing `]` is missing, at `tags` [[a, b] | Write: tags: [a, b]");
    one(
        "takeaway: 'it's up'",
        "3:11 E002 text stands behind or between quotes, at `takeaway` ['it's up'] | Write: takeaway: \"it's up\"",
    );
    one(
        "takeaway: \"Right\" the first time",
        "3:11 E002 text stands behind or between quotes, at `takeaway` [\"Right\" the first time] \
         | Write: takeaway: '\"Right\" the first time'",
    );
}

#[test]
fn a_blank_follows_the_colon() {
    one("team:ops\nkind: committed", "3:5 E002 a blank is missing behind the colon [:] | Write: team: ops");
    one("team ops\nkind: committed", "3:5 E002 the colon is missing behind `team` [] | Write: team: ops");
    one(
        "key_results: {KR1: {title: Up, target:5}}",
        "3:32 E002 a blank is missing behind the colon [target:5] | Write: target: 5",
    );
}

#[test]
fn a_line_starts_where_its_neighbours_do() {
    one(
        "key_results:\n  KR1:\n    title: Up\n   target: 5\n   baseline: 2\n  KR2: {title: Down}",
        "6:4 E002 the line is indented by 3 blanks, a line above by 4 blanks [target: 5] \
         | Indent it by 4 blanks: target: 5",
    );
    one(
        "team: ops\n  kind: committed",
        "4:3 E002 the line is indented by 2 blanks, a line above by 0 blanks [kind: committed] \
         | Start the line without blanks: kind: committed",
    );
}

#[test]
fn a_key_that_stands_twice_is_shown_twice() {
    let page = "---\ntitle: A\nteam: ops\nowner: ana\nteam: care\n---\n";
    let sources = super::sources(&[("objectives/a.md", page)]);
    let mut sink = crate::base::Sink::default();
    let doc = super::document(&sources.as_slice()[0], &Default::default(), &reading(), &mut sink);
    assert!(matches!(doc, Some(super::Doc::Objective(o)) if o.team.as_deref() == Some("ops")));
    let finding = &sink.as_slice()[0];
    assert_eq!((sink.as_slice().len(), finding.code), (1, crate::base::codes::DUPLICATE_KEY));
    let places = [&finding.primary.at, &finding.related[0].at];
    assert_eq!(super::places::locate(&sources.as_slice()[0], &places), [(34, 38), (13, 17)]);
    one(
        "owner: ana\nowners: ben",
        "4:1 E006 `owners` and `owner` are the same key, and this one is not read [owners] \
         | Keep one of them; several values make a list: [a, b]",
    );
}

#[test]
fn a_reference_behind_a_blank_and_a_hash_is_a_comment() {
    one(
        "supports: CO-1 #KR2",
        "3:16 E002 behind ` #` everything is a comment; a text with it needs quotes [#KR2] \
         | Write: supports: \"CO-1 #KR2\", or put a blank behind # in a comment",
    );
    assert_eq!(findings("team: ops # 3 people\ntakeaway: \"We are #1\""), Vec::<String>::new());
}

#[test]
fn an_id_is_no_number_and_no_yes() {
    for id in ["007", "1.10", "no", "1e3"] {
        one(
            &format!("id: {id}"),
            &format!(
                "3:5 E017 `{id}` is read as a number or as yes/no unless it is quoted [{id}] | Write: id: \"{id}\""
            ),
        );
    }
    assert_eq!(super::objective("id: \"1.10\"").id, "1.10");
    assert_eq!(super::objective("id: 7").id, "7");
}

#[test]
fn numbers_with_two_readings_are_no_guess() {
    let page =
        "---\ntitle: A\nkey_results: {KR1: {title: Up, target: 1.250}, KR2: {title: Up, target: \"1,250\"}}\n---\n";
    let (_, found) = parse(&[("objectives/a.md", page)], &Default::default());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("objectives/a.md:3:40 E010 `1.250` can be 1250 or 1.250 [1.250] | Write 1250 or"),
        "{}",
        found[0]
    );
    assert!(found[1].starts_with("objectives/a.md:3:73 E010 `1,250` can be"), "{}", found[1]);
}

#[test]
fn machine_numbers_are_refused() {
    one(
        "key_results: {KR1: {title: Up, target: 1e3}}",
        "3:40 E011 `1e3` is not a number, at `target` [1e3] | Write 1000",
    );
    one(
        "key_results: {KR1: {title: Up, target: .inf}}",
        "3:40 E011 `.inf` is not a number, at `target` [.inf] | Write digits, as in 1250, 12.5, 12% or €1.2m",
    );
}

#[test]
fn one_slip_does_not_hide_the_others() {
    let found = findings("takeaway: a: b\nonwer: ana\nsponsor: @priya\nkind: comitted\nperiod: Q3");
    let codes: Vec<&str> = found.iter().map(|f| f.split(' ').nth(1).unwrap()).collect();
    assert_eq!(codes, ["E004", "E002", "E009", "E013", "E014"], "{found:?}");
}

#[test]
fn front_matter_is_closed_and_comes_first() {
    let (_, found) = parse(&[("objectives/a.md", "---\ntitle: A\nonwer: ana\n\nText\n")], &reading());
    assert_eq!(
        found,
        [
            "objectives/a.md:1:1 E007 the front matter has no closing line [---] | Write --- on a line of its own below the last key",
            "objectives/a.md:3:1 E009 there is no key `onwer` in an objective [onwer] | Did you mean `owner`? | Your own data may stand under `extra:`",
        ]
    );
    let (_, found) = parse(&[("objectives/a.md", "\n---\ntitle: A\n---\n")], &reading());
    assert_eq!(
        found,
        ["objectives/a.md:1:1 E015 the page has no title [] | The line --- must be the first of the file"]
    );
    let (docs, found) = parse(&[("objectives/a.md", "---\r\ntitle: A\r\nteam: ops\r\n---\r\nText\r\n")], &reading());
    assert_eq!((docs.len(), found.len()), (1, 0));
}

#[test]
fn large_files_are_no_pages() {
    let page = format!("---\ntitle: A\n---\n{}", "x".repeat(1 << 20));
    let (docs, found) = parse(&[("objectives/a.md", &page)], &reading());
    assert!(docs.len() == 1 && found[0].contains("E019 the file has 1.0 MB, and a page may have 1 MB"), "{found:?}");
}

#[test]
fn what_is_no_yaml_at_all_is_said_once() {
    let (docs, found) = parse(&[("objectives/a.md", "---\nsome words\n: [\n---\n")], &reading());
    assert_eq!(docs.len(), 1, "the page keeps its address");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("E002 the front matter cannot be read from here on"), "{found:?}");
}
