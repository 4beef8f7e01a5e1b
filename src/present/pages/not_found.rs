//! 404: where did it go?

use super::page;
use crate::domain::Status;
use crate::present::frame::{Frame, Link};
use crate::present::{PageView, PresentCx, parts, paths};
use serde::Serialize;

/// Dropped goals listed.
const MOST: usize = 20;

#[derive(Serialize)]
struct View {
    dropped: Vec<Link>,
}

/// The page for addresses that lead nowhere. It is served for any address, so its links start at the site's root.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let mut frame = Frame::new("not_found", paths::NOT_FOUND, cx.format.word("Page not found"), "");
    frame.root = root(cx.model.settings.base_url.as_deref());
    let dropped = cx.model.objectives().filter(|(ix, _)| cx.scores.objective(*ix).status == Status::Dropped);
    let dropped = dropped.take(MOST).map(|(ix, _)| parts::objective_link(cx, ix)).collect();
    page(frame, "not_found.html", &View { dropped })
}

/// The path of the site's address, with slashes at both ends.
fn root(base_url: Option<&str>) -> String {
    let rest = base_url.and_then(|u| u.split_once("://")).map_or("", |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn links_start_at_the_path_of_the_site() {
        assert_eq!(root(None), "/");
        assert_eq!(root(Some("https://goals.example.org")), "/");
        assert_eq!(root(Some("https://example.org/team/goals/")), "/team/goals/");
    }
}
