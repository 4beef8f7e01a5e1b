//! Every key an author can write: one table, from which unknown keys are found, the JSON Schema ([`super::schema`])
//! and the format reference are made. The entries stand in `keys/`.

mod config;
mod goals;
mod pages;

use crate::base::suggest;

/// One key.
#[derive(Debug)]
pub struct Key {
    /// As canonically written: lower case, words joined by `_`.
    pub name: &'static str,
    /// Other words for the same; the natural singular or plural need not be listed.
    pub aliases: &'static [&'static str],
    pub form: Form,
    /// One line for the reference and for editors.
    pub doc: &'static str,
    /// A value as it stands behind the colon.
    pub example: &'static str,
}

/// What a value may look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    Text,
    /// One text or a list.
    Texts,
    /// Ids: one, a list, or several in one text with commas.
    Ids,
    Id,
    Number,
    Whole,
    YesNo,
    Date,
    Period,
    Words(&'static [&'static str]),
    Weight,
    Share,
    Confidence,
    Baseline,
    Target,
    /// A number, or `[from, to]`.
    NumberOrRange,
    /// `[from, to]`.
    Range,
    Tolerance,
    /// `no`, `yes` or the day it was done.
    Done,
    /// Numbers by date, by period, by the name of a slot or of a key result.
    Numbers(By),
    /// A mapping of these keys.
    One(Section),
    /// One mapping or a list of them.
    Many(Section),
    /// The same, where a plain text or date may stand for a mapping.
    Short(Section),
    /// One mapping or a plain text, number or date in its place.
    ShortOne(Section),
    /// Mappings by id, or a list of them.
    Named(Section),
    /// Mappings by a name of the author's, never a list.
    Table(Section),
    /// Texts by a name of the author's.
    TextTable,
    /// Anything; nothing reads it.
    Any,
}

/// What the keys of a mapping of numbers are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum By {
    Date,
    Period,
    Cadence,
    KeyResult,
}

macro_rules! sections {
    ($($variant:ident $name:literal $heading:literal [$($table:path),*];)*) => {
        /// A place where keys stand: a kind of page, a table of the configuration, or a mapping inside of one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Section { $($variant),* }

        impl Section {
            /// All sections in the order of the reference.
            pub const ALL: &'static [Section] = &[$(Section::$variant),*];

            /// The name in the schema's `$defs`.
            pub fn name(self) -> &'static str {
                match self { $(Section::$variant => $name),* }
            }

            /// The heading in the reference, and the words of messages: "in an objective".
            pub fn heading(self) -> &'static str {
                match self { $(Section::$variant => $heading),* }
            }

            fn tables(self) -> &'static [&'static [Key]] {
                match self { $(Section::$variant => &[$($table),*]),* }
            }
        }
    };
}

sections! {
    Objective "objective" "an objective" [goals::OBJECTIVE, pages::COMMON];
    KeyResult "key_result" "a key result" [goals::KEY_RESULT];
    Milestone "milestone" "a milestone" [goals::MILESTONE];
    Levels "levels" "levels" [goals::LEVELS];
    Owner "owner" "an owner" [goals::OWNER];
    Who "who" "a person or role" [goals::WHO];
    Support "support" "`supports`" [goals::SUPPORT];
    ObjectiveChange "objective_change" "`changed` of an objective" [goals::CHANGE, goals::OBJECTIVE, pages::COMMON];
    KeyResultChange "key_result_change" "`changed` of a key result" [goals::CHANGE, goals::KEY_RESULT];
    Event "event" "`paused` or `dropped`" [goals::EVENT];
    Grade "grade" "a grade" [goals::GRADE];
    Work "work" "a work item" [goals::WORK];
    Need "need" "a need" [goals::NEED];
    Money "money" "`money`" [goals::MONEY];
    CheckIn "check_in" "a check-in" [goals::CHECK_IN];
    Help "help" "a call for help" [goals::HELP];
    Allow "allow" "`allow`" [pages::ALLOW];
    Kpi "kpi" "a KPI" [pages::KPI, pages::COMMON];
    Data "data" "`data`" [pages::DATA, config::CSV];
    Bands "bands" "`bands`" [pages::BANDS];
    Benchmark "benchmark" "a benchmark" [pages::BENCHMARK];
    ChartEvent "chart_event" "an event" [pages::CHART_EVENT];
    Rebase "rebase" "a rebase" [pages::REBASE];
    Team "team" "a team" [pages::TEAM, pages::COMMON];
    Person "person" "a person" [pages::PERSON, pages::COMMON];
    Period "period" "a period" [pages::PERIOD, pages::COMMON];
    Review "review" "a review" [pages::REVIEW, pages::COMMON];
    Decision "decision" "a decision" [pages::DECISION];
    Promise "promise" "a promise" [pages::PROMISE];
    Verdict "verdict" "a decision's end" [pages::VERDICT];
    Page "page" "a page" [pages::PAGE, pages::COMMON];
    Priority "priority" "a priority" [pages::PRIORITY];
    Config "config" "goalpost.toml" [config::CONFIG];
    Repository "repository" "[repository]" [config::REPOSITORY];
    Calendar "calendar" "[calendar]" [config::CALENDAR];
    Csv "csv" "[csv]" [config::CSV];
    Scoring "scoring" "[scoring]" [config::SCORING];
    Policy "policy" "a policy" [config::POLICY];
    People "people" "[people]" [config::PEOPLE];
    History "history" "[history]" [config::HISTORY];
    Theme "theme" "[theme]" [config::THEME];
    Token "token" "a design token" [config::TOKEN];
    Markdown "markdown" "[markdown]" [config::MARKDOWN];
}

impl Section {
    /// The kinds of pages: what front matter can be.
    pub const PAGES: &'static [Section] = &[
        Section::Objective,
        Section::Kpi,
        Section::Team,
        Section::Person,
        Section::Period,
        Section::Review,
        Section::Page,
    ];

    /// All keys that can stand here.
    pub fn keys(self) -> impl Iterator<Item = &'static Key> {
        self.tables().iter().flat_map(|table| table.iter())
    }

    /// The key that is meant by what is written: without case, `-` and blanks as `_`, aliases, singular or plural.
    pub fn find(self, written: &str) -> Option<&'static Key> {
        let called = |word: &str| self.keys().find(|k| k.name == word);
        if let Some(key) = called(written) {
            return Some(key);
        }
        let word = normalise(written);
        called(&word)
            .or_else(|| self.keys().find(|k| k.aliases.contains(&word.as_str())))
            .or_else(|| self.keys().find(|k| singular(k.name) == singular(&word)))
            .or_else(|| self.keys().find(|k| k.aliases.iter().any(|a| singular(a) == singular(&word))))
    }

    /// The known key nearest to an unknown one.
    pub fn nearest(self, written: &str) -> Option<&'static str> {
        let word = normalise(written);
        let all = self.keys().flat_map(|k| std::iter::once(k.name).chain(k.aliases.iter().copied()));
        let near = suggest::nearest(&word, all)?;
        self.find(near).map(|k| k.name)
    }
}

/// Whether any section has this key; tells a key without its colon from a line of text.
pub fn known_anywhere(word: &str) -> bool {
    Section::ALL.iter().any(|s| s.find(word).is_some())
}

/// A key as it is compared: trimmed, lower case, `-` and blanks as `_`.
pub fn normalise(written: &str) -> String {
    written.trim().to_lowercase().replace(['-', ' '], "_")
}

/// A word without its plural ending, for comparing only.
pub fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).unwrap_or(word).to_owned(),
    }
}

impl Form {
    /// The form in plain words, for messages and the reference: "a text", "yes or no".
    pub fn words(self) -> String {
        match self {
            Form::Text => "a text".to_owned(),
            Form::Texts => "a text or a list of texts".to_owned(),
            Form::Ids => "an id or a list of ids".to_owned(),
            Form::Id => "an id".to_owned(),
            Form::Number => "a number".to_owned(),
            Form::Whole => "a whole number".to_owned(),
            Form::YesNo => "yes or no".to_owned(),
            Form::Date => "a date".to_owned(),
            Form::Period => "a period".to_owned(),
            Form::Words(words) => format!("one of {}", words.join(", ")),
            Form::Weight => "a weight: 35% or a number".to_owned(),
            Form::Share => "a share: 2/3, 50% or 0.5".to_owned(),
            Form::Confidence => "a confidence: 7/10, 70% or 0.7".to_owned(),
            Form::Baseline => "a number, `end of PERIOD`, `average of PERIOD` or `same period last year`".to_owned(),
            Form::Target => "a number, \"+20%\", \"+3 points\" or TBD".to_owned(),
            Form::NumberOrRange => "a number or [from, to]".to_owned(),
            Form::Range => "two numbers: [from, to]".to_owned(),
            Form::Tolerance => "`1 point` or `10% of target`".to_owned(),
            Form::Done => "no, yes or a date".to_owned(),
            Form::Numbers(By::Date) => "numbers by date".to_owned(),
            Form::Numbers(By::Period) => "numbers by period".to_owned(),
            Form::Numbers(By::Cadence) => "a number for each day, week, month, quarter or year".to_owned(),
            Form::Numbers(By::KeyResult) => "values by key result".to_owned(),
            Form::One(section) => format!("a mapping with the keys of {}", section.heading()),
            Form::Many(section) => format!("one mapping or a list with the keys of {}", section.heading()),
            Form::Short(section) => format!("one or a list: a text, or the keys of {}", section.heading()),
            Form::ShortOne(section) => format!("a plain value, or the keys of {}", section.heading()),
            Form::Named(section) => format!("a mapping from ids to the keys of {}, or a list", section.heading()),
            Form::Table(section) => format!("a mapping from names to the keys of {}", section.heading()),
            Form::TextTable => "texts by name".to_owned(),
            Form::Any => "anything".to_owned(),
        }
    }
}

/// The format reference as Markdown: one table for each place where keys stand.
pub fn reference_markdown() -> String {
    let mut out = String::new();
    for section in Section::ALL {
        let heading = section.heading().trim_start_matches("an ").trim_start_matches("a ");
        let mut letters = heading.chars();
        let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        out.push_str(&format!("## {title}\n\n| key | value | meaning | example |\n|---|---|---|---|\n"));
        for key in section.keys() {
            let name = std::iter::once(key.name).chain(key.aliases.iter().copied());
            let names: Vec<String> = name.map(|n| format!("`{n}`")).collect();
            let cells = [names.join(", "), key.form.words(), key.doc.to_owned(), format!("`{}`", key.example)];
            out.push_str(&format!("| {} |\n", cells.map(|c| c.replace('|', "\\|")).join(" | ")));
        }
        out.push('\n');
    }
    out
}

/// A key without aliases.
const fn key(name: &'static str, form: Form, doc: &'static str, example: &'static str) -> Key {
    Key { name, aliases: &[], form, doc, example }
}

/// A key with other words for the same.
const fn also(
    name: &'static str,
    aliases: &'static [&'static str],
    form: Form,
    doc: &'static str,
    example: &'static str,
) -> Key {
    Key { name, aliases, form, doc, example }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_and_plural_are_the_same_key() {
        for (section, written, name) in [
            (Section::Objective, "owners", "owner"),
            (Section::Objective, "Key results", "key_results"),
            (Section::Objective, "key-result", "key_results"),
            (Section::Objective, "alias", "aliases"),
            (Section::Kpi, "target", "target"),
            (Section::Kpi, "targets", "targets"),
            (Section::KeyResult, "targets", "target"),
            (Section::KeyResult, "phases", "plan"),
            (Section::Page, "priority", "priorities"),
        ] {
            assert_eq!(section.find(written).map(|k| k.name), Some(name), "{written}");
        }
    }

    #[test]
    fn no_name_stands_twice_in_a_section() {
        for section in Section::ALL {
            let mut names: Vec<&str> = section.keys().flat_map(|k| k.aliases.iter().copied().chain([k.name])).collect();
            names.sort_unstable();
            let mut once = names.clone();
            once.dedup();
            assert_eq!(names, once, "{section:?}");
        }
    }

    #[test]
    fn the_nearest_key_is_suggested() {
        assert_eq!(Section::Objective.nearest("onwer"), Some("owner"));
        assert_eq!(Section::KeyResult.nearest("basline"), Some("baseline"));
        assert_eq!(Section::Kpi.nearest("colour"), None);
    }

    #[test]
    fn the_reference_names_every_key() {
        let text = reference_markdown();
        for key in Section::ALL.iter().flat_map(|s| s.keys()) {
            assert!(text.contains(&format!("`{}`", key.name)), "{}", key.name);
        }
    }
}
