//! Full pages: everything that Goalpost says of such goals.

use crate::measure::{Options, Run, build, folder_size, median};
use crate::workload::Shape;
use crate::workload::goalpost::{self, Site};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// Measures builds from nothing, with nothing changed and after an edit, and prints a line for each size.
pub fn run(options: &Options, base: &Path) -> io::Result<()> {
    println!("Full pages, {} values a KPI, medians of {}", options.points, options.runs);
    println!("objectives  build s  cp -r s  build/cp  again s  edit s  KB/objective  peak MB  MB limit");
    for &objectives in &options.sizes {
        measure(base, Shape { objectives, points: options.points }, options.runs)?;
        fs::remove_dir_all(base)?;
    }
    Ok(())
}

fn measure(folder: &Path, shape: Shape, runs: usize) -> io::Result<()> {
    let (input, output, copied) = (folder.join("in"), folder.join("out"), folder.join("copy"));
    goalpost::write(&input, shape, Site::Full)?;
    let (mut clean, mut copy, mut again, mut edit, mut most) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0);
    let edited = input.join("objectives/2026/g0000/o-0.md");
    let goalpost = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_goalpost"));
        build(command.arg("build").arg(&input).arg("-o").arg(&output).arg("--quiet"))
    };
    for run in 0..runs {
        let _ = fs::remove_dir_all(&output);
        let Run { time, peak } = goalpost()?;
        clean.push(time);
        most = most.max(peak);
        copy.push(build(Command::new("cp").arg("-r").arg(&output).arg(&copied))?.time);
        fs::remove_dir_all(&copied)?;
        again.push(goalpost()?.time);
        let text = fs::read_to_string(&edited)?;
        fs::write(&edited, format!("{text}One more sentence, number {run}.\n"))?;
        edit.push(goalpost()?.time);
    }
    let size = folder_size(&output)?;
    let (clean, copy) = (median(clean), median(copy));
    println!(
        "{:>10}  {clean:>7.2}  {copy:>7.2}  {:>8.1}  {:>7.2}  {:>6.2}  {:>12.0}  {:>7.0}  {:>8.0}",
        shape.objectives,
        clean / copy,
        median(again),
        median(edit),
        size as f64 / 1024.0 / shape.objectives as f64,
        most as f64 / 1024.0,
        50.0 + 30.0 * shape.objectives as f64 / 1024.0,
    );
    Ok(())
}
