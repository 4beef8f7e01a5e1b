//! Views that several page kinds share: status, owners, charts, arithmetic, rows of objectives.

mod carried;
mod kpis;
mod numbers;
mod people;
mod rows;

pub use carried::{both_scores, slope};
pub use kpis::KpiBeside;
pub use numbers::{KrNumbers, natural_decimals, target_number};
pub use people::{OwnerView, owner, owners, person_name, someone, who};
pub use rows::{
    Choice, Facets, ObjectiveRow, TeamTag, beside, choices, facets, kind_word, objective_row, team_tag, urgency,
};

use super::format::Formatter;
use super::frame::{Frame, Link, Mistake};
use super::{PresentCx, paths};
use crate::base::FileId;
use crate::base::diag::Located;
use crate::chart;
use crate::chart::spec::{BulletSpec, Drawing};
use crate::compute::scores::Signal;
use crate::domain::{Date, Status};
use crate::parse::doc::{Common, Need};
use crate::resolve::model::{KpiIx, KrIx, Named, ObjectiveIx, TeamIx};
use crate::resolve::target::{self, Target};
use serde::Serialize;

/// A status for `<status s={…} />`.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    /// `on_pace`, for classes and data.
    pub token: &'static str,
    /// `good`, `middle`, `bad`, `unknown`, `none`: the colour.
    pub band: &'static str,
    /// The symbol in the sprite, without `i-`.
    pub shape: &'static str,
    /// The word, in the site's own words.
    pub word: String,
    /// "as of 31 Jul", where an overdue value makes the word hollow.
    pub hollow: Option<String>,
}

impl StatusView {
    /// A status as pages show it; `since` makes it hollow.
    pub fn new(f: &Formatter, status: Status, since: Option<Date>) -> Self {
        Self {
            token: status.token(),
            band: status.band().token(),
            shape: status.shape(),
            word: f.word(status.word()),
            hollow: since.map(|d| f.fill("as of {date}", &[("date", &f.day(d))])),
        }
    }
}

/// A verdict on a change for `<signal s={…} />`.
#[derive(Clone, Debug, Serialize)]
pub struct SignalView {
    /// `up`, `down`, `wave` or none.
    pub icon: Option<&'static str>,
    /// `good`, `bad`, `mut`.
    pub tone: &'static str,
    pub text: String,
}

impl SignalView {
    /// Whether the last change is real; `rising` tells which way the arrow points.
    pub fn new(f: &Formatter, signal: Signal, rising: bool) -> Self {
        let arrow = if rising { "up" } else { "down" };
        let (icon, tone, text) = match signal {
            Signal::NotAssessed => (None, "mut", "Not assessed"),
            Signal::None => (Some("wave"), "mut", "No: normal variation"),
            Signal::Better => (Some(arrow), "good", "Yes: better"),
            Signal::Worse => (Some(arrow), "bad", "Yes: worse"),
            Signal::Unusual => (Some(arrow), "mut", "Yes: unusual"),
        };
        Self { icon, tone, text: f.word(text) }
    }
}

/// A link to an objective, its id in front.
pub fn objective_link(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Link {
    let doc = &cx.model.objective(ix).doc;
    Link::with_id(paths::objective(cx.model, ix), &doc.id, &doc.title)
}

/// A link to a key result, `OPS-2 KR1` in front.
pub fn key_result_link(cx: &PresentCx<'_>, ix: KrIx) -> Link {
    let kr = &cx.model.key_result(ix).doc;
    let id = format!("{} {}", cx.model.objective(ix.0).doc.id, kr.id);
    Link::with_id(paths::key_result(cx.model, ix), id, &kr.title)
}

/// A link to one goal among those of several periods: where goals share its id and its period does not run now, the
/// period stands before the id.
pub fn among_periods(cx: &PresentCx<'_>, link: Link, ix: ObjectiveIx) -> Link {
    let doc = &cx.model.objective(ix).doc;
    let named = cx.model.names.entries.get(&crate::domain::key(&doc.id));
    let shared = named.is_some_and(|named| named.iter().filter(|n| n.objective().is_some()).count() > 1);
    match doc.period.as_ref().filter(|period| shared && !period.contains(cx.scores.as_of)) {
        Some(period) => {
            let id = link.id.as_ref().map(|id| format!("{} {id}", cx.format.period(period)));
            Link { id, ..link }
        }
        None => link,
    }
}

/// A link to a KPI.
pub fn kpi_link(cx: &PresentCx<'_>, ix: KpiIx) -> Link {
    Link::new(paths::kpi(cx.model, ix), &cx.model.kpi(ix).doc.title)
}

/// A link to a team; `id` is the team's id.
pub fn team_link(cx: &PresentCx<'_>, ix: TeamIx) -> Link {
    Link::new(paths::team(cx.model, ix), &cx.model.team(ix).name)
}

/// A team by its id as written.
pub fn team_by_id(cx: &PresentCx<'_>, id: &str) -> Option<TeamIx> {
    let key = crate::domain::key(id.trim_start_matches("team:"));
    let names = &cx.model.names.entries;
    let found = names.get(&format!("team:{key}")).or_else(|| names.get(&key)).into_iter().flatten();
    found.into_iter().find_map(|n| if let Named::Team(ix) = n { Some(*ix) } else { None })
}

/// Whether a need was not said to be met.
pub fn is_unmet(need: &Need) -> bool {
    let met = ["met", "done", "agreed", "closed", "yes", "delivered"];
    !need.state.as_deref().is_some_and(|s| met.contains(&s.trim().to_lowercase().as_str()))
}

/// Whether nobody has said yes or no to a need.
pub fn is_unanswered(need: &Need) -> bool {
    let asked = ["", "open", "asked", "requested"];
    need.state.as_deref().is_none_or(|s| asked.contains(&s.trim().to_lowercase().as_str()))
}

/// A team's name, or the id as it was written.
pub fn team_or_id(cx: &PresentCx<'_>, id: &str) -> String {
    team_by_id(cx, id).map_or_else(|| id.to_owned(), |team| cx.model.team(team).name.clone())
}

/// A chart for `<figure f={…} />`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figure {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// Markup: insert with `| safe`.
    pub svg: String,
    /// The same for narrow places, behind it; empty where one drawing fits all.
    pub narrow: String,
    pub description: String,
    pub head: Vec<String>,
    /// How many rows the table of its numbers has.
    pub count: usize,
    /// These rows as markup: insert with `| safe`. A year of days is too much for a template to write cell by cell.
    pub body: String,
    /// Numbered remarks of the plot.
    pub notes: Vec<(u32, String)>,
    /// "Source: …", "Data through 16 Nov 2025".
    pub sources: Vec<String>,
    pub links: Vec<Link>,
}

impl Figure {
    /// A drawing with its finding as title.
    pub fn new(id: &str, title: &str, drawing: Drawing) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            subtitle: drawing.subtitle,
            svg: drawing.svg,
            narrow: drawing.narrow,
            description: drawing.description,
            head: drawing.table.head,
            count: drawing.table.rows.count,
            body: drawing.table.rows.markup,
            notes: drawing.notes,
            sources: Vec::new(),
            links: Vec::new(),
        }
    }
}

/// A table of ready texts for `<plain_table t={…} />`.
#[derive(Clone, Debug, Default, Serialize, PartialEq)]
pub struct TableView {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// How a number came about, for `<arithmetic a={…} />`.
#[derive(Clone, Debug, Default, Serialize, PartialEq)]
pub struct Arithmetic {
    /// "How 0.54 came about".
    pub summary: String,
    pub lines: Vec<String>,
    pub table: Option<TableView>,
}

/// A bullet with the values at its ends, for `<bullet b={…} />`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BulletView {
    pub svg: String,
    pub from: String,
    pub to: String,
}

/// A bullet of a score alone.
pub fn score_bullet(f: &Formatter, id: &str, score: Option<f64>, expected: Option<f64>) -> String {
    let places = [("id", id), ("score", &f.score(score)), ("expected", &f.score(expected))];
    let label = f.fill("{id}: score {score}, expected {expected}", &places);
    chart::bullet(&BulletSpec { progress: score, expected, from: String::new(), to: String::new(), label })
}

/// Says in the frame where the page was written, where to edit it and what it took over from its folder.
pub fn written_in(cx: &PresentCx<'_>, template: &str, frame: &mut Frame, file: FileId, common: &Common) {
    let path = &cx.sources.file(file).path;
    frame.edit = edit_link(cx, path);
    frame.source = Some(path.clone());
    let written = cx.model.ledger.written.get(&file).map(|day| cx.format.date(*day));
    frame.updated = written.map(|day| cx.format.fill("Last updated {day}", &[("day", &day)]));
    frame.mistakes = mistakes(cx, &[path]);
    frame.mentioned_on = cx.framed(template, "mentioned_on", || mentioned_on(cx, file));
    let from = |file: FileId| cx.sources.file(file).path.clone();
    frame.inherited = common.inherited.iter().map(|(key, file)| (key.clone(), from(*file))).collect();
}

/// Links in the list of pages that mention a page, at most.
const MENTIONS: usize = 30;

/// The pages whose prose names the page of this file.
fn mentioned_on(cx: &PresentCx<'_>, file: FileId) -> Vec<Link> {
    let pages = cx.model.mentions.get(&file).into_iter().flatten();
    let link = |file: &FileId| {
        let named = target::page_of(cx.model, cx.sources.file(*file))?;
        if matches!(&named, Named::Objective(ix) if !cx.model.is_published(cx.model.objective(*ix))) {
            return None;
        }
        let target = Target { named, key_result: None, anchor: None };
        let (id, text) = target.words(cx.model);
        Some(Link { href: target.href(cx.model)?, text, id })
    };
    pages.filter_map(link).take(MENTIONS).collect()
}

/// Where a file is edited on the web, if the repository is known.
pub fn edit_link(cx: &PresentCx<'_>, path: &str) -> Option<String> {
    cx.model.settings.repository.as_ref()?.edit(path)
}

/// A sheet's links, for `<pager p={…} />`; empty where there is one sheet.
pub fn pager(first: &str, count: u32, current: u32) -> Vec<PagerLink> {
    if count < 2 {
        return Vec::new();
    }
    (0..count)
        .map(|i| PagerLink { href: paths::sheet(first, i as usize), text: (i + 1).to_string(), current: i == current })
        .collect()
}

/// One sheet of an index page.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct PagerLink {
    pub href: String,
    pub text: String,
    pub current: bool,
}

/// The mistakes that stand in these files.
pub fn mistakes(cx: &PresentCx<'_>, paths: &[&String]) -> Vec<Mistake> {
    // Findings are in the order of their paths.
    let of_path = |path: &&String| {
        let path = path.as_str();
        let first = cx.findings.partition_point(|f| f.primary.path.as_str() < path);
        let count = cx.findings[first..].partition_point(|f| f.primary.path == path);
        &cx.findings[first..first + count]
    };
    let told = |f: &Located| Mistake {
        file: f.primary.path.clone(),
        line: f.primary.line,
        message: f.message.clone(),
        help: f.help.clone(),
    };
    paths.iter().flat_map(of_path).filter(|f| !f.code.is_lint()).map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sheet_needs_no_pager() {
        assert_eq!(pager("kpis/index.html", 1, 0), []);
        let two = pager("kpis/index.html", 2, 1);
        assert_eq!((two[1].href.as_str(), two[1].current), ("kpis/2/index.html", true));
    }
}
