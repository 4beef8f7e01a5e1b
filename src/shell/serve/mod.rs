//! `goalpost serve`: the build in a loop, shown to browsers on this machine from memory.

mod http;
mod page;
mod server;
mod shown;

use super::args::ServeArgs;
use super::commands::{overrides, print_findings, summary};
use super::disk::{Disk, Live};
use super::record::Facts;
use super::watch::Watch;
use super::{Trouble, args};
use crate::base::diag::Located;
use crate::base::{Diagnostic, Files, Sink, exec, par_map};
use crate::report::{self, Format};
use crate::session::{Report, Session};
use shown::{Mistake, Served, Shown};
use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Instant;

/// Ports that are tried after the one asked for.
const TRIES: u16 = 20;
/// Pages that are made between two looks at whether something was saved.
const BATCH: usize = 64;

/// Serves until it is interrupted.
pub(super) fn run(args: &ServeArgs) -> Result<bool, Trouble> {
    let disk = Disk::find(args.reading.root.as_deref())?;
    // Watching begins before the first build: no save falls between.
    let mut watch = Watch::start(&disk.root)?;
    if let Ok(git) = disk.git() {
        watch.follow(&git.folders())?;
    }
    let files = Live::new(disk)?;
    let listener = bind(&args.host, args.port)?;
    let address = address(listener.local_addr()?);
    let shown = Arc::new(Shown::default());
    let mut serving = Serving { args, watch, files, shown, address, session: Session::lasting(), told: None };
    serving.build()?;
    let (host, server) = (args.host.clone(), serving.shown.clone());
    std::thread::spawn(move || server::listen(listener, host, server));
    if args.open {
        open(&serving.address);
    }
    loop {
        let changes = serving.watch.wait()?;
        if changes.past && serving.files.past().is_err() {
            serving.find_git()?;
        }
        if !serving.files.take(&changes)? {
            continue;
        }
        if let Err(trouble) = serving.build() {
            // A file that went away while it was read; what follows is told as well.
            anstream::eprintln!("{}error{}: {trouble}", args::ERROR.render(), args::ERROR.render_reset());
            serving.files.take_all()?;
        }
    }
}

/// What lasts from one build to the next.
struct Serving<'a> {
    args: &'a ServeArgs,
    watch: Watch,
    files: Live,
    shown: Arc<Shown>,
    address: String,
    session: Session,
    /// The report whose findings stand on the terminal.
    told: Option<Arc<Report>>,
}

impl Serving<'_> {
    /// Looks for a repository that was begun since. It may be half made: its folder is watched before it is asked.
    fn find_git(&mut self) -> Result<(), Trouble> {
        self.watch.follow(&self.files.begun())?;
        if let Ok(git) = self.files.find_git() {
            self.watch.follow(&git.folders())?;
        }
        Ok(())
    }

    /// One build, shown as soon as it is known. A site with templates of its own is then made page by page, for the
    /// mistakes that only that shows, unless something is saved meanwhile.
    fn build(&mut self) -> Result<(), Trouble> {
        let start = Instant::now();
        let overrides = overrides(self.args.reading.as_of, self.args.reading.drafts, None)?;
        exec::with_threads(self.args.reading.jobs, || {
            let site = self.session.site(&self.files, &overrides)?;
            let report = site.report.clone();
            if report.failed() {
                self.shown.mistakes(mistakes(&report), || Arc::new(Served::new(site)));
                return self.tell(report, start);
            }
            let (served, own_templates) = (Arc::new(Served::new(site.clone())), site.has_own_templates());
            self.shown.site(served.clone());
            self.tell(report, start)?;
            let found = if own_templates { make_all(&served, &self.watch) } else { Some(Vec::new()) };
            match found {
                Some(found) if found.is_empty() => self.shown.is_whole(served),
                Some(found) => {
                    let report = site.with(found, &self.files)?;
                    self.shown.mistakes(mistakes(&report), || served);
                    self.tell(report, start)?;
                }
                None => {}
            }
            Ok(())
        })
    }

    /// The findings that were not there before, and a line for the build.
    fn tell(&mut self, report: Arc<Report>, start: Instant) -> Result<(), Trouble> {
        let reading = &self.args.reading;
        let name = |f: &Located| (f.code, f.primary.path.clone(), f.message.clone());
        let told: HashSet<_> = self.told.iter().flat_map(|told| &told.findings).map(name).collect();
        let new: Vec<Located> = report.findings.iter().filter(|f| !told.contains(&name(f))).cloned().collect();
        print_findings(&new, &report, reading, Format::Human)?;
        if !reading.quiet {
            let outcome = match report.failed() {
                true => format!("the last good pages stay at {}", self.address),
                false => format!("→ {}", self.address),
            };
            summary(&Facts::of(&report, None), &report.findings, reading, &outcome, start)?;
        }
        self.told = Some(report);
        Ok(())
    }
}

/// Makes every page; `None` if something was saved before the last one.
fn make_all(served: &Served, watch: &Watch) -> Option<Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let items: Vec<_> = served.items().filter(|item| item.is_page()).collect();
    for some in items.chunks(BATCH) {
        if watch.is_waiting() {
            return None;
        }
        par_map(some, &mut sink, |item, sink| {
            if let Err(finding) = served.site.make(item) {
                sink.push(*finding);
            }
        });
    }
    Some(sink.into_vec())
}

fn mistakes(report: &Report) -> Vec<Mistake> {
    let text = |f: &Located| report::render(Format::Human, std::slice::from_ref(f), &report.sources, false);
    shown::mistakes(&report.findings, text)
}

/// A listener on the port asked for, or the next one that is free.
fn bind(host: &str, port: u16) -> Result<TcpListener, Trouble> {
    let trouble = |e: std::io::Error| Trouble::new(format!("{host}:{port}: {e}"));
    let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(trouble)?.collect();
    if !addresses.iter().all(|a| a.ip().is_loopback()) {
        anstream::eprintln!("warning: everybody who can reach this machine at {host} can read the site");
    }
    let mut last = None;
    for port in port..=port.saturating_add(TRIES) {
        let addresses: Vec<SocketAddr> = addresses.iter().map(|a| SocketAddr::new(a.ip(), port)).collect();
        match TcpListener::bind(&addresses[..]) {
            Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => last = Some(e),
            other => return other.map_err(trouble),
        }
    }
    Err(trouble(last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}

/// What to type into a browser.
fn address(listening: SocketAddr) -> String {
    let host = match listening.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    format!("http://{host}:{}/", listening.port())
}

/// Opens a browser, where one can be found; the address stands on the terminal anyway.
fn open(address: &str) {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/c", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let quiet = std::process::Stdio::null;
    let command = std::process::Command::new(program).args(before).arg(address).stdout(quiet()).stderr(quiet()).spawn();
    if let Err(error) = command {
        anstream::eprintln!("no browser was opened: {program}: {error}");
    }
}
