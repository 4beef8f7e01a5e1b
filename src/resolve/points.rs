//! The rows of a series, packed: a site holds millions of them.

use crate::domain::Date;
use crate::domain::cadence::add_days;
use crate::domain::period::days_between;

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

/// Rows in their order, 7 bytes each where there is nothing but dates and short numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    values: Values,
    steps: Vec<Step>,
    /// Date and cell of the rows that no step leads to: the first one, and what is far from the row before.
    starts: Vec<(Date, u32)>,
    /// The rarer columns, row for row; empty where no row has any of them.
    rare: Vec<Rare>,
}

#[derive(Clone, Debug, PartialEq)]
enum Values {
    /// Whole numbers of the last of some decimals.
    Decimal {
        digits: Vec<i32>,
        unit: f64,
    },
    Any(Vec<f64>),
}

impl Default for Values {
    fn default() -> Self {
        Self::Any(Vec::new())
    }
}

impl Values {
    fn new(points: &[Point]) -> Self {
        let digits = |value: f64, unit: f64| {
            // What does not fit or has more decimals does not come out as it was.
            let digits = (value * unit + 0.5_f64.copysign(value)) as i32;
            (f64::from(digits) / unit == value && !(digits == 0 && value.is_sign_negative())).then_some(digits)
        };
        let decimal = [1.0, 10.0, 100.0, 1000.0].into_iter().find_map(|unit| {
            let digits = points.iter().map(|p| digits(p.value, unit)).collect::<Option<Vec<i32>>>()?;
            Some(Self::Decimal { digits, unit })
        });
        decimal.unwrap_or_else(|| Self::Any(points.iter().map(|p| p.value).collect()))
    }

    fn get(&self, i: usize) -> f64 {
        match self {
            Self::Decimal { digits, unit } => f64::from(digits[i]) / unit,
            Self::Any(values) => values[i],
        }
    }
}

/// From one row to the next; `DAYS_APART` days stand for a new start.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    days: u8,
    /// Bytes from the end of the cell before to the value's cell.
    bytes: u8,
    /// Length of the value's cell; what is longer than 255 bytes is cut.
    length: u8,
}

const DAYS_APART: u8 = u8::MAX;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Rare {
    weight: Option<f64>,
    target: Option<f64>,
    reported_at: Option<Date>,
}

impl Points {
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether a row says when it was reported.
    pub fn are_reported(&self) -> bool {
        self.rare.iter().any(|rare| rare.reported_at.is_some())
    }

    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The rows, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Point> {
        let mut starts = self.starts.iter().copied();
        let mut before = (Date::ZERO, 0);
        self.steps.iter().enumerate().map(move |(i, step)| {
            let (date, start) = match step.days {
                DAYS_APART => starts.next().unwrap_or(before),
                days => (add_days(before.0, days.into()), before.1 + u32::from(step.bytes)),
            };
            let end = start + u32::from(step.length);
            before = (date, end);
            let Rare { weight, target, reported_at } = self.rare.get(i).copied().unwrap_or_default();
            Point { date, value: self.values.get(i), weight, target, reported_at, span: (start, end) }
        })
    }
}

impl From<&[Point]> for Points {
    fn from(points: &[Point]) -> Self {
        let rare = |p: &Point| Rare { weight: p.weight, target: p.target, reported_at: p.reported_at };
        let any_rare = points.iter().any(|p| rare(p) != Rare::default());
        let mut starts = Vec::new();
        let mut before: Option<(Date, u32)> = None;
        let step = |p: &Point| {
            let length = u8::try_from(p.span.1.saturating_sub(p.span.0)).unwrap_or(u8::MAX);
            let near = before.and_then(|(date, end)| {
                let days = u8::try_from(days_between(date, p.date)).ok().filter(|days| *days != DAYS_APART)?;
                Some((days, u8::try_from(p.span.0.checked_sub(end)?).ok()?))
            });
            before = Some((p.date, p.span.0 + u32::from(length)));
            let (days, bytes) = near.unwrap_or_else(|| {
                starts.push((p.date, p.span.0));
                (DAYS_APART, 0)
            });
            Step { days, bytes, length }
        };
        let steps = points.iter().map(step).collect();
        Self {
            values: Values::new(points),
            steps,
            starts,
            rare: if any_rare { points.iter().map(rare).collect() } else { Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn values_come_out_bit_by_bit() {
        let day = date(2025, 11, 18);
        let whole = [0.0, 93.1, -0.5, 1.005, 2e6];
        let odd = [[0.1 + 0.2, 1.0], [-0.0, 1.0], [3e9, 1.0], [1e300, 1.0], [f64::MIN_POSITIVE, 1.0]];
        for values in [&whole[..], &odd[0], &odd[1], &odd[2], &odd[3], &odd[4]] {
            let point = |value| Point { date: day, value, weight: None, target: None, reported_at: None, span: (0, 1) };
            let points: Vec<Point> = values.iter().map(|v| point(*v)).collect();
            let packed = Points::from(&points[..]);
            assert!(packed.iter().map(|p| p.value.to_bits()).eq(values.iter().map(|v| v.to_bits())), "{values:?}");
            assert_eq!(matches!(packed.values, Values::Decimal { .. }), values == whole, "{values:?}");
        }
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let day = date(2025, 11, 18);
        let plain = Point { date: day, value: 1.5, weight: None, target: None, reported_at: None, span: (11, 14) };
        let full = Point { weight: Some(20.0), target: Some(2.0), reported_at: Some(day), ..plain };
        let far = Point { date: date(2031, 1, 1), span: (900, 1400), ..plain };
        let near = Point { date: date(2031, 1, 2), span: (1170, 1175), ..plain };
        let cut = Point { span: (900, 1155), ..far };
        assert_eq!(Points::from(&[plain, far, near][..]).iter().collect::<Vec<_>>(), [plain, cut, near]);
        assert_eq!(Points::from(&[plain, far, near][..]).starts.len(), 2);
        // Reported again, and written above: neither date nor place goes on.
        for points in [vec![plain; 3], vec![plain, full], vec![near, far, plain], Vec::new()] {
            let points: Vec<_> =
                points.into_iter().map(|p| Point { span: (p.span.0, p.span.1.min(p.span.0 + 255)), ..p }).collect();
            assert_eq!(Points::from(&points[..]).iter().collect::<Vec<_>>(), points);
        }
        assert!(Points::from(&[plain][..]).rare.is_empty());
    }
}
