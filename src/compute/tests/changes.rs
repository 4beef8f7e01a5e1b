//! Moved goalposts: what was changed later is undone, and the original definition keeps its score.

use crate::compute::test_support::*;
use crate::parse::doc::{Change, Weight};
use crate::resolve::model::KeyResult;
use crate::resolve::settings::AfterChange;

const HALF: &str = "2025-11-15";

fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|f| (f - wanted).abs() < 1e-9), "{found:?} is not {wanted}");
}

fn change(date: Option<&str>, old: &[(&str, &str)]) -> Change {
    let old = old.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Change { date: date.map(d), why: None, agreed: None, old, path: String::new() }
}

/// 412 to 600, reported 506; the target was 650 until 20 October and 700 until 10 October.
fn moved() -> KeyResult {
    with(metric("KR1", 412.0, 600.0, &[("2025-10-05", 506.0), (HALF, 506.0)]), |kr| {
        kr.doc.changed =
            vec![change(Some("2025-10-10"), &[("target", "700")]), change(Some("2025-10-20"), &[("target", "650")])];
    })
}

#[test]
fn a_later_change_is_undone() {
    near(score_of("2025-10-09", moved()).target, 700.0);
    near(score_of("2025-10-10", moved()).target, 650.0);
    near(score_of("2025-10-20", moved()).target, 600.0);
}

#[test]
fn both_scores_are_shown_and_the_site_says_which_is_official() {
    let mut site = Site::new(HALF);
    let ix = site.goal("O", "FY26-Q3", vec![moved()]);
    let original = 94.0 / 288.0;
    let found = site.score(ix);
    near(found.score, 0.5);
    near(found.original, original);
    near(found.key_results[0].original, original);
    site.model.settings.after_change = AfterChange::Original;
    near(site.score(ix).score, original);
    site.model.settings.after_change = AfterChange::Worse;
    near(site.score(ix).score, original);
}

#[test]
fn the_history_holds_what_was_known_and_meant_then() {
    let mut site = Site::new(HALF);
    let ix = site.goal("O", "FY26-Q3", vec![moved()]);
    let history = site.score(ix).history;
    let dates: Vec<String> = history.iter().map(|p| p.date.to_string()).collect();
    assert_eq!(dates[0], "2025-10-05");
    assert_eq!(dates.last().map(String::as_str), Some(HALF));
    assert_eq!(dates.len(), 7);
    near(history[0].score.get(), 94.0 / 288.0);
    near(history[2].score.get(), 94.0 / 238.0);
    near(history[3].score.get(), 0.5);
    near(history[0].expected.get(), 5.0 / 92.0);
}

#[test]
fn an_undated_change_only_makes_the_original() {
    let kr =
        with(metric("KR1", 0.0, 10.0, &[(HALF, 5.0)]), |kr| kr.doc.changed = vec![change(None, &[("target", "20")])]);
    let found = score_of(HALF, kr);
    near(found.score, 0.5);
    near(found.original, 0.25);
}

#[test]
fn a_change_of_words_moves_no_goalpost() {
    let kr = with(metric("KR1", 0.0, 10.0, &[(HALF, 5.0)]), |kr| {
        kr.doc.changed = vec![change(Some("2025-10-20"), &[("title", "Something else")])];
    });
    assert_eq!(score_of(HALF, kr).original, None);
}

#[test]
fn weights_and_dropped_ones_are_part_of_the_original() {
    let percent = |value| Some(Weight { value, percent: true });
    let mut site = Site::new(HALF);
    let first = with(metric("KR1", 0.0, 1.0, &[(HALF, 0.8)]), |kr| {
        kr.doc.weight = percent(100.0);
        kr.doc.changed = vec![change(Some("2025-10-20"), &[("weight", "50")])];
    });
    let second = with(metric("KR2", 0.0, 1.0, &[(HALF, 0.2)]), |kr| {
        kr.doc.weight = percent(50.0);
        kr.doc.dropped = event("2025-10-20");
    });
    let ix = site.goal("O", "FY26-Q3", vec![first, second]);
    let found = site.score(ix);
    near(found.score, 0.8);
    near(found.original, 0.5);
}

#[test]
fn a_period_that_was_moved_later_is_the_old_one() {
    let mut site = Site::new(HALF);
    let ix = site.goal("O", "FY2026", vec![metric("KR1", 0.0, 1.0, &[(HALF, 0.5)])]);
    site.doc(ix).changed = vec![change(Some("2025-12-01"), &[("period", "FY26-Q3")])];
    near(site.score(ix).expected, 0.5);
}
