//! A KPI answers five questions: what, why, how, who and when.

use super::{Lint, LintCx};
use crate::base::codes::KPI_INCOMPLETE;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct KpiIncomplete;

impl Lint for KpiIncomplete {
    fn code(&self) -> Code {
        KPI_INCOMPLETE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, kpi) in cx.kpis() {
            let doc = &kpi.doc;
            let answers = [
                ("what", doc.what.is_some()),
                ("why", doc.why.is_some()),
                ("how", doc.how.is_some()),
                ("who", doc.who.is_some()),
                ("when", doc.when.is_some()),
            ];
            let missing: Vec<&str> = answers.into_iter().filter(|(_, said)| !said).map(|(name, _)| name).collect();
            if missing.is_empty() {
                continue;
            }
            let message = format!("`{}` does not say {}", doc.id, missing.join(", "));
            let lines: Vec<String> = missing.iter().map(|name| format!("`{name}: …`")).collect();
            sink.push(
                Diagnostic::new(KPI_INCOMPLETE, doc.file, Place::Value("title".to_owned()), message)
                    .help(format!("add {}", lines.join(", "))),
            );
        }
    }
}
