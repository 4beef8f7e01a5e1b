//! Tables of cells with their places in the file: the shared ground of series and lists.

use super::doc::Dialect;
use crate::base::SourceFile;
use ::csv::{ByteRecord, ReaderBuilder};
use std::borrow::Cow;

/// A cell: the byte range of what is written, quotes included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    start: u32,
    end: u32,
}

/// A CSV file as rows of cells. Comment lines and empty lines are not rows.
#[derive(Debug)]
pub struct Table<'a> {
    text: &'a str,
    cells: Vec<Cell>,
    /// For each row: its first cell's index, and its line.
    rows: Vec<(usize, u32)>,
}

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    text: &'t str,
    cells: &'t [Cell],
    /// The line it starts on, from 1.
    pub line: u32,
}

impl<'a> Table<'a> {
    /// Splits a text. The delimiter is the declared one, else the one that divides most lines evenly.
    pub fn read(text: &'a str, delimiter: Option<char>) -> Self {
        let delimiter = delimiter.and_then(|d| u8::try_from(d).ok()).unwrap_or_else(|| sniff(text));
        if text.contains('"') || text.contains('\u{feff}') {
            Self::quoted(text, delimiter)
        } else {
            Self::plain(text, delimiter)
        }
    }

    /// Splits a text with quotes.
    fn quoted(text: &'a str, delimiter: u8) -> Self {
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let mut table = Table { text, cells: Vec::new(), rows: Vec::new() };
        let mut record = ByteRecord::new();
        let mut lines = Lines::of(text);
        // The reader passes over a mark of byte order without counting it.
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let at = record.position().map_or(0, |p| p.byte() as usize).max(mark);
            table.push(&record, at, delimiter, &mut lines);
        }
        table
    }

    /// Splits a text without a quote, where every line is a row and every delimiter ends a cell.
    fn plain(text: &'a str, delimiter: u8) -> Self {
        let bytes = text.as_bytes();
        let rows = bytes.len() / 16 + 1; // about as long as a row of a date and a value
        let mut table = Table { text, cells: Vec::with_capacity(rows * 2), rows: Vec::with_capacity(rows) };
        let line_end = line_end(text);
        let (mut line, mut start, mut first) = (1, 0, 0);
        let mut end_cell = |at: usize, byte: u8| {
            let ends_row = byte != delimiter;
            table.cells.push(Cell { start: start as u32, end: at as u32 });
            start = at + 1;
            if ends_row {
                if counts(table.cells[first..].iter().map(|c| &bytes[c.start as usize..c.end as usize])) {
                    table.rows.push((first, line));
                } else {
                    table.cells.truncate(first);
                }
                first = table.cells.len();
                line += u32::from(byte == line_end);
            }
        };
        for at in memchr::memchr3_iter(delimiter, b'\n', b'\r', bytes) {
            end_cell(at, bytes[at]);
        }
        end_cell(bytes.len(), b'\n');
        table
    }

    /// Adds a record unless it is a comment or has nothing but empty cells.
    fn push(&mut self, record: &ByteRecord, at: usize, delimiter: u8, lines: &mut Lines<'_>) {
        let bytes = self.text.as_bytes();
        // The reader counts the line breaks before a record as part of it.
        let mut at = at + bytes[at..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if !counts(record.iter()) {
            return;
        }
        self.rows.push((self.cells.len(), lines.line(at)));
        for cell in record {
            let end = if bytes.get(at) == Some(&b'"') { quoted_end(bytes, at, delimiter) } else { at + cell.len() };
            self.cells.push(Cell { start: at as u32, end: end as u32 });
            at = end + 1;
        }
    }

    /// The number of rows, header included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row with this index.
    pub fn row(&self, index: usize) -> Row<'_> {
        let (start, line) = self.rows[index];
        let end = self.rows.get(index + 1).map_or(self.cells.len(), |r| r.0);
        Row { text: self.text, cells: &self.cells[start..end], line }
    }

    /// The rows from this index on.
    pub fn rows_from(&self, index: usize) -> impl Iterator<Item = Row<'_>> {
        (index..self.len()).map(|i| self.row(i))
    }
}

impl<'t> Row<'t> {
    /// The number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether the row has no cell.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The text of a cell without quotes and surrounding space; empty where the row is shorter.
    pub fn cell(&self, column: usize) -> Cow<'t, str> {
        let Some(cell) = self.cells.get(column) else { return Cow::Borrowed("") };
        let raw = &self.text[cell.start as usize..cell.end as usize];
        let Some(inner) = raw.strip_prefix('"') else { return Cow::Borrowed(trim(raw)) };
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        match inner.contains('"') {
            true => Cow::Owned(inner.replace("\"\"", "\"").trim().to_owned()),
            false => Cow::Borrowed(inner.trim()),
        }
    }

    /// All cells' texts.
    pub fn cells(&self) -> impl Iterator<Item = Cow<'t, str>> {
        let row = *self;
        (0..self.len()).map(move |i| row.cell(i))
    }

    /// The byte range of a cell; an empty range at the row's end where the row is shorter.
    pub fn span(&self, column: usize) -> (u32, u32) {
        match self.cells.get(column) {
            Some(cell) => (cell.start, cell.end),
            None => self.cells.last().map_or((0, 0), |last| (last.end, last.end)),
        }
    }

    /// The byte range of the whole row.
    pub fn range(&self) -> (u32, u32) {
        let start = self.cells.first().map_or(0, |c| c.start);
        (start, self.cells.last().map_or(start, |c| c.end))
    }
}

/// As [`str::trim`], at once where there is nothing to cut.
fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Whether a row of these cells is neither a comment nor empty.
fn counts<'a>(mut cells: impl Iterator<Item = &'a [u8]> + Clone) -> bool {
    let first = cells.clone().next().unwrap_or_default();
    let comment = first.starts_with(b"#") && std::str::from_utf8(first).is_ok_and(|first| !is_error_cell(first));
    !comment && cells.any(|cell| cell.iter().any(|b| !b.is_ascii_whitespace()))
}

/// Values that a spreadsheet writes for a formula that fails: `#N/A`, `#REF!`, `#DIV/0!`, in any language.
pub fn is_error_cell(text: &str) -> bool {
    let shouts =
        |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_uppercase() || matches!(c, '0' | '/' | '!' | '?'));
    text.strip_prefix('#')
        .is_some_and(|rest| shouts(rest) && (rest.ends_with(['!', '?']) || matches!(rest, "N/A" | "NV")))
}

/// The end of a quoted cell: behind the closing quote and whatever stands before the next delimiter.
fn quoted_end(bytes: &[u8], start: usize, delimiter: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => break,
            _ => at += 1,
        }
    }
    let rest = &bytes[at.min(bytes.len())..];
    at + rest.iter().take_while(|b| **b != delimiter && !matches!(b, b'\r' | b'\n')).count()
}

/// Counts lines on the way through a text.
struct Lines<'a> {
    bytes: &'a [u8],
    end: u8,
    at: usize,
    line: u32,
}

/// The byte that ends a line: only old files end theirs with a carriage return alone.
fn line_end(text: &str) -> u8 {
    if text.contains('\n') { b'\n' } else { b'\r' }
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), end: line_end(text), at: 0, line: 1 }
    }

    /// The line of this byte, which lies not before the last one asked for.
    fn line(&mut self, at: usize) -> u32 {
        self.line += self.bytes[self.at..at].iter().filter(|b| **b == self.end).count() as u32;
        self.at = at;
        self.line
    }
}

/// The delimiter that stands equally often in most of the first lines; where several do, the one least used in text.
fn sniff(text: &str) -> u8 {
    let lines: Vec<&str> =
        text.split(['\n', '\r']).filter(|line| !line.trim().is_empty() && !line.starts_with('#')).take(20).collect();
    let counts: Vec<[usize; 4]> = lines.iter().map(|line| outside_quotes(line)).collect();
    let evenness = |i: usize| {
        let counts = || counts.iter().map(|counts| counts[i]).filter(|n| *n > 0);
        counts().map(|n| counts().filter(|m| *m == n).count()).max().unwrap_or(0)
    };
    // Later wins only if strictly better: a decimal comma is as regular as the semicolon beside it.
    let mut best = (b',', 0);
    for (i, delimiter) in DELIMITERS.into_iter().enumerate() {
        let lines = evenness(i);
        if lines > best.1 {
            best = (delimiter, lines);
        }
    }
    best.0
}

const DELIMITERS: [u8; 4] = *b"\t;|,";

/// How often each delimiter stands in a line, not counting quoted cells.
fn outside_quotes(line: &str) -> [usize; 4] {
    let mut quoted = false;
    let mut counts = [0; 4];
    for byte in line.bytes().filter(|b| matches!(b, b'"' | b'\t' | b';' | b'|' | b',')) {
        quoted ^= byte == b'"';
        if let Some(i) = DELIMITERS.iter().position(|d| *d == byte).filter(|_| !quoted) {
            counts[i] += 1;
        }
    }
    counts
}

/// Whether the bytes are a spreadsheet or another archive and no text.
pub fn is_spreadsheet(file: &SourceFile) -> bool {
    let old = file.raw.as_deref().is_some_and(|raw| raw.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]));
    old || file.text.starts_with("PK\u{3}\u{4}") || file.is(&["xlsx", "xls", "ods"])
}

/// What a file that should be a CSV is instead, and what to do.
pub fn stands_in(file: &SourceFile) -> Option<(&'static str, &'static str)> {
    let start: String = file.text.trim_start().chars().take(40).collect::<String>().to_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Some((
            "a web page",
            "open the address it came from, which may ask for a login, and save the data as CSV",
        ));
    }
    if start.starts_with("version https://git-lfs.github.com/") {
        return Some(("a pointer of Git LFS, not the file itself", "run `git lfs pull`; in CI, check out with LFS"));
    }
    None
}

/// Whether the bytes are not UTF-8, no byte order mark says what else, and nothing is declared.
pub fn is_undeclared_encoding(file: &SourceFile, dialect: &Dialect) -> bool {
    let marked = |raw: &[u8]| encoding_rs::Encoding::for_bom(raw).is_some();
    dialect.encoding.is_none() && file.raw.as_deref().is_some_and(|raw| !marked(raw))
}

/// A column's name as it is compared where it is not written exactly: without case, all joints alike.
pub fn column_key(name: &str) -> String {
    crate::domain::slug(name).replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str, delimiter: Option<char>) -> Vec<Vec<String>> {
        let table = Table::read(text, delimiter);
        table.rows_from(0).map(|row| row.cells().map(Cow::into_owned).collect()).collect()
    }

    #[test]
    fn every_line_end_is_one() {
        for text in ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n\n\n1,2"] {
            assert_eq!(cells(text, None), [["a", "b"], ["1", "2"]], "{text:?}");
        }
    }

    #[test]
    fn a_second_mark_of_byte_order_is_passed_over() {
        for text in ["\u{feff}𐀀,b\n1,2", "\u{feff}\n𐀀,b\n1,2"] {
            assert_eq!(cells(text, Some(',')), [["𐀀", "b"], ["1", "2"]], "{text:?}");
        }
    }

    #[test]
    fn cells_know_their_line_and_bytes() {
        let text = "# exported\r\n\r\nDate,\"A \"\"b\"\"\"\r\n2025-01-01, 5 \r\n,,\r\n2025-01-02,\"1,250\"\r\n";
        let table = Table::read(text, None);
        let at = |row: usize, column: usize| {
            let (start, end) = table.row(row).span(column);
            &text[start as usize..end as usize]
        };
        assert_eq!(table.row(0).cell(1), "A \"b\"");
        assert_eq!((table.row(0).line, table.row(1).line, table.row(2).line), (3, 4, 6));
        assert_eq!((at(1, 0), at(1, 1), at(2, 1)), ("2025-01-01", " 5 ", "\"1,250\""));
        assert_eq!(table.row(2).cell(1), "1,250");
        assert_eq!((table.row(1).cell(9), table.row(1).span(9)), ("".into(), table.row(1).span(9)));
    }

    #[test]
    fn the_delimiter_is_found_beside_decimal_commas_and_quotes() {
        for (text, delimiter) in [
            ("Maand;Wert\n2024-01;1,5\n2024-02;2,5", b';'),
            ("2024-01;1,5\n2024-02;2,5", b';'),
            ("a\tb, c\n1\t2", b'\t'),
            ("a|b\n1|2", b'|'),
            ("Date,Value\n2024-01,\"1;2;3\"", b','),
            ("Title of the report\nDate,Value\n2024-01,5", b','),
            ("one column", b','),
        ] {
            assert_eq!(sniff(text), delimiter, "{text}");
        }
    }

    #[test]
    fn a_failed_formula_is_no_comment() {
        assert_eq!(cells("#REF!,5\n# a note\n#N/A,1\n#x,2", Some(',')), [["#REF!", "5"], ["#N/A", "1"]]);
    }

    proptest! {
        #[test]
        fn a_text_without_quotes_is_split_as_the_reader_splits_it(text in "([a-c,;# \r\n\t]|é){0,60}") {
            for delimiter in [b',', b';', b'\t'] {
                let (plain, read) = (Table::plain(&text, delimiter), Table::quoted(&text, delimiter));
                prop_assert_eq!((plain.cells, plain.rows), (read.cells, read.rows));
            }
        }

        #[test]
        fn spans_enclose_what_the_reader_read(text in "([a-c,\"\r\n ]|é){0,40}") {
            let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> = reader
                .records()
                .flatten()
                .map(|r| r.iter().map(|c| c.trim().to_owned()).collect())
                .filter(|r: &Vec<String>| r.iter().any(|c| !c.is_empty()))
                .collect();
            let table = Table::read(&text, Some(','));
            prop_assert_eq!(table.len(), expected.len());
            for (row, expected) in table.rows_from(0).zip(&expected) {
                prop_assert_eq!(row.len(), expected.len());
                for (i, cell) in expected.iter().enumerate() {
                    let (start, end) = row.span(i);
                    let raw = &text[start as usize..end as usize];
                    // Text behind a closing quote is the one case where the reader's cell is not what is written.
                    if !raw.contains('"') {
                        prop_assert_eq!(&row.cell(i), cell);
                    }
                }
            }
        }
    }
}
