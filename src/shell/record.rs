//! What the last build of an output folder was made from, so that a build of the very same need not be made again.
//!
//! It stands beside the site and may be deleted, copied and shared: it is believed only where the program, the options,
//! every byte of the input, and size and time of every file of the site are what it says. Nothing is ever made from it.

use super::disk::Disk;
use super::output::{Site, Stamp, nanoseconds};
use crate::base::diag::{Located, LocatedLabel};
use crate::base::past::{NoPast, Past};
use crate::base::{Code, Files, Level, Sink, Sources, par_map};
use crate::parse::config::Overrides;
use crate::resolve::settings::AsOf;
use crate::session::Report;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Its name in the output folder.
pub(super) const RECORD: &str = ".goalpost-cache";

/// What is said of a build when it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub pages: Option<usize>,
    pub objectives: usize,
    pub kpis: usize,
    pub as_of: AsOf,
}

impl Facts {
    pub fn of(report: &Report, pages: Option<usize>) -> Self {
        let model = &report.model;
        let (objectives, kpis) = (model.objectives.len(), model.kpis.len());
        Self { pages, objectives, kpis, as_of: model.settings.as_of }
    }
}

#[derive(Serialize, Deserialize)]
struct Written<'a> {
    key: String,
    facts: Facts,
    findings: Vec<Finding>,
    #[serde(borrow)]
    site: Vec<(Cow<'a, str>, Stamp)>,
}

/// A finding as it is kept.
#[derive(Serialize, Deserialize)]
struct Finding {
    code: String,
    level: Level,
    message: String,
    primary: LocatedLabel,
    related: Vec<LocatedLabel>,
    help: Vec<String>,
}

/// A build that need not be made.
#[derive(Debug)]
pub(super) struct Known {
    pub facts: Facts,
    pub findings: Vec<Located>,
}

/// A goals repository of which every file that is read leaves its sum.
pub(super) struct Summed<'a> {
    disk: &'a Disk,
    sums: Mutex<BTreeMap<String, (u64, u64)>>,
}

impl<'a> Summed<'a> {
    pub fn new(disk: &'a Disk) -> Self {
        Self { disk, sums: Mutex::default() }
    }

    /// What a build of these files by this program under these options is known by.
    fn key(&self, options: &Overrides) -> String {
        let sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        let past = self.disk.git().and_then(|git| Ok((git.revision("HEAD")?, git.is_shallow())));
        let head = sum(format!("{} {options:?} {past:?}", program()).as_bytes());
        let mut bytes = Vec::new();
        let (a, b) = sums.iter().fold(head, |before, (path, own)| {
            bytes.clear();
            for part in [before.0, before.1, own.0, own.1] {
                bytes.extend_from_slice(&part.to_le_bytes());
            }
            bytes.extend_from_slice(path.as_bytes());
            sum(&bytes)
        });
        format!("{a:016x}{b:016x}")
    }
}

impl Files for Summed<'_> {
    fn list(&self) -> io::Result<Vec<String>> {
        self.disk.list()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let bytes = self.disk.read(path)?;
        let sum = sum(&bytes);
        self.sums.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), sum);
        Ok(bytes)
    }

    fn past(&self) -> Result<&dyn Past, NoPast> {
        self.disk.past()
    }
}

/// Two sums of different seeds: 128 bits.
fn sum(bytes: &[u8]) -> (u64, u64) {
    let seeded = |seed| rapidhash::v3::rapidhash_v3_seeded(bytes, &rapidhash::v3::RapidSecrets::seed(seed));
    (seeded(1), seeded(2))
}

/// Version, size and time of the program: another program may make other pages.
fn program() -> String {
    let file = std::env::current_exe().and_then(std::fs::metadata);
    let (size, time) = file.map_or((0, 0), |meta| (meta.len(), nanoseconds(&meta)));
    format!("{} {size} {time}", env!("CARGO_PKG_VERSION"))
}

/// Whether the files of a site are what was written down.
fn is_untouched(target: &Path, site: &[(Cow<'_, str>, Stamp)]) -> bool {
    let same = par_map(site, &mut Sink::default(), |(path, stamp), _| {
        let meta = std::fs::symlink_metadata(target.join(&**path)).ok().filter(std::fs::Metadata::is_file);
        meta.is_some_and(|meta| Stamp::from(&meta) == *stamp)
    });
    same.into_iter().all(|same| same)
}

/// The build that a folder holds, if a build of these files under these options would make it again.
///
/// # Errors
/// A file of the repository that cannot be read.
pub(super) fn find(target: &Path, files: &Summed<'_>, options: &Overrides) -> io::Result<Option<Known>> {
    let Ok(bytes) = std::fs::read(target.join(RECORD)) else { return Ok(None) };
    let Ok(written) = serde_json::from_slice::<Written<'_>>(&bytes) else { return Ok(None) };
    if !is_untouched(target, &written.site) {
        return Ok(None);
    }
    for read in par_map(&files.list()?, &mut Sink::default(), |path, _| files.read(path)) {
        read?;
    }
    if files.key(options) != written.key {
        return Ok(None);
    }
    let known: Option<Vec<Located>> = written.findings.into_iter().map(Finding::known).collect();
    Ok(known.map(|findings| Known { facts: written.facts, findings }))
}

/// Writes down what a site was made from.
///
/// # Errors
/// Trouble of the disk.
pub(super) fn write(
    site: &Site,
    files: &Summed<'_>,
    options: &Overrides,
    facts: Facts,
    findings: &[Located],
) -> io::Result<()> {
    let state = site.files.iter().map(|(path, stamp)| (Cow::Borrowed(path.as_str()), *stamp)).collect();
    let findings = findings.iter().map(Finding::of).collect();
    let written = Written { key: files.key(options), facts, findings, site: state };
    let mut file = BufWriter::new(File::create(site.target.join(RECORD))?);
    serde_json::to_writer(&mut file, &written)?;
    file.flush()
}

/// The sources that findings show excerpts of.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn cited(findings: &[Located], files: &dyn Files) -> io::Result<Sources> {
    let labels = findings.iter().flat_map(|f| std::iter::once(&f.primary).chain(&f.related));
    let paths: std::collections::BTreeSet<&String> = labels.map(|label| &label.path).collect();
    let read = paths.into_iter().map(|path| Ok((path.clone(), files.read(path)?)));
    Ok(Sources::new(read.collect::<io::Result<_>>()?))
}

impl Finding {
    fn of(found: &Located) -> Self {
        let Located { code, level, message, primary, related, help } = found.clone();
        Self { code: code.id().to_owned(), level, message, primary, related, help }
    }

    fn known(self) -> Option<Located> {
        let Self { code, level, message, primary, related, help } = self;
        Some(Located { code: Code::find(&code)?, level, message, primary, related, help })
    }
}
