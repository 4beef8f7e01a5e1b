//! The goals repository as meant: documents joined by index. Built once, then only read.

use super::ledger::Ledger;
use super::links::Mentions;
pub use super::points::{Point, Points};
use super::settings::Settings;
use super::target;
use crate::base::{Diagnostic, FileId, SourceFile};
use crate::domain::{Calendar, Date, Period};
use crate::parse::doc::{
    Aggregate, CheckInFile, Doc, Help, KeyResultDoc, KpiDoc, ObjectiveDoc, PageDoc, PeriodDoc, PersonDoc, ReviewDoc,
    TeamDoc,
};
use crate::parse::seal::SealDoc;
use rapidhash::RapidHashMap;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Index into [`Model::objectives`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectiveIx(pub u32);
/// Index into [`Model::kpis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KpiIx(pub u32);
/// Index into [`Model::teams`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TeamIx(pub u32);
/// Index into [`Model::people`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIx(pub u32);
/// A key result: its objective and its place in there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KrIx(pub ObjectiveIx, pub u32);

/// Everything that was read, joined. A copy shares its goals and KPIs.
#[derive(Clone, Debug)]
pub struct Model {
    pub settings: Settings,
    /// Sorted by period (open-ended last), then id. Shared with the model of the build before where nothing changed.
    pub objectives: Vec<Arc<Objective>>,
    /// Sorted by id; shared likewise.
    pub kpis: Vec<Arc<Kpi>>,
    pub teams: Vec<Team>,
    pub people: Vec<Person>,
    /// Every period that a goal, review or period page names, in order; sub-periods follow their year.
    pub periods: Vec<PeriodInfo>,
    /// In the order of their periods.
    pub reviews: Vec<Review>,
    /// Free pages sorted by `nav_order`, then title; without glossary and strategy.
    pub pages: Vec<PageDoc>,
    pub glossary: Option<PageDoc>,
    pub strategy: Option<PageDoc>,
    pub check_in_files: Vec<CheckInFile>,
    /// Every id that `[[…]]` can name, and where it leads.
    pub names: Arc<Names>,
    /// Pages with a mistake (links and advice apart), and KPI pages whose series has one: their numbers are not known.
    pub broken: BTreeSet<FileId>,
    /// The sealed periods; set once they are read.
    pub seals: Vec<SealDoc>,
    /// How everything was defined before; empty until [`super::ledger::join`] has read the history.
    pub ledger: Ledger,
    /// Which pages name which in their prose.
    pub mentions: Arc<Mentions>,
    /// Who guards, leads and came out of what, seen from the other end.
    pub ties: Ties,
    /// KPI ids by lower-case id, for components.
    pub kpi_by_id: Arc<RapidHashMap<String, KpiIx>>,
}

impl Model {
    /// Takes drafts out of every list of the site; they stay in `objectives`, where indices lead.
    pub fn hide_drafts(&mut self) {
        let draft: Vec<bool> = self.objectives.iter().map(|o| o.doc.draft).collect();
        if !draft.contains(&true) {
            return;
        }
        let shown = |ix: &ObjectiveIx| !draft[ix.0 as usize];
        let concerns = |o: &Objective| {
            o.parents.iter().filter_map(Parent::objective).any(|ix| !shown(&ix))
                || o.children.iter().any(|c| !shown(&c.objective))
                || o.predecessor.iter().chain(&o.successor).any(|ix| !shown(ix))
        };
        for o in self.objectives.iter_mut().filter(|o| concerns(o)).map(Arc::make_mut) {
            o.parents.retain(|p| p.objective().as_ref().is_none_or(shown));
            o.children.retain(|c| shown(&c.objective));
            o.predecessor = o.predecessor.filter(shown);
            o.successor = o.successor.filter(shown);
        }
        for period in &mut self.periods {
            period.objectives.retain(shown);
        }
        for team in &mut self.teams {
            team.objectives.retain(shown);
        }
        let read_by_draft = |kpi: &Kpi| kpi.used_by.iter().chain(&kpi.from).any(|kr| !shown(&kr.0));
        for kpi in self.kpis.iter_mut().filter(|kpi| read_by_draft(kpi)).map(Arc::make_mut) {
            kpi.used_by.retain(|kr| shown(&kr.0));
            kpi.from = kpi.from.filter(|kr| shown(&kr.0));
        }
        for (_, krs) in self.ties.guarded.values_mut() {
            krs.retain(|kr| shown(&kr.0));
        }
        for named in Arc::make_mut(&mut self.names).entries.values_mut() {
            named.retain(|n| !matches!(n, Named::Objective(ix) if !shown(ix)));
        }
    }

    /// What was found of goals while they were joined, and of the rows of all series.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let series = self.kpis.iter().flat_map(|kpi| &kpi.series.findings);
        self.objectives.iter().flat_map(|goal| &goal.findings).chain(series)
    }

    /// The goal whose page a file is.
    pub fn goal_of(&self, file: &SourceFile) -> Option<ObjectiveIx> {
        target::page_of(self, file)?.objective()
    }

    /// Puts the body of another reading into the page of a file; false where it is the page of no KPI, review or text.
    pub fn set_body(&mut self, file: &SourceFile, doc: &Doc) -> bool {
        let common = match target::page_of(self, file) {
            Some(Named::Kpi(ix)) => &mut Arc::make_mut(&mut self.kpis[ix.0 as usize]).doc.common,
            Some(Named::Page(i)) => &mut self.pages[i].common,
            Some(Named::Review(i)) => &mut self.reviews[i].doc.common,
            _ => return false,
        };
        let Some(body) = doc.body() else { return false };
        common.body = body.clone();
        true
    }

    /// Whether the objective has a page.
    pub fn is_published(&self, objective: &Objective) -> bool {
        !objective.doc.draft || self.settings.drafts
    }

    pub fn objective(&self, ix: ObjectiveIx) -> &Objective {
        &self.objectives[ix.0 as usize]
    }
    pub fn kpi(&self, ix: KpiIx) -> &Kpi {
        &self.kpis[ix.0 as usize]
    }
    pub fn team(&self, ix: TeamIx) -> &Team {
        &self.teams[ix.0 as usize]
    }
    pub fn person(&self, ix: PersonIx) -> &Person {
        &self.people[ix.0 as usize]
    }
    pub fn key_result(&self, ix: KrIx) -> &KeyResult {
        &self.objectives[ix.0.0 as usize].key_results[ix.1 as usize]
    }
    /// All objectives with their indices.
    pub fn objectives(&self) -> impl Iterator<Item = (ObjectiveIx, &Objective)> {
        self.objectives.iter().enumerate().map(|(i, o)| (ObjectiveIx(i as u32), &**o))
    }
    /// All KPIs with their indices.
    pub fn kpis(&self) -> impl Iterator<Item = (KpiIx, &Kpi)> {
        self.kpis.iter().enumerate().map(|(i, k)| (KpiIx(i as u32), &**k))
    }
    /// All teams with their indices.
    pub fn teams(&self) -> impl Iterator<Item = (TeamIx, &Team)> {
        self.teams.iter().enumerate().map(|(i, t)| (TeamIx(i as u32), t))
    }
}

/// Relations of KPIs seen from the end that does not name them.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// KPIs and key results that name this KPI as their guard.
    pub guarded: HashMap<KpiIx, (Vec<KpiIx>, Vec<KrIx>)>,
    /// KPIs that name this one in `leads:`.
    pub leading: HashMap<KpiIx, Vec<KpiIx>>,
    /// KPIs that graduated from this key result.
    pub graduates: HashMap<KrIx, Vec<KpiIx>>,
}

/// An objective with its relations.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// The page as written; its key results and check-ins have moved to the fields below.
    pub doc: ObjectiveDoc,
    pub team: Option<TeamIx>,
    pub owners: Vec<Owner>,
    /// The first one places the goal; the others read "also supports".
    pub parents: Vec<Parent>,
    /// Objectives that support this one or one of its key results, in order of id.
    pub children: Vec<Child>,
    /// The same goal one period earlier / later.
    pub predecessor: Option<ObjectiveIx>,
    pub successor: Option<ObjectiveIx>,
    pub key_results: Vec<KeyResult>,
    /// Values that check-ins have for key results which are not on the page.
    pub strays: Vec<Stray>,
    /// Check-ins that speak of this objective, oldest first.
    pub entries: Vec<Entry>,
    /// Distance from the root along placing parents: 0 for company goals.
    pub level: u32,
    /// Folder of the page in the site: `objectives/fy2026-q3/ops-2`.
    pub address: String,
    /// What was found while it was joined, in its page and in check-ins that speak of it.
    pub findings: Vec<Diagnostic>,
}

/// A value that names a key result which is not on its goal's page.
#[derive(Clone, Debug, PartialEq)]
pub struct Stray {
    pub key_result: String,
    pub file: FileId,
    /// The bytes of the name.
    pub span: (u32, u32),
}

/// An owner, joined to a person where known.
#[derive(Clone, Debug, PartialEq)]
pub struct Owner {
    /// The name to show (person's name, id as written, or the role).
    pub name: String,
    pub person: Option<PersonIx>,
    pub is_role: bool,
    pub share: Option<String>,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// What an objective supports.
#[derive(Clone, Debug, PartialEq)]
pub struct Parent {
    pub to: ParentTo,
    pub share: f64,
    pub share_written: bool,
    pub weight: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ParentTo {
    Objective(ObjectiveIx),
    KeyResult(KrIx),
    /// A priority of `strategy.md`, by its index there.
    Priority(usize),
}

impl Parent {
    /// The objective this parent is or belongs to.
    pub fn objective(&self) -> Option<ObjectiveIx> {
        match self.to {
            ParentTo::Objective(ix) => Some(ix),
            ParentTo::KeyResult(kr) => Some(kr.0),
            ParentTo::Priority(_) => None,
        }
    }
}

/// An objective that supports another.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    pub objective: ObjectiveIx,
    /// The key result it supports, if it names one.
    pub key_result: Option<u32>,
    pub share: f64,
    pub weight: f64,
    /// Whether this is the first of the child's parents that is a goal: the one that places it in the tree.
    pub primary: bool,
}

/// A key result with its relations.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyResult {
    pub doc: KeyResultDoc,
    pub kpi: Option<KpiIx>,
    pub owners: Vec<Owner>,
    /// For `parts:`; in the order of `KrKindDoc::Parts`.
    pub parts: Vec<KeyResult>,
    /// Values from check-ins, oldest first, one per day (the last written wins; milestones keep all).
    pub values: Vec<DatedValue>,
    /// The KPI that must not suffer for this one. The recorded grade (closing section, else `grade:`) is `doc.grade`.
    pub guard: Option<KpiIx>,
}

/// A value that somebody reported.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedValue {
    pub date: Date,
    pub value: Reported,
    pub file: FileId,
}

/// What a check-in can say of a key result.
#[derive(Clone, Debug, PartialEq)]
pub enum Reported {
    Number(f64),
    /// Milestone index done (title matched).
    MilestoneDone(usize),
    /// Yes/no key result.
    Done(bool),
    /// Index of the level reached: 0 commit, 1 target, 2 stretch.
    Level(usize),
}

/// One check-in on one objective.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub date: Date,
    pub file: FileId,
    pub team: Option<TeamIx>,
    pub by: Option<String>,
    pub confidence: Option<f64>,
    /// Key result index and the text as written.
    pub values: Vec<(u32, String)>,
    /// Markdown.
    pub note: String,
    pub help: Option<Help>,
    pub no_change: bool,
}

/// A KPI with its series and relations.
#[derive(Clone, Debug, PartialEq)]
pub struct Kpi {
    pub doc: KpiDoc,
    pub series: Series,
    pub team: Option<TeamIx>,
    pub who: Option<Owner>,
    pub guarded_by: Vec<KpiIx>,
    pub leads: Vec<KpiIx>,
    pub drivers: Vec<KpiIx>,
    /// The key result it graduated from.
    pub from: Option<KrIx>,
    /// Key results that read it.
    pub used_by: Vec<KrIx>,
    /// Folder of the page: `kpis/first-attempt`.
    pub address: String,
}

/// A KPI's rows, oldest first, as read from its CSV.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The CSV; none if there is no data at all.
    pub file: Option<FileId>,
    /// Its path; empty without one.
    pub path: String,
    /// The file holds many KPIs; this one's id names its column or row.
    pub sheet: bool,
    pub points: Points,
    /// What was found while it was read.
    pub findings: Vec<Diagnostic>,
    /// Rows that are there but have no value (missing, not zero): their dates.
    pub blanks: Vec<Date>,
    /// What it is split into by the column that `by:` names.
    pub parts: Vec<Part>,
}

/// A part of a KPI: the rows of one team.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// As the file has it.
    pub name: String,
    pub points: Points,
    pub blanks: Vec<Date>,
}

/// A row of `people.csv` or `teams.csv`: the file and the row's bytes.
pub type RowPlace = (FileId, (u32, u32));

/// A team with its members and goals.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    pub doc: TeamDoc,
    pub name: String,
    pub part_of: Option<TeamIx>,
    pub parts: Vec<TeamIx>,
    /// Its row in `teams.csv`; `doc.file` is its page where it has one.
    pub row: Option<RowPlace>,
    pub lead: Option<PersonIx>,
    pub members: Vec<PersonIx>,
    pub objectives: Vec<ObjectiveIx>,
    pub kpis: Vec<KpiIx>,
    pub address: String,
}

/// A person. Nothing about people is ever computed (`domain.md` §7).
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub doc: PersonDoc,
    pub name: String,
    /// Their row in `people.csv`; `doc.file` is their page where they have one.
    pub row: Option<RowPlace>,
    pub team: Option<TeamIx>,
    pub address: String,
}

/// A period with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodInfo {
    pub period: Period,
    pub doc: Option<PeriodDoc>,
    /// Objectives of exactly this period.
    pub objectives: Vec<ObjectiveIx>,
    pub review: Option<usize>,
    pub address: String,
}

/// A review, with its period known.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    pub doc: ReviewDoc,
    pub period: Period,
    pub address: String,
}

/// The symbol table of `[[…]]` and of references in front matter; asked through [`super::names`].
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Lower-case id (with `kind:` before it, and without) → what it names.
    pub entries: RapidHashMap<String, Vec<Named>>,
    /// Lower-case id → the id as its author wrote it, for suggestions.
    pub written: BTreeMap<String, String>,
    /// The period of each objective, index for index.
    pub goal_periods: Vec<Option<Period>>,
    /// The day that says which period is the current one.
    pub as_of: Option<Date>,
    pub calendar: Calendar,
}

/// One thing with an id.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    Objective(ObjectiveIx),
    Kpi(KpiIx),
    Team(TeamIx),
    Person(PersonIx),
    Page(usize),
    Period(usize),
    Review(usize),
    Priority(usize),
    Glossary,
    Strategy,
    /// A glossary term: its text and anchor.
    Term(String, String),
}

impl Aggregate {
    /// The word in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Aggregate::Sum => "sum",
            Aggregate::Mean => "mean",
            Aggregate::Last => "last",
            Aggregate::First => "first",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
            Aggregate::Weighted => "weighted",
        }
    }
}
