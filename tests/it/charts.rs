//! Golden drawings: every chart in nine situations, one file a chart, to be opened in a browser.

use crate::golden::compare;
use crate::memory::project;
use goalpost::chart;
use goalpost::chart::spec::*;
use jiff::ToSpan;
use jiff::civil::{Date, date};

const START: Date = date(2025, 4, 1);
const END: Date = date(2025, 12, 31);
const LONG: &str =
    "Complaints that were answered to the sender’s satisfaction within two working days of their arrival";
const RIGHT_TO_LEFT: &str = "نسبة التسليم من المحاولة الأولى";

/// A situation: values, oldest first, and what the thing is called.
struct Situation {
    heading: &'static str,
    values: Vec<Option<f64>>,
    name: &'static str,
}

fn situations() -> Vec<Situation> {
    let wave = |n: i32, base: f64, size: f64| -> Vec<Option<f64>> {
        (0..n).map(|i| Some(base + size * (f64::from(i * 7 % 11) - 5.0) + size * f64::from(i) / 6.0)).collect()
    };
    let gap = |mut values: Vec<Option<f64>>| {
        values[4..9].fill(None);
        values
    };
    let of = |heading, values, name| Situation { heading, values, name };
    vec![
        of("typical", wave(33, 0.3, 0.02), "First attempts"),
        of("one point", wave(1, 0.4, 0.0), "First attempts"),
        of("gap", gap(wave(33, 0.3, 0.02)), "First attempts"),
        of("all equal", vec![Some(0.42); 20], "First attempts"),
        of("negative", wave(30, -0.6, 0.03), "First attempts"),
        of("huge", wave(30, 1e12, 3e10), "First attempts"),
        of("400 points", wave(400, 0.3, 0.002), "First attempts"),
        of("long name", wave(33, 0.3, 0.02), LONG),
        of("right-to-left name", wave(33, 0.3, 0.02), RIGHT_TO_LEFT),
    ]
}

fn months() -> [String; 12] {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map(str::to_owned)
}

fn style() -> NumberStyle {
    NumberStyle { decimals: 2, ..NumberStyle::default() }
}

/// The day of the `i`th of `n` values.
fn day(i: usize, n: usize) -> Date {
    START.saturating_add(((i * 274 / n.max(1)) as i64).days())
}

/// Values that are known, with their place.
fn known(s: &Situation) -> impl Iterator<Item = (usize, f64)> {
    s.values.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?)))
}

fn band(score: f64) -> String {
    if score < 0.4 {
        "bad"
    } else if score < 0.7 {
        "middle"
    } else {
        "good"
    }
    .to_owned()
}

fn line(s: &Situation) -> String {
    let n = s.values.len();
    let dots = s.values.iter().enumerate().map(|(i, value)| Dot {
        date: day(i, n),
        label: day(i, n).to_string(),
        value: *value,
        provisional: i + 1 == n && n > 1,
        signal: (i % 13 == 12).then_some(if i % 2 == 0 { Special::Better } else { Special::Worse }),
    });
    let last = known(s).last().map_or(1.0, |(_, v)| v);
    let quarter = |label: &str, from: i8, current| AxisPeriod {
        label: label.to_owned(),
        start: date(2025, from, 1),
        end: date(2025, from + 2, 1).last_of_month(),
        current,
    };
    let spec = LineSpec {
        id: "c".to_owned(),
        title: s.name.to_owned(),
        value_name: s.name.to_owned(),
        subtitle: "By week".to_owned(),
        style: style(),
        dots: dots.collect(),
        start: START,
        end: END,
        periods: vec![quarter("Q1 FY26", 4, false), quarter("Q2 FY26", 7, false), quarter("Q3 FY26", 10, true)],
        months: months(),
        target: Some(Mark { date: END, value: last * 1.2, label: "Target".to_owned() }),
        baseline: Some(Mark { date: date(2025, 10, 1), value: last * 0.9, label: "Baseline".to_owned() }),
        pace: vec![(date(2025, 10, 1), last * 0.9), (END, last * 1.2)],
        range: Some((last * 0.8, last * 1.1, last * 0.95)),
        notes: vec![Note { date: date(2025, 7, 14), text: "New scanners".to_owned() }],
        ..LineSpec::default()
    };
    let drawing = chart::line(&spec);
    drawing.svg + &drawing.narrow
}

fn spark(s: &Situation) -> String {
    let last = known(s).last().map_or(1.0, |(_, v)| v);
    let range = Some((last.min(last * 0.8), last.max(last * 0.8)));
    chart::spark(&SparkSpec {
        values: s.values.clone(),
        range,
        signal: Some(Special::Better),
        label: s.name.to_owned(),
    })
}

fn bullet(s: &Situation) -> String {
    let progress = known(s).last().map(|(_, v)| v);
    let (from, to, label) = ("88.40".to_owned(), "92.00".to_owned(), s.name.to_owned());
    chart::bullet(&BulletSpec { progress, expected: Some(0.5), from, to, label })
}

fn pace(s: &Situation) -> String {
    let n = s.values.len();
    let point = |(i, value): (usize, &Option<f64>)| (day(i, n), *value, Some(i as f64 / n as f64));
    let spec = PaceSpec {
        id: "c".to_owned(),
        title: s.name.to_owned(),
        start: START,
        end: END,
        points: s.values.iter().enumerate().map(point).collect(),
        pace: vec![(START, 0.0), (END, 1.0)],
        months: months(),
        period_label: "FY26".to_owned(),
        words: ["Now", "pace", "Score", "Date", "Full pace"].map(str::to_owned),
        style: style(),
        ..PaceSpec::default()
    };
    chart::pace(&spec).svg
}

fn mosaic(s: &Situation) -> String {
    let some: Vec<_> = s.values.iter().take(6).collect();
    let column = |(i, score): (usize, &&Option<f64>)| MosaicColumn {
        id: if i == 0 { s.name.to_owned() } else { format!("KR{i}") },
        weight: 1.0 / some.len() as f64,
        score: **score,
        expected: Some(0.5),
        band: score.map_or("unknown".to_owned(), band),
        shape: score.map_or("unknown".to_owned(), band),
    };
    let columns = some.iter().enumerate().map(column).collect();
    let spec =
        MosaicSpec { id: "c".to_owned(), title: s.name.to_owned(), columns, style: style(), ..Default::default() };
    chart::mosaic(&spec).svg
}

fn strip(s: &Situation) -> String {
    let dot = |(i, score): (usize, f64)| StripDot {
        id: if i == 0 { s.name.to_owned() } else { format!("G-{i}") },
        score,
        band: band(score),
        labelled: i % 5 == 0,
    };
    let dots: Vec<StripDot> = known(s).take(80).map(dot).collect();
    let row = |label: &str, hollow| StripRow { label: label.to_owned(), dots: dots.clone(), hollow };
    let rows = vec![row("FY26 Q3", false), row("FY26 Q2", true)];
    let drawing = chart::strip(&StripSpec {
        id: "c".to_owned(),
        title: s.name.to_owned(),
        rows,
        style: style(),
        ..Default::default()
    });
    drawing.svg + &drawing.narrow
}

fn slope(s: &Situation) -> String {
    let item = |(i, v): (usize, f64)| (if i == 0 { s.name.to_owned() } else { format!("CO-{i}") }, v * 0.8, v);
    let items = known(s).take(9).map(item).collect();
    let spec = SlopeSpec {
        id: "c".to_owned(),
        title: s.name.to_owned(),
        left: "FY26 Q2".to_owned(),
        right: "FY26 Q3".to_owned(),
        items,
        style: style(),
        ..SlopeSpec::default()
    };
    chart::slope(&spec).svg
}

fn icicle(s: &Situation) -> String {
    let cell = |(i, score): (usize, f64)| IcicleCell {
        id: format!("G-{i}"),
        title: s.name.to_owned(),
        href: "#".to_owned(),
        label: s.name.to_owned(),
        score: Some(score),
        score_text: format!("{score:.2}"),
        band: band(score),
        weight: score,
        children: Vec::new(),
    };
    let children: Vec<IcicleCell> = known(s).skip(1).take(12).map(cell).collect();
    let root = known(s).next().map(cell).map(|c| IcicleCell { weight: 1.0, children, ..c });
    chart::icicle(&root.into_iter().collect::<Vec<_>>())
}

fn panel(s: &Situation) -> String {
    let point = |i: usize| PanelPoint {
        label: format!("{} {i}", s.name),
        tick: months()[i % 12][..1].to_owned(),
        value: s.values.get(i).copied().flatten(),
        before: s.values.get(i).copied().flatten().map(|v| v * 0.9),
        plan: s.values.last().copied().flatten(),
        opens: i.is_multiple_of(3),
        current: i > 8,
    };
    let spec = PanelSpec {
        id: "c".to_owned(),
        style: style(),
        weeks: (0..6).map(point).collect(),
        months: (0..12).map(point).collect(),
        weeks_label: "6 weeks to 28 Sep".to_owned(),
        signal: Some(Special::Worse),
        ..PanelSpec::default()
    };
    chart::panel(&spec).svg
}

fn years(s: &Situation) -> String {
    let at = |i: usize| s.values.get(i).copied().flatten();
    let month = |m: usize| YearsMonth {
        name: months()[m].clone(),
        tick: months()[m][..1].to_owned(),
        values: (0..3).map(|year| at(year * 11 + m)).collect(),
    };
    let years = ["FY24", "FY25", s.name].map(str::to_owned).to_vec();
    let spec = YearsSpec {
        id: "c".to_owned(),
        style: style(),
        years,
        months: (0..12).map(month).collect(),
        ..Default::default()
    };
    chart::years(&spec).svg
}

/// A row of check-ins, each late where the value falls, and one of a key result that reports every other time.
fn grid(s: &Situation) -> String {
    let n = s.values.len().min(40);
    let falls = |i: usize| i > 0 && s.values[i] < s.values[i - 1];
    let cell = |i: usize| match s.values[i] {
        None => GridCell::Missed,
        Some(_) if i + 3 > n => GridCell::ToCome,
        Some(_) if falls(i) => GridCell::Late,
        Some(_) => GridCell::OnTime,
    };
    let other = |i: usize| if i.is_multiple_of(2) { cell(i) } else { GridCell::Nothing };
    let days = (0..n).map(|i| START.saturating_add((i as i64 * 7).days()));
    let spec = GridSpec {
        id: "c".to_owned(),
        columns: days.map(|day| (day, day.to_string())).collect(),
        rows: vec![(s.name.to_owned(), (0..n).map(cell).collect()), ("KR3".to_owned(), (0..n).map(other).collect())],
        months: months(),
        words: ["on time", "late", "missed", "to come", "Day"].map(str::to_owned),
        ..GridSpec::default()
    };
    chart::grid(&spec).svg
}

type Draw = fn(&Situation) -> String;

const CHARTS: [(&str, Draw); 11] = [
    ("line", line),
    ("spark", spark),
    ("bullet", bullet),
    ("pace", pace),
    ("mosaic", mosaic),
    ("strip", strip),
    ("slope", slope),
    ("icicle", icicle),
    ("panel", panel),
    ("years", years),
    ("grid", grid),
];

#[test]
fn every_chart_draws_each_situation_as_it_did() {
    let mut wrong = Vec::new();
    for (name, draw) in CHARTS {
        let mut page = format!(
            "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n\
             <link rel=\"stylesheet\" href=\"../../../themes/default/static/site.css\">\n"
        );
        for situation in situations() {
            // One element a line, so that a change can be read.
            let drawn = draw(&situation).replace("><", ">\n<");
            page.push_str(&format!("<h2>{}</h2>\n<figure>{drawn}</figure>\n", situation.heading));
        }
        wrong.extend(compare(&project().join(format!("tests/golden/charts/{name}.html")), page.as_bytes()).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
