//! Goalposts moved: what was agreed before, what stands now, why, who agreed, and the score both ways; beside it what
//! else was redefined since the period began.

use super::Reviewed;
use crate::present::edits::{self, EditView};
use crate::resolve::ledger::{Edit, Of};
use crate::resolve::model::KrIx;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Moved {
    edit: EditView,
    /// Made after the review was frozen.
    later: bool,
    /// Today's score, and the one under the original definition.
    today: String,
    original: String,
}

/// Every change of a definition of the period's goals since it began, newest first: what moved one of them, and the
/// rest.
pub(super) fn moved(r: &Reviewed<'_>) -> (Vec<Moved>, Vec<EditView>) {
    let inside = edits::of_period(r.cx, &r.review.period, r.goals()).filter(|edit| edit.inside);
    let (moved, rest): (Vec<&Edit>, Vec<&Edit>) = inside.partition(|edit| edit.moves());
    (moved.into_iter().map(|edit| view(r, edit)).collect(), rest.into_iter().map(|e| edits::view(r.cx, e)).collect())
}

fn view(r: &Reviewed<'_>, edit: &Edit) -> Moved {
    let (f, scores) = (&r.cx.format, r.cx.scores);
    let (today, original) = match edit.of {
        Of::Objective(ix) => (scores.objective(ix).score, scores.objective(ix).original),
        Of::KeyResult(KrIx(ix, kr)) => {
            let score = scores.key_result(KrIx(ix, kr));
            (score.score, score.original)
        }
        Of::Kpi(_) => (None, None),
    };
    Moved {
        edit: edits::view(r.cx, edit),
        later: r.is_later(edit.day),
        today: f.score(today),
        original: f.score(original),
    }
}
