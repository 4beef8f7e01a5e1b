//! What is recognised in prose: headings, `- KR2: 498`, `Help: …`. Everything else stays prose.

/// A line of Markdown with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Byte where it starts.
    pub(super) start: usize,
    /// Without its line end.
    pub(super) text: &'a str,
    /// Inside a fenced code block, where nothing is recognised; the fences too.
    pub(super) code: bool,
}

/// The lines of a text from a byte offset on.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut start = from.min(text.len());
    let mut fence: Option<&str> = None;
    text.get(start..).unwrap_or("").split_inclusive('\n').map(move |raw| {
        let line = raw.trim_end_matches(['\n', '\r']);
        let text = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| text.starts_with(mark));
        let code = fence.is_some() || mark.is_some();
        fence = match fence {
            None => mark,
            open if open == mark => None,
            open => open,
        };
        let at = start;
        start += raw.len();
        Line { start: at, text: line, code }
    })
}

/// A heading's level, text and where the text starts.
pub(super) struct Heading<'a> {
    pub(super) level: usize,
    pub(super) text: &'a str,
    pub(super) start: usize,
}

/// The heading on this line: one to six `#` and a space.
pub(super) fn heading<'a>(line: &Line<'a>) -> Option<Heading<'a>> {
    let marks = line.text.trim_start();
    let rest = marks.trim_start_matches('#');
    let level = marks.len() - rest.len();
    let indent = line.text.len() - marks.len();
    let is_heading = !line.code && indent < 4 && (1..=6).contains(&level) && rest.starts_with([' ', '\t']);
    is_heading.then(|| {
        let text = rest.trim_start();
        let start = line.start + line.text.len() - text.len();
        Heading { level, text: text.trim_end().trim_end_matches('#').trim_end(), start }
    })
}

/// A list item with a key: `- KR2: 498`, `* KR2 = 498`, `- **KR2**: 498`.
pub(super) struct Item<'a> {
    pub(super) key: &'a str,
    pub(super) key_start: usize,
    pub(super) value: &'a str,
    pub(super) value_start: usize,
}

/// Signs of emphasis that may stand around a key or a label.
const EMPHASIS: [char; 3] = ['*', '_', '`'];

/// The item on this line, if its key begins with a letter and has a digit, as ids of key results have.
pub(super) fn item<'a>(line: &Line<'a>) -> Option<Item<'a>> {
    if line.code {
        return None;
    }
    let place = |rest: &str| line.start + line.text.len() - rest.len();
    let text = bullet(line.text)?.trim_start_matches(EMPHASIS);
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))).unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    if !key.starts_with(char::is_alphabetic) || !key.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start_matches(EMPHASIS).trim_start();
    let value = rest.strip_prefix([':', '='])?.trim_start_matches(EMPHASIS).trim_start();
    Some(Item { key, key_start: place(text), value: value.trim_end(), value_start: place(value) })
}

/// What follows the bullet of a list item.
fn bullet(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix(['-', '*', '+'])?;
    rest.starts_with([' ', '\t']).then(|| rest.trim_start())
}

/// What follows a label at the start of a line, whether or not it is an item or emphasised: `Help: …`, `- **Help:** …`.
pub(super) fn label<'a>(line: &Line<'a>, word: &str) -> Option<&'a str> {
    if line.code {
        return None;
    }
    let text = bullet(line.text).unwrap_or(line.text.trim_start()).trim_start_matches(EMPHASIS);
    let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
    let rest = text[head.len()..].trim_start_matches(EMPHASIS).trim_start();
    Some(rest.strip_prefix(':')?.trim_start_matches(EMPHASIS).trim())
}

/// Adds a line to a text of several.
pub(super) fn append(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}
