//! `goalpost analyze`: the statistics of one CSV file, without a site.

use super::Trouble;
use super::args::{AnalyzeArgs, AnalyzeFormat, AnalyzeMode};
use super::commands::write;
use crate::compute::limits::{Mode, SHORTEST_LOCK};
use crate::present::PresentCx;
use crate::present::analysis::{Analysis, Asked, crowded};
use crate::report::{self, Format};
use crate::session::analyze::{Series, analyze};
use serde_json::{Map, Value, json};
use std::io::Read;
use std::path::{Component, Path};

/// The name of what comes from standard input.
const STDIN: &str = "stdin.csv";

/// Prints the analysis on standard output, findings on standard error; true if none is an error.
pub(super) fn run(args: &AnalyzeArgs) -> Result<bool, Trouble> {
    let series = read(args)?;
    let analyzed = analyze(&series)?;
    let report = &analyzed.report;
    let findings = report::render(Format::Human, &analyzed.findings, &report.sources, true);
    write(anstream::stderr(), &findings)?;
    if analyzed.failed() {
        return Ok(false);
    }
    let cx = PresentCx::new(&report.model, &report.scores, &report.sources, &analyzed.findings);
    if let Some(problem) = problem(args, &cx) {
        return Err(Trouble::new(problem));
    }
    let mode = match args.mode {
        AnalyzeMode::Recommended => Mode::Recommended,
        AnalyzeMode::Nhs => Mode::Nhs,
    };
    let analysis = Analysis::new(&cx, &series.file, Asked { mode, horizon: usize::from(args.horizon) });
    let text = match args.format {
        AnalyzeFormat::Human => analysis.text(),
        AnalyzeFormat::Json => analysis.json(),
        AnalyzeFormat::Svg => analysis.svg(),
    };
    write(anstream::stdout(), &text)?;
    Ok(true)
}

/// What was asked for and cannot be done with this series.
fn problem(args: &AnalyzeArgs, cx: &PresentCx<'_>) -> Option<String> {
    match crowded(cx) {
        0 => {}
        n => {
            let slots = report::count(n, "slot");
            return Some(format!(
                "several rows share a slot ({slots}); say with --aggregate how they become one value, or with --cadence how often is measured"
            ));
        }
    }
    let last = cx.scores.as_of;
    let late = args.rebase.iter().find(|date| **date > last)?;
    Some(format!("--rebase {late} comes after the last value, {last}"))
}

fn read(args: &AnalyzeArgs) -> Result<Series, Trouble> {
    if args.lock.is_some_and(|n| n < SHORTEST_LOCK) {
        return Err(Trouble::new(format!("--lock needs at least {SHORTEST_LOCK} values")));
    }
    let (file, csv) = if args.file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes)?;
        (STDIN.to_owned(), bytes)
    } else {
        let bytes = std::fs::read(&args.file).map_err(|e| Trouble::new(format!("{}: {e}", args.file.display())))?;
        (name(&args.file), bytes)
    };
    Ok(Series { config: config(&args.file), keys: keys(args, &file), csv, file })
}

/// The path as typed where it stays in this folder, else the file's name.
fn name(path: &Path) -> String {
    let inside = path.components().all(|c| matches!(c, Component::Normal(_)));
    let shown = if inside { path.as_os_str() } else { path.file_name().unwrap_or(path.as_os_str()) };
    let text = shown.to_string_lossy().replace('\\', "/");
    // Only these two are tables to a site.
    if text.ends_with(".csv") || text.ends_with(".tsv") { text } else { format!("{text}.csv") }
}

/// The nearest `goalpost.toml` upwards says how this repository's files are written.
fn config(file: &Path) -> Option<Vec<u8>> {
    let file = std::path::absolute(file).ok()?;
    file.ancestors().skip(1).find_map(|folder| std::fs::read(folder.join("goalpost.toml")).ok())
}

/// The keys that a KPI's page with these wishes would have.
fn keys(args: &AnalyzeArgs, file: &str) -> Map<String, Value> {
    let stem = file.rsplit('/').next().unwrap_or(file).rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut data = Map::new();
    data.insert("file".to_owned(), json!(file));
    let columns = [("date", &args.date), ("value", &args.value)];
    data.extend(columns.into_iter().filter_map(|(key, name)| Some((key.to_owned(), json!(name.as_ref()?)))));
    if !args.filters.is_empty() {
        data.insert("where".to_owned(), args.filters.iter().map(|(c, v)| (c.clone(), json!(v))).collect());
    }
    let rebase = args.rebase.iter().map(|date| json!({"date": date.to_string(), "why": "as asked for"}));
    let all = [
        ("type", Some(json!("kpi"))),
        ("id", Some(json!("series"))),
        ("title", Some(json!(args.value.as_deref().unwrap_or(stem)))),
        ("cadence", args.cadence.as_ref().map(|c| json!(c))),
        ("aggregate", args.aggregate.as_ref().map(|a| json!(a))),
        ("direction", Some(json!(args.direction))),
        ("target", args.target.map(|t| json!(t))),
        ("rules", Some(json!(args.rules))),
        ("lock", args.lock.map(|n| json!(n))),
        ("screen_outliers", args.no_screening.then(|| json!(false))),
        ("rebase", (!args.rebase.is_empty()).then(|| rebase.collect())),
        ("data", Some(Value::Object(data))),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}
