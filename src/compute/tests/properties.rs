//! What holds for any goals.

use crate::base::exec::with_threads;
use crate::compute::test_support::*;
use crate::domain::Cadence;
use crate::domain::cadence::add_days;
use crate::parse::doc::{Aggregate, KrKindDoc, RollUp};
use crate::resolve::model::{KeyResult, KpiIx};
use proptest::prelude::*;

const AS_OF: &str = "2025-11-20";

/// What a generated key result is made from.
#[derive(Clone, Debug)]
struct Seed {
    kind: u8,
    baseline: f64,
    target: f64,
    values: Vec<(i32, f64)>,
    weight: f64,
}

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    let seed =
        (0u8..5, -50.0..50.0f64, -50.0..50.0f64, prop::collection::vec((0..60i32, -99.0..99.0f64), 0..6), 0.01..9.0f64);
    let seed =
        seed.prop_map(|(kind, baseline, target, values, weight)| Seed { kind, baseline, target, values, weight });
    prop::collection::vec(seed, 1..6)
}

fn build(i: usize, seed: &Seed) -> KeyResult {
    let id = format!("KR{i}");
    let (lo, hi) = (seed.baseline.min(seed.target), seed.baseline.max(seed.target));
    let mut out = match seed.kind {
        0 => kr(&id, KrKindDoc::Between(lo, hi)),
        1 => kr(&id, KrKindDoc::Budget(hi.abs() + 1.0)),
        2 => kr(&id, KrKindDoc::Each { cadence: Cadence::Week, at_least: seed.target }),
        _ => metric(&id, seed.baseline, seed.target, &[]),
    };
    let mut days: Vec<(i32, f64)> = seed.values.clone();
    days.sort_by_key(|v| v.0);
    days.dedup_by_key(|v| v.0);
    out.values = days
        .iter()
        .map(|(day, v)| {
            let mut value = number("2025-10-01", *v);
            value.date = add_days(value.date, *day);
            value
        })
        .collect();
    weighted(out, seed.weight)
}

fn score(krs: Vec<KeyResult>) -> Option<f64> {
    let mut site = Site::new(AS_OF);
    let ix = site.goal("O", "FY26-Q3", krs);
    site.score(ix).score
}

fn built(seeds: &[Seed]) -> Vec<KeyResult> {
    seeds.iter().enumerate().map(|(i, seed)| build(i, seed)).collect()
}

/// A parent over children, each of one seed.
fn parent(order: &[usize], seeds: &[Seed]) -> Option<f64> {
    let mut site = Site::new(AS_OF);
    let parent = site.goal("P", "FY26-Q3", Vec::new());
    site.doc(parent).roll_up = Some(RollUp::Children);
    for i in order {
        let child = site.goal(&format!("C{i}"), "FY26-Q3", vec![build(*i, &seeds[*i])]);
        site.support(child, parent, None, seeds[*i].weight, 1.0);
    }
    site.score(parent).score
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn scores_and_expectations_stay_in_their_range(seeds in seeds()) {
        let mut site = Site::new(AS_OF);
        let ix = site.goal("O", "FY26-Q3", built(&seeds));
        let found = site.score(ix);
        let numbers = found.key_results.iter().flat_map(|kr| [kr.score, kr.expected]);
        let history = found.history.iter().flat_map(|p| [p.score.get(), p.expected.get()]);
        for number in numbers.chain(history).chain([found.score, found.expected, found.progress]).flatten() {
            prop_assert!((0.0..=1.0).contains(&number));
        }
    }

    #[test]
    fn the_order_of_key_results_and_children_changes_no_bit(seeds in seeds(), turn in 0usize..6) {
        let mut turned = built(&seeds);
        let n = turned.len();
        turned.rotate_left(turn % n);
        turned.reverse();
        prop_assert_eq!(score(built(&seeds)).map(f64::to_bits), score(turned).map(f64::to_bits));
        let order: Vec<usize> = (0..seeds.len()).collect();
        let mut other = order.clone();
        other.rotate_left(turn % n);
        prop_assert_eq!(parent(&order, &seeds).map(f64::to_bits), parent(&other, &seeds).map(f64::to_bits));
    }

    #[test]
    fn scaling_all_weights_changes_nothing(seeds in seeds(), factor in 0.001..1000.0f64) {
        let scaled: Vec<Seed> = seeds.iter().map(|s| Seed { weight: s.weight * factor, ..s.clone() }).collect();
        match (score(built(&seeds)), score(built(&scaled))) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() <= 1e-12),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn one_child_gives_its_own_score(seeds in seeds(), weight in 0.01..9.0f64, share in 0.01..1.0f64) {
        let mut site = Site::new(AS_OF);
        let parent = site.goal("P", "FY26-Q3", Vec::new());
        let child = site.goal("C", "FY26-Q3", built(&seeds));
        site.doc(parent).roll_up = Some(RollUp::Children);
        site.support(child, parent, None, weight, share);
        let scores = site.compute().0;
        let (whole, own) = (scores.objective(parent), scores.objective(child));
        if own.coverage.weight >= 0.6 {
            prop_assert_eq!(whole.score.map(f64::to_bits), own.score.map(f64::to_bits));
        } else {
            prop_assert_eq!(whole.score, None);
        }
    }

    #[test]
    fn a_second_parent_never_changes_the_first(seeds in seeds(), weight in 0.01..9.0f64) {
        let first = |second: bool| {
            let mut site = Site::new(AS_OF);
            let parents = [site.goal("P", "FY26-Q3", Vec::new()), site.goal("Q", "FY26-Q3", Vec::new())];
            for parent in parents {
                site.doc(parent).roll_up = Some(RollUp::Children);
            }
            for (i, seed) in seeds.iter().enumerate() {
                let child = site.goal(&format!("C{i}"), "FY26-Q3", vec![build(i, seed)]);
                site.support(child, parents[0], None, seed.weight, 1.0);
                if second {
                    site.support(child, parents[1], None, weight, 0.5);
                }
            }
            let found = site.score(parents[0]);
            (found.score.map(f64::to_bits), found.expected.map(f64::to_bits), found.status)
        };
        prop_assert_eq!(first(false), first(true));
    }

    #[test]
    fn improving_a_key_result_never_lowers_its_objective(seeds in seeds(), step in 0.0..30.0f64) {
        let better: Vec<Seed> = seeds.iter().enumerate().map(|(i, seed)| {
            let mut seed = Seed { kind: 4, ..seed.clone() };
            if i == 0 {
                let up = (seed.target - seed.baseline).signum() * step;
                seed.values.iter_mut().for_each(|v| v.1 += up);
            }
            seed
        }).collect();
        let before: Vec<Seed> = seeds.iter().map(|s| Seed { kind: 4, ..s.clone() }).collect();
        match (score(built(&before)), score(built(&better))) {
            (Some(a), Some(b)) => prop_assert!(b >= a - 1e-12),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits(seeds in seeds()) {
        let mut site = Site::new(AS_OF);
        let rows: Vec<f64> = seeds.iter().flat_map(|s| s.values.iter().map(|v| v.1)).collect();
        let days: Vec<String> = (0..rows.len()).map(|i| add_days(d("2025-10-01"), i as i32).to_string()).collect();
        let rows: Vec<(&str, f64)> = days.iter().map(String::as_str).zip(rows).collect();
        site.kpi(kpi("k", Cadence::Day, Aggregate::Mean, &rows));
        for (i, seed) in seeds.iter().enumerate() {
            let fed = with(metric("KR9", seed.baseline, seed.target, &[]), |kr| kr.kpi = Some(KpiIx(0)));
            site.goal(&format!("O{i}"), "FY26-Q3", vec![build(i, seed), weighted(fed, 1.0)]);
        }
        let text = |threads| with_threads(threads, || format!("{:?}", site.compute()));
        let one = text(1);
        prop_assert_eq!(&one, &text(2));
        prop_assert_eq!(&one, &text(8));
    }
}
