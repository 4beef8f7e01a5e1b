//! Goals joined, each by itself: its page, its place among the others, its key results, and what check-ins say of it.

use super::model::{KeyResult, KpiIx, Model, Names, Objective, ObjectiveIx, Person};
use super::settings::Settings;
use super::tree::Relations;
use super::{check_ins, key_results, owners, shelf};
use crate::base::codes::UNKNOWN_WORD;
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, FileId, Place, Sink, par_turn};
use crate::domain::slug;
use crate::parse::doc::{CheckInFile, Common, EntryDoc, KeyResultDoc, KrKindDoc, ObjectiveDoc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What goals are joined to.
pub struct Joins<'a> {
    pub names: &'a Names,
    pub people: &'a [Person],
    /// KPI for KPI.
    pub units: Vec<&'a str>,
    pub settings: &'a Settings,
}

impl<'a> Joins<'a> {
    /// The unit of a KPI.
    pub fn unit(&self, kpi: KpiIx) -> &'a str {
        self.units[kpi.0 as usize]
    }

    /// The unit of a key result: its own, else its KPI's.
    pub fn unit_of<'k>(&'k self, kr: &'k KeyResult) -> &'k str {
        kr.doc.unit.as_deref().or_else(|| kr.kpi.map(|ix| self.unit(ix))).unwrap_or_default()
    }
}

/// All goals, index for index; `said` is what files of check-ins say.
pub fn join_all(
    docs: Vec<Box<ObjectiveDoc>>,
    tree: Vec<Relations>,
    mut said: BTreeMap<ObjectiveIx, Vec<EntryDoc>>,
    joins: &Joins<'_>,
) -> Vec<Arc<Objective>> {
    let parts = docs.into_iter().zip(tree).enumerate().map(|(i, (doc, relations))| {
        let said = said.remove(&ObjectiveIx(i as u32)).unwrap_or_default();
        (doc, relations, said)
    });
    let join = |(doc, relations, said): (Box<_>, _, _)| Arc::new(join(*doc, relations, said, joins));
    let mut goals = par_turn(parts.collect(), join);
    for i in 0..goals.len() {
        // Goals are in the order of their periods.
        let (earlier, now) = goals.split_at_mut(i);
        if let Some(before) = now[0].predecessor.and_then(|ix| earlier.get(ix.0 as usize)) {
            check_ins::carry_on(Arc::make_mut(&mut now[0]), before);
        }
    }
    goals
}

fn join(mut doc: ObjectiveDoc, relations: Relations, said: Vec<EntryDoc>, joins: &Joins<'_>) -> Objective {
    let mut sink = Sink::default();
    check_policy(&doc, joins.settings, &mut sink);
    let key_results = key_results::join(&mut doc, joins, &mut sink);
    let mut goal = Objective {
        team: doc.team.as_deref().and_then(|id| joins.names.team(id)),
        owners: owners::join(&doc.owners, joins.names, joins.people),
        parents: relations.parents,
        children: relations.children,
        predecessor: relations.predecessor,
        successor: relations.successor,
        key_results,
        strays: Vec::new(),
        entries: Vec::new(),
        level: relations.level,
        address: shelf::objective_address(&doc),
        doc,
        findings: Vec::new(),
    };
    check_ins::join(&mut goal, said, joins, &mut sink);
    goal.findings = sink.into_vec();
    goal
}

/// What was edited of goals, where everything else is as it was joined.
#[derive(Default)]
pub struct Edited<'a> {
    /// Goals whose page another reading [`is_alone`] in.
    pub pages: BTreeSet<ObjectiveIx>,
    /// Files of check-ins of the same day as before: as they were, and as they are.
    pub check_ins: Vec<(&'a CheckInFile, &'a CheckInFile)>,
}

/// Joins the goals again that were edited, and puts them and `findings` in order; `page` is the document of a file.
pub fn join_again<'a>(
    model: &mut Model,
    edited: Edited<'_>,
    page: impl Fn(FileId) -> Option<&'a ObjectiveDoc>,
    findings: &mut Vec<Diagnostic>,
) {
    let Edited { pages: mut goals, check_ins } = edited;
    let names = &*model.names;
    for (old, new) in &check_ins {
        goals.extend(check_ins::by_goal([*old], names, &mut Sink::default()).into_keys());
        let mut own = Sink::default();
        goals.extend(check_ins::by_goal([*new], names, &mut own).into_keys());
        findings.retain(|finding| finding.primary.file != new.file);
        findings.extend(own.into_vec());
        if let Some(file) = model.check_in_files.iter_mut().find(|file| file.file == new.file) {
            CheckInFile::clone_from(file, new);
        }
    }
    // Who continues a goal may read its values.
    for (i, goal) in model.objectives.iter().enumerate() {
        if goal.predecessor.is_some_and(|before| goals.contains(&before)) {
            goals.insert(ObjectiveIx(i as u32));
        }
    }
    let mut files: BTreeSet<FileId> = check_ins.iter().map(|(_, new)| new.file).collect();
    files.extend(goals.iter().flat_map(|ix| &model.objectives[ix.0 as usize].entries).map(|entry| entry.file));
    let files = model.check_in_files.iter().filter(|file| files.contains(&file.file));
    let mut said = check_ins::by_goal(files, names, &mut Sink::default());

    let units = model.kpis.iter().map(|kpi| kpi.doc.unit.as_str()).collect();
    let joins = Joins { names, people: &model.people, units, settings: &model.settings };
    for ix in goals {
        let i = ix.0 as usize;
        let before = &model.objectives[i];
        let Some(doc) = page(before.doc.file) else { continue };
        let mut goal = join(doc.clone(), Relations::of(before), said.remove(&ix).unwrap_or_default(), &joins);
        if let Some(before) = goal.predecessor.and_then(|ix| model.objectives[..i].get(ix.0 as usize)) {
            check_ins::carry_on(&mut goal, before);
        }
        if goal != **before {
            model.objectives[i] = Arc::new(goal);
        }
    }
}

/// Whether another reading of a goal's page changes nothing but this goal: what names, places and relations of others
/// are made from is equal, and so is the title, which findings of other pages name.
pub fn is_alone(old: &ObjectiveDoc, new: &ObjectiveDoc) -> bool {
    let of_itself = ObjectiveDoc {
        owners: old.owners.clone(),
        sponsor: old.sponsor.clone(),
        contributors: old.contributors.clone(),
        kind: old.kind,
        priority: old.priority.clone(),
        key_results: new.key_results.iter().zip(&old.key_results).map(|(new, old)| as_others_see(new, old)).collect(),
        roll_up: old.roll_up,
        policy: old.policy.clone(),
        manual: old.manual.clone(),
        stretch: old.stretch,
        changed: old.changed.clone(),
        paused: old.paused.clone(),
        dropped: old.dropped.clone(),
        closed: old.closed,
        confidence: old.confidence,
        not_doing: old.not_doing.clone(),
        money: old.money.clone(),
        work: old.work.clone(),
        needs: old.needs.clone(),
        takeaway: old.takeaway.clone(),
        check_ins: old.check_ins.clone(),
        closing: old.closing.clone(),
        common: Common { body: old.common.body.clone(), ..new.common.clone() },
        ..new.clone()
    };
    new.key_results.len() == old.key_results.len() && of_itself == *old
}

/// A key result with all that only its goal reads as it was: others see its id and the KPIs that it names.
fn as_others_see(new: &KeyResultDoc, old: &KeyResultDoc) -> KeyResultDoc {
    let kind = match (&new.kind, &old.kind) {
        (KrKindDoc::Parts(new), KrKindDoc::Parts(old)) if new.len() == old.len() => {
            KrKindDoc::Parts(new.iter().zip(old).map(|(new, old)| as_others_see(new, old)).collect())
        }
        (KrKindDoc::Parts(_), _) | (_, KrKindDoc::Parts(_)) => new.kind.clone(),
        _ => old.kind.clone(),
    };
    KeyResultDoc {
        id: new.id.clone(),
        path: new.path.clone(),
        kpi: new.kpi.clone(),
        guarded_by: new.guarded_by.clone(),
        kind,
        ..old.clone()
    }
}

/// A goal's own policy must be one that the site knows.
fn check_policy(goal: &ObjectiveDoc, settings: &Settings, sink: &mut Sink) {
    let Some(policy) = &goal.policy else { return };
    let known = ["goalpost", "ratio"].into_iter().chain(settings.policies.keys().map(String::as_str));
    if known.clone().any(|name| name == policy) {
        return;
    }
    let help = match nearest(policy, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("a policy of your own is declared as `[policies.{}]` in goalpost.toml", slug(policy)),
    };
    let at = Place::Value("policy".to_owned());
    sink.push(Diagnostic::new(UNKNOWN_WORD, goal.file, at, format!("there is no policy `{policy}`")).help(help));
}
