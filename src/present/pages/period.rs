//! Periods.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The list of periods.
pub fn index(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("periods", paths::PERIODS, cx.format.word("Periods"), "goals");
    page(frame, "periods.html", &View {})
}

/// One sheet of a period.
pub fn view(cx: &PresentCx<'_>, index: usize, sheet: u32) -> PageView {
    let frame = Frame::new(
        "period",
        paths::sheet(&paths::period(cx.model, index), sheet as usize),
        cx.format.period(&cx.model.periods[index].period),
        "goals",
    );
    page(frame, "period.html", &View {})
}
