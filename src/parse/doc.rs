//! Documents as written: one file in, one document out. References are still text, numbers and dates are read.
//!
//! Everything an author may leave out is an `Option` or a list; nothing here is a guess.

pub use super::{key_result_doc::*, kpi_doc::*, review_doc::*};
use crate::base::FileId;
use crate::domain::{Date, Period};

/// One parsed page or data list.
#[derive(Clone, Debug, PartialEq)]
pub enum Doc {
    Objective(Box<ObjectiveDoc>),
    Kpi(Box<KpiDoc>),
    Team(TeamDoc),
    Person(PersonDoc),
    Period(PeriodDoc),
    Review(Box<ReviewDoc>),
    /// A free page, the glossary or the strategy.
    Page(PageDoc),
    CheckIns(CheckInFile),
    /// `people.csv` or `teams.csv`.
    People(Vec<PersonDoc>),
    Teams(Vec<TeamDoc>),
}

impl Doc {
    fn common(&self) -> Option<&Common> {
        match self {
            Doc::Kpi(doc) => Some(&doc.common),
            Doc::Review(doc) => Some(&doc.common),
            Doc::Page(doc) => Some(&doc.common),
            _ => None,
        }
    }

    /// Its Markdown, of KPIs, reviews and free pages.
    pub fn body(&self) -> Option<&Body> {
        self.common().map(|common| &common.body)
    }

    /// Whether another reading of the page says the same in all but its Markdown.
    pub fn differs_in_its_body_only(&self, other: &Doc) -> bool {
        let Some(body) = self.body() else { return false };
        let mut other = other.clone();
        match &mut other {
            Doc::Kpi(doc) => doc.common.body.clone_from(body),
            Doc::Review(doc) => doc.common.body.clone_from(body),
            Doc::Page(doc) => doc.common.body.clone_from(body),
            _ => return false,
        }
        other == *self
    }
}

/// Markdown of a page: byte ranges of the file's text, in order (a closing section is cut out).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    pub ranges: Vec<(u32, u32)>,
}

/// `committed | aspirational | learning`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GoalKind {
    Committed,
    #[default]
    Aspirational,
    Learning,
}

/// How an objective's score is made (`domain.md` §3, roll-up modes).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RollUp {
    #[default]
    KeyResults,
    Children,
    Both,
    Manual,
}

/// What every page may carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Common {
    pub tags: Vec<String>,
    /// Old addresses that redirect here.
    pub aliases: Vec<String>,
    pub allow: Vec<Allow>,
    /// Keys taken over from a `_defaults.yml`: key and that file.
    pub inherited: Vec<(String, FileId)>,
    pub body: Body,
    pub visibility: Option<String>,
}

/// `allow: [{code: L103, why: …}]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// Code or name as written.
    pub code: String,
    pub why: Option<String>,
    /// Path of the entry in the front matter.
    pub path: String,
}

/// One of the owners of an objective or key result.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnerDoc {
    pub who: Who,
    /// As written, `2/3`, and as a number.
    pub share: Option<(String, f64)>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub path: String,
}

/// A person by id or a role in words.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Person(String),
    Role(String),
}

/// `supports:` one entry; `to` is an objective, a key result (`CO-1#KR2`) or a strategic priority.
#[derive(Clone, Debug, PartialEq)]
pub struct SupportDoc {
    pub to: String,
    /// Multiplies the weight in that parent.
    pub share: Option<f64>,
    /// Weight among that parent's children.
    pub weight: Option<f64>,
    pub path: String,
}

/// A number that people agreed on, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    pub value: f64,
    pub why: Option<String>,
}

/// `paused`, `dropped`, `taken`, …
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub date: Option<Date>,
    pub why: Option<String>,
    pub agreed: Option<String>,
}

/// `changed:` the old values beside the new ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub date: Option<Date>,
    pub why: Option<String>,
    pub agreed: Option<String>,
    /// Key and old value as written (`target`, `650`).
    pub old: Vec<(String, String)>,
    pub path: String,
}

/// Shown, never scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    pub title: String,
    pub state: Option<String>,
    pub link: Option<String>,
    pub owner: Option<String>,
    pub due: Option<Date>,
}

/// A need from another team.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    pub from: Option<String>,
    pub what: String,
    pub by: Option<Date>,
    pub state: Option<String>,
    pub path: String,
}

/// An objective page.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectiveDoc {
    pub file: FileId,
    pub id: String,
    /// Whether `id:` was written (else from the file's name).
    pub id_written: bool,
    pub title: String,
    /// `period:`, or the folder's, or `start`/`end`; none: open-ended.
    pub period: Option<Period>,
    /// The period named by the folder, if any.
    pub folder_period: Option<Period>,
    pub continues: Option<Period>,
    pub team: Option<String>,
    pub owners: Vec<OwnerDoc>,
    pub sponsor: Option<Who>,
    pub contributors: Vec<Who>,
    pub kind: GoalKind,
    pub priority: Option<String>,
    pub supports: Vec<SupportDoc>,
    pub key_results: Vec<KeyResultDoc>,
    pub roll_up: Option<RollUp>,
    pub policy: Option<String>,
    /// Weight of this objective among its siblings, where a parent rolls up children.
    pub weight: Option<f64>,
    /// `score: {value, why}`, for `roll_up: manual`.
    pub manual: Option<Box<Grade>>,
    pub stretch: bool,
    pub changed: Vec<Change>,
    pub paused: Option<Box<Event>>,
    pub dropped: Option<Box<Event>>,
    pub closed: Option<Date>,
    pub draft: bool,
    pub confidence: Option<f64>,
    pub not_doing: Vec<String>,
    pub money: Option<String>,
    pub work: Vec<Work>,
    pub needs: Vec<Need>,
    pub takeaway: Option<String>,
    pub check_ins: Vec<EntryDoc>,
    pub closing: Option<Closing>,
    pub common: Common,
}

/// `## Close 2026-01-08` and what stands under it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Closing {
    pub date: Option<Date>,
    /// Key result id, grade, and the range of the id in the file.
    pub grades: Vec<(String, Grade, (u32, u32))>,
    pub kept: Option<String>,
    pub problem: Option<String>,
    pub try_next: Option<String>,
    pub next: Option<String>,
    pub learned: Option<String>,
    /// Everything else under the heading, as Markdown.
    pub note: String,
}

/// A check-in file: one team, one day, several goals.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckInFile {
    pub file: FileId,
    pub date: Option<Date>,
    pub team: Option<String>,
    pub entries: Vec<EntryDoc>,
    /// Text before the first goal.
    pub note: String,
    /// Lines that may be meant as headings of goals: the id as written and the line's place.
    pub doubtful: Vec<(String, (u32, u32))>,
}

/// What a check-in says of one objective.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryDoc {
    pub file: FileId,
    /// The objective as written behind `##`; empty in front matter (its own).
    pub goal: String,
    /// Place of that id.
    pub goal_span: (u32, u32),
    pub date: Option<Date>,
    pub team: Option<String>,
    pub by: Option<String>,
    /// 0–1.
    pub confidence: Option<f64>,
    /// Key result id, the value's text, its place.
    pub values: Vec<ValueDoc>,
    /// The note as Markdown.
    pub note: String,
    pub help: Option<Help>,
    /// "No change": somebody looked.
    pub no_change: bool,
    /// Lines of the note that may be meant as values.
    pub doubtful: Vec<ValueDoc>,
}

/// `- KR2: 498`.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueDoc {
    pub key_result: String,
    /// Place of that id.
    pub key_span: (u32, u32),
    /// As written; read against the key result's unit and target in `resolve`.
    pub text: String,
    pub span: (u32, u32),
}

/// `Help: … @priya by 28 Nov`.
#[derive(Clone, Debug, PartialEq)]
pub struct Help {
    pub text: String,
    pub from: Option<String>,
    pub by: Option<Date>,
}

/// A team, from `teams.csv` or its page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamDoc {
    pub file: Option<FileId>,
    pub id: String,
    pub name: Option<String>,
    pub part_of: Option<String>,
    pub lead: Option<String>,
    pub until: Option<Date>,
    /// Row's range in the CSV.
    pub span: Option<(u32, u32)>,
    pub common: Common,
}

/// A person, from `people.csv` or their page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonDoc {
    pub file: Option<FileId>,
    pub id: String,
    pub name: Option<String>,
    pub team: Option<String>,
    pub role: Option<String>,
    pub until: Option<Date>,
    pub span: Option<(u32, u32)>,
    pub common: Common,
}

/// Dates of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodDoc {
    pub file: FileId,
    pub period: Period,
    pub title: Option<String>,
    /// Weekday or words.
    pub check_in: Option<String>,
    pub freeze: Option<Date>,
    pub grade_by: Option<Date>,
    pub review: Option<Date>,
    pub common: Common,
}

/// A free page; `glossary.md` and `strategy.md` are free pages with a meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct PageDoc {
    pub file: FileId,
    pub id: String,
    pub title: String,
    pub nav_order: Option<i64>,
    /// Only in `strategy.md`.
    pub priorities: Vec<PriorityDoc>,
    pub common: Common,
}

/// A strategic priority.
#[derive(Clone, Debug, PartialEq)]
pub struct PriorityDoc {
    pub id: String,
    pub title: String,
    pub what: Option<String>,
    pub path: String,
}
