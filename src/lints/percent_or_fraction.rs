//! A target about a hundred times as large as the values of a rate, or a hundredth: one of the two is a fraction.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::PERCENT_OR_FRACTION;
use crate::base::{Code, Diagnostic, FileId, Place, Sink};
use crate::parse::doc::{Direction, KpiTarget, KrKindDoc, Target};
use crate::resolve::model::{KeyResult, KpiIx};

/// How many times the target is the usual value, or the value the target, if their scales differ.
const HUNDREDFOLD: std::ops::RangeInclusive<f64> = 40.0..=300.0;

pub struct PercentOrFraction;

impl Lint for PercentOrFraction {
    fn code(&self) -> Code {
        PERCENT_OR_FRACTION
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, kpi) in cx.kpis() {
            let of_periods = kpi.doc.targets.iter().map(|(_, target)| (*target, "targets"));
            let all = kpi.doc.target.map(|target| (target, "target")).into_iter().chain(of_periods);
            let numbers = all.filter_map(|(target, key)| match target {
                KpiTarget::Number(n) => Some((n, key)),
                KpiTarget::Range(..) => None,
            });
            for (target, key) in numbers {
                check(cx, ix, target, (kpi.doc.file, key.to_owned()), sink);
            }
        }
        for (_, goal) in cx.goals() {
            for kr in kept_with_parts(goal) {
                if let (Some(ix), Some((target, key))) = (kr.kpi, typed(kr)) {
                    check(cx, ix, target, (goal.doc.file, format!("{}.{key}", kr.doc.path)), sink);
                }
            }
        }
    }
}

/// The number that a key result must reach, and its key.
fn typed(kr: &KeyResult) -> Option<(f64, &'static str)> {
    match (&kr.doc.kind, kr.doc.target.as_ref()) {
        (KrKindDoc::AtLeast(bound), _) => Some((*bound, "at_least")),
        (KrKindDoc::Metric, Some(Target::Number(target))) => Some((target.value, "target")),
        _ => None,
    }
}

fn check(cx: &LintCx<'_>, ix: KpiIx, target: f64, (file, key): (FileId, String), sink: &mut Sink) {
    let doc = &cx.model.kpi(ix).doc;
    // A rate that has far to fall may well be a hundred times its target.
    if doc.unit != "%" || doc.direction == Some(Direction::Decrease) || target <= 0.0 {
        return;
    }
    let values = || cx.scores.kpi(ix).slots.iter().map(|slot| slot.value);
    let Some(largest) = values().max_by(f64::total_cmp).filter(|largest| *largest <= 1.0 || target <= 1.0) else {
        return;
    };
    let mut values: Vec<f64> = values().collect();
    let middle = values.len() / 2;
    let usual = *values.select_nth_unstable_by(middle, f64::total_cmp).1;
    if usual <= 0.0 {
        return;
    }
    let fractions = largest <= 1.0 && HUNDREDFOLD.contains(&(target / usual));
    let fraction = target <= 1.0 && HUNDREDFOLD.contains(&(usual / target));
    if !fractions && !fraction {
        return;
    }
    let message = format!("the target is {target}, and the values of `{}` are about {usual:.3}", doc.id);
    let finding = Diagnostic::new(PERCENT_OR_FRACTION, file, Place::Key(key), message);
    sink.push(match fractions {
        true => finding.help("the values look like fractions, 0.8 for 80 %: export them as percentages"),
        false => finding.help("the target looks like a fraction, 0.8 for 80 %: write it as the values are"),
    });
}
