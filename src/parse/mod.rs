//! Layer 2: one file in, one document out, never a second file, never an `Err`.

pub mod check_in;
pub mod closing;
pub mod config;
pub mod csv;
pub mod dates;
pub mod doc;
pub mod front_matter;
pub mod keys;
pub mod lists;
pub mod markdown;
pub mod places;
mod prose;
pub mod schema;
pub mod series;
pub mod spans;
pub mod traps;
pub mod yaml;

use crate::base::{Sink, SourceFile, Sources};
use crate::domain::Calendar;
use crate::domain::number::Separators;
use doc::Doc;

/// What the configuration says about reading numbers and periods.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    pub calendar: Calendar,
    pub separators: Separators,
}

/// The `_defaults.yml` files of the repository, nearest folder first for a page.
#[derive(Debug, Default)]
pub struct Defaults {
    // folder → its defaults; filled by `defaults`
}

/// Reads every `_defaults.yml`.
pub fn defaults(_sources: &Sources, _sink: &mut Sink) -> Defaults {
    Defaults::default()
}

/// Reads one file into a document; `None` for files that are none (series, static files, themes).
/// A page that cannot be read leaves findings and `None`.
pub fn document(_file: &SourceFile, _defaults: &Defaults, _reading: &Reading, _sink: &mut Sink) -> Option<Doc> {
    None
}
