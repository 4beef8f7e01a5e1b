//! Home.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The home page.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("home", paths::HOME, cx.model.settings.title.clone(), "overview");
    page(frame, "home.html", &View {})
}
