//! The process chart of a measure: which moves are ordinary, which values stand out, and what to know of the series.

use super::Measure;
use crate::chart;
use crate::chart::spec::{EarlierRange, LineSpec, Moves, Size, Special};
use crate::compute::kpi;
use crate::compute::label::{Label, PointType};
use crate::compute::limits::{Segment, State, displayed};
use crate::compute::rules::RANGE_LIMIT;
use crate::compute::scores::{BrokenRule, Pattern, SlotValue};
use crate::compute::signal::{self, Process};
use crate::domain::{Cadence, Date};
use crate::present::parts::Figure;
use crate::present::titles::{LONGEST, shorten};

impl Measure<'_> {
    /// The process chart of these slots under what it shows. Where no range is known, the title says why, and the
    /// line and its moves stand alone. Below three values there is nothing to draw.
    pub fn process_figure(&self, slots: &[SlotValue]) -> Option<Figure> {
        if slots.len() < 3 {
            return None;
        }
        let process = self.judged_series();
        let title = process.as_ref().map_or_else(|| self.no_range(), |process| self.process_title(process));
        let spec = self.process_line(process.as_ref(), slots, &title);
        Some(Figure::new("process", &title, chart::line(&spec)))
    }

    /// What the process chart draws, under a title.
    pub fn process(&self, slots: &[SlotValue], title: &str) -> LineSpec {
        self.process_line(self.judged_series().as_ref(), slots, title)
    }

    /// `None`: nothing is known of its ordinary ups and downs.
    fn judged_series(&self) -> Option<Process> {
        let process = kpi::process(self.kpi, self.score, &self.cx.model.settings);
        let last = process.assessment.segments.last()?;
        (last.upper.is_some() || last.runs.is_some()).then_some(process)
    }

    fn process_line(&self, process: Option<&Process>, slots: &[SlotValue], title: &str) -> LineSpec {
        let mut spec = self.line("process", title, slots, Size::Tall, self.besides());
        spec.moves = Some(Moves { limit: None, title: self.f().word(moves_title(self.cadence)) });
        let Some(process) = process else { return spec };
        let first = process.dates.first().copied();
        let at = |start: Date| process.dates.binary_search(&start).ok();
        let level = self.score.pattern == Pattern::Level;
        if !level {
            // Steps and differences have no targets, and their range is not the level's.
            spec.target_steps.clear();
            spec.subtitle = self.f().clauses(&[&spec.subtitle, &self.f().word(self.difference_words())]);
            spec.dots.retain(|dot| !dot.provisional);
        }
        for dot in &mut spec.dots {
            let slot = self.cadence.slot(dot.date, &self.cx.model.settings.calendar);
            let Some(i) = at(slot.start) else {
                dot.value = dot.value.filter(|_| level);
                continue;
            };
            if !level {
                dot.value = process.values[i];
            }
            dot.signal = match process.assessment.labels[i].point_type(self.kpi.doc.direction) {
                PointType::Improvement => Some(Special::Better),
                PointType::Concern => Some(Special::Worse),
                PointType::Neutral => Some(Special::Unusual),
                PointType::Common => None,
            };
        }
        if !level {
            spec.start = spec.start.max(first.unwrap_or(spec.start));
            spec.dots.retain(|dot| dot.date >= spec.start);
        }
        self.ranges(process, &mut spec);
        spec
    }

    /// The ranges of all segments, the last one named, and the panel of moves.
    fn ranges(&self, process: &Process, spec: &mut LineSpec) {
        let doc = &self.kpi.doc;
        let ends = |s: &Segment| {
            let level = self.score.pattern == Pattern::Level;
            let (floor, ceil) = if level { (self.floor(), doc.ceil) } else { (None, None) };
            Some(displayed(s.lower?, s.upper?, floor, ceil))
        };
        let Some((last, earlier)) = process.assessment.segments.split_last() else { return };
        spec.range = ends(last).zip(last.mean).map(|((lower, upper), mean)| (lower, upper, mean));
        spec.middle = last.mean.filter(|_| last.runs.is_some());
        spec.range_since = process.dates.get(last.start).copied().filter(|_| last.start > 0);
        spec.trial = last.state == State::Trial;
        for segment in earlier {
            let days = process.dates.get(segment.start).zip(process.dates.get(segment.end));
            let judged = segment.mean.filter(|_| segment.upper.is_some() || segment.runs.is_some());
            if let (Some(middle), Some((start, next))) = (judged, days) {
                let end = next.yesterday().unwrap_or(*next);
                spec.earlier.push(EarlierRange { start: *start, end, ends: ends(segment), middle });
            }
        }
        let limit = last.moving_range.filter(|_| last.upper.is_some()).map(|range| RANGE_LIMIT * range);
        if let Some(moves) = &mut spec.moves {
            moves.limit = limit;
        }
    }

    /// Why there is no range, as the title of a chart without one.
    fn no_range(&self) -> String {
        let pattern = match (self.score.state, self.score.pattern) {
            (State::TooFewPoints, _) => "{kpi}: no usual range yet, {n} of 8 values are there",
            (State::NoVariation, _) => "{kpi}: no usual range, {n} values are all the same",
            (_, Pattern::Season) => "{kpi}: no usual range, too short to compare one season with the next",
            _ => "{kpi}: no usual range",
        };
        let n = self.score.judged.to_string();
        shorten(&self.f().fill(pattern, &[("kpi", self.name()), ("n", &n)]), LONGEST)
    }

    /// What is drawn of a series whose level says nothing.
    fn difference_words(&self) -> &'static str {
        match (self.score.pattern, self.cadence) {
            (Pattern::Season, Cadence::Day | Cadence::Workday) => "difference from the week before",
            (Pattern::Season, _) => "difference from the year before",
            _ => "step from one value to the next",
        }
    }

    /// Which rule the last value breaks, and since when.
    fn process_title(&self, process: &Process) -> String {
        let broken = signal::broken_rule(&process.assessment, &process.values, &process.dates);
        let broken = broken.as_ref();
        let words = |text: &str| text.split_whitespace().count();
        let title = self.rule_sentence(broken, self.name());
        // A long name gives way, never the finding.
        let kept = words(self.name()).saturating_sub(words(&title).saturating_sub(LONGEST)).max(1);
        self.rule_sentence(broken, &shorten(self.name(), kept))
    }

    /// "Late parcels: 9 values in a row above the mean, from 3 Mar 2025".
    pub(super) fn rule_words(&self, broken: Option<BrokenRule>) -> String {
        self.rule_sentence(broken.as_ref(), self.name())
    }

    fn rule_sentence(&self, broken: Option<&BrokenRule>, name: &str) -> String {
        let since = broken.map(|b| self.f().date(b.since)).unwrap_or_default();
        let n = broken.map(|b| b.count.to_string()).unwrap_or_default();
        let pattern = match broken.map_or(Label::Common, |b| b.label) {
            Label::Common => "{kpi}: ordinary ups and downs",
            Label::Outside(true) => "{kpi}: above the usual range since {date}",
            Label::Outside(false) => "{kpi}: below the usual range since {date}",
            Label::Trend(true) => "{kpi}: {n} values in a row rising, from {date}",
            Label::Trend(false) => "{kpi}: {n} values in a row falling, from {date}",
            Label::TwoInThree(true) => "{kpi}: 2 of 3 values near the top of the range",
            Label::TwoInThree(false) => "{kpi}: 2 of 3 values near the bottom of the range",
            Label::Shift(true) | Label::Eight(true) => "{kpi}: {n} values in a row above the mean, from {date}",
            Label::Shift(false) | Label::Eight(false) => "{kpi}: {n} values in a row below the mean, from {date}",
            Label::Jump(true) => "{kpi}: one unusual jump up on {date}",
            Label::Jump(false) => "{kpi}: one unusual jump down on {date}",
            Label::ThreeInFour(true) => "{kpi}: 3 of 4 values in the upper part of the range",
            Label::ThreeInFour(false) => "{kpi}: 3 of 4 values in the lower part of the range",
            Label::LongRun(true) => "{kpi}: a long run above the middle, from {date}",
            Label::LongRun(false) => "{kpi}: a long run below the middle, from {date}",
        };
        self.f().fill(pattern, &[("kpi", name), ("date", &since), ("n", &n)])
    }

    /// What to know of the series before its limits are believed.
    pub fn notes_on_the_series(&self) -> Vec<String> {
        let f = self.f();
        let score = self.score;
        let mut out = Vec::new();
        if score.coarse {
            out.push(f.word("The values lie in steps too coarse for a reliable range."));
        }
        if score.runs.is_some() {
            out.push(f.word(
                "There is no usual range here: values are judged by how long they keep to one side of their middle line, and how often they cross it.",
            ));
        }
        if let Some(window) = &self.kpi.doc.window {
            let sentence =
                "Each value stands for {window}, so neighbours overlap: only values outside the range count.";
            out.push(f.fill(sentence, &[("window", window)]));
        }
        if score.runs.is_some_and(|r| r.crosses_too_seldom()) {
            out.push(f.word("The values cross their middle line less often than chance would: they drift."));
        }
        let zeros = score.slots.iter().filter(|s| s.value == 0.0).count();
        if zeros * 2 >= score.slots.len() && score.judged >= 8 && score.state != State::NoVariation {
            out.push(f.word("Most values are zero: the time between two events would say more than their number."));
        }
        out
    }
}

/// What the panel of moves shows.
fn moves_title(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Day | Cadence::Workday => "Change from day to day",
        Cadence::Week => "Change from week to week",
        Cadence::Month => "Change from month to month",
        Cadence::Quarter => "Change from quarter to quarter",
        Cadence::Year => "Change from year to year",
    }
}
