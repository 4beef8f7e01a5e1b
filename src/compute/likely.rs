//! What a KPI will likely be by a day, and how likely it reaches a target (`statistics.md` §4.1, §4.3, A-21).

use super::aggregate::{fold, within};
use super::forecast::{Expected, Fit, Unfit};
use super::kpi;
use super::limits::State;
use super::pace::Span;
use super::scores::{Freshness, KpiScore, Pattern, Run, SlotValue};
use super::shape::{season, seasonal};
use super::signal::consecutive;
use crate::domain::{Cadence, Calendar, Date, Period, Slot};
use crate::parse::doc::{Aggregate, KpiDoc, Measure};
use crate::resolve::model::Kpi;
use crate::resolve::settings::Settings;

/// No forecast reaches further than so many slots.
const FURTHEST: usize = 18;
/// A rebase that leaves fewer values than this is not obeyed: the whole history is taken.
const ENOUGH: usize = 8;

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `forecast: off`.
    Off,
    Stale,
    /// Fewer than 4 values.
    TooFew,
    /// All values are equal.
    NoVariation,
    /// More than 18 slots to go.
    TooFar,
    /// Nothing is to come: the last slot of the period is in.
    Over,
    /// Long gaps, and too few values after the last of them.
    Gaps,
    /// Daily values, and nothing says how they make a week.
    NoRule,
    /// Values that are too large to reckon with.
    OutOfRange,
}

impl Refusal {
    /// The reason in data files.
    pub fn name(self) -> &'static str {
        match self {
            Refusal::Off => "switched off",
            Refusal::Stale => "the series has stopped",
            Refusal::TooFew => "fewer than 4 points",
            Refusal::NoVariation => "no variation in history",
            Refusal::TooFar => "more than 18 slots to go",
            Refusal::Over => "nothing to come",
            Refusal::Gaps => "too many gaps",
            Refusal::NoRule => "no aggregate",
            Refusal::OutOfRange => "values too large",
        }
    }
}

/// A KPI's fitted series with the slots to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    pub fit: Fit,
    /// The cadence of its slots: the KPI's, or the week where days are too many.
    pub cadence: Cadence,
    /// The values of the period's ended slots, in that cadence.
    pub observed: Vec<f64>,
    /// The period's slots to come.
    pub slots: Vec<Slot>,
    /// Of a weighted rate over the period: its ratio to date, slot by slot.
    pub to_date: Option<Fit>,
    /// It rests on values from before the last rebase too: there are too few since.
    pub across_rebase: bool,
}

/// How likely a target is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    pub probability: f64,
    /// The number that is compared with the target.
    pub expected: Expected,
    /// The number may reach the target earlier: it is likelier than said.
    pub or_more: bool,
    /// The number is a ratio whose weights to come are not known.
    pub rough: bool,
}

/// Fits a KPI's ended slots and looks as far as the last slot that belongs to the span. The fit is that of the KPI's
/// own forecast, where that rests on the same slots.
///
/// # Errors
/// The reason why nothing can be said.
pub fn forecast(
    kpi: &Kpi,
    score: &KpiScore,
    settings: &Settings,
    span: Span,
    measure: Measure,
) -> Result<Forecast, Refusal> {
    let calendar = &settings.calendar;
    if !kpi.doc.forecast {
        return Err(Refusal::Off);
    }
    let Some(last) = score.slots.last() else { return Err(Refusal::TooFew) };
    if score.freshness == Freshness::Stale {
        return Err(Refusal::Stale);
    }
    let own = kpi::cadence(kpi);
    let fitted =
        |cadence, history, slots| fitted(kpi, score, settings, cadence, history, Ahead { span, slots, measure });
    if let Some(slots) = to_come(last.slot, own, span.end, calendar)? {
        return fitted(own, score.run(), slots);
    }
    if !matches!(own, Cadence::Day | Cadence::Workday) {
        return Err(Refusal::TooFar);
    }
    let how = kpi.doc.aggregate.ok_or(Refusal::NoRule)?;
    let (weeks, n) = weeks(score.run(), own, how, calendar);
    let last = weeks.last().ok_or(Refusal::TooFew)?.slot;
    let slots = to_come(last, Cadence::Week, span.end, calendar)?.ok_or(Refusal::TooFar)?;
    fitted(Cadence::Week, Run::new(&weeks, &n), slots)
}

/// What a forecast looks at.
struct Ahead {
    span: Span,
    slots: Vec<Slot>,
    measure: Measure,
}

/// The slots after the last observed one; `None` where they are too many.
fn to_come(last: Slot, every: Cadence, until: Date, calendar: &Calendar) -> Result<Option<Vec<Slot>>, Refusal> {
    let mut slots = Vec::new();
    let mut slot = every.next(last, calendar);
    while every.owner_day(slot) <= until {
        if slots.len() == FURTHEST {
            return Ok(None);
        }
        slots.push(slot);
        slot = every.next(slot, calendar);
    }
    if slots.is_empty() { Err(Refusal::Over) } else { Ok(Some(slots)) }
}

/// Days as whole weeks with their sums of weights; of a week with a missing day a total is not known.
pub fn weeks(days: Run<'_>, every: Cadence, how: Aggregate, calendar: &Calendar) -> (Vec<SlotValue>, Vec<f64>) {
    let whole = if every == Cadence::Workday { 5 } else { 7 };
    let room = days.slots.len() / whole + 2;
    let (mut out, mut n) = (Vec::with_capacity(room), Vec::new());
    let mut from = 0;
    while let Some(first) = days.slots.get(from) {
        let slot = Cadence::Week.slot(first.slot.start, calendar);
        let count = days.slots[from..].iter().take_while(|d| d.slot.start <= slot.end).count();
        let last = days.slots[from + count - 1].slot;
        let ended = every.next(last, calendar).start > slot.end;
        if ended && (how != Aggregate::Sum || count == whole) {
            let week = days.part(from..from + count);
            if let Some(value) = fold(how, week.weighted()) {
                out.push(SlotValue { slot, value });
                if how == Aggregate::Weighted {
                    n.push(week.weighted().filter_map(|(_, w)| w).sum());
                }
            }
        }
        from += count;
    }
    (out, n)
}

fn fitted(
    kpi: &Kpi,
    score: &KpiScore,
    settings: &Settings,
    cadence: Cadence,
    history: Run<'_>,
    Ahead { span, slots, measure }: Ahead,
) -> Result<Forecast, Refusal> {
    let ended = within(history, cadence, span).slots;
    let ratio = measure == Measure::Period && kpi.doc.aggregate == Some(Aggregate::Weighted);
    let known = score.forecast.as_ref().ok().filter(|f| f.cadence == cadence);
    let (fit, across_rebase, to_date) = match known {
        Some(known) if !ratio => (known.fit.clone(), known.across_rebase, None),
        _ => {
            let (dates, values) = consecutive(history.slots, cadence, &settings.calendar);
            let (since, across_rebase) = since(kpi, &dates, &values, settings.as_of.date);
            let seasonal = seasonal_here(kpi, score, cadence, across_rebase);
            let fit = |values: &[Option<f64>]| fit(&values[since..], cadence, seasonal);
            let to_date = ratio.then(|| {
                let first = dates.partition_point(|d| *d < ended.first().map_or(slots[0], |s| s.slot).start);
                fit(&ratios_to_date(history, &dates, first, ended.len() + slots.len())).ok()
            });
            let slots = known.map_or_else(|| fit(&values), |known| Ok(known.fit.clone()));
            (slots?, across_rebase, to_date.flatten())
        }
    };
    if !fit.step(slots.len()).sd.is_finite() {
        return Err(Refusal::OutOfRange);
    }
    let observed = ended.iter().map(|s| s.value).collect();
    Ok(Forecast { fit, cadence, observed, slots, to_date, across_rebase })
}

/// From which slot on the process is the one of today; from the first on and `true` where too few came since.
fn since(kpi: &Kpi, dates: &[Date], values: &[Option<f64>], as_of: Date) -> (usize, bool) {
    let rebase = kpi.doc.rebase.iter().map(|r| r.date).filter(|d| *d <= as_of).max();
    let since = rebase.map_or(0, |day| dates.partition_point(|d| *d < day));
    let few = values[since..].iter().flatten().count() < ENOUGH && since > 0;
    (if few { 0 } else { since }, few)
}

/// Whether the slots repeat themselves, where the signal has answered that for the very same slots: a page gives one
/// answer.
fn seasonal_here(kpi: &Kpi, score: &KpiScore, cadence: Cadence, across_rebase: bool) -> Option<bool> {
    let same = cadence == kpi::cadence(kpi) && !across_rebase && matches!(score.state, State::Trial | State::Ok);
    same.then_some(score.pattern == Pattern::Season)
}

/// Fits the values of consecutive slots.
fn fit(values: &[Option<f64>], cadence: Cadence, is_seasonal: Option<bool>) -> Result<Fit, Refusal> {
    let values = bridged(values)?;
    let m = season(cadence, values.len());
    let repeats = is_seasonal.unwrap_or_else(|| seasonal(&values.iter().copied().map(Some).collect::<Vec<_>>(), m));
    Fit::with_season(&values, if repeats { m } else { 1 }).map_err(|unfit| match unfit {
        Unfit::TooFew => Refusal::TooFew,
        Unfit::NoVariation => Refusal::NoVariation,
    })
}

/// The ratio to date of a weighted rate at each slot, beginning anew at `first` and, before it, every so many slots
/// as the period has: whole periods look like the one that runs (`statistics.md` §4.3).
fn ratios_to_date(history: Run<'_>, dates: &[Date], first: usize, length: usize) -> Vec<Option<f64>> {
    let mut slots = history.weighted().zip(history.slots).peekable();
    let (mut sum, mut weights) = (0.0, 0.0);
    let mut ratio = |(i, date): (usize, &Date)| {
        if (i + length - first % length).is_multiple_of(length) {
            (sum, weights) = (0.0, 0.0);
        }
        let ((value, weight), _) = slots.next_if(|(_, slot)| slot.slot.start == *date)?;
        let weight = weight?;
        (sum, weights) = (sum + value * weight, weights + weight);
        Some(sum / weights).filter(|ratio| ratio.is_finite())
    };
    dates.iter().enumerate().map(&mut ratio).collect()
}

/// The values with gaps of one or two slots filled by straight lines; from the last longer gap on.
fn bridged(values: &[Option<f64>]) -> Result<Vec<f64>, Refusal> {
    let mut missing = 0;
    let mut start = 0;
    for (i, value) in values.iter().enumerate() {
        missing = if value.is_some() { 0 } else { missing + 1 };
        if missing > 2 {
            start = i + 1;
        }
    }
    let rest = &values[start..];
    let known = rest.iter().flatten().count();
    if (start > 0 && known < ENOUGH) || (rest.len() - known) * 5 > rest.len() {
        return Err(if start == 0 && known < 4 { Refusal::TooFew } else { Refusal::Gaps });
    }
    let mut out: Vec<f64> = Vec::with_capacity(rest.len());
    for (i, value) in rest.iter().enumerate() {
        if let Some(value) = value {
            let before = out.last().copied().unwrap_or(*value);
            let steps = i - out.len() + 1;
            out.extend((1..=steps).map(|k| before + (value - before) * k as f64 / steps as f64));
        }
    }
    Ok(out)
}

/// The period whose end a KPI's own forecast looks to: the narrowest one with a target, else the reporting period
/// that runs.
pub fn period(doc: &KpiDoc, every: Cadence, as_of: Date, calendar: &Calendar) -> Period {
    let tomorrow = crate::domain::cadence::add_days(as_of, 1);
    let declared = doc.targets.iter().map(|(period, _)| period).filter(|p| p.contains(tomorrow));
    declared.min_by_key(|p| p.days()).cloned().unwrap_or_else(|| kpi::reporting_period(every, tomorrow, calendar))
}

impl Forecast {
    /// The slots to come with what they will likely be.
    pub fn steps(&self) -> impl Iterator<Item = (Slot, Expected)> {
        self.slots.iter().enumerate().map(|(i, slot)| (*slot, self.fit.step(i + 1)))
    }

    /// The last slot.
    pub fn end(&self) -> Expected {
        self.fit.step(self.slots.len())
    }

    /// How likely a number over the period is at least (or at most) a bound at the period's end; `None` where nothing
    /// can be said of that number. `how` is the KPI's rule.
    pub fn chance(&self, measure: Measure, how: Option<Aggregate>, bound: f64, at_least: bool) -> Option<Chance> {
        let (h, observed) = (self.slots.len(), &self.observed);
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        let reached = |v: f64| if at_least { v >= bound } else { v <= bound };
        let mut or_more = false;
        let expected = match (measure, how) {
            (Measure::Latest, _) | (Measure::Period, Some(Aggregate::Last)) => self.end(),
            (Measure::Period, Some(Aggregate::Sum)) => shifted(self.fit.total(h, |_| 1.0), sum(observed), 1.0),
            (Measure::Period, Some(Aggregate::Mean)) => {
                shifted(self.fit.total(h, |_| 1.0), sum(observed), (observed.len() + h) as f64)
            }
            (Measure::Period, Some(Aggregate::Weighted)) => self.to_date.as_ref()?.step(h),
            (Measure::Period, Some(how @ (Aggregate::Max | Aggregate::Min))) => {
                or_more = at_least == (how == Aggregate::Max);
                if or_more && observed.iter().any(|v| reached(*v)) {
                    let expected = Expected { mean: bound, sd: 0.0, nu: self.fit.nu };
                    return Some(Chance { probability: 1.0, expected, or_more: false, rough: false });
                }
                self.end()
            }
            (Measure::Period, Some(Aggregate::First) | None) => return None,
            (Measure::Last(n), how) => {
                let n = (n.max(1) as usize).min(observed.len() + h);
                let known = &observed[observed.len() - n.saturating_sub(h)..];
                let total = self.fit.total(h, |i| f64::from(u8::from(i + n > h)));
                let parts = if how == Some(Aggregate::Sum) { 1.0 } else { n as f64 };
                shifted(total, sum(known), parts)
            }
        };
        let probability = if at_least { expected.at_least(bound) } else { expected.at_most(bound) };
        let rough = how == Some(Aggregate::Weighted) && measure != Measure::Latest;
        Some(Chance { probability, expected, or_more, rough })
    }
}

/// A total with what is known already, divided.
fn shifted(total: Expected, known: f64, parts: f64) -> Expected {
    Expected { mean: (total.mean + known) / parts, sd: total.sd / parts, nu: total.nu }
}

/// A probability as it is printed: in steps of 5 %, never surer than 95 % (F-20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    Below5,
    Percent(u8),
    Above95,
}

/// How a probability is printed.
pub fn printed(probability: f64) -> Printed {
    match probability {
        p if p < 0.05 => Printed::Below5,
        p if p > 0.95 => Printed::Above95,
        p => Printed::Percent(((p * 20.0).round() * 5.0) as u8),
    }
}

/// Words for a probability as it is printed, so that both say the same (F-20).
pub fn words(printed: Printed) -> &'static str {
    match printed {
        Printed::Above95 | Printed::Percent(90..) => "very likely",
        Printed::Percent(66..) => "likely",
        Printed::Percent(33..) => "about as likely as not",
        Printed::Percent(10..) => "unlikely",
        Printed::Percent(_) | Printed::Below5 => "very unlikely",
    }
}

#[cfg(test)]
#[path = "likely_tests.rs"]
mod tests;
