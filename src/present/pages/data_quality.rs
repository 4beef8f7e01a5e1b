//! Can the numbers be trusted today?

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The page of data quality.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("data_quality", paths::DATA_QUALITY, cx.format.word("Data quality"), "");
    page(frame, "data_quality.html", &View {})
}
