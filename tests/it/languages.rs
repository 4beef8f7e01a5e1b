//! Pages in another language hold nothing of the interface's English.

use crate::memory::{Repository, build};

/// Goals, key results and a series in every state, with titles that no English sentence has.
const SITE: [(&str, &str); 12] = [
    ("goalpost.toml", "title = \"Zel\"\nas_of = 2026-08-15\nlocale = \"de\"\n"),
    (
        "objectives/2026-q3/A.md",
        "---\ntitle: Arla\nowner: mo\nkey_results:\n  \
         KR1: {title: Bolu, baseline: 0, target: 100, value: 80}\n  \
         KR2: {title: Cemi, baseline: 0, target: 100, value: 2}\n  \
         KR3: {title: Duna, at_most: 5, allowed: 1}\n  \
         KR4: {title: Effa, budget: 15}\n  \
         KR5: {title: Fira, due: 2026-08-01, done: no}\n  \
         KR6: {title: Gola, milestones: [{title: Pil, due: 2026-08-01, done: 2026-07-30}, {title: Olp}]}\n  \
         KR7: {title: Hino, each: {week: 2}}\n  \
         KR8: {title: Iska, find_baseline: true}\n  \
         KR9: {title: Jola, baseline: 10, target: TBD}\n  \
         KR10: {title: Kema, paused: {date: 2026-08-01}}\n  \
         KR11: {title: Lumo, dropped: {date: 2026-07-03, why: Zu teuer}}\n  \
         KR12: {title: Mira, stretch: true, baseline: 0, target: 10, value: 1}\n---\n\n\
         ## 2026-08-10\n\n- KR3: 7\n- KR4: 9\n- KR7: 3\n",
    ),
    ("objectives/2026-q3/B.md", "---\ntitle: Bern\ndraft: false\nsupports: A\n---\n"),
    ("objectives/2026-q3/C.md", "---\ntitle: Cora\npaused: 2026-08-02\nkey_results:\n  KR1: {title: Nolu}\n---\n"),
    ("objectives/2026-q3/D.md", "---\ntitle: Dora\nsupports: B\nkey_results:\n  KR1: {title: Opal, target: 5}\n---\n"),
    (
        "objectives/2026-q3/E.md",
        "---\ntitle: Enno\nkey_results:\n  KR1: {title: Pavo, kpi: zug, target: 60, baseline: end of 2026-Q2}\n  \
         KR2: {title: Quen, at_least: 3, must: true, kpi: zug}\n  KR3: {title: Rilo, text_target: Alle Tore}\n---\n",
    ),
    (
        "objectives/2026-q4/F.md",
        "---\ntitle: Folk\nkind: committed\nkey_results:\n  KR1: {title: Sola, baseline: 0, target: 1}\n---\n",
    ),
    (
        "objectives/2026-q2/G.md",
        "---\ntitle: Gero\nkind: committed\nkey_results:\n  KR1: {title: Tami, baseline: 0, target: 10, value: 8}\n  \
         KR2: {title: Ulan, text_target: Alles fertig}\n---\n",
    ),
    (
        "objectives/2026-q2/H.md",
        "---\ntitle: Hedi\nkind: learning\nkey_results:\n  KR1: {title: Vilo, baseline: 0, target: 10, value: 8}\n---\n",
    ),
    (
        "objectives/I.md",
        "---\ntitle: Igor\nkey_results:\n  KR1: {title: Walu, baseline: 0, target: 10, value: 4}\n---\n",
    ),
    (
        "kpis/zug.md",
        "---\ntitle: Zugzahl\nunit: Stk\ncadence: week\naggregate: last\ndirection: increase\ntarget: 60\n---\n",
    ),
    ("data/zug.csv", "date,value\n2026-06-15,50\n2026-06-22,51\n2026-06-29,49\n2026-07-06,52\n2026-07-13,53\n"),
];

/// The text of a page's main part: no tags, and no findings, which speak the language of the program.
fn text(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    let mut out = String::new();
    let mut foreign = None;
    for part in main.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        let name = tag.split_whitespace().next().unwrap_or_default();
        match foreign {
            None if tag.contains("lang=\"en\"") => foreign = Some(format!("/{name}")),
            Some(end) if end == name => foreign = None,
            _ => {}
        }
        if foreign.is_some() {
            continue;
        }
        out.push_str(if tag.starts_with("/p") || tag.starts_with("/t") || tag.starts_with("/li") { "\n" } else { " " });
        out.push_str(text);
    }
    out.replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

/// What stands between the places of every English sentence, where it is long enough to be told from other words.
fn english() -> Vec<&'static str> {
    let mut out = Vec::new();
    for sentence in goalpost::words::all() {
        let pieces = sentence.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest));
        out.extend(pieces.map(str::trim).filter(|piece| piece.len() > 8 && piece.contains(' ')));
    }
    out
}

#[test]
fn a_german_site_says_nothing_in_english() {
    let (_, pages) = build(&Repository::from_texts(SITE));
    let english = english();
    let mut found = Vec::new();
    for (path, bytes) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = text(std::str::from_utf8(bytes).unwrap());
        found.extend(english.iter().filter(|piece| text.contains(**piece)).map(|piece| format!("{path}: {piece}")));
    }
    assert!(pages.len() > 20, "{}", pages.len());
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
