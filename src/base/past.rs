//! The past of a goals repository as plain data. Whoever knows version control fills it; nothing here runs a program.

use super::Files;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;

/// What a page said under each key, as text.
pub type Keys = BTreeMap<String, String>;

/// A page boiled down to what is followed through time: its keys, and those of the named parts inside of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    pub keys: Keys,
    /// By id, in the order they are written.
    pub parts: Vec<(String, Keys)>,
}

/// Boils a file down; `None` for files that are not followed.
pub struct Outliner {
    /// Changes whenever the same file would give another outline.
    pub version: u32,
    /// Whether a file at this path may be one that is followed.
    pub wants: fn(path: &str) -> bool,
    pub read: fn(path: &str, bytes: &[u8]) -> Option<Outline>,
}

/// One version of a file.
#[derive(Clone, Debug)]
pub struct Version {
    /// What the version's bytes are called.
    pub id: String,
    pub outline: Option<Arc<Outline>>,
}

/// What a revision did to one file.
#[derive(Clone, Debug)]
pub struct FileChange {
    /// Path and version before; `None`: the file is new.
    pub before: Option<(String, Version)>,
    /// Path and version after, another path where it was renamed; `None`: it was deleted.
    pub after: Option<(String, Version)>,
}

/// Who wrote a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// The revision's whole name.
    pub revision: String,
    pub author: String,
    /// The first line of what the author says of the revision.
    pub subject: String,
}

/// A step of the main line.
#[derive(Clone, Debug)]
pub struct Revision {
    pub id: String,
    /// The day, in UTC, on which it came to the main line.
    pub day: Date,
    /// Who wrote each changed file that came by a merge, by path; else the revision's own.
    pub authors: BTreeMap<String, Writer>,
    pub author: String,
    pub subject: String,
    pub changes: Vec<FileChange>,
}

impl Revision {
    /// Which revision wrote what now stands at a path, and who.
    pub fn written_by(&self, path: &str) -> Writer {
        let own = || Writer { revision: self.id.clone(), author: self.author.clone(), subject: self.subject.clone() };
        self.authors.get(path).cloned().unwrap_or_else(own)
    }
}

/// The main line, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub revisions: Vec<Revision>,
    /// The oldest revision is not the first one: what it seems to add was there before.
    pub shallow: bool,
}

impl History {
    /// The last revision that was there on a day.
    pub fn on(&self, day: Date) -> Option<usize> {
        self.revisions.partition_point(|r| r.day <= day).checked_sub(1)
    }
}

/// Why nothing is known of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPast {
    /// The site does not want it.
    Off,
    /// The program that knows is not installed.
    NoProgram,
    NoRepository,
    /// Nothing was committed yet.
    Unborn,
    /// Contents of old versions are missing, as in a clone with a filter.
    Partial,
    Trouble(String),
}

impl fmt::Display for NoPast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoPast::Off => f.write_str("goalpost.toml says not to read the history"),
            NoPast::NoProgram => f.write_str("the command git was not found"),
            NoPast::NoRepository => f.write_str("the folder is not in a git repository"),
            NoPast::Unborn => f.write_str("nothing was committed yet"),
            NoPast::Partial => f.write_str("this copy of the repository lacks what older revisions hold"),
            NoPast::Trouble(why) => write!(f, "git says: {why}"),
        }
    }
}

/// The core's only door to the past.
pub trait Past: Sync {
    /// The main line up to the revision that is checked out.
    ///
    /// # Errors
    /// Nothing is known of the past, and why.
    fn history(&self, outliner: &Outliner) -> Result<Arc<History>, NoPast>;

    /// The files as they were.
    ///
    /// # Errors
    /// There is no such revision, or trouble of the machine.
    fn at(&self, revision: &str) -> io::Result<Box<dyn Files + '_>>;

    /// The bytes of a version.
    ///
    /// # Errors
    /// There is no such version, or trouble of the machine.
    fn content(&self, id: &str) -> io::Result<Vec<u8>>;

    /// What was remembered under a key that names everything it was made of.
    fn recall(&self, key: &str) -> Option<String>;

    /// Remembers what a later build may recall, or may not.
    fn remember(&self, what: Vec<(String, String)>);
}
