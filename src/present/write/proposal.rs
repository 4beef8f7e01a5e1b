//! A proposal to move a target: a call for help to whoever agrees. Only when they do, the goal's page is changed.

use super::{comment, reference, values};
use crate::domain::{Date, Status};
use crate::present::PresentCx;
use crate::resolve::model::{KrIx, ObjectiveIx};
use crate::resolve::settings::PeopleShown;

/// The text; none where no key result has a target.
pub(super) fn text(cx: &PresentCx<'_>, goals: &[ObjectiveIx], day: Date) -> Option<String> {
    let f = &cx.format;
    let all: Vec<(KrIx, String)> = goals.iter().flat_map(|goal| targets(cx, *goal)).collect();
    let (first, target) = all.first()?;
    let mut text = comment(&f.word(
        "Say what you propose and why. It shows as a call for help; the target moves when the goal’s page is changed.",
    ));
    for (kr, target) in &all {
        let doc = &cx.model.key_result(*kr).doc;
        let goal = &cx.model.objective(kr.0).doc.id;
        let places = [("goal", goal.as_str()), ("kr", &doc.id), ("title", &doc.title), ("target", target)];
        text.push_str(&comment(&f.fill("{goal} {kr} {title}: target {target}", &places)));
    }
    let asked = who_agrees(cx, first.0).map(|id| format!(" @{id}")).unwrap_or_default();
    text.push_str(&format!("\n## {}\nHelp: ", reference(cx, first.0, day)));
    let kr = &cx.model.key_result(*first).doc.id;
    text.push_str(
        &f.fill("agree to change the target of {kr} from {target} to …, because …", &[("kr", kr), ("target", target)]),
    );
    text.push_str(&format!("{asked}\n"));
    Some(text)
}

fn targets(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<(KrIx, String)> {
    let all = (0..cx.model.objective(ix).key_results.len() as u32).map(|i| KrIx(ix, i));
    let kept = all.filter(|kr| cx.scores.key_result(*kr).status != Status::Dropped);
    kept.filter_map(|kr| Some((kr, values::target(cx, kr)?))).collect()
}

/// The lead of the team above, who agrees to what a team promised; nobody where people are not named.
fn who_agrees<'a>(cx: &PresentCx<'a>, ix: ObjectiveIx) -> Option<&'a str> {
    let named = matches!(cx.model.settings.people, PeopleShown::Names | PeopleShown::Pages);
    let team = cx.model.objective(ix).team.filter(|_| named)?;
    let above = cx.model.team(team).part_of.unwrap_or(team);
    cx.model.team(above).lead.map(|person| cx.model.person(person).doc.id.as_str())
}
