//! The ledger over real repositories, made by script: every row that a page tells is checked.

use crate::memory::project;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A git repository that nobody's own configuration reaches.
pub struct Repo {
    pub folder: TempDir,
    /// Day, author: of the next commits.
    pub day: String,
    pub author: &'static str,
}

pub const TOML: &str = "title = \"Ours\"\nas_of = 2026-08-15\nlocale = \"en\"\n[history]\nauthors = true\n";

impl Repo {
    pub fn new() -> Self {
        let repo = Self { folder: tempfile::tempdir().unwrap(), day: "2026-06-20".to_owned(), author: "Ana" };
        repo.git(&["init", "-q", "-b", "main"]);
        repo.write("goalpost.toml", TOML);
        repo
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = self.isolated("git").args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A command that sees this repository's own settings only, on the repository's day.
    pub fn isolated(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let when = format!("{}T12:00:00+0000", self.day);
        command.current_dir(self.path());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", self.path());
        command.env("GIT_AUTHOR_NAME", self.author).env("GIT_AUTHOR_EMAIL", "a@example.com");
        command.env("GIT_COMMITTER_NAME", self.author).env("GIT_COMMITTER_EMAIL", "a@example.com");
        command.env("GIT_AUTHOR_DATE", &when).env("GIT_COMMITTER_DATE", &when);
        command.env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
        command
    }

    pub fn write(&self, path: &str, text: &str) {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    /// Commits everything as this author on this day.
    pub fn commit(&mut self, day: &str, author: &'static str, message: &str) -> String {
        (self.day, self.author) = (day.to_owned(), author);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    pub fn goalpost(&self, arguments: &[&str]) -> Output {
        self.isolated(env!("CARGO_BIN_EXE_goalpost")).args(arguments).output().unwrap()
    }

    /// Builds, and reads a file of the site.
    pub fn site(&self, path: &str) -> String {
        // A folder of its own: other repositories are built at the same time.
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        let output = self.goalpost(&["build", "-o", site.to_str().unwrap(), "--quiet"]);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        fs::read_to_string(site.join(path)).unwrap()
    }

    /// The rows of the ledger, oldest first: `date author id field before → after`.
    pub fn rows(&self) -> Vec<String> {
        let output = self.goalpost(&["build", "-o", "public", "--quiet"]);
        assert!(output.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&output.stderr));
        let text = fs::read_to_string(self.path().join("public/data/v1/changes.json")).unwrap();
        fs::remove_dir_all(self.path().join("public")).unwrap();
        let data: Value = serde_json::from_str(&text).unwrap();
        let word = |row: &Value, key: &str| row[key].as_str().unwrap_or("–").to_owned();
        let row = |row: &Value| {
            ["date", "author", "id", "field", "before"].map(|key| word(row, key)).join(" ")
                + " → "
                + &word(row, "after")
        };
        data["changes"].as_array().unwrap().iter().rev().map(row).collect()
    }

    /// The codes of the findings of `check`, with their messages and help.
    pub fn findings(&self) -> Vec<String> {
        let output = self.goalpost(&["check", "--format", "json"]);
        let data: Value = serde_json::from_slice(&output.stdout).unwrap();
        let all = data.as_array().cloned().or_else(|| data["findings"].as_array().cloned()).unwrap_or_default();
        all.iter().map(|f| format!("{} {} {}", f["code"], f["message"], f["help"])).collect()
    }
}

/// An objective with one key result in these words.
pub fn goal(title: &str, key_result: &str) -> String {
    format!("---\ntitle: {title}\nowner: ana\nkey_results:\n  {key_result}\n---\n")
}

const KR: &str = "KR1: {title: Open lockers, baseline: 412, target: 650}";

#[test]
fn edits_of_two_authors_stand_in_the_ledger_with_their_days() {
    let mut repo = Repo::new();
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers near by", KR));
    repo.commit("2026-06-20", "Ana", "Plan");
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers near by", &KR.replace("650", "640")));
    repo.commit("2026-06-25", "Ben", "Before the quarter");
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers nearby", &KR.replace("650", "600")));
    let commit = repo.commit("2026-07-20", "Ben: \"the\" other", "Smaller");
    assert_eq!(
        repo.rows(),
        [
            "2026-06-25 Ben OPS-2@2026-Q3#KR1 target 650 → 640",
            "2026-07-20 Ben: \"the\" other OPS-2@2026-Q3#KR1 target 640 → 600",
            "2026-07-20 Ben: \"the\" other OPS-2@2026-Q3 title Lockers near by → Lockers nearby",
        ]
    );
    let silent: Vec<String> = repo.findings().into_iter().filter(|f| f.contains("L116")).collect();
    assert_eq!(silent.len(), 1, "only what moved while it ran, and moves a score");
    assert!(silent[0].contains("changed: {date: 2026-07-20, target: 640, why: …, agreed: …}"), "{silent:?}");
    let page = repo.site("objectives/2026-q3/ops-2/index.html");
    assert!(page.contains(&commit[..7]) && page.contains("Goalposts moved"));
}

#[test]
fn the_printed_line_settles_the_finding_and_joins_the_history() {
    let mut repo = Repo::new();
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    let changed = "KR1: {title: Open lockers, baseline: 412, target: 600, changed: {date: 2026-07-20, target: 650, \
                   why: Planning refused, agreed: priya}}";
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers", changed));
    repo.commit("2026-07-22", "Ben", "Smaller");
    assert_eq!(repo.rows(), ["2026-07-20 Ben OPS-2@2026-Q3#KR1 target 650 → 600"], "one row, not two");
    assert!(!repo.findings().iter().any(|f| f.contains("L116")));
}

#[test]
fn what_was_changed_back_moved_nothing() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    repo.write(page, &goal("Lockers", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    repo.write(page, &goal("Lockers", &KR.replace("650", "65")));
    repo.commit("2026-07-10", "Ana", "A slip");
    repo.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(repo.rows().len(), 2, "the ledger tells both");
    assert!(!repo.findings().iter().any(|f| f.contains("L116")), "{:?}", repo.findings());
}

#[test]
fn files_and_ids_are_followed_through_renames() {
    let mut repo = Repo::new();
    let text = |id: &str, kr: &str, target: u32| {
        format!(
            "---\nid: {id}\ntitle: Lockers\nkey_results:\n  {kr}: {{title: Open lockers, target: {target}}}\n---\nWhy.\n"
        )
    };
    repo.write("objectives/drafts/lockers.md", &text("OPS-2", "KR1", 650));
    repo.commit("2026-06-01", "Ana", "Draft");
    fs::create_dir_all(repo.path().join("objectives/2026-q3")).unwrap();
    repo.git(&["mv", "objectives/drafts/lockers.md", "objectives/2026-q3/näher am Kunden.md"]);
    repo.commit("2026-06-02", "Ana", "Move");
    repo.write("objectives/2026-q3/näher am Kunden.md", &text("OPS-7", "KR9", 640));
    repo.commit("2026-06-03", "Ana", "Rename ids");
    // Moved and rewritten at once: only the id says that it is the same.
    fs::remove_file(repo.path().join("objectives/2026-q3/näher am Kunden.md")).unwrap();
    repo.write("objectives/2026-q3/b.md", &format!("{}{}", text("OPS-7", "KR9", 630), "Other words.\n".repeat(40)));
    repo.commit("2026-06-04", "Ana", "Rewrite");
    assert_eq!(
        repo.rows(),
        [
            "2026-06-02 Ana OPS-7@2026-Q3 period – → 2026-Q3",
            "2026-06-03 Ana OPS-7@2026-Q3#KR9 id KR1 → KR9",
            "2026-06-03 Ana OPS-7@2026-Q3#KR9 target 650 → 640",
            "2026-06-03 Ana OPS-7@2026-Q3 id OPS-2 → OPS-7",
            "2026-06-04 Ana OPS-7@2026-Q3#KR9 target 640 → 630",
        ]
    );
}

#[test]
fn a_merge_names_who_wrote_it_and_what_was_given_up_never_counts() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    repo.write(page, &goal("Lockers", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    repo.git(&["checkout", "-q", "-b", "smaller"]);
    repo.write(page, &goal("Lockers", &KR.replace("650", "500")));
    repo.commit("2026-07-05", "Ben", "Try");
    repo.write(page, &goal("Lockers", &KR.replace("650", "600")));
    repo.commit("2026-07-06", "Ben", "Settle");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("pages/note.md", "---\ntitle: Note\n---\n");
    repo.commit("2026-07-07", "Ana", "Note");
    repo.day = "2026-07-08".to_owned();
    repo.git(&["merge", "-q", "--no-ff", "--no-edit", "smaller"]);
    repo.git(&["checkout", "-q", "-b", "given-up"]);
    repo.write(page, &goal("Lockers", &KR.replace("650", "1")));
    repo.commit("2026-07-09", "Ben", "Give up");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "-s", "ours", "--no-edit", "given-up"]);
    assert_eq!(repo.rows(), ["2026-07-08 Ben OPS-2@2026-Q3#KR1 target 650 → 600"]);
}

#[test]
fn a_quarter_of_daily_commits_leaves_only_what_was_redefined() {
    let mut repo = Repo::new();
    let page = |target: u32| goal("Lockers", &KR.replace("650", &target.to_string()));
    let (old, new) = ("objectives/2026-q3/ops 2.md", "objectives/2026-q3/ops-2.md");
    repo.write(old, &page(650));
    repo.commit("2026-07-01", "Ana", "Plan");
    for day in 2..=48u32 {
        let date = format!("2026-{:02}-{:02}", 7 + (day - 1) / 31, (day - 1) % 31 + 1);
        let author = if day % 3 == 0 { "Ben" } else { "Ana" };
        repo.write(&format!("check-ins/{date}-ops.md"), &format!("## OPS-2 7/10\n- KR1: {}\n", 412 + day));
        match day {
            10 => repo.write(old, &page(640)),
            20 => {
                repo.git(&["mv", old, new]);
            }
            30 => repo.write(new, &page(600)),
            // In the next commit this is taken back.
            40 => repo.write(new, &page(60)),
            41 => repo.write(new, &page(600)),
            _ => {}
        }
        // A clock that runs days behind must not change the order of what was done.
        repo.commit(if day == 36 { "2026-08-03" } else { &date }, author, &format!("Day {day}"));
    }
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]).trim(), "48");
    let moved: Vec<String> = repo.rows().into_iter().filter(|row| row.contains(" target ")).collect();
    assert_eq!(
        moved,
        [
            "2026-07-10 Ana OPS-2@2026-Q3#KR1 target 650 → 640",
            "2026-07-30 Ben OPS-2@2026-Q3#KR1 target 640 → 600",
            "2026-08-09 Ana OPS-2@2026-Q3#KR1 target 600 → 60",
            "2026-08-10 Ana OPS-2@2026-Q3#KR1 target 60 → 600",
        ]
    );
}

#[test]
fn a_page_says_when_it_was_last_written_and_nothing_of_what_came_later() {
    let mut repo = Repo::new();
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers", KR));
    repo.write("objectives/2026-q3/ops-3.md", &goal("Vans", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers near by", KR));
    repo.commit("2026-07-20", "Ben", "A better name");
    repo.write("objectives/2026-q3/ops-3.md", &goal("More vans", KR));
    repo.write("objectives/2026-q3/ops-4.md", &goal("Bikes", KR));
    repo.commit("2026-08-20", "Ben", "After the day of the report");
    let footer = |id: &str| {
        let page = repo.site(&format!("objectives/2026-q3/{id}/index.html"));
        page[page.find("<footer>").unwrap()..].to_owned()
    };
    assert!(footer("ops-2").contains("<span>Last updated 20 Jul 2026</span>"), "{}", footer("ops-2"));
    assert!(footer("ops-3").contains("<span>Last updated 1 Jul 2026</span>"));
    assert!(!footer("ops-4").contains("Last updated"));
}

#[test]
fn wrong_clocks_do_not_reorder_what_was_done() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    repo.write(page, &goal("Lockers", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    for (day, target) in [("2026-07-02", "640"), ("2031-01-01", "630"), ("1999-01-01", "620"), ("2026-07-04", "610")] {
        repo.write(page, &goal("Lockers", &KR.replace("650", target)));
        repo.commit(day, "Ana", target);
    }
    assert_eq!(
        repo.rows(),
        [
            "2026-07-02 Ana OPS-2@2026-Q3#KR1 target 650 → 640",
            "2026-07-02 Ana OPS-2@2026-Q3#KR1 target 640 → 630",
            "2026-07-02 Ana OPS-2@2026-Q3#KR1 target 630 → 620",
            "2026-07-04 Ana OPS-2@2026-Q3#KR1 target 620 → 610",
        ]
    );
}

#[test]
fn key_results_that_come_and_go_and_what_folders_say_are_told() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    let two = format!("{KR}\n  KR2: {{title: Train all, target: 9}}");
    repo.write(page, &goal("Lockers", &two));
    repo.write("objectives/2026-q3/_defaults.yml", "kind: committed\nteam: ops\n");
    repo.commit("2026-07-01", "Ana", "Plan");
    repo.write(page, &goal("Lockers", KR));
    repo.commit("2026-07-10", "Ben", "Forget one");
    repo.write("objectives/2026-q3/_defaults.yml", "kind: aspirational\nteam: ops\n");
    repo.commit("2026-07-11", "Ben", "Softer");
    assert_eq!(
        repo.rows(),
        [
            "2026-07-10 Ben OPS-2@2026-Q3 key_result KR2 Train all → –",
            "2026-07-11 Ben OPS-2@2026-Q3 kind committed → aspirational",
        ]
    );
    let silent: Vec<String> = repo.findings().into_iter().filter(|f| f.contains("L116")).collect();
    assert!(silent.iter().any(|f| f.contains("taken off the page") && f.contains("dropped: {date: 2026-07-10")));
    assert_eq!(silent.len(), 2);
}

#[test]
fn what_is_not_committed_yet_is_told_as_such() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    repo.write(page, &goal("Lockers", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    repo.write(page, &goal("Lockers", &KR.replace("650", "600")));
    assert_eq!(repo.rows(), ["2026-08-15 – OPS-2@2026-Q3#KR1 target 650 → 600"]);
    assert!(repo.site("objectives/2026-q3/ops-2/index.html").contains("not committed"));
}

#[test]
fn a_deleted_page_that_comes_back_keeps_its_past() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    repo.write(page, &goal("Lockers", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    repo.write(page, &goal("Lockers", &KR.replace("650", "640")));
    repo.commit("2026-07-02", "Ana", "Smaller");
    fs::remove_file(repo.path().join(page)).unwrap();
    repo.commit("2026-07-03", "Ben", "Delete");
    repo.write(page, &goal("Lockers", &KR.replace("650", "600")));
    repo.commit("2026-07-05", "Ben", "Back, smaller");
    assert_eq!(
        repo.rows(),
        ["2026-07-02 Ana OPS-2@2026-Q3#KR1 target 650 → 640", "2026-07-05 Ben OPS-2@2026-Q3#KR1 target 640 → 600",]
    );
}

#[test]
fn no_history_a_shallow_one_and_an_unborn_one_are_said() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    let file = "objectives/2026-q3/ops-2/index.html";
    let changed = "KR1: {title: Open lockers, target: 600, changed: {date: 2026-07-20, target: 650}}";
    repo.write(page, &goal("Lockers", changed));
    assert!(repo.site(file).contains("nothing was committed yet"));
    for (i, target) in ["600", "590", "580"].iter().enumerate() {
        repo.write(page, &goal("Lockers", &changed.replace("600", target)));
        repo.commit(&format!("2026-08-0{}", i + 1), "Ana", target);
    }
    assert_eq!(repo.rows().len(), 3);
    let url = format!("file://{}", repo.path().display());
    let clone = Repo { folder: tempfile::tempdir().unwrap(), day: "2026-08-03".to_owned(), author: "Ana" };
    clone.git(&["clone", "-q", "--depth", "2", &url, "."]);
    assert_eq!(clone.rows().len(), 2, "the edge of the clone is no edit");
    assert!(clone.site(file).contains("holds its history only from 2 Aug 2026"));
    clone.git(&["fetch", "-q", "--unshallow"]);
    assert_eq!(clone.rows().len(), 3);
    fs::remove_dir_all(repo.path().join(".git")).unwrap();
    assert!(repo.site(file).contains("not in a git repository"));
    repo.git(&["init", "-q"]);
    repo.write("goalpost.toml", &TOML.replace("[history]", "[history]\nread = false"));
    assert!(repo.site(file).contains("says not to read the history"));
}

#[test]
fn without_the_command_git_everything_else_is_there() {
    let mut repo = Repo::new();
    repo.write("objectives/2026-q3/ops-2.md", &goal("Lockers", KR));
    repo.commit("2026-07-01", "Ana", "Plan");
    let output =
        repo.isolated(env!("CARGO_BIN_EXE_goalpost")).args(["check"]).env("PATH", "/nowhere").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_memory_of_a_build_can_be_deleted_damaged_or_old() {
    let mut repo = Repo::new();
    let page = "objectives/2026-q3/ops-2.md";
    for (i, target) in ["650", "640", "630"].iter().enumerate() {
        repo.write(page, &goal("Lockers", &KR.replace("650", target)));
        repo.commit(&format!("2026-07-0{}", i + 1), "Ana", target);
    }
    let first = repo.rows();
    let memory = repo.path().join(".git/goalpost");
    let file =
        fs::read_dir(&memory).unwrap().map(|e| e.unwrap().path()).find(|p| p.to_str().unwrap().contains("history"));
    let file = file.unwrap();
    assert_eq!(repo.rows(), first, "remembered");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("640", "1")).unwrap();
    assert_eq!(repo.rows(), first, "damaged");
    fs::write(&file, text.replacen("goalpost ", "goalpost 9", 1)).unwrap();
    assert_eq!(repo.rows(), first, "of another version");
    // A history that was written anew.
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    repo.write(page, &goal("Lockers", &KR.replace("650", "620")));
    repo.commit("2026-07-09", "Ben", "Other");
    assert_eq!(repo.rows()[1], "2026-07-09 Ben OPS-2@2026-Q3#KR1 target 640 → 620");
    fs::remove_dir_all(&memory).unwrap();
    assert_eq!(repo.rows().len(), 2, "deleted");
    assert_eq!(repo.git(&["status", "--porcelain"]), "", "nothing of it can be committed");
}

#[test]
fn the_project_itself_needs_no_history() {
    for folder in ["sample-goals", "docs"] {
        let text = fs::read_to_string(project().join(folder).join("goalpost.toml")).unwrap();
        assert!(text.contains("[history]\nread = false"), "{folder} lies in another repository");
    }
}
