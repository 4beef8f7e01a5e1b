//! About this build.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The page about the build.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("about", paths::ABOUT, cx.format.word("About this build"), "");
    page(frame, "about.html", &View {})
}
