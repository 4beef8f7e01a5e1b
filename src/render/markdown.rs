//! Markdown to HTML: GFM tables, footnotes, task lists, alerts, heading anchors, `[[id]]` links, components.

use crate::base::FileId;
use crate::domain::Period;
use crate::parse::doc::Body;
use crate::present::PresentCx;

/// What a page's prose may refer to while it is rendered.
pub struct Prose<'a> {
    pub cx: &'a PresentCx<'a>,
    /// `../../`: put before links inside the site.
    pub root: &'a str,
    /// Numbers are bound to this period (reviews).
    pub period: Option<&'a Period>,
    /// Headings start at this level (2 on pages whose title is the h1).
    pub top_heading: u8,
}

/// Renders the ranges of a page's file.
pub fn body(_prose: &Prose<'_>, _file: FileId, _body: &Body) -> String {
    String::new()
}

/// Renders a short text (a note, a takeaway) that stands in no file range of its own.
pub fn text(_prose: &Prose<'_>, _markdown: &str) -> String {
    String::new()
}
