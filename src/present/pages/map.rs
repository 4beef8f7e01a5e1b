//! The goal map: how goals connect, and where weight or ownership is missing. An indented tree, 500 goals a sheet.

use super::{SHEET, page};
use crate::chart;
use crate::chart::spec::IcicleCell;
use crate::domain::slug;
use crate::present::frame::{Frame, Link};
use crate::present::parts::{self, Choice, Facets, ObjectiveRow, OwnerView, PagerLink, StatusView};
use crate::present::{PageView, PresentCx, current, paths};
use crate::resolve::model::ObjectiveIx;
use serde::Serialize;

/// Goals of an icicle at most.
const MOST_CELLS: usize = 120;
/// Entries of the lists under the tree.
const MOST: usize = 100;

#[derive(Serialize)]
struct View {
    /// Where no goal supports another, as rows.
    flat: Vec<ObjectiveRow>,
    tree: Vec<Node>,
    choices: Vec<Choice>,
    /// The tree as an icicle, where it has more than one level and fits a page.
    icicle: String,
    total: usize,
    pager: Vec<PagerLink>,
    /// Goals that support nothing and are supported by nothing.
    orphans: Vec<Link>,
    /// Leaves without a key result.
    bare: Vec<Link>,
    unowned: Vec<Link>,
    needs: Vec<NeedRow>,
    /// Periods with goals that are not running.
    periods: Vec<Link>,
    when: String,
}

#[derive(Serialize)]
struct Node {
    /// Of its branch, for what the browser remembers.
    anchor: String,
    facets: Facets,
    link: Link,
    status: StatusView,
    score: String,
    /// Less than 60% of the weight is graded: printed grey.
    weak: bool,
    bullet: String,
    team: Option<String>,
    owners: Vec<OwnerView>,
    also: Vec<Link>,
    /// Below this depth the branches are closed at first.
    open: bool,
    children: Vec<Node>,
}

#[derive(Serialize)]
struct NeedRow {
    goal: Link,
    what: String,
    from: Option<String>,
    by: Option<String>,
    state: Option<String>,
    late: bool,
}

/// Sheets of the map.
pub fn sheets(cx: &PresentCx<'_>) -> u32 {
    super::sheets(all(cx).len())
}

/// One sheet of the map.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let f = &cx.format;
    let all = all(cx);
    let count = super::sheets(all.len());
    let mut frame = Frame::new("map", paths::sheet(paths::MAP, sheet as usize), f.word("Goal map"), "goals");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let from = (sheet as usize * SHEET).min(all.len());
    let to = (from + SHEET).min(all.len());
    let goals: Vec<ObjectiveIx> = all.iter().map(|(o, _)| *o).collect();
    let first = sheet == 0;
    let pick = |keep: &dyn Fn(ObjectiveIx) -> bool| -> Vec<Link> {
        let found = goals.iter().filter(|o| first && keep(**o)).take(MOST);
        found.map(|o| parts::objective_link(cx, *o)).collect()
    };
    let objective = |o: ObjectiveIx| cx.model.objective(o);
    let one_level = all.iter().all(|(_, depth)| *depth == 0);
    let sheet_of = &all[from..to];
    let view = View {
        flat: sheet_of.iter().filter(|_| one_level).map(|(o, _)| parts::objective_row(cx, *o, 0)).collect(),
        choices: parts::choices(f, &sheet_of.iter().map(|(o, _)| parts::facets(cx, *o)).collect::<Vec<_>>()),
        icicle: icicle(cx, sheet_of, &frame.root),
        tree: if one_level { Vec::new() } else { nest(cx, sheet_of) },
        total: all.len(),
        pager: parts::pager(paths::MAP, count, sheet),
        orphans: pick(&|o| objective(o).parents.is_empty() && objective(o).children.is_empty()),
        bare: pick(&|o| objective(o).key_results.is_empty() && objective(o).children.is_empty()),
        unowned: pick(&|o| objective(o).owners.is_empty()),
        needs: if first { needs(cx, &goals) } else { Vec::new() },
        periods: periods(cx),
        when: f.date(cx.scores.as_of),
    };
    page(frame, "map.html", &view)
}

/// The goals of the map, each with its depth.
fn all<'a>(cx: &'a PresentCx<'_>) -> &'a [(ObjectiveIx, usize)] {
    cx.lists.map.get_or_init(|| lines(cx))
}

/// The goals of the map, each with its depth, parents before their children: the running ones, or where none is
/// running, all that are not drafts.
fn lines(cx: &PresentCx<'_>) -> Vec<(ObjectiveIx, usize)> {
    let mut shown: Vec<bool> = cx.model.objectives().map(|(o, _)| current::is_running(cx, o)).collect();
    if !shown.contains(&true) {
        shown = cx.model.objectives().map(|(_, o)| !o.doc.draft || cx.model.settings.drafts).collect();
    }
    let mut out = Vec::new();
    let mut seen = vec![false; shown.len()];
    let placed = |o: ObjectiveIx| {
        let parent = cx.model.objective(o).parents.first().and_then(|p| p.objective());
        parent.is_some_and(|p| shown[p.0 as usize] && p != o)
    };
    let roots = |o: &ObjectiveIx| shown[o.0 as usize] && !placed(*o);
    let mut stack: Vec<(ObjectiveIx, usize)> =
        cx.model.objectives().map(|(o, _)| o).filter(roots).map(|o| (o, 0)).collect();
    // Longer periods and goals that lead others come first.
    stack.sort_by_key(|(o, _)| {
        let objective = cx.model.objective(*o);
        let days = objective.doc.period.as_ref().map_or(0, |p| p.days());
        (objective.children.is_empty(), std::cmp::Reverse(days), *o)
    });
    // What only a circle of goals leads to is added at the end.
    let rest: Vec<(ObjectiveIx, usize)> =
        cx.model.objectives().filter(|(o, _)| shown[o.0 as usize]).map(|(o, _)| (o, 0)).collect();
    stack.extend(rest);
    stack.reverse();
    while let Some((o, depth)) = stack.pop() {
        if std::mem::replace(&mut seen[o.0 as usize], true) {
            continue;
        }
        out.push((o, depth));
        let children = cx.model.objective(o).children.iter().filter(|c| c.primary && shown[c.objective.0 as usize]);
        let children: Vec<_> = children.map(|c| (c.objective, depth + 1)).collect();
        stack.extend(children.into_iter().rev());
    }
    out
}

/// Lines with depths as a tree; the first lines of a sheet stand at its left edge whatever their depth.
fn nest(cx: &PresentCx<'_>, lines: &[(ObjectiveIx, usize)]) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = lines;
    while let Some(((o, depth), tail)) = rest.split_first() {
        let below = tail.iter().take_while(|(_, d)| d > depth).count();
        let mut node = node(cx, *o, *depth);
        node.children = nest(cx, &tail[..below]);
        nodes.push(node);
        rest = &tail[below..];
    }
    nodes
}

fn node(cx: &PresentCx<'_>, o: ObjectiveIx, depth: usize) -> Node {
    let objective = cx.model.objective(o);
    let s = cx.scores.objective(o);
    let also = objective.parents.iter().skip(1).filter_map(|p| p.objective());
    Node {
        anchor: format!("b-{}", slug(&objective.address)),
        facets: parts::facets(cx, o),
        link: parts::objective_link(cx, o),
        status: StatusView::new(&cx.format, s.status, s.hollow_since),
        score: cx.format.score(s.score),
        weak: s.coverage.of > 0 && s.coverage.weight < 0.6,
        bullet: parts::score_bullet(&cx.format, &objective.doc.id, s.score, s.expected.filter(|_| !s.ended)),
        team: objective.team.map(|t| cx.model.team(t).name.clone()),
        owners: parts::owners(cx, &objective.owners),
        also: also.map(|p| parts::objective_link(cx, p)).collect(),
        open: depth < 2,
        children: Vec::new(),
    }
}

/// The tree as an icicle; empty where it has one level, or more goals than a page can show.
fn icicle(cx: &PresentCx<'_>, lines: &[(ObjectiveIx, usize)], root: &str) -> String {
    let deep = lines.iter().any(|(_, depth)| *depth > 0);
    if !deep || lines.len() > MOST_CELLS { String::new() } else { chart::icicle(&cells(cx, lines, None, root)) }
}

fn cells(
    cx: &PresentCx<'_>,
    lines: &[(ObjectiveIx, usize)],
    parent: Option<ObjectiveIx>,
    root: &str,
) -> Vec<IcicleCell> {
    let mut out = Vec::new();
    let mut rest = lines;
    while let Some(((o, depth), tail)) = rest.split_first() {
        let below = tail.iter().take_while(|(_, d)| d > depth).count();
        let (f, objective, s) = (&cx.format, cx.model.objective(*o), cx.scores.objective(*o));
        let child = parent.and_then(|p| cx.model.objective(p).children.iter().find(|c| c.objective == *o));
        let status = f.word(s.status.word());
        out.push(IcicleCell {
            id: objective.doc.id.clone(),
            title: objective.doc.title.clone(),
            href: format!("{root}{}", paths::objective(cx.model, *o)),
            label: format!("{} {}: {status}, {}", objective.doc.id, objective.doc.title, f.score(s.score)),
            score: s.score,
            score_text: f.score(s.score),
            band: s.status.band().token().to_owned(),
            weight: child.map_or(1.0, |c| c.weight * c.share),
            children: cells(cx, &tail[..below], Some(*o), root),
        });
        rest = &tail[below..];
    }
    out
}

fn needs(cx: &PresentCx<'_>, goals: &[ObjectiveIx]) -> Vec<NeedRow> {
    let all = goals.iter().flat_map(|o| cx.model.objective(*o).doc.needs.iter().map(move |n| (*o, n)));
    all.take(MOST)
        .map(|(o, need)| {
            let team = need.from.as_deref().and_then(|id| parts::team_by_id(cx, id));
            NeedRow {
                goal: parts::objective_link(cx, o),
                what: need.what.clone(),
                from: team.map(|t| cx.model.team(t).name.clone()).or_else(|| need.from.clone()),
                by: need.by.map(|d| cx.format.day(d)),
                state: need.state.clone(),
                late: parts::is_unmet(need) && need.by.is_some_and(|d| d < cx.scores.as_of),
            }
        })
        .collect()
}

fn periods(cx: &PresentCx<'_>) -> Vec<Link> {
    let others = cx.model.periods.iter().enumerate().filter(|(_, p)| !p.objectives.is_empty());
    let mut others: Vec<_> = others.filter(|(_, p)| !p.period.contains(cx.scores.as_of)).collect();
    others.sort_by_key(|(_, p)| std::cmp::Reverse(p.period.end));
    others
        .into_iter()
        .take(12)
        .map(|(i, p)| Link::new(paths::period(cx.model, i), cx.format.period(&p.period)))
        .collect()
}
