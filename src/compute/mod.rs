//! Layer 4: numbers from the model and the as-of date (`domain.md` §3–§5, `statistics.md`).

pub mod aggregate;
pub mod definition;
pub mod forecast;
pub mod frame;
mod guard;
pub mod key_result;
mod kinds;
pub mod kpi;
pub mod kpi_target;
pub mod label;
pub mod like_for_like;
pub mod likely;
pub mod limits;
pub mod mean;
pub mod numbers;
pub mod objective;
mod objective_means;
pub mod objective_verdict;
pub mod pace;
pub mod policy;
pub mod progress;
pub mod reason;
pub mod roll_up;
pub mod rules;
pub mod runs;
pub mod scores;
pub mod seal;
pub mod shape;
pub mod signal;
pub mod slope;
pub mod snapshot;
pub mod source;
pub mod split;
pub mod student;
pub mod verdict;
mod words;

#[cfg(test)]
mod test_support;
#[cfg(test)]
mod tests;

use crate::base::{Diagnostic, Sink, par_map};
use crate::domain::Date;
use crate::resolve::model::{Kpi, KpiIx, Model, Objective, ObjectiveIx, Point, Points};
use crate::resolve::restated::Restated;
use key_result::Cx;
use scores::{FirstTold, KpiScore, ObjectiveScore, Scores};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A model and its scores as an earlier build had them.
pub type Before<'a> = (&'a Model, &'a Scores);

/// Computes every KPI, then objectives with their key results, from the leaves up: each layer in parallel, and
/// nobody reads what is computed beside it. The same bits for any number of threads, and whether or not there is a
/// build before, whose numbers stand for everything that reads the very same values.
pub fn compute(model: &Model, before: Option<Before<'_>>, sink: &mut Sink) -> Scores {
    to_extent(Extent::Pages, model, before, sink)
}

/// The same without what no [`snapshot`] tells: forecasts and parts of KPIs, and the weeks of goals.
pub fn in_brief(model: &Model, sink: &mut Sink) -> Scores {
    to_extent(Extent::Snapshot, model, None, sink)
}

/// What numbers are computed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Pages,
    Snapshot,
}

fn to_extent(extent: Extent, model: &Model, before: Option<Before<'_>>, sink: &mut Sink) -> Scores {
    let same = |old: &Model| {
        let head = (&old.ledger.head, &old.seals) == (&model.ledger.head, &model.seals);
        old.settings == model.settings && head
    };
    let before = Memory { now: model, before: before.filter(|(old, _)| same(old)) };
    let kpis: Vec<KpiIx> = model.kpis().map(|(ix, _)| ix).collect();
    let kpis = par_map(&kpis, sink, |ix, _| {
        before.kpi(*ix).unwrap_or_else(|| before.same_kpi(*ix, of_kpi(extent, model, model.kpi(*ix))))
    });
    let (objectives, found) = objectives(extent, model, &kpis, &before);
    let mut scores = Scores {
        as_of: model.settings.as_of.date,
        objectives,
        kpis,
        findings: BTreeMap::new(),
        unsealed: BTreeMap::new(),
        weeks: Vec::new(),
        restated: Vec::new(),
        first_told: Vec::new(),
    };
    for (ix, Found { findings, unsealed }) in found {
        findings.iter().for_each(|finding| sink.push(finding.clone()));
        if !findings.is_empty() {
            scores.findings.insert(ix, findings);
        }
        scores.unsealed.extend(unsealed.map(|score| (ix, score)));
    }
    scores
}

fn of_kpi(extent: Extent, model: &Model, kpi: &Kpi) -> KpiScore {
    match extent {
        _ if model.broken.contains(&kpi.doc.file) => kpi::unknown(),
        Extent::Pages => kpi::score(kpi, &model.settings),
        Extent::Snapshot => kpi::in_brief(kpi, &model.settings),
    }
}

/// What comes with the score of a goal.
#[derive(Default)]
struct Found {
    findings: Vec<Diagnostic>,
    /// What the files give, where the goal is shown from a seal that says otherwise.
    unsealed: Option<Arc<ObjectiveScore>>,
}

/// Every objective, from the leaves up.
fn objectives(
    extent: Extent,
    model: &Model,
    kpis: &[Arc<KpiScore>],
    before: &Memory<'_>,
) -> (Vec<Arc<ObjectiveScore>>, BTreeMap<ObjectiveIx, Found>) {
    let cx = Cx { model, kpis, weeks: extent == Extent::Pages };
    let mut done: Vec<Option<Arc<ObjectiveScore>>> = vec![None; model.objectives.len()];
    let mut found = BTreeMap::new();
    for layer in roll_up::layers(model) {
        let scores = par_map(&layer, &mut Sink::default(), |ix, _| {
            before.objective(&cx, *ix, &done).unwrap_or_else(|| {
                let mut own = Sink::default();
                let mut score = objective::score(&cx, *ix, &done, &mut own);
                let unsealed = seal::hold(model, *ix, &mut score).map(Arc::new);
                (before.same_objective(*ix, score), Found { findings: own.into_vec(), unsealed })
            })
        });
        for (ix, (score, own)) in layer.iter().zip(scores) {
            done[ix.0 as usize] = Some(score);
            found.insert(*ix, own);
        }
    }
    (done.into_iter().flatten().collect(), found)
}

/// The scores of objectives and of their key results as they would be with the values that were told first; none where
/// nothing was restated. `restated` is in order, newest first.
pub fn first_told(model: &Model, scores: &Scores, restated: &[Restated]) -> Vec<FirstTold> {
    if restated.is_empty() {
        return Vec::new();
    }
    let mut first: BTreeMap<KpiIx, BTreeMap<Date, f64>> = BTreeMap::new();
    for value in restated {
        first.entry(value.kpi).or_default().insert(value.of, value.before);
    }
    let told = |(ix, kpi): (KpiIx, &Kpi)| match first.get(&ix) {
        Some(first) => Arc::new(of_kpi(Extent::Pages, model, &with_values(kpi, first))),
        None => scores.kpis[ix.0 as usize].clone(),
    };
    let kpis: Vec<Arc<KpiScore>> = model.kpis().map(told).collect();
    let (scores, _) = objectives(Extent::Pages, model, &kpis, &Memory { now: model, before: Some((model, scores)) });
    let of = |o: Arc<ObjectiveScore>| FirstTold {
        score: o.score,
        key_results: o.key_results.iter().map(|kr| kr.score).collect(),
    };
    scores.into_iter().map(of).collect()
}

/// A KPI with other values on some days, and no later report of them.
fn with_values(kpi: &Kpi, values: &BTreeMap<Date, f64>) -> Kpi {
    let mut kpi = kpi.clone();
    let mut points: Vec<Point> = kpi.series.points.iter().collect();
    for (date, value) in values {
        let at = points.partition_point(|p| p.date < *date);
        let (date, value) = (*date, *value);
        match points.get_mut(at).filter(|p| p.date == date) {
            Some(point) => {
                point.value = value;
                let later = points[at + 1..].iter().take_while(|p| p.date == date).count();
                points.drain(at + 1..=at + later);
            }
            None => {
                points.insert(at, Point { date, value, weight: None, target: None, reported_at: None, span: (0, 0) });
            }
        }
    }
    kpi.series.points = Points::from(&points[..]);
    kpi
}

/// What is known from the build before. A number is taken over where all that it is made of is the very same value
/// in memory; the settings are equal.
struct Memory<'a> {
    now: &'a Model,
    before: Option<Before<'a>>,
}

impl Memory<'_> {
    fn kpi(&self, ix: KpiIx) -> Option<Arc<scores::KpiScore>> {
        let (old, scores) = self.before?;
        self.is_same_kpi(old, ix).then(|| scores.kpis[ix.0 as usize].clone())
    }

    fn is_same_kpi(&self, old: &Model, ix: KpiIx) -> bool {
        let i = ix.0 as usize;
        let (Some(before), now) = (old.kpis.get(i), &self.now.kpis[i]) else { return false };
        Arc::ptr_eq(before, now) && old.broken.contains(&now.doc.file) == self.now.broken.contains(&now.doc.file)
    }

    /// A new score that is equal to the old one is the old one, so that nobody above computes anew.
    fn same_kpi(&self, ix: KpiIx, score: scores::KpiScore) -> Arc<scores::KpiScore> {
        let old = self.before.and_then(|(_, scores)| scores.kpis.get(ix.0 as usize));
        old.filter(|old| ***old == score).cloned().unwrap_or_else(|| Arc::new(score))
    }

    /// The score and the findings of a goal that reads the same page, KPIs and children as before.
    fn objective(
        &self,
        cx: &Cx<'_>,
        ix: ObjectiveIx,
        done: &[Option<Arc<ObjectiveScore>>],
    ) -> Option<(Arc<ObjectiveScore>, Found)> {
        let (old, scores) = self.before?;
        let objective = self.same_page(old, ix)?;
        let same_kpi = |kpi: KpiIx| {
            let i = kpi.0 as usize;
            self.is_same_kpi(old, kpi) && scores.kpis.get(i).is_some_and(|score| Arc::ptr_eq(score, &cx.kpis[i]))
        };
        let same_child = |child: ObjectiveIx| {
            let i = child.0 as usize;
            self.same_page(old, child).is_some()
                && scores.objectives.get(i).zip(done[i].as_ref()).is_some_and(|(old, new)| Arc::ptr_eq(old, new))
        };
        let same = kpis_of(objective).all(same_kpi) && objective.children.iter().all(|c| same_child(c.objective));
        let found = || Found {
            findings: scores.findings.get(&ix).cloned().unwrap_or_default(),
            unsealed: scores.unsealed.get(&ix).cloned(),
        };
        same.then(|| (scores.objectives[ix.0 as usize].clone(), found()))
    }

    fn same_page(&self, old: &Model, ix: ObjectiveIx) -> Option<&Objective> {
        let i = ix.0 as usize;
        let (before, now) = (old.objectives.get(i)?, &self.now.objectives[i]);
        let broken = |model: &Model| model.broken.contains(&now.doc.file);
        (Arc::ptr_eq(before, now) && broken(old) == broken(self.now)).then_some(now)
    }

    fn same_objective(&self, ix: ObjectiveIx, score: ObjectiveScore) -> Arc<ObjectiveScore> {
        let old = self.before.and_then(|(_, scores)| scores.objectives.get(ix.0 as usize));
        old.filter(|old| ***old == score).cloned().unwrap_or_else(|| Arc::new(score))
    }
}

/// What of two builds is the very same: page and numbers, of a goal those of its KPIs too.
pub struct Same<'a> {
    pub before: Before<'a>,
    pub now: Before<'a>,
}

impl Same<'_> {
    pub fn kpi(&self, ix: KpiIx) -> bool {
        let i = ix.0 as usize;
        let ((old, before), (model, now)) = (self.before, self.now);
        let page = old.kpis.get(i).is_some_and(|kpi| Arc::ptr_eq(kpi, &model.kpis[i]));
        page && before.kpis.get(i).is_some_and(|score| Arc::ptr_eq(score, &now.kpis[i]))
    }

    pub fn goal(&self, ix: ObjectiveIx) -> bool {
        let i = ix.0 as usize;
        let ((old, before), (model, now)) = (self.before, self.now);
        let page = old.objectives.get(i).is_some_and(|goal| Arc::ptr_eq(goal, &model.objectives[i]));
        let score = before.objectives.get(i).is_some_and(|score| Arc::ptr_eq(score, &now.objectives[i]));
        page && score && kpis_of(model.objective(ix)).all(|kpi| self.kpi(kpi))
    }
}

/// Every KPI that the numbers of a goal are read from: what they measure, and their guards.
fn kpis_of(objective: &Objective) -> impl Iterator<Item = KpiIx> {
    let all = objective.key_results.iter().flat_map(|kr| std::iter::once(kr).chain(&kr.parts));
    all.flat_map(|kr| kr.kpi.into_iter().chain(kr.guard))
}
