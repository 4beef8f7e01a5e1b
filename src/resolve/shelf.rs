//! All documents, sorted by kind and id, each id and each address once.

#![expect(clippy::vec_box, reason = "documents are sorted without being moved")]

use super::model::RowPlace;
use crate::base::codes::{DUPLICATE_ID, ID_REUSED};
use crate::base::{Diagnostic, FileId, Place, Sink, Sources, both};
use crate::domain::{Period, key, slug};
use crate::parse::doc::{
    CheckInFile, Common, Doc, KpiDoc, ObjectiveDoc, PageDoc, PeriodDoc, PersonDoc, ReviewDoc, TeamDoc,
};
use rapidhash::RapidHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// The documents of a build by kind. What is here twice was reported and left out.
#[derive(Debug, Default)]
pub struct Shelf {
    /// By period (open-ended last), then id.
    pub objectives: Vec<Box<ObjectiveDoc>>,
    pub kpis: Vec<Box<KpiDoc>>,
    pub teams: Vec<(TeamDoc, Option<RowPlace>)>,
    pub people: Vec<(PersonDoc, Option<RowPlace>)>,
    pub periods: Vec<PeriodDoc>,
    /// By period.
    pub reviews: Vec<(ReviewDoc, Period)>,
    pub pages: Vec<PageDoc>,
    pub glossary: Option<PageDoc>,
    pub strategy: Option<PageDoc>,
    pub check_ins: Vec<CheckInFile>,
}

/// Documents as they come, before ids are compared.
#[derive(Default)]
struct Heap {
    objectives: Vec<Box<ObjectiveDoc>>,
    kpis: Vec<Box<KpiDoc>>,
    team_rows: Vec<TeamDoc>,
    team_pages: Vec<TeamDoc>,
    person_rows: Vec<PersonDoc>,
    person_pages: Vec<PersonDoc>,
    periods: Vec<PeriodDoc>,
    reviews: Vec<ReviewDoc>,
    pages: Vec<PageDoc>,
    check_ins: Vec<CheckInFile>,
}

impl Heap {
    fn of(docs: Vec<Doc>) -> Self {
        let mut heap = Self::default();
        for doc in docs {
            match doc {
                Doc::Objective(d) => heap.objectives.push(d),
                Doc::Kpi(d) => heap.kpis.push(d),
                Doc::Team(d) => heap.team_pages.push(d),
                Doc::Person(d) => heap.person_pages.push(d),
                Doc::Teams(rows) => heap.team_rows.extend(rows),
                Doc::People(rows) => heap.person_rows.extend(rows),
                Doc::Period(d) => heap.periods.push(d),
                Doc::Review(d) => heap.reviews.push(*d),
                Doc::Page(d) => heap.pages.push(d),
                Doc::CheckIns(d) => heap.check_ins.push(d),
            }
        }
        heap
    }
}

/// The address of an objective's page.
pub fn objective_address(goal: &ObjectiveDoc) -> String {
    let period = goal.period.as_ref().map_or_else(|| "ongoing".to_owned(), Period::slug);
    format!("objectives/{period}/{}", slug(&goal.id))
}

/// Sorts the documents; the second of two with the same id or address is reported and left out.
pub fn sort(docs: Vec<Doc>, sources: &Sources, sink: &mut Sink) -> Shelf {
    let heap = Heap::of(docs);
    let no_list = heap.team_rows.is_empty();
    // No goal has an id or an address in common with a KPI.
    let (mut desk, mut other) = (Desk::default(), Desk::default());
    let (objectives, kpis) = both(|| desk.objectives(heap.objectives), || other.kpis(heap.kpis));
    desk.merge_with(other);
    let mut shelf = Shelf {
        objectives,
        kpis,
        teams: desk.merge(heap.team_rows, heap.team_pages),
        people: desk.merge(heap.person_rows, heap.person_pages),
        periods: desk.periods(heap.periods),
        reviews: desk.reviews(heap.reviews),
        check_ins: heap.check_ins,
        ..Shelf::default()
    };
    for page in desk.pages(heap.pages) {
        match sources.file(page.file).stem().to_lowercase().as_str() {
            "glossary" if shelf.glossary.is_none() => shelf.glossary = Some(page),
            "strategy" if shelf.strategy.is_none() => shelf.strategy = Some(page),
            _ => shelf.pages.push(page),
        }
    }
    shelf.check_ins.sort_by_key(|file| (file.date, file.file));
    desk.aliases(&shelf);
    sink.merge(desk.sink);
    if no_list {
        shelf.found_teams();
    }
    shelf
}

impl Shelf {
    /// Where no `teams.csv` says which teams there are, every team that a goal or KPI names is one.
    fn found_teams(&mut self) {
        let known: BTreeSet<String> = self.teams.iter().map(|(team, _)| key(&team.id)).collect();
        let named = self.objectives.iter().filter_map(|o| o.team.as_deref());
        let named = named.chain(self.kpis.iter().filter_map(|k| k.team.as_deref()));
        let mut new: BTreeMap<String, TeamDoc> = BTreeMap::new();
        for id in named.filter(|id| !known.contains(&key(id))) {
            new.entry(slug(id)).or_insert_with(|| TeamDoc { id: id.trim().to_owned(), ..TeamDoc::default() });
        }
        self.teams.extend(new.into_values().map(|team| (team, None)));
        self.teams.sort_by_cached_key(|(team, _)| key(&team.id));
    }
}

/// Rows of a list and pages that add prose to them.
trait Listed: Sized {
    const FOLDER: &'static str;
    fn id(&self) -> &str;
    fn file(&self) -> Option<FileId>;
    fn span(&self) -> Option<(u32, u32)>;
    /// Takes over from the row what the page does not say.
    fn fill(&mut self, row: Self);
}

impl Listed for TeamDoc {
    const FOLDER: &'static str = "teams";
    fn id(&self) -> &str {
        &self.id
    }
    fn file(&self) -> Option<FileId> {
        self.file
    }
    fn span(&self) -> Option<(u32, u32)> {
        self.span
    }
    fn fill(&mut self, row: Self) {
        self.name = self.name.take().or(row.name);
        self.part_of = self.part_of.take().or(row.part_of);
        self.lead = self.lead.take().or(row.lead);
        self.until = self.until.or(row.until);
    }
}

impl Listed for PersonDoc {
    const FOLDER: &'static str = "people";
    fn id(&self) -> &str {
        &self.id
    }
    fn file(&self) -> Option<FileId> {
        self.file
    }
    fn span(&self) -> Option<(u32, u32)> {
        self.span
    }
    fn fill(&mut self, row: Self) {
        self.name = self.name.take().or(row.name);
        self.team = self.team.take().or(row.team);
        self.role = self.role.take().or(row.role);
        self.until = self.until.or(row.until);
    }
}

/// Where an id or address was first used.
type Seen = (FileId, Place);

/// Compares ids and addresses.
#[derive(Default)]
struct Desk {
    sink: Sink,
    /// Kind (and period) with the id as compared.
    ids: RapidHashMap<String, Seen>,
    addresses: RapidHashMap<String, Seen>,
}

impl Desk {
    fn merge_with(&mut self, other: Self) {
        self.sink.merge(other.sink);
        self.ids.extend(other.ids);
        self.addresses.extend(other.addresses);
    }

    /// Whether this is the first thing with the id; else reports both places.
    fn first_with_id(&mut self, scope: &str, id: &str, (file, at): Seen, clash: impl Display) -> bool {
        let name = [scope, "\n", &key(id)].concat();
        if let Some((first, first_at)) = self.ids.get(&name).cloned() {
            let finding = Diagnostic::new(DUPLICATE_ID, file, at, format!("`{id}` is already {clash}"))
                .also(first, first_at, "the first one")
                .help("give one of the two another id");
            self.sink.push(finding);
            return false;
        }
        self.ids.insert(name, (file, at));
        true
    }

    /// Whether this is the first page at the address; else reports both.
    fn first_at(&mut self, address: &str, (file, at): Seen) -> bool {
        if let Some((first, first_at)) = self.addresses.get(address).cloned() {
            let finding =
                Diagnostic::new(ID_REUSED, file, at, format!("two pages would have the address `{address}/`"))
                    .also(first, first_at, "the other page")
                    .help("change one of the two ids by more than its signs");
            self.sink.push(finding);
            return false;
        }
        self.addresses.insert(address.to_owned(), (file, at));
        true
    }

    fn objectives(&mut self, mut goals: Vec<Box<ObjectiveDoc>>) -> Vec<Box<ObjectiveDoc>> {
        goals.sort_by_cached_key(|g| (g.period.is_none(), g.period.clone(), key(&g.id), g.file));
        goals.retain(|goal| {
            let seen = (goal.file, id_place(goal.id_written));
            let first = match &goal.period.as_ref().map(|period| period.name.as_str()) {
                Some(name) => {
                    self.first_with_id(name, &goal.id, seen.clone(), format_args!("the id of a goal in {name}"))
                }
                None => self.first_with_id("ongoing", &goal.id, seen.clone(), "the id of a goal without a period"),
            };
            first && self.first_at(&objective_address(goal), seen)
        });
        goals
    }

    fn kpis(&mut self, mut kpis: Vec<Box<KpiDoc>>) -> Vec<Box<KpiDoc>> {
        kpis.sort_by_cached_key(|k| (key(&k.id), k.file));
        kpis.retain(|kpi| {
            let seen = (kpi.file, id_place(kpi.id_written));
            self.first_with_id("kpi", &kpi.id, seen.clone(), "the id of a KPI")
                && self.first_at(&format!("kpis/{}", slug(&kpi.id)), seen)
        });
        kpis
    }

    fn pages(&mut self, mut pages: Vec<PageDoc>) -> Vec<PageDoc> {
        pages.sort_by(|a, b| {
            let order = |p: &PageDoc| (p.nav_order.is_none(), p.nav_order);
            order(a).cmp(&order(b)).then_with(|| a.title.cmp(&b.title)).then(a.file.cmp(&b.file))
        });
        pages.retain(|page| {
            let seen = (page.file, Place::File);
            self.first_with_id("page", &page.id, seen.clone(), "the id of a page")
                && self.first_at(&format!("pages/{}", slug(&page.id)), seen)
        });
        for page in &mut pages {
            let file = page.file;
            page.priorities.retain(|priority| {
                let seen = (file, Place::Value(format!("{}.id", priority.path)));
                self.first_with_id("priority", &priority.id, seen, "the id of a strategic priority")
            });
        }
        pages
    }

    fn periods(&mut self, mut periods: Vec<PeriodDoc>) -> Vec<PeriodDoc> {
        periods.sort_by(|a, b| a.period.cmp(&b.period).then(a.file.cmp(&b.file)));
        periods.retain(|page| {
            let seen = (page.file, Place::Value("period".to_owned()));
            self.first_with_id("period", &page.period.name, seen, "the period of a page")
        });
        periods
    }

    fn reviews(&mut self, reviews: Vec<ReviewDoc>) -> Vec<(ReviewDoc, Period)> {
        let mut dated: Vec<(ReviewDoc, Period)> =
            reviews.into_iter().filter_map(|review| review.period.clone().map(|period| (review, period))).collect();
        dated.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.file.cmp(&b.0.file)));
        dated.retain(|(review, period)| {
            let seen = (review.file, Place::Value("period".to_owned()));
            self.first_with_id("review", &period.name, seen, "the period of a review")
        });
        dated
    }

    /// Joins rows and pages of the same id, in order of id.
    fn merge<T: Listed>(&mut self, rows: Vec<T>, pages: Vec<T>) -> Vec<(T, Option<RowPlace>)> {
        let mut joined: BTreeMap<String, (T, Option<RowPlace>)> = BTreeMap::new();
        for row in rows {
            let place = row.file().zip(row.span());
            if let Some((file, (start, end))) = place {
                let scope = format!("{} row", T::FOLDER);
                if !self.first_with_id(&scope, row.id(), (file, Place::Span(start, end)), "the id of another row") {
                    continue;
                }
            }
            joined.entry(key(row.id())).or_insert((row, place));
        }
        for mut page in pages {
            let at = (page.file().unwrap_or(FileId(0)), Place::File);
            if !self.first_with_id(T::FOLDER, page.id(), at, "the id of another page") {
                continue;
            }
            let id = key(page.id());
            let row = joined.remove(&id).and_then(|(row, place)| {
                page.fill(row);
                place
            });
            joined.insert(id, (page, row));
        }
        let mut list: Vec<(T, Option<RowPlace>)> = joined.into_values().collect();
        list.retain(|(doc, row)| {
            let at = match row {
                Some((file, (start, end))) => (*file, Place::Span(*start, *end)),
                None => (doc.file().unwrap_or(FileId(0)), Place::File),
            };
            self.first_at(&format!("{}/{}", T::FOLDER, slug(doc.id())), at)
        });
        list
    }

    /// Old addresses must not be those of pages that exist.
    fn aliases(&mut self, shelf: &Shelf) {
        let pages = shelf.pages.iter().chain(&shelf.glossary).chain(&shelf.strategy);
        let mut all: Vec<(FileId, &Common)> = shelf.objectives.iter().map(|o| (o.file, &o.common)).collect();
        all.extend(shelf.kpis.iter().map(|k| (k.file, &k.common)));
        all.extend(pages.map(|p| (p.file, &p.common)));
        for (file, common) in all {
            for (i, alias) in common.aliases.iter().enumerate() {
                let address = alias.trim_end_matches("index.html").trim_matches('/').to_lowercase();
                self.first_at(&address, (file, Place::Value(format!("aliases.{i}"))));
            }
        }
    }
}

fn id_place(written: bool) -> Place {
    if written { Place::Value("id".to_owned()) } else { Place::File }
}
