//! Which file holds a KPI's series, and in what encoding; the reading itself is [`crate::parse::series`]'s.

use super::model::{Kpi, Model, Series};
use super::settings::Settings;
use crate::base::codes::{DUPLICATE_ID, NO_DATA_FILE, SPREADSHEET, UNREAD_FILE};
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, FileId, Place, Sink, SourceFile, Sources, par_map};
use crate::domain::slug;
use crate::parse::dates::{self, DateText};
use crate::parse::doc::KpiDoc;
use crate::parse::{self, Reading};
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Where a KPI's rows are.
struct Feed<'a> {
    kpi: &'a KpiDoc,
    file: Option<&'a SourceFile>,
    /// The file holds many KPIs; this one's id names its column or row.
    sheet: bool,
    encoding: Option<&'static Encoding>,
}

/// Reads the series of all KPIs, index for index; those that were read before from the very same file under the same
/// page and settings, on whatever day, are taken over.
pub fn read_all(
    kpis: &[Box<KpiDoc>],
    settings: &Settings,
    sources: &Sources,
    before: Option<(&Model, &Sources)>,
    sink: &mut Sink,
) -> Vec<Series> {
    let before = before.filter(|(model, _)| model.settings.same_on_any_day(settings));
    let by_page: HashMap<FileId, &Kpi> =
        before.iter().flat_map(|(model, _)| &model.kpis).map(|kpi| (kpi.doc.file, &**kpi)).collect();
    let known = |feed: &Feed<'_>, file: &SourceFile| {
        let kpi = by_page.get(&feed.kpi.file).filter(|kpi| kpi.series.file == Some(file.id) && kpi.doc == *feed.kpi)?;
        let (_, old) = before?;
        std::ptr::eq(old.get(file.id)?, file).then(|| kpi.series.clone())
    };

    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let sheets = Sheets::of(kpis, sources, reading);
    let mut feeds = Vec::with_capacity(kpis.len());
    for kpi in kpis {
        let (file, sheet) = match sheets.find(kpi, sources, sink) {
            Some((file, sheet)) => (Some(file), sheet),
            None => (None, false),
        };
        feeds.push(Feed { kpi, file, sheet, encoding: encoding(kpi, settings) });
    }
    unread(kpis, &feeds, sources, sink);
    par_map(&feeds, sink, |feed, _| match feed.file {
        Some(file) => known(feed, file).unwrap_or_else(|| read_one(feed, file, settings)),
        None => Series::default(),
    })
}

/// Tables among the KPIs that no page reads, where none of the pages looks for its own.
fn unread(kpis: &[Box<KpiDoc>], feeds: &[Feed<'_>], sources: &Sources, sink: &mut Sink) {
    let used: HashSet<FileId> = feeds.iter().filter_map(|feed| Some(feed.file?.id)).collect();
    let searching: HashSet<&str> =
        feeds.iter().filter(|feed| feed.file.is_none()).map(|feed| sources.file(feed.kpi.file).folder()).collect();
    let among = |file: &&SourceFile| is_table(file) && file.path.starts_with("kpis/") && !file.path.contains("/.");
    for file in sources.iter().filter(among).filter(|file| !used.contains(&file.id)) {
        if searching.contains(file.folder()) || kpis.iter().any(|kpi| sources.file(kpi.file).stem() == file.stem()) {
            continue;
        }
        let message = format!("nothing reads `{}`: no KPI page names it or is called as it is", file.name());
        let help = format!("write `{}.md` beside it, with `title:` and `cadence:`", file.stem());
        sink.push(Diagnostic::new(UNREAD_FILE, file.id, Place::File, message).help(help));
    }
}

/// Reads a KPI's series from another version of its file; what is wrong with it was said when it was the newest.
pub fn read_version(kpi: &KpiDoc, sheet: bool, path: &str, bytes: &[u8], settings: &Settings) -> Series {
    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let file = SourceFile::decode(FileId(0), path.to_owned(), bytes.to_vec());
    let file = decoded(&file, encoding(kpi, settings));
    parse::series::parse(&file, kpi, sheet, &settings.csv, &reading, &mut Sink::default())
}

/// Reads again the series of a KPI whose own file lies beside its page; `None` where it must be looked for.
pub fn read_own(kpi: &KpiDoc, settings: &Settings, sources: &Sources) -> Option<Series> {
    let file = beside(sources.file(kpi.file), sources).filter(|_| kpi.data.file.is_none())?;
    let feed = Feed { kpi, file: Some(file), sheet: false, encoding: encoding(kpi, settings) };
    Some(read_one(&feed, file, settings))
}

fn read_one(feed: &Feed<'_>, file: &SourceFile, settings: &Settings) -> Series {
    let reading = Reading { calendar: settings.calendar, separators: settings.separators };
    let mut own = Sink::default();
    let file = decoded(file, feed.encoding);
    let series = match &feed.kpi.by {
        Some(by) => parse::series::split::parse(&file, feed.kpi, by, &settings.csv, &reading, &mut own),
        None => parse::series::parse(&file, feed.kpi, feed.sheet, &settings.csv, &reading, &mut own),
    };
    Series { findings: own.into_vec(), path: file.path.clone(), sheet: feed.sheet, ..series }
}

/// The file in its declared encoding; as it is where none is declared or none is needed.
fn decoded<'a>(file: &'a SourceFile, encoding: Option<&'static Encoding>) -> Cow<'a, SourceFile> {
    let Some(encoding) = encoding.filter(|e| *e != encoding_rs::UTF_8) else { return Cow::Borrowed(file) };
    let bytes = match &file.raw {
        Some(raw) => raw,
        // UTF-16 without a mark can pass for UTF-8: its zero bytes give it away.
        None if file.text.contains('\0') => file.text.as_bytes(),
        None => return Cow::Borrowed(file),
    };
    let text = encoding.decode(bytes).0;
    Cow::Owned(SourceFile { text: Arc::new(text.into_owned()), raw: None, ..file.clone() })
}

/// The encoding that the KPI, else the site, declares; an unknown name was reported where it is written.
fn encoding(kpi: &KpiDoc, settings: &Settings) -> Option<&'static Encoding> {
    let name = kpi.data.dialect.encoding.as_deref().or(settings.csv.encoding.as_deref())?;
    Encoding::for_label(name.trim().as_bytes())
}

/// Which column or row of a team's sheet has which name.
struct Sheets {
    reading: Reading,
    /// Folder and lower-case column (or row) → the sheets that have it.
    columns: BTreeMap<(String, String), Vec<FileId>>,
    /// Files that lie beside the page of their KPI.
    own: HashSet<FileId>,
}

impl Sheets {
    /// Looks into the CSV files beside KPI pages that have no file of their own.
    fn of(kpis: &[Box<KpiDoc>], sources: &Sources, reading: Reading) -> Self {
        let mut folders = HashSet::new();
        let mut own = HashSet::new();
        for kpi in kpis {
            let page = sources.file(kpi.file);
            match beside(page, sources) {
                Some(file) => {
                    own.insert(file.id);
                }
                None if kpi.data.file.is_none() => {
                    folders.insert(page.folder());
                }
                None => {}
            }
        }
        let mut columns: BTreeMap<(String, String), Vec<FileId>> = BTreeMap::new();
        for file in sources.iter().filter(|f| is_table(f) && folders.contains(f.folder()) && !own.contains(&f.id)) {
            for name in names_in(file, &reading) {
                columns.entry((file.folder().to_owned(), name)).or_default().push(file.id);
            }
        }
        Self { reading, columns, own }
    }

    /// The KPI's file, and whether it is a sheet of many; `None` where there is none, reported if one is declared.
    fn find<'a>(&self, kpi: &KpiDoc, sources: &'a Sources, sink: &mut Sink) -> Option<(&'a SourceFile, bool)> {
        let page = sources.file(kpi.file);
        if let Some(declared) = &kpi.data.file {
            let file = declared_file(kpi, declared, sources, sink)?;
            let sheet = kpi.data.value.is_none() && names_in(file, &self.reading).contains(&sheet_key(&kpi.id));
            return Some((file, sheet));
        }
        if let Some(file) = beside(page, sources) {
            return Some((file, false));
        }
        let sheets = self.sheets(page.folder(), &kpi.id);
        if let [first, second, ..] = sheets {
            let (a, b) = (sources.file(*first), sources.file(*second));
            let message = format!("both {} and {} have a column `{}`", a.path, b.path, kpi.id);
            let help = format!("say which one holds the series: `data: {}`", a.name());
            let finding = Diagnostic::new(DUPLICATE_ID, kpi.file, Place::File, message).help(help);
            sink.push(finding.also(*first, Place::File, "one of them").also(*second, Place::File, "the other"));
        }
        match sheets.first() {
            Some(first) => Some((sources.file(*first), true)),
            None => {
                let book = page.path.rsplit_once('.').map_or(page.path.as_str(), |(stem, _)| stem);
                if let Some(file) = SPREADSHEETS.iter().find_map(|ext| sources.by_path(&format!("{book}.{ext}"))) {
                    sink.push(spreadsheet(kpi, Place::File, file.name()));
                } else if let Some(near) = self.misspelled(page, sources) {
                    let message = format!("no file holds the series of `{}`", kpi.id);
                    let help = format!("is it `{near}`? Name it `{}.csv`, or write `data: {near}`", page.stem());
                    let at = Place::Value("title".to_owned());
                    sink.push(Diagnostic::new(NO_DATA_FILE, kpi.file, at, message).help(help));
                }
                None
            }
        }
    }

    /// A CSV beside the page that belongs to no KPI and is nearly called as the page.
    fn misspelled<'a>(&self, page: &SourceFile, sources: &'a Sources) -> Option<&'a str> {
        let free =
            |file: &&SourceFile| is_table(file) && file.folder() == page.folder() && !self.own.contains(&file.id);
        let stem = nearest(page.stem(), sources.iter().filter(free).map(SourceFile::stem))?;
        sources.iter().filter(free).find(|file| file.stem() == stem).map(SourceFile::name)
    }

    fn sheets(&self, folder: &str, id: &str) -> &[FileId] {
        self.columns.get(&(folder.to_owned(), sheet_key(id))).map_or(&[], Vec::as_slice)
    }
}

/// The file that `data:` names.
fn declared_file<'a>(kpi: &KpiDoc, declared: &str, sources: &'a Sources, sink: &mut Sink) -> Option<&'a SourceFile> {
    let page = sources.file(kpi.file);
    let at = Place::Value("data.file".to_owned());
    if SPREADSHEETS.iter().any(|ext| declared.to_lowercase().ends_with(&format!(".{ext}"))) {
        sink.push(spreadsheet(kpi, at, declared));
        return None;
    }
    let path = joined(page.folder(), declared);
    if let Some(file) = path.as_deref().and_then(|path| sources.by_path(path)) {
        return Some(file);
    }
    let folder = path.as_deref().and_then(|p| p.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let name = declared.rsplit('/').next().unwrap_or(declared);
    let near = nearest(name, sources.iter().filter(|f| is_table(f) && f.folder() == folder).map(SourceFile::name));
    let elsewhere = sources.iter().find(|f| is_table(f) && f.name().eq_ignore_ascii_case(name));
    let help = match (near, elsewhere) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(file)) => format!("there is one at `/{}`", file.path),
        (None, None) => "the name is relative to the KPI page's folder, or to the root with a `/` before it".into(),
    };
    let message = format!("there is no file `{declared}` beside {}", page.path);
    sink.push(Diagnostic::new(NO_DATA_FILE, kpi.file, at, message).help(help));
    None
}

const SPREADSHEETS: &[&str] = &["xlsx", "xls", "ods", "numbers", "xlsm"];

fn spreadsheet(kpi: &KpiDoc, at: Place, name: &str) -> Diagnostic {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Diagnostic::new(SPREADSHEET, kpi.file, at, format!("`{name}` is a spreadsheet, and only CSV is read"))
        .help(format!("export the sheet as CSV, and name it `{stem}.csv`"))
}

/// Whether a file may hold series.
pub fn is_table(file: &SourceFile) -> bool {
    file.is(&["csv", "tsv"])
}

/// `<stem>.csv` or `<stem>.tsv` beside a page.
fn beside<'a>(page: &SourceFile, sources: &'a Sources) -> Option<&'a SourceFile> {
    let stem = page.path.rsplit_once('.').map_or(page.path.as_str(), |(stem, _)| stem);
    ["csv", "tsv"].iter().find_map(|ext| sources.by_path(&format!("{stem}.{ext}")))
}

/// A path relative to a folder, or to the root where it begins with `/`; `None` where it leaves the repository.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The names that KPIs can have in a sheet: its columns, or the first cells of its rows where the columns are dates.
fn names_in(file: &SourceFile, reading: &Reading) -> Vec<String> {
    let mut lines = file.text.lines().filter(|line| !line.starts_with('#')).map(cells);
    // A line above the names holds a title in its first cell, and nothing else.
    let Some(columns) = lines.find(|cells| cells.iter().filter(|cell| !cell.is_empty()).count() > 1) else {
        return Vec::new();
    };
    let dated = |cell: &&str| !matches!(dates::parse(cell, None, &reading.calendar), DateText::No);
    let names: Vec<&str> = match columns.get(1) {
        Some(second) if dated(second) => lines.filter_map(|cells| cells.into_iter().next()).collect(),
        _ => columns,
    };
    let mut names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).map(sheet_key).collect();
    names.sort();
    names.dedup();
    names
}

/// The cells of a line. Ids hold none of the separators, so that any of them may be the file's.
fn cells(line: &str) -> Vec<&str> {
    line.split([',', ';', '\t', '|']).map(|cell| cell.trim().trim_matches('"').trim()).collect()
}

/// A column as it is compared with an id: `Late parcels` and `late_parcels` are `late-parcels`.
fn sheet_key(name: &str) -> String {
    slug(name).replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_file_is_looked_for_from_the_pages_folder_and_never_outside() {
        assert_eq!(joined("kpis/crew", "enps.csv").as_deref(), Some("kpis/crew/enps.csv"));
        assert_eq!(joined("kpis/crew", "../volume.csv").as_deref(), Some("kpis/volume.csv"));
        assert_eq!(joined("kpis", "/data/volume.csv").as_deref(), Some("data/volume.csv"));
        assert_eq!(joined("kpis", "../../etc/passwd"), None);
    }

    #[test]
    fn a_sheet_is_found_by_its_columns_in_any_dialect_or_by_its_rows_where_the_columns_are_dates() {
        let names = |text: &str| {
            let sources = Sources::new(vec![("kpis/x.csv".to_owned(), text.as_bytes().to_vec())]);
            names_in(sources.file(FileId(0)), &Reading::default())
        };
        assert_eq!(names("Operations\n\nWeek;\"Late parcels\";OTIF\n2025-W01;3;4\n"), ["late-parcels", "otif", "week"]);
        assert_eq!(names("kpi,2025-01,2025-02\nlate_parcels,3,4\notif,1,2\n"), ["late-parcels", "otif"]);
    }
}
