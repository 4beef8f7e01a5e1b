//! Addresses inside the site: relative to its root, always ending in a real file.

use crate::domain::slug;
use crate::resolve::model::{KpiIx, KrIx, Model, ObjectiveIx, PersonIx, TeamIx};
use crate::resolve::settings::PeopleShown;
use crate::resolve::target;

pub const HOME: &str = "index.html";
pub const KPIS: &str = "kpis/index.html";
pub const TEAMS: &str = "teams/index.html";
pub const PERIODS: &str = "periods/index.html";
pub const REVIEWS: &str = "reviews/index.html";
pub const CHANGES: &str = "changes/index.html";
pub const FEED: &str = "changes.xml";
pub const MAP: &str = "map/index.html";
pub const DATA_QUALITY: &str = "data-quality/index.html";
pub const GLOSSARY: &str = "glossary/index.html";
pub const STRATEGY: &str = "strategy/index.html";
pub const SCORING: &str = "scoring/index.html";
pub const SEARCH: &str = "search/index.html";
pub const ACCESSIBILITY: &str = "accessibility/index.html";
pub const ABOUT: &str = "about/index.html";
pub const NOT_FOUND: &str = "404.html";

/// An objective's page.
pub fn objective(model: &Model, ix: ObjectiveIx) -> String {
    format!("{}/index.html", model.objective(ix).address)
}

/// A key result: an anchor on its objective's page.
pub fn key_result(model: &Model, ix: KrIx) -> String {
    format!("{}#{}", objective(model, ix.0), slug(&model.key_result(ix).doc.id))
}

/// A KPI's page, or where it is shown without one.
pub fn kpi(model: &Model, ix: KpiIx) -> String {
    target::kpi_address(model, ix)
}

/// A team's page.
pub fn team(model: &Model, ix: TeamIx) -> String {
    format!("{}/index.html", model.team(ix).address)
}

/// A person's page, where the site has pages of people.
pub fn person(model: &Model, ix: PersonIx) -> Option<String> {
    (model.settings.people == PeopleShown::Pages).then(|| format!("{}/index.html", model.person(ix).address))
}

/// A period's page (its first sheet), by its index in the model.
pub fn period(model: &Model, index: usize) -> String {
    format!("{}/index.html", model.periods[index].address)
}

/// A review's page, by its index in the model.
pub fn review(model: &Model, index: usize) -> String {
    format!("{}/index.html", model.reviews[index].address)
}

/// A free page, by its index in the model.
pub fn page(model: &Model, index: usize) -> String {
    format!("pages/{}/index.html", slug(&model.pages[index].id))
}

/// The further sheets of an index page: `kpis/index.html`, `kpis/2/index.html`; sheets count from 0.
pub fn sheet(first: &str, sheet: usize) -> String {
    match (sheet, first.strip_suffix("index.html")) {
        (0, _) | (_, None) => first.to_owned(),
        (n, Some(folder)) => format!("{folder}{}/index.html", n + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sheet_keeps_the_plain_address() {
        assert_eq!(sheet(KPIS, 0), "kpis/index.html");
        assert_eq!(sheet(KPIS, 2), "kpis/3/index.html");
        assert_eq!(sheet("periods/fy2026-q3/index.html", 1), "periods/fy2026-q3/2/index.html");
    }
}
