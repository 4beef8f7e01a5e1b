//! An objective.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::model::ObjectiveIx;
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The page of one objective.
pub fn view(cx: &PresentCx<'_>, ix: ObjectiveIx) -> PageView {
    let frame =
        Frame::new("objective", paths::objective(cx.model, ix), cx.model.objective(ix).doc.title.clone(), "goals");
    page(frame, "objective.html", &View {})
}
