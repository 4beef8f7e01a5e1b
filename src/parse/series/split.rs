//! A KPI split by a column of its file: `by: depot`.

use super::{Source, columns};
use crate::base::codes::SPLIT_WITHOUT_WHOLE;
use crate::base::{Diagnostic, Place, Sink, SourceFile};
use crate::parse::Reading;
use crate::parse::csv::column_key;
use crate::parse::doc::{Aggregate, Dialect, KpiDoc};
use crate::resolve::model::{Part, Point, Points, Series};
use std::collections::{BTreeMap, BTreeSet};

/// Parts of one KPI at most: more are no teams.
const MOST: usize = 60;

/// Reads the KPI and its parts. Where no row is said to be the whole, the whole is what the parts make together.
pub fn parse(
    file: &SourceFile,
    kpi: &KpiDoc,
    by: &str,
    dialect: &Dialect,
    reading: &Reading,
    sink: &mut Sink,
) -> Series {
    let own = column_key(by);
    let (of_whole, others): (Vec<_>, Vec<_>) =
        kpi.data.filters.iter().cloned().partition(|(column, _)| column_key(column) == own);
    let whole = of_whole.first().map(|(_, text)| text.as_str());
    let names = names(file, kpi, by, whole, dialect, reading);
    let part = |name: &String, sink: &mut Sink| {
        let mut doc = KpiDoc { by: None, ..kpi.clone() };
        doc.data.filters = others.iter().cloned().chain([(by.to_owned(), name.clone())]).collect();
        super::parse(file, &doc, false, dialect, reading, sink)
    };
    // What is found in the parts is found in the whole too, where its rows are read.
    let mut found = Sink::default();
    let read: Vec<Series> = names.iter().map(|name| part(name, &mut found)).collect();
    let series = match (whole, made_of(kpi)) {
        (None, Some(how)) if !read.is_empty() => {
            for finding in found.into_vec() {
                sink.push(finding);
            }
            Series { file: Some(file.id), ..together(&read, how) }
        }
        (None, None) if !read.is_empty() => {
            sink.push(without_whole(kpi, by));
            Series { file: Some(file.id), ..Series::default() }
        }
        _ => super::parse(file, kpi, false, dialect, reading, sink),
    };
    let parts = names.into_iter().zip(read);
    Series { parts: parts.map(|(name, s)| Part { name, points: s.points, blanks: s.blanks }).collect(), ..series }
}

/// The texts of the column among the rows of the KPI, the whole's own left out, in the order of the alphabet.
fn names(
    file: &SourceFile,
    kpi: &KpiDoc,
    by: &str,
    whole: Option<&str>,
    dialect: &Dialect,
    reading: &Reading,
) -> Vec<String> {
    let dialect = super::merged(&kpi.data.dialect, dialect);
    let source = Source::new(file, kpi, false, &dialect, reading);
    let Some(header) = columns::header(&source) else { return Vec::new() };
    let Some(column) = columns::position(&source.table.row(header), by) else { return Vec::new() };
    let texts = source.table.rows_from(header + 1).map(|row| row.cell(column).trim().to_owned());
    let found: BTreeSet<String> = texts.filter(|text| !text.is_empty() && Some(text.as_str()) != whole).collect();
    found.into_iter().take(MOST).collect()
}

/// How parts of one date make the whole, where that is known without being told.
fn made_of(kpi: &KpiDoc) -> Option<Aggregate> {
    kpi.aggregate.filter(|how| matches!(how, Aggregate::Sum | Aggregate::Weighted | Aggregate::Min | Aggregate::Max))
}

/// The parts' rows by date as one; a date on which a part has a row without a value is not known.
fn together(parts: &[Series], how: Aggregate) -> Series {
    let blank: BTreeSet<_> = parts.iter().flat_map(|s| s.blanks.iter().copied()).collect();
    let mut days: BTreeMap<_, Vec<Point>> = BTreeMap::new();
    for point in parts.iter().flat_map(|s| s.points.iter()).filter(|p| !blank.contains(&p.date)) {
        days.entry(point.date).or_default().push(point);
    }
    let points: Vec<Point> = days.into_values().filter_map(|day| one(&day, how)).collect();
    Series { points: Points::from(&points[..]), blanks: blank.into_iter().collect(), ..Series::default() }
}

fn one(day: &[Point], how: Aggregate) -> Option<Point> {
    let weights: Option<f64> = day.iter().map(|p| p.weight).sum();
    let values = || day.iter().map(|p| p.value);
    let value = match how {
        Aggregate::Sum => values().sum(),
        Aggregate::Min => values().min_by(f64::total_cmp)?,
        Aggregate::Max => values().max_by(f64::total_cmp)?,
        _ => {
            let weights = weights.filter(|w| *w != 0.0)?;
            day.iter().filter_map(|p| Some(p.value * p.weight?)).sum::<f64>() / weights
        }
    };
    Some(Point { value, weight: weights, target: None, ..*day.first()? })
}

fn without_whole(kpi: &KpiDoc, by: &str) -> Diagnostic {
    let how = kpi.aggregate.map_or("without `aggregate:`", |_| "with this `aggregate:`");
    let message = format!("what the parts of `{}` make together is not known {how}", kpi.id);
    Diagnostic::new(SPLIT_WITHOUT_WHOLE, kpi.file, Place::Value("by".to_owned()), message)
        .help(format!("add rows for the whole and name them: `data: {{where: {{{by}: All}}}}`"))
}
