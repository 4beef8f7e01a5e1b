//! What a writer of the review could begin with: goals and measures that stand out, and the words that bind a number.

use super::Reviewed;
use crate::compute::scores::Signal;
use crate::domain::Band;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::present::parts;
use crate::resolve::model::{KpiIx, ObjectiveIx};
use serde::Serialize;

/// Candidates for one section at most, of goals and of measures.
const SHOWN: usize = 4;

#[derive(Serialize)]
pub(super) struct Candidates {
    well: Vec<Candidate>,
    not_well: Vec<Candidate>,
}

#[derive(Serialize)]
struct Candidate {
    link: Link,
    why: String,
    /// What to write, so that the page fills in the number.
    paste: Option<String>,
}

pub(super) fn candidates(r: &Reviewed<'_>, kpis: &[KpiIx]) -> Candidates {
    let of = |signal, band| {
        let measures = kpis.iter().filter_map(|ix| measure(r, *ix, signal)).take(SHOWN);
        let goals = r.goals().iter().filter(|ix| r.cx.scores.objective(**ix).status.band() == band).take(SHOWN);
        measures.chain(goals.map(|ix| goal(r, *ix))).collect()
    };
    Candidates { well: of(Signal::Better, Band::Good), not_well: of(Signal::Worse, Band::Bad) }
}

/// A KPI that really changed, at its value over the period.
fn measure(r: &Reviewed<'_>, ix: KpiIx, signal: Signal) -> Option<Candidate> {
    let then = r.score_then(ix);
    if then.signal != signal {
        return None;
    }
    let m = Measure { score: &then, ..Measure::new(r.cx, ix) };
    let value = m.in_period(&r.review.period).and_then(|v| v.value)?;
    Some(Candidate {
        link: parts::kpi_link(r.cx, ix),
        why: r.cx.format.fill("{now}, {change}", &[("now", &m.text(value)), ("change", &m.signal().text)]),
        paste: Some(format!("{{{{ kpi(\"{}\") }}}}", m.kpi.doc.id)),
    })
}

fn goal(r: &Reviewed<'_>, ix: ObjectiveIx) -> Candidate {
    let f = &r.cx.format;
    let score = r.cx.scores.objective(ix);
    let places = [("score", f.score(score.score)), ("status", f.word(score.status.word()))];
    Candidate {
        link: parts::objective_link(r.cx, ix),
        why: f.fill("{score}, {status}", &places.each_ref().map(|(name, value)| (*name, value.as_str()))),
        paste: None,
    }
}
