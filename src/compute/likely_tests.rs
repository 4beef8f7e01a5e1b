use super::*;
use crate::compute::test_support::{self as support, d, settings};
use crate::parse::doc::Dated;

/// A KPI with these values of consecutive weeks from Monday 7 July 2025 on, as of their last day.
fn weekly(values: &[f64]) -> (Kpi, String) {
    let day = |i: usize| crate::domain::cadence::add_days(d("2025-07-07"), 7 * i as i32).to_string();
    let days: Vec<String> = (0..values.len()).map(day).collect();
    let rows: Vec<(&str, f64)> = days.iter().map(String::as_str).zip(values.iter().copied()).collect();
    let end = crate::domain::cadence::add_days(d("2025-07-07"), 7 * values.len() as i32 - 1).to_string();
    (support::kpi("late", Cadence::Week, Aggregate::Sum, &rows), end)
}

fn ask(kpi: &Kpi, as_of: &str, until: &str) -> Result<Forecast, Refusal> {
    let settings = settings(as_of);
    forecast(kpi, &kpi::score(kpi, &settings), &settings, until_day(until), Measure::Latest)
}

fn until_day(until: &str) -> Span {
    Span { start: d("2025-10-01"), end: d(until) }
}

fn noise(i: usize) -> f64 {
    f64::from((i as u32).wrapping_mul(2_654_435_761) >> 24) / 16.0
}

#[test]
fn a_forecast_is_refused_with_the_reason() {
    let values: Vec<f64> = (0..20).map(noise).collect();
    let (mut kpi, as_of) = weekly(&values);
    assert_eq!(as_of, "2025-11-23");
    assert!(ask(&kpi, &as_of, "2025-12-31").is_ok());
    assert_eq!(ask(&kpi, &as_of, "2026-06-30"), Err(Refusal::TooFar));
    assert_eq!(ask(&kpi, &as_of, "2025-11-25"), Err(Refusal::Over));
    assert_eq!(ask(&kpi, "2025-12-31", "2026-01-31"), Err(Refusal::Stale));
    kpi.doc.forecast = false;
    assert_eq!(ask(&kpi, &as_of, "2025-12-31"), Err(Refusal::Off));
    let (short, as_of) = weekly(&values[..3]);
    assert_eq!(ask(&short, &as_of, "2025-09-30"), Err(Refusal::TooFew));
    let (flat, as_of) = weekly(&[2.0; 12]);
    assert_eq!(ask(&flat, &as_of, "2025-12-31"), Err(Refusal::NoVariation));
}

#[test]
fn the_slots_to_come_are_those_that_belong_to_the_period() {
    let (kpi, as_of) = weekly(&(0..20).map(noise).collect::<Vec<_>>());
    // The week of Thursday 1 January belongs to the next year.
    let found = ask(&kpi, &as_of, "2025-12-31").unwrap();
    assert_eq!(found.slots.len(), 5);
    assert_eq!(found.slots.last().unwrap().end, d("2025-12-28"));
}

#[test]
fn days_are_summed_up_to_whole_weeks_where_they_are_too_many() {
    let day = |i: usize| crate::domain::cadence::add_days(d("2025-07-09"), i as i32).to_string();
    let days: Vec<String> = (0..136).map(day).collect();
    let rows: Vec<(&str, f64)> = days.iter().map(String::as_str).zip((0..136).map(|i| 1.0 + noise(i))).collect();
    let kpi = support::kpi("parcels", Cadence::Day, Aggregate::Sum, &rows);
    let as_of = days.last().unwrap().clone();
    assert_eq!(as_of, "2025-11-21");
    let near = ask(&kpi, &as_of, "2025-12-05").unwrap();
    assert_eq!((near.cadence, near.slots.len()), (Cadence::Day, 14));
    let far = ask(&kpi, &as_of, "2025-12-31").unwrap();
    assert_eq!(far.cadence, Cadence::Week);
    // The first and the last week are not whole.
    assert_eq!((far.fit.n, far.observed.len()), (18, 7));
    assert_eq!(far.slots[0].start, d("2025-11-17"));
    let first: f64 = (82..89).map(|i| 1.0 + noise(i)).sum();
    assert!((far.observed[0] - first).abs() < 1e-9);
}

#[test]
fn short_gaps_are_bridged_and_long_ones_cut_off() {
    let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
    let mut values = some(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
    values[3] = None;
    values[4] = None;
    assert_eq!(bridged(&values), Ok(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]));
    let mut long = some(&[5.0; 5]);
    long.extend([None; 3]);
    long.extend(values.iter().copied().map(|_| Some(1.0)));
    assert_eq!(bridged(&long).map(|v| v.len()), Ok(10));
    long.truncate(12);
    assert_eq!(bridged(&long), Err(Refusal::Gaps));
}

#[test]
fn a_rebase_cuts_the_history_where_enough_is_left() {
    let values: Vec<f64> = (0..20).map(noise).collect();
    let (mut kpi, as_of) = weekly(&values);
    let mut since = |day: &str| {
        kpi.doc.rebase = vec![Dated { date: d(day), text: None, path: String::new() }];
        let found = ask(&kpi, &as_of, "2025-12-31").unwrap();
        (found.fit.n, found.across_rebase)
    };
    assert_eq!(since("2025-09-29"), (8, false));
    assert_eq!(since("2025-10-06"), (20, true));
}

#[test]
fn what_is_asked_decides_what_is_compared() {
    let values: Vec<f64> = (0..20).map(|i| 100.0 + noise(i)).collect();
    let (kpi, as_of) = weekly(&values);
    let found = ask(&kpi, &as_of, "2025-12-31").unwrap();
    let (seen, h) = (8.0, 5.0);
    let so_far: f64 = values[12..].iter().sum();
    let chance = |measure, how, bound| found.chance(measure, Some(how), bound, true).unwrap();
    let total = chance(Measure::Period, Aggregate::Sum, 1300.0);
    let ahead = found.fit.total(5, |_| 1.0);
    assert!((total.expected.mean - so_far - ahead.mean).abs() < 1e-9);
    assert!((total.probability - ahead.at_least(1300.0 - so_far)).abs() < 1e-12);
    let mean = chance(Measure::Period, Aggregate::Mean, 1300.0 / 13.0);
    assert!((mean.expected.mean * (seen + h) - total.expected.mean).abs() < 1e-9);
    assert!((mean.probability - total.probability).abs() < 1e-9);
    assert_eq!(chance(Measure::Period, Aggregate::Last, 105.0), chance(Measure::Latest, Aggregate::Sum, 105.0));
    let four = chance(Measure::Last(4), Aggregate::Mean, 105.0);
    let ahead = found.fit.total(5, |i| f64::from(u8::from(i > 1)));
    assert!((four.expected.mean - ahead.mean / 4.0).abs() < 1e-9);
    let best = values[12..].iter().copied().fold(f64::MIN, f64::max);
    assert_eq!(chance(Measure::Period, Aggregate::Max, best).probability, 1.0);
    assert!(chance(Measure::Period, Aggregate::Max, best + 1.0).or_more);
    let below = found.chance(Measure::Latest, Some(Aggregate::Sum), 105.0, false).unwrap();
    let above = chance(Measure::Latest, Aggregate::Sum, 105.0);
    assert!((below.probability + above.probability - 1.0).abs() < 1e-12);
}

#[test]
fn probabilities_are_said_in_words_and_never_too_surely() {
    let said = |p: f64| (words(printed(p)), printed(p));
    assert_eq!(said(0.999), ("very likely", Printed::Above95));
    assert_eq!(said(0.9), ("very likely", Printed::Percent(90)));
    assert_eq!(said(0.68), ("likely", Printed::Percent(70)));
    // The word is that of the figure beside it, not of the number behind it.
    assert_eq!(said(0.66), ("about as likely as not", Printed::Percent(65)));
    assert_eq!(said(0.08), ("unlikely", Printed::Percent(10)));
    assert_eq!(said(0.574), ("about as likely as not", Printed::Percent(55)));
    assert_eq!(said(0.33), ("about as likely as not", Printed::Percent(35)));
    assert_eq!(said(0.1), ("unlikely", Printed::Percent(10)));
    assert_eq!(said(0.05), ("very unlikely", Printed::Percent(5)));
    assert_eq!(said(0.0499), ("very unlikely", Printed::Below5));
}

#[test]
fn a_key_result_shares_the_fit_of_its_kpi() {
    let (kpi, as_of) = weekly(&(0..20).map(noise).collect::<Vec<_>>());
    let settings = settings(&as_of);
    let mut score = kpi::score(&kpi, &settings);
    let ask = |score: &KpiScore| forecast(&kpi, score, &settings, until_day("2026-01-31"), Measure::Latest).unwrap();
    let shared = ask(&score);
    assert_ne!(shared.slots.len(), score.forecast.as_ref().unwrap().slots.len());
    score.forecast = Err(Refusal::Over);
    assert_eq!(ask(&score), shared);
    let mut marked = shared.clone();
    marked.fit.level = 1e6;
    score.forecast = Ok(marked);
    assert_eq!(ask(&score).fit.level, 1e6);
}

#[test]
fn a_weighted_rate_over_the_period_goes_on_from_its_ratio_to_date() {
    let values: Vec<f64> = (0..21).map(|i| 10.0 + noise(i)).collect();
    let (mut kpi, as_of) = weekly(&values);
    let weight = |i: usize| 100.0 + 30.0 * noise(i + 7);
    let mut rows: Vec<_> = kpi.series.points.iter().collect();
    rows.iter_mut().enumerate().for_each(|(i, row)| row.weight = Some(weight(i)));
    kpi.series.points = (&rows[..]).into();
    kpi.doc.aggregate = Some(Aggregate::Weighted);
    let settings = settings(&as_of);
    let score = kpi::score(&kpi, &settings);
    // The quarter has thirteen weeks, nine of them are in; twelve came before.
    let found = forecast(&kpi, &score, &settings, until_day("2025-12-31"), Measure::Period).unwrap();
    assert_eq!((found.observed.len(), found.slots.len(), found.fit.n), (9, 4, 21));
    let ratio = |from: usize, to: usize| {
        let weights: f64 = (from..=to).map(weight).sum();
        (from..=to).map(|i| values[i] * weight(i)).sum::<f64>() / weights
    };
    let so_far: Vec<f64> = (0..12).map(|i| ratio(0, i)).chain((12..21).map(|i| ratio(12, i))).collect();
    let expected = Fit::new(&so_far, 1).unwrap().step(4);
    let chance = found.chance(Measure::Period, Some(Aggregate::Weighted), 17.0, true).unwrap();
    assert!((chance.expected.mean - expected.mean).abs() < 1e-9 && (chance.expected.sd - expected.sd).abs() < 1e-9);
    assert!((chance.probability - expected.at_least(17.0)).abs() < 1e-9);
    assert!(chance.rough);
    // The latest week is a matter of the weeks themselves.
    let latest = found.chance(Measure::Latest, Some(Aggregate::Weighted), 17.0, true).unwrap();
    assert!(latest.expected == found.end() && !latest.rough);
}
