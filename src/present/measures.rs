//! What several pages say about a KPI: its numbers with their comparisons, whether a change is real, its line.
//!
//! "Better" and "worse" come from [`KpiScore::signal`] alone; everything else is worded as a number beside a number.

mod change;
mod forecast;
mod line;
mod panel;
mod period;
mod process;
mod spans;
mod then;
mod years;

pub use forecast::{Aim, Outlook, probability};
pub use line::{axis_periods, line_words, special};
pub use panel::{BoxCell, PanelView};
pub use then::score_on;

use super::PresentCx;
use super::format::{Formatter, UNKNOWN, decimals_for, round};
use super::titles;
use crate::compute::aggregate::guess_cadence;
use crate::compute::scores::{KpiScore, SlotTarget, SlotValue};
use crate::domain::{Cadence, Period, Slot};
use crate::parse::doc::Direction;
use crate::resolve::model::{Kpi, KpiIx};

/// A KPI with its numbers and how they are written.
#[derive(Clone, Copy)]
pub struct Measure<'a> {
    pub cx: &'a PresentCx<'a>,
    pub ix: KpiIx,
    pub kpi: &'a Kpi,
    pub score: &'a KpiScore,
    pub decimals: u8,
    /// As declared, else as the dates of the series look.
    pub cadence: Cadence,
}

impl<'a> Measure<'a> {
    /// The KPI at this index.
    pub fn new(cx: &'a PresentCx<'a>, ix: KpiIx) -> Self {
        let (kpi, score) = (cx.model.kpi(ix), cx.scores.kpi(ix));
        let cadence = kpi.doc.cadence.unwrap_or_else(|| guess_cadence(kpi.series.points.iter().map(|p| p.date)));
        Self { cx, ix, kpi, score, decimals: decimals(cx, ix), cadence }
    }

    fn f(&self) -> &'a Formatter {
        &self.cx.format
    }

    /// The short name, else the title.
    pub fn name(&self) -> &'a str {
        self.kpi.doc.short.as_deref().unwrap_or(&self.kpi.doc.title)
    }

    /// The title where it is short enough for a heading, else the short name.
    pub fn full_name(&self) -> &'a str {
        let title = &self.kpi.doc.title;
        if title.split_whitespace().count() <= 5 { title } else { self.name() }
    }

    /// A value and, apart, its unit where that is a word.
    pub fn split(&self, value: f64) -> (String, String) {
        let (cell, text) = (self.cell(Some(value)), self.text(value));
        let unit = if cell == text { String::new() } else { self.kpi.doc.unit.clone() };
        (cell, unit)
    }

    /// A value in a table that names the unit elsewhere: signs such as "%" and "£" stay, words go.
    pub fn cell(&self, value: Option<f64>) -> String {
        let unit = match self.kpi.doc.unit.as_str() {
            unit if unit.chars().count() == 1 && !unit.chars().all(char::is_alphanumeric) => unit,
            _ => "",
        };
        self.f().quantity_opt(value, unit, self.decimals)
    }

    /// A target in such a table.
    pub fn target_cell(&self, target: Option<SlotTarget>) -> String {
        match target {
            Some(SlotTarget::Range(lo, hi)) => {
                self.f().between(&self.f().number(lo, self.decimals), &self.cell(Some(hi)))
            }
            Some(SlotTarget::Number(t)) => self.cell(Some(t)),
            None => UNKNOWN.to_owned(),
        }
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
            Some(SlotTarget::Range(lo, hi)) => self.f().between(&self.f().number(lo, self.decimals), &self.text(hi)),
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

    /// A difference with its unit, for sentences: "+£0.17", "−0.1 points".
    pub fn signed_text(&self, by: f64) -> String {
        let sign = self.f().signed(by, self.decimals);
        if self.kpi.doc.unit == "%" || sign == "±0" {
            return self.difference(by, 0.0);
        }
        let sign = if by < 0.0 { "−" } else { "+" };
        // The joiner keeps the sign and the currency on one line.
        format!("{sign}\u{2060}{}", self.text(by.abs()))
    }

    /// Which way a difference goes, as it would be printed: "better" or "worse"; a way, no verdict on the change.
    pub fn better_or_worse(&self, by: f64) -> Option<String> {
        let by = round(by, self.decimals);
        let good = match self.kpi.doc.direction? {
            Direction::Increase => by > 0.0,
            Direction::Decrease => by < 0.0,
            Direction::Range | Direction::Neutral => return None,
        };
        (by != 0.0).then(|| self.f().word(if good { "better" } else { "worse" }))
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
        let label = self.slot_label(slot.slot);
        match self.cadence {
            Cadence::Week => self.f().fill("week ended {date}", &[("date", &label)]),
            _ => label,
        }
    }

    /// "16 Nov 2025", "Nov 2025", "FY26 Q3": a slot in a table; a week by its last day.
    pub fn slot_label(&self, slot: Slot) -> String {
        let f = self.f();
        match self.cadence {
            Cadence::Month => format!("{} {}", f.month_short(slot.start.month()), slot.start.year()),
            c @ (Cadence::Quarter | Cadence::Year) => {
                let label = c.label(slot, &self.cx.model.settings.calendar);
                Period::parse(&label, &self.cx.model.settings.calendar).map_or(label, |p| f.period(&p))
            }
            Cadence::Week | Cadence::Day | Cadence::Workday => f.date(slot.end),
        }
    }

    /// The finding, as a title (`design.md` §2.2).
    pub fn headline(&self) -> String {
        titles::finding(self.f(), &titles::kpi_verdict(self))
    }
}

fn decimals(cx: &PresentCx<'_>, ix: KpiIx) -> u8 {
    let found = || decimals_of(&cx.scores.kpi(ix).slots.iter().map(|s| s.value).collect::<Vec<_>>());
    cx.model.kpi(ix).doc.decimals.unwrap_or_else(|| *cx.lists.decimals[ix.0 as usize].get_or_init(found))
}

/// From what the series spans, and so many that its usual step from slot to slot is seen; never more than were
/// written, so whole numbers stay whole.
fn decimals_of(values: &[f64]) -> u8 {
    let (lo, hi) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(*v), hi.max(*v)));
    let steps = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).filter(|s| *s > 0.0);
    // The bits of positive numbers are in their order.
    let mut steps: Vec<u64> = steps.map(f64::to_bits).collect();
    let middle = steps.len() / 2;
    let of_step = match steps.is_empty() {
        true => 0,
        false => (-f64::from_bits(*steps.select_nth_unstable(middle).1).log10()).ceil().clamp(0.0, 3.0) as u8,
    };
    let wanted = decimals_for(Some(hi), Some(lo)).max(of_step);
    let mut written = 0;
    for v in values {
        if written >= wanted {
            return wanted;
        }
        if round(*v, written) != *v {
            written = (0..3).find(|n| round(*v, *n) == *v).unwrap_or(3).max(written);
        }
    }
    wanted.min(written)
}

#[cfg(test)]
mod tests {
    use super::decimals_of;

    #[test]
    fn numbers_carry_as_many_decimals_as_their_steps_need_and_no_more_than_were_written() {
        assert_eq!(decimals_of(&[26.0, 25.9, 25.7, 12.9, 12.8, 12.7]), 1);
        assert_eq!(decimals_of(&[115.4, 8.4, 57.2, 146.2]), 0);
        assert_eq!(decimals_of(&[1303.0, 1298.0, 1310.0]), 0);
        assert_eq!(decimals_of(&[5.4, 5.4, 5.4]), 1);
        assert_eq!(decimals_of(&[3.25, 3.47, 3.31]), 2);
        assert_eq!(decimals_of(&[]), 0);
    }
}
