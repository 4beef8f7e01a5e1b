//! What can be typed.

use crate::domain::Date;
use crate::report::Format;
use clap::builder::Styles;
use clap::builder::styling::{AnsiColor, Style};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// The style of the word "error".
pub const ERROR: Style = AnsiColor::Red.on_default().bold();

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Goals and KPIs in a folder become a static site that says where you stand, and why.
#[derive(Debug, Parser)]
#[command(name = "goalpost", version, styles = STYLES, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// When to colour the terminal
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes the choice known to everything that prints.
    pub(super) fn write_global(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    #[command(after_help = AFTER_BUILD)]
    Build(BuildArgs),
    /// Show the site while you write: every save is built, and the browser follows
    Serve(ServeArgs),
    /// Report mistakes and advice; writes nothing
    #[command(after_help = EXIT_CODES)]
    Check(CheckArgs),
    /// Print every score
    #[command(after_help = EXIT_CODES)]
    Score(ScoreArgs),
    /// List what is due, and from whom
    #[command(after_help = EXIT_CODES)]
    Due(DueArgs),
    /// Write the next period's drafts from what closed goals say is next; never overwrites a file
    #[command(after_help = EXIT_CODES)]
    Roll(RollArgs),
    /// Judge the series of any CSV file, without a site
    #[command(after_help = AFTER_ANALYZE)]
    Analyze(AnalyzeArgs),
    /// Say what moves between two revisions, a revision and the files, or two days
    #[command(after_help = AFTER_DIFF)]
    Diff(DiffArgs),
    /// Write the results of an ended period to a file, from which it is shown from then on
    Seal(SealArgs),
    /// Make a small goals repository that builds
    Init(InitArgs),
    /// Explain the code of a finding, or list all codes
    Explain(ExplainArgs),
    /// Print the completion script of a shell
    Completions { shell: clap_complete::Shell },
    /// Print the manual page
    Man,
    /// Print the JSON Schema of front matter and configuration, for editors
    Schema,
}

const EXIT_CODES: &str =
    "Exit codes: 0 good (warnings are printed), 1 at least one error, 2 wrong usage or trouble of the machine.";
const AFTER_BUILD: &str = "\
A build replaces only files whose bytes differ and removes only files that an earlier build made.
Exit codes: 0 good (warnings are printed), 1 at least one error, 2 wrong usage or trouble of the machine.";

const AFTER_ANALYZE: &str = "\
Dates and numbers are read as a site reads them; the nearest goalpost.toml upwards from the file says how, under [csv].
Exit codes: 0 good, 1 at least one mistake in the file, 2 wrong usage or trouble of the machine.";
const AFTER_DIFF: &str = "\
A day is the last revision that was there on it, seen on that day.
Exit codes: 0 whatever differs, 2 wrong usage or trouble of the machine.";

/// What every command that reads a goals repository takes.
#[derive(Args, Debug)]
pub struct Reading {
    /// The goals repository [default: the nearest folder upwards with a goalpost.toml]
    #[arg(value_name = "ROOT", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// The day the report speaks of [default: as_of in goalpost.toml, else SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Threads [default: one per core]
    #[arg(short = 'j', long = "jobs", value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Print errors only, and no summary
    #[arg(short, long)]
    pub quiet: bool,
    /// What counts as an error besides errors
    #[arg(long, value_name = "LEVEL")]
    pub deny: Option<Deny>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}

#[derive(Args, Debug)]
pub struct BuildArgs {
    #[command(flatten)]
    pub reading: Reading,
    /// Where the site goes [default: public in the goals repository]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// The site's address, for the links that must be absolute
    #[arg(long, value_name = "URL", value_parser = address)]
    pub base_url: Option<String>,
    /// How findings are printed on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// With errors: publish nothing, or publish with pages that say what is broken
    #[arg(long, value_name = "WHAT", default_value = "stop")]
    pub on_error: OnError,
    /// Build the files as they were in this revision, on its own day unless another is given
    #[arg(long, value_name = "REVISION")]
    pub at: Option<String>,
    /// Build even if nothing has changed, and check that this is what the cache says
    #[arg(long)]
    pub verify_cache: bool,
}

#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    pub reading: Reading,
    /// The port to listen on; the next free one if it is taken
    #[arg(short, long, value_name = "PORT", default_value_t = 4000)]
    pub port: u16,
    /// The address or name to listen on; by default nobody but this machine can read the site
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub host: String,
    /// Open a browser
    #[arg(long)]
    pub open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// Leave the published site as it was
    Stop,
    /// Publish; a broken file becomes a page that says so
    Page,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    pub reading: Reading,
    /// How findings are printed on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
}

#[derive(Args, Debug)]
pub struct ScoreArgs {
    #[command(flatten)]
    pub reading: Reading,
    /// How scores are printed on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ScoreFormat,
    /// How findings are printed on standard error
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub findings: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScoreFormat {
    /// A table for people
    Human,
    /// One JSON document
    Json,
}

#[derive(Args, Debug)]
pub struct DueArgs {
    #[command(flatten)]
    pub reading: Reading,
    /// How far ahead to look: 7d, 2w
    #[arg(long, value_name = "DAYS", default_value = "7d", value_parser = days)]
    pub within: i32,
    /// How the list is printed on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: DueFormat,
    /// The site's address, for links to its pages
    #[arg(long, value_name = "URL", value_parser = address)]
    pub base_url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DueFormat {
    /// A table for people
    Human,
    /// One JSON document
    Json,
    /// A list with links, for a chat or an issue
    Markdown,
}

#[derive(Args, Debug)]
pub struct DiffArgs {
    /// A revision or a day [default: HEAD]
    #[arg(value_name = "A")]
    pub from: Option<String>,
    /// A revision or a day [default: the files on disk]
    #[arg(value_name = "B")]
    pub to: Option<String>,
    /// The goals repository [default: the nearest folder upwards with a goalpost.toml]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// The day both sides speak of
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Threads [default: one per core]
    #[arg(short = 'j', long = "jobs", value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal
    Human,
    /// One JSON document
    Json,
    /// For the comment on a pull request
    Markdown,
}

#[derive(Args, Debug)]
pub struct RollArgs {
    /// The period that is closed
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The period to write for
    #[arg(value_name = "TO")]
    pub to: String,
    /// Only the goals of this team
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Args, Debug)]
pub struct AnalyzeArgs {
    /// The CSV file; - for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The column of dates [default: found by its name or by what it holds]
    #[arg(long, value_name = "COL")]
    pub date: Option<String>,
    /// The column of values [default: the only one with numbers]
    #[arg(long, value_name = "COL")]
    pub value: Option<String>,
    /// Only rows in which the column holds the value; can be repeated
    #[arg(long = "where", value_name = "COL=VALUE", value_parser = filter)]
    pub filters: Vec<(String, String)>,
    /// Where the values should go
    #[arg(long, default_value = "neutral", value_parser = ["increase", "decrease", "range", "neutral"])]
    pub direction: String,
    /// How often is measured [default: as the dates look]
    #[arg(long, value_parser = ["day", "workday", "week", "month", "quarter", "year"])]
    pub cadence: Option<String>,
    /// How several rows of one slot become its value
    #[arg(long, value_parser = ["sum", "mean", "last", "first", "min", "max"])]
    pub aggregate: Option<String>,
    /// The value to reach
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub target: Option<f64>,
    /// The first day of a new process: limits are read anew from it; can be repeated
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub rebase: Vec<Date>,
    /// Read the limits from the first N values of each process, 12 or more
    #[arg(long, value_name = "N")]
    pub lock: Option<usize>,
    /// Keep extreme moves in the limits
    #[arg(long)]
    pub no_screening: bool,
    /// Which signals are looked for
    #[arg(long, default_value = "nhs", value_parser = ["nhs", "wheeler", "run"])]
    pub rules: String,
    /// With guards against few and coarse values, or as NHSRplotthedots does
    #[arg(long, value_name = "MODE", default_value = "recommended")]
    pub mode: AnalyzeMode,
    /// Slots to look ahead, at most 18
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=18))]
    pub horizon: u8,
    /// How the result is printed on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: AnalyzeFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnalyzeMode {
    Recommended,
    Nhs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnalyzeFormat {
    /// A plain chart and sentences
    Human,
    /// One JSON document
    Json,
    /// A picture
    Svg,
}

#[derive(Args, Debug)]
pub struct SealArgs {
    /// The period: FY26-Q3, 2026-Q3, 2026-07
    #[arg(value_name = "PERIOD")]
    pub period: String,
    /// Append what differs now to a seal that is there
    #[arg(long, requires = "reason")]
    pub amend: bool,
    /// Why it is amended
    #[arg(long, value_name = "TEXT", requires = "amend")]
    pub reason: Option<String>,
    /// The goals repository [default: the nearest folder upwards with a goalpost.toml]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// The day the report speaks of [default: as_of in goalpost.toml, else today in UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
}

#[derive(Args, Debug)]
pub struct InitArgs {
    /// The folder to make; must be empty or not there yet
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A code (E101) or its name (duplicate-id); none: list all
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as 2026-01-31".to_owned())
}

fn days(text: &str) -> Result<i32, String> {
    let (number, each) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let number: Option<i32> = number.trim().parse().ok().filter(|n| (0..=3650).contains(n));
    number.map(|n| n * each).ok_or_else(|| "write a number of days or weeks, as in 7d or 2w".to_owned())
}

fn filter(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("write a column and its value as Region=North")?;
    Ok((column.trim().to_owned(), value.trim().to_owned()))
}

fn address(text: &str) -> Result<String, String> {
    match text.split_once("://") {
        Some(("http" | "https", host)) if !host.is_empty() => Ok(text.to_owned()),
        _ => Err("write the whole address, as in https://goals.example.com".to_owned()),
    }
}
