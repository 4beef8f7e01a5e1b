//! Reviews: the list, and one for leadership about one period.
//!
//! The order of blocks is the order of a meeting (`design.md` §6): what was decided last time and what came of it,
//! what is to be decided now, which goalposts moved; then what went well and what did not, and the numbers.

mod candidates;
mod decisions;
mod discuss;
mod missed;
mod moved;
mod numbers;
mod scores;
mod stage;

use super::page;
use crate::compute::scores::KpiScore;
use crate::domain::{Date, slug};
use crate::parse::doc::Body;
use crate::parse::markdown as scan;
use crate::present::edits::{self, EditView};
use crate::present::frame::{Frame, Link};
use crate::present::measures::score_on;
use crate::present::{PageView, PresentCx, parts, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{KpiIx, Named, ObjectiveIx, Review};
use decisions::{DecisionView, PromiseView, Since};
use serde::Serialize;
use stage::StageView;

pub use stage::drafts;

/// A review while its page is made.
#[derive(Clone, Copy)]
struct Reviewed<'a> {
    cx: &'a PresentCx<'a>,
    review: &'a Review,
    index: usize,
}

#[derive(Serialize)]
struct View {
    period: String,
    period_link: Option<Link>,
    span: String,
    prepared_by: Option<String>,
    stage: StageView,
    /// Takes the place of the takeaway where nobody wrote one.
    no_headline: bool,
    since: Option<Since>,
    decisions: Vec<DecisionView>,
    promises: Vec<PromiseView>,
    moved: Vec<moved::Moved>,
    /// What else was redefined since the period began.
    changes: Vec<EditView>,
    candidates: candidates::Candidates,
    well: Option<Section>,
    not_well: Option<Section>,
    scores: scores::Scores,
    discuss: discuss::Discuss,
    numbers: numbers::Numbers,
    missed: Vec<missed::Missed>,
    missed_prose: Option<Section>,
    next: missed::Next,
    next_prose: Option<Section>,
    /// The author's other sections, and what stands before the first heading.
    intro: String,
    others: Vec<Section>,
    quality_prose: Option<Section>,
    quality: Vec<String>,
    file: String,
}

/// A section of the author's prose.
#[derive(Serialize)]
struct Section {
    title: String,
    anchor: String,
    html: String,
}

/// The list of reviews.
pub fn index(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let frame = Frame::new("reviews", paths::REVIEWS, f.word("Reviews"), "reviews");
    let rows = (0..cx.model.reviews.len()).rev().map(|index| {
        let reviewed = Reviewed { cx, review: &cx.model.reviews[index], index };
        Row {
            link: Link::new(paths::review(cx.model, index), f.period(&reviewed.review.period)),
            headline: headline(cx, index),
            stage: reviewed.stage_view(),
            decisions: decisions::standing(&reviewed),
            goals: reviewed.goals().len(),
        }
    });
    page(frame, "reviews.html", &Index { rows: rows.collect() })
}

#[derive(Serialize)]
struct Index {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    link: Link,
    headline: Option<String>,
    stage: StageView,
    decisions: String,
    goals: usize,
}

/// One review.
pub fn view(cx: &PresentCx<'_>, index: usize) -> PageView {
    let reviewed = Reviewed { cx, review: &cx.model.reviews[index], index };
    let f = &cx.format;
    let doc = &reviewed.review.doc;
    let period = &reviewed.review.period;
    let frame = frame(&reviewed);
    let prose = Prose { cx, root: &frame.root, period: Some(period), top_heading: 3 };
    let mut sections = sections(&reviewed, &prose);
    let mut take = |words: &[&str]| {
        let at = sections.list.iter().position(|s| words.iter().any(|w| slug(&s.title).contains(w)))?;
        Some(sections.list.remove(at))
    };
    let (missed_prose, not_well) = (take(&["missed"]), take(&["did-not", "not-well", "went-badly", "problem"]));
    let quality_prose = take(&["data-quality"]);
    let (well, next_prose) = (take(&["went-well", "well"]), take(&["next", "into-"]));
    let numbers = numbers::numbers(&reviewed);
    let (moved, changes) = moved::moved(&reviewed);
    let view = View {
        period: f.period(period),
        period_link: reviewed.period_index().map(|i| Link::new(paths::period(cx.model, i), f.period(period))),
        span: f.span(period.start, period.end),
        prepared_by: doc.prepared_by.as_deref().and_then(|p| reviewed.who(p)),
        stage: reviewed.stage_view(),
        no_headline: doc.headline.is_none(),
        since: decisions::since(&reviewed),
        decisions: decisions::asked(&reviewed),
        promises: decisions::promised(&reviewed),
        moved,
        changes,
        candidates: candidates::candidates(&reviewed, &numbers::scorecard(&reviewed)),
        well,
        not_well,
        scores: scores::scores(&reviewed),
        discuss: discuss::discuss(&reviewed),
        quality_prose,
        quality: numbers::quality(&reviewed, &numbers),
        numbers,
        missed: missed::missed(&reviewed, &prose),
        missed_prose,
        next: missed::next(&reviewed),
        next_prose,
        intro: sections.intro,
        others: sections.list,
        file: cx.sources.file(doc.file).path.clone(),
    };
    page(frame, "review.html", &view)
}

/// The headline with its numbers filled in, bound to the review's period.
pub fn headline(cx: &PresentCx<'_>, index: usize) -> Option<String> {
    let review = &cx.model.reviews[index];
    let prose = Prose { cx, root: "", period: Some(&review.period), top_heading: 1 };
    review.doc.headline.as_deref().map(|text| markdown::words(&prose, text))
}

fn frame(r: &Reviewed<'_>) -> Frame {
    let f = &r.cx.format;
    let doc = &r.review.doc;
    let name = f.period(&r.review.period);
    let title = headline(r.cx, r.index).or_else(|| doc.title.clone());
    let title = title.unwrap_or_else(|| f.fill("Review of {period}", &[("period", &name)]));
    let mut frame = Frame::new("review", paths::review(r.cx.model, r.index), title, "reviews");
    frame.crumbs = vec![Link::new(paths::REVIEWS, f.word("Reviews"))];
    frame.here = Some(name);
    frame.data_through = Some(f.date(r.last_day()));
    frame.dated = r.frozen().map(|_| r.stage_view().text().to_owned());
    parts::written_in(r.cx, "review.html", &mut frame, doc.file, &doc.common);
    frame
}

impl<'a> Reviewed<'a> {
    /// The day the numbers speak of: the period's last, or the report's where the period still runs.
    fn last_day(&self) -> Date {
        self.review.period.end.min(self.cx.scores.as_of)
    }

    /// A KPI as it stood on the last day that the review speaks of: later values neither confirm nor spoil it.
    fn score_then(&self, ix: KpiIx) -> KpiScore {
        score_on(self.cx, ix, self.last_day(), self.day())
    }

    /// The period's place in the model.
    fn period_index(&self) -> Option<usize> {
        self.cx.model.periods.iter().position(|p| p.period == self.review.period)
    }

    /// The goals of exactly this period; drafts are not reviewed.
    fn goals(&self) -> &'a [ObjectiveIx] {
        let model = self.cx.model;
        self.period_index().map_or(&[], |i| &model.periods[i].objectives)
    }

    /// The latest review of an earlier period of about the same length.
    fn previous(&self) -> Option<Reviewed<'a>> {
        let period = &self.review.period;
        let alike = |days: i32| (days - period.days()).abs() * 4 <= period.days();
        let earlier = |r: &&Review| r.period.end < period.start && alike(r.period.days());
        let index = self.cx.model.reviews.iter().rposition(|r| earlier(&r))?;
        Some(Reviewed { cx: self.cx, review: &self.cx.model.reviews[index], index })
    }

    /// A person, a team or a role, as far as the site shows people.
    fn who(&self, text: &str) -> Option<String> {
        edits::who(self.cx, text)
    }

    /// A goal that the review names.
    fn goal(&self, text: &str) -> Option<Link> {
        let target = crate::resolve::target::find(self.cx.model, text, Some(&self.review.period))?;
        match target.named {
            Named::Objective(ix) => Some(parts::objective_link(self.cx, ix)),
            Named::Kpi(ix) => Some(parts::kpi_link(self.cx, ix)),
            _ => None,
        }
    }
}

struct Sections {
    intro: String,
    list: Vec<Section>,
}

/// The author's prose, cut at its main headings.
fn sections(r: &Reviewed<'_>, prose: &Prose<'_>) -> Sections {
    let doc = &r.review.doc;
    let text = &r.cx.sources.file(doc.file).text;
    let body = &doc.common.body;
    let headings = scan::scan_body(text, body).headings;
    let top = headings.iter().map(|h| h.level).min().unwrap_or(1);
    let mains: Vec<_> = headings.into_iter().filter(|h| h.level == top).collect();
    let part = |start: usize, end: usize| {
        let cut = |&(a, b): &(u32, u32)| (a.max(start as u32), b.min(end as u32));
        let ranges = body.ranges.iter().map(cut).filter(|(a, b)| a < b).collect();
        markdown::body(prose, doc.file, &Body { ranges })
    };
    let intro = part(0, mains.first().map_or(text.len(), |h| h.range.start));
    let ends = mains.iter().skip(1).map(|h| h.range.start).chain([text.len()]);
    let list = mains.iter().zip(ends).map(|(heading, end)| Section {
        title: heading.text.clone(),
        anchor: heading.anchor.clone(),
        html: part(heading.range.end, end),
    });
    Sections { intro, list: list.collect() }
}
