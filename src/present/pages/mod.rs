//! One file per page kind: each makes its frame and its view.

pub mod about;
pub mod accessibility;
pub mod catalogue;
pub mod changes;
pub mod data_quality;
pub mod free;
pub mod glossary;
pub mod home;
pub mod kpi;
pub mod map;
pub mod not_found;
pub mod objective;
pub mod period;
pub mod person;
pub mod review;
pub mod scoring;
pub mod search;
pub mod strategy;
pub mod team;

use super::frame::Frame;
use super::{PageId, PageView, PresentCx, paths};
use crate::resolve::model::{PersonIx, TeamIx};
use crate::resolve::settings::PeopleShown;
use serde::Serialize;

/// Rows on one sheet of an index page.
pub const SHEET: usize = 200;

/// All pages of the site, in order.
pub fn plan(cx: &PresentCx<'_>) -> Vec<PageId> {
    let model = cx.model;
    let mut pages = vec![PageId::Home];
    let published = model.objectives().filter(|(_, o)| model.is_published(o));
    pages.extend(published.map(|(ix, _)| PageId::Objective(ix)));
    pages.extend((0..sheets(model.kpis.len())).map(PageId::Catalogue));
    if !model.settings.left_out.kpi_pages {
        pages.extend(model.kpis().map(|(ix, _)| PageId::Kpi(ix)));
    }
    pages.push(PageId::Teams);
    pages.extend((0..model.teams.len() as u32).map(|i| PageId::Team(TeamIx(i))));
    if model.settings.people == PeopleShown::Pages {
        pages.extend((0..model.people.len() as u32).map(|i| PageId::Person(PersonIx(i))));
    }
    pages.push(PageId::Periods);
    for (i, period) in model.periods.iter().enumerate() {
        pages.extend((0..sheets(period.objectives.len())).map(|sheet| PageId::Period(i as u32, sheet)));
        if period::plan::is_coming(cx, period) {
            pages.push(PageId::Plan(i as u32));
        }
    }
    pages.extend(period::compare::pairs(cx).into_iter().map(|(later, earlier)| PageId::Compare(later, earlier)));
    pages.push(PageId::Reviews);
    pages.extend((0..model.reviews.len() as u32).map(PageId::Review));
    pages.extend((0..map::sheets(cx)).map(PageId::Map));
    pages.extend((0..changes::count(cx)).map(PageId::Changes));
    pages.extend([PageId::DataQuality, PageId::Glossary]);
    if model.strategy.is_some() {
        pages.push(PageId::Strategy);
    }
    pages.extend((0..model.pages.len() as u32).map(PageId::Free));
    pages.extend([PageId::Scoring, PageId::Search]);
    pages.extend((1..search::sheets(cx)).map(PageId::SearchSheet));
    pages.extend([PageId::About, PageId::Accessibility, PageId::NotFound]);
    pages
}

/// The view of one page.
pub fn view(cx: &PresentCx<'_>, id: PageId) -> PageView {
    match id {
        PageId::Home => home::view(cx),
        PageId::Objective(ix) => objective::view(cx, ix),
        PageId::Kpi(ix) => kpi::view(cx, ix),
        PageId::Catalogue(sheet) => catalogue::view(cx, sheet),
        PageId::Teams => team::index(cx),
        PageId::Team(ix) => team::view(cx, ix),
        PageId::Person(ix) => person::view(cx, ix),
        PageId::Periods => period::index(cx),
        PageId::Period(index, sheet) => period::view(cx, index as usize, sheet),
        PageId::Compare(later, earlier) => period::compare::view(cx, later, earlier),
        PageId::Plan(index) => period::plan::view(cx, index as usize),
        PageId::Reviews => review::index(cx),
        PageId::Review(index) => review::view(cx, index as usize),
        PageId::Changes(sheet) => changes::view(cx, sheet),
        PageId::Map(sheet) => map::view(cx, sheet),
        PageId::DataQuality => data_quality::view(cx),
        PageId::Glossary => glossary::view(cx),
        PageId::Strategy => strategy::view(cx),
        PageId::Free(index) => free::view(cx, index as usize),
        PageId::Scoring => scoring::view(cx),
        PageId::Search => search::view(cx, 0),
        PageId::SearchSheet(sheet) => search::view(cx, sheet),
        PageId::About => about::view(cx),
        PageId::Accessibility => accessibility::view(cx),
        PageId::NotFound => not_found::view(cx),
    }
}

/// The address of one page, without making it.
pub fn path(cx: &PresentCx<'_>, id: PageId) -> String {
    let model = cx.model;
    match id {
        PageId::Home => paths::HOME.to_owned(),
        PageId::Objective(ix) => paths::objective(model, ix),
        PageId::Kpi(ix) => paths::kpi(model, ix),
        PageId::Catalogue(sheet) => paths::sheet(paths::KPIS, sheet as usize),
        PageId::Teams => paths::TEAMS.to_owned(),
        PageId::Team(ix) => paths::team(model, ix),
        PageId::Person(ix) => format!("{}/index.html", model.person(ix).address),
        PageId::Periods => paths::PERIODS.to_owned(),
        PageId::Period(index, sheet) => paths::sheet(&paths::period(model, index as usize), sheet as usize),
        PageId::Compare(later, earlier) => period::compare::address(cx, later, earlier),
        PageId::Plan(index) => period::plan::address(cx, index as usize),
        PageId::Reviews => paths::REVIEWS.to_owned(),
        PageId::Review(index) => paths::review(model, index as usize),
        PageId::Changes(sheet) => paths::sheet(paths::CHANGES, sheet as usize),
        PageId::Map(sheet) => paths::sheet(paths::MAP, sheet as usize),
        PageId::DataQuality => paths::DATA_QUALITY.to_owned(),
        PageId::Glossary => paths::GLOSSARY.to_owned(),
        PageId::Strategy => paths::STRATEGY.to_owned(),
        PageId::Free(index) => paths::page(model, index as usize),
        PageId::Scoring => paths::SCORING.to_owned(),
        PageId::Search => paths::SEARCH.to_owned(),
        PageId::SearchSheet(sheet) => paths::sheet(paths::SEARCH, sheet as usize),
        PageId::About => paths::ABOUT.to_owned(),
        PageId::Accessibility => paths::ACCESSIBILITY.to_owned(),
        PageId::NotFound => paths::NOT_FOUND.to_owned(),
    }
}

/// Sheets that this many rows take: at least one.
pub fn sheets(rows: usize) -> u32 {
    rows.div_ceil(SHEET).max(1) as u32
}

/// A page of a frame, a template and its view.
pub(crate) fn page<V: Serialize>(frame: Frame, template: &'static str, view: &V) -> PageView {
    PageView { path: frame.path.clone(), template, frame, view: tera::Value::from_serializable(view) }
}
