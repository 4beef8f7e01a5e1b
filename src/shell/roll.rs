//! `goalpost roll`: the next period's drafts from what closed goals say is next.

use super::Trouble;
use super::args::RollArgs;
use super::commands::{overrides, print_errors, write};
use super::disk::Disk;
use crate::base::exec;
use crate::base::suggest::nearest;
use crate::domain::Period;
use crate::present::PresentCx;
use crate::present::write::{NewFile, roll};
use crate::report::count;
use crate::resolve::model::{Model, ObjectiveIx, TeamIx};
use crate::session;
use std::io::Write as _;
use std::path::Path;

/// Writes the drafts; true if no page has a mistake.
pub(super) fn run(args: &RollArgs) -> Result<bool, Trouble> {
    let disk = Disk::find(args.reading.root.as_deref())?;
    let overrides = overrides(args.reading.as_of, args.reading.drafts, None)?;
    let report = exec::with_threads(args.reading.jobs, || session::score(&disk, &overrides))?;
    let cx = PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings);
    let (from, to) = (period(&args.from, &report.model)?, period(&args.to, &report.model)?);
    if to.start <= from.end {
        return Err(Trouble::new(format!("{} does not come after {}", to.label(), from.label())));
    }
    let mut text = String::new();
    let mut written = 0;
    for ix in goals(&report.model, &from, args.team.as_deref())? {
        let id = &report.model.objective(ix).doc.id;
        match roll(&cx, ix, &to) {
            Ok(rolled) => {
                for file in rolled.files {
                    let new = create(&disk.root, &file)?;
                    written += usize::from(new);
                    let what = if new { "wrote" } else { "left " };
                    let why = if new { "" } else { " is there already" };
                    text.push_str(&format!("{what} {}{why}\n", file.name));
                }
                text.extend(rolled.notes.iter().map(|note| format!("to do {id} {note}\n")));
            }
            Err(why) => text.push_str(&format!("left  {id}: {why}\n")),
        }
    }
    write(anstream::stdout(), &text)?;
    let agree = if written > 0 { "; agree on the targets, then take out the lines `draft: true`" } else { "" };
    write(anstream::stderr(), &format!("{} written{agree}\n", count(written, "file")))?;
    print_errors(&report)
}

fn period(text: &str, model: &Model) -> Result<Period, Trouble> {
    Period::parse(text, &model.settings.calendar)
        .ok_or_else(|| Trouble::new(format!("`{text}` is not a period; write it as FY26-Q3, 2026-Q3 or 2026-07")))
}

/// The goals of exactly this period, of one team where one is named.
fn goals(model: &Model, from: &Period, team: Option<&str>) -> Result<Vec<ObjectiveIx>, Trouble> {
    let team: Option<TeamIx> = match team {
        None => None,
        Some(id) => Some(model.names.team(id).ok_or_else(|| {
            let ids = model.teams.iter().map(|team| team.doc.id.as_str());
            let hint = nearest(id, ids).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            Trouble::new(format!("no team has the id `{id}`{hint}"))
        })?),
    };
    let of = |period: &Option<Period>| period.as_ref().is_some_and(|p| p.name == from.name);
    let goals = model.objectives().filter(|(_, goal)| of(&goal.doc.period) && (team.is_none() || goal.team == team));
    let goals: Vec<ObjectiveIx> = goals.map(|(ix, _)| ix).collect();
    if goals.is_empty() {
        return Err(Trouble::new(format!("no goal there has the period {}", from.label())));
    }
    Ok(goals)
}

/// Writes a file that is not there yet; false where it is.
fn create(root: &Path, file: &NewFile) -> Result<bool, Trouble> {
    let place = root.join(&file.name);
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match std::fs::File::create_new(&place) {
        Ok(mut to) => {
            to.write_all(file.text.as_bytes())?;
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Trouble::new(format!("{}: {error}", file.name))),
    }
}
