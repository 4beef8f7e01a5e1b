//! A free page: other documentation beside the goals.

use super::page;
use crate::parse::markdown as scan;
use crate::present::frame::{Frame, Link, RailGroup, RailLink};
use crate::present::{PageView, PresentCx, parts, paths};
use crate::render::markdown::{self, Prose};
use serde::Serialize;

#[derive(Serialize)]
struct View {
    body: String,
    file: String,
}

/// One free page.
pub fn view(cx: &PresentCx<'_>, index: usize) -> PageView {
    let doc = &cx.model.pages[index];
    let text = &cx.sources.file(doc.file).text;
    let mut frame = Frame::new("free", paths::page(cx.model, index), doc.title.clone(), "pages");
    let start = doc.common.body.ranges.first().map_or(0, |r| r.0 as usize);
    let description = text.get(start..).map(markdown::plain).filter(|d| !d.is_empty());
    frame.description = description;
    let headings = scan::scan_body(text, &doc.common.body).headings;
    let top = headings.iter().map(|h| h.level).min().unwrap_or(1);
    let mains = headings.into_iter().filter(|h| h.level == top);
    frame.toc = mains.map(|h| Link::new(format!("#{}", h.anchor), h.text)).collect();
    frame.rail = rail(cx, index).into_iter().collect();
    parts::written_in(cx, "free.html", &mut frame, doc.file, &doc.common);
    let prose = Prose { cx, root: &frame.root, period: None, top_heading: 2 };
    let view =
        View { body: markdown::body(&prose, doc.file, &doc.common.body), file: cx.sources.file(doc.file).path.clone() };
    page(frame, "free.html", &view)
}

/// The pages around this one.
fn rail(cx: &PresentCx<'_>, index: usize) -> Option<RailGroup> {
    const SHOWN: usize = 30;
    let count = cx.model.pages.len();
    let start = index.saturating_sub(SHOWN / 2).min(count.saturating_sub(SHOWN));
    let links = (start..count.min(start + SHOWN)).map(|i| RailLink {
        href: paths::page(cx.model, i),
        text: cx.model.pages[i].title.clone(),
        id: None,
        depth: 0,
        current: i == index,
    });
    let more = (count > SHOWN).then(|| Link::new(paths::SEARCH, cx.format.word("all pages")));
    (count > 1).then(|| RailGroup { title: cx.format.word("Pages"), links: links.collect(), more })
}
