//! A finding is a value: a code, a level, a place, a reason and a way out.

use super::codes::Code;
use super::source::FileId;
use serde::{Deserialize, Serialize};

/// How much a finding weighs. Hard errors are always `Error`; only lints can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    Error,
    Warning,
    Info,
}

impl Level {
    /// The word in reports and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
        }
    }
}

/// Where in a file. Paths are looked up only when a finding is reported (by `parse::places`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The file as a whole (its first line).
    File,
    /// Bytes `start..end` of the decoded text.
    Span(u32, u32),
    /// The key at a dotted path of the front matter or configuration: `key_results.KR1.target`.
    /// Segments are keys as written or list indices from 0; a missing tail falls back to the nearest ancestor.
    Key(String),
    /// The value at a dotted path.
    Value(String),
    /// The cell of a list in CSV: the byte where its row starts, and the column's name; the row where it has no such cell.
    Cell(u32, &'static str),
}

/// A place with a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub file: FileId,
    pub at: Place,
    /// Shown under the excerpt; may be empty.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub level: Level,
    /// One sentence in the author's language, without a full stop at the end.
    pub message: String,
    pub primary: Label,
    pub related: Vec<Label>,
    /// Ways out: what to write instead, "did you mean …".
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A finding at its code's default level.
    pub fn new(code: Code, file: FileId, at: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.default_level(),
            message: message.into(),
            primary: Label { file, at, text: String::new() },
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Words under the excerpt.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// A way out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// A way out, if there is one.
    #[must_use]
    pub fn help_opt(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.help(text),
            None => self,
        }
    }

    /// A second place.
    #[must_use]
    pub fn also(mut self, file: FileId, at: Place, text: impl Into<String>) -> Self {
        self.related.push(Label { file, at, text: text.into() });
        self
    }
}

/// Where a stage puts its findings; one per task, merged in order.
#[derive(Debug, Default)]
pub struct Sink(Vec<Diagnostic>);

impl Sink {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all findings of another sink behind these.
    pub fn merge(&mut self, other: Sink) {
        self.0.extend(other.0);
    }

    /// The findings so far.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }

    /// The findings.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

/// A finding whose places were looked up: what reports print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub code: Code,
    pub level: Level,
    pub message: String,
    pub primary: LocatedLabel,
    pub related: Vec<LocatedLabel>,
    pub help: Vec<String>,
}

/// A place in a file, in bytes and in lines and columns (both from 1, columns in characters, ends exclusive).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocatedLabel {
    pub path: String,
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    pub text: String,
}
