//! Numbers in side tables, index for index beside the model, which is never written to again.
//! `None` is "not known": never a zero.

use super::label::Label;
use super::likely::{Forecast, Refusal};
use super::limits::State;
use super::reason::{Cap, Exception, LeftOut, Read, Reason};
use super::runs::Runs;
use super::snapshot::Snapshot;
use crate::base::Diagnostic;
use crate::domain::{Date, Period, Slot, Status};
use crate::parse::doc::Baseline;
use crate::resolve::model::{KpiIx, KrIx, ObjectiveIx};
use crate::resolve::restated::Restated;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that was computed.
#[derive(Clone, Debug)]
pub struct Scores {
    pub as_of: Date,
    /// Shared with the scores of the build before where nothing changed; so are those of KPIs.
    pub objectives: Vec<Arc<ObjectiveScore>>,
    pub kpis: Vec<Arc<KpiScore>>,
    /// Mistakes that only the numbers of a goal show.
    pub findings: BTreeMap<ObjectiveIx, Vec<Diagnostic>>,
    /// What the files give now for sealed goals, where it differs from the seal.
    pub unsealed: BTreeMap<ObjectiveIx, Arc<ObjectiveScore>>,
    /// What stood at the end of each ended week, oldest first, as its last revision knew it; none without a history.
    pub weeks: Vec<Arc<Snapshot>>,
    /// Values that were told otherwise before, newest first.
    pub restated: Vec<Restated>,
    /// Objective for objective; none where nothing was restated.
    pub first_told: Vec<FirstTold>,
}

/// A goal's score with the values that were told first.
#[derive(Clone, Debug)]
pub struct FirstTold {
    pub score: Option<f64>,
    pub key_results: Vec<Option<f64>>,
}

impl Scores {
    pub fn objective(&self, ix: ObjectiveIx) -> &ObjectiveScore {
        &self.objectives[ix.0 as usize]
    }
    pub fn kpi(&self, ix: KpiIx) -> &KpiScore {
        &self.kpis[ix.0 as usize]
    }
    pub fn key_result(&self, ix: KrIx) -> &KrScore {
        &self.objectives[ix.0.0 as usize].key_results[ix.1 as usize]
    }
}

/// The numbers of one objective.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectiveScore {
    /// Mean of the computed, limited progress of its key results.
    pub progress: Option<f64>,
    pub expected: Option<f64>,
    /// After the close: the grade. What roll-ups and pages use; honours `after_change` and the lower-is-official rule.
    pub score: Option<f64>,
    pub status: Status,
    /// The date the word speaks of, where an overdue value makes it hollow ("On pace as of 31 Jul").
    pub hollow_since: Option<Date>,
    /// Why the status is what it is.
    pub reason: Reason,
    /// If any key result is worse than the objective.
    pub exception: Option<Exception>,
    pub coverage: Coverage,
    pub key_results: Vec<KrScore>,
    /// The terms of the mean, for the arithmetic on the page.
    pub terms: Vec<Term>,
    /// What capped the band.
    pub cap: Option<Cap>,
    /// The period has ended (closed words apply).
    pub ended: bool,
    /// Ended but neither closed by the author nor sealed.
    pub provisional: bool,
    /// Score under the original definitions, where a goalpost was moved.
    pub original: Option<f64>,
    /// Score with dropped or never-measured key results counted as 0, where `domain.md` §3 wants both numbers.
    pub with_dropped: Option<f64>,
    /// Score and expected at the end of each week of the period up to the as-of date.
    pub history: Vec<HistoryPoint>,
    /// Last check-in or value date.
    pub last_voice: Option<Date>,
    /// Owner's confidence, newest, 0–1.
    pub confidence: Option<f64>,
}

/// "k of n graded".
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coverage {
    pub graded: usize,
    /// Leaves out dropped, paused, baseline-finding, not-yet-started, stretch.
    pub of: usize,
    /// Share of the weight that is graded, 0–1.
    pub weight: f64,
}

/// One line of a roll-up's arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub label: String,
    pub what: TermOf,
    pub weight: f64,
    pub share: f64,
    pub score: Option<f64>,
    pub expected: Option<f64>,
    /// Why it is not in the mean, if it is not.
    pub left_out: Option<LeftOut>,
}

/// What a term speaks of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TermOf {
    KeyResult(u32),
    Objective(ObjectiveIx),
}

/// A past week's score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoryPoint {
    pub date: Date,
    pub score: Known,
    pub expected: Known,
}

/// A number or none, in the room of a number: there is one for each week of each goal.
#[derive(Clone, Copy, Debug)]
pub struct Known(f64);

impl Known {
    pub fn get(self) -> Option<f64> {
        (!self.0.is_nan()).then_some(self.0)
    }
}

impl From<Option<f64>> for Known {
    fn from(number: Option<f64>) -> Self {
        Self(number.unwrap_or(f64::NAN))
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

/// The kinds of key results as data files name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KrKind {
    Metric,
    Guardrail,
    Budget,
    Milestones,
    YesNo,
    Ordinal,
    Each,
    FindBaseline,
    Parts,
    Text,
}

impl KrKind {
    /// The stable token in data files.
    pub fn token(self) -> &'static str {
        match self {
            KrKind::Metric => "metric",
            KrKind::Guardrail => "guardrail",
            KrKind::Budget => "budget",
            KrKind::Milestones => "milestones",
            KrKind::YesNo => "yes_no",
            KrKind::Ordinal => "ordinal",
            KrKind::Each => "each",
            KrKind::FindBaseline => "find_baseline",
            KrKind::Parts => "parts",
            KrKind::Text => "text",
        }
    }
}

/// The numbers of one key result.
#[derive(Clone, Debug, PartialEq)]
pub struct KrScore {
    pub kind: KrKind,
    /// Raw: may exceed 1 or be negative.
    pub progress: Option<f64>,
    pub expected: Option<f64>,
    /// Recorded grade, else limited progress, else its kind's rule.
    pub score: Option<f64>,
    pub status: Status,
    pub hollow_since: Option<Date>,
    pub reason: Reason,
    /// Path, resolved: relative targets and "end of" baselines read once.
    pub baseline: Option<f64>,
    /// Where the baseline was read from somewhere: never a number.
    pub baseline_from: Option<Box<Baseline>>,
    pub target: Option<f64>,
    /// For guardrails `between`: both bounds.
    pub bounds: Option<(Option<f64>, Option<f64>)>,
    pub value: Option<f64>,
    /// Last day of the slot, or day of the check-in, that the value speaks of.
    pub value_date: Option<Date>,
    /// The value was observed before the period; progress is not known.
    pub before_period: bool,
    /// Which value.
    pub read: Read,
    /// Dated values of check-ins, within the period plus one before; what a KPI feeds has that KPI's slots.
    pub points: Vec<(Date, f64)>,
    /// Guardrail: slots inside and slots observed.
    pub inside: Option<(u32, u32)>,
    /// Budget: used so far and allowed by now.
    pub used: Option<(f64, f64)>,
    /// Milestones: done state by index and weight share; `each`, `parts` fill `parts`.
    pub parts: Vec<KrScore>,
    /// Recorded grade with its reason, if one stands.
    pub recorded: Option<Box<(f64, String)>>,
    /// The computed score beside a recorded one.
    pub computed: Option<f64>,
    /// Score under the original definition, where a goalpost was moved.
    pub original: Option<f64>,
    /// Why it is in no mean, if it is in none.
    pub left_out: Option<LeftOut>,
    /// Slots of its KPI overdue at the as-of date.
    pub overdue: u32,
    /// The date by which the overdue value was due.
    pub due_since: Option<Date>,
    /// Its counter-metric, where it names one.
    pub guard: Option<Box<GuardState>>,
}

/// The counter-metric of a key result on the day its word speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct GuardState {
    pub value: Option<f64>,
    /// Last day of the value's slot.
    pub date: Option<Date>,
    pub target: Option<SlotTarget>,
    /// Off target: the guard is broken.
    pub status: Status,
    /// The key result's word without the guard, where that holds it down.
    pub instead_of: Option<Status>,
}

/// Age of a series (`statistics.md` A-40).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    Fresh,
    /// One slot overdue.
    Late,
    /// Two or more slots overdue.
    Stale,
    /// No value at all.
    NoData,
}

/// A slot's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlotValue {
    pub slot: Slot,
    pub value: f64,
}

/// Neighbouring slots with their sums of weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run<'a> {
    pub slots: &'a [SlotValue],
    /// Slot for slot, NaN where there is none; empty where there is none at all.
    n: &'a [f64],
}

impl<'a> Run<'a> {
    /// Slots and, index for index, their sums of weights; none of these at all, or NaN where one is not known.
    pub fn new(slots: &'a [SlotValue], n: &'a [f64]) -> Self {
        Self { slots, n }
    }

    /// The part of it at these indices; empty where they lie outside.
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        let n = self.n.get(range.clone()).unwrap_or(&[]);
        Self { slots: self.slots.get(range).unwrap_or(&[]), n }
    }

    /// The sum of weights of the slot at this index, for rates.
    pub fn n(&self, index: usize) -> Option<f64> {
        self.n.get(index).copied().filter(|n| !n.is_nan())
    }

    /// Values with their sums of weights.
    pub fn weighted(self) -> impl Iterator<Item = (f64, Option<f64>)> + 'a {
        self.slots.iter().enumerate().map(move |(i, s)| (s.value, self.n(i)))
    }
}

/// A target at one slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SlotTarget {
    Number(f64),
    Range(f64, f64),
}

/// A period's value over its observed slots.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodValue {
    pub period: Period,
    pub value: Option<f64>,
    pub observed: u32,
    pub expected: u32,
    pub target: Option<SlotTarget>,
}

impl PeriodValue {
    /// Whether every slot of the period was observed.
    pub fn complete(&self) -> bool {
        self.observed == self.expected && self.expected > 0
    }
}

/// The slots of one part of a KPI.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartSlots {
    pub slots: Vec<SlotValue>,
    /// Their sums of weights, as [`Run`] reads them.
    pub n: Vec<f64>,
}

/// The numbers of one KPI.
#[derive(Clone, Debug, PartialEq)]
pub struct KpiScore {
    /// Ended, observed slots up to the as-of date, oldest first.
    pub slots: Vec<SlotValue>,
    /// Their sums of weights, for rates, as [`Run`] reads them: a site holds millions of slots, and few have one.
    pub n: Vec<f64>,
    /// What it is split into, part by part as [`crate::resolve::model::Series::parts`] has them.
    pub parts: Vec<PartSlots>,
    /// The targets of the slots: from the slot that begins on this day on. Neighbours with one target share an entry.
    pub targets: Vec<(Date, Option<SlotTarget>)>,
    /// A running slot that has values but has not ended.
    pub provisional: Option<SlotValue>,
    /// The first slot of a sum, known in part only and left out.
    pub begun: Option<SlotValue>,
    /// Dates of ended slots without a value between the first observed and the last observed one.
    pub gaps: Vec<Slot>,
    pub freshness: Freshness,
    pub overdue: u32,
    /// When the next (or the first overdue) slot is due.
    pub due: Option<Date>,
    pub status: Status,
    /// At the last ended slot.
    pub attainment: Option<f64>,
    pub target: Option<SlotTarget>,
    /// Last complete reporting period (quarter of the site's calendar) and the running one.
    pub last_period: Option<PeriodValue>,
    pub running_period: Option<PeriodValue>,
    /// The running period's predecessor over the same number of slots (like for like).
    pub like_for_like: Option<f64>,
    /// The same slot one year before the latest.
    pub year_before: Option<f64>,
    /// Natural process limits and the signal of the last point, where there are enough points.
    pub limits: Option<Limits>,
    pub signal: Signal,
    /// Whether the signal points upwards; `None` without one.
    pub signal_up: Option<bool>,
    /// Which rule the last point breaks; of a seasonal series that of its difference from the season before.
    pub broken: Option<BrokenRule>,
    pub pattern: Pattern,
    /// Each value hangs on the one before: signals are more frequent than chance has them.
    pub dependent: bool,
    /// How far the limits can be trusted, and the values of the segment they were read from.
    pub state: State,
    pub judged: usize,
    /// Runs about the median, with the rule set `run`.
    pub runs: Option<Runs>,
    /// Values lie in steps too coarse for reliable limits.
    pub coarse: bool,
    /// Up to the end of the period its target speaks of, else of the running reporting period; or why there is none.
    pub forecast: Result<Forecast, Refusal>,
}

impl KpiScore {
    /// The last ended, observed slot.
    pub fn latest(&self) -> Option<&SlotValue> {
        self.slots.last()
    }

    /// The slots with their sums of weights.
    pub fn run(&self) -> Run<'_> {
        Run::new(&self.slots, &self.n)
    }

    /// The sum of weights of the last ended, observed slot.
    pub fn latest_n(&self) -> Option<f64> {
        self.run().n(self.slots.len().checked_sub(1)?)
    }

    /// The target of one of the slots.
    pub fn target_of(&self, slot: Slot) -> Option<SlotTarget> {
        let after = self.targets.partition_point(|(since, _)| *since <= slot.start);
        self.targets.get(after.checked_sub(1)?)?.1
    }
}

/// Natural process limits of the last segment (`statistics.md` §1.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub mean: f64,
    pub lower: f64,
    pub upper: f64,
    /// 8 to 12 points: drawn dashed.
    pub trial: bool,
    /// First slot of the segment.
    pub since: Date,
}

/// The rule that the last point breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    pub label: Label,
    /// The first day of the first slot of the points that break it together.
    pub since: Date,
    /// How many these are; those on the middle line do not count.
    pub count: usize,
}

/// How a series moves, as far as it matters for what its last point is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Around a level: the point is compared with the limits.
    Level,
    /// It only climbs or falls: nothing is judged.
    Trend,
    /// It repeats itself: the point is compared with that of the season before.
    Season,
}

/// Is the last change real, and is it good?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Fewer than 8 points, stale, no direction to judge by, or no variation.
    NotAssessed,
    /// Routine variation.
    None,
    Better,
    Worse,
    /// A signal on a KPI without a good direction.
    Unusual,
}

impl Signal {
    /// The stable token of what is kept.
    pub fn token(self) -> &'static str {
        match self {
            Signal::NotAssessed => "not_assessed",
            Signal::None => "none",
            Signal::Better => "better",
            Signal::Worse => "worse",
            Signal::Unusual => "unusual",
        }
    }
}
