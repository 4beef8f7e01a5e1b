//! A goal that was redefined while it ran, with nothing beside the key that says what it was and why.

use super::{Lint, LintCx};
use crate::base::codes::SILENT_CHANGE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::domain::Date;
use crate::resolve::ledger::{Agreed, Edit, KEY_RESULT, Of};
use crate::resolve::model::Objective;

pub struct SilentChange;

impl Lint for SilentChange {
    fn code(&self) -> Code {
        SILENT_CHANGE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let edits = &cx.model.ledger.edits;
        for (i, edit) in edits.iter().enumerate().filter(|(_, e)| e.is_silent()) {
            let Some(ix) = edit.of.objective() else { continue };
            let goal = cx.model.objective(ix);
            // Once its author has closed it, a goal is history.
            let closed = goal.doc.closing.is_some() || goal.doc.closed.is_some_and(|day| day <= cx.scores.as_of);
            if goal.doc.draft || closed || undone(edits, i) {
                continue;
            }
            let weighs = cx.model.ledger.removed(ix).iter().any(|r| r.is(edit) && r.late == Some(Agreed(false)));
            sink.push(if edit.is_removal() { removal(goal, edit, weighs) } else { finding(goal, edit) });
        }
    }
}

/// Whether the value that an edit replaced came back, by this edit or another.
fn undone(edits: &[Edit], i: usize) -> bool {
    let same = |e: &&Edit| e.of == edits[i].of && e.field == edits[i].field;
    let newest = edits.iter().find(same);
    let first = edits.iter().filter(same).rfind(|e| e.is_silent());
    let back = |from: &Edit| newest.is_some_and(|e| e.after == from.before);
    edits[i].field != KEY_RESULT && (back(&edits[i]) || first.is_some_and(back))
}

/// A key result that is gone; where it weighs, it counts as 0 as one that was dropped late.
fn removal(goal: &Objective, edit: &Edit, weighs: bool) -> Diagnostic {
    let when = edit.day.map_or_else(String::new, |day| format!(" on {day}"));
    let gone = edit.before.as_deref().unwrap_or_default();
    let zero = if weighs { "; it counts as 0, for nobody is named who agreed" } else { "" };
    let message = format!("`{gone}` was taken off the page{when}, while the goal was running{zero}");
    let line = format!("`dropped: {{{}why: …, agreed: …}}`", date(edit.day));
    Diagnostic::new(SILENT_CHANGE, goal.doc.file, Place::Key("key_results".to_owned()), message)
        .help(format!("put it back and write in it: {line}"))
}

fn finding(goal: &Objective, edit: &Edit) -> Diagnostic {
    let when = edit.day.map_or_else(String::new, |day| format!(" on {day}"));
    let (path, id, changed) = match edit.of {
        Of::KeyResult(kr) => {
            let doc = &goal.key_results[kr.1 as usize].doc;
            (doc.path.clone(), doc.id.clone(), doc.changed.iter().any(|c| !c.path.is_empty()))
        }
        _ => (String::new(), goal.doc.id.clone(), goal.doc.changed.iter().any(|c| !c.path.is_empty())),
    };
    let field = edit.field.replace('_', " ");
    let message = match (&edit.before, edit.confidential) {
        (Some(before), false) => format!("the {field} of `{id}` was {before} until it was changed{when}"),
        _ => format!("the {field} of `{id}` was changed{when}, while it was running"),
    };
    let at = if path.is_empty() { Place::Key(edit.field.clone()) } else { Place::Key(path) };
    let old = match (&edit.before, edit.confidential) {
        (Some(before), false) => quoted(before),
        (None, false) => "TBD".to_owned(),
        (_, true) => "…".to_owned(),
    };
    let entry = format!("{{{}{}: {old}, why: …, agreed: …}}", date(edit.day), edit.field);
    let help = match changed {
        true => format!("add to its `changed:` list: `- {entry}`"),
        false => format!("say beside it what it was, and why: `changed: {entry}`"),
    };
    Diagnostic::new(SILENT_CHANGE, goal.doc.file, at, message).help(help)
}

fn date(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| format!("date: {day}, "))
}

/// A value as it can stand between braces.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " .-/+".contains(c);
    let fine = text.chars().all(plain) && text.starts_with(char::is_alphanumeric) && !text.ends_with(' ');
    if fine { text.to_owned() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_yaml_would_read_otherwise_is_quoted() {
        assert_eq!(quoted("650"), "650");
        assert_eq!(quoted("end of FY26-Q2"), "end of FY26-Q2");
        assert_eq!(quoted("1,250"), "\"1,250\"");
        assert_eq!(quoted("+20%"), "\"+20%\"");
        assert_eq!(quoted("say \"no\""), "\"say \\\"no\\\"\"");
    }
}
