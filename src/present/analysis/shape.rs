//! The shape of the JSON; `docs/pages/analyze.md` describes it.

use super::Analysis;
use crate::compute::forecast::{Expected, Fit, Method, Season};
use crate::compute::limits::{ENOUGH, Mode, Segment, assurance, chunky, displayed, reference_assurance};
use crate::compute::rules::{Lines, RANGE_LIMIT};
use crate::compute::scores::{Pattern, SlotTarget};
use crate::compute::shape;
use crate::present::data::kpi::signal;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    input: &'a str,
    mode: &'static str,
    cadence: &'static str,
    points: Vec<PointData>,
    summary: Summary,
    segments: Vec<SegmentData>,
    forecast: ForecastData,
    sentences: Vec<String>,
}

#[derive(Serialize)]
struct PointData {
    date: String,
    value: Option<f64>,
    rebase_group: usize,
    mean: Option<f64>,
    lpl: Option<f64>,
    upl: Option<f64>,
    outside_limits: Option<bool>,
    relative_to_mean: Option<i8>,
    close_to_limits: Option<bool>,
    special_cause_type: &'static str,
    point_type: &'static str,
    short_group_warning: bool,
}

#[derive(Serialize)]
struct Summary {
    variation_point_type: Option<&'static str>,
    variation_icon: &'static str,
    assurance_type: Option<&'static str>,
    signal: Option<&'static str>,
    pattern: &'static str,
    dependent: bool,
}

#[derive(Serialize)]
struct SegmentData {
    start: String,
    n: usize,
    mean: Option<f64>,
    amr: Option<f64>,
    lpl: Option<f64>,
    upl: Option<f64>,
    url: Option<f64>,
    display_lpl: Option<f64>,
    display_upl: Option<f64>,
    status: &'static str,
    screened: usize,
    screen_guard: bool,
    chunky: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<RunsData>,
}

#[derive(Serialize)]
struct RunsData {
    cl: Option<f64>,
    n_useful: usize,
    longest_run: usize,
    longest_run_max: usize,
    n_crossings: usize,
    n_crossings_min: usize,
    signal: bool,
}

#[derive(Serialize)]
struct ForecastData {
    method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(flatten)]
    fit: Option<FitData>,
}

#[derive(Serialize)]
struct FitData {
    n: usize,
    m: usize,
    #[serde(rename = "H")]
    horizon: usize,
    dates: Vec<String>,
    #[serde(flatten)]
    smoothing: Option<Smoothing>,
    s2: f64,
    nu: u32,
    mean: Vec<f64>,
    sd: Vec<f64>,
    mu: Vec<f64>,
    lo80: Vec<f64>,
    hi80: Vec<f64>,
    lo95: Vec<f64>,
    hi95: Vec<f64>,
    summean: Vec<f64>,
    sumsd: Vec<f64>,
    targets: Vec<TargetData>,
    sum_targets: Vec<SumTargetData>,
}

#[derive(Serialize)]
struct Smoothing {
    seasonal: &'static str,
    b: f64,
    alpha: f64,
    level: f64,
}

#[derive(Serialize)]
struct TargetData {
    target: f64,
    p_ge: f64,
    p_le: f64,
}

#[derive(Serialize)]
struct SumTargetData {
    target: f64,
    p_ge: f64,
}

impl Analysis<'_> {
    /// One JSON document.
    pub fn json(&self) -> String {
        let document = Document {
            input: self.input,
            mode: match self.asked.mode {
                Mode::Recommended => "recommended",
                Mode::Nhs => "nhs",
            },
            cadence: self.measure.cadence.name(),
            points: self.points(),
            summary: self.summary(),
            segments: self.assessment.segments.iter().map(|s| self.segment(s)).collect(),
            forecast: self.forecast_data(),
            sentences: self.sentences(),
        };
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    }

    fn points(&self) -> Vec<PointData> {
        let direction = self.options.direction;
        let mut out = Vec::with_capacity(self.dates.len());
        for (group, segment) in self.assessment.segments.iter().enumerate() {
            for i in segment.start..segment.end {
                let (value, label) = (self.values[i], self.assessment.labels[i]);
                let lies = value.zip(segment.mean).map(|(v, mean)| {
                    let (lower, upper) = segment.lower.zip(segment.upper).unwrap_or((f64::MIN, f64::MAX));
                    Lines::new(mean, lower, upper).place(v)
                });
                let judged = lies.filter(|_| segment.upper.is_some());
                out.push(PointData {
                    date: self.dates[i].to_string(),
                    value,
                    rebase_group: group,
                    mean: segment.mean,
                    lpl: segment.lower,
                    upl: segment.upper,
                    outside_limits: judged.map(|l| l.outside),
                    relative_to_mean: lies.map(|l| match l.above {
                        None => 0,
                        Some(true) => 1,
                        Some(false) => -1,
                    }),
                    close_to_limits: judged.map(|l| l.near),
                    special_cause_type: label.name(),
                    point_type: label.type_name(direction),
                    short_group_warning: segment.n < ENOUGH,
                });
            }
        }
        out
    }

    fn summary(&self) -> Summary {
        let direction = self.options.direction;
        let score = self.measure.score;
        let segment = self.assessment.segments.last();
        let target = match self.measure.kpi.doc.target.map(SlotTarget::from) {
            Some(SlotTarget::Number(t)) => Some(t),
            _ => None,
        };
        let nhs = self.asked.mode == Mode::Nhs;
        let assured = segment.and_then(|s| match nhs {
            true => reference_assurance(s, direction, target),
            false => assurance(s, direction, target),
        });
        let judged = nhs || segment.is_some_and(|s| s.upper.is_some() || s.runs.is_some());
        let label = match nhs {
            true => self.assessment.labels.last().copied(),
            false => self.last_label(),
        };
        let label = label.filter(|_| judged);
        Summary {
            variation_point_type: label.map(|l| match l.type_name(direction) {
                "special_cause_neutral_high" | "special_cause_neutral_low" => "special_cause_neutral",
                name => name,
            }),
            variation_icon: label.map_or("not_assessed", |l| l.icon(direction)),
            assurance_type: assured.map(|a| a.name()),
            signal: signal(score.signal),
            pattern: match score.pattern {
                Pattern::Level => "level",
                Pattern::Trend => "trend",
                Pattern::Season => "season",
            },
            dependent: score.dependent,
        }
    }

    fn segment(&self, s: &Segment) -> SegmentData {
        let doc = &self.measure.kpi.doc;
        let drawn = s.lower.zip(s.upper).map(|(lower, upper)| displayed(lower, upper, doc.floor, doc.ceil));
        SegmentData {
            start: self.dates.get(s.start).map(ToString::to_string).unwrap_or_default(),
            n: s.n,
            mean: s.mean,
            amr: s.moving_range,
            lpl: s.lower,
            upl: s.upper,
            url: s.moving_range.filter(|_| s.upper.is_some()).map(|range| RANGE_LIMIT * range),
            display_lpl: drawn.map(|d| d.0),
            display_upl: drawn.map(|d| d.1),
            status: s.state.name(),
            screened: s.screened,
            screen_guard: s.screening_undone,
            chunky: chunky(&self.values, s),
            runs: s.runs.map(|r| RunsData {
                cl: s.mean,
                n_useful: r.useful,
                longest_run: r.longest,
                longest_run_max: r.longest_max,
                n_crossings: r.crossings,
                n_crossings_min: r.crossings_min,
                signal: r.signal(),
            }),
        }
    }

    fn forecast_data(&self) -> ForecastData {
        match &self.forecast {
            Ok(forecast) => {
                let fit = &forecast.fit;
                let dates = forecast.slots.iter().map(|s| s.start.to_string()).collect();
                ForecastData { method: fit.method.name(), reason: None, fit: Some(self.fit_data(fit, dates)) }
            }
            Err(refusal) => ForecastData { method: "none", reason: Some(refusal.name()), fit: None },
        }
    }

    fn fit_data(&self, fit: &Fit, dates: Vec<String>) -> FitData {
        let h = dates.len();
        let steps: Vec<Expected> = (1..=h).map(|i| fit.step(i)).collect();
        let totals: Vec<Expected> = (1..=h).map(|i| fit.total(i, |_| 1.0)).collect();
        let list = |of: fn(&Expected) -> f64| steps.iter().map(of).collect();
        let target = match self.measure.kpi.doc.target.map(SlotTarget::from) {
            Some(SlotTarget::Number(target)) => Some(target),
            _ => None,
        };
        let ends = steps.last().zip(totals.last()).zip(target);
        FitData {
            n: fit.n,
            m: shape::season(self.measure.cadence, fit.n),
            horizon: h,
            dates,
            smoothing: (fit.method == Method::HalfDrift).then_some(Smoothing {
                seasonal: match fit.season {
                    Season::None => "none",
                    Season::Factors(_) => "mult",
                    Season::Terms(_) => "add",
                },
                b: fit.drift,
                alpha: fit.alpha,
                level: fit.level,
            }),
            s2: fit.variance,
            nu: fit.nu,
            mean: list(|s| s.mean),
            sd: list(|s| s.sd),
            mu: (1..=h).map(|i| fit.scale(i)).collect(),
            lo80: list(|s| s.intervals().0.0),
            hi80: list(|s| s.intervals().0.1),
            lo95: list(|s| s.intervals().1.0),
            hi95: list(|s| s.intervals().1.1),
            summean: totals.iter().map(|t| t.mean).collect(),
            sumsd: totals.iter().map(|t| t.sd).collect(),
            targets: ends
                .map(|((end, _), target)| TargetData { target, p_ge: end.at_least(target), p_le: end.at_most(target) })
                .into_iter()
                .collect(),
            sum_targets: ends
                .map(|((_, total), target)| SumTargetData { target, p_ge: total.at_least(target) })
                .into_iter()
                .collect(),
        }
    }
}
