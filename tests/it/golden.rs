//! Golden results: `tests/cases/<name>/in` builds to `out`; the sample's scores and findings stand in `tests/golden/`.
//! Where a case is about some pages only, `pages.txt` names them, one a line, and their `<main>` alone is compared.

use crate::memory::{Repository, build, project};
use goalpost::present::{PresentCx, data};
use goalpost::report::{self, Format};
use goalpost::session::Report;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Compares with a file, or rewrites it.
pub fn compare(path: &Path, now: &[u8]) -> Result<(), String> {
    if blessing() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, now).unwrap();
        return Ok(());
    }
    let before = fs::read(path).unwrap_or_default();
    if before == now {
        return Ok(());
    }
    let (before, now) = (String::from_utf8_lossy(&before), String::from_utf8_lossy(now));
    let line = before.lines().zip(now.lines()).position(|(a, b)| a != b);
    let at = line.unwrap_or_else(|| before.lines().count().min(now.lines().count()));
    Err(format!(
        "{}, line {}:\n  expected {}\n  got      {}",
        path.strip_prefix(project()).unwrap().display(),
        at + 1,
        before.lines().nth(at).unwrap_or("(end)"),
        now.lines().nth(at).unwrap_or("(end)"),
    ))
}

/// The scores as JSON, as the command prints them.
pub fn scores(report: &Report) -> String {
    data::score_json(&PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings))
}

#[test]
fn the_sample_has_the_scores_and_findings_it_had() {
    let report = build(&Repository::from_folder("sample-goals")).0.report;
    let golden = project().join("tests/golden");
    compare(&golden.join("sample.scores.json"), scores(&report).as_bytes()).unwrap();
    let findings = report::render(Format::Short, &report.findings, &report.sources, false);
    compare(&golden.join("sample.findings.txt"), findings.as_bytes()).unwrap();
    assert!(!report.failed(), "the sample has errors:\n{findings}");
}

/// Leaves of a page what stands between the bar and the footer; a file that is no page stays whole.
fn keep_main(bytes: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(bytes);
    if let (Some(start), Some(end)) = (text.find("<main"), text.rfind("</main>")) {
        *bytes = format!("{}</main>\n", &text[start..end]).into_bytes();
    }
}

#[test]
fn golden_sites_build_to_the_same_bytes() {
    let mut wrong = Vec::new();
    let mut cases: Vec<_> = fs::read_dir(project().join("tests/cases")).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let (built, mut site) = build(&Repository::from_folder(&format!("tests/cases/{name}/in")));
        // Assets are the theme's, the same in every case.
        site.retain(|path, _| !path.starts_with("assets/"));
        let findings = report::render(Format::Human, &built.report.findings, &built.report.sources, false);
        if let Ok(pages) = fs::read_to_string(case.join("pages.txt")) {
            let missing = pages.lines().filter(|page| !site.contains_key(*page));
            wrong.extend(missing.map(|page| format!("{name}: {page} is not made")));
            site.retain(|path, _| pages.lines().any(|page| page == path));
            site.values_mut().for_each(keep_main);
        }
        site.insert("findings.txt".to_owned(), findings.into_bytes());
        let out = case.join("out");
        if blessing() {
            let _ = fs::remove_dir_all(&out);
        }
        for (path, bytes) in &site {
            wrong.extend(compare(&out.join(path), bytes).err());
        }
        let expected: BTreeMap<_, _> =
            Repository::from_folder(&format!("tests/cases/{name}/out")).0.into_iter().collect();
        wrong.extend(
            expected.keys().filter(|p| !site.contains_key(*p)).map(|p| format!("{name}: {p} is not made any more")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
