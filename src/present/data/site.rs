//! The shapes of `site.json` and `periods.json`.

use super::shape::reference;
use crate::base::Level;
use crate::domain::Date;
use crate::present::{PresentCx, paths};
use serde::Serialize;

/// `periods.json`.
#[derive(Serialize)]
pub(super) struct Periods<'a> {
    as_of: String,
    periods: Vec<PeriodData<'a>>,
}

#[derive(Serialize)]
struct PeriodData<'a> {
    name: &'a str,
    title: Option<&'a str>,
    start: String,
    end: String,
    url: String,
    review_url: Option<String>,
    check_in: Option<&'a str>,
    freeze: Option<String>,
    grade_by: Option<String>,
    review: Option<String>,
    objectives: Vec<String>,
}

pub(super) fn periods<'a>(cx: &'a PresentCx<'a>) -> Periods<'a> {
    let date = |d: Option<Date>| d.map(|d| d.to_string());
    let periods = cx.model.periods.iter().enumerate().map(|(i, info)| {
        let doc = info.doc.as_ref();
        PeriodData {
            name: &info.period.name,
            title: doc.and_then(|d| d.title.as_deref()),
            start: info.period.start.to_string(),
            end: info.period.end.to_string(),
            url: paths::period(cx.model, i),
            review_url: info.review.map(|r| paths::review(cx.model, r)),
            check_in: doc.and_then(|d| d.check_in.as_deref()),
            freeze: date(doc.and_then(|d| d.freeze)),
            grade_by: date(doc.and_then(|d| d.grade_by)),
            review: date(doc.and_then(|d| d.review)),
            objectives: info.objectives.iter().map(|ix| reference(cx, *ix)).collect(),
        }
    });
    Periods { as_of: cx.scores.as_of.to_string(), periods: periods.collect() }
}

/// `site.json`.
#[derive(Serialize)]
pub(super) struct Site<'a> {
    format: u32,
    title: &'a str,
    description: Option<&'a str>,
    as_of: String,
    locale: Option<&'a str>,
    fiscal_year_start: i8,
    policy: &'a str,
    counts: Counts,
}

#[derive(Serialize)]
struct Counts {
    objectives: usize,
    key_results: usize,
    kpis: usize,
    teams: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

pub(super) fn site<'a>(cx: &'a PresentCx<'a>) -> Site<'a> {
    let settings = &cx.model.settings;
    let level = |level: Level| cx.findings.iter().filter(|f| f.level == level).count();
    Site {
        format: 1,
        title: &settings.title,
        description: settings.description.as_deref(),
        as_of: cx.scores.as_of.to_string(),
        locale: settings.locale.as_deref(),
        fiscal_year_start: settings.calendar.fiscal_start,
        policy: &settings.policy,
        counts: Counts {
            objectives: cx.model.objectives.len(),
            key_results: cx.model.objectives.iter().map(|o| o.key_results.len()).sum(),
            kpis: cx.model.kpis.len(),
            teams: cx.model.teams.len(),
            errors: level(Level::Error),
            warnings: level(Level::Warning),
            notes: level(Level::Info),
        },
    }
}
