//! Layer 5: what each page says, as plain data for templates. No HTML but Markdown and drawings made here, no disk.

pub mod analysis;
pub mod calendar;
pub mod check_grid;
pub mod current;
pub mod data;
mod dates;
pub mod diff;
pub mod due;
pub mod edits;
pub mod feed;
pub mod format;
pub mod frame;
mod lists;
pub mod measures;
pub mod pages;
pub mod parts;
pub mod paths;
pub mod picked;
pub mod reasons;
pub mod rhythm;
pub mod seal;
pub mod search_index;
pub mod shown;
pub mod titles;
pub mod write;

use crate::base::Sources;
use crate::base::diag::Located;
use crate::compute::scores::Scores;
use crate::resolve::model::{KpiIx, Model, ObjectiveIx, PersonIx, TeamIx};
use format::Formatter;
use frame::Frame;
use lists::Lists;
use picked::Picked;
use serde::Serialize;
use shown::Shown;

/// What a page may read.
pub struct PresentCx<'a> {
    pub model: &'a Model,
    pub scores: &'a Scores,
    pub sources: &'a Sources,
    /// The findings of this build, for the data quality page and for pages that could not be read.
    pub findings: &'a [Located],
    pub format: Formatter,
    /// What the theme shows; without one everything.
    shown: Option<&'a Shown>,
    lists: Lists,
}

impl<'a> PresentCx<'a> {
    /// Pages of this model and these numbers, written as the site's settings say.
    pub fn new(model: &'a Model, scores: &'a Scores, sources: &'a Sources, findings: &'a [Located]) -> Self {
        Self {
            model,
            scores,
            sources,
            findings,
            format: Formatter::new(&model.settings),
            shown: None,
            lists: Lists::new(model),
        }
    }

    /// Pages with nothing that the theme does not show.
    pub fn showing(self, shown: &'a Shown) -> Self {
        Self { shown: Some(shown), ..self }
    }

    /// Whether the theme shows a part of a page.
    fn shows(&self, template: &str, part: &str) -> bool {
        self.shown.is_none_or(|shown| shown.has(template, part))
    }

    /// Whether each value of a line has a dot that tells it.
    fn dots(&self) -> bool {
        self.shown.is_none_or(|shown| shown.dots)
    }

    /// A part of a page; nothing of it where the theme does not show it.
    fn part<T: Default>(&self, template: &str, part: &str, make: impl FnOnce() -> T) -> T {
        if self.shows(template, part) { make() } else { T::default() }
    }

    /// A page, and what its template shows of its view.
    fn page(&self, frame: Frame, template: &'static str, view: &impl Serialize) -> PageView {
        match self.shown.and_then(|shown| shown.of(template)) {
            Some(shown) => pages::page(frame, template, &Picked { value: view, shown: &shown.view }),
            None => pages::page(frame, template, view),
        }
    }

    /// A part of a page's frame; nothing of it where the theme does not show it.
    fn framed<T: Default>(&self, template: &str, part: &str, make: impl FnOnce() -> T) -> T {
        if self.shown.is_none_or(|shown| shown.frames(template, part)) { make() } else { T::default() }
    }

    /// What changed week by week, newest first.
    pub fn weeks(&self) -> &[pages::changes::WeekView] {
        self.lists.weeks.get_or_init(|| pages::changes::weeks(self))
    }

    /// The objective that a snapshot speaks of, by its name, else by its file.
    pub fn goal_named(&self, name: &str, path: &str) -> Option<ObjectiveIx> {
        let goals = self.lists.goals.get_or_init(|| {
            let published = self.model.objectives().filter(|(_, o)| self.model.is_published(o));
            let both = published.flat_map(|(ix, o)| {
                let name = crate::compute::snapshot::name(&o.doc.id, o.doc.period.as_ref());
                [(self.sources.file(o.doc.file).path.clone(), ix), (name, ix)]
            });
            both.collect()
        });
        goals.get(name).or_else(|| goals.get(path)).copied()
    }
}

/// One page to make; cheap, so that a plan of a hundred thousand pages fits in memory. The view is built when it is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageId {
    Home,
    Objective(ObjectiveIx),
    Kpi(KpiIx),
    /// Index pages carry the number of their sheet, from 0 (500 rows each).
    Catalogue(u32),
    Teams,
    Team(TeamIx),
    Person(PersonIx),
    Periods,
    Period(u32, u32),
    /// A period beside an earlier one.
    Compare(u32, u32),
    /// The planning of a coming period.
    Plan(u32),
    Reviews,
    Review(u32),
    Map(u32),
    Changes(u32),
    DataQuality,
    Glossary,
    Strategy,
    Free(u32),
    Scoring,
    Search,
    /// The further sheets of the list from A to Z, from 1.
    SearchSheet(u32),
    About,
    Accessibility,
    NotFound,
}

/// A page ready to be rendered.
pub struct PageView {
    /// `objectives/fy2026-q3/ops-2/index.html`.
    pub path: String,
    /// `objective.html`.
    pub template: &'static str,
    /// Under `page` in the template.
    pub frame: frame::Frame,
    /// Under `view` in the template: one struct per page kind.
    pub view: tera::Value,
}

/// All pages of the site, in order.
pub fn plan(cx: &PresentCx<'_>) -> Vec<PageId> {
    pages::plan(cx)
}

/// The address of one page, without making it.
pub fn path(cx: &PresentCx<'_>, id: PageId) -> String {
    pages::path(cx, id)
}

/// The view of one page.
pub fn view(cx: &PresentCx<'_>, id: PageId) -> PageView {
    pages::view(cx, id)
}
