//! The head of an objective's page: what it is, whose it is, what it is for.

use crate::domain::period::days_between;
use crate::domain::{Date, Period};
use crate::parse::doc::GoalKind;
use crate::present::PresentCx;
use crate::present::format::Formatter;
use crate::present::frame::Link;
use crate::present::parts::{self, OwnerView};
use crate::present::paths;
use crate::present::titles;
use crate::resolve::model::{ObjectiveIx, Parent, ParentTo};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Head {
    id: String,
    kind: String,
    kind_why: String,
    team: Option<Link>,
    /// "1 Oct to 31 Dec 2025, week 7 of 13".
    when: Option<String>,
    priority: Option<String>,
    tags: Vec<String>,
    stretch: bool,
    draft: bool,
    pub(super) takeaway: String,
    /// The machine wrote the takeaway.
    auto: bool,
    owners: Vec<OwnerView>,
    sponsor: Option<OwnerView>,
    contributors: Vec<OwnerView>,
    supports: Vec<Support>,
    last_voice: Option<String>,
    /// "Third period of this goal".
    continues: Option<Continues>,
    next: Option<Link>,
    /// Dropped, paused: when and why.
    event: Option<String>,
}

#[derive(Serialize)]
struct Support {
    link: Link,
    note: Option<String>,
}

#[derive(Serialize)]
struct Continues {
    text: String,
    link: Link,
}

pub(super) fn head(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Head {
    let f = &cx.format;
    let objective = cx.model.objective(ix);
    let doc = &objective.doc;
    let score = cx.scores.objective(ix);
    let shown = |list: &[crate::parse::doc::Who]| list.iter().filter_map(|w| parts::who(cx, w)).collect();
    Head {
        id: doc.id.clone(),
        kind: f.word(match doc.kind {
            GoalKind::Committed => "committed",
            GoalKind::Aspirational => "aspirational",
            GoalKind::Learning => "learning",
        }),
        kind_why: f.word(match doc.kind {
            GoalKind::Committed => "to be met in full",
            GoalKind::Aspirational => "0.70 is strong",
            GoalKind::Learning => "a question to answer",
        }),
        team: objective.team.map(|t| parts::team_link(cx, t)),
        when: when(f, doc.period.as_ref(), cx.scores.as_of),
        priority: doc.priority.clone(),
        tags: doc.common.tags.clone(),
        stretch: doc.stretch,
        draft: doc.draft,
        takeaway: doc.takeaway.clone().unwrap_or_else(|| titles::takeaway(cx, ix)),
        auto: doc.takeaway.is_none(),
        owners: parts::owners(cx, &objective.owners),
        sponsor: doc.sponsor.as_ref().and_then(|w| parts::who(cx, w)),
        contributors: shown(&doc.contributors),
        supports: objective.parents.iter().filter_map(|p| support(cx, p)).collect(),
        last_voice: score.last_voice.map(|d| f.date(d)),
        continues: continues(cx, ix),
        next: objective.successor.map(|s| in_its_period(cx, s)),
        event: event(cx, ix),
    }
}

/// The period and how far it has gone.
pub(super) fn when(f: &Formatter, period: Option<&Period>, as_of: Date) -> Option<String> {
    let period = period?;
    let span = f.span(period.start, period.end);
    Some(if as_of < period.start {
        format!("{span}, {}", f.word("not started"))
    } else if as_of > period.end {
        format!("{span}, {}", f.word("ended"))
    } else {
        // A quarter has thirteen weeks; its last one or two days belong to the thirteenth.
        let weeks = ((period.days() + 3) / 7).max(1);
        let now = (days_between(period.start, as_of) / 7 + 1).min(weeks);
        f.fill(
            "{span}, week {week} of {all}",
            &[("span", &span), ("week", &now.to_string()), ("all", &weeks.to_string())],
        )
    })
}

fn support(cx: &PresentCx<'_>, parent: &Parent) -> Option<Support> {
    let f = &cx.format;
    let link = match parent.to {
        ParentTo::Objective(ix) => parts::objective_link(cx, ix),
        ParentTo::KeyResult(kr) => parts::key_result_link(cx, kr),
        ParentTo::Priority(i) => {
            let priority = cx.model.strategy.as_ref()?.priorities.get(i)?;
            let anchor = crate::domain::slug(&priority.id);
            Link::with_id(format!("{}#{anchor}", paths::STRATEGY), &priority.id, &priority.title)
        }
    };
    let note = parent.share_written.then(|| format!("{} {}", f.word("share"), f.number(parent.share, 2)));
    Some(Support { link, note })
}

fn continues(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<Continues> {
    let f = &cx.format;
    let before = cx.model.objective(ix).predecessor?;
    let mut periods = 2;
    let mut at = before;
    // A chain cannot be longer than the list of goals, whatever an author wrote.
    while let Some(earlier) = cx.model.objective(at).predecessor.filter(|_| periods <= cx.model.objectives.len()) {
        at = earlier;
        periods += 1;
    }
    let text = match periods {
        2 => f.word("Second period of this goal"),
        3 => f.word("Third period of this goal"),
        n => f.fill("Period {n} of this goal", &[("n", &n.to_string())]),
    };
    Some(Continues { text, link: in_its_period(cx, before) })
}

/// A link to the same goal in another period: its id and that period's name.
fn in_its_period(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Link {
    let doc = &cx.model.objective(ix).doc;
    let period = doc.period.as_ref().map(|p| cx.format.period(p)).unwrap_or_default();
    Link::with_id(paths::objective(cx.model, ix), &doc.id, period)
}

fn event(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<String> {
    let doc = &cx.model.objective(ix).doc;
    let (word, event) = match (&doc.dropped, &doc.paused) {
        (Some(event), _) => ("Dropped", event),
        (None, Some(event)) => ("Paused", event),
        (None, None) => return None,
    };
    (event.date.is_none_or(|d| d <= cx.scores.as_of)).then(|| event_text(cx, word, event))
}

/// "Dropped 3 Nov 2025: reason; agreed by Priya".
pub(super) fn event_text(cx: &PresentCx<'_>, word: &str, event: &crate::parse::doc::Event) -> String {
    let f = &cx.format;
    let mut text = f.word(word);
    if let Some(date) = event.date {
        text.push(' ');
        text.push_str(&f.date(date));
    }
    if let Some(why) = &event.why {
        text.push_str(": ");
        text.push_str(why);
    }
    if let Some(who) = event.agreed.as_deref().and_then(|a| parts::someone(cx, a)) {
        text.push_str(&f.fill("; agreed by {who}", &[("who", &who.name)]));
    }
    text
}
