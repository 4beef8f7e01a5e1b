//! Markdown to HTML: GFM tables, footnotes, task lists, alerts, heading anchors, `[[id]]` links, components.
//!
//! No `style` attribute is written and no address outside the site is loaded, so a strict policy holds on every page.

mod components;
mod writer;

pub use crate::parse::markdown::plain;

use crate::base::{FileId, SourceFile};
use crate::domain::Period;
use crate::parse::doc::Body;
use crate::parse::markdown::{self, Piece};
use crate::present::PresentCx;
use crate::resolve::model::Named;
use crate::resolve::target;
use pulldown_cmark::Event;
use writer::Writer;

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

/// Where a text stands: how its links are meant.
struct Standpoint<'a> {
    /// The file that relative links are relative to.
    file: Option<&'a SourceFile>,
    /// The period from which an id is looked up.
    period: Option<&'a Period>,
}

/// Renders the ranges of a page's file.
pub fn body(prose: &Prose<'_>, file: FileId, body: &Body) -> String {
    let file = prose.cx.sources.file(file);
    let (text, _) = markdown::whole(&file.text, body);
    if text.trim().is_empty() {
        return String::new();
    }
    let period = prose.period.or_else(|| match target::page_of(prose.cx.model, file)? {
        Named::Objective(ix) => prose.cx.model.objective(ix).doc.period.as_ref(),
        Named::Review(i) => Some(&prose.cx.model.reviews[i].period),
        Named::Period(i) => Some(&prose.cx.model.periods[i].period),
        _ => None,
    });
    render(prose, Standpoint { file: Some(file), period }, &text, true)
}

/// Renders a short text (a note, a takeaway) that stands in no file range of its own. Its headings get no anchors:
/// several such texts may stand on one page.
pub fn text(prose: &Prose<'_>, markdown: &str) -> String {
    if markdown.trim().is_empty() {
        return String::new();
    }
    render(prose, Standpoint { file: None, period: prose.period }, markdown, false)
}

/// Renders a text of one paragraph without the paragraph around it, for table cells and sentences.
pub fn inline(prose: &Prose<'_>, markdown: &str) -> String {
    let html = text(prose, markdown);
    match html.trim().strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")) {
        Some(one) if !one.contains("<p>") => one.to_owned(),
        _ => html,
    }
}

/// A text of one line in plain words, its components filled in: for titles.
pub fn words(prose: &Prose<'_>, text: &str) -> String {
    let prepared = markdown::prepare(text);
    let mut out = String::with_capacity(text.len());
    for (piece, _) in markdown::pieces(&prepared) {
        match piece {
            Piece::Markup(Event::Text(text) | Event::Code(text)) => out.push_str(&text),
            Piece::Markup(Event::SoftBreak | Event::HardBreak) => out.push(' '),
            Piece::Markup(_) => {}
            Piece::Wiki { id, text } => out.push_str(text.unwrap_or(id)),
            Piece::Component(call) => {
                let made = markdown::call(call).ok().and_then(|call| components::words(prose, &call));
                out.push_str(made.as_deref().unwrap_or(call));
            }
        }
    }
    out
}

fn render(prose: &Prose<'_>, at: Standpoint<'_>, text: &str, anchors: bool) -> String {
    let prepared = markdown::prepare(text);
    let pieces = markdown::pieces(&prepared);
    Writer::new(prose, at, &pieces, anchors).write()
}

/// Appends a text as HTML, also fit for a double-quoted attribute.
fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (i, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..i]);
        out.push_str(entity);
        from = i + 1;
    }
    out.push_str(&text[from..]);
}

/// A sentence in which `words` between backticks are code, as HTML: how findings are written.
pub fn code_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (i, part) in text.split('`').enumerate() {
        let code = i % 2 == 1;
        out.push_str(if code { "<code>" } else { "" });
        escape(part, &mut out);
        out.push_str(if code { "</code>" } else { "" });
    }
    out
}

/// A text as HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::code_marks;

    #[test]
    fn words_between_backticks_are_code() {
        assert_eq!(code_marks("no `<a>` here"), "no <code>&lt;a&gt;</code> here");
    }
}
