//! The word on the page, and its band (`domain.md` §4; the table is the contract of words, shapes and bands).

use serde::Serialize;

/// What a status says at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    Good,
    Middle,
    Bad,
    Unknown,
    /// Paused, dropped, draft, no target: no verdict is meant.
    None,
}

/// The status of an objective, a key result or a KPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    OnPace,
    Behind,
    OffPace,
    Holds,
    Slipped,
    Broken,
    Planned,
    Late,
    Done,
    TooEarly,
    NotStarted,
    NoData,
    Stale,
    Ongoing,
    Paused,
    Dropped,
    Draft,
    Met,
    PartlyMet,
    NotMet,
    Strong,
    Some,
    Little,
    Learned,
    NotLearned,
    OnTarget,
    NearTarget,
    OffTarget,
    NoTarget,
    /// Baseline-finding: nothing found yet.
    NotYetFound,
    /// Baseline-finding: found.
    Found,
}

impl Status {
    /// Every status, in the order of the table.
    pub const ALL: [Status; 31] = [
        Status::OnPace,
        Status::Behind,
        Status::OffPace,
        Status::Holds,
        Status::Slipped,
        Status::Broken,
        Status::Planned,
        Status::Late,
        Status::Done,
        Status::TooEarly,
        Status::NotStarted,
        Status::NoData,
        Status::Stale,
        Status::Ongoing,
        Status::Paused,
        Status::Dropped,
        Status::Draft,
        Status::Met,
        Status::PartlyMet,
        Status::NotMet,
        Status::Strong,
        Status::Some,
        Status::Little,
        Status::Learned,
        Status::NotLearned,
        Status::OnTarget,
        Status::NearTarget,
        Status::OffTarget,
        Status::NoTarget,
        Status::NotYetFound,
        Status::Found,
    ];

    /// The status with this token.
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.token() == token)
    }

    /// The stable token in data files and CSS classes.
    pub fn token(self) -> &'static str {
        match self {
            Status::OnPace => "on_pace",
            Status::Behind => "behind",
            Status::OffPace => "off_pace",
            Status::Holds => "holds",
            Status::Slipped => "slipped",
            Status::Broken => "broken",
            Status::Planned => "planned",
            Status::Late => "late",
            Status::Done => "done",
            Status::TooEarly => "too_early",
            Status::NotStarted => "not_started",
            Status::NoData => "no_data",
            Status::Stale => "stale",
            Status::Ongoing => "ongoing",
            Status::Paused => "paused",
            Status::Dropped => "dropped",
            Status::Draft => "draft",
            Status::Met => "met",
            Status::PartlyMet => "partly_met",
            Status::NotMet => "not_met",
            Status::Strong => "strong",
            Status::Some => "some",
            Status::Little => "little",
            Status::Learned => "learned",
            Status::NotLearned => "not_learned",
            Status::OnTarget => "on_target",
            Status::NearTarget => "near_target",
            Status::OffTarget => "off_target",
            Status::NoTarget => "no_target",
            Status::NotYetFound => "not_yet_found",
            Status::Found => "found",
        }
    }

    /// The English word; a site may replace it.
    pub fn word(self) -> &'static str {
        match self {
            Status::OnPace => "On pace",
            Status::Behind => "Behind",
            Status::OffPace => "Off pace",
            Status::Holds => "Holds",
            Status::Slipped => "Slipped",
            Status::Broken => "Broken",
            Status::Planned => "Planned",
            Status::Late => "Late",
            Status::Done => "Done",
            Status::TooEarly => "Too early",
            Status::NotStarted => "Not started",
            Status::NoData => "No data",
            Status::Stale => "Stale",
            Status::Ongoing => "Ongoing",
            Status::Paused => "Paused",
            Status::Dropped => "Dropped",
            Status::Draft => "Draft",
            Status::Met => "Met",
            Status::PartlyMet => "Partly met",
            Status::NotMet => "Not met",
            Status::Strong => "Strong",
            Status::Some => "Some",
            Status::Little => "Little",
            Status::Learned => "Learned",
            Status::NotLearned => "Not learned",
            Status::OnTarget => "On target",
            Status::NearTarget => "Near target",
            Status::OffTarget => "Off target",
            Status::NoTarget => "No target",
            Status::NotYetFound => "Not yet found",
            Status::Found => "Found",
        }
    }

    /// The band the word carries.
    pub fn band(self) -> Band {
        match self {
            Status::OnPace
            | Status::Holds
            | Status::Done
            | Status::Met
            | Status::Strong
            | Status::OnTarget
            | Status::Learned
            | Status::Found => Band::Good,
            Status::Behind
            | Status::Slipped
            | Status::PartlyMet
            | Status::Some
            | Status::NearTarget
            | Status::NotLearned => Band::Middle,
            Status::OffPace | Status::Broken | Status::Late | Status::NotMet | Status::Little | Status::OffTarget => {
                Band::Bad
            }
            Status::Planned
            | Status::TooEarly
            | Status::NotStarted
            | Status::NoData
            | Status::Stale
            | Status::Ongoing
            | Status::NotYetFound => Band::Unknown,
            Status::Paused | Status::Dropped | Status::Draft | Status::NoTarget => Band::None,
        }
    }

    /// The id of the symbol in the sprite: `good`, `middle`, `bad`, `unknown`, `stale`, `paused`, `dropped`, `none`.
    pub fn shape(self) -> &'static str {
        match self {
            Status::Paused => "paused",
            Status::Dropped => "dropped",
            Status::Stale => "stale",
            Status::Draft | Status::NoTarget => "none",
            other => match other.band() {
                Band::Good => "good",
                Band::Middle => "middle",
                Band::Bad => "bad",
                Band::Unknown => "unknown",
                Band::None => "none",
            },
        }
    }
}

impl Band {
    /// The stable token in data files and CSS classes.
    pub fn token(self) -> &'static str {
        match self {
            Band::Good => "good",
            Band::Middle => "middle",
            Band::Bad => "bad",
            Band::Unknown => "unknown",
            Band::None => "none",
        }
    }
}
