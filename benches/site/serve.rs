//! `goalpost serve`: the time from a saved file to the changed page, as a browser would get it.

use crate::measure::{Options, build, median};
use crate::workload::Shape;
use crate::workload::goal::Goal;
use crate::workload::goalpost::{self, Site};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Edits of each kind for one median.
const EDITS: usize = 15;
/// An edit that has not come through by then never will.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures edits of prose and of numbers beside a build from nothing, and prints a line for each size.
pub fn run(options: &Options, base: &Path) -> io::Result<()> {
    println!("Saved file to changed page served, {} values a KPI, medians of {EDITS} edits", options.points);
    println!("objectives  clean build s  start s  prose ms  number ms");
    for &objectives in &options.sizes {
        measure(base, Shape { objectives, points: options.points })?;
        fs::remove_dir_all(base)?;
    }
    Ok(())
}

fn measure(folder: &Path, shape: Shape) -> io::Result<()> {
    let (input, output) = (folder.join("in"), folder.join("out"));
    goalpost::write(&input, shape, Site::Full)?;
    let settings = input.join("goalpost.toml");
    fs::write(&settings, fs::read_to_string(&settings)? + "[scoring]\nroll_up = \"both\"\n")?;
    let clean = build(
        Command::new(env!("CARGO_BIN_EXE_goalpost")).arg("build").arg(&input).arg("-o").arg(&output).arg("--quiet"),
    )?;
    fs::remove_dir_all(&output)?;
    let begun = Instant::now();
    let server = Server::start(&input)?;
    let start = begun.elapsed();
    // Leaves of the tree, from the last one: each has the root and what lies between above it.
    let leaf = |edit: usize| shape.objectives - 1 - edit * 7 % (shape.objectives / 2);
    let (mut prose, mut number) = (Vec::new(), Vec::new());
    for edit in 0..EDITS {
        let (i, sentence) = (leaf(edit), format!("One more sentence, number {edit}."));
        let file = input.join(format!("objectives/2026/g{:04}/o-{i}.md", i / 100));
        let text = format!("{}{sentence}\n", fs::read_to_string(&file)?);
        prose.push(server.until_shown(&file, &text, &[&page(i)], |now| now.contains(&sentence))?);

        let file = input.join(format!("kpis/g{:04}/k-{i}.csv", i / 100));
        // The value that stands last goes to the other end of the way to the target.
        let Goal { start, target, series, .. } = Goal::new(i, shape.people(), shape.points);
        let (day, last) = series[series.len() - 1];
        let value = if (last - start) / (target - start) > 0.5 { start } else { target };
        let text = fs::read_to_string(&file)?.replace(&format!("{day},{last:.2}\n"), &format!("{day},{value:.2}\n"));
        let shown = [page(i), page((i - 1) / 10), format!("kpis/k-{i}/")];
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        number.push(server.until_shown(&file, &text, &shown, |_| true)?);
    }
    println!(
        "{:>10}  {:>13.2}  {:>7.2}  {:>8.1}  {:>9.1}",
        shape.objectives,
        clean.time.as_secs_f64(),
        start.as_secs_f64(),
        median(prose) * 1e3,
        median(number) * 1e3,
    );
    Ok(())
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
        pages: &[&str],
        wanted: impl Fn(&str) -> bool,
    ) -> io::Result<Duration> {
        let mut browser = self.connect()?;
        let before = pages.iter().map(|page| get(&mut browser, page)).collect::<io::Result<Vec<_>>>()?;
        let listening = before.iter().map(|page| self.listen(page)).collect::<io::Result<Vec<_>>>()?;
        fs::write(file, text)?;
        let saved = Instant::now();
        for ((page, before), events) in pages.iter().zip(&before).zip(listening) {
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
