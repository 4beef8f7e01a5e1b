//! What `goalpost analyze` says of one series: as JSON, as text with a plain chart, as a picture.

mod plot;
mod shape;

use super::PresentCx;
use super::measures::{Measure, Outlook};
use crate::chart;
use crate::chart::spec::Size;
use crate::compute::label::Label;
use crate::compute::likely::{self, Forecast, Refusal};
use crate::compute::limits::{Assessment, Mode, Options, assess};
use crate::compute::pace::Span;
use crate::compute::scores::{Pattern, SlotValue};
use crate::compute::{kpi, signal};
use crate::domain::Date;
use crate::domain::cadence::add_days;
use crate::parse::doc::{Aggregate, Measure as Which};
use crate::resolve::model::KpiIx;

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub mode: Mode,
    /// Slots to look ahead.
    pub horizon: usize,
}

/// One series with everything that is said of it.
pub struct Analysis<'a> {
    measure: Measure<'a>,
    asked: Asked,
    /// The name of the file.
    input: &'a str,
    /// Consecutive slots by their first day, those of empty cells at both ends included.
    dates: Vec<Date>,
    values: Vec<Option<f64>>,
    options: Options,
    assessment: Assessment,
    forecast: Result<Forecast, Refusal>,
    /// The last day it looks to.
    by: Date,
}

impl<'a> Analysis<'a> {
    /// The first KPI of a site, read from `input`.
    pub fn new(cx: &'a PresentCx<'a>, input: &'a str, asked: Asked) -> Self {
        let measure = Measure::new(cx, KpiIx(0));
        let (kpi, score, settings) = (measure.kpi, measure.score, &cx.model.settings);
        let (dates, values) = slots(&measure);
        let mut options = signal::options(&kpi.doc, &dates, cx.scores.as_of);
        if asked.mode == Mode::Nhs {
            options.mode = Mode::Nhs;
            // The reference knows no dates but those observed.
            let observed = |date: Date| dates.iter().position(|d| *d == date);
            options.rebase = kpi.doc.rebase.iter().filter_map(|r| observed(r.date)).collect();
        }
        let assessment = assess(&values, &options);
        let (every, calendar) = (measure.cadence, &settings.calendar);
        let mut last = score.latest().map_or(every.slot(cx.scores.as_of, calendar), |s| s.slot);
        let start = add_days(last.end, 1);
        for _ in 0..asked.horizon {
            last = every.next(last, calendar);
        }
        let span = Span { start, end: every.owner_day(last) };
        let forecast = likely::forecast(kpi, score, settings, span, Which::Latest);
        Self { measure, asked, input, dates, values, options, assessment, forecast, by: last.end }
    }

    /// The sentences that a KPI's page would have.
    fn sentences(&self) -> Vec<String> {
        let m = &self.measure;
        let mut out = vec![m.headline(), m.change_sentence()];
        out.extend(m.notes_on_the_series());
        if m.score.provisional.is_some() {
            out.push(m.cx.format.word("The last value is left out: its time is not over yet."));
        }
        // Stronger words than these may follow.
        let outlook = m.outlook().filter(|_| self.outlook().beyond().is_none());
        out.extend(outlook.map(|(_, words)| m.cx.format.fill("If nothing changes: {what}.", &[("what", &words)])));
        out.extend(self.outlook().sentences());
        out
    }

    fn outlook(&self) -> Outlook<'_> {
        let m = &self.measure;
        let which = if m.kpi.doc.aggregate == Some(Aggregate::Sum) { Which::Period } else { Which::Latest };
        let target = m.kpi.doc.target.map(Into::into);
        Outlook { measure: m, forecast: &self.forecast, aim: m.aim(target, which, self.by), by: self.by }
    }

    /// The label of the last observed point.
    fn last_label(&self) -> Option<Label> {
        self.values.iter().rposition(Option::is_some).map(|i| self.assessment.labels[i])
    }

    /// The picture: the line with target and forecast, and where the level has a usual range that range, the values
    /// that break a rule, and the moves under it.
    pub fn svg(&self) -> String {
        let m = &self.measure;
        let (title, slots) = (m.headline(), m.newest(PICTURED));
        let mut spec = match m.score.pattern {
            Pattern::Level => m.process(slots, &title),
            Pattern::Trend | Pattern::Season => m.line("process", &title, slots, Size::Main, m.besides()),
        };
        if let Ok(forecast) = &self.forecast {
            m.draw_fan(forecast, &mut spec);
        }
        let drawing = chart::line(&spec);
        standing_alone(&drawing.svg, &spec.title, &drawing.description)
    }
}

/// Values in the picture at most.
const PICTURED: usize = 200;

/// A drawing with its own colours, title and description.
fn standing_alone(drawing: &str, title: &str, description: &str) -> String {
    let Some((open, rest)) = drawing.split_once('>') else { return String::new() };
    let open = open.replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "{open}>\n<title id=\"process-t\">{}</title><desc id=\"process-d\">{}</desc>\n<style>{}</style>\n{rest}\n",
        escaped(title),
        escaped(description),
        include_str!("analysis/picture.css"),
    )
}

/// Consecutive slots from the first to the last one the file has a row for.
fn slots(measure: &Measure<'_>) -> (Vec<Date>, Vec<Option<f64>>) {
    let calendar = &measure.cx.model.settings.calendar;
    let mut rows = measure.score.slots.clone();
    for blank in &measure.kpi.series.blanks {
        let slot = measure.cadence.slot(*blank, calendar);
        if let Err(at) = rows.binary_search_by_key(&slot, |s| s.slot) {
            rows.insert(at, SlotValue { slot, value: f64::NAN });
        }
    }
    let (dates, values) = signal::consecutive(&rows, measure.cadence, calendar);
    (dates, values.into_iter().map(|v| v.filter(|v| !v.is_nan())).collect())
}

/// Slots that several rows fall into, where nothing says how they become one value.
pub fn crowded(cx: &PresentCx<'_>) -> usize {
    let kpi = cx.model.kpi(KpiIx(0));
    if kpi.doc.aggregate.is_some() {
        return 0;
    }
    let (every, calendar) = (kpi::cadence(kpi), &cx.model.settings.calendar);
    let slots: Vec<_> = kpi.series.points.iter().map(|p| every.slot(p.date, calendar)).collect();
    slots.chunk_by(|a, b| a == b).filter(|rows| rows.len() > 1).count()
}
