//! A goal that was reached and is watched from now on: a KPI for each number that has none yet.

use super::{NewFile, Rolled, key_results, short};
use crate::compute::aggregate::guess_cadence;
use crate::domain::{Period, Status, slug};
use crate::parse::doc::{KrKindDoc, Who};
use crate::present::PresentCx;
use crate::present::parts::KrNumbers;
use crate::resolve::model::{KrIx, ObjectiveIx, Reported};
use serde_yaml::{Mapping, Value};

pub(super) fn rolled(cx: &PresentCx<'_>, ix: ObjectiveIx, to: &Period) -> Rolled {
    let f = &cx.format;
    let goal = cx.model.objective(ix);
    let mut rolled = Rolled::default();
    for index in 0..goal.key_results.len() as u32 {
        let kr = KrIx(ix, index);
        if cx.scores.key_result(kr).status == Status::Dropped {
            continue;
        }
        let from = reference(cx, kr);
        let doc = &cx.model.key_result(kr).doc;
        match cx.model.key_result(kr).kpi.map(|kpi| cx.model.kpi(kpi)) {
            Some(kpi) if kpi.from.is_some() => {}
            Some(kpi) => {
                let places = [("kr", doc.id.as_str()), ("kpi", &kpi.doc.id), ("from", &from)];
                let pattern = "{kr}: the KPI {kpi} is there; write into its page `from: {from}`";
                rolled.notes.push(f.fill(pattern, &places));
            }
            None if key_results::is_number(doc) => {
                let id = slug(&doc.title);
                if cx.model.kpi_by_id.contains_key(&id) || cx.sources.by_path(&format!("kpis/{id}.md")).is_some() {
                    rolled.notes.push(f.fill("{kr}: kpis/{id}.md is there already", &[("kr", &doc.id), ("id", &id)]));
                } else {
                    rolled.files.extend(files(cx, kr, &id, from, to));
                }
            }
            None => {
                rolled.notes.push(f.fill("{kr}: no number to watch on", &[("kr", &doc.id)]));
            }
        }
    }
    rolled
}

/// `OPS-4@FY26-Q2#KR1`.
fn reference(cx: &PresentCx<'_>, ix: KrIx) -> String {
    let doc = &cx.model.objective(ix.0).doc;
    let period = doc.period.as_ref().map(|p| format!("@{}", short(p))).unwrap_or_default();
    format!("{}{period}#{}", doc.id, cx.model.key_result(ix).doc.id)
}

/// The KPI's page, and the values that were reported so far as its series.
fn files(cx: &PresentCx<'_>, ix: KrIx, id: &str, from: String, to: &Period) -> [NewFile; 2] {
    let (kr, score) = (cx.model.key_result(ix), cx.scores.key_result(ix));
    let goal = cx.model.objective(ix.0);
    let mut keys = Mapping::new();
    let mut put = |key: &str, value: Value| keys.insert(Value::from(key), value);
    put("title", Value::from(kr.doc.title.as_str()));
    put("id", Value::from(id));
    let who = kr.doc.owners.first().or(goal.doc.owners.first()).map(|owner| &owner.who);
    if let Some(Who::Person(who)) = who {
        put("who", Value::from(who.as_str()));
    }
    if let Some(team) = &goal.doc.team {
        put("team", Value::from(team.as_str()));
    }
    let numbers: Vec<_> = kr
        .values
        .iter()
        .filter(|v| v.date <= cx.scores.as_of)
        .filter_map(|v| if let Reported::Number(n) = v.value { Some((v.date, n)) } else { None })
        .collect();
    put("cadence", Value::from(guess_cadence(numbers.iter().map(|(date, _)| *date)).name()));
    let unit = KrNumbers::new(cx, ix).unit;
    if !unit.is_empty() {
        put("unit", Value::from(unit));
    }
    let rises = match &kr.doc.kind {
        KrKindDoc::AtLeast(_) => Some(true),
        KrKindDoc::AtMost(_) => Some(false),
        _ => score.target.zip(score.baseline).map(|(target, baseline)| target > baseline),
    };
    if let Some(rises) = rises {
        put("direction", Value::from(if rises { "increase" } else { "decrease" }));
    }
    put("aggregate", Value::from("last"));
    put("data", Value::from(format!("{id}.csv")));
    if let Some(target) = score.target {
        let targets = [(Value::from(short(to)), Value::from(target))].into_iter().collect();
        put("targets", Value::Mapping(targets));
    }
    put("from", Value::from(from));
    let yaml = serde_yaml::to_string(&Value::Mapping(keys)).unwrap_or_default();
    let hint = cx.format.word("Say what it measures, why, and how: `what:`, `why:`, `how:`.");
    let rows: String = numbers.iter().map(|(date, value)| format!("{date},{value}\n")).collect();
    [
        NewFile { name: format!("kpis/{id}.md"), text: format!("---\n# {hint}\n{yaml}---\n") },
        NewFile { name: format!("kpis/{id}.csv"), text: format!("date,value\n{rows}") },
    ]
}
