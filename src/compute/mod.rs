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
pub mod shape;
pub mod signal;
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
use crate::resolve::model::Model;
use key_result::Cx;
use scores::{ObjectiveScore, Scores};

/// Computes every KPI, then objectives with their key results, from the leaves up: each layer in parallel, and
/// nobody reads what is computed beside it. The same bits for any number of threads.
pub fn compute(model: &Model, sink: &mut Sink) -> Scores {
    let kpis = par_map(&model.kpis, sink, |kpi, _| {
        if model.broken.contains(&kpi.doc.file) { kpi::unknown() } else { kpi::score(kpi, &model.settings) }
    });
    let cx = Cx { model, kpis: &kpis };
    let mut done: Vec<Option<ObjectiveScore>> = Vec::new();
    done.resize_with(model.objectives.len(), || None);
    for layer in roll_up::layers(model) {
        let scores = par_map(&layer, sink, |ix, sink| objective::score(&cx, *ix, &done, sink));
        for (ix, score) in layer.iter().zip(scores) {
            done[ix.0 as usize] = Some(score);
        }
    }
    Scores { as_of: model.settings.as_of.date, objectives: done.into_iter().flatten().collect(), kpis }
}
