//! The 6-12 panel of a KPI: six weeks and twelve months beside the year before, and the box scores under it.

use super::spans::{MONTHS, Reading, Spans};
use super::{Measure, decimals_of};
use crate::chart;
use crate::chart::spec::{PanelPoint, PanelSpec, PanelWords};
use crate::compute::scores::SlotTarget;
use crate::domain::{Date, Period, Slot};
use crate::parse::doc::{Aggregate, Direction};
use crate::present::format::{Formatter, UNKNOWN};
use crate::present::parts::{Figure, target_number};
use serde::Serialize;

const WEEKS: usize = 6;

/// A panel for `<panel p={…} />`.
#[derive(Clone, Debug, Serialize)]
pub struct PanelView {
    pub figure: Figure,
    /// Columns of the box scores: their name, and "so far" where the time still runs.
    pub head: Vec<(String, Option<String>)>,
    /// Name of a row and its cells.
    pub rows: Vec<(String, Vec<BoxCell>)>,
    /// What the numbers are.
    pub notes: Vec<String>,
    /// What is missing.
    pub gaps: Vec<String>,
}

/// A number of the box scores.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BoxCell {
    pub text: String,
    /// "better", "worse" or nothing.
    pub word: String,
    /// `good`, `bad` or nothing.
    pub tone: &'static str,
}

/// A column of the box scores.
struct Column {
    name: String,
    reading: Reading,
}

impl Measure<'_> {
    /// Six weeks and twelve months up to a day; `None` below thirteen months, for quarterly and yearly measures, and
    /// where nothing says how to sum up. `id` is unique on the page; without a title the panel says where it stands.
    pub fn panel(&self, id: &str, title: Option<&str>, until: Date) -> Option<PanelView> {
        let spans = Spans::new(*self, until)?;
        let f = self.f();
        let weeks: Vec<(Slot, Reading)> = spans.weeks(WEEKS).into_iter().map(|w| (w, spans.week(w))).collect();
        let months: Vec<(Slot, Reading)> =
            spans.months(MONTHS).into_iter().map(|s| (s, spans.period(&month(s)))).collect();
        let values: Vec<f64> = weeks.iter().chain(&months).filter_map(|(_, r)| r.value).collect();
        let decimals = if spans.per_day { decimals_of(&values).min(2) } else { self.decimals };
        let m = Measure { decimals, ..*self };
        let columns = columns(&spans, &weeks, &months);
        let own = || m.panel_title(columns.iter().rfind(|c| c.reading.over)?, spans.per_day);
        let title = title.map(str::to_owned).or_else(own)?;
        let spec = PanelSpec {
            id: id.to_owned(),
            subtitle: m.panel_subtitle(spans.per_day),
            description: m.panel_description(&weeks, &months),
            unit: self.kpi.doc.unit.clone(),
            style: f.style(decimals),
            weeks_label: weeks_label(f, &weeks),
            weeks: weeks.iter().map(|(w, r)| point(week_name(f, *w), String::new(), r)).collect(),
            months: month_points(&spans, &months),
            signal: super::special(self.score.signal).filter(|_| self.reaches(&spans)),
            words: panel_words(f),
        };
        Some(PanelView {
            figure: Figure::new(id, &title, chart::panel(&spec)),
            head: columns.iter().map(|c| (c.name.clone(), (!c.reading.over).then(|| f.word("so far")))).collect(),
            rows: m.box_rows(&columns),
            notes: m.box_notes(&columns),
            gaps: m.box_gaps(&columns),
        })
    }

    /// The signal speaks of the latest value.
    fn reaches(&self, spans: &Spans<'_>) -> bool {
        self.score.latest().is_some_and(|l| l.slot.end == spans.day)
    }

    /// A place beside a place, no verdict.
    fn panel_title(&self, column: &Column, per_day: bool) -> Option<String> {
        let pattern = match (per_day, column.reading.before.is_some()) {
            (false, true) => "{kpi}: {value} in {time}, {before} a year earlier",
            (true, true) => "{kpi}: {value} a day in {time}, {before} a year earlier",
            (false, false) => "{kpi}: {value} in {time}",
            (true, false) => "{kpi}: {value} a day in {time}",
        };
        let (value, before) = (self.text(column.reading.value?), self.cell(column.reading.before));
        let places = [("kpi", self.full_name()), ("value", &value), ("time", &column.name), ("before", &before)];
        Some(self.f().fill(pattern, &places))
    }

    fn panel_subtitle(&self, per_day: bool) -> String {
        let f = self.f();
        let unit = if self.kpi.doc.unit.is_empty() { f.word("number") } else { self.kpi.doc.unit.clone() };
        let pattern = match per_day {
            true => "{unit} a day. Dashed: a year earlier. Bar: plan",
            false => "{unit}. Dashed: a year earlier. Bar: plan",
        };
        f.fill(pattern, &[("unit", &unit)])
    }

    fn panel_description(&self, weeks: &[(Slot, Reading)], months: &[(Slot, Reading)]) -> String {
        let f = self.f();
        let list = |of: &[(Slot, Reading)], value: fn(&Reading) -> Option<f64>| {
            f.list(&of.iter().map(|(_, r)| self.text_opt(value(r))).collect::<Vec<_>>())
        };
        let said = |pattern: &str, of: &[(Slot, Reading)]| {
            let end = f.date(of.last()?.0.end);
            let (n, values, before) = (of.len().to_string(), list(of, |r| r.value), list(of, |r| r.before));
            Some(f.fill(pattern, &[("n", &n), ("end", &end), ("values", &values), ("before", &before)]))
        };
        let both = [
            said("{n} weeks to {end}: {values}. A year earlier: {before}.", weeks),
            said("{n} months to {end}: {values}. A year earlier: {before}.", months),
        ];
        both.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn box_rows(&self, columns: &[Column]) -> Vec<(String, Vec<BoxCell>)> {
        let f = self.f();
        let row = |name: &str, cell: &dyn Fn(&Reading) -> BoxCell| {
            (f.word(name), columns.iter().map(|c| cell(&c.reading)).collect::<Vec<_>>())
        };
        let plain = |text: String| BoxCell { text, ..BoxCell::default() };
        let rows = [
            row("Value", &|r| plain(self.cell(r.value))),
            row("vs last year", &|r| self.compared(r.value, r.before)),
            row("vs plan", &|r| self.box_against(r.value, r.plan)),
            row("share of gap closed", &|r| plain(self.gap_closed(r).unwrap_or_else(|| UNKNOWN.to_owned()))),
        ];
        let said = |row: &(String, Vec<BoxCell>)| row.1.iter().any(|c| c.text != UNKNOWN);
        rows.into_iter().enumerate().filter(|(i, row)| *i == 0 || said(row)).map(|(_, row)| row).collect()
    }

    /// A difference with its word: a share for totals, else a number.
    pub fn compared(&self, value: Option<f64>, from: Option<f64>) -> BoxCell {
        let (Some(value), Some(from)) = (value, from) else {
            return BoxCell { text: UNKNOWN.to_owned(), ..BoxCell::default() };
        };
        let share = (value - from) / from.abs() * 100.0;
        let text = match self.kpi.doc.aggregate {
            Some(Aggregate::Sum) if share.is_finite() => match self.f().signed(share, 1) {
                none if none == "±0" => none,
                share => format!("{share}%"),
            },
            _ => self.f().signed(value - from, self.decimals),
        };
        let good = match self.kpi.doc.direction {
            _ if text == "±0" => None,
            Some(Direction::Increase) => Some(value > from),
            Some(Direction::Decrease) => Some(value < from),
            Some(Direction::Range | Direction::Neutral) | None => None,
        };
        let (word, tone) = match good {
            Some(true) => ("better", "good"),
            Some(false) => ("worse", "bad"),
            None => ("", ""),
        };
        BoxCell { text, word: self.f().word(word), tone }
    }

    fn box_against(&self, value: Option<f64>, plan: Option<SlotTarget>) -> BoxCell {
        match (value, plan) {
            (Some(v), Some(plan @ SlotTarget::Range(..))) => {
                let gap = self.gap(v, plan);
                let inside = if gap == 0.0 { ("inside", "good") } else { ("outside", "bad") };
                BoxCell { text: self.f().signed(gap, self.decimals), word: self.f().word(inside.0), tone: inside.1 }
            }
            (value, plan) => self.compared(value, target_number(plan)),
        }
    }

    /// How much of the way from last year's value to the plan is done; only where the plan asks for better.
    fn gap_closed(&self, r: &Reading) -> Option<String> {
        let (value, before, plan) = (r.value?, r.before?, target_number(r.plan)?);
        let good = match self.kpi.doc.direction? {
            Direction::Increase => plan - before,
            Direction::Decrease => before - plan,
            Direction::Range | Direction::Neutral => return None,
        };
        let share = (value - before) / (plan - before);
        (good > 0.0).then(|| if share < 0.0 { self.f().word("away") } else { self.f().percent(share) })
    }

    fn box_notes(&self, columns: &[Column]) -> Vec<String> {
        let f = self.f();
        let mut out = Vec::new();
        match (self.kpi.doc.aggregate, self.kpi.doc.unit.as_str()) {
            (Some(Aggregate::Sum), _) => out.push(f.word("Differences in per cent.")),
            (_, "%") => out.push(f.word("Differences in points.")),
            _ => {}
        }
        if columns.iter().any(|c| self.gap_closed(&c.reading).is_some()) {
            out.push(f.word("Share of gap closed: of the way from last year’s value to the plan."));
        }
        out
    }

    fn box_gaps(&self, columns: &[Column]) -> Vec<String> {
        let f = self.f();
        let short = columns.iter().filter(|c| c.reading.observed < c.reading.ended);
        short
            .map(|c| {
                let (n, all) = (c.reading.observed.to_string(), c.reading.ended.to_string());
                f.fill("{time}: {n} of {all} values.", &[("time", &c.name), ("n", &n), ("all", &all)])
            })
            .collect()
    }
}

fn month(slot: Slot) -> Period {
    Period::explicit(slot.start, slot.end)
}

/// The latest week and month, the quarter and the year they belong to.
fn columns(spans: &Spans<'_>, weeks: &[(Slot, Reading)], months: &[(Slot, Reading)]) -> Vec<Column> {
    let f = &spans.m.cx.format;
    let owner =
        spans.m.score.slots.iter().rfind(|s| s.slot.end == spans.day).map(|s| spans.m.cadence.owner_day(s.slot));
    let day = owner.unwrap_or(spans.day);
    let mut out = Vec::with_capacity(4);
    out.extend(
        weeks.last().map(|(week, reading)| Column {
            name: f.fill("Wk {day}", &[("day", &f.day(week.end))]),
            reading: *reading,
        }),
    );
    out.extend(
        months.last().map(|(slot, reading)| Column { name: f.month_short(slot.start.month()), reading: *reading }),
    );
    for period in [Period::quarter_of(day, spans.calendar()), Period::year_of(day, spans.calendar())] {
        out.push(Column { name: f.period(&period), reading: spans.period(&period) });
    }
    out
}

fn point(label: String, tick: String, r: &Reading) -> PanelPoint {
    PanelPoint { label, tick, value: r.value, before: r.before, plan: target_number(r.plan), ..PanelPoint::default() }
}

/// The months with their quarters; the plan is drawn over the newest quarter alone.
fn month_points(spans: &Spans<'_>, months: &[(Slot, Reading)]) -> Vec<PanelPoint> {
    let f = &spans.m.cx.format;
    let quarter = |s: &Slot| Period::quarter_of(s.start, spans.calendar());
    let newest = months.last().map(|(s, _)| quarter(s));
    let named = |s: &Slot| format!("{} {}", f.month_short(s.start.month()), s.start.year());
    months
        .iter()
        .map(|(slot, r)| {
            let own = quarter(slot);
            let current = newest.as_ref() == Some(&own);
            let tick = f.month_short(slot.start.month()).chars().take(1).collect();
            let whole = point(named(slot), tick, r);
            // A quarter's total is planned for the quarter, whichever month of it is drawn.
            let planned = || target_number(spans.period(&own).plan);
            let plan = if current { whole.plan.or_else(planned) } else { None };
            PanelPoint { plan, opens: own.start == slot.start, current, ..whole }
        })
        .collect()
}

fn week_name(f: &Formatter, week: Slot) -> String {
    f.fill("Week to {day}", &[("day", &f.date(week.end))])
}

fn weeks_label(f: &Formatter, weeks: &[(Slot, Reading)]) -> String {
    let Some((last, _)) = weeks.last() else { return String::new() };
    f.fill("{n} weeks to {day}", &[("n", &weeks.len().to_string()), ("day", &f.day(last.end))])
}

/// The words drawn into the charts of weeks and months.
pub(super) fn panel_words(f: &Formatter) -> PanelWords {
    let d = PanelWords::default();
    PanelWords {
        plan: f.word(&d.plan),
        axis_starts_at: f.word(&d.axis_starts_at),
        time: f.word(&d.time),
        value: f.word(&d.value),
        before: f.word(&d.before),
    }
}
