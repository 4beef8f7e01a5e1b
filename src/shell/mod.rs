//! Layer 8: arguments, clock, disk, terminal. The only part that is not a function of its input.

mod analyze;
pub mod args;
mod clock;
mod commands;
mod diff;
mod disk;
mod due;
mod git;
mod init;
mod output;
mod progress;
mod record;
mod roll;
mod seal;
mod serve;
mod stage;
mod watch;

use args::{Cli, Command};
use std::fmt;
use std::process::ExitCode;

/// Trouble of usage or of the machine: printed to standard error, exit code 2.
#[derive(Debug)]
pub struct Trouble(String);

impl Trouble {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Runs the command; 0 good, 1 at least one finding of error level, 2 usage or trouble of the machine.
pub fn run(cli: Cli) -> ExitCode {
    cli.color.write_global();
    let result = match cli.command {
        Command::Build(args) => commands::build(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => commands::check(&args),
        Command::Score(args) => commands::score(&args),
        Command::Due(args) => due::run(&args),
        Command::Roll(args) => roll::run(&args),
        Command::Analyze(args) => analyze::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Seal(args) => seal::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Explain(args) => commands::explain(&args),
        Command::Completions { shell } => commands::completions(shell),
        Command::Man => commands::man(),
        Command::Schema => commands::schema(),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(trouble) => {
            anstream::eprintln!("{}error{}: {trouble}", args::ERROR.render(), args::ERROR.render_reset());
            ExitCode::from(2)
        }
    }
}
