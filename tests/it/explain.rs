//! Every code has a long form whose example triggers it and whose fix does not.

use crate::blocks::{Section, sections};
use crate::memory::build;
use goalpost::base::Code;
use goalpost::lints;

fn codes(section: &Section) -> Vec<String> {
    let repository = section.repository();
    assert!(!repository.0.is_empty(), "{} has no files", section.title);
    build(&section.aged(repository)).0.report.findings.iter().map(|f| f.code.id().to_owned()).collect()
}

#[test]
fn every_code_is_explained_by_an_example_that_triggers_it_and_a_fix_that_does_not() {
    let mut wrong = Vec::new();
    for code in Code::all() {
        let text = lints::explain(code);
        if !text.starts_with(&format!("# {} {}\n", code.id(), code.name())) {
            wrong.push(format!("{}: the first line is not its code and name", code.id()));
            continue;
        }
        let parts = sections(text);
        for heading in ["What", "Why", "Example", "Fix"] {
            if !parts.iter().any(|s| s.title == heading) {
                wrong.push(format!("{}: no section {heading}", code.id()));
            }
        }
        for (heading, expected) in [("Example", true), ("Fix", false)] {
            let Some(part) = parts.iter().find(|s| s.title == heading) else { continue };
            let found = codes(part);
            if found.iter().any(|c| c == code.id()) != expected {
                wrong.push(format!("{}: {heading} gives {found:?}", code.id()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
