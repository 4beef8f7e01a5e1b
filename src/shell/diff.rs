//! `goalpost diff`: two revisions, a revision and the work tree, or two days.

use super::Trouble;
use super::args::{DiffArgs, DiffFormat};
use super::commands::{overrides, write};
use super::disk::Disk;
use super::git::Git;
use crate::base::past::{NoPast, Past};
use crate::base::{Files, exec};
use crate::domain::Date;
use crate::parse::config::Overrides;
use crate::parse::outline::OUTLINER;
use crate::present::PresentCx;
use crate::present::diff::Diff;
use crate::resolve::ledger;
use crate::session::{self, Report};
use std::sync::Arc;

/// One side: its name, and the day that was asked for.
struct Side<'a> {
    name: String,
    files: Box<dyn Files + 'a>,
    as_of: Option<Date>,
}

pub(super) fn run(args: &DiffArgs) -> Result<bool, Trouble> {
    let disk = Disk::find(args.root.as_deref())?;
    let git = disk.git().map_err(|why| no_past(&why))?;
    let from = side(git, args.from.as_deref().unwrap_or("HEAD"), args.as_of)?;
    let to = match &args.to {
        Some(name) => side(git, name, args.as_of)?,
        None => Side { name: "work tree".to_owned(), files: Box::new(Here(&disk)), as_of: args.as_of },
    };
    let all = overrides(args.as_of, args.drafts, None)?;
    let (a, b) = exec::with_threads(args.jobs, || Ok::<_, Trouble>((build(&from, &all)?, build(&to, &all)?)))?;
    let changes = ledger::between(&b.model, &b.sources, &a.sources, b.scores.as_of);
    let diff = Diff::new((&from.name, &to.name), &cx(&a), &cx(&b), &changes);
    let text = match args.format {
        DiffFormat::Human => diff.human(),
        DiffFormat::Json => diff.json(),
        DiffFormat::Markdown => diff.markdown(),
    };
    write(anstream::stdout(), &text)?;
    Ok(true)
}

fn cx(report: &Report) -> PresentCx<'_> {
    PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings)
}

fn build(side: &Side<'_>, all: &Overrides) -> Result<Arc<Report>, Trouble> {
    let overrides = Overrides { as_of: side.as_of.or(all.as_of), ..all.clone() };
    Ok(session::score(&*side.files, &overrides)?)
}

/// A day is the last revision that was there on it, seen on that day; anything else is a revision.
fn side<'a>(git: &'a Git, name: &str, as_of: Option<Date>) -> Result<Side<'a>, Trouble> {
    let (revision, day) = match name.parse::<Date>() {
        Ok(day) => {
            let history = git.history(&OUTLINER).map_err(|why| no_past(&why))?;
            let at = history.on(day).ok_or_else(|| Trouble::new(format!("no revision is as old as {day}")))?;
            (history.revisions[at].id.clone(), Some(day))
        }
        Err(_) => (revision(git, name)?, None),
    };
    Ok(Side { name: name.to_owned(), files: git.at(&revision)?, as_of: as_of.or(day) })
}

/// The whole name of a revision.
pub(super) fn revision(git: &Git, name: &str) -> Result<String, Trouble> {
    git.revision(name).map_err(|why| match why {
        NoPast::Trouble(_) => Trouble::new(format!("git knows no revision `{name}` here")),
        other => no_past(&other),
    })
}

pub(super) fn no_past(why: &NoPast) -> Trouble {
    Trouble::new(why.to_string())
}

/// The files on disk.
struct Here<'a>(&'a Disk);

impl Files for Here<'_> {
    fn list(&self) -> std::io::Result<Vec<String>> {
        self.0.list()
    }

    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn past(&self) -> Result<&dyn Past, NoPast> {
        self.0.past()
    }
}
