//! Key results as written.

use super::doc::{Change, Event, Grade, OwnerDoc};
use crate::domain::{Cadence, Date, Period, Quantity};

/// A baseline as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Baseline {
    Number(Quantity),
    /// `end of FY26-Q2`.
    EndOf(Period),
    /// `average of FY26-Q2`.
    AverageOf(Period),
    /// `same period last year`.
    SamePeriodLastYear,
}

/// A target as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Number(Quantity),
    /// `+20%`: relative to the baseline; the number is 20.
    Percent(f64),
    /// `+3 points`, `+50`: added to the baseline.
    Plus(Quantity),
    /// `TBD`.
    Unknown,
}

/// A key result.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyResultDoc {
    pub id: String,
    /// Path in the front matter: `key_results.KR1` or `key_results.0`.
    pub path: String,
    pub title: String,
    pub kpi: Option<String>,
    pub measure: Option<Measure>,
    pub unit: Option<String>,
    pub decimals: Option<u8>,
    pub baseline: Option<Baseline>,
    pub target: Option<Target>,
    pub text_target: Option<String>,
    pub confidential: bool,
    pub weight: Option<Weight>,
    pub must: bool,
    pub priority: Option<String>,
    pub stretch: bool,
    pub labels: Vec<String>,
    pub start: Option<Date>,
    pub due: Option<Date>,
    /// Dated values, sorted by date.
    pub plan: Vec<(Date, f64)>,
    pub kind: KrKindDoc,
    /// Breaches a guardrail may have.
    pub allowed: u32,
    pub value: Option<Quantity>,
    pub owners: Vec<OwnerDoc>,
    pub confidence: Option<f64>,
    pub changed: Vec<Change>,
    pub paused: Option<Box<Event>>,
    pub dropped: Option<Box<Event>>,
    pub note: Option<String>,
    pub grade: Option<Box<Grade>>,
    pub guarded_by: Option<String>,
}

/// What kind of key result is written; `Metric` where nothing says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum KrKindDoc {
    Metric,
    AtLeast(f64),
    AtMost(f64),
    Between(f64, f64),
    /// A cumulative ceiling.
    Budget(f64),
    Milestones(Vec<Milestone>),
    /// `done: no | yes | DATE`.
    YesNo {
        done: Option<Done>,
    },
    /// `levels:` numbers or words.
    Levels {
        commit: Level,
        target: Level,
        stretch: Level,
    },
    /// `each: {week: 2}`.
    Each {
        cadence: Cadence,
        at_least: f64,
    },
    FindBaseline {
        found: Option<Quantity>,
    },
    Parts(Vec<KeyResultDoc>),
    /// `text_target` only: no number at all.
    Text,
}

/// Done on a day, or just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Yes,
    On(Date),
}

/// One level of an ordinal key result.
#[derive(Clone, Debug, PartialEq)]
pub enum Level {
    Number(f64),
    Word(String),
}

/// One milestone.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    pub title: String,
    pub due: Option<Date>,
    pub done: Option<Done>,
    pub weight: f64,
}

/// `35%` or `2`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    pub value: f64,
    pub percent: bool,
}

impl Weight {
    /// As a part of one where it was written in %.
    pub fn part(self) -> f64 {
        if self.percent { self.value / 100.0 } else { self.value }
    }
}

/// Which value of a KPI counts (`domain.md` §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Latest,
    Period,
    Last(u32),
}
