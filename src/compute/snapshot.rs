//! The numbers of one day, small enough to be kept and compared: of another revision, of another week, of a seal.

use super::key_result::only_caps;
use super::reason::LeftOut;
use super::scores::{KrScore, Scores};
use crate::base::Sources;
use crate::domain::{Date, Period, key};
use crate::parse::doc::KeyResultDoc;
use crate::resolve::model::{Model, Objective};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A text that snapshots may share: most of what stood in one week stood in the week before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Text(Arc<str>);

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        (*text).to_owned()
    }
}

/// Equal texts, each once in memory.
#[derive(Default)]
pub struct Texts(HashSet<Text>);

impl Texts {
    fn share(&mut self, text: &mut Text) {
        match self.0.get(&**text) {
            Some(known) => *text = known.clone(),
            None => _ = self.0.insert(text.clone()),
        }
    }
}

/// What stood on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub as_of: Date,
    pub goals: Vec<GoalState>,
    pub kpis: Vec<KpiState>,
}

/// An objective as it stood. Statuses and signals are their tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalState {
    /// The page's file.
    pub path: Text,
    pub id: Text,
    pub period: Option<Text>,
    pub title: Text,
    /// Distance from the top of the tree.
    pub level: u32,
    pub status: Text,
    pub score: Option<f64>,
    pub expected: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_results: Vec<KrState>,
}

/// A key result as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KrState {
    pub id: String,
    pub title: String,
    pub status: String,
    pub score: Option<f64>,
    pub value: Option<f64>,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub weight: Option<f64>,
    /// What the score under the first definitions counts it as.
    pub first: Option<f64>,
    /// It is part of its goal's mean, or was until it was dropped.
    pub counts: bool,
    /// Where it is dropped: since when, and whether somebody is named who agreed.
    pub dropped: Option<(Option<Date>, bool)>,
}

/// A KPI as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KpiState {
    pub id: Text,
    pub title: Text,
    pub status: Text,
    pub signal: Text,
}

/// `ops-2@FY2026-Q3`: what one goal has in common in two snapshots.
pub fn name(id: &str, period: Option<&Period>) -> String {
    format!("{}@{}", key(id), period.map_or("", |p| &p.name))
}

impl GoalState {
    /// As [`name`].
    pub fn name(&self) -> String {
        format!("{}@{}", key(&self.id), self.period.as_deref().unwrap_or_default())
    }

    /// An objective with its key results.
    pub fn of(objective: &Objective, path: &str, score: &super::scores::ObjectiveScore) -> Self {
        let key_results = objective.key_results.iter().zip(&score.key_results);
        Self {
            path: path.into(),
            id: objective.doc.id.as_str().into(),
            period: objective.doc.period.as_ref().map(|p| p.name.as_str().into()),
            title: objective.doc.title.as_str().into(),
            level: objective.level,
            status: score.status.token().into(),
            score: score.score,
            expected: score.expected,
            key_results: key_results.map(|(kr, score)| KrState::of(&kr.doc, score)).collect(),
        }
    }
}

impl KrState {
    fn of(doc: &KeyResultDoc, score: &KrScore) -> Self {
        let counts = matches!(score.left_out, None | Some(LeftOut::Dropped));
        let dropped = doc.dropped.as_ref().map(|event| (event.date, event.agreed.is_some()));
        Self {
            id: doc.id.clone(),
            title: doc.title.clone(),
            status: score.status.token().to_owned(),
            score: score.score,
            value: score.value,
            baseline: score.baseline,
            target: score.target,
            weight: doc.weight.map(|weight| weight.value),
            first: score.original.or(score.score).filter(|_| counts),
            counts: counts && !doc.stretch && !only_caps(doc),
            dropped,
        }
    }
}

impl Snapshot {
    /// Everything that has a page.
    pub fn of(model: &Model, scores: &Scores, sources: &Sources) -> Self {
        let goals = model.objectives().filter(|(_, o)| model.is_published(o));
        let goals = goals.map(|(ix, o)| GoalState::of(o, &sources.file(o.doc.file).path, scores.objective(ix)));
        let kpis = model.kpis().map(|(ix, kpi)| KpiState {
            id: kpi.doc.id.as_str().into(),
            title: kpi.doc.title.as_str().into(),
            status: scores.kpi(ix).status.token().into(),
            signal: scores.kpi(ix).signal.token().into(),
        });
        Self { as_of: scores.as_of, goals: goals.collect(), kpis: kpis.collect() }
    }

    /// Without key results: what is kept of each week. Its texts are shared with those of other weeks.
    pub fn brief(mut self, texts: &mut Texts) -> Self {
        for goal in &mut self.goals {
            goal.key_results = Vec::new();
            [&mut goal.path, &mut goal.id, &mut goal.title, &mut goal.status]
                .into_iter()
                .for_each(|text| texts.share(text));
            goal.period.iter_mut().for_each(|text| texts.share(text));
        }
        for kpi in &mut self.kpis {
            [&mut kpi.id, &mut kpi.title, &mut kpi.status, &mut kpi.signal]
                .into_iter()
                .for_each(|text| texts.share(text));
        }
        // Built up, they have room for more.
        self.goals.shrink_to_fit();
        self.kpis.shrink_to_fit();
        self
    }
}

/// The goals of a snapshot, to be found by their names, else by their files: an id may have been changed.
pub struct Goals<'a> {
    names: HashMap<String, &'a GoalState>,
    files: HashMap<&'a str, &'a GoalState>,
}

impl<'a> Goals<'a> {
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let goals = || snapshot.goals.iter();
        Self {
            names: goals().map(|goal| (goal.name(), goal)).collect(),
            files: goals().map(|goal| (&*goal.path, goal)).collect(),
        }
    }

    pub fn find(&self, name: &str, path: &str) -> Option<&'a GoalState> {
        self.names.get(name).or_else(|| self.files.get(path)).copied()
    }
}
