//! A KPI's line and sparkline.

use super::Measure;
use crate::chart;
use crate::chart::spec::{AxisPeriod, Besides, Dot, LineSpec, LineWords, Note, Size, SparkSpec, Special};
use crate::compute::scores::{Freshness, Signal, SlotTarget, SlotValue};
use crate::domain::{Cadence, Date, Period, Slot};
use crate::present::PresentCx;
use crate::present::format::Formatter;
use crate::present::parts::Figure;

impl<'a> Measure<'a> {
    /// "%, by week": measure, unit and grain.
    pub fn subtitle(&self) -> String {
        let f = self.f();
        let unit = if self.kpi.doc.unit.is_empty() { f.word("number") } else { self.kpi.doc.unit.clone() };
        f.fill("{unit}, by {cadence}", &[("unit", &unit), ("cadence", &f.word(self.cadence.name()))])
    }

    /// The newest slots up to a day, at most this many.
    pub fn slots_until(&self, day: Date, count: usize) -> &'a [SlotValue] {
        let end = self.score.slots.partition_point(|s| s.slot.end <= day);
        &self.score.slots[end.saturating_sub(count)..end]
    }

    /// The newest slots, at most this many.
    pub fn newest(&self, count: usize) -> &'a [SlotValue] {
        self.slots_until(Date::MAX, count)
    }

    /// The line of these slots with targets, usual range, gaps, stale hatch and notes. Below three values there is
    /// nothing to draw. Whatever is said of the latest value is drawn only where the latest value is.
    pub fn figure(&self, id: &str, title: &str, slots: &[SlotValue], size: Size) -> Option<Figure> {
        if slots.len() < 3 {
            return None;
        }
        let drawing = chart::line(&self.line(id, title, slots, size, self.besides()));
        Some(Figure::new(id, title, drawing))
    }

    /// A day, with its year where that is not today's.
    fn day(&self, day: Date) -> String {
        if day.year() == self.cx.scores.as_of.year() { self.f().day(day) } else { self.f().date(day) }
    }

    fn reaches_latest(&self, shown: &[SlotValue]) -> bool {
        shown.last().map(|s| s.slot) == self.score.latest().map(|s| s.slot)
    }

    /// What stands beside a line, where nothing says what a page shows of it.
    pub fn besides(&self) -> Besides {
        Besides { dots: self.cx.dots(), ..Besides::default() }
    }

    /// What [`Measure::figure`] draws.
    pub fn line(&self, id: &str, title: &str, shown: &[SlotValue], size: Size, besides: Besides) -> LineSpec {
        let f = self.f();
        let score = self.score;
        let latest = self.reaches_latest(shown);
        let stale = latest && score.freshness == Freshness::Stale;
        let start = shown.first().map_or(self.cx.scores.as_of, |s| s.slot.start);
        let provisional = score.provisional.iter().filter(|_| latest);
        let last = provisional.chain(shown.last()).map(|s| s.slot.end).max().unwrap_or(start);
        let end = if stale { last.max(self.cx.scores.as_of) } else { last };
        LineSpec {
            id: id.to_owned(),
            title: title.to_owned(),
            subtitle: self.subtitle(),
            value_name: if self.kpi.doc.unit.is_empty() {
                self.name().to_owned()
            } else {
                format!("{}, {}", self.name(), self.kpi.doc.unit)
            },
            unit: self.kpi.doc.unit.clone(),
            style: f.style(self.decimals),
            dots: self.dots(shown, besides.tells_values()),
            start,
            end,
            periods: axis_periods(self.cx, start, end),
            months: f.months(),
            target: None,
            baseline: None,
            pace: Vec::new(),
            target_steps: target_steps(shown.iter().map(|s| (s.slot, score.target_of(s.slot)))),
            range: score.limits.filter(|_| latest && !self.is_trending()).map(|l| {
                let (lower, upper) = self.within_reach(&l);
                (lower, upper, l.mean)
            }),
            middle: None,
            range_since: score.limits.map(|l| l.since),
            trial: score.limits.is_some_and(|l| l.trial),
            earlier: Vec::new(),
            fan: Vec::new(),
            moves: None,
            notes: self.notes(start, end),
            stopped: stale.then(|| (end, f.fill("No data since {date}", &[("date", &self.day(last))]))),
            steps: false,
            words: if latest { line_words(f) } else { LineWords { now: self.day(last), ..line_words(f) } },
            size,
            csv: None,
            from_zero: false,
            besides,
        }
    }

    /// The values of these slots, with the gaps between them.
    fn values(&self, shown: &[SlotValue]) -> Vec<Option<f64>> {
        let values = shown.iter().map(|s| Some(s.value));
        match self.gaps_within(shown).next() {
            None => values.collect(),
            Some(_) => {
                let gaps = self.gaps_within(shown).map(|g| (g.end, None));
                let mut all: Vec<_> = shown.iter().map(|s| s.slot.end).zip(values).chain(gaps).collect();
                all.sort_by_key(|(day, _)| *day);
                all.into_iter().map(|(_, value)| value).collect()
            }
        }
    }

    fn gaps_within(&self, shown: &[SlotValue]) -> impl Iterator<Item = &'a Slot> {
        let ends = shown.first().zip(shown.last()).map(|(first, last)| (first.slot.start, last.slot.start));
        self.score.gaps.iter().filter(move |g| ends.is_some_and(|(first, last)| g.start >= first && g.end < last))
    }

    fn dots(&self, shown: &[SlotValue], told: bool) -> Vec<Dot> {
        let score = self.score;
        let latest = self.reaches_latest(shown);
        if shown.is_empty() {
            return Vec::new();
        }
        let label = |slot| if told { self.slot_label(slot) } else { String::new() };
        let mut dots: Vec<Dot> = shown
            .iter()
            .map(|s| Dot {
                date: s.slot.end,
                label: label(s.slot),
                value: Some(s.value),
                provisional: false,
                signal: None,
            })
            .collect();
        if let (true, Some(dot)) = (latest, dots.last_mut()) {
            dot.signal = special(score.signal);
        }
        dots.extend(self.gaps_within(shown).map(|g| Dot {
            date: g.end,
            label: label(*g),
            value: None,
            provisional: false,
            signal: None,
        }));
        dots.sort_by_key(|d| d.date);
        dots.extend(score.provisional.filter(|_| latest).map(|p| Dot {
            date: p.slot.end,
            label: label(p.slot),
            value: Some(p.value),
            provisional: true,
            signal: None,
        }));
        dots
    }

    fn notes(&self, start: Date, end: Date) -> Vec<Note> {
        let doc = &self.kpi.doc;
        let as_of = self.cx.scores.as_of;
        let mut notes: Vec<Note> = doc
            .events
            .iter()
            .map(|e| (e, false))
            .chain(doc.rebase.iter().map(|r| (r, true)))
            .filter(|(d, _)| d.date >= start && d.date <= end && d.date <= as_of)
            .filter_map(|(d, rebased)| {
                let text = d.text.as_ref()?;
                let text = match rebased {
                    true => self.f().fill("New baseline: {text}", &[("text", text)]),
                    false => text.clone(),
                };
                Some(Note { date: d.date, text })
            })
            .collect();
        notes.sort_by_key(|n| n.date);
        notes
    }

    /// A sparkline of two years at most, up to a day.
    pub fn spark(&self, until: Date) -> String {
        let score = self.score;
        let shown = self.slots_until(until, spark_slots(self.cadence));
        let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return String::new() };
        if shown.len() < 2 {
            return String::new();
        }
        let f = self.f();
        let label = f.fill(
            "{kpi}: from {from} on {start} to {to} on {end}",
            &[
                ("kpi", self.name()),
                ("from", &self.text(first.value)),
                ("start", &f.date(first.slot.end)),
                ("to", &self.text(last.value)),
                ("end", &f.date(last.slot.end)),
            ],
        );
        let latest = self.reaches_latest(shown);
        let values = self.values(shown);
        let signal = special(score.signal).filter(|_| latest);
        let range = score.limits.filter(|_| latest && !self.is_trending()).map(|l| self.within_reach(&l));
        chart::spark(&SparkSpec { values, range, signal, label })
    }
}

/// What the dot of the newest value says.
pub fn special(signal: Signal) -> Option<Special> {
    match signal {
        Signal::Better => Some(Special::Better),
        Signal::Worse => Some(Special::Worse),
        Signal::Unusual => Some(Special::Unusual),
        Signal::None | Signal::NotAssessed => None,
    }
}

/// Two years of slots; daily series show a quarter.
fn spark_slots(cadence: Cadence) -> usize {
    match cadence {
        Cadence::Day | Cadence::Workday => 92,
        Cadence::Month => 24,
        Cadence::Quarter | Cadence::Year => 12,
        Cadence::Week => 104,
    }
}

/// Neighbouring slots of one target make one step.
fn target_steps(slots: impl Iterator<Item = (Slot, Option<SlotTarget>)>) -> Vec<(Date, Date, f64)> {
    let mut out: Vec<(Date, Date, f64)> = Vec::new();
    let mut add = |slot: Slot, value: f64| match out.iter_mut().rev().take(2).find(|s| s.2 == value) {
        Some(step) => step.1 = slot.end,
        None => out.push((slot.start, slot.end, value)),
    };
    for (slot, target) in slots {
        match target {
            Some(SlotTarget::Number(t)) => add(slot, t),
            Some(SlotTarget::Range(lo, hi)) => {
                add(slot, lo);
                add(slot, hi);
            }
            None => {}
        }
    }
    out
}

/// The quarters of a span of days, or its years where those would be more than a dozen.
pub fn axis_periods(cx: &PresentCx<'_>, start: Date, end: Date) -> Vec<AxisPeriod> {
    let calendar = &cx.model.settings.calendar;
    let by_year = crate::domain::period::days_between(start, end) > 12 * 92;
    let mut out = Vec::new();
    let mut day = start;
    while day <= end {
        let period = if by_year { Period::year_of(day, calendar) } else { Period::quarter_of(day, calendar) };
        let Ok(next) = period.end.tomorrow() else { break };
        out.push(AxisPeriod {
            label: cx.format.period(&period),
            start: period.start,
            end: period.end,
            current: period.contains(cx.scores.as_of),
        });
        day = next;
    }
    out
}

/// The words drawn into a line chart.
pub fn line_words(f: &Formatter) -> LineWords {
    let d = LineWords::default();
    LineWords {
        now: f.word(&d.now),
        target: f.word(&d.target),
        baseline: f.word(&d.baseline),
        pace: f.word(&d.pace),
        normal_range: f.word(&d.normal_range),
        to: f.word(&d.to),
        mean: f.word(&d.mean),
        middle: f.word(&d.middle),
        axis_starts_at: f.word(&d.axis_starts_at),
        lowest: f.word(&d.lowest),
        highest: f.word(&d.highest),
        date: f.word(&d.date),
        line_chart: f.word(&d.line_chart),
        values: f.word(&d.values),
        start: f.word(&d.start),
        no_data: f.word(&d.no_data),
        signal: f.word(&d.signal),
        better: f.word(&d.better),
        worse: f.word(&d.worse),
        unusual: f.word(&d.unusual),
        likely: f.word(&d.likely),
        change: f.word(&d.change),
        limit: f.word(&d.limit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn slot(day: i8, target: SlotTarget) -> (Slot, Option<SlotTarget>) {
        let day = date(2025, 11, day);
        (Slot { start: day, end: day }, Some(target))
    }

    #[test]
    fn neighbouring_slots_of_one_target_make_one_step() {
        let slots = [(1, 5.0), (2, 5.0), (3, 6.0)].map(|(day, t)| slot(day, SlotTarget::Number(t)));
        assert_eq!(
            target_steps(slots.into_iter()),
            [(date(2025, 11, 1), date(2025, 11, 2), 5.0), (date(2025, 11, 3), date(2025, 11, 3), 6.0)]
        );
        let range = [1, 2].map(|day| slot(day, SlotTarget::Range(1.0, 2.0)));
        assert_eq!(target_steps(range.into_iter()).len(), 2);
    }
}
