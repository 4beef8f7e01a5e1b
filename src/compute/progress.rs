//! Progress, attainment and hit rate: pure functions (`domain.md` §3, `statistics.md` §2.1 and §3).

use super::scores::SlotTarget;
use crate::parse::doc::Direction;

/// Comparisons allow this much in the author's favour (`domain.md` §4).
pub const TOLERANCE: f64 = 1e-9;

/// How far `value` is on the way from `baseline` to `target`, raw: may exceed 1 or be negative.
/// One formula for both directions; not known where target and baseline are the same (P-1, P-2).
pub fn progress(baseline: f64, target: f64, value: f64) -> Option<f64> {
    if target == baseline {
        return None;
    }
    Some((value - baseline) / (target - baseline)).filter(|p| p.is_finite())
}

/// Progress as it enters bars and roll-ups: in 0..=1 (P-3).
pub fn limited(progress: f64) -> f64 {
    progress.clamp(0.0, 1.0)
}

/// Whether a value lies within bounds that are themselves inside (P-5).
pub fn inside(lower: Option<f64>, upper: Option<f64>, value: f64) -> bool {
    lower.is_none_or(|l| value >= l - TOLERANCE) && upper.is_none_or(|u| value <= u + TOLERANCE)
}

/// Slots inside ÷ slots observed; not known where nothing was observed (P-5).
pub fn hit_rate(inside: u32, observed: u32) -> Option<f64> {
    (observed > 0).then(|| f64::from(inside) / f64::from(observed))
}

/// How much of a target was reached: 1 is exactly, right for negative targets too (K-1 to K-3).
/// Not known without a good direction, and for a range without width.
pub fn attainment(direction: Option<Direction>, target: SlotTarget, actual: f64) -> Option<f64> {
    let target = match target {
        SlotTarget::Range(lo, hi) => return in_range(lo, hi, actual),
        SlotTarget::Number(target) => target,
    };
    let sign = match direction? {
        Direction::Increase => 1.0,
        Direction::Decrease => -1.0,
        Direction::Range | Direction::Neutral => return None,
    };
    if target == 0.0 {
        return Some(if sign * actual >= 0.0 { 1.0 } else { 0.0 });
    }
    Some(1.0 + sign * (actual - target) / target.abs()).filter(|a| a.is_finite())
}

fn in_range(lo: f64, hi: f64, actual: f64) -> Option<f64> {
    if lo == hi {
        return None;
    }
    let distance = (lo - actual).max(actual - hi).max(0.0);
    Some(1.0 - distance / (hi - lo)).filter(|a| a.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::pace::{Span, elapsed};
    use crate::compute::policy;
    use crate::compute::test_support::vector;
    use crate::domain::Band;
    use serde_json::Value;

    fn vectors() -> Value {
        serde_json::from_str(vector("progress/expected.json")).unwrap()
    }

    fn close(ours: Option<f64>, theirs: &Value, case: &Value) {
        match (ours, theirs.as_f64()) {
            (None, None) => {}
            (Some(a), Some(b)) if (a - b).abs() <= 1e-12 => {}
            other => panic!("{other:?} in {case}"),
        }
    }

    fn span(case: &Value, from: &str, to: &str) -> Span {
        let date = |key: &str| case[key].as_str().unwrap().parse().unwrap();
        Span { start: date(from), end: date(to) }
    }

    /// Progress of a vector's case, whose kinds are ours by other names.
    fn raw(case: &Value) -> Option<f64> {
        let number = |key: &str| case[key].as_f64();
        let hit = |ok: bool| Some(if ok { 1.0 } else { 0.0 });
        match case["kind"].as_str().unwrap() {
            "at_least" => hit(inside(number("target"), None, number("value")?)),
            "at_most" => hit(inside(None, number("target"), number("value")?)),
            "range" => hit(inside(number("lo"), number("hi"), number("value")?)),
            "binary" => hit(case["value"].as_bool()?),
            _ => progress(number("start")?, number("target")?, number("value")?),
        }
    }

    #[test]
    fn progress_expected_and_the_ratio_policy_agree_with_the_vectors() {
        for case in vectors()["progress"].as_array().unwrap() {
            let progress = raw(case);
            close(progress, &case["progress"], case);
            close(progress.map(limited), &case["clamped"], case);
            let expected = elapsed(span(case, "from", "to"), case["asof"].as_str().unwrap().parse().unwrap());
            close(Some(expected), &case["expected"], case);
            assert_eq!(policy::ratio(progress, expected), case["status"].as_str().unwrap(), "{case}");
        }
    }

    #[test]
    fn numbers_that_vendors_published_come_out() {
        for case in vectors()["published"].as_array().unwrap() {
            close(raw(case), &case["published"], case);
        }
    }

    #[test]
    fn elapsed_time_counts_both_ends() {
        for case in vectors()["elapsed"].as_array().unwrap() {
            let day = case["asof"].as_str().unwrap().parse().unwrap();
            close(Some(elapsed(span(case, "f", "t"), day)), &case["expected"], case);
        }
    }

    #[test]
    fn attainment_and_its_band_agree_with_the_vectors() {
        for case in vectors()["attainment"].as_array().unwrap() {
            let number = |key: &str| case[key].as_f64();
            let (direction, target) = match case["direction"].as_str().unwrap() {
                "increase" => (Direction::Increase, SlotTarget::Number(number("target").unwrap())),
                "decrease" => (Direction::Decrease, SlotTarget::Number(number("target").unwrap())),
                _ => (Direction::Range, SlotTarget::Range(number("lo").unwrap(), number("hi").unwrap())),
            };
            let found = attainment(Some(direction), target, number("actual").unwrap());
            close(found, &case["attainment"], case);
            let rag = match policy::attainment_band(found.unwrap(), 0.10) {
                Band::Good => "green",
                Band::Middle => "amber",
                _ => "red",
            };
            assert_eq!(rag, case["rag"].as_str().unwrap(), "{case}");
        }
    }

    #[test]
    fn a_control_key_result_is_scored_over_what_was_observed() {
        let (mut hits, mut observed) = (0, 0);
        let vectors = vectors();
        for week in vectors["control_kr_profitco"]["table"].as_array().unwrap() {
            if let Some(value) = week["value"].as_f64() {
                observed += 1;
                hits += u32::from(inside(Some(4.0), None, value));
            }
            assert_eq!(u64::from(hits), week["hits"].as_u64().unwrap());
            let rate = hit_rate(hits, observed).unwrap();
            // The published table rounds 62.5 down.
            assert!((rate * 100.0 - week["of_observed"].as_f64().unwrap()).abs() <= 0.5, "{week}");
        }
        assert_eq!(hit_rate(0, 0), None);
    }

    #[test]
    fn a_range_without_width_has_no_attainment() {
        assert_eq!(attainment(Some(Direction::Range), SlotTarget::Range(4.0, 4.0), 4.0), None);
        assert_eq!(attainment(Some(Direction::Neutral), SlotTarget::Number(4.0), 4.0), None);
    }
}
