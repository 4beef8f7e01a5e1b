//! The main line: the revisions that a checked-out branch went through, one after another.
//!
//! Only first parents are followed, and a merge is compared with its first parent. So each step begins where the one
//! before ended, and what was tried on a branch and given up there never counts. Who wrote what a merge brought in is
//! looked up among the revisions that were merged.

use super::batch::Batch;
use super::{absent, command, complaint, run};
use crate::base::past::{self, FileChange, NoPast, Outline, Outliner, Version, Writer};
use crate::base::{Sink, both, par_map};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Git's name for the content of a file that is not there.
const NOTHING: char = '0';
/// Contents that are outlined at once.
const AT_ONCE: usize = 2048;

/// What was read of the main line, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Known {
    /// The revision it was read up to.
    pub head: String,
    steps: Vec<Step>,
    /// `id path` → outline.
    outlines: BTreeMap<String, Option<Outline>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Step {
    id: String,
    /// Seconds since 1970.
    time: i64,
    author: String,
    subject: String,
    merge: bool,
    /// Who wrote what came by a merge, by path.
    authors: BTreeMap<String, Writer>,
    changes: Vec<Change>,
}

/// Path and version before and after.
#[derive(Debug, Serialize, Deserialize)]
struct Change {
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

/// Reads what came since `known`, or all of it where the main line went another way.
pub(super) fn read(folder: &Path, mut known: Known, head: &str) -> Result<Known, NoPast> {
    let mut since = None;
    if !known.head.is_empty() {
        let text = run(folder, &["rev-list", "--first-parent", head])?;
        let line: HashSet<&str> = text.lines().collect();
        if line.contains(known.head.as_str()) {
            since = Some(known.head.clone());
        } else {
            // The way they have in common.
            let common = known.steps.iter().take_while(|step| line.contains(step.id.as_str())).count();
            known.steps.truncate(common);
            since = known.steps.last().map(|step| step.id.clone());
        }
    }
    let since = since.map(|id| format!("^{id}"));
    let mut steps = steps(folder, &["--first-parent", "-m", "-M"], head, since.as_deref())?;
    if steps.iter().any(|step| step.merge) {
        attribute(&mut steps, &self::steps(folder, &["--no-merges", "--no-renames"], head, since.as_deref())?);
    }
    known.steps.extend(steps.into_iter().rev());
    known.head = head.to_owned();
    Ok(known)
}

/// Revisions with the files they changed below the folder, newest first.
fn steps(folder: &Path, how: &[&str], head: &str, since: Option<&str>) -> Result<Vec<Step>, NoPast> {
    let mut log = command(folder);
    log.args(["log", "--topo-order", "--raw", "--no-abbrev", "-z", "--relative", "--no-color", "--no-ext-diff"]);
    log.args(how).arg("--format=%x01%H%x02%ct%x02%P%x02%aN%x02%s").arg(head).args(since).args(["--", "."]);
    let output = log.output().map_err(absent)?;
    if !output.status.success() {
        return Err(NoPast::Trouble(complaint(&output.stderr)));
    }
    Ok(parse(&String::from_utf8_lossy(&output.stdout)))
}

/// Reads fields that end in NUL: a revision begins with the byte 1, a change with a colon, and paths follow it.
fn parse(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut fields = text.split('\0').map(|field| field.trim_start_matches('\n'));
    while let Some(field) = fields.next() {
        if let Some(head) = field.strip_prefix('\u{1}') {
            let mut parts = head.splitn(5, '\u{2}');
            let mut part = || parts.next().unwrap_or_default().to_owned();
            let (id, time, parents, author, subject) = (part(), part(), part(), part(), part());
            let (author, subject) = (author.trim_end().to_owned(), subject.trim_end().to_owned());
            let (time, merge) = (time.parse().unwrap_or(0), parents.contains(' '));
            steps.push(Step { id, time, author, subject, merge, authors: BTreeMap::new(), changes: Vec::new() });
        } else if let Some(about) = field.strip_prefix(':') {
            // `old mode, new mode, old id, new id, letter`; a rename has two paths.
            let about: Vec<&str> = about.split(' ').collect();
            let [old_mode, new_mode, old, new, letter] = about.as_slice() else { continue };
            let Some(first) = fields.next() else { break };
            let second = if letter.starts_with(['R', 'C']) { fields.next() } else { None };
            let version = |mode: &str, path: &str, id: &str| {
                (mode.starts_with("100") && id.contains(|c| c != NOTHING)).then(|| (path.to_owned(), id.to_owned()))
            };
            let copied = letter.starts_with('C');
            let before = version(old_mode, first, old).filter(|_| !copied);
            let after = version(new_mode, second.unwrap_or(first), new);
            if let Some(step) = steps.last_mut().filter(|_| before.is_some() || after.is_some()) {
                step.changes.push(Change { before, after });
            }
        }
    }
    steps
}

/// Names the revision and the author behind each file that a merge brought in: the newest that wrote just this.
fn attribute(steps: &mut [Step], all: &[Step]) {
    let mut wrote: HashMap<(&str, &str), &Step> = HashMap::new();
    for step in all {
        for (path, id) in step.changes.iter().filter_map(|c| c.after.as_ref()) {
            wrote.entry((path, id)).or_insert(step);
        }
    }
    for step in steps.iter_mut().filter(|step| step.merge) {
        for (path, id) in step.changes.iter().filter_map(|c| c.after.as_ref()) {
            if let Some(writer) = wrote.get(&(path.as_str(), id.as_str())) {
                let (revision, author, subject) = (writer.id.clone(), writer.author.clone(), writer.subject.clone());
                step.authors.insert(path.clone(), Writer { revision, author, subject });
            }
        }
    }
}

impl Known {
    /// Outlines every version that was not outlined yet.
    pub fn outline(&mut self, outliner: &Outliner, batch: &mut Batch) -> Result<(), NoPast> {
        let versions = self.steps.iter().flat_map(|s| &s.changes).flat_map(|c| c.before.iter().chain(&c.after));
        let wanted = versions.filter(|(path, _)| (outliner.wants)(path));
        let missing: BTreeSet<(String, String)> =
            wanted.filter(|(path, id)| !self.outlines.contains_key(&name(path, id))).cloned().collect();
        let missing: Vec<(String, String)> = missing.into_iter().collect();
        // While some contents are outlined, the next ones are read.
        let mut chunks = missing.chunks(AT_ONCE);
        let mut next = chunks.next().map(|chunk| contents(chunk, batch)).transpose()?;
        while let Some(now) = next.take() {
            let outline = |(path, _, bytes): &Content, _: &mut Sink| (outliner.read)(path, bytes);
            let (outlines, read) = both(
                || par_map(&now, &mut Sink::default(), outline),
                || chunks.next().map(|chunk| contents(chunk, batch)).transpose(),
            );
            self.outlines.extend(now.iter().map(|(path, id, _)| name(path, id)).zip(outlines));
            next = read?;
        }
        Ok(())
    }

    /// The revisions with their days and outlines.
    pub fn revisions(self) -> Vec<past::Revision> {
        let Self { steps, outlines, .. } = self;
        let outlines: HashMap<String, Option<Arc<Outline>>> =
            outlines.into_iter().map(|(name, outline)| (name, outline.map(Arc::new))).collect();
        let days = days(&steps.iter().map(|step| step.time).collect::<Vec<_>>());
        let version = |(path, id): (String, String)| {
            let outline = outlines.get(&name(&path, &id)).cloned().flatten();
            (path, Version { id, outline })
        };
        let change = |c: Change| FileChange { before: c.before.map(version), after: c.after.map(version) };
        let revision = |(step, day): (Step, Date)| past::Revision {
            id: step.id,
            day,
            authors: step.authors,
            author: step.author,
            subject: step.subject,
            changes: step.changes.into_iter().map(change).collect(),
        };
        steps.into_iter().zip(days).map(revision).collect()
    }
}

/// A version with its content.
type Content = (String, String, Vec<u8>);

/// The contents of some versions.
fn contents(versions: &[(String, String)], batch: &mut Batch) -> Result<Vec<Content>, NoPast> {
    let ids: Vec<String> = versions.iter().map(|(_, id)| id.clone()).collect();
    let mut found = Vec::with_capacity(ids.len());
    let read = batch.read_all(&ids, |i, bytes| {
        let (path, id) = &versions[i];
        found.extend(bytes.map(|bytes| (path.clone(), id.clone(), bytes)));
    });
    read.map_err(|error| NoPast::Trouble(error.to_string()))?;
    if found.len() < versions.len() { Err(NoPast::Partial) } else { Ok(found) }
}

fn name(path: &str, id: &str) -> String {
    format!("{id} {path}")
}

/// The day of each revision in UTC. Where a clock was wrong, the day is that of the revision before: nothing is known
/// before what it builds upon. The right clocks are the longest run of times that never goes back.
fn days(times: &[i64]) -> Vec<Date> {
    // Patience sorting: the smallest end of a run of each length, and the run's step before.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(times.len());
    for (i, time) in times.iter().enumerate() {
        let length = ends.partition_point(|end| times[*end] <= *time);
        before.push(length.checked_sub(1).map(|l| ends[l]));
        match ends.get_mut(length) {
            Some(end) => *end = i,
            None => ends.push(i),
        }
    }
    let mut right = vec![false; times.len()];
    let mut at = ends.last().copied();
    while let Some(i) = at {
        right[i] = true;
        at = before[i];
    }
    let first = (0..times.len()).find(|i| right[*i]).map_or(0, |i| times[i]);
    let mut now = first;
    let day = |seconds: i64| {
        let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        time.to_zoned(jiff::tz::TimeZone::UTC).date()
    };
    let settle = |(time, right): (&i64, &bool)| {
        if *right {
            now = *time;
        }
        day(now)
    };
    times.iter().zip(&right).map(settle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn a_wrong_clock_takes_the_day_of_the_revision_before() {
        let ordinals = |times: &[i64]| -> Vec<i16> {
            let times: Vec<i64> = times.iter().map(|t| t * DAY).collect();
            days(&times).iter().map(|d| d.day_of_year() - 1 + (d.year() - 1970) * 365).collect()
        };
        assert_eq!(ordinals(&[1, 2, 300, 3, 4]), [1, 2, 2, 3, 4]);
        assert_eq!(ordinals(&[10, 11, 0, 12]), [10, 11, 11, 12]);
        assert_eq!(ordinals(&[200, 1, 2, 3]), [1, 1, 2, 3]);
        assert_eq!(ordinals(&[]), [] as [i16; 0]);
    }

    #[test]
    fn odd_names_and_renames_are_read() {
        let zero = "0".repeat(40);
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let text = format!(
            "\u{1}c1\u{2}86400\u{2}p1 p2\u{2}Ana: \"López\"\0\n:100644 100644 {a} {b} R090\0o/old\nname.md\0o/new ü.md\0\
             :000000 100644 {zero} {a} A\0x.md\0\u{1}c0\u{2}0\u{2}\u{2}Ben\0"
        );
        let steps = parse(&text);
        assert_eq!((steps.len(), steps[0].merge, steps[1].merge), (2, true, false));
        assert_eq!(steps[0].author, "Ana: \"López\"");
        assert_eq!(steps[0].changes[0].before.as_ref().map(|v| v.0.as_str()), Some("o/old\nname.md"));
        assert_eq!(steps[0].changes[0].after.as_ref().map(|v| v.0.as_str()), Some("o/new ü.md"));
        assert!(steps[0].changes[1].before.is_none());
    }
}
