//! A baseline that is to be read from a time of which there is no value.

use super::{Lint, LintCx};
use crate::base::codes::BASELINE_UNREAD;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::scores::Freshness;
use crate::parse::doc::Baseline;
use crate::resolve::model::{KeyResult, KrIx};

pub struct BaselineUnread;

impl Lint for BaselineUnread {
    fn code(&self) -> Code {
        BASELINE_UNREAD
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, goal) in cx.goals() {
            for (i, kr) in goal.key_results.iter().enumerate() {
                let score = cx.scores.key_result(KrIx(ix, i as u32));
                let Some(from) = score.baseline_from.as_deref().filter(|_| score.baseline.is_none()) else { continue };
                if kr.doc.dropped.is_some() || without_data(kr, cx) {
                    continue;
                }
                let from = match from {
                    Baseline::EndOf(period) => format!("end of {}", period.label()),
                    Baseline::AverageOf(period) => format!("average of {}", period.label()),
                    Baseline::SamePeriodLastYear | Baseline::Number(_) => "same period last year".to_owned(),
                };
                let message = format!("`{}` begins at the {from}, and there is no value of that time", kr.doc.id);
                let at = Place::Value(format!("{}.baseline", kr.doc.path));
                sink.push(
                    Diagnostic::new(BASELINE_UNREAD, goal.doc.file, at, message)
                        .help("write the number it begins at, or name a period that has values"),
                );
            }
        }
    }
}

/// Whether the KPI has no value at all, which is a finding of its own.
fn without_data(kr: &KeyResult, cx: &LintCx<'_>) -> bool {
    kr.kpi.is_some_and(|kpi| cx.scores.kpi(kpi).freshness == Freshness::NoData)
}
