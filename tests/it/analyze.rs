//! The vectors, all the way through what `goalpost analyze --format json` prints.

use crate::memory::project;
use goalpost::compute::limits::Mode;
use goalpost::present::PresentCx;
use goalpost::present::analysis::{Analysis, Asked};
use goalpost::session::analyze::{Series, analyze};
use serde_json::{Map, Value, json};
use std::fs;

fn vectors(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(project().join("tests/vectors").join(path)).unwrap()).unwrap()
}

/// What the command prints of a series with these keys.
fn printed(folder: &str, input: &str, keys: Value, mode: Mode, horizon: usize) -> Value {
    let path = project().join("tests/vectors").join(folder).join(input);
    let mut keys: Map<String, Value> =
        keys.as_object().unwrap().iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect();
    keys.extend([("type", "kpi"), ("id", "series"), ("title", "Series")].map(|(k, v)| (k.to_owned(), json!(v))));
    keys.insert("data".to_owned(), json!({"file": "series.csv"}));
    let series = Series { file: "series.csv".to_owned(), csv: fs::read(path).unwrap(), config: None, keys };
    let analyzed = analyze(&series).unwrap();
    assert!(analyzed.findings.is_empty(), "{input}: {:?}", analyzed.findings);
    let report = analyzed.report;
    let cx = PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings);
    let analysis = Analysis::new(&cx, &series.file, Asked { mode, horizon });
    assert!(analysis.text().lines().count() > 8, "{input}");
    serde_json::from_str(&analysis.json()).unwrap()
}

fn rebases(options: &Value) -> Value {
    options["rebase"].as_array().unwrap().iter().map(|date| json!({"date": date, "why": "said"})).collect()
}

/// Every field of `theirs` stands in `ours` with the same value, numbers within 1e-9 of each other; some left out.
fn holds(ours: &Value, theirs: &Value, without: &[&str], what: &str) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, value) in theirs.iter().filter(|(name, _)| !without.contains(&name.as_str())) {
                let found = ours.get(name).unwrap_or_else(|| panic!("{what}: no {name}"));
                holds(found, value, without, &format!("{what} {name}"));
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{what}");
            for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
                holds(a, b, without, &format!("{what} {i}"));
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{what}: {a} {b}");
        }
        _ => assert_eq!(ours, theirs, "{what}"),
    }
}

#[test]
fn the_reference_mode_prints_the_points_and_icons_of_the_reference() {
    for id in vectors("nhsr/index.json").as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()) {
        let case = vectors(&format!("nhsr/{id}.expected.json"));
        let options = &case["options"];
        let keys = json!({
            "direction": options["improvement_direction"],
            "target": options["target"],
            "lock": options["fix_after_n_points"],
            "screen_outliers": options["screen_outliers"],
            "rebase": rebases(options),
        });
        let found = printed("nhsr", case["input"].as_str().unwrap(), keys, Mode::Nhs, 6);
        holds(&found["points"], &case["points"], &[], id);
        holds(&found["summary"], &case["summary"], &[], id);
    }
}

#[test]
fn the_recommended_mode_prints_the_segments_labels_and_icons_of_the_vectors() {
    for case in vectors("recommended/expected.json")["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let options = &case["options"];
        // One value alone does not tell how often is measured.
        let cadence = if id == "all-missing-but-one" { json!("week") } else { Value::Null };
        let keys = json!({
            "cadence": cadence,
            "direction": options["direction"],
            "target": options["target"],
            "lock": options["fix"],
            "screen_outliers": options["screen"],
            "floor": options["floor"],
            "ceil": options["ceil"],
            "rebase": rebases(options),
        });
        let found = printed("recommended", case["input"].as_str().unwrap(), keys, Mode::Recommended, 6);
        holds(&found["segments"], &case["segments"], &[], id);
        let labels: Value =
            found["points"].as_array().unwrap().iter().map(|p| p["special_cause_type"].clone()).collect();
        assert_eq!(labels, case["labels"], "{id}");
        assert_eq!(found["summary"]["variation_icon"], case["variation_icon"], "{id}");
        assert_eq!(found["summary"]["assurance_type"], case["assurance"], "{id}");
    }
}

#[test]
fn the_rule_set_run_prints_the_runs_of_the_vectors() {
    for case in vectors("wheeler/expected.json")["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let input = case["input"].as_str().unwrap();
        let runs = printed("wheeler", input, json!({"rules": "run"}), Mode::Recommended, 6);
        match case["anhoej"]["n_useful"].as_u64() {
            Some(0) => assert_eq!(runs["segments"][0].get("runs"), None, "{id}"),
            _ => holds(&runs["segments"][0]["runs"], &case["anhoej"], &[], id),
        }
        let wheeler = printed("wheeler", input, json!({"rules": "wheeler"}), Mode::Recommended, 6);
        let segment = &wheeler["segments"][0];
        for (ours, theirs) in [("mean", "mean"), ("amr", "amr"), ("lpl", "lnpl"), ("upl", "unpl"), ("url", "url")] {
            if segment["status"] == "ok" {
                holds(&segment[ours], &case[theirs], &[], id);
            }
        }
    }
}

#[test]
fn the_forecast_is_that_of_the_vectors() {
    for case in vectors("forecast/expected.json")["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let horizon = case["H"].as_u64().unwrap() as usize;
        let targets: Vec<&Value> = ["targets", "sum_targets"]
            .iter()
            .flat_map(|name| case.get(*name).and_then(Value::as_array).into_iter().flatten())
            .collect();
        let plain = printed("forecast", &format!("{id}.csv"), json!({}), Mode::Recommended, horizon);
        let without = ["targets", "sum_targets", "id", "m", "H"];
        holds(&plain["forecast"], case, &without, id);
        for target in targets {
            let keys = json!({"target": target["target"], "direction": "increase"});
            let found = printed("forecast", &format!("{id}.csv"), keys, Mode::Recommended, horizon);
            let list = if target.get("p_le").is_some() { "targets" } else { "sum_targets" };
            holds(&found["forecast"][list][0], target, &[], id);
        }
    }
}
