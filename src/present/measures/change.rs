//! Whether a change is real, and what today's process will do about the target.

use super::Measure;
use crate::compute::limits::{State, displayed};
use crate::compute::scores::{Freshness, Limits, Pattern, Signal};
use crate::domain::Cadence;
use crate::present::parts::{SignalView, target_number};
use crate::present::titles::{self, Reach};

impl Measure<'_> {
    /// Whether the last change is real, as an icon and few words.
    pub fn signal(&self) -> SignalView {
        let f = self.f();
        let high = self.score.signal_up.unwrap_or(false);
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

    fn not_assessed(&self) -> String {
        let f = self.f();
        match self.score.freshness {
            Freshness::NoData => f.word("No data"),
            Freshness::Stale => f.word("Not judged: the series has stopped"),
            _ if self.score.state == State::TooFewPoints => {
                f.fill("{n} of 8 values needed", &[("n", &self.score.judged.to_string())])
            }
            _ => f.word(match (self.kpi.doc.direction, self.score.pattern) {
                (None, _) => "Not judged: no good direction is stated",
                (_, Pattern::Trend) => "Not judged: a trend all along",
                (_, Pattern::Season) => "Not judged: seasonal, and too short to compare seasons",
                (_, Pattern::Level) => "Not judged: it never varies",
            }),
        }
    }

    /// It climbs or falls all along: its limits are as wide as its way and say nothing of the last change.
    pub fn is_trending(&self) -> bool {
        self.score.pattern == Pattern::Trend
    }

    /// Why nothing is said of what happens if nothing changes.
    pub fn no_outlook(&self) -> String {
        self.f().word(match (self.score.signal, self.score.limits) {
            (Signal::NotAssessed, _) => "not judged",
            (_, None) if self.score.runs.is_some() => "no usual range",
            (_, None) => "it follows the seasons",
            (_, Some(limits)) if limits.trial => "too few values",
            _ if self.score.target.is_none() => "no target",
            _ => "no single target",
        })
    }

    /// Whether the last change is real, as a sentence with its reason.
    pub fn change_sentence(&self) -> String {
        let f = self.f();
        match (self.score.freshness, self.score.pattern, self.score.limits) {
            (Freshness::NoData, ..) => f.word("There is no value yet, so nothing can be said of a change."),
            (Freshness::Stale, ..) => f.word("The series has stopped, so the last change is not judged."),
            _ if self.score.state == State::TooFewPoints => f.fill("{n} of the 8 values are there that it takes to tell a real change from ordinary ups and downs.",
                &[("n", &self.score.judged.to_string())],
            ),
            _ if self.score.state == State::NoVariation => f.fill("This measure did not vary in {n} values, so there is nothing to judge a change by.",
                &[("n", &self.score.judged.to_string())],
            ),
            (_, Pattern::Season, _) => self.seasonal_sentence(),
            (_, Pattern::Trend, _) => f.word(
                "This measure has gone one way most of the time, so it has no usual range and the last change is not judged.",
            ),
            (_, _, Some(limits)) => self.limits_sentence(&limits),
            (_, _, None) if self.score.runs.is_some() => f.word(match self.score.signal {
                Signal::None | Signal::NotAssessed if self.score.runs.is_some_and(|r| r.signal()) => {
                    "No real change now; but the values kept to one side of their middle line longer, or crossed it less often, than ordinary ups and downs do."
                }
                Signal::None | Signal::NotAssessed => {
                    "No real change: the values cross their middle line as values do that only go up and down."
                }
                _ => {
                    "A real change: the latest values keep to one side of their middle line longer than ordinary ups and downs do."
                }
            }),
            (_, _, None) => f.word("The usual ups and downs of this series are not known, so a change is not judged."),
        }
    }

    /// A measure that repeats itself is compared with the season before.
    fn seasonal_sentence(&self) -> String {
        let f = self.f();
        let season = match self.cadence {
            Cadence::Day | Cadence::Workday => "week",
            Cadence::Week | Cadence::Month | Cadence::Quarter | Cadence::Year => "year",
        };
        let sentence = match self.score.signal {
            Signal::NotAssessed => {
                "This measure repeats itself every {season}, and the series is too short to compare one with the next."
            }
            Signal::None => {
                "No real change: this measure repeats itself every {season}, and the difference from the {season} before is an ordinary one."
            }
            Signal::Better | Signal::Worse | Signal::Unusual => {
                "A real change: this measure repeats itself every {season}, and the latest values differ from the {season} before more than they usually do."
            }
        };
        f.fill(sentence, &[("season", &f.word(season))])
    }

    fn limits_sentence(&self, limits: &Limits) -> String {
        let f = self.f();
        let (lower, upper) = self.within_reach(limits);
        let (lower, upper) = (f.number(lower, self.decimals), self.text(upper));
        let outside = self.score.latest().is_some_and(|l| l.value < limits.lower || l.value > limits.upper);
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
            (_, false) => "A real change. {rule}. The usual range is {lower} to {upper}.",
        };
        let rule = self.rule_words(self.score.broken);
        let mut out = f.fill(sentence, &[("lower", &lower), ("upper", &upper), ("rule", &rule)]);
        if self.score.dependent && !matches!(self.score.signal, Signal::None | Signal::NotAssessed) {
            out.push(' ');
            out.push_str(&f.word("Each value hangs on the one before, so such signals are more frequent than usual."));
        }
        if limits.trial {
            out.push(' ');
            out.push_str(&f.word("The range is a first estimate: fewer than 13 values."));
        }
        out
    }

    /// The usual range as far as the measure can go.
    pub fn within_reach(&self, limits: &Limits) -> (f64, f64) {
        displayed(limits.lower, limits.upper, self.floor(), self.kpi.doc.ceil)
    }

    /// What no value can be below: as declared, else zero where none ever was.
    pub fn floor(&self) -> Option<f64> {
        let never_below = || self.score.slots.iter().all(|s| s.value >= 0.0).then_some(0.0);
        self.kpi.doc.floor.or_else(never_below)
    }

    /// What today's process will do about the target, where the usual range is known and the series is judged.
    pub fn outlook(&self) -> Option<(&'static str, String)> {
        let moving = match self.score.signal {
            Signal::NotAssessed => return None,
            Signal::None => false,
            // The usual range is that of before the change.
            Signal::Better | Signal::Worse | Signal::Unusual => true,
        };
        let (icon, words) = match (self.reach(), moving) {
            (Reach::Unknown, _) => return None,
            (Reach::Beyond, false) => ("miss", "Not with today’s process"),
            (Reach::Inside, false) => ("open", "Hit or miss"),
            (Reach::Safe, false) => ("hit", "Meets the target with today’s process"),
            (Reach::Beyond, true) => ("miss", "Not with the process as it was, and it is moving"),
            (Reach::Inside, true) => ("open", "Hit or miss as it was, and it is moving"),
            (Reach::Safe, true) => ("hit", "Met the target as it was, and it is moving"),
        };
        Some((icon, self.f().word(words)))
    }

    /// Where its target lies, seen from the usual range; unknown while that is a first estimate.
    pub fn reach(&self) -> Reach {
        let settled = self.score.limits.is_some_and(|l| !l.trial);
        let target = target_number(self.score.target).filter(|_| settled);
        titles::reach(self.score, self.kpi.doc.direction, target)
    }
}
