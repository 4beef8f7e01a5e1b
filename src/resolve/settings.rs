//! The configuration as meant: every key has a value.

use crate::base::{Code, FileId, Level};
use crate::domain::number::Separators;
use crate::domain::{Calendar, Date, Repository};
use crate::parse::doc::{Dialect, RollUp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the as-of date came from; printed in the summary line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AsOfOrigin {
    Argument,
    Configuration,
    Revision,
    SourceDateEpoch,
    Today,
}

/// The day the report speaks of, itself included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    pub date: Date,
    pub origin: AsOfOrigin,
}

/// A status policy (`domain.md` §4).
#[derive(Clone, Debug, PartialEq)]
pub enum Policy {
    /// Thresholds on E − A: good up to the first, middle up to the second.
    Gap(f64, f64),
    /// Thresholds on A / E; the built-in `ratio` has a grace while E < 0.10.
    Ratio { good: f64, middle: f64, grace: bool },
}

/// Which score is official after a goalpost was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterChange {
    Today,
    Original,
    Worse,
}

/// How much of people is shown (`domain.md` §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleShown {
    Names,
    Pages,
    Roles,
    None,
}

/// What is read of the repository's past, and what of it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistorySettings {
    pub read: bool,
    /// Weeks whose scores are computed from the files as they were.
    pub weeks: u32,
    /// Name the authors of revisions.
    pub authors: bool,
}

impl Default for HistorySettings {
    fn default() -> Self {
        Self { read: true, weeks: 53, authors: false }
    }
}

/// Which Atom feeds are published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Feeds {
    pub check_ins: bool,
    /// What changed, week by week.
    pub changes: bool,
}

/// What a site does without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// A KPI is shown on the pages of the goals that read it, and has none of its own.
    pub kpi_pages: bool,
    /// No lists and series for machines.
    pub data: bool,
}

/// A design token a site sets.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenValue {
    pub light: String,
    pub dark: Option<String>,
}

/// Everything the configuration and the command line decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `goalpost.toml`, if there is one.
    pub file: Option<FileId>,
    pub title: String,
    pub description: Option<String>,
    pub as_of: AsOf,
    /// `en`, `en-GB`, `de` …; `None`: not configured, pages are in English and ambiguous numbers are findings.
    pub locale: Option<String>,
    pub base_url: Option<String>,
    pub repository: Option<Repository>,
    pub feeds: Feeds,
    pub left_out: LeftOut,
    pub logo: Option<String>,
    pub calendar: Calendar,
    pub separators: Separators,
    pub csv: Dialect,
    pub policy: String,
    /// Built-in and own policies by name.
    pub policies: BTreeMap<String, Policy>,
    pub weakest: bool,
    pub roll_up: RollUp,
    pub after_change: AfterChange,
    pub people: PeopleShown,
    pub history: HistorySettings,
    pub theme: String,
    pub tokens: BTreeMap<String, TokenValue>,
    /// Words of the interface that the site replaces: English → own.
    pub words: BTreeMap<String, String>,
    /// Lint levels by code id; `None`: off.
    pub lints: BTreeMap<String, Option<Level>>,
    pub raw_html: bool,
    /// Show drafts.
    pub drafts: bool,
    /// The revision whose files these are, where an old one is built.
    pub revision: Option<String>,
}

impl Settings {
    /// Whether two are equal but for the day.
    pub fn same_on_any_day(&self, other: &Self) -> bool {
        *self == Self { as_of: self.as_of, ..other.clone() }
    }

    /// Whether the site has switched a lint off.
    pub fn is_off(&self, lint: Code) -> bool {
        self.lints.get(lint.id()) == Some(&None)
    }
}
