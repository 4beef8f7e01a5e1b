//! The time frame of an objective: when it runs, when it ended, and which days its history has.

use super::pace::Span;
use super::source::When;
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date, Period};
use crate::parse::doc::{Event, GoalKind};
use crate::resolve::model::Objective;
use crate::resolve::settings::Settings;

/// When an objective runs, as known at the as-of date.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub kind: GoalKind,
    pub as_of: Date,
    /// `None`: open-ended.
    pub period: Option<Span>,
    /// The day it was closed by its author, if it was by the as-of date.
    pub closed: Option<Date>,
}

/// Whether something dated has happened by a day; what has no date holds as written today.
pub fn happened(event: Option<&Event>, day: Date) -> Option<&Event> {
    event.filter(|e| e.date.is_none_or(|d| d <= day))
}

impl Frame {
    /// Reads the frame; a change of period dated after the as-of date is undone.
    pub fn new(objective: &Objective, settings: &Settings) -> Self {
        let as_of = settings.as_of.date;
        let doc = &objective.doc;
        let mut period = doc.period.clone();
        let mut later: Vec<_> = doc.changed.iter().filter(|c| c.date.is_some_and(|d| d > as_of)).collect();
        later.sort_by_key(|c| std::cmp::Reverse(c.date));
        for (key, old) in later.iter().flat_map(|c| &c.old) {
            if key == "period" {
                period = Period::parse(old, &settings.calendar).or(period);
            }
        }
        let by_heading = doc.closing.as_ref().and_then(|c| c.date);
        // A closing section without a date closes the goal at the end of its period.
        let undated =
            doc.closing.as_ref().filter(|c| c.date.is_none()).and(period.as_ref()).map(|p| add_days(p.end, 1));
        let closed = doc.closed.or(by_heading).or(undated).filter(|d| *d <= as_of);
        Self { kind: doc.kind, as_of, period: period.as_ref().map(Span::from), closed }
    }

    /// The last day that counts: the period's, or the day of an earlier close.
    pub fn end(&self) -> Option<Date> {
        match (self.period, self.closed) {
            (Some(period), Some(closed)) => Some(period.end.min(closed)),
            (Some(period), None) => Some(period.end),
            (None, closed) => closed,
        }
    }

    /// The day today's numbers speak of.
    pub fn now(&self) -> When {
        let over = self.period.is_some_and(|p| self.as_of > p.end);
        let day = self.end().map_or(self.as_of, |end| end.min(self.as_of));
        When { day, known: self.as_of, ended: over || self.closed.is_some() }
    }

    /// Whether the period has begun.
    pub fn started(&self) -> bool {
        self.period.is_none_or(|p| p.start <= self.as_of)
    }

    /// First 10 % of a span or 14 days, the shorter (`domain.md` §4).
    pub fn too_early(span: Span, day: Date) -> bool {
        let so_far = Span { start: span.start, end: day }.days();
        let first = (f64::from(span.days()) * 0.1).min(14.0);
        f64::from(so_far) <= first
    }

    /// The ends of the period's weeks up to the day, and the day itself; none without a period.
    pub fn history(&self, day: Date) -> Vec<Date> {
        let Some(period) = self.period else { return Vec::new() };
        let mut dates = Vec::new();
        let mut sunday = Cadence::Week.slot(period.start, &Calendar::default()).end;
        while sunday < day {
            dates.push(sunday);
            sunday = add_days(sunday, 7);
        }
        if period.start <= day {
            dates.push(day);
        }
        dates
    }
}
