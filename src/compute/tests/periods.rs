//! KPIs: freshness, three figures, targets, words.

use crate::compute::kpi as one;
use crate::compute::scores::{Freshness, KpiScore, Pattern, Signal, SlotTarget};
use crate::compute::test_support::*;
use crate::domain::{Cadence, Period, Status};
use crate::parse::doc::{Aggregate, Direction, KpiTarget, Tolerance};
use crate::resolve::model::{Kpi, Point, Points};

fn score(as_of: &str, kpi: Kpi) -> KpiScore {
    let mut site = Site::new(as_of);
    site.kpi(kpi);
    KpiScore::clone(&site.compute().0.kpis[0])
}

fn period(text: &str) -> Period {
    Period::parse(text, &Site::new("2025-11-18").model.settings.calendar).unwrap()
}

/// Changes the first row of a KPI.
fn first_row(kpi: &mut Kpi, change: impl Fn(&mut Point)) {
    let mut rows: Vec<Point> = kpi.series.points.iter().collect();
    change(&mut rows[0]);
    kpi.series.points = Points::from(&rows[..]);
}

/// Weekly rows from a Monday on.
fn weeks(start: &str, how: Aggregate, values: &[f64]) -> Kpi {
    let day = |i: usize| crate::domain::cadence::add_days(d(start), 7 * i as i32).to_string();
    let days: Vec<String> = (0..values.len()).map(day).collect();
    let rows: Vec<(&str, f64)> = days.iter().map(String::as_str).zip(values.iter().copied()).collect();
    kpi("k", Cadence::Week, how, &rows)
}

#[test]
fn a_kpi_has_three_figures_and_compares_like_for_like() {
    // Weeks of FY26-Q2 begin on 30 June (Thursday 3 July), those of Q3 on 29 September.
    let mut values = vec![10.0; 13];
    values.extend([20.0; 7]);
    let found = score("2025-11-16", weeks("2025-06-30", Aggregate::Sum, &values));
    assert_eq!(found.latest().unwrap().slot.end, d("2025-11-16"));
    let last = found.last_period.unwrap();
    assert_eq!((last.period.name.as_str(), last.value, last.complete()), ("FY2026-Q2", Some(130.0), true));
    let running = found.running_period.unwrap();
    assert_eq!((running.value, running.observed, running.expected), (Some(140.0), 7, 13));
    assert_eq!(found.like_for_like, Some(70.0));
    assert_eq!((found.freshness, found.due), (Freshness::Fresh, Some(d("2025-11-26"))));
}

#[test]
fn a_running_period_meets_as_much_of_the_year_before() {
    // FY25-Q3 begins with the week of 30 September 2024; FY26-Q3 has had 7 of its 13 weeks.
    let mut values = vec![10.0; 7];
    values.extend([1000.0; 6]);
    values.extend([50.0; 39]);
    values.extend([20.0; 7]);
    let found = score("2025-11-16", weeks("2024-09-30", Aggregate::Sum, &values));
    let calendar = &Site::new("2025-11-16").model.settings.calendar;
    let before = |as_of: &str| {
        let how = Some(Aggregate::Sum);
        one::year_earlier(found.run(), &period("FY26-Q3"), Cadence::Week, how, d(as_of), calendar).unwrap()
    };
    assert_eq!((before("2025-11-16").value, before("2025-11-16").complete()), (Some(70.0), true));
    assert_eq!((before("2026-01-05").value, before("2026-01-05").complete()), (Some(6070.0), true));
}

#[test]
fn on_its_last_day_a_period_is_the_last_one() {
    let found = score("2025-12-31", kpi("k", Cadence::Month, Aggregate::Sum, &[("2025-12-01", 3.0)]));
    let last = found.last_period.unwrap();
    assert_eq!((last.period.name.as_str(), last.value, last.observed), ("FY2026-Q3", Some(3.0), 1));
    assert_eq!(found.running_period.unwrap().observed, 0);
    assert_eq!(found.like_for_like, None);
}

#[test]
fn the_narrowest_period_gives_a_slot_its_target() {
    let mut monthly = kpi("k", Cadence::Month, Aggregate::Last, &[("2025-09-01", 90.0), ("2025-10-01", 91.0)]);
    monthly.doc.targets =
        vec![(period("FY2026"), KpiTarget::Number(88.0)), (period("FY26-Q3"), KpiTarget::Number(92.0))];
    monthly.doc.tolerance = Some(Tolerance::Absolute(1.0));
    let found = score("2025-11-09", monthly);
    assert_eq!(found.target_of(found.slots[0].slot), Some(SlotTarget::Number(88.0)));
    assert_eq!(found.target, Some(SlotTarget::Number(92.0)));
    assert_eq!(found.status, Status::NearTarget);
    assert!((found.attainment.unwrap() - 91.0 / 92.0).abs() < 1e-12);
    assert_eq!(found.running_period.unwrap().target, Some(SlotTarget::Number(92.0)));
}

#[test]
fn a_sums_longer_target_applies_to_its_total_only() {
    let mut sum = weeks("2025-09-29", Aggregate::Sum, &[10.0; 7]);
    sum.doc.targets = vec![(period("FY26-Q3"), KpiTarget::Number(130.0))];
    let found = score("2025-11-16", sum);
    assert_eq!(found.target, None);
    assert_eq!((found.status, found.attainment), (Status::OnTarget, Some(1.0)));
    let mut short = weeks("2025-09-29", Aggregate::Sum, &[9.0; 7]);
    short.doc.targets = vec![(period("FY26-Q3"), KpiTarget::Number(130.0))];
    assert_eq!(score("2025-11-16", short).status, Status::OffTarget);
}

#[test]
fn words_need_a_target_a_direction_and_enough_cases() {
    let judged = |write: &dyn Fn(&mut Kpi)| {
        let mut monthly = kpi("k", Cadence::Month, Aggregate::Last, &[("2025-10-01", 91.0)]);
        monthly.doc.target = Some(KpiTarget::Number(92.0));
        write(&mut monthly);
        score("2025-11-09", monthly).status
    };
    assert_eq!(judged(&|_| {}), Status::OffTarget);
    assert_eq!(judged(&|k| k.doc.direction = Some(Direction::Decrease)), Status::OnTarget);
    assert_eq!(judged(&|k| k.doc.direction = None), Status::NoTarget);
    assert_eq!(judged(&|k| k.doc.target = None), Status::NoTarget);
    assert_eq!(judged(&|k| k.doc.tolerance = Some(Tolerance::OfTarget(0.1))), Status::NearTarget);
    assert_eq!(judged(&|k| k.doc.bands = Some((90.0, 80.0))), Status::OnTarget);
    assert_eq!(judged(&|k| k.doc.target = Some(KpiTarget::Range(90.0, 95.0))), Status::OnTarget);
    assert_eq!(judged(&|k| first_row(k, |row| row.target = Some(91.0))), Status::OnTarget);
    assert_eq!(judged(&|k| first_row(k, |row| row.weight = Some(19.0))), Status::NoData);
    assert_eq!(judged(&|k| first_row(k, |row| row.weight = Some(20.0))), Status::OffTarget);
    assert_eq!(judged(&|k| k.series.points = Points::default()), Status::NoData);
}

#[test]
fn a_stale_kpi_loses_its_word_and_its_signal() {
    let found = score("2025-12-31", kpi("k", Cadence::Month, Aggregate::Last, &[("2025-09-01", 91.0)]));
    assert_eq!((found.freshness, found.overdue, found.status), (Freshness::Stale, 2, Status::Stale));
    assert_eq!((found.signal, found.due), (Signal::NotAssessed, Some(d("2025-11-10"))));
}

#[test]
fn a_shift_in_the_good_direction_is_better_and_gaps_are_named() {
    let mut values: Vec<f64> = (0..20).map(|i| [10.0, 12.0, 9.0, 11.0][i % 4]).collect();
    values.extend([14.0, 15.0, 14.0, 15.0, 14.0, 15.0, 14.0]);
    let start = "2025-05-12";
    let up = score("2025-11-16", weeks(start, Aggregate::Mean, &values));
    assert_eq!(up.signal, Signal::Better);
    assert!(!up.limits.unwrap().trial);
    let mut worse = weeks(start, Aggregate::Mean, &values);
    worse.doc.direction = Some(Direction::Decrease);
    assert_eq!(score("2025-11-16", worse).signal, Signal::Worse);
    let mut gap = weeks(start, Aggregate::Mean, &values);
    let mut rows: Vec<Point> = gap.series.points.iter().collect();
    rows.remove(5);
    gap.series.points = Points::from(&rows[..]);
    let found = score("2025-11-16", gap);
    assert_eq!(found.gaps.len(), 1);
    assert_eq!(found.gaps[0].start, d("2025-06-16"));
}

#[test]
fn a_season_is_judged_by_the_season_before_and_says_which_way_it_goes() {
    // 40 weeks of days, quiet at the weekend; from the last 8 days on a third more.
    let value =
        |i: usize| if i % 7 > 4 { 20.0 } else { 100.0 + (i * 13 % 7) as f64 } * if i >= 272 { 1.3 } else { 1.0 };
    let mut days = kpi("k", Cadence::Day, Aggregate::Sum, &[]);
    let week = weeks("2025-01-06", Aggregate::Sum, &[0.0]);
    let first = week.series.points.iter().next().unwrap();
    let day = |i: usize| crate::domain::cadence::add_days(d("2025-01-06"), i as i32);
    let rows: Vec<Point> = (0..280).map(|i| Point { date: day(i), value: value(i), ..first }).collect();
    days.series.points = Points::from(&rows[..]);
    days.doc.direction = Some(Direction::Increase);
    let found = score("2025-10-10", days);
    assert_eq!((found.pattern, found.limits), (Pattern::Season, None));
    assert_eq!((found.signal, found.signal_up), (Signal::Better, Some(true)));
}

#[test]
fn a_rebase_starts_new_limits_and_a_climb_has_no_verdict() {
    let mut values = vec![10.0, 12.0, 9.0, 11.0, 10.0, 12.0, 9.0, 11.0, 10.0];
    values.extend([30.0, 32.0, 29.0, 31.0, 30.0, 32.0, 29.0, 31.0]);
    let mut kpi = weeks("2025-07-21", Aggregate::Mean, &values);
    kpi.doc.rebase = vec![crate::parse::doc::Dated { date: d("2025-09-22"), text: None, path: String::new() }];
    let found = score("2025-11-16", kpi);
    let limits = found.limits.unwrap();
    assert_eq!((limits.since, limits.trial), (d("2025-09-22"), true));
    assert_eq!(found.signal, Signal::None);
    let climb: Vec<f64> = (0..20).map(|i| f64::from(i) + f64::from(i % 2)).collect();
    assert_eq!(score("2025-11-16", weeks("2025-06-30", Aggregate::Mean, &climb)).signal, Signal::NotAssessed);
}

#[test]
fn the_year_before_is_the_same_month_or_52_weeks_back() {
    let months = kpi("k", Cadence::Month, Aggregate::Last, &[("2024-10-01", 4.0), ("2025-10-01", 5.0)]);
    assert_eq!(score("2025-11-09", months).year_before, Some(4.0));
    let weekly = weeks("2024-11-11", Aggregate::Last, &(0..53).map(f64::from).collect::<Vec<_>>());
    assert_eq!(score("2025-11-16", weekly).year_before, Some(0.0));
}

#[test]
fn running_totals_become_what_was_added() {
    let rows = [("2025-04-01", 10.0), ("2025-05-01", 30.0), ("2025-06-01", 60.0)];
    let mut total = kpi("k", Cadence::Month, Aggregate::Sum, &rows);
    total.doc.cumulative = true;
    let found = score("2025-07-05", total);
    assert_eq!(found.latest().map(|s| s.value), Some(30.0));
    assert_eq!(found.last_period.unwrap().value, Some(60.0));
}
