//! Which word stands: precedence, overdue values, closing.

use crate::compute::reason::{Exception, Halt, Judgement, Missing};
use crate::compute::scores::ObjectiveScore;
use crate::compute::test_support::*;
use crate::domain::{Cadence, Status};
use crate::parse::doc::{Aggregate, Closing, Done, GoalKind, Grade, KrKindDoc};
use crate::resolve::model::{KeyResult, KpiIx, ObjectiveIx};
use std::sync::Arc;

const HALF: &str = "2025-11-15";

fn good() -> KeyResult {
    metric("KR1", 0.0, 10.0, &[("2025-10-02", 1.0), (HALF, 5.0)])
}

fn goal(as_of: &str, krs: Vec<KeyResult>, write: impl FnOnce(&mut Site, ObjectiveIx)) -> ObjectiveScore {
    let mut site = Site::new(as_of);
    let ix = site.goal("O", "FY26-Q3", krs);
    write(&mut site, ix);
    site.score(ix)
}

#[test]
fn the_words_of_an_objective_follow_their_precedence() {
    let word = |write: &dyn Fn(&mut Site, ObjectiveIx)| goal(HALF, vec![good()], write).status;
    assert_eq!(word(&|_, _| {}), Status::OnPace);
    assert_eq!(word(&|s, o| s.doc(o).draft = true), Status::Draft);
    assert_eq!(word(&|s, o| (s.doc(o).draft, s.doc(o).paused) = (true, event("2025-11-03"))), Status::Paused);
    assert_eq!(
        word(&|s, o| (s.doc(o).paused, s.doc(o).dropped) = (event("2025-11-03"), event("2025-11-04"))),
        Status::Dropped
    );
    // What is dated after the as-of date has not happened.
    assert_eq!(word(&|s, o| s.doc(o).dropped = event("2025-11-16")), Status::OnPace);
    assert_eq!(word(&|s, o| s.doc(o).closed = Some(d("2025-11-15"))), Status::Some);
    assert_eq!(word(&|s, o| s.doc(o).closed = Some(d("2025-11-16"))), Status::OnPace);
}

#[test]
fn a_goal_before_its_first_day_has_not_started_and_early_it_is_too_early() {
    let word = |as_of: &str| goal(as_of, vec![good()], |_, _| {}).status;
    assert_eq!(word("2025-09-30"), Status::NotStarted);
    assert_eq!(word("2025-10-01"), Status::NoData);
    // 10 % of 92 days are nine.
    assert_eq!(word("2025-10-09"), Status::TooEarly);
    assert_eq!(word("2025-10-10"), Status::OnPace);
}

#[test]
fn key_results_take_over_what_halts_their_goal() {
    let found = goal(HALF, vec![good()], |s, o| s.doc(o).paused = event("2025-11-03"));
    assert_eq!(found.key_results[0].status, Status::Paused);
    let said = Halt::Event { since: Some(d("2025-11-03")), why: Some("because".to_owned()) };
    assert_eq!(found.reason, [said.into()]);
}

#[test]
fn a_typed_number_is_hollow_after_two_weeks_and_stale_after_four() {
    let on = |as_of: &str| goal(as_of, vec![metric("KR1", 0.0, 10.0, &[("2025-11-01", 4.0)])], |_, _| {});
    let fresh = on("2025-11-15");
    assert_eq!((fresh.status, fresh.hollow_since), (Status::OnPace, None));
    let hollow = on("2025-11-16");
    assert_eq!((hollow.status, hollow.hollow_since), (Status::Behind, Some(d("2025-11-01"))));
    let kr = &hollow.key_results[0];
    assert_eq!((kr.overdue, kr.due_since), (1, Some(d("2025-11-15"))));
    // From the overdue value on, the plan is read where the next value should be: 15 November, half-way.
    assert_eq!(kr.expected, Some(0.5));
    assert_eq!(kr.reason.last(), Some(&Judgement::NextDueSince(d("2025-11-15")).into()));
    assert_eq!(on("2025-11-30").status, Status::Stale);
}

#[test]
fn a_kpi_that_is_late_makes_the_word_hollow_and_one_that_is_stale_takes_it_away() {
    let rows: &[(&str, f64)] = &[("2025-09-01", 0.0), ("2025-10-01", 4.0)];
    let on = |as_of: &str| {
        let kr = with(metric("KR1", 0.0, 10.0, &[]), |kr| kr.kpi = Some(KpiIx(0)));
        score_with(as_of, vec![kpi("k", Cadence::Month, Aggregate::Last, rows)], kr, |_| {})
    };
    let fresh = on("2025-12-10");
    assert_eq!((fresh.status, fresh.expected), (Status::OnPace, Some(31.0 / 92.0)));
    let late = on("2025-12-11");
    assert_eq!((late.status, late.hollow_since), (Status::OffPace, Some(d("2025-10-31"))));
    assert_eq!((late.expected, late.due_since), (Some(61.0 / 92.0), Some(d("2025-12-10"))));
    let rows_stale = on("2025-12-31");
    assert_eq!(rows_stale.overdue, 1);
}

#[test]
fn a_goal_is_stale_when_most_of_it_is() {
    let old = || metric("KR1", 0.0, 10.0, &[("2025-10-10", 4.0)]);
    let new = |id: &str| metric(id, 0.0, 10.0, &[("2025-11-14", 5.0)]);
    let found = goal(HALF, vec![old(), new("KR2"), new("KR3")], |_, _| {});
    assert_eq!(found.status, Status::OnPace);
    let stale = Exception { of: 3, worse: vec![(1, Status::Stale)] };
    assert_eq!((found.hollow_since, found.exception), (Some(d("2025-10-10")), Some(stale)));
    let found = goal(HALF, vec![old(), new("KR2")], |_, _| {});
    assert_eq!((found.status, found.reason), (Status::Stale, vec![Missing::MostSince(d("2025-10-10")).into()]));
}

#[test]
fn the_word_is_followed_by_its_exception() {
    let krs = vec![
        metric("KR1", 0.0, 10.0, &[(HALF, 9.0)]),
        metric("KR2", 0.0, 10.0, &[(HALF, 9.0)]),
        metric("KR3", 0.0, 10.0, &[(HALF, 1.0)]),
    ];
    let found = goal(HALF, krs, |_, _| {});
    let off = Exception { of: 3, worse: vec![(1, Status::OffPace)] };
    assert_eq!((found.status, found.exception), (Status::OnPace, Some(off)));
    let weakest =
        goal(HALF, vec![metric("KR1", 0.0, 10.0, &[(HALF, 9.0)]), metric("KR2", 0.0, 10.0, &[(HALF, 3.5)])], |s, _| {
            s.model.settings.weakest = true
        });
    assert_eq!((weakest.status, weakest.exception), (Status::Behind, None));
    assert_eq!(weakest.reason.first(), Some(&Judgement::Weakest("KR2".to_owned()).into()));
}

#[test]
fn closed_words_apply_from_the_day_after_and_are_provisional_until_somebody_closes() {
    let krs = || vec![metric("KR1", 0.0, 10.0, &[("2025-12-30", 6.95), ("2026-01-02", 10.0)])];
    let last_day = goal("2025-12-31", krs(), |_, _| {});
    assert!(!last_day.ended);
    let ended = goal("2026-01-01", krs(), |_, _| {});
    assert_eq!((ended.status, ended.score), (Status::Strong, Some(0.70)));
    assert_eq!((ended.ended, ended.provisional, ended.expected), (true, true, Some(1.0)));
    let closed = goal("2026-01-09", krs(), |s, o| {
        s.doc(o).kind = GoalKind::Committed;
        s.doc(o).closing = Some(Closing { date: Some(d("2026-01-08")), ..Closing::default() });
    });
    assert_eq!((closed.status, closed.provisional), (Status::PartlyMet, false));
}

#[test]
fn a_recorded_grade_stands_beside_the_computed_score_and_enters_the_roll_up() {
    let close = |s: &mut Site, o: ObjectiveIx| {
        let grade = Grade { value: 0.8, why: Some("contracts signed".to_owned()) };
        let grades = vec![("kr1".to_owned(), grade, (0, 0))];
        s.doc(o).closing = Some(Closing { date: Some(d("2026-01-08")), grades, ..Closing::default() });
    };
    let krs = || vec![metric("KR1", 0.0, 10.0, &[("2025-12-30", 5.0)])];
    let found = goal("2026-01-09", krs(), close);
    let kr = &found.key_results[0];
    assert_eq!(
        (kr.score, kr.computed, kr.recorded.as_deref().cloned()),
        (Some(0.8), Some(0.5), Some((0.8, "contracts signed".to_owned())))
    );
    assert_eq!((found.score, found.progress, found.status), (Some(0.8), Some(0.5), Status::Strong));
    // Seen from before the close there is no grade yet.
    assert_eq!(goal("2026-01-07", krs(), close).score, Some(0.5));
}

#[test]
fn a_guardrail_that_is_broken_at_the_close_is_never_better_than_the_middle() {
    let values: Vec<_> = (1..=9).map(|i| number(&format!("2025-11-0{i}"), 1.0)).collect();
    let guard = |last: f64| {
        with(weighted(kr("KR1", KrKindDoc::AtMost(5.0)), 1.0), |kr| {
            kr.values = values.clone();
            kr.values.push(number("2025-12-30", last));
        })
    };
    assert_eq!(goal("2026-01-01", vec![guard(1.0)], |_, _| {}).key_results[0].status, Status::Strong);
    let broken = &goal("2026-01-01", vec![guard(9.0)], |_, _| {}).key_results[0];
    assert_eq!((broken.status, broken.score), (Status::Some, Some(0.9)));
}

#[test]
fn a_learning_goal_is_judged_by_its_closing_note() {
    let close = |learned: Option<&str>| {
        goal("2026-01-09", vec![kr("KR1", KrKindDoc::FindBaseline { found: None })], |s, o| {
            s.doc(o).kind = GoalKind::Learning;
            let learned = learned.map(str::to_owned);
            s.doc(o).closing = Some(Closing { date: Some(d("2026-01-08")), learned, ..Closing::default() });
        })
    };
    assert_eq!(close(Some("yes, by four points")).status, Status::Learned);
    assert_eq!(close(None).status, Status::NotLearned);
}

#[test]
fn a_goal_without_end_is_ongoing() {
    let mut site = Site::new(HALF);
    let mut guard = kr("KR1", KrKindDoc::AtMost(1.0));
    guard.values = vec![number("2025-11-10", 2.0)];
    let ix = site.goal("SAF-1", "", vec![guard, metric("KR2", 0.0, 10.0, &[(HALF, 5.0)])]);
    let found = site.score(ix);
    assert_eq!((found.status, found.expected, found.score), (Status::Ongoing, None, Some(0.5)));
    assert_eq!(found.key_results[1].status, Status::Ongoing);
    assert_eq!(found.exception, Some(Exception { of: 2, worse: vec![(1, Status::Broken)] }));
    assert!(found.history.is_empty());
}

#[test]
fn a_yes_or_no_that_falls_due_after_the_period_does_not_lower_the_grade() {
    let later = |done| with(kr("KR2", KrKindDoc::YesNo { done }), |kr| kr.doc.due = Some(d("2026-02-27")));
    let krs = |done| vec![metric("KR1", 0.0, 10.0, &[("2025-12-30", 8.0)]), later(done)];
    let found = goal("2026-01-09", krs(None), |_, _| {});
    assert_eq!((found.score, found.coverage.of), (Some(0.8), 1));
    assert_eq!(found.key_results[1].status, Status::Planned);
    assert_eq!(goal("2026-01-09", krs(Some(Done::On(d("2025-12-20")))), |_, _| {}).score, Some(0.9));
}

#[test]
fn no_change_is_a_voice_but_does_not_make_a_number_younger() {
    let mut site = Site::new("2025-11-20");
    let ix = site.goal("O", "FY26-Q3", vec![metric("KR1", 0.0, 10.0, &[("2025-11-01", 5.0)])]);
    let entry = |day: &str, confidence| crate::resolve::model::Entry {
        date: d(day),
        file: crate::base::FileId(0),
        team: None,
        by: None,
        confidence,
        values: Vec::new(),
        note: String::new(),
        help: None,
        no_change: true,
    };
    Arc::make_mut(&mut site.model.objectives[0]).entries =
        vec![entry("2025-11-11", Some(0.7)), entry("2025-11-18", None), entry("2025-11-25", Some(0.1))];
    let found = site.score(ix);
    assert_eq!(found.last_voice, Some(d("2025-11-18")));
    assert_eq!(found.confidence, Some(0.7));
    assert_eq!(found.hollow_since, Some(d("2025-11-01")));
}
