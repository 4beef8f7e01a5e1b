//! The parts of a build, each alone, on the example company: reading, computing, drawing, a page.
//!
//! `cargo bench --bench parts` measures; `cargo test --bench parts` runs each once.

use divan::{Bencher, black_box};
use goalpost::base::{Files, Sink, SourceFile, Sources};
use goalpost::chart;
use goalpost::chart::spec::{Dot, LineSpec, SparkSpec};
use goalpost::compute::kpi;
use goalpost::compute::likely::{self, Refusal};
use goalpost::compute::pace::Span;
use goalpost::compute::scores::KpiScore;
use goalpost::parse::config::{self, Overrides};
use goalpost::parse::doc::Measure;
use goalpost::parse::{self, Reading};
use goalpost::session::{Item, Session, Site};
use jiff::ToSpan;
use std::io;
use std::path::Path;
use std::sync::{Arc, LazyLock};

fn main() {
    divan::main();
}

/// The files of the example company, in memory.
struct Memory(Vec<(String, Vec<u8>)>);

impl Files for Memory {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.0.iter().map(|(path, _)| path.clone()).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let found = self.0.iter().find(|(known, _)| known == path);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

static SAMPLE: LazyLock<Memory> = LazyLock::new(|| {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-goals"), "", &mut files);
    Memory(files)
});

fn collect(folder: &Path, below: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("the example is part of the repository").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        match (entry.path().is_dir(), name.starts_with('.')) {
            (_, true) => {}
            (true, _) => collect(&entry.path(), &path, files),
            (false, _) => files.push((path, std::fs::read(entry.path()).unwrap_or_default())),
        }
    }
}

fn overrides() -> Overrides {
    // The example names its own as-of date.
    let today = jiff::civil::date(2025, 11, 18);
    Overrides { as_of: None, revision: None, source_date: None, today, base_url: None, drafts: false }
}

static SITE: LazyLock<Arc<Site>> = LazyLock::new(site);

fn site() -> Arc<Site> {
    Session::default().site(&*SAMPLE, &overrides()).expect("memory can be read")
}

/// Every page and list, file by file: front matter, values, the text.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let sources = Sources::new(SAMPLE.0.clone());
    let settings = config::settings(sources.by_path("goalpost.toml"), &overrides(), &mut Sink::default());
    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let defaults = parse::defaults(&sources, &mut Sink::default());
    let documents: Vec<&SourceFile> = sources.iter().collect();
    bencher.bench(|| {
        let mut sink = Sink::default();
        documents.iter().filter(|file| parse::document(file, &defaults, &reading, &mut sink).is_some()).count()
    });
}

/// Everything up to the scores and findings.
#[divan::bench]
fn score() -> Arc<Site> {
    site()
}

/// What is read, judged and foreseen of one daily series of a year.
static YEAR: LazyLock<Arc<Site>> = LazyLock::new(|| {
    let page = "---\ntitle: Parcels\ncadence: day\naggregate: mean\ndirection: increase\n---\n";
    let mut rows = "date,value\n".to_owned();
    let start = jiff::civil::date(2024, 11, 18);
    for i in 0..365_i64 {
        let value = 50.0 + (i as f64 / 40.0).sin() * 7.0 + (i * 7919 % 101) as f64 / 10.0;
        rows.push_str(&format!("{},{value}\n", start.saturating_add(i.days())));
    }
    let config = "title = \"A year\"\nas_of = 2025-11-18\n";
    let files = [("goalpost.toml", config), ("kpis/parcels.md", page), ("kpis/parcels.csv", rows.as_str())];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    Session::default().site(&Memory(files.into()), &overrides()).expect("memory can be read")
});

/// Slots, targets and periods of a year of days, with signal and forecast.
#[divan::bench]
fn kpi(bencher: Bencher<'_, '_>) {
    let model = &YEAR.report.model;
    bencher.bench(|| kpi::score(&model.kpis[0], &model.settings));
}

/// The signal of a year of days alone.
#[divan::bench]
fn signal(bencher: Bencher<'_, '_>) {
    let (model, scores) = (&YEAR.report.model, &YEAR.report.scores);
    let day = model.settings.as_of.date;
    bencher.bench(|| kpi::reading_at(&model.kpis[0], &scores.kpis[0], &model.settings, day).signal);
}

/// The forecast of a year of days alone.
#[divan::bench]
fn forecast(bencher: Bencher<'_, '_>) {
    let model = &YEAR.report.model;
    let score = KpiScore { forecast: Err(Refusal::Over), ..(*YEAR.report.scores.kpis[0]).clone() };
    let span = Span { start: jiff::civil::date(2025, 10, 1), end: jiff::civil::date(2025, 11, 30) };
    bencher.bench(|| likely::forecast(&model.kpis[0], &score, &model.settings, span, Measure::Latest));
}

/// A line of a year of days, drawn wide and narrow, with its table.
#[divan::bench]
fn line_chart(bencher: Bencher<'_, '_>) {
    let start = jiff::civil::date(2025, 1, 1);
    let dot = |i: i64| Dot {
        date: start.saturating_add(i.days()),
        label: format!("day {i}"),
        value: Some(50.0 + (i as f64 / 9.0).sin() * 7.0 + (i * 7 % 11) as f64),
        provisional: false,
        signal: None,
    };
    let spec = LineSpec {
        id: "line".to_owned(),
        unit: "%".to_owned(),
        dots: (0..365).map(dot).collect(),
        start,
        end: start.saturating_add(364.days()),
        range: Some((45.0, 65.0, 55.0)),
        ..LineSpec::default()
    };
    bencher.bench(|| chart::line(black_box(&spec)));
}

/// A sparkline of a quarter of days.
#[divan::bench]
fn sparkline(bencher: Bencher<'_, '_>) {
    let values = (0..92).map(|i| Some(f64::from(i * 7 % 11))).collect();
    let spec = SparkSpec { values, ..SparkSpec::default() };
    bencher.bench(|| chart::spark(black_box(&spec)));
}

/// One page from numbers to bytes: charts, texts, template.
#[divan::bench(args = ["objectives/", "kpis/first-attempt/index.html", "index.html"])]
fn page(bencher: Bencher<'_, '_>, address: &str) {
    let items = SITE.items();
    let item: &Item = items.iter().find(|item| item.path.starts_with(address)).expect("the example has such a page");
    bencher.bench(|| SITE.make(item).is_ok());
}
