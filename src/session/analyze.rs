//! One CSV file as a site of one KPI, so that it is read, judged and reported as any other.

use super::{Report, score};
use crate::base::diag::{Located, LocatedLabel};
use crate::base::{Files, Level};
use crate::compute::aggregate::guess_cadence;
use crate::compute::kpi;
use crate::domain::Date;
use crate::parse::config::Overrides;
use serde_json::{Map, Value};
use std::io;
use std::sync::Arc;

/// The page that the keys stand on.
const PAGE: &str = "series.md";

/// A series to analyze.
pub struct Series {
    /// The file's name, as findings print it: relative, with `/`.
    pub file: String,
    pub csv: Vec<u8>,
    /// A `goalpost.toml` that says how files are written, if there is one.
    pub config: Option<Vec<u8>>,
    /// The keys of a KPI's page; `data` names the columns.
    pub keys: Map<String, Value>,
}

impl Files for Series {
    fn list(&self) -> io::Result<Vec<String>> {
        let config = self.config.iter().map(|_| "goalpost.toml".to_owned());
        Ok(config.chain([PAGE.to_owned(), self.file.clone()]).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match path {
            "goalpost.toml" => Ok(self.config.clone().unwrap_or_default()),
            PAGE => Ok(self.page().into_bytes()),
            _ => Ok(self.csv.clone()),
        }
    }
}

impl Series {
    /// JSON values are YAML, but for a fraction of three digits, which a page may mean as thousands.
    fn page(&self) -> String {
        let written = |value: &Value| match value.as_f64() {
            Some(number) if number.fract() != 0.0 => format!("{number}000"),
            Some(number) => number.to_string(),
            None => value.to_string(),
        };
        let keys: Vec<String> = self.keys.iter().map(|(key, value)| format!("{key}: {}\n", written(value))).collect();
        format!("---\n{}---\n", keys.concat())
    }
}

/// A series that was read and judged.
pub struct Analyzed {
    pub report: Arc<Report>,
    /// Those of the file: what a page of goals would be advised does not matter here.
    pub findings: Vec<Located>,
}

impl Analyzed {
    /// Whether a finding of error level stands.
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|f| f.level == Level::Error)
    }
}

/// Reads and judges the series as of the end of its last slot; of slots that rows lie in more densely, as of the last row:
/// four days are no week.
///
/// # Errors
/// None: everything is in memory.
pub fn analyze(series: &Series) -> io::Result<Analyzed> {
    let overrides = |day| Overrides {
        as_of: Some(day),
        revision: None,
        source_date: None,
        today: day,
        base_url: None,
        drafts: false,
    };
    // Read once, before any of its days, to learn where the series ends.
    let whole = score(series, &overrides(Date::ZERO))?;
    let kpi = whole.model.kpis.first();
    let last = kpi.and_then(|k| {
        let last = k.series.points.iter().map(|p| p.date).chain(k.series.blanks.iter().copied()).max()?;
        let every = kpi::cadence(k).min(guess_cadence(k.series.points.iter().map(|p| p.date)));
        Some(every.slot(last, &whole.model.settings.calendar).end)
    });
    let report = match last {
        Some(day) => score(series, &overrides(day))?,
        None => whole,
    };
    let findings = report.findings.iter().filter_map(|f| of_the_file(f.clone(), &series.file)).collect();
    Ok(Analyzed { report, findings })
}

/// A finding at the page that nobody wrote is told at the file it speaks of, and so is its way out.
fn of_the_file(mut finding: Located, file: &str) -> Option<Located> {
    for help in &mut finding.help {
        if help.contains("the KPI's page") {
            "name the columns with `--date` and `--value`".clone_into(help);
        }
    }
    if finding.primary.path != PAGE {
        let lint_elsewhere = finding.code.is_lint() && finding.primary.path != file;
        return (!lint_elsewhere).then_some(finding);
    }
    if finding.code.is_lint() {
        return None;
    }
    finding.primary = match finding.related.iter().position(|r| r.path == file) {
        Some(at) => LocatedLabel { text: String::new(), ..finding.related.remove(at) },
        None => LocatedLabel {
            path: file.to_owned(),
            start: 0,
            end: 0,
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            text: String::new(),
        },
    };
    Some(finding)
}
