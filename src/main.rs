//! The `goalpost` command.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    goalpost::shell::run(goalpost::shell::args::Cli::parse())
}
