//! An objective: is it on pace, is the progress real, what is being done?

mod ahead;
mod beside;
mod evidence;
mod head;
mod key_results;
mod log;
mod place;
mod score;
mod story;
mod why;
mod workings;

use crate::present::edits::{self, EditView};
use crate::present::frame::{Frame, Link};
use crate::present::parts;
use crate::present::write::{self, Form};
use crate::present::{PageView, PresentCx, check_grid, paths};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::ObjectiveIx;
use serde::Serialize;

const TEMPLATE: &str = "objective.html";

#[derive(Serialize)]
struct View {
    head: head::Head,
    why: Vec<why::Step>,
    score: score::ScoreView,
    /// What moved the goal while it ran; then every change of a definition.
    moved: Vec<EditView>,
    changes: Vec<EditView>,
    /// Why older changes are not known, if they are not.
    reach: Option<String>,
    key_results: Vec<key_results::KrRow>,
    /// "3 of 4 on pace" and its like.
    note: Option<String>,
    ended: bool,
    main_charts: Vec<evidence::Evidence>,
    half_charts: Vec<evidence::Evidence>,
    /// The author's own text, as markup.
    body: String,
    log: log::LogView,
    /// What can be written now.
    forms: Vec<Form>,
    /// Who said when how it goes.
    grid: Option<parts::Figure>,
    closing: Option<log::ClosingView>,
    asides: log::Asides,
    place: place::PlaceView,
    story: Vec<story::Chapter>,
    about: place::About,
    /// Where to write what is missing.
    file: String,
}

/// The page of one objective.
pub fn view(cx: &PresentCx<'_>, ix: ObjectiveIx) -> PageView {
    let objective = cx.model.objective(ix);
    let doc = &objective.doc;
    let f = &cx.format;
    let mut frame = Frame::new("objective", paths::objective(cx.model, ix), &doc.title, "goals");
    parts::written_in(cx, TEMPLATE, &mut frame, doc.file, &doc.common);
    let prose = Prose { cx, root: &frame.root, period: doc.period.as_ref(), top_heading: 3 };
    let shows = |part| cx.shows(TEMPLATE, part);
    let (main_charts, half_charts) = evidence::charts(cx, ix, [shows("main_charts"), shows("half_charts")]);
    let changes = edits::of_objective(cx, ix);
    let view = View {
        head: head::head(cx, ix),
        why: cx.part(TEMPLATE, "why", || why::why(cx, ix)),
        score: score::view(cx, ix),
        moved: changes.iter().filter(|e| e.moved).cloned().collect(),
        changes,
        reach: edits::reach(cx),
        key_results: key_results::rows(cx, ix, &prose),
        note: cx.part(TEMPLATE, "note", || key_results::note(cx, ix)),
        ended: cx.scores.objective(ix).ended,
        main_charts,
        half_charts,
        body: markdown::body(&prose, doc.file, &doc.common.body),
        log: cx.part(TEMPLATE, "log", || log::log(cx, ix, &prose)),
        forms: cx.part(TEMPLATE, "forms", || write::of_goal(cx, ix)),
        grid: cx.part(TEMPLATE, "grid", || check_grid::of_goal(cx, ix)),
        closing: cx.part(TEMPLATE, "closing", || log::closing(cx, ix, &prose)),
        asides: cx.part(TEMPLATE, "asides", || log::asides(cx, ix)),
        place: place::place(cx, ix),
        story: cx.part(TEMPLATE, "story", || story::story(cx, ix)),
        about: cx.part(TEMPLATE, "about", || place::about(cx, ix)),
        file: cx.sources.file(doc.file).path.clone(),
    };
    frame.description = Some(view.head.takeaway.clone());
    frame.here = Some(doc.id.clone());
    frame.crumbs = cx.framed(TEMPLATE, "crumbs", || place::crumbs(cx, ix));
    frame.rail = cx.framed(TEMPLATE, "rail", || place::rail(cx, ix));
    frame.toc = cx.framed(TEMPLATE, "toc", || toc(f, &view));
    frame.data_through = place::data_through(cx, ix).map(|d| f.date(d));
    cx.page(frame, TEMPLATE, &view)
}

fn toc(f: &crate::present::format::Formatter, view: &View) -> Vec<Link> {
    let charts = !view.main_charts.is_empty() || !view.half_charts.is_empty();
    [
        (!view.moved.is_empty(), "#s-mv", "Goalposts moved"),
        (true, "#s-kr", "Key results"),
        (charts, "#s-ev", "What the data shows"),
        (!view.body.trim().is_empty(), "#s-bd", "In the team’s words"),
        (view.closing.is_some(), "#s-cl", "At the close"),
        (!view.asides.is_empty(), "#s-wk", "Work and needs"),
        (true, "#s-ck", "Check-ins"),
        (!view.story.is_empty(), "#s-st", "Over the periods"),
        (true, "#s-al", "Where this goal sits"),
        (true, "#s-ab", "About this page"),
        (!view.changes.is_empty(), "#s-df", "Definition history"),
    ]
    .into_iter()
    .filter(|(shown, ..)| *shown)
    .map(|(_, href, word)| Link::new(href, f.word(word)))
    .collect()
}
