//! Comments of Markdown: `<!-- … -->`. Nobody's words; one that is never closed is text.

use crate::parse::prose::Line;

/// Hands on every line without its comments; a line that is all comment is none.
pub(super) fn without<'a>(text: &str, lines: impl Iterator<Item = Line<'a>>, mut take: impl FnMut(&Line<'a>)) {
    let last_end = text.rfind("-->").unwrap_or(0);
    let mut inside = false;
    for line in lines {
        if line.code && !inside {
            take(&line);
            continue;
        }
        let (mut rest, mut start, mut found) = (line.text, line.start, inside);
        loop {
            if inside {
                let Some(end) = rest.find("-->") else { break };
                (rest, start) = (&rest[end + 3..], start + end + 3);
                inside = false;
            }
            let opens = rest.find("<!--").filter(|at| start + at + 4 <= last_end);
            let piece = &rest[..opens.unwrap_or(rest.len())];
            if opens.is_none() && !found {
                take(&line);
            } else if !piece.trim().is_empty() {
                let text = if found { piece.trim() } else { piece.trim_end() };
                let start = start + piece.find(text).unwrap_or(0);
                take(&Line { start, text, code: false });
            }
            let Some(at) = opens else { break };
            (rest, start) = (&rest[at + 4..], start + at + 4);
            (inside, found) = (true, true);
        }
    }
}
