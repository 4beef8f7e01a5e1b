//! An id of a person that `people.csv` does not have.

use super::{Lint, LintCx};
use crate::base::codes::UNKNOWN_PERSON;
use crate::base::{Code, Diagnostic, FileId, Place, Sink};
use crate::parse::doc::{ObjectiveDoc, OwnerDoc, Who};
use crate::resolve::model::Named;
use crate::resolve::owners;

pub struct UnknownPerson;

impl Lint for UnknownPerson {
    fn code(&self) -> Code {
        UNKNOWN_PERSON
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        // Without a list, every name is as good as another.
        if cx.model.people.iter().all(|person| person.row.is_none()) {
            return;
        }
        let mut check = |id: &str, file: FileId, at: Place| {
            if cx.model.names.person(id).is_none() {
                sink.push(finding(id, file, at, cx));
            }
        };
        for (_, goal) in cx.goals() {
            for (id, path) in named_in(&goal.doc) {
                check(id, goal.doc.file, Place::Value(path));
            }
            for kr in super::kept_with_parts(goal) {
                for (id, path) in persons(&kr.doc.owners) {
                    check(id, goal.doc.file, Place::Value(path));
                }
            }
        }
        for kpi in &cx.model.kpis {
            // “The finance team closes the month” answers who as well.
            if let Some(Who::Person(id)) = kpi.doc.who.as_ref().filter(|who| is_id(who)) {
                check(id, kpi.doc.file, Place::Value("who".to_owned()));
            }
        }
        for team in &cx.model.teams {
            if let Some(lead) = &team.doc.lead {
                let (file, at) = owners::place(team.doc.file, team.row, "lead");
                check(lead, file, at);
            }
        }
    }
}

fn is_id(who: &Who) -> bool {
    matches!(who, Who::Person(id) if !id.trim().contains(char::is_whitespace))
}

fn persons(list: &[OwnerDoc]) -> impl Iterator<Item = (&str, String)> {
    list.iter().filter_map(|owner| match &owner.who {
        Who::Person(id) => Some((id.as_str(), format!("{}.who", owner.path))),
        Who::Role(_) => None,
    })
}

/// The people that a goal's page names outside its key results.
fn named_in(doc: &ObjectiveDoc) -> Vec<(&str, String)> {
    let mut named: Vec<(&str, String)> = persons(&doc.owners).collect();
    if let Some(Who::Person(id)) = &doc.sponsor {
        named.push((id, "sponsor".to_owned()));
    }
    for (i, who) in doc.contributors.iter().enumerate() {
        if let Who::Person(id) = who {
            named.push((id, format!("contributors.{i}")));
        }
    }
    for (i, work) in doc.work.iter().enumerate() {
        if let Some(id) = &work.owner {
            named.push((id, format!("work.{i}.owner")));
        }
    }
    named
}

fn finding(id: &str, file: FileId, at: Place, cx: &LintCx<'_>) -> Diagnostic {
    let same_name = |p: &&crate::resolve::model::Person| p.name.eq_ignore_ascii_case(id.trim());
    let help = match cx.model.people.iter().find(same_name) {
        Some(person) => format!("people are named by their id: `{}`", person.doc.id),
        None if id.trim().contains(' ') => format!("for a role write `{{role: {}}}`", id.trim()),
        None => match cx.model.names.suggestion(id, |n| matches!(n, Named::Person(_))) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add a row to people.csv".to_owned(),
        },
    };
    Diagnostic::new(UNKNOWN_PERSON, file, at, format!("`{id}` is not in people.csv")).help(help)
}
