//! What the search index may weigh: a reader pays for it with the first question.

use crate::memory::{self, Repository};
use std::io::Write;
use std::process::{Command, Stdio};

/// Sheets of words and entries that one question loads at most, as `search.js` has them.
const WORD_SHEETS: usize = 7;
const ENTRY_SHEETS: usize = 15;

/// Goals with owners, teams and texts; words as unlike in their frequency as those of a language.
fn site(goals: usize) -> Repository {
    let mut state = 7u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1u32 << 31)
    };
    let syllables =
        ["ta", "ne", "rol", "mi", "ska", "ven", "du", "pri", "lo", "gam", "est", "ho", "bri", "an", "cul", "fe"];
    let word =
        |n: usize| -> String { (0..2 + n % 3).map(|i| syllables[(n / 16_usize.pow(i as u32) + n * i) % 16]).collect() };
    let mut text = |words: usize| -> String {
        let picked: Vec<String> = (0..words).map(|_| word((9_000f64.powf(random()) as usize) - 1)).collect();
        picked.join(" ")
    };
    let mut files = vec![("goalpost.toml".to_owned(), b"title = \"Many\"\n".to_vec())];
    // The pages themselves are no part of this.
    for page in ["objective", "map", "period", "team", "home", "strategy", "search"] {
        files.push((format!("templates/{page}.html"), b"-".to_vec()));
    }
    for n in 0..goals {
        let (title, owner, body) = (text(6), text(2), text(70));
        let page = format!("---\nid: G-{n}\nowner: {owner}\nteam: t{}\n---\n# {title}\n\n{body}\n", n % 60);
        files.push((format!("objectives/2026-q3/g-{n}.md"), page.into_bytes()));
    }
    Repository(files)
}

fn gzip(bytes: &[u8]) -> usize {
    let mut zip = Command::new("gzip").arg("-9").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = zip.stdin.take().unwrap();
    // Written from a thread of its own, so that neither side waits for the other.
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(bytes).unwrap());
        zip.wait_with_output().unwrap().stdout.len()
    })
}

#[test]
fn the_index_of_two_thousand_goals_weighs_200_kb_and_a_question_150() {
    let (_, files) = memory::build(&site(2_000));
    let weights = |kind: &str| -> Vec<usize> {
        let of = |path: &str| path.strip_prefix("assets/search/").is_some_and(|name| name.starts_with(kind));
        let mut out: Vec<usize> = files.iter().filter(|(path, _)| of(path)).map(|(_, bytes)| gzip(bytes)).collect();
        out.sort_unstable_by(|a, b| b.cmp(a));
        out
    };
    let (head, words, entries) = (weights("index"), weights("w"), weights("e"));
    assert_eq!(head.len(), 1);
    assert!(words.len() > 1 && entries.len() > 2_000 / 64, "{} and {} sheets", words.len(), entries.len());
    let all: usize = [&head, &words, &entries].into_iter().flatten().sum();
    assert!(all <= 200 * 1024, "the whole index weighs {all} bytes");
    let heaviest = |sheets: &[usize], most: usize| sheets.iter().take(most).sum::<usize>();
    let question = head[0] + heaviest(&words, WORD_SHEETS) + heaviest(&entries, ENTRY_SHEETS);
    assert!(question <= 150 * 1024, "the dearest question weighs {question} bytes");
}
