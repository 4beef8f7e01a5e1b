//! Progress is shown on a KPI that gets worse: the target or the baseline points the wrong way.

use super::{Lint, LintCx};
use crate::base::codes::WORSENING_BUT_PROGRESS;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::scores::{KpiScore, KrScore, Signal};
use crate::domain::Period;
use crate::parse::doc::Direction;
use crate::resolve::model::KeyResult;

pub struct WorseningButProgress;

impl Lint for WorseningButProgress {
    fn code(&self) -> Code {
        WORSENING_BUT_PROGRESS
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, goal) in cx.goals() {
            let scores = cx.scores.objective(ix).key_results.iter();
            let scores = scores.zip(&goal.key_results).filter(|(_, kr)| kr.doc.dropped.is_none());
            let with_parts = scores.flat_map(|(s, kr)| std::iter::once((s, kr)).chain(s.parts.iter().zip(&kr.parts)));
            for (score, kr) in with_parts {
                let Some(why) = worse(score, kr, goal.doc.period.as_ref(), cx) else { continue };
                let at = Place::Key(kr.doc.path.clone());
                let message = format!("`{}` shows progress, but {why}", kr.doc.id);
                sink.push(
                    Diagnostic::new(WORSENING_BUT_PROGRESS, goal.doc.file, at, message)
                        .help("check `baseline` and `target` of the key result, and `direction` of the KPI"),
                );
            }
        }
    }
}

/// How the KPI got worse although the key result came closer to its target.
fn worse(score: &KrScore, kr: &KeyResult, period: Option<&Period>, cx: &LintCx<'_>) -> Option<String> {
    let ix = kr.kpi?;
    let kpi = &cx.model.kpi(ix).doc;
    let good = match kpi.direction? {
        Direction::Increase => 1.0,
        Direction::Decrease => -1.0,
        Direction::Range | Direction::Neutral => return None,
    };
    score.progress.filter(|progress| *progress > 0.0)?;
    if let (Some(baseline), Some(target)) = (score.baseline, score.target)
        && (target - baseline) * good < 0.0
    {
        let direction = if good > 0.0 { "increase" } else { "decrease" };
        return Some(format!("its target lies on the bad side: `{}` has `direction: {direction}`", kpi.id));
    }
    let numbers = cx.scores.kpi(ix);
    match numbers.signal {
        Signal::Worse => Some(format!("`{}` gets worse", kpi.id)),
        Signal::NotAssessed => {
            let (before, now) = (before_period(numbers, period?)?, numbers.latest()?.value);
            ((now - before) * good < 0.0).then(|| format!("`{}` is worse than before the period began", kpi.id))
        }
        Signal::None | Signal::Better | Signal::Unusual => None,
    }
}

/// The last slot that ended before the period began.
fn before_period(numbers: &KpiScore, period: &Period) -> Option<f64> {
    numbers.slots.iter().rfind(|slot| slot.slot.end < period.start).map(|slot| slot.value)
}
