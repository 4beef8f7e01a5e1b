//! `data/v1/*.json`, `kpis/…/data.csv` and `score --format json`: documented, stable, in the order of the model.
//!
//! Common to all files: `null` is *not known*, never zero; dates are ISO days; a period is its canonical name
//! (`2026`, `2026-Q3`, `FY2026-Q3`, or `2025-10-01..2025-12-15`); `url` is relative to the site's root; `status` is the
//! token and `band` one of `good`, `middle`, `bad`, `unknown`, `none`. Progress, expected pace and scores are ratios
//! rounded to nine decimals; values are as computed, in the unit of their KPI or key result. Of a confidential key
//! result value, baseline and target are `null`. Nothing is said about a person but the names of a goal's owners, as
//! far as the site shows people.
//!
//! New fields may be added within `v1`; none is renamed, removed or given another meaning.

mod cells;
mod changes;
pub(super) mod kpi;
mod shape;
mod site;

use super::format::round;
use super::{PresentCx, calendar, edits, feed, pages, paths, search_index};
use crate::base::{FileId, Sink, SourceFile, Sources, par_map};
use crate::compute::scores::SlotTarget;
use crate::resolve::ledger::Edit;
use crate::resolve::model::{KpiIx, ObjectiveIx};
use crate::resolve::target;
use cells::{push_day, push_number};
use serde::Serialize;
use std::io;

/// One file of data; cheap, made when it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataId {
    /// `data/v1/site.json`: `format` (1), `title`, `description`, `as_of`, `locale`, `fiscal_year_start` (month 1–12),
    /// `policy`, `counts` (`objectives`, `key_results`, `kpis`, `teams`, `errors`, `warnings`, `notes`).
    Site,
    /// `data/v1/periods.json`: `as_of` and `periods`: `name`, `title`, `start`, `end`, `url`, `review_url`, `check_in`,
    /// `freeze`, `grade_by`, `review`, `objectives` (the `id@period` of each goal of exactly this period).
    Periods,
    /// `data/v1/objectives.json`: `as_of` and `objectives`, see `ObjectiveData` in `data/shape.rs`.
    Objectives,
    /// `data/v1/kpis.json`: `as_of` and `kpis`, see `KpiData` in `data/kpi.rs`.
    Kpis,
    /// `data/v1/changes.json`: `as_of` and `changes`, newest first, see `ChangeData` in `data/changes.rs`.
    Changes,
    /// `kpis/<id>/data.csv`: `date` (last day of the slot), `value`, `target` (`20..30` for a range), `n`; empty is not
    /// known.
    Series(KpiIx),
    /// `periods/<period>/dates.ics`: the period's dates for calendars.
    Dates(u32),
    /// `changes.xml`: what changed, as an Atom feed, where the site wants one.
    Feed,
    /// `check-ins.xml`: check-ins, as an Atom feed, where the site wants one.
    CheckIns,
    /// `assets/search/….js`: what a question loads.
    Search(search_index::Sheet),
    /// A picture or document that lies beside the pages, at its own path.
    Beside(FileId),
}

/// The files of data that the site carries: path and what it is.
pub fn plan(cx: &PresentCx<'_>) -> Vec<(String, DataId)> {
    let list = |name: &str, id| (format!("data/v1/{name}.json"), id);
    let settings = &cx.model.settings;
    let mut files = Vec::new();
    if !settings.left_out.data {
        files.extend([
            list("site", DataId::Site),
            list("periods", DataId::Periods),
            list("objectives", DataId::Objectives),
            list("kpis", DataId::Kpis),
            list("changes", DataId::Changes),
        ]);
        files.extend(cx.model.kpis().filter_map(|(ix, _)| Some((series_path(cx, ix)?, DataId::Series(ix)))));
    }
    files.extend(search_index::plan(cx).into_iter().map(|(path, sheet)| (path, DataId::Search(sheet))));
    let feeds = settings.feeds;
    files.extend(feeds.check_ins.then(|| (feed::PATH.to_owned(), DataId::CheckIns)));
    files.extend(feeds.changes.then(|| (paths::FEED.to_owned(), DataId::Feed)));
    let periods = cx.model.periods.iter().enumerate().filter(|(_, info)| calendar::has_dates(cx, info));
    files.extend(periods.map(|(index, info)| (calendar::path(info), DataId::Dates(index as u32))));
    files.extend(beside_pages(cx.sources).map(|f| (f.path.clone(), DataId::Beside(f.id))));
    files
}

/// The file with a KPI's values, if there is one.
pub fn series_path(cx: &PresentCx<'_>, ix: KpiIx) -> Option<String> {
    let written = !cx.model.settings.left_out.data && !cx.scores.kpi(ix).slots.is_empty();
    written.then(|| format!("{}/data.csv", cx.model.kpi(ix).address))
}

/// Writes one file of data.
///
/// # Errors
/// Trouble of `to`.
pub fn write(cx: &PresentCx<'_>, id: DataId, to: &mut dyn io::Write) -> io::Result<()> {
    match id {
        DataId::Site => to.write_all(&json(&site::site(cx))),
        DataId::Periods => to.write_all(&json(&site::periods(cx))),
        DataId::Objectives => {
            let shown = cx.model.objectives().filter(|(_, o)| cx.model.is_published(o));
            let shown: Vec<ObjectiveIx> = shown.map(|(ix, _)| ix).collect();
            list(cx, "objectives", &shown, |ix| to_json(&shape::objective(cx, *ix)), to)
        }
        DataId::Kpis => {
            let kpis: Vec<KpiIx> = cx.model.kpis().map(|(ix, _)| ix).collect();
            list(cx, "kpis", &kpis, |ix| to_json(&kpi::kpi(cx, *ix)), to)
        }
        DataId::Changes => {
            let shown: Vec<&Edit> = cx.model.ledger.edits.iter().filter(|e| edits::is_published(cx, e)).collect();
            list(cx, "changes", &shown, |edit| to_json(&changes::change(cx, edit)), to)
        }
        DataId::Series(ix) => to.write_all(series(cx, ix).as_bytes()),
        DataId::Dates(index) => to.write_all(calendar::of_period(cx, &cx.model.periods[index as usize]).as_bytes()),
        DataId::Feed => to.write_all(pages::changes::feed(cx).as_bytes()),
        DataId::CheckIns => to.write_all(feed::feed(cx).as_bytes()),
        DataId::Search(sheet) => to.write_all(search_index::file(cx, sheet).as_bytes()),
        DataId::Beside(file) => to.write_all(cx.sources.file(file).bytes()),
    }
}

impl DataId {
    /// Whether it is made of the whole site, and so by itself, after what can be made side by side.
    pub fn is_large(self) -> bool {
        matches!(self, Self::Objectives | Self::Kpis | Self::Changes)
    }
}

/// `{"as_of": …, "<name>": [ … ]}`: some items are made at a time, so that a large site does not hold them all.
fn list<T: Sync>(
    cx: &PresentCx<'_>,
    name: &str,
    items: &[T],
    item: impl Fn(&T) -> Vec<u8> + Sync,
    to: &mut dyn io::Write,
) -> io::Result<()> {
    write!(to, "{{\"as_of\":\"{}\",\"{name}\":[", cx.scores.as_of)?;
    for (i, some) in items.chunks(64).enumerate() {
        for (j, text) in par_map(some, &mut Sink::default(), |one, _| item(one)).into_iter().enumerate() {
            if i + j > 0 {
                to.write_all(b",")?;
            }
            to.write_all(&text)?;
        }
    }
    to.write_all(b"]}\n")
}

/// Plain structs of texts and finite numbers always serialise; else the result is empty.
fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// One line of JSON.
fn json(value: &impl Serialize) -> Vec<u8> {
    let mut out = to_json(value);
    out.push(b'\n');
    out
}

/// `score --format json`: `{"as_of", "objectives": [{"id", "title", "period", "progress", "expected", "score",
/// "status", "band", "key_results": [{"id", "title", "kind", "progress", "expected", "score", "status", "band",
/// "value"}]}], "kpis": [{"id", "value", "date", "target", "attainment", "status"}]}`, `null` for not known.
/// The target of a `direction: range` KPI is a list of two numbers.
pub fn score_json(cx: &PresentCx<'_>) -> String {
    let mut out = serde_json::to_string_pretty(&shape::score(cx)).unwrap_or_default();
    out.push('\n');
    out
}

/// `score --format human`: a table of goals, then one of KPIs; each number stands beside what it is compared with.
pub fn score_text(cx: &PresentCx<'_>) -> String {
    let f = &cx.format;
    let mut goals = vec![["Goal", "Period", "Score", "Expected", "Status", "Title"].map(|w| f.word(w)).to_vec()];
    for (ix, objective) in cx.model.objectives().filter(|(_, o)| cx.model.is_published(o)) {
        let score = cx.scores.objective(ix);
        let period = objective.doc.period.as_ref().map_or_else(|| f.word("ongoing"), |p| f.period(p));
        goals.push(vec![
            objective.doc.id.clone(),
            period,
            f.score(score.score),
            f.score(score.expected),
            f.word(score.status.word()),
            objective.doc.title.clone(),
        ]);
    }
    let mut kpis = vec![["KPI", "Latest", "Date", "Target", "Status", "Title"].map(|w| f.word(w)).to_vec()];
    for (ix, kpi) in cx.model.kpis() {
        let m = super::measures::Measure::new(cx, ix);
        let latest = m.score.latest();
        kpis.push(vec![
            kpi.doc.id.clone(),
            m.text_opt(latest.map(|l| l.value)),
            latest.map_or_else(|| super::format::UNKNOWN.to_owned(), |l| f.date(l.slot.end)),
            m.target_text(m.score.target),
            f.word(m.score.status.word()),
            kpi.doc.title.clone(),
        ]);
    }
    format!("{}\n{}", columns(&goals), columns(&kpis))
}

/// Rows with their columns under each other, two spaces apart; the last column is as long as it is.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.first().map_or(0, Vec::len);
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            out.push_str(cell);
            if i + 1 < count {
                let pad = widths[i] - cell.chars().count() + 2;
                out.extend(std::iter::repeat_n(' ', pad));
            }
        }
        out.push('\n');
    }
    out
}

/// A KPI's slots as CSV.
fn series(cx: &PresentCx<'_>, ix: KpiIx) -> String {
    let score = cx.scores.kpi(ix);
    let mut out = String::with_capacity(32 + score.slots.len() * 24);
    out.push_str("date,value,target,n\n");
    for (i, slot) in score.slots.iter().enumerate() {
        push_day(&mut out, slot.slot.end);
        out.push(',');
        push_number(&mut out, slot.value);
        out.push(',');
        match score.target_of(slot.slot) {
            None => {}
            Some(SlotTarget::Number(t)) => push_number(&mut out, t),
            Some(SlotTarget::Range(lo, hi)) => {
                push_number(&mut out, lo);
                out.push_str("..");
                push_number(&mut out, hi);
            }
        }
        out.push(',');
        if let Some(n) = score.run().n(i) {
            push_number(&mut out, n);
        }
        out.push('\n');
    }
    out
}

/// Pictures and documents outside `static/`, whose files the theme brings.
pub fn beside_pages(sources: &Sources) -> impl Iterator<Item = &SourceFile> {
    let elsewhere = ["static/", "themes/", "templates/"];
    sources
        .iter()
        .filter(move |f| target::is_published(f) && !elsewhere.iter().any(|folder| f.path.starts_with(folder)))
}

/// A ratio without binary noise.
fn ratio(value: Option<f64>) -> Option<f64> {
    value.map(|v| round(v, 9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [vec!["a".to_owned(), "bb".to_owned(), "c".to_owned()], vec!["äää".into(), "–".into(), "d".into()]];
        assert_eq!(columns(&rows), "a    bb  c\näää  –   d\n");
        assert_eq!(columns(&[]), "");
    }

    #[test]
    fn ratios_carry_no_noise() {
        assert_eq!(ratio(Some(0.1 + 0.2)), Some(0.3));
        assert_eq!(ratio(None), None);
    }
}
