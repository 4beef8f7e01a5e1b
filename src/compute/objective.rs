//! One objective: its mean, its word and its history (`domain.md` §3, §4).

use super::definition::Definitions;
use super::frame::{Frame, happened};
use super::guard;
use super::key_result::{Cx, Track, describe, is_fed, newest_report};
use super::mean::{Mean, Part, mean};
use super::numbers::Numbers;
use super::objective_means::Means;
use super::objective_verdict::{Summary, judge};
use super::policy::{grade, named};
use super::reason::{Clause, Halt};
use super::roll_up::{Contribution, contributions, mode};
use super::scores::{Coverage, HistoryPoint, KrScore, ObjectiveScore};
use super::source::When;
use super::verdict::Outer;
use crate::base::Sink;
use crate::domain::{Band, Date, Status};
use crate::parse::doc::{ObjectiveDoc, RollUp};
use crate::resolve::ledger::Removed;
use crate::resolve::model::{Objective, ObjectiveIx};
use std::sync::Arc;

/// Computes one objective; `done` holds every objective of the layers below.
pub fn score(cx: &Cx<'_>, ix: ObjectiveIx, done: &[Option<Arc<ObjectiveScore>>], sink: &mut Sink) -> ObjectiveScore {
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
        removed: cx.model.ledger.removed(ix),
    };
    let score = goal.score(sink);
    if cx.model.broken.contains(&objective.doc.file) { unknown(score) } else { score }
}

/// The score of an objective whose page has a mistake: what was read of it may be half of it, so no number is known.
fn unknown(mut score: ObjectiveScore) -> ObjectiveScore {
    let word = |status: Status| if status.band() == Band::None { status } else { Status::NoData };
    for kr in &mut score.key_results {
        kr.status = word(kr.status);
        (kr.progress, kr.score, kr.computed, kr.original) = (None, None, None, None);
        (kr.hollow_since, kr.due_since) = (None, None);
        kr.reason = vec![Halt::Mistake.into()];
    }
    for term in &mut score.terms {
        term.score = None;
    }
    for week in &mut score.history {
        week.score = None.into();
    }
    ObjectiveScore {
        progress: None,
        score: None,
        status: word(score.status),
        hollow_since: None,
        reason: vec![Halt::Mistake.into()],
        exception: None,
        cap: None,
        coverage: Coverage { graded: 0, weight: 0.0, ..score.coverage },
        original: None,
        with_dropped: None,
        ..score
    }
}

/// An objective with everything that its numbers are made of.
pub(super) struct Goal<'a> {
    pub(super) cx: &'a Cx<'a>,
    pub(super) objective: &'a Objective,
    pub(super) frame: &'a Frame,
    pub(super) mode: RollUp,
    pub(super) when: When,
    pub(super) tracks: Vec<Track<'a>>,
    pub(super) children: Vec<Contribution<'a>>,
    /// What is on the page no more.
    pub(super) removed: &'a [Removed],
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
        let (key_results, live) = self.key_results(&outer, sink);
        let Means { today, original, with_dropped, official } = self.means(&key_results);
        let settle = |mean: Mean| mean.score.map(|s| if self.when.ended { grade(s) } else { s });
        let score = settle(official);
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
            live,
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
            original: original.and_then(settle),
            with_dropped: with_dropped.and_then(settle),
            history: self.history(score, official.expected, today.covered()),
            last_voice: self.last_voice(&key_results),
            confidence: self.confidence(),
            key_results,
        }
    }

    /// Every key result, and whether it counts or caps.
    fn key_results(&self, outer: &Outer<'_>, sink: &mut Sink) -> (Vec<KrScore>, Vec<bool>) {
        let mut key_results: Vec<KrScore> = Vec::with_capacity(self.tracks.len());
        for (i, track) in self.tracks.iter().enumerate() {
            let mut score = describe(track, outer, self.fed(i, &self.when, None), sink);
            if let Some(guard) = track.kr.guard {
                guard::apply(self.cx, guard, &self.when, &mut score);
            }
            key_results.push(score);
        }
        let live = key_results.iter().map(|kr| kr.left_out.is_none()).collect();
        for (kr, reason) in key_results.iter_mut().zip(self.left_out(&self.when)) {
            kr.left_out = reason;
        }
        (key_results, live)
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

    /// Score and expectation at the end of each week, as known then; the last point is today's numbers.
    fn history(&self, score: Option<f64>, expected: Option<f64>, covered: bool) -> Vec<HistoryPoint> {
        if !self.cx.weeks {
            return Vec::new();
        }
        let mut dates = self.frame.history(self.when.day);
        let Some(last) = dates.pop() else { return Vec::new() };
        if self.mode == RollUp::Manual {
            return vec![HistoryPoint { date: last, score: score.into(), expected: expected.into() }];
        }
        let today = HistoryPoint { date: last, score: score.filter(|_| covered).into(), expected: expected.into() };
        // The exact size: there is one of these for each week of each goal.
        let mut points = Vec::with_capacity(dates.len() + 1);
        points.extend(dates.into_iter().map(|date| self.on(date)));
        points.push(today);
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
        HistoryPoint { date, score: found.score.filter(|_| found.covered()).into(), expected: found.expected.into() }
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

/// Dropped, paused, draft or not started as a whole, in this order.
fn halted(doc: &ObjectiveDoc, frame: &Frame) -> Option<(Status, Clause)> {
    if let Some(event) = happened(doc.dropped.as_deref(), frame.as_of) {
        return Some((Status::Dropped, Halt::from(event).into()));
    }
    if let Some(event) = happened(doc.paused.as_deref(), frame.as_of) {
        return Some((Status::Paused, Halt::from(event).into()));
    }
    if doc.draft {
        return Some((Status::Draft, Halt::NotAgreed.into()));
    }
    let start = frame.period.map(|p| p.start).filter(|_| !frame.started())?;
    Some((Status::NotStarted, Halt::Starts(start).into()))
}
