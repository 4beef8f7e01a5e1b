//! `goalpost serve`: the time from a saved file to the changed page, as a browser would get it.

use crate::measure::{Options, build, median};
use crate::workload::Shape;
use crate::workload::goal::Goal;
use crate::workload::goalpost::{self, Site};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Edits of each kind for one median.
const EDITS: usize = 15;
/// Commits of the past, one a week.
const WEEKS: usize = 26;
/// The file of check-ins that is edited.
const CHECK_INS: &str = "check-ins/2026-10-26-t0.md";
/// An edit that has not come through by then never will.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures edits of prose and of numbers beside a build from nothing, and prints a line for each size, without a past
/// and in a git repository.
pub fn run(options: &Options, base: &Path) -> io::Result<()> {
    println!("Saved file to changed page served, {} values a KPI, medians of {EDITS} edits in ms", options.points);
    println!("objectives  past  clean build s  start s  prose  series  key result  check-in");
    for &objectives in &options.sizes {
        for weeks in [0, WEEKS] {
            measure(base, Shape { objectives, points: options.points }, weeks)?;
            fs::remove_dir_all(base)?;
        }
    }
    Ok(())
}

fn measure(folder: &Path, shape: Shape, weeks: usize) -> io::Result<()> {
    let (input, output) = (folder.join("in"), folder.join("out"));
    goalpost::write(&input, shape, Site::Full)?;
    let settings = input.join("goalpost.toml");
    fs::write(&settings, fs::read_to_string(&settings)? + "[scoring]\nroll_up = \"both\"\n")?;
    let edits: Vec<Edit> = (0..EDITS).map(|edit| Edit::new(&input, shape, edit)).collect();
    let check_ins: String = edits.iter().map(|edit| format!("## O-{} 6/10\n- KR2: 20\n", edit.leaf)).collect();
    fs::create_dir_all(input.join("check-ins"))?;
    fs::write(input.join(CHECK_INS), check_ins)?;
    if weeks > 0 {
        history(&input, &edits, weeks)?;
    }
    let clean = build(
        Command::new(env!("CARGO_BIN_EXE_goalpost")).arg("build").arg(&input).arg("-o").arg(&output).arg("--quiet"),
    )?;
    fs::remove_dir_all(&output)?;
    let begun = Instant::now();
    let server = Server::start(&input)?;
    let start = begun.elapsed();
    let mut times = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for edit in &edits {
        times[0].push(edit.prose(&server)?);
        times[1].push(edit.series(&server)?);
        times[2].push(edit.key_result(&server)?);
        times[3].push(edit.check_in(&server, &input)?);
    }
    let [prose, series, key_result, check_in] = times.map(|times| median(times) * 1e3);
    println!(
        "{:>10}  {weeks:>4}  {:>13.2}  {:>7.2}  {prose:>5.1}  {series:>6.1}  {key_result:>10.1}  {check_in:>8.1}",
        shape.objectives,
        clean.time.as_secs_f64(),
        start.as_secs_f64(),
    );
    Ok(())
}

/// Commits the folder as it is, and then one change a week.
fn history(root: &Path, edits: &[Edit], weeks: usize) -> io::Result<()> {
    let git = |args: &[&str], day: jiff::civil::Date| {
        let date = format!("{day}T12:00:00Z");
        let mut command = Command::new("git");
        command.current_dir(root).args(["-c", "user.name=Ana", "-c", "user.email=ana@example.com"]).args(args);
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        match command.stdout(Stdio::null()).status()?.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("git {args:?} fails"))),
        }
    };
    let first = jiff::civil::date(2026, 10, 28).saturating_sub(jiff::Span::new().weeks(weeks as i64));
    git(&["init", "--quiet"], first)?;
    for week in 0..=weeks {
        let file = &edits[week % edits.len()].page;
        fs::write(file, fs::read_to_string(file)? + "A word more.\n")?;
        let day = first.saturating_add(jiff::Span::new().weeks(week as i64));
        git(&["add", "."], day)?;
        git(&["commit", "--quiet", "--message", "Week"], day)?;
    }
    Ok(())
}

/// What is edited in one round: a leaf of the tree, which has the root and what lies between above it.
struct Edit {
    number: usize,
    leaf: usize,
    page: PathBuf,
    series: PathBuf,
    goal: Goal,
}

impl Edit {
    fn new(root: &Path, shape: Shape, number: usize) -> Self {
        let leaf = shape.objectives - 1 - number * 7 % (shape.objectives / 2);
        Self {
            number,
            leaf,
            page: root.join(format!("objectives/2026/g{:04}/o-{leaf}.md", leaf / 100)),
            series: root.join(format!("kpis/g{:04}/k-{leaf}.csv", leaf / 100)),
            goal: Goal::new(leaf, shape.people(), shape.points),
        }
    }

    /// A sentence more.
    fn prose(&self, server: &Server) -> io::Result<Duration> {
        let sentence = format!("One more sentence, number {}.", self.number);
        let text = format!("{}{sentence}\n", fs::read_to_string(&self.page)?);
        server.until_shown(&self.page, &text, &[&page(self.leaf)], |now| now.contains(&sentence))
    }

    /// The value that stands last goes to the other end of the way to the target.
    fn series(&self, server: &Server) -> io::Result<Duration> {
        let Goal { start, target, series, .. } = &self.goal;
        let (day, last) = series[series.len() - 1];
        let value = if (last - start) / (target - start) > 0.5 { start } else { target };
        let text = fs::read_to_string(&self.series)?;
        let text = text.replace(&format!("{day},{last:.2}\n"), &format!("{day},{value:.2}\n"));
        let kpi = format!("kpis/k-{}/", self.leaf);
        server.until_shown(&self.series, &text, &[&self.pages()[..], &[kpi]].concat(), |_| true)
    }

    /// The target of the second key result.
    fn key_result(&self, server: &Server) -> io::Result<Duration> {
        let target = self.goal.second.target;
        let text = fs::read_to_string(&self.page)?;
        let text = text
            .replace(&format!("    target: {target}\n    value"), &format!("    target: {}\n    value", target * 2));
        server.until_shown(&self.page, &text, &self.pages(), |_| true)
    }

    /// The value of the second key result, in a file that speaks of many goals.
    fn check_in(&self, server: &Server, root: &Path) -> io::Result<Duration> {
        let file = root.join(CHECK_INS);
        let heading = format!("## O-{} 6/10\n- KR2: ", self.leaf);
        let text = fs::read_to_string(&file)?.replace(&format!("{heading}20\n"), &format!("{heading}30\n"));
        server.until_shown(&file, &text, &self.pages(), |_| true)
    }

    /// The page of the goal, and that of the goal above.
    fn pages(&self) -> [String; 2] {
        [page(self.leaf), page((self.leaf - 1) / 10)]
    }
}

fn page(i: usize) -> String {
    format!("objectives/2026/o-{i}/")
}

/// A running `goalpost serve`; it ends when this is dropped.
struct Server {
    child: Child,
    /// `127.0.0.1:4000`.
    address: String,
}

impl Server {
    fn start(root: &Path) -> io::Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goalpost"));
        let mut child = command.arg("serve").arg(root).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut said = BufReader::new(child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?);
        let mut line = String::new();
        let address = loop {
            line.clear();
            if said.read_line(&mut line)? == 0 {
                return Err(io::Error::other("goalpost serve has ended"));
            }
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.trim_end().trim_end_matches('/').to_owned();
            }
        };
        thread::spawn(move || io::copy(&mut said, &mut io::sink()));
        Ok(Self { child, address })
    }

    /// Saves a file and waits, as the pages in a browser do, until each of them is told to come again and has changed.
    fn until_shown(
        &self,
        file: &Path,
        text: &str,
        pages: &[impl AsRef<str>],
        wanted: impl Fn(&str) -> bool,
    ) -> io::Result<Duration> {
        let mut browser = self.connect()?;
        let before = pages.iter().map(|page| get(&mut browser, page.as_ref())).collect::<io::Result<Vec<_>>>()?;
        let listening = before.iter().map(|page| self.listen(page)).collect::<io::Result<Vec<_>>>()?;
        fs::write(file, text)?;
        let saved = Instant::now();
        for ((page, before), events) in pages.iter().map(AsRef::as_ref).zip(&before).zip(listening) {
            if !events.lines().map_while(Result::ok).any(|line| line == "event: reload") {
                return Err(io::Error::other(format!("{page} does not change after {} was saved", file.display())));
            }
            let now = get(&mut browser, page)?;
            if now == *before || !wanted(&now) {
                return Err(io::Error::other(format!("{page} is not as {} wants it", file.display())));
            }
        }
        Ok(saved.elapsed())
    }

    fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(BufReader::new(stream))
    }

    /// The stream of events that the script in a page listens to.
    fn listen(&self, page: &str) -> io::Result<BufReader<TcpStream>> {
        let value = |name: &str| Some(page.split_once(&format!(" data-{name}=\""))?.1.split_once('"')?.0);
        let (Some(path), Some(is)) = (value("path"), value("is")) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut events = self.connect()?;
        write!(events.get_mut(), "GET /.goalpost/events?path={path}&is={is} HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
        // It has begun to listen when it has told of the mistakes there are.
        let mut line = String::new();
        while !line.starts_with("data:") {
            line.clear();
            events.read_line(&mut line)?;
        }
        Ok(events)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// Asks for a page on a connection that stays open.
fn get(browser: &mut BufReader<TcpStream>, page: &str) -> io::Result<String> {
    write!(browser.get_mut(), "GET /{page} HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    let (mut line, mut length) = (String::new(), 0);
    loop {
        line.clear();
        browser.read_line(&mut line)?;
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    browser.read_exact(&mut body)?;
    String::from_utf8(body).map_err(io::Error::other)
}
