//! The index behind the search box: which words lead to which pages.
//!
//! It is data in classic scripts, the one thing that a page from a disk may load under a strict policy; each assigns to
//! the one global `goalpostIndex`. `assets/search/index.js` says what there is; a question loads only the sheets of its
//! words (`w0.js` …), then the entries of the best hits (`e0.js` …), so that its cost does not grow with the site.

mod picks;
mod sheets;
mod words;

use crate::base::{FileId, Sink, par_map};
use crate::domain::Status;
use crate::parse::doc::Body;
use crate::present::pages::search::{Entry, Subject, entries};
use crate::present::parts;
use crate::present::{PresentCx, current};
use crate::resolve::model::KrIx;
use rapidhash::RapidHashMap;
use serde::Serialize;
use sheets::{Field, Places};
use std::borrow::Cow;
use words::{each_word, fold};

/// Entries of one sheet; a question loads at most as many sheets as it shows results.
const SHEET: usize = 64;
/// Entries whose words are gathered at a time.
const CHUNK: usize = 256;

#[derive(Serialize)]
struct Head {
    words: Said,
    /// Kinds of entries in their order: the word, and the number of the first entry.
    kinds: Vec<(String, usize)>,
    /// Shape, band and word of each status that an entry may have.
    states: Vec<(&'static str, &'static str, String)>,
    /// The first word of each sheet of words.
    first: Vec<String>,
    /// Entries of one sheet.
    size: usize,
    w: [(); 0],
    e: [(); 0],
}

/// What the script says, in the site's words.
#[derive(Serialize)]
struct Said {
    none: String,
    near: String,
    count: String,
    failed: String,
    all: String,
}

/// One file of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    Head,
    Words(u32),
    Entries(u32),
}

/// What the files of the index are written from.
pub struct Index {
    /// Entries by their weight: their places among all.
    order: Vec<u32>,
    /// Sheets of words: the first word of each, and its lines.
    words: Vec<(String, String)>,
}

/// Makes what all files of the index share, on all threads: before files are made side by side.
pub fn prepare(cx: &PresentCx<'_>) {
    Index::of(cx);
}

impl Index {
    fn of<'a>(cx: &'a PresentCx<'_>) -> &'a Self {
        cx.lists.index.get_or_init(|| {
            let all = entries(cx);
            let mut order: Vec<u32> = (0..all.len() as u32).collect();
            order.sort_by_key(|i| weight(cx, &all[*i as usize]));
            let words = sheets::sheets(gather(cx, all, &order), word_sheets(all.len()));
            Self { order, words }
        })
    }
}

/// How many sheets of words so many entries take; the words of four sheets of entries make about 10 KB compressed.
fn word_sheets(entries: usize) -> usize {
    entries.div_ceil(4 * SHEET).max(1)
}

/// The files of the index.
pub fn plan(cx: &PresentCx<'_>) -> Vec<(String, Sheet)> {
    let count = entries(cx).len();
    let mut out = vec![("assets/search/index.js".to_owned(), Sheet::Head)];
    out.extend((0..word_sheets(count) as u32).map(|n| (format!("assets/search/w{n}.js"), Sheet::Words(n))));
    out.extend((0..count.div_ceil(SHEET) as u32).map(|n| (format!("assets/search/e{n}.js"), Sheet::Entries(n))));
    out
}

/// One file of the index.
pub fn file(cx: &PresentCx<'_>, sheet: Sheet) -> String {
    let index = Index::of(cx);
    match sheet {
        Sheet::Head => format!("window.goalpostIndex={};\n", json(&head(cx, index))),
        Sheet::Words(n) => format!("goalpostIndex.w[{n}]={};\n", json(&index.words[n as usize].1)),
        Sheet::Entries(n) => {
            let some = index.order.iter().skip(n as usize * SHEET).take(SHEET);
            let rows: Vec<_> = some.map(|i| row(cx, &entries(cx)[*i as usize])).collect();
            format!("goalpostIndex.e[{n}]={};\n", json(&rows))
        }
    }
}

fn head(cx: &PresentCx<'_>, index: &Index) -> Head {
    let f = &cx.format;
    let of = |n: usize| &entries(cx)[index.order[n] as usize];
    let kind = |n: usize| (of(n).kind, weight(cx, of(n)));
    let starts = (0..index.order.len()).filter(|n| *n == 0 || kind(*n) != kind(*n - 1));
    Head {
        words: Said {
            none: f.word("No result for “{query}”"),
            near: f.word("Nearest"),
            count: f.word("{n} results"),
            failed: f.word("The search index could not be loaded."),
            all: f.word("Everything from A to Z"),
        },
        kinds: starts.map(|n| (f.word(of(n).kind), n)).collect(),
        states: Status::ALL.map(|s| (s.shape(), s.band().token(), f.word(s.word()))).to_vec(),
        first: index.words.iter().map(|(first, _)| first.clone()).collect(),
        size: SHEET,
        w: [],
        e: [],
    }
}

/// Plain structs of texts and numbers always serialise.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What comes first among hits of the same rank: running goals, KPIs, then what people look for less often.
fn weight(cx: &PresentCx<'_>, entry: &Entry) -> u8 {
    match entry.about {
        Subject::Objective(ix) if current::is_running(cx, ix) => 0,
        Subject::Kpi(_) => 1,
        Subject::Team(_) => 2,
        Subject::Person(_) => 3,
        Subject::KeyResult(_) => 4,
        Subject::Objective(_) => 5,
        Subject::Page(_) if entry.kind == "Review" => 6,
        Subject::Page(_) => 7,
        Subject::Other if entry.kind == "Period" => 8,
        Subject::Other if entry.kind == "Page" => 9,
        Subject::Other => 10,
    }
}

/// Address, id, title, what is shown beside it, and the number of its status or −1.
fn row<'a>(cx: &PresentCx<'_>, entry: &'a Entry) -> (&'a str, &'a str, &'a str, String, i8) {
    let status = match entry.about {
        Subject::Objective(ix) => Some(cx.scores.objective(ix).status),
        Subject::KeyResult(ix) => Some(cx.scores.key_result(ix).status),
        Subject::Kpi(ix) => Some(cx.scores.kpi(ix).status),
        _ => None,
    };
    let state = status.and_then(|s| Status::ALL.iter().position(|other| *other == s)).map_or(-1, |i| i as i8);
    let beside: Vec<String> = owners(cx, entry).into_iter().take(1).chain(more(entry)).collect();
    (&entry.href, &entry.id, &entry.title, cx.format.list(&beside), state)
}

fn more(entry: &Entry) -> Option<String> {
    (!entry.more.is_empty()).then(|| entry.more.clone())
}

fn owners(cx: &PresentCx<'_>, entry: &Entry) -> Vec<String> {
    let owners = match entry.about {
        Subject::Objective(ix) => parts::owners(cx, &cx.model.objective(ix).owners),
        Subject::KeyResult(ix) => parts::owners(cx, &cx.model.key_result(ix).owners),
        Subject::Kpi(ix) => cx.model.kpi(ix).who.iter().filter_map(|o| parts::owner(cx, o)).collect(),
        _ => Vec::new(),
    };
    owners.into_iter().map(|o| o.name).collect()
}

/// Every word with its places; entries count in `order`.
fn gather(cx: &PresentCx<'_>, all: &[Entry], order: &[u32]) -> Vec<(String, Places)> {
    let picked = picks::picks(order, |i| body(cx, &all[*i as usize]));
    let numbered: Vec<(u32, &u32)> = (0..).zip(order).collect();
    let chunks: Vec<&[(u32, &u32)]> = numbered.chunks(CHUNK).collect();
    let found = par_map(&chunks, &mut Sink::default(), |some, _| {
        let mut words: RapidHashMap<String, Places> = RapidHashMap::default();
        for (n, i) in *some {
            for (word, field) in words_of(cx, &all[**i as usize], &picked[*n as usize]) {
                words.entry(word).or_default().push((*n, field));
            }
        }
        words
    });
    let mut words: RapidHashMap<String, Places> = RapidHashMap::default();
    for (word, places) in found.into_iter().flatten() {
        words.entry(word).or_default().extend(places);
    }
    words.into_iter().collect()
}

/// The words of one entry, each once, in its heaviest field.
fn words_of(cx: &PresentCx<'_>, entry: &Entry, picked: &[String]) -> Vec<(String, Field)> {
    let mut out = Vec::new();
    let mut add = |text: &str, field: Field| each_word(&fold(text), |word| out.push((word.to_owned(), field)));
    add(&entry.id, Field::Name);
    add(&entry.title, Field::Name);
    add(&entry.more, Field::About);
    owners(cx, entry).iter().for_each(|name| add(name, Field::About));
    about(cx, entry).iter().for_each(|text| add(text, Field::About));
    let body = body(cx, entry);
    body.lines().filter(|line| line.starts_with('#')).for_each(|line| add(line, Field::About));
    out.extend(picked.iter().map(|word| (word.clone(), Field::Body)));
    out.sort();
    out.dedup_by(|later, first| later.0 == first.0);
    out
}

/// Tags, the team's short name, the period's canonical one.
fn about(cx: &PresentCx<'_>, entry: &Entry) -> Vec<String> {
    let model = cx.model;
    let team = |team: Option<_>| team.map(|t| model.team(t).doc.id.clone());
    let goal = |ix| {
        let objective = model.objective(ix);
        let period = objective.doc.period.as_ref().map(|p| p.name.clone());
        team(objective.team).into_iter().chain(period).collect::<Vec<_>>()
    };
    match entry.about {
        Subject::Objective(ix) => [goal(ix), model.objective(ix).doc.common.tags.clone()].concat(),
        Subject::KeyResult(KrIx(ix, _)) => goal(ix),
        Subject::Kpi(ix) => {
            let kpi = model.kpi(ix);
            let names = [kpi.doc.id.clone()].into_iter().chain(kpi.doc.short.clone()).chain(team(kpi.team));
            names.chain(kpi.doc.common.tags.iter().cloned()).collect()
        }
        _ => Vec::new(),
    }
}

/// What stands in an entry's own file, as written.
fn body<'a>(cx: &'a PresentCx<'_>, entry: &Entry) -> Cow<'a, str> {
    let (model, sources) = (cx.model, cx.sources);
    let text = |file: FileId, body: &Body| {
        let text = &sources.file(file).text;
        let mut ranges = body.ranges.iter().filter_map(|(from, to)| text.get(*from as usize..*to as usize));
        match &body.ranges[..] {
            [_] => Cow::Borrowed(ranges.next().unwrap_or_default()),
            _ => ranges.collect(),
        }
    };
    match entry.about {
        Subject::Objective(ix) => text(model.objective(ix).doc.file, &model.objective(ix).doc.common.body),
        Subject::Kpi(ix) => text(model.kpi(ix).doc.file, &model.kpi(ix).doc.common.body),
        Subject::Team(ix) => {
            let doc = &model.team(ix).doc;
            doc.file.map_or_else(Cow::default, |file| text(file, &doc.common.body))
        }
        Subject::Page(file) => {
            let pages = model.pages.iter().chain(&model.strategy).map(|p| (p.file, &p.common.body));
            let mut pages = pages.chain(model.reviews.iter().map(|r| (r.doc.file, &r.doc.common.body)));
            pages.find(|(f, _)| *f == file).map_or_else(Cow::default, |(file, body)| text(file, body))
        }
        Subject::KeyResult(_) | Subject::Person(_) | Subject::Other => Cow::default(),
    }
}
