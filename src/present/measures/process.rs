//! The process chart of a measure: which moves are ordinary, which values stand out, and what to know of the series.

use super::Measure;
use crate::chart;
use crate::chart::spec::{EarlierRange, LineSpec, Moves, Size};
use crate::compute::kpi;
use crate::compute::label::{Label, PointType};
use crate::compute::limits::{Segment, State, displayed};
use crate::compute::rules::RANGE_LIMIT;
use crate::compute::scores::{Pattern, SlotValue};
use crate::compute::signal::Process;
use crate::domain::{Cadence, Date};
use crate::present::parts::Figure;
use crate::present::titles::{LONGEST, fill, shorten};

impl Measure<'_> {
    /// The process chart of these slots under what it shows; none without limits.
    pub fn process_figure(&self, slots: &[SlotValue]) -> Option<Figure> {
        let process = self.judged_series();
        let judged = process.assessment.segments.last().is_some_and(|s| s.upper.is_some() || s.runs.is_some());
        if !judged {
            return None;
        }
        let title = self.process_title(&process);
        let spec = self.process_line(&process, slots, &title);
        Some(Figure::new("process", &title, chart::line(&spec)))
    }

    /// What the process chart draws, under a title.
    pub fn process(&self, slots: &[SlotValue], title: &str) -> LineSpec {
        self.process_line(&self.judged_series(), slots, title)
    }

    fn judged_series(&self) -> Process {
        kpi::process(self.kpi, self.score, &self.cx.model.settings)
    }

    fn process_line(&self, process: &Process, slots: &[SlotValue], title: &str) -> LineSpec {
        let mut spec = self.line("process", title, slots, Size::Tall);
        let first = process.dates.first().copied();
        let at = |start: Date| process.dates.binary_search(&start).ok();
        let level = self.score.pattern == Pattern::Level;
        if !level {
            // Steps and differences have no targets, and their range is not the level's.
            spec.target_steps.clear();
            spec.subtitle = format!("{}; {}", spec.subtitle, self.f().word(self.difference_words()));
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
                PointType::Improvement => Some(true),
                PointType::Concern => Some(false),
                PointType::Common | PointType::Neutral => None,
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
        let bounded = |s: &Segment| {
            let level = self.score.pattern == Pattern::Level;
            let (floor, ceil) = if level { (self.floor(), doc.ceil) } else { (None, None) };
            let (lower, upper) = displayed(s.lower?, s.upper?, floor, ceil);
            Some((lower, upper, s.mean?))
        };
        let Some((last, earlier)) = process.assessment.segments.split_last() else { return };
        spec.range = bounded(last);
        spec.range_since = process.dates.get(last.start).copied().filter(|_| last.start > 0);
        spec.trial = last.state == State::Trial;
        for segment in earlier {
            let days = process.dates.get(segment.start).zip(process.dates.get(segment.end));
            if let (Some((lower, upper, mean)), Some((start, next))) = (bounded(segment), days) {
                let end = next.yesterday().unwrap_or(*next);
                spec.earlier.push(EarlierRange { start: *start, end, lower, upper, mean });
            }
        }
        let title = match self.cadence {
            Cadence::Day | Cadence::Workday => "Change from day to day",
            Cadence::Week => "Change from week to week",
            Cadence::Month => "Change from month to month",
            Cadence::Quarter => "Change from quarter to quarter",
            Cadence::Year => "Change from year to year",
        };
        let limit = last.moving_range.filter(|_| last.upper.is_some()).map(|range| RANGE_LIMIT * range);
        spec.moves = Some(Moves { limit, title: self.f().word(title) });
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
        let f = self.f();
        let last = process.values.iter().rposition(Option::is_some).unwrap_or(0);
        let labels = &process.assessment.labels[..=last.min(process.assessment.labels.len().saturating_sub(1))];
        let label = labels.last().copied().unwrap_or(Label::Common);
        let since = labels.iter().rposition(|l| *l != label).map_or(0, |i| i + 1);
        let since = process.dates.get(since).map(|d| f.date(*d)).unwrap_or_default();
        let pattern = match label {
            Label::Common => "{kpi}: ordinary ups and downs",
            Label::Outside(true) => "{kpi}: above the usual range since {date}",
            Label::Outside(false) => "{kpi}: below the usual range since {date}",
            Label::Trend(true) => "{kpi}: 7 values in a row rising, from {date}",
            Label::Trend(false) => "{kpi}: 7 values in a row falling, from {date}",
            Label::TwoInThree(true) => "{kpi}: 2 of 3 values near the top of the range",
            Label::TwoInThree(false) => "{kpi}: 2 of 3 values near the bottom of the range",
            Label::Shift(true) => "{kpi}: 7 values in a row above the mean, from {date}",
            Label::Shift(false) => "{kpi}: 7 values in a row below the mean, from {date}",
            Label::Jump(true) => "{kpi}: one unusual jump up on {date}",
            Label::Jump(false) => "{kpi}: one unusual jump down on {date}",
            Label::ThreeInFour(true) => "{kpi}: 3 of 4 values in the upper part of the range",
            Label::ThreeInFour(false) => "{kpi}: 3 of 4 values in the lower part of the range",
            Label::Eight(true) => "{kpi}: 8 values in a row above the mean, from {date}",
            Label::Eight(false) => "{kpi}: 8 values in a row below the mean, from {date}",
            Label::LongRun(true) => "{kpi}: a long run above the middle, from {date}",
            Label::LongRun(false) => "{kpi}: a long run below the middle, from {date}",
        };
        shorten(&fill(f, pattern, &[("kpi", self.name()), ("date", &since)]), LONGEST)
    }

    /// What to know of the series before its limits are believed.
    pub fn notes_on_the_series(&self) -> Vec<String> {
        let f = self.f();
        let score = self.score;
        let mut out = Vec::new();
        if score.coarse {
            out.push(f.word("The values lie in steps too coarse for a reliable range."));
        }
        if let Some(window) = &self.kpi.doc.window {
            let sentence =
                "Each value stands for {window}, so neighbours overlap: only values outside the range count.";
            out.push(fill(f, sentence, &[("window", window)]));
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
