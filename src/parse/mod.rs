//! Layer 2: one file in, one document out, never a second file, never an `Err`.

pub mod check_in;
pub mod closing;
pub mod config;
pub mod csv;
pub mod dates;
pub mod doc;
mod foreign;
pub mod front_matter;
mod key_result;
mod key_result_doc;
pub mod keys;
mod kpi;
mod kpi_doc;
mod lines;
pub mod lists;
mod lookalikes;
pub mod markdown;
mod objective;
pub mod outline;
mod pages;
pub mod places;
mod prose;
pub mod reader;
mod repository;
mod review_doc;
mod scalars;
pub mod schema;
pub mod seal;
pub mod series;
mod shared;
pub mod spans;
mod strays;
#[cfg(test)]
mod tests;
mod toml_file;
pub mod traps;
pub mod yaml;

use crate::base::{Diagnostic, FileId, Place, Sink, SourceFile, Sources, codes, suggest};
use crate::domain::Calendar;
use crate::domain::number::Separators;
use doc::Doc;
use front_matter::Front;
use keys::Section;
use pages::Page;
use reader::{Cx, Fields, Node};
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the configuration says about reading numbers and periods.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    pub calendar: Calendar,
    pub separators: Separators,
}

/// The `_defaults.yml` files of the repository, nearest folder first for a page.
#[derive(Debug, Default, PartialEq)]
pub struct Defaults {
    by_folder: BTreeMap<String, (FileId, Value)>,
}

impl Defaults {
    /// The defaults of a folder and of those above it, the nearest first.
    fn of<'d>(&'d self, folder: &str) -> impl Iterator<Item = &'d (FileId, Value)> {
        let above = std::iter::successors(Some(folder.to_owned()), |f| match f.rsplit_once('/') {
            Some((above, _)) => Some(above.to_owned()),
            None if !f.is_empty() => Some(String::new()),
            None => None,
        });
        above.filter_map(|folder| self.by_folder.get(&folder))
    }
}

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page(Section),
    CheckIns,
}

/// Folders that hold no documents.
const NO_DOCUMENTS: &[&str] = &["templates", "static", "themes"];

/// Top folders and the words of `type:`, in this order.
const FOLDERS: &[(&str, &str, Kind)] = &[
    ("objectives", "objective", Kind::Page(Section::Objective)),
    ("kpis", "kpi", Kind::Page(Section::Kpi)),
    ("teams", "team", Kind::Page(Section::Team)),
    ("people", "person", Kind::Page(Section::Person)),
    ("periods", "period", Kind::Page(Section::Period)),
    ("reviews", "review", Kind::Page(Section::Review)),
    ("check-ins", "check-in", Kind::CheckIns),
    ("pages", "page", Kind::Page(Section::Page)),
];

/// Reads every `_defaults.yml`, and says which folders are misnamed: what is in them is not read.
pub fn defaults(sources: &Sources, sink: &mut Sink) -> Defaults {
    misnamed_folders(sources, sink);
    strays::unread_files(sources, sink);
    let mut defaults = Defaults::default();
    for file in sources.iter().filter(|f| matches!(f.name(), "_defaults.yml" | "_defaults.yaml") && !hidden(&f.path)) {
        let Some(front) = front_matter::read(file, sink) else { continue };
        check_defaults(file, &front.value, sink);
        defaults.by_folder.insert(file.folder().to_owned(), (file.id, front.value));
    }
    defaults
}

fn misnamed_folders(sources: &Sources, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for file in sources.iter().filter(|f| is_markdown(f) && !hidden(&f.path)) {
        let Some((top, below)) = file.path.split_once('/') else { continue };
        if FOLDERS.iter().any(|(name, ..)| *name == top) {
            continue;
        }
        let plain = |name: &str| keys::singular(&name.to_lowercase().replace(['-', '_', ' '], ""));
        let alike = FOLDERS.iter().map(|(name, ..)| *name).find(|name| plain(name) == plain(top));
        let near = alike.or_else(|| suggest::nearest(top, FOLDERS.iter().map(|(name, ..)| *name)));
        let too_deep = || below.split_once('/').map(|(folder, _)| folder).filter(|folder| is_missing(folder, sources));
        let (folder, help) = if let Some(near) = near {
            (top.to_owned(), format!("did you mean `{near}/`? A single page says what it is by `type:`"))
        } else if let Some(folder) = too_deep() {
            (format!("{top}/{folder}"), format!("move `{folder}/` up, beside goalpost.toml"))
        } else {
            continue;
        };
        if !seen.insert(folder.clone()) {
            continue;
        }
        let message = format!("no page is read from the folder `{folder}/`");
        sink.push(Diagnostic::new(codes::UNREAD_FOLDER, file.id, Place::File, message).help(help));
    }
}

/// Whether this is a folder of pages that the repository does not have where it is read.
fn is_missing(folder: &str, sources: &Sources) -> bool {
    let inside = |file: &SourceFile| file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    FOLDERS.iter().any(|(name, ..)| *name == folder) && !sources.iter().any(inside)
}

/// Finds mistakes in defaults once, not on every page that takes them over.
fn check_defaults(file: &SourceFile, value: &Value, sink: &mut Sink) {
    let root = Node::root(value, file.id);
    let folder = folder_kind(file);
    let sections = match &folder {
        Some(Kind::Page(section)) => std::slice::from_ref(section),
        _ => Section::PAGES,
    };
    for (key, node) in root.entries("keys and values", &mut Cx::new(file, &Reading::default(), sink)) {
        if sections.iter().any(|s| s.find(&key).is_some()) {
            continue;
        }
        let near = sections.iter().find_map(|s| s.nearest(&key)).map(|k| format!("Did you mean `{k}`?"));
        let message = format!("no page here has a key `{key}`");
        sink.push(node.key_problem(codes::UNKNOWN_KEY, message).help_opt(near));
    }
}

/// Reads one file into a document; `None` for files that are none (series, static files, themes).
/// A page that cannot be read leaves findings and `None`.
pub fn document(file: &SourceFile, defaults: &Defaults, reading: &Reading, sink: &mut Sink) -> Option<Doc> {
    if let Some(finding) = strays::conflict(file).filter(|_| !hidden(&file.path)) {
        sink.push(finding);
    }
    match file.path.as_str() {
        "people.csv" => return Some(Doc::People(lists::people(file, reading, sink))),
        "teams.csv" => return Some(Doc::Teams(lists::teams(file, reading, sink))),
        _ => {}
    }
    if !is_markdown(file) || hidden(&file.path) || strays::is_no_page(file) {
        return None;
    }
    let folder = folder_kind(file);
    if folder == Some(Kind::CheckIns) {
        return Some(Doc::CheckIns(check_in::parse(file, reading, sink)));
    }
    // Elsewhere a page says by `type:` that it is one; other Markdown is none of ours.
    if folder.is_none() && !file.text.lines().any(|line| line.starts_with("type:")) {
        return None;
    }
    let mut own = Sink::default();
    let front = front_matter::read(file, &mut own);
    let kind = front.as_ref().and_then(|front| written_kind(file, front, &mut own)).or(folder);
    if kind.is_some() {
        sink.merge(own);
    }
    // A page that cannot be read keeps its address, so that references to it are no mistakes of others.
    let front = front.or_else(|| kind.map(|_| unread(file)))?;
    match (front, kind?) {
        (_, Kind::CheckIns) => Some(Doc::CheckIns(check_in::parse(file, reading, sink))),
        (front, Kind::Page(section)) => page(file, section, &front, defaults, reading, sink),
    }
}

/// What is left of a page that cannot be read: its name.
fn unread(file: &SourceFile) -> Front {
    let title = [(Value::from("title"), Value::from(file.stem()))];
    Front { value: Value::Mapping(title.into_iter().collect()), body: file.text.len() }
}

fn is_markdown(file: &SourceFile) -> bool {
    file.is(&["md", "markdown"])
}

/// Files in hidden folders and in those of themes and assets.
fn hidden(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or(path);
    path.split('/').any(|part| part.starts_with('.')) || (NO_DOCUMENTS.contains(&top) && path.contains('/'))
}

/// The kind that the top folder says; `glossary.md` and `strategy.md` at the root are pages.
fn folder_kind(file: &SourceFile) -> Option<Kind> {
    match file.path.split_once('/') {
        Some((top, _)) => FOLDERS.iter().find(|(name, ..)| *name == top).map(|(.., kind)| *kind),
        None => matches!(file.name(), "glossary.md" | "strategy.md").then_some(Kind::Page(Section::Page)),
    }
}

/// The kind that `type:` says.
fn written_kind(file: &SourceFile, front: &Front, sink: &mut Sink) -> Option<Kind> {
    let value = front.value.as_mapping()?.get("type")?;
    let word = yaml::scalar(value).unwrap_or_default();
    let known = keys::normalise(&word);
    if let Some((.., kind)) = FOLDERS.iter().find(|(_, name, _)| keys::normalise(name) == known) {
        return Some(*kind);
    }
    let words: Vec<&str> = FOLDERS.iter().map(|(_, name, _)| *name).collect();
    let message = format!("`{word}` is no kind of page");
    let near = suggest::nearest(&word, words.iter().copied()).map(|w| format!("Did you mean `{w}`?"));
    let finding = Diagnostic::new(codes::UNKNOWN_WORD, file.id, Place::Value("type".to_owned()), message);
    sink.push(finding.help_opt(near).help(format!("The words are {}", words.join(", "))));
    None
}

/// Reads a page of a known kind.
fn page(
    file: &SourceFile,
    section: Section,
    front: &Front,
    defaults: &Defaults,
    reading: &Reading,
    sink: &mut Sink,
) -> Option<Doc> {
    let mut own = Sink::default();
    let mut cx = Cx::new(file, reading, &mut own);
    let mut fields = Fields::open(&Node::root(&front.value, file.id), section, &mut cx)?;
    let mut inherited = Vec::new();
    for (from, value) in defaults.of(file.folder()) {
        for (key, value) in value.as_mapping().into_iter().flatten() {
            let key = yaml::scalar(key).unwrap_or_default();
            inherited.extend(fields.inherit(&key, value, *from).map(|name| (name.to_owned(), *from)));
        }
    }
    let body = front.body;
    let doc = match section {
        Section::Objective => {
            let (title, body) = title(&mut fields, body, &mut cx);
            Some(Doc::Objective(Box::new(objective::read(fields, title, inherited, body, &mut cx))))
        }
        Section::Kpi => {
            let (title, body) = title(&mut fields, body, &mut cx);
            Some(Doc::Kpi(Box::new(kpi::read(fields, title, inherited, body, &mut cx))))
        }
        Section::Team => Some(Doc::Team(pages::team(Page { fields, inherited, body }, &mut cx))),
        Section::Person => Some(Doc::Person(pages::person(Page { fields, inherited, body }, &mut cx))),
        Section::Period => pages::period_page(Page { fields, inherited, body }, &mut cx).map(Doc::Period),
        Section::Review => Some(Doc::Review(Box::new(pages::review(Page { fields, inherited, body }, &mut cx)))),
        _ => {
            let (title, body) = title(&mut fields, body, &mut cx);
            Some(Doc::Page(pages::free(Page { fields, inherited, body }, title, &mut cx)))
        }
    };
    sink.merge(own);
    doc
}

/// `title:`, else the first heading where the text starts with one; neither is a finding. With it comes where the
/// body starts: a heading that only says the title again is no part of it.
fn title(fields: &mut Fields<'_>, body: usize, cx: &mut Cx<'_>) -> (String, usize) {
    let text = &cx.file.text[body..];
    let blank = &text[..text.len() - text.trim_start().len()];
    let start = blank.rfind('\n').map_or(0, |i| i + 1);
    let line = text[start..].lines().next().unwrap_or("");
    let heading = line.strip_prefix("# ").map(str::trim).filter(|heading| !heading.is_empty());
    let written = fields.take("title").and_then(|n| n.text(cx));
    if let Some(title) = written.or(heading.map(str::to_owned)) {
        let again = heading == Some(title.as_str());
        return (title, if again { body + start + line.len() } else { body });
    }
    let finding = Diagnostic::new(codes::MISSING_TITLE, cx.file.id, Place::File, "the page has no title");
    let late = body == 0 && cx.file.text.trim_start().starts_with("---");
    let help =
        if late { "The line --- must be the first of the file" } else { "Write between two lines ---: title: …" };
    cx.push(finding.help(help));
    (cx.file.stem().to_owned(), body)
}
