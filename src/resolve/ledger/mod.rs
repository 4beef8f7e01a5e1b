//! How goals and KPIs were defined over time (`domain.md` §6).
//!
//! Who and when come from the repository's history, why and who agreed from `changed:` beside the key; both are joined
//! here. Without a history what is written beside the keys still stands. What was changed after the as-of date is not
//! shown, and not undone either unless `changed:` says what it was: only building the old revision brings it back.

mod compare;
mod declared;
mod pages;
mod parts;
mod walk;
mod walked;
mod written;

pub use declared::{between, join, outline};
pub use walked::{OutlineOf, Walked};

use crate::base::FileId;
use crate::base::past::{History, NoPast, Writer};
use crate::domain::Date;
use crate::resolve::model::{KpiIx, KrIx, ObjectiveIx};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that is known of how the model was defined before.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// What the history reaches back to, or why there is none.
    pub reach: Result<Reach, NoPast>,
    /// Every change of a definition up to the as-of date, newest first.
    pub edits: Vec<Edit>,
    /// The newest revision.
    pub head: Option<String>,
    /// Key results that were taken off the pages of running goals.
    pub removed: BTreeMap<ObjectiveIx, Vec<Removed>>,
    /// The day on which a file was last written, where the history knows.
    pub written: Arc<BTreeMap<FileId, Date>>,
    /// When the seal of a period came to the main line, and who wrote it, where the history knows.
    pub sealed: BTreeMap<FileId, (Date, Writer)>,
}

/// A key result that is on its page no more, as it stood when it went. The score under the first definitions counts it.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    pub id: String,
    /// The step that took it off.
    pub step: Option<usize>,
    pub weight: Option<f64>,
    /// Under its first definition; `None` is not known.
    pub score: Option<f64>,
    /// Where it went after half of the period, it counts as 0: unless somebody is named who agreed.
    pub late: Option<Agreed>,
}

/// Whether somebody is named who agreed to leave a key result out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed(pub bool);

impl Removed {
    /// Whether this edit took it off.
    pub fn is(&self, edit: &Edit) -> bool {
        edit.step == self.step && edit.removed_id() == Some(&self.id)
    }
}

/// How far back the history goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The day of the oldest revision; none: no revision has touched these files.
    pub from: Option<Date>,
    pub revisions: usize,
    /// There was more before, which this clone does not have.
    pub shallow: bool,
}

impl Reach {
    fn of(history: &History) -> Self {
        Self {
            from: history.revisions.first().map(|r| r.day),
            revisions: history.revisions.len(),
            shallow: history.shallow,
        }
    }
}

/// What was redefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    Objective(ObjectiveIx),
    KeyResult(KrIx),
    Kpi(KpiIx),
}

impl Of {
    /// The objective that it is or belongs to.
    pub fn objective(self) -> Option<ObjectiveIx> {
        match self {
            Of::Objective(ix) | Of::KeyResult(KrIx(ix, _)) => Some(ix),
            Of::Kpi(_) => None,
        }
    }
}

/// One change of one key.
#[derive(Clone, Debug)]
pub struct Edit {
    pub of: Of,
    /// The key; [`KEY_RESULT`] where a whole key result came or went.
    pub field: String,
    /// As written; `None`: it was not written.
    pub before: Option<String>,
    pub after: Option<String>,
    /// `changed:` may leave it out.
    pub day: Option<Date>,
    /// The step of the main line, counted from the oldest; beyond its end: not committed yet.
    pub step: Option<usize>,
    pub wrote: Option<Writer>,
    pub why: Option<String>,
    pub agreed: Option<String>,
    /// It stands beside the key, in `changed:` or as the reason of `dropped:`.
    pub declared: bool,
    /// The page was a draft.
    pub draft: bool,
    /// It was made after the goal's period began: it stands out.
    pub inside: bool,
    /// The values are not for every reader.
    pub confidential: bool,
}

/// The field of a key result that came or went as a whole.
pub const KEY_RESULT: &str = "key_result";

impl Edit {
    /// Whether it can move a score: what was agreed at the start is measured otherwise now.
    pub fn moves(&self) -> bool {
        match self.of {
            Of::KeyResult(_) => KEY_RESULT_MOVES.contains(&self.field.as_str()),
            Of::Objective(_) if self.field == KEY_RESULT => self.after.is_none(),
            Of::Objective(_) => OBJECTIVE_MOVES.contains(&self.field.as_str()),
            Of::Kpi(_) => KPI_MOVES.contains(&self.field.as_str()) || self.field.starts_with("target "),
        }
    }
}

const KEY_RESULT_MOVES: &[&str] = &[
    "kpi",
    "measure",
    "baseline",
    "target",
    "text_target",
    "weight",
    "must",
    "stretch",
    "start",
    "due",
    "plan",
    "at_least",
    "at_most",
    "between",
    "allowed",
    "budget",
    "milestones",
    "levels",
    "each",
    "find_baseline",
    "parts",
    "dropped",
];
const OBJECTIVE_MOVES: &[&str] =
    &["period", "start", "end", "kind", "weight", "stretch", "dropped", "roll_up", "policy"];
const KPI_MOVES: &[&str] =
    &["target", "tolerance", "bands", "direction", "aggregate", "weight", "data", "rebase", "missing", "input"];

impl Default for Ledger {
    fn default() -> Self {
        Self {
            reach: Err(NoPast::Off),
            edits: Vec::new(),
            head: None,
            removed: BTreeMap::new(),
            written: Arc::default(),
            sealed: BTreeMap::new(),
        }
    }
}

/// Whether a change of this key is one that its score can be computed without.
pub fn scores(key: &str) -> bool {
    matches!(
        key,
        "target" | "baseline" | "weight" | "at_least" | "at_most" | "budget" | "allowed" | "due" | "start" | "measure"
    )
}

impl Ledger {
    /// The edits of one objective and its key results, newest first.
    pub fn of_objective(&self, ix: ObjectiveIx) -> impl Iterator<Item = &Edit> {
        self.edits.iter().filter(move |e| e.of.objective() == Some(ix))
    }

    /// What was taken off the page of one objective while it ran.
    pub fn removed(&self, ix: ObjectiveIx) -> &[Removed] {
        self.removed.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// The edits of one KPI, newest first.
    pub fn of_kpi(&self, ix: KpiIx) -> impl Iterator<Item = &Edit> {
        self.edits.iter().filter(move |e| e.of == Of::Kpi(ix))
    }
}
