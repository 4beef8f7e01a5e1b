//! What a theme shows of each page: a part that no template mentions is not made.

use rapidhash::{RapidHashMap, RapidHashSet};

/// The templates of the pages that there are many of: only these leave out what is not shown.
pub const ASKED: [&str; 4] = ["objective.html", "kpi.html", "person.html", "catalogue.html"];

/// What a theme shows.
#[derive(Debug, PartialEq)]
pub struct Shown {
    /// What templates mention of `view`, by the template of the page.
    pub mentioned: RapidHashMap<String, Mentioned>,
    /// Each value of a line has a dot that tells it.
    pub dots: bool,
}

/// Paths such as `score.pace`; empty for all of it.
#[derive(Debug, Default, PartialEq)]
pub struct Mentioned {
    paths: RapidHashSet<String>,
    /// What the paths lie in: `score`.
    around: RapidHashSet<String>,
}

impl Shown {
    /// Whether a page's template mentions a part of its view, something around it or something in it.
    pub fn has(&self, template: &str, part: &str) -> bool {
        self.mentioned.get(template).is_none_or(|mentioned| {
            mentioned.around.contains(part)
                || mentioned.paths.contains(part)
                || outer(part).any(|path| mentioned.paths.contains(path))
        })
    }
}

/// What a path lies in, from the whole view down.
fn outer(path: &str) -> impl Iterator<Item = &str> {
    [""].into_iter().chain(path.match_indices('.').map(|(dot, _)| &path[..dot]))
}

impl FromIterator<String> for Mentioned {
    fn from_iter<I: IntoIterator<Item = String>>(paths: I) -> Self {
        let paths: RapidHashSet<String> = paths.into_iter().collect();
        let around = paths.iter().flat_map(|path| outer(path)).map(str::to_owned).collect();
        Self { paths, around }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_shown_where_it_or_its_whole_or_a_piece_of_it_is_mentioned() {
        let of = |list: &[&str]| {
            let mentioned = list.iter().map(|p| (*p).to_owned()).collect();
            Shown { mentioned: [("a.html".to_owned(), mentioned)].into_iter().collect(), dots: true }
        };
        let some = of(&["score.score", "head"]);
        assert!(some.has("a.html", "score") && some.has("a.html", "head.owners") && some.has("a.html", "score.score"));
        assert!(!some.has("a.html", "score.pace") && !some.has("a.html", "header") && !some.has("a.html", "body"));
        assert!(of(&[""]).has("a.html", "body") && some.has("b.html", "body"));
    }
}
