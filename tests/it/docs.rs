//! Pages of the user guide that are made from the program's own tables. `BLESS=1` writes them.

use crate::golden::compare;
use crate::memory::{Repository, build, project};
use goalpost::base::Code;
use goalpost::parse::keys;
use std::fmt::Write as _;

#[test]
fn the_format_reference_is_the_table_of_keys() {
    let page = format!("---\ntitle: Format reference\nnav_order: 11\n---\n{}", keys::reference_markdown());
    compare(&project().join("docs/pages/format-reference.md"), page.as_bytes()).unwrap();
}

#[test]
fn the_page_of_findings_is_the_table_of_codes() {
    let mut page = String::from(
        "---\ntitle: Findings\nnav_order: 12\n---\n\
         Every finding has a code that never changes. Codes that begin with `E` are mistakes and always errors; codes that begin\n\
         with `L` are lints: a site changes their level under `[lints]` in `goalpost.toml`, a page excepts itself with `allow:` and\n\
         a reason. `goalpost explain E101` prints the long form of a code, with an example and its fix.\n\n\
         | Code | Name | Level | What it says |\n|---|---|---|---|\n",
    );
    for code in Code::all() {
        let level = if code.is_lint() { code.default_level().name() } else { "error, always" };
        let _ = writeln!(page, "| {} | `{}` | {level} | {} |", code.id(), code.name(), code.summary());
    }
    compare(&project().join("docs/pages/findings.md"), page.as_bytes()).unwrap();
}

#[test]
fn the_user_guide_builds_without_a_finding() {
    let report = build(&Repository::from_folder("docs")).0.report;
    assert_eq!(report.findings, []);
}

#[test]
fn the_changelog_speaks_of_this_version() {
    let changelog = std::fs::read_to_string(project().join("CHANGELOG.md")).unwrap();
    assert!(changelog.contains(env!("CARGO_PKG_VERSION")));
}
