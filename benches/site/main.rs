//! Whole builds of synthetic goals repositories: with full pages, compared with `cp -r` of the output; and the same work
//! as other generators of static sites do, compared with those that are installed.
//!
//! `cargo bench --bench site -- [full] [peers] [OBJECTIVES …] [--points N] [--runs N]`

mod full;
mod measure;
mod same_work;
mod workload;

use measure::{Options, scratch};
use std::{fs, io};

fn main() -> io::Result<()> {
    let options = Options::read();
    let base = scratch().join(format!("goalpost-bench-{}", std::process::id()));
    let done = options.full.then(|| full::run(&options, &base)).transpose();
    let done = done.and_then(|_| options.peers.then(|| same_work::run(&options, &base)).transpose());
    let _ = fs::remove_dir_all(&base);
    done.map(drop)
}
