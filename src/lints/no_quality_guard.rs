//! A key result that asks for speed or volume, and nothing that would notice if quality paid for it.
//! The words depend on the language.

use super::{Lint, LintCx, kept};
use crate::base::codes::NO_QUALITY_GUARD;
use crate::base::{Code, Diagnostic, Place, Sink};
use crate::compute::scores::KrScore;
use crate::parse::doc::{Direction, KrKindDoc};
use crate::resolve::model::KeyResult;

/// Words of a language: of time that should get shorter, and of amounts that should grow.
struct Words {
    language: &'static str,
    time: &'static [&'static str],
    amount: &'static [&'static str],
}

const WORDS: &[Words] = &[
    Words {
        language: "en",
        time: &[
            "cycle time",
            "faster",
            "handling time",
            "lead time",
            "quicker",
            "response time",
            "sooner",
            "time to",
            "turnaround",
            "waiting time",
        ],
        amount: &[
            "calls",
            "deployments",
            "downloads",
            "number of",
            "output",
            "per day",
            "per hour",
            "posts",
            "releases",
            "sign-ups",
            "throughput",
            "tickets",
            "visits",
            "volume",
        ],
    },
    Words {
        language: "de",
        time: &[
            "antwortzeit",
            "bearbeitungszeit",
            "durchlaufzeit",
            "lieferzeit",
            "reaktionszeit",
            "schneller",
            "wartezeit",
        ],
        amount: &["anrufe", "anzahl", "aufrufe", "besuche", "durchsatz", "menge", "pro stunde", "pro tag"],
    },
    Words {
        language: "fr",
        time: &["délai", "durée", "plus vite", "temps d’attente", "temps de réponse", "temps de traitement"],
        amount: &["appels", "débit", "nombre de", "par heure", "par jour", "visites", "volume"],
    },
];

pub struct NoQualityGuard;

impl Lint for NoQualityGuard {
    fn code(&self) -> Code {
        NO_QUALITY_GUARD
    }

    fn check(&self, cx: &LintCx<'_>, sink: &mut Sink) {
        let language = cx.model.settings.locale.as_deref().unwrap_or("en").get(..2).unwrap_or("en").to_lowercase();
        let Some(words) = WORDS.iter().find(|w| w.language == language) else { return };
        for (ix, goal) in cx.goals().filter(|(ix, goal)| cx.is_open(*ix) && !kept(goal).any(is_guardrail)) {
            let scores = &cx.scores.objective(ix).key_results;
            for (kr, score) in goal.key_results.iter().zip(scores).filter(|(kr, _)| kr.doc.dropped.is_none()) {
                let Some(word) = asks_for(cx, kr, score, words).filter(|_| !is_guarded(cx, kr)) else {
                    continue;
                };
                let at = Place::Value(format!("{}.title", kr.doc.path));
                let message = format!("“{word}”: nothing would notice if quality paid for `{}`", kr.doc.id);
                sink.push(Diagnostic::new(NO_QUALITY_GUARD, goal.doc.file, at, message).help(
                    "name the KPI that must not suffer as `guarded_by:`, or add a key result such as `at_most:`",
                ));
            }
        }
    }
}

fn is_guardrail(kr: &KeyResult) -> bool {
    matches!(kr.doc.kind, KrKindDoc::AtLeast(_) | KrKindDoc::AtMost(_) | KrKindDoc::Between(..))
}

/// The key result names a guard, or its KPI does.
fn is_guarded(cx: &LintCx<'_>, kr: &KeyResult) -> bool {
    kr.guard.is_some() || kr.kpi.is_some_and(|ix| !cx.model.kpi(ix).guarded_by.is_empty())
}

/// The word that makes it a measure of speed or volume, where the goal goes the way that word means.
fn asks_for(cx: &LintCx<'_>, kr: &KeyResult, score: &KrScore, words: &Words) -> Option<&'static str> {
    if !matches!(kr.doc.kind, KrKindDoc::Metric) {
        return None;
    }
    let kpi = kr.kpi.map(|ix| &cx.model.kpi(ix).doc);
    let by_path = score.baseline.zip(score.target).map(|(from, to)| to > from);
    let grows = by_path.or(kpi.and_then(|k| k.direction).map(|d| d == Direction::Increase))?;
    let title = format!(" {} {} ", kr.doc.title, kpi.map_or("", |k| k.title.as_str())).to_lowercase();
    // A rate that grows is no amount.
    let rate = kr.doc.unit.as_deref().or(kpi.map(|k| k.unit.as_str())).is_some_and(|unit| unit.starts_with('%'));
    let list = match grows {
        true if rate => return None,
        true => words.amount,
        false => words.time,
    };
    list.iter().copied().find(|word| holds_word(&title, word))
}

/// The word as such, not as a part of another.
fn holds_word(text: &str, word: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word)
        .any(|(i, _)| edge(text[..i].chars().next_back()) && edge(text[i + word.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_within_a_word_is_none() {
        assert!(holds_word(" time to first reply ", "time to"));
        assert!(!holds_word(" overtime together ", "time to"));
    }
}
