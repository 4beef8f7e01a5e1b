//! A key result that was met, and that nobody watches since.

use super::{Lint, LintCx};
use crate::base::codes::MET_UNWATCHED;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::domain::Status;
use crate::domain::cadence::add_days;
use crate::parse::doc::{GoalKind, KrKindDoc};
use crate::resolve::model::{KeyResult, KrIx};

/// Older goals are history: nobody can start to watch them where they stopped.
const RECENT: i32 = -400;

pub struct MetUnwatched;

impl Lint for MetUnwatched {
    fn code(&self) -> Code {
        MET_UNWATCHED
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let since = add_days(cx.scores.as_of, RECENT);
        for (ix, goal) in cx.goals() {
            let recent = goal.doc.period.as_ref().is_some_and(|p| p.end >= since);
            // A goal that goes on watches its key results itself.
            let learns = goal.doc.kind == GoalKind::Learning;
            if cx.is_open(ix) || !recent || learns || goal.successor.is_some() {
                continue;
            }
            let scores = cx.scores.objective(ix).key_results.iter();
            for ((i, kr), score) in (0u32..).zip(&goal.key_results).zip(scores) {
                let watched = kr.kpi.is_some() || cx.model.ties.graduates.contains_key(&KrIx(ix, i));
                if watched || !is_met(score.status) || !can_slip(kr) {
                    continue;
                }
                let at = Place::Key(kr.doc.path.clone());
                let message = format!("`{}` was met, and nobody watches it since", kr.doc.id);
                let period = goal.doc.period.as_ref().map_or("", |p| p.name.as_str());
                let from = format!("{}@{period}#{}", goal.doc.id, kr.doc.id);
                sink.push(Diagnostic::new(MET_UNWATCHED, goal.doc.file, at, message).help(format!(
                    "make it a KPI with `from: {from}`, or allow this with the reason why it cannot slip back"
                )));
            }
        }
    }
}

fn is_met(status: Status) -> bool {
    matches!(status, Status::Met | Status::Strong)
}

/// What is a number can slip back; a thing that was done stays done.
fn can_slip(kr: &KeyResult) -> bool {
    let kind = &kr.doc.kind;
    matches!(kind, KrKindDoc::Metric | KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..))
}
