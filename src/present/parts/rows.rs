//! Rows of objectives: the same columns wherever goals are listed.

use super::{OwnerView, StatusView, objective_link, owners, score_bullet};
use crate::compute::scores::{ObjectiveScore, Term, TermOf};
use crate::domain::{Band, Status};
use crate::parse::doc::GoalKind;
use crate::parse::markdown::plain;
use crate::present::format::Formatter;
use crate::present::frame::Link;
use crate::present::titles::shorten;
use crate::present::{PresentCx, paths, reasons};
use crate::resolve::model::{KrIx, ObjectiveIx, TeamIx};
use serde::Serialize;
use std::collections::BTreeSet;

/// A team in a row: its id filters, its text is shown.
#[derive(Clone, Debug, Serialize)]
pub struct TeamTag {
    pub id: String,
    pub text: String,
    pub href: String,
}

/// What a row of a goal is filtered by, as its texts; several of one kind stand with `|` between.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facets {
    pub team: String,
    pub owner: String,
    pub status: String,
    pub period: String,
    pub tag: String,
}

/// A choice of `<filters list={…} />`: the key, its word, and the texts that rows have.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Choice {
    pub key: &'static str,
    pub word: String,
    pub options: Vec<String>,
}

/// What one goal is filtered by.
pub fn facets(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Facets {
    let objective = cx.model.objective(ix);
    let names: Vec<String> = owners(cx, &objective.owners).into_iter().map(|o| o.name).collect();
    Facets {
        team: objective.team.map(|t| cx.model.team(t).name.clone()).unwrap_or_default(),
        owner: names.join("|"),
        status: cx.format.word(cx.scores.objective(ix).status.word()),
        period: objective.doc.period.as_ref().map_or_else(|| cx.format.word("No end"), |p| cx.format.period(p)),
        tag: objective.doc.common.tags.join("|"),
    }
}

/// The choices among rows that differ; a choice with one text is none.
pub fn choices<'a>(f: &Formatter, rows: &'a [Facets]) -> Vec<Choice> {
    let choice = |(key, word): (&'static str, &str)| {
        let text = |r: &'a Facets| match key {
            "team" => r.team.as_str(),
            "owner" => &r.owner,
            "status" => &r.status,
            "period" => &r.period,
            _ => &r.tag,
        };
        let texts: BTreeSet<&str> = rows.iter().flat_map(|r| text(r).split('|')).filter(|t| !t.is_empty()).collect();
        let options: Vec<String> = texts.into_iter().map(str::to_owned).collect();
        (options.len() > 1).then(|| Choice { key, word: f.word(word), options })
    };
    let keys = [("team", "Team"), ("owner", "Owner"), ("status", "Status"), ("period", "Period"), ("tag", "Tag")];
    keys.into_iter().filter_map(choice).collect()
}

/// A row of `<objectives rows={…} caption="…" />`.
#[derive(Clone, Debug, Serialize)]
pub struct ObjectiveRow {
    pub link: Link,
    /// "Committed", where it is not the usual kind.
    pub kind: Option<String>,
    pub team: Option<TeamTag>,
    pub owners: Vec<OwnerView>,
    /// Markup of the bullet.
    pub bullet: String,
    pub score: String,
    /// What the score is compared with: "expected 0.51".
    pub beside: String,
    /// Less than 60% of the weight is graded: printed grey.
    pub weak: bool,
    /// The score for sorting; none if it is not known.
    pub sort: Option<String>,
    /// For sorting statuses: the worst first.
    pub urgency: u8,
    pub facets: Facets,
    pub status: StatusView,
    pub exception: Option<String>,
    pub why: String,
    /// Indentation, 0 to 3.
    pub depth: u32,
}

/// The row of one objective.
pub fn objective_row(cx: &PresentCx<'_>, ix: ObjectiveIx, depth: u32) -> ObjectiveRow {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let score = cx.scores.objective(ix);
    ObjectiveRow {
        link: objective_link(cx, ix),
        kind: (objective.doc.kind != GoalKind::Aspirational).then(|| kind_word(f, objective.doc.kind)),
        team: objective.team.map(|t| team_tag(cx, t)),
        owners: owners(cx, &objective.owners),
        bullet: score_bullet(f, &objective.doc.id, score.score, score.expected.filter(|_| !score.ended)),
        score: f.score(score.score),
        beside: beside(f, objective.doc.kind, score),
        weak: score.coverage.of > 0 && score.coverage.weight < 0.6,
        sort: score.score.map(|s| s.to_string()),
        urgency: urgency(score.status),
        facets: facets(cx, ix),
        status: StatusView::new(f, score.status, score.hollow_since),
        exception: score.exception.as_ref().map(|e| reasons::exception(f, e)),
        why: why(cx, ix),
        depth: depth.min(3),
    }
}

/// A team's tag.
pub fn team_tag(cx: &PresentCx<'_>, ix: TeamIx) -> TeamTag {
    let team = cx.model.team(ix);
    TeamTag { id: team.doc.id.to_lowercase(), text: team.name.clone(), href: paths::team(cx.model, ix) }
}

/// One line of why: what somebody wrote where it was dropped, paused or closed, else what holds the score back,
/// else the rule's sentence.
fn why(cx: &PresentCx<'_>, ix: ObjectiveIx) -> String {
    let doc = &cx.model.objective(ix).doc;
    let score = cx.scores.objective(ix);
    let event = match score.status {
        Status::Dropped => doc.dropped.as_deref(),
        Status::Paused => doc.paused.as_deref(),
        _ => None,
    };
    let written = event.and_then(|e| e.why.clone());
    let closing = || doc.closing.as_ref().filter(|_| score.ended).and_then(|c| c.problem.as_deref().map(plain));
    let capped = || score.cap.as_ref().filter(|_| !score.ended).map(|cap| reasons::cap(&cx.format, cap));
    let otherwise = || reasons::reason(&cx.format, &score.reason);
    written.or_else(closing).or_else(capped).or_else(|| brake(cx, ix)).unwrap_or_else(otherwise)
}

/// What lies furthest below its expected score, while the goal runs and has a verdict.
fn brake(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<String> {
    let f = &cx.format;
    let score = cx.scores.objective(ix);
    if score.ended || !matches!(score.status.band(), Band::Good | Band::Middle | Band::Bad) {
        return None;
    }
    let counted = || score.terms.iter().filter(|t| t.left_out.is_none());
    let gap = |t: &&Term| Some(t.score? - t.expected?);
    let worst = counted()
        .filter(|t| gap(t).is_some())
        .min_by(|a, b| gap(a).unwrap_or(0.0).total_cmp(&gap(b).unwrap_or(0.0)))?;
    if gap(&worst)? >= -0.05 {
        return Some(f.word("Nothing in it is far behind its pace"));
    }
    let title = match worst.what {
        TermOf::KeyResult(kr) => &cx.model.key_result(KrIx(ix, kr)).doc.title,
        TermOf::Objective(child) => &cx.model.objective(child).doc.title,
    };
    Some(f.fill(
        "Furthest behind: {id}, “{title}”, {score} against {expected} expected",
        &[
            ("id", &worst.label),
            ("title", &shorten(title, 9)),
            ("score", &f.score(worst.score)),
            ("expected", &f.score(worst.expected)),
        ],
    ))
}

/// What a score is compared with.
pub fn beside(f: &Formatter, kind: GoalKind, score: &ObjectiveScore) -> String {
    let coverage = score.coverage;
    if score.score.is_none() || (coverage.of > 0 && coverage.weight < 0.6) {
        return match coverage.of {
            0 => f.word("not scored"),
            of => f.part_of(coverage.graded, of),
        };
    }
    let bar = match (score.ended, kind) {
        (true, GoalKind::Committed) => f.fill("{score} committed", &[("score", &f.number(1.0, 2))]),
        (true, GoalKind::Aspirational) => f.fill("{score} is strong", &[("score", &f.number(0.7, 2))]),
        (true, GoalKind::Learning) => f.word("to learn"),
        (false, _) => f.fill("expected {score}", &[("score", &f.score(score.expected))]),
    };
    if score.provisional { f.fill("{bar}, provisional", &[("bar", &bar)]) } else { bar }
}

/// The word for a kind of goal.
pub fn kind_word(f: &Formatter, kind: GoalKind) -> String {
    f.word(match kind {
        GoalKind::Committed => "Committed",
        GoalKind::Aspirational => "Aspirational",
        GoalKind::Learning => "Learning",
    })
}

/// The order of rows where the worst comes first: bad, middle, unknown, good, none.
pub fn urgency(status: Status) -> u8 {
    match status.band() {
        Band::Bad => 0,
        Band::Middle => 1,
        Band::Unknown => 2,
        Band::Good => 3,
        Band::None => 4,
    }
}
