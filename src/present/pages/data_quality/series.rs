//! How fresh and whole the series are, by how often they are measured.

use super::super::kpi::every;
use crate::compute::scores::{Freshness, KpiScore};
use crate::domain::Cadence;
use crate::present::PresentCx;
use crate::present::format::UNKNOWN;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::present::parts::{self, OwnerView};
use crate::resolve::model::KpiIx;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is counted per cadence: KPIs; values; KPIs by the age of their newest value.
pub(super) const COUNTED: [&str; 8] =
    ["KPIs", "Values expected", "Received", "Missing", "Fresh", "Late", "Stopped", "No data"];

/// The series of one cadence.
#[derive(Serialize)]
pub(super) struct CadenceRow {
    name: String,
    /// As [`COUNTED`] names them.
    counts: [String; 8],
}

/// A series that is late, has stopped, is empty or has gaps.
#[derive(Serialize)]
pub(super) struct Series {
    kpi: Link,
    cadence: String,
    state: String,
    band: &'static str,
    shape: &'static str,
    last: String,
    due: String,
    expected: String,
    received: String,
    missing: String,
    owner: Option<OwnerView>,
    file: Option<String>,
}

/// Values that a series should have by now: those that came, its gaps, and those overdue.
fn counts(score: &KpiScore) -> (usize, usize) {
    let missing = score.gaps.len() + score.overdue as usize;
    (score.slots.len() + missing, missing)
}

pub(super) fn is_troubled(score: &KpiScore) -> bool {
    score.freshness != Freshness::Fresh || !score.gaps.is_empty()
}

/// One row per cadence that some KPI has, from days to years.
pub(super) fn by_cadence(cx: &PresentCx<'_>) -> Vec<CadenceRow> {
    let mut rows: BTreeMap<Cadence, [usize; 8]> = BTreeMap::new();
    for (ix, _) in cx.model.kpis() {
        let m = Measure::new(cx, ix);
        let (expected, missing) = counts(m.score);
        let state = match m.score.freshness {
            Freshness::Fresh => 4,
            Freshness::Late => 5,
            Freshness::Stale => 6,
            Freshness::NoData => 7,
        };
        let row = rows.entry(m.cadence).or_default();
        for (i, n) in [(0, 1), (1, expected), (2, expected - missing), (3, missing), (state, 1)] {
            row[i] += n;
        }
    }
    let f = &cx.format;
    let view = |(cadence, counts): (Cadence, [usize; 8])| CadenceRow {
        name: f.word(every(cadence)),
        counts: counts.map(|n| f.number(n as f64, 0)),
    };
    rows.into_iter().map(view).collect()
}

/// The troubled series, by cadence, the worst first.
pub(super) fn troubled(cx: &PresentCx<'_>) -> Vec<KpiIx> {
    let mut list: Vec<KpiIx> = cx.model.kpis().map(|(ix, _)| ix).filter(|ix| is_troubled(cx.scores.kpi(*ix))).collect();
    let key = |ix: &KpiIx| (Measure::new(cx, *ix).cadence, std::cmp::Reverse(weight(cx.scores.kpi(*ix))), *ix);
    list.sort_by_cached_key(key);
    list
}

fn weight(score: &KpiScore) -> (u8, usize) {
    let class = match score.freshness {
        Freshness::Stale => 3,
        Freshness::NoData => 2,
        Freshness::Late => 1,
        Freshness::Fresh => 0,
    };
    (class, counts(score).1)
}

pub(super) fn series(cx: &PresentCx<'_>, ix: KpiIx) -> Series {
    let m = Measure::new(cx, ix);
    let f = &cx.format;
    let (word, band, shape) = match m.score.freshness {
        Freshness::Stale => ("Stopped", "unknown", "stale"),
        Freshness::NoData => ("No data", "unknown", "unknown"),
        Freshness::Late => ("Late", "unknown", "unknown"),
        Freshness::Fresh => ("Fresh, with gaps", "none", "none"),
    };
    let (expected, missing) = counts(m.score);
    Series {
        kpi: parts::kpi_link(cx, ix),
        cadence: f.word(every(m.cadence)),
        state: f.word(word),
        band,
        shape,
        last: m.score.latest().map_or_else(|| UNKNOWN.to_owned(), |l| f.date(l.slot.end)),
        due: m.score.due.map_or_else(|| UNKNOWN.to_owned(), |d| f.date(d)),
        expected: f.number(expected as f64, 0),
        received: f.number((expected - missing) as f64, 0),
        missing: f.number(missing as f64, 0),
        owner: m.kpi.who.as_ref().and_then(|w| parts::owner(cx, w)),
        file: m.kpi.series.file.map(|file| cx.sources.file(file).path.clone()),
    }
}
