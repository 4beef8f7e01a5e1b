//! The past of a folder, from the command `git`: a few long-running processes, whatever the number of files.

mod batch;
mod log;
mod memory;

use super::output::MANIFEST;
use crate::base::Files;
use crate::base::past::{History, NoPast, Outliner, Past};
use crate::domain::Date;
use batch::Batch;
use memory::Memory;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where git keeps what it knows: a folder, or a file that names one.
pub(super) const GIT: &str = ".git";

/// A folder in a git repository.
pub(super) struct Git {
    folder: PathBuf,
    /// Git's own folder, which all working trees of the repository share.
    common: PathBuf,
    /// That of this working tree; mostly the same one.
    own: PathBuf,
    memory: Memory,
    /// Two, since one only answers one thread at a time.
    batches: [Mutex<Batch>; 2],
    /// What was read last, and up to which revision: a server asks again and again.
    last: Mutex<Option<(String, Arc<History>)>>,
}

impl Git {
    /// The repository that a folder is in.
    ///
    /// # Errors
    /// There is none, or no git.
    pub fn find(folder: &Path) -> Result<Self, NoPast> {
        let text =
            run(folder, &["rev-parse", "--git-common-dir", "--absolute-git-dir", "--show-prefix"]).map_err(|why| {
                match why {
                    NoPast::Trouble(why) if why.contains("not a git repository") => NoPast::NoRepository,
                    other => other,
                }
            })?;
        let mut lines = text.lines();
        let mut path = || folder.join(lines.next().unwrap_or(GIT));
        let (common, own) = (path(), path());
        let memory = Memory::open(common.join("goalpost"), lines.next().unwrap_or_default());
        let (batches, folder) = ([(); 2].map(|()| Mutex::new(Batch::new(folder))), folder.to_owned());
        Ok(Self { folder, common, own, memory, batches, last: Mutex::default() })
    }

    /// Git's own folders, in which it writes what is checked out and where branches stand.
    pub fn folders(&self) -> [&Path; 2] {
        [&self.common, &self.own]
    }

    /// The whole name of a revision.
    ///
    /// # Errors
    /// There is no such revision.
    pub fn revision(&self, name: &str) -> Result<String, NoPast> {
        let commit = format!("{name}^{{commit}}");
        let text = run(&self.folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        // Older versions of git print what ended the options.
        Ok(text.lines().last().unwrap_or_default().to_owned())
    }

    /// The day of a revision, in UTC.
    ///
    /// # Errors
    /// Trouble with git.
    pub fn day(&self, revision: &str) -> Result<Date, NoPast> {
        let text = run(&self.folder, &["show", "--no-patch", "--format=%ct", revision])?;
        let second = text.trim().parse().unwrap_or(0);
        let time = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Ok(time.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// The main line up to a revision; that of what is checked out is remembered.
    fn history_to(&self, head: &str, keep: bool, outliner: &Outliner) -> Result<Arc<History>, NoPast> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let shallow = self.is_shallow();
        if let Some((_, history)) = last.filter(|(id, h)| id == head && h.shallow == shallow && !shallow) {
            return Ok(history);
        }
        // What is at the edge of a shallow clone looks otherwise once the clone is deepened.
        let mut known = if shallow { log::Known::default() } else { self.memory.history(outliner.version) };
        if known.head != head {
            known = log::read(&self.folder, known, head)?;
            known.outline(outliner, &mut self.batch())?;
            if keep && !shallow {
                self.memory.keep_history(outliner.version, &known);
            }
        }
        let history = Arc::new(History { revisions: known.revisions(), shallow });
        if keep {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((head.to_owned(), history.clone()));
        }
        Ok(history)
    }

    /// One that reads contents; the first that is free.
    fn batch(&self) -> MutexGuard<'_, Batch> {
        let [first, second] = &self.batches;
        let free = first.try_lock().or_else(|_| second.try_lock());
        free.unwrap_or_else(|_| first.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the oldest revision here is not the first one.
    pub fn is_shallow(&self) -> bool {
        // Git's own mark of it; a server would start a process for each save.
        std::fs::metadata(self.common.join("shallow")).is_ok_and(|file| file.len() > 0)
    }
}

impl Past for Git {
    fn history(&self, outliner: &Outliner) -> Result<Arc<History>, NoPast> {
        let head = self.revision("HEAD").map_err(|why| match why {
            NoPast::Trouble(_) => NoPast::Unborn,
            other => other,
        })?;
        self.history_to(&head, true, outliner)
    }

    fn at(&self, revision: &str) -> io::Result<Box<dyn Files + '_>> {
        let text =
            run(&self.folder, &["ls-tree", "-r", "-z", revision]).map_err(|why| io::Error::other(why.to_string()))?;
        Ok(Box::new(Tree { git: self, revision: revision.to_owned(), files: files(&text) }))
    }

    fn content(&self, id: &str) -> io::Result<Vec<u8>> {
        self.batch().read(id)
    }

    fn recall(&self, key: &str) -> Option<String> {
        self.memory.recall(key)
    }

    fn remember(&self, what: Vec<(String, String)>) {
        self.memory.remember(what);
    }
}

/// The files of one revision.
struct Tree<'a> {
    git: &'a Git,
    revision: String,
    /// Path → version.
    files: BTreeMap<String, String>,
}

impl Files for Tree<'_> {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }

    /// Git names a content by a hash, of which a half is enough to compare versions of one file.
    fn versions(&self) -> io::Result<Vec<(String, Option<u64>)>> {
        let version = |id: &str| u64::from_str_radix(id.get(..16)?, 16).ok();
        Ok(self.files.iter().map(|(path, id)| (path.clone(), version(id))).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let id = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        self.git.content(id)
    }

    fn past(&self) -> Result<&dyn Past, NoPast> {
        Ok(self)
    }
}

/// What was known of the past then.
impl Past for Tree<'_> {
    fn history(&self, outliner: &Outliner) -> Result<Arc<History>, NoPast> {
        self.git.history_to(&self.revision, false, outliner)
    }

    fn at(&self, revision: &str) -> io::Result<Box<dyn Files + '_>> {
        self.git.at(revision)
    }

    fn content(&self, id: &str) -> io::Result<Vec<u8>> {
        self.git.content(id)
    }

    fn recall(&self, key: &str) -> Option<String> {
        self.git.recall(key)
    }

    fn remember(&self, what: Vec<(String, String)>) {
        self.git.remember(what);
    }
}

/// Reads `git ls-tree -r -z`; hidden files and earlier outputs are left out as they are on disk. Links are too.
fn files(text: &str) -> BTreeMap<String, String> {
    let entries = text.split('\0').filter_map(|entry| {
        let (about, path) = entry.split_once('\t')?;
        let mut about = about.split(' ');
        let (mode, _, id) = (about.next()?, about.next()?, about.next()?);
        mode.starts_with("100").then_some((path, id))
    });
    let all: Vec<(&str, &str)> = entries.collect();
    let outputs: BTreeSet<&str> =
        all.iter().filter_map(|(path, _)| path.strip_suffix(MANIFEST)?.strip_suffix('/')).collect();
    let hidden = |path: &str| path.split('/').any(|part| part.starts_with('.') || part == "node_modules");
    let made = |path: &str| path.match_indices('/').any(|(i, _)| outputs.contains(&path[..i]));
    let kept = all.into_iter().filter(|(path, _)| !hidden(path) && !made(path));
    kept.map(|(path, id)| (path.to_owned(), id.to_owned())).collect()
}

/// A git command in a folder that neither asks, nor locks, nor depends on how somebody set git up.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["--no-pager", "--no-replace-objects"]);
    for setting in ["core.quotePath=false", "log.showSignature=false", "core.fsmonitor=false"] {
        command.args(["-c", setting]);
    }
    // A hook's variables name the repository it runs for; ours is the one around the folder.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF"] {
        command.env_remove(name);
    }
    command.envs([
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
    ]);
    command.stdin(Stdio::null());
    command
}

/// What a git command prints.
fn run(folder: &Path, arguments: &[&str]) -> Result<String, NoPast> {
    let output = command(folder).args(arguments).output().map_err(absent)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(NoPast::Trouble(complaint(&output.stderr)))
}

/// The first thing that git complains of.
fn complaint(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
    line.trim_start_matches("fatal: ").to_owned()
}

fn absent(error: io::Error) -> NoPast {
    match error.kind() {
        io::ErrorKind::NotFound => NoPast::NoProgram,
        _ => NoPast::Trouble(error.to_string()),
    }
}
