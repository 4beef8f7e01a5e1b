//! `goalpost due`: what is due, and from whom.

use super::Trouble;
use super::args::{DueArgs, DueFormat};
use super::commands::{overrides, print_errors, write};
use super::disk::Disk;
use crate::base::exec;
use crate::present::{PresentCx, due};
use crate::session;

/// Prints the list; true if no page has a mistake.
pub(super) fn run(args: &DueArgs) -> Result<bool, Trouble> {
    let disk = Disk::find(args.reading.root.as_deref())?;
    let overrides = overrides(args.reading.as_of, args.reading.drafts, args.base_url.clone())?;
    let report = exec::with_threads(args.reading.jobs, || session::score(&disk, &overrides))?;
    let cx = PresentCx::new(&report.model, &report.scores, &report.sources, &report.findings);
    let all = due::due(&cx, args.within);
    let text = match args.format {
        DueFormat::Human => due::human(&cx, &all, args.within),
        DueFormat::Json => due::json(&cx, &all, args.within),
        DueFormat::Markdown => due::markdown(&cx, &all, args.within),
    };
    write(anstream::stdout(), &text)?;
    print_errors(&report)
}
