//! What must hold for any input.

use crate::golden::scores;
use crate::memory::{Repository, build, build_with};
use proptest::prelude::*;

#[test]
fn any_number_of_threads_and_any_order_of_files_give_the_same_bytes() {
    let repository = Repository::from_folder("sample-goals");
    let (first, site) = build_with(&repository, 1);
    for threads in [2, 8] {
        let mut shuffled = repository.clone();
        shuffled.0.reverse();
        let half = shuffled.0.len() / (threads / 2 + 1);
        shuffled.0.rotate_left(half);
        let (again, other) = build_with(&shuffled, threads);
        assert_eq!(first.report.findings, again.report.findings, "{threads} threads");
        assert_eq!(site.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (path, bytes) in &site {
            assert!(other[path] == *bytes, "{path} differs with {threads} threads");
        }
    }
}

#[test]
fn every_score_of_the_sample_lies_between_0_and_1() {
    let report = build(&Repository::from_folder("sample-goals")).0.report;
    for objective in &report.scores.objectives {
        for score in [objective.score, objective.expected].into_iter().flatten() {
            assert!((0.0..=1.0).contains(&score));
        }
        for score in objective.key_results.iter().filter_map(|k| k.score) {
            assert!((0.0..=1.0).contains(&score));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever bytes stand in the files: no panic, every place inside its file, the same answer twice.
    #[test]
    fn nothing_an_author_writes_panics(
        objective in any_page(), kpi in any_page(), csv in ".{0,200}", check_in in ".{0,300}", config in "(title = \"x\"\n)?.{0,60}",
    ) {
        let repository = Repository::from_texts([
            ("goalpost.toml", config.as_str()),
            ("objectives/2026-q3/a.md", objective.as_str()),
            ("kpis/k.md", kpi.as_str()),
            ("kpis/k.csv", csv.as_str()),
            ("check-ins/2026-08-03-team.md", check_in.as_str()),
        ]);
        let report = build(&repository).0.report;
        for finding in &report.findings {
            let text = &report.sources.by_path(&finding.primary.path).unwrap().text;
            prop_assert!(finding.primary.start <= finding.primary.end && finding.primary.end <= text.len());
            prop_assert!(text.is_char_boundary(finding.primary.start) && text.is_char_boundary(finding.primary.end));
        }
        prop_assert_eq!(scores(&report), scores(&build(&repository).0.report));
    }
}

/// Pages that are nearly right: known keys with odd values, and any text.
fn any_page() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "(title|id|period|owner|supports|kpi|unit|target|baseline|weight|cadence|aggregate|direction|data): [ -~]{0,20}",
        2 => "key_results:",
        4 => "  KR[12]: [{](title: x, )?(kpi: k|target: [0-9,.%+-]{1,6}|baseline: [0-9]{1,3}|done: no|at_most: 3|levels: 2)[}]",
        1 => "[ \t]{0,4}[^\n]{0,30}",
    ];
    (prop::collection::vec(line, 0..10), "[^\0]{0,80}")
        .prop_map(|(lines, body)| format!("---\n{}\n---\n{body}", lines.join("\n")))
}

/// A goal with a key result of every kind that is typed.
const TYPED: &str = "---\ntitle: A goal\nid: A-1\nowner: ana\nkey_results:\n  KR1: {title: Lockers, baseline: 0, target: 100}\n  \
    KR2: {title: Sites, milestones: [{title: Mill Road}, {title: Ash Lane}]}\n  KR3: {title: Signed, done: no}\n  \
    KR4: {title: Depots, levels: {commit: 2, target: 4, stretch: 6}}\n  \
    KR5: {title: Two, parts: {a: {title: Fast, target: 5, baseline: 0}, b: {title: Kind, target: 5, baseline: 0}}}\n---\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// A check-in cannot be malformed: whatever its file says, nothing but this file is complained of.
    #[test]
    fn no_text_can_make_a_check_in_fail(
        text in "(## A-1 |##A-1|A-1 7/10|- KR[1-5]: |KR[1-5]|KR 1: |- KR5.a: |Help: |No change|Mill Road done|<!-- | -->|@ana|by 28 Nov|1,250|3/5|---\n|[a-zA-Z0-9.,:%/é–\n -]|```\n){0,30}",
    ) {
        let config = "title = \"Ours\"\nas_of = 2026-09-30\n";
        let repository = |check_in| {
            let check_in = ("check-ins/2026-08-03-team.md", check_in);
            Repository::from_texts([("goalpost.toml", config), ("objectives/2026-q3/a.md", TYPED), check_in])
        };
        let quiet = build(&repository("")).0.report.findings.clone();
        let report = build(&repository(&text)).0.report;
        for finding in report.findings.iter().filter(|f| !quiet.contains(f)) {
            prop_assert_eq!(&finding.primary.path, "check-ins/2026-08-03-team.md", "{}", finding.message);
        }
    }
}
