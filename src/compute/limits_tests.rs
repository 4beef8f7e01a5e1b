use super::*;
use crate::compute::test_support::{json, vector_series};
use serde_json::Value;

fn close(ours: Option<f64>, theirs: &Value, what: &str) {
    match (ours, theirs.as_f64()) {
        (None, None) => {}
        (Some(a), Some(b)) if (a - b).abs() <= 1e-9 * b.abs().max(1.0) => {}
        other => panic!("{what}: {other:?}"),
    }
}

fn direction(word: &Value) -> Option<Direction> {
    Some(match word.as_str().unwrap() {
        "increase" => Direction::Increase,
        "decrease" => Direction::Decrease,
        _ => Direction::Neutral,
    })
}

fn variation(assessment: &Assessment, values: &[Option<f64>], direction: Option<Direction>) -> &'static str {
    let last = assessment.segments.last().unwrap();
    if last.upper.is_none() {
        return "not_assessed";
    }
    assessment.labels[values.iter().rposition(Option::is_some).unwrap()].icon(direction)
}

#[test]
fn every_series_of_the_recommended_vectors_gets_its_limits_labels_and_icons() {
    let vectors = json("recommended/expected.json");
    for case in vectors["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let (dates, values) = vector_series("recommended", case["input"].as_str().unwrap());
        let wanted = &case["options"];
        let direction = direction(&wanted["direction"]);
        let rebase = wanted["rebase"].as_array().unwrap().iter();
        let options = Options {
            direction,
            screen: wanted["screen"].as_bool().unwrap(),
            lock: wanted["fix"].as_u64().map(|n| n as usize),
            rebase: rebase.map(|d| dates.iter().position(|x| x.as_str() >= d.as_str().unwrap()).unwrap()).collect(),
            ..Options::default()
        };
        let found = assess(&values, &options);
        let segments = case["segments"].as_array().unwrap();
        assert_eq!(found.segments.len(), segments.len(), "{id}");
        for (ours, theirs) in found.segments.iter().zip(segments) {
            assert_eq!(dates[ours.start], theirs["start"].as_str().unwrap(), "{id}");
            assert_eq!(ours.n as u64, theirs["n"].as_u64().unwrap(), "{id}");
            close(ours.mean, &theirs["mean"], id);
            close(ours.moving_range, &theirs["amr"], id);
            close(ours.lower, &theirs["lpl"], id);
            close(ours.upper, &theirs["upl"], id);
            if let (Some(lower), Some(upper)) = (ours.lower, ours.upper) {
                let drawn = displayed(lower, upper, wanted["floor"].as_f64(), wanted["ceil"].as_f64());
                close(Some(drawn.0), &theirs["display_lpl"], id);
                close(Some(drawn.1), &theirs["display_upl"], id);
            }
            assert_eq!(ours.state.name(), theirs["status"].as_str().unwrap(), "{id}");
            assert_eq!(ours.screened as u64, theirs["screened"].as_u64().unwrap(), "{id}");
            assert_eq!(ours.screening_undone, theirs["screen_guard"].as_bool().unwrap(), "{id}");
            assert_eq!(chunky(&values, ours), theirs["chunky"].as_bool(), "{id}");
        }
        let labels: Vec<&str> = found.labels.iter().map(|l| l.name()).collect();
        let theirs: Vec<&str> = case["labels"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
        assert_eq!(labels, theirs, "{id}");
        assert_eq!(variation(&found, &values, direction), case["variation_icon"].as_str().unwrap(), "{id}");
        let assured = found.segments.last().and_then(|s| assurance(s, direction, wanted["target"].as_f64()));
        assert_eq!(assured.map(Assurance::name), case["assurance"].as_str(), "{id}");
    }
}

#[test]
fn the_reference_mode_reproduces_the_reference_quirks_included() {
    let index = json("nhsr/index.json");
    assert_eq!(index.as_array().unwrap().len(), 37);
    for id in index.as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()) {
        let case = json(&format!("nhsr/{id}.expected.json"));
        let (dates, values) = vector_series("nhsr", case["input"].as_str().unwrap());
        let wanted = &case["options"];
        let direction = direction(&wanted["improvement_direction"]);
        let rebase = wanted["rebase"].as_array().unwrap().iter();
        let options = Options {
            direction,
            screen: wanted["screen_outliers"].as_bool().unwrap(),
            lock: wanted["fix_after_n_points"].as_u64().map(|n| n as usize),
            rebase: rebase.filter_map(|d| dates.iter().position(|x| x == d.as_str().unwrap())).collect(),
            mode: Mode::Nhs,
            ..Options::default()
        };
        let found = assess(&values, &options);
        let points = case["points"].as_array().unwrap();
        for (group, segment) in found.segments.iter().enumerate() {
            let labelled = points.iter().zip(&found.labels).enumerate();
            for (i, (theirs, label)) in labelled.take(segment.end).skip(segment.start) {
                let what = format!("{id} {i}");
                assert_eq!(theirs["rebase_group"], group, "{what}");
                close(segment.mean, &theirs["mean"], &what);
                close(segment.lower, &theirs["lpl"], &what);
                close(segment.upper, &theirs["upl"], &what);
                assert_eq!(label.name(), theirs["special_cause_type"], "{what}");
                assert_eq!(label.type_name(direction), theirs["point_type"], "{what}");
                assert_eq!(segment.n < ENOUGH, theirs["short_group_warning"], "{what}");
            }
        }
        let last = found.segments.last().unwrap();
        assert_eq!(found.labels.last().unwrap().icon(direction), case["summary"]["variation_icon"], "{id}");
        let assured = reference_assurance(last, direction, wanted["target"].as_f64());
        assert_eq!(assured.map(Assurance::name), case["summary"]["assurance_type"].as_str(), "{id}");
    }
}

#[test]
fn a_rolling_window_gets_no_run_rules() {
    let mut values: Vec<Option<f64>> = (0..14).map(|i| Some(f64::from(i % 3))).collect();
    values.extend((0..8).map(|i| Some(3.0 + f64::from(i % 2))));
    let all = assess(&values, &Options::default());
    assert!(all.labels.iter().any(|l| matches!(l, Label::Shift(_))));
    let only = assess(&values, &Options { outside_only: true, ..Options::default() });
    assert!(only.labels.iter().all(|l| matches!(l, Label::Common | Label::Outside(_))));
}

#[test]
fn no_points_and_infinite_hopes_do_not_panic() {
    assert_eq!(assess(&[], &Options::default()).segments[0].state, State::TooFewPoints);
    assert_eq!(assess(&[None, None], &Options { rebase: vec![1, 9], ..Options::default() }).labels.len(), 2);
}
