//! A person, where the site asks for such pages: what is on the hook. Nothing is computed about people.

use super::team::{KpiRow, kpi_row};
use crate::compute::scores::Freshness;
use crate::domain::key;
use crate::parse::doc::DecisionState;
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::parts::{self, ObjectiveRow};
use crate::present::{PageView, PresentCx, current, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{KpiIx, KrIx, ObjectiveIx, Owner, PersonIx};
use serde::Serialize;
use std::collections::BTreeSet;

/// Goals of earlier periods that are listed.
const MOST_EARLIER: usize = 12;

const TEMPLATE: &str = "person.html";

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
        parts::written_in(cx, TEMPLATE, &mut frame, own, &person.doc.common);
        file.clone_from(&cx.sources.file(own).path);
        body = markdown::body(&prose, own, &person.doc.common.body);
    }
    let Charge { objectives, key_results, kpis } = &cx.lists.charges.get_or_init(|| charges(cx))[ix.0 as usize];
    let running = objectives.iter().filter(|o| current::is_running(cx, **o));
    let running_krs = key_results.iter().filter(|kr| current::is_running(cx, kr.0));
    let view = View {
        role: person.doc.role.clone(),
        team: person.team.map(|t| parts::team_link(cx, t)),
        until: person.doc.until.filter(|d| *d <= cx.scores.as_of).map(|d| f.date(d)),
        body,
        due: cx.part(TEMPLATE, "due", || kpis.iter().filter_map(|k| due(&Measure::new(cx, *k))).collect()),
        earlier: earlier(cx, objectives),
        objectives: running.map(|o| parts::objective_row(cx, *o, 0)).collect(),
        key_results: running_krs.map(|kr| parts::key_result_link(cx, *kr)).collect(),
        kpis: cx.part(TEMPLATE, "kpis", || kpis.iter().map(|k| kpi_row(cx, *k)).collect()),
        decisions: decisions(cx, &person.doc.id),
        file,
    };
    cx.page(frame, TEMPLATE, &view)
}

/// What one person is in charge of, in all periods.
#[derive(Clone, Default)]
pub struct Charge {
    objectives: Vec<ObjectiveIx>,
    key_results: Vec<KrIx>,
    kpis: Vec<KpiIx>,
}

fn charges(cx: &PresentCx<'_>) -> Vec<Charge> {
    let mut all = vec![Charge::default(); cx.model.people.len()];
    let people = |owners: &[Owner]| owners.iter().filter_map(|o| o.person).collect::<BTreeSet<_>>();
    for (o, goal) in cx.model.objectives() {
        people(&goal.owners).into_iter().for_each(|p| all[p.0 as usize].objectives.push(o));
        for (i, kr) in goal.key_results.iter().enumerate() {
            people(&kr.owners).into_iter().for_each(|p| all[p.0 as usize].key_results.push(KrIx(o, i as u32)));
        }
    }
    for (k, kpi) in cx.model.kpis() {
        if let Some(person) = kpi.who.as_ref().and_then(|who| who.person) {
            all[person.0 as usize].kpis.push(k);
        }
    }
    all
}

fn earlier(cx: &PresentCx<'_>, objectives: &[ObjectiveIx]) -> Vec<Link> {
    let is_over = |o: &ObjectiveIx| cx.model.is_published(cx.model.objective(*o)) && cx.scores.objective(*o).ended;
    let mut over: Vec<ObjectiveIx> = objectives.iter().copied().filter(is_over).collect();
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
