//! A KPI named on another page: its latest value, target, state and line.

use super::{SignalView, StatusView, kpi_link};
use crate::compute::scores::SlotTarget;
use crate::domain::Status;
use crate::present::PresentCx;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::resolve::model::KpiIx;
use serde::Serialize;

/// A KPI in a row of its own.
#[derive(Clone, Debug, Serialize)]
pub struct KpiBeside {
    pub link: Link,
    pub value: String,
    /// "target 16 per 10,000", or none.
    pub target: Option<String>,
    pub status: StatusView,
    pub signal: SignalView,
    pub spark: String,
    /// Off target.
    pub broken: bool,
}

impl KpiBeside {
    /// The KPI at its latest slot.
    pub fn new(cx: &PresentCx<'_>, ix: KpiIx) -> Self {
        let m = Measure::new(cx, ix);
        Self {
            link: kpi_link(cx, ix),
            value: m.text_opt(m.score.latest().map(|l| l.value)),
            target: target_words(&m, m.score.target),
            status: StatusView::new(&cx.format, m.score.status, None),
            signal: m.signal(),
            spark: m.spark(cx.scores.as_of),
            broken: m.score.status == Status::OffTarget,
        }
    }
}

fn target_words(m: &Measure<'_>, target: Option<SlotTarget>) -> Option<String> {
    let target = target.map(|t| m.target_text(Some(t)))?;
    Some(m.cx.format.fill("target {target}", &[("target", &target)]))
}
