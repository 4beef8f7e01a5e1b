//! Progress is shown on a KPI that gets worse: the target or the baseline points the wrong way.

use super::{Lint, LintCx};
use crate::base::codes::WORSENING_BUT_PROGRESS;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::scores::{KpiScore, KrScore, Pattern};
use crate::domain::Period;
use crate::parse::doc::{Aggregate, Direction, KrKindDoc, Measure};
use crate::resolve::model::KeyResult;

/// The part of the natural limits' width (six sigma) that a change must exceed to be more than routine.
const ROUTINE: f64 = 0.25;

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
    let ix = kr.kpi.filter(|_| matches!(kr.doc.kind, KrKindDoc::Metric))?;
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
    if numbers.pattern == Pattern::Season {
        return None; // neighbouring slots and periods differ by their season alone
    }
    let before = level_before(numbers, kpi.aggregate, kr.doc.measure, period?)?;
    let fell = (before - score.value?) * good;
    let routine = numbers.limits.map_or(0.0, |limits| ROUTINE * (limits.upper - limits.lower));
    (fell > routine).then(|| format!("`{}` is worse than before the period began", kpi.id))
}

/// The KPI just before the period, over as many slots as the key result looks at.
fn level_before(
    numbers: &KpiScore,
    aggregate: Option<Aggregate>,
    measure: Option<Measure>,
    period: &Period,
) -> Option<f64> {
    if aggregate == Some(Aggregate::Sum) {
        return None; // a sum begins anew
    }
    let ended = numbers.slots.iter().rev().skip_while(|slot| slot.slot.end >= period.start);
    let count = match measure {
        None | Some(Measure::Latest) => 1,
        Some(Measure::Last(n)) => n as usize,
        Some(Measure::Period) => numbers.slots.iter().filter(|slot| period.contains(slot.slot.start)).count(),
    };
    let values: Vec<f64> = ended.take(count).map(|slot| slot.value).collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
