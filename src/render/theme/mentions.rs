//! What templates mention of a page's view and frame.

use super::files::ThemeFiles;
use crate::present::shown::{self, Mentioned, Shown};
use std::collections::{BTreeSet, HashMap};

/// Longer paths are all of what they lead to.
const DEEPEST: usize = 6;

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
    let of = |name: &&'static str| {
        let part = |root| of_page(name, root, &texts).into_iter().collect();
        (*name, Mentioned { view: part("view"), page: part("page") })
    };
    Shown { mentioned: shown::ASKED.iter().map(of).collect(), dots: found.dots }
}

/// What is mentioned of `root` while the page of a template is made.
fn of_page<'t>(template: &'t str, root: &'t str, texts: &HashMap<&'t str, &'t str>) -> BTreeSet<String> {
    // A component that declares `@view` has it from wherever it stands.
    let declared = format!("@{root}");
    let components = texts.iter().filter(|(_, text)| text.contains(&declared)).map(|(name, _)| *name);
    let mut left: Vec<&str> = components.chain([template]).collect();
    let mut seen = BTreeSet::new();
    let mut paths: HashMap<&str, Vec<Mention<'_>>> = HashMap::new();
    while let Some(name) = left.pop() {
        if let Some(text) = texts.get(name).filter(|_| seen.insert(name)) {
            code(text).for_each(|code| mentions(code, &mut paths));
            left.extend(text.split(['"', '\'']).filter(|quoted| texts.contains_key(quoted)));
        }
    }
    let mut found = BTreeSet::new();
    let mut names = BTreeSet::from([(root, String::new())]);
    let mut new: Vec<_> = names.iter().cloned().collect();
    while let Some((name, path)) = new.pop() {
        for mention in paths.get(name).into_iter().flatten() {
            let whole = join(&path, mention.path);
            // Loops that name each other go round for ever.
            match mention.each.filter(|each| *each != name && whole.split('.').count() <= DEEPEST) {
                Some(each) => {
                    // How many there are is seen even where nothing of them is.
                    found.insert(join(&whole, "#"));
                    if names.insert((each, whole.clone())) {
                        new.push((each, whole));
                    }
                }
                None => drop(found.insert(whole)),
            }
        }
    }
    found
}

fn join(path: &str, rest: &str) -> String {
    [path, rest].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(".")
}

/// What stands in `{{ }}` and `{% %}`, with the end of the bracket.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let inside = &rest[rest.find('{')? + 1..];
            let (is_code, end) = match inside.as_bytes().first() {
                Some(b'{') => (true, end_of_code(inside, "}}")),
                Some(b'%') => (true, end_of_code(inside, "%}")),
                Some(b'#') => (false, inside.find("#}").map_or(inside.len(), |at| at + 2)),
                _ => (false, 0),
            };
            rest = &inside[end..];
            if is_code {
                return Some(&inside[1..end]);
            }
        }
    })
}

/// Behind the end of a bracket, which may stand in a text too.
fn end_of_code(code: &str, end: &str) -> usize {
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in code.char_indices().skip(1) {
        match quote {
            Some(_) if escaped || c == '\\' => escaped = !escaped,
            Some(open) => quote = quote.filter(|_| open != c),
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if code[at..].starts_with(end) => return at + end.len(),
            None => {}
        }
    }
    code.len()
}

/// What follows a name: `notes.len`. A name alone may be given on and is all that it stands for.
struct Mention<'a> {
    path: &'a str,
    /// The name that a loop gives to each of what is there.
    each: Option<&'a str>,
}

/// Adds the mentions of a piece of code by their names. Words of its texts are taken for names too, which only makes
/// more.
fn mentions<'a>(code: &'a str, found: &mut HashMap<&'a str, Vec<Mention<'a>>>) {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').filter(|w| !w.is_empty());
    let mut before = [""; 3];
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        let (name, path) = word.split_once('.').unwrap_or((word, ""));
        let [for_, each, in_] = before;
        let start = word.as_ptr().addr() - code.as_ptr().addr();
        let closes = code[start + word.len()..].trim_start().trim_start_matches('-').starts_with('%');
        let each = Some(each).filter(|_| for_ == "for" && in_ == "in" && closes);
        let declares = in_ == "for" && words.peek() == Some(&"in") || code[..start].ends_with('@');
        if !declares {
            found.entry(name).or_default().push(Mention { path: path.trim_matches('.'), each });
        }
        before = [before[1], before[2], word];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::shown::Part;
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
            dots: true,
        }
    }

    fn paths(list: &[&str]) -> Part {
        list.iter().map(|p| (*p).to_owned()).collect()
    }

    #[test]
    fn a_page_shows_what_its_template_and_those_behind_it_mention() {
        let base = ("themes/default/base.html", "{% if view.head.title %}{% endif %} view {{ preview overview.x }}");
        let page =
            ("themes/default/kpi.html", "{% extends \"base.html\" %}{{ view.figure.svg }}{% for x in view.uses %}");
        let own = ("kpi.html", "{% include 'themes/default/base.html' %}{{ <card it={view} /> }}");
        let shown = shown(&theme(&["default"], &[base, page], &[]));
        assert_eq!(shown.of("kpi.html").unwrap().view, paths(&["figure.svg", "head.title", "uses.#"]));
        let shown = super::shown(&theme(&["lean", "default"], &[base, page], &[own]));
        assert_eq!(shown.of("kpi.html").unwrap().view, paths(&["", "head.title"]));
    }

    #[test]
    fn what_a_loop_takes_is_mentioned_by_the_name_it_gives() {
        let shown = |text| {
            let all = shown(&theme(&["a"], &[("themes/a/kpi.html", text)], &[])).mentioned;
            all.into_iter().find(|(name, _)| *name == "kpi.html").unwrap().1.view
        };
        assert_eq!(
            shown("{% for e in view.charts %}{{ e.svg | safe }}{% for n in e.notes -%}{{ n.1 }}{% endfor %}"),
            paths(&["charts.#", "charts.notes.#", "charts.notes.1", "charts.svg"])
        );
        assert_eq!(
            shown("{% for e in view.charts %}{{ <card it={e} /> }}{% endfor %}"),
            paths(&["charts", "charts.#"])
        );
        assert_eq!(shown("{% for e in view.charts | reverse %}{{ e.svg }}{% endfor %}"), paths(&["charts"]));
        assert_eq!(shown("{% for view in view.charts %}{{ view.svg }}{% endfor %}"), paths(&["charts", "svg"]));
    }

    #[test]
    fn a_component_mentions_what_it_takes_from_around_it() {
        let page = ("themes/a/kpi.html", "{% extends 'base.html' %}{{ page.title }}{{ <owner /> }}");
        let base = ("themes/a/base.html", "{{ page.root }}");
        let other = ("themes/a/map.html", "{{ page.rail }}{{ view.body }}");
        let pieces = "{#- Of a page. -#}{% component owner(size: string, @page, @view) %}<a aria-current=\"page\">{{ '}} it\\'s' | f(x=page.here) }}{{ view.head.owner }}";
        let shown = shown(&theme(&["a"], &[page, base, other, ("themes/a/pieces.html", pieces)], &[]));
        let Mentioned { view, page } = shown.of("kpi.html").unwrap();
        assert_eq!((view, page), (&paths(&["head.owner"]), &paths(&["here", "root", "title"])));
    }

    #[test]
    fn a_theme_comes_before_its_parent() {
        let lean = ("themes/lean/kpi.html", "{{ view.body }}");
        let whole = ("themes/default/kpi.html", "{{ view.figure }}");
        assert_eq!(
            shown(&theme(&["lean", "default"], &[whole, lean], &[])).of("kpi.html").unwrap().view,
            paths(&["body"])
        );
    }
}
