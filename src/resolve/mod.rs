//! Layer 3: all documents become one model; serial, cheap, without the as-of date.

pub mod links;
pub mod model;
pub mod names;
pub mod settings;
pub mod target;
pub mod tree;

use crate::base::{Sink, Sources};
use crate::parse::doc::Doc;
use model::Model;
use settings::Settings;

/// Joins the documents; every reference that leads nowhere is a finding, and a hole.
pub fn resolve(_docs: Vec<Doc>, settings: Settings, _sources: &Sources, _sink: &mut Sink) -> Model {
    Model {
        settings,
        objectives: Vec::new(),
        kpis: Vec::new(),
        teams: Vec::new(),
        people: Vec::new(),
        periods: Vec::new(),
        reviews: Vec::new(),
        pages: Vec::new(),
        glossary: None,
        strategy: None,
        check_in_files: Vec::new(),
        names: Default::default(),
        kpi_by_id: Default::default(),
    }
}
