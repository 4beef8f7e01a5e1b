//! What was missed and what changes because of it; what goes on into the next period.

use super::Reviewed;
use crate::domain::{Band, Status};
use crate::parse::doc::GoalKind;
use crate::present::frame::Link;
use crate::present::parts::{self, OwnerView, StatusView};
use crate::present::paths;
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{ObjectiveIx, PeriodInfo};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Missed {
    goal: Link,
    score: String,
    /// What the score is compared with.
    beside: String,
    status: StatusView,
    /// The closing note as HTML.
    happened: Option<String>,
    changes: Option<String>,
    owners: Vec<OwnerView>,
    /// The file to write the note in, where there is none.
    file: Option<String>,
}

/// Committed goals below 1.00 and everything in the bad band, committed first.
pub(super) fn missed(r: &Reviewed<'_>, prose: &Prose<'_>) -> Vec<Missed> {
    let cx = r.cx;
    let is_missed = |ix: &ObjectiveIx| {
        let score = cx.scores.objective(*ix);
        let committed = cx.model.objective(*ix).doc.kind == GoalKind::Committed;
        let below = score.score.is_some_and(|s| crate::present::format::round(s, 2) < 1.0);
        let counts = !matches!(score.status, Status::Draft | Status::Dropped | Status::Paused);
        counts && score.ended && (score.status.band() == Band::Bad || (committed && below))
    };
    let mut goals: Vec<ObjectiveIx> = r.goals().iter().copied().filter(is_missed).collect();
    goals.sort_by(|a, b| {
        let rank = |ix: &ObjectiveIx| cx.model.objective(*ix).doc.kind != GoalKind::Committed;
        let score = |ix: &ObjectiveIx| cx.scores.objective(*ix).score.unwrap_or(0.0);
        rank(a).cmp(&rank(b)).then(score(a).total_cmp(&score(b))).then(a.cmp(b))
    });
    goals.into_iter().map(|ix| one(r, ix, prose)).collect()
}

fn one(r: &Reviewed<'_>, ix: ObjectiveIx, prose: &Prose<'_>) -> Missed {
    let cx = r.cx;
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let score = cx.scores.objective(ix);
    let closing = objective.doc.closing.as_ref();
    let note =
        closing.and_then(|c| c.problem.clone().or_else(|| Some(c.note.clone()).filter(|n| !n.trim().is_empty())));
    let changes = closing.and_then(|c| match (&c.try_next, &c.next) {
        (Some(t), Some(n)) => Some(f.fill("{what} (next: {next})", &[("what", t), ("next", n)])),
        (t, n) => t.clone().or_else(|| n.clone()),
    });
    Missed {
        goal: parts::objective_link(cx, ix),
        score: f.score(score.score),
        beside: parts::beside(f, objective.doc.kind, score),
        status: StatusView::new(f, score.status, None),
        file: note.is_none().then(|| cx.sources.file(objective.doc.file).path.clone()),
        happened: note.map(|n| markdown::inline(prose, &n)),
        changes: changes.map(|c| markdown::inline(prose, &c)),
        owners: parts::owners(cx, &objective.owners),
    }
}

/// What the next period holds, as far as it is written.
#[derive(Serialize)]
pub(super) struct Next {
    period: Option<Link>,
    /// "15 carried on, 2 with a changed target, 6 new".
    summary: Option<String>,
    ended: Vec<Link>,
}

pub(super) fn next(r: &Reviewed<'_>) -> Next {
    let cx = r.cx;
    let f = &cx.format;
    let days = r.review.period.days();
    let follows = |p: &&PeriodInfo| {
        p.period.start > r.review.period.end && (p.period.days() - days).abs() * 4 <= days && !p.objectives.is_empty()
    };
    let found = cx.model.periods.iter().enumerate().find(|(_, p)| follows(p));
    let mine = r.goals();
    let summary = found.map(|(_, p)| {
        let carried = |ix: &&ObjectiveIx| cx.model.objective(**ix).predecessor.is_some_and(|p| mine.contains(&p));
        let on = p.objectives.iter().filter(carried).count();
        let new = p.objectives.len() - on;
        let values = [("all", p.objectives.len()), ("on", on), ("new", new)].map(|(k, v)| (k, v.to_string()));
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        f.fill("{all} goals: {on} carried on, {new} new.", &values)
    });
    let stopped = mine.iter().filter(|ix| cx.model.objective(**ix).successor.is_none() && found.is_some());
    Next {
        period: found.map(|(i, p)| Link::new(paths::period(cx.model, i), f.period(&p.period))),
        summary,
        ended: stopped.take(30).map(|ix| parts::objective_link(cx, *ix)).collect(),
    }
}
