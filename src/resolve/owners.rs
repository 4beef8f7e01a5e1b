//! People and teams: owners joined to `people.csv`, teams to their parts, members and goals.

use super::model::{Kpi, KpiIx, Named, Names, Objective, ObjectiveIx, Owner, Person, PersonIx, RowPlace, Team, TeamIx};
use crate::base::codes::CYCLE;
use crate::base::{Diagnostic, FileId, Place, Sink};
use crate::domain::slug;
use crate::parse::doc::{OwnerDoc, PersonDoc, TeamDoc, Who};
use std::sync::Arc;

/// Owners with the names to show.
pub fn join(owners: &[OwnerDoc], names: &Names, people: &[Person]) -> Vec<Owner> {
    owners
        .iter()
        .map(|owner| Owner {
            share: owner.share.as_ref().map(|(text, _)| text.clone()),
            from: owner.from,
            until: owner.until,
            ..join_one(&owner.who, names, people)
        })
        .collect()
}

/// A person or a role without dates and share.
pub fn join_one(who: &Who, names: &Names, people: &[Person]) -> Owner {
    let (name, person, is_role) = match who {
        Who::Role(role) => (role.clone(), None, true),
        Who::Person(id) => match names.person(id) {
            Some(ix) => (people[ix.0 as usize].name.clone(), Some(ix), false),
            None => (id.clone(), None, false),
        },
    };
    Owner { name, person, is_role, share: None, from: None, until: None }
}

/// People in order of id, without their teams.
pub fn people(list: Vec<(PersonDoc, Option<RowPlace>)>, names: &Names) -> Vec<Person> {
    list.into_iter()
        .map(|(doc, row)| Person {
            name: doc.name.clone().unwrap_or_else(|| doc.id.clone()),
            team: doc.team.as_deref().and_then(|id| names.team(id)),
            address: format!("people/{}", slug(&doc.id)),
            row,
            doc,
        })
        .collect()
}

/// Teams in order of id, with their tree, members, goals and KPIs.
pub fn teams(
    list: Vec<(TeamDoc, Option<RowPlace>)>,
    people: &[Person],
    goals: &[Arc<Objective>],
    kpis: &[Arc<Kpi>],
    names: &Names,
    sink: &mut Sink,
) -> Vec<Team> {
    let above = trunk(&list, names, sink);
    let mut teams: Vec<Team> = list
        .into_iter()
        .zip(&above)
        .map(|((doc, row), part_of)| Team {
            name: doc.name.clone().unwrap_or_else(|| doc.id.clone()),
            part_of: *part_of,
            parts: Vec::new(),
            row,
            lead: doc.lead.as_deref().and_then(|id| names.person(id)),
            members: Vec::new(),
            objectives: Vec::new(),
            kpis: Vec::new(),
            address: format!("teams/{}", slug(&doc.id)),
            doc,
        })
        .collect();
    for (i, part_of) in above.iter().enumerate() {
        if let Some(ix) = part_of {
            teams[ix.0 as usize].parts.push(TeamIx(i as u32));
        }
    }
    for (i, person) in people.iter().enumerate() {
        if let Some(ix) = person.team {
            teams[ix.0 as usize].members.push(PersonIx(i as u32));
        }
    }
    for (i, goal) in goals.iter().enumerate() {
        if let Some(ix) = goal.team {
            teams[ix.0 as usize].objectives.push(ObjectiveIx(i as u32));
        }
    }
    for (i, kpi) in kpis.iter().enumerate() {
        if let Some(ix) = kpi.team {
            teams[ix.0 as usize].kpis.push(KpiIx(i as u32));
        }
    }
    teams
}

/// The team above each team; a link that would close a circle is reported and left out.
fn trunk(list: &[(TeamDoc, Option<RowPlace>)], names: &Names, sink: &mut Sink) -> Vec<Option<TeamIx>> {
    let mut above: Vec<Option<TeamIx>> = vec![None; list.len()];
    for (i, (team, row)) in list.iter().enumerate() {
        let Some(ix) = team.part_of.as_deref().and_then(|id| names.team(id)) else { continue };
        // Links so far make no circle, so that this walk ends.
        let mut path = vec![i];
        let mut at = Some(ix);
        while let Some(TeamIx(next)) = at {
            let next = next as usize;
            path.push(next);
            at = if next == i { None } else { above[next] };
        }
        if path.last() == Some(&i) {
            let ids: Vec<&str> = path.iter().map(|t| list[*t].0.id.as_str()).collect();
            let (file, at) = place(team.file, *row, "part_of");
            let message = format!("these teams are part of each other in a circle: {}", ids.join(" → "));
            sink.push(Diagnostic::new(CYCLE, file, at, message).help("leave out one of the `part_of`"));
            continue;
        }
        above[i] = Some(ix);
    }
    above
}

/// Where a team's or person's fact is written: the cell in their row, else the key on their page.
pub fn place(page: Option<FileId>, row: Option<RowPlace>, name: &'static str) -> (FileId, Place) {
    match (row, page) {
        (Some((file, (start, _))), _) => (file, Place::Cell(start, name)),
        (None, Some(file)) => (file, Place::Value(name.to_owned())),
        (None, None) => (FileId(0), Place::File),
    }
}

/// Adds people and teams to the names.
pub fn enter(names: &mut Names, teams: &[(TeamDoc, Option<RowPlace>)], people: &[(PersonDoc, Option<RowPlace>)]) {
    for (i, (team, _)) in teams.iter().enumerate() {
        names.add(&team.id, Named::Team(TeamIx(i as u32)));
    }
    for (i, (person, _)) in people.iter().enumerate() {
        names.add(&person.id, Named::Person(PersonIx(i as u32)));
    }
}
