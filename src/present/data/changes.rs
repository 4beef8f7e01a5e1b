//! The shape of `changes.json`.

use super::shape::reference;
use crate::present::{PresentCx, edits, paths};
use crate::resolve::ledger::{Edit, Of};
use serde::Serialize;

/// One change of a definition.
#[derive(Serialize)]
pub(super) struct ChangeData {
    /// `objective`, `key_result`, `kpi`.
    what: &'static str,
    /// `OPS-2@FY2026-Q3#KR1`, or the KPI's id.
    id: String,
    url: String,
    field: String,
    before: Option<String>,
    after: Option<String>,
    date: Option<String>,
    commit: Option<String>,
    author: Option<String>,
    why: Option<String>,
    agreed: Option<String>,
    /// Made after the goal's period began.
    inside: bool,
    /// `changed:` or `dropped:` speaks of it.
    declared: bool,
}

pub(super) fn change(cx: &PresentCx<'_>, edit: &Edit) -> ChangeData {
    let mut view = edits::view(cx, edit);
    if edit.is_removal() {
        (view.old, view.new) = (edit.before.clone(), None);
    }
    let (what, id) = match edit.of {
        Of::Objective(ix) => ("objective", reference(cx, ix)),
        Of::KeyResult(kr) => ("key_result", format!("{}#{}", reference(cx, kr.0), cx.model.key_result(kr).doc.id)),
        Of::Kpi(ix) => ("kpi", cx.model.kpi(ix).doc.id.clone()),
    };
    let url = match edit.of {
        Of::Objective(ix) => paths::objective(cx.model, ix),
        Of::KeyResult(kr) => paths::key_result(cx.model, kr),
        Of::Kpi(ix) => paths::kpi(cx.model, ix),
    };
    ChangeData {
        what,
        id,
        url,
        field: edit.field.clone(),
        before: view.old,
        after: view.new,
        date: edit.day.map(|d| d.to_string()),
        commit: edit.wrote.as_ref().map(|w| w.revision.clone()),
        author: view.author,
        why: view.why,
        agreed: view.agreed,
        inside: edit.inside,
        declared: edit.declared,
    }
}
