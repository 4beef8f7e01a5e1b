//! The owner of an open goal, or of a KPI, has left.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::OWNER_LEFT;
use crate::base::{Code, Diagnostic, FileId, Place, Sink};
use crate::parse::doc::OwnerDoc;
use crate::resolve::model::Owner;

pub struct OwnerLeft;

impl Lint for OwnerLeft {
    fn code(&self) -> Code {
        OWNER_LEFT
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for (_, goal) in cx.goals().filter(|(ix, _)| cx.is_open(*ix)) {
            let file = goal.doc.file;
            check(&goal.owners, &goal.doc.owners, &goal.doc.id, file, cx, sink);
            for kr in kept_with_parts(goal) {
                check(&kr.owners, &kr.doc.owners, &kr.doc.id, file, cx, sink);
            }
        }
        for kpi in &cx.model.kpis {
            if let Some(who) = &kpi.who {
                let at = Place::Value("who".to_owned());
                sink_if_left(who, &kpi.doc.id, kpi.doc.file, at, cx, sink);
            }
        }
    }
}

fn check(owners: &[Owner], docs: &[OwnerDoc], what: &str, file: FileId, cx: &LintCx<'_>, sink: &mut Sink) {
    for (owner, doc) in owners.iter().zip(docs) {
        // Whose time as an owner is over has handed it on already.
        if owner.until.is_none_or(|until| until >= cx.scores.as_of) {
            sink_if_left(owner, what, file, Place::Value(doc.path.clone()), cx, sink);
        }
    }
}

fn sink_if_left(owner: &Owner, what: &str, file: FileId, at: Place, cx: &LintCx<'_>, sink: &mut Sink) {
    let Some(person) = owner.person.map(|ix| cx.model.person(ix)) else { return };
    let Some(until) = person.doc.until.filter(|until| *until < cx.scores.as_of) else { return };
    let message = format!("{} owns `{what}` and left on {until}", person.name);
    let mut finding = Diagnostic::new(OWNER_LEFT, file, at, message);
    if let Some((list, (start, _))) = person.row {
        finding = finding.also(list, Place::Cell(start, "until"), "until when they were there");
    }
    sink.push(finding.help("name who owns it now"));
}
