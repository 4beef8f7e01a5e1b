//! What a word means here.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The glossary.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("glossary", paths::GLOSSARY, cx.format.word("Glossary"), "glossary");
    page(frame, "glossary.html", &View {})
}
