//! Lines of a note that may be meant as values. Whether they are is known where the key results are.

use crate::parse::doc::ValueDoc;
use crate::parse::prose::Line;

/// The line as a value that lacks its marker: `KR2: 498`, `-KR2: 498`, `- KR2 498`, `- KR 2: 498`. Words that only go
/// on in prose are told from values by their number: a value without a sign has at most three.
pub(super) fn value(line: &Line<'_>) -> Option<ValueDoc> {
    if line.code {
        return None;
    }
    let text = line.text.trim().trim_start_matches(['-', '*', '+', '•', '–', '_', '`', ' ']);
    let letters = text.find(|c: char| !c.is_alphabetic()).filter(|end| *end > 0)?;
    // "KR 2" is a slip for "KR2".
    let gap = usize::from(text[letters..].starts_with(' '));
    let tail = &text[letters + gap..];
    let end = tail.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))).unwrap_or(tail.len());
    let (part, rest) = tail.split_at(end);
    if !part.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start_matches(['*', '_', '`', ' ']);
    let value = rest.trim_start_matches([':', '=']).trim_start_matches(['–', '—', '-', '*', ' ']).trim();
    let signed = rest.starts_with([':', '=']);
    let plausible = !value.is_empty() && (signed || value.split_whitespace().count() <= 3);
    let start = line.start + line.text.find(text)?;
    let span = (start as u32, (start + text.len()) as u32);
    plausible.then(|| ValueDoc {
        key_result: format!("{}{part}", &text[..letters]),
        key_span: span,
        text: value.to_owned(),
        span,
    })
}
