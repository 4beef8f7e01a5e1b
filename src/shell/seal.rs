//! `goalpost seal`: writes a period's results to a file that is committed, and amends it.

use super::Trouble;
use super::args::SealArgs;
use super::commands::{overrides, write};
use super::disk::Disk;
use crate::base::{Level, exec};
use crate::domain::{Period, slug};
use crate::parse::seal::{FOLDER, SUFFIX};
use crate::present::{PresentCx, seal};
use crate::session::{self, Report};
use std::path::Path;

pub(super) fn run(args: &SealArgs) -> Result<bool, Trouble> {
    let disk = Disk::find(args.root.as_deref())?;
    let overrides = overrides(args.as_of, false, None)?;
    let report = exec::with_threads(0, || session::score(&disk, &overrides))?;
    let period = period(&report, &args.period)?;
    let path = format!("{FOLDER}{}{SUFFIX}", slug(&period.name));
    let cx = PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings);
    let known = crate::compute::seal::of_period(&report.model, &period.name).cloned();
    let (doc, done) = match (known, &args.reason) {
        (Some(_), None) => {
            return Err(Trouble::new(format!("{path} is there already; correct it with --amend --reason “…”")));
        }
        (None, Some(_)) => return Err(Trouble::new(format!("{} is not sealed yet; leave out --amend", period.name))),
        (None, None) => (seal::doc(&cx, &period), "sealed"),
        (Some(doc), Some(why)) => match seal::amended(&cx, doc, why) {
            Some(doc) => (doc, "amended"),
            None => {
                write(anstream::stderr(), &format!("{}: the files say what is sealed\n", period.name))?;
                return Ok(true);
            }
        },
    };
    let mut text = serde_json::to_string_pretty(&doc).map_err(|e| Trouble::new(e.to_string()))?;
    text.push('\n');
    save(&disk.root.join(&path), &text)?;
    write(anstream::stderr(), &format!("{} {done} → {path}; commit it\n", period.name))?;
    Ok(true)
}

/// The period that is meant: it has ended, and nothing in the files is wrong.
fn period(report: &Report, name: &str) -> Result<Period, Trouble> {
    let model = &report.model;
    let Some(period) = Period::parse(name, &model.settings.calendar) else {
        return Err(Trouble::new(format!("`{name}` is not a period; write it as FY26-Q3, 2026-Q3 or 2026-07")));
    };
    if !model.periods.iter().any(|p| p.period.name == period.name && !p.objectives.is_empty()) {
        return Err(Trouble::new(format!("there is no goal in {}", period.name)));
    }
    let as_of = report.scores.as_of;
    if as_of <= period.end {
        let message = format!(
            "{} ends on {}, and the report is of {as_of}: it can be sealed afterwards",
            period.name, period.end
        );
        return Err(Trouble::new(message));
    }
    if report.findings.iter().any(|f| f.level == Level::Error) {
        return Err(Trouble::new("there are mistakes in the files; `goalpost check` names them"));
    }
    Ok(period)
}

/// Writes beside and renames.
fn save(path: &Path, text: &str) -> Result<(), Trouble> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    readable(file.as_file())?;
    file.persist(path).map_err(|e| Trouble::from(e.error))?;
    Ok(())
}

/// A file for everybody: temporary ones are their owner's alone.
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    let _ = file;
    Ok(())
}
