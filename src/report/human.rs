//! The excerpt with what is wrong underlined, in the look that users of rustc know.

use crate::base::diag::{Located, LocatedLabel};
use crate::base::{Level as OurLevel, Sources};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

pub(super) fn render(findings: &[Located], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(120);
    let mut out = String::new();
    for finding in findings {
        out.push_str(&renderer.render(&groups(finding, sources)));
        out.push_str("\n\n");
    }
    out
}

fn groups<'a>(f: &'a Located, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match f.level {
        OurLevel::Error => Level::ERROR,
        OurLevel::Warning => Level::WARNING,
        OurLevel::Info => Level::INFO.with_name("hint"),
    };
    let mut group = level.primary_title(f.message.as_str()).id(f.code.id()).element(snippet(&f.primary, sources, true));
    for related in f.related.iter().filter(|r| r.path == f.primary.path) {
        group = group.element(snippet(related, sources, false));
    }
    for related in f.related.iter().filter(|r| r.path != f.primary.path) {
        group = group.element(snippet(related, sources, false));
    }
    for help in &f.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    vec![group]
}

fn snippet<'a>(
    l: &'a LocatedLabel,
    sources: &'a Sources,
    primary: bool,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = sources.by_path(&l.path).map_or("", |f| &*f.text);
    let (window, first_line, start, end) = window(text, l.start, l.end);
    let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    let mut annotation = kind.span(start..end);
    if !l.text.is_empty() {
        annotation = annotation.label(l.text.as_str());
    }
    Snippet::source(window).line_start(first_line).path(l.path.as_str()).annotation(annotation)
}

/// The lines of the place only: excerpts of long files stay cheap. A place of many lines shows its first.
fn window(text: &str, start: usize, end: usize) -> (&str, usize, usize, usize) {
    let start = start.min(text.len());
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let to = from + text[from..to].trim_end_matches('\r').len();
    let start = start.min(to);
    let line = text[..from].bytes().filter(|b| *b == b'\n').count() + 1;
    let end = end.clamp(start, to);
    (&text[from..to], line, start - from, end - from)
}
