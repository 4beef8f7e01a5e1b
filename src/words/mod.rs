//! Layer 1: the words of the interface. Code and templates say them in English; a language's catalogue translates them
//! as wholes, and a site's own words stand above both.
//!
//! `list.txt` holds every word and sentence that pages say. `en.toml` has the plural forms of English; each other
//! catalogue all of the list. A sentence has places in braces; the one called `{n}` decides its plural form.

#[cfg(test)]
mod tests;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use rapidhash::RapidHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use unic_langid::LanguageIdentifier;

const LIST: &str = include_str!("list.txt");

/// The languages that pages speak, and what they say.
const CATALOGUES: &[(&str, &str)] = &[
    ("ar", include_str!("ar.toml")),
    ("de", include_str!("de.toml")),
    ("en", include_str!("en.toml")),
    ("fr", include_str!("fr.toml")),
];

/// Every word and sentence that pages say, in English, sorted.
pub fn all() -> impl Iterator<Item = &'static str> {
    LIST.lines()
}

/// The languages that pages speak.
pub fn languages() -> impl Iterator<Item = &'static str> {
    CATALOGUES.iter().map(|(language, _)| *language)
}

/// Whether a language is written from right to left.
pub fn is_right_to_left(language: &str) -> bool {
    matches!(primary(language), "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb")
}

/// The language of a locale: `de` of `de-CH`.
fn primary(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or(locale)
}

/// What a catalogue says for a word: one text, or one for each plural form.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Entry {
    One(String),
    Plural(BTreeMap<String, String>),
}

/// The words of one site.
#[derive(Clone, Debug)]
pub struct Words(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    catalogue: RapidHashMap<String, Entry>,
    /// The language of the catalogue; `None` where pages speak English for want of one.
    translates: bool,
    plural: Option<PluralForms>,
}

/// Rules of a language; the library's type has no `Debug`.
struct PluralForms(PluralRules);

impl std::fmt::Debug for PluralForms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.get_locale())
    }
}

impl Words {
    /// The words of a locale (`de-CH`), with the site's own in their place. Without a catalogue of the language pages
    /// speak English.
    pub fn new(locale: &str, own: &BTreeMap<String, String>) -> Self {
        let language = primary(locale).to_lowercase();
        let known = CATALOGUES.iter().find(|(name, _)| *name == language);
        let (language, text) = *known.unwrap_or(&("en", include_str!("en.toml")));
        // A test reads every catalogue.
        let mut catalogue: RapidHashMap<String, Entry> = toml::from_str(text).unwrap_or_default();
        catalogue.extend(own.iter().map(|(word, text)| (word.clone(), Entry::One(text.clone()))));
        let identifier = language.parse::<LanguageIdentifier>().ok();
        let rules = identifier.and_then(|l| PluralRules::create(l, PluralRuleType::CARDINAL).ok());
        Self(Arc::new(Inner { catalogue, translates: language != "en", plural: rules.map(PluralForms) }))
    }

    /// A word or a sentence without places.
    pub fn word(&self, english: &str) -> String {
        self.translated(english, None).unwrap_or(english).to_owned()
    }

    /// A sentence with its places filled; `{n}` decides the plural form. A sentence that the language does not have
    /// gives its facts alone.
    pub fn fill(&self, english: &str, places: &[(&str, &str)]) -> String {
        let count = places.iter().find(|(name, _)| *name == "n").map(|(_, n)| *n);
        let Some(pattern) = self.translated(english, count) else {
            if self.0.translates {
                return places.iter().map(|(_, value)| *value).collect::<Vec<_>>().join(" · ");
            }
            return filled(english, places);
        };
        filled(pattern, places)
    }

    fn translated(&self, english: &str, count: Option<&str>) -> Option<&str> {
        #[cfg(test)]
        tests::asked(english);
        match self.0.catalogue.get(english)? {
            Entry::One(text) => Some(text),
            Entry::Plural(forms) => {
                let form = count.map_or("other", |n| self.plural_form(n));
                forms.get(form).or_else(|| forms.get("other")).map(String::as_str)
            }
        }
    }

    /// The plural form for a number as it is written: signs between thousands do not count, a fraction is `other`.
    fn plural_form(&self, written: &str) -> &'static str {
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        let rules = self.0.plural.as_ref();
        match rules.zip(digits.parse::<u64>().ok()).and_then(|(rules, n)| rules.0.select(n).ok()) {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            Some(PluralCategory::OTHER) | None => "other",
        }
    }
}

/// A pattern with its places filled, in one pass: what is put in is never looked through again.
fn filled(pattern: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let place = after.find('}').and_then(|end| {
            let (_, value) = places.iter().find(|(name, _)| *name == &after[..end])?;
            Some((value, end))
        });
        match place {
            Some((value, end)) => {
                out.push_str(value);
                rest = &after[end + 1..];
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
