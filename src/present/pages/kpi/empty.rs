//! A KPI without enough values for a line: what is there, what is expected, where to write it.

use crate::domain::cadence::add_days;
use crate::present::measures::Measure;
use crate::present::parts::TableView;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Empty {
    /// "1 of the 3 values that make a line are there.".
    sentence: String,
    /// The values that are there.
    values: Option<TableView>,
    /// "The first value is expected by 10 Sep 2026.".
    due: Option<String>,
    /// The CSV that holds the values, or that would be looked for.
    csv: String,
}

pub(super) fn empty(m: &Measure<'_>) -> Empty {
    let f = &m.cx.format;
    let slots = &m.score.slots;
    let sentence = match slots.len() {
        0 => f.word("There is no value yet."),
        n => f.fill("{n} of the 3 values that make a line are there.", &[("n", &n.to_string())]),
    };
    let rows = slots.iter().rev().map(|s| vec![m.slot_label(s.slot), m.cell(Some(s.value))]);
    let head = vec![f.word("Date"), f.word("Value")];
    let page = &m.cx.sources.file(m.kpi.doc.file).path;
    let beside = || format!("{}.csv", page.strip_suffix(".md").unwrap_or(page));
    Empty {
        sentence,
        values: (!slots.is_empty()).then(|| TableView { head, rows: rows.collect() }),
        due: slots.is_empty().then(|| {
            let end = m.cadence.slot(m.cx.scores.as_of, &m.cx.model.settings.calendar).end;
            let grace = m.kpi.doc.grace.unwrap_or_else(|| m.cadence.grace_days()).max(0);
            f.fill("The first value is expected by {date}.", &[("date", &f.date(add_days(end, grace)))])
        }),
        csv: m.kpi.series.file.map_or_else(beside, |file| m.cx.sources.file(file).path.clone()),
    }
}
