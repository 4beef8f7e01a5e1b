//! Layer 5: advice. Each lint is one file with one rule; what it says at length is in `src/explain/`.

mod baseline_unread;
mod carried_again;
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

use crate::base::{Code, Sink, Sources, par_map};
use crate::compute::scores::Scores;
use crate::parse::doc::KrKindDoc;
use crate::resolve::model::{KeyResult, KpiIx, Model, Objective, ObjectiveIx};
use std::collections::BTreeSet;

/// What a lint may see.
pub struct LintCx<'a> {
    pub model: &'a Model,
    pub scores: &'a Scores,
    pub sources: &'a Sources,
}

/// One rule.
pub trait Lint: Sync {
    /// The code of everything it finds.
    fn code(&self) -> Code;
    /// Looks at the whole site; all findings are at the code's default level.
    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink);
}

/// Every lint that looks at the model; the reader of series and [`settle()`] report theirs themselves.
static ALL: &[&dyn Lint] = &[
    &no_owner::NoOwner,
    &no_key_results::NoKeyResults,
    &one_key_result::OneKeyResult,
    &many_key_results::ManyKeyResults,
    &no_number::NoNumber,
    &task_wording::TaskWording,
    &no_baseline::NoBaseline,
    &orphan::Orphan,
    &outside_parent::OutsideParent,
    &unknown_person::UnknownPerson,
    &unknown_team::UnknownTeam,
    &owner_left::OwnerLeft,
    &missed_without_note::MissedWithoutNote,
    &folder_period::FolderPeriod,
    &target_unknown::TargetUnknown,
    &silent_change::SilentChange,
    &carried_again::CarriedAgain,
    &differs_from_seal::DiffersFromSeal,
    &kpi_incomplete::KpiIncomplete,
    &kpi_stale::KpiStale,
    &kpi_gaps::KpiGaps,
    &percent_or_fraction::PercentOrFraction,
    &worsening_but_progress::WorseningButProgress,
    &kpi_unused::KpiUnused,
    &rebase_suggested::RebaseSuggested,
    &lock_suggested::LockSuggested,
    &rebase_outside::RebaseOutside,
    &noisy_latest::NoisyLatest,
    &no_aggregate::NoAggregate,
    &future_rows::FutureRows,
    &no_cadence::NoCadence,
    &number_in_prose::NumberInProse,
    &split_off::SplitOff,
    &met_unwatched::MetUnwatched,
    &steady_state::SteadyState,
    &no_quality_guard::NoQualityGuard,
    &baseline_unread::BaselineUnread,
    &owner_shares::OwnerShares,
    &plan_outside::PlanOutside,
];

/// Runs every lint.
pub fn run(cx: &LintCx<'_>, sink: &mut Sink) {
    par_map(ALL, sink, |lint, sink| lint.check(cx, sink));
}

impl LintCx<'_> {
    /// Goals that somebody means: neither drafts nor dropped.
    fn goals(&self) -> impl Iterator<Item = (ObjectiveIx, &Objective)> {
        self.model.objectives().filter(|(_, goal)| !goal.doc.draft && goal.doc.dropped.is_none())
    }

    /// KPIs that a running key result wants somewhere else.
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
        let codes: BTreeSet<Code> = ALL.iter().map(|lint| lint.code()).collect();
        assert_eq!(codes.len(), ALL.len());
        assert!(codes.iter().all(|code| code.is_lint()));
    }
}
