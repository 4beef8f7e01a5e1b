//! Rows become slots, slots become periods (`domain.md` §5, `statistics.md` §5.1 to §5.4).

use super::pace::Span;
use super::scores::{PeriodValue, Run, SlotValue};
use crate::domain::cadence::add_days;
use crate::domain::period::days_between;
use crate::domain::{Cadence, Calendar, Date, Period, Slot};
use crate::parse::doc::Aggregate;
use crate::resolve::model::{Point, Points};
use jiff::civil::Weekday;

/// A visible row of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub date: Date,
    pub value: f64,
    pub weight: Option<f64>,
    pub target: Option<f64>,
}

impl From<Point> for Row {
    fn from(p: Point) -> Self {
        Self { date: p.date, value: p.value, weight: p.weight, target: p.target }
    }
}

/// The slots of a series.
#[derive(Debug, Default, PartialEq)]
pub struct Slots {
    /// Ended by the as-of date, oldest first.
    pub ended: Vec<SlotValue>,
    /// Their sums of weights, NaN where there is none; empty where there is none at all.
    pub n: Vec<f64>,
    /// The first slot of a sum, known in part only, which is none of the ended ones.
    pub begun: Option<SlotValue>,
    /// The running slot, where it has values.
    pub provisional: Option<SlotValue>,
    /// First day and target of the slots whose rows name one, oldest first.
    pub targets: Vec<(Date, f64)>,
}

/// The rows that are known at the as-of date: rows dated or reported later are invisible.
/// Where a date was reported several times, the newest report known by then counts.
pub fn visible(points: &Points, as_of: Date) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(points.len());
    let mut reported: Option<Date> = None;
    for point in points.iter() {
        if point.date > as_of || point.reported_at.is_some_and(|d| d > as_of) {
            continue;
        }
        match rows.last_mut() {
            // A row that says no day was known from the start.
            Some(last) if last.date == point.date && reported.max(point.reported_at).is_some() => {
                if point.reported_at >= reported {
                    *last = Row::from(point);
                    reported = point.reported_at;
                }
            }
            _ => {
                rows.push(Row::from(point));
                reported = point.reported_at;
            }
        }
    }
    rows
}

/// Turns running totals into what was added: totals start anew with each fiscal year. A fall inside a year is
/// a finding of the series' reader, and what that row added is not known; nor is what the first row of a year added,
/// unless it speaks of the year's first slot.
pub fn differences(rows: &[Row], cadence: Cadence, calendar: &Calendar) -> Vec<Row> {
    let mut out = Vec::with_capacity(rows.len());
    let mut before: Option<Row> = None;
    let mut year: Option<Slot> = None;
    for row in rows {
        match (before, year) {
            (Some(before), Some(year)) if row.date <= year.end => {
                if row.value >= before.value {
                    out.push(Row { value: row.value - before.value, ..*row });
                }
            }
            _ => {
                let new = Cadence::Year.slot(row.date, calendar);
                if cadence.slot(new.start, calendar).end >= row.date {
                    out.push(*row);
                }
                year = Some(new);
            }
        }
        before = Some(*row);
    }
    out
}

/// One value of many, by the KPI's rule. Not known without values, and for `weighted` without weights.
pub fn fold(how: Aggregate, values: impl Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let mut values = values.peekable();
    values.peek()?;
    match how {
        Aggregate::Sum => Some(values.map(|(v, _)| v).sum()),
        Aggregate::Mean => {
            let (sum, n) = values.fold((0.0, 0u32), |(sum, n), (v, _)| (sum + v, n + 1));
            Some(sum / f64::from(n))
        }
        Aggregate::Last => values.last().map(|(v, _)| v),
        Aggregate::First => values.next().map(|(v, _)| v),
        Aggregate::Min => values.map(|(v, _)| v).min_by(f64::total_cmp),
        Aggregate::Max => values.map(|(v, _)| v).max_by(f64::total_cmp),
        Aggregate::Weighted => {
            let known = values.filter_map(|(v, w)| w.map(|w| (v, w)));
            let (sum, weights) = known.fold((0.0, 0.0), |(sum, weights), (v, w)| (sum + v * w, weights + w));
            (weights != 0.0).then(|| sum / weights)
        }
    }
    .filter(|v| v.is_finite())
}

/// Groups visible rows into slots. Without a rule a slot with one row has that row's value, one with several has none.
pub fn slots(rows: &[Row], cadence: Cadence, how: Option<Aggregate>, as_of: Date, calendar: &Calendar) -> Slots {
    let mut out = Slots { ended: Vec::with_capacity(rows.len().min(4096)), ..Slots::default() };
    let weighted = rows.iter().any(|r| r.weight.is_some());
    let targeted = rows.iter().any(|r| r.target.is_some());
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let slot = cadence.slot(first.date, calendar);
        // A weekend's rows count to the Friday before, so a workday's slot reaches to the next one.
        let reach = if cadence == Cadence::Workday { friday_reach(slot) } else { slot.end };
        let n = rest.iter().take_while(|row| row.date <= reach).count().max(1);
        let (group, tail) = rest.split_at(n);
        rest = tail;
        let Some(value) = slot_value(slot, group, how) else { continue };
        if targeted {
            out.targets.extend(slot_target(group, how).map(|target| (slot.start, target)));
        }
        if slot.end <= as_of {
            out.ended.push(value);
            if weighted {
                out.n.push(group.iter().filter_map(|r| r.weight).reduce(|a, b| a + b).unwrap_or(f64::NAN));
            }
        } else {
            out.provisional = Some(value);
        }
    }
    if out.n.iter().all(|n| n.is_nan()) {
        out.n = Vec::new();
    }
    out
}

fn friday_reach(slot: Slot) -> Date {
    if slot.end.weekday() == Weekday::Friday { add_days(slot.end, 2) } else { slot.end }
}

fn slot_value(slot: Slot, group: &[Row], how: Option<Aggregate>) -> Option<SlotValue> {
    let value = match (how, group) {
        (Some(Aggregate::Weighted), _) => fold(Aggregate::Weighted, group.iter().map(|r| (r.value, r.weight)))?,
        (_, [only]) => only.value,
        (how, _) => fold(how?, group.iter().map(|r| (r.value, r.weight)))?,
    };
    Some(SlotValue { slot, value })
}

/// The target that a slot's rows name; where each row of a sum names one, they add up.
fn slot_target(group: &[Row], how: Option<Aggregate>) -> Option<f64> {
    let all_have_one = group.iter().all(|r| r.target.is_some());
    if how == Some(Aggregate::Sum) && all_have_one {
        group.iter().filter_map(|r| r.target).reduce(|a, b| a + b)
    } else {
        group.iter().rev().find_map(|r| r.target)
    }
}

/// Fills ended slots without a row with zero, from the first observed one to the slot of the newest row of any kind:
/// a feed that has stopped is silent, not zero.
pub fn fill_with_zero(slots: &mut Slots, newest_row: Date, as_of: Date, cadence: Cadence, calendar: &Calendar) {
    let Some(first) = slots.ended.first() else { return };
    let last_observed = slots.ended.last().map_or(first.slot.end, |s| s.slot.end);
    let mut filled = Slots { ended: Vec::with_capacity(slots.ended.len()), ..Slots::default() };
    let mut slot = first.slot;
    let mut observed = slots.ended.iter().enumerate().peekable();
    while slot.end <= as_of && (slot.start <= newest_row || slot.end <= last_observed) {
        let found = observed.next_if(|(_, s)| s.slot == slot);
        filled.ended.push(found.map_or(SlotValue { slot, value: 0.0 }, |(_, value)| *value));
        if !slots.n.is_empty() {
            filled.n.push(found.map_or(f64::NAN, |(i, _)| slots.n[i]));
        }
        let next = cadence.next(slot, calendar);
        if next.start <= slot.start {
            break;
        }
        slot = next;
    }
    (slots.ended, slots.n) = (filled.ended, filled.n);
}

/// Takes the first slot of a sum away where its rows begin inside of it: what came before them is silent, not zero, and
/// half a month is no low month. A row is missing where the slot is longer without one than the next slot ever is.
pub fn take_begun(slots: &mut Slots, rows: &[Row]) -> Option<SlotValue> {
    let [first, second, ..] = slots.ended.as_slice() else { return None };
    let (first, second) = (*first, second.slot);
    let days = rows.iter().map(|row| row.date).filter(|day| *day >= second.start).take_while(|day| *day <= second.end);
    let days: Vec<Date> = days.collect();
    let widest = days.windows(2).map(|pair| days_between(pair[0], pair[1])).max()?;
    if days_between(first.slot.start, rows.first()?.date) < widest {
        return None;
    }
    if !slots.n.is_empty() {
        slots.n.remove(0);
    }
    slots.ended.remove(0);
    Some(first)
}

/// Whether a slot starts on the day after another's end.
pub fn follows(before: Slot, after: Slot) -> bool {
    before.end.tomorrow().is_ok_and(|day| day == after.start)
}

/// Ended slots without a value between the first observed and the last observed one.
pub fn gaps(slots: &[SlotValue], cadence: Cadence, calendar: &Calendar) -> Vec<Slot> {
    let mut out = Vec::new();
    for pair in slots.windows(2) {
        if follows(pair[0].slot, pair[1].slot) {
            continue;
        }
        let mut slot = cadence.next(pair[0].slot, calendar);
        while slot.start < pair[1].slot.start {
            out.push(slot);
            slot = cadence.next(slot, calendar);
        }
    }
    out
}

/// The slots whose owner day lies in the span.
pub fn within(run: Run<'_>, cadence: Cadence, span: Span) -> Run<'_> {
    // A week is owned by its Thursday, three days after its start.
    let shift = if cadence == Cadence::Week { -3 } else { 0 };
    let (first, last) = (add_days(span.start, shift), add_days(span.end, shift));
    let from = run.slots.partition_point(|s| s.slot.start < first);
    let to = run.slots.partition_point(|s| s.slot.start <= last);
    run.part(from..to)
}

/// The value of slots by the KPI's rule; without a rule only a single slot has one.
pub fn value_of(run: Run<'_>, how: Option<Aggregate>) -> Option<f64> {
    match (how, run.slots) {
        (None, [only]) => Some(only.value),
        (None, _) => None,
        (Some(how), _) => fold(how, run.weighted()),
    }
}

/// A period's value over its observed slots, never scaled up. The target is the caller's.
pub fn period_value(
    run: Run<'_>,
    period: &Period,
    cadence: Cadence,
    how: Option<Aggregate>,
    calendar: &Calendar,
) -> PeriodValue {
    let inside = within(run, cadence, Span::from(period));
    PeriodValue {
        period: period.clone(),
        value: value_of(inside, how),
        observed: inside.slots.len() as u32,
        expected: count_slots(cadence, Span::from(period), calendar),
        target: None,
    }
}

/// How many slots have their owner day in the span.
pub fn count_slots(cadence: Cadence, span: Span, calendar: &Calendar) -> u32 {
    let days = span.days();
    let count = match cadence {
        Cadence::Day => days,
        Cadence::Workday => {
            let first = i32::from(span.start.weekday().to_monday_zero_offset());
            let rest = (0..days % 7).filter(|i| (first + i) % 7 < 5).count() as i32;
            days / 7 * 5 + rest
        }
        Cadence::Week => {
            let to_thursday = (3 - i32::from(span.start.weekday().to_monday_zero_offset())).rem_euclid(7);
            (days - to_thursday + 6).max(0) / 7
        }
        Cadence::Month | Cadence::Quarter | Cadence::Year => {
            let mut slot = cadence.slot(span.start, calendar);
            let mut n = i32::from(slot.start >= span.start && slot.start <= span.end);
            while slot.end < span.end {
                slot = cadence.next(slot, calendar);
                n += 1;
            }
            n
        }
    };
    count.max(0) as u32
}

/// How many of a period's slots have ended by the day.
pub fn count_ended(cadence: Cadence, span: Span, day: Date, calendar: &Calendar) -> u32 {
    let newest = cadence.slot(day, calendar);
    let newest = if newest.end > day { cadence.previous(newest, calendar) } else { newest };
    let until = cadence.owner_day(newest).min(span.end);
    count_slots(cadence, Span { start: span.start, end: until }, calendar)
}

/// How often a series without a declared cadence seems to be measured: by the median distance of its dates.
pub fn guess_cadence(dates: impl Iterator<Item = Date>) -> Cadence {
    let dates: Vec<Date> = dates.collect();
    let mut distances: Vec<i32> = dates.windows(2).map(|w| days_between(w[0], w[1])).filter(|d| *d > 0).collect();
    let middle = distances.len() / 2;
    if distances.is_empty() {
        return Cadence::Month;
    }
    match *distances.select_nth_unstable(middle).1 {
        ..=3 => Cadence::Day,
        4..=17 => Cadence::Week,
        18..=60 => Cadence::Month,
        61..=200 => Cadence::Quarter,
        _ => Cadence::Year,
    }
}

#[cfg(test)]
#[path = "aggregate_tests.rs"]
mod tests;
