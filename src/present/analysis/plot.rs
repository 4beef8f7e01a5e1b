//! A plain chart and the sentences, for a terminal.

use super::Analysis;
use crate::compute::forecast::Expected;
use crate::compute::label::Label;
use crate::compute::limits::{Mode, Segment};
use crate::compute::scores::{Pattern, SlotTarget};

const ROWS: usize = 13;
/// Columns of the plot; the newest values are drawn.
const COLUMNS: usize = 66;
/// Width of a line of text.
const WIDTH: usize = 80;

/// The plot being drawn: rows from the top.
struct Canvas {
    cells: Vec<Vec<char>>,
    low: f64,
    high: f64,
}

impl Canvas {
    fn row(&self, value: f64) -> usize {
        let share = (self.high - value) / (self.high - self.low);
        (share * (ROWS - 1) as f64).round().clamp(0.0, (ROWS - 1) as f64) as usize
    }

    /// A rule over some columns, where nothing stands yet.
    fn rule(&mut self, columns: std::ops::Range<usize>, value: Option<f64>, sign: char) {
        let Some(row) = value.map(|v| self.row(v)) else { return };
        for cell in &mut self.cells[row][columns] {
            if *cell == ' ' {
                *cell = sign;
            }
        }
    }
}

impl Analysis<'_> {
    /// Title, chart, sentences.
    pub fn text(&self) -> String {
        let f = &self.measure.cx.format;
        let known = self.values.iter().flatten().count();
        let mut out = f.fill(
            "{name}, by {cadence}: {n} values, {first} to {last}",
            &[
                ("name", self.measure.name()),
                ("cadence", &f.word(self.measure.cadence.name())),
                ("n", &known.to_string()),
                ("first", &self.dates.first().map(|d| f.date(*d)).unwrap_or_default()),
                ("last", &self.dates.last().map(|d| f.date(*d)).unwrap_or_default()),
            ],
        );
        out.push_str("\n\n");
        out.push_str(&self.plot());
        for sentence in self.sentences() {
            out.push('\n');
            out.push_str(&wrapped(&sentence));
        }
        out
    }

    fn plot(&self) -> String {
        let from = self.values.len().saturating_sub(COLUMNS - self.asked.horizon);
        let steps: Vec<Expected> =
            self.forecast.as_ref().map(|f| f.steps().map(|(_, expected)| expected).collect()).unwrap_or_default();
        let Some(mut canvas) = self.canvas(from, &steps) else { return String::new() };
        let width = canvas.cells[0].len();
        self.marks(&mut canvas, from, &steps);
        self.rules(&mut canvas, from, width);
        self.framed(&canvas, from)
    }

    /// An empty plot over everything that is to be seen; `None` without a value.
    fn canvas(&self, from: usize, steps: &[Expected]) -> Option<Canvas> {
        let limits = self.segments(from).flat_map(|s| [s.lower, s.upper, s.mean]);
        let target = match self.measure.kpi.doc.target.map(SlotTarget::from) {
            Some(SlotTarget::Number(target)) => Some(target),
            _ => None,
        };
        let fan = steps.iter().flat_map(|s| [s.intervals().0.0, s.intervals().0.1]);
        let all = self.values[from..].iter().copied().chain(limits).chain([target]).flatten().chain(fan);
        let (low, high) = all
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
        if low > high {
            return None;
        }
        let high = if high > low { high } else { low + 1.0 };
        let width = self.values.len() - from + steps.len();
        Some(Canvas { cells: vec![vec![' '; width]; ROWS], low, high })
    }

    /// Whether the values themselves have a usual range: the reference always says so.
    fn is_level(&self) -> bool {
        self.asked.mode == Mode::Nhs || self.measure.score.pattern == Pattern::Level
    }

    /// The segments that reach into the plot, with ranges worth drawing.
    fn segments(&self, from: usize) -> impl Iterator<Item = &Segment> {
        self.assessment.segments.iter().filter(move |s| s.end > from && self.is_level())
    }

    fn marks(&self, canvas: &mut Canvas, from: usize, steps: &[Expected]) {
        for (column, (value, label)) in self.values.iter().zip(&self.assessment.labels).skip(from).enumerate() {
            if let Some(value) = value {
                let row = canvas.row(*value);
                let special = self.is_level() && *label != Label::Common;
                canvas.cells[row][column] = if special { '◆' } else { '●' };
            }
        }
        let now = self.values.len() - from;
        for (i, step) in steps.iter().enumerate() {
            let (low, high) = step.intervals().0;
            for row in canvas.row(high)..=canvas.row(low) {
                canvas.cells[row][now + i] = ':';
            }
            let row = canvas.row(step.mean);
            canvas.cells[row][now + i] = '+';
        }
    }

    fn rules(&self, canvas: &mut Canvas, from: usize, width: usize) {
        for segment in self.segments(from).filter(|s| s.upper.is_some() || s.runs.is_some()) {
            let columns = segment.start.max(from) - from..segment.end - from;
            canvas.rule(columns.clone(), segment.mean, '─');
            canvas.rule(columns.clone(), segment.upper, '┄');
            canvas.rule(columns, segment.lower, '┄');
        }
        if let Some(SlotTarget::Number(target)) = self.measure.kpi.doc.target.map(SlotTarget::from) {
            canvas.rule(0..width, Some(target), '=');
        }
    }

    /// The plot with values beside it, dates under it and the meaning of its signs.
    fn framed(&self, canvas: &Canvas, from: usize) -> String {
        let (m, f) = (&self.measure, &self.measure.cx.format);
        let step = (canvas.high - canvas.low) / (ROWS - 1) as f64;
        let labels: Vec<String> = (0..ROWS)
            .map(|row| if row % 4 == 0 { f.number(canvas.high - row as f64 * step, m.decimals) } else { String::new() })
            .collect();
        let indent = labels.iter().map(|l| l.chars().count()).max().unwrap_or(0);
        let mut out = String::new();
        for (label, row) in labels.iter().zip(&canvas.cells) {
            let line: String = row.iter().collect();
            out.push_str(format!("{label:>indent$} │{line}").trim_end());
            out.push('\n');
        }
        let dates = &self.dates[from..];
        if let (Some(first), Some(last)) = (dates.first(), dates.last()) {
            let (first, last) = (f.date(*first), f.date(*last));
            let gap = dates.len().saturating_sub(first.chars().count() + last.chars().count()).max(1);
            out.push_str(&format!("{:indent$}  {first}{:gap$}{last}\n", "", ""));
        }
        let mut signs = vec![f.word("● value")];
        if self.segments(from).any(|s| s.upper.is_some()) {
            signs.extend([f.word("◆ stands out"), f.word("─ mean"), f.word("┄ usual range")]);
        } else if self.segments(from).any(|s| s.runs.is_some()) {
            signs.extend([f.word("◆ stands out"), f.word("─ middle line")]);
        }
        if self.measure.kpi.doc.target.is_some() {
            signs.push(f.word("= target"));
        }
        if self.forecast.is_ok() {
            signs.push(f.word("+ likely, : 80% range"));
        }
        out.push_str(&format!("{:indent$}  {}\n", "", signs.join("  ")));
        out
    }
}

/// A text in lines of at most 80 characters.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count();
        if width > 0 && width + 1 + more > WIDTH {
            out.push('\n');
            width = 0;
        }
        if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += more;
    }
    out.push('\n');
    out
}
