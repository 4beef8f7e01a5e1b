//! Why a goal is there: the chain from it up to the strategy, in words.

use crate::domain::slug;
use crate::present::frame::Link;
use crate::present::{PresentCx, parts, paths};
use crate::resolve::model::{ObjectiveIx, ParentTo};
use serde::Serialize;

/// Steps of a chain at most, whatever circle an author wrote.
const MOST: usize = 8;

/// One step up: a sentence with a link in it.
#[derive(Serialize)]
pub(super) struct Step {
    before: String,
    link: Option<Link>,
    after: String,
    /// What the priority is about, in the strategy's words.
    what: Option<String>,
}

/// From the goal's first parent to the priority at the top; the last step says where the chain ends without one.
pub(super) fn why(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<Step> {
    let mut out = Vec::new();
    let mut at = ix;
    while let Some(parent) = cx.model.objective(at).parents.first().filter(|_| out.len() < MOST) {
        match parent.to {
            ParentTo::Objective(up) => {
                out.push(step(cx, "supports {goal}", parts::objective_link(cx, up)));
                at = up;
            }
            ParentTo::KeyResult(kr) => {
                out.push(step(cx, "feeds {goal}", parts::key_result_link(cx, kr)));
                at = kr.0;
            }
            ParentTo::Priority(i) => {
                let priority = cx.model.strategy.as_ref().and_then(|s| s.priorities.get(i));
                out.extend(priority.map(|p| {
                    let link = Link::with_id(format!("{}#{}", paths::STRATEGY, slug(&p.id)), &p.id, &p.title);
                    Step { what: p.what.clone(), ..step(cx, "serves the priority {goal}", link) }
                }));
                return out;
            }
        }
    }
    if cx.model.strategy.is_some() {
        let before = cx.format.word("no priority of the strategy is named above it");
        out.push(Step { before, link: None, after: String::new(), what: None });
    }
    out
}

fn step(cx: &PresentCx<'_>, pattern: &str, link: Link) -> Step {
    let text = cx.format.word(pattern);
    let (before, after) = text.split_once("{goal}").unwrap_or((&text, ""));
    Step { before: before.to_owned(), link: Some(link), after: after.to_owned(), what: None }
}
