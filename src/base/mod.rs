//! Layer 0: places in files, diagnostics, parallel maps. Knows nothing of goals.

pub mod codes;
pub mod diag;
pub mod exec;
pub mod past;
pub mod source;
pub mod suggest;

pub use codes::Code;
pub use diag::{Diagnostic, Label, Level, Place, Sink};
pub use exec::{both, par_map, par_turn};
pub use source::{FileId, Files, Fill, Out, SourceFile, Sources};
