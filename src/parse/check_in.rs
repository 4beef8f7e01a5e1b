//! Check-in files: prose with three markers, which cannot be malformed.

use super::Reading;
use super::doc::CheckInFile;
use crate::base::{Sink, SourceFile};

/// Reads a check-in file; whatever is not recognised is the note.
pub fn parse(file: &SourceFile, _reading: &Reading, _sink: &mut Sink) -> CheckInFile {
    CheckInFile { file: file.id, date: None, team: None, entries: Vec::new(), note: file.text.to_string() }
}
