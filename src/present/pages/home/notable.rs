//! What needs attention and what changed in the last week; at most five each.

use crate::compute::scores::{Freshness, Signal};
use crate::domain::cadence::add_days;
use crate::domain::{Band, Date, Status};
use crate::parse::doc::GoalKind;
use crate::present::PresentCx;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::present::parts::{self, StatusView};
use crate::present::reasons;
use crate::resolve::model::ObjectiveIx;
use serde::Serialize;

/// Entries of each list.
pub(super) const MOST: usize = 5;
/// A score move that is worth a line (`design.md` §1.2).
const MOVE: f64 = 0.05;

#[derive(Serialize)]
pub(super) struct Exception {
    status: Option<StatusView>,
    word: Option<String>,
    link: Link,
    text: String,
}

#[derive(Serialize)]
pub(super) struct Change {
    date: String,
    link: Link,
    text: String,
}

/// Exceptions by rank: bad goals from the top of the tree down, calls for help, worsening KPIs that no goal works
/// on, stopped series of running goals.
pub(super) fn attention(cx: &PresentCx<'_>, running: &[ObjectiveIx]) -> Vec<Exception> {
    let mut out = bad_goals(cx, running);
    out.extend(help(cx, running));
    out.extend(unwatched(cx, running));
    out.extend(stopped(cx, running));
    out
}

fn bad_goals(cx: &PresentCx<'_>, running: &[ObjectiveIx]) -> Vec<Exception> {
    let mut bad: Vec<ObjectiveIx> =
        running.iter().copied().filter(|ix| cx.scores.objective(*ix).status.band() == Band::Bad).collect();
    bad.sort_by_key(|ix| {
        let o = cx.model.objective(*ix);
        (o.doc.kind != GoalKind::Committed, o.level, *ix)
    });
    bad.into_iter()
        .map(|ix| {
            let s = cx.scores.objective(ix);
            Exception {
                status: Some(StatusView::new(&cx.format, s.status, s.hollow_since)),
                word: None,
                link: parts::objective_link(cx, ix),
                text: reasons::reason(&cx.format, &s.reason),
            }
        })
        .collect()
}

/// Calls for help in the newest check-in of a goal, not older than two weeks.
fn help(cx: &PresentCx<'_>, running: &[ObjectiveIx]) -> Vec<Exception> {
    let f = &cx.format;
    let since = add_days(cx.scores.as_of, -14);
    let mut out: Vec<(Date, Exception)> = Vec::new();
    for ix in running {
        let entries = &cx.model.objective(*ix).entries;
        let newest = entries.iter().rev().find(|e| e.date <= cx.scores.as_of);
        let Some((entry, help)) = newest.and_then(|e| Some((e, e.help.as_ref()?))) else { continue };
        if entry.date < since {
            continue;
        }
        let by = help.by.map(|d| format!(" ({})", f.fill("by {date}", &[("date", &f.day(d))]))).unwrap_or_default();
        let exception = Exception {
            status: None,
            word: Some(f.word("Help asked")),
            link: parts::objective_link(cx, *ix),
            text: format!("{}{by}", help.text),
        };
        out.push((help.by.unwrap_or(entry.date), exception));
    }
    out.sort_by_key(|(date, _)| *date);
    out.into_iter().map(|(_, e)| e).collect()
}

fn unwatched(cx: &PresentCx<'_>, running: &[ObjectiveIx]) -> Vec<Exception> {
    let f = &cx.format;
    cx.model
        .kpis()
        .filter(|(ix, kpi)| {
            cx.scores.kpi(*ix).signal == Signal::Worse && !kpi.used_by.iter().any(|kr| running.contains(&kr.0))
        })
        .map(|(ix, _)| {
            let measure = Measure::new(cx, ix);
            let now = measure.score.latest().map(|s| measure.text(s.value)).unwrap_or_default();
            Exception {
                status: None,
                word: Some(f.word("Worse")),
                link: parts::kpi_link(cx, ix),
                text: f
                    .fill("A real change for the worse, to {now}, and no running goal works on it", &[("now", &now)]),
            }
        })
        .collect()
}

fn stopped(cx: &PresentCx<'_>, running: &[ObjectiveIx]) -> Vec<Exception> {
    let f = &cx.format;
    cx.model
        .kpis()
        .filter(|(ix, kpi)| {
            cx.scores.kpi(*ix).freshness == Freshness::Stale && kpi.used_by.iter().any(|kr| running.contains(&kr.0))
        })
        .map(|(ix, kpi)| {
            let last = cx.scores.kpi(ix).latest().map(|s| f.date(s.slot.end)).unwrap_or_default();
            let goal = kpi.used_by.first().map(|kr| cx.model.objective(kr.0).doc.id.clone()).unwrap_or_default();
            Exception {
                status: Some(StatusView::new(f, Status::Stale, None)),
                word: None,
                link: parts::kpi_link(cx, ix),
                text: f.fill("No data since {last}; {goal} reads it", &[("last", &last), ("goal", &goal)]),
            }
        })
        .collect()
}

/// Moved goalposts of the last week first, then the largest moves of scores.
pub(super) fn changes(cx: &PresentCx<'_>, running: &[ObjectiveIx]) -> Vec<Change> {
    let f = &cx.format;
    let since = add_days(cx.scores.as_of, -7);
    let recent = |d: Option<Date>| d.filter(|d| *d > since && *d <= cx.scores.as_of);
    let mut out = Vec::new();
    let mut moves: Vec<(f64, ObjectiveIx, Date, String)> = Vec::new();
    for ix in running {
        let objective = cx.model.objective(*ix);
        let changed = objective.doc.changed.iter().chain(objective.key_results.iter().flat_map(|k| &k.doc.changed));
        for change in changed {
            let Some(date) = recent(change.date) else { continue };
            let was = |(k, old): &(String, String)| f.fill("{key} (was {old})", &[("key", &f.word(k)), ("old", old)]);
            let keys: Vec<String> = change.old.iter().map(was).collect();
            let why = change.why.clone().unwrap_or_else(|| f.word("no reason was written down"));
            let text = f.fill("Goalposts moved: {list}: {why}", &[("list", &f.list(&keys)), ("why", &why)]);
            out.push(Change { date: f.day(date), link: parts::objective_link(cx, *ix), text });
        }
        let mut known = cx.scores.objective(*ix).history.iter().rev();
        if let (Some(now), Some(before)) = (known.next(), known.next())
            && let (Some(a), Some(b)) = (now.score.get(), before.score.get())
            && (a - b).abs() >= MOVE
        {
            let text = f.fill(
                "Score {before} → {now} within a week",
                &[("before", &f.score(Some(b))), ("now", &f.score(Some(a)))],
            );
            moves.push(((a - b).abs(), *ix, now.date, text));
        }
    }
    moves.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    out.extend(moves.into_iter().map(|(_, ix, date, text)| Change {
        date: f.day(date),
        link: parts::objective_link(cx, ix),
        text,
    }));
    out.truncate(MOST);
    out
}
