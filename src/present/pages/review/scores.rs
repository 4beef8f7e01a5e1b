//! The scores: committed and aspirational goals apart, carried goals like for like.

use super::Reviewed;
use crate::chart;
use crate::chart::spec::{StripDot, StripRow, StripSpec, StripWords};
use crate::compute::like_for_like::{Targets, carried, median, targets};
use crate::domain::{Band, Period, Status};
use crate::parse::doc::GoalKind;
use crate::present::format::{Formatter, round};
use crate::present::frame::Link;
use crate::present::parts::{self, Figure, ObjectiveRow};
use crate::present::paths;
use crate::resolve::model::ObjectiveIx;
use serde::Serialize;

/// Goals that make a table here; more are counted, drawn and linked.
const ROWS: usize = 12;
/// Fewer dots than this say less than their table.
const STRIP: usize = 8;

#[derive(Serialize)]
pub(super) struct Scores {
    groups: Vec<Group>,
    like_for_like: Option<String>,
    slope: Option<Figure>,
    rows: Vec<ObjectiveRow>,
    /// Goals that run longer than the period: shown, never closed here.
    longer: Vec<Longer>,
    /// "All 24 goals", where the table shows fewer.
    all: Option<Link>,
}

/// A goal that runs longer than the reviewed period, as it stood at the period's end.
#[derive(Serialize)]
struct Longer {
    link: Link,
    /// "0.37 against 0.50 expected, until 31 Mar 2026".
    text: String,
}

/// Goals of one kind.
#[derive(Serialize)]
struct Group {
    title: String,
    /// "9 goals: 3 met, 4 partly met, 2 not met".
    counts: String,
    /// The period before, the same way.
    before: Option<String>,
    strip: Option<Figure>,
}

pub(super) fn scores(r: &Reviewed<'_>) -> Scores {
    let cx = r.cx;
    let goals: Vec<ObjectiveIx> =
        r.goals().iter().copied().filter(|ix| cx.scores.objective(*ix).status != Status::Draft).collect();
    let kinds = [GoalKind::Committed, GoalKind::Aspirational, GoalKind::Learning];
    let groups = kinds.into_iter().filter_map(|kind| group(r, &goals, kind)).collect();
    let mut shown = goals.clone();
    // Committed and aspirational goals stand apart; nobody compares one with the other by accident.
    shown.sort_by_key(|ix| kinds.iter().position(|kind| cx.model.objective(*ix).doc.kind == *kind));
    if shown.len() > ROWS {
        let top = shown.iter().map(|ix| cx.model.objective(*ix).level).min().unwrap_or(0);
        shown.retain(|ix| cx.model.objective(*ix).level == top);
        shown.truncate(ROWS);
    }
    let all = (shown.len() < goals.len()).then(|| {
        let words = cx.format.fill("All {n} goals", &[("n", &goals.len().to_string())]);
        r.period_index().map(|i| Link::new(paths::period(cx.model, i), words))
    });
    Scores {
        groups,
        like_for_like: like_for_like(r, &goals),
        slope: slope(r, &goals),
        rows: shown.into_iter().map(|ix| parts::objective_row(cx, ix, 0)).collect(),
        longer: longer(r),
        all: all.flatten(),
    }
}

fn longer(r: &Reviewed<'_>) -> Vec<Longer> {
    let cx = r.cx;
    let f = &cx.format;
    let mine = &r.review.period;
    let longer = |p: &&Period| p.covers(mine) && p.days() > mine.days();
    let goals = cx.model.objectives().filter(|(_, o)| !o.doc.draft || cx.model.settings.drafts);
    let found = goals.filter_map(|(ix, o)| Some((ix, o.doc.period.as_ref().filter(longer)?))).take(ROWS);
    found
        .map(|(ix, period)| {
            let then = cx.scores.objective(ix).history.iter().rfind(|h| h.date <= r.last_day());
            let (score, expected) = (then.and_then(|h| h.score.get()), then.and_then(|h| h.expected.get()));
            let places = [("score", f.score(score)), ("expected", f.score(expected)), ("end", f.date(period.end))];
            let pattern = "{score} against {expected} expected at the period's end, runs until {end}";
            let text = f.fill(pattern, &places.each_ref().map(|(name, value)| (*name, value.as_str())));
            Longer { link: parts::objective_link(cx, ix), text }
        })
        .collect()
}

fn of_kind(r: &Reviewed<'_>, goals: &[ObjectiveIx], kind: GoalKind) -> Vec<ObjectiveIx> {
    goals.iter().copied().filter(|ix| r.cx.model.objective(*ix).doc.kind == kind).collect()
}

fn group(r: &Reviewed<'_>, goals: &[ObjectiveIx], kind: GoalKind) -> Option<Group> {
    let f = &r.cx.format;
    let these = of_kind(r, goals, kind);
    if these.is_empty() {
        return None;
    }
    let earlier = r.previous().map(|p| of_kind(&p, p.goals(), kind)).filter(|g| !g.is_empty());
    let counted = counts(r, &these);
    let name = match kind {
        GoalKind::Committed => "Committed goals",
        GoalKind::Aspirational => "Aspirational goals",
        GoalKind::Learning => "Learning goals",
    };
    let strip = match kind {
        // What was learned is no number.
        GoalKind::Learning => None,
        _ => strip(r, &these, earlier.as_deref(), name),
    };
    Some(Group { title: f.word(name), counts: counted, before: earlier.map(|e| counts(r, &e)), strip })
}

/// "9 goals: 3 met, 4 partly met, 2 not met", in the order of the table of words.
fn counts(r: &Reviewed<'_>, goals: &[ObjectiveIx]) -> String {
    let f = &r.cx.format;
    let of = |status: Status| goals.iter().filter(|ix| r.cx.scores.objective(**ix).status == status).count();
    let list: Vec<String> = Status::ALL
        .into_iter()
        .map(|status| (of(status), status))
        .filter(|(n, _)| *n > 0)
        .map(|(n, status)| format!("{n} {}", f.word(&status.word().to_lowercase())))
        .collect();
    let n = goals.len().to_string();
    f.fill("{n} goals: {list}", &[("n", &n), ("list", &f.list(&list))])
}

fn strip(r: &Reviewed<'_>, goals: &[ObjectiveIx], earlier: Option<&[ObjectiveIx]>, name: &str) -> Option<Figure> {
    let f = &r.cx.format;
    let now = row(r, f.period(&r.review.period), goals, false);
    if now.dots.len() < STRIP {
        return None;
    }
    let before = r.previous().zip(earlier).map(|(p, e)| row(r, f.period(&p.review.period), e, true));
    let subtitle = if before.is_some() {
        f.word("One mark each. Hollow: the goals of the period before, which are others.")
    } else {
        f.word("One mark each.")
    };
    let id = format!("strip-{}", crate::domain::slug(name));
    let title = f.fill("{goals}, each at its score", &[("goals", &f.word(name))]);
    let words = StripWords::default();
    let spec = StripSpec {
        id: id.clone(),
        title: title.clone(),
        subtitle,
        rows: std::iter::once(now).chain(before).collect(),
        // The rows hold different goals.
        medians: false,
        words: StripWords {
            below: f.word(&words.below),
            from: f.word(&words.from),
            was: f.word(&words.was),
            median: f.word(&words.median),
        },
        style: f.style(2),
    };
    Some(Figure::new(&id, &title, chart::strip(&spec)))
}

/// Every known score; the lowest three and the highest are labelled.
fn row(r: &Reviewed<'_>, label: String, goals: &[ObjectiveIx], hollow: bool) -> StripRow {
    let mut dots: Vec<StripDot> = goals
        .iter()
        .filter_map(|ix| {
            let score = r.cx.scores.objective(*ix);
            let known = score.score.filter(|_| score.coverage.weight >= 0.6 || score.coverage.of == 0)?;
            let band = score.status.band();
            Some(StripDot {
                id: r.cx.model.objective(*ix).doc.id.clone(),
                score: known,
                band: band.token().to_owned(),
                labelled: !hollow && band == Band::Bad,
            })
        })
        .collect();
    dots.sort_by(|a, b| a.score.total_cmp(&b.score).then_with(|| a.id.cmp(&b.id)));
    if let Some(best) = dots.last_mut().filter(|_| !hollow) {
        best.labelled = true;
    }
    StripRow { label, dots, hollow }
}

/// Only carried goals compare, kind by kind; how many targets changed or are new stands beside it.
fn like_for_like(r: &Reviewed<'_>, goals: &[ObjectiveIx]) -> Option<String> {
    let cx = r.cx;
    let f = &cx.format;
    let previous = r.previous()?;
    let carried = carried(cx.model, previous.goals(), goals);
    // A score that still moves does not compare with a final one.
    let ended = r.review.period.end < cx.scores.as_of;
    let scored = if ended { parts::both_scores(cx, &carried) } else { Vec::new() };
    let mut kinds = Vec::new();
    for (kind, word) in [(GoalKind::Committed, "committed"), (GoalKind::Aspirational, "aspirational")] {
        let these: Vec<_> = scored.iter().filter(|(ix, ..)| cx.model.objective(*ix).doc.kind == kind).collect();
        let before = median(these.iter().map(|c| c.1).collect());
        let now = median(these.iter().map(|c| c.2).collect());
        if let (Some(before), Some(now)) = (before, now) {
            kinds.push(median_words(f, word, these.len(), round(before, 2), round(now, 2)));
        }
    }
    let mut aims = Targets::default();
    carried.iter().for_each(|pair| aims += targets(cx.model, cx.scores, *pair));
    let counts = [
        ("carried", carried.len()),
        ("added", goals.len() - carried.len()),
        ("changed", aims.changed),
        ("same", aims.same),
        ("new", aims.new),
        ("moved", targets_moved(r, goals)),
    ]
    .map(|(name, n)| (name, n.to_string()));
    let kinds = match kinds.is_empty() {
        true if !ended => f.word("scores compare once the period has ended"),
        true => f.word("no carried goal has both scores"),
        false => f.clauses(&kinds),
    };
    let mut places = vec![("period", f.period(&previous.review.period)), ("kinds", kinds)];
    places.extend(counts);
    let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let pattern = if carried.is_empty() {
        "No goal was carried on from {period}, so there is nothing to compare. New goals: {added}; targets moved during the period: {moved}."
    } else {
        "Like for like with {period}: {kinds}. Targets of carried goals: {changed} changed, {same} stayed, {new} newly set; {moved} moved during the period. New goals: {added}."
    };
    Some(f.fill(pattern, &places))
}

fn median_words(f: &Formatter, kind: &str, count: usize, before: f64, now: f64) -> String {
    f.fill(
        "{n} carried {kind} goals, median score {before} then {now}",
        &[
            ("n", &count.to_string()),
            ("kind", &f.word(kind)),
            ("before", &f.number(before, 2)),
            ("now", &f.number(now, 2)),
        ],
    )
}

/// Targets that were changed while the period ran.
fn targets_moved(r: &Reviewed<'_>, goals: &[ObjectiveIx]) -> usize {
    let krs = goals.iter().flat_map(|ix| &r.cx.model.objective(*ix).key_results);
    let changed = krs.flat_map(|kr| &kr.doc.changed).filter(|c| c.date.is_none_or(|d| d <= r.cx.scores.as_of));
    changed.filter(|c| c.old.iter().any(|(key, _)| key == "target")).count()
}

/// Carried goals from one period to the next, once both have ended.
fn slope(r: &Reviewed<'_>, goals: &[ObjectiveIx]) -> Option<Figure> {
    let f = &r.cx.format;
    let previous = r.previous().filter(|_| r.review.period.end < r.cx.scores.as_of)?;
    let carried = carried(r.cx.model, previous.goals(), goals);
    parts::slope(r.cx, &carried, f.period(&previous.review.period), f.period(&r.review.period))
}
