//! KPIs joined to each other and to the goals that read them, and the references of reviews.

use super::key_results::{kpis_of, unknown_kpi};
use super::model::{Kpi, KpiIx, KrIx, Named, Names, Objective, ObjectiveIx, Person, Review, Series, Ties};
use super::owners;
use crate::base::codes::UNKNOWN_REFERENCE;
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, FileId, Place, Sink, par_turn};
use crate::domain::{GoalRef, Period, key, slug};
use crate::parse::doc::KpiDoc;
use std::sync::Arc;

/// KPIs with their series and relations, in the order of the documents.
pub fn kpis(
    docs: Vec<Box<KpiDoc>>,
    series: Vec<Series>,
    goals: &[Arc<Objective>],
    people: &[Person],
    names: &Names,
    sink: &mut Sink,
) -> Vec<Arc<Kpi>> {
    let used_by = readers(goals, docs.len());
    let related = |ids: &[String], name: &str, file: FileId, sink: &mut Sink| -> Vec<KpiIx> {
        let mut found = Vec::with_capacity(ids.len());
        for (i, id) in ids.iter().enumerate() {
            match names.kpi(id) {
                Some(ix) => found.push(ix),
                None => sink.push(unknown_kpi(id, file, Place::Value(format!("{name}.{i}")), names)),
            }
        }
        found
    };
    let parts: Vec<_> = docs.into_iter().zip(series).zip(used_by).collect();
    let joined = par_turn(parts, |((doc, series), used_by)| {
        let mut own = Sink::default();
        let sink = &mut own;
        let kpi = Kpi {
            team: doc.team.as_deref().and_then(|id| names.team(id)),
            who: doc.who.as_ref().map(|who| owners::join_one(who, names, people)),
            guarded_by: related(&doc.guarded_by, "guarded_by", doc.file, sink),
            leads: related(&doc.leads, "leads", doc.file, sink),
            drivers: related(&doc.drivers, "drivers", doc.file, sink),
            from: doc.from.as_deref().and_then(|from| {
                let (goal, kr) =
                    goal_part(from, (doc.file, Place::Value("from".to_owned())), None, goals, names, sink)?;
                kr.map(|kr| KrIx(goal, kr))
            }),
            used_by,
            address: format!("kpis/{}", slug(&doc.id)),
            series,
            doc: *doc,
        };
        (Arc::new(kpi), own)
    });
    let (kpis, sinks): (Vec<_>, Vec<_>) = joined.into_iter().unzip();
    sinks.into_iter().for_each(|own| sink.merge(own));
    kpis
}

/// The key results that read each KPI.
fn readers(goals: &[Arc<Objective>], kpis: usize) -> Vec<Vec<KrIx>> {
    let mut used_by: Vec<Vec<KrIx>> = vec![Vec::new(); kpis];
    for (i, goal) in goals.iter().enumerate() {
        for (j, kr) in goal.key_results.iter().enumerate() {
            let reader = KrIx(ObjectiveIx(i as u32), j as u32);
            for kpi in kpis_of(kr) {
                let readers = &mut used_by[kpi.0 as usize];
                if readers.last() != Some(&reader) {
                    readers.push(reader);
                }
            }
        }
    }
    used_by
}

/// The same relations, and the guards of key results, from their other end.
pub fn ties(goals: &[Arc<Objective>], kpis: &[Arc<Kpi>]) -> Ties {
    let mut ties = Ties::default();
    for (i, kpi) in kpis.iter().enumerate() {
        let ix = KpiIx(i as u32);
        for guard in &kpi.guarded_by {
            ties.guarded.entry(*guard).or_default().0.push(ix);
        }
        for follower in &kpi.leads {
            ties.leading.entry(*follower).or_default().push(ix);
        }
        if let Some(kr) = kpi.from {
            ties.graduates.entry(kr).or_default().push(ix);
        }
    }
    for (i, goal) in goals.iter().enumerate() {
        for (j, kr) in goal.key_results.iter().enumerate() {
            if let Some(guard) = kr.guard {
                ties.guarded.entry(guard).or_default().1.push(KrIx(ObjectiveIx(i as u32), j as u32));
            }
        }
    }
    ties
}

/// The goal, and the key result behind `#`, that a reference names; reported where there is none.
fn goal_part(
    text: &str,
    (file, at): (FileId, Place),
    writer: Option<&Period>,
    goals: &[Arc<Objective>],
    names: &Names,
    sink: &mut Sink,
) -> Option<(ObjectiveIx, Option<u32>)> {
    let reference = GoalRef::parse(text);
    let goal = |n: &Named| n.objective().is_some();
    let found = names.find_among(&reference, writer, goal);
    if let Some(complaint) = names.complaint(&found, &reference, file, at.clone(), goal) {
        sink.push(complaint);
    }
    let ix = found.objective()?;
    let Some(part) = &reference.part else { return Some((ix, None)) };
    let krs = &goals[ix.0 as usize].key_results;
    if let Some(i) = krs.iter().position(|kr| key(&kr.doc.id) == key(part)) {
        return Some((ix, Some(i as u32)));
    }
    let near = nearest(part, krs.iter().map(|kr| kr.doc.id.as_str()));
    let message = format!("`{}` has no key result `{part}`", reference.id);
    let help = near.map(|near| format!("did you mean `{near}`?"));
    sink.push(Diagnostic::new(UNKNOWN_REFERENCE, file, at, message).help_opt(help));
    None
}

/// The goals and KPIs that reviews name exist.
pub fn check_reviews(reviews: &[Review], goals: &[Arc<Objective>], names: &Names, sink: &mut Sink) {
    for Review { doc, period, .. } in reviews {
        for (name, ids) in [("kpis", &doc.kpis), ("panels", &doc.panels)] {
            for (i, id) in ids.iter().enumerate().filter(|(_, id)| names.kpi(id).is_none()) {
                sink.push(unknown_kpi(id, doc.file, Place::Value(format!("{name}.{i}")), names));
            }
        }
        let decisions = doc.decisions.iter().map(|d| (&d.path, &d.goals));
        for (path, ids) in decisions.chain(doc.promises.iter().map(|p| (&p.path, &p.goals))) {
            for (i, goal) in ids.iter().enumerate() {
                let at = Place::Value(format!("{path}.goals.{i}"));
                goal_part(goal, (doc.file, at), Some(period), goals, names, sink);
            }
        }
    }
}
