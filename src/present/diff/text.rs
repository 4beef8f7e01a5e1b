//! A comparison as text: for a terminal, for a comment on a pull request, for programs.

use super::{Definition, Diff, Flip, GoalMove, NewFinding};
use crate::domain::Status;
use std::fmt::Write;

/// Entries of one list in a comment: it has a largest size, and nobody reads a hundred lines.
const LISTED: usize = 40;

impl Diff {
    /// For a terminal.
    pub fn human(&self) -> String {
        self.text(&Look { comment: false })
    }

    /// For the comment on a pull request.
    pub fn markdown(&self) -> String {
        self.text(&Look { comment: true })
    }

    /// One JSON document.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    fn text(&self, look: &Look) -> String {
        let mut out = self.head(look);
        if self.is_empty() {
            out.push_str("\nNothing that a reader would see changes.\n");
            return out;
        }
        let line = |d: &Definition| d.line(look);
        let (moved, other): (Vec<&Definition>, Vec<&Definition>) = self.definitions.iter().partition(|d| d.moved);
        look.list(&mut out, "Goalposts moved", moved.into_iter().map(line));
        look.goals(&mut out, "Company goals", &self.company);
        look.goals(&mut out, "Other goals", &self.objectives);
        look.list(&mut out, "Statuses", self.statuses.iter().map(|s| s.line(look)));
        look.list(&mut out, "Other changes of definitions", other.into_iter().map(line));
        look.list(&mut out, "Goals added", self.added.iter().map(|t| look.quoted(t)));
        look.list(&mut out, "Goals gone", self.gone.iter().map(|t| look.quoted(t)));
        look.list(&mut out, "New orphans", self.orphans.iter().map(|f| f.line(look)));
        look.list(&mut out, "New findings", self.findings.iter().map(|f| f.line(look)));
        if self.settled > 0 {
            look.heading(&mut out, &format!("Settled findings: {}", self.settled), "");
        }
        out
    }

    fn head(&self, look: &Look) -> String {
        let days = if self.from.as_of == self.to.as_of {
            format!("as of {}", self.to.as_of)
        } else {
            format!("as of {} and {}", self.from.as_of, self.to.as_of)
        };
        let names = format!("{} → {}", look.quoted(&self.from.name), look.quoted(&self.to.name));
        format!("{}, {days}\n", look.bold(&names))
    }
}

impl Definition {
    fn line(&self, look: &Look) -> String {
        let value = |v: &Option<String>| v.as_deref().map_or_else(|| "not written".to_owned(), |v| look.quoted(v));
        let mut line = format!(
            "{} {}: {} {} → {}",
            look.bold(&look.quoted(&self.name)),
            look.quoted(&self.title),
            look.quoted(&self.field),
            value(&self.before),
            look.bold(&value(&self.after))
        );
        match (&self.why, self.moved) {
            (Some(why), _) => {
                line.push_str(&format!(". Reason: {}.", look.quoted(why.trim_end().trim_end_matches('.'))));
            }
            (None, true) => line.push_str(". No reason is written."),
            (None, false) => {}
        }
        if let Some(original) = &self.original {
            line.push_str(if line.ends_with('.') { " " } else { ". " });
            line.push_str(&format!("Under the first definition the score is {original}."));
        }
        line
    }
}

impl Flip {
    fn line(&self, look: &Look) -> String {
        let word = |token: &str| Status::from_token(token).map_or_else(|| token.to_owned(), |s| s.word().to_owned());
        let name = look.bold(&look.quoted(&self.name));
        let after = look.bold(&word(&self.after));
        format!("{name} {}: {} → {after}", look.quoted(&self.title), word(&self.before))
    }
}

impl NewFinding {
    fn line(&self, look: &Look) -> String {
        let (file, message) = (look.quoted(&self.file), look.quoted(&self.message));
        format!("{file}:{}: {}{}: {message}", self.line, self.level, look.quoted(&format!("[{}]", self.code)))
    }
}

/// How one of the forms for people looks.
struct Look {
    comment: bool,
}

impl Look {
    fn bold(&self, text: &str) -> String {
        if self.comment { format!("**{text}**") } else { text.to_owned() }
    }

    fn quoted(&self, text: &str) -> String {
        if self.comment { escaped(text) } else { text.to_owned() }
    }

    fn heading(&self, out: &mut String, text: &str, end: &str) {
        if self.comment {
            let _ = writeln!(out, "\n#### {text}\n");
        } else {
            let _ = writeln!(out, "{text}{end}");
        }
    }

    fn list(&self, out: &mut String, heading: &str, lines: impl ExactSizeIterator<Item = String>) {
        let count = lines.len();
        if count == 0 {
            return;
        }
        self.heading(out, heading, ":");
        let (mark, most) = if self.comment { ("- ", LISTED) } else { ("  ", count) };
        for line in lines.take(most) {
            let _ = writeln!(out, "{mark}{line}");
        }
        if count > most {
            let _ = writeln!(out, "{mark}and {} more", count - most);
        }
    }

    /// Scores before and after: a table in a comment, with what moves the most first.
    fn goals(&self, out: &mut String, heading: &str, goals: &[GoalMove]) {
        if !self.comment {
            let line = |g: &GoalMove| {
                let same = if g.moves() { "" } else { " (unchanged)" };
                format!("{} {}: {} → {}{same}", g.name, g.title, g.shown.0, g.shown.1)
            };
            return self.list(out, heading, goals.iter().map(line));
        }
        if goals.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n| {heading} | Before | After | |\n|---|--:|--:|--:|");
        let size = |g: &GoalMove| g.before.zip(g.after).map_or(f64::from(u8::from(g.moves())), |(a, b)| (b - a).abs());
        let mut goals: Vec<&GoalMove> = goals.iter().collect();
        goals.sort_by(|a, b| size(b).total_cmp(&size(a)));
        for goal in goals.iter().take(LISTED) {
            let name = format!("{} {}", self.bold(&self.quoted(&goal.name)), self.quoted(&goal.title));
            let (before, after, by) = &goal.shown;
            let (after, by) = match goal.moves() {
                true => (self.bold(after), by.clone().unwrap_or_default()),
                false => (after.clone(), "unchanged".to_owned()),
            };
            let _ = writeln!(out, "| {name} | {before} | {after} | {by} |");
        }
        if goals.len() > LISTED {
            let _ = writeln!(out, "| and {} more | | | |", goals.len() - LISTED);
        }
    }
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
