//! The numbers of one KPI (`domain.md` §5).

use super::aggregate::{
    Slots, count_ended, count_slots, differences, fill_with_zero, gaps, guess_cadence, period_value, slots, take_begun,
    value_of, visible, within,
};
use super::kpi_target::{Verdict, of_period, of_slot, total_of, verdict};
use super::likely::{self, Refusal};
use super::limits::State;
use super::pace::{Overdue, Span, overdue};
use super::scores::{Freshness, KpiScore, Pattern, PeriodValue, Run, Signal, SlotTarget, SlotValue};
use super::{signal, split};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date, Period, Slot, Status};
use crate::parse::doc::{Aggregate, KpiDoc, Measure};
use crate::resolve::model::{Kpi, Points};
use crate::resolve::settings::Settings;

/// How often a KPI is measured: as declared, else as its dates look.
pub fn cadence(kpi: &Kpi) -> Cadence {
    kpi.doc.cadence.unwrap_or_else(|| guess_cadence(kpi.series.points.iter().map(|p| p.date)))
}

/// Days that a slot's value may take to come in.
pub fn grace(kpi: &Kpi) -> i32 {
    kpi.doc.grace.unwrap_or_else(|| cadence(kpi).grace_days()).max(0)
}

/// The series whose ups and downs the process chart shows, with the labels of every slot.
pub fn process(kpi: &Kpi, score: &KpiScore, settings: &Settings) -> signal::Process {
    let (as_of, calendar) = (settings.as_of.date, &settings.calendar);
    signal::process(&kpi.doc, &score.slots, score.pattern, cadence(kpi), as_of, calendar)
}

/// Limits and signal on an earlier day; `score` holds the slots known then.
pub fn reading_at(kpi: &Kpi, score: &KpiScore, settings: &Settings, day: Date) -> signal::Reading {
    signal::read(&kpi.doc, &score.slots, cadence(kpi), day, &settings.calendar)
}

/// Computes one KPI as of the site's date.
pub fn score(kpi: &Kpi, settings: &Settings) -> KpiScore {
    let (score, every) = (in_brief(kpi, settings), cadence(kpi));
    let (as_of, calendar) = (settings.as_of.date, &settings.calendar);
    let score = KpiScore { parts: split::parts(kpi, every, as_of, calendar), ..score };
    let until = Span::from(&likely::period(&kpi.doc, every, as_of, calendar));
    let forecast = likely::forecast(kpi, &score, settings, until, Measure::Latest);
    KpiScore { forecast, ..score }
}

/// The same without parts and forecast.
pub(super) fn in_brief(kpi: &Kpi, settings: &Settings) -> KpiScore {
    let (as_of, calendar) = (settings.as_of.date, &settings.calendar);
    let every = cadence(kpi);
    let Slots { ended, n, begun, provisional, targets: own } =
        read_slots(&kpi.doc, (&kpi.series.points, &kpi.series.blanks), every, as_of, calendar);
    let targets = targets(&kpi.doc, &ended, &own, every);
    let run = Run::new(&ended, &n);
    let target = targets.last().and_then(|(_, target)| *target);
    let late = ended.last().map(|last| overdue(last.slot, every, grace(kpi), as_of, calendar));
    let freshness = freshness(late);
    let (last_period, running_period, like_for_like) = periods(&kpi.doc, run, every, as_of, calendar);
    let judged = judge(&kpi.doc, run, target, freshness, every, as_of, calendar);
    let reading = signal::read(&kpi.doc, &ended, every, as_of, calendar);
    KpiScore {
        gaps: gaps(&ended, every, calendar),
        freshness,
        overdue: late.map_or(0, |l| l.slots),
        due: late.map(|l| l.due),
        status: judged.status,
        attainment: judged.attainment,
        target,
        targets,
        last_period,
        running_period,
        like_for_like,
        year_before: year_before(&ended, every, calendar),
        limits: reading.limits,
        signal: if freshness == Freshness::Stale { Signal::NotAssessed } else { reading.signal },
        signal_up: reading.up,
        broken: reading.broken,
        pattern: reading.pattern,
        dependent: reading.dependent,
        state: reading.assessment.segments.last().map_or(State::TooFewPoints, |s| s.state),
        judged: reading.assessment.segments.last().map_or(0, |s| s.n),
        runs: reading.runs,
        coarse: reading.coarse,
        forecast: Err(Refusal::Off),
        parts: Vec::new(),
        slots: ended,
        n,
        begun,
        provisional,
    }
}

/// The score of a KPI whose page or series has a mistake: nothing is known.
pub fn unknown() -> KpiScore {
    KpiScore {
        parts: Vec::new(),
        slots: Vec::new(),
        n: Vec::new(),
        targets: Vec::new(),
        begun: None,
        provisional: None,
        gaps: Vec::new(),
        freshness: Freshness::NoData,
        overdue: 0,
        due: None,
        status: Status::NoData,
        attainment: None,
        target: None,
        last_period: None,
        running_period: None,
        like_for_like: None,
        year_before: None,
        limits: None,
        signal: Signal::NotAssessed,
        signal_up: None,
        broken: None,
        pattern: Pattern::Level,
        dependent: false,
        state: State::TooFewPoints,
        judged: 0,
        runs: None,
        coarse: false,
        forecast: Err(Refusal::TooFew),
    }
}

/// Rows to slots: invisible ones left out, running totals differenced, missing filled where the KPI says it is zero.
pub(super) fn read_slots(
    doc: &KpiDoc,
    (points, blanks): (&Points, &[Date]),
    every: Cadence,
    as_of: Date,
    calendar: &Calendar,
) -> Slots {
    let mut rows = visible(points, as_of);
    if doc.cumulative {
        rows = differences(&rows, every, calendar);
    }
    let mut found = slots(&rows, every, doc.aggregate, as_of, calendar);
    if doc.missing_is_zero {
        let blank = blanks.iter().filter(|d| **d <= as_of).max();
        let newest = rows.iter().map(|r| r.date).chain(blank.copied()).max();
        if let Some(newest) = newest {
            fill_with_zero(&mut found, newest, as_of, every, calendar);
        }
    } else if doc.aggregate == Some(Aggregate::Sum) {
        found.begun = take_begun(&mut found, &rows);
    }
    found
}

/// The target of each slot, each said once where neighbours have the same.
fn targets(doc: &KpiDoc, slots: &[SlotValue], own: &[(Date, f64)], every: Cadence) -> Vec<(Date, Option<SlotTarget>)> {
    let mut out: Vec<(Date, Option<SlotTarget>)> = Vec::new();
    for slot in slots.iter().map(|s| s.slot) {
        let row = own.binary_search_by_key(&slot.start, |(start, _)| *start).ok().map(|i| own[i].1);
        let target = of_slot(doc, every, slot, row);
        if out.last().is_none_or(|(_, before)| *before != target) {
            out.push((slot.start, target));
        }
    }
    out
}

/// The age of a series on a day, by its last observed slot.
pub fn freshness_on(kpi: &Kpi, last: Option<Slot>, day: Date, calendar: &Calendar) -> Freshness {
    freshness(last.map(|slot| overdue(slot, cadence(kpi), grace(kpi), day, calendar)))
}

fn freshness(late: Option<Overdue>) -> Freshness {
    match late.map(|l| l.slots) {
        None => Freshness::NoData,
        Some(0) => Freshness::Fresh,
        Some(1) => Freshness::Late,
        Some(_) => Freshness::Stale,
    }
}

/// The reporting period around a day: a quarter of the site's calendar, for quarterly and yearly KPIs a year.
pub fn reporting_period(every: Cadence, day: Date, calendar: &Calendar) -> Period {
    match every {
        Cadence::Quarter | Cadence::Year => Period::year_of(day, calendar),
        _ => Period::quarter_of(day, calendar),
    }
}

type Periods = (Option<PeriodValue>, Option<PeriodValue>, Option<f64>);

/// The last reporting period that has ended, the running one, and the one before over as many slots.
/// On its last day a period has ended.
fn periods(doc: &KpiDoc, run: Run<'_>, every: Cadence, as_of: Date, calendar: &Calendar) -> Periods {
    if run.slots.is_empty() {
        return (None, None, None);
    }
    let running = reporting_period(every, add_days(as_of, 1), calendar);
    let last = reporting_period(every, add_days(running.start, -1), calendar);
    let value = |period: &Period| {
        let mut value = period_value(run, period, every, doc.aggregate, calendar);
        value.target = of_period(doc, period);
        value
    };
    let ended = count_ended(every, Span::from(&running), as_of, calendar) as usize;
    let same_number = nth_slot(every, &last, ended, calendar);
    let like_for_like = same_number.and_then(|span| value_of(within(run, every, span), doc.aggregate));
    let (last, running) = (value(&last), value(&running));
    let like_for_like = like_for_like.filter(|_| running.observed > 0);
    (Some(last).filter(|p| p.observed > 0), Some(running), like_for_like)
}

/// The days of a period's first `n` slots, up to the owner day of the last of them; at most the whole period.
fn nth_slot(every: Cadence, period: &Period, n: usize, calendar: &Calendar) -> Option<Span> {
    let steps = i32::try_from(n).ok()?.checked_sub(1)?;
    let end = match every {
        Cadence::Day => add_days(period.start, steps),
        Cadence::Week => {
            let first = every.slot(period.start, calendar);
            let first = if every.owner_day(first) < period.start { every.next(first, calendar) } else { first };
            add_days(every.owner_day(first), 7 * steps)
        }
        _ => {
            let slots = every.slots_in(period.start, period.end, calendar);
            slots.get(..n).unwrap_or(&slots).last().map(|s| every.owner_day(*s))?
        }
    };
    Some(Span { start: period.start, end: end.min(period.end) })
}

/// A period's value one year earlier, over as many slots as have ended of the period by now (like for like).
pub fn year_earlier(
    slots: Run<'_>,
    period: &Period,
    every: Cadence,
    how: Option<Aggregate>,
    as_of: Date,
    calendar: &Calendar,
) -> Option<PeriodValue> {
    let now = Span::from(period);
    let before = now.year_before();
    let whole = Period::explicit(before.start, before.end);
    let ended = count_ended(every, now, as_of, calendar);
    let before = match ended < count_slots(every, now, calendar) {
        true => nth_slot(every, &whole, ended as usize, calendar)?,
        false => before,
    };
    Some(period_value(slots, &Period::explicit(before.start, before.end), every, how, calendar))
}

/// The slot one year before the latest: the same day, month or quarter; for weeks and workdays the one 52 weeks earlier.
fn year_before(slots: &[SlotValue], every: Cadence, calendar: &Calendar) -> Option<f64> {
    a_year_before(slots, slots.last()?.slot.start, every, calendar)
}

/// The value of the slot one year before the one that begins on this day.
pub fn a_year_before(slots: &[SlotValue], start: Date, every: Cadence, calendar: &Calendar) -> Option<f64> {
    let day = match every {
        Cadence::Workday | Cadence::Week => add_days(start, -364),
        _ => start.checked_sub(jiff::Span::new().years(1)).ok()?,
    };
    let wanted = every.slot(day, calendar).start;
    let found = slots.binary_search_by(|s| s.slot.start.cmp(&wanted)).ok()?;
    Some(slots[found].value)
}

/// The word for the last ended slot. A sum without a target per slot is judged by the total of the narrowest
/// declared period: its ended slots against the share of the target that is due by now.
fn judge(
    doc: &KpiDoc,
    run: Run<'_>,
    target: Option<SlotTarget>,
    freshness: Freshness,
    every: Cadence,
    as_of: Date,
    calendar: &Calendar,
) -> Verdict {
    let Some(last) = run.slots.last() else { return Verdict { status: Status::NoData, attainment: None } };
    let (value, target) = match (target, doc.aggregate) {
        (None, Some(Aggregate::Sum)) if doc.bands.is_none() => {
            // Like the pace of a key result: up to the last value while nothing is overdue.
            let day = if freshness == Freshness::Fresh { last.slot.end } else { as_of };
            match total_to_date(doc, run, last, every, day, calendar) {
                Some((total, due)) => (total, Some(due)),
                None => (last.value, None),
            }
        }
        (target, _) => (last.value, target),
    };
    let Verdict { status, attainment } = verdict(doc, value, target);
    let too_small = run.n(run.slots.len() - 1).is_some_and(|n| n < doc.min_n);
    let status = match freshness {
        Freshness::Stale => Status::Stale,
        _ if too_small => Status::NoData,
        _ => status,
    };
    Verdict { status, attainment }
}

fn total_to_date(
    doc: &KpiDoc,
    run: Run<'_>,
    last: &SlotValue,
    every: Cadence,
    day: Date,
    calendar: &Calendar,
) -> Option<(f64, SlotTarget)> {
    let (period, target) = total_of(doc, every, last)?;
    let span = Span::from(period);
    let share =
        f64::from(count_ended(every, span, day, calendar)) / f64::from(count_slots(every, span, calendar).max(1));
    let due = match target {
        SlotTarget::Number(t) => SlotTarget::Number(t * share),
        SlotTarget::Range(lo, hi) => SlotTarget::Range(lo * share, hi * share),
    };
    Some((value_of(within(run, every, span), doc.aggregate)?, due))
}
