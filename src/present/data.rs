//! `data/v1/*.json` and `score --format json`: documented, stable.

use super::PresentCx;

/// `data/v1/*.json`: path and bytes.
pub fn files(_cx: &PresentCx<'_>) -> Vec<(String, Vec<u8>)> {
    Vec::new()
}

/// `score --format json`.
pub fn score_json(_cx: &PresentCx<'_>) -> String {
    String::new()
}

/// `score --format human`: a table.
pub fn score_text(_cx: &PresentCx<'_>) -> String {
    String::new()
}
