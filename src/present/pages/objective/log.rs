//! What people said: check-ins, the close, work and needs.

use crate::domain::Date;
use crate::parse::doc::{Need, Work};
use crate::present::PresentCx;
use crate::present::frame::Link;
use crate::present::parts::{self, OwnerView};
use crate::present::write::{self, Form};
use crate::render::markdown::{self, Prose};
use crate::resolve::model::{Entry, ObjectiveIx};
use serde::Serialize;

/// Check-ins shown at once; the others open on demand.
const LATEST: usize = 3;

#[derive(Default, Serialize)]
pub(super) struct LogView {
    latest: Vec<EntryView>,
    earlier: Vec<EntryView>,
    /// Open calls for help of the newest check-in.
    total: usize,
}

#[derive(Serialize)]
struct EntryView {
    date: String,
    iso: String,
    /// "0.48 → 0.54": the score the week before and then.
    change: Option<String>,
    confidence: Option<String>,
    values: Vec<(String, String)>,
    note: String,
    help: Option<HelpView>,
    by: Option<OwnerView>,
    team: Option<Link>,
    no_change: bool,
}

#[derive(Serialize)]
struct HelpView {
    text: String,
    from: Option<OwnerView>,
    by: Option<String>,
}

pub(super) fn log(cx: &PresentCx<'_>, ix: ObjectiveIx, prose: &Prose<'_>) -> LogView {
    let entries: Vec<&Entry> =
        cx.model.objective(ix).entries.iter().rev().filter(|e| e.date <= cx.scores.as_of).collect();
    let mut views: Vec<EntryView> = entries.iter().map(|e| entry(cx, ix, e, prose)).collect();
    let earlier = views.split_off(views.len().min(LATEST));
    LogView { total: entries.len(), latest: views, earlier }
}

fn entry(cx: &PresentCx<'_>, ix: ObjectiveIx, e: &Entry, prose: &Prose<'_>) -> EntryView {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let id = |i: u32| objective.key_results.get(i as usize).map(|kr| kr.doc.id.clone()).unwrap_or_default();
    EntryView {
        date: f.date(e.date),
        iso: e.date.to_string(),
        change: change(cx, ix, e.date),
        confidence: e.confidence.map(|c| f.part_of(f.number(c * 10.0, 0), 10)),
        values: e.values.iter().map(|(i, text)| (id(*i), text.clone())).collect(),
        note: if e.note.trim().is_empty() { String::new() } else { markdown::text(prose, &e.note) },
        help: e.help.as_ref().map(|h| HelpView {
            text: h.text.clone(),
            from: h.from.as_deref().and_then(|who| parts::someone(cx, who)),
            by: h.by.map(|d| f.day(d)),
        }),
        by: e.by.as_deref().and_then(|who| parts::someone(cx, who)),
        team: e.team.map(|t| parts::team_link(cx, t)),
        no_change: e.no_change,
    }
}

/// The weekly score before the check-in and at it.
fn change(cx: &PresentCx<'_>, ix: ObjectiveIx, date: Date) -> Option<String> {
    let history = &cx.scores.objective(ix).history;
    let at = history.iter().rposition(|h| h.date <= date)?;
    let before = history.get(at.checked_sub(1)?)?.score.get()?;
    let now = history[at].score.get()?;
    let f = &cx.format;
    Some(f.fill("{from} → {to}", &[("from", &f.score(Some(before))), ("to", &f.score(Some(now)))]))
}

#[derive(Serialize)]
pub(super) struct ClosingView {
    date: Option<String>,
    /// Name and text, in order: kept, problem, try, next, learned.
    lines: Vec<(String, String)>,
    grades: Vec<(String, String, String)>,
    note: String,
    /// Next period's page, or the KPI it becomes.
    next: Vec<Form>,
    /// What is left to do by hand for it.
    to_do: Vec<String>,
}

pub(super) fn closing(cx: &PresentCx<'_>, ix: ObjectiveIx, prose: &Prose<'_>) -> Option<ClosingView> {
    let f = &cx.format;
    let closing = cx.model.objective(ix).doc.closing.as_ref()?;
    if closing.date.is_some_and(|d| d > cx.scores.as_of) {
        return None;
    }
    let (next, to_do) = write::next_of(cx, ix);
    let lines = [
        ("Kept", &closing.kept),
        ("Problem", &closing.problem),
        ("Try next", &closing.try_next),
        ("Next", &closing.next),
        ("Learned", &closing.learned),
    ];
    Some(ClosingView {
        date: closing.date.map(|d| f.date(d)),
        lines: lines.iter().filter_map(|(w, t)| t.as_ref().map(|t| (f.word(w), markdown::text(prose, t)))).collect(),
        grades: closing
            .grades
            .iter()
            .map(|(id, g, _)| (id.clone(), f.number(g.value, 2), g.why.clone().unwrap_or_default()))
            .collect(),
        note: if closing.note.trim().is_empty() { String::new() } else { markdown::text(prose, &closing.note) },
        next,
        to_do,
    })
}

/// Shown, never scored.
#[derive(Default, Serialize)]
pub(super) struct Asides {
    work: Vec<WorkView>,
    needs: Vec<NeedView>,
    not_doing: Vec<String>,
    money: Option<String>,
}

impl Asides {
    pub(super) fn is_empty(&self) -> bool {
        self.work.is_empty() && self.needs.is_empty() && self.not_doing.is_empty() && self.money.is_none()
    }
}

#[derive(Serialize)]
struct WorkView {
    title: String,
    state: Option<String>,
    /// An address outside the site.
    link: Option<String>,
    owner: Option<OwnerView>,
    due: Option<String>,
}

#[derive(Serialize)]
struct NeedView {
    from: Option<String>,
    team: Option<Link>,
    what: String,
    by: Option<String>,
    state: Option<String>,
    /// Past its day and not said to be met.
    late: bool,
}

pub(super) fn asides(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Asides {
    let doc = &cx.model.objective(ix).doc;
    Asides {
        work: doc.work.iter().map(|w| work(cx, w)).collect(),
        needs: doc.needs.iter().map(|n| need(cx, n)).collect(),
        not_doing: doc.not_doing.clone(),
        money: doc.money.clone(),
    }
}

fn work(cx: &PresentCx<'_>, w: &Work) -> WorkView {
    let outside = |l: &&String| l.starts_with("https://") || l.starts_with("http://");
    WorkView {
        title: w.title.clone(),
        state: w.state.clone(),
        link: w.link.as_ref().filter(outside).cloned(),
        owner: w.owner.as_deref().and_then(|o| parts::someone(cx, o)),
        due: w.due.map(|d| cx.format.day(d)),
    }
}

fn need(cx: &PresentCx<'_>, n: &Need) -> NeedView {
    let team = n.from.as_deref().and_then(|id| parts::team_by_id(cx, id));
    NeedView {
        from: if team.is_some() { None } else { n.from.clone() },
        team: team.map(|t| parts::team_link(cx, t)),
        what: n.what.clone(),
        by: n.by.map(|d| cx.format.day(d)),
        state: n.state.clone(),
        late: parts::is_unmet(n) && n.by.is_some_and(|d| d < cx.scores.as_of),
    }
}
