//! Periods: the list, what happened in one, two side by side, and the planning of a coming one.

pub mod compare;
pub mod plan;

use super::home::{strip_row, strip_words};
use super::{SHEET, page, sheets};
use crate::chart;
use crate::chart::spec::StripSpec;
use crate::domain::Status;
use crate::parse::seal::SealDoc;
use crate::present::edits::{self, EditView};
use crate::present::frame::{Frame, Link};
use crate::present::parts::{self, Choice, Figure, ObjectiveRow, PagerLink};
use crate::present::seal::corrected;
use crate::present::{PageView, PresentCx, calendar, current, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{ObjectiveIx, PeriodInfo};
use serde::Serialize;

/// Goals that are carried in, added or dropped, by name at most.
const LISTED: usize = 40;

#[derive(Serialize)]
struct IndexView {
    periods: Vec<PeriodRow>,
}

#[derive(Serialize)]
struct PeriodRow {
    link: Link,
    span: String,
    current: bool,
    goals: usize,
    counts: String,
    review: Option<Link>,
    /// Beside the period before, or its planning.
    more: Option<Link>,
}

/// The list of periods, newest first.
pub fn index(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let mut frame = Frame::new("periods", paths::PERIODS, f.word("Periods"), "goals");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let mut periods: Vec<(usize, &PeriodInfo)> = cx.model.periods.iter().enumerate().collect();
    periods.sort_by(|a, b| b.1.period.end.cmp(&a.1.period.end).then(a.1.period.cmp(&b.1.period)));
    let periods = periods
        .into_iter()
        .map(|(i, info)| PeriodRow {
            link: Link::new(paths::period(cx.model, i), f.period(&info.period)),
            span: f.span(info.period.start, info.period.end),
            current: info.period.contains(cx.scores.as_of),
            goals: info.objectives.len(),
            counts: current::counts(f, info.objectives.iter().map(|o| cx.scores.objective(*o).status)),
            review: info.review.map(|r| Link::new(paths::review(cx.model, r), f.word("Review"))),
            more: if plan::is_coming(cx, info) {
                Some(Link::new(plan::address(cx, i), f.word("Planning")))
            } else {
                current::period_before(cx, i).map(|b| compare::link(cx, i, b))
            },
        })
        .collect();
    page(frame, "periods.html", &IndexView { periods })
}

#[derive(Serialize)]
struct View {
    when: String,
    elapsed: Option<String>,
    sentence: Option<String>,
    /// Name and date, in order.
    dates: Vec<(String, String)>,
    /// The same for a calendar.
    calendar: Option<Link>,
    counts: String,
    strip: Option<Figure>,
    choices: Vec<Choice>,
    groups: Vec<Group>,
    carried: Vec<Link>,
    added: Vec<Link>,
    dropped: Vec<Link>,
    /// How many goals each of these lists would have.
    counts_of: [usize; 3],
    review: Option<Link>,
    before: Option<Link>,
    after: Option<Link>,
    /// This period beside another.
    beside: Vec<Link>,
    plan: Option<Link>,
    pager: Vec<PagerLink>,
    body: String,
    total: usize,
    /// When the period was sealed, and what was amended since.
    sealed: Option<String>,
    /// Since when the seal is in the repository, in which revision, and by whom where the site tells.
    sealed_by: Option<String>,
    amendments: Vec<AmendmentView>,
    moved: Vec<EditView>,
    changes: Vec<EditView>,
}

/// A correction of sealed results.
#[derive(Serialize)]
struct AmendmentView {
    date: String,
    why: String,
    /// Each goal and KPI with its number before and after.
    corrected: Vec<(Link, String)>,
}

/// Goals under one company goal.
#[derive(Serialize)]
struct Group {
    /// None: these support nothing above them in this period.
    over: Option<Link>,
    rows: Vec<ObjectiveRow>,
}

/// One sheet of a period.
pub fn view(cx: &PresentCx<'_>, index: usize, sheet: u32) -> PageView {
    let f = &cx.format;
    let info = &cx.model.periods[index];
    let period = &info.period;
    let first = paths::period(cx.model, index);
    let title = info.doc.as_ref().and_then(|d| d.title.clone()).unwrap_or_else(|| f.period(period));
    let mut frame = Frame::new("period", paths::sheet(&first, sheet as usize), title, "goals");
    frame.crumbs = vec![Link::new(paths::PERIODS, f.word("Periods"))];
    frame.here = Some(f.period(period));
    let mut body = String::new();
    if let Some(doc) = &info.doc {
        let prose = Prose { cx, root: &frame.root.clone(), period: Some(period), top_heading: 3 };
        parts::written_in(cx, "period.html", &mut frame, doc.file, &doc.common);
        body = markdown::body(&prose, doc.file, &doc.common.body);
    }
    let status = |o: &ObjectiveIx| cx.scores.objective(*o).status;
    let link = |i: usize| Link::new(paths::period(cx.model, i), f.period(&cx.model.periods[i].period));
    let is_carried = |o: &&ObjectiveIx| cx.model.objective(**o).predecessor.is_some();
    let (carried, added): (Vec<_>, Vec<_>) = info.objectives.iter().partition(is_carried);
    let dropped: Vec<_> = info.objectives.iter().filter(|o| status(o) == Status::Dropped).collect();
    let links = |list: &[&ObjectiveIx]| list.iter().take(LISTED).map(|o| parts::objective_link(cx, **o)).collect();
    let groups = groups(cx, index, sheet);
    let facets: Vec<_> = groups.iter().flat_map(|g| g.rows.iter().map(|r| r.facets.clone())).collect();
    let seal = crate::compute::seal::of_period(cx.model, &period.name);
    let amendment = |(doc, index): (&SealDoc, usize)| AmendmentView {
        date: f.date(doc.amendments[index].date),
        why: doc.amendments[index].why.clone(),
        corrected: corrected(cx, doc, index),
    };
    let amendments = seal.into_iter().flat_map(|doc| (0..doc.amendments.len()).map(move |index| (doc, index)));
    let amendments = amendments.filter(|(doc, index)| doc.amendments[*index].date <= cx.scores.as_of);
    let (moved, changes) = match sheet {
        0 => edits::of_period(cx, period, &info.objectives).map(|e| edits::view(cx, e)).partition(|e| e.moved),
        _ => Default::default(),
    };
    let view = View {
        when: f.span(period.start, period.end),
        elapsed: period
            .contains(cx.scores.as_of)
            .then(|| f.percent(current::elapsed(period.start, period.end, cx.scores.as_of))),
        sentence: (!info.objectives.is_empty()).then(|| current::sentence(cx, &info.objectives, &f.word("goals"))),
        dates: dates(cx, info),
        calendar: calendar::has_dates(cx, info)
            .then(|| Link::new(calendar::path(info), f.word("Dates for your calendar"))),
        counts: current::counts(f, info.objectives.iter().map(status)),
        strip: strip(cx, index),
        choices: parts::choices(f, &facets),
        groups,
        counts_of: [carried.len(), added.len(), dropped.len()],
        carried: links(&carried),
        added: links(&added),
        dropped: links(&dropped),
        review: info.review.map(|r| Link::new(paths::review(cx.model, r), f.word("Review"))),
        before: current::period_before(cx, index).map(link),
        after: current::period_after(cx, index).map(link),
        beside: compare::links(cx, index),
        plan: plan::is_coming(cx, info).then(|| Link::new(plan::address(cx, index), f.word("Planning"))),
        pager: parts::pager(&first, sheets(info.objectives.len()), sheet),
        body,
        total: info.objectives.len(),
        sealed: seal.map(|s| f.date(s.sealed)),
        sealed_by: seal.and_then(|s| sealed_by(cx, s)),
        amendments: amendments.map(amendment).collect(),
        moved,
        changes,
    };
    page(frame, "period.html", &view)
}

fn dates(cx: &PresentCx<'_>, info: &PeriodInfo) -> Vec<(String, String)> {
    let f = &cx.format;
    let Some(doc) = &info.doc else { return Vec::new() };
    let mut out: Vec<(String, String)> = doc.check_in.iter().map(|c| (f.word("Check-ins"), c.clone())).collect();
    let days = [("Freeze", doc.freeze), ("Grades by", doc.grade_by), ("Review on", doc.review)];
    out.extend(days.into_iter().filter_map(|(word, day)| Some((f.word(word), f.date(day?)))));
    out
}

fn strip(cx: &PresentCx<'_>, index: usize) -> Option<Figure> {
    let f = &cx.format;
    let mut rows = vec![strip_row(cx, index, false)];
    if !(8..=80).contains(&rows[0].dots.len()) {
        return None;
    }
    rows.extend(current::period_before(cx, index).map(|b| strip_row(cx, b, true)));
    let title = f.word("Every goal of the period at its score");
    let drawing = chart::strip(&StripSpec {
        id: "fig-strip".to_owned(),
        title: title.clone(),
        subtitle: f.word("One mark per goal; hollow: the period before. The goals differ, so the medians do not compare like with like."),
        rows,
        medians: true,
        words: strip_words(f),
        style: f.style(2),
    });
    Some(Figure::new("fig-strip", &title, drawing))
}

/// The sheet's goals, company goal by company goal, parents before their children.
fn groups(cx: &PresentCx<'_>, index: usize, sheet: u32) -> Vec<Group> {
    let goals = cx.lists.periods[index].get_or_init(|| {
        let goals = cx.model.periods[index].objectives.iter();
        let mut goals: Vec<_> = goals.map(|o| (root(cx, *o), cx.model.objective(*o).level, *o)).collect();
        goals.sort_by_key(|(root, level, o)| (root.is_none(), *root, *level, *o));
        goals
    });
    let from = (sheet as usize * SHEET).min(goals.len());
    let to = (from + SHEET).min(goals.len());
    goals[from..to]
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| Group {
            over: group[0].0.map(|r| parts::objective_link(cx, r)),
            rows: group.iter().map(|(_, level, o)| parts::objective_row(cx, *o, level.saturating_sub(1))).collect(),
        })
        .collect()
}

/// The goal at the top of the chain of first parents; none for goals that support and are supported by nothing.
fn root(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<ObjectiveIx> {
    let mut at = ix;
    for _ in 0..cx.model.objectives.len() {
        match cx.model.objective(at).parents.first().and_then(|p| p.objective()) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    (at != ix || !cx.model.objective(ix).children.is_empty()).then_some(at)
}

/// Since when the seal of a period is in the repository, in which revision, and by whom.
fn sealed_by(cx: &PresentCx<'_>, seal: &SealDoc) -> Option<String> {
    let f = &cx.format;
    let (day, wrote) = cx.model.ledger.sealed.get(&seal.file?)?;
    let commit: String = wrote.revision.chars().take(7).collect();
    let (date, author) = (f.date(*day), wrote.author.as_str());
    Some(if edits::authors_shown(cx) {
        let pattern = "In the repository since {date}, revision {commit}, by {author}";
        f.fill(pattern, &[("date", &date), ("commit", &commit), ("author", author)])
    } else {
        f.fill("In the repository since {date}, revision {commit}", &[("date", &date), ("commit", &commit)])
    })
}
