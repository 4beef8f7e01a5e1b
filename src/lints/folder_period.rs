//! A page lies in the folder of one period and names another.

use super::{Lint, LintCx};
use crate::base::codes::FOLDER_PERIOD;
use crate::base::{Code, Diagnostic, Place, Sink};

pub struct FolderPeriod;

impl Lint for FolderPeriod {
    fn code(&self) -> Code {
        FOLDER_PERIOD
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        for goal in cx.goals.iter().map(|ix| cx.model.objective(*ix)) {
            let (Some(own), Some(folder)) = (&goal.doc.period, &goal.doc.folder_period) else { continue };
            // A goal of some weeks of a quarter is at home in the quarter's folder.
            if folder.covers(own) {
                continue;
            }
            let message = format!("the folder says {}, the page says {}", folder.name, own.name);
            sink.push(
                Diagnostic::new(FOLDER_PERIOD, goal.doc.file, Place::Value("period".to_owned()), message)
                    .help(format!("move the file, or leave `period` out if it is a goal of {}", folder.name)),
            );
        }
    }
}
