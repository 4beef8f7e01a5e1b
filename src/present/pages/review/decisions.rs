//! Decisions and promises: what is asked now, and what came of those of last time.

use super::Reviewed;
use crate::domain::Date;
use crate::parse::doc::{Decision, DecisionState, Promise, PromiseState};
use crate::present::frame::Link;
use crate::present::paths;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DecisionView {
    id: String,
    ask: String,
    options: Vec<String>,
    recommend: Option<String>,
    prepares: Option<String>,
    decides: Option<String>,
    due: Option<String>,
    goals: Vec<Link>,
    /// `open`, `taken`, `declined`, `deferred`.
    token: &'static str,
    state: String,
    /// Unfinished after its day.
    overdue: bool,
    /// "Taken 27 Oct 2025: Funded for one depot".
    verdict: Option<String>,
    /// The verdict was added after the review was frozen.
    later: bool,
}

/// What was said would be done, as this review leaves it.
#[derive(Serialize)]
pub(super) struct PromiseView {
    id: String,
    what: String,
    who: Option<String>,
    due: Option<String>,
    goals: Vec<Link>,
}

/// What the reviews before asked and promised, overdue first.
#[derive(Serialize)]
pub(super) struct Since {
    review: Link,
    /// "3 decisions asked for: 2 taken, 1 deferred."
    summary: Vec<String>,
    items: Vec<Item>,
}

/// A decision or promise of an earlier review, as it stands on this review's day.
#[derive(Serialize)]
struct Item {
    id: String,
    /// The review it is from, where that is not the last one.
    review: Option<String>,
    what: String,
    verdict: Option<String>,
    token: &'static str,
    state: String,
    overdue: bool,
    due: Option<String>,
    /// What came of it.
    came: Option<String>,
    /// Nobody has looked yet at what came of it.
    unchecked: bool,
    /// Some of this was added after the review was frozen.
    later: bool,
    who: Option<String>,
}

/// How urgent an item is: overdue first, finished and checked last.
type Rank = (u8, Option<Date>);

/// A decision as it is known on the report's day.
struct Known<'a> {
    decision: &'a Decision,
    state: DecisionState,
    /// The day by which something has to happen, where something has to.
    until: Option<Date>,
}

impl<'a> Known<'a> {
    /// What is dated after the report's day is not known yet.
    fn new(r: &Reviewed<'_>, decision: &'a Decision) -> Self {
        let state = if r.is_known(decision.date) { decision.state } else { DecisionState::Open };
        let until = match state {
            DecisionState::Open => decision.due,
            DecisionState::Deferred => decision.until,
            DecisionState::Taken | DecisionState::Declined => None,
        };
        Self { decision, state, until }
    }

    fn is_unfinished(&self) -> bool {
        matches!(self.state, DecisionState::Open | DecisionState::Deferred)
    }

    fn is_overdue(&self, day: Date) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    fn word(&self) -> (&'static str, &'static str) {
        match self.state {
            DecisionState::Open => ("open", "Open"),
            DecisionState::Taken => ("taken", "Taken"),
            DecisionState::Declined => ("declined", "Declined"),
            DecisionState::Deferred => ("deferred", "Deferred"),
        }
    }

    /// "Taken 27 Oct 2025: Funded for one depot".
    fn verdict(&self, r: &Reviewed<'_>) -> Option<String> {
        let f = &r.cx.format;
        let d = self.decision;
        let date = d.date.map(|d| f.date(d));
        let until = d.until.map(|d| f.date(d));
        let pattern = match (self.state, &date, &until, &d.outcome) {
            (DecisionState::Open, ..) => return None,
            (_, Some(_), Some(_), Some(_)) => "{state} {date} until {until}: {what}",
            (_, Some(_), Some(_), None) => "{state} {date} until {until}",
            (_, Some(_), None, Some(_)) => "{state} {date}: {what}",
            (_, Some(_), None, None) => "{state} {date}",
            (_, None, _, Some(_)) => "{state}: {what}",
            (_, None, _, None) => return None,
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let places = [
            ("state", f.word(self.word().1)),
            ("date", text(&date)),
            ("until", text(&until)),
            ("what", text(&d.outcome)),
        ];
        Some(f.fill(pattern, &places.each_ref().map(|(name, value)| (*name, value.as_str()))))
    }
}

impl Reviewed<'_> {
    /// What is dated after the report's day is not known yet.
    fn is_known(&self, date: Option<Date>) -> bool {
        date.is_none_or(|d| d <= self.cx.scores.as_of)
    }

    /// "Works (15 Jan 2026)".
    fn dated(&self, text: &str, date: Option<Date>) -> String {
        let f = &self.cx.format;
        match date {
            Some(date) => f.fill("{text} ({date})", &[("text", text), ("date", &f.date(date))]),
            None => text.to_owned(),
        }
    }
}

/// The decisions and promises of the last review, and what earlier ones left unfinished.
pub(super) fn since(r: &Reviewed<'_>) -> Option<Since> {
    let last = r.previous()?;
    let mut items: Vec<(Rank, Item)> = Vec::new();
    for from in std::iter::successors(Some(last), Reviewed::previous) {
        let is_last = from.index == last.index;
        let decisions = from.review.doc.decisions.iter().map(|d| Known::new(r, d));
        let open = |d: &Known<'_>| is_last || d.is_unfinished();
        items.extend(decisions.filter(open).map(|d| decision_item(r, &from, &d, is_last)));
        let open = |p: &&Promise| is_last || promise_state(r, p) == PromiseState::Open;
        items.extend(from.review.doc.promises.iter().filter(open).map(|p| promise_item(r, &from, p, is_last)));
    }
    items.sort_by_key(|(rank, _)| *rank);
    Some(Since {
        review: Link::new(paths::review(r.cx.model, last.index), r.cx.format.period(&last.review.period)),
        summary: summary(r, &last),
        items: items.into_iter().map(|(_, item)| item).collect(),
    })
}

fn decision_item(r: &Reviewed<'_>, from: &Reviewed<'_>, known: &Known<'_>, is_last: bool) -> (Rank, Item) {
    let f = &r.cx.format;
    let d = known.decision;
    let checked = d.checked.as_ref().filter(|_| r.is_known(d.checked_on));
    let overdue = known.is_overdue(r.day());
    let unchecked = known.state == DecisionState::Taken && checked.is_none();
    let (token, word) = known.word();
    let rank = match known.state {
        _ if overdue => 0,
        DecisionState::Open => 1,
        DecisionState::Deferred => 2,
        _ if unchecked => 3,
        _ => 4,
    };
    let item = Item {
        id: d.id.clone(),
        review: (!is_last).then(|| f.period(&from.review.period)),
        what: d.ask.clone(),
        verdict: known.verdict(r),
        token,
        state: f.word(word),
        overdue,
        due: known.until.map(|d| f.date(d)),
        came: checked.map(|c| r.dated(c, d.checked_on)),
        unchecked,
        later: r.is_later(d.date.filter(|_| known.state != DecisionState::Open)) || r.is_later(d.checked_on),
        who: d.decides.as_deref().and_then(|p| r.who(p)),
    };
    ((rank, known.until.or(d.due)), item)
}

fn promise_state(r: &Reviewed<'_>, promise: &Promise) -> PromiseState {
    if r.is_known(promise.date) { promise.state } else { PromiseState::Open }
}

fn promise_item(r: &Reviewed<'_>, from: &Reviewed<'_>, p: &Promise, is_last: bool) -> (Rank, Item) {
    let f = &r.cx.format;
    let state = promise_state(r, p);
    let open = state == PromiseState::Open;
    let overdue = open && p.due.is_some_and(|due| due < r.day());
    let (token, word) = match state {
        PromiseState::Open => ("open", "Promised"),
        PromiseState::Kept => ("kept", "Kept"),
        PromiseState::Broken => ("broken", "Not kept"),
    };
    let rank = match state {
        _ if overdue => 0,
        PromiseState::Open => 1,
        PromiseState::Broken => 3,
        PromiseState::Kept => 4,
    };
    let item = Item {
        id: p.id.clone(),
        review: (!is_last).then(|| f.period(&from.review.period)),
        what: p.what.clone(),
        verdict: None,
        token,
        state: f.word(word),
        overdue,
        due: p.due.filter(|_| open).map(|d| f.date(d)),
        came: p.outcome.as_ref().filter(|_| !open).map(|o| r.dated(o, p.date)),
        unchecked: false,
        later: r.is_later(p.date.filter(|_| !open)),
        who: p.who.as_deref().and_then(|p| r.who(p)),
    };
    ((rank, p.due), item)
}

/// How many of the last review's decisions and promises stand where.
fn summary(r: &Reviewed<'_>, last: &Reviewed<'_>) -> Vec<String> {
    let f = &r.cx.format;
    let doc = &last.review.doc;
    let decisions: Vec<Known<'_>> = doc.decisions.iter().map(|d| Known::new(r, d)).collect();
    let overdue = decisions.iter().filter(|d| d.is_overdue(r.day())).count();
    let of = |state| decisions.iter().filter(|d| d.state == state && !d.is_overdue(r.day())).count();
    let asked = [
        (overdue, "{n} overdue"),
        (of(DecisionState::Open), "{n} open"),
        (of(DecisionState::Deferred), "{n} deferred"),
        (of(DecisionState::Taken), "{n} taken"),
        (of(DecisionState::Declined), "{n} declined"),
    ];
    let of = |state| doc.promises.iter().filter(|p| promise_state(r, p) == state).count();
    let promised = [
        (of(PromiseState::Open), "{n} open"),
        (of(PromiseState::Broken), "{n} not kept"),
        (of(PromiseState::Kept), "{n} kept"),
    ];
    let line = |pattern: &str, all: usize, counts: &[(usize, &str)]| {
        let counted = counts.iter().filter(|(n, _)| *n > 0);
        let list: Vec<String> = counted.map(|(n, words)| f.fill(words, &[("n", &n.to_string())])).collect();
        (all > 0).then(|| f.fill(pattern, &[("n", &all.to_string()), ("list", &f.list(&list))]))
    };
    let decisions = line("Decisions asked for: {n} ({list}).", decisions.len(), &asked);
    decisions.into_iter().chain(line("Promises: {n} ({list}).", doc.promises.len(), &promised)).collect()
}

/// How many decisions of a review are unfinished today, for the list of reviews: "1 of 5 open, 1 overdue".
pub(super) fn standing(r: &Reviewed<'_>) -> String {
    let f = &r.cx.format;
    let known: Vec<Known<'_>> = r.review.doc.decisions.iter().map(|d| Known::new(r, d)).collect();
    let open = known.iter().filter(|d| d.is_unfinished()).count();
    let overdue = known.iter().filter(|d| d.is_overdue(r.cx.scores.as_of)).count();
    let pattern = match (known.len(), overdue) {
        (0, _) => "none",
        (_, 0) => "{open} of {all} open",
        _ => "{open} of {all} open, {overdue} overdue",
    };
    let counts = [open, known.len(), overdue].map(|n| n.to_string());
    f.fill(pattern, &[("open", &counts[0]), ("all", &counts[1]), ("overdue", &counts[2])])
}

/// A decision that this review asks for.
pub(super) fn view(r: &Reviewed<'_>, d: &Decision) -> DecisionView {
    let f = &r.cx.format;
    let known = Known::new(r, d);
    let (token, word) = known.word();
    DecisionView {
        id: d.id.clone(),
        ask: d.ask.clone(),
        options: d.options.clone(),
        recommend: d.recommend.clone(),
        prepares: d.prepares.as_deref().and_then(|p| r.who(p)),
        decides: d.decides.as_deref().and_then(|p| r.who(p)),
        due: d.due.map(|d| f.date(d)),
        goals: d.goals.iter().filter_map(|g| r.goal(g)).collect(),
        token,
        state: f.word(word),
        overdue: known.is_overdue(r.day()),
        verdict: known.verdict(r),
        later: known.state != DecisionState::Open && r.is_later(d.date),
    }
}

/// Decisions to take first, those already taken after them.
pub(super) fn asked(r: &Reviewed<'_>) -> Vec<DecisionView> {
    let decisions = &r.review.doc.decisions;
    let mut order: Vec<&Decision> = decisions.iter().collect();
    // On the day of the review they were all open: what came later does not reorder a frozen page.
    let settled = |d: &&Decision| d.date.is_some_and(|date| date <= r.day()) && d.state != DecisionState::Open;
    order.sort_by_key(settled);
    order.into_iter().map(|d| view(r, d)).collect()
}

/// What this review promises.
pub(super) fn promised(r: &Reviewed<'_>) -> Vec<PromiseView> {
    let f = &r.cx.format;
    let promises = r.review.doc.promises.iter().map(|p| PromiseView {
        id: p.id.clone(),
        what: p.what.clone(),
        who: p.who.as_deref().and_then(|p| r.who(p)),
        due: p.due.map(|d| f.date(d)),
        goals: p.goals.iter().filter_map(|g| r.goal(g)).collect(),
    });
    promises.collect()
}
