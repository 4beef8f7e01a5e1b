use super::*;
use crate::compute::test_support::{json, vector_series};
use serde_json::Value;

fn close(ours: f64, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().unwrap();
    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-3), "{what}: {ours} {theirs}");
}

fn list<'a>(case: &'a Value, name: &str) -> &'a Vec<Value> {
    case[name].as_array().unwrap()
}

#[test]
fn every_series_of_the_vectors_gets_its_forecast() {
    let vectors = json("forecast/expected.json");
    assert_eq!(list(&vectors, "cases").len(), 14);
    for case in list(&vectors, "cases") {
        let id = case["id"].as_str().unwrap();
        let (_, values) = vector_series("forecast", &format!("{id}.csv"));
        let values: Vec<f64> = values.into_iter().flatten().collect();
        let fit = Fit::new(&values, case["m"].as_u64().unwrap() as usize);
        let fit = match (fit, case["method"].as_str().unwrap()) {
            (Ok(fit), _) => fit,
            (Err(unfit), "none") => {
                let reason = if unfit == Unfit::TooFew { "fewer than 4 points" } else { "no variation in history" };
                assert_eq!(case["reason"], reason, "{id}");
                continue;
            }
            (Err(unfit), _) => panic!("{id}: {unfit:?}"),
        };
        assert_eq!(fit.n as u64, case["n"].as_u64().unwrap(), "{id}");
        assert_eq!(u64::from(fit.nu), case["nu"].as_u64().unwrap(), "{id}");
        close(fit.variance, &case["s2"], id);
        if fit.method == Method::HalfDrift {
            let season = match fit.season {
                Season::None => "none",
                Season::Factors(_) => "mult",
                Season::Terms(_) => "add",
            };
            assert_eq!(case["seasonal"], season, "{id}");
            close(fit.drift, &case["b"], id);
            close(fit.alpha, &case["alpha"], id);
            close(fit.level, &case["level"], id);
        } else {
            assert_eq!(case["method"], "naive", "{id}");
        }
        steps(&fit, case, id);
        let horizon = case["H"].as_u64().unwrap() as usize;
        for target in list(case, "targets") {
            let bound = target["target"].as_f64().unwrap();
            close(fit.step(horizon).at_least(bound), &target["p_ge"], id);
            close(fit.step(horizon).at_most(bound), &target["p_le"], id);
        }
        for target in list(case, "sum_targets") {
            let bound = target["target"].as_f64().unwrap();
            close(fit.total(horizon, |_| 1.0).at_least(bound), &target["p_ge"], id);
        }
    }
}

fn steps(fit: &Fit, case: &Value, id: &str) {
    for i in 0..case["H"].as_u64().unwrap() as usize {
        let step = fit.step(i + 1);
        let ((lo80, hi80), (lo95, hi95)) = step.intervals();
        let total = fit.total(i + 1, |_| 1.0);
        let parts = [
            ("mean", step.mean),
            ("sd", step.sd),
            ("lo80", lo80),
            ("hi80", hi80),
            ("lo95", lo95),
            ("hi95", hi95),
            ("sumsd", total.sd),
            ("summean", total.mean),
        ];
        for (name, ours) in parts {
            close(ours, &case[name][i], &format!("{id} {name} {i}"));
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In (0, 1].
    fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }

    /// Box and Muller: normal with mean 0 and variance 1.
    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// One path of a process.
fn path(process: usize, n: usize, random: &mut Random) -> Vec<f64> {
    let (mut level, mut state) = (100.0, 0.0);
    (0..n)
        .map(|t| {
            let noise = random.normal();
            match process {
                // Noise around a level, around a line, hanging on itself; a walk, a walk with drift, a local level.
                0 => level + noise,
                1 => level + 0.1 * t as f64 + noise,
                2 => {
                    state = 0.6 * state + noise;
                    level + state
                }
                3 => {
                    level += noise;
                    level
                }
                4 => {
                    level += 0.2 + noise;
                    level
                }
                _ => {
                    level += 0.4 * random.normal();
                    level + noise
                }
            }
        })
        .collect()
}

/// Intervals hold what they promise on average over six processes, five lengths and six distances.
#[test]
fn of_all_values_to_come_80_and_95_percent_lie_in_their_intervals() {
    const DISTANCES: [usize; 6] = [1, 3, 6, 9, 13, 18];
    let mut random = Random(20_251_118);
    let (mut in80, mut in95, mut all) = (0u32, 0u32, 0u32);
    for process in 0..6 {
        for n in [8, 12, 24, 52, 104] {
            for _ in 0..600 {
                let values = path(process, n + 18, &mut random);
                let fit = Fit::new(&values[..n], 1).unwrap();
                for h in DISTANCES {
                    let ((lo80, hi80), (lo95, hi95)) = fit.step(h).intervals();
                    let came = values[n + h - 1];
                    all += 1;
                    in80 += u32::from((lo80..=hi80).contains(&came));
                    in95 += u32::from((lo95..=hi95).contains(&came));
                }
            }
        }
    }
    let share = |inside: u32| f64::from(inside) / f64::from(all);
    assert!((0.76..=0.88).contains(&share(in80)), "80 %: {}", share(in80));
    assert!((0.90..=0.97).contains(&share(in95)), "95 %: {}", share(in95));
}

#[test]
fn what_never_varies_or_is_too_short_has_no_forecast() {
    assert_eq!(Fit::new(&[1.0, 2.0, 3.0], 1), Err(Unfit::TooFew));
    assert_eq!(Fit::new(&[2.0; 30], 12), Err(Unfit::NoVariation));
}

#[test]
fn a_total_of_one_value_is_that_value() {
    let values: Vec<f64> = (0..40u32).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 28)).collect();
    let fit = Fit::new(&values, 1).unwrap();
    for h in [1, 4, 9] {
        let variance =
            fit.variance * (1.0 + (h - 1) as f64 * fit.alpha.max(0.3).powi(2)) + 3.0 * (fit.drift * h as f64).powi(2);
        assert!((fit.step(h).sd - variance.sqrt()).abs() < 1e-9);
    }
}
