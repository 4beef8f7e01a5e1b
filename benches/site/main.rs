//! Whole builds of synthetic goals repositories: with full pages, compared with `cp -r` of the output; and the same work
//! as other generators of static sites do, compared with those that are installed; and how soon an edit is served.
//!
//! `cargo bench --bench site -- [full] [peers] [serve] [OBJECTIVES …] [--points N] [--runs N]`

mod full;
mod measure;
mod same_work;
mod serve;
mod workload;

use measure::{Options, Part, scratch};
use std::path::Path;
use std::{fs, io};

type Run = fn(&Options, &Path) -> io::Result<()>;

fn main() -> io::Result<()> {
    let options = Options::read();
    let base = scratch().join(format!("goalpost-bench-{}", std::process::id()));
    let done = [(Part::Full, full::run as Run), (Part::Peers, same_work::run), (Part::Serve, serve::run)]
        .into_iter()
        .filter(|(part, _)| options.parts.contains(part))
        .try_for_each(|(_, run)| run(&options, &base));
    let _ = fs::remove_dir_all(&base);
    done
}
