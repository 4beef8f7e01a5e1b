//! No dead link or anchor in any built page, and nothing that leaves the site.

use crate::memory::{Repository, build};
use std::collections::{BTreeMap, BTreeSet};

/// The values of an attribute in a page, unescaped as far as addresses need.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    html.match_indices(&mark)
        .filter_map(|(i, _)| {
            let rest = &html[i + mark.len()..];
            rest.find('"').map(|end| &rest[..end])
        })
        .collect()
}

/// The path that a relative address names, seen from a page.
fn join(page: &str, href: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

fn check(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let pages: BTreeMap<&str, &str> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
        .collect();
    for (path, html) in &pages {
        let all = attributes(html, "id");
        let unique: BTreeSet<&str> = all.iter().copied().collect();
        if unique.len() != all.len() {
            let mut seen = BTreeSet::new();
            let twice: Vec<_> = all.iter().filter(|id| !seen.insert(**id)).collect();
            wrong.push(format!("{path}: ids stand twice: {twice:?}"));
        }
        if !attributes(html, "style").is_empty() || html.contains("<style") {
            wrong.push(format!("{path}: inline style"));
        }
        ids.insert(path, unique);
    }
    for (path, html) in &pages {
        // The page for wrong addresses is served from any depth: its links are absolute.
        if *path == "404.html" {
            continue;
        }
        for href in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
            let href = href.replace("&amp;", "&").replace("&#x2f;", "/").replace("&#x2F;", "/");
            if ["http://", "https://", "mailto:", "data:"].iter().any(|s| href.starts_with(s)) {
                continue;
            }
            let (target, anchor) = href.split_once('#').map_or((href.as_str(), None), |(t, a)| (t, Some(a)));
            let target = target.split('?').next().unwrap_or_default();
            let file = if target.is_empty() { (*path).to_owned() } else { join(path, target) };
            if !files.contains_key(&file) {
                wrong.push(format!("{path}: {href} leads nowhere ({file})"));
            } else if let Some(anchor) = anchor.filter(|a| !a.is_empty())
                && file.ends_with(".html")
                && !ids[file.as_str()].contains(anchor)
            {
                wrong.push(format!("{path}: {href}: no such anchor"));
            }
        }
    }
    wrong
}

#[test]
fn every_link_and_anchor_of_the_sample_leads_somewhere() {
    let wrong = check(&build(&Repository::from_folder("sample-goals")).1);
    assert!(wrong.is_empty(), "{} dead links:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

#[test]
fn every_link_and_anchor_of_the_user_guide_leads_somewhere() {
    let wrong = check(&build(&Repository::from_folder("docs")).1);
    assert!(wrong.is_empty(), "{} dead links:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

#[test]
fn a_site_without_pages_of_kpis_and_without_data_links_to_neither() {
    let mut goals = Repository::from_folder("sample-goals");
    let (_, configuration) = goals.0.iter_mut().find(|(path, _)| path == "goalpost.toml").unwrap();
    configuration.splice(..0, *b"leaves_out = [\"kpi-pages\", \"data\"]\n");
    let files = build(&goals).1;
    let is_left_out =
        |path: &&String| path.starts_with("data/") || path.starts_with("kpis/") && !path.contains("index");
    assert_eq!(files.keys().filter(is_left_out).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(files.contains_key("kpis/index.html") && !files.contains_key("kpis/first-attempt/index.html"));
    let wrong = check(&files);
    assert!(wrong.is_empty(), "{} dead links:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}
