//! What a check-in's words say of a key result: `498`, `3/5`, `Pilot depots done`, `yes`, `target`.

use super::model::Reported;
use crate::base::codes::{AMBIGUOUS_NUMBER, BAD_CHECK_IN_VALUE};
use crate::base::{Code, suggest::nearest};
use crate::domain::number::{self, NumberProblem, Quantity, Separators};
use crate::parse::doc::{KeyResultDoc, KrKindDoc, Level, Milestone, Target};

/// Why a value cannot be read, in the author's language.
#[derive(Debug, PartialEq)]
pub struct Problem {
    pub code: Code,
    pub message: String,
    pub help: String,
}

impl Problem {
    fn new(message: String, help: String) -> Self {
        Self { code: BAD_CHECK_IN_VALUE, message, help }
    }
}

const DONE: &[&str] =
    &["done", "finished", "complete", "completed", "yes", "true", "ready", "fertig", "erledigt", "ja", "✓", "✔", "✅"];
const NOT_DONE: &[&str] = &[
    "not done",
    "not yet",
    "not finished",
    "not started",
    "no",
    "open",
    "false",
    "late",
    "offen",
    "nein",
    "noch nicht",
];

/// Reads a value against the key result it speaks of. Nothing: the value is not known, or nothing was reached yet.
///
/// # Errors
/// A text that says nothing a key result of this kind could use.
pub fn read(kr: &KeyResultDoc, unit: &str, text: &str, separators: Separators) -> Result<Vec<Reported>, Problem> {
    let text = text.trim().trim_end_matches('.');
    if number::MISSING.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Ok(Vec::new());
    }
    match &kr.kind {
        KrKindDoc::Milestones(list) => milestones(list, text),
        KrKindDoc::YesNo { .. } => yes_or_no(text).map(|done| vec![Reported::Done(done)]),
        KrKindDoc::Levels { commit, target, stretch } => level([commit, target, stretch], unit, text, separators),
        KrKindDoc::Text => Ok(Vec::new()),
        KrKindDoc::Parts(parts) => Err(by_part(kr, parts)),
        _ => amount(kr, unit, text, separators),
    }
}

fn amount(kr: &KeyResultDoc, unit: &str, text: &str, separators: Separators) -> Result<Vec<Reported>, Problem> {
    match number::parse(text, separators) {
        Ok(quantity) => scaled(&quantity, unit, whole(kr), text).map(|value| vec![Reported::Number(value)]),
        Err(NumberProblem::Missing) => Ok(Vec::new()),
        Err(NumberProblem::Ambiguous { thousands, fraction }) => Err(Problem {
            code: AMBIGUOUS_NUMBER,
            message: format!("`{text}` can be read as {thousands} or as {fraction}"),
            help: format!("write `{thousands}` or `{fraction}`, or set `locale` in goalpost.toml"),
        }),
        Err(NumberProblem::NotANumber) => {
            let unit = if unit.is_empty() { String::new() } else { format!(" of {unit}") };
            Err(Problem::new(
                format!("`{text}` is not a number"),
                format!("`{}` counts a number{unit}; words belong into the lines below it", kr.id),
            ))
        }
    }
}

/// `3/5` is 60 where the unit is %, and 3 where 5 is the target.
fn scaled(quantity: &Quantity, unit: &str, target: Option<f64>, text: &str) -> Result<f64, Problem> {
    let percent = is_percent(unit);
    match quantity.of {
        Some(of) if percent && of != 0.0 => Ok(quantity.value / of * 100.0),
        Some(of) if target.is_none_or(|target| (target - of).abs() <= 1e-9 * target.abs().max(1.0)) => {
            Ok(quantity.value)
        }
        Some(of) => Err(Problem::new(
            format!("`{text}` counts out of {of}, but the target is {}", target.unwrap_or(of)),
            format!("write only the number reached: `{}`", quantity.value),
        )),
        None if quantity.unit == "%" && !percent && !unit.is_empty() => Err(Problem::new(
            format!("`{text}` is a percentage, but the key result counts {unit}"),
            format!("write the number of {unit}, or `unit: \"%\"` in the key result"),
        )),
        None => Ok(quantity.value),
    }
}

/// Whether a unit counts percents: `%`, `% reopened`.
pub fn is_percent(unit: &str) -> bool {
    unit.trim_start().starts_with('%')
}

/// The number that counts as all of it.
fn whole(kr: &KeyResultDoc) -> Option<f64> {
    match (&kr.kind, &kr.target) {
        (KrKindDoc::AtLeast(bound) | KrKindDoc::AtMost(bound) | KrKindDoc::Budget(bound), _) => Some(*bound),
        (KrKindDoc::Each { at_least, .. }, _) => Some(*at_least),
        (KrKindDoc::Metric, Some(Target::Number(target))) => Some(target.value),
        _ => None,
    }
}

fn yes_or_no(text: &str) -> Result<bool, Problem> {
    let word = text.split([',', ';', '(', ':']).next().unwrap_or(text).trim().to_lowercase();
    if DONE.contains(&word.as_str()) {
        return Ok(true);
    }
    if NOT_DONE.contains(&word.as_str()) {
        return Ok(false);
    }
    Err(Problem::new(
        format!("`{text}` is neither yes nor no"),
        "write `yes` or `done` when it is done, and `no` before; words belong into the lines below".to_owned(),
    ))
}

/// Titles of finished milestones, one or several.
fn milestones(list: &[Milestone], text: &str) -> Result<Vec<Reported>, Problem> {
    // A title may hold a comma itself: the whole text is tried before its pieces.
    if let Some(found) = milestone(list, text) {
        return Ok(found.map(Reported::MilestoneDone).into_iter().collect());
    }
    let mut out = Vec::new();
    for piece in text.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty()) {
        match milestone(list, piece) {
            Some(found) => out.extend(found.map(Reported::MilestoneDone)),
            None => {
                let titles: Vec<String> = list.iter().map(|m| format!("`{} done`", m.title)).collect();
                let near = nearest(bare(piece).0, list.iter().map(|m| m.title.as_str()));
                let help = match near {
                    Some(title) => format!("did you mean `{title} done`?"),
                    None => format!("write {}", titles.join(" or ")),
                };
                return Err(Problem::new(format!("no milestone is called `{piece}`"), help));
            }
        }
    }
    Ok(out)
}

/// `Some(Some(i))`: milestone i is done; `Some(None)`: a milestone is said not to be done yet; `None`: no such title.
fn milestone(list: &[Milestone], text: &str) -> Option<Option<usize>> {
    let called = |title: &str| list.iter().position(|m| m.title.trim().to_lowercase() == title.to_lowercase());
    // "Northgate open" may be a title: it is looked for before its last word is read as news.
    if let Some(found) = called(text) {
        return Some(Some(found));
    }
    let (title, done) = bare(text);
    let wanted = title.to_lowercase();
    let found = called(title).or_else(|| {
        let mut begins = list.iter().enumerate().filter(|(_, m)| m.title.to_lowercase().starts_with(&wanted));
        match (begins.next(), begins.next()) {
            (Some((i, _)), None) if !wanted.is_empty() => Some(i),
            _ => None,
        }
    })?;
    Some(done.then_some(found))
}

/// A milestone's title without the word behind it that says whether it is done; a bare title says that it is.
fn bare(text: &str) -> (&str, bool) {
    let tail = |words: &[&str]| {
        words.iter().find_map(|word| {
            let cut = text.len().checked_sub(word.len()).filter(|cut| text.is_char_boundary(*cut))?;
            let (title, end) = text.split_at(cut);
            let apart = title.ends_with(|c: char| c.is_whitespace() || c == ':') || !end.is_ascii();
            let title = title.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '–' | '-'));
            (end.to_lowercase() == **word && apart).then_some(title)
        })
    };
    match (tail(NOT_DONE), tail(DONE)) {
        (Some(title), _) => (title, false),
        (None, Some(title)) => (title.strip_suffix(" is").unwrap_or(title), true),
        (None, None) => (text, true),
    }
}

fn level(levels: [&Level; 3], unit: &str, text: &str, separators: Separators) -> Result<Vec<Reported>, Problem> {
    let word = text.to_lowercase();
    let names = ["commit", "target", "stretch"];
    let reached = levels.iter().zip(names).position(|(level, name)| {
        word == name || matches!(level, Level::Word(own) if own.trim().to_lowercase() == word)
    });
    if let Some(i) = reached {
        return Ok(vec![Reported::Level(i)]);
    }
    if NOT_DONE.contains(&word.as_str()) || word == "none" {
        return Ok(Vec::new());
    }
    let numeric = levels.iter().any(|level| matches!(level, Level::Number(_)));
    if let (true, Ok(quantity)) = (numeric, number::parse(text, separators)) {
        return scaled(&quantity, unit, None, text).map(|value| vec![Reported::Number(value)]);
    }
    let shown: Vec<String> = levels
        .iter()
        .map(|level| match level {
            Level::Number(n) => format!("`{n}`"),
            Level::Word(own) => format!("`{own}`"),
        })
        .collect();
    let help = format!("write `commit`, `target` or `stretch` for the level reached, or one of {}", shown.join(", "));
    Err(Problem::new(format!("`{text}` is none of the levels"), help))
}

fn by_part(kr: &KeyResultDoc, parts: &[KeyResultDoc]) -> Problem {
    let lines: Vec<String> = parts.iter().map(|part| format!("`- {}.{}: …`", kr.id, part.id)).collect();
    Problem::new(format!("`{}` has several numbers", kr.id), format!("write one line for each: {}", lines.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(titles: &[&str], text: &str) -> Result<Vec<Reported>, Problem> {
        let list: Vec<Milestone> = titles
            .iter()
            .map(|title| Milestone { title: (*title).to_owned(), due: None, done: None, weight: 1.0 })
            .collect();
        milestones(&list, text)
    }

    #[test]
    fn a_milestone_is_done_by_its_title_and_never_by_its_denial() {
        let titles = ["Pilot depots", "All depots"];
        for text in ["Pilot depots done", "pilot depots", "Pilot depots: done", "Pilot", "Pilot depots ✓"] {
            assert_eq!(done(&titles, text), Ok(vec![Reported::MilestoneDone(0)]), "{text}");
        }
        for text in ["Pilot depots not done", "All depots: not yet"] {
            assert_eq!(done(&titles, text), Ok(Vec::new()), "{text}");
        }
        let both = Ok(vec![Reported::MilestoneDone(0), Reported::MilestoneDone(1)]);
        assert_eq!(done(&titles, "Pilot depots done, All depots done"), both);
        assert!(done(&titles, "half of it").is_err());
    }

    #[test]
    fn three_of_five_is_three_or_sixty_percent() {
        let quantity = Quantity { value: 3.0, unit: String::new(), signed: false, of: Some(5.0) };
        assert_eq!(scaled(&quantity, "sites", Some(5.0), "3/5"), Ok(3.0));
        assert_eq!(scaled(&quantity, "%", Some(80.0), "3/5"), Ok(60.0));
        assert!(scaled(&quantity, "sites", Some(8.0), "3/5").is_err());
    }

    #[test]
    fn a_yes_may_be_explained() {
        assert_eq!(yes_or_no("Done (signed on Monday)"), Ok(true));
        assert_eq!(yes_or_no("not yet"), Ok(false));
        assert!(yes_or_no("nearly").is_err());
    }
}
