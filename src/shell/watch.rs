//! Waiting until somebody saves a file.

use super::Trouble;
use super::disk::is_ours_to_read;
use super::git::GIT;
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long nothing must happen before a build. It doubles with each further file, since git touches hundreds.
const QUIET: Duration = Duration::from_millis(8);
const LONGEST_QUIET: Duration = Duration::from_millis(200);
/// After this long it is built, whatever happens: a log that somebody writes here must not hold everything up.
const PATIENCE: Duration = Duration::from_secs(2);

/// A watched goals repository.
pub(super) struct Watch {
    events: Mutex<Receiver<notify::Result<Event>>>,
    /// Seen while something else was done.
    early: Mutex<Changes>,
    root: PathBuf,
    /// Git's own folders.
    git: Vec<PathBuf>,
    /// Stops watching when it is dropped.
    watcher: notify::RecommendedWatcher,
}

/// What was saved.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Relative to the root, with `/`.
    pub paths: BTreeSet<String>,
    /// Something was missed: anything may have changed.
    pub all: bool,
    /// Another revision is checked out, the branch stands elsewhere, or a repository was begun.
    pub past: bool,
}

impl Watch {
    /// Watches everything below `root`, and for the beginning of a git repository around it.
    ///
    /// # Errors
    /// The system has no watches left.
    pub fn start(root: &Path) -> Result<Self, Trouble> {
        let (sender, events) = mpsc::channel();
        let trouble = |e| no_watch(root, &e);
        let mut watcher = notify::recommended_watcher(sender).map_err(trouble)?;
        watcher.watch(root, RecursiveMode::Recursive).map_err(trouble)?;
        for above in root.ancestors().skip(1) {
            // Where nobody may look, nobody begins a repository either.
            let _ = watcher.watch(above, RecursiveMode::NonRecursive);
        }
        let (events, root) = (Mutex::new(events), root.to_owned());
        Ok(Self { events, early: Mutex::default(), root, git: Vec::new(), watcher })
    }

    /// Watches where branches stand in git's own folders.
    ///
    /// # Errors
    /// The system has no watches left.
    pub fn follow<P: AsRef<Path>>(&mut self, git: &[P]) -> Result<(), Trouble> {
        let trouble = |e| no_watch(&self.root, &e);
        self.git = git.iter().filter_map(|folder| folder.as_ref().canonicalize().ok()).collect();
        for folder in self.git.iter().filter(|folder| !folder.starts_with(&self.root)) {
            self.watcher.watch(folder, RecursiveMode::NonRecursive).map_err(trouble)?;
            for below in ["logs", "refs", "reftable"].map(|name| folder.join(name)) {
                if below.is_dir() {
                    self.watcher.watch(&below, RecursiveMode::Recursive).map_err(trouble)?;
                }
            }
        }
        Ok(())
    }

    /// Returns what was saved, when nothing has happened since for a moment.
    ///
    /// # Errors
    /// Watching has ended.
    pub fn wait(&self) -> Result<Changes, Trouble> {
        let mut changes = std::mem::take(&mut *lock(&self.early));
        let events = lock(&self.events);
        while changes == Changes::default() {
            let event = events.recv().map_err(|_| Trouble::new("watching has ended"))?;
            self.note(event, &mut changes);
        }
        let (start, mut quiet) = (Instant::now(), QUIET);
        while start.elapsed() < PATIENCE {
            let Ok(event) = events.recv_timeout(quiet) else { break };
            let before = changes.paths.len();
            self.note(event, &mut changes);
            if changes.paths.len() > before {
                quiet = (quiet * 2).min(LONGEST_QUIET);
            }
        }
        Ok(changes)
    }

    /// Whether something was saved that `wait` would return at once.
    pub fn is_waiting(&self) -> bool {
        let mut early = lock(&self.early);
        lock(&self.events).try_iter().for_each(|event| self.note(event, &mut early));
        *early != Changes::default()
    }

    fn note(&self, event: notify::Result<Event>, changes: &mut Changes) {
        match event {
            Ok(event) => self.paths(&event, changes),
            Err(_) => changes.all = true,
        }
    }

    /// Reading a file is an event too; it changes nothing. Nor does what is no part of the repository.
    fn paths(&self, event: &Event, changes: &mut Changes) {
        changes.all |= event.need_rescan();
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in &event.paths {
            changes.past |= self.git.is_empty() && begins_a_repository(path, &self.root);
            changes.past |= self.git.iter().any(|folder| path.strip_prefix(folder).is_ok_and(says_what_is_checked_out));
            let inside = path.strip_prefix(&self.root).ok().and_then(|path| path.to_str());
            let Some(inside) = inside.map(|path| path.replace('\\', "/")) else { continue };
            if inside.split('/').all(is_ours_to_read) {
                changes.paths.insert(inside);
            }
        }
    }
}

/// Whether a file in git's own folder says which revision is checked out: `HEAD`, and the branches it may name.
fn says_what_is_checked_out(path: &Path) -> bool {
    let places = ["HEAD", "logs/HEAD", "packed-refs", "refs/heads", "reftable"];
    places.iter().any(|place| path.starts_with(place)) && path.extension().is_none_or(|extension| extension != "lock")
}

/// Whether this is a git repository of its own, around a folder.
fn begins_a_repository(path: &Path, root: &Path) -> bool {
    path.file_name().is_some_and(|name| name == GIT) && path.parent().is_some_and(|folder| root.starts_with(folder))
}

fn no_watch(root: &Path, why: &notify::Error) -> Trouble {
    Trouble::new(format!("{} cannot be watched: {why}", root.display()))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
