//! One objective: its mean, its word and its history (`domain.md` §3, §4).

use super::definition::Definitions;
use super::frame::{Frame, happened};
use super::key_result::{Cx, Track, describe, is_fed, left_out, newest_report, only_caps, was_measured};
use super::mean::{Mean, Part, balanced, fill_weights, mean};
use super::numbers::Numbers;
use super::objective_verdict::{Summary, judge};
use super::pace::elapsed;
use super::policy::{grade, named};
use super::progress::limited;
use super::roll_up::{Contribution, contributions, counts, mode};
use super::scores::{Coverage, HistoryPoint, KrScore, ObjectiveScore, Term, TermOf};
use super::source::When;
use super::verdict::Outer;
use super::words;
use crate::base::Sink;
use crate::domain::{Date, Status};
use crate::parse::doc::{ObjectiveDoc, RollUp};
use crate::resolve::model::{Objective, ObjectiveIx};
use crate::resolve::settings::AfterChange;

/// Computes one objective; `done` holds every objective of the layers below.
pub fn score(cx: &Cx<'_>, ix: ObjectiveIx, done: &[Option<ObjectiveScore>], sink: &mut Sink) -> ObjectiveScore {
    let settings = &cx.model.settings;
    let objective = cx.model.objective(ix);
    let frame = Frame::new(objective, settings);
    let definitions: Vec<Definitions<'_>> =
        objective.key_results.iter().map(|kr| Definitions::new(&kr.doc, settings)).collect();
    let goal = Goal {
        cx,
        objective,
        mode: mode(cx.model, objective),
        when: frame.now(),
        tracks: objective.key_results.iter().zip(&definitions).map(|(kr, d)| Track::new(cx, kr, d, &frame)).collect(),
        children: contributions(cx.model, objective, frame.period, done, |_| true),
        frame: &frame,
    };
    goal.score(sink)
}

/// An objective with everything that its numbers are made of.
struct Goal<'a> {
    cx: &'a Cx<'a>,
    objective: &'a Objective,
    frame: &'a Frame,
    mode: RollUp,
    when: When,
    tracks: Vec<Track<'a>>,
    children: Vec<Contribution<'a>>,
}

impl Goal<'_> {
    fn score(&self, sink: &mut Sink) -> ObjectiveScore {
        let settings = &self.cx.model.settings;
        let doc = &self.objective.doc;
        let outer = Outer {
            file: doc.file,
            when: self.when,
            policy: named(settings, doc.policy.as_deref()),
            closing: doc.closing.as_ref(),
            halted: halted(doc, self.frame),
        };
        let key_results: Vec<KrScore> = self
            .tracks
            .iter()
            .enumerate()
            .map(|(i, track)| describe(track, &outer, self.fed(i, &self.when, None), sink))
            .collect();
        let today = self.today(&key_results);
        let original = self.original(&key_results);
        let (with_dropped, binding) = self.with_dropped(&key_results);
        let official = self.official(today, original, binding);
        let settle = |score: f64| if self.when.ended { grade(score) } else { score };
        let score = official.score.map(settle);
        let verdict = judge(&Summary {
            objective: self.objective,
            frame: self.frame,
            when: self.when,
            mode: self.mode,
            policy: outer.policy.clone(),
            weakest: settings.weakest,
            halted: outer.halted.clone(),
            tracks: &self.tracks,
            key_results: &key_results,
            children: &self.children,
            numbers: Mean { score, coverage: today.coverage, ..official },
        });
        ObjectiveScore {
            progress: today.progress,
            expected: official.expected,
            score,
            status: verdict.status,
            hollow_since: verdict.hollow_since,
            reason: verdict.reason,
            exception: verdict.exception,
            coverage: today.coverage,
            terms: self.terms(&key_results),
            cap: verdict.cap,
            ended: self.when.ended,
            provisional: self.when.ended && self.frame.closed.is_none(),
            original: original.and_then(|m| m.score).map(settle),
            with_dropped: with_dropped.and_then(|m| m.score).map(settle),
            history: self.history(score, official.expected, today.covered()),
            last_voice: self.last_voice(&key_results),
            confidence: self.confidence(),
            key_results,
        }
    }

    /// The numbers of a key result whose only measure is what supports it.
    fn fed(&self, index: usize, when: &When, day: Option<Date>) -> Option<Numbers> {
        let track = self.tracks.get(index)?;
        let mut supports = self.children.iter().filter(|c| c.child.key_result == Some(index as u32)).peekable();
        supports.peek()?;
        if !is_fed(track.kr) {
            return None;
        }
        let parts: Vec<Part> = supports.filter(|c| c.left_out.is_none()).map(|c| c.part(day)).collect();
        let found = mean(&parts);
        let known = |number: Option<f64>| number.filter(|_| found.covered());
        Some(Numbers {
            progress: known(found.score),
            score: known(found.score),
            expected: known(found.expected),
            value_date: known(found.score).map(|_| when.day),
            ..Numbers::default()
        })
    }

    /// Which key results count on a day. Guardrails without a weight only cap, unless there is nothing else.
    fn counting(&self, when: &When) -> Vec<bool> {
        let state: Vec<(bool, bool)> = self
            .tracks
            .iter()
            .map(|track| match track.at(when.day) {
                Some(subject) => (left_out(subject, when).is_none(), only_caps(subject.doc)),
                None => (false, false),
            })
            .collect();
        let only_guardrails = state.iter().filter(|(counts, _)| *counts).all(|(_, caps)| *caps);
        state.into_iter().map(|(counts, caps)| counts && (only_guardrails || !caps)).collect()
    }

    fn weight(&self, index: usize, day: Date) -> Option<f64> {
        self.tracks[index].at(day).and_then(|s| s.doc.weight).map(|w| w.value)
    }

    /// Weights of some key results on a day.
    fn weights(&self, indices: &[usize], weight: impl Fn(usize) -> Option<f64>) -> Vec<f64> {
        let mut weights = fill_weights(&indices.iter().map(|i| weight(*i)).collect::<Vec<_>>());
        if self.mode == RollUp::Both {
            balanced(&mut weights);
        }
        weights
    }

    fn uses_key_results(&self) -> bool {
        matches!(self.mode, RollUp::KeyResults | RollUp::Both)
    }

    fn child_parts(&self, day: Option<Date>) -> impl Iterator<Item = Part> {
        let counted = self.children.iter().filter(|c| c.left_out.is_none() && counts(self.mode, c.child));
        counted.map(move |c| c.part(day))
    }

    fn indices(&self, when: &When) -> Vec<usize> {
        if !self.uses_key_results() {
            return Vec::new();
        }
        self.counting(when).iter().enumerate().filter(|(_, counts)| **counts).map(|(i, _)| i).collect()
    }

    fn from_scores(&self, key_results: &[KrScore], part: impl Fn(usize, &KrScore) -> Option<Part>) -> Mean {
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
        self.from_scores(key_results, |_, kr| Some(part_of(kr)))
    }

    /// A recorded score, against the time that has gone.
    fn manual(&self) -> Mean {
        let score = self.objective.doc.manual.as_ref().map(|g| g.value).filter(|v| v.is_finite()).map(limited);
        let day = if self.when.ended { self.frame.period.map(|p| p.end) } else { None };
        let expected = self.frame.period.map(|p| elapsed(p, day.unwrap_or(self.when.day)));
        let graded = usize::from(score.is_some());
        Mean { score, progress: None, expected, coverage: Coverage { graded, of: 1, weight: graded as f64 } }
    }

    /// The mean under the definitions before anybody moved them, dropped key results included.
    fn original(&self, key_results: &[KrScore]) -> Option<Mean> {
        let moved = self.tracks.iter().any(|t| t.original().is_some());
        let dropped = key_results.iter().any(|kr| kr.left_out.as_deref() == Some("dropped"));
        if !self.uses_key_results() || !(moved || dropped) {
            return None;
        }
        let counting = self.counting(&self.when);
        let counts = |i: usize| counting[i] || key_results[i].left_out.as_deref() == Some("dropped");
        let indices: Vec<usize> = (0..self.tracks.len())
            .filter(|i| counts(*i) && (counting[*i] || !only_caps(&self.tracks[*i].kr.doc)))
            .collect();
        let weights = self.weights(&indices, |i| match self.tracks[i].original() {
            Some(first) => first.doc.weight.map(|w| w.value),
            None => self.weight(i, self.when.day),
        });
        let own = indices.iter().zip(weights).map(|(i, weight)| match self.tracks[*i].original() {
            Some(first) => {
                let numbers = first.numbers(&self.when);
                Part { weight, score: numbers.score, computed: numbers.score, expected: numbers.expected }
            }
            None => Part { weight, ..part_of(&key_results[*i]) },
        });
        Some(mean(&own.chain(self.child_parts(None)).collect::<Vec<_>>())).filter(|m| m.score.is_some())
    }

    /// The mean with key results counted as 0 that were dropped after half of the period or never measured by the
    /// close: as shown, and over those only that nobody agreed to leave out.
    fn with_dropped(&self, key_results: &[KrScore]) -> (Option<Mean>, Option<Mean>) {
        let missing: Vec<Option<bool>> = key_results.iter().enumerate().map(|(i, kr)| self.missing(i, kr)).collect();
        if !self.uses_key_results() || missing.iter().all(Option::is_none) {
            return (None, None);
        }
        let counting = self.counting(&self.when);
        let over = |wanted: &dyn Fn(bool) -> bool| {
            let zero = |i: usize| missing[i].is_some_and(wanted);
            let indices: Vec<usize> = (0..self.tracks.len()).filter(|i| counting[*i] || zero(*i)).collect();
            let weights = self.weights(&indices, |i| self.weight(i, self.when.day));
            let own = indices.iter().zip(weights).map(|(i, weight)| {
                let part = part_of(&key_results[*i]);
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
        if let Some(event) = happened(doc.dropped.as_ref(), self.when.day) {
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

    fn terms(&self, key_results: &[KrScore]) -> Vec<Term> {
        let mut terms = Vec::new();
        if self.uses_key_results() {
            let indices = self.indices(&self.when);
            let weights = self.weights(&indices, |i| self.weight(i, self.when.day));
            for (i, kr) in key_results.iter().enumerate() {
                let place = indices.iter().position(|j| *j == i);
                let caps = "a guardrail without a weight: it caps, but does not count";
                terms.push(Term {
                    label: self.tracks[i].kr.doc.id.clone(),
                    what: TermOf::KeyResult(i as u32),
                    weight: place.map_or(0.0, |p| weights[p]),
                    share: 1.0,
                    score: kr.score,
                    expected: kr.expected,
                    left_out: match place {
                        Some(_) => None,
                        None => Some(kr.left_out.clone().unwrap_or_else(|| caps.to_owned())),
                    },
                });
            }
        }
        let children = self.children.iter().filter(|c| counts(self.mode, c.child));
        terms.extend(children.map(|c| c.term(self.cx.model)));
        terms
    }

    /// Score and expectation at the end of each week, as known then; the last point is today's numbers.
    fn history(&self, score: Option<f64>, expected: Option<f64>, covered: bool) -> Vec<HistoryPoint> {
        let mut dates = self.frame.history(self.when.day);
        let Some(last) = dates.pop() else { return Vec::new() };
        if self.mode == RollUp::Manual {
            return vec![HistoryPoint { date: last, score, expected }];
        }
        let mut points: Vec<HistoryPoint> = dates.into_iter().map(|date| self.on(date)).collect();
        points.push(HistoryPoint { date: last, score: score.filter(|_| covered), expected });
        points
    }

    fn on(&self, date: Date) -> HistoryPoint {
        let when = When { day: date, known: date, ended: false };
        let indices = self.indices(&when);
        let weights = self.weights(&indices, |i| self.weight(i, date));
        let own = indices.iter().zip(weights).filter_map(|(i, weight)| {
            let numbers = match self.fed(*i, &when, Some(date)) {
                Some(fed) => fed,
                None => self.tracks[*i].at(date)?.numbers(&when),
            };
            Some(Part { weight, score: numbers.score, computed: numbers.score, expected: numbers.expected })
        });
        let found = mean(&own.chain(self.child_parts(Some(date))).collect::<Vec<_>>());
        HistoryPoint { date, score: found.score.filter(|_| found.covered()), expected: found.expected }
    }

    fn last_voice(&self, key_results: &[KrScore]) -> Option<Date> {
        let as_of = self.frame.as_of;
        let entries = self.objective.entries.iter().map(|e| e.date).filter(|d| *d <= as_of);
        let reports = self.objective.key_results.iter().filter_map(|kr| newest_report(kr, as_of));
        let values = key_results.iter().filter(|kr| !kr.before_period).filter_map(|kr| kr.value_date);
        entries.chain(reports).chain(values.filter(|d| *d <= as_of)).max()
    }

    /// The newest entry's, else the one written on the page.
    fn confidence(&self) -> Option<f64> {
        let visible = self.objective.entries.iter().filter(|e| e.date <= self.frame.as_of);
        let newest = visible.filter_map(|e| e.confidence.map(|c| (e.date, c))).max_by_key(|(date, _)| *date);
        newest.map(|(_, c)| c).or(self.objective.doc.confidence)
    }
}

fn part_of(kr: &KrScore) -> Part {
    let computed = if kr.recorded.is_some() { kr.computed } else { kr.score };
    Part { weight: 1.0, score: kr.score, computed, expected: kr.expected }
}

/// Dropped, paused, draft or not started as a whole, in this order.
fn halted(doc: &ObjectiveDoc, frame: &Frame) -> Option<(Status, String)> {
    if let Some(event) = happened(doc.dropped.as_ref(), frame.as_of) {
        return Some((Status::Dropped, words::event(event)));
    }
    if let Some(event) = happened(doc.paused.as_ref(), frame.as_of) {
        return Some((Status::Paused, words::event(event)));
    }
    if doc.draft {
        return Some((Status::Draft, "not agreed yet".to_owned()));
    }
    let start = frame.period.map(|p| p.start).filter(|_| !frame.started())?;
    Some((Status::NotStarted, format!("starts on {}", words::day(start))))
}
