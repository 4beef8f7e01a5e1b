//! Waiting until somebody saves a file.

use super::Trouble;
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// How long nothing must happen before a build: editors save in several steps, and git touches hundreds of files.
const QUIET: Duration = Duration::from_millis(80);

/// A watched goals repository.
pub(super) struct Watch {
    changes: Receiver<notify::Result<Event>>,
    output: PathBuf,
    /// Stops watching when it is dropped.
    _watcher: notify::RecommendedWatcher,
}

impl Watch {
    /// Watches everything below `root` but the output folder.
    ///
    /// # Errors
    /// The system has no watches left.
    pub fn start(root: &Path, output: &Path) -> Result<Self, Trouble> {
        let trouble = |e: notify::Error| Trouble::new(format!("{} cannot be watched: {e}", root.display()));
        let (sender, changes) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(sender).map_err(trouble)?;
        watcher.watch(root, RecursiveMode::Recursive).map_err(trouble)?;
        Ok(Self { changes, output: output.to_owned(), _watcher: watcher })
    }

    /// Returns when something was saved and nothing has happened since for a moment; false if watching has ended.
    pub fn wait(&self) -> bool {
        loop {
            match self.changes.recv() {
                Ok(event) if self.matters(&event) => break,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        while self.changes.recv_timeout(QUIET).is_ok() {}
        true
    }

    /// Reading a file is an event too, and so is our own writing; neither changes the site.
    fn matters(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let ours = |path: &PathBuf| {
            let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
            hidden || path.starts_with(&self.output) || path.components().any(|c| is_stage(c.as_os_str()))
        };
        !matches!(event.kind, EventKind::Access(_)) && !event.paths.iter().all(ours)
    }
}

/// The folders in which a build is staged.
fn is_stage(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with(super::output::STAGE)
}
