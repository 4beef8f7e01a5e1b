//! 404.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The page for addresses that lead nowhere.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("not_found", paths::NOT_FOUND, cx.format.word("Page not found"), "");
    page(frame, "not_found.html", &View {})
}
