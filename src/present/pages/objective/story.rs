//! The same goal over its periods: how each ended, and which targets were moved on the way.

use crate::present::PresentCx;
use crate::present::edits::{self, EditView};
use crate::present::frame::Link;
use crate::present::parts::StatusView;
use crate::resolve::model::ObjectiveIx;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Chapter {
    /// The period; none where the goal has none.
    period: Option<Link>,
    me: bool,
    title: String,
    score: String,
    provisional: bool,
    status: StatusView,
    /// "OPS-2 KR3: target 650 → 600 lockers".
    moved: Vec<String>,
    /// What its close said is next.
    next: Option<String>,
}

/// Every period of the goal, the first one first; empty where there is but one.
pub(super) fn story(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<Chapter> {
    let chain = chain(cx, ix);
    if chain.len() < 2 {
        return Vec::new();
    }
    chain.into_iter().map(|at| chapter(cx, at, ix)).collect()
}

fn chain(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<ObjectiveIx> {
    let mut chain = vec![ix];
    // No goal comes twice, whatever an author wrote.
    while let Some(before) = cx.model.objective(chain[0]).predecessor.filter(|p| !chain.contains(p)) {
        chain.insert(0, before);
    }
    while let Some(after) = chain.last().and_then(|at| cx.model.objective(*at).successor).filter(|s| !chain.contains(s))
    {
        chain.push(after);
    }
    chain
}

fn chapter(cx: &PresentCx<'_>, at: ObjectiveIx, me: ObjectiveIx) -> Chapter {
    let f = &cx.format;
    let doc = &cx.model.objective(at).doc;
    let score = cx.scores.objective(at);
    let next = doc.closing.as_ref().filter(|c| c.date.is_none_or(|d| d <= cx.scores.as_of));
    Chapter {
        period: doc.period.as_ref().map(|p| Link::new(crate::present::paths::objective(cx.model, at), f.period(p))),
        me: at == me,
        title: doc.title.clone(),
        score: f.score(score.score),
        provisional: score.provisional,
        status: StatusView::new(f, score.status, score.hollow_since),
        moved: changes(cx, at),
        next: next.and_then(|c| c.next.clone()),
    }
}

/// "OPS-2 KR3: target 650 → 600 lockers", the newest change first.
fn changes(cx: &PresentCx<'_>, at: ObjectiveIx) -> Vec<String> {
    let f = &cx.format;
    let said = |edit: EditView| {
        let (id, old, new) = (edit.what.id?, edit.old?, edit.new?);
        let places = [("id", &*id), ("key", &*edit.field), ("old", &*old), ("new", &*new)];
        Some(f.fill("{id}: {key} {old} → {new}", &places))
    };
    edits::of_objective(cx, at).into_iter().filter(|edit| edit.moved).filter_map(said).collect()
}
