//! A key result that reads like a task: something to do, not something to reach. The words depend on the language.

use super::{Lint, LintCx, kept_with_parts};
use crate::base::codes::TASK_WORDING;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::parse::doc::KrKindDoc;
use crate::resolve::model::KeyResult;

/// First words of an English task.
const ENGLISH: &[&str] = &[
    "attend",
    "build",
    "buy",
    "carry out",
    "complete",
    "conduct",
    "continue",
    "create",
    "define",
    "deploy",
    "design",
    "develop",
    "document",
    "draft",
    "finish",
    "hold",
    "implement",
    "install",
    "introduce",
    "investigate",
    "kick off",
    "launch",
    "migrate",
    "move",
    "organise",
    "organize",
    "plan",
    "prepare",
    "publish",
    "redesign",
    "refactor",
    "release",
    "replace",
    "research",
    "review",
    "roll out",
    "run",
    "send",
    "set up",
    "ship",
    "start",
    "test",
    "train",
    "update",
    "upgrade",
    "work on",
    "write",
];

/// Last words of a German task: the infinitive stands at the end.
const GERMAN: &[&str] = &[
    "abschließen",
    "aufbauen",
    "aufsetzen",
    "ausrollen",
    "bauen",
    "beginnen",
    "dokumentieren",
    "durchführen",
    "einführen",
    "einrichten",
    "entwerfen",
    "entwickeln",
    "ersetzen",
    "erstellen",
    "implementieren",
    "installieren",
    "launchen",
    "migrieren",
    "organisieren",
    "planen",
    "schreiben",
    "schulen",
    "starten",
    "testen",
    "umsetzen",
    "veranstalten",
    "veröffentlichen",
    "vorbereiten",
];

pub struct TaskWording;

impl Lint for TaskWording {
    fn code(&self) -> Code {
        TASK_WORDING
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let language = cx.model.settings.locale.as_deref().unwrap_or("en").get(..2).unwrap_or("en").to_lowercase();
        for (_, goal) in cx.goals() {
            for kr in kept_with_parts(goal).filter(|kr| may_be_a_task(kr)) {
                let Some(word) = task_word(&kr.doc.title, &language) else { continue };
                let at = Place::Value(format!("{}.title", kr.doc.path));
                let message = format!("“{word}” makes `{}` sound like a task", kr.doc.id);
                sink.push(
                    Diagnostic::new(TASK_WORDING, goal.doc.file, at, message)
                        .help("say what will be different when it is done; the task itself belongs under `work:`"),
                );
            }
        }
    }
}

/// Guardrails, counts per week and milestones are what they are; a KPI measures an outcome whatever the title says.
fn may_be_a_task(kr: &KeyResult) -> bool {
    kr.kpi.is_none() && matches!(kr.doc.kind, KrKindDoc::Metric | KrKindDoc::YesNo { .. } | KrKindDoc::Text)
}

/// The word that makes a title a task in this language.
fn task_word(title: &str, language: &str) -> Option<&'static str> {
    let title = title.trim().to_lowercase();
    let is_edge = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    match language {
        "en" => ENGLISH.iter().copied().find(|verb| title.strip_prefix(verb).is_some_and(is_edge)),
        "de" => {
            let last = title.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())?;
            GERMAN.iter().copied().find(|verb| *verb == last)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::task_word;

    #[test]
    fn a_task_begins_with_its_verb_in_english_and_ends_with_it_in_german() {
        assert_eq!(task_word("Roll out the new scanner", "en"), Some("roll out"));
        assert_eq!(task_word("Running costs below 40", "en"), None);
        assert_eq!(task_word("Neue Scanner einführen", "de"), Some("einführen"));
        assert_eq!(task_word("Neue Scanner einführen", "en"), None);
    }
}
