//! Links, pictures and components.

use super::Writer;
use crate::base::SourceFile;
use crate::domain::repository::encoded_path;
use crate::parse::markdown::{self, Piece};
use crate::render::markdown::{components, escape, escaped};
use crate::resolve::target::{self, PathTarget};
use pulldown_cmark::Event;

impl Writer<'_> {
    pub(super) fn wiki(&mut self, id: &str, text: Option<&str>) {
        let model = self.prose.cx.model;
        let Some(found) = target::find(model, id, self.at.period) else {
            // Reported where links are checked; the words stay readable.
            return escape(text.unwrap_or(id), &mut self.out);
        };
        let href = found.href(model).filter(|_| self.links.is_empty());
        if let Some(href) = &href {
            self.open_link(href);
        }
        match text {
            Some(text) => escape(text, &mut self.out),
            None => {
                let (id, title) = found.words(model);
                if let Some(id) = id {
                    self.out.push_str("<span class=\"lid\">");
                    escape(&id, &mut self.out);
                    self.out.push_str("</span> ");
                }
                escape(&title, &mut self.out);
            }
        }
        if href.is_some() {
            self.out.push_str("</a>");
        }
    }

    fn open_link(&mut self, href: &str) {
        self.out.push_str("<a href=\"");
        escape(self.prose.root, &mut self.out);
        escape(href, &mut self.out);
        self.out.push_str("\">");
    }

    pub(super) fn start_link(&mut self, address: &str, title: &str) {
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(title)) };
        let href = match self.address(address) {
            Some(href) if self.links.is_empty() => href,
            _ => return self.links.push(""),
        };
        self.out.push_str(&format!("<a href=\"{}\"{title}>", escaped(&href)));
        self.links.push("</a>");
    }

    /// A link's address as it stands in the page; `None`: it leads nowhere a reader can go.
    fn address(&self, address: &str) -> Option<String> {
        if !markdown::is_relative(address) {
            let scheme = address.split(':').next().unwrap_or("").to_lowercase();
            let safe = matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel");
            return safe.then(|| address.to_owned());
        }
        let (model, root) = (self.prose.cx.model, self.prose.root);
        match target::follow(self.prose.cx.sources, self.at.file, address) {
            PathTarget::Here(anchor) => Some(format!("#{anchor}")),
            PathTarget::Made(page) => Some(format!("{root}{page}")),
            PathTarget::Nowhere(_) => None,
            PathTarget::File(id, anchor) => {
                let file = self.prose.cx.sources.file(id);
                match target::page_of(model, file).map(|named| target::address(model, &named)) {
                    Some(page) => Some(with_anchor(format!("{root}{}", page?), anchor)),
                    None if target::is_published(file) => {
                        Some(with_anchor(format!("{root}{}", encoded_path(&file.path)), anchor))
                    }
                    None => self.in_repository(file),
                }
            }
        }
    }

    /// A file that is not published can still be read where the goals are kept.
    fn in_repository(&self, file: &SourceFile) -> Option<String> {
        self.prose.cx.model.settings.repository.as_ref()?.text(&file.path)
    }

    pub(super) fn gather_alt(&mut self, piece: &Piece<'_>) {
        let Some((_, alt)) = &mut self.alt else { return };
        match piece {
            Piece::Markup(Event::Text(text) | Event::Code(text)) => alt.push_str(text),
            Piece::Wiki { id, text } => alt.push_str(text.unwrap_or(id)),
            Piece::Markup(Event::SoftBreak | Event::HardBreak) => alt.push(' '),
            _ => {}
        }
    }

    /// A picture of the repository is shown; one from elsewhere is linked, since no request leaves the site.
    pub(super) fn image(&mut self) {
        let Some((address, alt)) = self.alt.take() else { return };
        let local = markdown::is_relative(&address);
        match self.address(&address) {
            Some(href) if local => {
                self.out.push_str(&format!(
                    "<img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
                    escaped(&href),
                    escaped(&alt)
                ));
            }
            Some(href) if self.links.is_empty() => {
                let words = if alt.is_empty() { address.as_str() } else { alt.as_str() };
                self.out.push_str(&format!("<a href=\"{}\">{}</a>", escaped(&href), escaped(words)));
            }
            _ => escape(&alt, &mut self.out),
        }
    }

    pub(super) fn component(&mut self, call: &str) {
        let made = markdown::call(call).ok().and_then(|call| {
            components::make(self.prose, self.at.period, &call, !self.links.is_empty() || self.inside.heading)
        });
        match made {
            Some(components::Made::Inline(html)) => self.out.push_str(&html),
            Some(components::Made::Block(html)) if self.inside.paragraph => {
                if self.out.ends_with("<p>") {
                    self.out.truncate(self.out.len() - "<p>".len());
                } else {
                    self.out.push_str("</p>\n");
                }
                self.out.push_str(&html);
                self.out.push_str("\n<p>");
            }
            Some(components::Made::Block(html)) => self.out.push_str(&html),
            // Reported where links are checked.
            None => {
                self.out.push_str("<code>{{ ");
                escape(call, &mut self.out);
                self.out.push_str(" }}</code>");
            }
        }
    }
}

fn with_anchor(page: String, anchor: Option<String>) -> String {
    match anchor {
        Some(anchor) if !page.contains('#') => format!("{page}#{anchor}"),
        _ => page,
    }
}
