//! Whole files in, documents and findings out.

mod config;
mod documents;
mod every_key;
mod never_panics;
mod traps;

use super::config::Overrides;
use super::doc::{Doc, KeyResultDoc, ObjectiveDoc};
use super::{Reading, config as configuration, defaults, document, places};
use crate::base::source::line_column;
use crate::base::{Sink, Sources};
use crate::domain::Date;
use crate::domain::number::Separators;
use crate::resolve::settings::Settings;

fn sources(files: &[(&str, &str)]) -> Sources {
    Sources::new(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
}

/// All documents of these files, and their findings as `path:line:column code message [excerpt] help`.
fn parse(files: &[(&str, &str)], reading: &Reading) -> (Vec<Doc>, Vec<String>) {
    let sources = sources(files);
    let mut sink = Sink::default();
    let defaults = defaults(&sources, &mut sink);
    let docs = sources.iter().filter_map(|file| document(file, &defaults, reading, &mut sink)).collect();
    (docs, told(&sources, sink))
}

fn told(sources: &Sources, sink: Sink) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in sink.into_vec() {
        let file = sources.file(finding.primary.file);
        let (start, end) = places::locate(file, &[&finding.primary.at])[0];
        let (line, column) = line_column(&file.text, start as usize);
        let excerpt = &file.text[start as usize..end as usize];
        let mut text = format!("{}:{line}:{column} {:?} {}", file.path, finding.code, finding.message);
        text.push_str(&format!(" [{}]", excerpt.lines().next().unwrap_or_default()));
        for help in finding.help {
            text.push_str(&format!(" | {help}"));
        }
        lines.push(text);
    }
    lines
}

fn reading() -> Reading {
    Reading { calendar: Default::default(), separators: Separators { decimal: Some('.') } }
}

/// The findings of an objective with these lines of front matter below its title, from line 3 on.
fn findings(yaml: &str) -> Vec<String> {
    let page = format!("---\ntitle: A goal\n{yaml}\n---\n");
    let (_, findings) = parse(&[("objectives/2026-q3/a.md", &page)], &reading());
    findings.into_iter().map(|f| f.replacen("objectives/2026-q3/a.md:", "", 1)).collect()
}

/// An objective with these lines of front matter below its title; without findings.
fn objective(yaml: &str) -> ObjectiveDoc {
    let page = format!("---\ntitle: A goal\n{yaml}\n---\n");
    let (docs, findings) = parse(&[("objectives/2026-q3/a.md", &page)], &reading());
    assert_eq!(findings, Vec::<String>::new(), "{yaml}");
    match docs.into_iter().next() {
        Some(Doc::Objective(doc)) => *doc,
        other => panic!("{other:?}"),
    }
}

/// The key result with these keys; without findings.
fn key_result(yaml: &str) -> KeyResultDoc {
    objective(&format!("key_results: {{KR1: {{title: Up, {yaml}}}}}")).key_results.remove(0)
}

fn settings(toml: &str) -> (Settings, Vec<String>) {
    let sources = sources(&[("goalpost.toml", toml)]);
    let overrides = Overrides {
        as_of: None,
        source_date: None,
        revision: None,
        today: Date::constant(2026, 1, 31),
        base_url: None,
        drafts: false,
    };
    let mut sink = Sink::default();
    let settings = configuration::settings(sources.by_path("goalpost.toml"), &overrides, &mut sink);
    (settings, told(&sources, sink).into_iter().map(|f| f.replacen("goalpost.toml:", "", 1)).collect())
}
