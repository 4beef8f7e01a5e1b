//! Layer 5: advice. Each lint is one file with one rule; what it says at length is in `src/explain/`.

mod baseline_unread;
mod begun_slot;
mod carried_again;
mod check_in_on_page;
mod differs_from_seal;
mod echoes;
mod explain;
mod folder_period;
mod future_rows;
mod kpi_gaps;
mod kpi_incomplete;
mod kpi_stale;
mod kpi_unused;
mod lock_suggested;
mod many_key_results;
mod met_unwatched;
mod missed_without_note;
mod no_aggregate;
mod no_baseline;
mod no_cadence;
mod no_key_results;
mod no_number;
mod no_owner;
mod no_quality_guard;
mod noisy_latest;
mod number_in_prose;
mod one_key_result;
mod orphan;
mod outside_parent;
mod owner_left;
mod owner_shares;
mod percent_or_fraction;
mod plan_outside;
mod rebase_outside;
mod rebase_suggested;
mod settle;
mod silent_change;
mod split_off;
mod steady_state;
mod target_unknown;
mod task_wording;
mod unknown_person;
mod unknown_team;
mod worsening_but_progress;

pub use explain::explain;
pub use settle::settle;

use crate::base::{Code, Diagnostic, Sink, Sources, par_map};
use crate::compute::scores::Scores;
use crate::compute::{Before, Same};
use crate::parse::doc::KrKindDoc;
use crate::resolve::model::{KeyResult, Kpi, KpiIx, Model, Objective, ObjectiveIx};
use std::collections::BTreeSet;

/// What a lint may see.
#[derive(Clone, Copy)]
pub struct LintCx<'a> {
    pub model: &'a Model,
    pub scores: &'a Scores,
    pub sources: &'a Sources,
    /// Those to look at.
    goals: &'a [ObjectiveIx],
    kpis: &'a [KpiIx],
}

/// One rule.
pub trait Lint: Sync {
    /// The code of everything it finds.
    fn code(&self) -> Code;
    /// Looks at the goals and KPIs it is given; all findings are at the code's default level.
    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink);
}

/// Lints that look at each goal and each KPI by itself: they read one goal with its score and the KPIs that its numbers
/// are read from, or one KPI with its score; of everything else only the settings.
static EACH: &[&dyn Lint] = &[
    &no_owner::NoOwner,
    &no_key_results::NoKeyResults,
    &one_key_result::OneKeyResult,
    &many_key_results::ManyKeyResults,
    &no_number::NoNumber,
    &task_wording::TaskWording,
    &no_baseline::NoBaseline,
    &missed_without_note::MissedWithoutNote,
    &folder_period::FolderPeriod,
    &target_unknown::TargetUnknown,
    &kpi_incomplete::KpiIncomplete,
    &kpi_stale::KpiStale,
    &kpi_gaps::KpiGaps,
    &percent_or_fraction::PercentOrFraction,
    &worsening_but_progress::WorseningButProgress,
    &rebase_outside::RebaseOutside,
    &noisy_latest::NoisyLatest,
    &no_aggregate::NoAggregate,
    &no_cadence::NoCadence,
    &split_off::SplitOff,
    &steady_state::SteadyState,
    &no_quality_guard::NoQualityGuard,
    &baseline_unread::BaselineUnread,
    &owner_shares::OwnerShares,
    &future_rows::FutureRows,
    &plan_outside::PlanOutside,
    &check_in_on_page::CheckInOnPage,
    &begun_slot::BegunSlot,
];

/// Lints that look at several things at once; the reader of series and [`settle()`] report theirs themselves.
static WHOLE: &[&dyn Lint] = &[
    &orphan::Orphan,
    &outside_parent::OutsideParent,
    &unknown_person::UnknownPerson,
    &unknown_team::UnknownTeam,
    &owner_left::OwnerLeft,
    &silent_change::SilentChange,
    &carried_again::CarriedAgain,
    &differs_from_seal::DiffersFromSeal,
    &kpi_unused::KpiUnused,
    &rebase_suggested::RebaseSuggested,
    &lock_suggested::LockSuggested,
    &number_in_prose::NumberInProse,
    &met_unwatched::MetUnwatched,
];

/// What the lints of `EACH` have found, goal for goal and KPI for KPI.
#[derive(Default)]
pub struct Found {
    goals: Vec<Vec<Diagnostic>>,
    kpis: Vec<Vec<Diagnostic>>,
}

/// Runs every lint. What was found before about a goal or a KPI that is the very same, and so are its numbers, is taken
/// over.
pub fn run(
    model: &Model,
    scores: &Scores,
    sources: &Sources,
    before: Option<(Before<'_>, &Found)>,
    sink: &mut Sink,
) -> Found {
    let whole = LintCx {
        model,
        scores,
        sources,
        goals: &model.objectives().map(|(ix, _)| ix).collect::<Vec<_>>(),
        kpis: &model.kpis().map(|(ix, _)| ix).collect::<Vec<_>>(),
    };
    let before = before.filter(|((old, _), _)| old.settings == model.settings);
    let same = before.map(|(before, found)| (Same { before, now: (model, scores) }, found));
    let each = wanted(EACH, model);
    let goals = par_map(whole.goals, sink, |ix, _| match &same {
        Some((same, found)) if same.goal(*ix) => found.goals[ix.0 as usize].clone(),
        _ => check(&each, &LintCx { goals: &[*ix], kpis: &[], ..whole }),
    });
    let kpis = par_map(whole.kpis, sink, |ix, _| match &same {
        Some((same, found)) if same.kpi(*ix) => found.kpis[ix.0 as usize].clone(),
        _ => check(&each, &LintCx { goals: &[], kpis: &[*ix], ..whole }),
    });
    goals.iter().chain(&kpis).flatten().for_each(|finding| sink.push(finding.clone()));
    par_map(&wanted(WHOLE, model), sink, |lint, sink| lint.check(&whole, sink));
    Found { goals, kpis }
}

/// Those that the site has not switched off.
fn wanted(lints: &[&'static dyn Lint], model: &Model) -> Vec<&'static dyn Lint> {
    lints.iter().copied().filter(|lint| !model.settings.is_off(lint.code())).collect()
}

fn check(lints: &[&dyn Lint], cx: &LintCx<'_>) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    lints.iter().for_each(|lint| lint.check(cx, &mut sink));
    sink.into_vec()
}

impl LintCx<'_> {
    /// Goals that somebody means: neither drafts nor dropped.
    fn goals(&self) -> impl Iterator<Item = (ObjectiveIx, &Objective)> {
        let all = self.goals.iter().map(|ix| (*ix, self.model.objective(*ix)));
        all.filter(|(_, goal)| !goal.doc.draft && goal.doc.dropped.is_none())
    }

    fn kpis(&self) -> impl Iterator<Item = (KpiIx, &Kpi)> {
        self.kpis.iter().map(|ix| (*ix, self.model.kpi(*ix)))
    }

    /// KPIs that a running key result wants somewhere else; for lints of [`WHOLE`].
    fn in_work(&self) -> BTreeSet<KpiIx> {
        let open = self.goals().filter(|(ix, _)| self.is_open(*ix));
        open.flat_map(|(_, goal)| kept(goal).filter(|kr| matches!(kr.doc.kind, KrKindDoc::Metric)))
            .filter_map(|kr| kr.kpi)
            .collect()
    }

    /// Whether a goal is still worked on.
    fn is_open(&self, ix: ObjectiveIx) -> bool {
        let doc = &self.model.objective(ix).doc;
        !self.scores.objective(ix).ended && doc.closed.is_none_or(|day| day > self.scores.as_of)
    }
}

/// Key results that are not dropped.
fn kept(goal: &Objective) -> impl Iterator<Item = &KeyResult> {
    goal.key_results.iter().filter(|kr| kr.doc.dropped.is_none())
}

/// Key results that are not dropped, each followed by its parts.
fn kept_with_parts(goal: &Objective) -> impl Iterator<Item = &KeyResult> {
    kept(goal).flat_map(|kr| std::iter::once(kr).chain(&kr.parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_has_two_lints() {
        let all = || EACH.iter().chain(WHOLE);
        let codes: BTreeSet<Code> = all().map(|lint| lint.code()).collect();
        assert_eq!(codes.len(), all().count());
        assert!(codes.iter().all(|code| code.is_lint()));
    }
}
