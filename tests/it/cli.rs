//! Transcripts: `tests/cli/*.md`. Blocks named by a path are files, written as they come; in `console`
//! blocks a line that begins with `$ ` is a command and the lines under it are its output, standard error behind
//! standard output, with `? N` last where the exit code is not 0. Times and the folder's path are replaced.

use crate::memory::project;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn commands_print_what_the_transcripts_say() {
    let mut wrong = Vec::new();
    let mut files: Vec<_> = fs::read_dir(project().join("tests/cli")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let now = replay(&text);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, &now).unwrap();
        } else if now != text {
            let line = now.lines().zip(text.lines()).position(|(a, b)| a != b).unwrap_or(0);
            wrong.push(format!(
                "{}:{}\n  expected {}\n  got      {}",
                file.file_name().unwrap().to_str().unwrap(),
                line + 1,
                text.lines().nth(line).unwrap_or("(end)"),
                now.lines().nth(line).unwrap_or("(end)"),
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names are bytes there; elsewhere no file can be called so.
#[cfg(target_os = "linux")]
#[test]
fn a_page_whose_name_is_not_utf_8_is_named_as_well_as_it_can_be() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let goals = folder.path().join("objectives");
    fs::create_dir(&goals).unwrap();
    fs::write(folder.path().join("goalpost.toml"), "title = \"Ours\"\n").unwrap();
    fs::write(goals.join(std::ffi::OsStr::from_bytes(b"h\xf6he.md")), "---\ntitle: A\n---\n").unwrap();
    let said = run("goalpost check", folder.path());
    let expected = "error: the name of objectives/h\u{fffd}he.md is not UTF-8; give the file another name\n? 2\n";
    assert_eq!(said, expected);
}

/// The transcript with the output that its commands have now.
fn replay(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut out = String::new();
    // The block that is being read: its name, and its text so far.
    let mut block: Option<(String, String)> = None;
    for line in text.lines() {
        let console = block.as_ref().is_some_and(|(info, _)| info == "console");
        if let Some(info) = line.strip_prefix("```") {
            block = match block.take() {
                None => Some((info.to_owned(), String::new())),
                Some((path, content)) => {
                    if path.contains('.') {
                        let place = folder.path().join(path);
                        fs::create_dir_all(place.parent().unwrap()).unwrap();
                        fs::write(place, content).unwrap();
                    }
                    None
                }
            };
        } else if console && !line.starts_with("$ ") {
            continue;
        } else if let Some((_, content)) = &mut block {
            content.push_str(line);
            content.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        if let (true, Some(command)) = (console, line.strip_prefix("$ ")) {
            out.push_str(&run(command, folder.path()));
        }
    }
    out
}

fn run(command: &str, folder: &Path) -> String {
    let script = command.replace("goalpost", "\"$GOALPOST\"").replace("\"$GOALPOST\".toml", "goalpost.toml");
    let output = Command::new("sh")
        .arg("-c")
        .arg(&script)
        .current_dir(folder)
        .env("GOALPOST", env!("CARGO_BIN_EXE_goalpost"))
        .env_remove("SOURCE_DATE_EPOCH")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if !output.status.success() {
        text.push_str(&format!("? {}\n", output.status.code().unwrap_or(-1)));
    }
    let real = folder.canonicalize().unwrap();
    let text = text.replace(real.to_str().unwrap(), "/folder").replace(folder.to_str().unwrap(), "/folder");
    without_times(&text)
}

/// `0.12 s` becomes `0.00 s`.
fn without_times(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for i in 1..words.len() {
            if words[i].trim_end_matches([';', ',']) == "s" && words[i - 1].parse::<f64>().is_ok() {
                words[i - 1] = "0.00".to_owned();
            }
        }
        out.push_str(words.join(" ").trim_end());
        out.push('\n');
    }
    out
}
