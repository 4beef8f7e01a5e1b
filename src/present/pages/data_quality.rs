//! Can the numbers be trusted today? What is late, what was found in the files, which goals that touches.

mod series;

use super::changes::{self, RestatedView};
use super::{SHEET, page};
use crate::base::Level;
use crate::base::diag::Located;
use crate::domain::Status;
use crate::present::format::UNKNOWN;
use crate::present::frame::{Frame, Link};
use crate::present::parts::{self, StatusView};
use crate::present::{PageView, PresentCx, paths};
use crate::render::markdown::code_marks;
use crate::resolve::model::{KrIx, ObjectiveIx};
use serde::Serialize;
use series::{CadenceRow, Series};

#[derive(Serialize)]
struct View {
    summary: String,
    /// Heads of the counts by cadence.
    counted: Vec<String>,
    cadences: Vec<CadenceRow>,
    series: Vec<Series>,
    /// "27 series are fresh and whole".
    fresh: String,
    more_series: Option<String>,
    /// The newest first.
    restated: Vec<RestatedView>,
    more_restated: Option<String>,
    findings: Vec<Finding>,
    more_findings: Option<String>,
    goals: Vec<Goal>,
    more_goals: Option<String>,
}

/// What was found in a file.
#[derive(Serialize)]
struct Finding {
    code: &'static str,
    level: String,
    level_token: &'static str,
    /// As HTML, like the help.
    message: String,
    place: String,
    /// The line where the goals are kept, if the repository is known.
    href: Option<String>,
    help: Vec<String>,
}

/// A goal whose number rests on an old or missing value.
#[derive(Serialize)]
struct Goal {
    objective: Link,
    key_results: Vec<Affected>,
    coverage: String,
    status: StatusView,
}

#[derive(Serialize)]
struct Affected {
    link: Link,
    why: String,
}

/// The page of data quality.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let mut frame = Frame::new("data_quality", paths::DATA_QUALITY, f.word("Data quality"), "");
    let toc = [("#s-series", "Series"), ("#s-findings", "Findings"), ("#s-goals", "Goals affected")];
    frame.toc = toc.iter().map(|(href, word)| Link::new(*href, f.word(word))).collect();
    let troubled = series::troubled(cx);
    let goals: Vec<(ObjectiveIx, Vec<(KrIx, String)>)> =
        cx.model.objectives().map(|(ix, _)| (ix, affected(cx, ix))).filter(|(_, krs)| !krs.is_empty()).collect();
    let view = View {
        summary: summary(cx, troubled.len(), goals.len()),
        fresh: f.fill("{n} series are fresh and whole.", &[("n", &(cx.model.kpis.len() - troubled.len()).to_string())]),
        counted: series::COUNTED.iter().map(|word| f.word(word)).collect(),
        cadences: series::by_cadence(cx),
        restated: cx.scores.restated.iter().take(SHEET).map(|value| changes::restated(cx, value)).collect(),
        more_restated: more(cx, cx.scores.restated.len()),
        series: troubled.iter().take(SHEET).map(|ix| series::series(cx, *ix)).collect(),
        more_series: more(cx, troubled.len()),
        findings: cx.findings.iter().take(SHEET).map(|l| finding(cx, l)).collect(),
        more_findings: more(cx, cx.findings.len()),
        more_goals: more(cx, goals.len()),
        goals: goals.into_iter().take(SHEET).map(|(ix, krs)| goal(cx, ix, krs)).collect(),
    };
    page(frame, "data_quality.html", &view)
}

fn more(cx: &PresentCx<'_>, count: usize) -> Option<String> {
    let rest = count.checked_sub(SHEET).filter(|n| *n > 0)?;
    Some(cx.format.fill("And {n} more.", &[("n", &cx.format.number(rest as f64, 0))]))
}

fn summary(cx: &PresentCx<'_>, troubled: usize, goals: usize) -> String {
    let errors = cx.findings.iter().filter(|l| l.level == Level::Error).count();
    let values = [
        ("series", troubled.to_string()),
        ("all", cx.model.kpis.len().to_string()),
        ("errors", errors.to_string()),
        ("findings", cx.findings.len().to_string()),
        ("goals", goals.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    if troubled == 0 && cx.findings.is_empty() && goals == 0 {
        return cx.format.fill("All {all} series are fresh and whole, and nothing was found in the files.", &values);
    }
    cx.format.fill("Series late or with gaps: {series} of {all}. Findings in the files: {findings}, errors among them: {errors}. Goals touched: {goals}.",
        &values,
    )
}

fn finding(cx: &PresentCx<'_>, located: &Located) -> Finding {
    let f = &cx.format;
    let place = &located.primary;
    let text = cx.model.settings.repository.as_ref().and_then(|r| r.text(&place.path));
    let href = text.map(|text| format!("{text}#L{}", place.line));
    Finding {
        code: located.code.id(),
        level: f.word(match located.level {
            Level::Error => "Error",
            Level::Warning => "Warning",
            Level::Info => "Note",
        }),
        level_token: located.level.name(),
        message: code_marks(&located.message),
        place: format!("{}:{}:{}", place.path, place.line, place.column),
        href,
        help: located.help.iter().map(|h| code_marks(h)).collect(),
    }
}

/// Key results of a running goal that rest on an old or a missing value, with the reason.
fn affected(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<(KrIx, String)> {
    let f = &cx.format;
    let score = cx.scores.objective(ix);
    if score.ended || matches!(score.status, Status::Dropped | Status::Paused | Status::Draft | Status::NotStarted) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (i, kr) in score.key_results.iter().enumerate() {
        let since = kr.due_since.map_or_else(|| UNKNOWN.to_owned(), |d| f.date(d));
        let why = match kr.status {
            Status::Stale => f.fill("stale: a value is due since {date}", &[("date", &since)]),
            Status::NoData => f.word("no data"),
            _ if kr.overdue > 0 => f.fill("a value is due since {date}", &[("date", &since)]),
            _ if kr.before_period => f.word("no value of this period yet"),
            _ => continue,
        };
        out.push((KrIx(ix, i as u32), why));
    }
    out
}

fn goal(cx: &PresentCx<'_>, ix: ObjectiveIx, key_results: Vec<(KrIx, String)>) -> Goal {
    let score = cx.scores.objective(ix);
    let coverage = cx.format.fill(
        "{graded} of {of} graded",
        &[("graded", &score.coverage.graded.to_string()), ("of", &score.coverage.of.to_string())],
    );
    Goal {
        objective: parts::objective_link(cx, ix),
        key_results: key_results
            .into_iter()
            .map(|(kr, why)| Affected { link: parts::key_result_link(cx, kr), why })
            .collect(),
        coverage,
        status: StatusView::new(&cx.format, score.status, score.hollow_since),
    }
}
