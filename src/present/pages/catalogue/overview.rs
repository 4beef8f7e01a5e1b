//! The nine cells: what the last change says, by what today's process does about the target. Worst first.

use super::super::SHEET;
use crate::compute::scores::{Freshness, Signal};
use crate::present::PresentCx;
use crate::present::format::Formatter;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::present::parts;
use crate::present::paths;
use crate::present::titles::Reach;
use crate::resolve::model::KpiIx;
use serde::Serialize;

/// KPIs named in a cell.
const NAMED: usize = 4;

const CHANGES: [(&str, &str); 3] =
    [("worse", "Getting worse"), ("none", "No real change"), ("better", "Getting better")];
const OUTLOOKS: [(&str, &str, &str); 3] = [
    ("miss", "miss", "Not with today’s process"),
    ("open", "open", "Hit or miss"),
    ("hit", "hit", "Meets the target with today’s process"),
];

/// Where a KPI stands in the overview: row and column, 3 where that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    change: u8,
    outlook: u8,
    /// Of the KPIs that are not judged, those whose series has stopped come first.
    fresh: bool,
}

impl Standing {
    fn of(m: &Measure<'_>) -> Self {
        let change = match m.score.signal {
            Signal::Worse => 0,
            Signal::None => 1,
            Signal::Better => 2,
            Signal::Unusual | Signal::NotAssessed => 3,
        };
        let outlook = match m.reach() {
            Reach::Beyond => 0,
            Reach::Inside => 1,
            Reach::Safe => 2,
            Reach::Unknown => 3,
        };
        let fresh = matches!(m.score.freshness, Freshness::Fresh | Freshness::Late);
        Self { change, outlook: if change == 3 { 3 } else { outlook }, fresh }
    }

    /// `worse-miss`: the cell, where it is one of the nine.
    pub fn cell(self) -> Option<String> {
        let (change, _) = CHANGES.get(usize::from(self.change))?;
        let (outlook, ..) = OUTLOOKS.get(usize::from(self.outlook))?;
        Some(format!("{change}-{outlook}"))
    }

    /// The cell in words, for the filter.
    pub fn words(self, f: &Formatter) -> Option<String> {
        let (_, change) = CHANGES.get(usize::from(self.change))?;
        let (.., outlook) = OUTLOOKS.get(usize::from(self.outlook))?;
        let places = [("change", f.word(change)), ("outlook", f.word(outlook))];
        let places = places.each_ref().map(|(name, text)| (*name, text.as_str()));
        Some(f.fill("{change}: {outlook}", &places))
    }
}

/// Every KPI with where it stands, the worst first, else in the order of ids.
pub(super) fn ranked<'a>(cx: &'a PresentCx<'_>) -> &'a [(Standing, KpiIx)] {
    cx.lists.ranked.get_or_init(|| {
        let mut all: Vec<_> = cx.model.kpis().map(|(ix, _)| (Standing::of(&Measure::new(cx, ix)), ix)).collect();
        all.sort();
        all
    })
}

#[derive(Serialize)]
pub(super) struct Overview {
    /// Icon and words of the columns.
    columns: Vec<(&'static str, String)>,
    rows: Vec<OverviewRow>,
    /// "12 are not in it: …".
    others: Option<String>,
}

#[derive(Serialize)]
struct OverviewRow {
    name: String,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    id: String,
    count: usize,
    /// The first row of the cell in the table.
    href: String,
    named: Vec<Link>,
    /// "and 3 more".
    more: Option<String>,
}

/// The overview of all KPIs; `None` where none is in it.
pub(super) fn overview(cx: &PresentCx<'_>, ranked: &[(Standing, KpiIx)]) -> Option<Overview> {
    let f = &cx.format;
    let inside = ranked.iter().filter(|(standing, _)| standing.cell().is_some()).count();
    let cell = |change: u8, outlook: u8| {
        let here = |s: &Standing| s.change == change && s.outlook == outlook;
        let first = ranked.iter().position(|(s, _)| here(s)).unwrap_or(0);
        let kpis: Vec<KpiIx> = ranked.iter().filter(|(s, _)| here(s)).map(|(_, ix)| *ix).collect();
        let id = format!("{}-{}", CHANGES[usize::from(change)].0, OUTLOOKS[usize::from(outlook)].0);
        Cell {
            href: format!("{}#c-{id}", paths::sheet(paths::KPIS, first / SHEET)),
            id,
            count: kpis.len(),
            named: kpis.iter().take(NAMED).map(|ix| parts::kpi_link(cx, *ix)).collect(),
            more: kpis
                .len()
                .checked_sub(NAMED)
                .filter(|n| *n > 0)
                .map(|n| f.fill("and {n} more", &[("n", &n.to_string())])),
        }
    };
    let rows = (0u8..).zip(CHANGES).map(|(change, (_, name))| OverviewRow {
        name: f.word(name),
        cells: (0..3).map(|outlook| cell(change, outlook)).collect(),
    });
    let others = (ranked.len() - inside).to_string();
    (inside > 0).then(|| Overview {
        columns: OUTLOOKS.iter().map(|(_, icon, words)| (*icon, f.word(words))).collect(),
        rows: rows.collect(),
        others: (inside < ranked.len()).then(|| {
            f.fill(
                "{n} more are not in it: no target, too few values, a season, a trend, or no data.",
                &[("n", &others)],
            )
        }),
    })
}
