//! About this build: the only page that changes with every build.

use super::page;
use crate::base::{Code, Level};
use crate::present::frame::{Frame, Link};
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::settings::AsOfOrigin;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct View {
    version: &'static str,
    facts: Vec<(String, String)>,
    counts: Vec<(String, String)>,
    findings: Vec<Row>,
    total: usize,
}

/// A kind of finding and how often it stands.
#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    level: String,
    count: usize,
}

/// The page about the build.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let settings = &cx.model.settings;
    let mut frame = Frame::new("about", paths::ABOUT, f.word("About this build"), "");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let origin = match settings.as_of.origin {
        AsOfOrigin::Argument => "from the command line",
        AsOfOrigin::Configuration => "from goalpost.toml",
        AsOfOrigin::Revision => "the day of the revision",
        AsOfOrigin::SourceDateEpoch => "from SOURCE_DATE_EPOCH",
        AsOfOrigin::Today => "the day of the build",
    };
    let fact = |word: &str, value: String| (f.word(word), value);
    let model = cx.model;
    let key_results: usize = model.objectives.iter().map(|o| o.key_results.len()).sum();
    let points: usize = model.kpis.iter().map(|k| k.series.points.len()).sum();
    let number = |n: usize| f.number(n as f64, 0);
    let built = settings.revision.as_ref().map(|r| fact("Built from revision", r.clone()));
    let view = View {
        version: env!("CARGO_PKG_VERSION"),
        facts: [
            fact("As of", f.list(&[f.date(settings.as_of.date), f.word(origin)])),
            fact("Status policy", settings.policy.clone()),
            fact("Theme", settings.theme.clone()),
            fact("Language", settings.locale.clone().unwrap_or_else(|| f.word("English, not configured"))),
        ]
        .into_iter()
        .chain(built)
        .collect(),
        counts: vec![
            fact("Objectives", number(model.objectives.len())),
            fact("Key results", number(key_results)),
            fact("KPIs", number(model.kpis.len())),
            fact("Rows of data", number(points)),
            fact("Check-in files", number(model.check_in_files.len())),
            fact("Teams", number(model.teams.len())),
            fact("Periods", number(model.periods.len())),
            fact("Reviews", number(model.reviews.len())),
            fact("Free pages", number(model.pages.len())),
            fact("Files read", number(cx.sources.as_slice().len())),
        ],
        findings: findings(cx),
        total: cx.findings.len(),
    };
    page(frame, "about.html", &view)
}

fn findings(cx: &PresentCx<'_>) -> Vec<Row> {
    let mut counts: BTreeMap<(Level, Code), usize> = BTreeMap::new();
    for finding in cx.findings {
        *counts.entry((finding.level, finding.code)).or_default() += 1;
    }
    let row = |((level, code), count): ((Level, Code), usize)| Row {
        code: code.id(),
        name: code.name(),
        summary: code.summary(),
        level: cx.format.word(level.name()),
        count,
    };
    counts.into_iter().map(row).collect()
}
