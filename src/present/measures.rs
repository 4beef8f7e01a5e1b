//! What several pages say about a KPI: its numbers with their comparisons, whether a change is real, its line.
//!
//! "Better" and "worse" come from [`KpiScore::signal`] alone; everything else is worded as a number beside a number.

use super::PresentCx;
use super::format::{Formatter, UNKNOWN, decimals_for};
use super::parts::{Figure, SignalView};
use super::titles::{self, fill};
use crate::chart;
use crate::chart::spec::{AxisPeriod, Dot, LineSpec, LineWords, Note, Size, SparkSpec};
use crate::compute::scores::{Freshness, KpiScore, PeriodValue, Signal, SlotTarget, SlotValue};
use crate::domain::{Cadence, Date, Period};
use crate::parse::doc::{Aggregate, Direction, KpiTarget};
use crate::resolve::model::{Kpi, KpiIx};

/// A KPI with its numbers and how they are written.
#[derive(Clone, Copy)]
pub struct Measure<'a> {
    pub cx: &'a PresentCx<'a>,
    pub ix: KpiIx,
    pub kpi: &'a Kpi,
    pub score: &'a KpiScore,
    pub decimals: u8,
}

impl<'a> Measure<'a> {
    /// The KPI at this index.
    pub fn new(cx: &'a PresentCx<'a>, ix: KpiIx) -> Self {
        let (kpi, score) = (cx.model.kpi(ix), cx.scores.kpi(ix));
        Self { cx, ix, kpi, score, decimals: kpi.doc.decimals.unwrap_or_else(|| decimals(score)) }
    }

    fn f(&self) -> &'a Formatter {
        &self.cx.format
    }

    /// The short name, else the title.
    pub fn name(&self) -> &'a str {
        self.kpi.doc.short.as_deref().unwrap_or(&self.kpi.doc.title)
    }

    /// A value with its unit.
    pub fn text(&self, value: f64) -> String {
        self.f().quantity(value, &self.kpi.doc.unit, self.decimals)
    }

    /// A value with its unit, or `–`.
    pub fn text_opt(&self, value: Option<f64>) -> String {
        value.map_or_else(|| UNKNOWN.to_owned(), |v| self.text(v))
    }

    /// A target: one number, or both ends.
    pub fn target_text(&self, target: Option<SlotTarget>) -> String {
        match target {
            None => UNKNOWN.to_owned(),
            Some(SlotTarget::Number(t)) => self.text(t),
            Some(SlotTarget::Range(lo, hi)) => {
                format!("{} {} {}", self.f().number(lo, self.decimals), self.f().word("to"), self.text(hi))
            }
        }
    }

    /// How far a value lies from its target: 0 inside a range, else from its nearer end.
    pub fn gap(&self, value: f64, target: SlotTarget) -> f64 {
        match target {
            SlotTarget::Number(t) => value - t,
            SlotTarget::Range(lo, _) if value < lo => value - lo,
            SlotTarget::Range(_, hi) if value > hi => value - hi,
            SlotTarget::Range(..) => 0.0,
        }
    }

    /// A difference: in points for rates, with its share for volumes.
    pub fn difference(&self, value: f64, from: f64) -> String {
        let f = self.f();
        let by = value - from;
        let number = f.signed(by, self.decimals);
        if self.kpi.doc.unit == "%" {
            return if number == "±0" { number } else { format!("{number} {}", f.word("points")) };
        }
        let share = by / from.abs() * 100.0;
        if from == 0.0 || number == "±0" || !share.is_finite() {
            return number;
        }
        format!("{number} ({}%)", f.signed(share, 0))
    }

    /// A difference as a bare number, for columns.
    pub fn signed(&self, value: Option<f64>, from: Option<f64>) -> String {
        match (value, from) {
            (Some(v), Some(from)) => self.f().signed(v - from, self.decimals),
            _ => UNKNOWN.to_owned(),
        }
    }

    /// The distance to the target as a bare number, for columns.
    pub fn against(&self, value: Option<f64>, target: Option<SlotTarget>) -> String {
        match (value, target) {
            (Some(v), Some(t)) => self.f().signed(self.gap(v, t), self.decimals),
            _ => UNKNOWN.to_owned(),
        }
    }

    /// "↑ higher is better": the arrow and its words.
    pub fn direction(&self) -> (&'static str, String) {
        let (arrow, words) = match self.kpi.doc.direction {
            Some(Direction::Increase) => ("↑", "higher is better"),
            Some(Direction::Decrease) => ("↓", "lower is better"),
            Some(Direction::Range) => ("↔", "inside its range is good"),
            Some(Direction::Neutral) => ("", "watched, neither way is better"),
            None => ("", "no good direction is stated"),
        };
        (arrow, self.f().word(words))
    }

    /// "week ended 16 Nov 2025": the slot a value speaks of.
    pub fn slot_words(&self, slot: &SlotValue) -> String {
        let f = self.f();
        match self.kpi.doc.cadence {
            Some(Cadence::Week) => format!("{} {}", f.word("week ended"), f.date(slot.slot.end)),
            Some(Cadence::Month) => {
                format!("{} {}", f.month_short(slot.slot.start.month()), slot.slot.start.year())
            }
            Some(c @ (Cadence::Quarter | Cadence::Year)) => {
                let label = c.label(slot.slot, &self.cx.model.settings.calendar);
                Period::parse(&label, &self.cx.model.settings.calendar).map_or(label, |p| f.period(&p))
            }
            Some(Cadence::Day | Cadence::Workday) | None => f.date(slot.slot.end),
        }
    }

    /// The value over a period's observed slots (`domain.md` §5); `None` where nothing says how to sum up.
    pub fn in_period(&self, period: &Period) -> Option<PeriodValue> {
        let (cadence, aggregate) = (self.kpi.doc.cadence?, self.kpi.doc.aggregate?);
        let calendar = &self.cx.model.settings.calendar;
        let inside: Vec<&SlotValue> =
            self.score.slots.iter().filter(|s| period.contains(cadence.owner_day(s.slot))).collect();
        Some(PeriodValue {
            period: period.clone(),
            value: over(aggregate, &inside),
            observed: inside.len() as u32,
            expected: cadence.slots_in(period.start, period.end, calendar).len() as u32,
            target: self.period_target(period, aggregate),
        })
    }

    /// The narrowest period's target; a longer period's target of a sum applies to its own total only.
    fn period_target(&self, period: &Period, aggregate: Aggregate) -> Option<SlotTarget> {
        let doc = &self.kpi.doc;
        let fits = |p: &Period| {
            if aggregate == Aggregate::Sum { p.covers(period) && period.covers(p) } else { p.covers(period) }
        };
        let narrowest = doc.targets.iter().filter(|(p, _)| fits(p)).min_by_key(|(p, _)| p.days()).map(|(_, t)| *t);
        let found = narrowest.or_else(|| doc.target.filter(|_| aggregate != Aggregate::Sum))?;
        Some(match found {
            KpiTarget::Number(t) => SlotTarget::Number(t),
            KpiTarget::Range(lo, hi) => SlotTarget::Range(lo, hi),
        })
    }

    /// The same period one year earlier.
    pub fn year_earlier(&self, period: &Period) -> Option<PeriodValue> {
        let calendar = &self.cx.model.settings.calendar;
        let back = |d: Date| d.checked_sub(jiff::Span::new().years(1)).ok();
        let (start, end) = (back(period.start)?, back(period.end)?);
        let (year, rest) = period.name.trim_start_matches("FY").split_at_checked(4)?;
        let prefix = if period.name.starts_with("FY") { "FY" } else { "" };
        let named = year.parse::<i32>().ok().and_then(|y| Period::parse(&format!("{prefix}{}{rest}", y - 1), calendar));
        self.in_period(&named.unwrap_or_else(|| Period::explicit(start, end)))
    }

    /// Whether the last change is real, as an icon and few words.
    pub fn signal(&self) -> SignalView {
        let f = self.f();
        let high = self.is_high();
        let arrow = if high { "up" } else { "down" };
        let (icon, tone, text) = match (self.score.signal, high) {
            (Signal::NotAssessed, _) => (None, "mut", self.not_assessed()),
            (Signal::None, _) => (Some("wave"), "mut", f.word("No real change")),
            (Signal::Better, true) => (Some(arrow), "good", f.word("Getting better (higher)")),
            (Signal::Better, false) => (Some(arrow), "good", f.word("Getting better (lower)")),
            (Signal::Worse, true) => (Some(arrow), "bad", f.word("Getting worse (higher)")),
            (Signal::Worse, false) => (Some(arrow), "bad", f.word("Getting worse (lower)")),
            (Signal::Unusual, true) => (Some(arrow), "mut", f.word("Unusually high")),
            (Signal::Unusual, false) => (Some(arrow), "mut", f.word("Unusually low")),
        };
        SignalView { icon, tone, text }
    }

    fn is_high(&self) -> bool {
        matches!((self.score.latest(), &self.score.limits), (Some(l), Some(limits)) if l.value > limits.mean)
    }

    fn not_assessed(&self) -> String {
        let f = self.f();
        match (self.score.freshness, self.score.slots.len()) {
            (Freshness::NoData, _) => f.word("No data"),
            (Freshness::Stale, _) => f.word("Not judged: the series has stopped"),
            (_, n) if n < 8 => fill(f, "{n} of 8 values needed", &[("n", &n.to_string())]),
            _ => f.word("Not judged"),
        }
    }

    /// Whether the last change is real, as a sentence with its reason.
    pub fn change_sentence(&self) -> String {
        let f = self.f();
        let (Some(latest), Some(limits)) = (self.score.latest(), &self.score.limits) else {
            return match self.score.freshness {
                Freshness::NoData => f.word("There is no value yet, so nothing can be said of a change."),
                Freshness::Stale => f.word("The series has stopped, so the last change is not judged."),
                _ if self.score.slots.len() < 8 => fill(
                    f,
                    "{n} of the 8 values are there that it takes to tell a real change from ordinary ups and downs.",
                    &[("n", &self.score.slots.len().to_string())],
                ),
                _ => f.word("Ordinary ups and downs of this series are not known, so a change is not judged."),
            };
        };
        let (lower, upper) = (f.number(limits.lower, self.decimals), self.text(limits.upper));
        let outside = latest.value < limits.lower || latest.value > limits.upper;
        let sentence = match (self.score.signal, outside) {
            (Signal::NotAssessed, _) => {
                "The last change is not judged. Values usually lie between {lower} and {upper}."
            }
            (Signal::None, _) => {
                "No real change: the latest value lies where this measure usually moves, between {lower} and {upper}."
            }
            (_, true) => {
                "A real change: the latest value lies outside the range this measure usually moves in, {lower} to {upper}."
            }
            (_, false) => {
                "A real change: the latest values keep to one side or run one way longer than ordinary ups and downs do. The usual range is {lower} to {upper}."
            }
        };
        let mut out = fill(f, sentence, &[("lower", &lower), ("upper", &upper)]);
        if limits.trial {
            out.push(' ');
            out.push_str(&f.word("The range is a first estimate: fewer than 13 values."));
        }
        out
    }

    /// What today's process will do about the target, where the usual range is known and the series runs.
    pub fn outlook(&self) -> Option<(&'static str, String)> {
        let limits = self.score.limits.filter(|l| !l.trial)?;
        if self.score.freshness == Freshness::Stale {
            return None;
        }
        let higher = match self.kpi.doc.direction? {
            Direction::Increase => true,
            Direction::Decrease => false,
            Direction::Range | Direction::Neutral => return None,
        };
        let Some(SlotTarget::Number(target)) = self.score.target else { return None };
        let (icon, words) = match (limits.lower..=limits.upper).contains(&target) {
            true => ("open", "Meets the target some times, misses it others"),
            false if (target < limits.lower) == higher => ("hit", "Meets the target with today's process"),
            false => ("miss", "Not with today's process"),
        };
        Some((icon, self.f().word(words)))
    }

    /// The finding, as a title (`design.md` §2.2).
    pub fn headline(&self) -> String {
        titles::finding(self.f(), &titles::kpi_verdict(self))
    }

    /// "%, by week": measure, unit and grain.
    pub fn subtitle(&self) -> String {
        let f = self.f();
        let unit = if self.kpi.doc.unit.is_empty() { f.word("number") } else { self.kpi.doc.unit.clone() };
        match self.kpi.doc.cadence {
            Some(c) => fill(f, "{unit}, by {cadence}", &[("unit", &unit), ("cadence", &f.word(c.name()))]),
            None => unit,
        }
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
        let drawing = chart::line(&self.line(id, title, slots, size));
        Some(Figure::new(id, title, drawing))
    }

    fn reaches_latest(&self, shown: &[SlotValue]) -> bool {
        shown.last().map(|s| s.slot) == self.score.latest().map(|s| s.slot)
    }

    /// What [`Measure::figure`] draws.
    pub fn line(&self, id: &str, title: &str, shown: &[SlotValue], size: Size) -> LineSpec {
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
            dots: self.dots(shown),
            start,
            end,
            periods: axis_periods(self.cx, start, end),
            months: f.months(),
            target: None,
            baseline: None,
            pace: Vec::new(),
            target_steps: target_steps(shown),
            range: score.limits.filter(|_| latest).map(|l| (l.lower, l.upper, l.mean)),
            trial: score.limits.is_some_and(|l| l.trial),
            notes: self.notes(start, end),
            stopped: stale.then(|| (end, fill(f, "No data since {date}", &[("date", &f.day(last))]))),
            steps: false,
            words: line_words(f),
            size,
            csv: None,
            from_zero: false,
        }
    }

    fn dots(&self, shown: &[SlotValue]) -> Vec<Dot> {
        let score = self.score;
        let latest = self.reaches_latest(shown);
        let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return Vec::new() };
        let calendar = &self.cx.model.settings.calendar;
        let label = |slot| match self.kpi.doc.cadence {
            Some(c) => c.label(slot, calendar),
            None => slot.end.to_string(),
        };
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
        if let (true, Some(dot), Signal::Better | Signal::Worse) = (latest, dots.last_mut(), score.signal) {
            dot.signal = Some(score.signal == Signal::Better);
        }
        let gaps = score.gaps.iter().filter(|g| g.start >= first.slot.start && g.end < last.slot.start);
        dots.extend(gaps.map(|g| Dot { date: g.end, label: label(*g), value: None, provisional: false, signal: None }));
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
            .map(|e| (e, String::new()))
            .chain(doc.rebase.iter().map(|r| (r, format!("{}: ", self.f().word("New baseline")))))
            .filter(|(d, _)| d.date >= start && d.date <= end && d.date <= as_of)
            .filter_map(|(d, before)| Some(Note { date: d.date, text: format!("{before}{}", d.text.as_ref()?) }))
            .collect();
        notes.sort_by_key(|n| n.date);
        notes
    }

    /// A sparkline of two years at most, up to a day.
    pub fn spark(&self, until: Date) -> String {
        let score = self.score;
        let shown = self.slots_until(until, spark_slots(self.kpi.doc.cadence));
        let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return String::new() };
        if shown.len() < 2 {
            return String::new();
        }
        let f = self.f();
        let label = fill(
            f,
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
        let values = self.dots(shown).into_iter().filter(|d| !d.provisional).map(|d| d.value).collect();
        let signal = match score.signal {
            Signal::Better if latest => Some(true),
            Signal::Worse if latest => Some(false),
            _ => None,
        };
        let range = score.limits.filter(|_| latest).map(|l| (l.lower, l.upper));
        chart::spark(&SparkSpec { values, range, signal, label })
    }
}

/// Two years of slots; daily series show a quarter.
fn spark_slots(cadence: Option<Cadence>) -> usize {
    match cadence {
        Some(Cadence::Day | Cadence::Workday) => 92,
        Some(Cadence::Month) => 24,
        Some(Cadence::Quarter) => 12,
        Some(Cadence::Year) => 12,
        Some(Cadence::Week) | None => 104,
    }
}

/// From what the series spans; whole numbers stay whole.
fn decimals(score: &KpiScore) -> u8 {
    let values = || score.slots.iter().map(|s| s.value);
    if values().all(|v| v.fract() == 0.0) {
        return 0;
    }
    let (lo, hi) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    decimals_for(Some(hi), Some(lo))
}

/// One value over slots.
fn over(aggregate: Aggregate, slots: &[&SlotValue]) -> Option<f64> {
    let values = || slots.iter().map(|s| s.value);
    let count = slots.len() as f64;
    match aggregate {
        _ if slots.is_empty() => None,
        Aggregate::Sum => Some(values().sum()),
        Aggregate::Mean => Some(values().sum::<f64>() / count),
        Aggregate::Last => slots.last().map(|s| s.value),
        Aggregate::First => slots.first().map(|s| s.value),
        Aggregate::Min => values().reduce(f64::min),
        Aggregate::Max => values().reduce(f64::max),
        Aggregate::Weighted => {
            let weights: f64 = slots.iter().filter_map(|s| s.n).sum();
            let total: f64 = slots.iter().filter_map(|s| Some(s.value * s.n?)).sum();
            (weights > 0.0).then(|| total / weights)
        }
    }
}

/// Neighbouring slots of one target make one step.
fn target_steps(slots: &[SlotValue]) -> Vec<(Date, Date, f64)> {
    let mut out: Vec<(Date, Date, f64)> = Vec::new();
    let mut add = |slot: &SlotValue, value: f64| match out.iter_mut().rev().take(2).find(|s| s.2 == value) {
        Some(step) => step.1 = slot.slot.end,
        None => out.push((slot.slot.start, slot.slot.end, value)),
    };
    for slot in slots {
        match slot.target {
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
        mean: f.word(&d.mean),
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Slot;
    use jiff::civil::date;

    fn slot(day: i8, value: f64, n: Option<f64>, target: Option<SlotTarget>) -> SlotValue {
        let day = date(2025, 11, day);
        SlotValue { slot: Slot { start: day, end: day }, value, n, target }
    }

    #[test]
    fn a_rate_over_slots_is_weighted_and_an_empty_span_is_not_known() {
        let slots = [slot(1, 90.0, Some(100.0), None), slot(2, 80.0, Some(300.0), None)];
        let all: Vec<&SlotValue> = slots.iter().collect();
        assert_eq!(over(Aggregate::Weighted, &all), Some(82.5));
        assert_eq!(over(Aggregate::Mean, &all), Some(85.0));
        assert_eq!(over(Aggregate::Sum, &[]), None);
    }

    #[test]
    fn neighbouring_slots_of_one_target_make_one_step() {
        let target = |t| Some(SlotTarget::Number(t));
        let slots = [slot(1, 0.0, None, target(5.0)), slot(2, 0.0, None, target(5.0)), slot(3, 0.0, None, target(6.0))];
        assert_eq!(
            target_steps(&slots),
            [(date(2025, 11, 1), date(2025, 11, 2), 5.0), (date(2025, 11, 3), date(2025, 11, 3), 6.0)]
        );
        let range = [
            slot(1, 0.0, None, Some(SlotTarget::Range(1.0, 2.0))),
            slot(2, 0.0, None, Some(SlotTarget::Range(1.0, 2.0))),
        ];
        assert_eq!(target_steps(&range).len(), 2);
    }
}
