//! What does not belong where it stands: marks that a merge left in a file, and files among the pages that nothing reads.

use super::prose;
use super::{FOLDERS, hidden};
use crate::base::{Diagnostic, Place, Sink, SourceFile, Sources, codes};
use memchr::memmem;

/// The first mark of a merge that nobody has settled, also where only this one was left over; examples in fenced code
/// are none.
pub(super) fn conflict(file: &SourceFile) -> Option<Diagnostic> {
    if memmem::find(file.text.as_bytes(), b"<<<<<<< ").is_none()
        || !file.is(&["md", "markdown", "csv", "tsv", "toml", "yml", "yaml"])
    {
        return None;
    }
    let first = prose::lines(&file.text, 0).find(|line| !line.code && line.text.starts_with("<<<<<<< "))?;
    let at = Place::Span(first.start as u32, (first.start + first.text.len()) as u32);
    let message = "a merge left two versions of these lines, and both stand here";
    let help = "Keep the lines that are right, and take out those that begin with <<<<<<<, ======= and >>>>>>>";
    Some(Diagnostic::new(codes::MERGE_CONFLICT, file.id, at, message).help(help))
}

/// Whether a Markdown file is none of ours for its name.
pub(super) fn is_no_page(file: &SourceFile) -> bool {
    file.stem().eq_ignore_ascii_case("readme") || is_index(file)
}

/// Whether a file is the page of a folder, as other generators have them; here folders have none.
fn is_index(file: &SourceFile) -> bool {
    file.is(&["md", "markdown"]) && file.stem() == "_index"
}

/// Files that people take for pages, and that are none for their name.
pub(super) fn unread_files(sources: &Sources, sink: &mut Sink) {
    for file in sources.iter().filter(|file| is_index(file) && !hidden(&file.path)) {
        let Some(folder) = FOLDERS.iter().map(|f| f.0).find(|name| file.path.starts_with(&format!("{name}/"))) else {
            continue;
        };
        let help = match folder {
            "objectives" => "what it says of a period belongs on a page such as `periods/2026-q3.md`",
            _ => "give it a name of its own if it is a page, else take it out",
        };
        let message = "nothing reads `_index.md`: folders have no pages here";
        sink.push(Diagnostic::new(codes::UNREAD_FILE, file.id, Place::File, message).help(help));
    }
    const TEXT: &[&str] = &["txt", "text", "mdx", "mdown", "mkd", "docx", "odt", "rtf"];
    for file in sources.iter().filter(|file| file.is(TEXT) && !hidden(&file.path)) {
        let Some((top, _)) = file.path.split_once('/') else { continue };
        if !["objectives", "check-ins", "reviews", "periods"].contains(&top) || !FOLDERS.iter().any(|f| f.0 == top) {
            continue;
        }
        let message = format!("nothing reads `{}`: the names of pages end in .md", file.name());
        let help = match file.is(&["docx", "odt", "rtf"]) {
            true => format!("save its text as `{}.md`", file.stem()),
            false => format!("rename it to `{}.md`", file.stem()),
        };
        sink.push(Diagnostic::new(codes::UNREAD_FILE, file.id, Place::File, message).help(help));
    }
}
