//! A key result graded by the latest slot of a KPI that jumps about: the grade would be a lottery.

use super::{Lint, LintCx};
use crate::base::codes::NOISY_LATEST;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::scores::Pattern;
use crate::parse::doc::{Aggregate, KrKindDoc, Measure};
use crate::resolve::model::{KeyResult, KrIx};

/// How much of the way from baseline to target routine variation may span (`domain.md` §3).
const SHARE: f64 = 0.25;

pub struct NoisyLatest;

impl Lint for NoisyLatest {
    fn code(&self) -> Code {
        NOISY_LATEST
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        // Of a goal that has ended, the grade stands.
        for (ix, goal) in cx.goals().filter(|(ix, _)| cx.is_open(*ix)) {
            for (i, kr) in goal.key_results.iter().enumerate().filter(|(_, kr)| reads_latest(kr, cx)) {
                let score = cx.scores.key_result(KrIx(ix, i as u32));
                // Around a level only: a trend or a season widens the limits, and is no lottery.
                let level = kr.kpi.map(|kpi| cx.scores.kpi(kpi)).filter(|kpi| kpi.pattern == Pattern::Level);
                let limits = level.and_then(|kpi| kpi.limits);
                let (Some(b), Some(t), Some(limits)) = (score.baseline, score.target, limits) else { continue };
                let (width, way) = (limits.upper - limits.lower, (t - b).abs());
                if width <= SHARE * way {
                    continue;
                }
                let message = format!(
                    "`{}` is graded by one slot, and routine ups and downs span {:.0} % of the way to its target",
                    kr.doc.id,
                    width / way * 100.0
                );
                let at = Place::Key(kr.doc.path.clone());
                sink.push(
                    Diagnostic::new(NOISY_LATEST, goal.doc.file, at, message)
                        .help("add `measure: last 4`, or `measure: period` for the whole period so far"),
                );
            }
        }
    }
}

fn reads_latest(kr: &KeyResult, cx: &LintCx<'_>) -> bool {
    let Some(kpi) = kr.kpi.filter(|_| kr.doc.dropped.is_none() && matches!(kr.doc.kind, KrKindDoc::Metric)) else {
        return false;
    };
    match kr.doc.measure {
        Some(measure) => measure == Measure::Latest,
        None => cx.model.kpi(kpi).doc.aggregate != Some(Aggregate::Sum),
    }
}
