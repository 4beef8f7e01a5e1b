//! Synthetic goals, written for Goalpost and for other generators of static sites: the same tree, the same texts, the
//! same series. The same arguments give the same bytes.

pub mod goal;
pub mod goalpost;
pub mod peers;
mod random;

use goal::Goal;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// How large the organisation is.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub objectives: usize,
    /// Rows of each KPI's daily series.
    pub points: usize,
}

impl Shape {
    pub fn people(self) -> usize {
        self.objectives / 5 + 8
    }
}

/// Which quarter of the year a leaf of the tree belongs to.
fn quarter(i: usize) -> usize {
    i % 4 + 1
}

/// The series as a table; peers draw the way to the target from a column of their own.
fn csv(goal: &Goal, with_target: bool) -> String {
    let mut out = String::with_capacity(goal.series.len() * 24);
    out.push_str(if with_target { "date,value,target\n" } else { "date,value\n" });
    let steps = goal.series.len().saturating_sub(1).max(1) as f64;
    for (day, (date, value)) in goal.series.iter().enumerate() {
        let _ = write!(out, "{date},{value:.2}");
        if with_target {
            let _ = write!(out, ",{:.2}", goal.start + (goal.target - goal.start) * day as f64 / steps);
        }
        out.push('\n');
    }
    out
}

/// Copies `benches/themes/NAME` into a repository.
fn copy_theme(name: &str, to: &Path) -> io::Result<()> {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/themes").join(name), to)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
