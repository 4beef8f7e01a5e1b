//! A KPI split by team: each part beside the whole, and whether they make it.

use crate::compute::kpi::unknown;
use crate::compute::scores::{KpiScore, PartSlots};
use crate::compute::split::{adds_up, made, off};
use crate::parse::doc::Aggregate;
use crate::present::format::UNKNOWN;
use crate::present::frame::Link;
use crate::present::measures::{BoxCell, Measure};
use crate::present::parts::{self, Arithmetic};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Split {
    /// "depot": the column.
    by: String,
    /// The slot that the values speak of.
    when: String,
    /// Head of the column beside the value: a share, or the difference from the whole.
    beside: String,
    rows: Vec<PartRow>,
    whole: String,
    /// Whether the parts make the whole, as a sentence, and how.
    sentence: String,
    workings: Option<Arithmetic>,
}

#[derive(Serialize)]
struct PartRow {
    name: String,
    team: Option<Link>,
    value: String,
    beside: BoxCell,
    year: String,
    spark: String,
}

pub(super) fn split(m: &Measure<'_>) -> Option<Split> {
    let f = &m.cx.format;
    let latest = m.score.latest().filter(|_| !m.score.parts.is_empty())?;
    let shares = m.kpi.doc.aggregate == Some(Aggregate::Sum);
    let named = m.kpi.series.parts.iter().zip(&m.score.parts);
    let rows: Vec<PartRow> = named.map(|(part, slots)| row(m, &part.name, slots, latest.value, shares)).collect();
    Some(Split {
        by: m.kpi.doc.by.clone().unwrap_or_default(),
        when: m.slot_words(latest),
        beside: f.word(if shares { "Share of the whole" } else { "vs the whole" }),
        whole: m.cell(Some(latest.value)),
        sentence: sentence(m),
        workings: workings(m, &rows),
        rows,
    })
}

/// A part at the latest slot of the whole.
fn row(m: &Measure<'_>, name: &str, part: &PartSlots, whole: f64, shares: bool) -> PartRow {
    let f = &m.cx.format;
    let at = m.score.latest().map(|l| l.slot.start);
    let found = at.and_then(|start| part.slots.binary_search_by_key(&start, |s| s.slot.start).ok());
    let value = found.map(|i| part.slots[i].value);
    // Weeks and workdays look 52 weeks back, as the whole does.
    let score = KpiScore { slots: part.slots.clone(), n: part.n.clone(), ..unknown() };
    let of_part = Measure { score: &score, ..*m };
    let year = at.and_then(|start| of_part.slot_a_year_before(start));
    let beside = match (value, shares) {
        (Some(v), true) if whole != 0.0 => BoxCell { text: f.percent(v / whole), ..BoxCell::default() },
        (_, true) => BoxCell { text: UNKNOWN.to_owned(), ..BoxCell::default() },
        (_, false) => m.compared(value, Some(whole)),
    };
    PartRow {
        name: name.to_owned(),
        team: parts::team_by_id(m.cx, name).map(|t| parts::team_link(m.cx, t)),
        value: m.cell(value),
        beside,
        year: m.signed(value, year),
        spark: of_part.spark(m.cx.scores.as_of),
    }
}

fn sentence(m: &Measure<'_>) -> String {
    let f = &m.cx.format;
    if adds_up(&m.kpi.doc).is_none() {
        return f.word("Means and states of parts do not make a whole, so they are not compared with it.");
    }
    let off = off(&m.kpi.doc, m.score);
    match off.last() {
        None => f.word("The parts make the whole at every time."),
        Some((slot, parts, whole)) => {
            let (n, when) = (off.len().to_string(), m.slot_label(*slot));
            let (parts, whole) = (m.text(*parts), m.text(*whole));
            let places = [("n", n.as_str()), ("when", &when), ("parts", &parts), ("whole", &whole)];
            f.fill("The parts and the whole differ {n} times, last in {when}: the parts make {parts}, the whole is {whole}.",
                &places,
            )
        }
    }
}

/// `26,620 + 32,890 = 59,510` for totals.
fn workings(m: &Measure<'_>, rows: &[PartRow]) -> Option<Arithmetic> {
    let f = &m.cx.format;
    let how = adds_up(&m.kpi.doc)?;
    let latest = m.score.latest()?;
    let made = m.cell(made(m.score, how, latest.slot));
    let values: Vec<&str> = rows.iter().map(|r| r.value.as_str()).filter(|v| *v != UNKNOWN).collect();
    let line = match how {
        Aggregate::Sum => format!("{} = {made}", values.join(" + ")),
        Aggregate::Weighted => {
            f.fill("Weighted mean of {values}: {made}", &[("values", &f.list(&values)), ("made", &made)])
        }
        Aggregate::Min => f.fill("Lowest of {values}: {made}", &[("values", &f.list(&values)), ("made", &made)]),
        _ => f.fill("Highest of {values}: {made}", &[("values", &f.list(&values)), ("made", &made)]),
    };
    let whole = f.fill("The whole: {value}", &[("value", &m.cell(Some(latest.value)))]);
    Some(Arithmetic { summary: f.word("How the parts make the whole"), lines: vec![line, whole], table: None })
}
