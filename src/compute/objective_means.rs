//! The means behind an objective's score: today's, the original one, and the one with what was dropped late
//! (`domain.md` §3, §6).

use super::frame::happened;
use super::key_result::{left_out, only_caps, was_measured};
use super::mean::{Mean, Part, balanced, fill_weights, mean};
use super::objective::Goal;
use super::pace::elapsed;
use super::progress::limited;
use super::reason::LeftOut;
use super::roll_up::counts;
use super::scores::{Coverage, KrScore, Term, TermOf};
use super::source::When;
use crate::domain::Date;
use crate::parse::doc::{KrKindDoc, RollUp};
use crate::resolve::ledger::Removed;
use crate::resolve::settings::AfterChange;

/// An objective's numbers, each under its own rule.
pub(super) struct Means {
    pub(super) today: Mean,
    /// Under the definitions before anybody moved them, where somebody did.
    pub(super) original: Option<Mean>,
    /// With key results counted as 0 that were dropped or taken off the page late or never measured, where there are any.
    pub(super) with_dropped: Option<Mean>,
    /// The one that counts.
    pub(super) official: Mean,
}

impl Goal<'_> {
    /// All means of today.
    pub(super) fn means(&self, key_results: &[KrScore]) -> Means {
        let today = self.today(key_results);
        let original = self.original(key_results);
        let (with_dropped, binding) = self.with_dropped(key_results);
        Means { today, original, with_dropped, official: self.official(today, original, binding) }
    }

    /// Why each key result is not in the mean of a day, if it is not. Guardrails without a weight only cap, unless
    /// there is nothing else; a text without a weight beside weighted ones is only shown.
    pub(super) fn left_out(&self, when: &When) -> Vec<Option<LeftOut>> {
        let mut reasons: Vec<Option<LeftOut>> = Vec::with_capacity(self.tracks.len());
        let (mut only_guardrails, mut weighted) = (true, false);
        for track in &self.tracks {
            let reason = match track.at(when.day) {
                Some(subject) => left_out(subject, when),
                None => Some(LeftOut::NotDefined),
            };
            if let (None, Some(subject)) = (reason, track.at(when.day)) {
                only_guardrails &= only_caps(subject.doc);
                weighted |= subject.doc.weight.is_some();
            }
            reasons.push(reason);
        }
        for (reason, track) in reasons.iter_mut().zip(&self.tracks) {
            let Some(doc) = track.at(when.day).map(|s| s.doc).filter(|_| reason.is_none()) else { continue };
            if only_caps(doc) && !only_guardrails {
                *reason = Some(LeftOut::OnlyCaps);
            } else if weighted && doc.weight.is_none() && matches!(doc.kind, KrKindDoc::Text) {
                *reason = Some(LeftOut::OnlyShown);
            }
        }
        reasons
    }

    fn counting(&self, when: &When) -> Vec<bool> {
        self.left_out(when).iter().map(Option::is_none).collect()
    }

    pub(super) fn weight(&self, index: usize, day: Date) -> Option<f64> {
        self.tracks[index].at(day).and_then(|s| s.doc.weight).map(|w| w.value)
    }

    /// Weights of some key results on a day.
    pub(super) fn weights(&self, indices: &[usize], weight: impl Fn(usize) -> Option<f64>) -> Vec<f64> {
        let mut weights = fill_weights(&indices.iter().map(|i| weight(*i)).collect::<Vec<_>>());
        if self.mode == RollUp::Both {
            balanced(&mut weights);
        }
        weights
    }

    fn uses_key_results(&self) -> bool {
        matches!(self.mode, RollUp::KeyResults | RollUp::Both)
    }

    pub(super) fn child_parts(&self, day: Option<Date>) -> impl Iterator<Item = Part> {
        let counted = self.children.iter().filter(|c| c.left_out.is_none() && counts(self.mode, c.child));
        counted.map(move |c| c.part(day))
    }

    pub(super) fn indices(&self, when: &When) -> Vec<usize> {
        if !self.uses_key_results() {
            return Vec::new();
        }
        self.counting(when).iter().enumerate().filter(|(_, counts)| **counts).map(|(i, _)| i).collect()
    }

    fn over(&self, key_results: &[KrScore], part: impl Fn(usize, &KrScore) -> Option<Part>) -> Mean {
        let indices = self.indices(&self.when);
        let weights = self.weights(&indices, |i| self.weight(i, self.when.day));
        let own =
            indices.iter().zip(weights).filter_map(|(i, weight)| Some(Part { weight, ..part(*i, &key_results[*i])? }));
        mean(&own.chain(self.child_parts(None)).collect::<Vec<_>>())
    }

    fn today(&self, key_results: &[KrScore]) -> Mean {
        if self.mode == RollUp::Manual {
            return self.manual();
        }
        self.over(key_results, |_, kr| Some(part_of(kr)))
    }

    /// A recorded score, against the time that has gone.
    fn manual(&self) -> Mean {
        let score = self.objective.doc.manual.as_deref().map(|g| g.value).filter(|v| v.is_finite()).map(limited);
        let day = if self.when.ended { self.frame.period.map(|p| p.end) } else { None };
        let expected = self.frame.period.map(|p| elapsed(p, day.unwrap_or(self.when.day)));
        let graded = usize::from(score.is_some());
        Mean { score, progress: None, expected, coverage: Coverage { graded, of: 1, weight: graded as f64 } }
    }

    /// The mean under the definitions before anybody moved them, with what was dropped or taken off the page.
    fn original(&self, key_results: &[KrScore]) -> Option<Mean> {
        let moved = self.tracks.iter().any(|t| t.original().is_some());
        let dropped = key_results.iter().any(|kr| kr.left_out == Some(LeftOut::Dropped));
        if !self.uses_key_results() || !(moved || dropped || !self.removed.is_empty()) {
            return None;
        }
        let counting = self.counting(&self.when);
        let counts = |i: usize| counting[i] || key_results[i].left_out == Some(LeftOut::Dropped);
        // Those that are gone come after those that are there.
        let there = self.tracks.len();
        let gone = |i: usize| i.checked_sub(there).map(|i| &self.removed[i]);
        let indices: Vec<usize> = (0..there)
            .filter(|i| counts(*i) && (counting[*i] || !only_caps(&self.tracks[*i].kr.doc)))
            .chain(there..there + self.removed.len())
            .collect();
        let weights = self.weights(&indices, |i| match gone(i) {
            Some(removed) => removed.weight,
            None => match self.tracks[i].original() {
                Some(first) => first.doc.weight.map(|w| w.value),
                None => self.weight(i, self.when.day),
            },
        });
        let own = indices.iter().zip(weights).map(|(i, weight)| match gone(*i) {
            Some(removed) => Part { weight, ..self.part_of_removed(removed) },
            None => match self.tracks[*i].original() {
                Some(first) => {
                    let numbers = first.numbers(&self.when);
                    Part { weight, score: numbers.score, computed: numbers.score, expected: numbers.expected }
                }
                None => Part { weight, ..part_of(&key_results[*i]) },
            },
        });
        Some(mean(&own.chain(self.child_parts(None)).collect::<Vec<_>>())).filter(|m| m.score.is_some())
    }

    /// What is gone stays where it was, and is expected to keep pace with the period.
    fn part_of_removed(&self, removed: &Removed) -> Part {
        let expected = self.frame.period.map(|period| elapsed(period, self.when.day));
        Part { weight: 1.0, score: removed.score, computed: removed.score, expected }
    }

    /// The mean with key results counted as 0 that were dropped or taken off the page after half of the period, or never
    /// measured by the close: as shown, and over those only that nobody agreed to leave out. Who deletes a key result
    /// must not fare better than who drops it with a word.
    fn with_dropped(&self, key_results: &[KrScore]) -> (Option<Mean>, Option<Mean>) {
        let mut missing: Vec<Option<bool>> =
            key_results.iter().enumerate().map(|(i, kr)| self.missing(i, kr)).collect();
        // Those that are gone come after those that are there.
        let there = missing.len();
        missing.extend(self.removed.iter().map(|gone| gone.late.map(|agreed| agreed.0)));
        if !self.uses_key_results() || missing.iter().all(Option::is_none) {
            return (None, None);
        }
        let counting = self.counting(&self.when);
        let over = |wanted: &dyn Fn(bool) -> bool| {
            let zero = |i: usize| missing[i].is_some_and(wanted);
            let indices: Vec<usize> = (0..missing.len()).filter(|i| zero(*i) || *i < there && counting[*i]).collect();
            let weights = self.weights(&indices, |i| match i.checked_sub(there) {
                Some(gone) => self.removed[gone].weight,
                None => self.weight(i, self.when.day),
            });
            let own = indices.iter().zip(weights).map(|(i, weight)| {
                let part = match i.checked_sub(there) {
                    Some(gone) => self.part_of_removed(&self.removed[gone]),
                    None => part_of(&key_results[*i]),
                };
                if zero(*i) {
                    Part { weight, score: Some(0.0), computed: Some(0.0), expected: part.expected }
                } else {
                    Part { weight, ..part }
                }
            });
            mean(&own.chain(self.child_parts(None)).collect::<Vec<_>>())
        };
        let any_graded = key_results.iter().enumerate().any(|(i, kr)| counting[i] && kr.score.is_some());
        let shown = any_graded.then(|| over(&|_| true));
        let binding = missing.contains(&Some(false)).then(|| over(&|agreed| !agreed));
        (shown, binding.filter(|_| any_graded))
    }

    /// Whether a key result counts as 0 for want of a result, and whether somebody agreed that it need not.
    fn missing(&self, index: usize, kr: &KrScore) -> Option<bool> {
        let doc = &self.tracks[index].kr.doc;
        if doc.stretch || only_caps(doc) {
            return None;
        }
        if let Some(event) = happened(doc.dropped.as_deref(), self.when.day) {
            let late = event.date.zip(self.frame.period).is_some_and(|(d, p)| elapsed(p, d) > 0.5);
            return late.then_some(event.agreed.is_some());
        }
        let never = self.when.ended && kr.left_out.is_none() && !was_measured(&self.tracks[index], kr, self.when.day);
        never.then_some(false)
    }

    /// Which of the means counts: `after_change` decides between today's and the original definitions;
    /// a lower one with what was dropped late or never measured wins over both.
    fn official(&self, today: Mean, original: Option<Mean>, binding: Option<Mean>) -> Mean {
        let lower = |a: Mean, b: Option<Mean>| match b {
            Some(b) if a.score.is_none_or(|a| b.score.is_some_and(|b| b < a)) => b,
            _ => a,
        };
        let chosen = match self.cx.model.settings.after_change {
            AfterChange::Today => today,
            AfterChange::Original => original.unwrap_or(today),
            AfterChange::Worse => lower(today, original),
        };
        lower(chosen, binding)
    }

    pub(super) fn terms(&self, key_results: &[KrScore]) -> Vec<Term> {
        let mut terms = Vec::new();
        if self.uses_key_results() {
            let indices = self.indices(&self.when);
            let weights = self.weights(&indices, |i| self.weight(i, self.when.day));
            for (i, kr) in key_results.iter().enumerate() {
                let place = indices.iter().position(|j| *j == i);
                terms.push(Term {
                    label: self.tracks[i].kr.doc.id.clone(),
                    what: TermOf::KeyResult(i as u32),
                    weight: place.map_or(0.0, |p| weights[p]),
                    share: 1.0,
                    score: kr.score,
                    expected: kr.expected,
                    left_out: kr.left_out,
                });
            }
        }
        let children = self.children.iter().filter(|c| counts(self.mode, c.child));
        terms.extend(children.map(|c| c.term(self.cx.model)));
        terms
    }
}

fn part_of(kr: &KrScore) -> Part {
    let computed = if kr.recorded.is_some() { kr.computed } else { kr.score };
    Part { weight: 1.0, score: kr.score, computed, expected: kr.expected }
}
