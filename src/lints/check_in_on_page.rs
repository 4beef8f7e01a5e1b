//! A check-in written on the goal's own page, where it is prose and no value of it counts.

use super::{Lint, LintCx};
use crate::base::codes::CHECK_IN_ON_PAGE;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::dates::{self, DateText};
use crate::parse::doc::KrKindDoc;
use crate::parse::markdown;
use crate::resolve::model::Objective;
use crate::words::Words;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What people call a check-in in every language that pages speak, in lower case, the longest first.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let languages = crate::words::languages().map(|language| Words::new(language, &BTreeMap::new()));
    let words = languages.flat_map(|words| [words.word("check-ins"), words.word("check-in")]);
    let spellings = |word: String| [word.replace('-', ""), word.replace('-', " "), word.replace('’', "'"), word];
    let mut names: Vec<String> = words.flat_map(spellings).map(|name| name.to_lowercase()).collect();
    names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    names.dedup();
    names
});

/// The same as [`letters`] alone.
static NAMES_IN_LETTERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = NAMES.iter().map(|name| letters(name)).collect();
    names.dedup();
    names
});

pub struct CheckInOnPage;

impl Lint for CheckInOnPage {
    fn code(&self) -> Code {
        CHECK_IN_ON_PAGE
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for goal in cx.goals.iter().map(|ix| cx.model.objective(*ix)) {
            let text = &cx.sources.file(goal.doc.file).text;
            let ranges = goal.doc.common.body.ranges.iter().map(|(start, end)| *start as usize..*end as usize);
            for range in ranges.filter(|r| text.get(r.clone()).is_some_and(|text| may_hold_one(text, &goal.doc.id))) {
                for heading in markdown::scan(text, range).headings {
                    let Some(when) = behind_the_name(&heading.text, &goal.doc.id) else { continue };
                    let day = match dates::parse(&when, None, &cx.model.settings.calendar) {
                        DateText::Day(day) => day,
                        _ => cx.scores.as_of,
                    };
                    let team = goal.doc.team.as_ref().map(|team| format!("-{team}")).unwrap_or_default();
                    let at = Place::Span(heading.range.start as u32, heading.range.end as u32);
                    let message = "a check-in on the goal's own page is prose: nothing in it counts";
                    let finding = Diagnostic::new(CHECK_IN_ON_PAGE, goal.doc.file, at, message);
                    let file = format!("`check-ins/{day}{team}.md`");
                    let heading = format!("`## {} 7/10`", goal.doc.id);
                    sink.push(finding.help(match typed(goal) {
                        Some(id) => {
                            format!("move it to a file {file} under the line {heading}, each value as `- {id}: …`")
                        }
                        None => format!("move it to a file {file} under the line {heading}"),
                    }));
                }
            }
        }
    }
}

/// Whether a heading of the text may be meant: where its line says nothing of the kind, the text need not be read.
fn may_hold_one(text: &str, goal: &str) -> bool {
    let goal = letters(goal);
    text.lines().any(|line| {
        let line = line.trim_end();
        if let Some(sign) = line.chars().next_back().filter(|c| matches!(c, '=' | '-')) {
            let mark = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
            if mark.chars().all(|c| c == sign) {
                return true; // The line above it is a heading.
            }
        }
        line.contains('#') && {
            let words = letters(line);
            // Some markup has letters of its own.
            line.contains(['<', '&', '[', '{'])
                || words.contains(&goal)
                || NAMES_IN_LETTERS.iter().any(|name| words.contains(name.as_str()))
        }
    })
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a heading says behind the word for a check-in, or behind the goal's id where a confidence follows; `None` for
/// a heading of prose, such as “Check-ins with the depots”.
fn behind_the_name(heading: &str, goal: &str) -> Option<String> {
    let text = heading.trim().to_lowercase();
    let of_goal =
        text.strip_prefix(&goal.to_lowercase()).filter(|rest| rest.contains("/10") || rest.contains(" of 10"));
    if let Some(rest) = of_goal {
        return Some(rest.to_owned());
    }
    let rest = NAMES.iter().find_map(|name| {
        let rest = text.strip_prefix(name.as_str())?;
        (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
    })?;
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '–' | '—'));
    (rest.is_empty() || rest.contains(|c: char| c.is_ascii_digit())).then(|| rest.to_owned())
}

/// The first key result whose values people write.
fn typed(goal: &Objective) -> Option<&str> {
    let written = |doc: &crate::parse::doc::KeyResultDoc| doc.kpi.is_none() && doc.kind != KrKindDoc::Text;
    goal.key_results.iter().map(|kr| &kr.doc).find(|doc| written(doc)).map(|doc| doc.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::{behind_the_name, may_hold_one};

    #[test]
    fn the_word_is_known_in_every_language_and_a_sentence_is_prose() {
        for heading in [
            "Check-in",
            "Check-ins",
            "Checkins:",
            "Check in, 4 August",
            "Stände",
            "Stand 2026-08-04",
            "Points d’étape",
            "Point d'étape du 4/8",
            "تحديثات",
            "A-1 7/10",
        ] {
            assert!(behind_the_name(heading, "A-1").is_some(), "{heading}");
            for text in [format!("## *{heading}*"), format!("> - {heading}\n>   ---"), format!("# [{heading}](x)")] {
                assert!(may_hold_one(&format!("Prose.\n\n{text}\n"), "A-1"), "{text}");
            }
        }
        assert!(!may_hold_one("# Why\n\nA check-in of A-1 is due.\n\n- one\n", "A-1"));
        for heading in ["Check-ins with the depots", "Standing orders", "Stand der Dinge", "A-1 and A-2", "Checking"] {
            assert_eq!(behind_the_name(heading, "A-1"), None, "{heading}");
        }
        assert_eq!(behind_the_name("Check-in (2026-08-04)", "A-1").as_deref(), Some("2026-08-04"));
    }
}
