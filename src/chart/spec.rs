//! What a chart draws, as plain data: no model, no theme, no files. Texts are ready for people.

mod besides;
mod panels;

pub use besides::Besides;
use jiff::civil::Date;
pub use panels::{PanelPoint, PanelSpec, PanelWords, YearsMonth, YearsSpec};

/// A number and how it is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberStyle {
    pub decimals: u8,
    /// Decimal and thousands separators of the locale.
    pub decimal: char,
    pub group: char,
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self { decimals: 1, decimal: '.', group: ',' }
    }
}

/// One value of a time series; `None` is a gap and breaks the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// Drawn at this day (a slot's last day).
    pub date: Date,
    /// The slot's short name for tables and tooltips: `2025-W46`.
    pub label: String,
    pub value: Option<f64>,
    /// Hollow, joined by a dashed line.
    pub provisional: bool,
    /// Breaks a rule.
    pub signal: Option<Special>,
}

/// What a value that breaks a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// A blue dot.
    Better,
    /// An orange diamond.
    Worse,
    /// No direction is the good one: a square of ink.
    Unusual,
}

/// A dated remark, numbered on the plot and listed beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub date: Date,
    pub text: String,
}

/// A span of days with a name, for the second row of the time axis and the wash.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisPeriod {
    pub label: String,
    pub start: Date,
    pub end: Date,
    /// The running one gets a faint wash.
    pub current: bool,
}

/// KPI line: series with target, baseline, pace, normal range and gaps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineSpec {
    /// Unique on the page: prefix of ids in the drawing.
    pub id: String,
    /// The finding (≤ 15 words).
    pub title: String,
    /// Measure, unit, grain; "Axis starts at …" is added by the chart.
    pub subtitle: String,
    /// Name of the value column in the table: "First-attempt delivery, %".
    pub value_name: String,
    pub unit: String,
    pub style: NumberStyle,
    pub dots: Vec<Dot>,
    /// The drawn span; the axis ends here even where the data stops before.
    pub start: Date,
    pub end: Date,
    pub periods: Vec<AxisPeriod>,
    /// Month initials are taken from these twelve names.
    pub months: [String; 12],
    /// Value at the target's end, with the text of its label.
    pub target: Option<Mark>,
    pub baseline: Option<Mark>,
    /// Expected path: dated corner points from baseline to target.
    pub pace: Vec<(Date, f64)>,
    /// Steps of targets over periods: start, end, value (KPI pages).
    pub target_steps: Vec<(Date, Date, f64)>,
    /// Normal range: lower, upper, mean.
    pub range: Option<(f64, f64, f64)>,
    /// The middle line of a series that is judged by its runs and has no normal range.
    pub middle: Option<f64>,
    /// First day the normal range speaks of, where the process was declared a new one.
    pub range_since: Option<Date>,
    /// Limits are trial ones: drawn dashed.
    pub trial: bool,
    /// Normal ranges and middle lines that were left behind where the process was declared a new one.
    pub earlier: Vec<EarlierRange>,
    /// Where the series will likely be.
    pub fan: Vec<FanStep>,
    /// A second panel under the plot: how far each value lies from the one before.
    pub moves: Option<Moves>,
    pub notes: Vec<Note>,
    /// The series stopped: hatch from its last day to this day with this text.
    pub stopped: Option<(Date, String)>,
    /// Draw as steps (counts to a fixed scope).
    pub steps: bool,
    /// "Now" label text: "Now".
    pub words: LineWords,
    pub size: Size,
    /// Where the source is, shown under the chart; rendered by the template, not drawn.
    pub csv: Option<String>,
    /// The value axis starts at zero even where the rule for lines would crop it.
    pub from_zero: bool,
    pub besides: Besides,
}

/// A normal range that held for some days, or a middle line alone.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlierRange {
    pub start: Date,
    pub end: Date,
    pub ends: Option<(f64, f64)>,
    pub middle: f64,
}

/// A slot to come: what it will likely be, and between which values it will most likely and nearly always lie.
#[derive(Clone, Debug, PartialEq)]
pub struct FanStep {
    pub date: Date,
    pub label: String,
    pub value: f64,
    /// Four times out of five.
    pub most: (f64, f64),
    /// 19 times out of 20, where that can be said.
    pub nearly_all: Option<(f64, f64)>,
}

/// The panel of moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    /// Ordinary moves are smaller.
    pub limit: Option<f64>,
    /// "Change from week to week".
    pub title: String,
}

/// A labelled value on the axis's right or left end.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub date: Date,
    pub value: f64,
    /// "Target", "Baseline".
    pub label: String,
}

/// Words drawn into a line chart, replaceable per site.
#[derive(Clone, Debug, PartialEq)]
pub struct LineWords {
    pub now: String,
    pub target: String,
    pub baseline: String,
    pub pace: String,
    pub normal_range: String,
    /// Between both ends of a range.
    pub to: String,
    pub mean: String,
    pub middle: String,
    pub axis_starts_at: String,
    pub lowest: String,
    pub highest: String,
    pub date: String,
    /// "Line chart", "Values": begin of the description.
    pub line_chart: String,
    pub values: String,
    /// "Start": the first value.
    pub start: String,
    /// Written into gaps of two slots and more.
    pub no_data: String,
    /// Head of the table's column of signals, and its words.
    pub signal: String,
    pub better: String,
    pub worse: String,
    pub unusual: String,
    /// Before the value at the fan's end.
    pub likely: String,
    /// Head of the column of moves, and the word at their limit.
    pub change: String,
    pub limit: String,
}

impl Default for LineWords {
    fn default() -> Self {
        let s = str::to_owned;
        Self {
            now: s("Now"),
            target: s("Target"),
            baseline: s("Baseline"),
            pace: s("Pace"),
            normal_range: s("Normal range"),
            to: s("to"),
            mean: s("Mean"),
            middle: s("Middle line"),
            axis_starts_at: s("Axis starts at"),
            lowest: s("lowest"),
            highest: s("highest"),
            date: s("Date"),
            line_chart: s("Line chart"),
            values: s("Values"),
            start: s("Start"),
            no_data: s("No data"),
            signal: s("Signal"),
            better: s("Better than normal"),
            worse: s("Worse than normal"),
            unusual: s("Unusual"),
            likely: s("Likely"),
            change: s("Change"),
            limit: s("Limit"),
        }
    }
}

/// How much room a line chart has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 700 × 318 and 344 × 300.
    #[default]
    Main,
    /// 440 × 240 and 344 × 236.
    Half,
    /// With the panel of moves: 700 × 350 and 344 × 330.
    Tall,
}

/// Sparkline in a row: 104 × 26.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SparkSpec {
    pub values: Vec<Option<f64>>,
    pub range: Option<(f64, f64)>,
    /// The end dot, where the newest value breaks a rule.
    pub signal: Option<Special>,
    /// The sentence for assistive technology.
    pub label: String,
}

/// Bullet: baseline → target, so "lower is better" reads left to right like the rest. All in progress units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BulletSpec {
    /// Raw progress or score; `None`: nothing is drawn but the track.
    pub progress: Option<f64>,
    pub expected: Option<f64>,
    /// Texts at both ends ("88.4", "92.0"); may be empty.
    pub from: String,
    pub to: String,
    pub label: String,
}

/// Score against pace over a period: 344 × 214.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaceSpec {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    pub start: Date,
    pub end: Date,
    /// Date, score, expected.
    pub points: Vec<(Date, Option<f64>, Option<f64>)>,
    /// Even pace or the plan: corner points.
    pub pace: Vec<(Date, f64)>,
    pub months: [String; 12],
    pub period_label: String,
    /// Now, expected, score, date, "full pace".
    pub words: [String; 5],
    /// How scores are written (two decimals).
    pub style: NumberStyle,
}

/// Score mosaic: width is weight, height is score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MosaicSpec {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// Id, weight share (0–1), score, expected, status token (`good`, `middle`, `bad`, `unknown`, …).
    pub columns: Vec<MosaicColumn>,
    /// How scores are written (two decimals).
    pub style: NumberStyle,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct MosaicColumn {
    pub id: String,
    pub weight: f64,
    pub score: Option<f64>,
    pub expected: Option<f64>,
    /// Band token.
    pub band: String,
    /// Shape token of the status symbol.
    pub shape: String,
}

/// Score strip: 8 to 80 scores at once, a second hollow row for the period before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StripSpec {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// Row label, then its dots.
    pub rows: Vec<StripRow>,
    /// Mark the median of each row; not where the rows hold different goals.
    pub medians: bool,
    pub words: StripWords,
    /// How scores are written (two decimals).
    pub style: NumberStyle,
}

/// Words drawn into a score strip: "4 below 0.4", "8 from 0.4", "was 10", "median 0.66".
#[derive(Clone, Debug, PartialEq)]
pub struct StripWords {
    pub below: String,
    pub from: String,
    pub was: String,
    pub median: String,
}

impl Default for StripWords {
    fn default() -> Self {
        let s = str::to_owned;
        Self { below: s("below"), from: s("from"), was: s("was"), median: s("median") }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct StripRow {
    pub label: String,
    pub dots: Vec<StripDot>,
    /// The row of the period before: hollow.
    pub hollow: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct StripDot {
    pub id: String,
    pub score: f64,
    pub band: String,
    /// Write the id beside it.
    pub labelled: bool,
}

/// Check-in grid: key results or teams by check-in day, never people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridSpec {
    pub id: String,
    pub subtitle: String,
    /// The days in order, each as people read it.
    pub columns: Vec<(Date, String)>,
    /// Label and a cell for each column.
    pub rows: Vec<(String, Vec<GridCell>)>,
    pub months: [String; 12],
    /// On time, late, missed, to come, and the head of the column of days.
    pub words: [String; 5],
}

/// What became of a check-in day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GridCell {
    OnTime,
    Late,
    Missed,
    ToCome,
    /// Nothing was expected.
    #[default]
    Nothing,
}

/// Slope: two periods, 3 to 9 items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlopeSpec {
    pub id: String,
    pub title: String,
    pub subtitle: String,
    pub left: String,
    pub right: String,
    /// Name, value left, value right.
    pub items: Vec<(String, f64, f64)>,
    /// How scores are written (two decimals).
    pub style: NumberStyle,
}

/// A cell of an icicle with the cells to its right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IcicleCell {
    pub id: String,
    pub title: String,
    pub href: String,
    /// The native tooltip: everything the cell has to cut.
    pub label: String,
    /// 0 to 1; beyond is drawn full.
    pub score: Option<f64>,
    pub score_text: String,
    /// A band's token: the shape.
    pub band: String,
    /// Among its siblings; what is no positive number gets the least height.
    pub weight: f64,
    pub children: Vec<IcicleCell>,
}

/// A drawn chart: markup to insert, a description, and the numbers drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// An `<svg>` element, without the figure around it.
    pub svg: String,
    /// The same for narrow places, of which a style sheet shows one; empty where one drawing fits all.
    pub narrow: String,
    /// The subtitle with what the chart had to add ("Axis starts at 84.").
    pub subtitle: String,
    /// Sentences for assistive technology.
    pub description: String,
    /// Exactly the points drawn, newest first; empty where a table beside the chart already says it.
    pub table: Table,
    /// Notes as numbered on the plot: number and text.
    pub notes: Vec<(u32, String)>,
}

/// The numbers of a chart, ready for people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Rows,
}

/// Rows of a table as markup: a year of days is too much to be held cell by cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    pub count: usize,
    /// `<tr>` by `<tr>`; the first cell of a row is its heading, the others are numbers.
    pub markup: String,
}

impl Rows {
    /// Room for this many rows of two short cells.
    pub fn with_capacity(rows: usize) -> Self {
        Self { count: 0, markup: String::with_capacity(rows * 72) }
    }

    /// Adds a row.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.count += 1;
        self.markup.push_str("<tr>");
        for (i, cell) in cells.into_iter().enumerate() {
            let (open, close) = if i == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td class=\"num\">", "</td>") };
            self.markup.push_str(open);
            self.escaped(cell);
            self.markup.push_str(close);
        }
        self.markup.push_str("</tr>");
    }

    fn escaped(&mut self, text: &str) {
        let mut rest = text;
        if !rest.bytes().any(|b| matches!(b, b'&' | b'<' | b'>')) {
            self.markup.push_str(rest);
            return;
        }
        while let Some(at) = rest.find(['&', '<', '>']) {
            self.markup.push_str(&rest[..at]);
            self.markup.push_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                _ => "&gt;",
            });
            rest = &rest[at + 1..];
        }
        self.markup.push_str(rest);
    }
}

impl FromIterator<Vec<String>> for Rows {
    fn from_iter<I: IntoIterator<Item = Vec<String>>>(rows: I) -> Self {
        let mut out = Self::default();
        rows.into_iter().for_each(|row| out.push(row.iter().map(String::as_str)));
        out
    }
}
