//! Why a word or a number is what it is: facts alone, put into words where somebody reads them.

use crate::domain::{Cadence, Date, Status};
use crate::parse::doc::{Event, GoalKind};

/// Why a status is what it is, clause by clause.
pub type Reason = Vec<Clause>;

/// One clause of a reason.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    Halt(Halt),
    Missing(Missing),
    Fact(Fact),
    Judgement(Judgement),
}

/// Nothing is judged, whatever the numbers are.
#[derive(Clone, Debug, PartialEq)]
pub enum Halt {
    /// The page has a mistake.
    Mistake,
    Sealed(Date),
    /// Dropped or paused.
    Event {
        since: Option<Date>,
        why: Option<String>,
    },
    NotAgreed,
    Starts(Date),
}

/// Why there is no number, or none that still counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Missing {
    Value,
    /// Stale without a date.
    ValueForLong,
    /// Stale: the last value's day, and when the next one was due.
    ValueSince {
        last: Date,
        due: Date,
    },
    /// The last value was observed before the period.
    ValueOfPeriod(Option<Date>),
    Measurement,
    Grade,
    /// A text, graded by a person at the close.
    Number,
    Parts,
    TargetToBeDecided,
    Target,
    Baseline,
    /// Target and baseline are the same.
    Way,
    Known,
    /// Manual, and nothing is recorded.
    Score,
    KeyResults,
    /// No key results, but so many goals that support it.
    KeyResultsBut(usize),
    /// Nothing that is there is scored.
    Scored,
    Reported,
    /// Less than 60 % of the weight is graded.
    Weight {
        graded: usize,
        of: usize,
        weight: f64,
    },
    /// Most of it is stale; the oldest value's day.
    MostSince(Date),
}

/// What was counted or measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    Found(f64),
    Done(Option<Date>),
    Due(Option<Date>),
    WasDue(Option<Date>),
    EveryMilestone,
    /// A budget, of its whole ceiling.
    Used {
        used: f64,
        of: f64,
    },
    /// A budget, of what its ceiling allows by now.
    UsedByNow {
        used: f64,
        of: f64,
    },
    /// Slots with at least so many.
    Slots {
        hits: u32,
        of: u32,
        cadence: Cadence,
        at_least: f64,
    },
    /// Parts that are guardrails, and how many of them hold.
    PartsHold {
        holding: usize,
        of: usize,
    },
    OutsideNow,
    Inside {
        hits: u32,
        of: u32,
    },
    BreachesAllowed(u32),
}

/// What the rule made of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Judgement {
    /// The grade; good and middle are read from it.
    AtTheClose {
        grade: f64,
        kind: GoalKind,
    },
    NotAllParts,
    /// The score, the expected one, and the lowest that is still good.
    Against {
        score: f64,
        expected: f64,
        good_from: f64,
    },
    WithoutEnd(f64),
    /// The day of the period, counted from 1, and its first day.
    TooEarly {
        day: i32,
        since: Date,
    },
    Learned,
    NotLearned,
    OnlyGuardrails,
    /// The id of the key result that decides.
    Weakest(String),
    NextDueSince(Date),
    /// The counter-metric that is off target, and the day of its value.
    HeldDown {
        guard: String,
        on: Option<Date>,
    },
}

/// What caps an objective's band; the key result's id.
#[derive(Clone, Debug, PartialEq)]
pub enum Cap {
    Broken(String),
    Must(String, Status),
}

/// Key results that are worse than the objective's word says, worst first.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    pub of: usize,
    /// Never empty.
    pub worse: Vec<(usize, Status)>,
}

/// Why something is in no mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    NotDefined,
    Stretch,
    Draft,
    Dropped,
    Paused,
    NotStarted,
    FindsBaseline,
    DueLater,
    /// A guardrail without a weight.
    OnlyCaps,
    /// A text without a weight.
    OnlyShown,
    OtherPeriod,
    Circle,
}

/// Which value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Its kind has no value of its own.
    Nothing,
    AsWritten,
    CheckIn,
    Latest,
    Period,
    Last(u32),
}

impl Clause {
    /// Whether it tells a measured value, which may be confidential.
    pub fn tells_value(&self) -> bool {
        matches!(self, Clause::Fact(Fact::Found(_) | Fact::Used { .. } | Fact::UsedByNow { .. }))
    }
}

impl From<Halt> for Clause {
    fn from(halt: Halt) -> Self {
        Clause::Halt(halt)
    }
}

impl From<Missing> for Clause {
    fn from(missing: Missing) -> Self {
        Clause::Missing(missing)
    }
}

impl From<Fact> for Clause {
    fn from(fact: Fact) -> Self {
        Clause::Fact(fact)
    }
}

impl From<Judgement> for Clause {
    fn from(judgement: Judgement) -> Self {
        Clause::Judgement(judgement)
    }
}

impl From<&Event> for Halt {
    fn from(event: &Event) -> Self {
        Halt::Event { since: event.date, why: event.why.clone() }
    }
}
