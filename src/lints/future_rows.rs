//! Rows dated after the day the report speaks of: a forecast in the series, or a slip in the year.

use super::{Lint, LintCx};
use crate::base::codes::FUTURE_ROWS;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::resolve::settings::AsOfOrigin;
use std::collections::BTreeMap;

pub struct FutureRows;

impl Lint for FutureRows {
    fn code(&self) -> Code {
        FUTURE_ROWS
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        // Who asks for an earlier day on the command line knows that there is more.
        if cx.model.settings.as_of.origin == AsOfOrigin::Argument {
            return;
        }
        check_ins(cx, sink);
        for (_, kpi) in cx.kpis() {
            let as_of = cx.scores.as_of;
            if kpi.series.points.latest().is_none_or(|latest| latest <= as_of) {
                continue;
            }
            let mut later = kpi.series.points.iter().filter(|point| point.date > as_of);
            let (Some(file), Some(first)) = (kpi.series.file, later.next()) else { continue };
            let message = match later.count() {
                0 => format!("a value of `{}` is dated {}, after {as_of}, and not shown", kpi.doc.id, first.date),
                n => format!(
                    "{} values of `{}` are dated after {as_of} and not shown, the first {}",
                    n + 1,
                    kpi.doc.id,
                    first.date
                ),
            };
            sink.push(
                Diagnostic::new(FUTURE_ROWS, file, Place::Span(first.span.0, first.span.1), message)
                    .also(kpi.doc.file, Place::Value("title".to_owned()), "the KPI")
                    .help("check the year; forecasts and targets belong into `targets:`, not among the values"),
            );
        }
    }
}

/// Meetings that have not been: most often a slip in the file's name.
fn check_ins(cx: &LintCx<'_>, sink: &mut Sink) {
    let as_of = cx.scores.as_of;
    let mut later = BTreeMap::new();
    for goal in cx.goals.iter().map(|ix| cx.model.objective(*ix)) {
        let entries = goal.entries.iter().filter(|entry| entry.date > as_of && entry.file != goal.doc.file);
        later.extend(entries.map(|entry| (entry.file, entry.date)));
    }
    for (file, date) in later {
        let message = format!("the check-in is of {date}, after {as_of}, and not shown yet");
        sink.push(Diagnostic::new(FUTURE_ROWS, file, Place::File, message).help("check the day in the file's name"));
    }
}
