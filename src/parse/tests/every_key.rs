//! The table of keys and the readers agree: every example of the table is read, and nothing else is.

use super::super::keys::{Key, Section};
use super::{parse, reading, settings};

/// A page that holds one line of a section: its path, and the text around `@`.
fn around(section: Section) -> (&'static str, &'static str) {
    let objective = "objectives/2026-q3/a.md";
    let kpi = "kpis/a.md";
    match section {
        Section::Objective => (objective, "@"),
        Section::KeyResult => (objective, "key_results: {KR1: {@}}"),
        Section::Milestone => (objective, "key_results: {KR1: {title: A, milestones: [{@}]}}"),
        Section::Levels => (objective, "key_results: {KR1: {title: A, levels: {@}}}"),
        Section::Owner => (objective, "owner: [{@}]"),
        Section::Who => (objective, "sponsor: {@}"),
        Section::Support => (objective, "supports: [{@}]"),
        Section::ObjectiveChange => (objective, "changed: [{@}]"),
        Section::KeyResultChange => (objective, "key_results: {KR1: {title: A, changed: {@}}}"),
        Section::Event => (objective, "dropped: {@}"),
        Section::Grade => (objective, "score: {@}"),
        Section::Work => (objective, "work: [{@}]"),
        Section::Need => (objective, "needs: [{@}]"),
        Section::Money => (objective, "money: {@}"),
        Section::CheckIn => (objective, "check_ins: [{@}]"),
        Section::Help => (objective, "check_ins: [{date: 2026-08-01, help: {@}}]"),
        Section::Allow => (objective, "allow: [{@}]"),
        Section::Kpi => (kpi, "@"),
        Section::Data => (kpi, "data: {@}"),
        Section::Bands => (kpi, "bands: {@}"),
        Section::Benchmark => (kpi, "benchmark: {@}"),
        Section::ChartEvent => (kpi, "events: [{@}]"),
        Section::Rebase => (kpi, "rebase: [{@}]"),
        Section::Team => ("teams/a.md", "@"),
        Section::Person => ("people/a.md", "@"),
        Section::Period => ("periods/2026-q3.md", "@"),
        Section::Review => ("reviews/2026-q3.md", "@"),
        Section::Decision => ("reviews/2026-q3.md", "decisions: {D1: {@}}"),
        Section::Promise => ("reviews/2026-q3.md", "promises: {P1: {@}}"),
        Section::Verdict => ("reviews/2026-q3.md", "decisions: {D1: {ask: A, taken: {@}}}"),
        Section::Page => ("pages/a.md", "@"),
        Section::Priority => ("pages/strategy.md", "priorities: {one: {@}}"),
        Section::Config => ("goalpost.toml", "@"),
        Section::Repository => ("goalpost.toml", "[repository]\n@"),
        Section::Calendar => ("goalpost.toml", "[calendar]\n@"),
        Section::Csv => ("goalpost.toml", "[csv]\n@"),
        Section::Scoring => ("goalpost.toml", "[scoring]\n@"),
        Section::Policy => ("goalpost.toml", "[policies.own]\n@"),
        Section::People => ("goalpost.toml", "[people]\n@"),
        Section::Theme => ("goalpost.toml", "[theme]\n@"),
        Section::Token => ("goalpost.toml", "[theme.tokens.accent]\n@"),
        Section::History => ("goalpost.toml", "[history]\n@"),
        Section::Markdown => ("goalpost.toml", "[markdown]\n@"),
    }
}

/// Keys without which this one has no meaning, or which its mapping cannot be without.
fn beside(section: Section, key: &Key) -> &'static [(&'static str, &'static str)] {
    match (section, key.name) {
        (Section::KeyResult, "allowed") => &[("title", "A"), ("at_most", "20")],
        (Section::KeyResult, "found") => &[("title", "A"), ("find_baseline", "yes")],
        (Section::KeyResult | Section::Milestone | Section::Work, _) => &[("title", "A")],
        (Section::Objective, "start") => &[("title", "A"), ("end", "2025-12-31")],
        (Section::Objective, "end") => &[("title", "A"), ("start", "2025-12-01")],
        (Section::Kpi | Section::Page | Section::Objective, _) => &[("title", "A")],
        (Section::ObjectiveChange, _) => &[("title", "A")],
        (Section::KeyResultChange, _) => &[("target", "5")],
        (Section::Levels, _) => &[("commit", "1"), ("target", "2"), ("stretch", "3")],
        (Section::Bands, _) => &[("good", "2"), ("middle", "1")],
        (Section::Owner, _) => &[("who", "ana")],
        (Section::Support, _) => &[("id", "A")],
        (Section::Grade, _) => &[("value", "0.5")],
        (Section::Need | Section::Help, _) => &[("what", "a feed")],
        (Section::CheckIn | Section::ChartEvent | Section::Rebase, _) => &[("date", "2026-08-01")],
        (Section::Allow, _) => &[("code", "L103")],
        (Section::Decision, _) => &[("ask", "A")],
        (Section::Repository, _) => &[("url", "\"https://github.com/larkmoor/goals\"")],
        (Section::Promise, _) => &[("what", "A")],
        (Section::Token, _) => &[("light", "\"#fff\"")],
        _ => &[],
    }
}

#[test]
fn every_example_of_the_table_is_read() {
    for section in Section::ALL {
        let (path, page) = around(*section);
        // A page of another type is another kind of page.
        for key in section.keys().filter(|k| k.name != "type" || *section == Section::Objective) {
            for name in std::iter::once(key.name).chain(key.aliases.iter().copied()) {
                let toml = path.ends_with(".toml");
                let sign = if toml { " =" } else { ":" };
                let mut lines: Vec<String> = vec![format!("{name}{sign} {}", key.example)];
                let beside = beside(*section, key).iter().filter(|(k, _)| *k != key.name);
                lines.extend(beside.map(|(k, v)| format!("{k}{sign} {v}")));
                let text = page.replace('@', &lines.join(if toml || page == "@" { "\n" } else { ", " }));
                let found = if toml {
                    settings(&text).1
                } else {
                    let title = if page == "@" { "" } else { "title: A page\n" };
                    parse(&[(path, &format!("---\n{title}{text}\n---\n"))], &reading()).1
                };
                assert_eq!(found, Vec::<String>::new(), "{section:?} {text}");
            }
        }
    }
}
