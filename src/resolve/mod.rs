//! Layer 3: all documents become one model; serial, cheap, without the as-of date.
//!
//! The as-of date is used for one thing only: to say which period is the current one where an id is written
//! without a period ([`names`]).

pub mod check_ins;
pub mod goals;
pub mod key_results;
pub mod ledger;
pub mod links;
pub mod model;
pub mod names;
pub mod owners;
pub mod points;
pub mod relations;
pub mod restated;
pub mod series;
pub mod settings;
pub mod shelf;
pub mod target;
pub mod tree;
pub mod values;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use crate::base::{Sink, SourceFile, Sources, both};
use crate::domain::{Calendar, Period, key};
use crate::parse::doc::{Doc, PageDoc, ReviewDoc};
use crate::parse::markdown;
pub use check_ins::strays;
use model::{KpiIx, Model, Named, Names, ObjectiveIx, PeriodInfo, Review};
use settings::Settings;
use shelf::Shelf;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Joins the documents; every reference that leads nowhere is a finding, and a hole.
///
/// Of a model that was made `before`, under settings equal but for the day, it takes over the series whose file is the
/// very same.
pub fn resolve(
    docs: Vec<Doc>,
    settings: Settings,
    sources: &Sources,
    before: Option<(&Model, &Sources)>,
    sink: &mut Sink,
) -> Model {
    let mut shelf = shelf::sort(docs, sources, sink);
    let periods = periods(&mut shelf, &settings.calendar);
    // Reading the series is most of the work, and needs no names.
    let (mut of_series, mut of_names) = (Sink::default(), Sink::default());
    let (series, (names, tree, said)) = both(
        || series::read_all(&shelf.kpis, &settings, sources, before, &mut of_series),
        || {
            let names = names_of(&shelf, &periods, &settings, sources);
            let tree = tree::grow(&shelf.objectives, &names, &mut of_names);
            let said = check_ins::by_goal(&shelf.check_ins, &names, &mut of_names);
            (names, tree, said)
        },
    );
    sink.merge(of_names);
    sink.merge(of_series);

    let people = owners::people(std::mem::take(&mut shelf.people), &names);
    let units = shelf.kpis.iter().map(|kpi| kpi.unit.as_str()).collect();
    let joins = goals::Joins { names: &names, people: &people, units, settings: &settings };
    let objectives = goals::join_all(std::mem::take(&mut shelf.objectives), tree, said, &joins);
    let kpis = relations::kpis(std::mem::take(&mut shelf.kpis), series, &objectives, &people, &names, sink);

    let teams = owners::teams(std::mem::take(&mut shelf.teams), &people, &objectives, &kpis, &names, sink);
    let reviews = reviews(std::mem::take(&mut shelf.reviews));
    relations::check_reviews(&reviews, &objectives, &names, sink);

    let kpi_by_id = kpis.iter().enumerate().map(|(i, kpi)| (key(&kpi.doc.id), KpiIx(i as u32))).collect();
    Model {
        broken: Default::default(),
        ledger: Default::default(),
        seals: Vec::new(),
        mentions: Default::default(),
        ties: relations::ties(&objectives, &kpis),
        settings,
        objectives,
        kpis,
        teams,
        people,
        periods,
        reviews,
        pages: shelf.pages,
        glossary: shelf.glossary,
        strategy: shelf.strategy,
        check_in_files: shelf.check_ins,
        names: Arc::new(names),
        kpi_by_id: Arc::new(kpi_by_id),
    }
}

impl Model {
    /// What joining the same documents gives on another day; `None` where the settings differ in more than the day, or
    /// where the day says which goal an id means.
    pub fn on_day(&self, settings: &Settings) -> Option<Self> {
        let mut model = self.clone();
        if self.settings != *settings {
            if self.names.depend_on_the_day() || !self.settings.same_on_any_day(settings) {
                return None;
            }
            Arc::make_mut(&mut model.names).as_of = Some(settings.as_of.date);
            model.settings = settings.clone();
        }
        Some(model)
    }
}

/// Whether joining reads more of a page's file than its document: the words of the glossary are in its text.
pub fn reads_text_of(model: &Model, file: &SourceFile) -> bool {
    model.glossary.as_ref().is_some_and(|page| page.file == file.id)
}

/// Every period that a goal, a review or a period page names.
fn periods(shelf: &mut Shelf, calendar: &Calendar) -> Vec<PeriodInfo> {
    // A goal may start later in its quarter than the quarter does: the name says the period.
    let whole = |period: &Period| Period::parse(&period.name, calendar).unwrap_or_else(|| period.clone());
    let mut goals: BTreeMap<Period, Vec<ObjectiveIx>> = BTreeMap::new();
    for (i, goal) in shelf.objectives.iter().enumerate() {
        if let Some(period) = &goal.period {
            goals.entry(whole(period)).or_default().push(ObjectiveIx(i as u32));
        }
    }
    let mut pages = HashMap::new();
    for page in std::mem::take(&mut shelf.periods) {
        goals.entry(page.period.clone()).or_default();
        pages.insert(page.period.name.clone(), page);
    }
    let mut reviews = HashMap::new();
    for (i, (_, period)) in shelf.reviews.iter().enumerate() {
        goals.entry(period.clone()).or_default();
        reviews.insert(period.name.clone(), i);
    }
    goals
        .into_iter()
        .map(|(period, objectives)| PeriodInfo {
            doc: pages.remove(&period.name),
            review: reviews.get(&period.name).copied(),
            address: format!("periods/{}", period.slug()),
            objectives,
            period,
        })
        .collect()
}

fn reviews(list: Vec<(ReviewDoc, Period)>) -> Vec<Review> {
    list.into_iter()
        .map(|(doc, period)| Review { address: format!("reviews/{}", period.slug()), doc, period })
        .collect()
}

/// Everything with an id, under its id.
fn names_of(shelf: &Shelf, periods: &[PeriodInfo], settings: &Settings, sources: &Sources) -> Names {
    let mut names = Names {
        goal_periods: shelf.objectives.iter().map(|goal| goal.period.clone()).collect(),
        as_of: Some(settings.as_of.date),
        calendar: settings.calendar,
        ..Names::default()
    };
    for (i, goal) in shelf.objectives.iter().enumerate() {
        names.add(&goal.id, Named::Objective(ObjectiveIx(i as u32)));
    }
    for (i, kpi) in shelf.kpis.iter().enumerate() {
        names.add(&kpi.id, Named::Kpi(KpiIx(i as u32)));
    }
    owners::enter(&mut names, &shelf.teams, &shelf.people);
    for (i, info) in periods.iter().enumerate() {
        names.add(&info.period.name, Named::Period(i));
    }
    for (i, (_, period)) in shelf.reviews.iter().enumerate() {
        names.add_qualified(&period.name, Named::Review(i));
    }
    for (i, page) in shelf.pages.iter().enumerate() {
        names.add(&page.id, Named::Page(i));
    }
    if let Some(page) = &shelf.strategy {
        names.add(&page.id, Named::Strategy);
        for (i, priority) in page.priorities.iter().enumerate() {
            names.add(&priority.id, Named::Priority(i));
        }
    }
    if let Some(page) = &shelf.glossary {
        names.add(&page.id, Named::Glossary);
        terms(page, sources, &mut names);
    }
    names
}

/// Each `## Term` of the glossary; a word that is also an id needs `term:` before it.
fn terms(page: &PageDoc, sources: &Sources, names: &mut Names) {
    let text = &sources.file(page.file).text;
    for (start, end) in &page.common.body.ranges {
        for heading in markdown::scan(text, *start as usize..*end as usize).headings {
            let term = Named::Term(heading.text.clone(), heading.anchor);
            if names.knows(&heading.text) {
                names.add_qualified(&heading.text, term);
            } else if heading.level == 2 {
                names.add(&heading.text, term);
            }
        }
    }
}
