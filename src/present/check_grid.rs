//! Who said when how it goes, as a grid: rows are key results, goals and teams, never people, and only where the team
//! is large enough (`domain.md` §7).

use super::PresentCx;
use super::parts::Figure;
use super::rhythm::{self, Kept, Rhythm};
use super::write::goals_of;
use crate::chart;
use crate::chart::spec::{GridCell, GridSpec};
use crate::domain::{Date, Status};
use crate::parse::doc::KrKindDoc;
use crate::resolve::model::{KrIx, ObjectiveIx, TeamIx};

/// The most columns: a quarter of weeks, as wide as a phone.
const COLUMNS: usize = 14;
/// Days to come that a long period shows.
const AHEAD: usize = 4;
/// Goals of a team that have a row.
const GOALS: usize = 12;

/// A row: its label, and the days on which something was said.
type Row = (String, Vec<Date>);

/// The check-ins of a goal and of its typed numbers, where a team of five or more answers for it.
pub fn of_goal(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<Figure> {
    let goal = cx.model.objective(ix);
    goal.team.filter(|team| rhythm::is_large(cx, *team))?;
    let rhythm = rhythm::of_goal(cx, ix)?;
    let mut rows = vec![(goal.doc.id.clone(), rhythm::said(cx, ix))];
    let numbers = (0..goal.key_results.len() as u32).map(|i| KrIx(ix, i)).filter(|kr| is_typed(cx, *kr));
    rows.extend(numbers.map(|kr| (cx.model.key_result(kr).doc.id.clone(), said_of(cx, kr))));
    figure(cx, &rhythm, &rows, "A row for the goal and for each number that is typed, a column for each check-in day.")
}

/// The check-ins of a large team, of its goals, and of its parts that are as large.
pub fn of_team(cx: &PresentCx<'_>, ix: TeamIx) -> Option<Figure> {
    if !rhythm::is_large(cx, ix) {
        return None;
    }
    let rhythm = rhythm::running(cx)?;
    let team_row = |team: TeamIx| {
        let goals = goals_of(cx, team);
        let said = goals.iter().flat_map(|goal| rhythm::said(cx, *goal)).collect();
        (!goals.is_empty()).then(|| (cx.model.team(team).name.clone(), said))
    };
    let mut rows: Vec<Row> = team_row(ix).into_iter().collect();
    let goals = goals_of(cx, ix).into_iter().take(GOALS);
    rows.extend(goals.map(|goal| (cx.model.objective(goal).doc.id.clone(), rhythm::said(cx, goal))));
    let parts = cx.model.team(ix).parts.iter().copied().filter(|part| rhythm::is_large(cx, *part));
    rows.extend(parts.filter_map(team_row));
    figure(cx, &rhythm, &rows, "A row for the team and for each of its goals, a column for each check-in day.")
}

/// Numbers that somebody types week by week; steps and yes-or-no have news only now and then.
fn is_typed(cx: &PresentCx<'_>, ix: KrIx) -> bool {
    let kr = cx.model.key_result(ix);
    let now_and_then = matches!(
        kr.doc.kind,
        KrKindDoc::Milestones(_) | KrKindDoc::YesNo { .. } | KrKindDoc::Text | KrKindDoc::FindBaseline { .. }
    );
    kr.kpi.is_none() && !now_and_then && cx.scores.key_result(ix).status != Status::Dropped
}

/// The days on which a key result was spoken of; "no change" speaks of all.
fn said_of(cx: &PresentCx<'_>, ix: KrIx) -> Vec<Date> {
    let entries = cx.model.objective(ix.0).entries.iter();
    let spoken = entries.filter(|e| e.no_change || e.values.iter().any(|(kr, _)| *kr == ix.1));
    spoken.map(|e| e.date).filter(|d| *d <= cx.scores.as_of).collect()
}

fn figure(cx: &PresentCx<'_>, rhythm: &Rhythm, rows: &[Row], subtitle: &str) -> Option<Figure> {
    let f = &cx.format;
    let as_of = cx.scores.as_of;
    let come = rhythm.days.iter().filter(|day| **day <= as_of).count();
    let end = if rhythm.days.len() > COLUMNS { (come + AHEAD).min(rhythm.days.len()) } else { rhythm.days.len() };
    let shown = end.saturating_sub(COLUMNS)..end;
    let cells = |said: &[Date]| -> Vec<GridCell> {
        rhythm.kept(said, as_of)[shown.clone()].iter().map(|(_, kept)| cell(*kept)).collect()
    };
    let rows: Vec<(String, Vec<GridCell>)> = rows.iter().map(|(label, said)| (label.clone(), cells(said))).collect();
    let count = |kinds: &[GridCell]| rows.first().map_or(0, |(_, c)| c.iter().filter(|c| kinds.contains(c)).count());
    let all = count(&[GridCell::OnTime, GridCell::Late, GridCell::Missed]);
    if all == 0 {
        return None;
    }
    let (on, all) = (count(&[GridCell::OnTime]).to_string(), all.to_string());
    let title = f.fill("{on} of {all} check-ins were on time", &[("on", &on), ("all", &all)]);
    let words = ["on time", "late", "missed", "to come", "Check-in day"].map(|w| f.word(w));
    let signs = ["■", "◤", "⊠", "·"].iter().zip(&words).map(|(sign, word)| format!("{sign} {word}"));
    let sources = signs.collect();
    let drawing = chart::grid(&GridSpec {
        id: "fig-check".to_owned(),
        subtitle: f.word(subtitle),
        columns: rhythm.days[shown].iter().map(|day| (*day, f.date(*day))).collect(),
        rows,
        months: f.months(),
        words,
    });
    Some(Figure { sources, ..Figure::new("fig-check", &title, drawing) })
}

fn cell(kept: Kept) -> GridCell {
    match kept {
        Kept::OnTime => GridCell::OnTime,
        Kept::Late => GridCell::Late,
        Kept::Missed => GridCell::Missed,
        Kept::ToCome => GridCell::ToCome,
    }
}
