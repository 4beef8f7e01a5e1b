//! House rules: layers, sizes, one place for threads, disk and clock.

use crate::memory::project;
use std::fs;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let root = project().join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let name = |p: &Path| p.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    // Unit tests in files of their own may see everything, as those at the end of a file may.
    let program = files.iter().filter(|p| !name(p).ends_with("tests.rs") && !name(p).contains("/tests/"));
    program.map(|p| (name(p), fs::read_to_string(p).unwrap())).collect()
}

/// The code without its unit tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

const LAYERS: &[(&str, u8)] = &[
    ("base", 0),
    ("domain", 1),
    ("chart", 1),
    ("words", 1),
    ("parse", 2),
    ("resolve", 3),
    ("compute", 4),
    ("lints", 5),
    ("present", 5),
    ("render", 6),
    ("report", 6),
    ("session", 7),
    ("shell", 8),
];

/// Edges upwards that stand on purpose, each with its reason.
const ALLOWED: &[(&str, &str)] = &[
    // Settings and series are types of the model that parsing fills.
    ("parse", "resolve"),
    // Views hold Markdown already rendered, and drawings.
    ("present", "render"),
];

#[test]
fn a_layer_uses_only_layers_below() {
    let layer = |name: &str| LAYERS.iter().find(|(n, _)| *n == name).map(|(_, l)| *l);
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let own = file.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let Some(level) = layer(&own) else { continue };
        for (i, _) in code(&text).match_indices("crate::") {
            let used: String = text[i + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let upwards = layer(&used).is_some_and(|l| l > level || (l == level && used != own));
            if upwards && !ALLOWED.contains(&(own.as_str(), used.as_str())) {
                wrong.push(format!("{file} uses {used}"));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn threads_disk_clock_and_terminal_have_one_place_each() {
    for (file, text) in sources() {
        let code = code(&text);
        assert!(file == "base/exec.rs" || !code.contains("rayon"), "{file} uses rayon");
        if !file.starts_with("shell") && file != "main.rs" {
            for word in ["std::fs", "SystemTime", "Instant::now", "std::env", "println!", "eprintln!"] {
                assert!(!code.contains(word), "{file} uses {word}");
            }
        }
    }
}

#[test]
fn files_and_functions_stay_within_one_reading() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let code = code(&text);
        let lines: Vec<&str> = code.lines().collect();
        if lines.len() > 600 {
            wrong.push(format!("{file} has {} lines", lines.len()));
        }
        let mut open: Option<(usize, String, usize)> = None;
        for (n, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            if open.is_none()
                && line.contains("fn ")
                && !line.trim_start().starts_with("//")
                && line.trim_end().ends_with('{')
            {
                open = Some((indent, line.trim().to_owned(), n));
            } else if let Some((at, name, from)) = &open
                && indent == *at
                && line.trim() == "}"
            {
                if n - from > 100 {
                    wrong.push(format!("{file}: {name} has {} lines", n - from));
                }
                open = None;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_the_program_stands_in_its_description() {
    let text = fs::read_to_string(project().join("src/ARCHITECTURE.md")).unwrap();
    for (name, _) in LAYERS {
        assert!(text.contains(&format!("[`{name}`]")), "{name} is not described");
    }
}
