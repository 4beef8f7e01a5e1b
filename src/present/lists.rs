//! Lists of the whole site of which many pages show a piece: made once, when the first of these pages asks.

use super::pages::catalogue::Standing;
use super::pages::changes::WeekView;
use super::pages::person::Charge;
use super::pages::search::Entry;
use super::search_index::Index;
use crate::resolve::model::{KpiIx, Model, ObjectiveIx};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A goal under the one at the top of its chain: that one, its own level, itself.
pub type InGroup = (Option<ObjectiveIx>, u32, ObjectiveIx);

/// What many pages share.
#[derive(Default)]
pub struct Lists {
    /// The decimals of each KPI that says none itself.
    pub decimals: Vec<OnceLock<u8>>,
    /// Everything that can be found, from A to Z.
    pub found: OnceLock<Vec<Entry>>,
    /// Its words; gathered by the first sheet of the index that is made.
    pub index: OnceLock<Index>,
    /// What changed week by week, newest first.
    pub weeks: OnceLock<Vec<WeekView>>,
    /// Objectives by the name and by the file that snapshots know them by.
    pub goals: OnceLock<HashMap<String, ObjectiveIx>>,
    /// KPIs, the worst first.
    pub ranked: OnceLock<Vec<(Standing, KpiIx)>>,
    /// The goals of the map, each with its depth.
    pub map: OnceLock<Vec<(ObjectiveIx, usize)>>,
    /// The goals of each period, in groups.
    pub periods: Vec<OnceLock<Vec<InGroup>>>,
    /// What each person is in charge of.
    pub charges: OnceLock<Vec<Charge>>,
}

impl Lists {
    /// None of them is made yet.
    pub fn new(model: &Model) -> Self {
        Self {
            decimals: vec![OnceLock::new(); model.kpis.len()],
            periods: vec![OnceLock::new(); model.periods.len()],
            ..Self::default()
        }
    }
}
