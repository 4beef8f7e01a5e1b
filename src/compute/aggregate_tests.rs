use super::*;
use crate::compute::test_support::{cadence, vector};
use jiff::civil::date;
use serde_json::Value;

fn rows(path: &str) -> Vec<Row> {
    vector(&format!("aggregation/{path}"))
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let value = cells[1].parse().ok()?;
            Some(Row { date: cells[0].parse().unwrap(), value, weight: cells[2].parse().ok(), target: None })
        })
        .collect()
}

fn how(name: &str) -> Aggregate {
    use Aggregate::*;
    [Sum, Mean, Last, First, Min, Max, Weighted].into_iter().find(|h| h.name() == name).unwrap()
}

/// The period that contains a day, of the kind the vector names.
fn period(kind: &str, start: Date, end: Date, calendar: &Calendar) -> Period {
    match kind {
        "quarter" => Period::quarter_of(start, calendar),
        "year" => Period::year_of(start, calendar),
        _ => Period { name: cadence(kind).label(Slot { start, end }, calendar), start, end },
    }
}

#[test]
fn roll_ups_agree_with_the_vectors() {
    let vectors: Value = serde_json::from_str(vector("aggregation/expected.json")).unwrap();
    for case in vectors["rollups"].as_array().unwrap() {
        let text = |key: &str| case[key].as_str();
        let calendar = Calendar { fiscal_start: case["fiscal_start"].as_i64().unwrap() as i8 };
        let every = cadence(text("cadence").unwrap());
        let rule = how(text("how").unwrap());
        let as_of = text("asof").map_or(date(2100, 1, 1), |d| d.parse().unwrap());
        let visible: Vec<Row> = rows(text("input").unwrap()).into_iter().filter(|r| r.date <= as_of).collect();
        let slots = slots(&visible, every, Some(rule), as_of, &calendar);
        let run = Run::new(&slots.ended, &slots.n);
        for row in case["rows"].as_array().unwrap() {
            let day = |key: &str| row[key].as_str().unwrap().parse::<Date>().unwrap();
            let period = period(text("period").unwrap(), day("start"), day("end"), &calendar);
            assert_eq!(period.name, row["period"].as_str().unwrap());
            assert_eq!((period.start, period.end), (day("start"), day("end")));
            let found = period_value(run, &period, every, Some(rule), &calendar);
            assert!((found.value.unwrap() - row["value"].as_f64().unwrap()).abs() <= 1e-9, "{row}");
            assert_eq!(u64::from(found.observed), row["observed"].as_u64().unwrap(), "{row}");
            assert_eq!(u64::from(found.expected), row["expected"].as_u64().unwrap(), "{row}");
            assert_eq!(found.complete(), row["complete"].as_bool().unwrap(), "{row}");
        }
    }
}

#[test]
fn iso_and_fiscal_labels_agree_with_the_vectors() {
    let vectors: Value = serde_json::from_str(vector("aggregation/expected.json")).unwrap();
    for case in vectors["labels"].as_array().unwrap() {
        let day: Date = case["date"].as_str().unwrap().parse().unwrap();
        let label = |every: Cadence, start: i8| {
            let calendar = Calendar { fiscal_start: start };
            every.label(every.slot(day, &calendar), &calendar)
        };
        let found = [
            ("iso_week", label(Cadence::Week, 1)),
            ("month", label(Cadence::Month, 1)),
            ("quarter", label(Cadence::Quarter, 1)),
            ("fy_apr", label(Cadence::Quarter, 4)),
            ("fy_jul", label(Cadence::Quarter, 7)),
            ("fy_oct", label(Cadence::Quarter, 10)),
            ("fy_oct_year", label(Cadence::Year, 10)),
        ];
        for (key, found) in found {
            assert_eq!(found, case[key].as_str().unwrap(), "{case}");
        }
    }
}

#[test]
fn counting_slots_agrees_with_listing_them() {
    let calendar = Calendar { fiscal_start: 4 };
    let start = date(2025, 10, 1);
    for offset in 0..40 {
        for length in 0..100 {
            let span = Span { start: add_days(start, offset), end: add_days(start, offset + length) };
            for every in [Cadence::Day, Cadence::Week, Cadence::Month, Cadence::Quarter] {
                let listed = every.slots_in(span.start, span.end, &calendar).len() as u32;
                assert_eq!(count_slots(every, span, &calendar), listed, "{every:?} {span:?}");
            }
            let mut day = span.start;
            let mut workdays = 0;
            while day <= span.end {
                workdays += u32::from(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
                day = add_days(day, 1);
            }
            assert_eq!(count_slots(Cadence::Workday, span, &calendar), workdays, "{span:?}");
        }
    }
}

fn point(day: Date, value: f64, reported_at: Option<Date>) -> Point {
    Point { date: day, value, weight: None, target: None, reported_at, span: (0, 0) }
}

#[test]
fn what_was_dated_or_reported_later_is_invisible_and_the_newest_report_counts() {
    let day = date(2025, 10, 1);
    let points = [
        point(day, 1.0, Some(date(2025, 10, 3))),
        point(day, 2.0, Some(date(2025, 10, 10))),
        point(day, 3.0, Some(date(2025, 11, 1))),
        point(date(2025, 12, 1), 4.0, None),
    ];
    let points = Points::from(&points[..]);
    let values = |as_of| visible(&points, as_of).iter().map(|r| r.value).collect::<Vec<_>>();
    assert_eq!(values(date(2025, 10, 5)), [1.0]);
    assert_eq!(values(date(2025, 10, 31)), [2.0]);
    assert_eq!(values(date(2025, 12, 1)), [3.0, 4.0]);
}

#[test]
fn the_running_slot_is_provisional() {
    let calendar = Calendar::default();
    let rows: Vec<Row> = [(date(2025, 10, 1), 5.0), (date(2025, 11, 1), 7.0)]
        .map(|(date, value)| Row { date, value, weight: None, target: None })
        .to_vec();
    let found = slots(&rows, Cadence::Month, Some(Aggregate::Sum), date(2025, 11, 18), &calendar);
    assert_eq!(found.ended.len(), 1);
    assert_eq!(found.provisional.unwrap().value, 7.0);
}

#[test]
fn a_weekends_rows_count_to_friday() {
    let calendar = Calendar::default();
    let rows: Vec<Row> =
        (13..18).map(|d| Row { date: date(2025, 11, d), value: 1.0, weight: None, target: None }).collect();
    let found = slots(&rows, Cadence::Workday, Some(Aggregate::Sum), date(2025, 11, 18), &calendar).ended;
    let values: Vec<f64> = found.iter().map(|s| s.value).collect();
    assert_eq!(values, [1.0, 3.0, 1.0]);
    assert!(gaps(&found, Cadence::Workday, &calendar).is_empty());
}

#[test]
fn without_a_rule_several_rows_of_a_slot_have_no_value() {
    let rows: Vec<Row> = [1, 2].map(|d| Row { date: date(2025, 11, d), value: 1.0, weight: None, target: None }).into();
    let found = slots(&rows, Cadence::Month, None, date(2025, 12, 1), &Calendar::default());
    assert_eq!(found, Slots::default());
    assert_eq!(fold(Aggregate::Weighted, [(3.0, Some(0.0))].into_iter()), None);
}

#[test]
fn a_running_total_is_differenced_within_each_fiscal_year() {
    let calendar = Calendar { fiscal_start: 4 };
    let row = |y, m, value| Row { date: date(y, m, 1), value, weight: None, target: None };
    let rows = [
        row(2024, 12, 80.0),
        row(2025, 1, 95.0),
        row(2025, 3, 110.0),
        row(2025, 4, 120.0),
        row(2025, 5, 119.0),
        row(2025, 6, 130.0),
    ];
    let flows: Vec<(i8, f64)> =
        differences(&rows, Cadence::Month, &calendar).iter().map(|r| (r.date.month(), r.value)).collect();
    // Nobody knows what the first row added, nor the one that falls; April starts anew without a fall.
    assert_eq!(flows, [(1, 15.0), (3, 15.0), (4, 120.0), (6, 11.0)]);
}

#[test]
fn missing_is_filled_with_zero_only_up_to_the_newest_row() {
    let calendar = Calendar::default();
    let rows: Vec<Row> =
        [3, 17].map(|d| Row { date: date(2025, 11, d), value: 2.0, weight: None, target: None }).to_vec();
    let mut found = slots(&rows, Cadence::Week, Some(Aggregate::Sum), date(2025, 12, 31), &calendar);
    assert_eq!(gaps(&found.ended, Cadence::Week, &calendar).len(), 1);
    fill_with_zero(&mut found, date(2025, 11, 24), date(2025, 12, 31), Cadence::Week, &calendar);
    let values: Vec<f64> = found.ended.iter().map(|s| s.value).collect();
    assert_eq!(values, [2.0, 0.0, 2.0, 0.0]);
}

#[test]
fn a_cadence_that_is_not_declared_is_read_off_the_dates() {
    let start = date(2025, 1, 1);
    for (step, wanted) in
        [(1, Cadence::Day), (7, Cadence::Week), (31, Cadence::Month), (91, Cadence::Quarter), (365, Cadence::Year)]
    {
        assert_eq!(guess_cadence((0..9).map(|i| add_days(start, i * step))), wanted);
    }
    assert_eq!(guess_cadence(std::iter::empty()), Cadence::Month);
}
