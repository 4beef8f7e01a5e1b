//! The commands, each from arguments to exit code.

use super::Trouble;
use super::args::{BuildArgs, CheckArgs, Deny, ExplainArgs, OnError, Reading, ScoreArgs, ScoreFormat};
use super::disk::Disk;
use super::output::{Changes, Nowhere, Output, Site};
use super::progress::Progress;
use super::record::{self, Facts, Known, Summed};
use super::{args, clock, diff};
use crate::base::diag::Located;
use crate::base::past::Past;
use crate::base::{Code, Files, Level, exec};
use crate::domain::Date;
use crate::parse::config::Overrides;
use crate::present::{PresentCx, data};
use crate::report::{self, Format};
use crate::resolve::settings::AsOfOrigin;
use crate::session::{self, Report};
use crate::{lints, parse};
use clap::CommandFactory;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// `goalpost build`; true if the site was published without an error.
pub(super) fn build(args: &BuildArgs) -> Result<bool, Trouble> {
    let start = Instant::now();
    let disk = Disk::find(args.reading.root.as_deref())?;
    let target = args.output.clone().unwrap_or_else(|| disk.root.join("public"));
    let options = overrides(args.reading.as_of, args.reading.drafts, args.base_url.clone())?;
    let old = args.at.as_deref().map(|name| old(&disk, name)).transpose()?;
    exec::with_threads(args.reading.jobs, || match &old {
        Some(Old { files, revision }) => {
            let options = Overrides { revision: Some(revision.clone()), ..options };
            Ok(build_anew(args, &disk, &**files, &options, &target, start)?.good)
        }
        None => build_changed(args, &disk, &options, &target, start),
    })
}

/// A build of the files as they are; where nothing has changed since the last one, it says again what that said.
fn build_changed(
    args: &BuildArgs,
    disk: &Disk,
    options: &Overrides,
    target: &Path,
    start: Instant,
) -> Result<bool, Trouble> {
    let files = Summed::new(disk);
    let known = record::find(target, &files, options)?;
    if let Some(Known { facts, findings }) = known.as_ref().filter(|_| !args.verify_cache) {
        let (shown, failed) = shown(findings, &args.reading);
        if !failed {
            let sources = record::cited(&shown, &files)?;
            write(anstream::stdout(), &report::render(args.format, &shown, &sources, true))?;
            if !args.reading.quiet {
                let outcome = outcome(Changes::default(), &std::path::absolute(target)?);
                summary(facts, findings, &args.reading, &outcome, start)?;
            }
            return Ok(true);
        }
    }
    let built = build_anew(args, disk, &files, options, target, start)?;
    if let Some(site) = &built.site {
        let as_known = |k: Known| {
            site.changes == Changes::default() && k.findings == built.report.findings && k.facts == built.facts
        };
        if args.verify_cache && !known.is_none_or(as_known) {
            return Err(Trouble::new("the cache said that nothing had changed, and was wrong; please report this"));
        }
        if built.good {
            record::write(site, &files, options, built.facts.clone(), &built.report.findings)?;
        }
    }
    let good = built.good;
    // The process ends, and the system takes everything back at once.
    std::mem::forget(built);
    Ok(good)
}

/// What a build came to.
struct Built {
    good: bool,
    facts: Facts,
    report: Arc<Report>,
    /// What was published.
    site: Option<Site>,
}

fn build_anew(
    args: &BuildArgs,
    disk: &Disk,
    files: &dyn Files,
    options: &Overrides,
    target: &Path,
    start: Instant,
) -> Result<Built, Trouble> {
    let progress = if args.reading.quiet { Progress::default() } else { Progress::told() };
    let output = Output::open(target, &disk.root, progress)?;
    let build = session::build(files, options, &output)?;
    let facts = Facts::of(&build.report, Some(build.pages));
    let failed = print_findings(&build.report.findings, &build.report, &args.reading, args.format)?;
    let stop = failed && args.on_error == OnError::Stop;
    let site = if stop { None } else { Some(output.commit()?) };
    if !args.reading.quiet {
        let outcome = site.as_ref().map_or("nothing published".to_owned(), |s| outcome(s.changes, &s.target));
        summary(&facts, &build.report.findings, &args.reading, &outcome, start)?;
    }
    Ok(Built { good: !failed, facts, report: build.report, site })
}

fn outcome(changes: Changes, target: &Path) -> String {
    let place = target.join("index.html");
    format!("{} written, {} removed → {}", changes.written, changes.removed, place.display())
}

/// The files of a revision, with its short name and its day.
struct Old<'a> {
    files: Box<dyn Files + 'a>,
    revision: (String, Date),
}

fn old<'a>(disk: &'a Disk, name: &str) -> Result<Old<'a>, Trouble> {
    let git = disk.git().map_err(|why| diff::no_past(&why))?;
    let revision = diff::revision(git, name)?;
    let day = git.day(&revision).map_err(|why| diff::no_past(&why))?;
    Ok(Old { files: git.at(&revision)?, revision: (revision.chars().take(12).collect(), day) })
}

/// `goalpost check`: the whole build, written nowhere.
pub(super) fn check(args: &CheckArgs) -> Result<bool, Trouble> {
    let start = Instant::now();
    let disk = Disk::find(args.reading.root.as_deref())?;
    let overrides = overrides(args.reading.as_of, args.reading.drafts, None)?;
    let build = exec::with_threads(args.reading.jobs, || session::build(&disk, &overrides, &Nowhere))?;
    let failed = print_findings(&build.report.findings, &build.report, &args.reading, args.format)?;
    if !args.reading.quiet {
        let outcome = if failed { "mistakes found" } else { "good" };
        summary(&Facts::of(&build.report, None), &build.report.findings, &args.reading, outcome, start)?;
    }
    // As behind a build.
    std::mem::forget(build);
    Ok(!failed)
}

/// `goalpost score`.
pub(super) fn score(args: &ScoreArgs) -> Result<bool, Trouble> {
    let disk = Disk::find(args.reading.root.as_deref())?;
    let overrides = overrides(args.reading.as_of, args.reading.drafts, None)?;
    let report = exec::with_threads(args.reading.jobs, || session::score(&disk, &overrides))?;
    let cx = PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings);
    let text = match args.format {
        ScoreFormat::Json => data::score_json(&cx),
        ScoreFormat::Human => data::score_text(&cx),
    };
    write(anstream::stdout(), &text)?;
    let (shown, failed) = shown(&report.findings, &args.reading);
    let text = report::render(args.findings, &shown, &report.sources, true);
    if !shown.is_empty() {
        write(anstream::stderr(), &text)?;
    }
    // As behind a build.
    std::mem::forget(report);
    Ok(!failed)
}

/// `goalpost explain`.
pub(super) fn explain(args: &ExplainArgs) -> Result<bool, Trouble> {
    let Some(word) = &args.code else {
        let mut text = String::new();
        for code in Code::all() {
            let level = if code.is_lint() { code.default_level().name() } else { "mistake" };
            text.push_str(&format!("{}  {:<22} {:<8} {}\n", code.id(), code.name(), level, code.summary()));
        }
        write(anstream::stdout(), &text)?;
        return Ok(true);
    };
    match Code::find(word) {
        Some(code) => {
            write(anstream::stdout(), lints::explain(code))?;
            Ok(true)
        }
        None => {
            let known = Code::all().flat_map(|c| [c.id(), c.name()]);
            let hint =
                crate::base::suggest::nearest(word, known).map_or(String::new(), |c| format!("; did you mean `{c}`?"));
            Err(Trouble::new(format!("no finding has the code `{word}`{hint} (`goalpost explain` lists all)")))
        }
    }
}

/// `goalpost completions`.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<bool, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::Cli::command(), "goalpost", &mut script);
    write(std::io::stdout(), &String::from_utf8_lossy(&script))?;
    Ok(true)
}

/// `goalpost man`: the page, then one section for each command.
pub(super) fn man() -> Result<bool, Trouble> {
    let mut page = Vec::new();
    let mut command = args::Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|s| s.get_name() != "help") {
        clap_mangen::Man::new(sub.clone().display_name(format!("goalpost-{}", sub.get_name()))).render(&mut page)?;
    }
    write(std::io::stdout(), &String::from_utf8_lossy(&page))?;
    Ok(true)
}

/// `goalpost schema`.
pub(super) fn schema() -> Result<bool, Trouble> {
    write(anstream::stdout(), &format!("{:#}\n", parse::schema::schema()))?;
    Ok(true)
}

/// What the command line decides; of an old revision its day as well.
pub(super) fn overrides(as_of: Option<Date>, drafts: bool, base_url: Option<String>) -> Result<Overrides, Trouble> {
    Ok(Overrides { as_of, revision: None, source_date: clock::source_date()?, today: clock::today(), base_url, drafts })
}

/// The findings as `--quiet` and `--deny` want them, and whether one is an error.
fn shown(findings: &[Located], reading: &Reading) -> (Vec<Located>, bool) {
    let mut shown = findings.to_vec();
    if reading.deny == Some(Deny::Warnings) {
        for finding in shown.iter_mut().filter(|f| f.level == Level::Warning) {
            finding.level = Level::Error;
        }
    }
    let failed = shown.iter().any(|f| f.level == Level::Error);
    if reading.quiet {
        shown.retain(|f| f.level == Level::Error);
    }
    (shown, failed)
}

/// Prints findings of a report on standard output; true if one is an error.
pub(super) fn print_findings(
    findings: &[Located],
    report: &Report,
    reading: &Reading,
    format: Format,
) -> Result<bool, Trouble> {
    let (shown, failed) = shown(findings, reading);
    write(anstream::stdout(), &report::render(format, &shown, &report.sources, true))?;
    Ok(failed)
}

/// Prints what is an error on standard error; true if nothing is.
pub(super) fn print_errors(report: &Report) -> Result<bool, Trouble> {
    let errors: Vec<Located> = report.findings.iter().filter(|f| f.level == Level::Error).cloned().collect();
    if !errors.is_empty() {
        write(anstream::stderr(), &report::render(Format::Human, &errors, &report.sources, true))?;
    }
    Ok(errors.is_empty())
}

/// The one line that ends a build: counts, findings, time, as-of and its origin, outcome.
pub(super) fn summary(
    facts: &Facts,
    findings: &[Located],
    reading: &Reading,
    outcome: &str,
    start: Instant,
) -> Result<(), Trouble> {
    let pages = facts.pages.map_or(String::new(), |n| format!("{}, ", report::count(n, "page")));
    let findings = match report::counts(&shown(findings, reading).0) {
        counts if counts.is_empty() => "no findings".to_owned(),
        counts => counts,
    };
    let origin = match facts.as_of.origin {
        AsOfOrigin::Argument => "--as-of",
        AsOfOrigin::Configuration => "goalpost.toml",
        AsOfOrigin::Revision => "--at",
        AsOfOrigin::SourceDateEpoch => "SOURCE_DATE_EPOCH",
        AsOfOrigin::Today => "today",
    };
    write(
        anstream::stderr(),
        &format!(
            "{pages}{}, {}; {findings}; as of {} ({origin}); {:.2} s; {outcome}\n",
            report::count(facts.objectives, "objective"),
            report::count(facts.kpis, "KPI"),
            facts.as_of.date,
            start.elapsed().as_secs_f64(),
        ),
    )
}

/// Writes text; a reader that has gone away (`goalpost check | head`) is no trouble.
pub(super) fn write(mut to: impl Write, text: &str) -> Result<(), Trouble> {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
