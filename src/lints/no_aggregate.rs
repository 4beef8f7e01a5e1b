//! How slots become periods has no default, because every guess is wrong for somebody.

use super::{Lint, LintCx};
use crate::base::codes::NO_AGGREGATE;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct NoAggregate;

impl Lint for NoAggregate {
    fn code(&self) -> Code {
        NO_AGGREGATE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, kpi) in cx.kpis() {
            if kpi.doc.aggregate.is_some() || kpi.series.points.is_empty() {
                continue;
            }
            let message = format!("`{}` does not say how its values make a period's value", kpi.doc.id);
            sink.push(
                Diagnostic::new(NO_AGGREGATE, kpi.doc.file, Place::Value("title".to_owned()), message)
                    .help("add `aggregate: sum` for amounts, `mean` or `weighted` for rates, `last` for stocks"),
            );
        }
    }
}
