//! `check-ins.xml`: check-ins as an Atom feed (RFC 4287), for those who read news in one place. Off by default.

use super::{PresentCx, parts, paths};
use crate::domain::Date;
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{Entry, ObjectiveIx};
use std::fmt::Write;

/// Where the feed lies.
pub const PATH: &str = "check-ins.xml";
/// The newest check-ins, this many.
const MOST: usize = 50;

/// The feed.
pub fn feed(cx: &PresentCx<'_>) -> String {
    write(cx, &newest(cx))
}

/// The newest check-ins first; those of one day in the order of their goals.
fn newest<'a>(cx: &'a PresentCx<'_>) -> Vec<(ObjectiveIx, &'a Entry)> {
    let published = cx.model.objectives().filter(|(_, o)| cx.model.is_published(o));
    let all = published.flat_map(|(ix, o)| o.entries.iter().map(move |e| (ix, e)));
    let mut all: Vec<_> = all.filter(|(_, e)| e.date <= cx.scores.as_of).collect();
    all.sort_by_key(|(ix, e)| (std::cmp::Reverse(e.date), *ix));
    all.truncate(MOST);
    all
}

fn write(cx: &PresentCx<'_>, entries: &[(ObjectiveIx, &Entry)]) -> String {
    let (f, settings) = (&cx.format, &cx.model.settings);
    // Without an address of the site, links are relative to the feed, as the format allows.
    let root = settings.base_url.as_deref().map(|u| format!("{}/", u.trim_end_matches('/'))).unwrap_or_default();
    let updated = entries.first().map_or(cx.scores.as_of, |(_, e)| e.date);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let language = settings.locale.as_deref().unwrap_or("en").replace('_', "-");
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", xml(&language));
    let _ = writeln!(out, "<title>{}: {}</title>", xml(&settings.title), xml(&f.word("Check-ins")));
    let _ = writeln!(out, "<id>{}</id><updated>{}</updated>", xml(&id(cx, "")), day(updated));
    let _ = writeln!(out, "<author><name>{}</name></author>", xml(&settings.title));
    let _ = writeln!(out, "<link href=\"{}{}\"/>", xml(&root), paths::HOME);
    let _ = writeln!(out, "<link rel=\"self\" href=\"{}{PATH}\"/>", xml(&root));
    for (n, (ix, entry)) in entries.iter().enumerate() {
        let goal = cx.model.objective(*ix);
        let page = paths::objective(cx.model, *ix);
        // Several check-ins of a goal on one day are counted.
        let same = entries[..n].iter().filter(|(other, e)| other == ix && e.date == entry.date).count();
        let _ = write!(out, "<entry><title>{} {}</title>", xml(&goal.doc.id), xml(&goal.doc.title));
        let _ = write!(out, "<id>{}</id>", xml(&id(cx, &format!("{page}:{}:{same}", entry.date))));
        let _ = write!(out, "<updated>{}</updated><link href=\"{}{page}#s-ck\"/>", day(entry.date), xml(&root));
        if let Some(by) = entry.by.as_deref().and_then(|who| parts::someone(cx, who)) {
            let _ = write!(out, "<author><name>{}</name></author>", xml(&by.name));
        }
        let _ = writeln!(out, "<content type=\"html\">{}</content></entry>", xml(&content(cx, *ix, entry, &root)));
    }
    out.push_str("</feed>\n");
    out
}

fn content(cx: &PresentCx<'_>, ix: ObjectiveIx, entry: &Entry, root: &str) -> String {
    let f = &cx.format;
    let period = cx.model.objective(ix).doc.period.as_ref();
    let prose = Prose { cx, root, period, top_heading: 3 };
    let mut out = String::new();
    if let Some(help) = &entry.help {
        let _ = write!(out, "<p><strong>{}:</strong> {}</p>", xml(&f.word("Help asked")), xml(&help.text));
    }
    if entry.no_change {
        let _ = write!(out, "<p>{}</p>", xml(&f.word("No change: somebody looked.")));
    }
    out.push_str(&markdown::text(&prose, &entry.note));
    out
}

/// A name that stays, whatever the site's address: RFC 4287 §4.2.6.
fn id(cx: &PresentCx<'_>, part: &str) -> String {
    let site = crate::domain::slug(&cx.model.settings.title);
    format!("urn:goalpost:{site}:check-ins{}{part}", if part.is_empty() { "" } else { ":" })
}

/// Check-ins have days, not hours.
fn day(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' => {}
            c => out.push(c),
        }
    }
    out
}
