//! What a Markdown text holds besides words: headings, links, components, with their places.
//!
//! Prose is CommonMark with GitHub's tables, footnotes, task lists, strikethrough and alerts, and two marks of our
//! own: `[[id]]` and `{{ component("id") }}`. [`pieces`] is the one reader of all that; [`scan`] lists what has to
//! lead somewhere, the renderer writes the same pieces as HTML, so both agree on every anchor.

use super::doc::Body;
use crate::domain::slug;
use memchr::memchr2;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use rapidhash::RapidHashMap;
use std::borrow::Cow;
use std::ops::Range;

/// A heading and the anchor it gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    pub level: u8,
    pub text: String,
    pub anchor: String,
    /// Byte range in the file.
    pub range: Range<usize>,
}

/// A link as written.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkText {
    /// `[[id]]`, `[[id|text]]`.
    Wiki { id: String, text: Option<String> },
    /// `[text](path#anchor)` that stays inside the repository; images too.
    Relative(String),
}

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    pub headings: Vec<Heading>,
    pub links: Vec<(LinkText, Range<usize>)>,
    /// Component calls `{{ name(…) }}`: the text between the braces, and the range with them.
    pub components: Vec<(String, Range<usize>)>,
}

/// One piece of a text: what the Markdown reader says, or a mark of our own.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'a> {
    Markup(Event<'a>),
    /// `[[id]]`, `[[id|text]]`.
    Wiki {
        id: &'a str,
        text: Option<&'a str>,
    },
    /// The text between `{{` and `}}`.
    Component(&'a str),
}

/// Stands for the `|` inside `[[id|text]]` while the text is read, so that a table does not cut the link in two.
const BAR: char = '\u{1f}';

/// Scans the part of a file's text in `range`.
pub fn scan(text: &str, range: Range<usize>) -> Scan {
    let Some(part) = text.get(range.clone()) else { return Scan::default() };
    scan_at(part, range.start)
}

/// Scans a page's body; places are the file's.
pub fn scan_body(text: &str, body: &Body) -> Scan {
    let (part, start) = whole(text, body);
    scan_at(&part, start)
}

fn scan_at(part: &str, start: usize) -> Scan {
    let prepared = prepare(part);
    let pieces = pieces(&prepared);
    let mut out = Scan { headings: headings(&pieces), ..Scan::default() };
    for heading in &mut out.headings {
        heading.range = heading.range.start + start..heading.range.end + start;
    }
    for (piece, range) in pieces {
        let range = range.start + start..range.end + start;
        match piece {
            Piece::Wiki { id, text } => {
                out.links.push((LinkText::Wiki { id: id.to_owned(), text: text.map(str::to_owned) }, range));
            }
            Piece::Component(call) => out.components.push((call.to_owned(), range)),
            Piece::Markup(Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }))
                if is_relative(&dest_url) =>
            {
                // The place is the address itself where it stands in the link; behind `[text][name]` it does not.
                let written = &part[range.start - start..range.end - start];
                let range = match written.rfind(&*dest_url) {
                    Some(i) => range.start + i..range.start + i + dest_url.len(),
                    None => range,
                };
                out.links.push((LinkText::Relative(dest_url.into_string()), range));
            }
            Piece::Markup(_) => {}
        }
    }
    out
}

/// The body as one text with the offset of its first byte. Whatever lies between its ranges is blanked, byte for
/// byte, so that footnotes and anchors are those of the whole page and every place stays true.
pub fn whole<'a>(text: &'a str, body: &Body) -> (Cow<'a, str>, usize) {
    let slice = |(start, end): (u32, u32)| text.get(start as usize..end as usize).unwrap_or("");
    match body.ranges.as_slice() {
        [] => (Cow::Borrowed(""), 0),
        [only] => (Cow::Borrowed(slice(*only)), only.0 as usize),
        [first, ..] => {
            let start = first.0 as usize;
            let mut out = String::new();
            for range in &body.ranges {
                let gap = (range.0 as usize).saturating_sub(start + out.len());
                out.extend(std::iter::repeat_n('\n', gap));
                out.push_str(slice(*range));
            }
            (Cow::Owned(out), start)
        }
    }
}

/// Protects the bar inside `[[id|text]]` from tables; the text keeps its length. To be done before [`pieces`].
pub fn prepare(text: &str) -> Cow<'_, str> {
    let mut out: Option<Vec<u8>> = None;
    let mut from = 0;
    while let Some(open) = text[from..].find("[[").map(|i| from + i + 2) {
        let line = text[open..].find('\n').map_or(text.len(), |i| open + i);
        let Some(close) = text[open..line].find("]]").map(|i| open + i) else {
            from = open;
            continue;
        };
        if let Some(bar) = text[open..close].find('|').map(|i| open + i) {
            let bytes = out.get_or_insert_with(|| text.as_bytes().to_vec());
            bytes[bar] = BAR as u8;
            // `[[id\|text]]` is how other tools want it in a table.
            if bytes[bar - 1] == b'\\' {
                bytes[bar - 1] = b' ';
            }
        }
        from = close;
    }
    // Only ASCII bytes were replaced by ASCII bytes.
    out.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// How prose is read.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// Reads a [prepared](prepare) text. Nothing inside code, links' texts aside, is a mark of ours.
pub fn pieces(text: &str) -> Vec<(Piece<'_>, Range<usize>)> {
    let marks = text.contains("[[") || text.contains("{{");
    let barred = text.contains(BAR);
    let mut out = Vec::with_capacity(text.len() / 24);
    let mut run: Vec<(Event<'_>, Range<usize>)> = Vec::new();
    let mut code = false;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let event = if barred { unbar(event) } else { event };
        match &event {
            Event::Text(_) if marks && !code => {
                run.push((event, range));
                continue;
            }
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            _ => {}
        }
        split_run(text, &mut run, &mut out);
        out.push((Piece::Markup(event), range));
    }
    split_run(text, &mut run, &mut out);
    out
}

/// Gives code its bars back.
fn unbar(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Code(text) if text.contains(BAR) => Event::Code(text.replace(BAR, "|").into()),
        Event::Html(text) if text.contains(BAR) => Event::Html(text.replace(BAR, "|").into()),
        Event::InlineHtml(text) if text.contains(BAR) => Event::InlineHtml(text.replace(BAR, "|").into()),
        other => other,
    }
}

/// Cuts our marks out of neighbouring pieces of text, which the reader splits at every bracket.
fn split_run<'a>(text: &'a str, run: &mut Vec<(Event<'a>, Range<usize>)>, out: &mut Vec<(Piece<'a>, Range<usize>)>) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let mut marks = marks_in(text, first.1.start..last.1.end).into_iter().peekable();
    for (event, range) in run.drain(..) {
        let mut at = range.start;
        while let Some((_, mark)) = marks.peek() {
            if mark.start >= range.end {
                break;
            }
            if at < mark.start {
                out.push((Piece::Markup(cut(text, &event, &range, at..mark.start)), at..mark.start));
            }
            at = mark.end;
            if mark.end > range.end {
                break;
            }
            out.extend(marks.next());
        }
        if at < range.end {
            out.push((Piece::Markup(cut(text, &event, &range, at..range.end)), at..range.end));
        }
    }
}

/// A part of a piece of text; a piece that is not written as it reads (`&amp;`) is never cut.
fn cut<'a>(text: &'a str, event: &Event<'a>, whole: &Range<usize>, part: Range<usize>) -> Event<'a> {
    let written = &text[part.clone()];
    match event {
        Event::Text(words) if part == *whole || **words != text[whole.clone()] => {
            if words.contains(BAR) {
                Event::Text(words.replace(BAR, "|").into())
            } else {
                Event::Text(words.clone())
            }
        }
        _ if written.contains(BAR) => Event::Text(written.replace(BAR, "|").into()),
        _ => Event::Text(written.into()),
    }
}

/// Our marks in a span of text without line breaks.
fn marks_in(text: &str, span: Range<usize>) -> Vec<(Piece<'_>, Range<usize>)> {
    let mut out = Vec::new();
    let mut at = span.start;
    while let Some(start) = memchr2(b'[', b'{', &text.as_bytes()[at..span.end]).map(|i| at + i) {
        at = start + 1;
        let rest = &text[start..span.end];
        let close = match rest.as_bytes() {
            [b'[', b'[', ..] => "]]",
            [b'{', b'{', ..] => "}}",
            _ => continue,
        };
        let escaped = start > 0 && text.as_bytes()[start - 1] == b'\\';
        let Some(end) = rest.find(close).filter(|_| !escaped) else { continue };
        let inner = &rest[2..end];
        let range = start..start + end + 2;
        if inner.trim().is_empty() {
            continue;
        }
        at = range.end;
        out.push((
            match (close, inner.split_once([BAR, '|'])) {
                ("}}", _) => Piece::Component(inner.trim()),
                (_, None) => Piece::Wiki { id: inner.trim(), text: None },
                (_, Some((id, text))) => {
                    Piece::Wiki { id: id.trim(), text: Some(text.trim()).filter(|t| !t.is_empty()) }
                }
            },
            range,
        ));
    }
    out
}

/// The headings of a text in order, each with an anchor of its own: `{#anchor}` where written, else from its words,
/// the second of a name with `-2`.
pub fn headings(pieces: &[(Piece<'_>, Range<usize>)]) -> Vec<Heading> {
    let mut out: Vec<Heading> = Vec::new();
    let mut taken: RapidHashMap<String, u32> = RapidHashMap::default();
    let mut open: Option<(u8, Option<String>, String, Range<usize>)> = None;
    for (piece, range) in pieces {
        match piece {
            Piece::Markup(Event::Start(Tag::Heading { level, id, .. })) => {
                open = Some((*level as u8, id.as_ref().map(|i| i.to_string()), String::new(), range.clone()));
            }
            Piece::Markup(Event::End(TagEnd::Heading(_))) => {
                if let Some((level, id, text, range)) = open.take() {
                    let text = text.trim().to_owned();
                    let anchor = unique(id.unwrap_or_else(|| slug(&text)), &mut taken);
                    out.push(Heading { level, text, anchor, range });
                }
            }
            other => {
                if let Some((_, _, text, _)) = &mut open {
                    push_words(other, text);
                }
            }
        }
    }
    out
}

fn unique(anchor: String, taken: &mut RapidHashMap<String, u32>) -> String {
    let count = taken.entry(anchor.clone()).or_insert(0);
    *count += 1;
    if *count == 1 {
        return anchor;
    }
    let mut n = *count;
    loop {
        let candidate = format!("{anchor}-{n}");
        if !taken.contains_key(&candidate) {
            taken.insert(candidate.clone(), 1);
            return candidate;
        }
        n += 1;
    }
}

/// The words of a piece, without any mark-up.
fn push_words(piece: &Piece<'_>, out: &mut String) {
    match piece {
        Piece::Markup(Event::Text(t) | Event::Code(t)) => out.push_str(t),
        Piece::Markup(Event::SoftBreak | Event::HardBreak) => out.push(' '),
        Piece::Wiki { id, text } => out.push_str(text.unwrap_or(id)),
        Piece::Component(_) | Piece::Markup(_) => {}
    }
}

/// The first sentence of a text's first paragraph, in plain words, for descriptions; empty if it has none.
pub fn plain(text: &str) -> String {
    let prepared = prepare(text);
    let mut out = String::new();
    let mut inside = false;
    for (piece, _) in pieces(&prepared) {
        match piece {
            Piece::Markup(Event::Start(Tag::Paragraph)) => inside = true,
            Piece::Markup(Event::End(TagEnd::Paragraph)) if !out.trim().is_empty() => break,
            Piece::Markup(Event::FootnoteReference(_)) => {}
            // A sentence with a hole where a number stood says less than none.
            Piece::Component(_) if inside => return String::new(),
            other if inside => push_words(&other, &mut out),
            _ => {}
        }
    }
    first_sentence(out.trim()).to_owned()
}

/// Up to the first full stop, question or exclamation mark that ends a sentence.
fn first_sentence(text: &str) -> &str {
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let ends = match chars.peek() {
            None => true,
            Some((j, next)) => {
                // "e.g. this" goes on; a new sentence starts with a capital, a digit or a quotation mark.
                next.is_whitespace() && text[*j..].trim_start().starts_with(|n: char| !n.is_lowercase())
            }
        };
        if ends && matches!(c, '.' | '!' | '?' | '…' | '。' | '؟') {
            return &text[..i + c.len_utf8()];
        }
    }
    text
}

/// Whether a link's address stays inside the repository.
pub fn is_relative(address: &str) -> bool {
    let scheme = address.split(['/', '#', '?']).next().unwrap_or("").contains(':');
    !(scheme || address.starts_with("//") || address.is_empty())
}

/// A component's call: `kpi("id", period="FY26-Q2")`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    /// The id between the first quotes.
    pub argument: String,
    pub period: Option<String>,
    /// The difference from this is meant, not the value.
    pub versus: Option<Versus>,
}

/// What a number in prose can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versus {
    Target,
    LastYear,
}

/// The components prose knows.
pub const COMPONENTS: &[&str] = &["kpi", "chart", "kr", "score"];

/// Reads the text between `{{` and `}}`.
///
/// # Errors
/// What is wrong with the call, as the sentence of a finding.
pub fn call(text: &str) -> Result<Call, String> {
    let (name, rest) = text.split_once('(').ok_or_else(|| format!("{{{{ {text} }}}} is no component"))?;
    let name = name.trim();
    if !COMPONENTS.contains(&name) {
        return Err(format!("there is no component `{name}`"));
    }
    let inner = rest.trim_end().strip_suffix(')').ok_or_else(|| format!("`{name}(` is not closed"))?;
    let mut call = Call { name: name.to_owned(), argument: String::new(), period: None, versus: None };
    for part in inner.split(',') {
        match part.split_once('=') {
            Some((key, value)) if key.trim() == "period" => call.period = Some(unquote(value).to_owned()),
            Some((key, value)) if key.trim() == "vs" && name == "kpi" => {
                call.versus = Some(match unquote(value) {
                    "target" => Versus::Target,
                    "last year" => Versus::LastYear,
                    other => return Err(format!("`vs` is \"target\" or \"last year\", not \"{other}\"")),
                });
            }
            Some((key, _)) if !key.contains(QUOTES) => return Err(format!("`{name}` knows no `{}`", key.trim())),
            _ if call.argument.is_empty() => call.argument = unquote(part).to_owned(),
            _ => return Err(format!("`{name}` takes one id")),
        }
    }
    if call.argument.is_empty() { Err(format!("`{name}` needs an id")) } else { Ok(call) }
}

const QUOTES: [char; 7] = ['"', '\'', '“', '”', '„', '‘', '’'];

fn unquote(text: &str) -> &str {
    text.trim().trim_matches(QUOTES).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Scan {
        scan(text, 0..text.len())
    }

    #[test]
    fn headings_get_anchors_of_their_own() {
        let found = all("# Why it *matters*\n\n## Why it matters\n\n## Named {#here}\n\nSetext\n------\n");
        let anchors: Vec<_> = found.headings.iter().map(|h| h.anchor.as_str()).collect();
        assert_eq!(anchors, ["why-it-matters", "why-it-matters-2", "here", "setext"]);
        assert_eq!(found.headings[0].text, "Why it matters");
    }

    #[test]
    fn marks_are_found_with_their_places() {
        let text = "See [[first-attempt]] and [[ops-2|the goal]], now {{ kpi(\"first-attempt\") }}.";
        let found = all(text);
        assert_eq!(found.links[0].0, LinkText::Wiki { id: "first-attempt".into(), text: None });
        assert_eq!(&text[found.links[0].1.clone()], "[[first-attempt]]");
        assert_eq!(found.links[1].0, LinkText::Wiki { id: "ops-2".into(), text: Some("the goal".into()) });
        assert_eq!(&text[found.links[1].1.clone()], "[[ops-2|the goal]]");
        assert_eq!(found.components[0].0, "kpi(\"first-attempt\")");
        assert_eq!(&text[found.components[0].1.clone()], "{{ kpi(\"first-attempt\") }}");
    }

    #[test]
    fn a_link_with_its_own_words_stands_in_a_table() {
        let found = all("| a | b |\n|---|---|\n| [[x|y]] | [[p\\|q]] |\n");
        let ids: Vec<_> = found.links.iter().map(|l| l.0.clone()).collect();
        assert_eq!(ids[0], LinkText::Wiki { id: "x".into(), text: Some("y".into()) });
        assert_eq!(ids[1], LinkText::Wiki { id: "p".into(), text: Some("q".into()) });
    }

    #[test]
    fn nothing_inside_code_is_a_mark() {
        let found = all("`[[a|b]]` and `{{ kpi(\"x\") }}`\n\n```\n[[c]]\n```\n\n    {{ chart(\"d\") }}\n\n\\[[e]]\n");
        assert_eq!((found.links, found.components), (vec![], vec![]));
        let prepared = prepare("`[[a|b]]`");
        assert!(pieces(&prepared).iter().any(|(p, _)| *p == Piece::Markup(Event::Code("[[a|b]]".into()))));
    }

    #[test]
    fn the_place_of_a_relative_link_is_its_address() {
        let text = "ü [the page](../kpis/x.md#how), ![](pic.png), [out](https://example.com), <mail:a@b.c>";
        let found = all(text);
        let places: Vec<_> = found.links.iter().map(|l| &text[l.1.clone()]).collect();
        assert_eq!(places, ["../kpis/x.md#how", "pic.png"]);
    }

    #[test]
    fn words_around_marks_are_kept_as_they_read() {
        let prepared = prepare("A &amp; B [[c|d]] \\* e | f");
        let words: String = pieces(&prepared).iter().fold(String::new(), |mut out, (p, _)| {
            push_words(p, &mut out);
            out
        });
        assert_eq!(words, "A & B d * e | f");
    }

    #[test]
    fn places_behind_a_cut_out_section_stay_true() {
        let text = "head\n[[a]]\nCUT CUT\n[[b]]\n";
        let body = Body { ranges: vec![(5, 11), (19, 25)] };
        let found = scan_body(text, &body);
        let places: Vec<_> = found.links.iter().map(|l| &text[l.1.clone()]).collect();
        assert_eq!(places, ["[[a]]", "[[b]]"]);
    }

    #[test]
    fn a_call_is_read_or_explained() {
        assert_eq!(
            call("kpi(“csat”, period=\"FY26-Q2\")"),
            Ok(Call { name: "kpi".into(), argument: "csat".into(), period: Some("FY26-Q2".into()), versus: None })
        );
        assert_eq!(call("kpi(\"csat\", vs=\"last year\")").unwrap().versus, Some(Versus::LastYear));
        assert!(call("kpi(\"csat\", vs=\"plan\")").unwrap_err().contains("`vs` is"));
        assert!(call("kip(\"csat\")").unwrap_err().contains("no component `kip`"));
        assert!(call("kpi()").unwrap_err().contains("needs an id"));
        assert!(call("kpi(\"a\", year=2)").unwrap_err().contains("knows no `year`"));
        assert!(call("kpi(\"a\"").unwrap_err().contains("not closed"));
        assert!(call("kpi").is_err());
    }

    #[test]
    fn a_description_is_the_first_sentence() {
        assert_eq!(plain("# Title\n\nA failed visit costs *£2.10*. And more.\n"), "A failed visit costs £2.10.");
        assert_eq!(plain("Tools, e.g. this one, help! Really."), "Tools, e.g. this one, help!");
        assert_eq!(plain("## Only\n"), "");
    }

    #[test]
    fn odd_texts_do_not_break_the_reader() {
        for text in
            ["[[", "[[]]", "{{}}", "[[a", "{{ a", "[[a]] ]] [[", "[[|]]", "|[[|", "[[\\|x]]", "ü[[ü|ü]]ü", "\u{1f}"]
        {
            all(text);
            plain(text);
        }
    }
}
