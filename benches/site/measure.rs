//! What whole builds take: time, memory, room.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

/// One of the benchmarks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Full,
    Peers,
    Serve,
}

/// What every benchmark of whole builds is asked.
pub struct Options {
    pub parts: Vec<Part>,
    pub sizes: Vec<usize>,
    /// Rows of each series.
    pub points: usize,
    pub runs: usize,
}

impl Options {
    /// From the command line: `full`, `peers` or `serve` for one of them, numbers of objectives, `--points N`, `--runs N`.
    pub fn read() -> Self {
        let mut options = Self { parts: Vec::new(), sizes: Vec::new(), points: 365, runs: 5 };
        let mut args = env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut number = || args.next().and_then(|a| a.parse().ok()).unwrap_or(1);
            match arg.as_str() {
                "full" => options.parts.push(Part::Full),
                "peers" => options.parts.push(Part::Peers),
                "serve" => options.parts.push(Part::Serve),
                "--points" => options.points = number(),
                "--runs" => options.runs = number(),
                // cargo passes this one to every benchmark.
                "--bench" => {}
                other => options.sizes.extend(other.parse::<usize>()),
            }
        }
        if options.parts.is_empty() {
            options.parts = vec![Part::Full, Part::Peers, Part::Serve];
        }
        if options.sizes.is_empty() {
            options.sizes = vec![1_000, 10_000];
        }
        options
    }
}

/// Memory-backed where there is such a folder: disks vary too much from run to run.
pub fn scratch() -> PathBuf {
    let shm = PathBuf::from("/dev/shm");
    if shm.is_dir() { shm } else { env::temp_dir() }
}

/// One run of a program.
pub struct Run {
    pub time: Duration,
    /// The most memory it held, in KB, where the system tells.
    pub peak: u64,
}

/// Runs a program that must succeed.
pub fn build(command: &mut Command) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let peak = watch(&mut child)?;
    let status = child.wait()?;
    assert!(status.success(), "{command:?} failed");
    Ok(Run { time: start.elapsed(), peak })
}

fn watch(child: &mut Child) -> io::Result<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(mark.unwrap_or(0));
        thread::sleep(Duration::from_millis(2));
    }
    Ok(peak)
}

pub fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

/// Bytes of all files below a folder.
pub fn folder_size(folder: &Path) -> io::Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        size += if meta.is_dir() { folder_size(&entry.path())? } else { meta.len() };
    }
    Ok(size)
}
