//! The newest values keep to one side of the mean: the process may be a new one (`statistics.md` R-35).

use super::{Lint, LintCx};
use crate::base::codes::REBASE_SUGGESTED;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::aggregate::follows;
use crate::compute::scores::{KpiScore, Pattern, SlotValue};
use crate::domain::Date;
use crate::parse::doc::KpiDoc;

/// So many values in a row on one side; one more than is a signal.
const RUN: usize = 8;

pub struct RebaseSuggested;

impl Lint for RebaseSuggested {
    fn code(&self) -> Code {
        REBASE_SUGGESTED
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        // What a running goal is to change is not settled before the goal has ended.
        let in_work = cx.in_work();
        for (ix, kpi) in cx.kpis().filter(|(ix, _)| !in_work.contains(ix)) {
            let Some((count, since)) = one_side(cx.scores.kpi(ix)) else { continue };
            let message =
                format!("`{}` has kept to one side of its mean for {count} values, since {since}", kpi.doc.id);
            sink.push(
                Diagnostic::new(REBASE_SUGGESTED, kpi.doc.file, Place::Value("title".to_owned()), message)
                    .help(line(&kpi.doc, since)),
            );
        }
    }
}

/// How many of the newest values lie on one side of the mean, and the first day of the first of them.
fn one_side(score: &KpiScore) -> Option<(usize, Date)> {
    let limits = score.limits.filter(|limits| !limits.trial && score.pattern == Pattern::Level)?;
    let own = &score.slots[score.slots.partition_point(|s| s.slot.start < limits.since)..];
    let above = own.last()?.value > limits.mean;
    let same = |s: &SlotValue| s.value != limits.mean && (s.value > limits.mean) == above;
    let mut first = own.len();
    while let Some(i) = first.checked_sub(1) {
        let joins = own.get(first).is_none_or(|next| follows(own[i].slot, next.slot));
        if !joins || !same(&own[i]) {
            break;
        }
        first = i;
    }
    // A whole segment on one side is what its mean was locked or rebased for.
    (own.len() - first >= RUN && first > 0).then(|| (own.len() - first, own[first].slot.start))
}

/// What to write, ready to be pasted.
fn line(doc: &KpiDoc, since: Date) -> String {
    let entry = format!("{{date: {since}, why: …}}");
    match doc.rebase.is_empty() {
        true => {
            format!("if you know what changed then, write `rebase: [{entry}]`; the range is counted anew from there")
        }
        false => {
            format!("if you know what changed then, add `{entry}` to `rebase`; the range is counted anew from there")
        }
    }
}
