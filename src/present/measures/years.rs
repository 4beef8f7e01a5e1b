//! The months of at most three years beside each other.

use super::panel::panel_words;
use super::spans::{MONTHS, Spans};
use super::{Measure, decimals_of};
use crate::chart;
use crate::chart::spec::{PanelWords, YearsMonth, YearsSpec};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Date, Period};
use crate::present::parts::Figure;

/// Years beside each other at most.
const YEARS: usize = 3;

impl Measure<'_> {
    /// Each month beside itself in the years before, the running year last; `None` where [`Measure::panel`] is.
    pub fn years(&self, id: &str, until: Date) -> Option<Figure> {
        let spans = Spans::new(*self, until)?;
        let f = self.f();
        let newest = spans.months(1).pop()?;
        let years = self.years_until(&Period::year_of(newest.start, spans.calendar()), &spans);
        let value = |year: &Period, i: usize| {
            let month = Cadence::Month.slots_in(year.start, year.end, spans.calendar()).get(i).copied()?;
            spans.period(&Period::explicit(month.start, month.end)).value.filter(|_| month.end <= newest.end)
        };
        let months: Vec<YearsMonth> = (0..MONTHS)
            .map(|i| {
                let number = (spans.calendar().fiscal_start - 1 + i as i8) % 12 + 1;
                let name = f.month_short(number);
                YearsMonth {
                    tick: name.chars().take(1).collect(),
                    name,
                    values: years.iter().map(|y| value(y, i)).collect(),
                }
            })
            .collect();
        let all: Vec<f64> = months.iter().flat_map(|m| &m.values).flatten().copied().collect();
        let decimals = if spans.per_day { decimals_of(&all).min(2) } else { self.decimals };
        let names: Vec<String> = years.iter().map(|y| f.period(y)).collect();
        let spec = YearsSpec {
            id: id.to_owned(),
            subtitle: self.years_subtitle(spans.per_day, &names)?,
            description: Measure { decimals, ..*self }.years_description(&names, &months),
            unit: self.kpi.doc.unit.clone(),
            style: f.style(decimals),
            years: names,
            months,
            words: PanelWords { time: f.word("Month"), ..panel_words(f) },
        };
        let title = f.fill("{kpi}: each month beside itself in other years", &[("kpi", self.full_name())]);
        Some(Figure::new(id, &title, chart::years(&spec)))
    }

    /// The year and those before it that hold a value, oldest first.
    fn years_until(&self, year: &Period, spans: &Spans<'_>) -> Vec<Period> {
        let before = |y: &Period| Some(Period::year_of(add_days(y.start, -1), spans.calendar()));
        let first = self.score.slots.first().map_or(Date::MAX, |s| s.slot.start);
        let mut out: Vec<Period> =
            std::iter::successors(Some(year.clone()), before).take(YEARS).take_while(|y| y.end >= first).collect();
        out.reverse();
        out
    }

    fn years_subtitle(&self, per_day: bool, years: &[String]) -> Option<String> {
        let f = self.f();
        let unit = if self.kpi.doc.unit.is_empty() { f.word("number") } else { self.kpi.doc.unit.clone() };
        let pattern = match per_day {
            true => "{unit} a day. In each month from left to right: {first} to {last}; the newest is filled",
            false => "{unit}. In each month from left to right: {first} to {last}; the newest is filled",
        };
        Some(f.fill(pattern, &[("unit", &unit), ("first", years.first()?), ("last", years.last()?)]))
    }

    fn years_description(&self, years: &[String], months: &[YearsMonth]) -> String {
        let of = |(i, year): (usize, &String)| {
            let values: Vec<String> =
                months.iter().map(|m| format!("{} {}", m.name, self.text_opt(m.values[i]))).collect();
            self.f().fill("{year}: {values}.", &[("year", year), ("values", &self.f().list(&values))])
        };
        years.iter().enumerate().map(of).collect::<Vec<_>>().join(" ")
    }
}
