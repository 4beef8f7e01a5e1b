//! Check-in grid: a row for a key result or a team, a column for a check-in day. Works in one ink.

use super::spec::{Drawing, GridCell, GridSpec, Table};
use super::svg::{Anchor, Ink, Name};
use super::text;

const CELL: f64 = 15.0;
const PITCH: f64 = 19.0;
const TOP: f64 = 21.0;
/// The widest row label; longer ones are cut.
const LABEL: f64 = 140.0;
const FONT: f64 = 12.0;

/// Draws a check-in grid; empty without rows or columns.
pub fn grid(spec: &GridSpec) -> Drawing {
    let drawing = Drawing { subtitle: spec.subtitle.clone(), ..Drawing::default() };
    if spec.rows.is_empty() || spec.columns.is_empty() {
        return drawing;
    }
    let labels: Vec<String> = spec.rows.iter().map(|(label, _)| text::fit(label, FONT, false, LABEL)).collect();
    let left = labels.iter().map(|l| text::width(l, FONT, false)).fold(0.0, f64::max).ceil() + 8.0;
    let (width, height) = (left + PITCH * spec.columns.len() as f64, TOP + PITCH * spec.rows.len() as f64 + 2.0);
    let mut ink = Ink::with_capacity(512 + spec.rows.len() * spec.columns.len() * 120);
    ink.open("v-1 fixed", width, height, &Name::Figure(&spec.id));
    months(spec, left, &mut ink);
    for (row, ((label, cells), shown)) in spec.rows.iter().zip(&labels).enumerate() {
        let y = TOP + PITCH * row as f64;
        ink.text("t", Anchor::End, left - 7.0, y + 12.0, shown);
        for (column, cell) in cells.iter().enumerate().take(spec.columns.len()) {
            let title = format!("{label}, {}: {}", spec.columns[column].1, word(spec, *cell));
            draw(*cell, left + 1.0 + PITCH * column as f64, y, &title, &mut ink);
        }
    }
    ink.close();
    Drawing { svg: ink.into_string(), description: description(spec), table: table(spec), ..drawing }
}

/// The name of a month over its first column, where there is room before the next.
fn months(spec: &GridSpec, left: f64, ink: &mut Ink) {
    let mut free = 0.0;
    for (i, (date, _)) in spec.columns.iter().enumerate() {
        let first = i == 0 || spec.columns[i - 1].0.month() != date.month();
        let name = &spec.months[(date.month() - 1) as usize];
        let x = left + PITCH * i as f64;
        let last = spec.columns.len() as f64 * PITCH + left;
        if first && x >= free && x + text::width(name, FONT, false) <= last {
            ink.text("t", Anchor::Start, x, 13.0, name);
            free = x + text::width(name, FONT, false) + 6.0;
        }
    }
}

fn draw(cell: GridCell, x: f64, y: f64, title: &str, ink: &mut Ink) {
    let inner = CELL - 1.5;
    match cell {
        GridCell::OnTime => ink.rect("hon", x, y, CELL, CELL, Some(title)),
        GridCell::Late => {
            ink.rect("ho", x + 0.75, y + 0.75, inner, inner, Some(title));
            let d = format!("M{x:.1} {y:.1}h{CELL:.0}l-{CELL:.0} {CELL:.0}z");
            ink.path("hf", &d, None);
        }
        GridCell::Missed => {
            ink.rect("hm", x + 0.75, y + 0.75, inner, inner, Some(title));
            let (a, b) = (4.0, 7.0);
            let d = format!("M{:.1} {:.1}l{b:.0} {b:.0}m0-{b:.0}l-{b:.0} {b:.0}", x + a, y + a);
            ink.path("hx", &d, None);
        }
        GridCell::ToCome => ink.circle("hdot", x + CELL / 2.0, y + CELL / 2.0, 1.6, Some(title)),
        GridCell::Nothing => {}
    }
}

fn word(spec: &GridSpec, cell: GridCell) -> &str {
    match cell {
        GridCell::OnTime => &spec.words[0],
        GridCell::Late => &spec.words[1],
        GridCell::Missed => &spec.words[2],
        GridCell::ToCome => &spec.words[3],
        GridCell::Nothing => "",
    }
}

/// "KR1: 6 on time, 1 late.": what has come, row by row.
fn description(spec: &GridSpec) -> String {
    let row = |(label, cells): &(String, Vec<GridCell>)| {
        let kinds = [GridCell::OnTime, GridCell::Late, GridCell::Missed];
        let counted = kinds.map(|kind| (cells.iter().filter(|c| **c == kind).count(), word(spec, kind)));
        let said: Vec<String> = counted.iter().filter(|(n, _)| *n > 0).map(|(n, w)| format!("{n} {w}")).collect();
        format!("{label}: {}.", if said.is_empty() { word(spec, GridCell::ToCome).to_owned() } else { said.join(", ") })
    };
    spec.rows.iter().map(row).collect::<Vec<_>>().join(" ")
}

/// A line for each check-in day that has come, newest first.
fn table(spec: &GridSpec) -> Table {
    let head = std::iter::once(spec.words[4].clone()).chain(spec.rows.iter().map(|(label, _)| label.clone()));
    let come = |i: &usize| {
        spec.rows.iter().any(|(_, cells)| !matches!(cells.get(*i), None | Some(GridCell::ToCome | GridCell::Nothing)))
    };
    let line = |i: usize| {
        let cells = spec.rows.iter().map(|(_, cells)| cells.get(i).map_or("", |cell| word(spec, *cell)).to_owned());
        std::iter::once(spec.columns[i].1.clone()).chain(cells).collect()
    };
    Table { head: head.collect(), rows: (0..spec.columns.len()).rev().filter(come).map(line).collect() }
}
