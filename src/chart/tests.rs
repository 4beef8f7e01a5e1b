//! Every chart over every kind of data: well-formed, finite, classes only, texts apart.

mod lines;

use super::place::Rect;
use super::spec::*;
use super::svg::Anchor;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::sync::LazyLock;

const START: Date = date(2025, 4, 1);
const END: Date = date(2025, 12, 31);
const LONG: &str = "A name so long that nobody should ever have written it into a configuration <file> & \"kept\" it";
const RTL: &str = "نسبة التسليم من المحاولة الأولى";

/// The cells of a chart's table, row by row.
fn cells(table: &Table) -> Vec<Vec<&str>> {
    let text = |cell: &'_ str| cell.rfind('>').map_or(cell.len(), |at| at + 1);
    let rows: Vec<Vec<&str>> = table
        .rows
        .markup
        .split_terminator("</tr>")
        .map(|row| row.split_inclusive("</t").filter_map(|c| c.strip_suffix("</t")).map(|c| &c[text(c)..]).collect())
        .collect();
    assert_eq!(rows.len(), table.rows.count);
    rows
}

/// Kinds of data a site brings.
fn kinds() -> Vec<(&'static str, Vec<f64>)> {
    let wave = |n: u32, base: f64, size: f64| {
        (0..n)
            .map(move |i| base + size * (f64::from(i * 7 % 11) - 5.0 + (f64::from(i) / 9.0).sin()))
            .collect::<Vec<_>>()
    };
    let with = |mut values: Vec<f64>, holes: &[(usize, f64)]| {
        holes.iter().for_each(|(i, v)| values[*i] = *v);
        values
    };
    vec![
        ("typical", wave(33, 88.0, 0.4)),
        ("rising", (0..30).map(|i| 412.0 + f64::from(i) * 6.0).collect()),
        ("one point", vec![7.0]),
        ("gap", with(wave(33, 50.0, 1.0), &[(8, f64::NAN), (9, f64::NAN), (10, f64::NAN), (20, f64::INFINITY)])),
        ("holes", (0..80).map(|i| if i % 2 == 0 { f64::from(i % 9) } else { f64::NAN }).collect()),
        ("all equal", vec![42.0; 20]),
        ("zeros", vec![0.0; 20]),
        ("negative", wave(30, -40.0, 2.0)),
        ("both signs", wave(30, 0.0, 3.0)),
        ("huge", wave(30, 1e12, 3e10)),
        ("absurd", with(wave(30, 3.0, 0.1), &[(3, 1e308), (4, -1e308), (5, f64::NEG_INFINITY)])),
        ("tiny", wave(30, 3e-9, 1e-10)),
        ("subnormal", vec![5e-320, 1e-319, 0.0]),
        ("120 points", wave(120, 70.0, 1.5)),
        ("400 points", wave(400, 70.0, 1.5)),
        ("1500 points", wave(1500, 70.0, 1.5)),
        ("empty", vec![]),
        ("nothing but gaps", vec![f64::NAN; 9]),
    ]
}

fn value(v: f64) -> Option<f64> {
    (!v.is_nan()).then_some(v)
}

fn months() -> [String; 12] {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map(str::to_owned)
}

/// A chart with everything on it: goals, limits, notes, signals, a provisional end.
fn full(values: &[f64], size: Size, words: &str, goal: f64) -> LineSpec {
    let weekly = values.len() <= 39;
    let day = |i: usize| {
        let step = if weekly { 7 } else { 1 };
        let first = if weekly { date(2025, 4, 6) } else { START };
        first.checked_add((step * i as i64).days()).unwrap()
    };
    let dot = |(i, v): (usize, &f64)| Dot {
        date: day(i),
        label: format!("slot {i}"),
        value: value(*v),
        provisional: weekly && i == 32,
        signal: (i % 6 == 5).then_some(if i % 4 == 1 { Special::Better } else { Special::Worse }),
    };
    let dots: Vec<Dot> = values.iter().enumerate().map(dot).collect();
    let quarter =
        |n: i8, start: Date, end: Date| AxisPeriod { label: format!("FY26 Q{n}"), start, end, current: n == 3 };
    let note = |month: i8, day: i8| Note { date: date(2025, month, day), text: format!("{words} happened") };
    LineSpec {
        id: "chart".into(),
        subtitle: "KR1 · share, weekly".into(),
        value_name: "Share, %".into(),
        unit: "%".into(),
        end: dots.last().map_or(END, |d| d.date.max(END)),
        start: START,
        dots,
        periods: vec![
            quarter(1, START, date(2025, 6, 30)),
            quarter(2, date(2025, 7, 1), date(2025, 9, 30)),
            quarter(3, date(2025, 10, 1), END),
        ],
        months: months(),
        target: Some(Mark { date: END, value: goal * 1.05, label: words.into() }),
        baseline: Some(Mark { date: date(2025, 10, 1), value: goal, label: words.into() }),
        pace: vec![(date(2025, 10, 1), goal), (END, goal * 1.05)],
        range: Some((goal * 0.98, goal * 1.02, goal)),
        notes: vec![note(8, 4), note(10, 13), note(10, 14), note(10, 15), note(11, 9), note(12, 30), note(4, 2)],
        size,
        ..LineSpec::default()
    }
}

fn lines() -> &'static [(String, LineSpec)] {
    // Made once: thousands of dots are slow to make in a debug build.
    static LINES: LazyLock<Vec<(String, LineSpec)>> = LazyLock::new(make_lines);
    &LINES
}

fn make_lines() -> Vec<(String, LineSpec)> {
    let mut out = Vec::new();
    for (kind, values) in kinds() {
        let goal = values.iter().copied().find(|v| v.is_finite() && v.abs() < 1e300).unwrap_or(1.0);
        for size in [Size::Main, Size::Half] {
            for words in ["Target", LONG, RTL, ""] {
                out.push((format!("{kind}, {size:?}, {words:.8}"), full(&values, size, words, goal)));
            }
            let plain = full(&values, size, "Target", goal);
            let bare =
                LineSpec { periods: vec![], target: None, baseline: None, range: None, pace: vec![], ..plain.clone() };
            out.push((format!("{kind}, {size:?}, bare"), bare));
            let steps = vec![(START, date(2025, 9, 30), goal), (date(2025, 10, 1), END, goal * 1.1)];
            let trial = LineSpec {
                trial: true,
                target: None,
                target_steps: steps,
                steps: true,
                from_zero: true,
                ..plain.clone()
            };
            out.push((format!("{kind}, {size:?}, trial"), trial));
            let fan = |goal: f64| {
                let step = |i: i64| FanStep {
                    date: END.checked_add((7 * i).days()).unwrap(),
                    label: format!("week {i}"),
                    value: goal,
                    most: (goal * 0.9, goal * 1.1),
                    nearly_all: (i % 2 == 1).then_some((goal * 0.8, goal * 1.2)),
                };
                (1..=5).map(step).collect::<Vec<_>>()
            };
            let earlier = EarlierRange {
                start: START,
                end: date(2025, 6, 30),
                ends: Some((goal * 0.9, goal)),
                middle: goal * 0.95,
            };
            let tall = LineSpec {
                size: Size::Tall,
                pace: vec![],
                baseline: None,
                end: END.checked_add(35.days()).unwrap(),
                fan: fan(goal),
                earlier: vec![earlier],
                range_since: Some(date(2025, 7, 1)),
                moves: Some(Moves { limit: Some(goal * 0.01), title: "Change from week to week".into() }),
                ..plain.clone()
            };
            out.push((format!("{kind}, {size:?}, tall"), tall));
            let stopped = LineSpec { stopped: Some((END, "No data since 21 Sep".into())), ..plain };
            out.push((format!("{kind}, {size:?}, stopped"), stopped));
        }
    }
    out
}

/// One drawing of every other kind.
fn others() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (kind, values) in kinds() {
        for words in ["KR1", LONG, RTL] {
            let mut push = |name: &str, svg: String| out.push((format!("{name}, {kind}, {words:.8}"), svg));
            let options: Vec<_> = values.iter().map(|v| value(*v)).collect();
            let range = Some((values.first().copied().unwrap_or(0.0), 90.0));
            push(
                "spark",
                super::spark(&SparkSpec { values: options, range, signal: Some(Special::Worse), label: words.into() }),
            );
            let first = values.first().copied();
            let bullet = BulletSpec {
                progress: first,
                expected: first,
                from: words.into(),
                to: "9".into(),
                label: words.into(),
            };
            push("bullet", super::bullet(&bullet));
            push("pace", super::pace(&pace(&values, words)).svg);
            push("mosaic", super::mosaic(&mosaic(&values, words)).svg);
            push("strip", both(super::strip(&strip(&values, words))));
            push("panel", super::panel(&panel(&values, words)).svg);
            push("years", super::years(&years(&values, words)).svg);
            let items = values.iter().map(|v| (words.to_owned(), *v, v * 1.1)).collect();
            let (left, right) = (words.into(), words.into());
            push("slope", super::slope(&SlopeSpec { id: "x".into(), left, right, items, ..SlopeSpec::default() }).svg);
        }
    }
    out
}

fn pace(values: &[f64], words: &str) -> PaceSpec {
    let day = |i: usize| START.checked_add((i as i64).days()).unwrap();
    PaceSpec {
        id: "pace".into(),
        start: START,
        end: END,
        points: values.iter().enumerate().map(|(i, v)| (day(i), value(v / 100.0), Some(0.5))).collect(),
        pace: vec![(START, 0.0), (END, 1.0)],
        months: months(),
        period_label: words.into(),
        words: ["Now", "expected", "Score", "Date", words].map(str::to_owned),
        ..PaceSpec::default()
    }
}

fn mosaic(values: &[f64], words: &str) -> MosaicSpec {
    let bands = ["good", "middle", "bad", "unknown"];
    let column = |(i, v): (usize, &f64)| MosaicColumn {
        id: format!("{words}{i}"),
        weight: *v,
        score: value(v / 100.0),
        expected: Some(0.5),
        band: bands[i % 4].into(),
        shape: bands[i % 4].into(),
    };
    MosaicSpec { id: "m".into(), columns: values.iter().enumerate().map(column).collect(), ..MosaicSpec::default() }
}

fn strip(values: &[f64], words: &str) -> StripSpec {
    let dot = |(i, v): (usize, &f64)| StripDot {
        id: format!("OPS-{i}"),
        score: v / 100.0,
        band: ["good", "middle", "bad"][i % 3].into(),
        labelled: i % 5 == 0,
    };
    let dots: Vec<_> = values.iter().enumerate().map(dot).collect();
    let row = |hollow| StripRow { label: words.into(), dots: dots.clone(), hollow };
    StripSpec { id: "s".into(), rows: vec![row(false), row(true)], medians: true, ..StripSpec::default() }
}

fn panel(values: &[f64], words: &str) -> PanelSpec {
    let point = |(i, v): (usize, &f64)| PanelPoint {
        label: format!("{words} {i}"),
        tick: words.chars().take(1).collect(),
        value: value(*v),
        before: value(v * 0.9),
        plan: value(v * 1.1).filter(|_| i % 5 != 0),
        opens: i % 3 == 1,
        current: i > 9,
    };
    let points: Vec<_> = values.iter().enumerate().map(point).collect();
    PanelSpec {
        id: "p".into(),
        subtitle: "Share".into(),
        unit: "%".into(),
        weeks: points.iter().take(6).cloned().collect(),
        months: points.into_iter().take(12).collect(),
        weeks_label: words.into(),
        signal: Some(Special::Worse),
        ..PanelSpec::default()
    }
}

fn years(values: &[f64], words: &str) -> YearsSpec {
    let year = |i: usize| values.get(i).copied().and_then(value);
    let month = |i: usize| YearsMonth {
        name: words.into(),
        tick: words.chars().take(1).collect(),
        values: [i, i + 12, i + 24].map(year).to_vec(),
    };
    let years = ["FY24", "FY25", "FY26"].map(str::to_owned).to_vec();
    YearsSpec { id: "y".into(), years, months: (0..12).map(month).collect(), ..YearsSpec::default() }
}

/// Opening tags of a drawing; panics where tags do not match.
/// The wide and the narrow drawing.
fn both(drawing: Drawing) -> String {
    drawing.svg + &drawing.narrow
}

fn tags<'a>(name: &str, svg: &'a str) -> Vec<&'a str> {
    let mut open = Vec::new();
    let mut tags = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, rest) = piece.split_once('>').unwrap_or_else(|| panic!("{name}: unclosed {piece}"));
        assert!(!rest.contains('>'), "{name}: stray > in {piece}");
        let word = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(word), "{name}: {svg}");
        } else {
            tags.push(tag);
            if !tag.ends_with('/') {
                open.push(word);
            }
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} left open");
    tags
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|p| p.0)
}

fn number(tag: &str, name: &str) -> f64 {
    attribute(tag, name).and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{name} in {tag}"))
}

/// The texts of one drawing with their boxes.
fn texts(svg: &str) -> Vec<(Rect, String, bool)> {
    let element = |piece: &str| {
        let (tag, rest) = piece.split_once('>')?;
        let words = rest.split('<').next()?.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let words = words.replace("&amp;", "&");
        let anchor = match attribute(tag, "text-anchor") {
            Some("middle") => Anchor::Middle,
            Some(_) => Anchor::End,
            None => Anchor::Start,
        };
        let class = attribute(tag, "class")?;
        let bold = matches!(class, "tb" | "td" | "nbt" | "t-bad" | "t-good");
        Some((Rect::text(&words, bold, anchor, number(tag, "x"), number(tag, "y")), words, class == "nbt"))
    };
    svg.split("<text").skip(1).filter_map(element).collect()
}

fn overlap(a: &Rect, b: &Rect) -> (f64, f64) {
    (a.x1.min(b.x1) - a.x0.max(b.x0), a.y1.min(b.y1) - a.y0.max(b.y0))
}

fn check(name: &str, svg: &str) {
    for forbidden in ["NaN", "style=", "<style", " fill=", " stroke=", " id="] {
        assert!(!svg.contains(forbidden), "{name}: {forbidden}");
    }
    for tag in tags(name, svg) {
        for coordinate in ["x", "y", "cx", "cy", "r", "width", "height", "x1", "y1"] {
            if let Some(v) = attribute(tag, coordinate) {
                assert!(v.parse::<f64>().is_ok_and(f64::is_finite), "{name}: {tag}");
            }
        }
        if let Some(d) = attribute(tag, "d") {
            assert!(d.chars().all(|c| c.is_ascii_digit() || " .-MLHVlhvmz".contains(c)), "{name}: {d}");
        }
    }
}

#[test]
fn every_chart_of_every_kind_of_data_is_well_formed_and_carries_no_colour() {
    for (name, svg) in others() {
        check(&name, &svg);
    }
    for (name, spec) in lines() {
        check(name, &both(super::line(spec)));
    }
}

#[test]
fn drawings_are_the_same_every_time() {
    for (name, spec) in lines() {
        assert_eq!(super::line(spec), super::line(spec), "{name}");
    }
    assert_eq!(others(), others());
}

#[test]
fn without_a_value_nothing_is_drawn() {
    for (name, svg) in others().into_iter().filter(|(n, _)| n.contains(", empty")) {
        assert!(svg.is_empty() || name.starts_with("bullet"), "{name}");
    }
    let gaps = super::line(&full(&[f64::NAN; 9], Size::Main, "Target", 1.0));
    let rows = cells(&gaps.table);
    assert_eq!((gaps.svg.as_str(), rows.len()), ("", 9));
    assert!(rows.iter().all(|r| r[1] == "–"));
}

#[test]
fn no_two_texts_of_a_line_chart_overlap_and_none_lies_on_a_dot() {
    for (name, spec) in lines() {
        for svg in both(super::line(spec)).split_inclusive("</svg>") {
            let width = number(svg.split_once('>').unwrap().0, "width");
            let texts = texts(svg);
            assert!(texts.len() >= 6, "{name}: axes have labels");
            for (i, (a, words, _)) in texts.iter().enumerate() {
                assert!(a.x0 > -1.0 && a.x1 < width + 1.0, "{name}: {words} is cut at {a:?}");
                for (b, other, _) in &texts[i + 1..] {
                    let (x, y) = overlap(a, b);
                    assert!(x <= 1.0 || y <= 4.0, "{name}: {words} × {other}");
                }
            }
            for tag in tags(name, svg).iter().filter(|t| t.starts_with("circle") && !t.contains("\"nb\"")) {
                let dot = Rect::around(number(tag, "cx"), number(tag, "cy"), number(tag, "r"));
                for (a, words, _) in texts.iter().filter(|t| !t.2) {
                    let (x, y) = overlap(&Rect { y0: a.y0 + 2.0, y1: a.y1 - 2.0, ..*a }, &dot);
                    assert!(x <= 1.0 || y <= 1.0, "{name}: {words} on {tag}");
                }
            }
        }
    }
}

#[test]
fn no_two_texts_of_a_small_chart_overlap() {
    for (kind, values) in kinds() {
        for words in ["Sep", LONG, RTL] {
            for svg in [super::panel(&panel(&values, words)).svg, super::years(&years(&values, words)).svg] {
                let texts = texts(&svg);
                for (i, (a, words, _)) in texts.iter().enumerate() {
                    assert!(a.x0 > -1.0 && a.x1 < 345.0, "{kind}: {words} is cut at {a:?}");
                    for (b, other, _) in &texts[i + 1..] {
                        let (x, y) = overlap(a, b);
                        assert!(x <= 1.0 || y <= 4.0, "{kind}: {words} × {other}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_panel_sets_weeks_and_months_on_one_axis_and_its_table_holds_what_is_drawn() {
    let spec = panel(&[88.0, 89.0, 88.5, 90.0, 91.0, 90.5, 89.0, 90.0], "M");
    let drawing = super::panel(&spec);
    assert_eq!(drawing.table.head, ["Week or month", "Value", "A year earlier", "plan"]);
    let rows = cells(&drawing.table);
    assert_eq!(rows.len(), 6 + 8, "months, then weeks");
    assert_eq!(rows[0], ["M 7", "90.0", "81.0", "99.0"]);
    assert!(drawing.subtitle.starts_with("Share. Axis starts at "), "{}", drawing.subtitle);
    let months = super::panel(&PanelSpec { weeks: vec![], ..spec });
    assert_eq!(months.table.rows.count, 8, "a monthly measure has no weeks");
    assert_eq!(months.svg.matches("class=\"cline\"").count(), 1);
}

#[test]
fn a_mosaic_says_its_score_as_area_and_an_unknown_one_as_a_dash() {
    let column = |id: &str, weight, score| MosaicColumn { id: id.into(), weight, score, ..MosaicColumn::default() };
    let columns = vec![column("KR1", 3.0, Some(0.5)), column("KR2", 1.0, None)];
    let drawing = super::mosaic(&MosaicSpec { id: "m".into(), columns, ..MosaicSpec::default() });
    assert_eq!(drawing.description, "KR1 75%: 0.50. KR2 25%: –.");
    assert!(drawing.svg.contains(">–</text>"));
}

#[test]
fn scores_use_the_decimal_sign_of_the_site() {
    let style = NumberStyle { decimals: 1, decimal: ',', group: '.' };
    let spec = PaceSpec { style, ..pace(&[54.0], "Q3") };
    assert!(super::pace(&spec).svg.contains("Now 0,54"));
}
