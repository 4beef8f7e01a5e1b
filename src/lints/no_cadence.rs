//! Without a cadence nobody can say which value is missing.

use super::{Lint, LintCx};
use crate::base::codes::NO_CADENCE;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct NoCadence;

impl Lint for NoCadence {
    fn code(&self) -> Code {
        NO_CADENCE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, kpi) in cx.kpis() {
            if kpi.doc.cadence.is_some() || kpi.series.points.is_empty() {
                continue;
            }
            let message = format!("`{}` does not say how often it is measured", kpi.doc.id);
            sink.push(
                Diagnostic::new(NO_CADENCE, kpi.doc.file, Place::Value("title".to_owned()), message)
                    .help("add `cadence: day`, `workday`, `week`, `month`, `quarter` or `year`"),
            );
        }
    }
}
