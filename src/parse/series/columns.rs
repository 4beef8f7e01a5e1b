//! Which column is what: mapped by the KPI's page, or found by name and content.

use super::Source;
use super::cells::Number;
use super::findings::Findings;
use crate::base::codes::{AMBIGUOUS_DATE, NO_COLUMN};
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, Place};
use crate::domain::{Date, number};
use crate::parse::csv::{Row, column_key};
use crate::parse::dates::DateText;

/// How the file is laid out.
pub(super) enum Layout {
    Long(Columns),
    Wide(Wide),
}

/// One row per date.
pub(super) struct Columns {
    /// The names; none in a file that begins with data.
    pub(super) header: Option<usize>,
    /// The first row of data.
    pub(super) first: usize,
    pub(super) date: usize,
    pub(super) value: usize,
    pub(super) weight: Option<usize>,
    pub(super) target: Option<usize>,
    pub(super) reported_at: Option<usize>,
    /// Column and wanted text.
    pub(super) filters: Vec<(usize, String)>,
}

/// One column per date.
pub(super) struct Wide {
    pub(super) header: usize,
    pub(super) dates: Vec<(usize, Date)>,
    /// The KPI's rows.
    pub(super) rows: Vec<usize>,
}

/// How many rows are looked at to tell what a column holds.
const SAMPLE: usize = 30;

/// Words that name a column of dates.
const DATE_NAMES: &[&str] = &[
    "date",
    "datum",
    "day",
    "fecha",
    "jahr",
    "jour",
    "kalenderwoche",
    "kw",
    "maand",
    "mes",
    "mois",
    "monat",
    "month",
    "period",
    "quartal",
    "quarter",
    "semaine",
    "semana",
    "tag",
    "time",
    "timestamp",
    "week",
    "woche",
    "year",
    "zeitraum",
];

/// Finds the layout; what is missing is a finding.
pub(super) fn find(source: &Source<'_>, findings: &mut Findings) -> Option<Layout> {
    if source.table.is_empty() {
        return None;
    }
    let mut finder = Finder { source, header: header(source), findings };
    let data = &source.kpi.data;
    if let Some(header) = finder.header.filter(|_| data.date.is_none() && data.value.is_none()) {
        let dates = finder.dated_columns(header);
        if !dates.is_empty() {
            return finder.wide(header, &dates).map(Layout::Wide);
        }
    }
    finder.long().map(Layout::Long)
}

/// The row of names: the one that has a mapped name, else the first with two cells filled, unless that is data already.
pub(super) fn header(source: &Source<'_>) -> Option<usize> {
    let data = &source.kpi.data;
    let rows = || source.table.rows_from(0).take(SAMPLE).enumerate();
    let wanted = data.value.as_deref().or(data.date.as_deref());
    if let Some(found) = wanted.and_then(|name| rows().find(|(_, row)| position(row, name).is_some())) {
        return Some(found.0);
    }
    let (index, row) = rows().find(|(_, row)| row.cells().filter(|c| !c.is_empty()).count() > 1)?;
    let is_data = source.date(&row.cell(0)) != DateText::No
        && (1..row.len()).any(|i| matches!(source.number(&row.cell(i)), Number::Is(_) | Number::Ambiguous(..)));
    (!is_data).then_some(index)
}

/// The column with this name: as written, else without case and with all joints alike.
pub(super) fn position(row: &Row<'_>, name: &str) -> Option<usize> {
    let name = name.trim();
    let key = column_key(name);
    let alike = |cell: &str| cell.eq_ignore_ascii_case(name) || (column_key(cell) == key && key != "x");
    row.cells().position(|cell| cell == name).or_else(|| row.cells().position(|cell| alike(&cell)))
}

/// The decimal separator that the cells of a layout prove, if they agree: `8.75` says how to read `12.345` below it.
pub(super) fn proven_decimal(source: &Source<'_>, layout: &Layout) -> Option<char> {
    let (rows, columns): (Vec<usize>, Vec<usize>) = match layout {
        Layout::Long(c) => {
            let columns = [Some(c.value), c.weight, c.target].into_iter().flatten().collect();
            ((c.first..source.table.len()).collect(), columns)
        }
        Layout::Wide(wide) => (wide.rows.clone(), wide.dates.iter().map(|d| d.0).collect()),
    };
    let mut proven = None;
    for row in rows.into_iter().map(|i| source.table.row(i)) {
        for column in &columns {
            match (proven, number::decimal_separator(&row.cell(*column))) {
                (Some(a), Some(b)) if a != b => return None,
                (None, found) => proven = found,
                _ => {}
            }
        }
    }
    proven
}

/// For a filter that nothing passes: the nearest text in its column.
pub(super) fn nearest_filter(source: &Source<'_>) -> Option<String> {
    let header = header(source)?;
    let row = source.table.row(header);
    source.kpi.data.filters.iter().find_map(|(name, wanted)| {
        let column = position(&row, name)?;
        let mut texts: Vec<String> = source.table.rows_from(header + 1).map(|r| r.cell(column).into_owned()).collect();
        texts.sort_unstable();
        texts.dedup();
        if texts.binary_search(wanted).is_ok() {
            return None;
        }
        let near = nearest(wanted, texts.iter().map(String::as_str));
        Some(match near {
            Some(near) => format!("did you mean `{name}: {near}`?"),
            None => format!("`{name}` is one of {}", listed(texts.iter().map(String::as_str))),
        })
    })
}

/// Names for a message, at most eight.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.filter(|n| !n.is_empty()).take(9).map(|n| format!("`{n}`")).collect();
    if names.len() == 9 {
        names[8] = "…".to_owned();
    }
    names.join(", ")
}

struct Finder<'s, 'a, 'f> {
    source: &'s Source<'a>,
    header: Option<usize>,
    findings: &'f mut Findings,
}

impl<'s> Finder<'s, '_, '_> {
    fn first(&self) -> usize {
        self.header.map_or(0, |h| h + 1)
    }

    fn sample(&self) -> impl Iterator<Item = Row<'s>> {
        self.source.table.rows_from(self.first()).take(SAMPLE)
    }

    /// The number of columns: the header's, else the first row's.
    fn width(&self) -> usize {
        self.source.table.row(self.header.unwrap_or(0)).len()
    }

    fn name(&self, column: usize) -> String {
        self.header.map_or(String::new(), |h| self.source.table.row(h).cell(column).into_owned())
    }

    fn named(&self, name: &str) -> Option<usize> {
        position(&self.source.table.row(self.header?), name)
    }

    /// The column that the KPI's page names at `path`; a finding where the file has none of that name.
    fn mapped(&mut self, name: &str, path: &str) -> Option<usize> {
        let found = self.named(name);
        if found.is_none() {
            let (file, page) = (self.source.file, self.source.kpi.file);
            let row = self.source.table.row(self.header.unwrap_or(0));
            let (start, end) = row.range();
            let names: Vec<_> = row.cells().collect();
            let help = match nearest(name, names.iter().map(AsRef::as_ref)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its columns are {}", listed(names.iter().map(AsRef::as_ref))),
            };
            let message = format!("`{}` has no column `{name}`", file.name());
            self.findings.push(
                Diagnostic::new(NO_COLUMN, page, Place::Value(path.to_owned()), message)
                    .also(file.id, Place::Span(start, end), "its columns")
                    .help(help),
            );
        }
        found
    }

    /// A finding at the file's row of names.
    fn unmapped(&mut self, message: String, help: String) {
        let (start, end) = self.source.table.row(self.header.unwrap_or(0)).range();
        let at = Place::Span(start, end);
        self.findings.push(Diagnostic::new(NO_COLUMN, self.source.file.id, at, message).help(help));
    }

    fn long(&mut self) -> Option<Columns> {
        let source = self.source;
        let data = &source.kpi.data;
        let mut filters = Vec::new();
        for (name, wanted) in &data.filters {
            filters.push((self.mapped(name, &format!("data.where.{name}"))?, wanted.trim().to_owned()));
        }
        let date = match &data.date {
            Some(name) => self.mapped(name, "data.date"),
            None => self.date_column(),
        };
        let weight = match (&data.weight, &source.kpi.weight) {
            (Some(name), _) => self.mapped(name, "data.weight"),
            (None, Some(name)) => self.mapped(name, "weight"),
            (None, None) => None,
        };
        let reported_at = match &data.reported_at {
            Some(name) => self.mapped(name, "data.reported_at"),
            None => self.named("reported_at"),
        };
        let target = match &data.target {
            Some(name) => self.mapped(name, "data.target"),
            None => self.named("target"),
        };
        let mut taken: Vec<usize> = filters.iter().map(|f| f.0).collect();
        taken.extend([date, weight, reported_at, target].into_iter().flatten());
        let value = match &data.value {
            Some(name) => self.mapped(name, "data.value"),
            // Without dates it is no series at all, which one finding says.
            None => date.and_then(|_| self.value_column(&taken)),
        };
        let (date, value) = (date?, value?);
        taken.push(value);
        // A column of targets beside several measures is not known to belong to this one.
        let alone = data.target.is_some() || !source.sheet || self.numeric_columns(&taken).is_empty();
        let target = target.filter(|t| alone && *t != value);
        Some(Columns { header: self.header, first: self.first(), date, value, weight, target, reported_at, filters })
    }

    /// The column of dates: by its name, else the first one that begins with a date.
    fn date_column(&mut self) -> Option<usize> {
        let dated = |column: usize| {
            let first = self.sample().map(|row| row.cell(column)).find(|cell| !cell.is_empty());
            first.is_some_and(|cell| self.source.date(&cell) != DateText::No)
        };
        let called = |column: &usize| column_key(&self.name(*column)).split('-').any(|part| DATE_NAMES.contains(&part));
        let columns = 0..self.width();
        let found = columns.clone().find(|c| called(c) && dated(*c)).or_else(|| columns.clone().find(|c| dated(*c)));
        // Without a single date the name is all there is; the cells then say what is wrong with them.
        let found = found.or_else(|| columns.clone().find(called));
        if found.is_none() {
            let file = self.source.file.name();
            self.unmapped(
                format!("no column of `{file}` holds dates"),
                format!(
                    "name it in the KPI's page: `data: {{file: {file}, date: …}}`; dates are written as 2025-11-18"
                ),
            );
        }
        found
    }

    /// The column of values: called `value` or as the KPI, else the only one with numbers.
    fn value_column(&mut self, taken: &[usize]) -> Option<usize> {
        let kpi = self.source.kpi;
        let names: &[&str] = if self.source.sheet { &[&kpi.id, &kpi.title] } else { &["value", &kpi.id, &kpi.title] };
        let free = |column: &usize| !taken.contains(column);
        if let Some(found) = names.iter().filter_map(|name| self.named(name)).find(free) {
            return Some(found);
        }
        let file = self.source.file.name();
        if self.source.sheet {
            let message = format!("`{file}` has no column `{}`", kpi.id);
            self.unmapped(message, "a sheet names each KPI's column by its id".to_owned());
            return None;
        }
        let candidates = self.numeric_columns(taken);
        if let [only] = candidates[..] {
            return Some(only);
        }
        let left: Vec<usize> = (0..self.width()).filter(|c| !taken.contains(c) && !self.name(*c).is_empty()).collect();
        if let ([], [only]) = (&candidates[..], &left[..]) {
            return Some(*only);
        }
        let names: Vec<String> = candidates.iter().map(|c| self.name(*c)).collect();
        let (message, example) = match names.first() {
            Some(first) => {
                let names = listed(names.iter().map(String::as_str));
                (format!("which column holds the values of `{}`: {names}?", kpi.id), first.as_str())
            }
            None => (format!("no column of `{file}` holds numbers"), "…"),
        };
        self.unmapped(message, format!("name it in the KPI's page: `data: {{file: {file}, value: {example}}}`"));
        None
    }

    /// Columns that hold numbers and nothing else but blanks.
    fn numeric_columns(&self, taken: &[usize]) -> Vec<usize> {
        let numeric = |column: &usize| {
            let mut numbers = 0;
            let all = self.sample().all(|row| match self.source.number(&row.cell(*column)) {
                Number::Is(_) | Number::Ambiguous(..) => {
                    numbers += 1;
                    true
                }
                Number::Missing | Number::Failed => true,
                Number::No => false,
            });
            all && numbers > 0
        };
        (0..self.width()).filter(|c| !taken.contains(c)).filter(numeric).collect()
    }

    /// The header's cells that are dates, if they are most of its cells from the first of them on.
    fn dated_columns(&self, header: usize) -> Vec<(usize, DateText)> {
        let row = self.source.table.row(header);
        let mut dates: Vec<_> = row.cells().map(|cell| self.source.date(&cell)).enumerate().collect();
        dates.retain(|(_, date)| *date != DateText::No);
        let first = dates.first().map_or(0, |d| d.0);
        let filled = row.cells().skip(first).filter(|cell| !cell.is_empty()).count();
        if dates.len() > 1 && dates.len() * 2 > filled { dates } else { Vec::new() }
    }

    fn wide(&mut self, header: usize, columns: &[(usize, DateText)]) -> Option<Wide> {
        let source = self.source;
        let mut dates = Vec::new();
        for (column, date) in columns {
            match date.first_day() {
                Some(day) => dates.push((*column, day)),
                None => {
                    let row = source.table.row(header);
                    self.findings
                        .repeat(AMBIGUOUS_DATE, || source.bad_date(&row.cell(*column), row.span(*column), date));
                }
            }
        }
        let rows = self.wide_rows(header, columns)?;
        Some(Wide { header, dates, rows })
    }

    /// The KPI's rows: those that pass the filters, else the one called as the KPI, else the only one.
    fn wide_rows(&mut self, header: usize, dates: &[(usize, DateText)]) -> Option<Vec<usize>> {
        let source = self.source;
        let (kpi, table) = (source.kpi, &source.table);
        let below = header + 1..table.len();
        if !kpi.data.filters.is_empty() {
            let mut filters = Vec::new();
            for (name, wanted) in &kpi.data.filters {
                filters.push((self.mapped(name, &format!("data.where.{name}"))?, wanted.trim()));
            }
            let passes = |i: &usize| filters.iter().all(|(column, wanted)| table.row(*i).cell(*column) == *wanted);
            return Some(below.filter(passes).collect());
        }
        let labels = |i: usize| {
            let row = table.row(i);
            (0..row.len()).filter(|c| dates.iter().all(|d| d.0 != *c)).map(move |c| row.cell(c))
        };
        let keys = [column_key(&kpi.id), column_key(&kpi.title)];
        let called = |i: &usize| labels(*i).any(|label| keys.contains(&column_key(&label)));
        let found: Vec<usize> = below.clone().filter(called).collect();
        if !found.is_empty() {
            return Some(found);
        }
        if below.len() < 2 {
            return Some(below.collect());
        }
        let names: Vec<_> = below.filter_map(|i| labels(i).next()).collect();
        let help = match nearest(&kpi.id, names.iter().map(AsRef::as_ref)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "its rows are {}; `data: {{where: …}}` in the KPI's page chooses one",
                listed(names.iter().map(AsRef::as_ref))
            ),
        };
        self.unmapped(format!("`{}` has no row `{}`", source.file.name(), kpi.id), help);
        None
    }
}
