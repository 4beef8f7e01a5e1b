//! `goalpost init`: a small, good goals repository, dated to the current quarter.

use super::args::InitArgs;
use super::{Trouble, clock};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date, Period};
use std::fmt::Write as _;
use std::path::Path;

/// Weeks of history that the two series get.
const WEEKS: i32 = 40;

/// Makes the folder; refuses one that holds anything.
pub(super) fn run(args: &InitArgs) -> Result<bool, Trouble> {
    let dir = &args.dir;
    let taken = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if taken || dir.is_file() {
        return Err(Trouble::new(format!("{} is not empty; name a new folder", dir.display())));
    }
    for (path, text) in files(&title(dir), clock::today()) {
        let place = dir.join(path);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(place, text)?;
    }
    let shown = dir.display();
    anstream::eprintln!(
        "{shown} is a goals repository now: two goals, two KPIs, one check-in.\n\
         Build it:   goalpost build {shown}\n\
         Then write: {shown}/objectives, {shown}/kpis; `goalpost check {shown}` says what is wrong."
    );
    Ok(true)
}

/// The folder's name as a title.
fn title(dir: &Path) -> String {
    let name = dir.file_name().and_then(|n| n.to_str()).unwrap_or("goals").replace(['-', '_', '"', '\\'], " ");
    let mut letters = name.trim().chars();
    letters.next().map_or_else(|| "Goals".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

/// All files of the new repository, as of this day.
fn files(title: &str, today: Date) -> Vec<(String, String)> {
    let calendar = Calendar::default();
    let period = Period::quarter_of(today, &calendar);
    let folder = format!("objectives/{}", period.slug());
    let due = |share: i32| add_days(period.start, (period.days() - 1) * share / 100).to_string();
    let care = include_str!("init/care-1.md")
        .replace("@EARLY@", &due(35))
        .replace("@MIDDLE@", &due(65))
        .replace("@END@", &period.end.to_string());
    vec![
        ("goalpost.toml".into(), include_str!("init/goalpost.toml").replace("@TITLE@", title)),
        (".gitignore".into(), "/public\n".into()),
        (format!("periods/{}.md", period.slug()), "---\ncheck_in: Tuesday\n---\n".into()),
        ("README.md".into(), include_str!("init/README.md").into()),
        ("people.csv".into(), include_str!("init/people.csv").into()),
        ("teams.csv".into(), include_str!("init/teams.csv").into()),
        (format!("{folder}/co-1.md"), include_str!("init/co-1.md").into()),
        (format!("{folder}/care-1.md"), care),
        ("kpis/repeat-orders.md".into(), include_str!("init/repeat-orders.md").into()),
        (
            "kpis/repeat-orders.csv".into(),
            series(today, |week| ((38.0 + 0.05 * f64::from(week) + wobble(week, 0.4)) * 10.0).round() / 10.0),
        ),
        ("kpis/complaints.md".into(), include_str!("init/complaints.md").into()),
        ("kpis/complaints.csv".into(), series(today, |week| (19.0 + wobble(week, 3.0)).round())),
        (format!("check-ins/{today}-care.md"), include_str!("init/check-in.md").into()),
    ]
}

/// A weekly series up to the last week that has ended.
fn series(today: Date, value: impl Fn(i32) -> f64) -> String {
    let this_week = Cadence::Week.slot(today, &Calendar::default());
    let mut out = String::from("date,value\n");
    for week in 0..WEEKS {
        let start = add_days(this_week.start, -7 * (WEEKS - week));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{start},{}", value(week));
    }
    out
}

/// A steady up and down that looks like weeks do, at most `size` from the middle.
fn wobble(week: i32, size: f64) -> f64 {
    f64::from((week * 37 + 11) % 17 - 8) / 8.0 * size
}
