//! Layer 5: what each page says, as plain data for templates. No HTML but Markdown and drawings made here, no disk.

pub mod analysis;
pub mod current;
pub mod data;
pub mod edits;
pub mod feed;
pub mod format;
pub mod frame;
pub mod measures;
pub mod pages;
pub mod parts;
pub mod paths;
pub mod search_index;
pub mod titles;

use crate::base::Sources;
use crate::base::diag::Located;
use crate::compute::scores::Scores;
use crate::resolve::model::{KpiIx, Model, ObjectiveIx, PersonIx, TeamIx};
use format::Formatter;
use std::sync::OnceLock;

/// What a page may read.
pub struct PresentCx<'a> {
    pub model: &'a Model,
    pub scores: &'a Scores,
    pub sources: &'a Sources,
    /// The findings of this build, for the data quality page and for pages that could not be read.
    pub findings: &'a [Located],
    pub format: Formatter,
    /// The decimals of each KPI that says none itself; found out when its values are first written.
    decimals: Vec<OnceLock<u8>>,
    /// Everything that can be found, from A to Z; sorted once.
    pub found: OnceLock<Vec<pages::search::Entry>>,
    /// Their words; gathered by the first sheet of the index that is made.
    index: OnceLock<search_index::Index>,
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
            decimals: vec![OnceLock::new(); model.kpis.len()],
            found: OnceLock::new(),
            index: OnceLock::new(),
        }
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
