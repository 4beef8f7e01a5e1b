//! How far a review's numbers are settled: it says so at its top, at its foot and on every printed page.

use super::Reviewed;
use crate::domain::Date;
use crate::present::titles::fill;
use serde::Serialize;

/// How far the numbers are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Numbers move, until this day if one is agreed.
    Draft(Option<Date>),
    /// The numbers are of this day.
    Frozen(Date),
}

/// What the page says of its stage.
#[derive(Serialize)]
pub(super) struct StageView {
    /// `draft`, `frozen`: how it looks.
    token: &'static str,
    /// "Draft, numbers move until 7 Oct 2025".
    text: String,
    /// What that means for a reader of an old page.
    note: String,
}

impl StageView {
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl Reviewed<'_> {
    /// How far this review's numbers are settled.
    pub(super) fn stage(&self) -> Stage {
        if let Some(date) = self.frozen() {
            return Stage::Frozen(date);
        }
        let info = self.period_index().and_then(|i| self.cx.model.periods[i].doc.as_ref());
        let until = self.review.doc.frozen.or_else(|| info.and_then(|p| p.freeze));
        Stage::Draft(until.filter(|d| *d > self.cx.scores.as_of))
    }

    /// The day on which the review was frozen, as far as that has happened.
    pub(super) fn frozen(&self) -> Option<Date> {
        self.review.doc.frozen.filter(|d| *d <= self.cx.scores.as_of)
    }

    /// The one day this review speaks on: what is dated later was added later.
    pub(super) fn day(&self) -> Date {
        match self.stage() {
            Stage::Frozen(date) => date,
            Stage::Draft(_) => self.cx.scores.as_of,
        }
    }

    /// Whether something of this date was added after the review's day.
    pub(super) fn is_later(&self, date: Option<Date>) -> bool {
        date.is_some_and(|d| d > self.day() && d <= self.cx.scores.as_of)
    }

    pub(super) fn stage_view(&self) -> StageView {
        let f = &self.cx.format;
        let dated = |pattern: &str, date: Date| fill(f, pattern, &[("date", &f.date(date))]);
        match self.stage() {
            Stage::Draft(until) => StageView {
                token: "draft",
                text: match until {
                    Some(date) => dated("Draft, numbers move until {date}", date),
                    None => f.word("Draft, numbers still move"),
                },
                note: f.word("Until the review is frozen, every build shows the numbers of its own day."),
            },
            Stage::Frozen(date) => StageView {
                token: "frozen",
                text: dated("Frozen {date}", date),
                note: dated("What was added after {date} carries its own date.", date),
            },
        }
    }
}
