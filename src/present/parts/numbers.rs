//! How numbers of key results and KPIs are written: unit and decimals.

use crate::compute::scores::{KrScore, SlotTarget};
use crate::parse::doc::Target;
use crate::present::PresentCx;
use crate::present::format::{Formatter, decimals_for, round};
use crate::resolve::model::{KeyResult, KrIx};

/// How the numbers of one key result are written.
#[derive(Clone, Debug, PartialEq)]
pub struct KrNumbers {
    pub unit: String,
    pub decimals: u8,
}

impl KrNumbers {
    /// Unit and decimals: the key result's own, else its KPI's, else from the stake.
    pub fn new(cx: &PresentCx<'_>, ix: KrIx) -> Self {
        let kr = cx.model.key_result(ix);
        Self::of(cx, kr, cx.scores.key_result(ix))
    }

    /// The same for a part of a key result.
    pub fn of(cx: &PresentCx<'_>, kr: &KeyResult, score: &KrScore) -> Self {
        let kpi = kr.kpi.map(|k| &cx.model.kpi(k).doc);
        let written = match &kr.doc.target {
            Some(Target::Number(q) | Target::Plus(q)) => Some(q.unit.clone()),
            _ => None,
        };
        let unit = kr.doc.unit.clone().or_else(|| kpi.map(|k| k.unit.clone())).or(written).unwrap_or_default();
        let own = kr.doc.decimals.or_else(|| kpi.and_then(|k| k.decimals));
        let stake = || match (score.target, score.baseline) {
            (Some(_), Some(_)) => decimals_for(score.target, score.baseline),
            _ => natural_decimals([score.target, score.baseline, score.value].into_iter().flatten()),
        };
        Self { unit, decimals: own.unwrap_or_else(stake) }
    }

    /// A value with its unit.
    pub fn quantity(&self, f: &Formatter, value: f64) -> String {
        f.quantity(value, &self.unit, self.decimals)
    }

    /// A value without its unit.
    pub fn number(&self, f: &Formatter, value: f64) -> String {
        f.number(value, self.decimals)
    }
}

/// The decimals, at most three, that these values need to be told apart from their roundings.
pub fn natural_decimals(values: impl Iterator<Item = f64>) -> u8 {
    let needs = |v: f64| (0..3).find(|d| (round(v, *d) - v).abs() < 1e-9).unwrap_or(3);
    values.map(needs).max().unwrap_or(0)
}

/// A target that is one number.
pub fn target_number(target: Option<SlotTarget>) -> Option<f64> {
    match target {
        Some(SlotTarget::Number(t)) => Some(t),
        _ => None,
    }
}
