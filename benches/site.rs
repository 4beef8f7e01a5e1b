//! Whole builds of synthetic goals repositories, compared in one run with `cp -r` of the output.
//!
//! `cargo bench --bench site -- [OBJECTIVES …] [--points N] [--runs N] [--keep DIR]`

mod generate;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

struct Options {
    sizes: Vec<usize>,
    points: usize,
    runs: usize,
    keep: Option<PathBuf>,
}

fn main() -> io::Result<()> {
    let options = options();
    let base = options.keep.clone().unwrap_or_else(|| scratch().join(format!("goalpost-bench-{}", std::process::id())));
    println!("objectives  build s  cp -r s  build/cp  again s  edit s  KB/objective  peak MB  MB limit");
    for &objectives in &options.sizes {
        let folder = base.join(objectives.to_string());
        let _ = fs::remove_dir_all(&folder);
        measure(&folder, objectives, &options)?;
    }
    if options.keep.is_none() {
        fs::remove_dir_all(&base)?;
    }
    Ok(())
}

/// Memory-backed where there is such a folder: disks vary too much from run to run.
fn scratch() -> PathBuf {
    let shm = PathBuf::from("/dev/shm");
    if shm.is_dir() { shm } else { env::temp_dir() }
}

fn options() -> Options {
    let mut options = Options { sizes: Vec::new(), points: 365, runs: 5, keep: None };
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|a| a.parse().ok()).unwrap_or(1);
        match arg.as_str() {
            "--points" => options.points = number(),
            "--runs" => options.runs = number(),
            "--keep" => options.keep = args.next().map(PathBuf::from),
            // cargo passes this one to every benchmark.
            "--bench" => {}
            other => options.sizes.extend(other.parse::<usize>()),
        }
    }
    if options.sizes.is_empty() {
        options.sizes = vec![1_000, 10_000];
    }
    options
}

fn measure(folder: &Path, objectives: usize, options: &Options) -> io::Result<()> {
    let input = folder.join("in");
    let output = folder.join("out");
    generate::write(&input, generate::Shape { objectives, points: options.points })?;
    let (mut build, mut copy, mut again, mut edit, mut peak) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0);
    let edited = input.join("objectives/2026/g0000/o-0.md");
    for run in 0..options.runs {
        let _ = fs::remove_dir_all(&output);
        let (time, memory) = goalpost(&input, &output)?;
        build.push(time);
        peak = peak.max(memory);
        let copied = folder.join("copy");
        let start = Instant::now();
        let status = Command::new("cp").arg("-r").arg(&output).arg(&copied).status()?;
        copy.push(start.elapsed());
        assert!(status.success(), "cp failed");
        fs::remove_dir_all(&copied)?;
        again.push(goalpost(&input, &output)?.0);
        let text = fs::read_to_string(&edited)?;
        fs::write(&edited, format!("{text}One more sentence, number {run}.\n"))?;
        edit.push(goalpost(&input, &output)?.0);
    }
    let size = folder_size(&output)?;
    let (build, copy) = (median(build), median(copy));
    println!(
        "{objectives:>10}  {build:>7.2}  {copy:>7.2}  {:>8.1}  {:>7.2}  {:>6.2}  {:>12.0}  {:>7.0}  {:>8.0}",
        build / copy,
        median(again),
        median(edit),
        size as f64 / 1024.0 / objectives as f64,
        peak as f64 / 1024.0,
        50.0 + 30.0 * objectives as f64 / 1024.0,
    );
    Ok(())
}

/// Seconds and peak memory in KB of one build.
fn goalpost(input: &Path, output: &Path) -> io::Result<(Duration, u64)> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_goalpost"))
        .arg("build")
        .arg(input)
        .arg("-o")
        .arg(output)
        .arg("--quiet")
        .stdout(Stdio::null())
        .spawn()?;
    let peak = watch(&mut child)?;
    let status = child.wait()?;
    assert!(status.success(), "the benchmark's goals must build");
    Ok((start.elapsed(), peak))
}

/// The high-water mark of a running process's memory, in KB, where the system tells.
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

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn folder_size(folder: &Path) -> io::Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        size += if meta.is_dir() { folder_size(&entry.path())? } else { meta.len() };
    }
    Ok(size)
}
