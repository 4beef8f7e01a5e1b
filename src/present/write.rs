//! Texts for people to finish, with the form of the host that takes them: check-ins and proposals.

mod check_in;
mod draft;
mod proposal;
mod values;

use super::PresentCx;
use super::rhythm;
use crate::domain::{Date, slug};
use crate::resolve::model::{ObjectiveIx, TeamIx};
use serde::Serialize;

pub use draft::{Rolled, roll};

/// A file to write: its path in the goals repository and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFile {
    pub name: String,
    pub text: String,
}

/// A new file to finish, for `<form w={…} />`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Form {
    /// "Write this week’s check-in".
    pub title: String,
    /// The file's path in the goals repository.
    pub name: String,
    pub text: String,
    /// The host's form for a new file, where the repository is known.
    pub href: Option<String>,
}

impl Form {
    /// A form that holds the text; `brief` is the same without comments, for where an address has no room.
    fn new(cx: &PresentCx<'_>, title: &str, name: String, text: String, brief: Option<String>) -> Self {
        let repository = cx.model.settings.repository.as_ref();
        let full = repository.and_then(|r| r.new_file(&name, &text));
        let has_text = |href: &String| href.contains('&');
        let href = match (&full, brief) {
            (Some(href), Some(brief)) if !has_text(href) => repository.and_then(|r| r.new_file(&name, &brief)),
            _ => full,
        };
        Self { title: cx.format.word(title), name, text, href }
    }
}

/// What can be written about one goal; nothing once it is over.
pub fn of_goal(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<Form> {
    if !rhythm::is_open(cx, ix) {
        return Vec::new();
    }
    let goal = cx.model.objective(ix);
    let whose = match goal.team {
        Some(team) => format!("{}-{}", cx.model.team(team).doc.id, slug(&goal.doc.id)),
        None => slug(&goal.doc.id),
    };
    forms(cx, &[ix], &whose, rhythm::of_goal(cx, ix).as_ref(), &rhythm::said(cx, ix))
}

/// What a team can write about its running goals.
pub fn of_team(cx: &PresentCx<'_>, ix: TeamIx) -> Vec<Form> {
    let goals = goals_of(cx, ix);
    if goals.is_empty() {
        return Vec::new();
    }
    let said: Vec<Date> = goals.iter().flat_map(|goal| rhythm::said(cx, *goal)).collect();
    let rhythm = rhythm::running(cx).or_else(|| rhythm::of_goal(cx, goals[0]));
    forms(cx, &goals, &cx.model.team(ix).doc.id, rhythm.as_ref(), &said)
}

/// What follows from a closed goal, while there is time to write it: what `goalpost roll` would write, and what it would
/// leave to people.
pub fn next_of(cx: &PresentCx<'_>, ix: ObjectiveIx) -> (Vec<Form>, Vec<String>) {
    let next = cx.model.objective(ix).doc.period.as_ref().and_then(|p| p.next(&cx.model.settings.calendar));
    let in_time = next.filter(|to| to.end >= cx.scores.as_of);
    let rolled = in_time.and_then(|to| roll(cx, ix, &to).ok()).unwrap_or_default();
    let form = |file: NewFile| Form::new(cx, "Write what comes next", file.name, file.text, None);
    (rolled.files.into_iter().map(form).collect(), rolled.notes)
}

/// The goals of a team that a check-in can be written for, those of the shortest period first.
pub fn goals_of(cx: &PresentCx<'_>, ix: TeamIx) -> Vec<ObjectiveIx> {
    let mut goals: Vec<ObjectiveIx> =
        cx.model.team(ix).objectives.iter().copied().filter(|goal| rhythm::is_open(cx, *goal)).collect();
    let days = |goal: &ObjectiveIx| cx.model.objective(*goal).doc.period.as_ref().map_or(i32::MAX, |p| p.days());
    goals.sort_by_key(|goal| (days(goal), *goal));
    goals
}

fn forms(
    cx: &PresentCx<'_>,
    goals: &[ObjectiveIx],
    whose: &str,
    rhythm: Option<&rhythm::Rhythm>,
    said: &[Date],
) -> Vec<Form> {
    let day = rhythm::writing_day(rhythm, said, cx.scores.as_of);
    let text = check_in::text(cx, goals, day, true);
    let brief = check_in::text(cx, goals, day, false);
    let check_in = Form::new(cx, "Write this week’s check-in", free_name(cx, day, whose), text, Some(brief));
    let proposal = proposal::text(cx, goals, day).map(|text| {
        let name = free_name(cx, cx.scores.as_of, &format!("{whose}-target"));
        Form::new(cx, "Propose a target change", name, text, None)
    });
    std::iter::once(check_in).chain(proposal).collect()
}

/// A name that no check-in has yet: `check-ins/2025-11-25-delivery.md`, with a number behind it where that one is there.
fn free_name(cx: &PresentCx<'_>, day: Date, whose: &str) -> String {
    let name = |n: usize| match n {
        1 => format!("check-ins/{day}-{whose}.md"),
        n => format!("check-ins/{day}-{whose}-{n}.md"),
    };
    let mut n = 1;
    while cx.sources.by_path(&name(n)).is_some() {
        n += 1;
    }
    name(n)
}

/// A text as a comment of Markdown.
fn comment(text: &str) -> String {
    format!("<!-- {} -->\n", text.replace("--", "–"))
}

/// A goal's id as it is written on that day: with its period where the bare id would mean another goal.
fn reference(cx: &PresentCx<'_>, ix: ObjectiveIx, day: Date) -> String {
    let doc = &cx.model.objective(ix).doc;
    let bare = crate::domain::GoalRef { kind: Some("objective".to_owned()), ..crate::domain::GoalRef::parse(&doc.id) };
    match &doc.period {
        Some(period) if cx.model.names.goal_on(&bare, day).objective() != Some(ix) => {
            format!("{}@{}", doc.id, period.name)
        }
        _ => doc.id.clone(),
    }
}
