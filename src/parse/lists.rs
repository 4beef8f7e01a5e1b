//! `people.csv` and `teams.csv`.

use super::Reading;
use super::doc::{PersonDoc, TeamDoc};
use crate::base::{Sink, SourceFile};

/// Reads `people.csv`: `id,name,team,until[,role]`.
pub fn people(_file: &SourceFile, _reading: &Reading, _sink: &mut Sink) -> Vec<PersonDoc> {
    Vec::new()
}

/// Reads `teams.csv`: `id,name,part_of,lead,until`.
pub fn teams(_file: &SourceFile, _reading: &Reading, _sink: &mut Sink) -> Vec<TeamDoc> {
    Vec::new()
}
