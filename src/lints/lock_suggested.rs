//! A goal changes a process whose limits move along (`statistics.md` R-36).

use super::{Lint, LintCx};
use crate::base::codes::LOCK_SUGGESTED;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::scores::{KpiScore, Pattern, Signal};
use crate::parse::doc::KpiDoc;

/// Values from which on limits hardly get better.
const ENOUGH: usize = 20;

pub struct LockSuggested;

impl Lint for LockSuggested {
    fn code(&self) -> Code {
        LOCK_SUGGESTED
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for ix in cx.in_work() {
            let (doc, score) = (&cx.model.kpi(ix).doc, cx.scores.kpi(ix));
            let Some(count) = steady(doc, score) else { continue };
            let message = format!("a goal is to move `{}`, and its usual range moves along", doc.id);
            sink.push(
                Diagnostic::new(LOCK_SUGGESTED, doc.file, Place::Value("title".to_owned()), message)
                    .help(format!("to hold against the goal the range of today, write `lock: {count}`")),
            );
        }
    }
}

/// The slots of a segment whose limits can be frozen as they are: around a level, without a signal.
fn steady(doc: &KpiDoc, score: &KpiScore) -> Option<usize> {
    let limits = score.limits.filter(|_| score.pattern == Pattern::Level && score.signal == Signal::None)?;
    let free = doc.lock.is_none() && doc.window.is_none() && score.judged >= ENOUGH;
    let missing = score.gaps.iter().filter(|gap| gap.start >= limits.since).count();
    free.then_some(score.judged + missing)
}
