//! An objective that only asks that things stay as they are: that is what KPIs are for.

use super::{Lint, LintCx, kept};
use crate::base::codes::STEADY_STATE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::doc::KrKindDoc;
use crate::resolve::model::KeyResult;

pub struct SteadyState;

impl Lint for SteadyState {
    fn code(&self) -> Code {
        STEADY_STATE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, goal) in cx.goals().filter(|(_, goal)| goal.doc.period.is_some()) {
            if !cx.is_open(ix) || kept(goal).next().is_none() || !kept(goal).all(holds) || !goal.children.is_empty() {
                continue;
            }
            let at = Place::Value("title".to_owned());
            let message = format!("nothing of `{}` has to change, it only has to hold", goal.doc.id);
            sink.push(
                Diagnostic::new(STEADY_STATE, goal.doc.file, at, message)
                    .help("watch it as KPIs with a target, or add a key result that says what will be different"),
            );
        }
    }
}

/// A line that must hold, all of its parts included.
fn holds(kr: &KeyResult) -> bool {
    match &kr.doc.kind {
        KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..) => true,
        KrKindDoc::Parts(_) => !kr.parts.is_empty() && kr.parts.iter().all(holds),
        _ => false,
    }
}
