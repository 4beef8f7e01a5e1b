//! Strategy.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The strategy.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("strategy", paths::STRATEGY, cx.format.word("Strategy"), "goals");
    page(frame, "strategy.html", &View {})
}
