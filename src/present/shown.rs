//! What a theme shows of each page: a part that no template mentions is not made.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound::{Included, Unbounded};

/// The templates of the pages that there are many of: only these leave out what is not shown.
pub const ASKED: [&str; 2] = ["objective.html", "kpi.html"];

/// What templates mention of `view`, by the template of the page: paths such as `score.pace`; empty for all of it.
#[derive(Debug, Default, PartialEq)]
pub struct Shown(pub HashMap<String, BTreeSet<String>>);

impl Shown {
    /// Whether a page's template mentions a part of its view, something around it or something in it.
    pub fn has(&self, template: &str, part: &str) -> bool {
        self.0.get(template).is_none_or(|paths| {
            // What lies in a part follows it: a dot sorts before all that names are made of.
            let next = paths.range::<str, _>((Included(part), Unbounded)).next();
            let inside = next.and_then(|path| path.strip_prefix(part));
            let mut around = part.match_indices('.').map(|(dot, _)| &part[..dot]).chain([""]);
            inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                || around.any(|path| paths.contains(path))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_shown_where_it_or_its_whole_or_a_piece_of_it_is_mentioned() {
        let paths = |list: &[&str]| list.iter().map(|p| (*p).to_owned()).collect();
        let of = |list: &[&str]| Shown(HashMap::from([("a.html".to_owned(), paths(list))]));
        let some = of(&["score.score", "head"]);
        assert!(some.has("a.html", "score") && some.has("a.html", "head.owners") && some.has("a.html", "score.score"));
        assert!(!some.has("a.html", "score.pace") && !some.has("a.html", "header") && !some.has("a.html", "body"));
        assert!(of(&[""]).has("a.html", "body") && some.has("b.html", "body"));
    }
}
