//! A KPI.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::model::KpiIx;
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The page of one KPI.
pub fn view(cx: &PresentCx<'_>, ix: KpiIx) -> PageView {
    let frame = Frame::new("kpi", paths::kpi(cx.model, ix), cx.model.kpi(ix).doc.title.clone(), "kpis");
    page(frame, "kpi.html", &View {})
}
