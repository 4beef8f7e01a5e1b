//! Two builds beside each other: what moves, and why (`goalpost diff`).

use super::PresentCx;
use super::edits::{self, EditView};
use crate::base::codes::ORPHAN;
use crate::base::diag::Located;
use crate::compute::snapshot::{GoalState, Snapshot};
use crate::domain::Status;
use crate::resolve::ledger::Edit;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What differs between two builds.
#[derive(Debug, Serialize)]
pub struct Diff {
    /// What was compared, as it was asked for, and the day that each speaks of.
    pub from: Side,
    pub to: Side,
    /// Goals of the top level, whether they move or not.
    pub company: Vec<GoalMove>,
    /// Other goals whose score moves.
    pub objectives: Vec<GoalMove>,
    /// Goals and key results whose status flips.
    pub statuses: Vec<Flip>,
    pub definitions: Vec<Definition>,
    pub added: Vec<String>,
    pub gone: Vec<String>,
    /// Findings that only the second build has, orphans apart.
    pub findings: Vec<NewFinding>,
    /// Goals that support nothing any more, and are supported by nothing.
    pub orphans: Vec<NewFinding>,
    /// How many findings only the first build has.
    pub settled: usize,
}

#[derive(Debug, Serialize)]
pub struct Side {
    pub name: String,
    pub as_of: String,
}

/// A goal's score before and after; `null` is not known.
#[derive(Debug, Serialize)]
pub struct GoalMove {
    pub id: String,
    pub title: String,
    pub before: Option<f64>,
    pub after: Option<f64>,
    #[serde(skip)]
    shown: (String, String),
}

/// A status before and after, by its token.
#[derive(Debug, Serialize)]
pub struct Flip {
    pub id: String,
    pub title: String,
    pub before: String,
    pub after: String,
}

/// A changed definition.
#[derive(Debug, Serialize)]
pub struct Definition {
    pub id: String,
    pub title: String,
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub why: Option<String>,
    /// It moves a goal that is running.
    pub moved: bool,
    /// The key result's score under its first definition.
    pub original: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct NewFinding {
    pub code: &'static str,
    pub level: &'static str,
    pub file: String,
    pub line: usize,
    pub message: String,
}

impl Diff {
    /// Compares two builds; `changes` are the definitions that differ between their files.
    pub fn new(names: (&str, &str), a: &PresentCx<'_>, b: &PresentCx<'_>, changes: &[Edit]) -> Self {
        let side = |name: &str, cx: &PresentCx<'_>| Side { name: name.to_owned(), as_of: cx.scores.as_of.to_string() };
        let (old, new) = (Snapshot::of(a.model, a.scores, a.sources), Snapshot::of(b.model, b.scores, b.sources));
        let mut diff = Self {
            from: side(names.0, a),
            to: side(names.1, b),
            company: Vec::new(),
            objectives: Vec::new(),
            statuses: Vec::new(),
            definitions: changes
                .iter()
                .filter(|e| edits::is_published(b, e))
                .map(|e| definition(&edits::view(b, e)))
                .collect(),
            added: Vec::new(),
            gone: Vec::new(),
            findings: Vec::new(),
            orphans: Vec::new(),
            settled: news(b.findings, a.findings).len(),
        };
        for finding in news(a.findings, b.findings) {
            let list = if finding.code == ORPHAN { &mut diff.orphans } else { &mut diff.findings };
            list.push(NewFinding {
                code: finding.code.id(),
                level: finding.level.name(),
                file: finding.primary.path.clone(),
                line: finding.primary.line,
                message: finding.message.clone(),
            });
        }
        diff.goals(b, &old, &new);
        diff
    }

    fn goals(&mut self, cx: &PresentCx<'_>, old: &Snapshot, new: &Snapshot) {
        let mut left: Vec<&GoalState> = old.goals.iter().collect();
        for goal in &new.goals {
            let found = left.iter().position(|g| g.name() == goal.name());
            let found = found.or_else(|| left.iter().position(|g| g.path == goal.path));
            let Some(before) = found.map(|i| left.remove(i)) else {
                self.added.push(format!("{} {}", goal.id, goal.title));
                continue;
            };
            let moved = GoalMove {
                id: goal.id.clone(),
                title: goal.title.clone(),
                before: before.score,
                after: goal.score,
                shown: (cx.format.score(before.score), cx.format.score(goal.score)),
            };
            if goal.level == 0 && goal.status != Status::Dropped.token() {
                self.company.push(moved);
            } else if moved.moves() {
                self.objectives.push(moved);
            }
            self.flips(before, goal);
        }
        self.gone.extend(left.iter().map(|g| format!("{} {}", g.id, g.title)));
    }

    fn flips(&mut self, before: &GoalState, now: &GoalState) {
        if before.status != now.status {
            self.statuses.push(Flip {
                id: now.id.clone(),
                title: now.title.clone(),
                before: before.status.clone(),
                after: now.status.clone(),
            });
        }
        let states: BTreeMap<&str, &str> =
            before.key_results.iter().map(|k| (k.id.as_str(), k.status.as_str())).collect();
        for kr in &now.key_results {
            if let Some(status) = states.get(kr.id.as_str()).filter(|s| **s != kr.status) {
                self.statuses.push(Flip {
                    id: format!("{} {}", now.id, kr.id),
                    title: kr.title.clone(),
                    before: (*status).to_owned(),
                    after: kr.status.clone(),
                });
            }
        }
    }

    /// Whether nothing that a reader would see differs.
    pub fn is_empty(&self) -> bool {
        self.company.iter().all(|g| !g.moves())
            && self.objectives.is_empty()
            && self.statuses.is_empty()
            && self.definitions.is_empty()
            && self.added.is_empty()
            && self.gone.is_empty()
            && self.findings.is_empty()
            && self.orphans.is_empty()
            && self.settled == 0
    }

    /// For a terminal.
    pub fn human(&self) -> String {
        self.text(&Look { heading: ("", ":\n"), item: "  ", bold: "", end: "" })
    }

    /// For the comment on a pull request.
    pub fn markdown(&self) -> String {
        self.text(&Look { heading: ("\n**", "**\n\n"), item: "- ", bold: "**", end: "" })
    }

    /// One JSON document.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    fn text(&self, look: &Look) -> String {
        let quote = |text: &str| if look.bold.is_empty() { text.to_owned() } else { escaped(text) };
        let mut out = String::new();
        let days = if self.from.as_of == self.to.as_of {
            format!("as of {}", self.to.as_of)
        } else {
            format!("as of {} and {}", self.from.as_of, self.to.as_of)
        };
        let _ = writeln!(out, "{b}{} → {}{b}, {days}", quote(&self.from.name), quote(&self.to.name), b = look.bold);
        if self.is_empty() {
            out.push_str("\nNothing that a reader would see changes.\n");
            return out;
        }
        let moved: Vec<String> = self.definitions.iter().filter(|d| d.moved).map(|d| d.line(&quote)).collect();
        look.list(&mut out, "Goalposts moved", moved);
        let score = |g: &GoalMove| {
            let same = if g.moves() { "" } else { " (unchanged)" };
            format!("{} {}: {} → {}{same}", quote(&g.id), quote(&g.title), g.shown.0, g.shown.1)
        };
        look.list(&mut out, "Company goals", self.company.iter().map(score).collect());
        look.list(&mut out, "Other goals", self.objectives.iter().map(score).collect());
        let flip = |s: &Flip| {
            let word =
                |token: &str| Status::from_token(token).map_or_else(|| token.to_owned(), |s| s.word().to_owned());
            format!("{} {}: {} → {}", quote(&s.id), quote(&s.title), word(&s.before), word(&s.after))
        };
        look.list(&mut out, "Statuses", self.statuses.iter().map(flip).collect());
        let other: Vec<String> = self.definitions.iter().filter(|d| !d.moved).map(|d| d.line(&quote)).collect();
        look.list(&mut out, "Other changes of definitions", other);
        look.list(&mut out, "Goals added", self.added.iter().map(|t| quote(t)).collect());
        look.list(&mut out, "Goals gone", self.gone.iter().map(|t| quote(t)).collect());
        let finding =
            |f: &NewFinding| format!("{}:{}: {}[{}]: {}", quote(&f.file), f.line, f.level, f.code, quote(&f.message));
        look.list(&mut out, "New orphans", self.orphans.iter().map(finding).collect());
        look.list(&mut out, "New findings", self.findings.iter().map(finding).collect());
        if self.settled > 0 {
            let _ = writeln!(
                out,
                "{}Settled findings: {}{}",
                look.heading.0,
                self.settled,
                look.heading.1.trim_end_matches([':', '\n'])
            );
        }
        out
    }
}

impl GoalMove {
    fn moves(&self) -> bool {
        match (self.before, self.after) {
            (Some(a), Some(b)) => (a - b).abs() > 1e-9,
            (a, b) => a.is_some() != b.is_some(),
        }
    }
}

impl Definition {
    fn line(&self, quote: &dyn Fn(&str) -> String) -> String {
        let value = |v: &Option<String>| v.as_deref().map_or_else(|| "not written".to_owned(), quote);
        let mut line = format!(
            "{} {}: {} {} → {}",
            quote(&self.id),
            quote(&self.title),
            quote(&self.field),
            value(&self.before),
            value(&self.after)
        );
        match (&self.why, self.moved) {
            (Some(why), _) => line.push_str(&format!("; {}", quote(why))),
            (None, true) => line.push_str("; no reason is written"),
            (None, false) => {}
        }
        if let Some(original) = &self.original {
            line.push_str(&format!("; score {original} under the first definition"));
        }
        line
    }
}

/// How one of the forms for people looks.
struct Look {
    heading: (&'static str, &'static str),
    item: &'static str,
    bold: &'static str,
    end: &'static str,
}

impl Look {
    fn list(&self, out: &mut String, heading: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        let _ = write!(out, "{}{heading}{}", self.heading.0, self.heading.1);
        for line in lines {
            let _ = writeln!(out, "{}{line}{}", self.item, self.end);
        }
    }
}

fn definition(edit: &EditView) -> Definition {
    Definition {
        id: edit.what.id.clone().unwrap_or_default(),
        title: edit.what.text.clone(),
        field: edit.field.clone(),
        before: edit.old.clone(),
        after: edit.new.clone(),
        why: edit.why.clone(),
        moved: edit.moved,
        original: edit.scores.as_ref().map(|(_, original)| original.clone()),
    }
}

/// The findings of `now` that `before` does not have; a line number alone makes none new.
fn news<'a>(before: &[Located], now: &'a [Located]) -> Vec<&'a Located> {
    let name = |f: &Located| (f.code, f.primary.path.clone(), f.message.clone());
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for finding in before {
        *known.entry(name(finding)).or_default() += 1;
    }
    let mut out = Vec::new();
    for finding in now {
        match known.get_mut(&name(finding)).filter(|n| **n > 0) {
            Some(n) => *n -= 1,
            None => out.push(finding),
        }
    }
    out
}

/// A text that Markdown takes as it is: what a pull request says must not format, link or mention.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '@' => out.push_str("@\u{200b}"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_an_author_writes_cannot_format_a_comment_or_call_anybody() {
        assert_eq!(escaped("![x](http://a) <b> @all"), "\\!\\[x\\]\\(http://a\\) &lt;b> @\u{200b}all");
    }
}
