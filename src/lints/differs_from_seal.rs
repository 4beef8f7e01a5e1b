//! A sealed period whose files give other results now. The seal stands; an upgrade or a restated row never stops a
//! publication.

use super::{Lint, LintCx};
use crate::base::codes::DIFFERS_FROM_SEAL;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::seal;
use crate::domain::key;

pub struct DiffersFromSeal;

impl Lint for DiffersFromSeal {
    fn code(&self) -> Code {
        DIFFERS_FROM_SEAL
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let help = |period: &str| {
            format!("the pages show the sealed result; to correct it: `goalpost seal {period} --amend --reason …`")
        };
        for (ix, now) in &cx.scores.unsealed {
            let objective = cx.model.objective(*ix);
            let Some((sealed, _)) = seal::of_goal(cx.model, *ix) else { continue };
            let period = objective.doc.period.as_ref().map_or("", |p| &p.name);
            for d in seal::differences(objective, now, sealed) {
                let id =
                    d.key_result.as_ref().map_or(objective.doc.id.clone(), |kr| format!("{} {kr}", objective.doc.id));
                let message = format!("the {} of `{id}` is sealed: {} → {} now", d.what, d.sealed, d.now);
                let finding = Diagnostic::new(DIFFERS_FROM_SEAL, objective.doc.file, Place::File, message);
                sink.push(finding.help(help(period)));
            }
        }
        for file in &cx.model.seals {
            let Some(at) = file.file.filter(|_| file.sealed <= cx.scores.as_of) else { continue };
            for (sealed, now) in seal::other_kpis(cx.model, cx.scores, file) {
                let Some(kpi) = cx.model.names.kpi(&now.id) else { continue };
                let (then, now) = (seal::plain(sealed.value), seal::plain(now.value));
                let message = format!("`{}` in {} is sealed: {then} → {now} now", sealed.id, file.period);
                let finding = Diagnostic::new(DIFFERS_FROM_SEAL, cx.model.kpi(kpi).doc.file, Place::File, message);
                sink.push(finding.help(help(&file.period)));
            }
            let there = |id: &str| {
                let mut goals = cx.model.objectives().filter(|(_, o)| key(&o.doc.id) == key(id));
                goals.any(|(_, o)| o.doc.period.as_ref().is_some_and(|p| p.name == file.period))
            };
            for goal in file.goals.iter().filter(|g| !there(&g.id)) {
                let message = format!("`{}` is sealed in {}, and its page is gone", goal.id, file.period);
                sink.push(Diagnostic::new(DIFFERS_FROM_SEAL, at, Place::File, message));
            }
        }
    }
}
