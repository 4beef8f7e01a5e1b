//! The spec suite: `tests/spec/*.md`. Under each heading, blocks named by a path are files, the block `expect` says
//! what must come out, a line each: `ID score status`, `ID#KR score status [value]`, `kpi:ID value status`,
//! `finding CODE path:line:column "part of the message"`, `no finding CODE path`, `no findings`, and `nothing else` than the findings named,
//! `page PATH "words" "more words"` for a page that says all of this in this order, `page PATH without "words"`. A score or
//! value that is not known is `–`.

use crate::blocks::{Section, sections};
use crate::memory::{Repository, build, project};
use goalpost::base::diag::Located;
use goalpost::present::format::round;
use goalpost::session::Report;
use std::collections::BTreeMap;

#[test]
fn the_spec_holds() {
    let mut wrong = Vec::new();
    let mut cases = 0;
    let mut files: Vec<_> =
        std::fs::read_dir(project().join("tests/spec")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for section in sections(&text).iter().filter(|s| s.block("expect").is_some()) {
            cases += 1;
            for line in check(section) {
                wrong.push(format!("{} · {}\n    {line}", file.file_stem().unwrap().to_str().unwrap(), section.title));
            }
        }
    }
    assert!(cases > 0, "no case found");
    assert!(wrong.is_empty(), "{} of the spec's expectations do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

fn check(section: &Section) -> Vec<String> {
    let (built, site) = build(&section.aged(Repository::from_texts(section.files())));
    let report = built.report;
    let expected = section.block("expect").unwrap();
    let mut wrong: Vec<String> = expected
        .lines()
        .filter(|l| !l.trim().is_empty())
        .filter_map(|line| {
            let held = match line.trim().strip_prefix("page ") {
                Some(rest) => page(rest, &site),
                None => expectation(line.trim(), expected, &report),
            };
            held.err().map(|was| format!("{line}\n      was: {was}"))
        })
        .collect();
    // Errors that no line speaks of are mistakes of the case.
    if !expected.contains("finding") {
        wrong.extend(
            report.findings.iter().filter(|f| f.code.id().starts_with('E')).map(|f| format!("unexpected {}", short(f))),
        );
    }
    wrong
}

fn short(f: &Located) -> String {
    format!("{} {}:{}:{} {}", f.code.id(), f.primary.path, f.primary.line, f.primary.column, f.message)
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |v| format!("{}", round(v, 4)))
}

/// Whether a page says these words, in this order.
fn page(line: &str, site: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let (path, rest) = line.split_once(' ').ok_or("a page and its words")?;
    let html = site.get(path).ok_or("no such page")?;
    let words = words(&String::from_utf8_lossy(html));
    let mut at = 0;
    for text in rest.split('"').skip(1).step_by(2) {
        match (words[at..].find(text), rest.starts_with("without")) {
            (Some(found), false) => at += found + text.len(),
            (None, true) => {}
            (None, false) => return Err(format!("not there, or not in this order: “{text}” in\n{words}")),
            (Some(_), true) => return Err(format!("“{text}” is there")),
        }
    }
    Ok(())
}

/// What a page's main part says, without markup.
fn words(html: &str) -> String {
    let main = html.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).map_or(html, |(main, _)| main);
    let pieces = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let text = pieces.collect::<Vec<_>>().join(" ");
    let text = ["&quot;\"", "&#x27;'", "&#39;'", "&lt;<", "&gt;>", "&amp;&"].iter().fold(text, |text, pair| {
        let (name, sign) = pair.split_at(pair.len() - 1);
        text.replace(name, sign)
    });
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [" .", " ,", " ;", " :", " )"].iter().fold(text, |text, pair| text.replace(pair, &pair[1..]))
}

fn expectation(line: &str, expected: &str, report: &Report) -> Result<(), String> {
    let all = || report.findings.iter().map(short).collect::<Vec<_>>().join("\n           ");
    if line == "no findings" {
        return if report.findings.is_empty() { Ok(()) } else { Err(all()) };
    }
    if line == "nothing else" {
        let said = expected.lines().filter(|l| l.starts_with("finding ")).count();
        return if report.findings.len() == said { Ok(()) } else { Err(all()) };
    }
    if let Some(place) = line.strip_prefix("no finding ") {
        let found = report.findings.iter().map(short).find(|here| here.starts_with(place));
        return found.map_or(Ok(()), Err);
    }
    if let Some(rest) = line.strip_prefix("finding ") {
        let (place, message) =
            rest.split_once('"').map_or((rest.trim(), ""), |(p, m)| (p.trim(), m.trim_end_matches('"')));
        let found = report.findings.iter().any(|f| {
            let here = short(f);
            let end = place.len();
            here.starts_with(place)
                && here[end..].starts_with([':', ' '])
                && (f.message.contains(message) || f.help.iter().any(|h| h.contains(message)))
        });
        return if found { Ok(()) } else { Err(all()) };
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let was = if let Some(id) = words[0].strip_prefix("kpi:") {
        let ix = report.model.kpis().find(|(_, k)| k.doc.id == id).ok_or("no such KPI")?.0;
        let score = report.scores.kpi(ix);
        vec![words[0].to_owned(), number(score.latest().map(|l| l.value)), score.status.token().to_owned()]
    } else {
        let (id, part) = words[0].split_once('#').map_or((words[0], None), |(id, part)| (id, Some(part)));
        let (id, period) = id.split_once('@').map_or((id, None), |(id, p)| (id, Some(p)));
        let mut named = report.model.objectives().filter(|(_, o)| o.doc.id == id);
        let (ix, objective) = named
            .find(|(_, o)| period.is_none_or(|p| o.doc.period.as_ref().is_some_and(|q| q.name == p)))
            .ok_or("no such objective")?;
        match part {
            None => {
                let s = report.scores.objective(ix);
                vec![words[0].to_owned(), number(s.score), s.status.token().to_owned(), number(s.expected)]
            }
            Some(part) => {
                let k = objective.key_results.iter().position(|k| k.doc.id == part).ok_or("no such key result")?;
                let s = &report.scores.objective(ix).key_results[k];
                vec![words[0].to_owned(), number(s.score), s.status.token().to_owned(), number(s.value)]
            }
        }
    };
    if was.iter().zip(&words).all(|(a, b)| a == b) && words.len() <= was.len() { Ok(()) } else { Err(was.join(" ")) }
}
