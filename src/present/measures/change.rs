//! Whether a change is real, and what today's process will do about the target.

use super::Measure;
use crate::compute::scores::{Freshness, Signal, SlotTarget};
use crate::parse::doc::Direction;
use crate::present::parts::SignalView;
use crate::present::titles::fill;

impl Measure<'_> {
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
            _ => f.word(match (self.kpi.doc.direction, self.score.limits) {
                (None, _) => "Not judged: no good direction is stated",
                (_, Some(_)) => "Not judged: a trend all along",
                _ if self.is_flat() => "Not judged: it never varies",
                _ => "Not judged: seasonal, and too short to compare seasons",
            }),
        }
    }

    /// It climbs or falls all along: its limits are as wide as its way and say nothing of the last change.
    pub fn is_trending(&self) -> bool {
        let score = self.score;
        let judged = score.signal != Signal::NotAssessed || score.freshness == Freshness::Stale;
        !judged && score.limits.is_some() && self.kpi.doc.direction.is_some()
    }

    fn is_flat(&self) -> bool {
        self.score.slots.windows(2).all(|pair| pair[0].value == pair[1].value)
    }

    /// Why nothing is said of what happens if nothing changes.
    pub fn no_outlook(&self) -> String {
        self.f().word(match (self.score.signal, self.score.limits) {
            (Signal::NotAssessed, _) => "not judged",
            (_, None) => "it follows the seasons",
            (_, Some(limits)) if limits.trial => "too few values",
            _ if self.score.target.is_none() => "no target",
            _ => "no single target",
        })
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
                _ => f.word(match self.score.signal {
                    Signal::NotAssessed => {
                        "The usual ups and downs of this series are not known, so a change is not judged."
                    }
                    Signal::None => "No real change: against the same time of the season before, the latest value moves as this measure usually does. It follows the seasons, so no fixed range is drawn.",
                    Signal::Better | Signal::Worse | Signal::Unusual => {
                        "A real change: against the same time of the season before, the latest values move otherwise than this measure usually does. It follows the seasons, so no fixed range is drawn."
                    }
                }),
            };
        };
        if self.is_trending() {
            return f.word("This measure climbs or falls all along, so no usual range tells whether the last step is more than that.");
        }
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
        match self.score.signal {
            Signal::NotAssessed => return None,
            Signal::None => {}
            // The usual range is that of before the change.
            _ => return Some(("open", self.f().word("Not settled: it is moving"))),
        }
        let higher = match self.kpi.doc.direction? {
            Direction::Increase => true,
            Direction::Decrease => false,
            Direction::Range | Direction::Neutral => return None,
        };
        let Some(SlotTarget::Number(target)) = self.score.target else { return None };
        let (icon, words) = match (limits.lower..=limits.upper).contains(&target) {
            true => ("open", "Hit or miss"),
            false if (target < limits.lower) == higher => ("hit", "Meets the target with today's process"),
            false => ("miss", "Not with today's process"),
        };
        Some((icon, self.f().word(words)))
    }
}
