//! Teams, people, periods, reviews and free pages.

use super::doc::{
    Body, Common, Decision, DecisionState, PageDoc, PeriodDoc, PersonDoc, PriorityDoc, Promise, PromiseState,
    ReviewDoc, TeamDoc,
};
use super::keys::Section;
use super::reader::{Cx, Fields, Node};
use super::scalars::period;
use super::shared::{common, date, ids, text};
use crate::base::{Diagnostic, FileId, Place, codes, suggest};
use crate::domain::{CheckInDay, Date, Period};
use serde_yaml::Value;

/// A page's keys, what it took over from defaults, and where its Markdown starts.
pub struct Page<'v> {
    pub fields: Fields<'v>,
    pub inherited: Vec<(String, FileId)>,
    pub body: usize,
}

impl Page<'_> {
    /// The keys that every page may carry; the last ones to be read.
    fn close(mut self, cx: &mut Cx<'_>) -> Common {
        let body = Body { ranges: vec![(self.body as u32, cx.file.text.len() as u32)] };
        let common = common(&mut self.fields, self.inherited, body, cx);
        self.fields.finish(cx);
        common
    }

    /// `id:`, else the file's name.
    fn id(&mut self, cx: &mut Cx<'_>) -> String {
        self.fields.take("id").and_then(|n| n.id(cx)).unwrap_or_else(|| cx.file.stem().to_owned())
    }

    /// `period:`, else the file's name where it is one; neither is a finding.
    fn period(&mut self, cx: &mut Cx<'_>) -> Option<Period> {
        if let Some(node) = self.fields.take("period") {
            return node.period(cx);
        }
        let named = period(cx.file.stem(), cx);
        if named.is_none() {
            let message = "neither `period:` nor the file's name says the period";
            let finding = Diagnostic::new(codes::BAD_PERIOD, cx.file.id, Place::File, message);
            cx.push(finding.help("Write, for example: period: FY26-Q3"));
        }
        named
    }
}

/// A team's page.
pub fn team(mut page: Page<'_>, cx: &mut Cx<'_>) -> TeamDoc {
    let id = page.id(cx);
    let f = &mut page.fields;
    TeamDoc {
        file: Some(cx.file.id),
        id,
        name: text(f, "title", cx),
        part_of: text(f, "part_of", cx),
        lead: text(f, "lead", cx),
        until: date(f, "until", cx),
        span: None,
        common: page.close(cx),
    }
}

/// A person's page.
pub fn person(mut page: Page<'_>, cx: &mut Cx<'_>) -> PersonDoc {
    let id = page.id(cx);
    let f = &mut page.fields;
    PersonDoc {
        file: Some(cx.file.id),
        id,
        name: text(f, "title", cx),
        team: text(f, "team", cx),
        role: text(f, "role", cx),
        until: date(f, "until", cx),
        span: None,
        common: page.close(cx),
    }
}

/// The page of a period; `None` where nothing says which.
pub fn period_page(mut page: Page<'_>, cx: &mut Cx<'_>) -> Option<PeriodDoc> {
    let period = page.period(cx);
    page.fields.take("id");
    let f = &mut page.fields;
    let doc = PeriodDoc {
        file: cx.file.id,
        // Read to the end even without a period, so that all mistakes are heard of.
        period: period.clone().unwrap_or_else(|| Period::explicit(Date::MIN, Date::MIN)),
        title: text(f, "title", cx),
        check_in: f.take("check_in").and_then(|n| check_in(&n, cx)),
        freeze: date(f, "freeze", cx),
        grade_by: date(f, "grade_by", cx),
        review: date(f, "review", cx),
        common: page.close(cx),
    };
    period.map(|_| doc)
}

/// A weekday or words; a word that is nearly a weekday is a slip.
fn check_in(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<String> {
    let written = node.text(cx)?;
    let near = suggest::nearest(written.trim(), CheckInDay::NAMES).filter(|_| CheckInDay::parse(&written).is_none());
    if let Some(day) = near {
        let finding = node.problem(codes::UNKNOWN_WORD, format!("`{written}` is not a weekday"));
        cx.push(finding.help(format!("Did you mean `{day}`?")));
    }
    Some(written)
}

/// A review.
pub fn review(mut page: Page<'_>, cx: &mut Cx<'_>) -> ReviewDoc {
    let period = page.period(cx);
    page.fields.take("id");
    let f = &mut page.fields;
    ReviewDoc {
        file: cx.file.id,
        period,
        title: text(f, "title", cx),
        headline: text(f, "headline", cx),
        prepared_by: text(f, "prepared_by", cx),
        frozen: date(f, "frozen", cx),
        decisions: f.take("decisions").map(|n| decisions(&n, cx)).unwrap_or_default(),
        promises: f.take("promises").map(|n| promises(&n, cx)).unwrap_or_default(),
        kpis: ids(f, "kpis", cx),
        panels: ids(f, "panels", cx),
        common: page.close(cx),
    }
}

fn decisions(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<Decision> {
    let mut out = Vec::new();
    for (id, entry) in node.named("D", "a mapping of decisions by id, or a list of them", cx) {
        let Some(mut fields) = Fields::open(&entry, Section::Decision, cx) else { continue };
        let f = &mut fields;
        f.take("id").and_then(|n| n.id(cx));
        let verdict = verdict(f, cx);
        let checked = f.take("outcome").and_then(|n| end(&n, cx)).unwrap_or_default();
        out.push(Decision {
            ask: text(f, "ask", cx).unwrap_or_else(|| {
                f.missing("ask", cx);
                id.clone()
            }),
            id,
            path: entry.path.clone(),
            options: f.take("options").map(|n| n.texts(cx)).unwrap_or_default(),
            recommend: text(f, "recommend", cx),
            prepares: text(f, "prepares", cx),
            decides: text(f, "decides", cx),
            due: date(f, "due", cx),
            goals: ids(f, "goals", cx),
            state: verdict.0,
            outcome: verdict.1.what,
            date: verdict.1.date,
            until: verdict.1.until,
            checked: checked.what,
            checked_on: checked.date,
        });
        fields.finish(cx);
    }
    out
}

const STATES: &[(&str, DecisionState)] = &[
    ("open", DecisionState::Open),
    ("taken", DecisionState::Taken),
    ("declined", DecisionState::Declined),
    ("deferred", DecisionState::Deferred),
];

/// How a decision ended: by the first of `taken`, `declined` and `deferred`, else as `state:` says.
fn verdict(fields: &mut Fields<'_>, cx: &mut Cx<'_>) -> (DecisionState, End) {
    let stated = fields.take("state").and_then(|n| n.word(STATES, cx)).unwrap_or(DecisionState::Open);
    ended(fields, "decision", &STATES[1..], cx).unwrap_or((stated, End::default()))
}

/// The one of these keys that is written; a second one is a finding.
fn ended<S: Copy>(fields: &mut Fields<'_>, of: &str, keys: &[(&str, S)], cx: &mut Cx<'_>) -> Option<(S, End)> {
    let mut found = None;
    for (name, state) in keys {
        let Some(node) = fields.take(name) else { continue };
        let Some(end) = end(&node, cx) else { continue };
        if found.is_some() {
            let message = format!("the {of} is `{name}` and something else at once");
            cx.push(node.key_problem(codes::CONFLICTING_KINDS, message).help("Keep the last one"));
            continue;
        }
        found = Some((*state, end));
    }
    found
}

fn promises(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<Promise> {
    let mut out = Vec::new();
    for (id, entry) in node.named("P", "a mapping of promises by id, or a list of them", cx) {
        let Some(mut fields) = Fields::open(&entry, Section::Promise, cx) else { continue };
        let f = &mut fields;
        f.take("id").and_then(|n| n.id(cx));
        let ends = [("kept", PromiseState::Kept), ("broken", PromiseState::Broken)];
        let (state, end) = ended(f, "promise", &ends, cx).unwrap_or((PromiseState::Open, End::default()));
        out.push(Promise {
            what: text(f, "what", cx).unwrap_or_else(|| {
                f.missing("what", cx);
                id.clone()
            }),
            id,
            path: entry.path.clone(),
            who: text(f, "who", cx),
            due: date(f, "due", cx),
            goals: ids(f, "goals", cx),
            state,
            outcome: end.what,
            date: end.date,
        });
        fields.finish(cx);
    }
    out
}

#[derive(Default)]
struct End {
    date: Option<Date>,
    what: Option<String>,
    until: Option<Date>,
}

/// `{date, what, until}`, or a day or words alone.
fn end(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<End> {
    if !matches!(node.value, Value::Mapping(_)) {
        let event = node.event(cx)?;
        return Some(End { date: event.date, what: event.why, until: None });
    }
    let mut fields = Fields::open(node, Section::Verdict, cx)?;
    let date_of = date(&mut fields, "date", cx);
    let what = text(&mut fields, "what", cx);
    let until = date(&mut fields, "until", cx);
    fields.finish(cx);
    Some(End { date: date_of, what, until })
}

/// A free page, the glossary or the strategy.
pub fn free(mut page: Page<'_>, title: String, cx: &mut Cx<'_>) -> PageDoc {
    let id = page.id(cx);
    let f = &mut page.fields;
    PageDoc {
        file: cx.file.id,
        id,
        title,
        nav_order: f.take("nav_order").and_then(|n| n.whole(-1_000_000, 1_000_000, cx)),
        priorities: f.take("priorities").map(|n| priorities(&n, cx)).unwrap_or_default(),
        common: page.close(cx),
    }
}

fn priorities(node: &Node<'_>, cx: &mut Cx<'_>) -> Vec<PriorityDoc> {
    let mut out = Vec::new();
    for (id, entry) in node.named("P", "a list of priorities", cx) {
        let Some(mut fields) = Fields::open(&entry, Section::Priority, cx) else { continue };
        fields.take("id").and_then(|n| n.id(cx));
        let title = text(&mut fields, "title", cx).unwrap_or_else(|| id.clone());
        let what = text(&mut fields, "what", cx);
        fields.finish(cx);
        out.push(PriorityDoc { id, title, what, path: entry.path.clone() });
    }
    out
}
