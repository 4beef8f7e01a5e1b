//! A free page.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// One free page.
pub fn view(cx: &PresentCx<'_>, index: usize) -> PageView {
    let frame = Frame::new("free", paths::page(cx.model, index), cx.model.pages[index].title.clone(), "pages");
    page(frame, "free.html", &View {})
}
