//! The closing section of an objective: `## Close 2026-01-08`.

use super::Reading;
use super::doc::{Body, Closing};
use crate::base::{Sink, SourceFile};

/// Splits the Markdown from `start` to the end of the file into the body and the closing section, if there is one.
pub fn split(file: &SourceFile, start: usize, _reading: &Reading, _sink: &mut Sink) -> (Body, Option<Closing>) {
    (Body { ranges: vec![(start as u32, file.text.len() as u32)] }, None)
}
