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
use crate::base::{Diagnostic, Sink, exec, par_map};
use crate::report::{self, Format};
use crate::session::{Report, Session};
use shown::{Mistake, Served, Shown};
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
    let watch = Watch::start(&disk.root)?;
    let mut files = Live::new(disk)?;
    let listener = bind(&args.host, args.port)?;
    let address = address(listener.local_addr()?);
    let shown = Arc::new(Shown::default());
    let mut session = Session::lasting();
    build(args, &mut session, &mut files, &watch, &shown, &address)?;
    let (host, server) = (args.host.clone(), shown.clone());
    std::thread::spawn(move || server::listen(listener, host, server));
    if args.open {
        open(&address);
    }
    loop {
        let changes = watch.wait()?;
        files.take(&changes)?;
        if let Err(trouble) = build(args, &mut session, &mut files, &watch, &shown, &address) {
            // A file that went away while it was read; what follows is told as well.
            anstream::eprintln!("{}error{}: {trouble}", args::ERROR.render(), args::ERROR.render_reset());
            files.take_all()?;
        }
    }
}

/// One build, shown as soon as it is known. A site with templates of its own is then made page by page, for the
/// mistakes that only that shows, unless something is saved meanwhile.
fn build(
    args: &ServeArgs,
    session: &mut Session,
    files: &mut Live,
    watch: &Watch,
    shown: &Shown,
    address: &str,
) -> Result<(), Trouble> {
    let start = Instant::now();
    let overrides = overrides(args.reading.as_of, args.reading.drafts, None)?;
    exec::with_threads(args.reading.jobs, || {
        let site = session.site(files, &overrides)?;
        let report = site.report.clone();
        if report.failed() {
            shown.mistakes(mistakes(&report), || Arc::new(Served::new(site)));
            return tell(args, &report, start, address);
        }
        let (served, own_templates) = (Arc::new(Served::new(site.clone())), site.has_own_templates());
        shown.site(served.clone());
        tell(args, &report, start, address)?;
        let found = if own_templates { make_all(&served, watch) } else { Some(Vec::new()) };
        match found {
            Some(found) if found.is_empty() => shown.is_whole(served),
            Some(found) => {
                let report = site.with(found, files)?;
                shown.mistakes(mistakes(&report), || served);
                tell(args, &report, start, address)?;
            }
            None => {}
        }
        Ok(())
    })
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

fn tell(args: &ServeArgs, report: &Report, start: Instant, address: &str) -> Result<(), Trouble> {
    let failed = print_findings(report, &args.reading, Format::Human)?;
    if args.reading.quiet {
        return Ok(());
    }
    let outcome = if failed { format!("the last good pages stay at {address}") } else { format!("→ {address}") };
    summary(&Facts::of(report, None), &report.findings, &args.reading, &outcome, start)
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
