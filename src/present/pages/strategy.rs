//! Strategy: its priorities, and the goals that say they support them.

use super::page;
use crate::domain::slug;
use crate::present::frame::{Frame, Link};
use crate::present::parts::{self, ObjectiveRow};
use crate::present::{PageView, PresentCx, current, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{ObjectiveIx, ParentTo};
use serde::Serialize;

#[derive(Serialize)]
struct View {
    body: String,
    priorities: Vec<Priority>,
}

#[derive(Serialize)]
struct Priority {
    id: String,
    anchor: String,
    title: String,
    what: Option<String>,
    goals: Vec<ObjectiveRow>,
    /// Goals of other periods.
    earlier: Vec<Link>,
}

/// The strategy.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let title = cx.model.strategy.as_ref().map_or_else(|| f.word("Strategy"), |s| s.title.clone());
    let mut frame = Frame::new("strategy", paths::STRATEGY, title, "goals");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let mut view = View { body: String::new(), priorities: Vec::new() };
    if let Some(doc) = &cx.model.strategy {
        parts::written_in(cx, &mut frame, doc.file, &doc.common);
        let prose = Prose { cx, root: &frame.root.clone(), period: None, top_heading: 2 };
        view.body = markdown::body(&prose, doc.file, &doc.common.body);
        view.priorities = doc
            .priorities
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let supports = |ix: &ObjectiveIx| {
                    cx.model.objective(*ix).parents.iter().any(|parent| parent.to == ParentTo::Priority(i))
                };
                let goals = cx.model.objectives().map(|(ix, _)| ix).filter(supports);
                let (running, earlier): (Vec<_>, Vec<_>) = goals.partition(|ix| current::is_running(cx, *ix));
                Priority {
                    id: p.id.clone(),
                    anchor: slug(&p.id),
                    title: p.title.clone(),
                    what: p.what.clone(),
                    goals: running.iter().take(50).map(|ix| parts::objective_row(cx, *ix, 0)).collect(),
                    earlier: earlier.iter().take(30).map(|ix| parts::objective_link(cx, *ix)).collect(),
                }
            })
            .collect();
        frame.toc = view.priorities.iter().map(|p| Link::new(format!("#{}", p.anchor), &p.title)).collect();
    }
    page(frame, "strategy.html", &view)
}
