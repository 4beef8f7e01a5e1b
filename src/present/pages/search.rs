//! Search.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The search page.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("search", paths::SEARCH, cx.format.word("Search"), "");
    page(frame, "search.html", &View {})
}

/// `assets/search-index.js`.
pub fn index(_model: &crate::resolve::model::Model, _format: &crate::present::format::Formatter) -> String {
    String::new()
}
