//! What a seal holds: the numbers of the pages, and the definitions they were computed from.

use super::PresentCx;
use super::frame::Link;
use super::measures::Measure;
use super::parts::{kpi_link, objective_link};
use crate::base::past::Outline;
use crate::compute::seal::{kpis, other_kpis, sealed};
use crate::domain::{Period, key};
use crate::parse::outline::OUTLINER;
use crate::parse::seal::{Amendment, FORMAT, SealDoc, SealedGoal, SealedKpi};
use crate::resolve::model::ObjectiveIx;

/// The seal of a period.
pub fn doc(cx: &PresentCx<'_>, period: &Period) -> SealDoc {
    let model = cx.model;
    let goals = model.objectives().filter(|(_, o)| model.is_published(o));
    let goals = goals.filter(|(_, o)| o.doc.period.as_ref().is_some_and(|p| p.name == period.name));
    SealDoc {
        format: FORMAT,
        goalpost: env!("CARGO_PKG_VERSION").to_owned(),
        period: period.name.clone(),
        sealed: cx.scores.as_of,
        policy: model.settings.policy.clone(),
        goals: goals.map(|(ix, o)| sealed(o, cx.scores.objective(ix), definition(cx, ix))).collect(),
        kpis: kpis(model, cx.scores, period),
        amendments: Vec::new(),
        file: None,
    }
}

/// The seal with what differs now appended; `None` where nothing does.
pub fn amended(cx: &PresentCx<'_>, mut doc: SealDoc, why: &str) -> Option<SealDoc> {
    let of_period =
        |ix: &ObjectiveIx| cx.model.objective(*ix).doc.period.as_ref().is_some_and(|p| p.name == doc.period);
    let now = cx.scores.unsealed.iter().filter(|(ix, _)| of_period(ix));
    let mut goals: Vec<_> =
        now.map(|(ix, score)| sealed(cx.model.objective(*ix), score, definition(cx, *ix))).collect();
    // Goals that came after the seal are sealed with the amendment.
    let new = cx.model.objectives().filter(|(ix, o)| of_period(ix) && cx.model.is_published(o));
    let new = new.filter(|(ix, _)| crate::compute::seal::of_goal(cx.model, *ix).is_none());
    goals.extend(new.map(|(ix, o)| sealed(o, cx.scores.objective(ix), definition(cx, ix))));
    let kpis: Vec<_> = other_kpis(cx.model, cx.scores, &doc).into_iter().map(|(_, now)| now).collect();
    if goals.is_empty() && kpis.is_empty() {
        return None;
    }
    doc.amendments.push(Amendment {
        date: cx.scores.as_of,
        why: why.to_owned(),
        goalpost: env!("CARGO_PKG_VERSION").to_owned(),
        goals,
        kpis,
    });
    Some(doc)
}

/// What an amendment corrected: each goal with its score before and after, and each KPI with its value.
pub fn corrected(cx: &PresentCx<'_>, doc: &SealDoc, index: usize) -> Vec<(Link, String)> {
    let f = &cx.format;
    let before = |id: &str| {
        let earlier = doc.amendments[..index].iter().rev().flat_map(|a| &a.goals);
        earlier.chain(&doc.goals).find(|goal| key(&goal.id) == key(id))
    };
    let row = |now: &SealedGoal| {
        let goals = &cx.model.periods.iter().find(|p| p.period.name == doc.period)?.objectives;
        let ix = goals.iter().find(|ix| key(&cx.model.objective(**ix).doc.id) == key(&now.id))?;
        let old = f.score(before(&now.id).and_then(|goal| goal.score));
        let moved = f.fill("{old} → {new}", &[("old", &old), ("new", &f.score(now.score))]);
        Some((objective_link(cx, *ix), moved))
    };
    let value = |now: &SealedKpi| {
        let ix = cx.model.names.kpi(&now.id)?;
        let earlier = doc.amendments[..index].iter().rev().flat_map(|a| &a.kpis);
        let old = earlier.chain(&doc.kpis).find(|kpi| key(&kpi.id) == key(&now.id)).and_then(|kpi| kpi.value);
        let m = Measure::new(cx, ix);
        let moved = f.fill("{old} → {new}", &[("old", &m.text_opt(old)), ("new", &m.text_opt(now.value))]);
        Some((kpi_link(cx, ix), moved))
    };
    let amendment = &doc.amendments[index];
    amendment.goals.iter().filter_map(row).chain(amendment.kpis.iter().filter_map(value)).collect()
}

fn definition(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Outline {
    let file = cx.sources.file(cx.model.objective(ix).doc.file);
    (OUTLINER.read)(&file.path, file.text.as_bytes()).unwrap_or_default()
}
