//! Front matter as other programs write it: TOML between `+++`, JSON, a fence of code, or a line that is nearly `---`.

use super::keys;
use std::ops::Range;

/// Front matter that is not read as it stands.
pub(super) struct Foreign {
    /// The line that gives it away.
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// Looks at the first lines of a page.
pub(super) fn front_matter(text: &str) -> Option<Foreign> {
    let mut lines = text.lines();
    let (first, second) = (lines.next()?, lines.find(|line| !line.trim().is_empty()).unwrap_or(""));
    let foreign = |message: String, help: &str| Foreign { at: 0..first.len(), message, help: help.to_owned() };
    let language = |name: &str| format!("this front matter is {name}, and only YAML is read");
    let key = |sign: char| second.split_once(sign).is_some_and(|(key, _)| keys::known_anywhere(key));
    let toml = "Write the line --- in place of the first and the last one, and `key: value` in place of `key = value`";
    let mark = first.trim();
    match mark {
        "+++" => return Some(foreign(language("TOML"), toml)),
        "---" if key('=') => return Some(foreign(language("TOML"), toml)),
        _ => {}
    }
    if mark.starts_with("{\"") || (mark == "{" && second.trim_start().starts_with('"')) {
        return Some(foreign(language("JSON"), "Write `key: value`, a line each, between two lines ---"));
    }
    let dashes = mark.chars().count() > 1 && mark.chars().all(|c| matches!(c, '-' | '–' | '—' | '─' | '=' | '_'));
    let dash = matches!(mark, "—" | "–");
    let code = mark.starts_with("```") || mark.starts_with("~~~");
    if first.trim_end() != "---" && key(':') && (dashes || dash || code) {
        let message = match mark {
            "---" => "a line --- that opens front matter begins without blanks".to_owned(),
            _ => format!("`{mark}` does not open front matter"),
        };
        return Some(foreign(message, "Write three plain dashes, ---, above the first key and below the last"));
    }
    None
}
