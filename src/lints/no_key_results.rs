//! A goal that nothing measures.

use super::{Lint, LintCx};
use crate::base::codes::NO_KEY_RESULTS;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::doc::RollUp;

pub struct NoKeyResults;

/// A heading under which the text has its key results, where nothing reads them: the place of its words.
fn heading(text: &str) -> Option<(u32, u32)> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let at = start + (line.len() - line.trim_start_matches('#').trim_start().len());
        start += line.len();
        let words = line.strip_prefix('#')?.trim_matches(['#', ':', ' ', '\r', '\n']);
        let known = ["key results", "key result", "krs"].iter().any(|name| words.eq_ignore_ascii_case(name));
        known.then_some((at as u32, (at + words.len()) as u32))
    })
}

impl Lint for NoKeyResults {
    fn code(&self) -> Code {
        NO_KEY_RESULTS
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals().filter(|(_, goal)| goal.key_results.is_empty()) {
            let roll_up = goal.doc.roll_up.unwrap_or(cx.model.settings.roll_up);
            let by_children = matches!(roll_up, RollUp::Children | RollUp::Both) && !goal.children.is_empty();
            if by_children || roll_up == RollUp::Manual {
                continue;
            }
            let at = Place::Value("title".to_owned());
            let message = format!("`{}` has no key results, so it has no score", goal.doc.id);
            let finding = Diagnostic::new(NO_KEY_RESULTS, goal.doc.file, at, message);
            let file = cx.sources.file(goal.doc.file);
            if let Some((start, end)) = heading(&file.text) {
                let help = "write them between the lines ---, under `key_results:`; what stands below is prose";
                sink.push(finding.also(file.id, Place::Span(start, end), "this is only a heading").help(help));
                continue;
            }
            sink.push(match goal.children.len() {
                0 => finding.help("add `key_results:` that say how you will know that it is reached"),
                1 => finding
                    .help("add `key_results:`, or let the goal that supports it speak for it: `roll_up: children`"),
                n => finding.help(format!(
                    "add `key_results:`, or let the {n} goals that support it speak for it: `roll_up: children`"
                )),
            });
        }
    }
}
