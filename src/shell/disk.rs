//! The goals repository on disk.

use super::Trouble;
use super::git::Git;
use super::output::MANIFEST;
use crate::base::Files;
use crate::base::past::{NoPast, Past};
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

    fn walk(&self, folder: &Path, relative: &str, out: &mut Vec<String>) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            // A name that is no text cannot be linked to or reported.
            let Some(name) = name.to_str() else { continue };
            if name.starts_with('.') || name == "node_modules" {
                continue;
            }
            let path = entry.path();
            let below = if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if !path.join(MANIFEST).is_file() {
                    self.walk(&path, &below, out)?;
                }
            } else if kind.is_file() || (kind.is_symlink() && self.stays_inside(&path)) {
                out.push(below);
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
        Ok(out)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn past(&self) -> Result<&dyn Past, NoPast> {
        self.git().map(|git| git as &dyn Past)
    }
}
