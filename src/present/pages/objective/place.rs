//! Where an objective sits: ancestors, itself, children; the rail; how far its data reaches.

use super::TEMPLATE;
use super::score::policy_line;
use crate::compute::scores::Freshness;
use crate::domain::Date;
use crate::present::PresentCx;
use crate::present::frame::{Link, RailGroup, RailLink};
use crate::present::measures::Measure;
use crate::present::parts::{self, StatusView};
use crate::present::paths;
use crate::resolve::model::{Child, KrIx, ObjectiveIx, ParentTo};
use serde::Serialize;

/// Links of one group in the rail, and rows of one list here.
const MOST: usize = 30;

#[derive(Serialize)]
pub(super) struct PlaceView {
    rows: Vec<PlaceRow>,
    /// "Also supports": parents after the first.
    also: Vec<Link>,
    /// KPIs and who else reads them.
    shared: Vec<(Link, Vec<Link>)>,
    more: usize,
    expected: Option<String>,
}

#[derive(Serialize)]
struct PlaceRow {
    link: Link,
    note: String,
    depth: u32,
    me: bool,
    status: StatusView,
    score: String,
    bullet: String,
}

pub(super) fn place(cx: &PresentCx<'_>, ix: ObjectiveIx) -> PlaceView {
    let objective = cx.model.objective(ix);
    let above = ancestors(cx, ix);
    let mut rows: Vec<PlaceRow> = above.iter().enumerate().map(|(i, a)| row(cx, *a, i as u32, ix, None)).collect();
    let own = rows.len() as u32;
    rows.push(row(cx, ix, own, ix, None));
    rows.extend(objective.children.iter().take(MOST).map(|c| row(cx, c.objective, own + 1, ix, Some(c))));
    let s = cx.scores.objective(ix);
    PlaceView {
        rows,
        also: objective.parents.iter().skip(1).filter_map(|p| parent_link(cx, &p.to)).collect(),
        shared: cx.part(TEMPLATE, "place.shared", || shared(cx, ix)),
        more: objective.children.len().saturating_sub(MOST),
        expected: s.expected.filter(|_| !s.ended).map(|e| cx.format.score(Some(e))),
    }
}

fn parent_link(cx: &PresentCx<'_>, to: &ParentTo) -> Option<Link> {
    match to {
        ParentTo::Objective(ix) => Some(parts::objective_link(cx, *ix)),
        ParentTo::KeyResult(kr) => Some(parts::key_result_link(cx, *kr)),
        ParentTo::Priority(_) => None,
    }
}

fn row(cx: &PresentCx<'_>, ix: ObjectiveIx, depth: u32, me: ObjectiveIx, child: Option<&Child>) -> PlaceRow {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let s = cx.scores.objective(ix);
    let mut note: Vec<String> = objective.team.iter().map(|t| cx.model.team(*t).name.clone()).collect();
    if ix == me {
        note.push(f.word("this page"));
    }
    if let Some(child) = child {
        if let Some(kr) = child.key_result.and_then(|i| cx.model.objective(me).key_results.get(i as usize)) {
            note.push(format!("{} {}", f.word("feeds"), kr.doc.id));
        }
        if !child.primary {
            note.push(f.word("also supports this"));
        }
        if child.share != 1.0 {
            note.push(format!("{} {}", f.word("share"), f.number(child.share, 2)));
        }
    }
    PlaceRow {
        link: parts::objective_link(cx, ix),
        note: note.join(" · "),
        depth: depth.min(4),
        me: ix == me,
        status: StatusView::new(f, s.status, s.hollow_since),
        score: f.score(s.score),
        bullet: cx.part(TEMPLATE, "place.rows.bullet", || {
            parts::score_bullet(f, &objective.doc.id, s.score, s.expected.filter(|_| !s.ended))
        }),
    }
}

/// From the company goal down to the first parent.
fn ancestors(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<ObjectiveIx> {
    let mut out = Vec::new();
    let mut at = ix;
    while let Some(parent) = cx.model.objective(at).parents.first().and_then(|p| p.objective()) {
        if out.contains(&parent) || parent == ix {
            break; // a circle is a finding of its own
        }
        out.push(parent);
        at = parent;
    }
    out.reverse();
    out
}

fn shared(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<(Link, Vec<Link>)> {
    let mut kpis: Vec<_> = cx.model.objective(ix).key_results.iter().filter_map(|k| k.kpi).collect();
    kpis.sort();
    kpis.dedup();
    kpis.into_iter()
        .filter_map(|kpi| {
            let others: Vec<Link> = cx
                .model
                .kpi(kpi)
                .used_by
                .iter()
                .filter(|kr| kr.0 != ix && cx.model.objective(kr.0).doc.period == cx.model.objective(ix).doc.period)
                .take(6)
                .map(|kr| parts::key_result_link(cx, *kr))
                .collect();
            (!others.is_empty()).then(|| (parts::kpi_link(cx, kpi), others))
        })
        .collect()
}

/// Period, then the first parent.
pub(super) fn crumbs(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<Link> {
    let objective = cx.model.objective(ix);
    let mut crumbs = Vec::new();
    if let Some(period) = &objective.doc.period {
        let known = cx.model.periods.iter().position(|p| p.period.name == period.name);
        crumbs.extend(known.map(|i| Link::new(paths::period(cx.model, i), cx.format.period(period))));
    } else {
        crumbs.push(Link::new(paths::MAP, cx.format.word("Goals")));
    }
    crumbs.extend(ancestors(cx, ix).last().map(|p| parts::objective_link(cx, *p)));
    crumbs
}

/// Ancestors, siblings and children: ids and titles only.
pub(super) fn rail(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<RailGroup> {
    let f = &cx.format;
    let above = ancestors(cx, ix);
    let mut links: Vec<RailLink> = above.iter().enumerate().map(|(i, a)| link(cx, *a, i, ix)).collect();
    let depth = links.len();
    let siblings: Vec<ObjectiveIx> = match above.last() {
        Some(parent) => cx.model.objective(*parent).children.iter().map(|c| c.objective).collect(),
        None => vec![ix],
    };
    let room = MOST.saturating_sub(links.len());
    for sibling in near(&siblings, ix, room) {
        links.push(link(cx, sibling, depth, ix));
        if sibling == ix {
            let children = &cx.model.objective(ix).children;
            links.extend(children.iter().take(room / 2).map(|c| link(cx, c.objective, depth + 1, ix)));
        }
    }
    links.truncate(MOST);
    let total = siblings.len() + cx.model.objective(ix).children.len() + depth;
    let more = (total > links.len()).then(|| {
        let all = f.fill("All {n}", &[("n", &total.to_string())]);
        Link::new(
            above.last().map_or(paths::MAP.to_owned(), |p| format!("{}#s-al", paths::objective(cx.model, *p))),
            all,
        )
    });
    let period = cx.model.objective(ix).doc.period.as_ref().map(|p| f.period(p));
    let title = f.list(&[f.word("Goals")].into_iter().chain(period).collect::<Vec<_>>());
    vec![RailGroup { title, links, more }]
}

/// At most `room` siblings, this one among them.
fn near(siblings: &[ObjectiveIx], ix: ObjectiveIx, room: usize) -> Vec<ObjectiveIx> {
    let at = siblings.iter().position(|s| *s == ix).unwrap_or(0);
    let from = at.saturating_sub(room / 2).min(siblings.len().saturating_sub(room));
    let mut shown: Vec<ObjectiveIx> = siblings.iter().skip(from).take(room).copied().collect();
    if !shown.contains(&ix) {
        shown.push(ix);
    }
    shown
}

fn link(cx: &PresentCx<'_>, ix: ObjectiveIx, depth: usize, me: ObjectiveIx) -> RailLink {
    let doc = &cx.model.objective(ix).doc;
    RailLink {
        href: paths::objective(cx.model, ix),
        text: doc.title.clone(),
        id: Some(doc.id.clone()),
        depth: depth.min(4) as u8,
        current: ix == me,
    }
}

/// The newest value behind this page.
pub(super) fn data_through(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<Date> {
    let scores = &cx.scores.objective(ix).key_results;
    scores.iter().filter_map(|k| k.value_date).max()
}

#[derive(Default, Serialize)]
pub(super) struct About {
    data: Vec<String>,
    scoring: Vec<String>,
    file: String,
    edit: Option<String>,
}

pub(super) fn about(cx: &PresentCx<'_>, ix: ObjectiveIx) -> About {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let mut scoring = vec![f.word("Straight from baseline to target; each line above opens to its sum.")];
    scoring.extend(policy_line(cx, objective.doc.policy.as_deref()));
    let path = &cx.sources.file(objective.doc.file).path;
    About { data: data(cx, ix), scoring, file: path.clone(), edit: parts::edit_link(cx, path) }
}

/// "3 of 4 KPIs are complete through …", and each that is not.
fn data(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Vec<String> {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let mut lines = Vec::new();
    let mut fresh = 0;
    let mut all = 0;
    for (i, kr) in objective.key_results.iter().enumerate() {
        let Some(kpi) = kr.kpi else { continue };
        all += 1;
        let measure = Measure::new(cx, kpi);
        let last = measure.score.latest().map(|s| f.date(s.slot.end)).unwrap_or_default();
        match measure.score.freshness {
            Freshness::Fresh => fresh += 1,
            Freshness::NoData => lines.push(f.fill("{kpi} has no data yet", &[("kpi", measure.name())])),
            Freshness::Late | Freshness::Stale => {
                let places = [
                    ("kr", cx.model.key_result(KrIx(ix, i as u32)).doc.id.as_str()),
                    ("kpi", measure.name()),
                    ("last", &last),
                ];
                lines.push(f.fill("{kr}: {kpi} ends on {last}, the next value is overdue", &places));
            }
        }
    }
    if all > 0 {
        let places = [("fresh", fresh.to_string()), ("all", all.to_string())];
        lines.insert(
            0,
            f.fill("{fresh} of {all} KPIs are up to date", &places.each_ref().map(|(n, v)| (*n, v.as_str()))),
        );
    } else {
        lines.push(f.word("All values come from check-ins"));
    }
    lines
}
