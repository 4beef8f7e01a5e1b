//! What a theme shows of each page: a part that no template mentions is not made.

use std::collections::HashMap;

/// The templates of the pages that there are many of: only these leave out what is not shown.
pub const ASKED: [&str; 2] = ["objective.html", "kpi.html"];

/// What templates mention of `view`, by the template of the page: paths such as `score.pace`; empty for all of it.
#[derive(Debug, Default, PartialEq)]
pub struct Shown(pub HashMap<String, Vec<String>>);

impl Shown {
    /// Whether a page's template mentions a part of its view, something around it or something in it.
    pub fn has(&self, template: &str, part: &str) -> bool {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| outer.is_empty() || rest.is_empty() || rest.starts_with('.'))
        };
        self.0.get(template).is_none_or(|paths| paths.iter().any(|path| within(path, part) || within(part, path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_shown_where_it_or_its_whole_or_a_piece_of_it_is_mentioned() {
        let paths = |list: &[&str]| list.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        let of = |list| Shown(HashMap::from([("a.html".to_owned(), paths(list))]));
        let some = of(&["score.score", "head"]);
        assert!(some.has("a.html", "score") && some.has("a.html", "head.owners") && some.has("a.html", "score.score"));
        assert!(!some.has("a.html", "score.pace") && !some.has("a.html", "header") && !some.has("a.html", "body"));
        assert!(of(&[""]).has("a.html", "body") && some.has("b.html", "body"));
    }
}
