//! `people.csv` and `teams.csv`.

use super::Reading;
use super::csv::{Row, Table, column_key, is_spreadsheet, is_undeclared_encoding, stands_in};
use super::dates::{self, DateText};
use super::doc::{Dialect, PersonDoc, TeamDoc};
use crate::base::codes::{BAD_DATE, MISSING_KEY, NO_CSV, NOT_UTF8, SPREADSHEET, UNKNOWN_KEY};
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, Place, Sink, SourceFile};
use crate::domain::{Date, number};

/// Reads `people.csv`: `id,name,team,until[,role]`.
pub fn people(file: &SourceFile, reading: &Reading, sink: &mut Sink) -> Vec<PersonDoc> {
    let Some(list) = List::read(file, &["id", "name", "team", "until", "role"], sink) else { return Vec::new() };
    let mut out = Vec::new();
    for row in list.table.rows_from(1) {
        let Some(id) = list.id(&row, sink) else { continue };
        out.push(PersonDoc {
            file: Some(file.id),
            id,
            name: list.text(&row, "name"),
            team: list.text(&row, "team"),
            role: list.text(&row, "role"),
            until: list.day(&row, "until", reading, sink),
            span: Some(row.range()),
            ..PersonDoc::default()
        });
    }
    out
}

/// Reads `teams.csv`: `id,name,part_of,lead,until`.
pub fn teams(file: &SourceFile, reading: &Reading, sink: &mut Sink) -> Vec<TeamDoc> {
    let Some(list) = List::read(file, &["id", "name", "part_of", "lead", "until"], sink) else { return Vec::new() };
    let mut out = Vec::new();
    for row in list.table.rows_from(1) {
        let Some(id) = list.id(&row, sink) else { continue };
        out.push(TeamDoc {
            file: Some(file.id),
            id,
            name: list.text(&row, "name"),
            part_of: list.text(&row, "part_of"),
            lead: list.text(&row, "lead"),
            until: list.day(&row, "until", reading, sink),
            span: Some(row.range()),
            ..TeamDoc::default()
        });
    }
    out
}

/// A list with the places of its known columns.
struct List<'a> {
    file: &'a SourceFile,
    table: Table<'a>,
    columns: Vec<(&'static str, usize)>,
}

impl<'a> List<'a> {
    /// The table of a file; `None` where it is empty, no text, or names no ids.
    fn read(file: &'a SourceFile, known: &[&'static str], sink: &mut Sink) -> Option<Self> {
        if let Some(finding) = unreadable(file) {
            sink.push(finding);
            return None;
        }
        let table = Table::read(&file.text, None);
        if table.is_empty() {
            return None;
        }
        let header = table.row(0);
        let mut columns = Vec::new();
        for (i, name) in header.cells().enumerate().filter(|(_, name)| !name.is_empty()) {
            match known.iter().find(|word| column_key(word) == column_key(&name)) {
                Some(word) => columns.push((*word, i)),
                None => {
                    let near = nearest(&name, known.iter().copied());
                    let help = match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the columns are {}", known.join(", ")),
                    };
                    let message = format!("nothing reads the column `{name}`");
                    sink.push(Diagnostic::new(UNKNOWN_KEY, file.id, place(header.span(i)), message).help(help));
                }
            }
        }
        if !columns.iter().any(|(word, _)| *word == "id") {
            let message = "the list has no column `id`";
            sink.push(
                Diagnostic::new(MISSING_KEY, file.id, place(header.range()), message)
                    .help(format!("begin the file with the line `{}`", known.join(","))),
            );
            return None;
        }
        Some(Self { file, table, columns })
    }

    fn column(&self, word: &str) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == word).map(|c| c.1)
    }

    /// The text of a cell, unless it is empty or a word for missing.
    fn text(&self, row: &Row<'_>, word: &str) -> Option<String> {
        let text = row.cell(self.column(word)?);
        (!number::is_missing(&text)).then(|| text.into_owned())
    }

    /// The row's id; a row without one is not read.
    fn id(&self, row: &Row<'_>, sink: &mut Sink) -> Option<String> {
        // Here a word for missing may be somebody's name.
        let id = row.cell(self.column("id")?);
        if id.is_empty() {
            let message = "the row has no id, so nothing can refer to it";
            let finding = Diagnostic::new(MISSING_KEY, self.file.id, place(row.range()), message);
            sink.push(finding.help("write a short name into the column `id`, such as `maren`"));
            return None;
        }
        Some(id.into_owned())
    }

    /// The day in a cell; of a month or a year its last one.
    fn day(&self, row: &Row<'_>, word: &str, reading: &Reading, sink: &mut Sink) -> Option<Date> {
        let text = self.text(row, word)?;
        match dates::parse(&text, None, &reading.calendar) {
            DateText::Day(day) | DateText::Span(_, day) => Some(day),
            DateText::Ambiguous | DateText::No => {
                let at = place(self.column(word).map_or(row.range(), |column| row.span(column)));
                let finding = Diagnostic::new(BAD_DATE, self.file.id, at, format!("`{text}` is not a day"));
                sink.push(finding.help("days are written as 2025-11-18"));
                None
            }
        }
    }
}

fn place(span: (u32, u32)) -> Place {
    Place::Span(span.0, span.1)
}

/// Why the file as a whole is not read.
fn unreadable(file: &SourceFile) -> Option<Diagnostic> {
    let finding = |code, message| Diagnostic::new(code, file.id, Place::File, message);
    if is_spreadsheet(file) {
        let message = format!("`{}` is a spreadsheet, and only CSV is read", file.name());
        return Some(finding(SPREADSHEET, message).help("export the sheet as CSV"));
    }
    if let Some((what, help)) = stands_in(file) {
        return Some(finding(NO_CSV, format!("`{}` is {what}", file.name())).help(help));
    }
    if is_undeclared_encoding(file, &Dialect::default()) {
        return Some(finding(NOT_UTF8, format!("`{}` is not UTF-8", file.name())).help("save the file as UTF-8"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Sources};
    use jiff::civil::date;

    fn read<T>(text: &[u8], list: impl Fn(&SourceFile, &Reading, &mut Sink) -> Vec<T>) -> (Vec<T>, Vec<Diagnostic>) {
        let sources = Sources::new(vec![("people.csv".to_owned(), text.to_vec())]);
        let mut sink = Sink::default();
        (list(sources.file(FileId(0)), &Reading::default(), &mut sink), sink.into_vec())
    }

    #[test]
    fn people_and_teams_are_rows() {
        let (people, findings) = read("id,name,team,until,role\r\nana,Ana López,ops,2025-11,\r\n".as_bytes(), people);
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!((people[0].id.as_str(), people[0].name.as_deref()), ("ana", Some("Ana López")));
        assert_eq!((people[0].until, people[0].role.as_deref()), (Some(date(2025, 11, 30)), None));
        assert_eq!(people[0].span, Some((25, 52)));
        let (teams, findings) = read(b"Id;Part of;Lead\nops;all;priya\n", teams);
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!((teams[0].part_of.as_deref(), teams[0].lead.as_deref()), (Some("all"), Some("priya")));
    }

    #[test]
    fn mistakes_are_named_and_the_rest_is_read() {
        let (people, findings) =
            read(b"id,nmae,until,shoe size\nana,Ana,soon,39\n,Ben,,\ndaan,Daan,2026-01-01,\n", people);
        assert_eq!(people.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["ana", "daan"]);
        let codes: Vec<_> = findings.iter().map(|d| d.code.id()).collect();
        assert_eq!(codes, ["E009", "E009", "E012", "E018"]);
        assert_eq!(findings[0].help, ["did you mean `name`?"]);
    }

    #[test]
    fn what_is_no_list_is_named() {
        let code = |text: &[u8]| read(text, people).1.first().map(|d| d.code.id());
        assert_eq!(code(b"name,team\nAna,ops\n"), Some("E018"));
        assert_eq!(code(b"PK\x03\x04"), Some("E207"));
        assert_eq!(code(b"id,name\nana,Jos\xe9\n"), Some("E001"));
        assert_eq!(code(b""), None);
    }
}
