//! Student's t distribution with whole degrees of freedom, in closed form (`statistics.md` F-10).

/// Probability that a t-distributed number with `nu` ≥ 1 degrees of freedom is at most `t`.
pub fn cdf(t: f64, nu: u32) -> f64 {
    let theta = (t / f64::from(nu).sqrt()).atan();
    let (sin, cos) = theta.sin_cos();
    let odd = nu % 2 == 1;
    // cos θ + ⅔ cos³ θ + … for odd, 1 + ½ cos² θ + … for even degrees.
    let mut term = if odd { cos } else { 1.0 };
    let mut sum = 0.0;
    let mut k = if odd { 1 } else { 0 };
    while k + 2 <= nu {
        sum += term;
        k += 2;
        term *= f64::from(k - 1) / f64::from(k) * cos * cos;
    }
    let inside = if odd { (theta + sin * sum) / std::f64::consts::FRAC_PI_2 } else { sin * sum };
    f64::midpoint(1.0, inside)
}

/// How many standard deviations either side hold 80 % and 95 %, for 3 to 8 degrees of freedom.
const REACH: [(f64, f64); 6] = [
    (1.637_744_353_696_21, 3.182_446_305_283_71),
    (1.533_206_274_058_944, 2.776_445_105_197_793),
    (1.475_884_048_824_48, 2.570_581_835_636_315),
    (1.439_755_747_265_148, 2.446_911_851_144_969),
    (1.414_923_927_650_508, 2.364_624_251_592_785),
    (1.396_815_309_743_865, 2.306_004_135_204_167),
];

/// Half widths of the intervals that hold 80 % and 95 %, in standard deviations; degrees outside 3 to 8 are read as
/// the nearer end.
pub fn reach(nu: u32) -> (f64, f64) {
    REACH[nu.clamp(3, 8) as usize - 3]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_reaches_hold_80_and_95_percent() {
        for nu in 3..=8 {
            let (most, nearly_all) = reach(nu);
            assert!((cdf(most, nu) - 0.9).abs() < 1e-14, "{nu}");
            assert!((cdf(nearly_all, nu) - 0.975).abs() < 1e-14, "{nu}");
            assert!((cdf(-most, nu) - 0.1).abs() < 1e-14, "{nu}");
        }
        assert_eq!(cdf(0.0, 5), 0.5);
        // One degree is Cauchy's distribution, two have the closed form ½ + t/(2√(2+t²)).
        assert!((cdf(1.0, 1) - 0.75).abs() < 1e-15);
        assert!((cdf(1.0, 2) - (0.5 + 0.5 / 3f64.sqrt())).abs() < 1e-15);
    }
}
