//! Every kind of key result, in FY26-Q3: 1 October to 31 December 2025, 92 days.

use crate::compute::reason::{Clause, Fact, Judgement, Missing, Read};
use crate::compute::scores::{KrKind, KrScore};
use crate::compute::test_support::*;
use crate::domain::{Cadence, Status};
use crate::parse::doc::{Aggregate, Baseline, Done, GoalKind, KrKindDoc, Level, Measure, Milestone, Target};
use crate::resolve::model::{DatedValue, KeyResult, KpiIx, Reported};

/// 15 November is the 46th of 92 days.
const HALF: &str = "2025-11-15";
const LAST: &str = "2026-01-10";

fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|f| (f - wanted).abs() < 1e-9), "{found:?} is not {wanted}");
}

fn reported(day: &str, value: Reported) -> DatedValue {
    DatedValue { value, ..number(day, 0.0) }
}

fn on_kpi(kr: KeyResult) -> KeyResult {
    with(kr, |kr| kr.kpi = Some(KpiIx(0)))
}

#[test]
fn a_metric_is_measured_by_its_newest_check_in_of_the_period_and_expected_on_that_day() {
    let kr = metric("KR1", 412.0, 600.0, &[("2025-10-20", 430.0), ("2025-11-15", 506.0), ("2025-11-16", 999.0)]);
    let found = score_of(HALF, kr);
    near(found.progress, 0.5);
    near(found.expected, 0.5);
    near(found.value, 506.0);
    assert_eq!((found.status, found.read), (Status::OnPace, Read::CheckIn));
    assert_eq!(found.reason, [Judgement::Against { score: 0.5, expected: 0.5, good_from: 0.45 }.into()]);
    assert_eq!(found.points.len(), 2);
}

#[test]
fn raw_progress_is_kept_and_the_score_is_limited() {
    let found = score_of(HALF, metric("KR1", 0.0, 10.0, &[(HALF, 13.0)]));
    near(found.progress, 1.3);
    near(found.score, 1.0);
    let found = score_of(HALF, metric("KR1", 10.0, 5.0, &[(HALF, 11.0)]));
    near(found.progress, -0.2);
    near(found.score, 0.0);
}

#[test]
fn what_is_not_known_is_not_zero() {
    let none = |found: &KrScore| {
        assert_eq!((found.progress, found.score, found.status), (None, None, Status::NoData), "{:?}", found.reason);
    };
    let found = score_of(HALF, metric("KR1", 0.0, 10.0, &[]));
    none(&found);
    assert_eq!(found.reason, [Missing::Value.into()]);
    let found = score_of(HALF, metric("KR1", 0.0, 10.0, &[("2025-09-30", 4.0)]));
    none(&found);
    assert!(found.before_period);
    assert_eq!(found.reason, [Missing::ValueOfPeriod(Some(d("2025-09-30"))).into()]);
    let found =
        score_of(HALF, with(metric("KR1", 0.0, 10.0, &[(HALF, 4.0)]), |kr| kr.doc.target = Some(Target::Unknown)));
    none(&found);
    assert_eq!(found.reason, [Missing::TargetToBeDecided.into()]);
    let found = score_of(HALF, with(metric("KR1", 0.0, 10.0, &[(HALF, 4.0)]), |kr| kr.doc.baseline = None));
    none(&found);
    assert_eq!(found.reason, [Missing::Baseline.into()]);
    none(&score_of(HALF, metric("KR1", 10.0, 10.0, &[(HALF, 4.0)])));
    none(&score_of(HALF, kr("KR1", KrKindDoc::Text)));
}

#[test]
fn a_value_without_a_date_stands_in_for_a_check_in() {
    let kr = with(metric("KR1", 4.0, 7.0, &[("2025-09-01", 1.0)]), |kr| kr.doc.value = Some(q(5.5)));
    let found = score_of(HALF, kr);
    near(found.progress, 0.5);
    assert_eq!((found.value_date, found.read, found.overdue), (None, Read::AsWritten, 0));
}

#[test]
fn a_kpi_fed_key_result_reads_the_last_ended_slot() {
    let rows = [("2025-09-01", 60.0), ("2025-10-01", 61.0), ("2025-11-01", 99.0)];
    let kr = on_kpi(metric("KR1", 60.0, 64.0, &[(HALF, 64.0)]));
    let found = score_with(HALF, vec![kpi("k", Cadence::Month, Aggregate::Last, &rows)], kr, |_| {});
    near(found.value, 61.0);
    near(found.progress, 0.25);
    near(found.expected, 31.0 / 92.0);
    assert_eq!((found.value_date, found.read), (Some(d("2025-10-31")), Read::Latest));
    assert_eq!(found.points, [], "its values are the slots of its KPI");
}

#[test]
fn a_sum_is_measured_over_the_period_from_zero_with_the_baseline_for_comparison() {
    let rows = [("2024-10-01", 90.0), ("2024-11-01", 100.0), ("2024-12-01", 110.0), ("2025-10-01", 120.0)];
    let kr = with(on_kpi(kr("KR1", KrKindDoc::Metric)), |kr| {
        kr.doc.baseline = Some(Baseline::SamePeriodLastYear);
        kr.doc.target = Some(Target::Percent(20.0));
    });
    let found = score_with(HALF, vec![kpi("k", Cadence::Month, Aggregate::Sum, &rows)], kr, |_| {});
    near(found.baseline, 300.0);
    near(found.target, 360.0);
    near(found.progress, 120.0 / 360.0);
    assert_eq!(found.baseline_from.as_deref(), Some(&Baseline::SamePeriodLastYear));
    assert_eq!(found.read, Read::Period);
}

#[test]
fn last_four_is_the_kpis_rule_over_four_slots_of_the_period() {
    let rows = [("2025-09-22", 90.0), ("2025-09-29", 10.0), ("2025-10-06", 20.0), ("2025-10-13", 30.0)];
    let kr = with(on_kpi(metric("KR1", 0.0, 40.0, &[])), |kr| kr.doc.measure = Some(Measure::Last(2)));
    let mut last = kpi("k", Cadence::Week, Aggregate::Last, &rows);
    let found = score_with("2025-10-21", vec![kpi("k", Cadence::Week, Aggregate::Mean, &rows)], kr.again(), |_| {});
    near(found.value, 25.0);
    assert_eq!(found.read, Read::Last(2));
    last.doc.aggregate = Some(Aggregate::Last);
    near(score_with("2025-10-21", vec![last], kr, |_| {}).value, 25.0);
}

#[test]
fn baselines_are_read_from_the_series() {
    let rows = [("2025-07-01", 10.0), ("2025-08-01", 20.0), ("2025-09-01", 60.0), ("2025-10-01", 65.0)];
    let site = Site::new(HALF);
    let q2 = crate::domain::Period::parse("FY26-Q2", &site.model.settings.calendar).unwrap();
    let read = |baseline: Baseline, how: Aggregate| {
        let kr = with(on_kpi(metric("KR1", 0.0, 80.0, &[])), |kr| kr.doc.baseline = Some(baseline));
        score_with(HALF, vec![kpi("k", Cadence::Month, how, &rows)], kr, |_| {})
    };
    let found = read(Baseline::EndOf(q2.clone()), Aggregate::Last);
    near(found.baseline, 60.0);
    assert!(matches!(found.baseline_from.as_deref(), Some(Baseline::EndOf(period)) if period.label() == "FY26 Q2"));
    near(read(Baseline::AverageOf(q2.clone()), Aggregate::Last).baseline, 30.0);
    near(read(Baseline::AverageOf(q2.clone()), Aggregate::Sum).baseline, 90.0);
    assert_eq!(read(Baseline::SamePeriodLastYear, Aggregate::Last).baseline, None);
}

#[test]
fn a_bare_percentage_of_a_percentage_is_not_guessed() {
    let kr = with(on_kpi(metric("KR1", 50.0, 0.0, &[])), |kr| kr.doc.target = Some(Target::Percent(20.0)));
    let mut rate = kpi("k", Cadence::Month, Aggregate::Last, &[("2025-10-01", 55.0)]);
    let relative = |kpi| score_with(HALF, vec![kpi], with(kr.again(), |_| {}), |_| {});
    near(relative(kpi("k", Cadence::Month, Aggregate::Last, &[("2025-10-01", 55.0)])).progress, 0.5);
    rate.doc.unit = "%".to_owned();
    let found = relative(rate);
    assert_eq!((found.target, found.status), (None, Status::NoData));
    let points = with(kr, |kr| kr.doc.target = Some(Target::Plus(q(10.0))));
    let mut rate = kpi("k", Cadence::Month, Aggregate::Last, &[("2025-10-01", 55.0)]);
    rate.doc.unit = "%".to_owned();
    near(score_with(HALF, vec![rate], points, |_| {}).progress, 0.5);
}

#[test]
fn a_target_that_is_the_baseline_it_was_read_from_is_found() {
    let mut site = Site::new(HALF);
    site.model
        .kpis
        .push(kpi("k", Cadence::Month, Aggregate::Last, &[("2025-09-01", 60.0), ("2025-10-01", 61.0)]).into());
    let q2 = crate::domain::Period::parse("FY26-Q2", &site.model.settings.calendar).unwrap();
    let kr = with(on_kpi(metric("KR1", 0.0, 60.0, &[])), |kr| kr.doc.baseline = Some(Baseline::EndOf(q2)));
    site.goal("O", "FY26-Q3", vec![kr]);
    let (_, findings) = site.compute();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code.name(), "target-is-baseline");
}

#[test]
fn a_guardrail_holds_slips_or_is_broken() {
    let guard = |values: &[(&str, f64)], allowed| {
        let values = values.iter().map(|(day, v)| number(day, *v)).collect();
        score_of(HALF, with(kr("KR1", KrKindDoc::AtMost(20.0)), |kr| (kr.values, kr.doc.allowed) = (values, allowed)))
    };
    let holds = guard(&[("2025-11-04", 20.0), ("2025-11-11", 12.0)], 0);
    assert_eq!((holds.status, holds.score, holds.expected), (Status::Holds, Some(1.0), Some(1.0)));
    let slipped = guard(&[("2025-11-04", 21.0), ("2025-11-11", 12.0)], 0);
    assert_eq!((slipped.status, slipped.score, slipped.inside), (Status::Slipped, Some(0.5), Some((1, 2))));
    assert_eq!(guard(&[("2025-11-04", 21.0), ("2025-11-11", 12.0)], 1).status, Status::Holds);
    let broken = guard(&[("2025-11-04", 12.0), ("2025-11-11", 21.0)], 1);
    assert_eq!((broken.status, broken.bounds), (Status::Broken, Some((None, Some(20.0)))));
    let said = [Fact::OutsideNow, Fact::Inside { hits: 1, of: 2 }, Fact::BreachesAllowed(1)];
    assert_eq!(broken.reason, said.map(Clause::from));
    assert_eq!(guard(&[], 0).status, Status::NoData);
}

#[test]
fn a_guardrail_on_a_kpi_tests_every_slot_of_the_period_and_is_never_too_early() {
    let rows = [("2025-09-22", 99.0), ("2025-09-29", 4.0)];
    let kr = on_kpi(kr("KR1", KrKindDoc::Between(4.0, 5.0)));
    let found = score_with("2025-10-06", vec![kpi("k", Cadence::Week, Aggregate::Mean, &rows)], kr, |_| {});
    assert_eq!((found.status, found.inside), (Status::Holds, Some((1, 1))));
}

#[test]
fn a_budget_is_used_against_what_time_allows() {
    let spend = |as_of: &str, values: &[(&str, f64)]| {
        let values = values.iter().map(|(day, v)| number(day, *v)).collect();
        score_of(as_of, with(kr("KR1", KrKindDoc::Budget(100.0)), |kr| kr.values = values))
    };
    let even = spend(HALF, &[("2025-10-15", 20.0), (HALF, 30.0)]);
    assert_eq!((even.used, even.status, even.score), (Some((50.0, 50.0)), Status::OnPace, Some(1.0)));
    let fast = spend(HALF, &[("2025-10-15", 20.0), (HALF, 40.0)]);
    assert_eq!(fast.status, Status::Behind);
    near(fast.score, 0.9);
    let gone = spend(HALF, &[(HALF, 101.0)]);
    assert_eq!((gone.status, gone.score), (Status::OffPace, Some(0.0)));
    assert_eq!(spend(LAST, &[(HALF, 99.0)]).score, Some(1.0));
    assert_eq!(spend(LAST, &[(HALF, 101.0)]).score, Some(0.0));
    assert_eq!(spend(HALF, &[]).score, None);
}

#[test]
fn milestones_are_a_weighted_share_against_what_was_due() {
    let stone = |due: Option<&str>, done: Option<Done>, weight| Milestone {
        title: String::new(),
        due: due.map(d),
        done,
        weight,
    };
    let stones = vec![
        stone(Some("2025-10-31"), Some(Done::On(d("2025-10-20"))), 1.0),
        stone(Some("2025-11-14"), None, 2.0),
        stone(None, None, 1.0),
    ];
    let mut kr = kr("KR1", KrKindDoc::Milestones(stones.clone()));
    let found = score_of(HALF, kr.again());
    near(found.score, 0.25);
    near(found.expected, 0.75);
    assert_eq!(found.status, Status::Late);
    let states: Vec<Status> = found.parts.iter().map(|p| p.status).collect();
    assert_eq!(states, [Status::Done, Status::Late, Status::Planned]);
    kr.values =
        vec![reported("2025-11-13", Reported::MilestoneDone(1)), reported("2025-11-20", Reported::MilestoneDone(2))];
    assert_eq!(score_of(HALF, kr.again()).status, Status::OnPace);
    assert_eq!(score_of("2025-11-20", kr.again()).status, Status::Done);
    near(score_of("2025-10-12", kr).score, 0.0);
    assert_eq!(score_of("2025-10-12", kr_of(stones)).status, Status::Planned);
}

fn kr_of(stones: Vec<Milestone>) -> KeyResult {
    kr("KR1", KrKindDoc::Milestones(stones))
}

#[test]
fn a_yes_or_no_is_planned_late_or_done() {
    let yes_no = |due: Option<&str>, done: Option<Done>| {
        with(kr("KR1", KrKindDoc::YesNo { done }), |kr| kr.doc.due = due.map(d))
    };
    let planned = score_of(HALF, yes_no(Some("2025-11-16"), None));
    assert_eq!((planned.status, planned.expected, planned.score), (Status::Planned, Some(0.0), Some(0.0)));
    let late = score_of(HALF, yes_no(Some("2025-11-15"), None));
    assert_eq!((late.status, late.expected), (Status::Late, Some(1.0)));
    assert_eq!(score_of(HALF, yes_no(None, None)).status, Status::Planned);
    assert_eq!(score_of(HALF, yes_no(None, Some(Done::On(d("2025-11-16"))))).status, Status::Planned);
    let done = score_of(HALF, yes_no(None, Some(Done::On(d("2025-11-11")))));
    assert_eq!(
        (done.status, done.score, done.reason),
        (Status::Done, Some(1.0), vec![Fact::Done(Some(d("2025-11-11"))).into()])
    );
    let told = with(yes_no(None, None), |kr| kr.values = vec![reported("2025-11-10", Reported::Done(true))]);
    assert_eq!(score_of(HALF, told).status, Status::Done);
}

#[test]
fn levels_are_worth_three_seven_and_ten_tenths() {
    let ordinal = |value: f64| {
        let levels = |n| Level::Number(n);
        let kind = KrKindDoc::Levels { commit: levels(60.0), target: levels(80.0), stretch: levels(95.0) };
        with(kr("KR1", kind), |kr| kr.values = vec![number(HALF, value)])
    };
    near(score_of(HALF, ordinal(60.0)).score, 0.3);
    near(score_of(HALF, ordinal(70.0)).score, 0.5);
    near(score_of(HALF, ordinal(99.0)).score, 1.0);
    near(score_of(HALF, ordinal(59.0)).score, 0.0);
    near(score_of(HALF, ordinal(59.0)).expected, 0.35);
    let based = |value| with(ordinal(value), |kr| kr.doc.baseline = Some(Baseline::Number(q(40.0))));
    near(score_of(HALF, based(50.0)).score, 0.15);
    near(score_of(HALF, based(30.0)).progress, -0.15);
    let committed = score_with(HALF, Vec::new(), based(50.0), |doc| doc.kind = GoalKind::Committed);
    near(committed.score, 0.5);
    near(committed.expected, 0.5);
}

#[test]
fn levels_in_words_are_named_by_check_ins() {
    let word = |w: &str| Level::Word(w.to_owned());
    let kind = KrKindDoc::Levels { commit: word("a"), target: word("b"), stretch: word("c") };
    let kr = with(kr("KR1", kind), |kr| {
        kr.values = vec![reported("2025-11-01", Reported::Level(0)), reported("2025-11-10", Reported::Level(1))];
    });
    near(score_of(HALF, kr.again()).score, 0.7);
    near(score_of("2025-11-05", kr).score, 0.3);
}

#[test]
fn two_posts_a_week_is_the_share_of_ended_weeks_with_two() {
    let some = with(kr("KR1", KrKindDoc::Each { cadence: Cadence::Week, at_least: 2.0 }), |kr| {
        kr.values =
            vec![number("2025-11-03", 1.0), number("2025-11-05", 1.0), number("2025-10-28", 1.0), number(HALF, 5.0)];
        kr.values.sort_by_key(|v| v.date);
    });
    let found = score_of(HALF, some);
    assert_eq!((found.inside, found.score, found.kind), (Some((1, 2)), Some(0.5), KrKind::Each));
    assert_eq!(found.points, [(d("2025-11-02"), 1.0), (d("2025-11-09"), 2.0)]);
    let said = Fact::Slots { hits: 1, of: 2, cadence: Cadence::Week, at_least: 2.0 };
    assert_eq!((found.status, found.reason), (Status::OffPace, vec![said.into()]));
    let weeks = [6, 13, 20, 27].map(|day| format!("2025-10-{day:02}"));
    let mut often = kr("KR1", KrKindDoc::Each { cadence: Cadence::Week, at_least: 2.0 });
    often.values = weeks.iter().map(|day| number(day, 2.0)).chain([number("2025-11-03", 1.0)]).collect();
    // One of five weeks missed and 40 of 92 days gone: like being 0.09 short of an even way.
    let found = score_of(HALF, often);
    assert_eq!((found.score, found.status), (Some(0.8), Status::Behind));
}

#[test]
fn a_baseline_is_found_or_not_yet() {
    let find = |found: Option<f64>| kr("KR1", KrKindDoc::FindBaseline { found: found.map(q) });
    let open = score_of(HALF, find(None));
    assert_eq!((open.status, open.score, open.left_out.is_some()), (Status::NotYetFound, None, true));
    let found = score_of(HALF, find(Some(37.0)));
    assert_eq!((found.status, found.value, found.reason), (Status::Found, Some(37.0), vec![Fact::Found(37.0).into()]));
    let told = with(find(None), |kr| kr.values = vec![number("2025-11-01", 41.0)]);
    assert_eq!(score_of(HALF, told).value, Some(41.0));
}

#[test]
fn parts_are_a_mean_that_is_met_only_if_all_are() {
    let part = |id: &str, value: f64| {
        with(kr(id, KrKindDoc::AtLeast(95.0)), |kr| kr.values = vec![number("2025-11-10", value), number(HALF, value)])
    };
    let whole = |a, b| with(kr("KR1", KrKindDoc::Parts(Vec::new())), |kr| kr.parts = vec![part("a", a), part("b", b)]);
    assert_eq!(score_of(HALF, whole(96.0, 97.0)).status, Status::Holds);
    let broken = score_of(HALF, whole(96.0, 90.0));
    assert_eq!((broken.status, broken.score), (Status::Broken, Some(0.5)));
    assert_eq!(broken.reason, [Fact::PartsHold { holding: 1, of: 2 }.into()]);
    let metrics = |a, b| {
        with(kr("KR1", KrKindDoc::Parts(Vec::new())), |kr| {
            kr.parts = vec![metric("a", 0.0, 10.0, &[(HALF, a)]), metric("b", 0.0, 10.0, &[(HALF, b)])];
        })
    };
    // 0.60 on average is on pace, but one part is not.
    assert_eq!(score_of(HALF, metrics(10.0, 2.0)).status, Status::Behind);
    assert_eq!(score_of(LAST, metrics(10.0, 6.0)).status, Status::Some);
    assert_eq!(score_of(LAST, metrics(10.0, 7.0)).status, Status::Strong);
}

#[test]
fn a_plan_bends_the_expectation() {
    let kr = with(metric("KR1", 412.0, 600.0, &[("2025-10-31", 450.0)]), |kr| {
        kr.doc.plan = vec![(d("2025-10-31"), 450.0), (d("2025-11-30"), 540.0)];
    });
    let found = score_of("2025-11-01", kr);
    near(found.expected, 38.0 / 188.0);
    assert_eq!(found.status, Status::OnPace);
}

#[test]
fn a_due_date_of_its_own_moves_the_pace() {
    let due = |day: &str| with(metric("KR1", 0.0, 10.0, &[(HALF, 5.0)]), |kr| kr.doc.due = Some(d(day)));
    near(score_of(HALF, due("2025-10-31")).expected, 1.0);
    near(score_of(HALF, due("2026-03-31")).expected, 46.0 / 182.0);
    // Beyond the period it is not closed with it.
    let found = score_of(LAST, with(due("2026-03-31"), |kr| kr.values = vec![number("2025-12-30", 5.0)]));
    assert_eq!(found.status, Status::OnPace);
    near(found.expected, 92.0 / 182.0);
}
