//! What a word means here: the terms of `glossary.md`, A to Z.

use super::page;
use crate::domain::key;
use crate::parse::doc::Body;
use crate::parse::markdown as scan;
use crate::present::frame::{Frame, Link};
use crate::present::{PageView, PresentCx, parts, paths};
use crate::render::markdown::{self, Prose};
use serde::Serialize;

#[derive(Serialize)]
struct View {
    /// Text before the first term.
    intro: String,
    letters: Vec<Letter>,
    /// The file that terms are written in.
    file: String,
}

#[derive(Serialize)]
struct Letter {
    letter: String,
    anchor: String,
    terms: Vec<Term>,
}

#[derive(Serialize)]
struct Term {
    name: String,
    anchor: String,
    body: String,
    /// A KPI of this name: its numbers are one click away.
    kpi: Option<Link>,
}

/// The glossary.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let mut frame = Frame::new("glossary", paths::GLOSSARY, cx.format.word("Glossary"), "glossary");
    let mut view = View { intro: String::new(), letters: Vec::new(), file: "glossary.md".to_owned() };
    if let Some(doc) = &cx.model.glossary {
        frame.title = doc.title.clone();
        parts::written_in(cx, "glossary.html", &mut frame, doc.file, &doc.common);
        view.file.clone_from(&cx.sources.file(doc.file).path);
        let text = &cx.sources.file(doc.file).text;
        let prose = Prose { cx, root: &frame.root, period: None, top_heading: 4 };
        let body = |start: usize, end: usize| {
            let body = Body { ranges: within(&doc.common.body, start, end) };
            markdown::body(&prose, doc.file, &body)
        };
        let headings = scan::scan_body(text, &doc.common.body).headings;
        let top = headings.iter().map(|h| h.level).filter(|l| *l > 1).min().unwrap_or(2);
        let terms: Vec<_> = headings.into_iter().filter(|h| h.level == top).collect();
        let first = terms.first().map_or(text.len(), |t| t.range.start);
        view.intro = body(0, first);
        let ends = terms.iter().skip(1).map(|t| t.range.start).chain([text.len()]);
        let mut all: Vec<Term> = terms
            .iter()
            .zip(ends)
            .map(|(term, end)| Term {
                name: term.text.clone(),
                anchor: term.anchor.clone(),
                body: body(term.range.end, end),
                kpi: kpi_named(cx, &term.text),
            })
            .collect();
        all.sort_by_cached_key(|t| (key(&t.name), t.name.clone()));
        view.letters = letters(all);
    }
    page(frame, "glossary.html", &view)
}

/// The parts of a body between two places of its file.
fn within(body: &Body, start: usize, end: usize) -> Vec<(u32, u32)> {
    let cut = |&(a, b): &(u32, u32)| (a.max(start as u32), b.min(end as u32));
    body.ranges.iter().map(cut).filter(|(a, b)| a < b).collect()
}

fn kpi_named(cx: &PresentCx<'_>, term: &str) -> Option<Link> {
    let word = crate::domain::slug(term);
    let ix = cx.model.kpi_by_id.get(&word).or_else(|| cx.model.kpi_by_id.get(&key(term)))?;
    Some(parts::kpi_link(cx, *ix))
}

/// Terms in order, under their first letters.
fn letters(terms: Vec<Term>) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::new();
    for term in terms {
        let first = term.name.chars().find(|c| c.is_alphanumeric()).unwrap_or('#');
        let letter: String = first.to_uppercase().collect();
        match out.last_mut() {
            Some(last) if last.letter == letter => last.terms.push(term),
            _ => {
                let anchor = format!("letter-{}", crate::domain::slug(&letter));
                out.push(Letter { letter, anchor, terms: vec![term] });
            }
        }
    }
    out
}
