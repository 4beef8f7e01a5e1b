//! A KPI that no goal, no other KPI and no review uses.

use super::{Lint, LintCx};
use crate::base::codes::KPI_UNUSED;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::resolve::model::{KpiIx, Model};
use std::collections::HashSet;

pub struct KpiUnused;

impl Lint for KpiUnused {
    fn code(&self) -> Code {
        KPI_UNUSED
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let used = used(cx.model);
        for (ix, kpi) in cx.model.kpis() {
            // What graduated from a key result is there to be watched.
            if used.contains(&ix) || kpi.doc.from.is_some() {
                continue;
            }
            let message = format!("no goal uses `{}`", kpi.doc.id);
            sink.push(
                Diagnostic::new(KPI_UNUSED, kpi.doc.file, Place::Value("title".to_owned()), message).help(
                    "let a key result read it (`kpi:`), let it guard one (`guarded_by:`), or ask who would miss it",
                ),
            );
        }
    }
}

fn used(model: &Model) -> HashSet<KpiIx> {
    let mut used = HashSet::new();
    for goal in &model.objectives {
        for kr in &goal.key_results {
            used.extend(kr.guard);
            used.extend(kr.parts.iter().filter_map(|part| part.guard));
        }
    }
    for (ix, kpi) in model.kpis() {
        if !kpi.used_by.is_empty() {
            used.insert(ix);
        }
        used.extend(kpi.guarded_by.iter().chain(&kpi.leads).chain(&kpi.drivers));
        // A leading measure is used through the one it leads.
        if !kpi.leads.is_empty() {
            used.insert(ix);
        }
    }
    for review in &model.reviews {
        used.extend(review.doc.kpis.iter().chain(&review.doc.panels).filter_map(|id| model.names.kpi(id)));
    }
    used
}
