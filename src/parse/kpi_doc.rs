//! A KPI page as written.

use super::doc::{Common, Who};
use crate::base::FileId;
use crate::domain::{Cadence, Date, Period};

/// An input we control or an output it produces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Input,
    Output,
}

/// The good direction of a KPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Increase,
    Decrease,
    Range,
    Neutral,
}

/// Which signals are looked for (`statistics.md` §1.3, §1.6, §1.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuleSet {
    #[default]
    Nhs,
    Wheeler,
    /// Runs about the median; no limits are needed.
    Run,
}

/// How rows become slots and slots become periods. There is no default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    Sum,
    Mean,
    Last,
    First,
    Min,
    Max,
    Weighted,
}

/// A KPI's target: a number, or a range for `direction: range`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KpiTarget {
    Number(f64),
    Range(f64, f64),
}

/// A declared middle band around the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// In the KPI's unit.
    Absolute(f64),
    /// Share of the target: `10% of target` is 0.1.
    OfTarget(f64),
}

/// A peer's value.
#[derive(Clone, Debug, PartialEq)]
pub struct Benchmark {
    pub value: Option<f64>,
    /// The peer's series: values by period.
    pub values: Vec<(Period, f64)>,
    pub name: Option<String>,
    pub source: Option<String>,
    pub date: Option<Date>,
}

/// A dated remark on a chart, or a rebase with its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    pub date: Date,
    pub text: Option<String>,
    pub path: String,
}

/// Where a KPI's series is, as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataDoc {
    /// Relative to the KPI page's folder, or to the root with a leading `/`.
    pub file: Option<String>,
    pub date: Option<String>,
    pub value: Option<String>,
    pub weight: Option<String>,
    pub target: Option<String>,
    pub reported_at: Option<String>,
    /// Row filters: column and wanted text.
    pub filters: Vec<(String, String)>,
    pub dialect: Dialect,
}

/// How CSV files of this site or KPI are written; `None`: find out, or the locale's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dialect {
    pub delimiter: Option<char>,
    pub decimal: Option<char>,
    pub thousands: Option<char>,
    /// `DD/MM/YYYY` and its like; ISO forms are always read.
    pub dates: Option<String>,
    pub missing_values: Option<Vec<String>>,
    pub encoding: Option<String>,
}

/// A KPI page.
#[derive(Clone, Debug, PartialEq)]
pub struct KpiDoc {
    pub file: FileId,
    pub id: String,
    pub id_written: bool,
    pub title: String,
    pub short: Option<String>,
    pub what: Option<String>,
    pub why: Option<String>,
    pub how: Option<String>,
    pub who: Option<Who>,
    pub when: Option<String>,
    pub role: Option<Role>,
    pub team: Option<String>,
    pub cadence: Option<Cadence>,
    pub unit: String,
    pub decimals: Option<u8>,
    pub direction: Option<Direction>,
    pub aggregate: Option<Aggregate>,
    /// Column of weights for `weighted`.
    pub weight: Option<String>,
    pub data: DataDoc,
    pub targets: Vec<(Period, KpiTarget)>,
    /// `target:` one for all time.
    pub target: Option<KpiTarget>,
    pub tolerance: Option<Tolerance>,
    /// Absolute bands: good from, middle from (in the KPI's direction).
    pub bands: Option<(f64, f64)>,
    pub benchmark: Option<Box<Benchmark>>,
    pub guarded_by: Vec<String>,
    pub leads: Vec<String>,
    pub drivers: Vec<String>,
    pub by: Option<String>,
    pub events: Vec<Dated>,
    pub rebase: Vec<Dated>,
    /// Graduated from this key result.
    pub from: Option<String>,
    pub min_n: f64,
    pub floor: Option<f64>,
    pub ceil: Option<f64>,
    pub window: Option<String>,
    pub lock: Option<u32>,
    pub rules: RuleSet,
    pub screen_outliers: bool,
    pub forecast: bool,
    /// `missing: zero`.
    pub missing_is_zero: bool,
    /// `input: cumulative`.
    pub cumulative: bool,
    pub on_duplicate: Option<String>,
    pub grace: Option<i32>,
    pub common: Common,
}
