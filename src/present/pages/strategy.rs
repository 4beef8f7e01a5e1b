//! Strategy: its priorities, and the goals that say they support them.

use super::page;
use crate::compute::scores::Signal;
use crate::domain::slug;
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::parts::{self, ObjectiveRow, SignalView, StatusView};
use crate::present::{PageView, PresentCx, current, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{KpiIx, ObjectiveIx, ParentTo};
use serde::Serialize;

/// Goals of one priority, and KPIs of one goal, in the table at a glance.
const MOST: usize = 6;

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
    /// The running goals at a glance.
    glance: Vec<Glance>,
    goals: Vec<ObjectiveRow>,
    /// Goals of other periods.
    earlier: Vec<Link>,
}

/// A goal and the KPIs that it and the goals under it move.
#[derive(Serialize)]
struct Glance {
    link: Link,
    status: StatusView,
    score: String,
    kpis: Vec<Moved>,
    more: usize,
}

#[derive(Serialize)]
struct Moved {
    link: Link,
    now: String,
    /// Where a verdict on its last change is known.
    signal: Option<SignalView>,
}

/// The strategy.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let title = cx.model.strategy.as_ref().map_or_else(|| f.word("Strategy"), |s| s.title.clone());
    let mut frame = Frame::new("strategy", paths::STRATEGY, title, "goals");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let mut view = View { body: String::new(), priorities: Vec::new() };
    if let Some(doc) = &cx.model.strategy {
        parts::written_in(cx, "strategy.html", &mut frame, doc.file, &doc.common);
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
                    glance: running.iter().take(MOST).map(|ix| glance(cx, *ix)).collect(),
                    goals: running.iter().take(50).map(|ix| parts::objective_row(cx, *ix, 0)).collect(),
                    earlier: earlier.iter().take(30).map(|ix| parts::objective_link(cx, *ix)).collect(),
                }
            })
            .collect();
        frame.toc = view.priorities.iter().map(|p| Link::new(format!("#{}", p.anchor), &p.title)).collect();
    }
    page(frame, "strategy.html", &view)
}

fn glance(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Glance {
    let score = cx.scores.objective(ix);
    let all = moves(cx, ix);
    let kpi = |ix: &KpiIx| {
        let m = Measure::new(cx, *ix);
        Moved {
            link: parts::kpi_link(cx, *ix),
            now: m.text_opt(m.score.latest().map(|l| l.value)),
            signal: (m.score.signal != Signal::NotAssessed).then(|| m.signal()),
        }
    };
    Glance {
        link: parts::objective_link(cx, ix),
        status: StatusView::new(&cx.format, score.status, score.hollow_since),
        score: cx.format.score(score.score),
        more: all.len().saturating_sub(MOST),
        kpis: all.iter().take(MOST).map(kpi).collect(),
    }
}

/// The KPIs behind a goal's key results, then those of the running goals under it, each once.
fn moves(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<KpiIx> {
    let mut out: Vec<KpiIx> = Vec::new();
    let mut goals = vec![ix];
    let mut next = 0;
    while let Some(objective) = goals.get(next).map(|ix| cx.model.objective(*ix)) {
        next += 1;
        for kpi in objective.key_results.iter().filter_map(|k| k.kpi) {
            if !out.contains(&kpi) {
                out.push(kpi);
            }
        }
        for child in objective.children.iter().map(|c| c.objective).filter(|c| current::is_running(cx, *c)) {
            if !goals.contains(&child) {
                goals.push(child);
            }
        }
    }
    out
}
