//! The small charts that set weeks and months beside those of a year earlier.

use super::{NumberStyle, Special};

/// One week or month of a [`PanelSpec`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PanelPoint {
    /// "Week to 28 Sep 2025", "Sep 2025": for tables and tooltips.
    pub label: String,
    /// Under the axis: the month's initial.
    pub tick: String,
    pub value: Option<f64>,
    /// The same week or month one year earlier.
    pub before: Option<f64>,
    pub plan: Option<f64>,
    /// The first month of a quarter.
    pub opens: bool,
    /// Belongs to the running quarter.
    pub current: bool,
}

/// 6-12 panel: at most six weeks and twelve months over one value axis, beside the year before: 344 × 176.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PanelSpec {
    pub id: String,
    pub subtitle: String,
    /// Sentences for assistive technology.
    pub description: String,
    pub unit: String,
    pub style: NumberStyle,
    /// Oldest first; empty where a measure knows no weeks.
    pub weeks: Vec<PanelPoint>,
    pub months: Vec<PanelPoint>,
    /// "6 weeks to 28 Sep".
    pub weeks_label: String,
    /// Whether the newest value breaks a rule.
    pub signal: Option<Special>,
    pub words: PanelWords,
}

/// The months of at most three years, each month a small line of its own: 344 × 176.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct YearsSpec {
    pub id: String,
    pub subtitle: String,
    /// Sentences for assistive technology.
    pub description: String,
    pub unit: String,
    pub style: NumberStyle,
    /// "FY25", "FY26": oldest first.
    pub years: Vec<String>,
    /// Twelve months in the order of the year.
    pub months: Vec<YearsMonth>,
    pub words: PanelWords,
}

/// One month over the years of a [`YearsSpec`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct YearsMonth {
    /// "Sep".
    pub name: String,
    /// Its initial.
    pub tick: String,
    /// Year for year.
    pub values: Vec<Option<f64>>,
}

/// Words of both charts.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelWords {
    pub plan: String,
    pub axis_starts_at: String,
    /// Heads of the table of numbers.
    pub time: String,
    pub value: String,
    pub before: String,
}

impl Default for PanelWords {
    fn default() -> Self {
        let s = str::to_owned;
        Self {
            plan: s("plan"),
            axis_starts_at: s("Axis starts at"),
            time: s("Week or month"),
            value: s("Value"),
            before: s("A year earlier"),
        }
    }
}
