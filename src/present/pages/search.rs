//! Search: where is X? A list from A to Z that works without scripts, and the index a script loads on demand.

use super::{SHEET, page, sheets as sheets_of};
use crate::domain::slug;
use crate::present::format::Formatter;
use crate::present::frame::{Frame, Link};
use crate::present::parts::{self, PagerLink};
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::model::{KrIx, Model, PersonIx};
use serde::Serialize;

/// Key results are in the index as long as it stays small (`design.md` §4.3).
const SMALL: usize = 2_000;

#[derive(Serialize)]
struct View {
    letters: Vec<Letter>,
    pager: Vec<PagerLink>,
    total: usize,
}

#[derive(Serialize)]
struct Index<'a> {
    words: Words,
    entries: Vec<[&'a String; 5]>,
}

#[derive(Serialize)]
struct Words {
    none: String,
}

#[derive(Serialize)]
struct Letter {
    letter: String,
    /// `a-c`, the anchor.
    anchor: String,
    entries: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    link: Link,
    kind: String,
    more: String,
}

/// One thing that can be found.
pub struct Entry {
    href: String,
    id: String,
    title: String,
    kind: String,
    /// Team, period: shown beside, and searched.
    more: String,
}

/// Sheets of the list.
pub fn sheets(cx: &PresentCx<'_>) -> u32 {
    sheets_of(entries(cx).len())
}

/// One sheet of the list.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let f = &cx.format;
    let all = cx.found.get_or_init(|| {
        let mut all = entries(cx);
        all.sort_by_cached_key(|e| (sort_key(&e.title), e.href.clone()));
        all
    });
    let mut frame = Frame::new("search", paths::sheet(paths::SEARCH, sheet as usize), f.word("Search"), "");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let shown: Vec<&Entry> = all.iter().skip(sheet as usize * SHEET).take(SHEET).collect();
    let letters = shown
        .chunk_by(|a, b| letter(a) == letter(b))
        .map(|group| Letter {
            letter: letter(group[0]),
            anchor: format!("l-{}", slug(&letter(group[0]))),
            entries: group.iter().map(|e| shown_entry(e)).collect(),
        })
        .collect();
    let pager = parts::pager(paths::SEARCH, sheets_of(all.len()), sheet);
    page(frame, "search.html", &View { letters, pager, total: all.len() })
}

fn shown_entry(e: &Entry) -> Shown {
    let link = Link { href: e.href.clone(), text: e.title.clone(), id: (!e.id.is_empty()).then(|| e.id.clone()) };
    Shown { link, kind: e.kind.clone(), more: e.more.clone() }
}

/// Titles sort without case and accents.
fn sort_key(title: &str) -> String {
    slug(title)
}

/// The first letter, in Latin letters; everything else stands under "#".
fn letter(e: &Entry) -> String {
    let first = sort_key(&e.title).chars().next().unwrap_or('#');
    if first.is_ascii_alphabetic() { first.to_ascii_uppercase().to_string() } else { "#".to_owned() }
}

fn entries(cx: &PresentCx<'_>) -> Vec<Entry> {
    let (model, f) = (cx.model, &cx.format);
    let mut out = goals(model, f);
    let entry = |href: String, id: &str, title: &str, kind: &str, more: String| Entry {
        href,
        id: id.to_owned(),
        title: title.to_owned(),
        kind: f.word(kind),
        more,
    };
    let team = |t: Option<_>| t.map(|t| model.team(t).name.clone()).unwrap_or_default();
    out.extend(model.kpis().map(|(ix, k)| entry(paths::kpi(model, ix), "", &k.doc.title, "KPI", team(k.team))));
    out.extend(model.teams().map(|(ix, t)| entry(paths::team(model, ix), "", &t.name, "Team", t.doc.id.clone())));
    let people = (0..model.people.len() as u32).map(PersonIx);
    out.extend(people.filter_map(|ix| {
        let person = model.person(ix);
        Some(entry(paths::person(model, ix)?, "", &person.name, "Person", team(person.team)))
    }));
    for (i, p) in model.periods.iter().enumerate() {
        out.push(entry(
            paths::period(model, i),
            "",
            &f.period(&p.period),
            "Period",
            f.span(p.period.start, p.period.end),
        ));
    }
    for (i, r) in model.reviews.iter().enumerate() {
        let title =
            super::review::headline(cx, i).or_else(|| r.doc.title.clone()).unwrap_or_else(|| f.period(&r.period));
        out.push(entry(paths::review(model, i), "", &title, "Review", f.period(&r.period)));
    }
    for (i, p) in model.pages.iter().enumerate() {
        out.push(entry(paths::page(model, i), "", &p.title, "Page", String::new()));
    }
    for (href, word) in
        [(paths::SCORING, "How scoring works"), (paths::DATA_QUALITY, "Data quality"), (paths::MAP, "Goal map")]
    {
        out.push(entry(href.to_owned(), "", &f.word(word), "Page", String::new()));
    }
    if let Some(strategy) = &model.strategy {
        out.push(entry(paths::STRATEGY.to_owned(), "", &strategy.title, "Page", String::new()));
    }
    out.extend(terms(model, f));
    out
}

/// Glossary terms, once each.
fn terms(model: &Model, f: &Formatter) -> Vec<Entry> {
    use crate::resolve::model::Named;
    let named = model.names.entries.values().flatten();
    let mut terms: Vec<(&str, &str)> = named
        .filter_map(|n| if let Named::Term(text, anchor) = n { Some((text.as_str(), anchor.as_str())) } else { None })
        .collect();
    terms.sort_unstable();
    terms.dedup();
    let entry = |(text, anchor): (&str, &str)| Entry {
        href: format!("{}#{anchor}", paths::GLOSSARY),
        id: String::new(),
        title: text.to_owned(),
        kind: f.word("Term"),
        more: String::new(),
    };
    terms.into_iter().map(entry).collect()
}

fn goals(model: &Model, f: &Formatter) -> Vec<Entry> {
    let mut out = Vec::new();
    let key_results: usize = model.objectives.iter().map(|o| o.key_results.len()).sum();
    for (ix, o) in model.objectives().filter(|(_, o)| model.is_published(o)) {
        let period = o.doc.period.as_ref().map(|p| f.period(p));
        let team = o.team.map(|t| model.team(t).name.clone());
        let more: Vec<String> = period.into_iter().chain(team).collect();
        out.push(Entry {
            href: paths::objective(model, ix),
            id: o.doc.id.clone(),
            title: o.doc.title.clone(),
            kind: f.word("Objective"),
            more: more.join(", "),
        });
        if model.objectives.len() + key_results > SMALL {
            continue;
        }
        for (i, kr) in o.key_results.iter().enumerate() {
            out.push(Entry {
                href: paths::key_result(model, KrIx(ix, i as u32)),
                id: format!("{} {}", o.doc.id, kr.doc.id),
                title: kr.doc.title.clone(),
                kind: f.word("Key result"),
                more: o.doc.title.clone(),
            });
        }
    }
    out
}

/// `assets/search-index.js`: one global, so that a classic script can load it from a disk too.
pub fn index(cx: &PresentCx<'_>) -> String {
    let f = &cx.format;
    let entries = entries(cx);
    let rows = entries.iter().map(|e| [&e.href, &e.id, &e.title, &e.kind, &e.more]).collect();
    let index = Index { words: Words { none: f.word("No result for “{}”") }, entries: rows };
    // Plain structs of texts always serialise.
    format!("window.goalpostIndex={};\n", serde_json::to_string(&index).unwrap_or_default())
}
