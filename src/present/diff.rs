//! Two builds beside each other: what moves, and why (`goalpost diff`).

mod text;

use super::PresentCx;
use super::edits::{self, EditView};
use crate::base::codes::ORPHAN;
use crate::base::diag::Located;
use crate::compute::snapshot::{GoalState, Goals, Snapshot};
use crate::domain::{Status, key};
use crate::resolve::ledger::{Edit, Of};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// What differs between two builds.
#[derive(Debug, Serialize)]
pub struct Diff {
    /// What was compared, as it was asked for, and the day that each speaks of.
    pub from: Side,
    pub to: Side,
    /// Goals of the top level that run or move.
    pub company: Vec<GoalMove>,
    /// Other goals whose score moves.
    pub objectives: Vec<GoalMove>,
    /// Goals and key results whose status flips.
    pub statuses: Vec<Flip>,
    pub definitions: Vec<Definition>,
    pub added: Vec<String>,
    pub gone: Vec<String>,
    /// Findings that only the second build has, orphans apart.
    pub findings: Vec<NewFinding>,
    /// Goals that support nothing any more, and are supported by nothing.
    pub orphans: Vec<NewFinding>,
    /// How many findings only the first build has.
    pub settled: usize,
}

#[derive(Debug, Serialize)]
pub struct Side {
    pub name: String,
    pub as_of: String,
}

/// A goal's score before and after; `null` is not known.
#[derive(Debug, Serialize)]
pub struct GoalMove {
    pub id: String,
    pub period: Option<String>,
    pub title: String,
    pub before: Option<f64>,
    pub after: Option<f64>,
    #[serde(skip)]
    name: String,
    #[serde(skip)]
    shown: (String, String, Option<String>),
}

/// A status before and after, by its token.
#[derive(Debug, Serialize)]
pub struct Flip {
    pub id: String,
    pub period: Option<String>,
    pub title: String,
    pub before: String,
    pub after: String,
    #[serde(skip)]
    name: String,
}

/// A changed definition.
#[derive(Debug, Serialize)]
pub struct Definition {
    /// Of the goal, with that of the key result; or of the KPI.
    pub id: String,
    pub period: Option<String>,
    pub title: String,
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub why: Option<String>,
    /// It moves a goal that is running.
    pub moved: bool,
    /// The key result's score under its first definition.
    pub original: Option<String>,
    #[serde(skip)]
    name: String,
}

#[derive(Debug, Serialize)]
pub struct NewFinding {
    pub code: &'static str,
    pub level: &'static str,
    pub file: String,
    pub line: usize,
    pub message: String,
}

impl Diff {
    /// Compares two builds; `changes` are the definitions that differ between their files.
    pub fn new((from, to): (&str, &str), a: &PresentCx<'_>, b: &PresentCx<'_>, changes: &[Edit]) -> Self {
        let side = |name: &str, cx: &PresentCx<'_>| Side { name: name.to_owned(), as_of: cx.scores.as_of.to_string() };
        let (old, new) = (Snapshot::of(a.model, a.scores, a.sources), Snapshot::of(b.model, b.scores, b.sources));
        let names = Names::of(&[&old, &new]);
        let mut diff = Self {
            from: side(from, a),
            to: side(to, b),
            company: Vec::new(),
            objectives: Vec::new(),
            statuses: Vec::new(),
            definitions: changes
                .iter()
                .filter(|e| edits::is_published(b, e))
                .map(|e| definition(b, e, &names))
                .collect(),
            added: Vec::new(),
            gone: Vec::new(),
            findings: Vec::new(),
            orphans: Vec::new(),
            settled: news(b.findings, a.findings).len(),
        };
        for finding in news(a.findings, b.findings) {
            let list = if finding.code == ORPHAN { &mut diff.orphans } else { &mut diff.findings };
            list.push(NewFinding {
                code: finding.code.id(),
                level: finding.level.name(),
                file: finding.primary.path.clone(),
                line: finding.primary.line,
                message: finding.message.clone(),
            });
        }
        diff.goals(b, &old, &new, &names);
        diff
    }

    fn goals(&mut self, cx: &PresentCx<'_>, old: &Snapshot, new: &Snapshot, names: &Names) {
        let known = Goals::of(old);
        let mut kept = HashSet::new();
        for goal in &new.goals {
            let before = known.find(&goal.name(), &goal.path).filter(|before| kept.insert(before.name()));
            let Some(before) = before else {
                self.added.push(format!("{} {}", names.goal(goal), goal.title));
                continue;
            };
            let moved = GoalMove {
                id: goal.id.to_string(),
                period: goal.period.as_deref().map(str::to_owned),
                title: goal.title.to_string(),
                name: names.goal(goal),
                before: before.score,
                after: goal.score,
                shown: (
                    cx.format.score(before.score),
                    cx.format.score(goal.score),
                    before.score.zip(goal.score).map(|(a, b)| cx.format.signed(b - a, 2)),
                ),
            };
            if goal.level == 0 && (moved.moves() || is_running(cx, goal)) {
                self.company.push(moved);
            } else if moved.moves() {
                self.objectives.push(moved);
            }
            self.flips(before, goal, &names.goal(goal));
        }
        let gone = old.goals.iter().filter(|goal| !kept.contains(&goal.name()));
        self.gone.extend(gone.map(|g| format!("{} {}", names.goal(g), g.title)));
    }

    fn flips(&mut self, before: &GoalState, now: &GoalState, name: &str) {
        if before.status != now.status {
            self.statuses.push(Flip {
                id: now.id.to_string(),
                period: now.period.as_deref().map(str::to_owned),
                title: now.title.to_string(),
                before: before.status.to_string(),
                after: now.status.to_string(),
                name: name.to_owned(),
            });
        }
        let states: BTreeMap<&str, &str> =
            before.key_results.iter().map(|k| (k.id.as_str(), k.status.as_str())).collect();
        for kr in &now.key_results {
            if let Some(status) = states.get(kr.id.as_str()).filter(|s| **s != kr.status) {
                self.statuses.push(Flip {
                    id: format!("{} {}", now.id, kr.id),
                    period: now.period.as_deref().map(str::to_owned),
                    title: kr.title.clone(),
                    before: (*status).to_owned(),
                    after: kr.status.clone(),
                    name: format!("{name} {}", kr.id),
                });
            }
        }
    }

    /// Whether nothing that a reader would see differs.
    pub fn is_empty(&self) -> bool {
        self.company.iter().all(|g| !g.moves())
            && self.objectives.is_empty()
            && self.statuses.is_empty()
            && self.definitions.is_empty()
            && self.added.is_empty()
            && self.gone.is_empty()
            && self.findings.is_empty()
            && self.orphans.is_empty()
            && self.settled == 0
    }
}

impl GoalMove {
    fn moves(&self) -> bool {
        match (self.before, self.after) {
            (Some(a), Some(b)) => (a - b).abs() > 1e-9,
            (a, b) => a.is_some() != b.is_some(),
        }
    }
}

fn definition(cx: &PresentCx<'_>, edit: &Edit, names: &Names) -> Definition {
    let EditView { what, field, old, new, why, moved, scores, .. } = edits::view(cx, edit);
    let goal = edit.of.objective().map(|ix| &cx.model.objective(ix).doc);
    let period = goal.and_then(|goal| goal.period.as_ref()).map(|period| period.name.clone());
    let name = goal.map(|goal| names.name(&goal.id, period.as_deref()));
    let (id, name) = match edit.of {
        Of::Objective(ix) => (cx.model.objective(ix).doc.id.clone(), name.unwrap_or_default()),
        Of::KeyResult(ix) => {
            let kr = &cx.model.key_result(ix).doc.id;
            (format!("{} {kr}", cx.model.objective(ix.0).doc.id), format!("{} {kr}", name.unwrap_or_default()))
        }
        Of::Kpi(ix) => (cx.model.kpi(ix).doc.id.clone(), cx.model.kpi(ix).doc.id.clone()),
    };
    let original = scores.map(|(_, original)| original);
    Definition { id, period, title: what.text, field, before: old, after: new, why, moved, original, name }
}

/// Whether a goal runs on the day of the report.
fn is_running(cx: &PresentCx<'_>, goal: &GoalState) -> bool {
    let Some(ix) = cx.goal_named(&goal.name(), &goal.path) else { return false };
    let period = cx.model.objective(ix).doc.period.as_ref();
    *goal.status != *Status::Dropped.token() && period.is_none_or(|period| period.contains(cx.scores.as_of))
}

/// How goals are called: by their ids, with the period where an id is that of several goals.
struct Names(HashSet<String>);

impl Names {
    fn of(snapshots: &[&Snapshot]) -> Self {
        let mut repeated = HashSet::new();
        for snapshot in snapshots {
            let mut seen = HashSet::new();
            repeated.extend(snapshot.goals.iter().map(|goal| key(&goal.id)).filter(|id| !seen.insert(id.clone())));
        }
        Self(repeated)
    }

    fn name(&self, id: &str, period: Option<&str>) -> String {
        match period.filter(|_| self.0.contains(&key(id))) {
            Some(period) => format!("{id}@{period}"),
            None => id.to_owned(),
        }
    }

    fn goal(&self, goal: &GoalState) -> String {
        self.name(&goal.id, goal.period.as_deref())
    }
}

/// The findings of `now` that `before` does not have; a line number alone makes none new.
fn news<'a>(before: &[Located], now: &'a [Located]) -> Vec<&'a Located> {
    let name = |f: &Located| (f.code, f.primary.path.clone(), f.message.clone());
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for finding in before {
        *known.entry(name(finding)).or_default() += 1;
    }
    let mut out = Vec::new();
    for finding in now {
        match known.get_mut(&name(finding)).filter(|n| **n > 0) {
            Some(n) => *n -= 1,
            None => out.push(finding),
        }
    }
    out
}
