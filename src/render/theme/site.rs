//! What every template knows of the site, serialised once, and the tokens a site sets.

use super::contrast;
use super::files::ThemeFiles;
use crate::base::suggest::nearest;
use crate::base::{Diagnostic, Place, Sink, codes};
use crate::present::format::Formatter;
use crate::present::pages::review;
use crate::present::{feed, paths};
use crate::resolve::model::Model;
use crate::resolve::settings::TokenValue;
use serde::Serialize;

/// Under `site` in templates; nothing in here changes with a goal's number.
#[derive(PartialEq, Serialize)]
pub(super) struct Site {
    title: String,
    description: Option<String>,
    lang: String,
    /// `rtl` where the language is written from right to left.
    dir: Option<&'static str>,
    logo: Option<String>,
    /// With a slash at the end.
    base_url: Option<String>,
    nav: Vec<NavItem>,
    as_of: String,
    /// The feed of check-ins, where there is one.
    feed: Option<&'static str>,
}

/// An entry of the bar.
#[derive(PartialEq, Serialize)]
struct NavItem {
    section: &'static str,
    href: String,
    text: String,
}

impl Site {
    pub(super) fn new(model: &Model, format: &Formatter) -> Self {
        let settings = &model.settings;
        let lang = settings.locale.clone().unwrap_or_else(|| "en".to_owned()).replace('_', "-");
        Self {
            title: settings.title.clone(),
            description: settings.description.clone(),
            dir: crate::words::is_right_to_left(&lang).then_some("rtl"),
            lang,
            logo: settings.logo.clone(),
            base_url: settings
                .base_url
                .as_ref()
                .filter(|u| !u.is_empty())
                .map(|u| format!("{}/", u.trim_end_matches('/'))),
            nav: nav(model, format),
            feed: settings.feeds.check_ins.then_some(feed::PATH),
            as_of: format.date(settings.as_of.date),
        }
    }
}

/// The bar: sections that the site has something for.
fn nav(model: &Model, format: &Formatter) -> Vec<NavItem> {
    let goals = !model.objectives.is_empty() || model.pages.is_empty();
    let first_page = (!model.pages.is_empty()).then(|| paths::page(model, 0));
    let pages_word = if goals { "Pages" } else { "Guide" };
    let entries = [
        ("overview", Some(paths::HOME.to_owned()), "Overview"),
        ("goals", goals.then(|| paths::MAP.to_owned()), "Goals"),
        ("kpis", (goals || !model.kpis.is_empty()).then(|| paths::KPIS.to_owned()), "KPIs"),
        ("teams", (!model.teams.is_empty()).then(|| paths::TEAMS.to_owned()), "Teams"),
        ("reviews", (goals || !model.reviews.is_empty()).then(|| paths::REVIEWS.to_owned()), "Reviews"),
        ("pages", first_page, pages_word),
        ("glossary", (goals || model.glossary.is_some()).then(|| paths::GLOSSARY.to_owned()), "Glossary"),
    ];
    entries
        .into_iter()
        .filter_map(|(section, href, word)| Some(NavItem { section, href: href?, text: format.word(word) }))
        .collect()
}

/// Where the one stylesheet of a site lies.
pub(super) const STYLE: &str = "assets/style.css";

/// The one stylesheet: the theme's, the site's tokens over it, and its name at the foot of printed pages.
pub(super) fn style(model: &Model, format: &Formatter, found: &ThemeFiles, sink: &mut Sink) -> String {
    let settings = &model.settings;
    let mut css: String = found.styles.iter().map(|s| format!("{}\n", compact(&s.css).trim_end())).collect();
    let tokens: Vec<(String, &TokenValue)> = settings
        .tokens
        .iter()
        .filter(|(name, value)| is_good(model, &found.tokens, name, value, sink))
        .map(|(name, value)| (name.clone(), value))
        .collect();
    contrast::check(&found.styles, &tokens, settings.file, sink);
    let (mut light, mut dark) = (String::new(), String::new());
    for (name, value) in tokens {
        let key = name.replace('_', "-");
        light.push_str(&format!("--{key}:{};", value.light));
        dark.extend(value.dark.as_ref().map(|text| format!("--{key}:{text};")));
    }
    if !light.is_empty() {
        css.push_str(&format!(":root{{{light}}}\n"));
    }
    if !dark.is_empty() {
        css.push_str(&format!(
            "@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
             @media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
        ));
    }
    let quoted =
        |text: &str| text.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\' | '<')).collect::<String>();
    let title = quoted(&settings.title);
    css.push_str(&format!("@page{{@bottom-left{{content:\"{title}\";font:8.5pt sans-serif;color:#626b74}}}}\n"));
    for (class, text) in review::drafts(model, format) {
        let text = quoted(&text);
        css.push_str(&format!(
            ".{class}{{page:{class}}}\n@page {class}{{@bottom-center{{content:\"{text}\";font:600 8.5pt sans-serif;color:#8f5b00}}}}\n"
        ));
    }
    css
}

/// A style sheet as readers get it: comments, and line breaks between rules, are for those who edit themes. A comment
/// inside quotes is text.
fn compact(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut quote = None;
    while let Some(c) = rest.chars().next() {
        match quote {
            None if rest.starts_with("/*") => {
                rest = rest[2..].split_once("*/").map_or("", |(_, after)| after);
                continue;
            }
            // Elsewhere a break is a space between two words.
            None if c == '\n' && (out.is_empty() || out.ends_with(['{', '}', ';', ','])) => {
                rest = rest.trim_start();
                continue;
            }
            None if matches!(c, '"' | '\'') => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
        // What follows a backslash opens and closes nothing.
        let taken = c.len_utf8() + if c == '\\' { rest[1..].chars().next().map_or(0, char::len_utf8) } else { 0 };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out
}

/// Whether the theme has this token and the value is one; else a finding.
fn is_good(model: &Model, known: &[String], name: &str, value: &TokenValue, sink: &mut Sink) -> bool {
    let key = name.replace('_', "-");
    let texts = [Some(&value.light), value.dark.as_ref()];
    let message = if !known.contains(&key) {
        format!("the theme has no token “{name}”")
    } else if texts.iter().flatten().any(|t| t.contains(['{', '}', ';', '<', '\n'])) {
        format!("the value of “{name}” is not one CSS value")
    } else {
        return true;
    };
    if let Some(file) = model.settings.file {
        let near = nearest(&key, known.iter().map(String::as_str)).filter(|n| *n != key);
        sink.push(
            Diagnostic::new(codes::UNKNOWN_TOKEN, file, Place::Key(format!("theme.tokens.{name}")), message)
                .help_opt(near.map(|n| format!("did you mean “{n}”?")))
                .help(format!("tokens of this theme: {}", known.join(", "))),
        );
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_lines_of_a_style_sheet_stay_with_its_author() {
        let css = "/* tokens */\na{b:c} /* d */e{\n content:\"/* kept */\";\n x:'\\'/* kept */'}\nf,\ng\nh{}\n/* never closed";
        assert_eq!(compact(css), "a{b:c} e{content:\"/* kept */\";x:'\\'/* kept */'}f,g\nh{}");
    }
}
