//! CSV as it arrives from spreadsheets, warehouses and offices.

use super::*;
use crate::base::{FileId, Sources};
use crate::domain::Date;
use crate::parse::doc::{Common, DataDoc};
use jiff::civil::date;
use proptest::prelude::*;

/// A KPI page that says nothing but its id.
fn kpi() -> KpiDoc {
    KpiDoc {
        file: FileId(1),
        id: "late-parcels".to_owned(),
        id_written: true,
        title: "Late parcels".to_owned(),
        short: None,
        what: None,
        why: None,
        how: None,
        who: None,
        when: None,
        role: None,
        team: None,
        cadence: None,
        unit: "parcels".to_owned(),
        decimals: None,
        direction: None,
        aggregate: None,
        weight: None,
        data: DataDoc::default(),
        targets: Vec::new(),
        target: None,
        tolerance: None,
        bands: None,
        benchmark: None,
        guarded_by: Vec::new(),
        leads: Vec::new(),
        drivers: Vec::new(),
        by: None,
        events: Vec::new(),
        rebase: Vec::new(),
        from: None,
        min_n: 20.0,
        floor: None,
        ceil: None,
        window: None,
        lock: None,
        rules: Default::default(),
        screen_outliers: false,
        forecast: true,
        missing_is_zero: false,
        cumulative: false,
        on_duplicate: None,
        grace: None,
        common: Common::default(),
    }
}

struct Case {
    kpi: KpiDoc,
    sheet: bool,
    dialect: Dialect,
    reading: Reading,
}

impl Case {
    fn new() -> Self {
        Self { kpi: kpi(), sheet: false, dialect: Dialect::default(), reading: Reading::default() }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut case = Self::new();
        change(&mut case);
        case
    }

    fn mapped(value: &str) -> Self {
        Self::with(|c| c.kpi.data.value = Some(value.to_owned()))
    }

    fn filtered(column: &str, text: &str) -> Self {
        Self::with(|c| c.kpi.data.filters = vec![(column.to_owned(), text.to_owned())])
    }

    fn read_bytes(&self, bytes: &[u8]) -> (Series, Vec<Diagnostic>) {
        let files = vec![("kpis/a.csv".to_owned(), bytes.to_vec()), ("kpis/a.md".to_owned(), Vec::new())];
        let sources = Sources::new(files);
        let mut sink = Sink::default();
        let file = sources.file(FileId(0));
        let series = parse(file, &self.kpi, self.sheet, &self.dialect, &self.reading, &mut sink);
        (series, sink.into_vec())
    }

    fn read(&self, text: &str) -> (Series, Vec<Diagnostic>) {
        self.read_bytes(text.as_bytes())
    }

    /// Dates and values of a text without findings.
    fn values(&self, text: &str) -> Vec<(Date, f64)> {
        let (series, findings) = self.read(text);
        assert!(findings.is_empty(), "{text}\n{findings:#?}");
        series.points.iter().map(|p| (p.date, p.value)).collect()
    }

    /// Codes, and the text at each place in the CSV.
    fn findings(&self, text: &str) -> Vec<(&'static str, String)> {
        let at = |d: &Diagnostic| match &d.primary.at {
            Place::Span(start, end) => text[*start as usize..*end as usize].to_owned(),
            Place::Value(path) => path.clone(),
            other => format!("{other:?}"),
        };
        self.read(text).1.iter().map(|d| (d.code.id(), at(d))).collect()
    }
}

fn one(code: &'static str, at: &str) -> Vec<(&'static str, String)> {
    vec![(code, at.to_owned())]
}

const JAN: Date = date(2025, 1, 1);
const FEB: Date = date(2025, 2, 1);

#[test]
fn a_file_of_dates_and_values_needs_no_mapping() {
    for text in [
        "month,value\n2025-01,5\n2025-02,6\n",
        "month,value\r\n2025-01,5\r\n2025-02,6\r\n",
        "month,value\r2025-01,5\r2025-02,6\r",
        "\u{feff}month;value\n2025-01;5\n2025-02;6",
        "month\tvalue\n2025-01\t5\n2025-02\t6",
        "# from the depot system\n\nmonth,value,,\n2025-01,5,,\n2025-02,6,,\n,,,\n\n# provisional\n",
        "2025-01,5\n2025-02,6",
        "Month,Late parcels\n2025-01,5\n2025-02,6",
        "Month,Late Parcels,Vans\n2025-01,5,1\n2025-02,6,2",
        "Region,Month,Number\nNorth,2025-01,5\nNorth,2025-02,6",
        "month,value\n2025-02,6\n2025-01,5\n",
        "month,\"value\"\n\"2025-01\",\"5\"\n2025-02,6",
        "Report on parcels\nmonth,value\n2025-01,5\n2025-02,6\n",
    ] {
        assert_eq!(Case::new().values(text), [(JAN, 5.0), (FEB, 6.0)], "{text:?}");
    }
}

#[test]
fn numbers_may_carry_percent_currency_and_thousands() {
    let case = Case::with(|c| c.reading.separators = Separators { decimal: Some('.') });
    let text = "month,value\n2025-01,\"£1,250\"\n2025-02,29.2%\n2025-03,12 parcels\n2025-04,(4)\n2025-05,€1.2m\n";
    let values: Vec<f64> = case.values(text).iter().map(|v| v.1).collect();
    assert_eq!(values, [1250.0, 29.2, 12.0, -4.0, 1_200_000.0]);
}

#[test]
fn a_kpis_dialect_wins_over_the_sites() {
    let case = Case::with(|c| {
        c.dialect.decimal = Some('.');
        c.kpi.data.dialect.decimal = Some(',');
        c.kpi.data.dialect.dates = Some("DD.MM.YYYY".to_owned());
    });
    assert_eq!(case.values("Datum;Wert\n01.02.2025;1.250,5\n01.03.2025;1.250\n")[..1], [(FEB, 1250.5)]);
    let thousands = Case::with(|c| c.dialect.thousands = Some('.'));
    assert_eq!(thousands.values("month;value\n2025-01;1.250\n"), [(JAN, 1250.0)]);
}

#[test]
fn an_ambiguous_number_is_said_once_unless_its_column_proves_the_separator() {
    let text = "month;value\n2025-01;1,250\n2025-02;2,500\n";
    assert_eq!(Case::new().findings(text), one("E010", "1,250"));
    assert!(Case::new().read(text).1[0].message.ends_with("1 more in this file"));
    assert_eq!(Case::new().values("month;value\n2025-01;1,250\n2025-02;2,5\n"), [(JAN, 1.25), (FEB, 2.5)]);
}

#[test]
fn a_missing_value_is_a_blank_and_not_a_zero() {
    let (series, findings) = Case::new().read("month,value\n2025-01,NA\n2025-02,\n2025-03,-\n2025-04,4\n2025-05\n");
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!((series.points.len(), series.blanks.len()), (1, 4));
    let declared = Case::with(|c| c.dialect.missing_values = Some(vec!["closed".to_owned()]));
    assert_eq!(declared.findings("month,value\n2025-01,closed\n2025-02,NA\n2025-03,1\n"), one("E202", "NA"));
}

#[test]
fn other_text_is_a_finding_at_its_cell() {
    let case = Case::mapped("value");
    assert_eq!(case.findings("month,value\n2025-01,five\n2025-02,6\n"), one("E202", "five"));
    assert_eq!(case.findings("month,value\n2025-01,#N/A\n2025-02,#REF!\n2025-03,1").len(), 2);
    assert_eq!(case.findings("month,value\n2025-01,#DIV/0!\n"), one("E208", "#DIV/0!"));
    assert_eq!(case.findings("month,value\n2025-01,1,250\n2025-02,6\n"), one("E209", "250"));
}

#[test]
fn a_mistake_in_every_row_is_not_said_in_every_row() {
    let rows: String = (1..=12).map(|m| format!("2025-{m:02},x{m}\n")).collect();
    let (_, findings) = Case::mapped("value").read(&format!("month,value\n{rows}"));
    assert_eq!(findings.len(), 5);
    assert!(findings[4].message.ends_with("; 7 more in this file"), "{}", findings[4].message);
}

#[test]
fn dates_that_two_countries_read_differently_wait_for_a_declared_format() {
    let text = "date,value\n01/02/2025,5\n31/12/2025,6\n";
    assert_eq!(Case::new().findings(text), one("E203", "01/02/2025"));
    let declared = Case::with(|c| c.dialect.dates = Some("DD/MM/YYYY".to_owned()));
    assert_eq!(declared.values(text), [(FEB, 5.0), (date(2025, 12, 31), 6.0)]);
    assert_eq!(Case::new().findings("date,value\n2025-01-01,5\n2025-13-01,6\n"), one("E204", "2025-13-01"));
    assert_eq!(Case::new().findings("date,value\n2025-01-01,5\n,6\n"), one("E204", ""));
}

#[test]
fn weeks_count_from_their_monday() {
    let values = Case::new().values("week,value\n2020-W53,5\n2021-W01,6\n");
    assert_eq!(values, [(date(2020, 12, 28), 5.0), (date(2021, 1, 4), 6.0)]);
}

#[test]
fn totals_are_left_out() {
    assert_eq!(Case::new().findings("month,value\n2025-01,5\nTotal,5\n"), one("L211", "Total,5"));
    assert_eq!(Case::new().findings("month,value\n2025-01,5\nGesamt 2025,5\n"), one("L211", "Gesamt 2025,5"));
}

#[test]
fn columns_are_mapped_by_name_and_missing_ones_named() {
    let case = Case::with(|c| {
        c.kpi.data.date = Some("Week".to_owned());
        c.kpi.data.value = Some("Settled %".to_owned());
        c.kpi.weight = Some("Complaints".to_owned());
    });
    let (series, findings) = case.read("Week,Complaints,Settled %,other\n2023-W40,78,29.2%,1\n");
    assert!(findings.is_empty(), "{findings:#?}");
    let first = series.points.iter().next().unwrap();
    assert_eq!((first.value, first.weight), (29.2, Some(78.0)));
    let (_, findings) = Case::mapped("Rtae").read("Week,Rate\n2023-W40,1\n");
    assert_eq!((findings[0].code.id(), findings[0].primary.file), ("E201", FileId(1)));
    assert_eq!(findings[0].primary.at, Place::Value("data.value".to_owned()));
    assert_eq!(findings[0].help, ["did you mean `Rate`?"]);
}

#[test]
fn several_columns_of_numbers_are_a_question() {
    let (_, findings) = Case::new().read("week,a,b\n2023-W40,1,2\n");
    assert_eq!(findings[0].code.id(), "E201");
    assert!(findings[0].message.contains("`a`, `b`"), "{}", findings[0].message);
}

#[test]
fn target_and_publication_stand_beside_the_value() {
    let (series, findings) = Case::new().read("month,value,target,reported_at\n2025-01,5,6,2025-02-10\n2025-02,5,,\n");
    assert!(findings.is_empty(), "{findings:#?}");
    let rows: Vec<_> = series.points.iter().map(|p| (p.target, p.reported_at)).collect();
    assert_eq!(rows, [(Some(6.0), Some(date(2025, 2, 10))), (None, None)]);
}

#[test]
fn a_sheet_has_a_column_per_kpi() {
    let case = Case::with(|c| c.sheet = true);
    let text = "week,Late-Parcels,wrong-address,target\n2025-W01,5,9,1\n2025-W02,,9,1\n2025-W03,6,,1\n";
    let (series, findings) = case.read(text);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!((series.points.len(), series.blanks.len(), series.points.iter().next().unwrap().target), (2, 1, None));
    assert_eq!(case.findings("week,other\n2025-W01,5\n"), one("E201", "week,other"));
}

#[test]
fn a_sheet_may_have_a_column_per_date() {
    let text = "KPI,Unit,2025-01,2025-02,Total\nlate-parcels,%,5,6,11\nvans,,1,,1\n";
    for sheet in [true, false] {
        let case = Case::with(|c| c.sheet = sheet);
        assert_eq!(case.values(text), [(JAN, 5.0), (FEB, 6.0)]);
    }
    assert_eq!(Case::filtered("KPI", "vans").values(text), [(JAN, 1.0)]);
    assert_eq!(Case::new().values(",2025-01,2025-02\nanything,5,6\n"), [(JAN, 5.0), (FEB, 6.0)]);
    let (_, findings) = Case::new().read("KPI,2025-01,2025-02\nlate-parcel,5,6\nvans,1,2\n");
    assert_eq!(
        (findings[0].code.id(), &findings[0].help[..]),
        ("E201", &["did you mean `late-parcel`?".to_owned()][..])
    );
}

#[test]
fn filters_choose_the_rows_of_a_dimension() {
    let text = "week,segment,parcels\n2025-W01,All,5\n2025-W01,Home,3\n2025-W02,All,6\n2025-W02,Home,4\n";
    let weeks = [(date(2024, 12, 30), 5.0), (date(2025, 1, 6), 6.0)];
    assert_eq!(Case::filtered("segment", "All").values(text), weeks);
    let (_, findings) = Case::filtered("segment", "Al").read(text);
    assert_eq!((findings[0].code.id(), findings[0].help[0].as_str()), ("E212", "did you mean `segment: All`?"));
    let (series, findings) = Case::new().read(text);
    assert_eq!((series.points.len(), series.blanks.len(), findings[0].code.id()), (0, 2, "E205"));
    assert!(findings[0].help[0].contains("where: {segment: All}"), "{}", findings[0].help[0]);
    assert_eq!(Case::filtered("segmnt", "All").findings(text), one("E201", "data.where.segmnt"));
}

#[test]
fn two_rows_for_a_date_count_once_if_equal_and_are_a_hole_if_not() {
    let (series, findings) = Case::new().read("month,value\n2025-01,5\n2025-01,5\n");
    assert_eq!((series.points.len(), findings[0].code.id()), (1, "L212"));
    let text = "month,value\n2025-01,5\n2025-02,1\n2025-01,7\n";
    let (series, findings) = Case::new().read(text);
    assert_eq!((series.points.len(), series.blanks.clone()), (1, vec![JAN]));
    assert_eq!(findings[0].message, "lines 2 and 4 give different values for 2025-01-01: 5 and 7");
    for (how, expected) in [("last", 7.0), ("sum", 12.0), ("mean", 6.0)] {
        let case = Case::with(|c| c.kpi.on_duplicate = Some(how.to_owned()));
        assert_eq!(case.values(text)[0], (JAN, expected), "{how}");
    }
}

#[test]
fn a_fraction_among_percentages_is_noticed() {
    let text = "month,value\n2025-01,91.2\n2025-02,92.4\n2025-03,0.93\n2025-04,92.8\n";
    assert_eq!(Case::new().findings(text), one("L204", "0.93"));
    let rain = "month,value\n2025-01,0.4\n2025-02,38\n2025-03,9\n2025-04,120\n2025-05,14\n2025-06,90\n";
    assert_eq!(Case::new().findings(rain), []);
}

#[test]
fn a_running_total_falls_only_where_its_year_begins() {
    let case = Case::with(|c| {
        c.kpi.cumulative = true;
        c.reading.calendar = Calendar { fiscal_start: 4 };
    });
    let text = "month,value\n2025-02,90\n2025-03,100\n2025-04,8\n2025-05,20\n";
    assert_eq!(case.values(text).len(), 4);
    assert_eq!(case.findings("month,value\n2025-05,20\n2025-06,19\n"), one("E211", "19"));
}

#[test]
fn what_is_no_table_is_named() {
    assert_eq!(Case::new().read_bytes(b"PK\x03\x04\xff\xfe").1[0].code.id(), "E207");
    assert_eq!(Case::new().read_bytes(b"\xd0\xcf\x11\xe0\xa1").1[0].code.id(), "E207");
    let latin = b"Woche;Wert \xfc\n2025-W01;5\n";
    assert_eq!(Case::new().read_bytes(latin).1[0].code.id(), "E210");
    let declared = Case::with(|c| c.dialect.encoding = Some("windows-1252".to_owned()));
    assert_eq!(declared.read_bytes(latin).0.points.len(), 1);
    for text in ["", "\n\n", "month,value\n", "# nothing yet\n"] {
        assert_eq!(Case::new().findings(text), one("E212", "File"), "{text:?}");
    }
    assert_eq!(Case::new().findings("a,b\nx,y\n"), one("E201", "a,b"));
}

#[test]
fn points_know_their_cell() {
    let text = "# x\r\nmonth,value\r\n2025-01,\" 5\"\r\n";
    let (series, _) = Case::new().read(text);
    let point = series.points.iter().next().unwrap();
    assert_eq!(&text[point.span.0 as usize..point.span.1 as usize], "\" 5\"");
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(
        text in "(date|value|late-parcels|2025-0[1-9]|[0-9]{1,3}|[,;\t\"#\n\r.%]|é){0,60}",
        sheet in any::<bool>(),
    ) {
        let mut case = Case::with(|c| c.sheet = sheet);
        let _ = case.read(&text);
        case.kpi.data.value = Some("value".to_owned());
        case.kpi.data.filters = vec![("date".to_owned(), "5".to_owned())];
        let _ = case.read(&text);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(mut rows in prop::collection::btree_map(1_u32..300, 0.0..1e6_f64, 1..20).prop_map(|m| m.into_iter().collect::<Vec<_>>()), seed in any::<usize>()) {
        let csv = |rows: &[(u32, f64)]| {
            let line = |r: &(u32, f64)| format!("{},{}\n", crate::domain::cadence::add_days(JAN, r.0 as i32), r.1);
            format!("date,value\n{}", rows.iter().map(line).collect::<String>())
        };
        let case = Case::with(|c| c.reading.separators = Separators { decimal: Some('.') });
        let pairs = |s: Series| s.points.iter().map(|p| (p.date, p.value)).collect::<Vec<_>>();
        let sorted = pairs(case.read(&csv(&rows)).0);
        let middle = seed % rows.len();
        rows.rotate_left(middle);
        prop_assert_eq!(pairs(case.read(&csv(&rows)).0), sorted);
    }
}
