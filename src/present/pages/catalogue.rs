//! The KPI catalogue.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// One sheet of the catalogue.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let frame = Frame::new("catalogue", paths::sheet(paths::KPIS, sheet as usize), cx.format.word("KPIs"), "kpis");
    page(frame, "catalogue.html", &View {})
}
