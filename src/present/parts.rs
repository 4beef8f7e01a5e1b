//! Views that several page kinds share: status, owners, charts, arithmetic, rows of objectives.

use super::format::{Formatter, UNKNOWN, decimals_for, round};
use super::frame::{Frame, Link};
use super::{PresentCx, paths};
use crate::base::FileId;
use crate::chart;
use crate::chart::spec::{BulletSpec, Drawing, Table};
use crate::compute::scores::{KrScore, ObjectiveScore, Signal, SlotTarget};
use crate::domain::{Date, Status};
use crate::parse::doc::{Common, GoalKind, Need, Target, Who};
use crate::resolve::model::{KeyResult, KpiIx, KrIx, Named, ObjectiveIx, Owner, PersonIx, TeamIx};
use crate::resolve::settings::PeopleShown;
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
            hollow: since.map(|d| format!("{} {}", f.word("as of"), f.day(d))),
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

/// An owner for `<owners list={…} />`.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct OwnerView {
    pub name: String,
    pub href: Option<String>,
    /// Share and dates: "1/3, until 3 Oct".
    pub note: Option<String>,
}

/// Owners as far as the site shows people.
pub fn owners(cx: &PresentCx<'_>, owners: &[Owner]) -> Vec<OwnerView> {
    owners.iter().filter_map(|o| owner(cx, o)).collect()
}

/// An owner as far as the site shows people.
pub fn owner(cx: &PresentCx<'_>, owner: &Owner) -> Option<OwnerView> {
    let (name, href) = if owner.is_role {
        let shown = cx.model.settings.people != PeopleShown::None;
        (shown.then(|| owner.name.clone())?, None)
    } else {
        match owner.person {
            Some(person) => (person_name(cx, person)?, paths::person(cx.model, person)),
            None => (names_shown(cx).then(|| owner.name.clone())?, None),
        }
    };
    let f = &cx.format;
    let mut notes: Vec<String> = owner.share.iter().cloned().collect();
    notes.extend(owner.from.map(|d| format!("{} {}", f.word("from"), f.day(d))));
    notes.extend(owner.until.map(|d| format!("{} {}", f.word("until"), f.day(d))));
    let left = owner.person.and_then(|p| cx.model.person(p).doc.until).is_some_and(|d| d <= cx.scores.as_of);
    if left {
        notes.push(f.word("owner has left"));
    }
    Some(OwnerView { name, href, note: (!notes.is_empty()).then(|| notes.join(", ")) })
}

/// A person by id, or a role in words, as far as the site shows people.
pub fn who(cx: &PresentCx<'_>, who: &Who) -> Option<OwnerView> {
    match who {
        Who::Role(role) => (cx.model.settings.people != PeopleShown::None).then(|| OwnerView {
            name: role.clone(),
            href: None,
            note: None,
        }),
        Who::Person(id) => someone(cx, id),
    }
}

/// A person by id as written ("maren", "@priya"), as far as the site shows people.
pub fn someone(cx: &PresentCx<'_>, id: &str) -> Option<OwnerView> {
    let id = id.trim_start_matches('@');
    let key = crate::domain::key(id);
    let names = &cx.model.names.entries;
    let found = names.get(&format!("person:{key}")).or_else(|| names.get(&key)).into_iter().flatten();
    let person = found.clone().find_map(|n| if let Named::Person(ix) = n { Some(*ix) } else { None });
    match person {
        Some(ix) => Some(OwnerView { name: person_name(cx, ix)?, href: paths::person(cx.model, ix), note: None }),
        None => names_shown(cx).then(|| OwnerView { name: id.to_owned(), href: None, note: None }),
    }
}

fn names_shown(cx: &PresentCx<'_>) -> bool {
    matches!(cx.model.settings.people, PeopleShown::Names | PeopleShown::Pages)
}

/// A person's name, their role where only roles are shown, or nothing.
pub fn person_name(cx: &PresentCx<'_>, ix: PersonIx) -> Option<String> {
    let person = cx.model.person(ix);
    match cx.model.settings.people {
        PeopleShown::Names | PeopleShown::Pages => Some(person.name.clone()),
        PeopleShown::Roles => person.doc.role.clone(),
        PeopleShown::None => None,
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

/// A chart for `<figure f={…} />`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figure {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// Markup: insert with `| safe`.
    pub svg: String,
    pub description: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
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
            description: drawing.description,
            head: drawing.table.head,
            rows: drawing.table.rows,
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

impl From<Table> for TableView {
    fn from(t: Table) -> Self {
        Self { head: t.head, rows: t.rows }
    }
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
    let label = format!("{id}: {} {}, {} {}", f.word("score"), f.score(score), f.word("expected"), f.score(expected));
    chart::bullet(&BulletSpec { progress: score, expected, from: String::new(), to: String::new(), label })
}

/// How the numbers of one key result are written.
#[derive(Clone, Debug, PartialEq)]
pub struct KrNumbers {
    pub unit: String,
    pub decimals: u8,
}

impl KrNumbers {
    /// Unit and decimals: the key result's own, else its KPI's, else from the stake.
    pub fn new(cx: &PresentCx<'_>, ix: KrIx) -> Self {
        let kr = cx.model.key_result(ix);
        Self::of(cx, kr, cx.scores.key_result(ix))
    }

    /// The same for a part of a key result.
    pub fn of(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore) -> Self {
        let kpi = kr.kpi.map(|k| &cx.model.kpi(k).doc);
        let written = match &kr.doc.target {
            Some(Target::Number(q) | Target::Plus(q)) => Some(q.unit.clone()),
            _ => None,
        };
        let unit = kr.doc.unit.clone().or_else(|| kpi.map(|k| k.unit.clone())).or(written).unwrap_or_default();
        let own = kr.doc.decimals.or_else(|| kpi.and_then(|k| k.decimals));
        let stake = || match (score.target, score.baseline) {
            (Some(_), Some(_)) => decimals_for(score.target, score.baseline),
            _ => natural_decimals([score.target, score.baseline, score.value].into_iter().flatten()),
        };
        Self { unit, decimals: own.unwrap_or_else(stake) }
    }

    /// A value with its unit.
    pub fn quantity(&self, f: &Formatter, value: f64) -> String {
        f.quantity(value, &self.unit, self.decimals)
    }

    /// A value without its unit.
    pub fn number(&self, f: &Formatter, value: f64) -> String {
        f.number(value, self.decimals)
    }
}

/// The decimals, at most three, that these values need to be told apart from their roundings.
pub fn natural_decimals(values: impl Iterator<Item = f64>) -> u8 {
    let needs = |v: f64| (0..3).find(|d| (round(v, *d) - v).abs() < 1e-9).unwrap_or(3);
    values.map(needs).max().unwrap_or(0)
}

/// A target that is one number.
pub fn target_number(target: Option<SlotTarget>) -> Option<f64> {
    match target {
        Some(SlotTarget::Number(t)) => Some(t),
        _ => None,
    }
}

/// A team in a row: its id filters, its text is shown.
#[derive(Clone, Debug, Serialize)]
pub struct TeamTag {
    pub id: String,
    pub text: String,
    pub href: String,
}

/// A row of `<objectives rows={…} caption="…" />`.
#[derive(Clone, Debug, Serialize)]
pub struct ObjectiveRow {
    pub link: Link,
    /// "Committed", where it is not the usual kind.
    pub kind: Option<String>,
    pub team: Option<TeamTag>,
    pub owners: Vec<OwnerView>,
    /// Markup of the bullet.
    pub bullet: String,
    pub score: String,
    /// What the score is compared with: "expected 0.51".
    pub beside: String,
    /// Less than 60% of the weight is graded: printed grey.
    pub weak: bool,
    /// The score for sorting; none if it is not known.
    pub sort: Option<f64>,
    pub status: StatusView,
    pub exception: Option<String>,
    pub why: String,
    /// Indentation, 0 to 3.
    pub depth: u32,
}

/// The row of one objective.
pub fn objective_row(cx: &PresentCx<'_>, ix: ObjectiveIx, depth: u32) -> ObjectiveRow {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let score = cx.scores.objective(ix);
    ObjectiveRow {
        link: objective_link(cx, ix),
        kind: (objective.doc.kind != GoalKind::Aspirational).then(|| kind_word(f, objective.doc.kind)),
        team: objective.team.map(|t| team_tag(cx, t)),
        owners: owners(cx, &objective.owners),
        bullet: score_bullet(f, &objective.doc.id, score.score, score.expected.filter(|_| !score.ended)),
        score: f.score(score.score),
        beside: beside(f, objective.doc.kind, score),
        weak: score.coverage.of > 0 && score.coverage.weight < 0.6,
        sort: score.score,
        status: StatusView::new(f, score.status, score.hollow_since),
        exception: score.exception.clone(),
        why: why(cx, ix),
        depth: depth.min(3),
    }
}

/// A team's tag.
pub fn team_tag(cx: &PresentCx<'_>, ix: TeamIx) -> TeamTag {
    let team = cx.model.team(ix);
    TeamTag { id: team.doc.id.to_lowercase(), text: team.name.clone(), href: paths::team(cx.model, ix) }
}

/// One line of why: the reason somebody wrote where it was dropped or paused, else the rule's sentence.
fn why(cx: &PresentCx<'_>, ix: ObjectiveIx) -> String {
    let doc = &cx.model.objective(ix).doc;
    let score = cx.scores.objective(ix);
    let event = match score.status {
        Status::Dropped => doc.dropped.as_ref(),
        Status::Paused => doc.paused.as_ref(),
        _ => None,
    };
    event.and_then(|e| e.why.clone()).unwrap_or_else(|| score.reason.clone())
}

/// What a score is compared with.
pub fn beside(f: &Formatter, kind: GoalKind, score: &ObjectiveScore) -> String {
    let coverage = score.coverage;
    if score.score.is_none() || (coverage.of > 0 && coverage.weight < 0.6) {
        return match coverage.of {
            0 => f.word("not scored"),
            of => format!("{} {} {of}", coverage.graded, f.word("of")),
        };
    }
    match (score.ended, kind) {
        (true, GoalKind::Committed) => format!("{} {}", f.number(1.0, 2), f.word("committed")),
        (true, GoalKind::Aspirational) => format!("{} {}", f.number(0.7, 2), f.word("is strong")),
        (true, GoalKind::Learning) => f.word("to learn"),
        (false, _) => match score.expected {
            Some(e) => format!("{} {}", f.word("expected"), f.score(Some(e))),
            None => format!("{} {UNKNOWN}", f.word("expected")),
        },
    }
}

/// The word for a kind of goal.
pub fn kind_word(f: &Formatter, kind: GoalKind) -> String {
    f.word(match kind {
        GoalKind::Committed => "Committed",
        GoalKind::Aspirational => "Aspirational",
        GoalKind::Learning => "Learning",
    })
}

/// Says in the frame where the page was written, where to edit it and what it took over from its folder.
pub fn written_in(cx: &PresentCx<'_>, frame: &mut Frame, file: FileId, common: &Common) {
    let path = &cx.sources.file(file).path;
    frame.edit = edit_link(cx, path);
    frame.source = Some(path.clone());
    let from = |file: FileId| cx.sources.file(file).path.clone();
    frame.inherited = common.inherited.iter().map(|(key, file)| (key.clone(), from(*file))).collect();
}

/// Where a file is edited on the web, if the repository is known.
pub fn edit_link(cx: &PresentCx<'_>, path: &str) -> Option<String> {
    let settings = &cx.model.settings;
    let repository = settings.repository.as_ref()?.trim_end_matches('/');
    let edit = if repository.contains("gitlab") { "-/edit" } else { "edit" };
    Some(format!("{repository}/{edit}/{}/{path}", settings.branch))
}

/// The order of rows where the worst comes first: bad, middle, unknown, good, none.
pub fn urgency(status: Status) -> u8 {
    use crate::domain::Band;
    match status.band() {
        Band::Bad => 0,
        Band::Middle => 1,
        Band::Unknown => 2,
        Band::Good => 3,
        Band::None => 4,
    }
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
