//! What changed, week by week: definitions first and never collapsed, then statuses, scores, signals, goals that came
//! and went, restated data.

use super::{page, sheets};
use crate::compute::scores::Signal;
use crate::compute::snapshot::{GoalState, KpiState, Snapshot};
use crate::domain::cadence::add_days;
use crate::domain::{Cadence, Calendar, Date, Status};
use crate::present::edits::{self, EditView};
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::parts::{self, PagerLink, StatusView};
use crate::present::titles::fill;
use crate::present::{PageView, PresentCx, paths};
use crate::resolve::restated::Restated;
use serde::Serialize;
use std::collections::BTreeMap;

/// Weeks on one sheet.
const WEEKS: usize = 13;
/// A score move that is worth a line (`design.md` §1.2).
pub const MOVE: f64 = 0.05;

/// One week; also an entry of the feed.
#[derive(Clone, Debug, Serialize)]
pub struct WeekView {
    /// `w2025-46`.
    pub anchor: String,
    /// "Week 46, 10 to 16 Nov 2025".
    pub title: String,
    #[serde(skip)]
    pub end: Date,
    pub moved: Vec<EditView>,
    pub edits: Vec<EditView>,
    pub statuses: Vec<StatusMove>,
    pub scores: Vec<ScoreMove>,
    pub signals: Vec<SignalMove>,
    pub added: Vec<Link>,
    /// Id and title of what has no page any more.
    pub gone: Vec<(String, String)>,
    pub restated: Vec<RestatedView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct StatusMove {
    pub goal: Link,
    pub old: StatusView,
    pub new: StatusView,
    pub score: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ScoreMove {
    pub goal: Link,
    pub old: String,
    pub new: String,
    pub by: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct SignalMove {
    pub kpi: Link,
    pub text: String,
}

/// A value that was told otherwise before, and what it does to the goals that read it.
#[derive(Clone, Debug, Serialize)]
pub struct RestatedView {
    pub kpi: Link,
    pub of: String,
    pub before: String,
    pub after: Option<String>,
    pub date: String,
    pub commit: String,
    /// Key result, score today, score with the values as they were first told.
    pub effects: Vec<(Link, String, String)>,
}

impl WeekView {
    fn is_empty(&self) -> bool {
        self.moved.is_empty()
            && self.edits.is_empty()
            && self.statuses.is_empty()
            && self.scores.is_empty()
            && self.signals.is_empty()
            && self.added.is_empty()
            && self.gone.is_empty()
            && self.restated.is_empty()
    }
}

#[derive(Serialize)]
struct View {
    weeks: Vec<WeekView>,
    /// Why older changes are not known, if they are not.
    reach: Option<String>,
    nothing: bool,
    feed: bool,
    pager: Vec<PagerLink>,
}

/// How many sheets the weeks take.
pub fn count(cx: &PresentCx<'_>) -> u32 {
    cx.weeks().len().div_ceil(WEEKS).max(1) as u32
}

/// One sheet of the weeks, newest first.
pub fn view(cx: &PresentCx<'_>, sheet: u32) -> PageView {
    let f = &cx.format;
    let mut frame = Frame::new("changes", paths::sheet(paths::CHANGES, sheet as usize), f.word("What changed"), "");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let all = cx.weeks();
    let weeks: Vec<WeekView> = all.iter().skip(sheet as usize * WEEKS).take(WEEKS).cloned().collect();
    frame.toc = weeks.iter().map(|w| Link::new(format!("#{}", w.anchor), &w.title)).collect();
    let this_week = Cadence::Week.slot(cx.scores.as_of, &Calendar::default()).end;
    let view = View {
        nothing: sheet == 0 && weeks.first().is_none_or(|w| w.end < this_week),
        reach: edits::reach(cx),
        feed: cx.model.settings.history.feed,
        pager: parts::pager(paths::CHANGES, count(cx), sheet),
        weeks,
    };
    debug_assert!(sheet < sheets(all.len().max(1) * super::SHEET));
    page(frame, "changes.html", &view)
}

/// Every week in which something changed, newest first.
pub fn weeks(cx: &PresentCx<'_>) -> Vec<WeekView> {
    let mut weeks: BTreeMap<Date, WeekView> = BTreeMap::new();
    let end_of = |day: Date| Cadence::Week.slot(day, &Calendar::default()).end;
    for edit in cx.model.ledger.edits.iter().filter(|e| edits::is_published(cx, e)) {
        let Some(day) = edit.day else { continue };
        let week = weeks.entry(end_of(day)).or_insert_with(|| blank(cx, end_of(day)));
        let view = edits::view(cx, edit);
        if view.moved { week.moved.push(view) } else { week.edits.push(view) }
    }
    for value in &cx.scores.restated {
        let end = end_of(value.day);
        weeks.entry(end).or_insert_with(|| blank(cx, end)).restated.push(restated(cx, value));
    }
    let today = (!cx.scores.weeks.is_empty()).then(|| Snapshot::of(cx.model, cx.scores, cx.sources));
    let snapshots: Vec<&Snapshot> = cx.scores.weeks.iter().chain(&today).collect();
    for pair in snapshots.windows(2) {
        let end = end_of(pair[1].as_of);
        let week = weeks.entry(end).or_insert_with(|| blank(cx, end));
        compare(cx, pair[0], pair[1], week);
    }
    weeks.into_values().rev().filter(|w| !w.is_empty()).collect()
}

fn blank(cx: &PresentCx<'_>, end: Date) -> WeekView {
    let f = &cx.format;
    let iso = end.iso_week_date();
    let span = f.span(add_days(end, -6), end);
    WeekView {
        anchor: format!("w{}-{:02}", iso.year(), iso.week()),
        title: fill(f, "Week {week}, {span}", &[("week", &iso.week().to_string()), ("span", &span)]),
        end,
        moved: Vec::new(),
        edits: Vec::new(),
        statuses: Vec::new(),
        scores: Vec::new(),
        signals: Vec::new(),
        added: Vec::new(),
        gone: Vec::new(),
        restated: Vec::new(),
    }
}

/// What differs between the ends of two weeks. An id that was changed is known by its file.
fn compare(cx: &PresentCx<'_>, old: &Snapshot, new: &Snapshot, week: &mut WeekView) {
    let names: BTreeMap<String, &GoalState> = old.goals.iter().map(|g| (g.name(), g)).collect();
    let files: BTreeMap<&str, &GoalState> = old.goals.iter().map(|g| (g.path.as_str(), g)).collect();
    let mut kept = Vec::new();
    for goal in &new.goals {
        let before = names.get(&goal.name()).or_else(|| files.get(goal.path.as_str()));
        let Some(link) = link(cx, goal) else { continue };
        match before {
            Some(before) => {
                kept.push(before.name());
                moved(cx, before, goal, link, week);
            }
            None => week.added.push(link),
        }
    }
    let gone =
        old.goals.iter().filter(|g| !kept.contains(&g.name()) && !new.goals.iter().any(|n| n.name() == g.name()));
    week.gone.extend(gone.map(|g| (g.id.clone(), g.title.clone())));
    let kpis: BTreeMap<&str, &KpiState> = old.kpis.iter().map(|k| (k.id.as_str(), k)).collect();
    for kpi in &new.kpis {
        if let Some(before) = kpis.get(kpi.id.as_str()).filter(|b| b.signal != kpi.signal) {
            week.signals.extend(signal(cx, before, kpi));
        }
    }
}

/// The goal's page today: none, and it is told of where it went.
fn link(cx: &PresentCx<'_>, goal: &GoalState) -> Option<Link> {
    let ix = cx.goal_named(&goal.name(), &goal.path)?;
    Some(parts::objective_link(cx, ix))
}

fn moved(cx: &PresentCx<'_>, before: &GoalState, now: &GoalState, goal: Link, week: &mut WeekView) {
    let f = &cx.format;
    let status = |token: &str| Status::from_token(token).map(|s| StatusView::new(f, s, None));
    if before.status != now.status
        && let (Some(old), Some(new)) = (status(&before.status), status(&now.status))
    {
        let score = fill(f, "{old} → {new}", &[("old", &f.score(before.score)), ("new", &f.score(now.score))]);
        week.statuses.push(StatusMove { goal: goal.clone(), old, new, score });
    }
    if let (Some(a), Some(b)) = (before.score, now.score)
        && (a - b).abs() >= MOVE - 1e-9
    {
        week.scores.push(ScoreMove { goal, old: f.score(Some(a)), new: f.score(Some(b)), by: f.signed(b - a, 2) });
    }
}

/// A signal that came or went; before there were values enough, none was looked for.
fn signal(cx: &PresentCx<'_>, before: &KpiState, now: &KpiState) -> Option<SignalMove> {
    let f = &cx.format;
    let quiet = [Signal::None.token(), Signal::NotAssessed.token()];
    let pattern = match now.signal.as_str() {
        "better" => "now better, beyond routine variation",
        "worse" => "now worse, beyond routine variation",
        "unusual" => "now unusual",
        _ if quiet.contains(&before.signal.as_str()) => return None,
        _ => "the signal is gone: routine variation again",
    };
    let ix = cx.model.kpi_by_id.get(&crate::domain::key(&now.id))?;
    Some(SignalMove { kpi: parts::kpi_link(cx, *ix), text: f.word(pattern) })
}

/// A restated value with its effect on the key results that read it.
pub fn restated(cx: &PresentCx<'_>, value: &Restated) -> RestatedView {
    let f = &cx.format;
    let m = Measure::new(cx, value.kpi);
    let effect = |kr: &crate::resolve::model::KrIx| {
        let today = cx.scores.key_result(*kr).score;
        let first = cx.scores.first_told.get(kr.0.0 as usize)?.key_results.get(kr.1 as usize).copied()?;
        let differs = (today.unwrap_or(-1.0) - first.unwrap_or(-1.0)).abs() > 1e-9;
        differs.then(|| (parts::key_result_link(cx, *kr), f.score(today), f.score(first)))
    };
    RestatedView {
        kpi: parts::kpi_link(cx, value.kpi),
        of: f.date(value.of),
        before: m.text_opt(Some(value.before)),
        after: value.after.map(|v| m.text_opt(Some(v))),
        date: f.date(value.day),
        commit: value.wrote.revision.chars().take(7).collect(),
        effects: m
            .kpi
            .used_by
            .iter()
            .filter(|kr| cx.model.is_published(cx.model.objective(kr.0)))
            .filter_map(effect)
            .collect(),
    }
}

/// The feed: an entry a week, with the same in words.
pub fn feed(cx: &PresentCx<'_>) -> String {
    let f = &cx.format;
    let base = cx.model.settings.base_url.clone().map(|url| format!("{}/", url.trim_end_matches('/')));
    let site = base.as_deref().unwrap_or_default();
    let id = |rest: &str| match &base {
        Some(base) => format!("{base}{rest}"),
        None => format!("urn:goalpost:{}:{rest}", crate::domain::slug(&cx.model.settings.title)),
    };
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let title = format!("{} · {}", cx.model.settings.title, f.word("What changed"));
    out.push_str(&format!("<title>{}</title>\n<id>{}</id>\n", xml(&title), xml(&id(paths::CHANGES))));
    out.push_str(&format!("<updated>{}T00:00:00Z</updated>\n", cx.scores.as_of));
    out.push_str(&format!("<author><name>{}</name></author>\n", xml(&cx.model.settings.title)));
    out.push_str(&format!("<link href=\"{site}{}\"/>\n", paths::CHANGES));
    for week in cx.weeks().iter().take(WEEKS) {
        let link = format!("{}#{}", paths::CHANGES, week.anchor);
        let day = week.end.min(cx.scores.as_of);
        let lines: String = lines(cx, week).iter().map(|line| format!("<li>{}</li>", xml(line))).collect();
        out.push_str(&format!(
            "<entry><title>{}</title><id>{}</id><updated>{day}T00:00:00Z</updated><link href=\"{site}{link}\"/>\
             <content type=\"html\">{}</content></entry>\n",
            xml(&week.title),
            xml(&id(&link)),
            xml(&format!("<ul>{lines}</ul>")),
        ));
    }
    out.push_str("</feed>\n");
    out
}

/// A week in sentences, most important first.
fn lines(cx: &PresentCx<'_>, week: &WeekView) -> Vec<String> {
    let f = &cx.format;
    let named = |l: &Link| l.id.as_ref().map_or_else(|| l.text.clone(), |id| format!("{id} {}", l.text));
    let none = f.word("not written");
    let edit = |e: &EditView| {
        let (old, new) = (e.old.as_deref().unwrap_or(&none), e.new.as_deref().unwrap_or(&none));
        let what = named(&e.what);
        fill(f, "{what}: {field} {old} → {new}", &[("what", &what), ("field", &e.field), ("old", old), ("new", new)])
    };
    let change = |l: &Link, old: &str, new: &str| {
        fill(f, "{what}: {old} → {new}", &[("what", &named(l)), ("old", old), ("new", new)])
    };
    let mut out: Vec<String> = week.moved.iter().chain(&week.edits).map(edit).collect();
    out.extend(week.statuses.iter().map(|s| change(&s.goal, &s.old.word, &s.new.word)));
    out.extend(week.scores.iter().map(|s| change(&s.goal, &s.old, &s.new)));
    out.extend(week.signals.iter().map(|s| fill(f, "{what}: {text}", &[("what", &named(&s.kpi)), ("text", &s.text)])));
    out.extend(week.added.iter().map(|l| fill(f, "{what}: new", &[("what", &named(l))])));
    out.extend(week.gone.iter().map(|(id, title)| fill(f, "{what}: gone", &[("what", &format!("{id} {title}"))])));
    let restated = week.restated.iter();
    out.extend(restated.map(|r| {
        let what = fill(f, "{kpi}, {date}", &[("kpi", &r.kpi.text), ("date", &r.of)]);
        let after = r.after.as_deref().unwrap_or(&none);
        fill(f, "{what}: restated, {old} → {new}", &[("what", &what), ("old", &r.before), ("new", after)])
    }));
    out
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
