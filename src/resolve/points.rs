//! The rows of a series, packed: a site holds millions of them.

use crate::domain::Date;

/// One row of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// First day of what the row speaks of.
    pub date: Date,
    pub value: f64,
    /// n, for rates.
    pub weight: Option<f64>,
    pub target: Option<f64>,
    pub reported_at: Option<Date>,
    /// Byte range of the value's cell.
    pub span: (u32, u32),
}

/// Rows in their order, 17 bytes each where there is nothing but dates and values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    rows: Vec<Row>,
    /// Lengths of the values' cells, row for row; what is longer than 255 bytes is cut.
    lengths: Vec<u8>,
    /// The rarer columns, row for row; empty where no row has any of them.
    rare: Vec<Rare>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    value: f64,
    date: Date,
    /// Where the value's cell begins.
    start: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Rare {
    weight: Option<f64>,
    target: Option<f64>,
    reported_at: Option<Date>,
}

impl Points {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Point> + ExactSizeIterator {
        self.rows.iter().zip(&self.lengths).enumerate().map(|(i, (row, length))| {
            let Rare { weight, target, reported_at } = self.rare.get(i).copied().unwrap_or_default();
            let span = (row.start, row.start + u32::from(*length));
            Point { date: row.date, value: row.value, weight, target, reported_at, span }
        })
    }
}

impl From<&[Point]> for Points {
    fn from(points: &[Point]) -> Self {
        let rare: Vec<Rare> =
            points.iter().map(|p| Rare { weight: p.weight, target: p.target, reported_at: p.reported_at }).collect();
        let length = |p: &Point| u8::try_from(p.span.1.saturating_sub(p.span.0)).unwrap_or(u8::MAX);
        Self {
            rows: points.iter().map(|p| Row { value: p.value, date: p.date, start: p.span.0 }).collect(),
            lengths: points.iter().map(length).collect(),
            rare: if rare.iter().any(|r| *r != Rare::default()) { rare } else { Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let day = date(2025, 11, 18);
        let plain = Point { date: day, value: 1.5, weight: None, target: None, reported_at: None, span: (11, 14) };
        let full = Point { weight: Some(20.0), target: Some(2.0), reported_at: Some(day), ..plain };
        for points in [vec![plain; 3], vec![plain, full], Vec::new()] {
            assert_eq!(Points::from(&points[..]).iter().collect::<Vec<_>>(), points);
        }
        assert!(Points::from(&[plain][..]).rare.is_empty());
    }
}
