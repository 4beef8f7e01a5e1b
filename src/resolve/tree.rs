//! The hierarchy of goals: who supports whom, without circles, and which goal continues which.

use super::model::{Child, KrIx, Named, Names, Objective, ObjectiveIx, Parent, ParentTo};
use super::names::{Found, same_period};
use crate::base::codes::{CYCLE, DUPLICATE_ID, UNKNOWN_REFERENCE};
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, Place, Sink};
use crate::domain::{GoalRef, Period, key};
use crate::parse::doc::{ObjectiveDoc, SupportDoc};

/// A goal among the others, as [`Objective`] has it.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    pub parents: Vec<Parent>,
    pub children: Vec<Child>,
    pub level: u32,
    pub predecessor: Option<ObjectiveIx>,
    pub successor: Option<ObjectiveIx>,
}

impl Relations {
    /// Those that a goal was joined with.
    pub fn of(goal: &Objective) -> Self {
        Self {
            parents: goal.parents.clone(),
            children: goal.children.clone(),
            level: goal.level,
            predecessor: goal.predecessor,
            successor: goal.successor,
        }
    }
}

/// A parent and where it is written.
struct Edge {
    parent: Parent,
    path: String,
}

/// Joins the objectives, index for index; what leads nowhere or in a circle is a finding and left out.
pub fn grow(goals: &[Box<ObjectiveDoc>], names: &Names, sink: &mut Sink) -> Vec<Relations> {
    let mut edges: Vec<Vec<Edge>> = goals.iter().map(|goal| supports(goal, goals, names, sink)).collect();
    cut_circles(goals, &mut edges, sink);
    let parents: Vec<Vec<Parent>> =
        edges.into_iter().map(|list| list.into_iter().map(|edge| edge.parent).collect()).collect();
    let children = children_of(goals, &parents);
    let levels = levels_of(&parents);
    let (predecessors, successors) = chains(goals, names, sink);
    let chain = predecessors.into_iter().zip(successors);
    let relations = parents.into_iter().zip(children).zip(levels).zip(chain);
    relations
        .map(|(((parents, children), level), (predecessor, successor))| Relations {
            parents,
            children,
            level,
            predecessor,
            successor,
        })
        .collect()
}

/// What one goal supports.
fn supports(goal: &ObjectiveDoc, goals: &[Box<ObjectiveDoc>], names: &Names, sink: &mut Sink) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for support in &goal.supports {
        let Some(to) = supported(goal, support, goals, names, sink) else { continue };
        if edges.iter().any(|edge| edge.parent.to == to) {
            let message = format!("`{}` stands twice under `supports`", support.to);
            let at = Place::Value(support.path.clone());
            sink.push(Diagnostic::new(DUPLICATE_ID, goal.file, at, message).help("leave one of the two out"));
            continue;
        }
        let parent = Parent {
            to,
            share: support.share.unwrap_or(1.0),
            share_written: support.share.is_some(),
            weight: support.weight.or(goal.weight).unwrap_or(1.0),
        };
        edges.push(Edge { parent, path: support.path.clone() });
    }
    edges
}

/// What one entry of `supports:` means: a goal, a key result or a strategic priority.
fn supported(
    goal: &ObjectiveDoc,
    support: &SupportDoc,
    goals: &[Box<ObjectiveDoc>],
    names: &Names,
    sink: &mut Sink,
) -> Option<ParentTo> {
    let accept = |n: &Named| matches!(n, Named::Objective(_) | Named::Priority(_));
    let reference = GoalRef::parse(&support.to);
    let at = Place::Value(support.path.clone());
    let found = names.find_among(&reference, goal.period.as_ref(), accept);
    let ix = match found {
        Found::One(Named::Objective(ix)) => ix,
        Found::One(Named::Priority(i)) => return Some(ParentTo::Priority(i)),
        other => {
            if let Some(complaint) = names.complaint(&other, &reference, goal.file, at, accept) {
                sink.push(complaint);
            }
            return None;
        }
    };
    let Some(part) = &reference.part else { return Some(ParentTo::Objective(ix)) };
    match key_result_in(&goals[ix.0 as usize], part) {
        Ok(kr) => Some(ParentTo::KeyResult(KrIx(ix, kr))),
        Err(near) => {
            let message = format!("`{}` has no key result `{part}`", reference.id);
            let help = near.map(|id| format!("did you mean `{}#{id}`?", reference.id));
            sink.push(Diagnostic::new(UNKNOWN_REFERENCE, goal.file, at, message).help_opt(help));
            None
        }
    }
}

/// The place of a key result by its id, compared without case.
///
/// # Errors
/// The nearest id, where the goal has no such key result.
pub fn key_result_in<'a>(goal: &'a ObjectiveDoc, id: &str) -> Result<u32, Option<&'a str>> {
    let wanted = key(id);
    match goal.key_results.iter().position(|kr| key(&kr.id) == wanted) {
        Some(i) => Ok(i as u32),
        None => Err(nearest(id, goal.key_results.iter().map(|kr| kr.id.as_str()))),
    }
}

/// Follows the edges from every goal; an edge that leads back to where we came from is reported and removed.
fn cut_circles(goals: &[Box<ObjectiveDoc>], edges: &mut [Vec<Edge>], sink: &mut Sink) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        OnPath,
        Done,
    }
    let mut marks = vec![Mark::New; goals.len()];
    for start in 0..goals.len() {
        if marks[start] != Mark::New {
            continue;
        }
        // The path from the start, each goal with the edge that is being followed.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        marks[start] = Mark::OnPath;
        while let Some(&(at, edge)) = path.last() {
            let Some(next) = edges[at].get(edge).map(|e| e.parent.objective()) else {
                marks[at] = Mark::Done;
                path.pop();
                if let Some(last) = path.last_mut() {
                    last.1 += 1;
                }
                continue;
            };
            match next.map(|ix| (ix.0 as usize, marks[ix.0 as usize])) {
                Some((to, Mark::New)) => {
                    marks[to] = Mark::OnPath;
                    path.push((to, 0));
                }
                Some((to, Mark::OnPath)) => {
                    let from = path.iter().position(|(goal, _)| *goal == to).unwrap_or(0);
                    sink.push(circle(goals, edges, &path[from..]));
                    edges[at].remove(edge);
                }
                _ => {
                    if let Some(last) = path.last_mut() {
                        last.1 += 1;
                    }
                }
            }
        }
    }
}

/// The finding for a circle; its last edge leads back to its first goal.
fn circle(goals: &[Box<ObjectiveDoc>], edges: &[Vec<Edge>], path: &[(usize, usize)]) -> Diagnostic {
    let ids: Vec<&str> = path.iter().chain(path.first()).map(|(goal, _)| goals[*goal].id.as_str()).collect();
    let place = |(goal, edge): (usize, usize)| (goals[goal].file, Place::Value(edges[goal][edge].path.clone()));
    let (last, before) = path.split_last().map_or(((0, 0), path), |(last, before)| (*last, before));
    let (file, at) = place(last);
    let message = format!("these goals support each other in a circle: {}", ids.join(" → "));
    let mut finding = Diagnostic::new(CYCLE, file, at, message).label("this closes the circle");
    for step in before {
        let (file, at) = place(*step);
        finding = finding.also(file, at, format!("`{}` supports the next", goals[step.0].id));
    }
    finding.help("leave out the `supports` that points from the larger goal to the smaller one")
}

/// The other direction: who supports each goal, in order of id.
fn children_of(goals: &[Box<ObjectiveDoc>], parents: &[Vec<Parent>]) -> Vec<Vec<Child>> {
    let mut children: Vec<Vec<Child>> = vec![Vec::new(); goals.len()];
    for (i, list) in parents.iter().enumerate() {
        let mut primary = true;
        for parent in list {
            let Some(to) = parent.objective() else { continue };
            let key_result = if let ParentTo::KeyResult(kr) = parent.to { Some(kr.1) } else { None };
            let objective = ObjectiveIx(i as u32);
            let child = Child { objective, key_result, share: parent.share, weight: parent.weight, primary };
            children[to.0 as usize].push(child);
            primary = false;
        }
    }
    for list in &mut children {
        list.sort_by_cached_key(|c| (key(&goals[c.objective.0 as usize].id), c.objective));
    }
    children
}

/// Steps from each goal to its root along the parents that place it.
fn levels_of(parents: &[Vec<Parent>]) -> Vec<u32> {
    let mut levels: Vec<Option<u32>> = vec![None; parents.len()];
    for start in 0..parents.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        let mut level = 0;
        while let Some(goal) = at {
            if let Some(known) = levels[goal] {
                level = known + 1;
                break;
            }
            path.push(goal);
            at = parents[goal].iter().find_map(Parent::objective).map(|ix| ix.0 as usize);
        }
        for goal in path.into_iter().rev() {
            levels[goal] = Some(level);
            level += 1;
        }
    }
    levels.into_iter().map(|level| level.unwrap_or(0)).collect()
}

/// Joins each goal that `continues:` another to it: the same id in the period it names.
fn chains(
    goals: &[Box<ObjectiveDoc>],
    names: &Names,
    sink: &mut Sink,
) -> (Vec<Option<ObjectiveIx>>, Vec<Option<ObjectiveIx>>) {
    let mut predecessors = vec![None; goals.len()];
    let mut successors = vec![None; goals.len()];
    for (i, goal) in goals.iter().enumerate() {
        let Some(before) = &goal.continues else { continue };
        if let Some(ix) = predecessor(goal, before, goals, names, sink) {
            predecessors[i] = Some(ix);
            successors[ix.0 as usize].get_or_insert(ObjectiveIx(i as u32));
        }
    }
    (predecessors, successors)
}

/// The goal of the same id in an earlier period; reported where there is none.
fn predecessor(
    goal: &ObjectiveDoc,
    before: &Period,
    goals: &[Box<ObjectiveDoc>],
    names: &Names,
    sink: &mut Sink,
) -> Option<ObjectiveIx> {
    let mut complain = |message: String, help: String| {
        let at = Place::Value("continues".to_owned());
        sink.push(Diagnostic::new(UNKNOWN_REFERENCE, goal.file, at, message).help(help));
    };
    if goal.period.as_ref().is_some_and(|own| before.start >= own.start) {
        let message = format!("`{}` cannot continue {}, which is not earlier", goal.id, before.name);
        complain(message, "`continues` names the period before, in which the same goal stood".to_owned());
        return None;
    }
    let reference = GoalRef {
        kind: Some("objective".to_owned()),
        id: goal.id.clone(),
        period: Some(before.name.clone()),
        part: None,
    };
    if let Some(ix) = names.find(&reference, None).objective() {
        return Some(ix);
    }
    let there = goals.iter().filter(|g| g.period.as_ref().is_some_and(|p| same_period(p, before)));
    let help = match nearest(&goal.id, there.map(|g| g.id.as_str())) {
        Some(near) => format!("{} has `{near}`; a goal keeps its id when it continues", before.name),
        None => "a goal continues one of the same id in an earlier period".to_owned(),
    };
    complain(format!("{} has no goal `{}` to continue", before.name, goal.id), help);
    None
}
