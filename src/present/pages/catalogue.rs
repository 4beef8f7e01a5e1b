//! The KPI catalogue: which measures exist and what state they are in.

mod overview;

use super::{SHEET, sheets};
use crate::compute::scores::{Freshness, Signal};
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::parts::{self, OwnerView, PagerLink, SignalView, StatusView, TeamTag};
use crate::present::{PageView, PresentCx, paths};
use overview::Overview;
pub(in crate::present) use overview::Standing;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

const TEMPLATE: &str = "catalogue.html";

#[derive(Serialize)]
struct View {
    /// "32 KPIs, 2 of them stopped".
    summary: String,
    rows: Vec<Row>,
    /// What the filter offers: value and word.
    teams: Vec<(String, String)>,
    statuses: Vec<(String, String)>,
    changes: Vec<(String, String)>,
    cells: Vec<(String, String)>,
    tags: Vec<String>,
    /// The nine cells.
    overview: Option<Overview>,
    pager: Vec<PagerLink>,
}

/// One KPI in the table.
#[derive(Serialize)]
struct Row {
    link: Link,
    unit: String,
    arrow: &'static str,
    direction: String,
    latest: String,
    /// What the value speaks of.
    when: String,
    target: String,
    against: String,
    year: String,
    spark: String,
    signal: SignalView,
    outlook: Option<(&'static str, String)>,
    team: Option<TeamTag>,
    owner: Option<OwnerView>,
    /// "16 Nov 2025", or that the feed stopped.
    fresh: String,
    stopped: bool,
    status: StatusView,
    /// What the status rests on, where the value itself has no target beside it.
    basis: Option<String>,
    /// `better`, `worse`, `none`, `unjudged`: for the filter.
    change: &'static str,
    /// `worse-miss`: its cell of the overview.
    cell: Option<String>,
    /// The first row of its cell.
    opens: bool,
    tags: Vec<String>,
}

/// One sheet of the catalogue.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let f = &cx.format;
    let model = cx.model;
    let mut frame = Frame::new("catalogue", paths::sheet(paths::KPIS, sheet as usize), f.word("KPIs"), "kpis");
    if sheet > 0 {
        frame.title = f.fill("{title}, sheet {sheet}", &[("title", &frame.title), ("sheet", &(sheet + 1).to_string())]);
    }
    let ranked = overview::ranked(cx);
    let start = (sheet as usize * SHEET).min(model.kpis.len());
    let end = (start + SHEET).min(model.kpis.len());
    let mut rows: Vec<Row> = ranked[start..end].iter().map(|(_, ix)| row(&Measure::new(cx, *ix))).collect();
    let mut cells: Vec<(String, String)> = Vec::new();
    for (i, row) in (start..end).zip(&mut rows) {
        let standing = ranked[i].0;
        row.cell = standing.cell();
        row.opens = row.cell.is_some() && (i == 0 || ranked[i - 1].0.cell() != row.cell);
        if let Some(cell) = row.cell.clone().zip(standing.words(f)).filter(|cell| !cells.contains(cell)) {
            cells.push(cell);
        }
    }
    let offered = |pick: fn(&Row) -> Option<(String, String)>| {
        rows.iter().filter_map(pick).collect::<BTreeMap<_, _>>().into_iter().collect()
    };
    let view = View {
        summary: summary(cx),
        teams: offered(|r| r.team.as_ref().map(|t| (t.id.clone(), t.text.clone()))),
        statuses: offered(|r| Some((r.status.token.to_owned(), r.status.word.clone()))),
        changes: [
            ("better", "Getting better"),
            ("worse", "Getting worse"),
            ("none", "No real change"),
            ("unjudged", "Not judged"),
        ]
        .into_iter()
        .filter(|(token, _)| rows.iter().any(|r| r.change == *token))
        .map(|(token, word)| (token.to_owned(), f.word(word)))
        .collect(),
        overview: (sheet == 0).then(|| overview::overview(cx, ranked)).flatten(),
        tags: rows.iter().flat_map(|r| r.tags.iter().cloned()).collect::<BTreeSet<_>>().into_iter().collect(),
        cells,
        pager: parts::pager(paths::KPIS, sheets(model.kpis.len()), sheet),
        rows,
    };
    cx.page(frame, TEMPLATE, &view)
}

fn summary(cx: &PresentCx<'_>) -> String {
    let count = |freshness: &[Freshness]| {
        cx.scores.kpis.iter().filter(|k| freshness.contains(&k.freshness)).count().to_string()
    };
    cx.format.fill(
        "{n} KPIs: {stale} stopped, {none} without a value.",
        &[
            ("n", &cx.model.kpis.len().to_string()),
            ("stale", &count(&[Freshness::Stale])),
            ("none", &count(&[Freshness::NoData])),
        ],
    )
}

/// The row of one KPI at its latest slot.
fn row(m: &Measure<'_>) -> Row {
    let f = &m.cx.format;
    let latest = m.score.latest();
    let (arrow, direction) = m.direction();
    let value = latest.map(|l| l.value);
    Row {
        link: parts::kpi_link(m.cx, m.ix),
        unit: m.kpi.doc.unit.clone(),
        arrow,
        direction,
        latest: m.cell(value),
        when: latest.map_or_else(|| f.word("no value yet"), |l| m.slot_words(l)),
        target: m.target_cell(m.score.target),
        against: m.against(value, m.score.target),
        year: m.signed(value, m.score.year_before),
        spark: m.cx.part(TEMPLATE, "rows.spark", || m.spark(m.cx.scores.as_of)),
        signal: m.signal(),
        outlook: m.outlook(),
        team: m.kpi.team.map(|t| parts::team_tag(m.cx, t)),
        owner: m.kpi.who.as_ref().and_then(|w| parts::owner(m.cx, w)),
        fresh: match latest {
            Some(l) if m.score.freshness == Freshness::Stale => {
                f.fill("feed stopped {date}", &[("date", &f.date(l.slot.end))])
            }
            Some(l) => f.date(l.slot.end),
            None => f.word("no data"),
        },
        stopped: matches!(m.score.freshness, Freshness::Stale | Freshness::NoData),
        status: StatusView::new(f, m.score.status, None),
        basis: m.basis(),
        change: match m.score.signal {
            Signal::Better => "better",
            Signal::Worse => "worse",
            Signal::None | Signal::Unusual => "none",
            Signal::NotAssessed => "unjudged",
        },
        cell: None,
        opens: false,
        tags: m.kpi.doc.common.tags.clone(),
    }
}
