//! How far a review's numbers are settled: it says so at its top, at its foot and on every printed page.

use super::Reviewed;
use crate::compute::seal;
use crate::domain::{Date, slug};
use crate::present::format::Formatter;
use crate::resolve::model::{Model, Review};
use serde::Serialize;

/// How far the numbers are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Numbers move, until this day if one is agreed.
    Draft(Option<Date>),
    /// The numbers are of this day.
    Frozen(Date),
    /// The results are those of the seal: its day, and the day the review speaks on.
    Sealed(Date, Date),
}

/// What the page says of its stage.
#[derive(Serialize)]
pub(super) struct StageView {
    /// `draft`, `frozen`, `sealed`: how it looks.
    token: &'static str,
    /// "Draft, numbers move until 7 Oct 2025".
    text: String,
    /// What that means for a reader of an old page.
    note: String,
    /// The class of the page on paper, where every sheet of it says that it is a draft.
    paper: Option<String>,
}

/// How far a review's numbers are settled.
fn stage(model: &Model, review: &Review) -> Stage {
    let as_of = model.settings.as_of.date;
    let frozen = review.doc.frozen.filter(|d| *d <= as_of);
    if let Some(seal) = seal::of_period(model, &review.period.name) {
        return Stage::Sealed(seal.sealed, frozen.unwrap_or(seal.sealed));
    }
    if let Some(date) = frozen {
        return Stage::Frozen(date);
    }
    let period = model.periods.iter().find(|p| p.period == review.period);
    let until = review.doc.frozen.or_else(|| period.and_then(|p| p.doc.as_ref()?.freeze));
    Stage::Draft(until.filter(|d| *d > as_of))
}

/// "Draft, numbers move until 7 Oct 2025".
fn draft_text(f: &Formatter, until: Option<Date>) -> String {
    match until {
        Some(date) => f.fill("Draft, numbers move until {date}", &[("date", &f.date(date))]),
        None => f.word("Draft, numbers still move"),
    }
}

/// The class of a draft's sheets.
fn paper(review: &Review) -> String {
    format!("draft-{}", slug(&review.address))
}

/// What the sheets of every draft say at their foot: the class of the page, and the words. A style sheet alone can
/// write into the margin of paper.
pub fn drafts(model: &Model, f: &Formatter) -> Vec<(String, String)> {
    let text = |review: &Review| match stage(model, review) {
        Stage::Draft(until) => Some((paper(review), draft_text(f, until))),
        Stage::Frozen(_) | Stage::Sealed(..) => None,
    };
    model.reviews.iter().filter_map(text).collect()
}

impl StageView {
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl Reviewed<'_> {
    fn stage(&self) -> Stage {
        stage(self.cx.model, self.review)
    }

    /// The day on which the review was frozen, as far as that has happened.
    pub(super) fn frozen(&self) -> Option<Date> {
        match self.stage() {
            Stage::Frozen(date) | Stage::Sealed(_, date) => Some(date),
            Stage::Draft(_) => None,
        }
    }

    /// The one day this review speaks on: what is dated later was added later.
    pub(super) fn day(&self) -> Date {
        self.frozen().unwrap_or(self.cx.scores.as_of)
    }

    /// Whether something of this date was added after the review's day.
    pub(super) fn is_later(&self, date: Option<Date>) -> bool {
        date.is_some_and(|d| d > self.day() && d <= self.cx.scores.as_of)
    }

    pub(super) fn stage_view(&self) -> StageView {
        let f = &self.cx.format;
        match self.stage() {
            Stage::Draft(until) => StageView {
                token: "draft",
                text: draft_text(f, until),
                note: f.word("Until the review is frozen, every build shows the numbers of its own day."),
                paper: Some(paper(self.review)),
            },
            Stage::Frozen(date) => StageView {
                token: "frozen",
                text: f.fill("Frozen {date}", &[("date", &f.date(date))]),
                note: f.fill("What was added after {date} carries its own date.", &[("date", &f.date(date))]),
                paper: None,
            },
            Stage::Sealed(date, _) => StageView {
                token: "sealed",
                text: f.fill("Sealed {date}", &[("date", &f.date(date))]),
                note: f.word(
                    "The results are those that were reported then; what the files say otherwise now is a finding.",
                ),
                paper: None,
            },
        }
    }
}
