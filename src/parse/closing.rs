//! The closing section of an objective: `## Close 2026-01-08`.

use super::Reading;
use super::dates::{self, DateText};
use super::doc::{Body, Closing, Grade};
use super::prose::{self, Heading, Item, Line};
use crate::base::codes::{BAD_CHECK_IN_VALUE, BAD_DATE, DUPLICATE_KEY, GRADE_WITHOUT_REASON};
use crate::base::{Diagnostic, Place, Sink, SourceFile};
use crate::domain::Date;
use crate::domain::number::{self, Separators};

/// Splits the Markdown from `start` to the end of the file into the body and the closing section, if there is one.
pub fn split(file: &SourceFile, start: usize, reading: &Reading, sink: &mut Sink) -> (Body, Option<Closing>) {
    let mut reader = Reader { file, reading, sink, closing: None, state: State::Before, label: None, gap: false };
    let (mut from, mut to) = (file.text.len(), file.text.len());
    for line in prose::lines(&file.text, start) {
        let before = reader.state;
        reader.line(&line);
        match (before, reader.state) {
            (State::Before, State::Inside) => from = line.start,
            (State::Inside, State::After) => to = line.start,
            _ => {}
        }
    }
    let closing = reader.closing.map(|mut closing| {
        closing.note = closing.note.trim().to_owned();
        closing
    });
    let ranges = [(start.min(from), from), (to, file.text.len())];
    let ranges = ranges.into_iter().filter(|(a, b)| a < b).map(|(a, b)| (a as u32, b as u32)).collect();
    (Body { ranges }, closing)
}

/// Where in the page the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Inside,
    After,
}

struct Reader<'a, 's> {
    file: &'a SourceFile,
    reading: &'a Reading,
    sink: &'s mut Sink,
    closing: Option<Closing>,
    state: State,
    /// The label whose paragraph goes on.
    label: Option<Label>,
    /// An empty line came before this one.
    gap: bool,
}

impl Reader<'_, '_> {
    fn line(&mut self, line: &Line<'_>) {
        if let Some(heading) = prose::heading(line).filter(|h| h.level <= 2) {
            match (closes(&heading, self.reading), self.state) {
                (Some(date), State::Before) => self.open(&heading, date),
                (Some(_), _) => self.again(&heading),
                (None, State::Inside) => self.state = State::After,
                (None, _) => {}
            }
        } else if self.state == State::Inside {
            self.inside(line);
        }
    }

    fn finding(&mut self, code: crate::base::Code, span: (usize, usize), message: String, help: &str) {
        let at = Place::Span(span.0 as u32, span.1 as u32);
        self.sink.push(Diagnostic::new(code, self.file.id, at, message).help(help));
    }

    fn open(&mut self, heading: &Heading<'_>, date: Option<Date>) {
        self.state = State::Inside;
        self.closing = Some(Closing { date, ..Closing::default() });
        if date.is_none() && heading.text.contains(|c: char| c.is_ascii_digit()) {
            let span = (heading.start, heading.start + heading.text.len());
            let message = format!("`{}` does not name a day", heading.text);
            self.finding(BAD_DATE, span, message, "write `## Close 2026-01-08`");
        }
    }

    /// A second closing section is not read.
    fn again(&mut self, heading: &Heading<'_>) {
        self.state = State::After;
        let span = (heading.start, heading.start + heading.text.len());
        let message = "the goal is closed a second time, and only the first closing is read".to_owned();
        self.finding(DUPLICATE_KEY, span, message, "join the two sections");
    }

    fn inside(&mut self, line: &Line<'_>) {
        if let Some(item) = prose::item(line) {
            self.label = None;
            return self.grade(&item);
        }
        let labelled = Label::ALL.into_iter().find_map(|label| Some((label, prose::label(line, label.word())?)));
        let Some(closing) = &mut self.closing else { return };
        let empty = line.text.trim().is_empty();
        if let Some((label, text)) = labelled {
            let slot = label.slot(closing).get_or_insert_default();
            if !text.is_empty() {
                prose::append(slot, text);
            }
            self.label = Some(label);
        } else if let Some(label) = self.label.filter(|_| !empty) {
            let slot = label.slot(closing).get_or_insert_default();
            if self.gap && !slot.is_empty() {
                self.label = None;
                prose::append(&mut closing.note, line.text);
            } else {
                prose::append(slot, line.text.trim());
            }
        } else if !(empty && self.label.is_some()) {
            prose::append(&mut closing.note, line.text);
        }
        self.gap = empty;
    }

    /// `- KR2: 0.8 Two sites opened late`.
    fn grade(&mut self, item: &Item<'_>) {
        let key = (item.key_start, item.key_start + item.key.len());
        let value = match item.value.len() {
            0 => key,
            length => (item.value_start, item.value_start + length),
        };
        let Some((grade, reason)) = grade(item.value, self.reading.separators) else {
            let message = format!("the grade of `{}` is not a number between 0 and 1", item.key);
            let help = "write the grade, then the reason: `- KR2: 0.8 Two sites opened late`";
            return self.finding(BAD_CHECK_IN_VALUE, value, message, help);
        };
        if reason.is_empty() {
            let message = format!("the grade of `{}` has no reason", item.key);
            let help = "write why people agreed on it behind the number, on the same line";
            self.finding(GRADE_WITHOUT_REASON, key, message, help);
        }
        let why = (!reason.is_empty()).then(|| reason.to_owned());
        if let Some(closing) = &mut self.closing {
            closing.grades.push((item.key.to_owned(), Grade { value: grade, why }, (key.0 as u32, key.1 as u32)));
        }
    }
}

/// Whether the heading opens the closing section: `Close`, `Close 2026-01-08`, `Closed: 8 Jan 2026`, and on which day.
/// `Close the gap` is a heading like any other.
fn closes(heading: &Heading<'_>, reading: &Reading) -> Option<Option<Date>> {
    let end = heading.text.find(|c: char| !c.is_alphabetic()).unwrap_or(heading.text.len());
    let (word, rest) = heading.text.split_at(end);
    if !word.eq_ignore_ascii_case("close") && !word.eq_ignore_ascii_case("closed") {
        return None;
    }
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')' | '–' | '—' | '-'));
    let rest = rest.strip_prefix("on ").unwrap_or(rest);
    match dates::parse(rest, None, &reading.calendar) {
        DateText::Day(day) => Some(Some(day)),
        _ if rest.is_empty() || rest.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4) => Some(None),
        _ => None,
    }
}

/// A grade from 0 to 1 at the start of a text, as `0.8`, `80%` or `8/10`, and the reason behind it.
fn grade(text: &str, separators: Separators) -> Option<(f64, &str)> {
    // A grade is at most 1: the thousands that a point could separate are not meant.
    let separators = Separators { decimal: separators.decimal.or(Some('.')) };
    let signs = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let number = |text: &str| {
        let token = text[..text.find(|c| !signs(c)).unwrap_or(text.len())].trim_end_matches(['.', ',']).to_owned();
        number::parse(&token, separators).ok().map(|q| (q.value, token.len()))
    };
    let (value, length) = number(text)?;
    let rest = &text[length..];
    let (value, rest) = if let Some(rest) = rest.trim_start().strip_prefix('%') {
        (value / 100.0, rest)
    } else if let Some(whole) = rest.strip_prefix('/') {
        let (of, length) = number(whole)?;
        (value / of, &whole[length..])
    } else {
        (value, rest)
    };
    let attached = rest.starts_with(char::is_alphanumeric);
    let reason =
        rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '.' | '-' | '–' | '—'));
    ((0.0..=1.0).contains(&value) && !attached).then_some((value, reason.trim()))
}

/// The paragraphs that a closing section knows by their first word.
#[derive(Clone, Copy)]
enum Label {
    Kept,
    Problem,
    Try,
    Next,
    Learned,
}

impl Label {
    const ALL: [Label; 5] = [Label::Kept, Label::Problem, Label::Try, Label::Next, Label::Learned];

    fn word(self) -> &'static str {
        match self {
            Label::Kept => "kept",
            Label::Problem => "problem",
            Label::Try => "try",
            Label::Next => "next",
            Label::Learned => "learned",
        }
    }

    fn slot(self, closing: &mut Closing) -> &mut Option<String> {
        match self {
            Label::Kept => &mut closing.kept,
            Label::Problem => &mut closing.problem,
            Label::Try => &mut closing.try_next,
            Label::Next => &mut closing.next,
            Label::Learned => &mut closing.learned,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Sources};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn read(text: &str) -> (Vec<String>, Option<Closing>, Vec<(&'static str, String)>) {
        let sources = Sources::new(vec![("objectives/a.md".to_owned(), text.as_bytes().to_vec())]);
        let mut sink = Sink::default();
        let (body, closing) = split(sources.file(FileId(0)), 0, &Reading::default(), &mut sink);
        let part = |(a, b): &(u32, u32)| text[*a as usize..*b as usize].to_owned();
        let findings = sink.into_vec().into_iter().map(|d| match d.primary.at {
            Place::Span(a, b) => (d.code.id(), part(&(a, b))),
            _ => (d.code.id(), String::new()),
        });
        (body.ranges.iter().map(part).collect(), closing, findings.collect())
    }

    #[test]
    fn the_closing_section_is_cut_out_of_the_body() {
        let text = "Why it matters.\n\n## Close 2026-01-08\nA note.\n\n- KR2: 0.8 Two sites opened on 3 January\n\
                    Kept: photo proof at the door.\nProblem: the target had\nno plan behind it.\ntry: compare first.\n\
                    Next: carry\n\nMore note.\n### Detail\nof it\n## After\ntext\n";
        let (body, closing, findings) = read(text);
        let closing = closing.unwrap();
        assert_eq!(body, ["Why it matters.\n\n", "## After\ntext\n"]);
        assert_eq!(findings, []);
        assert_eq!(closing.date, Some(date(2026, 1, 8)));
        let (id, grade, span) = &closing.grades[0];
        assert_eq!(
            (id.as_str(), grade.value, grade.why.as_deref()),
            ("KR2", 0.8, Some("Two sites opened on 3 January"))
        );
        assert_eq!(&text[span.0 as usize..span.1 as usize], "KR2");
        assert_eq!(closing.kept.as_deref(), Some("photo proof at the door."));
        assert_eq!(closing.problem.as_deref(), Some("the target had\nno plan behind it."));
        assert_eq!((closing.try_next.as_deref(), closing.next.as_deref()), (Some("compare first."), Some("carry")));
        assert_eq!(closing.note, "A note.\n\nMore note.\n### Detail\nof it");
    }

    #[test]
    fn a_page_without_a_closing_is_all_body() {
        for text in [
            "",
            "Text\n## Close the gap\n",
            "## Closed-loop recycling\n",
            "```\n## Close 2026-01-08\n```\n",
            "## Close 5 depots",
        ] {
            let (body, closing, findings) = read(text);
            assert!(closing.is_none() && findings.is_empty(), "{text}");
            assert_eq!(body.concat(), text);
        }
    }

    #[test]
    fn the_day_may_be_left_out_and_must_be_one() {
        assert_eq!(read("## Close\n").1.unwrap().date, None);
        assert_eq!(read("## Closed: 8 Jan 2026\n").1.unwrap().date, Some(date(2026, 1, 8)));
        assert_eq!(read("## Close 2026-13-08\n").2, [("E012", "Close 2026-13-08".to_owned())]);
        assert_eq!(read("## Close\n## Close 2026-01-08\n").2[0].0, "E006");
    }

    #[test]
    fn grades_are_written_in_several_ways() {
        for (text, value, reason) in [
            ("0.8 late", 0.8, "late"),
            ("0,8: late", 0.8, "late"),
            ("80% late", 0.8, "late"),
            ("80 % – late", 0.8, "late"),
            ("8/10, late", 0.8, "late"),
            ("1.0 all open", 1.0, "all open"),
            ("0 none", 0.0, "none"),
            ("1 7 of 7 open", 1.0, "7 of 7 open"),
            (".5 half", 0.5, "half"),
        ] {
            assert_eq!(grade(text, Separators::default()), Some((value, reason)), "{text}");
        }
        for text in ["", "late", "1.2 more than all", "-0.1 x", "8 late", "1/0 x", "0.8x"] {
            assert_eq!(grade(text, Separators::default()), None, "{text}");
        }
    }

    #[test]
    fn a_grade_needs_a_number_and_a_reason() {
        assert_eq!(read("## Close\n- KR2: 0.8\n").2, [("E116", "KR2".to_owned())]);
        assert_eq!(read("## Close\n- KR2: good\n").2, [("E111", "good".to_owned())]);
        assert_eq!(read("## Close\n- KR2:").2, [("E111", "KR2".to_owned())]);
    }

    #[test]
    fn a_label_may_hold_a_list() {
        let closing = read("## Close\n**Learned:**\n\n- the address\n- the flat\n\nNote\n").1.unwrap();
        assert_eq!(closing.learned.as_deref(), Some("- the address\n- the flat"));
        assert_eq!(closing.note, "Note");
    }

    proptest! {
        #[test]
        fn any_text_is_split_without_panic_or_loss(text in "(## Close|## |Kept:|- KR1|: |0.8|[a-z0-9.,%/ \n]|é|```|–){0,40}") {
            let (body, closing, _) = read(&text);
            if closing.is_none() {
                prop_assert_eq!(body.concat(), text);
            }
        }
    }
}
