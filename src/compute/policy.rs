//! Named status policies, bands and closed words (`domain.md` §4, `statistics.md` §2.3).

use super::progress::TOLERANCE;
use crate::domain::{Band, Status};
use crate::parse::doc::GoalKind;
use crate::resolve::settings::{Policy, Settings};

/// The policy `goalpost`.
pub const GOALPOST: Policy = Policy::Gap(0.05, 0.15);
/// The policy `ratio`.
pub const RATIO: Policy = Policy::Ratio { good: 0.90, middle: 0.70, grace: true };
/// Below this expectation `ratio` calls everything that has not gone backwards good.
const GRACE: f64 = 0.10;

/// `a ≥ b`, with the tolerance in the author's favour.
pub fn reaches(a: f64, b: f64) -> bool {
    a >= b - TOLERANCE
}

/// The policy of this name, else the site's, else `goalpost`.
pub fn named(settings: &Settings, name: Option<&str>) -> Policy {
    let find = |name: &str| settings.policies.get(name).cloned().or_else(|| built_in(name));
    name.and_then(find).or_else(|| find(&settings.policy)).unwrap_or(GOALPOST)
}

fn built_in(name: &str) -> Option<Policy> {
    match name {
        "goalpost" => Some(GOALPOST),
        "ratio" => Some(RATIO),
        _ => None,
    }
}

/// The band of an achievement against an expectation.
pub fn band(policy: &Policy, achieved: f64, expected: f64) -> Band {
    let (good, middle) = match *policy {
        Policy::Gap(good, middle) => (expected - good, expected - middle),
        Policy::Ratio { grace: true, .. } if expected < GRACE => {
            return if achieved >= 0.0 { Band::Good } else { Band::Middle };
        }
        Policy::Ratio { good, middle, .. } => (good * expected, middle * expected),
    };
    if reaches(achieved, good) {
        Band::Good
    } else if reaches(achieved, middle) {
        Band::Middle
    } else {
        Band::Bad
    }
}

/// The lowest achievement that is still good, for the reason on the page.
pub fn good_from(policy: &Policy, expected: f64) -> f64 {
    match *policy {
        Policy::Gap(good, _) => (expected - good).max(0.0),
        Policy::Ratio { grace: true, .. } if expected < GRACE => 0.0,
        Policy::Ratio { good, .. } => good * expected,
    }
}

/// The policy `ratio` with its own words, as `statistics.md` §2.3 publishes it; pages say [`band`]'s.
pub fn ratio(progress: Option<f64>, expected: f64) -> &'static str {
    let Some(p) = progress else { return "no_data" };
    if reaches(p, 1.0) {
        return "achieved";
    }
    if reaches(expected, 1.0) {
        return "missed";
    }
    if expected <= 0.0 {
        return "not_started";
    }
    match band(&RATIO, p, expected) {
        Band::Good => "on_track",
        Band::Middle => "at_risk",
        _ => "off_track",
    }
}

/// The word of a running goal.
pub fn open_word(band: Band) -> Status {
    match band {
        Band::Good => Status::OnPace,
        Band::Middle => Status::Behind,
        Band::Bad => Status::OffPace,
        Band::Unknown | Band::None => Status::NoData,
    }
}

/// From which grade a closed goal is good, and from which it is in the middle.
pub fn closed_thresholds(kind: GoalKind) -> (f64, f64) {
    match kind {
        GoalKind::Committed => (1.0, 0.70),
        GoalKind::Aspirational | GoalKind::Learning => (0.70, 0.40),
    }
}

/// The band of a grade.
pub fn closed_band(kind: GoalKind, grade: f64) -> Band {
    let (good, middle) = closed_thresholds(kind);
    if reaches(grade, good) {
        Band::Good
    } else if reaches(grade, middle) {
        Band::Middle
    } else {
        Band::Bad
    }
}

/// The closed word of a band. Key results of a learning goal are graded like aspirational ones;
/// whether the goal itself was a success is said by its closing note.
pub fn closed_word(kind: GoalKind, band: Band) -> Status {
    match (kind, band) {
        (GoalKind::Committed, Band::Good) => Status::Met,
        (GoalKind::Committed, Band::Middle) => Status::PartlyMet,
        (GoalKind::Committed, Band::Bad) => Status::NotMet,
        (_, Band::Good) => Status::Strong,
        (_, Band::Middle) => Status::Some,
        (_, Band::Bad) => Status::Little,
        (_, Band::Unknown | Band::None) => Status::NoData,
    }
}

/// The grade: two decimals, half away from zero, and 0.285 is 0.29 although binary has a little less.
pub fn grade(score: f64) -> f64 {
    ((score.abs() * 100.0 + 0.5 + 1e-9).floor() / 100.0).copysign(score)
}

/// How bad a band is: good 0, middle 1, bad 2; the others are no verdict.
pub fn rank(band: Band) -> Option<u8> {
    match band {
        Band::Good => Some(0),
        Band::Middle => Some(1),
        Band::Bad => Some(2),
        Band::Unknown | Band::None => None,
    }
}

/// The worse of two bands; one without a verdict does not count.
pub fn worse(a: Band, b: Band) -> Band {
    match (rank(a), rank(b)) {
        (Some(x), Some(y)) if y > x => b,
        (None, Some(_)) => b,
        _ => a,
    }
}

/// The band of an attainment: good from 1, middle within the share of the target that is tolerated (K-4).
pub fn attainment_band(attainment: f64, tolerated: f64) -> Band {
    if reaches(attainment, 1.0) {
        Band::Good
    } else if reaches(attainment, 1.0 - tolerated) {
        Band::Middle
    } else {
        Band::Bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const G: Band = Band::Good;
    const M: Band = Band::Middle;
    const B: Band = Band::Bad;

    #[test]
    fn policies_keep_their_boundaries_in_the_authors_favour() {
        let cases = [
            (GOALPOST, 0.50, [(0.45, G), (0.449, M), (0.35, M), (0.349, B)]),
            (RATIO, 0.50, [(0.45, G), (0.449, M), (0.35, M), (0.349, B)]),
            (RATIO, 0.09, [(0.0, G), (-0.01, M), (0.09, G), (0.2, G)]),
            // viva, upraise, oboard, burning: the documented snippets.
            (Policy::Gap(0.0, 0.25), 0.50, [(0.50, G), (0.49, M), (0.25, M), (0.24, B)]),
            (Policy::Gap(0.165, 0.33), 0.50, [(0.335, G), (0.33, M), (0.17, M), (0.16, B)]),
            (Policy::Gap(0.2, 0.4), 0.50, [(0.30, G), (0.29, M), (0.10, M), (0.09, B)]),
            (
                Policy::Ratio { good: 0.95, middle: 0.75, grace: false },
                0.40,
                [(0.38, G), (0.379, M), (0.30, M), (0.29, B)],
            ),
            (
                Policy::Ratio { good: 0.70, middle: 0.40, grace: false },
                0.50,
                [(0.35, G), (0.34, M), (0.20, M), (0.19, B)],
            ),
        ];
        for (policy, expected, rows) in cases {
            for (achieved, wanted) in rows {
                assert_eq!(band(&policy, achieved, expected), wanted, "{policy:?} {achieved} against {expected}");
            }
        }
        // 0.3 - 0.05 is a little more than 0.25 in binary.
        assert_eq!(band(&GOALPOST, 0.25, 0.3), G);
    }

    #[test]
    fn grades_round_half_away_from_zero_and_bands_look_at_the_grade() {
        for (score, wanted) in [(0.285, 0.29), (0.695, 0.70), (0.6949, 0.69), (1.0, 1.0), (0.0, 0.0), (0.005, 0.01)] {
            assert_eq!(grade(score), wanted);
        }
        assert_eq!(grade(-0.285), -0.29);
        assert_eq!(closed_band(GoalKind::Aspirational, grade(0.695)), G);
        assert_eq!(closed_band(GoalKind::Committed, 0.99), M);
        assert_eq!(closed_band(GoalKind::Committed, grade(0.996)), G);
        assert_eq!(closed_band(GoalKind::Aspirational, 0.39), B);
    }

    #[test]
    fn a_band_without_a_verdict_is_never_the_worse_one() {
        assert_eq!(worse(G, Band::Unknown), G);
        assert_eq!(worse(Band::Unknown, M), M);
        assert_eq!(worse(B, M), B);
    }
}
