//! An id of a team that `teams.csv` does not have.

use super::{Lint, LintCx};
use crate::base::codes::UNKNOWN_TEAM;
use crate::base::{Code, Diagnostic, FileId, Place, Sink};
use crate::domain::key;
use crate::parse::doc::CheckInFile;
use crate::resolve::model::{Model, Named};
use crate::resolve::owners;

pub struct UnknownTeam;

impl Lint for UnknownTeam {
    fn code(&self) -> Code {
        UNKNOWN_TEAM
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let model = cx.model;
        // Without a list, every team that is named is one.
        if model.teams.iter().all(|team| team.row.is_none()) {
            return;
        }
        let mut check = |id: &Option<String>, file: FileId, at: Place| {
            if let Some(id) = id.as_deref().filter(|id| model.names.team(id).is_none()) {
                sink.push(finding(id, file, at, cx));
            }
        };
        let team = || Place::Value("team".to_owned());
        for (_, goal) in cx.goals() {
            check(&goal.doc.team, goal.doc.file, team());
        }
        for kpi in &model.kpis {
            check(&kpi.doc.team, kpi.doc.file, team());
        }
        for unit in &model.teams {
            let (file, at) = owners::place(unit.doc.file, unit.row, "part_of");
            check(&unit.doc.part_of, file, at);
        }
        for person in &model.people {
            let (file, at) = owners::place(person.doc.file, person.row, "team");
            check(&person.doc.team, file, at);
        }
        for file in model.check_in_files.iter().filter(|f| !names_a_team_or_goal(f, model)) {
            check(&file.team, file.file, Place::File);
        }
    }
}

/// A check-in's file is named by its team, with more behind it, or by the goal it is about.
fn names_a_team_or_goal(file: &CheckInFile, model: &Model) -> bool {
    let Some(name) = file.team.as_deref() else { return true };
    let goal = || file.entries.iter().any(|entry| key(&entry.goal) == key(name));
    model.names.team_of_file(name).is_some() || goal()
}

fn finding(id: &str, file: FileId, at: Place, cx: &LintCx<'_>) -> Diagnostic {
    let same_name = cx.model.teams.iter().find(|team| team.name.eq_ignore_ascii_case(id.trim()));
    let near = cx.model.names.suggestion(id, |n| matches!(n, Named::Team(_)));
    let help = match (same_name, near) {
        (Some(team), _) => format!("teams are named by their id: `{}`", team.doc.id),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => "add a row to teams.csv".to_owned(),
    };
    Diagnostic::new(UNKNOWN_TEAM, file, at, format!("`{id}` is not in teams.csv")).help(help)
}
