//! A target without the number it starts from.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::NO_BASELINE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::doc::{Aggregate, KrKindDoc, Measure, Target};
use crate::resolve::model::KeyResult;

pub struct NoBaseline;

impl Lint for NoBaseline {
    fn code(&self) -> Code {
        NO_BASELINE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals() {
            for kr in kept_with_parts(goal).filter(|kr| lacks_baseline(kr) && !starts_at_zero(kr, cx)) {
                let message = format!("`{}` has a target but no baseline, so its progress is not known", kr.doc.id);
                let at = Place::Key(format!("{}.target", kr.doc.path));
                let finding = Diagnostic::new(NO_BASELINE, goal.doc.file, at, message);
                sink.push(match kr.kpi {
                    Some(_) => finding.help("add `baseline: end of <period>`, `average of <period>` or a number"),
                    None => finding.help("add `baseline:` with the number before you began; 0 where there was nothing"),
                });
            }
        }
    }
}

fn lacks_baseline(kr: &KeyResult) -> bool {
    let target = matches!(kr.doc.target, Some(Target::Number(_) | Target::Percent(_) | Target::Plus(_)));
    matches!(kr.doc.kind, KrKindDoc::Metric) && target && kr.doc.baseline.is_none()
}

/// A sum over the period begins at nothing.
fn starts_at_zero(kr: &KeyResult, cx: &LintCx<'_>) -> bool {
    kr.kpi.is_some_and(|ix| {
        let sums = cx.model.kpi(ix).doc.aggregate == Some(Aggregate::Sum);
        sums && matches!(kr.doc.measure, None | Some(Measure::Period))
    })
}
