//! What is due as a table, as Markdown for a chat or an issue, and as JSON.

use super::{Due, address};
use crate::domain::cadence::add_days;
use crate::present::PresentCx;
use crate::present::data::columns;
use serde::Serialize;

/// A table: day, what, from whom, the page.
pub fn human(cx: &PresentCx<'_>, all: &[Due], within: i32) -> String {
    let f = &cx.format;
    if all.is_empty() {
        return format!("{}\n", nothing(cx, within));
    }
    let mut rows = vec![["Due", "", "What", "From", "Where"].map(|w| f.word(w)).to_vec()];
    rows.extend(all.iter().map(|due| {
        vec![
            f.date(due.day),
            f.word(due.kind.word()),
            crate::present::titles::shorten(&due.what, 12),
            due.from.clone().unwrap_or_else(|| crate::present::format::UNKNOWN.to_owned()),
            address(cx, &due.page),
        ]
    }));
    columns(&rows)
}

/// A list under a line that says of which day it is.
pub fn markdown(cx: &PresentCx<'_>, all: &[Due], within: i32) -> String {
    let f = &cx.format;
    if all.is_empty() {
        return format!("{}\n", nothing(cx, within));
    }
    let mut out = format!("**{}**\n\n", heading(cx, within));
    for due in all {
        let (href, words) = due.link(cx);
        let from = due.from.as_ref().map(|from| format!(" · {}", escaped(from))).unwrap_or_default();
        let kind = f.word(due.kind.word());
        let what = escaped(&due.what.replace('\n', " "));
        out.push_str(&format!("- {} · {kind}: {what}{from} · [{words}]({href})\n", f.date(due.day)));
    }
    out
}

fn heading(cx: &PresentCx<'_>, within: i32) -> String {
    let f = &cx.format;
    let until = f.date(add_days(cx.scores.as_of, within));
    f.fill("Due by {until} (as of {day})", &[("until", &until), ("day", &f.date(cx.scores.as_of))])
}

fn nothing(cx: &PresentCx<'_>, within: i32) -> String {
    let f = &cx.format;
    let until = f.date(add_days(cx.scores.as_of, within));
    f.fill("Nothing is due by {until}.", &[("until", &until)])
}

/// What would be read as Markdown or as a mention.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '@') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[derive(Serialize)]
struct Document<'a> {
    as_of: String,
    within_days: i32,
    due: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    day: String,
    kind: super::Kind,
    what: &'a str,
    from: Option<&'a str>,
    page: String,
    form: Option<&'a str>,
}

/// `{"as_of", "within_days", "due": [{"day", "kind", "what", "from", "page", "form"}]}`; kinds are `check_in`, `value`,
/// `decision`, `promise`, `grade`, `help` and `need`.
pub fn json(cx: &PresentCx<'_>, all: &[Due], within: i32) -> String {
    let due = all.iter().map(|due| entry(cx, due)).collect();
    let document = Document { as_of: cx.scores.as_of.to_string(), within_days: within, due };
    // Plain texts always serialise.
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}

fn entry<'a>(cx: &PresentCx<'_>, due: &'a Due) -> Entry<'a> {
    Entry {
        day: due.day.to_string(),
        kind: due.kind,
        what: &due.what,
        from: due.from.as_deref(),
        page: address(cx, &due.page),
        form: due.form.as_deref(),
    }
}
