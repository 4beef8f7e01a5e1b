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
pub mod roll_up;
pub mod rules;
pub mod runs;
pub mod scores;
pub mod seal;
pub mod shape;
pub mod signal;
pub mod snapshot;
pub mod slope;
pub mod source;
pub mod student;
pub mod verdict;
mod words;

#[cfg(test)]
mod test_support;
#[cfg(test)]
mod tests;

use crate::base::{Sink, par_map};
use crate::domain::Date;
use crate::resolve::model::{Kpi, KpiIx, Model, ObjectiveIx, Point, Points};
use crate::resolve::restated::Restated;
use key_result::Cx;
use scores::{KpiScore, ObjectiveScore, Scores};
use std::collections::BTreeMap;

/// Computes every KPI, then objectives with their key results, from the leaves up: each layer in parallel, and
/// nobody reads what is computed beside it. The same bits for any number of threads.
pub fn compute(model: &Model, sink: &mut Sink) -> Scores {
    let kpis = par_map(&model.kpis, sink, |kpi, _| of_kpi(model, kpi));
    let (objectives, unsealed) = objectives(model, &kpis, sink);
    let as_of = model.settings.as_of.date;
    Scores { as_of, objectives, kpis, unsealed, weeks: Vec::new(), restated: Vec::new(), first_told: Vec::new() }
}

fn of_kpi(model: &Model, kpi: &Kpi) -> KpiScore {
    if model.broken.contains(&kpi.doc.file) { kpi::unknown() } else { kpi::score(kpi, &model.settings) }
}

/// Every objective, and what the files give for those that are shown from a seal that says otherwise.
fn objectives(
    model: &Model,
    kpis: &[KpiScore],
    sink: &mut Sink,
) -> (Vec<ObjectiveScore>, BTreeMap<ObjectiveIx, ObjectiveScore>) {
    let cx = Cx { model, kpis };
    let mut unsealed = BTreeMap::new();
    let mut done: Vec<Option<ObjectiveScore>> = Vec::new();
    done.resize_with(model.objectives.len(), || None);
    for layer in roll_up::layers(model) {
        let scores = par_map(&layer, sink, |ix, sink| objective::score(&cx, *ix, &done, sink));
        for (ix, mut score) in layer.iter().zip(scores) {
            if let Some((sealed, day)) = seal::of_goal(model, *ix) {
                let objective = model.objective(*ix);
                if !seal::differences(objective, &score, sealed).is_empty() {
                    unsealed.insert(*ix, score.clone());
                }
                seal::hold(objective, &mut score, sealed, day);
            }
            done[ix.0 as usize] = Some(score);
        }
    }
    (done.into_iter().flatten().collect(), unsealed)
}

/// The scores of objectives and of their key results as they would be with the values that were told first; none where
/// nothing was restated. `restated` is in order, newest first.
pub fn first_told(model: &Model, restated: &[Restated]) -> Vec<(Option<f64>, Vec<Option<f64>>)> {
    if restated.is_empty() {
        return Vec::new();
    }
    let mut first: BTreeMap<KpiIx, BTreeMap<Date, f64>> = BTreeMap::new();
    for value in restated {
        first.entry(value.kpi).or_default().insert(value.of, value.before);
    }
    let all: Vec<(KpiIx, &Kpi)> = model.kpis().collect();
    let kpis = par_map(&all, &mut Sink::default(), |(ix, kpi), _| match first.get(ix) {
        Some(first) => of_kpi(model, &with_values(kpi, first)),
        None => of_kpi(model, kpi),
    });
    let (scores, _) = objectives(model, &kpis, &mut Sink::default());
    scores.into_iter().map(|o| (o.score, o.key_results.iter().map(|kr| kr.score).collect())).collect()
}

/// A KPI with other values on some days.
fn with_values(kpi: &Kpi, values: &BTreeMap<Date, f64>) -> Kpi {
    let mut kpi = kpi.clone();
    let mut points: Vec<Point> = kpi.series.points.iter().collect();
    for (date, value) in values {
        match points.iter_mut().find(|p| p.date == *date) {
            Some(point) => point.value = *value,
            None => {
                let at = points.partition_point(|p| p.date < *date);
                let none = Point { date: *date, value: *value, weight: None, target: None, reported_at: None, span: (0, 0) };
                points.insert(at, none);
            }
        }
    }
    kpi.series.points = Points::from(&points[..]);
    kpi
}
