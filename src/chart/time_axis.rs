//! The time axis: month names centred in their months, a second row for periods, the current one washed.

use super::backend::Plot;
use super::place::TEXT;
use super::spec::AxisPeriod;
use super::svg::Anchor;
use super::text;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;

/// Narrowest month that can carry its initial.
const MONTH: f64 = 11.0;
/// Below this width a period is neither named nor bounded.
const PERIOD: f64 = 12.0;
/// The same where the axis names years: shorter periods would only cross their names.
const PERIOD_OF_YEARS: f64 = 40.0;

/// The drawn days, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub start: Date,
    pub end: Date,
}

impl Days {
    pub fn new(a: Date, b: Date) -> Self {
        Self { start: a.min(b), end: a.max(b) }
    }

    /// From the first day's morning to the last day's night.
    pub fn range(&self) -> Range<f64> {
        0.0..self.morning(self.end) + 1.0
    }

    /// Where a day begins.
    pub fn morning(&self, date: Date) -> f64 {
        self.start.duration_until(date).as_hours() as f64 / 24.0
    }

    /// Where a day's value is drawn.
    pub fn noon(&self, date: Date) -> f64 {
        self.morning(date) + 0.5
    }

    pub fn hold(&self, date: Date) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

/// What the axis is drawn from.
pub(super) struct TimeAxis<'a> {
    pub days: Days,
    pub months: &'a [String; 12],
    pub periods: &'a [AxisPeriod],
    /// Top of washes and boundaries, bottom of the plot, right end of the drawing.
    pub top: f64,
    pub bottom: f64,
    pub edge: f64,
}

/// A name with its first and last day.
type Span = (String, Date, Date);

impl TimeAxis<'_> {
    /// Behind everything: the wash of the current period and the boundaries between periods.
    pub fn back(&self, plot: &Plot) {
        let height = self.bottom - self.top;
        let least = self.least_period(plot);
        for p in self.visible() {
            let (from, to) = self.extent(plot, p.start, p.end);
            plot.ink(|ink| {
                if p.current {
                    ink.rect("now", from, self.top, to - from, height, None);
                }
                if p.start > self.days.start && to - from >= least {
                    ink.line("qline", from, self.bottom, from, self.top);
                }
            });
        }
    }

    /// Ticks and names under the plot.
    pub fn draw(&self, plot: &Plot) {
        let monthly = self.monthly(plot);
        if monthly {
            self.months(plot);
        } else {
            self.years(plot);
        }
        let periods: Vec<Span> = self.visible().map(|p| (p.label.clone(), p.start, p.end)).collect();
        let years = periods.is_empty() || self.years_say_more(plot, &periods);
        if !years {
            self.second_row(plot, &periods);
        } else if monthly {
            self.second_row(plot, &self.each_year());
        }
    }

    /// Periods that are the years themselves, and quarters without room for theirs, of which several look alike.
    fn years_say_more(&self, plot: &Plot, periods: &[Span]) -> bool {
        let calendar_year = |(_, start, end): &Span| start.day_of_year() == 1 && *end == start.last_of_year();
        let short: BTreeSet<&str> = periods.iter().map(|p| short_name(&p.0)).collect();
        periods.iter().all(calendar_year) || (short.len() < periods.len() && !self.in_full(plot, periods))
    }

    fn monthly(&self, plot: &Plot) -> bool {
        let end = self.days.range().end;
        (plot.x(end) - plot.x(0.0)) / (end / 30.44) >= MONTH
    }

    fn least_period(&self, plot: &Plot) -> f64 {
        if self.monthly(plot) { PERIOD } else { PERIOD_OF_YEARS }
    }

    fn visible(&self) -> impl Iterator<Item = &AxisPeriod> {
        self.periods.iter().filter(|p| p.start <= p.end && p.start <= self.days.end && p.end >= self.days.start)
    }

    /// Where a span of days lies, as far as it is drawn.
    fn extent(&self, plot: &Plot, start: Date, end: Date) -> (f64, f64) {
        (plot.x(self.days.morning(start)), plot.x(self.days.morning(end) + 1.0))
    }

    fn tick(&self, plot: &Plot, x: f64, length: f64) {
        plot.ink(|ink| ink.line("axis", x, self.bottom, x, self.bottom + length));
    }

    fn months(&self, plot: &Plot) {
        let spans: Vec<_> =
            month_starts(self.days).map(|first| (first, self.extent(plot, first, first.last_of_month()))).collect();
        let whole = |first: &Date| *first >= self.days.start && first.last_of_month() <= self.days.end;
        let fits = |first: &Date, (from, to): &(f64, f64)| {
            text::width(&self.months[month_index(*first)], TEXT, false) + 4.0 <= to - from
        };
        let any_whole = spans.iter().any(|(first, _)| whole(first));
        let full =
            spans.iter().filter(|(first, _)| whole(first) || !any_whole).all(|(first, extent)| fits(first, extent));
        for (first, (from, to)) in spans {
            if first >= self.days.start {
                self.tick(plot, from, 5.0);
            }
            let name = &self.months[month_index(first)];
            let initial = name.char_indices().nth(1).map_or(name.as_str(), |(at, _)| &name[..at]);
            let label = if full { name } else { initial };
            if !label.is_empty() && text::width(label, TEXT, false) + 2.0 <= to - from {
                plot.ink(|ink| ink.text("t", Anchor::Middle, (from + to) / 2.0, self.bottom + 16.0, label));
            }
        }
    }

    /// Long spans: years, or every nth where they are many.
    fn years(&self, plot: &Plot) {
        let years = self.each_year();
        let width = plot.x(self.days.range().end) - plot.x(0.0);
        let label = text::width("0000", TEXT, false) + 6.0;
        let step = ((label * years.len() as f64 / width).ceil() as usize).max(1);
        for (name, start, end) in years.iter().step_by(step) {
            let (from, to) = self.extent(plot, *start, *end);
            if *start >= self.days.start {
                self.tick(plot, from, 5.0);
            }
            if step > 1 || label <= to - from {
                let middle = ((from + to) / 2.0).min(self.edge - label / 2.0);
                plot.ink(|ink| ink.text("t", Anchor::Middle, middle, self.bottom + 16.0, name));
            }
        }
    }

    fn each_year(&self) -> Vec<Span> {
        (self.days.start.year()..=self.days.end.year())
            .filter_map(|y| Some((y.to_string(), Date::new(y, 1, 1).ok()?, Date::new(y, 12, 31).ok()?)))
            .collect()
    }

    /// How wide the name of the span may be.
    fn room(&self, plot: &Plot, spans: &[Span], i: usize) -> f64 {
        let (from, to) = self.extent(plot, spans[i].1, spans[i].2);
        if i + 1 == spans.len() { self.edge - from - 4.0 } else { to - from - 6.0 }
    }

    /// Whether each name fits; that of a span cut off on the left does not count.
    fn in_full(&self, plot: &Plot, spans: &[Span]) -> bool {
        let clipped = |i: usize| spans[i].1 < self.days.start;
        (0..spans.len())
            .filter(|i| !clipped(*i) || spans.len() == 1)
            .all(|i| text::width(&spans[i].0, TEXT, false) <= self.room(plot, spans, i))
    }

    /// Names under a longer tick; all in full, or all by their last word.
    fn second_row(&self, plot: &Plot, spans: &[Span]) {
        let full = self.in_full(plot, spans);
        let least = self.least_period(plot);
        let mut free_from = f64::NEG_INFINITY;
        for (i, (label, start, end)) in spans.iter().enumerate() {
            let (from, to) = self.extent(plot, *start, *end);
            if to - from < least {
                continue;
            }
            if *start >= self.days.start {
                self.tick(plot, from, 22.0);
            }
            let label = if full { label } else { short_name(label) };
            let width = text::width(label, TEXT, false);
            if !label.is_empty() && width <= self.room(plot, spans, i) && from + 4.0 >= free_from {
                free_from = from + 4.0 + width + 4.0;
                plot.ink(|ink| ink.text("t3", Anchor::Start, from + 4.0, self.bottom + 33.0, label));
            }
        }
    }
}

/// `Q2` of `FY26 Q2` and of `Q2 FY26`; else the last word.
fn short_name(label: &str) -> &str {
    let mut words = label.split_whitespace();
    let quarter = |w: &&str| w.len() <= 3 && w.starts_with(['Q', 'H', 'T', 'M']);
    words.clone().find(quarter).or_else(|| words.next_back()).unwrap_or(label)
}

fn month_index(date: Date) -> usize {
    usize::from(date.month().unsigned_abs().saturating_sub(1)).min(11)
}

/// First days of the months that touch these days.
fn month_starts(days: Days) -> impl Iterator<Item = Date> {
    let next = |d: &Date| d.last_of_month().tomorrow().ok();
    std::iter::successors(Some(days.start.first_of_month()), next).take_while(move |d| *d <= days.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_one_wide_and_its_value_is_at_noon() {
        let days = Days::new(date(2025, 4, 1), date(2025, 12, 31));
        assert_eq!(days.range(), 0.0..275.0);
        assert_eq!(days.noon(date(2025, 4, 2)), 1.5);
        assert!(days.hold(date(2025, 12, 31)) && !days.hold(date(2026, 1, 1)));
    }

    #[test]
    fn months_end_with_the_calendar() {
        let days = Days::new(date(9999, 11, 5), date(9999, 12, 31));
        assert_eq!(month_starts(days).count(), 2);
    }

    #[test]
    fn periods_shorten_to_their_quarter() {
        assert_eq!(short_name("FY26 Q2"), "Q2");
        assert_eq!(short_name("Q2 FY26"), "Q2");
        assert_eq!(short_name("Cycle Alpha"), "Alpha");
    }
}
