//! Means, weights, coverage, caps and children.

use crate::compute::reason::{Cap, Judgement, LeftOut, Missing};
use crate::compute::scores::{ObjectiveScore, TermOf};
use crate::compute::test_support::*;
use crate::domain::Status;
use crate::parse::doc::{Event, GoalKind, Grade, KrKindDoc, RollUp};
use crate::resolve::model::{KeyResult, ObjectiveIx};

const HALF: &str = "2025-11-15";

fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|f| (f - wanted).abs() < 1e-9), "{found:?} is not {wanted}");
}

/// A metric that stands at this progress.
fn at(id: &str, progress: f64) -> KeyResult {
    metric(id, 0.0, 1.0, &[(HALF, progress)])
}

fn unknown(id: &str) -> KeyResult {
    metric(id, 0.0, 1.0, &[])
}

fn goal(krs: Vec<KeyResult>) -> ObjectiveScore {
    let mut site = Site::new(HALF);
    let ix = site.goal("O", "FY26-Q3", krs);
    site.score(ix)
}

fn guard(id: &str, value: f64) -> KeyResult {
    with(kr(id, KrKindDoc::AtMost(10.0)), |kr| kr.values = vec![number(HALF, value)])
}

#[test]
fn the_score_is_the_weighted_mean_over_what_is_graded() {
    let found =
        goal(vec![weighted(at("KR1", 0.6), 35.0), weighted(at("KR2", 0.2), 30.0), weighted(unknown("KR3"), 35.0)]);
    near(found.score, (0.6 * 35.0 + 0.2 * 30.0) / 65.0);
    near(found.expected, 0.5);
    assert_eq!((found.coverage.graded, found.coverage.of), (2, 3));
    near(Some(found.coverage.weight), 0.65);
    assert_eq!(found.status, Status::Behind);
    let weights: Vec<f64> = found.terms.iter().map(|t| t.weight).collect();
    assert_eq!(weights, [35.0, 30.0, 35.0]);
}

#[test]
fn below_sixty_per_cent_there_is_a_number_but_no_verdict() {
    let found = goal(vec![at("KR1", 0.6), unknown("KR2")]);
    near(found.score, 0.6);
    assert_eq!(found.status, Status::NoData);
    assert_eq!(found.reason, [Missing::Weight { graded: 1, of: 2, weight: 0.5 }.into()]);
    assert_eq!(found.exception, None);
}

#[test]
fn dropped_paused_stretch_and_baseline_finding_ones_are_left_out_of_n() {
    let found = goal(vec![
        at("KR1", 0.6),
        with(at("KR2", 0.0), |kr| kr.doc.dropped = event("2025-10-20")),
        with(at("KR3", 0.0), |kr| kr.doc.paused = event("2025-10-20")),
        with(at("KR4", 0.0), |kr| kr.doc.stretch = true),
        with(at("KR5", 0.0), |kr| kr.doc.start = Some(d("2025-12-01"))),
        kr("KR6", KrKindDoc::FindBaseline { found: None }),
    ]);
    near(found.score, 0.6);
    assert_eq!((found.coverage.graded, found.coverage.of), (1, 1));
    let reasons: Vec<Option<LeftOut>> = found.terms.iter().map(|t| t.left_out).collect();
    assert_eq!(reasons[1..3], [Some(LeftOut::Dropped), Some(LeftOut::Paused)]);
    assert!(reasons[3..].iter().all(Option::is_some));
    near(found.original, 0.3);
    assert_eq!(found.key_results[4].status, Status::NotStarted);
    let words = goal(vec![weighted(at("KR1", 0.6), 1.0), kr("KR2", KrKindDoc::Text)]);
    assert_eq!((words.coverage.of, words.key_results[1].left_out.is_some()), (1, true));
    assert_eq!(goal(vec![at("KR1", 0.6), kr("KR2", KrKindDoc::Text)]).coverage.of, 2);
}

#[test]
fn a_guardrail_without_a_weight_caps_and_one_with_a_weight_counts() {
    let broken = goal(vec![at("KR1", 0.9), guard("KR2", 11.0)]);
    near(broken.score, 0.9);
    assert_eq!((broken.status, broken.cap), (Status::Behind, Some(Cap::Broken("KR2".to_owned()))));
    let holds = goal(vec![at("KR1", 0.9), guard("KR2", 9.0)]);
    assert_eq!((holds.status, holds.cap), (Status::OnPace, None));
    let counted = goal(vec![weighted(at("KR1", 0.9), 1.0), weighted(guard("KR2", 11.0), 1.0)]);
    near(counted.score, 0.45);
    near(counted.expected, 0.75);
}

#[test]
fn an_objective_of_guardrails_only_says_their_worst_word() {
    let found = goal(vec![guard("KR1", 9.0), guard("KR2", 11.0)]);
    assert_eq!((found.status, found.score), (Status::Broken, Some(0.5)));
    assert_eq!(goal(vec![guard("KR1", 9.0)]).status, Status::Holds);
}

#[test]
fn what_must_be_met_caps_the_objective_at_its_own_band() {
    let found = goal(vec![at("KR1", 1.0), with(at("KR2", 0.2), |kr| kr.doc.must = true)]);
    near(found.score, 0.6);
    let cap = Cap::Must("KR2".to_owned(), Status::OffPace);
    assert_eq!((found.status, found.cap), (Status::OffPace, Some(cap)));
}

#[test]
fn one_dropped_late_counts_as_zero_unless_somebody_agreed() {
    let late = |agreed: Option<&str>| {
        let dropped = Event { date: Some(d("2025-11-20")), why: None, agreed: agreed.map(str::to_owned) };
        let krs = vec![
            metric("KR1", 0.0, 1.0, &[("2025-11-25", 0.8)]),
            with(at("KR2", 0.4), |kr| kr.doc.dropped = Some(Box::new(dropped))),
        ];
        let mut site = Site::new("2025-11-30");
        let ix = site.goal("O", "FY26-Q3", krs);
        site.score(ix)
    };
    let alone = late(None);
    assert_eq!((alone.score, alone.with_dropped), (Some(0.4), Some(0.4)));
    let agreed = late(Some("priya"));
    assert_eq!((agreed.score, agreed.with_dropped), (Some(0.8), Some(0.4)));
    let early = goal(vec![at("KR1", 0.8), with(at("KR2", 0.4), |kr| kr.doc.dropped = event("2025-11-10"))]);
    assert_eq!((early.score, early.with_dropped), (Some(0.8), None));
}

#[test]
fn one_never_measured_by_the_close_counts_as_zero() {
    let mut site = Site::new("2026-01-10");
    let krs = vec![at("KR1", 0.8), at("KR2", 0.8), unknown("KR3")];
    let ix = site.goal("O", "FY26-Q3", krs);
    let found = site.score(ix);
    assert_eq!((found.score, found.with_dropped, found.progress), (Some(0.53), Some(0.53), Some(0.8)));
    assert_eq!(found.status, Status::Some);
    let nothing = site.goal("P", "FY26-Q3", vec![unknown("KR1")]);
    assert_eq!(site.score(nothing).score, None);
}

/// A parent in a mode with two children at 0.2 and 0.8.
fn family(mode: Option<RollUp>, krs: Vec<KeyResult>, link: impl FnOnce(&mut Site, [ObjectiveIx; 3])) -> ObjectiveScore {
    let mut site = Site::new(HALF);
    let parent = site.goal("P", "FY26-Q3", krs);
    let low = site.goal("A", "FY26-Q3", vec![at("KR1", 0.2)]);
    let high = site.goal("B", "FY26-Q3", vec![at("KR1", 0.8)]);
    site.doc(parent).roll_up = mode;
    link(&mut site, [parent, low, high]);
    site.score(parent)
}

fn both_support(site: &mut Site, [parent, low, high]: [ObjectiveIx; 3]) {
    site.support(low, parent, None, 1.0, 1.0);
    site.support(high, parent, None, 1.0, 1.0);
}

#[test]
fn without_key_results_a_goal_is_not_scored_and_says_how_it_could_be() {
    let found = family(None, Vec::new(), both_support);
    assert_eq!((found.status, found.score), (Status::NoData, None));
    assert_eq!(found.reason, [Missing::KeyResultsBut(2).into()]);
}

#[test]
fn children_count_with_weight_and_share() {
    near(family(Some(RollUp::Children), vec![at("KR1", 0.0)], both_support).score, 0.5);
    let shared = family(Some(RollUp::Children), Vec::new(), |site, [parent, low, high]| {
        site.support(low, parent, None, 3.0, 1.0);
        site.support(high, parent, None, 2.0, 0.5);
    });
    near(shared.score, 0.35);
    assert_eq!(shared.terms[0].what, TermOf::Objective(ObjectiveIx(1)));
    assert_eq!((shared.terms[1].weight, shared.terms[1].share), (2.0, 0.5));
    near(shared.history.last().and_then(|p| p.score.get()), 0.35);
}

#[test]
fn both_is_one_mean_over_key_results_and_children() {
    let krs = vec![weighted(at("KR1", 0.9), 60.0), weighted(at("KR2", 0.4), 40.0)];
    let found = family(Some(RollUp::Both), krs, both_support);
    near(found.score, (1.2 * 0.9 + 0.8 * 0.4 + 0.2 + 0.8) / 4.0);
    // A child of a measured key result is represented by it.
    let found = family(Some(RollUp::Both), vec![at("KR1", 0.9)], |site, [parent, low, _]| {
        site.support(low, parent, Some(0), 1.0, 1.0);
    });
    near(found.score, 0.9);
}

#[test]
fn a_recorded_score_is_judged_against_time() {
    let mut site = Site::new(HALF);
    let ix = site.goal("O", "FY26-Q3", vec![at("KR1", 0.1)]);
    site.doc(ix).roll_up = Some(RollUp::Manual);
    assert_eq!(site.score(ix).status, Status::NoData);
    site.doc(ix).manual = Some(Box::new(Grade { value: 0.6, why: None }));
    let found = site.score(ix);
    assert_eq!((found.score, found.progress, found.status), (Some(0.6), None, Status::OnPace));
}

#[test]
fn supporting_a_key_result_changes_it_only_if_it_has_no_measure() {
    let link = |site: &mut Site, [parent, low, high]: [ObjectiveIx; 3]| {
        site.support(low, parent, Some(0), 1.0, 1.0);
        site.support(high, parent, Some(0), 3.0, 1.0);
    };
    near(family(None, vec![at("KR1", 0.5)], link).score, 0.5);
    let fed = family(None, vec![kr("KR1", KrKindDoc::Text)], link);
    near(fed.key_results[0].score, 0.65);
    near(fed.score, 0.65);
    assert_eq!(fed.status, Status::OnPace);
    near(fed.history.last().and_then(|p| p.score.get()), 0.65);
}

#[test]
fn drafts_paused_dropped_and_other_periods_do_not_count() {
    let halted = |write: &dyn Fn(&mut Site, ObjectiveIx)| {
        family(Some(RollUp::Children), Vec::new(), |site, all| {
            both_support(site, all);
            write(site, all[1]);
        })
    };
    type Change<'a> = &'a dyn Fn(&mut Site, ObjectiveIx);
    let changes: [Change<'_>; 4] = [
        &|s, o| s.doc(o).draft = true,
        &|s, o| s.doc(o).paused = event("2025-11-01"),
        &|s, o| s.doc(o).dropped = event("2025-11-01"),
        &|s, o| s.doc(o).period = crate::domain::Period::parse("FY26-Q2", &s.model.settings.calendar),
    ];
    for change in changes {
        let found = halted(change);
        near(found.score, 0.8);
        assert!(found.terms[0].left_out.is_some());
    }
}

#[test]
fn an_ended_child_counts_with_its_grade_and_is_expected_to_be_done() {
    let mut site = Site::new("2026-01-20");
    let year = site.goal("Y", "FY2026", Vec::new());
    let done = site.goal("A", "FY26-Q3", vec![metric("KR1", 0.0, 1.0, &[("2025-12-30", 0.704)])]);
    site.doc(year).roll_up = Some(RollUp::Children);
    site.support(done, year, None, 1.0, 1.0);
    let found = site.score(year);
    assert_eq!((found.score, found.expected), (Some(0.70), Some(1.0)));
    assert!(!found.ended);
    // Before the end of the quarter, the year's history holds what was known then.
    let then = found.history.iter().find(|p| p.date == d("2026-01-18")).unwrap();
    assert_eq!(then.score.get(), Some(0.70));
    assert_eq!(found.history.iter().find(|p| p.date == d("2025-12-28")).unwrap().score.get(), None);
}

#[test]
fn a_child_below_the_coverage_is_left_out_of_its_parent() {
    let mut site = Site::new(HALF);
    let parent = site.goal("P", "FY26-Q3", Vec::new());
    let half = site.goal("A", "FY26-Q3", vec![at("KR1", 0.2), unknown("KR2")]);
    let whole = site.goal("B", "FY26-Q3", vec![at("KR1", 0.8)]);
    site.doc(parent).roll_up = Some(RollUp::Children);
    site.support(half, parent, None, 1.0, 1.0);
    site.support(whole, parent, None, 2.0, 1.0);
    let found = site.score(parent);
    near(found.score, 0.8);
    assert_eq!((found.coverage.graded, found.coverage.of), (1, 2));
}

#[test]
fn goals_in_a_circle_do_not_hang_and_do_not_see_each_other() {
    let mut site = Site::new(HALF);
    let a = site.goal("A", "FY26-Q3", vec![at("KR1", 0.2)]);
    let b = site.goal("B", "FY26-Q3", vec![at("KR1", 0.8)]);
    for ix in [a, b] {
        site.doc(ix).roll_up = Some(RollUp::Both);
    }
    site.support(a, b, None, 1.0, 1.0);
    site.support(b, a, None, 1.0, 1.0);
    near(site.score(a).score, 0.2);
    assert_eq!(site.score(a).terms[1].left_out, Some(LeftOut::Circle));
}

#[test]
fn committed_and_aspirational_goals_close_with_their_own_words() {
    let mut site = Site::new("2026-01-10");
    let ix = site.goal("O", "FY26-Q3", vec![at("KR1", 0.8)]);
    assert_eq!(site.score(ix).status, Status::Strong);
    site.doc(ix).kind = GoalKind::Committed;
    assert_eq!(site.score(ix).status, Status::PartlyMet);
    let said = Judgement::AtTheClose { grade: 0.8, kind: GoalKind::Committed };
    assert_eq!(site.score(ix).reason, [said.into()]);
}
