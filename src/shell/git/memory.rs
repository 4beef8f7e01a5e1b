//! What is remembered between builds, inside `.git`: never committed, safe to delete.
//!
//! Everything in it stands under a name that says all it was made of: ids of git, a day, and the program's version. A
//! file that is damaged or of another version is not read.

use super::log::Known;
use rapidhash::v3::rapidhash_v3;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Entries that are remembered at most; beyond, all of them are forgotten.
const MOST: usize = 1 << 16;
/// Entries of this length have files of their own, of which there are at most so many.
const LONG: usize = 1 << 12;
const MOST_FILES: usize = 1 << 7;

pub(super) struct Memory {
    folder: PathBuf,
    /// Two goals repositories may live in one git repository.
    place: String,
    entries: Mutex<Option<BTreeMap<String, String>>>,
}

impl Memory {
    /// Reads nothing before it is asked.
    pub fn open(folder: PathBuf, prefix: &str) -> Self {
        let place = format!("{:016x}", rapidhash_v3(prefix.as_bytes()));
        Self { folder, place, entries: Mutex::new(None) }
    }

    /// The main line as it was read last, if with the same outliner.
    pub fn history(&self, outliner: u32) -> Known {
        load(&self.file("history"), &head(outliner)).unwrap_or_default()
    }

    pub fn keep_history(&self, outliner: u32, known: &Known) {
        save_json(&self.file("history"), &head(outliner), known);
    }

    pub fn recall(&self, key: &str) -> Option<String> {
        let long = || {
            let text = load_text(&self.file_of(key), &head(0))?;
            Some(text.strip_prefix(key)?.strip_prefix('\n')?.to_owned())
        };
        self.entries(|entries| entries.get(key).cloned()).or_else(long)
    }

    pub fn remember(&self, what: Vec<(String, String)>) {
        let (long, short): (Vec<_>, Vec<_>) = what.into_iter().partition(|(_, text)| text.len() >= LONG);
        for (key, text) in long {
            let folder = self.long();
            if std::fs::read_dir(&folder).is_ok_and(|files| files.count() >= MOST_FILES) {
                // What cannot be deleted is too much, but not wrong.
                let _ = std::fs::remove_dir_all(&folder);
            }
            save(&self.file_of(&key), &head(0), &format!("{key}\n{text}"));
        }
        if short.is_empty() {
            return;
        }
        self.entries(|entries| {
            if entries.len() + short.len() > MOST {
                entries.clear();
            }
            entries.extend(short);
            save_json(&self.file("results"), &head(0), entries);
        });
    }

    /// The folder of long entries.
    fn long(&self) -> PathBuf {
        self.folder.join(format!("results-{}", self.place))
    }

    fn file_of(&self, key: &str) -> PathBuf {
        self.long().join(format!("{:016x}.json", rapidhash_v3(key.as_bytes())))
    }

    fn entries<R>(&self, f: impl FnOnce(&mut BTreeMap<String, String>) -> R) -> R {
        let mut entries = self.entries.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        f(entries.get_or_insert_with(|| load(&self.file("results"), &head(0)).unwrap_or_default()))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}-{}.json", self.place))
    }
}

/// The line that every file begins with.
fn head(outliner: u32) -> String {
    format!("goalpost {} {outliner}", env!("CARGO_PKG_VERSION"))
}

fn load<T: DeserializeOwned>(path: &Path, head: &str) -> Option<T> {
    serde_json::from_str(&load_text(path, head)?).ok()
}

fn load_text(path: &Path, head: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let (first, body) = text.split_once('\n')?;
    let sum = first.strip_prefix(head)?.strip_prefix(' ')?;
    (sum == format!("{:016x}", rapidhash_v3(body.as_bytes()))).then(|| body.to_owned())
}

fn save_json(path: &Path, head: &str, value: &impl Serialize) {
    if let Ok(body) = serde_json::to_string(value) {
        save(path, head, &body);
    }
}

/// Writes beside and renames; where that fails, nothing is remembered, and the next build reads git again.
fn save(path: &Path, head: &str, body: &str) {
    let Some(folder) = path.parent() else { return };
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{head} {:016x}", rapidhash_v3(body.as_bytes()))?;
        file.write_all(body.as_bytes())?;
        file.persist(path).map_err(|e| e.error)
    });
    // The folder of git may be read-only.
    let _ = written;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_recalled_from_files_of_their_own_unless_these_are_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Memory::open(folder.path().to_owned(), "");
        let (long, short) = ("long\n".repeat(LONG), "short".to_owned());
        open().remember(vec![("a".to_owned(), long.clone()), ("b".to_owned(), short.clone())]);
        assert_eq!(
            (open().recall("a"), open().recall("b"), open().recall("c")),
            (Some(long.clone()), Some(short), None)
        );
        assert!(std::fs::metadata(open().file("results")).unwrap().len() < LONG as u64);
        let file = open().file_of("a");
        std::fs::write(&file, std::fs::read_to_string(&file).unwrap().replacen("long", "lang", 1)).unwrap();
        assert_eq!(open().recall("a"), None);
        for i in 0..=MOST_FILES {
            open().remember(vec![(i.to_string(), long.clone())]);
        }
        assert!(std::fs::read_dir(open().long()).unwrap().count() <= MOST_FILES);
        assert_eq!(open().recall(&MOST_FILES.to_string()), Some(long));
    }
}
