//! When teams check in, and when they did. Punctuality is told of teams of five or more alone (`domain.md` §7).

use super::{PresentCx, current};
use crate::domain::cadence::add_days;
use crate::domain::{CheckInDay, Date, Period};
use crate::resolve::model::{ObjectiveIx, PeriodInfo, TeamIx};

/// The least members of a team whose punctuality is shown.
const MEMBERS: usize = 5;

/// The check-in days of a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Rhythm {
    pub day: CheckInDay,
    /// All of them, in order.
    pub days: Vec<Date>,
}

/// What became of a check-in day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    OnTime,
    Late,
    Missed,
    /// Still to come, or the time for it still runs.
    ToCome,
}

/// The check-in days of a goal: those of its own period, else those of the period that runs.
pub fn of_goal(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<Rhythm> {
    let own = cx.model.objective(ix).doc.period.as_ref();
    let named = own.and_then(|own| cx.model.periods.iter().find(|info| info.period.name == own.name));
    named.and_then(Rhythm::of_period).or_else(|| {
        let running = running(cx)?;
        Some(match own {
            Some(own) => Rhythm { days: running.days.into_iter().filter(|d| own.contains(*d)).collect(), ..running },
            None => running,
        })
    })
}

/// The check-in days of the period that runs: of several the shortest.
pub fn running(cx: &PresentCx<'_>) -> Option<Rhythm> {
    let now = cx.model.periods.iter().filter(|info| info.period.contains(cx.scores.as_of));
    let rhythms = now.filter_map(|info| Some((info.period.days(), Rhythm::of_period(info)?)));
    rhythms.min_by_key(|(days, _)| *days).map(|(_, rhythm)| rhythm)
}

impl Rhythm {
    /// The check-in days of a period, where its page names a weekday.
    pub fn of_period(info: &PeriodInfo) -> Option<Self> {
        let day = CheckInDay::parse(info.doc.as_ref()?.check_in.as_deref()?)?;
        Some(Self::new(day, &info.period))
    }

    fn new(day: CheckInDay, period: &Period) -> Self {
        Self { day, days: day.days(period.start, period.end).collect() }
    }

    /// The days whose check-ins belong to a check-in day: it is the nearest to them, of two the earlier.
    pub fn span(&self, day: Date) -> (Date, Date) {
        let after = (self.day.step() - 1) / 2;
        (add_days(day, after + 1 - self.day.step()), add_days(day, after))
    }

    /// What became of each check-in day, from the days on which somebody checked in.
    pub fn kept(&self, said: &[Date], as_of: Date) -> Vec<(Date, Kept)> {
        let one = |day: Date| {
            let (first, last) = self.span(day);
            let mut own = said.iter().filter(|d| (first..=last).contains(d) && **d <= as_of);
            let kept = match own.clone().next() {
                Some(_) if own.any(|d| *d <= day) => Kept::OnTime,
                Some(_) => Kept::Late,
                None if last >= as_of => Kept::ToCome,
                None => Kept::Missed,
            };
            (day, kept)
        };
        self.days.iter().map(|day| one(*day)).collect()
    }

    /// The check-in day that waits for a word: the last one up to the as-of date, if nobody has said any for it.
    pub fn waiting(&self, said: &[Date], as_of: Date) -> Option<Date> {
        let last = self.days.iter().copied().rfind(|day| *day <= as_of)?;
        let (first, end) = self.span(last);
        (!said.iter().any(|d| (first..=end).contains(d) && *d <= as_of)).then_some(last)
    }

    /// The first check-in day after the as-of date.
    pub fn next(&self, as_of: Date) -> Option<Date> {
        self.days.iter().copied().find(|day| *day > as_of)
    }
}

/// The day that a check-in written now is of: the as-of date where one is waited for, else the next check-in day.
pub fn writing_day(rhythm: Option<&Rhythm>, said: &[Date], as_of: Date) -> Date {
    match rhythm {
        Some(rhythm) if rhythm.waiting(said, as_of).is_none() => rhythm.next(as_of).unwrap_or(as_of),
        _ => as_of,
    }
}

/// The days on which somebody checked in on a goal, up to the as-of date.
pub fn said(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<Date> {
    let entries = cx.model.objective(ix).entries.iter();
    entries.map(|e| e.date).filter(|d| *d <= cx.scores.as_of).collect()
}

/// Goals that a check-in can still be written for: running, and neither dropped nor closed.
pub fn is_open(cx: &PresentCx<'_>, ix: ObjectiveIx) -> bool {
    let doc = &cx.model.objective(ix).doc;
    let gone = |day: Option<Date>| day.is_some_and(|d| d <= cx.scores.as_of);
    let dropped = doc.dropped.as_deref().is_some_and(|e| e.date.is_none_or(|d| d <= cx.scores.as_of));
    current::is_running(cx, ix) && !dropped && !gone(doc.closed)
}

/// Whether a team, with its parts, has so many members that its punctuality says nothing of any one of them.
pub fn is_large(cx: &PresentCx<'_>, team: TeamIx) -> bool {
    members(cx, team, 0) >= MEMBERS
}

fn members(cx: &PresentCx<'_>, ix: TeamIx, depth: usize) -> usize {
    let team = cx.model.team(ix);
    let here = |p: &&crate::resolve::model::PersonIx| {
        cx.model.person(**p).doc.until.is_none_or(|until| until > cx.scores.as_of)
    };
    // A circle of teams is a finding of its own.
    let parts = team.parts.iter().filter(|_| depth < cx.model.teams.len());
    team.members.iter().filter(here).count() + parts.map(|part| members(cx, *part, depth + 1)).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Calendar;
    use jiff::civil::date;

    fn tuesdays() -> Rhythm {
        let period = Period::parse("2026-Q4", &Calendar::default()).unwrap();
        Rhythm::new(CheckInDay::parse("Tuesday").unwrap(), &period)
    }

    #[test]
    fn a_check_in_belongs_to_the_nearest_day_and_is_late_behind_it() {
        let said = [date(2026, 10, 5), date(2026, 10, 15), date(2026, 10, 27)];
        let kept: Vec<Kept> = tuesdays().kept(&said, date(2026, 11, 4)).into_iter().map(|(_, kept)| kept).collect();
        assert_eq!(kept[..6], [Kept::OnTime, Kept::Late, Kept::Missed, Kept::OnTime, Kept::ToCome, Kept::ToCome]);
    }

    #[test]
    fn a_check_in_is_written_for_today_while_one_is_waited_for() {
        let (rhythm, wednesday) = (tuesdays(), date(2026, 10, 14));
        let day = |said: &[Date]| writing_day(Some(&rhythm), said, wednesday);
        assert_eq!(day(&[date(2026, 10, 6)]), wednesday);
        assert_eq!(day(&[date(2026, 10, 13)]), date(2026, 10, 20));
        assert_eq!(writing_day(None, &[], wednesday), wednesday);
        assert_eq!(writing_day(Some(&rhythm), &[], date(2026, 10, 2)), date(2026, 10, 6));
    }
}
