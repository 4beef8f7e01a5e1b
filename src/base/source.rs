//! Source files as the core sees them: a relative path and its text.

use super::past::{NoPast, Past};
use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

/// The index of a file in [`Sources`]; valid while the list of files stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// The core's only door to files. Paths are relative to the root and use `/`.
pub trait Files: Sync {
    /// All files of the goals repository, in any order.
    fn list(&self) -> io::Result<Vec<String>>;
    /// The same with the version of each: while it stays, so do the file's bytes. `None`: not known.
    ///
    /// # Errors
    /// As `list`.
    fn versions(&self) -> io::Result<Vec<(String, Option<u64>)>> {
        Ok(self.list()?.into_iter().map(|path| (path, None)).collect())
    }
    /// The bytes of one file that `list` named.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
    /// What can be known of their past.
    ///
    /// # Errors
    /// Nothing, and why.
    fn past(&self) -> Result<&dyn Past, NoPast> {
        Err(NoPast::NoRepository)
    }
}

/// Where finished files go; called from many threads.
pub trait Out: Sync {
    /// Hears how many files will come.
    fn begin(&self, _files: usize) {}

    /// Takes one file of the site; the path is relative to the site's root and uses `/`.
    ///
    /// # Errors
    /// Trouble of the machine.
    fn file(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Takes a file that is too large to be held, as `fill` writes it.
    ///
    /// # Errors
    /// Trouble of the machine.
    fn stream(&self, path: &str, fill: &mut Fill<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        fill(&mut bytes)?;
        self.file(path, &bytes)
    }
}

/// Writes the contents of a file.
pub type Fill<'a> = dyn FnMut(&mut dyn io::Write) -> io::Result<()> + 'a;

/// One file of the goals repository.
#[derive(Clone, Debug)]
pub struct SourceFile {
    pub id: FileId,
    /// Relative to the root, with `/`.
    pub path: String,
    /// The text, decoded; without a byte order mark.
    pub text: Arc<String>,
    /// The bytes, kept only where they are not UTF-8.
    pub raw: Option<Arc<[u8]>>,
    /// As [`Files::versions`] said.
    pub version: Option<u64>,
}

impl SourceFile {
    /// The file's name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The file's name without folders and extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The folder, without a slash at the end; empty for the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// This file under another number; its version is said if it was not known.
    pub fn numbered(self: &Arc<Self>, id: FileId, version: Option<u64>) -> Arc<Self> {
        let version = self.version.or(version);
        if (self.id, self.version) == (id, version) {
            return self.clone();
        }
        Arc::new(Self { id, version, ..Self::clone(self) })
    }

    /// Whether it was read from these bytes.
    pub fn was(&self, bytes: &[u8]) -> bool {
        match &self.raw {
            Some(raw) => **raw == *bytes,
            None => self.text.as_bytes() == bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
        }
    }

    /// The content as it was read, but for a byte order mark.
    pub fn bytes(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// Whether the extension is one of these, compared without case.
    pub fn is(&self, extensions: &[&str]) -> bool {
        let own = self.name().rsplit_once('.').map_or("", |(_, extension)| extension);
        extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension))
    }
}

/// All files of one build, sorted by path, so that a [`FileId`] orders as its path does.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Arc<Vec<Arc<SourceFile>>>,
    forgotten: BTreeSet<FileId>,
    /// Numbers of files that other builds have.
    absent: BTreeSet<FileId>,
}

impl Sources {
    /// Takes the files and numbers them in the order of their paths.
    pub fn new(mut files: Vec<(String, Vec<u8>)>) -> Self {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let files = files.into_iter().enumerate();
        Self::of(files.map(|(i, (path, bytes))| Arc::new(SourceFile::decode(FileId(i as u32), path, bytes))).collect())
    }

    /// Takes files that have their numbers: their places in the order of their paths.
    pub fn of(files: Vec<Arc<SourceFile>>) -> Self {
        Self { files: Arc::new(files), ..Self::default() }
    }

    /// The same where some of the numbers are those of files that are not here.
    pub fn without(self, absent: BTreeSet<FileId>) -> Self {
        Self { absent, ..self }
    }

    /// Whether the file with this number is not here.
    pub fn is_absent(&self, id: FileId) -> bool {
        self.absent.contains(&id)
    }

    /// Lets go of the contents of files that are not published as they are: they read as empty.
    pub fn forget(&mut self, ids: impl Iterator<Item = FileId>) {
        for id in ids {
            let file = self.file_mut(id);
            if !file.path.starts_with("static/") {
                *file = Arc::new(SourceFile {
                    id,
                    path: file.path.clone(),
                    text: Arc::default(),
                    raw: None,
                    version: None,
                });
                self.forgotten.insert(id);
            }
        }
    }

    /// Whether the contents of a file were let go of.
    pub fn is_forgotten(&self, id: FileId) -> bool {
        self.forgotten.contains(&id)
    }

    /// Takes the contents of a file again.
    pub fn recall(&mut self, id: FileId, bytes: Vec<u8>) {
        let file = self.file_mut(id);
        *file = Arc::new(SourceFile::decode(id, file.path.clone(), bytes));
        self.forgotten.remove(&id);
    }

    /// The file with this number.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    fn file_mut(&mut self, id: FileId) -> &mut Arc<SourceFile> {
        &mut Arc::make_mut(&mut self.files)[id.0 as usize]
    }

    /// The file with this number, if there is one.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize).map(|file| &**file).filter(|file| !self.is_absent(file.id))
    }

    /// The file with this number, shared by all builds that found it unchanged.
    pub fn shared(&self, id: FileId) -> &Arc<SourceFile> {
        &self.files[id.0 as usize]
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().map(|file| &**file).filter(|file| !self.is_absent(file.id))
    }

    /// The files as a slice, in the order of their paths and numbers; absent ones are empty.
    pub fn as_slice(&self) -> &[Arc<SourceFile>] {
        &self.files
    }

    /// The file at this path, if there is one.
    pub fn by_path(&self, path: &str) -> Option<&SourceFile> {
        let i = self.files.binary_search_by(|f| f.path.as_str().cmp(path)).ok()?;
        self.get(FileId(i as u32))
    }
}

impl SourceFile {
    /// A file from its bytes.
    pub fn decode(id: FileId, path: String, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                let mut file = Self { id, path, text: Arc::default(), raw: None, version: None };
                let page = file.is(&["md", "markdown"]);
                file.text = Arc::new(if page && returns_alone(&text) { with_line_feeds(&text) } else { text });
                file
            }
            Err(error) => {
                // A byte order mark decides; else Windows-1252, so that an excerpt can be shown.
                let bytes = error.into_bytes();
                let encoding =
                    encoding_rs::Encoding::for_bom(&bytes).map_or(encoding_rs::WINDOWS_1252, |(encoding, _)| encoding);
                let text = encoding.decode(&bytes).0.into_owned();
                Self { id, path, text: Arc::new(text), raw: Some(Arc::from(bytes)), version: None }
            }
        }
    }
}

/// Whether the first line ends with a carriage return alone.
fn returns_alone(text: &str) -> bool {
    text.find(['\r', '\n']).is_some_and(|at| text[at..].starts_with('\r') && !text[at..].starts_with("\r\n"))
}

/// The text with a line feed for every carriage return that stands alone; places stay what they are.
fn with_line_feeds(text: &str) -> String {
    text.split("\r\n").map(|part| part.replace('\r', "\n")).collect::<Vec<_>>().join("\r\n")
}

/// Line and column of a byte offset, both from 1; the column counts characters.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (line, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_whose_lines_end_with_a_carriage_return_alone_have_lines() {
        let text = |path: &str, bytes: &str| {
            SourceFile::decode(FileId(0), path.to_owned(), bytes.as_bytes().to_vec()).text.to_string()
        };
        assert_eq!(text("objectives/a.md", "---\rtitle: A\r---\r"), "---\ntitle: A\n---\n");
        assert_eq!(text("objectives/a.md", "---\r\ntitle: A\rB"), "---\r\ntitle: A\rB", "others stay as they are");
        assert_eq!(text("static/a.txt", "a\rb"), "a\rb", "what is published as it is stays");
    }

    #[test]
    fn what_was_forgotten_reads_as_empty_until_it_is_recalled() {
        let files = ["kpis/a.csv", "static/b.csv"].map(|path| (path.to_owned(), b"date,value\n".to_vec()));
        let mut sources = Sources::new(files.to_vec());
        sources.forget([FileId(0), FileId(1)].into_iter());
        assert_eq!((sources.file(FileId(0)).text.as_str(), sources.is_forgotten(FileId(0))), ("", true));
        assert!(!sources.is_forgotten(FileId(1)), "what is published as it is stays");
        sources.recall(FileId(0), b"date,value\n".to_vec());
        assert_eq!((sources.file(FileId(0)).text.as_str(), sources.is_forgotten(FileId(0))), ("date,value\n", false));
        assert_eq!(sources.by_path("kpis/a.csv").map(|f| f.id), Some(FileId(0)));
    }
}
