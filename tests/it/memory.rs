//! Goals repositories and sites in memory.

use goalpost::base::Out;
use goalpost::base::past::{FileChange, History, NoPast, Outliner, Past, Revision, Version};
use goalpost::base::{Files, exec};
use goalpost::parse::config::Overrides;
use goalpost::session::{self, Build};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A goals repository in memory; lists its files in the order they were put in.
#[derive(Clone, Debug, Default)]
pub struct Repository(pub Vec<(String, Vec<u8>)>);

impl Repository {
    pub fn from_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect())
    }

    /// Everything below a folder of this project.
    pub fn from_folder(folder: &str) -> Self {
        let root = project().join(folder);
        let mut files = Vec::new();
        read(&root, &root, &mut files);
        Self(files)
    }
}

impl Files for Repository {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.0.iter().map(|(path, _)| path.clone()).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let found = self.0.iter().find(|(p, _)| p == path);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// A goals repository with files as they were committed on a day, oldest first.
#[derive(Debug, Default)]
pub struct Aged {
    pub files: Repository,
    pub committed: Vec<(String, String, Vec<u8>)>,
}

impl Files for Aged {
    fn list(&self) -> io::Result<Vec<String>> {
        self.files.list()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.read(path)
    }

    fn past(&self) -> Result<&dyn Past, NoPast> {
        if self.committed.is_empty() { Err(NoPast::NoRepository) } else { Ok(self) }
    }
}

impl Past for Aged {
    fn history(&self, outliner: &Outliner) -> Result<Arc<History>, NoPast> {
        let mut revisions: Vec<Revision> = Vec::new();
        let version = |i: usize| {
            let (_, path, bytes) = &self.committed[i];
            let outline = (outliner.read)(path, bytes).map(std::sync::Arc::new);
            (path.clone(), Version { id: i.to_string(), outline })
        };
        for (i, (day, path, _)) in self.committed.iter().enumerate() {
            let before = self.committed[..i].iter().rposition(|(_, p, _)| p == path).map(version);
            let (id, author, authors) = (format!("{i:040}"), "Ana".to_owned(), BTreeMap::new());
            let changes = vec![FileChange { before, after: Some(version(i)) }];
            let subject = String::new();
            revisions.push(Revision { id, day: day.parse().unwrap(), authors, author, subject, changes });
        }
        Ok(Arc::new(History { revisions, shallow: false }))
    }

    fn at(&self, revision: &str) -> io::Result<Box<dyn Files + '_>> {
        let last: usize = revision.parse().unwrap();
        let mut files = BTreeMap::new();
        files.extend(self.committed[..=last].iter().map(|(_, path, bytes)| (path.clone(), bytes.clone())));
        Ok(Box::new(Repository(files.into_iter().collect())))
    }

    fn content(&self, id: &str) -> io::Result<Vec<u8>> {
        Ok(self.committed[id.parse::<usize>().unwrap()].2.clone())
    }

    fn recall(&self, _: &str) -> Option<String> {
        None
    }

    fn remember(&self, _: Vec<(String, String)>) {}
}

/// A site in memory.
#[derive(Debug, Default)]
pub struct Site(pub Mutex<BTreeMap<String, Vec<u8>>>);

impl Site {
    pub fn files(self) -> BTreeMap<String, Vec<u8>> {
        self.0.into_inner().unwrap()
    }
}

impl Out for Site {
    fn file(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let before = self.0.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
        assert!(before.is_none(), "{path} is written twice");
        Ok(())
    }
}

/// The folder of this project.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A fixed day and no environment.
pub fn overrides() -> Overrides {
    Overrides {
        as_of: None,
        source_date: None,
        revision: None,
        today: "2026-08-15".parse().unwrap(),
        base_url: None,
        drafts: false,
    }
}

/// Builds with this many threads.
pub fn build_with(repository: &dyn Files, threads: usize) -> (Build, BTreeMap<String, Vec<u8>>) {
    let site = Site::default();
    let build = exec::with_threads(threads, || session::build(repository, &overrides(), &site)).unwrap();
    (build, site.files())
}

/// Builds.
pub fn build(repository: &dyn Files) -> (Build, BTreeMap<String, Vec<u8>>) {
    build_with(repository, 2)
}

fn read(root: &Path, folder: &Path, out: &mut Vec<(String, Vec<u8>)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.file_name().unwrap().to_str().unwrap().starts_with('.') || path.ends_with("public") {
            continue;
        }
        if path.is_dir() {
            read(root, &path, out);
        } else {
            let relative = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            out.push((relative, std::fs::read(&path).unwrap()));
        }
    }
}
