//! Where a KPI will likely be, in sentences and as a fan (`statistics.md` §4.3). Never mixed with the pace.

use super::{Measure, axis_periods};
use crate::chart::spec::{FanStep, LineSpec, Size};
use crate::compute::forecast::{Expected, Method};
use crate::compute::kpi_target::{of_period, of_slot};
use crate::compute::likely::{self, Chance, Forecast, Printed, Refusal};
use crate::compute::scores::{Signal, SlotTarget};
use crate::domain::{Cadence, Date};
use crate::parse::doc::{Aggregate, Direction, Measure as Which};
use crate::present::format::Formatter;

/// From here on a forecast is more than rough.
const SETTLED: usize = 13;

/// A number that is to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    pub bound: f64,
    /// At least the bound; else at most.
    pub at_least: bool,
    /// Which number over the period it is.
    pub which: Which,
    pub by: Date,
}

/// What is said of where a measure will likely be.
pub struct Outlook<'a> {
    pub measure: &'a Measure<'a>,
    pub forecast: &'a Result<Forecast, Refusal>,
    pub aim: Option<Aim>,
    /// The last day of the period it looks to.
    pub by: Date,
}

impl<'a> Measure<'a> {
    /// The KPI's own outlook: to the end of the period its target speaks of.
    pub fn likely(&'a self) -> Outlook<'a> {
        let calendar = &self.cx.model.settings.calendar;
        let period = likely::period(&self.kpi.doc, self.cadence, self.cx.scores.as_of, calendar);
        let forecast = &self.score.forecast;
        let total = self.kpi.doc.aggregate == Some(Aggregate::Sum);
        let target = match forecast {
            _ if total => of_period(&self.kpi.doc, &period),
            Ok(f) => f.slots.last().and_then(|slot| of_slot(&self.kpi.doc, self.cadence, *slot, None)),
            Err(_) => None,
        };
        let which = if total { Which::Period } else { Which::Latest };
        let aim = self.aim(target, which, period.end);
        Outlook { measure: self, forecast, aim, by: period.end }
    }

    /// A single target in the good direction.
    pub fn aim(&self, target: Option<SlotTarget>, which: Which, by: Date) -> Option<Aim> {
        let at_least = match self.kpi.doc.direction? {
            Direction::Increase => true,
            Direction::Decrease => false,
            Direction::Range | Direction::Neutral => return None,
        };
        match target? {
            SlotTarget::Number(bound) => Some(Aim { bound, at_least, which, by }),
            SlotTarget::Range(..) => None,
        }
    }

    /// Between which values the measure can be.
    pub fn bounds(&self) -> Bounds {
        Bounds { floor: self.floor(), ceil: self.kpi.doc.ceil }
    }

    /// A value no further than what the measure can be.
    fn held(&self, value: f64) -> f64 {
        self.bounds().held(value)
    }

    /// "90.3 to 92.9": the ends of the interval that holds it four times out of five.
    fn range_text(&self, expected: &Expected) -> (String, String) {
        let (low, high) = expected.intervals().0;
        (self.f().number(self.held(low), self.decimals), self.text(self.held(high)))
    }

    /// The newest slots of a forecast that was made by the week, where the series has days, with the fan.
    pub fn weeks_ahead(&self, id: &str, title: &str, count: usize) -> Option<LineSpec> {
        let forecast = self.score.forecast.as_ref().ok().filter(|f| f.cadence != self.cadence)?;
        let calendar = &self.cx.model.settings.calendar;
        let (weeks, _) = likely::weeks(self.score.run(), self.cadence, self.kpi.doc.aggregate?, calendar);
        let by_week = Measure { cadence: forecast.cadence, ..*self };
        let mut spec = by_week.line(id, title, &weeks[weeks.len().saturating_sub(count)..], Size::Main, self.besides());
        // Targets, gaps and range are those of days.
        spec.target_steps.clear();
        spec.dots.retain(|dot| dot.value.is_some());
        by_week.draw_fan(forecast, &mut spec);
        Some(spec)
    }

    /// Draws the fan over the slots to come. Totals of weeks have no place among those of days.
    pub fn draw_fan(&self, forecast: &Forecast, spec: &mut LineSpec) {
        if forecast.cadence != self.cadence && self.kpi.doc.aggregate == Some(Aggregate::Sum) {
            return;
        }
        let named = Measure { cadence: forecast.cadence, ..*self };
        let bounds = self.bounds();
        for (slot, expected) in forecast.steps() {
            spec.fan.push(bounds.fan_step(slot.end, named.slot_label(slot), &expected, forecast));
        }
        self.stretch(spec);
    }

    /// Lets the time axis reach as far as the fan.
    pub fn stretch(&self, spec: &mut LineSpec) {
        if let Some(last) = spec.fan.last() {
            spec.end = spec.end.max(last.date);
            spec.periods = axis_periods(self.cx, spec.start, spec.end);
        }
    }
}

/// Between which values a measure can be.
#[derive(Clone, Copy)]
pub struct Bounds {
    floor: Option<f64>,
    ceil: Option<f64>,
}

impl Bounds {
    fn held(self, value: f64) -> f64 {
        let value = self.floor.map_or(value, |floor| value.max(floor));
        self.ceil.map_or(value, |ceil| value.min(ceil))
    }

    /// A slot to come on the fan.
    pub fn fan_step(self, date: Date, label: String, expected: &Expected, forecast: &Forecast) -> FanStep {
        let naive = forecast.fit.method == Method::Naive;
        let (most, nearly_all) = expected.intervals();
        let held = |(low, high): (f64, f64)| (self.held(low), self.held(high));
        FanStep {
            date,
            label,
            value: self.held(expected.mean),
            most: held(most),
            nearly_all: (!naive).then(|| held(nearly_all)),
        }
    }
}

impl Outlook<'_> {
    /// How likely the aim is reached; none below 8 values.
    pub fn chance(&self) -> Option<Chance> {
        let (forecast, aim) = (self.forecast.as_ref().ok()?, self.aim?);
        if forecast.fit.method == Method::Naive {
            return None;
        }
        forecast.chance(aim.which, self.measure.kpi.doc.aggregate, aim.bound, aim.at_least)
    }

    /// The sentences for a page: where it will likely be, or why nothing is said; then what today's process cannot do.
    pub fn sentences(&self) -> Vec<String> {
        let mut out = match self.forecast {
            Ok(forecast) => self.expectation(forecast),
            Err(refusal) => vec![self.refusal(*refusal)],
        };
        out.extend(self.beyond());
        out
    }

    fn expectation(&self, forecast: &Forecast) -> Vec<String> {
        let (m, f) = (self.measure, self.measure.f());
        let chance = self.chance();
        let expected = chance.map_or_else(|| forecast.end(), |c| c.expected);
        let (low, high) = m.range_text(&expected);
        let likely = m.text(m.held(expected.mean));
        let by = f.date(self.by);
        let target = self.aim.map(|a| m.text(a.bound)).unwrap_or_default();
        let chances = chance.map(|c| probability(f, &c)).unwrap_or_default();
        let words = chance.map(|c| f.word(likely::words(likely::printed(c.probability)))).unwrap_or_default();
        let pattern = match chance {
            Some(c) if c.expected.sd == 0.0 => "{target} is reached already.",
            Some(_) => {
                "If the past pattern continues: {chance} ({words}) to reach {target} by {by}; most likely {likely}, 80% range {low} to {high}."
            }
            None => "If the past pattern continues: about {likely} by {by}, 80% range {low} to {high}.",
        };
        let places = [
            ("chance", chances.as_str()),
            ("words", &words),
            ("target", &target),
            ("by", &by),
            ("likely", &likely),
            ("low", &low),
            ("high", &high),
        ];
        let mut out = vec![f.fill(pattern, &places), self.basis(forecast)];
        if forecast.across_rebase {
            out.push(
                f.word("It rests on values from before the process was declared a new one too: too few came since."),
            );
        }
        if forecast.cadence != m.cadence
            && m.kpi.doc.aggregate == Some(Aggregate::Sum)
            && self.aim.is_some_and(|a| a.which != Which::Period)
        {
            out.push(
                f.word("It is made by the week, so a chart of days does not show it; the measure's own page does."),
            );
        }
        if chance.is_some_and(|c| c.rough) {
            out.push(f.word("It is rough: how many cases are to come is not known."));
        }
        out
    }

    /// "Based on 24 months."
    fn basis(&self, forecast: &Forecast) -> String {
        let f = self.measure.f();
        let n = forecast.fit.n;
        let slots = f.word(match forecast.cadence {
            Cadence::Day => "days",
            Cadence::Workday => "workdays",
            Cadence::Week => "weeks",
            Cadence::Month => "months",
            Cadence::Quarter => "quarters",
            Cadence::Year => "years",
        });
        let pattern = match n {
            n if forecast.fit.method == Method::Naive || n < 8 => {
                "Based on {n} {slots}: the last value goes on, and nothing is said of how likely."
            }
            n if n < SETTLED => "Based on {n} {slots}: rough.",
            _ => "Based on {n} {slots}.",
        };
        f.fill(pattern, &[("n", &n.to_string()), ("slots", &slots)])
    }

    /// A target that today's process does not produce is said to be one: stronger than any forecast.
    pub fn beyond(&self) -> Option<String> {
        let m = self.measure;
        let (limits, aim) = (m.score.limits.filter(|l| !l.trial)?, self.aim?);
        let outside = if aim.at_least { aim.bound > limits.upper } else { aim.bound < limits.lower };
        if !outside || aim.which != Which::Latest || m.score.signal != Signal::None {
            return None;
        }
        let (lower, upper) = (m.f().number(m.held(limits.lower), m.decimals), m.text(m.held(limits.upper)));
        Some(m.f().fill("{target} lies outside the range this measure moves in, {lower} to {upper}: the current process will not produce this.",
            &[("target", &m.text(aim.bound)), ("lower", &lower), ("upper", &upper)],
        ))
    }

    fn refusal(&self, refusal: Refusal) -> String {
        let f = self.measure.f();
        f.word(match refusal {
            Refusal::Off => "No forecast: it is switched off for this measure.",
            Refusal::Stale => "No forecast: the series has stopped.",
            Refusal::TooFew => "No forecast: fewer than 4 values.",
            Refusal::NoVariation => "No forecast: the values never varied.",
            Refusal::TooFar => "No forecast: the end of the period is more than 18 values away.",
            Refusal::Over => "No forecast: the last value of the period is in.",
            Refusal::Gaps => "No forecast: too many values are missing.",
            Refusal::NoRule => "No forecast: nothing says how days become a week.",
            Refusal::OutOfRange => "No forecast: the values are too large to reckon with.",
        })
    }
}

/// "55%", "less than 5%", "at least 70%".
pub fn probability(f: &Formatter, chance: &Chance) -> String {
    let (pattern, p) = match likely::printed(chance.probability) {
        Printed::Below5 => ("less than {p}%", 5),
        Printed::Above95 => ("more than {p}%", 95),
        Printed::Percent(p) if chance.or_more => ("at least {p}%", p),
        Printed::Percent(p) => ("{p}%", p),
    };
    f.fill(pattern, &[("p", &p.to_string())])
}
