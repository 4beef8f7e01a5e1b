//! The dots a line chart draws, in order, and the gaps between them.

use super::number::usable;
use super::spec::Dot;
use super::thin;
use super::time_axis::Days;

/// More points than this are thinned.
pub(super) const MOST: usize = 400;
/// Up to here every point has a dot of its own.
pub(super) const DOTTED: usize = 120;

/// A dot with a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point<'a> {
    /// Day of the plot.
    pub day: f64,
    pub value: f64,
    /// Slots without a value between the point before and this one.
    pub missing: usize,
    pub dot: &'a Dot,
}

/// What is drawn of a series.
#[derive(Debug, Default)]
pub(super) struct Series<'a> {
    pub points: Vec<Point<'a>>,
    /// The dots of the table, oldest first: the points drawn, and the gaps where none was left out.
    pub rows: Vec<&'a Dot>,
}

impl<'a> Series<'a> {
    /// The dots within the drawn days, by date; values no scale can carry count as missing.
    pub fn new(dots: &'a [Dot], days: Days) -> Self {
        let mut rows: Vec<&Dot> = dots.iter().filter(|d| days.hold(d.date)).collect();
        rows.sort_by_key(|d| d.date);
        let mut points = Vec::with_capacity(rows.len());
        let mut missing = 0;
        for dot in &rows {
            match dot.value.and_then(usable) {
                Some(value) => {
                    points.push(Point { day: days.noon(dot.date), value, missing, dot });
                    missing = 0;
                }
                None if points.is_empty() => {}
                None => missing += 1,
            }
        }
        if points.len() <= MOST {
            return Self { points, rows };
        }
        let points = thinned(&points);
        let rows = points.iter().map(|p| p.dot).collect();
        Self { points, rows }
    }

    /// The last value that will stay, and its place: provisional ones are no "now" while there is another.
    pub fn now(&self) -> Option<(usize, &Point<'a>)> {
        let settled = self.points.iter().enumerate().rev().find(|(_, p)| !p.dot.provisional);
        settled.or_else(|| self.points.iter().enumerate().next_back())
    }

    /// Stretches without a gap.
    pub fn runs(&self) -> impl Iterator<Item = &[Point<'a>]> {
        self.points.chunk_by(|_, next| next.missing == 0)
    }

    /// Whether a point stands at the edge of a gap.
    pub fn at_gap(&self, i: usize) -> bool {
        self.points[i].missing > 0 || self.points.get(i + 1).is_some_and(|next| next.missing > 0)
    }
}

fn thinned<'a>(points: &[Point<'a>]) -> Vec<Point<'a>> {
    let places: Vec<_> = points.iter().map(|p| (p.day, p.value)).collect();
    let mut from = 0;
    thin::lttb(&places, MOST)
        .into_iter()
        .map(|i| {
            let missing = if i == 0 { 0 } else { points[from..=i].iter().map(|p| p.missing).sum() };
            from = i + 1;
            Point { missing, ..points[i] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::{Date, date};

    fn dots(values: &[Option<f64>]) -> Vec<Dot> {
        let day = |i: usize| date(2025, 1, 1).checked_add((i as i64).days()).unwrap();
        let dot = |(i, v): (usize, &Option<f64>)| Dot {
            date: day(i),
            label: i.to_string(),
            value: *v,
            provisional: false,
            signal: None,
        };
        values.iter().enumerate().map(dot).collect()
    }

    fn days(end: Date) -> Days {
        Days::new(date(2025, 1, 1), end)
    }

    #[test]
    fn gaps_break_the_line_and_stay_in_the_table() {
        let dots = dots(&[None, Some(1.0), Some(2.0), None, Some(f64::NAN), Some(3.0), None]);
        let series = Series::new(&dots, days(date(2025, 12, 31)));
        assert_eq!(series.runs().map(<[_]>::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(series.points[2].missing, 2);
        assert_eq!(series.rows.len(), 7);
        assert!(series.at_gap(1) && series.at_gap(2) && !series.at_gap(0));
    }

    #[test]
    fn days_outside_the_axis_are_not_drawn() {
        let dots = dots(&[Some(1.0), Some(2.0), Some(3.0)]);
        assert_eq!(Series::new(&dots, days(date(2025, 1, 2))).points.len(), 2);
    }

    #[test]
    fn long_series_are_thinned_and_keep_their_gaps() {
        let values: Vec<_> = (0..1500).map(|i| (i != 700).then_some(f64::from(i % 37))).collect();
        let dots = dots(&values);
        let series = Series::new(&dots, days(date(2035, 1, 1)));
        assert_eq!(series.points.len(), MOST);
        assert_eq!(series.rows.len(), MOST);
        assert_eq!(series.runs().count(), 2);
    }

    #[test]
    fn now_is_the_last_settled_value() {
        let mut dots = dots(&[Some(1.0), Some(2.0)]);
        dots[1].provisional = true;
        let series = Series::new(&dots, days(date(2025, 12, 31)));
        assert_eq!(series.now().map(|(_, p)| p.value), Some(1.0));
    }
}
