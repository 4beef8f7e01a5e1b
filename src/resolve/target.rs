//! Where a reference of prose leads: `[[id]]`, a component's argument, a path to another source file.

use super::model::{Kpi, KpiIx, KrIx, Model, Named, Objective, ObjectiveIx, PersonIx, TeamIx};
use super::names::Found;
use super::settings::PeopleShown;
use crate::base::{FileId, SourceFile, Sources};
use crate::domain::{GoalRef, Period, key, slug};

/// What a reference names.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub named: Named,
    /// The key result behind `#`, by its place in the objective.
    pub key_result: Option<u32>,
    /// The heading behind `#`, not checked.
    pub anchor: Option<String>,
}

/// Finds what a reference means on a page of the period `own`: of several goals with one id the writer's own
/// period's, else the current one's, else the newest (`domain.md` §1).
pub fn find(model: &Model, text: &str, own: Option<&Period>) -> Option<Target> {
    let reference = GoalRef::parse(text);
    let named = name(model, &reference, own)?;
    let part = reference.part.filter(|p| !p.is_empty());
    let key_result = match (&named, &part) {
        (Named::Objective(ix), Some(part)) => key_result_of(model.objective(*ix), part),
        _ => None,
    };
    let anchor = if key_result.is_some() { None } else { part };
    Some(Target { named, key_result, anchor })
}

/// The key result with this id, compared without case.
pub fn key_result_of(objective: &Objective, id: &str) -> Option<u32> {
    objective.key_results.iter().position(|k| key(&k.doc.id) == key(id)).map(|i| i as u32)
}

/// Of several kinds of things with one id the first is meant: that they clash is a finding of its own.
fn name(model: &Model, reference: &GoalRef, own: Option<&Period>) -> Option<Named> {
    match model.names.find(reference, own) {
        Found::One(named) => Some(named),
        Found::Several(all) => all.into_iter().next(),
        Found::Nothing | Found::NotInPeriod(_) => None,
    }
}

/// The objective that a component's argument names.
pub fn objective(model: &Model, text: &str, own: Option<&Period>) -> Option<ObjectiveIx> {
    match find(model, text, own)?.named {
        Named::Objective(ix) => Some(ix),
        _ => None,
    }
}

/// The key result that a component's argument names (`OPS-2#KR1`).
pub fn key_result(model: &Model, text: &str, own: Option<&Period>) -> Option<KrIx> {
    let target = find(model, text, own)?;
    match (target.named, target.key_result) {
        (Named::Objective(ix), Some(kr)) => Some(KrIx(ix, kr)),
        _ => None,
    }
}

impl Target {
    /// Where it is in the site: a file, perhaps with an anchor. `None`: it has no page (a person whose page is not shown).
    pub fn href(&self, model: &Model) -> Option<String> {
        let page = address(model, &self.named)?;
        Some(match (self.key_result, &self.named, &self.anchor) {
            (Some(kr), Named::Objective(ix), _) => {
                format!("{page}#{}", slug(&model.objective(*ix).key_results.get(kr as usize)?.doc.id))
            }
            (_, _, Some(anchor)) if !page.contains('#') => format!("{page}#{}", slug(anchor)),
            _ => page,
        })
    }

    /// Its id, where people see one, and its title.
    pub fn words(&self, model: &Model) -> (Option<String>, String) {
        match (&self.named, self.key_result) {
            (Named::Objective(ix), Some(kr)) => {
                let objective = model.objective(*ix);
                let title = objective.key_results.get(kr as usize).map_or("", |k| &k.doc.title);
                let part = objective.key_results.get(kr as usize).map_or("", |k| &k.doc.id);
                (Some(format!("{} {part}", objective.doc.id)), title.to_owned())
            }
            (Named::Objective(ix), None) => {
                let doc = &model.objective(*ix).doc;
                (Some(doc.id.clone()), doc.title.clone())
            }
            (named, _) => (None, title(model, named)),
        }
    }
}

/// The title that stands for a thing in prose.
pub fn title(model: &Model, named: &Named) -> String {
    match named {
        Named::Objective(ix) => model.objective(*ix).doc.title.clone(),
        Named::Kpi(ix) => model.kpi(*ix).doc.title.clone(),
        Named::Team(ix) => model.team(*ix).name.clone(),
        Named::Person(ix) => {
            let person = model.person(*ix);
            match model.settings.people {
                PeopleShown::Names | PeopleShown::Pages => person.name.clone(),
                PeopleShown::Roles => person.doc.role.clone().unwrap_or_else(|| "a colleague".to_owned()),
                PeopleShown::None => "a colleague".to_owned(),
            }
        }
        Named::Page(i) => model.pages[*i].title.clone(),
        Named::Period(i) => {
            let info = &model.periods[*i];
            info.doc.as_ref().and_then(|d| d.title.clone()).unwrap_or_else(|| info.period.label())
        }
        Named::Review(i) => format!("Review {}", model.reviews[*i].period.label()),
        Named::Priority(i) => {
            let priorities = model.strategy.as_ref().map_or(&[][..], |s| &s.priorities);
            priorities.get(*i).map_or(String::new(), |p| p.title.clone())
        }
        Named::Glossary => model.glossary.as_ref().map_or_else(|| "Glossary".to_owned(), |g| g.title.clone()),
        Named::Strategy => model.strategy.as_ref().map_or_else(|| "Strategy".to_owned(), |s| s.title.clone()),
        Named::Term(text, _) => text.clone(),
    }
}

/// The file in the site that shows a thing.
pub fn address(model: &Model, named: &Named) -> Option<String> {
    Some(match named {
        Named::Objective(ix) => format!("{}/index.html", model.objective(*ix).address),
        Named::Kpi(ix) => kpi_address(model, *ix),
        Named::Team(ix) => format!("{}/index.html", model.team(*ix).address),
        Named::Person(ix) if model.settings.people == PeopleShown::Pages => {
            format!("{}/index.html", model.person(*ix).address)
        }
        Named::Person(_) => return None,
        Named::Page(i) => page_address(&model.pages[*i].id),
        Named::Period(i) => format!("{}/index.html", model.periods[*i].address),
        Named::Review(i) => format!("{}/index.html", model.reviews[*i].address),
        Named::Priority(i) => {
            let id = &model.strategy.as_ref()?.priorities.get(*i)?.id;
            format!("strategy/index.html#{}", slug(id))
        }
        Named::Glossary => "glossary/index.html".to_owned(),
        Named::Strategy => "strategy/index.html".to_owned(),
        Named::Term(_, anchor) => format!("glossary/index.html#{anchor}"),
    })
}

/// Where a KPI is shown: its page; where KPIs have none, the newest goal that reads it, else the catalogue.
pub fn kpi_address(model: &Model, ix: KpiIx) -> String {
    let kpi = model.kpi(ix);
    if !model.settings.left_out.kpi_pages {
        return format!("{}/index.html", kpi.address);
    }
    let start = |kr: &&KrIx| model.objective(kr.0).doc.period.as_ref().map(|p| p.start);
    let Some(reader) = kpi.used_by.iter().max_by_key(start) else { return "kpis/index.html".to_owned() };
    format!("{}/index.html#{}", model.objective(reader.0).address, slug(&model.key_result(*reader).doc.id))
}

/// The file in the site of the free page with this id.
pub fn page_address(id: &str) -> String {
    format!("pages/{}/index.html", slug(id))
}

/// The file that a thing is written in.
pub fn file_of(model: &Model, named: &Named) -> Option<FileId> {
    match named {
        Named::Objective(ix) => Some(model.objective(*ix).doc.file),
        Named::Kpi(ix) => Some(model.kpi(*ix).doc.file),
        Named::Team(ix) => model.team(*ix).doc.file,
        Named::Person(ix) => model.person(*ix).doc.file,
        Named::Page(i) => Some(model.pages[*i].file),
        Named::Period(i) => model.periods[*i].doc.as_ref().map(|d| d.file),
        Named::Review(i) => Some(model.reviews[*i].doc.file),
        Named::Glossary | Named::Term(..) => model.glossary.as_ref().map(|g| g.file),
        Named::Strategy | Named::Priority(_) => model.strategy.as_ref().map(|s| s.file),
    }
}

/// What a source file is the page of.
pub fn page_of(model: &Model, file: &SourceFile) -> Option<Named> {
    let is_it = |named: &Named| file_of(model, named) == Some(file.id);
    // Nearly every page is named as its file; only the others cost a look at everything.
    let stem = key(file.stem());
    let words = [stem.clone(), format!("review:{stem}"), format!("period:{stem}")];
    let quick = words.iter().filter_map(|w| model.names.entries.get(w)).flatten();
    let whole = |n: &&Named| !matches!(n, Named::Term(..) | Named::Priority(_));
    if let Some(found) = quick.filter(whole).find(|n| is_it(n)) {
        return Some(found.clone());
    }
    let find = |count: usize, make: fn(usize) -> Named| (0..count).map(make).find(|n| is_it(n));
    find(model.objectives.len(), |i| Named::Objective(ObjectiveIx(i as u32)))
        .or_else(|| find(model.kpis.len(), |i| Named::Kpi(KpiIx(i as u32))))
        .or_else(|| find(model.pages.len(), Named::Page))
        .or_else(|| find(model.reviews.len(), Named::Review))
        .or_else(|| find(model.periods.len(), Named::Period))
        .or_else(|| find(model.teams.len(), |i| Named::Team(TeamIx(i as u32))))
        .or_else(|| find(model.people.len(), |i| Named::Person(PersonIx(i as u32))))
        .or_else(|| Some(Named::Glossary).filter(|n| is_it(n)))
        .or_else(|| Some(Named::Strategy).filter(|n| is_it(n)))
}

/// Where a relative address of prose leads.
#[derive(Clone, Debug, PartialEq)]
pub enum PathTarget {
    /// A heading of the same page.
    Here(String),
    /// A source file and the anchor behind `#`.
    File(FileId, Option<String>),
    /// A page the site makes by itself, as its file in the site.
    Made(String),
    /// Nothing; the path that was looked for.
    Nowhere(String),
}

/// Pages that have no source file, by folder.
const MADE: &[&str] =
    &["", "kpis", "teams", "periods", "reviews", "map", "data-quality", "glossary", "scoring", "search", "about"];

/// Follows a relative address from a file of the repository (`None`: from its root).
pub fn follow(sources: &Sources, from: Option<&SourceFile>, address: &str) -> PathTarget {
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor))),
        None => (address, None),
    };
    let path = decode(path.split('?').next().unwrap_or(path));
    if path.is_empty() {
        return PathTarget::Here(anchor.unwrap_or_default());
    }
    let rooted = path.starts_with('/');
    let base = if rooted { "" } else { from.map_or("", |f| f.folder()) };
    let path = normal(base, &path);
    if let Some(file) = sources.by_path(&path).or_else(|| sources.by_path(&format!("{path}.md"))) {
        return PathTarget::File(file.id, anchor);
    }
    let folder = path.strip_suffix("index.html").unwrap_or(&path).trim_end_matches('/');
    if rooted && MADE.contains(&folder) {
        let page = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
        return PathTarget::Made(anchor.map_or(page.clone(), |a| format!("{page}#{a}")));
    }
    PathTarget::Nowhere(path)
}

/// Joins a folder and a path, with `.` and `..` worked out; never leaves the root.
fn normal(folder: &str, path: &str) -> String {
    let mut out: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out.join("/")
}

/// Undoes percent encoding.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = text.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (bytes[i], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                i += 3;
            }
            (byte, _) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Whether a file that is no page is published at its own path: what lies in `static/`, pictures and documents anywhere.
pub fn is_published(file: &SourceFile) -> bool {
    const KINDS: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "pdf", "mp4", "webm"];
    file.path.starts_with("static/") || file.is(KINDS)
}

/// The known id nearest to a wrong one, as it is written, with the part behind `#`.
pub fn suggestion(model: &Model, wrong: &str) -> Option<String> {
    let reference = GoalRef::parse(wrong);
    let near = model.names.suggestion(&reference.id, |_| true)?;
    Some(reference.part.map_or(near.clone(), |part| format!("{near}#{part}")))
}

/// The KPI with this id.
pub fn kpi<'a>(model: &'a Model, id: &str) -> Option<(KpiIx, &'a Kpi)> {
    let ix = model.names.kpi(id)?;
    Some((ix, model.kpi(ix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        Sources::new(vec![
            ("kpis/x.md".into(), Vec::new()),
            ("objectives/q3/a b.md".into(), Vec::new()),
            ("static/p.png".into(), Vec::new()),
        ])
    }

    #[test]
    fn a_path_is_followed_from_the_page_it_stands_on() {
        let sources = sources();
        let from = sources.by_path("objectives/q3/a b.md");
        let x = sources.by_path("kpis/x.md").unwrap().id;
        assert_eq!(follow(&sources, from, "../../kpis/x.md#how"), PathTarget::File(x, Some("how".into())));
        assert_eq!(follow(&sources, from, "/kpis/x"), PathTarget::File(x, None));
        assert_eq!(follow(&sources, from, "a%20b.md"), PathTarget::File(from.unwrap().id, None));
        assert_eq!(follow(&sources, from, "#there"), PathTarget::Here("there".into()));
        assert_eq!(follow(&sources, from, "/map/"), PathTarget::Made("map/index.html".into()));
        assert_eq!(follow(&sources, from, "../x.md"), PathTarget::Nowhere("objectives/x.md".into()));
        assert_eq!(follow(&sources, from, "../../../../kpis/x.md"), PathTarget::File(x, None));
    }

    #[test]
    fn percent_signs_that_encode_nothing_stay() {
        assert_eq!(decode("100%25"), "100%");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%ü"), "%ü");
    }
}
