//! Fewer points, same shape: largest triangle three buckets (Steinarsson 2013).

/// Indices of at most `keep` points that look like all of them; the first and the last are always kept.
pub(super) fn lttb(points: &[(f64, f64)], keep: usize) -> Vec<usize> {
    let n = points.len();
    if n <= keep || keep < 3 {
        return (0..n).collect();
    }
    let bucket = (n - 2) as f64 / (keep - 2) as f64;
    let start = |i: usize| ((i as f64 * bucket) as usize + 1).min(n - 1);
    let mut kept = Vec::with_capacity(keep);
    kept.push(0);
    let mut last = 0;
    for i in 0..keep - 2 {
        let next = start(i + 1)..start(i + 2).max(start(i + 1) + 1).min(n);
        let size = next.len().max(1) as f64;
        let mean = points[next].iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / size, m.1 + p.1 / size));
        let a = points[last];
        let area = |p: (f64, f64)| ((a.0 - mean.0) * (p.1 - a.1) - (a.0 - p.0) * (mean.1 - a.1)).abs();
        let chosen = (start(i)..start(i + 1)).max_by(|x, y| area(points[*x]).total_cmp(&area(points[*y])));
        last = chosen.unwrap_or(last);
        kept.push(last);
    }
    kept.push(n - 1);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_points_are_all_kept() {
        assert_eq!(lttb(&[(0.0, 1.0), (1.0, 2.0)], 400), [0, 1]);
    }

    #[test]
    fn ends_and_the_spike_survive_and_no_point_is_twice() {
        let points: Vec<_> = (0..1000).map(|i| (f64::from(i), if i == 500 { 50.0 } else { 0.0 })).collect();
        let kept = lttb(&points, 40);
        assert_eq!(kept.len(), 40);
        assert_eq!((kept[0], kept[39]), (0, 999));
        assert!(kept.contains(&500));
        assert!(kept.windows(2).all(|w| w[0] < w[1]));
    }
}
