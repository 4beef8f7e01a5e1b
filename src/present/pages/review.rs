//! Reviews: the list, and one for leadership about one period.

use super::page;
use crate::present::frame::Frame;
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

#[derive(Serialize)]
struct View {}

/// The list of reviews.
pub fn index(cx: &PresentCx<'_>) -> PageView {
    let frame = Frame::new("reviews", paths::REVIEWS, cx.format.word("Reviews"), "reviews");
    page(frame, "reviews.html", &View {})
}

/// One review.
pub fn view(cx: &PresentCx<'_>, index: usize) -> PageView {
    let frame = Frame::new("review", paths::review(cx.model, index), cx.format.word("Review"), "reviews");
    page(frame, "review.html", &View {})
}
