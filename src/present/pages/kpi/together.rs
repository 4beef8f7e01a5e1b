//! What belongs together: guards and what they hold down, leading and following measures, drivers, a peer.

use crate::compute::scores::{GuardState, Signal};
use crate::domain::Period;
use crate::present::frame::Link;
use crate::present::measures::{BoxCell, Measure};
use crate::present::parts::{self, Arithmetic, KpiBeside};
use crate::resolve::model::{KpiIx, KrIx};
use serde::Serialize;
use std::collections::BTreeSet;

/// Generations of drivers below a KPI, and measures in the tree, at most.
const DEEP: usize = 3;
const MOST: usize = 40;
/// Periods of a peer's series.
const PERIODS: usize = 8;

/// What stands beside a KPI because somebody says that it belongs there.
#[derive(Serialize)]
pub(super) struct Together {
    guards: Vec<Guard>,
    /// KPIs and key results that this one guards.
    guarded: Vec<Link>,
    /// This measure first, then those that follow it; and those that it follows.
    leads: Vec<Pair>,
    led_by: Vec<Pair>,
    drivers: Vec<Driver>,
    benchmark: Option<Peer>,
}

impl Together {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        let lists = self.guards.len() + self.guarded.len() + self.leads.len() + self.led_by.len() + self.drivers.len();
        lists == 0 && self.benchmark.is_none()
    }

    /// The guards that are off target, for the head of the page.
    pub fn broken(&self) -> impl Iterator<Item = &Guard> {
        self.guards.iter().filter(|g| g.kpi.broken)
    }
}

/// A counter-metric.
#[derive(Clone, Serialize)]
pub(super) struct Guard {
    kpi: KpiBeside,
    /// Key results whose word it holds down.
    held: Vec<Link>,
    workings: Arithmetic,
}

/// A leading and a following measure.
#[derive(Serialize)]
struct Pair {
    other: KpiBeside,
    /// What both lines say together.
    sentence: String,
}

/// A measure of the tree of drivers.
#[derive(Serialize)]
struct Driver {
    kpi: KpiBeside,
    children: Vec<Driver>,
}

/// A peer's numbers beside ours.
#[derive(Serialize)]
struct Peer {
    name: String,
    source: Option<String>,
    date: Option<String>,
    /// When, the peer's, ours, the difference.
    rows: Vec<(String, String, String, BoxCell)>,
}

pub(super) fn together(m: &Measure<'_>) -> Together {
    let ties = &m.cx.model.ties;
    let (kpis, krs) = ties.guarded.get(&m.ix).map_or((&[][..], &[][..]), |(k, r)| (k, r));
    let mut seen = BTreeSet::from([m.ix]);
    Together {
        guards: guards(m),
        guarded: kpis
            .iter()
            .map(|k| parts::kpi_link(m.cx, *k))
            .chain(krs.iter().map(|kr| parts::key_result_link(m.cx, *kr)))
            .collect(),
        leads: m.kpi.leads.iter().map(|k| pair(m, *k, (m.ix, *k))).collect(),
        led_by: ties.leading.get(&m.ix).into_iter().flatten().map(|k| pair(m, *k, (*k, m.ix))).collect(),
        drivers: drivers(m, m.ix, DEEP, &mut seen),
        benchmark: peer(m),
    }
}

/// The KPI's own guards, and those that key results which read it name.
fn guards(m: &Measure<'_>) -> Vec<Guard> {
    let of_krs = m.kpi.used_by.iter().filter(|kr| !m.cx.scores.objective(kr.0).ended);
    let of_krs = of_krs.filter_map(|kr| m.cx.model.key_result(*kr).guard);
    let all: BTreeSet<KpiIx> = m.kpi.guarded_by.iter().copied().chain(of_krs).collect();
    all.into_iter().map(|ix| guard(m, ix)).collect()
}

fn guard(m: &Measure<'_>, ix: KpiIx) -> Guard {
    let f = &m.cx.format;
    let guard = Measure::new(m.cx, ix);
    let held: Vec<(KrIx, &GuardState)> = m
        .kpi
        .used_by
        .iter()
        .filter(|kr| m.cx.model.key_result(**kr).guard == Some(ix))
        .filter_map(|kr| Some((*kr, m.cx.scores.key_result(*kr).guard.as_deref()?)))
        .filter(|(_, state)| state.instead_of.is_some())
        .collect();
    let value = guard.text_opt(guard.score.latest().map(|l| l.value));
    let target = guard.target_text(guard.score.target);
    let status = f.word(guard.score.status.word());
    let places = [("kpi", guard.name()), ("value", &value), ("target", &target), ("status", &status)];
    let mut lines = vec![f.fill("{kpi}: {value}, target {target}: {status}", &places)];
    for (kr, state) in &held {
        let (id, word) = (parts::key_result_link(m.cx, *kr).id.unwrap_or_default(), m.cx.scores.key_result(*kr).status);
        let without = state.instead_of.map(|s| f.word(s.word())).unwrap_or_default();
        let word = f.word(word.word());
        let places = [("id", id.as_str()), ("word", &word), ("without", &without)];
        lines.push(f.fill("{id} is {word}; without its guard it would be {without}", &places));
    }
    if held.is_empty() {
        lines.push(f.word("No key result that reads this KPI is held down by it."));
    }
    let summary = f.fill("{kpi}: what the guard does", &[("kpi", guard.name())]);
    Guard {
        kpi: KpiBeside::new(m.cx, ix),
        held: held.iter().map(|(kr, _)| parts::key_result_link(m.cx, *kr)).collect(),
        workings: Arithmetic { summary, lines, table: None },
    }
}

/// The other measure of a pair, and what the leading and the following one show together.
fn pair(m: &Measure<'_>, other: KpiIx, (leading, following): (KpiIx, KpiIx)) -> Pair {
    let f = &m.cx.format;
    let (lead, follow) = (Measure::new(m.cx, leading), Measure::new(m.cx, following));
    let real = |m: &Measure<'_>| match m.score.signal {
        Signal::NotAssessed => None,
        Signal::None => Some(false),
        Signal::Better | Signal::Worse | Signal::Unusual => Some(true),
    };
    let sentence = match (real(&lead), real(&follow)) {
        (None, _) | (_, None) => "The last change of one of the two is not judged.",
        (Some(true), Some(true)) => "Both show a real change.",
        (Some(true), Some(false)) => "{lead} shows a real change; {follow} does not show one yet.",
        (Some(false), Some(true)) => "{follow} shows a real change that {lead} did not announce.",
        (Some(false), Some(false)) => "Neither shows a real change.",
    };
    Pair {
        other: KpiBeside::new(m.cx, other),
        sentence: f.fill(sentence, &[("lead", lead.name()), ("follow", follow.name())]),
    }
}

/// What the author says moves a KPI, and what moves that; each measure once.
fn drivers(m: &Measure<'_>, of: KpiIx, deep: usize, seen: &mut BTreeSet<KpiIx>) -> Vec<Driver> {
    let mut out = Vec::new();
    for ix in &m.cx.model.kpi(of).drivers {
        if deep == 0 || seen.len() > MOST || !seen.insert(*ix) {
            continue;
        }
        out.push(Driver { kpi: KpiBeside::new(m.cx, *ix), children: drivers(m, *ix, deep - 1, seen) });
    }
    out
}

/// The peer's value beside the latest one, and its series beside the same periods.
fn peer(m: &Measure<'_>) -> Option<Peer> {
    let f = &m.cx.format;
    let b = m.kpi.doc.benchmark.as_ref()?;
    let row = |when: String, theirs: f64, ours: Option<f64>| {
        (when, m.text(theirs), m.text_opt(ours), m.compared(ours, Some(theirs)))
    };
    let latest = m.score.latest();
    let mut rows = Vec::new();
    if let Some(theirs) = b.value {
        rows.push(row(latest.map_or_else(|| f.word("latest"), |l| m.slot_words(l)), theirs, latest.map(|l| l.value)));
    }
    let mut series: Vec<&(Period, f64)> = b.values.iter().filter(|(p, _)| p.start <= m.cx.scores.as_of).collect();
    series.sort_by(|a, b| b.0.cmp(&a.0));
    for (period, theirs) in series.into_iter().take(PERIODS) {
        rows.push(row(f.period(period), *theirs, m.in_period(period).and_then(|v| v.value)));
    }
    Some(Peer {
        name: b.name.clone().unwrap_or_else(|| f.word("Benchmark")),
        source: b.source.clone(),
        date: b.date.map(|d| f.date(d)),
        rows,
    })
}
