//! Children: which of them count, and in which order objectives are computed (`domain.md` §3, roll-up modes).

use super::frame::Frame;
use super::mean::{Part, is_covered};
use super::pace::Span;
use super::reason::LeftOut;
use super::scores::{ObjectiveScore, Term, TermOf};
use crate::domain::{Date, Status};
use crate::parse::doc::RollUp;
use crate::resolve::model::{Child, Model, Objective, ObjectiveIx};
use std::sync::Arc;

/// Objectives in layers: whatever a layer reads was computed in an earlier one. Goals in a circle, which is a
/// finding, come last and do not see each other.
pub fn layers(model: &Model) -> Vec<Vec<ObjectiveIx>> {
    let n = model.objectives.len();
    let mut waiting: Vec<usize> = model.objectives.iter().map(|o| o.children.len()).collect();
    let mut parents: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (ix, objective) in model.objectives() {
        for child in &objective.children {
            if let Some(of) = parents.get_mut(child.objective.0 as usize) {
                of.push(ix.0 as usize);
            }
        }
    }
    let mut layers = Vec::new();
    let mut placed = vec![false; n];
    let mut layer: Vec<usize> = (0..n).filter(|i| waiting[*i] == 0).collect();
    while !layer.is_empty() {
        let mut next = Vec::new();
        for i in &layer {
            placed[*i] = true;
            for parent in &parents[*i] {
                waiting[*parent] -= 1;
                if waiting[*parent] == 0 {
                    next.push(*parent);
                }
            }
        }
        next.sort_unstable();
        layers.push(layer);
        layer = next;
    }
    layers.push((0..n).filter(|i| !placed[*i]).collect());
    let index = |i: usize| ObjectiveIx(i as u32);
    layers.into_iter().map(|layer| layer.into_iter().map(index).collect()).collect()
}

/// How an objective's score is made.
pub fn mode(model: &Model, objective: &Objective) -> RollUp {
    objective.doc.roll_up.unwrap_or(model.settings.roll_up)
}

/// A child with what it counts in its parent.
#[derive(Debug)]
pub struct Contribution<'a> {
    pub child: &'a Child,
    pub score: Option<&'a ObjectiveScore>,
    /// Why it does not count, if it does not.
    pub left_out: Option<LeftOut>,
}

impl Contribution<'_> {
    /// Its part of the mean: today's, or on an earlier day its history's. An ended child is expected to be done.
    pub fn part(&self, day: Option<Date>) -> Part {
        let weight = (self.child.weight * self.child.share).max(0.0);
        let Some(score) = self.score else { return Part { weight, ..Part::default() } };
        // Where later points exist, the child was still running on that day.
        let past = day.and_then(|day| {
            let known = score.history.partition_point(|p| p.date <= day);
            let later = score.history.get(known).is_some();
            later.then(|| known.checked_sub(1).and_then(|i| score.history.get(i)))
        });
        match past {
            Some(None) => Part { weight, ..Part::default() },
            Some(Some(point)) => {
                let score = point.score.get();
                Part { weight, score, computed: score, expected: point.expected.get() }
            }
            None => {
                let known = score.score.filter(|_| is_covered(&score.coverage));
                let expected = if score.ended { Some(1.0) } else { score.expected };
                Part { weight, score: known, computed: known, expected }
            }
        }
    }

    /// Its line in the arithmetic.
    pub fn term(&self, model: &Model) -> Term {
        let part = self.part(None);
        Term {
            label: model.objective(self.child.objective).doc.id.clone(),
            what: TermOf::Objective(self.child.objective),
            weight: self.child.weight,
            share: self.child.share,
            score: part.score,
            expected: part.expected,
            left_out: self.left_out,
        }
    }
}

/// The children of an objective, or of one of its key results, with the reason why one does not count:
/// drafts, paused and dropped ones, those that have not started, and those whose period does not overlap.
pub fn contributions<'a>(
    model: &'a Model,
    objective: &'a Objective,
    period: Option<Span>,
    done: &'a [Option<Arc<ObjectiveScore>>],
    wanted: impl Fn(&Child) -> bool,
) -> Vec<Contribution<'a>> {
    let of = |child: &'a Child| {
        let score = done.get(child.objective.0 as usize).and_then(Option::as_deref);
        let theirs = Frame::new(model.objective(child.objective), &model.settings).period;
        let overlaps = period.zip(theirs).is_none_or(|(ours, theirs)| ours.overlaps(theirs));
        let left_out = match score.map(|s| s.status) {
            _ if !overlaps => Some(LeftOut::OtherPeriod),
            None => Some(LeftOut::Circle),
            Some(Status::Draft) => Some(LeftOut::Draft),
            Some(Status::Paused) => Some(LeftOut::Paused),
            Some(Status::Dropped) => Some(LeftOut::Dropped),
            Some(Status::NotStarted) => Some(LeftOut::NotStarted),
            Some(_) => None,
        };
        Contribution { child, score, left_out }
    };
    objective.children.iter().filter(|c| wanted(c)).map(of).collect()
}

/// Which children enter an objective's own mean in a mode. With `both`, a child of a key result is already
/// represented by that key result.
pub fn counts(mode: RollUp, child: &Child) -> bool {
    match mode {
        RollUp::Children => true,
        RollUp::Both => child.key_result.is_none(),
        RollUp::KeyResults | RollUp::Manual => false,
    }
}
