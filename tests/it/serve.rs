//! `goalpost serve` as it is run: what is asked of it over HTTP, and what is saved meanwhile.

use crate::memory::project;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A wait that ends sooner on any machine that works.
const PATIENCE: Duration = Duration::from_secs(120);

fn goalpost() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goalpost"));
    command.env("NO_COLOR", "1").env_remove("SOURCE_DATE_EPOCH").stdout(Stdio::null());
    command
}

/// A running server; it ends when this is dropped.
struct Server {
    child: Child,
    said: BufReader<ChildStderr>,
    /// What it said before its first address.
    before: String,
    /// `127.0.0.1:4000`.
    address: String,
}

impl Server {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut before = String::new();
        let address = loop {
            let mut line = String::new();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "it has ended: {before}");
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim_end().trim_end_matches('/').to_owned();
            }
            before.push_str(&line);
        };
        Self { child, said, before, address }
    }

    fn of(root: &Path) -> Self {
        Self::start(goalpost().arg("serve").arg(root).args(["--port", "0"]))
    }

    /// Status line and body; the path is sent as it is.
    fn ask(&self, path: &str, host: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().replace("HTTP/1.1 ", ""), body.to_owned())
    }

    fn page(&self, path: &str) -> String {
        self.ask(&format!("/{path}"), "localhost").1
    }

    /// Asks until the page is as wanted.
    fn until(&self, path: &str, wanted: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !wanted(&self.page(path)) {
            assert!(start.elapsed() < PATIENCE, "{path} stays\n{}", self.page(path));
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn goal(i: usize, more: &str) -> String {
    format!(
        "---\ntitle: Goal {i}\nid: G-{i}\nowner: cy\nkey_results:\n  KR1: {{title: Things, baseline: 0, target: 9, value: {}}}\n---\nBecause.{more}\n",
        i % 9
    )
}

/// A folder with a few goals.
fn goals(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "goalpost.toml", "title = \"Ours\"\nas_of = 2026-08-15\n");
    for i in 0..count {
        write(folder.path(), &format!("objectives/2026-q3/g-{i}.md"), &goal(i, ""));
    }
    folder
}

/// The pages of a site without what the server puts into them.
fn plain(page: &str) -> String {
    let (before, rest) = page.split_once("<script src=\"/.goalpost/reload.js\"").unwrap_or((page, ""));
    let after = rest.split_once("</script>").map_or("", |(_, after)| after);
    format!("{before}{after}").replacen("connect-src 'self'; ", "", 1).replacen(
        "connect-src 'self' ",
        "connect-src 'none'",
        1,
    )
}

/// Every page that `build` makes of a folder.
fn built(root: &Path) -> BTreeMap<String, String> {
    built_with(root, &[])
}

fn built_with(root: &Path, options: &[&str]) -> BTreeMap<String, String> {
    fn read(root: &Path, folder: &Path, out: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                read(root, &entry, out);
            } else if entry.extension().is_some_and(|e| e == "html") {
                let path = entry.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                out.insert(path, fs::read_to_string(entry).unwrap());
            }
        }
    }
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    let mut build = goalpost();
    build.arg("build").arg(root).arg("-o").arg(&site).arg("--quiet").args(options);
    assert!(build.status().unwrap().success());
    let mut pages = BTreeMap::new();
    read(&site, &site, &mut pages);
    pages
}

/// Runs git in a folder, on one day.
fn git(root: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["-c", "user.name=Cy", "-c", "user.email=cy@example.org"]).args(args);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_AUTHOR_DATE", "2026-08-01T12:00:00Z");
    command.env("GIT_COMMITTER_DATE", "2026-08-01T12:00:00Z");
    assert!(command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success(), "git {args:?}");
}

#[test]
fn a_checkout_of_hundreds_of_files_comes_to_what_a_build_makes_of_it() {
    let folder = goals(300);
    let root = folder.path();
    let git = |args: &[&str]| git(root, args);
    git(&["init", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-m", "Before"]);
    git(&["checkout", "-b", "other"]);
    for i in 0..250 {
        write(root, &format!("objectives/2026-q3/g-{i}.md"), &goal(i, " And so.").replace("target: 9", "target: 12"));
    }
    for i in 250..300 {
        fs::rename(
            root.join(format!("objectives/2026-q3/g-{i}.md")),
            root.join(format!("objectives/2026-q3/h-{i}.md")),
        )
        .unwrap();
    }
    git(&["add", "."]);
    git(&["commit", "-m", "After"]);
    git(&["checkout", "main"]);

    let server = Server::of(root);
    git(&["checkout", "other"]);
    let wanted = built(root);
    for (path, page) in &wanted {
        server.until(path, |now| plain(now) == *page);
    }
    git(&["checkout", "main"]);
    for (path, page) in &built(root) {
        server.until(path, |now| plain(now) == *page);
    }
}

#[test]
fn a_commit_is_noticed_though_no_file_of_the_folder_changes() {
    // A folder inside the repository, and one that is a working tree of its own beside it.
    let folder = tempfile::tempdir().unwrap();
    let (repository, beside) = (folder.path().join("repository"), folder.path().join("beside"));
    let inside = repository.join("goals");
    write(&inside, "goalpost.toml", "title = \"Ours\"\nas_of = 2026-08-15\n");
    write(&inside, "objectives/2026-q3/g-0.md", &goal(0, ""));
    git(&repository, &["init", "-b", "main"]);
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "-m", "First"]);
    git(&repository, &["worktree", "add", "-b", "other", beside.to_str().unwrap()]);
    for (tree, root) in [(&repository, &inside), (&beside, &beside.join("goals"))] {
        write(root, "objectives/2026-q3/g-0.md", &goal(0, "").replace("target: 9", "target: 12"));
        let server = Server::of(root);
        let (page, before) = ("objectives/2026-q3/g-0/index.html", built(root));
        assert!(plain(&server.page(page)) == before[page]);
        git(tree, &["commit", "-a", "-m", "Higher"]);
        let after = built(root);
        assert_ne!(before[page], after[page], "who wrote it is known now");
        for (path, page) in &after {
            server.until(path, |now| plain(now) == *page);
        }
    }
}

#[test]
fn a_repository_that_begins_while_a_folder_is_served_is_noticed_and_so_is_its_first_commit() {
    for (below, begun) in [("", false), ("goals", false), ("", true), ("goals", true)] {
        let folder = tempfile::tempdir().unwrap();
        let (repository, root) = (folder.path(), &folder.path().join(below));
        write(root, "goalpost.toml", "title = \"Ours\"\nas_of = 2026-08-15\n");
        write(root, "objectives/2026-q3/g-0.md", &goal(0, ""));
        if begun {
            git(repository, &["init", "-b", "main"]);
        }
        let server = Server::of(root);
        if !begun {
            git(repository, &["init", "-b", "main"]);
        }
        for what in ["First", "Second"] {
            let before = built(root);
            git(repository, &["add", "."]);
            git(repository, &["commit", "--allow-empty", "-m", what]);
            let after = built(root);
            assert_ne!(before, after, "{what}: the history is told of");
            for (path, page) in &after {
                server.until(path, |now| plain(now) == *page);
            }
            write(root, "objectives/2026-q3/g-0.md", &goal(0, " And so.").replace("target: 9", "target: 12"));
        }
    }
}

#[test]
fn drafts_are_served_where_they_are_asked_for_and_marked() {
    let folder = goals(2);
    let (root, page) = (folder.path(), "objectives/2026-q3/g-1/index.html");
    let draft = goal(1, "").replace("owner: cy", "owner: cy\ndraft: true");
    write(root, "objectives/2026-q3/g-1.md", &draft);
    let without = Server::of(root);
    let with = Server::start(goalpost().arg("serve").arg(root).args(["--port", "0", "--drafts"]));
    assert_eq!(without.ask(&format!("/{page}"), "localhost").0, "404 Not Found");
    assert!(!without.page("index.html").contains("Goal 1"), "no list names it");
    assert!(with.page(page).contains("Draft"));
    for (path, page) in &built_with(root, &["--drafts"]) {
        assert!(plain(&with.page(path)) == *page, "{path}");
    }
    // Nobody's draft any more.
    write(root, "objectives/2026-q3/g-1.md", &goal(1, " Agreed."));
    for server in [&with, &without] {
        server.until(page, |now| now.contains("Agreed.") && !now.contains("Draft"));
    }
}

#[test]
fn editors_save_in_many_ways_and_each_is_seen() {
    let folder = goals(2);
    let (root, page, server) = (folder.path(), "objectives/2026-q3/g-0/index.html", Server::of(folder.path()));
    let file = root.join("objectives/2026-q3/g-0.md");
    // Over the file.
    fs::write(&file, goal(0, " Written over.")).unwrap();
    server.until(page, |now| now.contains("Written over."));
    // Beside it and renamed, with a backup.
    fs::copy(&file, root.join("objectives/2026-q3/g-0.md~")).unwrap();
    fs::write(root.join("objectives/2026-q3/.g-0.md.swp"), goal(0, " Renamed.")).unwrap();
    fs::rename(root.join("objectives/2026-q3/.g-0.md.swp"), &file).unwrap();
    server.until(page, |now| now.contains("Renamed."));
    // Taken away and written again.
    fs::rename(&file, root.join("objectives/2026-q3/g-0.md~")).unwrap();
    fs::write(&file, goal(0, " Written again.")).unwrap();
    server.until(page, |now| now.contains("Written again."));
    // Emptied, then filled.
    let mut open = fs::File::create(&file).unwrap();
    open.write_all(goal(0, " Filled.").as_bytes()).unwrap();
    drop(open);
    server.until(page, |now| now.contains("Filled."));
    // A mistake leaves the last good page, and goes by itself.
    fs::write(&file, "---\ntitle: [\n---\n").unwrap();
    fs::write(root.join("objectives/2026-q3/g-1.md"), goal(1, " Mended.")).unwrap();
    fs::write(&file, goal(0, " Mended.")).unwrap();
    server.until("objectives/2026-q3/g-1/index.html", |now| now.contains("Mended."));
    assert!(server.page(page).contains("Mended."));
    // A folder that is moved as a whole.
    fs::rename(root.join("objectives/2026-q3"), root.join("objectives/2026-q4")).unwrap();
    server.until("objectives/2026-q4/g-1/index.html", |now| now.contains("Mended."));
    assert_eq!(server.ask(&format!("/{page}"), "localhost").0, "404 Not Found");
}

#[test]
fn nothing_outside_the_site_is_answered() {
    let folder = goals(1);
    let (root, secret) = (folder.path().join("goals"), folder.path().join("secret.txt"));
    fs::create_dir(&root).unwrap();
    for name in ["goalpost.toml", "objectives"] {
        fs::rename(folder.path().join(name), root.join(name)).unwrap();
    }
    fs::write(&secret, "hush").unwrap();
    write(&root, "static/own.txt", "own");
    write(&root, "static/.hidden.txt", "hush");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&secret, root.join("static/link.txt")).unwrap();
        std::os::unix::fs::symlink(folder.path(), root.join("static/folder")).unwrap();
    }
    let server = Server::of(&root);
    let status = |path: &str| server.ask(path, "localhost");
    assert_eq!(status("/static/own.txt"), ("200 OK".to_owned(), "own".to_owned()));
    for path in [
        "/../secret.txt",
        "/static/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/static/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/%00",
        "/%ff",
        "/%",
        "/goalpost.toml",
        "/objectives/2026-q3/g-0.md",
        "/static/link.txt",
        "/static/folder/secret.txt",
        "/static/.hidden.txt",
        "/.git/config",
        "/.goalpost/nothing",
    ] {
        let (answer, body) = status(path);
        assert_eq!(answer, "404 Not Found", "{path}");
        assert!(!body.contains("hush"), "{path}");
    }
    let secret = secret.to_str().unwrap();
    assert_eq!(status(secret).0, "404 Not Found");
    assert_eq!(server.ask("/", "evil.example").0, "403 Forbidden");
    assert_eq!(server.ask("/", "127.0.0.1:1").0, "200 OK");
}

#[test]
fn a_port_that_is_taken_leads_to_the_next_one() {
    let folder = goals(1);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = Server::start(goalpost().arg("serve").arg(folder.path()).args(["--port", &port.to_string()]));
    let next: u16 = server.address.rsplit_once(':').unwrap().1.parse().unwrap();
    assert!(next > port && next <= port + 20, "{next} after {port}");
    assert_eq!(server.before, "");
}

#[test]
fn a_host_that_others_reach_is_warned_of() {
    let folder = goals(1);
    let server = Server::start(goalpost().arg("serve").arg(folder.path()).args(["--host", "0.0.0.0", "--port", "0"]));
    assert_eq!(server.before, "warning: everybody who can reach this machine at 0.0.0.0 can read the site\n");
    assert!(server.address.starts_with("localhost:"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_is_opened_at_the_address() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, bin) = (goals(1), tempfile::tempdir().unwrap());
    let (program, opened) = (bin.path().join("xdg-open"), bin.path().join("opened"));
    fs::write(&program, format!("#!/bin/sh\nprintf %s \"$1\" > '{0}.new'\nmv '{0}.new' '{0}'\n", opened.display()))
        .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.path().display(), std::env::var("PATH").unwrap_or_default());
    let server =
        Server::start(goalpost().env("PATH", path).arg("serve").arg(folder.path()).args(["--open", "--port", "0"]));
    let start = Instant::now();
    while !opened.exists() {
        assert!(start.elapsed() < PATIENCE, "no browser was opened");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(fs::read_to_string(opened).unwrap(), format!("http://{}/", server.address));
}

#[test]
fn its_own_output_is_no_save() {
    let folder = goals(1);
    let mut server = Server::of(folder.path());
    let build = goalpost().arg("build").arg(folder.path()).arg("--quiet").status().unwrap();
    assert!(build.success() && folder.path().join("public/index.html").is_file());
    write(folder.path(), "objectives/2026-q3/g-0.md", &goal(0, " And then."));
    server.until("objectives/2026-q3/g-0/index.html", |now| now.contains("And then."));
    let mut line = String::new();
    server.said.read_line(&mut line).unwrap();
    assert!(line.contains("→ http://"), "{line}");
    let _ = server.child.kill();
    line.clear();
    server.said.read_to_string(&mut line).unwrap();
    assert_eq!(line, "", "one save is one build");
}

#[test]
fn the_sample_is_served_as_it_is_built() {
    let root = project().join("sample-goals");
    let server = Server::of(&root);
    for (path, page) in &built(&root) {
        assert!(plain(&server.page(path)) == *page, "{path}");
    }
}
