//! What the site and the program write for people, written back: it must mean what it says, and break nothing.

use crate::memory::{Repository, build, overrides};
use goalpost::base::Level;
use goalpost::base::diag::Located;
use goalpost::domain::{Date, Period};
use goalpost::parse::config::Overrides;
use goalpost::present::PresentCx;
use goalpost::present::write::{self, Form};
use goalpost::resolve::model::ObjectiveIx;
use goalpost::session::{self, Report};
use std::collections::BTreeMap;
use std::sync::Arc;

fn score(repository: &Repository, drafts: bool) -> Arc<Report> {
    session::score(repository, &Overrides { drafts, ..overrides() }).unwrap()
}

fn on(day: Date, repository: &Repository) -> Arc<Report> {
    session::score(repository, &Overrides { as_of: Some(day), ..overrides() }).unwrap()
}

fn cx(report: &Report) -> PresentCx<'_> {
    PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings)
}

fn errors(report: &Report) -> Vec<&Located> {
    report.findings.iter().filter(|f| f.level == Level::Error).collect()
}

fn with(repository: &Repository, files: impl IntoIterator<Item = (String, String)>) -> Repository {
    let mut all = repository.clone();
    all.0.extend(files.into_iter().map(|(path, text)| (path, text.into_bytes())));
    all
}

#[test]
fn every_text_that_a_page_offers_is_a_check_in_without_a_finding() {
    let sample = Repository::from_folder("sample-goals");
    let before = score(&sample, false);
    let cx = cx(&before);
    let goals = before.model.objectives().map(|(ix, _)| (write::of_goal(&cx, ix), vec![ix]));
    let teams = before.model.teams().map(|(ix, _)| (write::of_team(&cx, ix), write::goals_of(&cx, ix)));
    // A form is dated to the day it is for; on that day nothing is wrong with it.
    let mut by_day: BTreeMap<Date, Vec<(Form, Vec<ObjectiveIx>)>> = BTreeMap::new();
    for (forms, goals) in goals.chain(teams) {
        for form in forms {
            let day = form.name["check-ins/".len()..][..10].parse().unwrap();
            by_day.entry(day).or_default().push((form, goals.clone()));
        }
    }
    assert!(by_day.values().map(Vec::len).sum::<usize>() > 30);
    for (day, forms) in by_day {
        let quiet = on(day, &sample);
        let after = on(day, &with(&sample, forms.iter().map(|(form, _)| (form.name.clone(), form.text.clone()))));
        let new: Vec<&Located> = after.findings.iter().filter(|f| !quiet.findings.contains(f)).collect();
        assert_eq!(new, Vec::<&Located>::new());
        for (form, goals) in forms {
            let file =
                after.model.check_in_files.iter().find(|f| after.sources.file(f.file).path == form.name).unwrap();
            assert!(file.note.is_empty() && file.entries.iter().all(|e| e.note.is_empty()), "{}", form.text);
            if form.title.starts_with("Write") {
                let named: Vec<&str> = file.entries.iter().map(|e| e.goal.split('@').next().unwrap()).collect();
                let asked: Vec<&str> = goals.iter().map(|ix| before.model.objective(*ix).doc.id.as_str()).collect();
                assert_eq!(named, asked);
            } else {
                assert!(file.entries[0].help.is_some());
            }
        }
    }
}

#[test]
fn what_roll_writes_builds_without_an_error() {
    let sample = Repository::from_folder("sample-goals");
    let before = score(&sample, false);
    let cx = cx(&before);
    let calendar = &before.model.settings.calendar;
    let mut files = Vec::new();
    for (ix, goal) in before.model.objectives() {
        let Some(to) = goal.doc.period.as_ref().and_then(|p: &Period| p.next(calendar)) else { continue };
        let rolled = write::roll(&cx, ix, &to).unwrap_or_default();
        files.extend(rolled.files.into_iter().map(|file| (file.name, file.text)));
    }
    assert!(files.len() > 2, "{files:#?}");
    let rolled = with(&sample, files.clone());
    for drafts in [false, true] {
        let after = score(&rolled, drafts);
        assert_eq!(errors(&after).len(), 0, "{:#?}", errors(&after));
        let draft = files.iter().find(|(path, _)| path.starts_with("objectives/")).unwrap();
        let page = after.model.objectives().find(|(_, o)| after.sources.file(o.doc.file).path == draft.0).unwrap().1;
        assert!(page.doc.draft && (page.predecessor.is_some() || !drafts), "{}", draft.1);
    }
}

#[test]
fn a_periods_dates_are_the_same_bytes_each_time_and_lines_are_short() {
    let sample = Repository::from_folder("sample-goals");
    let (first, second) = (build(&sample).1, build(&sample).1);
    let dates = "periods/fy2026-q3/dates.ics";
    let text = String::from_utf8(first[dates].clone()).unwrap();
    assert_eq!(first[dates], second[dates]);
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), text.matches("END:VEVENT").count());
    assert!(text.contains("DTSTART;VALUE=DATE:20251007\r\nRRULE:FREQ=WEEKLY;INTERVAL=1;UNTIL=20251230\r\n"), "{text}");
    assert!(text.contains("DTSTAMP:20251118T000000Z"));
}
