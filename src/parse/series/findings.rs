//! Findings of one series: a mistake that repeats in every row is said once, with its count.

use crate::base::codes::{AMBIGUOUS_DATE, AMBIGUOUS_NUMBER, Code, DUPLICATE_ROWS, PERCENT_OR_FRACTION, TOTAL_ROW};
use crate::base::{Diagnostic, Sink};
use std::collections::BTreeMap;

/// The findings so far, and how many more there are of each kind.
#[derive(Default)]
pub(super) struct Findings {
    shown: Vec<Diagnostic>,
    counts: BTreeMap<Code, usize>,
}

/// How many findings of a kind are worth a place of their own.
fn most(code: Code) -> usize {
    match code {
        AMBIGUOUS_DATE | AMBIGUOUS_NUMBER | TOTAL_ROW | DUPLICATE_ROWS | PERCENT_OR_FRACTION => 1,
        _ => 5,
    }
}

impl Findings {
    /// Adds a finding that occurs once.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.shown.push(finding);
    }

    /// Adds a finding that may repeat; beyond the limit it is only counted.
    pub(super) fn repeat(&mut self, code: Code, finding: impl FnOnce() -> Diagnostic) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count <= most(code) {
            self.shown.push(finding());
        }
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Hands the findings over; the last of a kind tells how many more there are.
    pub(super) fn report(mut self, sink: &mut Sink) {
        for (code, count) in &self.counts {
            let more = count.saturating_sub(most(*code));
            if let Some(last) = self.shown.iter_mut().rfind(|f| f.code == *code).filter(|_| more > 0) {
                last.message.push_str(&format!("; {more} more in this file"));
            }
        }
        for finding in self.shown {
            sink.push(finding);
        }
    }
}
