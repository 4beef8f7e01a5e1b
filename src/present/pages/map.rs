//! The goal map.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// One sheet of the map.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let frame = Frame::new("map", paths::sheet(paths::MAP, sheet as usize), cx.format.word("Goal map"), "goals");
    page(frame, "map.html", &View {})
}

/// Sheets of the map.
pub fn sheets(cx: &PresentCx<'_>) -> u32 {
    super::sheets(cx.model.objectives.len())
}
