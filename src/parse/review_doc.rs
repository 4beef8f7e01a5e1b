//! Reviews as written.

use super::doc::Common;
use crate::base::FileId;
use crate::domain::{Date, Period};

/// A quarterly review.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewDoc {
    pub file: FileId,
    pub period: Option<Period>,
    pub title: Option<String>,
    pub headline: Option<String>,
    pub prepared_by: Option<String>,
    pub frozen: Option<Date>,
    pub decisions: Vec<Decision>,
    pub promises: Vec<Promise>,
    /// KPI ids of the scorecard and of the panels; empty: all that goals use.
    pub kpis: Vec<String>,
    pub panels: Vec<String>,
    pub common: Common,
}

/// What is asked of whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub id: String,
    pub path: String,
    pub ask: String,
    pub options: Vec<String>,
    pub recommend: Option<String>,
    pub prepares: Option<String>,
    pub decides: Option<String>,
    pub due: Option<Date>,
    pub goals: Vec<String>,
    pub state: DecisionState,
    /// What was decided, and the reason.
    pub outcome: Option<String>,
    pub date: Option<Date>,
    /// Deferred until this day.
    pub until: Option<Date>,
    /// What came of it, checked later.
    pub checked: Option<String>,
    pub checked_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionState {
    Open,
    Taken,
    Declined,
    Deferred,
}

/// What somebody said they would do until the next review.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    pub id: String,
    pub path: String,
    pub what: String,
    pub who: Option<String>,
    pub due: Option<Date>,
    pub goals: Vec<String>,
    pub state: PromiseState,
    /// What came of it, and when that was known.
    pub outcome: Option<String>,
    pub date: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseState {
    Open,
    Kept,
    Broken,
}
