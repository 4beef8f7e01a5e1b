use super::*;
use crate::base::{Files, Out};
use crate::parse::config::Overrides;
use crate::session;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What was asked for since the tests began.
static ASKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

pub(super) fn asked(english: &str) {
    ASKED.lock().unwrap().insert(english.to_owned());
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder whose name ends so, with its path below the folder.
fn below(folder: &Path) -> Vec<(String, PathBuf)> {
    fn walk(root: &Path, folder: &Path, out: &mut Vec<(String, PathBuf)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                out.push((path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"), path));
            }
        }
    }
    let mut out = Vec::new();
    walk(folder, folder, &mut out);
    out.sort();
    out
}

struct Folder(Vec<(String, PathBuf)>);

impl Files for Folder {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.0.iter().map(|(name, _)| name.clone()).collect())
    }
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let found = self.0.iter().find(|(name, _)| name == path);
        fs::read(&found.ok_or(io::ErrorKind::NotFound)?.1)
    }
}

/// A site that nobody keeps.
struct Nowhere;

impl Out for Nowhere {
    fn file(&self, _: &str, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// The words that templates name, and where they stand.
fn in_templates() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (_, path) in below(&project().join("themes")).into_iter().filter(|(name, _)| name.ends_with(".html")) {
        let text = fs::read_to_string(path).unwrap();
        for (at, _) in text.match_indices("\" | word") {
            let start = text[..at].rfind('"').unwrap() + 1;
            out.insert(text[start..at].to_owned());
        }
    }
    out
}

/// The sentences that code names, for those that no site of these tests says.
fn in_code() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (_, path) in below(&project().join("src/present")).into_iter().filter(|(name, _)| name.ends_with(".rs")) {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        // Sentences that a match chooses between.
        for (at, _) in code.match_indices("=>") {
            let arm = code[at + 2..].trim_start().trim_start_matches('{').trim_start();
            let literals = arm.lines().next().unwrap_or("").split('"').skip(1).step_by(2);
            let sentence = |text: &&str| {
                let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '{');
                begins && text.contains(' ') && !text.contains("{}") && !text.contains('\\')
            };
            out.extend(literals.filter(sentence).map(str::to_owned));
        }
        for call in ["word(", "fill("] {
            for (at, _) in code.match_indices(call) {
                let rest = code[at + call.len()..].trim_start();
                let rest = if call == "fill(" { rest.strip_prefix("f,").unwrap_or(rest).trim_start() } else { rest };
                let literal = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
                out.extend(literal.filter(|(word, _)| !word.ends_with('\\')).map(|(word, _)| word.to_owned()));
            }
        }
    }
    out
}

/// Whether the program's own text names a word: what nobody says any more leaves the list.
fn is_said(word: &str, sources: &[String]) -> bool {
    let written = word.replace('"', "\\\"").to_lowercase();
    sources.iter().any(|text| text.contains(&written))
}

#[test]
fn the_list_holds_every_word_that_pages_say() {
    let mut sites = vec![project().join("sample-goals"), project().join("docs")];
    sites.extend(fs::read_dir(project().join("tests/cases")).unwrap().map(|case| case.unwrap().path().join("in")));
    let today = "2026-08-15".parse().unwrap();
    let overrides = Overrides { as_of: None, revision: None, source_date: None, today, base_url: None, drafts: true };
    for site in sites {
        session::build(&Folder(below(&site)), &overrides, &Nowhere).unwrap();
    }
    let mut said = in_templates();
    said.extend(in_code());
    said.extend(ASKED.lock().unwrap().iter().cloned());
    let mut sources: Vec<String> = Vec::new();
    for (name, path) in below(&project().join("src")).into_iter().chain(below(&project().join("themes"))) {
        if (name.ends_with(".rs") || name.ends_with(".html")) && !name.starts_with("words/") {
            sources.push(fs::read_to_string(path).unwrap().to_lowercase());
        }
    }
    // Words of a site are its own, and tests make up some.
    said.retain(|word| word.contains(|c: char| c.is_alphabetic() || "→,;:".contains(c)) && is_said(word, &sources));
    if std::env::var_os("BLESS").is_some() {
        said.extend(all().filter(|word| is_said(word, &sources)).map(str::to_owned));
        let list: String = said.iter().map(|word| format!("{word}\n")).collect();
        fs::write(project().join("src/words/list.txt"), list).unwrap();
        return;
    }
    let listed: BTreeSet<&str> = all().collect();
    let missing: Vec<_> = said.iter().filter(|word| !listed.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "not in src/words/list.txt (BLESS=1 adds them): {missing:#?}");
    let unsaid: Vec<_> = listed.iter().filter(|word| !is_said(word, &sources)).collect();
    assert!(unsaid.is_empty(), "nobody says any more: {unsaid:#?}");
}

fn catalogue(text: &str) -> BTreeMap<String, Entry> {
    toml::from_str(text).unwrap()
}

/// The places in a pattern, sorted.
fn places(pattern: &str) -> Vec<&str> {
    let mut out: Vec<&str> =
        pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place).collect();
    out.sort_unstable();
    out
}

#[test]
fn every_language_says_every_word_with_the_same_places() {
    let listed: BTreeSet<&str> = all().collect();
    let mut wrong = Vec::new();
    for (language, text) in CATALOGUES {
        let catalogue = catalogue(text);
        let missing = listed.iter().filter(|word| *language != "en" && !catalogue.contains_key(**word));
        wrong.extend(missing.map(|word| format!("{language} does not say: {word}")));
        for (word, entry) in &catalogue {
            if !listed.contains(word.as_str()) {
                wrong.push(format!("{language} says what nobody asks for: {word}"));
            }
            let forms: Vec<(&str, &str)> = match entry {
                Entry::One(text) => vec![("other", text)],
                Entry::Plural(forms) => forms.iter().map(|(form, text)| (form.as_str(), text.as_str())).collect(),
            };
            if !forms.iter().any(|(form, _)| *form == "other") {
                wrong.push(format!("{language} has no form `other`: {word}"));
            }
            for (form, text) in forms {
                let (mut expected, mut found) = (places(word), places(text));
                // "one goal" and "zwei Ziele" need not say the number again.
                if matches!(form, "zero" | "one" | "two") {
                    expected.retain(|place| *place != "n");
                    found.retain(|place| *place != "n");
                }
                if expected != found {
                    wrong.push(format!("{language} has other places in: {word}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} mistakes:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn numbers_choose_the_form() {
    let words = |locale: &str| {
        let forms = [("zero", "z"), ("one", "1"), ("two", "2"), ("few", "f"), ("many", "m"), ("other", "o {n}")];
        let forms = forms.map(|(form, text)| (form.to_owned(), text.to_owned()));
        let mut words = Words::new(locale, &BTreeMap::new());
        let inner = Arc::get_mut(&mut words.0).unwrap();
        inner.catalogue.insert("{n} goals".to_owned(), Entry::Plural(BTreeMap::from(forms)));
        words
    };
    let form = |locale: &str, n: &str| words(locale).fill("{n} goals", &[("n", n)]);
    assert_eq!([form("en", "1"), form("en", "0"), form("en-GB", "1,001")], ["1", "o 0", "o 1,001"]);
    assert_eq!([form("fr", "0"), form("fr", "1"), form("fr", "2")], ["1", "1", "o 2"]);
    assert_eq!([form("ar", "0"), form("ar", "2"), form("ar", "7"), form("ar", "11")], ["z", "2", "f", "m"]);
    assert_eq!([form("ar", "100"), form("de", "–")], ["o 100", "o –"]);
}

#[test]
fn a_sentence_without_translation_gives_its_facts() {
    let say = |locale: &str| {
        let words = Words::new(locale, &BTreeMap::new());
        words.fill("{kpi}: never said before, {now}", &[("kpi", "Days {now}"), ("now", "4")])
    };
    assert_eq!(say("de"), "Days {now} · 4");
    assert_eq!(say("en"), "Days {now}: never said before, 4");
    // No catalogue: all of the page is English.
    assert_eq!(say("sv"), "Days {now}: never said before, 4");
}
