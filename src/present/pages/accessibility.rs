//! The accessibility statement. Its list of what is tested is the one that the browser tests answer for: each line's
//! key stands in the page, and a test fails where no test, or a reason why not, has that key.

use super::page;
use crate::present::frame::{Frame, Link};
use crate::present::{PageView, PresentCx, paths};
use serde::Serialize;

/// What a browser checks on every kind of page of the sample, in both themes: key and sentence.
const TESTED: [(&str, &str); 15] = [
    ("A1", "The axe rules for WCAG 2.2 A and AA and for best practice find nothing, in light, in dark and on a phone."),
    (
        "A2",
        "Text has a contrast of at least 4.5 to 1 and marks of 3 to 1, in light and dark. This site’s own colours are computed at every build.",
    ),
    ("A3", "Nothing has to be scrolled sideways from 320 to 1920 pixels, which is a zoom of 400% on a laptop."),
    ("A4", "No text in a chart overlaps another or is cut off, and none is smaller than 9 pixels."),
    ("A5", "Wider letter, word and line spacing breaks no page."),
    ("A6", "Nothing moves while a page loads."),
    ("A9", "In forced colours, as in Windows’ high contrast, charts keep their lines, shapes and text."),
    ("A10", "Nothing is animated for readers who want less motion."),
    ("A11", "Without scripts every chart, table and link is there; controls that need scripts are not."),
    ("A12", "Everything works from the keyboard: the first stop leads to the content, and the focus can be seen."),
    ("A13", "Links and buttons are at least 24 pixels high, but for links inside a sentence."),
    ("A14", "Printed pages are light, and an objective takes three pages at most."),
    ("A15", "Each page has one main heading, and each chart a name and a description."),
    ("A16", "Each chart has a table of exactly the numbers it draws."),
    ("A17", "Every link leads somewhere, from a server and from disk."),
];

#[derive(Serialize)]
struct View {
    tested: Vec<(&'static str, String)>,
    raw_html: bool,
    own_templates: bool,
    repository: Option<String>,
}

/// The statement.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let mut frame = Frame::new("accessibility", paths::ACCESSIBILITY, f.word("Accessibility"), "");
    frame.crumbs = vec![Link::new(paths::HOME, f.word("Overview"))];
    let own = |folder: &str| cx.sources.iter().any(|file| file.path.starts_with(folder));
    let view = View {
        tested: TESTED.iter().map(|(key, sentence)| (*key, f.word(sentence))).collect(),
        raw_html: cx.model.settings.raw_html,
        own_templates: own("templates/") || own("themes/"),
        repository: cx.model.settings.repository.as_ref().map(|r| r.url.clone()),
    };
    page(frame, "accessibility.html", &view)
}
