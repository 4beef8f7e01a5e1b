//! The long form of every code.

use crate::base::Code;
use include_dir::{Dir, include_dir};

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/explain");

/// What the finding is, why it matters, an example that has it and the same example mended, as Markdown.
/// Each fenced block of the last two is a file of a goals repository; its path is the first word of the info string.
/// A second word says what Markdown cannot show: the encoding of its bytes (`windows-1252`), or the size to which blanks
/// fill it up (`1100000-bytes`).
pub fn explain(code: Code) -> &'static str {
    PAGES.get_file(format!("{}.md", code.id())).and_then(|page| page.contents_utf8()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_with_its_four_parts() {
        for code in Code::all() {
            let page = explain(code);
            assert!(page.starts_with(&format!("# {} {}\n", code.id(), code.name())), "{}", code.id());
            let mut rest = page;
            for part in ["\n## What\n", "\n## Why\n", "\n## Example\n", "\n## Fix\n"] {
                let at = rest.find(part);
                assert!(at.is_some(), "{} lacks{part}", code.id());
                rest = &rest[at.unwrap_or(0)..];
            }
        }
    }

    #[test]
    fn no_page_speaks_of_a_code_that_is_gone() {
        for page in PAGES.files() {
            let stem = page.path().file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            assert!(Code::find(stem).is_some(), "{stem}");
        }
    }
}
