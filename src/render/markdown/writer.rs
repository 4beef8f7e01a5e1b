//! The pieces of a text written as HTML.

mod links;

use super::{Prose, Standpoint, escape, escaped};
use crate::parse::markdown::{self, Heading, Piece};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// One text on its way to HTML.
pub(super) struct Writer<'a> {
    prose: &'a Prose<'a>,
    at: Standpoint<'a>,
    pieces: &'a [(Piece<'a>, Range<usize>)],
    headings: Vec<Heading>,
    /// Headings get anchors.
    anchors: bool,
    /// Added to every heading's level.
    shift: i8,
    heading: usize,
    table: Table,
    /// Inside a link, where another must not begin; the end to write for each open one.
    links: Vec<&'static str>,
    /// Inside an image's description: its words are gathered here.
    alt: Option<(String, String)>,
    inside: Inside,
    notes: Notes,
    out: String,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

/// What a block that stands alone (a chart) would break out of.
#[derive(Default)]
struct Inside {
    paragraph: bool,
    heading: bool,
}

/// Footnotes: numbered as they are first referred to, written at the end.
#[derive(Default)]
struct Notes {
    /// In the order of their numbers: name, HTML, how often referred to.
    list: Vec<(String, String, u32)>,
    /// The text in front of a definition, while it is read.
    open: Option<(String, String)>,
    /// Keeps the ids of two texts on one page apart.
    prefix: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        prose: &'a Prose<'a>,
        at: Standpoint<'a>,
        pieces: &'a [(Piece<'a>, Range<usize>)],
        anchors: bool,
    ) -> Self {
        let headings = markdown::headings(pieces);
        let top = headings.iter().map(|h| h.level as i8).min().unwrap_or(1);
        let prefix = if anchors { String::new() } else { text_mark(pieces) };
        Self {
            prose,
            at,
            pieces,
            shift: prose.top_heading as i8 - top,
            headings,
            anchors,
            heading: 0,
            table: Table::default(),
            links: Vec::new(),
            alt: None,
            inside: Inside::default(),
            notes: Notes { prefix, ..Notes::default() },
            out: String::with_capacity(pieces.len() * 24),
        }
    }

    pub(super) fn write(mut self) -> String {
        let pieces = self.pieces;
        for (index, (piece, _)) in pieces.iter().enumerate() {
            if self.alt.is_some() && !matches!(piece, Piece::Markup(Event::End(TagEnd::Image))) {
                self.gather_alt(piece);
                continue;
            }
            match piece {
                Piece::Markup(Event::Start(tag)) => self.start(tag, index),
                Piece::Markup(Event::End(tag)) => self.end(tag),
                Piece::Markup(event) => self.event(event),
                Piece::Wiki { id, text } => self.wiki(id, *text),
                Piece::Component(call) => self.component(call),
            }
        }
        self.finish()
    }

    fn start(&mut self, tag: &Tag<'_>, index: usize) {
        match tag {
            Tag::Paragraph => {
                self.inside.paragraph = true;
                self.out.push_str("<p>");
            }
            Tag::Heading { .. } => self.start_heading(),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => self.code(kind),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(name) => {
                self.notes.open = Some((std::mem::take(&mut self.out), name.to_string()));
            }
            Tag::Table(alignments) => self.start_table(alignments, index),
            Tag::TableHead => {
                self.table.head = true;
                self.table.column = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, title, .. } => self.start_link(dest_url, title),
            Tag::Image { dest_url, .. } => self.alt = Some((dest_url.to_string(), String::new())),
            // Not asked for in the reader's options.
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {}
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {}
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.table.head = false;
                self.out.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.table.column += 1;
                self.out.push_str(if self.table.head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => {
                let end = self.links.pop().unwrap_or("");
                self.out.push_str(end);
            }
            TagEnd::Image => self.image(),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::DefinitionList | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {}
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) => escape(text, &mut self.out),
            Event::Code(text) => {
                self.out.push_str("<code>");
                escape(text, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(*done),
            Event::FootnoteReference(name) => self.note_reference(name),
            // Not asked for in the reader's options.
            Event::InlineMath(text) | Event::DisplayMath(text) => escape(text, &mut self.out),
            Event::Start(_) | Event::End(_) => {}
        }
    }

    fn word(&self, english: &str) -> String {
        escaped(&self.prose.cx.format.word(english))
    }

    /// Raw HTML is shown as text unless the site allows it; a comment is never shown.
    fn html(&mut self, html: &str) {
        if self.prose.cx.model.settings.raw_html {
            self.out.push_str(html);
        } else if !html.trim_start().starts_with("<!--") {
            escape(html, &mut self.out);
        }
    }

    fn end_paragraph(&mut self) {
        self.inside.paragraph = false;
        // A chart that stood alone has closed the paragraph around it and opened an empty one.
        if self.out.ends_with("<p>") {
            self.out.truncate(self.out.len() - "<p>".len());
        } else {
            self.out.push_str("</p>\n");
        }
    }

    fn level(&self) -> u8 {
        let level = self.headings.get(self.heading).map_or(2, |h| h.level as i8);
        (level + self.shift).clamp(2, 6) as u8
    }

    fn start_heading(&mut self) {
        self.inside.heading = true;
        let level = self.level();
        match self.headings.get(self.heading) {
            Some(heading) if self.anchors => {
                self.out.push_str(&format!("<h{level} id=\"{}\">", escaped(&heading.anchor)));
            }
            _ => self.out.push_str(&format!("<h{level}>")),
        }
    }

    fn end_heading(&mut self) {
        let level = self.level();
        if let Some(heading) = self.headings.get(self.heading).filter(|_| self.anchors) {
            let anchor = escaped(&heading.anchor);
            self.out.push_str(&format!(
                " <a class=\"anchor\" href=\"#{anchor}\" aria-hidden=\"true\" tabindex=\"-1\">#</a>"
            ));
        }
        self.out.push_str(&format!("</h{level}>\n"));
        self.heading += 1;
        self.inside.heading = false;
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, english) = match kind {
            None => return self.out.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        let word = self.word(english);
        self.out.push_str(&format!(
            "<div class=\"alert alert-{class}\" role=\"note\"><p class=\"alert-title\">{word}</p>\n"
        ));
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or(""),
            CodeBlockKind::Indented => "",
        };
        // A box that scrolls must be reachable by keyboard.
        self.out.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            escape(language, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn task(&mut self, done: bool) {
        let word = self.word(if done { "Done" } else { "Open" });
        let checked = if done { " checked" } else { "" };
        self.out.push_str(&format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{word}\"> "));
    }

    fn start_table(&mut self, alignments: &[Alignment], index: usize) {
        self.table = Table { alignments: alignments.to_vec(), ..Table::default() };
        let mut head = String::new();
        for (piece, _) in &self.pieces[index..] {
            match piece {
                Piece::Markup(Event::End(TagEnd::TableHead)) => break,
                Piece::Markup(Event::End(TagEnd::TableCell)) => head.push_str(", "),
                Piece::Markup(Event::Text(text) | Event::Code(text)) => head.push_str(text),
                Piece::Wiki { id, text } => head.push_str(text.unwrap_or(id)),
                _ => {}
            }
        }
        let name = format!("{}: {}", self.word("Table"), escaped(head.trim_matches([',', ' '])));
        self.out.push_str(&format!(
            "<div class=\"tablewrap\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\"><table>"
        ));
    }

    fn start_cell(&mut self) {
        self.out.push_str(if self.table.head { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"left\">",
            Some(Alignment::Center) => " class=\"center\">",
            Some(Alignment::Right) => " class=\"right\">",
            Some(Alignment::None) | None => ">",
        });
    }

    fn end_note(&mut self) {
        let Some((before, name)) = self.notes.open.take() else { return };
        let html = std::mem::replace(&mut self.out, before);
        let number = self.notes.number(&name);
        self.notes.list[number - 1].1 = html;
    }

    fn note_reference(&mut self, name: &str) {
        let number = self.notes.number(name);
        let note = &mut self.notes.list[number - 1];
        note.2 += 1;
        let again = if note.2 > 1 { format!("-{}", note.2) } else { String::new() };
        let prefix = &self.notes.prefix;
        let word = escaped(&self.prose.cx.format.word("Footnote"));
        self.out.push_str(&format!(
            "<sup class=\"fnref\"><a id=\"fnref-{prefix}{number}{again}\" href=\"#fn-{prefix}{number}\" role=\"doc-noteref\" aria-label=\"{word} {number}\">{number}</a></sup>"
        ));
    }

    fn finish(mut self) -> String {
        let prefix = std::mem::take(&mut self.notes.prefix);
        // A definition that nothing refers to is left out; a reference without one stays a number.
        let notes: Vec<_> = std::mem::take(&mut self.notes.list).into_iter().enumerate().collect();
        if notes.iter().any(|(_, n)| n.2 > 0) {
            let back = self.word("Back to the text");
            let title = self.word("Footnotes");
            self.out.push_str(&format!("<section class=\"footnotes\" aria-label=\"{title}\"><ol>\n"));
            for (i, (_, html, count)) in notes {
                let number = i + 1;
                if count == 0 {
                    continue;
                }
                let link = format!(
                    " <a class=\"fnback\" href=\"#fnref-{prefix}{number}\" role=\"doc-backlink\" aria-label=\"{back}\">↩</a>"
                );
                let html = html.trim_end();
                let html = match html.strip_suffix("</p>") {
                    Some(rest) => format!("{rest}{link}</p>"),
                    None => format!("{html}{link}"),
                };
                self.out.push_str(&format!("<li id=\"fn-{prefix}{number}\" value=\"{number}\">{html}</li>\n"));
            }
            self.out.push_str("</ol></section>\n");
        }
        self.out
    }
}

impl Notes {
    /// The number of a footnote, from 1.
    fn number(&mut self, name: &str) -> usize {
        if let Some(i) = self.list.iter().position(|n| n.0 == name) {
            return i + 1;
        }
        self.list.push((name.to_owned(), String::new(), 0));
        self.list.len()
    }
}

/// Tells a short text from the others of its page by its words.
fn text_mark(pieces: &[(Piece<'_>, Range<usize>)]) -> String {
    let has_notes = pieces.iter().any(|(p, _)| matches!(p, Piece::Markup(Event::FootnoteReference(_))));
    if !has_notes {
        return String::new();
    }
    let mut words = String::new();
    for (piece, _) in pieces {
        if let Piece::Markup(Event::Text(text)) = piece {
            words.push_str(text);
        }
    }
    format!("{:08x}-", rapidhash::v3::rapidhash_v3(words.as_bytes()) as u32)
}
