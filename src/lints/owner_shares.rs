//! Owners' shares that are more than the whole.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::OWNER_SHARES;
use crate::base::{Code, Diagnostic, FileId, Place, Sink};
use crate::domain::Date;
use crate::parse::doc::OwnerDoc;

pub struct OwnerShares;

impl Lint for OwnerShares {
    fn code(&self) -> Code {
        OWNER_SHARES
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let today = cx.scores.as_of;
        for (_, goal) in cx.goals() {
            check(&goal.doc.owners, &goal.doc.id, goal.doc.file, today, sink);
            for kr in kept_with_parts(goal) {
                check(&kr.doc.owners, &kr.doc.id, goal.doc.file, today, sink);
            }
        }
    }
}

fn check(owners: &[OwnerDoc], what: &str, file: FileId, today: Date, sink: &mut Sink) {
    // Whoever handed it on has no share any more.
    let holds = |o: &&OwnerDoc| o.from.is_none_or(|day| day <= today) && o.until.is_none_or(|day| today <= day);
    let shares: Vec<_> = owners.iter().filter(holds).filter_map(|o| Some((o, o.share.as_ref()?))).collect();
    let sum: f64 = shares.iter().map(|(_, share)| share.1).sum();
    // Shares are written as people round them: 34 %, 33 %, 33 %; 67 % and 34 %.
    if let Some((last, _)) = shares.last().filter(|_| sum > 1.015) {
        let written: Vec<&str> = shares.iter().map(|(_, share)| share.0.as_str()).collect();
        let message = format!("the shares of `{what}` are more than the whole: {}", written.join(" + "));
        let finding = Diagnostic::new(OWNER_SHARES, file, Place::Value(last.path.clone()), message);
        sink.push(finding.help("let them add up to 1, or give the day on which one took over: `from:`, `until:`"));
    }
}
