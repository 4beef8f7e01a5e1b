//! Search: where is X? A list from A to Z that works without scripts; `search_index` makes what a script loads.

use super::{SHEET, page, sheets as sheets_of};
use crate::base::{FileId, Sink, par_map};
use crate::domain::slug;
use crate::present::format::Formatter;
use crate::present::frame::{Frame, Link};
use crate::present::parts::{self, PagerLink};
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::model::{Kpi, KpiIx, KrIx, Model, Named, Objective, ObjectiveIx, PersonIx, TeamIx};
use serde::Serialize;

/// Key results are listed as long as there are this many goals and key results at most.
const SMALL: usize = 2_000;

#[derive(Serialize)]
struct View {
    letters: Vec<Letter>,
    pager: Vec<PagerLink>,
    total: usize,
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
    pub href: String,
    pub id: String,
    pub title: String,
    /// In English.
    pub kind: &'static str,
    /// Team, period: shown beside, and searched.
    pub more: String,
    pub about: Subject,
}

/// What an entry leads to, where more of it is searched than its name.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    Objective(ObjectiveIx),
    KeyResult(KrIx),
    Kpi(KpiIx),
    Team(TeamIx),
    Person(PersonIx),
    /// A page that is prose, by its file.
    Page(FileId),
    Other,
}

/// Sheets of the list.
pub fn sheets(cx: &PresentCx<'_>) -> u32 {
    sheets_of(entries(cx).len())
}

/// One sheet of the list.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let f = &cx.format;
    let all = entries(cx);
    let mut frame = Frame::new("search", paths::sheet(paths::SEARCH, sheet as usize), f.word("Search"), "");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let shown: Vec<&Entry> = all.iter().skip(sheet as usize * SHEET).take(SHEET).collect();
    let letters = shown
        .chunk_by(|a, b| letter(a) == letter(b))
        .map(|group| Letter {
            letter: letter(group[0]),
            anchor: format!("l-{}", slug(&letter(group[0]))),
            entries: group.iter().map(|e| shown_entry(f, e)).collect(),
        })
        .collect();
    let pager = parts::pager(paths::SEARCH, sheets_of(all.len()), sheet);
    page(frame, "search.html", &View { letters, pager, total: all.len() })
}

fn shown_entry(f: &Formatter, e: &Entry) -> Shown {
    let link = Link { href: e.href.clone(), text: e.title.clone(), id: (!e.id.is_empty()).then(|| e.id.clone()) };
    Shown { link, kind: f.word(e.kind), more: e.more.clone() }
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

/// Everything that can be found, from A to Z.
pub fn entries<'a>(cx: &'a PresentCx<'_>) -> &'a [Entry] {
    cx.lists.found.get_or_init(|| {
        let all = gather(cx);
        let keys = par_map(&all, &mut Sink::default(), |e, _| sort_key(&e.title));
        let mut keyed: Vec<(String, Entry)> = keys.into_iter().zip(all).collect();
        keyed.sort_by(|(a, x), (b, y)| (a, &x.href).cmp(&(b, &y.href)));
        keyed.into_iter().map(|(_, entry)| entry).collect()
    })
}

fn gather(cx: &PresentCx<'_>) -> Vec<Entry> {
    let (model, f) = (cx.model, &cx.format);
    let entry = |href: String, title: &str, kind: &'static str, more: String, about: Subject| Entry {
        href,
        id: String::new(),
        title: title.to_owned(),
        kind,
        more,
        about,
    };
    let mut out = goals(model, f);
    let team = |t: Option<_>| t.map(|t| model.team(t).name.clone()).unwrap_or_default();
    let kpis: Vec<(KpiIx, &Kpi)> = model.kpis().collect();
    out.extend(par_map(&kpis, &mut Sink::default(), |(ix, k), _| {
        entry(paths::kpi(model, *ix), &k.doc.title, "KPI", team(k.team), Subject::Kpi(*ix))
    }));
    out.extend(
        model
            .teams()
            .map(|(ix, t)| entry(paths::team(model, ix), &t.name, "Team", t.doc.id.clone(), Subject::Team(ix))),
    );
    let people = (0..model.people.len() as u32).map(PersonIx);
    out.extend(people.filter_map(|ix| {
        let person = model.person(ix);
        Some(entry(paths::person(model, ix)?, &person.name, "Person", team(person.team), Subject::Person(ix)))
    }));
    for (i, p) in model.periods.iter().enumerate() {
        let span = f.span(p.period.start, p.period.end);
        out.push(entry(paths::period(model, i), &f.period(&p.period), "Period", span, Subject::Other));
    }
    for (i, r) in model.reviews.iter().enumerate() {
        let title =
            super::review::headline(cx, i).or_else(|| r.doc.title.clone()).unwrap_or_else(|| f.period(&r.period));
        out.push(entry(paths::review(model, i), &title, "Review", f.period(&r.period), Subject::Page(r.doc.file)));
    }
    for (i, p) in model.pages.iter().enumerate() {
        out.push(entry(paths::page(model, i), &p.title, "Page", String::new(), Subject::Page(p.file)));
    }
    for (href, word) in
        [(paths::SCORING, "How scoring works"), (paths::DATA_QUALITY, "Data quality"), (paths::MAP, "Goal map")]
    {
        out.push(entry(href.to_owned(), &f.word(word), "Page", String::new(), Subject::Other));
    }
    if let Some(strategy) = &model.strategy {
        let about = Subject::Page(strategy.file);
        out.push(entry(paths::STRATEGY.to_owned(), &strategy.title, "Page", String::new(), about));
    }
    out.extend(terms(model).map(|(text, anchor)| {
        entry(format!("{}#{anchor}", paths::GLOSSARY), text, "Term", String::new(), Subject::Other)
    }));
    out
}

/// Glossary terms and their anchors, once each.
fn terms(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    let named = model.names.entries.values().flatten();
    let mut terms: Vec<(&str, &str)> = named
        .filter_map(|n| if let Named::Term(text, anchor) = n { Some((text.as_str(), anchor.as_str())) } else { None })
        .collect();
    terms.sort_unstable();
    terms.dedup();
    terms.into_iter()
}

/// Goals and, of a small site, their key results.
fn goals(model: &Model, f: &Formatter) -> Vec<Entry> {
    let key_results: usize = model.objectives.iter().map(|o| o.key_results.len()).sum();
    let small = model.objectives.len() + key_results <= SMALL;
    let published: Vec<(ObjectiveIx, &Objective)> = model.objectives().filter(|(_, o)| model.is_published(o)).collect();
    let entries = par_map(&published, &mut Sink::default(), |(ix, o), _| {
        let period = o.doc.period.as_ref().map(|p| f.period(p));
        let team = o.team.map(|t| model.team(t).name.clone());
        let more: Vec<String> = period.iter().cloned().chain(team).collect();
        let goal = Entry {
            href: paths::objective(model, *ix),
            id: o.doc.id.clone(),
            title: o.doc.title.clone(),
            kind: "Objective",
            more: f.list(&more),
            about: Subject::Objective(*ix),
        };
        let listed = if small { &o.key_results[..] } else { &[] };
        let key_results = (0..).zip(listed).map(|(i, kr)| Entry {
            href: paths::key_result(model, KrIx(*ix, i)),
            id: format!("{} {}", o.doc.id, kr.doc.id),
            title: kr.doc.title.clone(),
            kind: "Key result",
            more: f.list(&[o.doc.title.clone()].into_iter().chain(period.clone()).collect::<Vec<_>>()),
            about: Subject::KeyResult(KrIx(*ix, i)),
        });
        [goal].into_iter().chain(key_results).collect::<Vec<_>>()
    });
    entries.into_iter().flatten().collect()
}
