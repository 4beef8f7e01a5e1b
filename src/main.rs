//! The `goalpost` command.

/// Many small texts are made and let go of by all threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    goalpost::shell::run(goalpost::shell::args::Cli::parse())
}
