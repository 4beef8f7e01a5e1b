//! How scoring works, with this site's own numbers.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The page about scoring.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("scoring", paths::SCORING, cx.format.word("How scoring works"), "");
    page(frame, "scoring.html", &View {})
}
