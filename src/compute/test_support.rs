//! What the tests of this layer share.

use crate::domain::Cadence;
use include_dir::{Dir, include_dir};

static VECTORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/vectors");

/// The text of a vector's file.
pub fn vector(path: &str) -> &'static str {
    VECTORS.get_file(path).and_then(|f| f.contents_utf8()).unwrap_or_else(|| panic!("no vector {path}"))
}

/// The cadence of this name.
pub fn cadence(name: &str) -> Cadence {
    [Cadence::Day, Cadence::Workday, Cadence::Week, Cadence::Month, Cadence::Quarter, Cadence::Year]
        .into_iter()
        .find(|c| c.name() == name)
        .unwrap()
}
