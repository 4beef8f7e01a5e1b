//! Owners and people, as far as the site shows them (`domain.md` §7).

use crate::parse::doc::Who;
use crate::present::{PresentCx, paths};
use crate::resolve::model::{Named, Owner, PersonIx};
use crate::resolve::settings::PeopleShown;
use serde::Serialize;

/// An owner for `<owners list={…} />`.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct OwnerView {
    pub name: String,
    pub href: Option<String>,
    /// Share and dates: "1/3, until 3 Oct".
    pub note: Option<String>,
}

/// Owners as far as the site shows people.
pub fn owners(cx: &PresentCx<'_>, owners: &[Owner]) -> Vec<OwnerView> {
    owners.iter().filter_map(|o| owner(cx, o)).collect()
}

/// An owner as far as the site shows people.
pub fn owner(cx: &PresentCx<'_>, owner: &Owner) -> Option<OwnerView> {
    let (name, href) = if owner.is_role {
        let shown = cx.model.settings.people != PeopleShown::None;
        (shown.then(|| owner.name.clone())?, None)
    } else {
        match owner.person {
            Some(person) => (person_name(cx, person)?, paths::person(cx.model, person)),
            None => (names_shown(cx).then(|| owner.name.clone())?, None),
        }
    };
    let f = &cx.format;
    let mut notes: Vec<String> = owner.share.iter().cloned().collect();
    notes.extend(owner.from.map(|d| f.fill("from {date}", &[("date", &f.day(d))])));
    notes.extend(owner.until.map(|d| f.fill("until {date}", &[("date", &f.day(d))])));
    let left = owner.person.and_then(|p| cx.model.person(p).doc.until).is_some_and(|d| d <= cx.scores.as_of);
    if left {
        notes.push(f.word("owner has left"));
    }
    Some(OwnerView { name, href, note: (!notes.is_empty()).then(|| f.list(&notes)) })
}

/// A person by id, or a role in words, as far as the site shows people.
pub fn who(cx: &PresentCx<'_>, who: &Who) -> Option<OwnerView> {
    match who {
        Who::Role(role) => (cx.model.settings.people != PeopleShown::None).then(|| OwnerView {
            name: role.clone(),
            href: None,
            note: None,
        }),
        Who::Person(id) => someone(cx, id),
    }
}

/// A person by id as written ("maren", "@priya"), as far as the site shows people.
pub fn someone(cx: &PresentCx<'_>, id: &str) -> Option<OwnerView> {
    let id = id.trim_start_matches('@');
    let key = crate::domain::key(id);
    let names = &cx.model.names.entries;
    let found = names.get(&format!("person:{key}")).or_else(|| names.get(&key)).into_iter().flatten();
    let person = found.clone().find_map(|n| if let Named::Person(ix) = n { Some(*ix) } else { None });
    match person {
        Some(ix) => Some(OwnerView { name: person_name(cx, ix)?, href: paths::person(cx.model, ix), note: None }),
        None => names_shown(cx).then(|| OwnerView { name: id.to_owned(), href: None, note: None }),
    }
}

fn names_shown(cx: &PresentCx<'_>) -> bool {
    matches!(cx.model.settings.people, PeopleShown::Names | PeopleShown::Pages)
}

/// A person's name, their role where only roles are shown, or nothing.
pub fn person_name(cx: &PresentCx<'_>, ix: PersonIx) -> Option<String> {
    let person = cx.model.person(ix);
    match cx.model.settings.people {
        PeopleShown::Names | PeopleShown::Pages => Some(person.name.clone()),
        PeopleShown::Roles => person.doc.role.clone(),
        PeopleShown::None => None,
    }
}
