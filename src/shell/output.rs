//! The published site on disk: staged beside its place, committed after the last page, and never more than it owns.

use super::Trouble;
use super::progress::Progress;
use super::stage::Stage;
use crate::base::{Fill, Out};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

/// The list of files that Goalpost made, in the output folder.
pub(super) const MANIFEST: &str = ".goalpost-manifest";
/// The site's folder inside a staging folder.
const SITE: &str = "site";
const HEADER: &str = "goalpost 1: the files below were made by goalpost and may be removed by it";

/// An output folder while a build runs. Nothing in the folder changes before [`Output::commit`].
pub(super) struct Output {
    target: PathBuf,
    /// Files of the last build; `None`: the folder is new or empty.
    before: Option<BTreeSet<String>>,
    stage: Stage,
    made: Mutex<BTreeMap<String, Made>>,
    progress: Progress,
}

/// A file of this build.
#[derive(Clone, Copy)]
struct Made {
    /// New, or other than in the last build.
    changed: bool,
    stamp: Stamp,
}

/// A file's size, and the time it was changed in nanoseconds: nobody writes to it without changing one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp(u64, u64);

impl From<&Metadata> for Stamp {
    fn from(meta: &Metadata) -> Self {
        Self(meta.len(), nanoseconds(meta))
    }
}

/// The time a file was changed.
pub(super) fn nanoseconds(meta: &Metadata) -> u64 {
    let since = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0)
}

/// A site that was published.
pub(super) struct Site {
    pub target: PathBuf,
    pub files: BTreeMap<String, Stamp>,
    pub changes: Changes,
}

/// What a commit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub written: usize,
    pub removed: usize,
}

impl Output {
    /// Prepares to write to `target`.
    ///
    /// # Errors
    /// The folder holds the input, or files that no build made.
    pub fn open(target: &Path, root: &Path, progress: Progress) -> Result<Self, Trouble> {
        let target = std::path::absolute(target)?;
        let real = target.canonicalize().unwrap_or_else(|_| target.clone());
        if root.starts_with(&real) {
            return Err(Trouble::new(format!(
                "the output folder {} holds the goals repository; choose one beside or inside it with -o",
                target.display()
            )));
        }
        if real.is_file() {
            return Err(Trouble::new(format!("{} is a file; name a folder with -o", target.display())));
        }
        let before = match std::fs::read_to_string(target.join(MANIFEST)) {
            Ok(text) => Some(text.lines().skip(1).map(str::to_owned).collect()),
            Err(_) if is_empty(&target)? => None,
            Err(_) => {
                return Err(Trouble::new(format!(
                    "{} holds files that goalpost did not make; empty it, or choose another folder with -o",
                    target.display()
                )));
            }
        };
        let parent = target.parent().unwrap_or(&target);
        std::fs::create_dir_all(parent)?;
        let stage = Stage::new(parent)?;
        // A folder of its own in there: the outer one is closed to others, and stays so.
        std::fs::create_dir(stage.path.join(SITE))?;
        Ok(Self { target, before, stage, made: Mutex::default(), progress })
    }

    /// Remembers a file of this build.
    fn note(&self, path: &str, changed: bool, meta: &Metadata) {
        self.progress.step();
        let made = Made { changed, stamp: meta.into() };
        self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(path.to_owned(), made);
    }

    /// Where a file waits for the commit; its folder is there.
    fn place(&self, path: &str) -> io::Result<PathBuf> {
        let to = self.staged().join(path);
        if let Some(folder) = to.parent() {
            self.make_folder(folder)?;
        }
        Ok(to)
    }

    /// Makes a folder among the staged files; the outermost is there, or was taken away for good.
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        match (std::fs::create_dir(folder), folder.parent()) {
            (Err(error), _) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            (Err(error), Some(above)) if error.kind() == io::ErrorKind::NotFound && folder != self.staged() => {
                self.make_folder(above)?;
                self.make_folder(folder)
            }
            (result, _) => result,
        }
    }

    /// Where files wait for the commit.
    fn staged(&self) -> PathBuf {
        self.stage.path.join(SITE)
    }

    /// Puts the staged files into their places and removes what the last build made and this one did not.
    ///
    /// # Errors
    /// Trouble of the disk, or a file of somebody else's where a page belongs.
    pub fn commit(self) -> Result<Site, Trouble> {
        // An interruption waits until the site is whole again.
        let _whole = self.stage.hold();
        let staged = self.staged();
        let made = self.made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let manifest = manifest(&made);
        if self.before.is_none() && !self.target.exists() {
            std::fs::write(staged.join(MANIFEST), manifest)?;
            std::fs::rename(staged, &self.target)?;
            let changes = Changes { written: made.len(), removed: 0 };
            return Ok(Site { target: self.target, files: stamps(made), changes });
        }
        let before = self.before.unwrap_or_default();
        if let Some(taken) = made.keys().find(|p| !before.contains(*p) && self.target.join(p).exists()) {
            return Err(Trouble::new(format!(
                "{} is not goalpost's, but a page belongs there; move it away",
                self.target.join(taken).display()
            )));
        }
        let mut changes = Changes::default();
        let mut folders = BTreeSet::new();
        for path in made.iter().filter(|(_, made)| made.changed).map(|(path, _)| path) {
            let to = self.target.join(path);
            if let Some(folder) = to.parent()
                && folders.insert(folder.to_owned())
            {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::rename(staged.join(path), to)?;
            changes.written += 1;
        }
        for path in before.iter().filter(|p| !made.contains_key(*p)) {
            changes.removed += remove(&self.target, path)?;
        }
        let place = self.target.join(MANIFEST);
        if std::fs::read_to_string(&place).ok().as_deref() != Some(&manifest) {
            std::fs::write(staged.join(MANIFEST), &manifest)?;
            std::fs::create_dir_all(&self.target)?;
            std::fs::rename(staged.join(MANIFEST), place)?;
        }
        Ok(Site { target: self.target, files: stamps(made), changes })
    }
}

impl Out for Output {
    fn begin(&self, files: usize) {
        self.progress.begin(files);
    }

    fn file(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let ours = self.before.as_ref().is_some_and(|b| b.contains(path));
        let published = self.target.join(path);
        if ours && std::fs::read(&published).is_ok_and(|old| old == bytes) {
            self.note(path, false, &std::fs::symlink_metadata(published)?);
        } else {
            let mut file = File::create(self.place(path)?)?;
            file.write_all(bytes)?;
            self.note(path, true, &file.metadata()?);
        }
        Ok(())
    }

    fn stream(&self, path: &str, fill: &mut Fill<'_>) -> io::Result<()> {
        let to = self.place(path)?;
        let mut file = BufWriter::new(File::create(&to)?);
        fill(&mut file)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let ours = self.before.as_ref().is_some_and(|b| b.contains(path));
        let published = self.target.join(path);
        if ours && alike(&published, &to)? {
            self.note(path, false, &std::fs::symlink_metadata(published)?);
        } else {
            self.note(path, true, &file.metadata()?);
        }
        Ok(())
    }
}

fn stamps(made: BTreeMap<String, Made>) -> BTreeMap<String, Stamp> {
    made.into_iter().map(|(path, made)| (path, made.stamp)).collect()
}

/// The list of the files made, one a line.
fn manifest(made: &BTreeMap<String, Made>) -> String {
    let mut text = String::from(HEADER);
    for path in made.keys() {
        text.push('\n');
        text.push_str(path);
    }
    text.push('\n');
    text
}

/// Whether two files hold the same bytes; one that cannot be read is like no other.
fn alike(old: &Path, new: &Path) -> io::Result<bool> {
    let Ok(old) = File::open(old) else { return Ok(false) };
    let new = File::open(new)?;
    if old.metadata()?.len() != new.metadata()?.len() {
        return Ok(false);
    }
    let (mut old, mut new) = (BufReader::new(old), BufReader::new(new));
    loop {
        let (a, b) = (old.fill_buf()?, new.fill_buf()?);
        let n = a.len().min(b.len());
        if n == 0 {
            return Ok(a.len() == b.len());
        }
        if a[..n] != b[..n] {
            return Ok(false);
        }
        old.consume(n);
        new.consume(n);
    }
}

/// Takes files and keeps nothing: for `check`.
pub(super) struct Nowhere;

impl Out for Nowhere {
    fn file(&self, _path: &str, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn stream(&self, _path: &str, fill: &mut Fill<'_>) -> io::Result<()> {
        fill(&mut io::sink())
    }
}

/// Removes a file and the folders it leaves empty; a path that leaves the folder is never followed.
fn remove(target: &Path, path: &str) -> Result<usize, Trouble> {
    let inside = Path::new(path).components().all(|c| matches!(c, std::path::Component::Normal(_)));
    let full = target.join(path);
    if !inside || !full.is_file() {
        return Ok(0);
    }
    std::fs::remove_file(&full)?;
    for folder in full.ancestors().skip(1).take_while(|f| *f != target) {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(1)
}

fn is_empty(folder: &Path) -> Result<bool, Trouble> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Trouble::new(format!("{}: {error}", folder.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_alike_only_byte_for_byte() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let write = |name: &str, bytes: &[u8]| -> io::Result<PathBuf> {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes)?;
            Ok(path)
        };
        let long = [vec![b'x'; 20_000], vec![b'y']].concat();
        let other = [vec![b'x'; 20_000], vec![b'z']].concat();
        let (a, b, c) = (write("a", &long)?, write("b", &long)?, write("c", &other)?);
        let (empty, missing) = (write("d", b"")?, folder.path().join("none"));
        assert!(alike(&a, &b)? && alike(&empty, &empty)?);
        assert!(!alike(&a, &c)? && !alike(&a, &empty)? && !alike(&missing, &a)?);
        Ok(())
    }
}
