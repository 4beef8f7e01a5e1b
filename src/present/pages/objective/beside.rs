//! What belongs to the KPI behind a chart: guards, leading and following measures, drivers, a peer.

use crate::compute::scores::PartSlots;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::present::parts;
use crate::resolve::model::KpiIx;
use serde::Serialize;

/// One line: what it is to the KPI, which measure, how that stands.
#[derive(Serialize)]
pub(super) struct Beside {
    label: String,
    link: Option<Link>,
    text: String,
}

pub(super) fn beside(m: &Measure<'_>) -> Vec<Beside> {
    let f = &m.cx.format;
    let mut out = Vec::new();
    let mut lines = |label: &str, list: &[KpiIx], judged_by_target: bool| {
        out.extend(list.iter().map(|ix| {
            let other = Measure::new(m.cx, *ix);
            let value = other.text_opt(other.score.latest().map(|l| l.value));
            let state = match judged_by_target {
                true => f.word(other.score.status.word()),
                false => other.signal().text,
            };
            let text = f.fill("{value}, {state}", &[("value", &value), ("state", &state)]);
            Beside { label: f.word(label), link: Some(parts::kpi_link(m.cx, *ix)), text }
        }));
    };
    lines("Must not suffer for it", &m.kpi.guarded_by, true);
    lines("Moves before this measure", m.cx.model.ties.leading.get(&m.ix).map_or(&[], Vec::as_slice), false);
    lines("Follows this measure", &m.kpi.leads, false);
    lines("Goes together with", &m.kpi.drivers, false);
    out.extend(peer(m));
    out.extend(split(m));
    out
}

/// The parts at the latest slot.
fn split(m: &Measure<'_>) -> Option<Beside> {
    let at = m.score.latest()?.slot.start;
    let value = |part: &PartSlots| {
        let i = part.slots.binary_search_by_key(&at, |s| s.slot.start).ok()?;
        Some(part.slots[i].value)
    };
    let named = m.kpi.series.parts.iter().zip(&m.score.parts);
    let texts: Vec<String> = named.map(|(part, slots)| format!("{} {}", part.name, m.cell(value(slots)))).collect();
    let label = m.cx.format.word("Part by part");
    (!texts.is_empty()).then(|| Beside { label, link: None, text: texts.join(" · ") })
}

fn peer(m: &Measure<'_>) -> Option<Beside> {
    let f = &m.cx.format;
    let b = m.kpi.doc.benchmark.as_ref()?;
    let theirs = b.value?;
    let name = b.name.clone().unwrap_or_else(|| f.word("Benchmark"));
    let by = m.difference(m.score.latest()?.value, theirs);
    let places = [("name", name.as_str()), ("value", &m.text(theirs)), ("by", &by)];
    Some(Beside {
        label: f.word("Beside others"),
        link: None,
        text: f.fill("{name} {value}; we are at {by} from it", &places),
    })
}
