//! Changes of definitions, as pages show them: what was written before, what is written now, why, who agreed, and the
//! score both ways.

mod keys;

use super::PresentCx;
use super::format::UNKNOWN;
use super::frame::Link;
use super::parts::{self, KrNumbers, someone};
use crate::base::past::Writer;
use crate::domain::number;
use crate::domain::{Date, Period};
use crate::resolve::ledger::{Agreed, Edit, Of};
use crate::resolve::model::{KrIx, ObjectiveIx};
use crate::resolve::settings::PeopleShown;
use serde::Serialize;
use std::collections::HashSet;

/// One change of one key.
#[derive(Clone, Debug, Serialize)]
pub struct EditView {
    /// The objective, key result or KPI.
    pub what: Link,
    /// "target", "key result".
    pub field: String,
    /// `None`: it was not written.
    pub old: Option<String>,
    pub new: Option<String>,
    pub date: Option<String>,
    /// Short name of the revision, and where it can be seen.
    pub commit: Option<(String, Option<String>)>,
    /// It is only on disk so far.
    pub uncommitted: bool,
    pub author: Option<String>,
    pub why: Option<String>,
    pub agreed: Option<String>,
    /// It was made after the goal's period began.
    pub inside: bool,
    /// It moved a goal that was running: it stands out.
    pub moved: bool,
    /// Score today and under the first definition, where the latter is known.
    pub scores: Option<(String, String)>,
}

/// What was redefined of an objective and its key results, newest first.
pub fn of_objective(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<EditView> {
    cx.model.ledger.of_objective(ix).map(|edit| view(cx, edit)).collect()
}

/// What was redefined of the goals of a period, newest first; of the KPIs that they read, what was while it ran.
pub fn of_period<'a>(
    cx: &'a PresentCx<'_>,
    period: &'a Period,
    goals: &[ObjectiveIx],
) -> impl Iterator<Item = &'a Edit> {
    let goals: HashSet<ObjectiveIx> = goals.iter().copied().collect();
    cx.model.ledger.edits.iter().filter(move |edit| match edit.of {
        Of::Objective(ix) | Of::KeyResult(KrIx(ix, _)) => goals.contains(&ix),
        Of::Kpi(ix) => {
            let read = cx.model.kpi(ix).used_by.iter().any(|kr| goals.contains(&kr.0));
            read && edit.day.is_some_and(|day| period.contains(day))
        }
    })
}

/// Whether a change may be told: not of a draft that has no page.
pub fn is_published(cx: &PresentCx<'_>, edit: &Edit) -> bool {
    edit.of.objective().is_none_or(|ix| cx.model.is_published(cx.model.objective(ix)))
}

/// One change as pages show it.
pub fn view(cx: &PresentCx<'_>, edit: &Edit) -> EditView {
    let f = &cx.format;
    let step = cx.model.ledger.reach.as_ref().map_or(0, |r| r.revisions);
    let (old, new) = values(cx, edit);
    let what = match edit.of {
        Of::Objective(ix) => parts::objective_link(cx, ix),
        Of::KeyResult(ix) => parts::key_result_link(cx, ix),
        Of::Kpi(ix) => parts::kpi_link(cx, ix),
    };
    EditView {
        what,
        field: field(cx, edit),
        old,
        new,
        date: edit.day.map(|d| f.date(d)),
        commit: edit.wrote.as_ref().map(|w| (w.revision.chars().take(7).collect(), commit_link(cx, w))),
        uncommitted: edit.wrote.is_none() && edit.step.is_some_and(|s| s >= step),
        author: edit.wrote.as_ref().filter(|_| authors_shown(cx)).map(|w| w.author.clone()),
        why: edit.why.clone(),
        agreed: edit.agreed.as_deref().and_then(|text| who(cx, text)),
        inside: edit.inside,
        moved: edit.inside && edit.moves(),
        scores: scores(cx, edit),
    }
}

/// A team, or a person as far as the site shows people.
pub fn who(cx: &PresentCx<'_>, text: &str) -> Option<String> {
    match cx.model.names.team(text) {
        Some(team) => Some(cx.model.team(team).name.clone()),
        None => someone(cx, text).map(|who| who.name),
    }
}

/// Whether the site tells who wrote a revision.
pub fn authors_shown(cx: &PresentCx<'_>) -> bool {
    let people = matches!(cx.model.settings.people, PeopleShown::Names | PeopleShown::Pages);
    cx.model.settings.history.authors && people
}

/// Where a revision is seen on the web, if the repository is known.
fn commit_link(cx: &PresentCx<'_>, wrote: &Writer) -> Option<String> {
    cx.model.settings.repository.as_ref()?.commit(&wrote.revision)
}

/// The key in readers' words; what was dropped or taken off is named itself.
fn field(cx: &PresentCx<'_>, edit: &Edit) -> String {
    let f = &cx.format;
    if edit.field == "dropped" {
        return if matches!(edit.of, Of::KeyResult(_)) { f.word("key result") } else { f.word("goal") };
    }
    match edit.field.strip_prefix("target ") {
        Some(name) => {
            let period = Period::parse(name, &cx.model.settings.calendar);
            let period = period.map_or_else(|| name.to_owned(), |p| f.period(&p));
            f.fill("target for {period}", &[("period", &period)])
        }
        None => keys::word(f, &edit.field),
    }
}

/// What stood there, and what came: what only its author tells of is followed by the next change, or by today's.
fn values(cx: &PresentCx<'_>, edit: &Edit) -> (Option<String>, Option<String>) {
    let f = &cx.format;
    if edit.confidential && edit.field != "title" && edit.field != "id" {
        return (Some(f.word("confidential")), Some(f.word("confidential")));
    }
    if edit.field == "dropped" {
        return (Some(f.word("pursued")), Some(f.word("dropped")));
    }
    if edit.is_removal() {
        return (removed(cx, edit).or_else(|| edit.before.clone()), Some(f.word(what_became_of(cx, edit))));
    }
    let people = ["owner", "who"].contains(&edit.field.as_str());
    let written = |text: &String| if people { names(cx, text) } else { Some(amount(cx, edit, text)) };
    let old = edit.before.as_ref().and_then(written);
    if edit.wrote.is_some() || edit.step.is_some() {
        return (old, edit.after.as_ref().and_then(written));
    }
    let newer = |e: &&Edit| e.of == edit.of && e.field == edit.field && e.day > edit.day;
    let next = cx.model.ledger.edits.iter().rev().find(newer);
    match next.and_then(|e| e.before.as_ref()) {
        Some(text) => (old, written(text)),
        None => (old, now(cx, edit)),
    }
}

/// Whether what was taken off its page still weighs on the score.
fn what_became_of(cx: &PresentCx<'_>, edit: &Edit) -> &'static str {
    let mut removed = edit.of.objective().map_or(&[][..], |ix| cx.model.ledger.removed(ix)).iter();
    if removed.any(|gone| gone.is(edit) && gone.late == Some(Agreed(false))) {
        "taken off the page in the second half of the period: it counts as 0"
    } else {
        "taken off the page"
    }
}

/// A key result that was taken off its page, with what it scored then under its first definition.
fn removed(cx: &PresentCx<'_>, edit: &Edit) -> Option<String> {
    let f = &cx.format;
    let what = edit.before.as_deref()?;
    let removed = cx.model.ledger.removed(edit.of.objective()?).iter().find(|r| r.is(edit))?;
    let score = f.score(removed.score);
    removed.score.map(|_| f.fill("{what}, which scored {score} when it went", &[("what", what), ("score", &score)]))
}

/// Names of people as far as the site shows them.
fn names(cx: &PresentCx<'_>, text: &str) -> Option<String> {
    let known: Vec<String> = text.split(", ").filter_map(|id| someone(cx, id)).map(|who| who.name).collect();
    (!known.is_empty()).then(|| cx.format.list(&known))
}

/// A number with the unit of its key result; anything else as it is written.
fn amount(cx: &PresentCx<'_>, edit: &Edit, text: &str) -> String {
    let numbers = ["target", "baseline", "at_least", "at_most", "budget"];
    let Of::KeyResult(ix) = edit.of else { return text.to_owned() };
    let read = number::read(text, cx.model.settings.separators).filter(|q| !q.signed && q.of.is_none());
    match read.filter(|_| numbers.contains(&edit.field.as_str())) {
        Some(q) => {
            let own = KrNumbers::new(cx, ix);
            let decimals = parts::natural_decimals(std::iter::once(q.value)).max(own.decimals.min(1));
            cx.format.quantity(q.value, &own.unit, decimals)
        }
        None => text.to_owned(),
    }
}

/// What stands at the key today.
fn now(cx: &PresentCx<'_>, edit: &Edit) -> Option<String> {
    let f = &cx.format;
    let known = |text: String| Some(text).filter(|t| !t.is_empty());
    match edit.of {
        Of::Objective(ix) => {
            let objective = cx.model.objective(ix);
            match edit.field.as_str() {
                "title" => known(objective.doc.title.clone()),
                "period" => Some(objective.doc.period.as_ref().map_or_else(|| f.word("ongoing"), |p| f.period(p))),
                "owner" => {
                    let owners = parts::owners(cx, &objective.owners);
                    known(f.list(&owners.into_iter().map(|o| o.name).collect::<Vec<_>>()))
                }
                _ => None,
            }
        }
        Of::KeyResult(ix) => {
            let (doc, score) = (&cx.model.key_result(ix).doc, cx.scores.key_result(ix));
            let numbers = KrNumbers::new(cx, ix);
            let number = |v: Option<f64>| Some(v.map_or_else(|| UNKNOWN.to_owned(), |v| numbers.quantity(f, v)));
            match edit.field.as_str() {
                "title" => known(doc.title.clone()),
                "target" => number(score.target),
                "baseline" => number(score.baseline),
                "due" => doc.due.map(|d| f.date(d)),
                "weight" => doc.weight.map(|w| format!("{}{}", f.number(w.value, 0), if w.percent { "%" } else { "" })),
                _ => None,
            }
        }
        Of::Kpi(_) => None,
    }
}

/// The score both ways: of the key result, else of the objective.
fn scores(cx: &PresentCx<'_>, edit: &Edit) -> Option<(String, String)> {
    if !edit.inside || !edit.moves() {
        return None;
    }
    let (today, original) = match edit.of {
        Of::KeyResult(ix) => (cx.scores.key_result(ix).score, cx.scores.key_result(ix).original),
        Of::Objective(ix) => (cx.scores.objective(ix).score, cx.scores.objective(ix).original),
        Of::Kpi(_) => return None,
    };
    original.map(|original| (cx.format.score(today), cx.format.score(Some(original))))
}

/// What the site knows of its past, in one sentence; none where all of it is there.
pub fn reach(cx: &PresentCx<'_>) -> Option<String> {
    let f = &cx.format;
    let from = |day: Option<Date>| day.map(|d| f.date(d)).unwrap_or_default();
    match &cx.model.ledger.reach {
        Err(why) => Some(f.fill(
            "The history of these files is not known: {why}. Only what is written in “changed:” can be shown.",
            &[("why", &keys::no_past(f, why))],
        )),
        Ok(reach) if reach.shallow => Some(f.fill(
            "This copy of the repository holds its history only from {date}; what was changed before is not known.",
            &[("date", &from(reach.from))],
        )),
        Ok(reach) if reach.from.is_none() => Some(f.word("None of these files has been committed yet.")),
        Ok(_) => None,
    }
}
