//! Keys of `goalpost.toml`, written in TOML; examples are too.

use super::Form::*;
use super::{Key, Section, key};

pub const CONFIG: &[Key] = &[
    key("title", Text, "the site's title", "\"Larkmoor Parcels\""),
    key("description", Text, "one line for the home page and search engines", "\"Where we stand\""),
    key("as_of", Date, "the day the report speaks of", "2025-11-18"),
    key("locale", Text, "how numbers and dates are written: en, en-GB, de, fr …", "\"en-GB\""),
    key("base_url", Text, "where the site will be; for canonical links and feeds", "\"https://example.com/goals/\""),
    key(
        "repository",
        ShortOne(Section::Repository),
        "where the goals are kept: for links to a page's text and to the forms that write",
        "\"https://github.com/larkmoor/goals\"",
    ),
    key("feeds", Texts, "which Atom feeds are written: check-ins, changes; default none", "[\"check-ins\"]"),
    key("leaves_out", Texts, "what the site does without: kpi-pages, data; default nothing", "[\"data\"]"),
    key("logo", Text, "a picture for the head of every page", "\"static/logo.svg\""),
    key("calendar", One(Section::Calendar), "fiscal years", "{ fiscal_year_start = \"April\" }"),
    key("csv", One(Section::Csv), "how CSV files are written", "{ delimiter = \",\" }"),
    key("scoring", One(Section::Scoring), "how scores and statuses are made", "{ policy = \"goalpost\" }"),
    key("policies", Table(Section::Policy), "your own status policies", "{ upraise = { ratio = [0.95, 0.75] } }"),
    key("history", One(Section::History), "what is read of the repository's past", "{ authors = true }"),
    key("people", One(Section::People), "how much of people is shown", "{ show = \"names\" }"),
    key("theme", One(Section::Theme), "the look", "{ name = \"default\" }"),
    key("words", TextTable, "words of the interface that you replace", "{ Objective = \"Goal\" }"),
    key(
        "lints",
        TextTable,
        "error, warning, info or off for each lint, or for `all` others",
        "{ no-owner = \"error\" }",
    ),
    key("markdown", One(Section::Markdown), "how Markdown is read", "{ raw_html = false }"),
];

pub const REPOSITORY: &[Key] = &[
    key("url", Text, "its address on the web", "\"https://github.com/larkmoor/goals\""),
    key("branch", Text, "the branch that is published; default main", "\"main\""),
    key(
        "host",
        Words(&["github", "gitlab", "gitea", "forgejo", "other"]),
        "whose forms it has; default: what the address says",
        "\"gitea\"",
    ),
    key("folder", Text, "the folder of the goals in it; default: its top", "\"goals\""),
];

pub const CALENDAR: &[Key] =
    &[key("fiscal_year_start", Text, "the month a fiscal year starts in; default January", "\"April\"")];

pub const CSV: &[Key] = &[
    key("delimiter", Text, "default: found out among comma, semicolon, tab and |", "\",\""),
    key("decimal", Words(&[".", ","]), "default: the locale's", "\".\""),
    key("thousands", Text, "the sign between thousands; default: the locale's", "\",\""),
    key("dates", Text, "the form of dates; ISO forms are always read", "\"DD/MM/YYYY\""),
    key("missing_values", Texts, "words for a value that is not known; replaces the default list", "[\"NA\", \"-\"]"),
    key("encoding", Text, "utf-8, windows-1252, utf-16le …", "\"utf-8\""),
];

pub const SCORING: &[Key] = &[
    key("policy", Text, "goalpost, ratio, or a name under [policies]", "\"goalpost\""),
    key(
        "objective_status",
        Words(&["policy", "weakest"]),
        "an objective's word: its own, or its weakest key result's",
        "\"policy\"",
    ),
    key(
        "roll_up",
        Words(&["key-results", "children", "both", "manual"]),
        "how an objective's score is made",
        "\"both\"",
    ),
    key(
        "after_change",
        Words(&["today", "original", "worse"]),
        "the official score after a target was moved",
        "\"today\"",
    ),
];

pub const POLICY: &[Key] = &[
    key("gap", Range, "good and middle: how far progress may lie behind the expected", "[0.05, 0.15]"),
    key("ratio", Range, "good and middle: progress as a part of the expected", "[0.95, 0.75]"),
];

pub const PEOPLE: &[Key] = &[key(
    "show",
    Words(&["names", "pages", "roles", "none"]),
    "how much of people is shown; default names",
    "\"names\"",
)];

pub const HISTORY: &[Key] = &[
    key("read", YesNo, "read the git history around the folder; default yes", "false"),
    key("weeks", Whole, "weeks whose scores are kept as they were known; default 53", "27"),
    key("authors", YesNo, "name who committed a change; default no", "true"),
];

pub const THEME: &[Key] = &[
    key("name", Text, "a built-in theme or a folder themes/NAME", "\"default\""),
    key("tokens", Table(Section::Token), "colours and sizes of the theme", "{ accent = \"#0f5a56\" }"),
];

pub const TOKEN: &[Key] = &[
    key("light", Text, "the value, or the one on light ground", "\"#0f5a56\""),
    key("dark", Text, "the value on dark ground", "\"#7fc4bf\""),
];

pub const MARKDOWN: &[Key] = &[key("raw_html", YesNo, "let HTML in Markdown through; default no", "false")];
