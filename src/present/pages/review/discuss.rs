//! To discuss, by exception; what goes well is one line.

use super::Reviewed;
use crate::compute::like_for_like::times_carried;
use crate::compute::scores::Signal;
use crate::domain::cadence::add_days;
use crate::domain::{Band, Status};
use crate::parse::doc::GoalKind;
use crate::present::frame::Link;
use crate::present::measures::Measure;
use crate::present::parts::{self, StatusView};
use crate::resolve::model::{KpiIx, ObjectiveIx};
use serde::Serialize;

/// Items shown at most.
const SHOWN: usize = 20;
/// Days that an answer may take.
const ANSWER: i32 = 14;

#[derive(Serialize)]
pub(super) struct Discuss {
    items: Vec<Item>,
    /// "And 4 more".
    more: Option<String>,
    /// "On pace or reached, no talk needed: …".
    fine: Option<String>,
}

#[derive(Serialize)]
struct Item {
    link: Link,
    /// Why it is on the list.
    why: String,
    status: Option<StatusView>,
}

pub(super) fn discuss(r: &Reviewed<'_>) -> Discuss {
    let f = &r.cx.format;
    let mut items = Vec::new();
    let mut listed = Vec::new();
    for ix in r.goals() {
        let reasons = reasons(r, *ix);
        if reasons.is_empty() {
            continue;
        }
        listed.push(*ix);
        let score = r.cx.scores.objective(*ix);
        items.push((
            parts::urgency(score.status),
            Item {
                link: parts::objective_link(r.cx, *ix),
                why: f.clauses(&reasons),
                status: Some(StatusView::new(f, score.status, score.hollow_since)),
            },
        ));
    }
    items.sort_by_key(|(urgency, _)| *urgency);
    let mut items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
    items.extend(worsening(r));
    let more = items.len().checked_sub(SHOWN).filter(|n| *n > 0);
    items.truncate(SHOWN);
    Discuss { items, more: more.map(|n| f.fill("And {n} more.", &[("n", &n.to_string())])), fine: fine(r, &listed) }
}

/// Why a goal is to be talked about.
fn reasons(r: &Reviewed<'_>, ix: ObjectiveIx) -> Vec<String> {
    let f = &r.cx.format;
    let objective = r.cx.model.objective(ix);
    let score = r.cx.scores.objective(ix);
    let doc = &objective.doc;
    if matches!(score.status, Status::Draft | Status::Dropped) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let important = doc.priority.as_deref().is_some_and(|p| p.trim_start_matches(['P', 'p']).trim() == "1");
    let grade = score.score.map(|s| crate::present::format::round(s, 2));
    if score.ended && doc.kind == GoalKind::Committed && grade.is_some_and(|s| s < 1.0) {
        out.push(f.fill("committed, and closed at {score}", &[("score", &f.score(score.score))]));
    } else if score.status.band() == Band::Bad && (important || doc.kind == GoalKind::Committed || objective.level == 0)
    {
        let why = match (doc.kind, important) {
            (GoalKind::Committed, _) => "committed",
            (_, true) => "first in priority",
            _ => "a goal at the top",
        };
        let pattern = if score.ended { "{why}, and closed at {score}" } else { "{why}, and at {score}" };
        out.push(f.fill(pattern, &[("why", &f.word(why)), ("score", &f.score(score.score))]));
    }
    if score.ended && score.status.band() == Band::Good && is_unwatched(r, ix) {
        out.push(f.word("reached, and nobody watches it from now on"));
    }
    let carried = times_carried(r.cx.model, ix);
    if carried >= 2 {
        out.push(f.fill("period {n} of this goal", &[("n", &(carried + 1).to_string())]));
    }
    if !score.ended {
        out.extend(unanswered(r, ix));
    }
    out
}

/// Needs that nobody has answered in two weeks; they stand on the page since the goal began.
fn unanswered(r: &Reviewed<'_>, ix: ObjectiveIx) -> Vec<String> {
    let f = &r.cx.format;
    let doc = &r.cx.model.objective(ix).doc;
    let asked = doc.period.as_ref().map(|p| p.start);
    if asked.is_none_or(|asked| add_days(asked, ANSWER) > r.day()) {
        return Vec::new();
    }
    let open = doc.needs.iter().filter(|need| parts::is_unanswered(need));
    open.map(|need| {
        let from = need.from.as_deref().map_or_else(|| f.word("somebody"), |id| parts::team_or_id(r.cx, id));
        f.fill("no answer from {team} for two weeks: {what}", &[("team", &from), ("what", &need.what)])
    })
    .collect()
}

/// Reached, not carried on, and no KPI keeps an eye on it.
fn is_unwatched(r: &Reviewed<'_>, ix: ObjectiveIx) -> bool {
    let objective = r.cx.model.objective(ix);
    objective.successor.is_none() && objective.key_results.iter().all(|k| k.kpi.is_none())
}

/// KPIs that get worse while no goal of the period works on them.
fn worsening(r: &Reviewed<'_>) -> Vec<Item> {
    let f = &r.cx.format;
    let without_goal = |ix: KpiIx| {
        let overlaps = |o: ObjectiveIx| {
            let period = r.cx.model.objective(o).doc.period.as_ref();
            period.is_none_or(|p| p.overlaps(&r.review.period))
        };
        !r.cx.model.kpi(ix).used_by.iter().any(|kr| overlaps(kr.0))
    };
    r.cx.model
        .kpis()
        .take(super::numbers::SEARCHED)
        .filter(|(ix, _)| without_goal(*ix))
        .map(|(ix, _)| (ix, r.score_then(ix)))
        .filter(|(_, then)| then.signal == Signal::Worse)
        .map(|(ix, then)| {
            let measure = Measure { score: &then, ..Measure::new(r.cx, ix) };
            let now = measure.text_opt(measure.score.latest().map(|l| l.value));
            Item {
                link: parts::kpi_link(r.cx, ix),
                why: f.fill("getting worse, at {now}, and no goal works on it", &[("now", &now)]),
                status: None,
            }
        })
        .collect()
}

fn fine(r: &Reviewed<'_>, listed: &[ObjectiveIx]) -> Option<String> {
    let good = |ix: &&ObjectiveIx| r.cx.scores.objective(**ix).status.band() == Band::Good && !listed.contains(ix);
    let ids: Vec<&str> = r.goals().iter().filter(good).map(|ix| r.cx.model.objective(*ix).doc.id.as_str()).collect();
    let shown = r.cx.format.list(&ids[..ids.len().min(40)]);
    (!ids.is_empty()).then(|| r.cx.format.fill("On pace or reached, no talk needed: {ids}.", &[("ids", &shown)]))
}
