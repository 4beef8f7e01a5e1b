use super::*;
use crate::compute::test_support::vector;
use serde_json::Value;

fn word(label: Label) -> &'static str {
    match label {
        Label::Common => "Common Cause",
        Label::Outside(true) => "Above UCL",
        Label::Outside(false) => "Below LCL",
        Label::Trend(true) => "7 Point Trend (Increasing)",
        Label::Trend(false) => "7 Point Trend (Decreasing)",
        Label::TwoInThree(true) => "2 in 3 Above CL",
        Label::TwoInThree(false) => "2 in 3 Below CL",
        Label::Shift(true) => "7 Points Above CL",
        Label::Shift(false) => "7 Points Below CL",
    }
}

fn close(ours: Option<f64>, theirs: &Value, what: &str) {
    match (ours, theirs.as_f64()) {
        (None, None) => {}
        (Some(a), Some(b)) if (a - b).abs() <= 1e-9 * b.abs().max(1.0) => {}
        other => panic!("{what}: {other:?}"),
    }
}

fn series(case: &Value) -> (Vec<String>, Vec<Option<f64>>) {
    let path = case["input"].as_str().unwrap();
    let path = path.strip_prefix("../").map_or(format!("recommended/{path}"), str::to_owned);
    vector(&path)
        .lines()
        .skip(1)
        .map(|line| {
            let (date, value) = line.split_once(',').unwrap();
            (date.to_owned(), value.parse().ok())
        })
        .unzip()
}

fn variation(assessment: &Assessment, values: &[Option<f64>], direction: Option<Direction>) -> String {
    let last = assessment.segments.last().unwrap();
    if last.upper.is_none() {
        return "not_assessed".to_owned();
    }
    let i = values.iter().rposition(Option::is_some).unwrap();
    let label = assessment.labels[i];
    let side = if label.up() == Some(true) { "high" } else { "low" };
    match label.point_type(direction) {
        PointType::Common => "common_cause".to_owned(),
        PointType::Improvement => format!("improvement_{side}"),
        PointType::Concern => format!("concern_{side}"),
        PointType::Neutral => format!("neutral_{side}"),
    }
}

#[test]
fn every_series_of_the_recommended_vectors_gets_its_limits_labels_and_icons() {
    let vectors: Value = serde_json::from_str(vector("recommended/expected.json")).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let (dates, values) = series(case);
        let wanted = &case["options"];
        let direction = match wanted["direction"].as_str().unwrap() {
            "increase" => Some(Direction::Increase),
            "decrease" => Some(Direction::Decrease),
            _ => Some(Direction::Neutral),
        };
        let rebase = wanted["rebase"].as_array().unwrap().iter();
        let options = Options {
            direction,
            screen: wanted["screen"].as_bool().unwrap(),
            lock: wanted["fix"].as_u64().map(|n| n as usize),
            rebase: rebase.map(|d| dates.iter().position(|x| x.as_str() >= d.as_str().unwrap()).unwrap()).collect(),
            outside_only: false,
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
            let state = match ours.state {
                State::TooFewPoints => "too_few_points",
                State::Trial => "trial_limits",
                State::Ok => "ok",
                State::NoVariation => "no_variation",
            };
            assert_eq!(state, theirs["status"].as_str().unwrap(), "{id}");
            assert_eq!(ours.screened as u64, theirs["screened"].as_u64().unwrap(), "{id}");
            assert_eq!(ours.screening_undone, theirs["screen_guard"].as_bool().unwrap(), "{id}");
            assert_eq!(chunky(&values, ours), theirs["chunky"].as_bool(), "{id}");
        }
        let labels: Vec<&str> = found.labels.iter().map(|l| word(*l)).collect();
        let theirs: Vec<&str> = case["labels"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
        assert_eq!(labels, theirs, "{id}");
        assert_eq!(variation(&found, &values, direction), case["variation_icon"].as_str().unwrap(), "{id}");
        let assured = found.segments.last().and_then(|s| assurance(s, direction, wanted["target"].as_f64()));
        let assured = assured.map(|a| match a {
            Assurance::Pass => "consistent_pass",
            Assurance::Fail => "consistent_fail",
            Assurance::Inconsistent => "inconsistent",
        });
        assert_eq!(assured, case["assurance"].as_str(), "{id}");
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
