//! Is the last change of a KPI real, and is it good (`statistics.md` §1.4, §1.5)?

use super::aggregate::{count_slots, follows};
use super::label::{Label, PointType};
use super::limits::{Assessment, ENOUGH, Mode, Options, State, assess, chunky};
use super::pace::Span;
use super::runs::Runs;
use super::scores::{BrokenRule, Limits, Pattern, Signal, SlotValue};
use super::shape::{Likeness, ordered, season, season_differences};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date};
use crate::parse::doc::KpiDoc;

/// From this |τ| on a series only climbs or falls, and its level has no limits to speak of.
const TRENDING: f64 = 0.6;

/// What the limits say of a KPI.
#[derive(Clone, Debug)]
pub struct Reading {
    pub limits: Option<Limits>,
    pub signal: Signal,
    /// Whether the signal points upwards; `None` without one.
    pub up: Option<bool>,
    pub pattern: Pattern,
    /// Each value hangs on the one before: signals are more frequent than chance has them.
    pub dependent: bool,
    /// Runs about the median, with the rule set `run`.
    pub runs: Option<Runs>,
    /// Values lie in steps too coarse for reliable limits.
    pub coarse: bool,
    /// Which rule the last point breaks.
    pub broken: Option<BrokenRule>,
    /// Consecutive slots, the missing ones included, by their first day.
    pub dates: Vec<Date>,
    /// Segments and labels over `dates`.
    pub assessment: Assessment,
    /// Slot for slot of `dates`.
    pub values: Vec<Option<f64>>,
}

/// Reads the last observed point in the light of the slots before it.
pub fn read(doc: &KpiDoc, slots: &[SlotValue], cadence: Cadence, as_of: Date, calendar: &Calendar) -> Reading {
    let (dates, values) = consecutive(slots, cadence, calendar);
    let options = options(doc, &dates, as_of);
    let assessment = assess(&values, &options);
    let last = assessment.segments.last();
    let likeness = last.and_then(|s| Likeness::new(&values[s.start..s.end], season(cadence, s.n)));
    let dependent = likeness.as_ref().is_some_and(Likeness::dependent);
    let coarse = last.and_then(|s| chunky(&values, s)).unwrap_or(false);
    let runs = last.and_then(|s| s.runs);
    let Judged { limits, signal, up, pattern, broken } =
        judge(&assessment, &values, &dates, &options, likeness.as_ref());
    Reading { limits, signal, up, pattern, dependent, runs, coarse, broken, dates, assessment, values }
}

/// How a KPI's page wants its series judged; rebases dated later than the as-of date have not happened.
pub fn options(doc: &KpiDoc, dates: &[Date], as_of: Date) -> Options {
    Options {
        direction: doc.direction,
        screen: doc.screen_outliers,
        lock: doc.lock.map(|n| n as usize),
        rebase: doc
            .rebase
            .iter()
            .filter(|r| r.date <= as_of)
            .map(|r| dates.partition_point(|d| *d < r.date))
            .filter(|i| *i < dates.len())
            .collect(),
        outside_only: doc.window.is_some(),
        rules: doc.rules,
        mode: Mode::Recommended,
    }
}

/// The series whose ups and downs a process chart shows.
pub struct Process {
    /// First days of consecutive slots.
    pub dates: Vec<Date>,
    pub values: Vec<Option<f64>>,
    pub assessment: Assessment,
}

/// The values of a level as they are; of a series that climbs all along its steps, of a seasonal one the
/// differences from the season before. Rebases of the level are none of those.
pub fn process(
    doc: &KpiDoc,
    slots: &[SlotValue],
    pattern: Pattern,
    cadence: Cadence,
    as_of: Date,
    calendar: &Calendar,
) -> Process {
    let (mut dates, mut values) = consecutive(slots, cadence, calendar);
    let options = match pattern {
        Pattern::Level => options(doc, &dates, as_of),
        Pattern::Trend | Pattern::Season => {
            let known = values.iter().flatten().count();
            let back = if pattern == Pattern::Trend { 1 } else { season(cadence, known) };
            values = season_differences(&values, back);
            dates.drain(..back.min(dates.len()));
            Options { rebase: Vec::new(), lock: None, ..options(doc, &dates, Date::MIN) }
        }
    };
    Process { assessment: assess(&values, &options), dates, values }
}

/// The series as consecutive slots; a missing one is `None`.
pub fn consecutive(slots: &[SlotValue], cadence: Cadence, calendar: &Calendar) -> (Vec<Date>, Vec<Option<f64>>) {
    let mut dates = Vec::with_capacity(slots.len());
    let mut values = Vec::with_capacity(slots.len());
    let mut before: Option<SlotValue> = None;
    for slot in slots {
        if let Some(before) = before.filter(|b| !follows(b.slot, slot.slot)) {
            let gap = Span { start: add_days(before.slot.end, 1), end: add_days(slot.slot.start, -1) };
            let mut missing = before.slot;
            for _ in 0..count_slots(cadence, gap, calendar) {
                missing = cadence.next(missing, calendar);
                dates.push(missing.start);
                values.push(None);
            }
        }
        dates.push(slot.slot.start);
        values.push(Some(slot.value));
        before = Some(*slot);
    }
    (dates, values)
}

/// What is said of the last observed point.
struct Judged {
    limits: Option<Limits>,
    signal: Signal,
    up: Option<bool>,
    pattern: Pattern,
    broken: Option<BrokenRule>,
}

impl Judged {
    fn not(limits: Option<Limits>, pattern: Pattern) -> Self {
        Self { limits, signal: Signal::NotAssessed, up: None, pattern, broken: None }
    }
}

fn judge(
    assessment: &Assessment,
    values: &[Option<f64>],
    dates: &[Date],
    options: &Options,
    likeness: Option<&Likeness>,
) -> Judged {
    let unjudged = Judged::not(None, Pattern::Level);
    let Some(segment) = assessment.segments.last() else { return unjudged };
    let ends = segment.lower.zip(segment.upper);
    let few = matches!(segment.state, State::TooFewPoints | State::NoVariation);
    if few || (ends.is_none() && segment.runs.is_none()) {
        return unjudged;
    }
    let own = &values[segment.start..segment.end];
    if let Some(m) = likeness.and_then(|likeness| likeness.season(own)) {
        return seasonally(own, &dates[segment.start..], m, options);
    }
    let limits = segment.mean.zip(ends).map(|(mean, (lower, upper))| Limits {
        mean,
        lower,
        upper,
        trial: segment.state == State::Trial,
        since: dates[segment.start],
    });
    let known: Vec<f64> = own.iter().flatten().copied().collect();
    if known.len() >= ENOUGH && ordered(&known, TRENDING) {
        return Judged::not(limits, Pattern::Trend);
    }
    Judged { limits, ..last_point(assessment, values, dates, options) }
}

/// A seasonal series is judged against the same point of the season before; its raw limits would be
/// as wide as the season and are not given.
fn seasonally(values: &[Option<f64>], dates: &[Date], m: usize, options: &Options) -> Judged {
    let too_short = Judged::not(None, Pattern::Season);
    if values.iter().flatten().count() < m + ENOUGH {
        return too_short;
    }
    let differences = season_differences(values, m);
    let assessment = assess(&differences, &Options { rebase: Vec::new(), lock: None, ..options.clone() });
    if assessment.segments.last().is_none_or(|s| s.upper.is_none() && s.runs.is_none()) {
        return too_short;
    }
    Judged { pattern: Pattern::Season, ..last_point(&assessment, &differences, &dates[m..], options) }
}

/// What the last observed point says.
fn last_point(assessment: &Assessment, values: &[Option<f64>], dates: &[Date], options: &Options) -> Judged {
    let none = Judged { signal: Signal::None, ..Judged::not(None, Pattern::Level) };
    let Some(broken) = broken_rule(assessment, values, dates) else { return none };
    let signal = match broken.label.point_type(options.direction) {
        PointType::Common => return none,
        PointType::Improvement => Signal::Better,
        PointType::Concern => Signal::Worse,
        PointType::Neutral if options.direction.is_none() => Signal::NotAssessed,
        PointType::Neutral => Signal::Unusual,
    };
    Judged { signal, up: broken.label.up(), broken: Some(broken), ..none }
}

/// The rule that the last observed point breaks; `None` where its variation is routine.
pub fn broken_rule(assessment: &Assessment, values: &[Option<f64>], dates: &[Date]) -> Option<BrokenRule> {
    let segment = assessment.segments.last()?;
    let last = values.iter().rposition(Option::is_some).filter(|last| *last >= segment.start)?;
    let label = assessment.labels[last];
    let up = label.up()?;
    // What a neighbour, read backwards, must be to belong to the same run; a run may hold points of other labels too.
    let goes_on = |i: usize| match label {
        Label::Trend(_) => values[i].zip(values[i + 1]).is_some_and(|(v, next)| v != next && (next > v) == up),
        Label::Shift(_) | Label::Eight(_) => on_side(values[i], segment.mean, up),
        Label::LongRun(_) => values[i].is_none() || values[i] == segment.mean || on_side(values[i], segment.mean, up),
        _ => assessment.labels[i] == label,
    };
    let first = (segment.start..last).rev().take_while(|i| goes_on(*i)).last().unwrap_or(last);
    let count = values[first..=last].iter().flatten().filter(|v| Some(**v) != segment.mean).count();
    Some(BrokenRule { label, since: dates[first], count })
}

fn on_side(value: Option<f64>, mean: Option<f64>, above: bool) -> bool {
    value.zip(mean).is_some_and(|(v, mean)| v != mean && (v > mean) == above)
}
