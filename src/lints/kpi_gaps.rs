//! Slots without a value in the middle of a series.

use super::{Lint, LintCx};
use crate::base::codes::KPI_GAPS;
use crate::base::{Code, Diagnostic, Place, Sink};

/// Gaps that are named before the rest is only counted.
const NAMED: usize = 4;

pub struct KpiGaps;

impl Lint for KpiGaps {
    fn code(&self) -> Code {
        KPI_GAPS
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (ix, kpi) in cx.kpis() {
            let gaps = &cx.scores.kpi(ix).gaps;
            let (false, Some(cadence)) = (gaps.is_empty(), kpi.doc.cadence) else { continue };
            let label = |slot| cadence.label(slot, &cx.model.settings.calendar);
            let mut names: Vec<String> = gaps.iter().take(NAMED).map(|slot| label(*slot)).collect();
            if gaps.len() > NAMED {
                names.push(format!("and {} more", gaps.len() - NAMED));
            }
            let message = format!("`{}` has no value for {}", kpi.doc.id, names.join(", "));
            let at = Place::Value("title".to_owned());
            let mut finding = Diagnostic::new(KPI_GAPS, kpi.doc.file, at, message);
            let after = gaps.first().and_then(|gap| kpi.series.points.iter().find(|point| point.date > gap.end));
            if let (Some(file), Some(point)) = (kpi.series.file, after) {
                finding = finding.also(file, Place::Span(point.span.0, point.span.1), "the first value after a gap");
            }
            sink.push(finding.help("add the rows; where no row means nothing happened, write `missing: zero`"));
        }
    }
}
