//! One file per page kind.

use super::{PageId, PageView, PresentCx};

/// All pages of the site, in order.
pub fn plan(_cx: &PresentCx<'_>) -> Vec<PageId> {
    Vec::new()
}

/// The view of one page.
pub fn view(_cx: &PresentCx<'_>, _id: PageId) -> PageView {
    PageView { path: String::new(), template: "", frame: Default::default(), view: tera::Value::from(0u32) }
}
