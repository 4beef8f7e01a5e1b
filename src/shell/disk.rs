//! The goals repository on disk.

use super::Trouble;
use super::git::{GIT, Git};
use super::output::MANIFEST;
use super::watch::Changes;
use crate::base::Files;
use crate::base::past::{NoPast, Past};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A goals repository in a folder. Hidden files, earlier outputs and links that leave the folder are not part of it.
pub(super) struct Disk {
    pub root: PathBuf,
    git: OnceLock<Result<Git, NoPast>>,
}

impl Disk {
    /// The folder named, or the nearest one upwards with a `goalpost.toml`.
    ///
    /// # Errors
    /// There is none.
    pub fn find(root: Option<&Path>) -> Result<Self, Trouble> {
        if let Some(root) = root {
            let meta = std::fs::metadata(root).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => Trouble::new(format!("there is no folder {}", root.display())),
                _ => Trouble::new(format!("{}: {error}", root.display())),
            })?;
            if !meta.is_dir() {
                return Err(Trouble::new(format!("{} is a file; name the folder it is in", root.display())));
            }
            return Ok(Self::new(root.canonicalize()?));
        }
        let here = std::env::current_dir()?;
        match here.ancestors().find(|dir| dir.join("goalpost.toml").is_file()) {
            Some(root) => Ok(Self::new(root.to_owned())),
            None => Err(Trouble::new(
                "no goalpost.toml here or in a folder above; name the folder, or start one with `goalpost init my-goals`",
            )),
        }
    }

    fn new(root: PathBuf) -> Self {
        Self { root, git: OnceLock::new() }
    }

    /// The git repository around the folder.
    ///
    /// # Errors
    /// There is none, or no git.
    pub fn git(&self) -> Result<&Git, NoPast> {
        self.git.get_or_init(|| Git::find(&self.root)).as_ref().map_err(Clone::clone)
    }

    /// Every file below a folder, and whether it is a link.
    fn walk(&self, folder: &Path, relative: &str, out: &mut Vec<(String, bool)>) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                // It cannot be linked to or reported as a finding; a goal must not be missed in silence.
                let shown = Path::new(relative).join(&name).display().to_string();
                if [".md", ".csv"].iter().any(|end| shown.ends_with(end)) {
                    let why = format!("the name of {shown} is not UTF-8; give the file another name");
                    return Err(io::Error::new(io::ErrorKind::InvalidData, why));
                }
                continue;
            };
            if !is_ours_to_read(name) {
                continue;
            }
            let below = if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                let folder = entry.path();
                if !folder.join(MANIFEST).is_file() {
                    self.walk(&folder, &below, out)?;
                }
            } else if kind.is_file() || (kind.is_symlink() && self.stays_inside(&entry.path())) {
                out.push((below, kind.is_symlink()));
            }
        }
        Ok(())
    }

    /// Whether a link leads to a file inside the repository.
    fn stays_inside(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|real| real.is_file() && real.starts_with(&self.root))
    }
}

impl Files for Disk {
    fn list(&self) -> io::Result<Vec<String>> {
        let mut out = Vec::new();
        self.walk(&self.root, "", &mut out)?;
        Ok(out.into_iter().map(|(path, _)| path).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn past(&self) -> Result<&dyn Past, NoPast> {
        self.git().map(|git| git as &dyn Past)
    }
}

/// A goals repository that is watched: listed once, and then only as far as something was saved.
pub(super) struct Live {
    disk: Disk,
    /// Each file with the number of the save that it was last seen in; none for links, which change unseen.
    files: BTreeMap<String, Option<u64>>,
    saves: u64,
}

impl Live {
    /// Lists all files.
    ///
    /// # Errors
    /// Trouble of the disk.
    pub fn new(disk: Disk) -> io::Result<Self> {
        let mut live = Self { disk, files: BTreeMap::new(), saves: 0 };
        live.list_again()?;
        Ok(live)
    }

    /// Takes note of what was saved; false if nothing of it is part of the repository or of its past.
    ///
    /// # Errors
    /// Trouble of the disk.
    pub fn take(&mut self, changes: &Changes) -> io::Result<bool> {
        if changes.all {
            return self.take_all().map(|()| true);
        }
        let before = self.files.len();
        self.saves += 1;
        let known = |path: &String| self.files.contains_key(path) && self.disk.root.join(path).is_file();
        if !changes.paths.iter().all(known) {
            self.list_again()?;
        }
        for path in &changes.paths {
            let below = format!("{path}/");
            let inside = self.files.range_mut(below.clone()..).take_while(|(file, _)| file.starts_with(&below));
            inside.for_each(|(_, seen)| *seen = seen.and(Some(self.saves)));
            if let Some(seen) = self.files.get_mut(path) {
                *seen = seen.and(Some(self.saves));
            }
        }
        // Links change unseen.
        let touched = |seen: &Option<u64>| seen.is_none_or(|seen| seen == self.saves);
        Ok(changes.past || self.files.len() != before || self.files.values().any(touched))
    }

    /// Takes it that anything may have been saved.
    ///
    /// # Errors
    /// Trouble of the disk.
    pub fn take_all(&mut self) -> io::Result<()> {
        self.saves += 1;
        self.files.clear();
        self.list_again()
    }

    /// What looks like a git repository around the folder.
    pub fn begun(&self) -> Vec<PathBuf> {
        self.disk.root.ancestors().map(|folder| folder.join(GIT)).filter(|folder| folder.exists()).collect()
    }

    /// Looks for the git repository around the folder again.
    ///
    /// # Errors
    /// There is none yet, or no git.
    pub fn find_git(&mut self) -> Result<&Git, NoPast> {
        self.disk.git.take();
        self.disk.git()
    }

    fn list_again(&mut self) -> io::Result<()> {
        let known = std::mem::take(&mut self.files);
        let mut found = Vec::new();
        self.disk.walk(&self.disk.root, "", &mut found)?;
        for (path, is_link) in found {
            let seen = known.get(&path).copied().unwrap_or(Some(self.saves)).filter(|_| !is_link);
            self.files.insert(path, seen);
        }
        Ok(())
    }
}

impl Files for Live {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }

    fn versions(&self) -> io::Result<Vec<(String, Option<u64>)>> {
        Ok(self.files.iter().map(|(path, seen)| (path.clone(), *seen)).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn past(&self) -> Result<&dyn Past, NoPast> {
        self.disk.past()
    }
}

/// Whether a name is part of a goals repository: hidden files, what editors leave beside a file they save, and the
/// packages of other tools are none.
pub(super) fn is_ours_to_read(name: &str) -> bool {
    let left_by_an_editor = name.ends_with('~')
        || name == "4913"
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || (name.starts_with('#') && name.ends_with('#'));
    !(left_by_an_editor || name.starts_with('.') || name == "node_modules")
}
