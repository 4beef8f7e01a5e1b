//! The folder in which a site waits for its last page, and which nobody ever sees.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// How the names of staging folders begin.
const STAGE: &str = ".goalpost-stage-";
/// What a shell expects of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// A staging folder; gone when it is dropped, or when the program is interrupted.
pub(super) struct Stage {
    pub path: PathBuf,
    folder: Arc<Mutex<Option<TempDir>>>,
}

impl Stage {
    /// Makes one in a folder.
    ///
    /// # Errors
    /// Trouble of the disk.
    pub fn new(parent: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(STAGE).tempdir_in(parent)?;
        let path = folder.path().to_owned();
        let folder = Arc::new(Mutex::new(Some(folder)));
        let interrupted = folder.clone();
        // Where signals cannot be had, an interruption leaves the folder behind, as it would without this.
        let _ = ctrlc::set_handler(move || {
            if let Some(folder) = lock(&interrupted).take() {
                remove(&folder.keep());
            }
            std::process::exit(INTERRUPTED);
        });
        Ok(Self { path, folder })
    }

    /// Lets an interruption wait until what this returns is dropped.
    pub fn hold(&self) -> MutexGuard<'_, Option<TempDir>> {
        lock(&self.folder)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(lock(&self.folder).take());
    }
}

/// Threads still write into it: under another name they do not find it, and nobody makes it again.
fn remove(folder: &Path) {
    let mut name = folder.as_os_str().to_owned();
    name.push("-gone");
    let gone = PathBuf::from(name);
    let folder = if std::fs::rename(folder, &gone).is_ok() { &gone } else { folder };
    // What a thread was just about to put into it is left over, and tried once more.
    while folder.exists() && std::fs::remove_dir_all(folder).is_err() {}
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
