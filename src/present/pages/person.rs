//! A person.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::model::PersonIx;
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The page of one person.
pub fn view(cx: &PresentCx<'_>, ix: PersonIx) -> PageView {
    let frame = Frame::new(
        "person",
        paths::person(cx.model, ix).unwrap_or_default(),
        cx.model.person(ix).name.clone(),
        "teams",
    );
    page(frame, "person.html", &View {})
}
