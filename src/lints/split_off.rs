//! The parts of a KPI do not make the whole.

use super::{Lint, LintCx};
use crate::base::codes::SPLIT_OFF;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::split::off;

pub struct SplitOff;

impl Lint for SplitOff {
    fn code(&self) -> Code {
        SPLIT_OFF
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, kpi) in cx.kpis().filter(|(_, kpi)| !kpi.series.parts.is_empty()) {
            let found = off(&kpi.doc, cx.scores.kpi(ix));
            let Some((slot, parts, whole)) = found.last() else { continue };
            let more = match found.len() {
                1 => String::new(),
                n => format!(", and {} more", n - 1),
            };
            let message = format!(
                "the parts of `{}` make {} where the whole is {}, from {} on{more}",
                kpi.doc.id,
                short(*parts),
                short(*whole),
                slot.start
            );
            sink.push(
                Diagnostic::new(SPLIT_OFF, kpi.doc.file, Place::Value("by".to_owned()), message).help(
                    "a team is missing or counted twice, or the row of the whole is not the one meant in `where:`",
                ),
            );
        }
    }
}

/// With at most four decimals.
fn short(value: f64) -> String {
    format!("{}", (value * 1e4).round() / 1e4)
}
