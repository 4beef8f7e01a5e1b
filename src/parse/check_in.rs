//! Check-in files: prose with three markers, which cannot be malformed.
//!
//! `## OPS-2 7/10` opens an entry, `- KR2: 498` is a value, `Help: …` asks. Comments (`<!-- … -->`) are nobody's words,
//! all other text is the note. What looks like a slip of a marker is kept as the note and reported.

mod comments;
mod doubt;
mod help;
mod name;

use super::Reading;
use super::dates::{self, DateText};
use super::doc::{CheckInFile, EntryDoc, ValueDoc};
use super::prose::{self, Heading, Line};
use crate::base::codes::{BAD_DATE, BAD_NUMBER, MISSING_KEY, UNKNOWN_KEY};
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, Place, Sink, SourceFile};
use crate::domain::number::{self, Separators};
use crate::domain::{Date, Period};

/// Reads a check-in file; whatever is not recognised is the note.
pub fn parse(file: &SourceFile, reading: &Reading, sink: &mut Sink) -> CheckInFile {
    let (meta, start) = meta(file, reading, sink);
    let mut reader = Reader {
        file,
        reading,
        meta,
        entries: Vec::new(),
        note: String::new(),
        doubtful: Vec::new(),
        open: None,
        sink,
    };
    comments::without(&file.text, prose::lines(&file.text, start), |line| reader.line(line));
    reader.close();
    let Reader { meta, entries, note, doubtful, sink, .. } = reader;
    if meta.date.is_none() && !meta.bad_date && !entries.is_empty() {
        let message = "the check-in does not say of which day it is";
        let help = match &name::right(file.stem())[..] {
            [] => "name the file by day and team, as in `2025-11-18-operations.md`".to_owned(),
            [right] => format!("rename it to `{right}.md`: the day comes first, as year, month and day"),
            rights => format!("rename it to `{}.md`, whichever day it is", rights.join(".md` or `")),
        };
        sink.push(Diagnostic::new(MISSING_KEY, file.id, Place::File, message).help(help));
    }
    CheckInFile { file: file.id, date: meta.date, team: meta.team, entries, note: note.trim().to_owned(), doubtful }
}

/// What holds for all entries of a file.
#[derive(Default)]
struct Meta {
    date: Option<Date>,
    /// A date is written and reported as unreadable.
    bad_date: bool,
    team: Option<String>,
    by: Option<String>,
}

/// Date and team from the file's name, then whatever its front matter says instead; and where the prose starts.
fn meta(file: &SourceFile, reading: &Reading, sink: &mut Sink) -> (Meta, usize) {
    let stem = file.stem();
    let mut meta = Meta::default();
    if let Some((date, team)) = stem.split_at_checked(10).and_then(|(date, rest)| Some((date.parse().ok()?, rest))) {
        let team = team.trim_matches(['-', '_', ' ']);
        meta.date = Some(date);
        meta.team = (!team.is_empty()).then(|| team.to_owned());
    }
    let mut marks = prose::lines(&file.text, 0).filter(|line| line.text.trim_end() == "---");
    let (Some(first), Some(last)) = (marks.next().filter(|line| line.start == 0), marks.next()) else {
        return (meta, 0);
    };
    let end = last.start + last.text.len();
    for line in prose::lines(&file.text[..last.start], first.text.len()) {
        meta.key(file, &line, reading, sink);
    }
    (meta, end)
}

impl Meta {
    /// Reads a `key: value` line.
    fn key(&mut self, file: &SourceFile, line: &Line<'_>, reading: &Reading, sink: &mut Sink) {
        let Some((key, value)) = line.text.split_once(':') else { return };
        let at = Place::Span(line.start as u32, (line.start + line.text.len()) as u32);
        let value = value.split(" #").next().unwrap_or("").trim().trim_matches(['"', '\'']);
        match key.trim().to_lowercase().as_str() {
            "date" => match dates::parse(value, None, &reading.calendar) {
                DateText::Day(day) => self.date = Some(day),
                _ => {
                    self.bad_date = true;
                    let message = format!("`{value}` is not a day");
                    sink.push(Diagnostic::new(BAD_DATE, file.id, at, message).help("days are written as 2025-11-18"));
                }
            },
            "team" => self.team = (!value.is_empty()).then(|| value.to_owned()),
            "by" => self.by = (!value.is_empty()).then(|| value.to_owned()),
            "type" => {}
            other if other.starts_with('#') => {}
            other => sink.push(
                Diagnostic::new(UNKNOWN_KEY, file.id, at, format!("nothing reads `{other}` in a check-in"))
                    .help_opt(nearest(other, ["date", "team", "by"]).map(|near| format!("did you mean `{near}`?"))),
            ),
        }
    }
}

/// An entry being read.
struct Open {
    entry: EntryDoc,
    /// The paragraphs that ask for help, and whether the last one goes on.
    help: Vec<String>,
    asking: bool,
}

struct Reader<'a, 's> {
    file: &'a SourceFile,
    reading: &'a Reading,
    meta: Meta,
    entries: Vec<EntryDoc>,
    /// Text that belongs to no goal.
    note: String,
    /// Lines that may be meant as headings of goals: the id as written and its place.
    doubtful: Vec<(String, (u32, u32))>,
    open: Option<Open>,
    sink: &'s mut Sink,
}

impl Reader<'_, '_> {
    fn line(&mut self, line: &Line<'_>) {
        if let Some(heading) = prose::heading(line) {
            if let Some(goal) = Goal::of(&heading, self.reading) {
                self.close();
                self.start(&goal);
                return;
            }
            if heading.level <= 2 {
                self.close();
            }
        }
        if let Some(id) = self.doubtful_heading(line) {
            self.doubtful.push(id);
        }
        let Some(open) = &mut self.open else {
            prose::append(&mut self.note, line.text);
            return;
        };
        if let Some(item) = prose::item(line) {
            let span = (item.value_start as u32, (item.value_start + item.value.len()) as u32);
            let key_span = (item.key_start as u32, (item.key_start + item.key.len()) as u32);
            let (key_result, text) = (item.key.to_owned(), item.value.to_owned());
            open.entry.values.push(ValueDoc { key_result, key_span, text, span });
            open.asking = false;
        } else if let Some(text) = prose::label(line, "help") {
            open.help.push(text.to_owned());
            open.asking = true;
        } else if open.asking && !line.text.trim().is_empty() {
            if let Some(paragraph) = open.help.last_mut() {
                prose::append(paragraph, line.text.trim());
            }
        } else if is_no_change(line) {
            open.entry.no_change = true;
        } else {
            open.asking = false;
            open.entry.doubtful.extend(doubt::value(line));
            prose::append(&mut open.entry.note, line.text);
        }
    }

    /// A goal and a confidence alone on a line, without the marks of a heading: `OPS-2 7/10`, `##OPS-2 7/10`.
    fn doubtful_heading(&self, line: &Line<'_>) -> Option<(String, (u32, u32))> {
        let text = line.text.trim().trim_start_matches(['#', '*', '-', ' ']).trim_start();
        let start = line.start + line.text.find(text)?;
        let heading = Heading { level: 2, text, start };
        let goal = Goal::of(&heading, self.reading).filter(|g| !line.code && g.confidence.is_some())?;
        let rest = text.len() - goal.id.len() <= "  (10 of 10)".len();
        rest.then(|| (goal.id.to_owned(), (start as u32, (start + text.len()) as u32)))
    }

    fn start(&mut self, goal: &Goal<'_>) {
        let span = (goal.start as u32, (goal.start + goal.id.len()) as u32);
        if goal.impossible {
            let at = Place::Span(span.0, span.1);
            let message = format!("the confidence of `{}` is not between 0 and 10 of 10", goal.id);
            self.sink.push(Diagnostic::new(BAD_NUMBER, self.file.id, at, message).help("write `7/10`"));
        }
        let entry = EntryDoc {
            file: self.file.id,
            goal: goal.id.to_owned(),
            goal_span: span,
            date: self.meta.date,
            team: self.meta.team.clone(),
            by: self.meta.by.clone(),
            confidence: goal.confidence,
            values: Vec::new(),
            note: String::new(),
            help: None,
            no_change: false,
            doubtful: Vec::new(),
        };
        self.open = Some(Open { entry, help: Vec::new(), asking: false });
    }

    fn close(&mut self) {
        let Some(Open { mut entry, help, .. }) = self.open.take() else { return };
        entry.note = entry.note.trim().to_owned();
        entry.help = (!help.is_empty()).then(|| help::asked(&help, self.meta.date));
        self.entries.push(entry);
    }
}

/// What a heading says of a goal.
struct Goal<'a> {
    id: &'a str,
    start: usize,
    confidence: Option<f64>,
    /// A confidence is written and is more than all.
    impossible: bool,
}

impl<'a> Goal<'a> {
    /// `## OPS-2 7/10`, `### OPS-2: Deliver right (7 of 10)`; `None` for a heading that names no goal.
    fn of(heading: &Heading<'a>, reading: &Reading) -> Option<Self> {
        let text = heading.text;
        if heading.level > 3 {
            return None;
        }
        let word = text.split_whitespace().next()?;
        let id = word.trim_start_matches('[').trim_end_matches([']', ':', ',', '–', '—']);
        let id = id.split_once('|').map_or(id, |(id, _)| id);
        let rest = &text[word.len()..];
        let share = share(rest, reading.separators);
        let bare = rest.split_whitespace().count() <= 3 && share.is_some() && !rest.contains(char::is_alphabetic);
        // A page's own title is a goal only where it says how sure somebody is.
        if heading.level == 1 && share.is_none() {
            return None;
        }
        let letter = rest.trim().is_empty() && id.chars().count() == 1 && id.chars().all(char::is_uppercase);
        if !looks_like_id(id, reading) && !bare && !letter {
            return None;
        }
        let start = heading.start + (word.len() - word.trim_start_matches('[').len());
        let confidence = share.filter(|s| (0.0..=1.0).contains(s));
        Some(Self { id, start, confidence, impossible: share.is_some() && confidence.is_none() })
    }
}

/// Ids have a digit (`OPS-2`), are in capitals (`GROWTH`) or are joined words (`first-attempt`); `Q3` and `2026` name times.
fn looks_like_id(word: &str, reading: &Reading) -> bool {
    let signs = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '#' | ':' | '/');
    if !word.starts_with(char::is_alphanumeric) || !word.chars().all(signs) {
        return false;
    }
    let after = |mark: [char; 6]| word.strip_prefix(mark).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    let is_time = Period::parse(word, &reading.calendar).is_some()
        || dates::parse(word, None, &reading.calendar) != DateText::No
        || (word.len() <= 3 && after(['Q', 'H', 'W', 'q', 'h', 'w']));
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() > 1 && letters().all(char::is_uppercase);
    let joined = word.contains(['-', '_', '@', '#']) && !letters().any(char::is_uppercase);
    !is_time && (word.contains(|c: char| c.is_ascii_digit()) || capitals || joined)
}

/// The first `7/10`, `7 of 10` or `70%` of a text, as a part of one.
fn share(text: &str, separators: Separators) -> Option<f64> {
    let starts = text.char_indices().filter(|(i, c)| {
        c.is_ascii_digit() && !text[..*i].ends_with(|before: char| before.is_alphanumeric() || "-/.,".contains(before))
    });
    starts.into_iter().find_map(|(i, _)| {
        let rest = &text[i..];
        let end = [", ", "; ", " - ", " – ", " — ", ")"].iter().filter_map(|mark| rest.find(mark)).min();
        let quantity = number::parse(&rest[..end.unwrap_or(rest.len())], separators).ok()?;
        match quantity.of {
            Some(whole) if whole > 0.0 => Some(quantity.value / whole),
            None if quantity.unit.starts_with('%') => Some(quantity.value / 100.0),
            _ => None,
        }
    })
}

/// Somebody looked, and says that nothing is new.
fn is_no_change(line: &Line<'_>) -> bool {
    let text = line.text.trim().trim_end_matches(['.', '!']).trim_start_matches(['-', '*', ' ']);
    !line.code && (text.eq_ignore_ascii_case("no change") || text.eq_ignore_ascii_case("no changes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Sources};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn read_file(path: &str, text: &str) -> (CheckInFile, Vec<Diagnostic>) {
        let sources = Sources::new(vec![(path.to_owned(), text.as_bytes().to_vec())]);
        let mut sink = Sink::default();
        let check_in = parse(sources.file(FileId(0)), &Reading::default(), &mut sink);
        (check_in, sink.into_vec())
    }

    fn read(text: &str) -> CheckInFile {
        let (check_in, findings) = read_file("check-ins/2025-11-18-operations.md", text);
        assert!(findings.is_empty(), "{findings:#?}");
        check_in
    }

    #[test]
    fn an_entry_has_confidence_values_a_note_and_a_call_for_help() {
        let text = "Short week.\n\n## OPS-2 7/10\n- KR2: 498\n- KR4: Pilot depots done\nFirst attempts are back: the storm\n\
                    week is over.\nHelp: decide on the second evening sort, and the van. @priya by 28 Nov\n\n## OPS-3\nNo change.\n";
        let file = read(text);
        assert_eq!((file.date, file.team.as_deref()), (Some(date(2025, 11, 18)), Some("operations")));
        assert_eq!((file.note.as_str(), file.entries.len()), ("Short week.", 2));
        let entry = &file.entries[0];
        let at = |span: (u32, u32)| &text[span.0 as usize..span.1 as usize];
        assert_eq!((at(entry.goal_span), entry.confidence), ("OPS-2", Some(0.7)));
        let values: Vec<_> =
            entry.values.iter().map(|v| (v.key_result.as_str(), v.text.as_str(), at(v.span))).collect();
        assert_eq!(values, [("KR2", "498", "498"), ("KR4", "Pilot depots done", "Pilot depots done")]);
        assert_eq!(entry.note, "First attempts are back: the storm\nweek is over.");
        let help = entry.help.as_ref().unwrap();
        assert_eq!(help.text, "decide on the second evening sort, and the van.");
        assert_eq!((help.from.as_deref(), help.by), (Some("priya"), Some(date(2025, 11, 28))));
        assert!(file.entries[1].no_change && file.entries[1].note.is_empty());
        assert_eq!(file.entries[1].confidence, None);
    }

    #[test]
    fn confidence_is_written_in_several_ways() {
        for heading in [
            "OPS-2 7/10",
            "OPS-2 7 of 10",
            "OPS-2 70%",
            "OPS-2 70 %",
            "OPS-2: Deliver 3 depots (7/10, was 6)",
            "[[OPS-2]] 7/10",
        ] {
            let file = read(&format!("## {heading}\n"));
            assert_eq!((file.entries[0].goal.as_str(), file.entries[0].confidence), ("OPS-2", Some(0.7)), "{heading}");
        }
        let (_, findings) = read_file("check-ins/2025-11-18-operations.md", "## OPS-2 12/10\n");
        assert_eq!(findings[0].code.id(), "E011");
    }

    #[test]
    fn comments_are_in_no_note_and_in_no_value() {
        let file = read(
            "<!-- One file a meeting. -->\n## OPS-2 7/10\n<!-- KR2 Lockers: 450 on 11 Nov,\ntarget 600 -->\n- KR2: 498 <!-- of 600 -->\n\
             - KR3: <!-- done or no -->\nWe <!-- well, two of us --> dug.\n",
        );
        let entry = &file.entries[0];
        let values: Vec<_> = entry.values.iter().map(|v| (v.key_result.as_str(), v.text.as_str())).collect();
        assert_eq!(values, [("KR2", "498"), ("KR3", "")]);
        assert_eq!((entry.note.as_str(), file.note.as_str()), ("We\ndug.", ""));
        // What is never closed is no comment, and no word is lost.
        let open = read("## OPS-2\nIt took <!-- too long.\n- KR2: 5\n");
        assert_eq!((open.entries[0].note.as_str(), open.entries[0].values.len()), ("It took <!-- too long.", 1));
        assert_eq!(read("## OPS-2\n```\n<!-- shown -->\n```\n").entries[0].note, "```\n<!-- shown -->\n```");
    }

    #[test]
    fn slips_of_a_marker_stay_in_the_note_and_are_doubtful() {
        let file = read(
            "## OPS-2\nKR2: 498\n-KR3: 5\n- KR4 12 lockers\n- KR 5: done\nKR6 is late.\nOPS-3 7/10\n##OPS-4 8 of 10\n",
        );
        let entry = &file.entries[0];
        let doubtful: Vec<_> = entry.doubtful.iter().map(|v| (v.key_result.as_str(), v.text.as_str())).collect();
        assert_eq!(
            doubtful,
            [
                ("KR2", "498"),
                ("KR3", "5"),
                ("KR4", "12 lockers"),
                ("KR5", "done"),
                ("KR6", "is late."),
                ("OPS-3", "7/10")
            ]
        );
        assert_eq!(file.doubtful.iter().map(|d| d.0.as_str()).collect::<Vec<_>>(), ["OPS-3", "OPS-4"]);
        assert!(entry.values.is_empty() && entry.note.contains("KR2: 498"));
        assert_eq!(read("# OPS-2 7/10\n").entries[0].confidence, Some(0.7));
        assert_eq!(read("#\u{3000}ÄÄ 7/10\n").note, "#\u{3000}ÄÄ 7/10");
    }

    #[test]
    fn headings_that_name_no_goal_are_prose() {
        let file = read(
            "# Weekly\n## Notes\n## Q3 outlook\n## 2025 plans\n## W47\n## OPS-2\na\n### Risks\nb\n## Any other business\nc\n",
        );
        assert_eq!(file.entries.len(), 1);
        assert_eq!(file.entries[0].note, "a\n### Risks\nb");
        assert!(file.note.ends_with("## Any other business\nc"));
        for id in ["GROWTH", "O1", "first-attempt", "OPS-2@FY26-Q2", "IT-1.2"] {
            assert_eq!(read(&format!("### {id}\n")).entries[0].goal, id);
        }
        assert_eq!(read("## Growth 5/10\n").entries[0].goal, "Growth");
        assert_eq!(read("```\n## OPS-2\n```\n").entries.len(), 0);
    }

    #[test]
    fn values_are_list_items_whose_key_has_a_digit() {
        let file =
            read("## OPS-2\n* KR1 = 5\n+ **KR2:** 1,004\n- `kr3`: 3/5\n- Note: none\n- 10:30 meeting\n- KR4 is late\n");
        let values: Vec<_> = file.entries[0].values.iter().map(|v| (v.key_result.as_str(), v.text.as_str())).collect();
        assert_eq!(values, [("KR1", "5"), ("KR2", "1,004"), ("kr3", "3/5")]);
        assert_eq!(file.entries[0].note, "- Note: none\n- 10:30 meeting\n- KR4 is late");
    }

    #[test]
    fn help_keeps_names_and_days_that_its_sentence_needs() {
        let help = |text: &str| read(&format!("## OPS-2\n{text}\n")).entries[0].help.clone().unwrap();
        let inside = help("Help: can @daan decide by 24 Nov on the van?\nIt is cold.");
        assert_eq!(inside.text, "can @daan decide by 24 Nov on the van?\nIt is cold.");
        assert_eq!((inside.from.as_deref(), inside.by), (Some("daan"), Some(date(2025, 11, 24))));
        let turned = help("**Help:** a van, by 2026-01-09 @daan.");
        assert_eq!((turned.text.as_str(), turned.by), ("a van", Some(date(2026, 1, 9))));
        let list = help("Help: the list by 08:00 from a@b.org. @asha by 25 Nov");
        assert_eq!((list.text.as_str(), list.from.as_deref()), ("the list by 08:00 from a@b.org.", Some("asha")));
        let two = help("Help: one\n\nHelp: two @emil");
        assert_eq!((two.text.as_str(), two.from.as_deref()), ("one\ntwo", Some("emil")));
    }

    #[test]
    fn front_matter_says_what_the_name_does_not() {
        let (file, findings) =
            read_file("check-ins/weekly.md", "---\ndate: 2025-11-18\nteam: ops\nby: \"ana\"\n---\n## OPS-2\n");
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!((file.date, file.team.as_deref()), (Some(date(2025, 11, 18)), Some("ops")));
        assert_eq!(file.entries[0].by.as_deref(), Some("ana"));
        let codes = |path: &str, text: &str| read_file(path, text).1.iter().map(|d| d.code.id()).collect::<Vec<_>>();
        assert_eq!(codes("check-ins/weekly.md", "---\ndate: soon\nteem: x\n---\n## OPS-2\n"), ["E012", "E009"]);
        assert_eq!(codes("check-ins/weekly.md", "## OPS-2\n"), ["E018"]);
        assert_eq!(codes("check-ins/README.md", "How we do this.\n"), [""; 0]);
        assert_eq!(codes("check-ins/2025-11-18.md", "---\n## OPS-2\n"), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_text_is_a_check_in(text in "(## OPS-2|## |### |Help:|- KR1: |KR 1|by |@|7/10|28 Nov|---\n|<!--|-->|[a-zA-Z0-9.,%/ \n\r]|é|–|```){0,40}") {
            let _ = read_file("check-ins/2025-11-18-operations.md", &text);
            let _ = read_file("check-ins/é.md", &text);
        }
    }
}
