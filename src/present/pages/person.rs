//! A person, where the site asks for such pages: what is on the hook. Nothing is computed about people.

use super::page;
use super::team::{KpiRow, kpi_row};
use crate::compute::scores::Freshness;
use crate::domain::key;
use crate::parse::doc::DecisionState;
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::parts::{self, ObjectiveRow};
use crate::present::{PageView, PresentCx, current, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{KrIx, ObjectiveIx, Owner, PersonIx};
use serde::Serialize;

/// Goals of earlier periods that are listed.
const MOST_EARLIER: usize = 12;

#[derive(Serialize)]
struct View {
    role: Option<String>,
    team: Option<Link>,
    until: Option<String>,
    body: String,
    due: Vec<Due>,
    objectives: Vec<ObjectiveRow>,
    /// Goals of periods that are over, the newest first.
    earlier: Vec<Link>,
    key_results: Vec<Link>,
    kpis: Vec<KpiRow>,
    decisions: Vec<DecisionRow>,
    file: String,
}

#[derive(Serialize)]
struct Due {
    link: Link,
    text: String,
}

#[derive(Serialize)]
struct DecisionRow {
    link: Link,
    ask: String,
    due: Option<String>,
}

/// The page of one person.
pub fn view(cx: &PresentCx<'_>, ix: PersonIx) -> PageView {
    let f = &cx.format;
    let person = cx.model.person(ix);
    let path = format!("{}/index.html", person.address);
    let mut frame = Frame::new("person", path, &person.name, "teams");
    frame.crumbs = person.team.iter().map(|t| parts::team_link(cx, *t)).collect();
    let prose = Prose { cx, root: &frame.root.clone(), period: None, top_heading: 3 };
    let mut file = "people.csv".to_owned();
    let mut body = String::new();
    if let Some(own) = person.doc.file {
        parts::written_in(cx, &mut frame, own, &person.doc.common);
        file.clone_from(&cx.sources.file(own).path);
        body = markdown::body(&prose, own, &person.doc.common.body);
    }
    let mine = |owners: &[Owner]| owners.iter().any(|o| o.person == Some(ix));
    let running = || cx.model.objectives().filter(|(o, _)| current::is_running(cx, *o));
    let key_results = running().flat_map(|(o, goal)| {
        let own = goal.key_results.iter().enumerate().filter(|(_, k)| mine(&k.owners));
        own.map(move |(i, _)| KrIx(o, i as u32))
    });
    let kpis: Vec<_> =
        cx.model.kpis().filter(|(_, k)| k.who.as_ref().is_some_and(|w| w.person == Some(ix))).map(|(k, _)| k).collect();
    let view = View {
        role: person.doc.role.clone(),
        team: person.team.map(|t| parts::team_link(cx, t)),
        until: person.doc.until.filter(|d| *d <= cx.scores.as_of).map(|d| f.date(d)),
        body,
        due: kpis.iter().filter_map(|k| due(&Measure::new(cx, *k))).collect(),
        earlier: earlier(cx, ix),
        objectives: running().filter(|(_, o)| mine(&o.owners)).map(|(o, _)| parts::objective_row(cx, o, 0)).collect(),
        key_results: key_results.map(|kr| parts::key_result_link(cx, kr)).collect(),
        kpis: kpis.iter().map(|k| kpi_row(cx, *k)).collect(),
        decisions: decisions(cx, &person.doc.id),
        file,
    };
    page(frame, "person.html", &view)
}

fn earlier(cx: &PresentCx<'_>, ix: PersonIx) -> Vec<Link> {
    let over = cx.model.objectives().filter(|(o, goal)| {
        cx.model.is_published(goal) && cx.scores.objective(*o).ended && goal.owners.iter().any(|w| w.person == Some(ix))
    });
    let mut over: Vec<ObjectiveIx> = over.map(|(o, _)| o).collect();
    let end = |o: &ObjectiveIx| cx.model.objective(*o).doc.period.as_ref().map(|p| p.end);
    over.sort_by_key(|o| (std::cmp::Reverse(end(o)), *o));
    over.into_iter().take(MOST_EARLIER).map(|o| parts::objective_link(cx, o)).collect()
}

/// A value of a KPI that is overdue.
fn due(measure: &Measure<'_>) -> Option<Due> {
    let cx = measure.cx;
    if measure.score.freshness == Freshness::Fresh {
        return None;
    }
    let text = match measure.score.due {
        Some(day) => cx.format.fill("a value is due since {date}", &[("date", &cx.format.date(day))]),
        None => cx.format.word("a first value is due"),
    };
    Some(Due { link: parts::kpi_link(cx, measure.ix), text })
}

/// Open decisions that this person prepares or takes.
fn decisions(cx: &PresentCx<'_>, id: &str) -> Vec<DecisionRow> {
    let id = key(id);
    let is = |who: &Option<String>| who.as_deref().is_some_and(|w| key(w.trim_start_matches('@')) == id);
    let mut rows = Vec::new();
    for (i, review) in cx.model.reviews.iter().enumerate() {
        let open = review.doc.decisions.iter().filter(|d| d.state == DecisionState::Open);
        for decision in open.filter(|d| is(&d.prepares) || is(&d.decides)) {
            rows.push(DecisionRow {
                link: Link::with_id(paths::review(cx.model, i), &decision.id, cx.format.period(&review.period)),
                ask: decision.ask.clone(),
                due: decision.due.map(|d| cx.format.date(d)),
            });
        }
    }
    rows
}
