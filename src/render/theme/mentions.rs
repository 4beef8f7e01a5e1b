//! What templates mention of a page's view.

use super::files::ThemeFiles;
use crate::present::shown::Shown;
use std::collections::{BTreeSet, HashMap};

/// What each template of a theme shows, itself or through what it extends and includes.
pub(super) fn shown(found: &ThemeFiles) -> Shown {
    // By plain name the site's own come first, then the theme's, then its parents'.
    let mut texts: HashMap<&str, &str> = HashMap::new();
    for template in &found.templates {
        texts.insert(&template.name, &template.text);
    }
    for theme in found.chain.iter().rev() {
        let prefix = format!("themes/{theme}/");
        for template in &found.templates {
            if let Some(name) = template.name.strip_prefix(&prefix) {
                texts.insert(name, &template.text);
            }
        }
    }
    for template in &found.overrides {
        texts.insert(&template.name, &template.text);
    }
    Shown(texts.keys().map(|name| ((*name).to_owned(), of_page(name, &texts))).collect())
}

fn of_page(name: &str, texts: &HashMap<&str, &str>) -> Vec<String> {
    let (mut left, mut seen, mut found) = (vec![name], BTreeSet::new(), BTreeSet::new());
    while let Some(name) = left.pop() {
        if let Some(text) = texts.get(name).filter(|_| seen.insert(name)) {
            mentions(text, &mut found);
            left.extend(text.split(['"', '\'']).filter(|quoted| texts.contains_key(quoted)));
        }
    }
    found.into_iter().collect()
}

/// The paths after each `view` of a text; `view` alone may be given on as a whole and is all of it.
fn mentions(text: &str, found: &mut BTreeSet<String>) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for (at, word) in text.match_indices("view") {
        let rest = &text[at + word.len()..];
        if text[..at].ends_with(|c: char| is_name(c) || c == '.') || rest.starts_with(is_name) {
            continue;
        }
        let path = &rest[..rest.find(|c: char| !is_name(c) && c != '.').unwrap_or(rest.len())];
        found.insert(path.trim_matches('.').to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::theme::files::Template;

    fn theme(chain: &[&str], templates: &[(&str, &'static str)], overrides: &[(&str, &'static str)]) -> ThemeFiles {
        let all = |list: &[(&str, &'static str)]| {
            list.iter()
                .map(|(name, text)| Template { name: (*name).to_owned(), file: None, text: (*text).into() })
                .collect()
        };
        ThemeFiles {
            chain: chain.iter().map(|name| (*name).to_owned()).collect(),
            templates: all(templates),
            overrides: all(overrides),
            assets: Vec::new(),
            styles: Vec::new(),
            tokens: Vec::new(),
        }
    }

    #[test]
    fn a_page_shows_what_its_template_and_those_behind_it_mention() {
        let base = ("themes/default/base.html", "{% if view.head.title %}{% endif %} preview overview.x");
        let page =
            ("themes/default/kpi.html", "{% extends \"base.html\" %}{{ view.figure.svg }}{% for x in view.uses %}");
        let own = ("kpi.html", "{% include 'themes/default/base.html' %}{{ <card it={view} /> }}");
        let shown = shown(&theme(&["default"], &[base, page], &[]));
        let list = |paths: &[&str]| paths.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        assert_eq!(shown.0["kpi.html"], list(&["figure.svg", "head.title", "uses"]));
        let shown = super::shown(&theme(&["lean", "default"], &[base, page], &[own]));
        assert_eq!(shown.0["kpi.html"], list(&["", "head.title"]));
    }

    #[test]
    fn a_theme_comes_before_its_parent() {
        let lean = ("themes/lean/kpi.html", "{{ view.body }}");
        let whole = ("themes/default/kpi.html", "{{ view.figure }}");
        assert_eq!(shown(&theme(&["lean", "default"], &[whole, lean], &[])).0["kpi.html"], ["body"]);
    }
}
