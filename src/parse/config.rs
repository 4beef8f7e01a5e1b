//! `goalpost.toml`.

use super::kpi::{dialect, texts_by_name};
use super::objective::ROLL_UPS;
use super::reader::{Cx, Fields, Node};
use super::repository::repository;
use super::shared::text;
use super::{Reading, keys::Section, toml_file};
use crate::base::suggest::nearest;
use crate::base::{Code, Level, Sink, SourceFile, codes, suggest};
use crate::domain::number::Separators;
use crate::domain::{Calendar, Date};
use crate::parse::doc::{Dialect, RollUp};
use crate::resolve::settings::{
    AfterChange, AsOf, AsOfOrigin, Feeds, HistorySettings, LeftOut, PeopleShown, Policy, Settings, TokenValue,
};
use crate::words;
use serde_yaml::Value;
use std::collections::BTreeMap;

/// What the command line decides over the configuration.
#[derive(Clone, Debug)]
pub struct Overrides {
    /// `--as-of`.
    pub as_of: Option<Date>,
    /// From `SOURCE_DATE_EPOCH`; used where neither argument nor configuration gives a date.
    pub source_date: Option<Date>,
    /// The revision that is built instead of the files on disk, and its day: used before `SOURCE_DATE_EPOCH`.
    pub revision: Option<(String, Date)>,
    /// Today in UTC; the last resort.
    pub today: Date,
    pub base_url: Option<String>,
    pub drafts: bool,
}

/// Reads the configuration; without a file everything has its default.
pub fn settings(file: Option<&SourceFile>, overrides: &Overrides, sink: &mut Sink) -> Settings {
    let mut settings = default_settings(file, overrides);
    if let Some(file) = file {
        let value = toml_file::read(file, sink);
        let reading = Reading::default();
        let mut cx = Cx::new(file, &reading, sink);
        if let Some(fields) = Fields::open(&Node::root(&value, file.id), Section::Config, &mut cx) {
            configure(&mut settings, fields, overrides, &mut cx);
        }
    }
    settings
}

fn default_settings(file: Option<&SourceFile>, overrides: &Overrides) -> Settings {
    Settings {
        file: file.map(|f| f.id),
        title: "Goals".to_owned(),
        description: None,
        as_of: as_of(overrides, None),
        locale: None,
        base_url: overrides.base_url.clone(),
        repository: None,
        feeds: Feeds::default(),
        left_out: LeftOut::default(),
        logo: None,
        calendar: Calendar::default(),
        separators: Separators::default(),
        csv: Dialect::default(),
        policy: "goalpost".to_owned(),
        policies: policies(),
        weakest: false,
        roll_up: RollUp::KeyResults,
        after_change: AfterChange::Today,
        people: PeopleShown::Names,
        history: HistorySettings::default(),
        theme: "default".to_owned(),
        tokens: BTreeMap::new(),
        words: BTreeMap::new(),
        lints: BTreeMap::new(),
        raw_html: false,
        drafts: overrides.drafts,
        revision: overrides.revision.as_ref().map(|r| r.0.clone()),
    }
}

/// Argument, configuration, `SOURCE_DATE_EPOCH`, today: the first that gives a date.
fn as_of(overrides: &Overrides, configured: Option<Date>) -> AsOf {
    let dates = [
        (overrides.as_of, AsOfOrigin::Argument),
        (configured, AsOfOrigin::Configuration),
        (overrides.revision.as_ref().map(|r| r.1), AsOfOrigin::Revision),
        (overrides.source_date, AsOfOrigin::SourceDateEpoch),
    ];
    let first = dates.into_iter().find_map(|(date, origin)| Some(AsOf { date: date?, origin }));
    first.unwrap_or(AsOf { date: overrides.today, origin: AsOfOrigin::Today })
}

/// The policies that need no configuration: our own two, and other products' rules (`domain.md` §4).
pub fn policies() -> BTreeMap<String, Policy> {
    let ratio = |good, middle| Policy::Ratio { good, middle, grace: false };
    let all = [
        ("goalpost", Policy::Gap(0.05, 0.15)),
        ("ratio", Policy::Ratio { good: 0.90, middle: 0.70, grace: true }),
        ("viva", Policy::Gap(0.0, 0.25)),
        ("engagedly", Policy::Gap(0.165, 0.33)),
        ("upraise", ratio(0.95, 0.75)),
        ("oboard", ratio(0.70, 0.40)),
        ("burning", Policy::Gap(0.2, 0.4)),
    ];
    all.into_iter().map(|(name, policy)| (name.to_owned(), policy)).collect()
}

fn configure(settings: &mut Settings, mut fields: Fields<'_>, overrides: &Overrides, cx: &mut Cx<'_>) {
    let f = &mut fields;
    if let Some(title) = text(f, "title", cx) {
        settings.title = title;
    }
    settings.description = text(f, "description", cx);
    settings.as_of = as_of(overrides, f.take("as_of").and_then(|n| n.date(cx)));
    if let Some((locale, decimal)) = f.take("locale").and_then(|n| locale(&n, cx)) {
        settings.locale = Some(locale);
        settings.separators = Separators { decimal };
    }
    let base_url = f.take("base_url").and_then(|n| {
        let url = n.text(cx).filter(|url| !url.is_empty())?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            let finding = n.problem(codes::UNKNOWN_WORD, format!("`{url}` is not a whole address"));
            cx.push(finding.help("Write: base_url = \"https://goals.example.com\""));
        }
        Some(url)
    });
    settings.base_url = overrides.base_url.clone().or(base_url);
    settings.repository = f.take("repository").and_then(|n| repository(&n, cx));
    for feed in f.take("feeds").iter().flat_map(Node::items) {
        match feed.word(FEEDS, cx) {
            Some(Feed::CheckIns) => settings.feeds.check_ins = true,
            Some(Feed::Changes) => settings.feeds.changes = true,
            None => {}
        }
    }
    for part in f.take("leaves_out").iter().flat_map(Node::items) {
        match part.word(PARTS, cx) {
            Some(Part::KpiPages) => settings.left_out.kpi_pages = true,
            Some(Part::Data) => settings.left_out.data = true,
            None => {}
        }
    }
    settings.logo = text(f, "logo", cx);
    section(f, "calendar", Section::Calendar, cx, |f, cx| {
        settings.calendar.fiscal_start = f.take("fiscal_year_start").and_then(|n| month(&n, cx)).unwrap_or(1);
    });
    section(f, "csv", Section::Csv, cx, |f, cx| settings.csv = dialect(f, cx));
    if let Some(node) = f.take("policies") {
        own_policies(&node, &mut settings.policies, cx);
    }
    section(f, "scoring", Section::Scoring, cx, |f, cx| scoring(settings, f, cx));
    section(f, "people", Section::People, cx, |f, cx| {
        settings.people = f.take("show").and_then(|n| n.word(SHOWN, cx)).unwrap_or(PeopleShown::Names);
    });
    section(f, "history", Section::History, cx, |f, cx| {
        let mut yes = |name: &str, default: bool| f.take(name).and_then(|n| n.yes_no(cx)).unwrap_or(default);
        let (read, authors) = (yes("read", true), yes("authors", false));
        let weeks = f.take("weeks").and_then(|n| n.whole(1, 520, cx)).map_or(53, |n| n as u32);
        settings.history = HistorySettings { read, weeks, authors };
    });
    section(f, "theme", Section::Theme, cx, |f, cx| {
        settings.theme = text(f, "name", cx).unwrap_or_else(|| "default".to_owned());
        settings.tokens = f.take("tokens").map(|n| tokens(&n, cx)).unwrap_or_default();
    });
    settings.words = f.take("words").map(|n| own_words(&n, cx)).unwrap_or_default();
    settings.lints = f.take("lints").map(|n| lints(&n, cx)).unwrap_or_default();
    section(f, "markdown", Section::Markdown, cx, |f, cx| {
        settings.raw_html = f.take("raw_html").and_then(|n| n.yes_no(cx)).unwrap_or(false);
    });
    fields.finish(cx);
}

/// Reads one table of the configuration, if it is there.
fn section(
    fields: &mut Fields<'_>,
    name: &str,
    section: Section,
    cx: &mut Cx<'_>,
    read: impl FnOnce(&mut Fields<'_>, &mut Cx<'_>),
) {
    let Some(mut inner) = fields.take(name).and_then(|n| Fields::open(&n, section, cx)) else { return };
    read(&mut inner, cx);
    inner.finish(cx);
}

#[derive(Clone, Copy)]
enum Feed {
    CheckIns,
    Changes,
}

const FEEDS: &[(&str, Feed)] = &[("check-ins", Feed::CheckIns), ("changes", Feed::Changes)];

#[derive(Clone, Copy)]
enum Part {
    KpiPages,
    Data,
}

const PARTS: &[(&str, Part)] = &[("kpi-pages", Part::KpiPages), ("data", Part::Data)];

const SHOWN: &[(&str, PeopleShown)] = &[
    ("names", PeopleShown::Names),
    ("pages", PeopleShown::Pages),
    ("roles", PeopleShown::Roles),
    ("none", PeopleShown::None),
];

const AFTER_CHANGE: &[(&str, AfterChange)] =
    &[("today", AfterChange::Today), ("original", AfterChange::Original), ("worse", AfterChange::Worse)];

fn scoring(settings: &mut Settings, fields: &mut Fields<'_>, cx: &mut Cx<'_>) {
    let weakest = fields.take("objective_status").and_then(|n| n.word(&[("policy", false), ("weakest", true)], cx));
    settings.weakest = weakest.unwrap_or(false);
    settings.roll_up = fields.take("roll_up").and_then(|n| n.word(ROLL_UPS, cx)).unwrap_or_default();
    let after = fields.take("after_change").and_then(|n| n.word(AFTER_CHANGE, cx));
    settings.after_change = after.unwrap_or(AfterChange::Today);
    let Some(node) = fields.take("policy") else { return };
    let Some(name) = node.text(cx) else { return };
    if settings.policies.contains_key(&name) {
        settings.policy = name;
        return;
    }
    let known: Vec<&str> = settings.policies.keys().map(String::as_str).collect();
    let near = suggest::nearest(&name, known.iter().copied()).map(|w| format!("Did you mean `{w}`?"));
    let finding = node.problem(codes::UNKNOWN_WORD, format!("there is no policy `{name}`")).help_opt(near);
    let own = format!("Write one of {}, or make it under [policies.{name}]: gap = [0.05, 0.15]", known.join(", "));
    cx.push(finding.help(own));
}

/// `[policies.NAME]` with `gap` or `ratio`.
fn own_policies(node: &Node<'_>, policies: &mut BTreeMap<String, Policy>, cx: &mut Cx<'_>) {
    for (name, node) in node.entries("policies by name", cx) {
        let Some(mut fields) = Fields::open(&node, Section::Policy, cx) else { continue };
        let gap = fields.take("gap").and_then(|n| Some((n.range(cx)?, n)));
        let ratio = fields.take("ratio").and_then(|n| Some((n.range(cx)?, n)));
        let policy = match (gap, ratio) {
            (Some((_, gap)), Some(_)) => {
                let message = format!("the policy `{name}` has both `gap` and `ratio`");
                cx.push(gap.key_problem(codes::CONFLICTING_KINDS, message).help("Keep one of them"));
                None
            }
            (Some(((good, middle), node)), None) => {
                in_order(good <= middle, "the gap for good cannot be larger than the one for middle", &node, cx);
                Some(Policy::Gap(good, middle))
            }
            (None, Some(((good, middle), node))) => {
                in_order(good >= middle, "the ratio for good cannot be smaller than the one for middle", &node, cx);
                Some(Policy::Ratio { good, middle, grace: false })
            }
            (None, None) => {
                fields.missing("gap", cx);
                None
            }
        };
        policies.extend(policy.map(|policy| (name, policy)));
        fields.finish(cx);
    }
}

fn in_order(fine: bool, message: &str, node: &Node<'_>, cx: &mut Cx<'_>) {
    if !fine {
        cx.push(node.problem(codes::BAD_NUMBER, message).help("The first number is for good, the second for middle"));
    }
}

fn tokens(node: &Node<'_>, cx: &mut Cx<'_>) -> BTreeMap<String, TokenValue> {
    let mut tokens = BTreeMap::new();
    for (name, node) in node.entries("tokens by name", cx) {
        let token = match node.value {
            Value::Mapping(_) => Fields::open(&node, Section::Token, cx).and_then(|mut fields| {
                let light = text(&mut fields, "light", cx);
                if light.is_none() {
                    fields.missing("light", cx);
                }
                Some(TokenValue { light: light?, dark: text(&mut fields, "dark", cx) })
            }),
            _ => node.text(cx).map(|light| TokenValue { light, dark: None }),
        };
        tokens.extend(token.map(|token| (name.trim_start_matches("--").to_owned(), token)));
    }
    tokens
}

const LEVELS: &[(&str, Option<Level>)] =
    &[("error", Some(Level::Error)), ("warning", Some(Level::Warning)), ("info", Some(Level::Info)), ("off", None)];

/// `[lints]`: level by code id.
fn lints(node: &Node<'_>, cx: &mut Cx<'_>) -> BTreeMap<String, Option<Level>> {
    let (mut all, mut lints) = (BTreeMap::new(), BTreeMap::new());
    for (word, node) in node.entries("levels by lint", cx) {
        if word == "all" {
            let of = |level: Option<Level>| lint_codes().map(move |code| (code.id().to_owned(), level));
            all.extend(node.word(LEVELS, cx).into_iter().flat_map(of));
            continue;
        }
        let code = Code::find(&word).or_else(|| Code::find(&word.replace('_', "-")));
        match code.filter(|c| c.is_lint()) {
            Some(code) => lints.extend(node.word(LEVELS, cx).map(|level| (code.id().to_owned(), level))),
            None if code.is_some() => {
                let message = format!("`{word}` is a mistake, and its level cannot be changed");
                let help = "leave the line out; only codes that begin with L have a level to change";
                cx.push(node.key_problem(codes::UNKNOWN_LINT, message).help(help));
            }
            None => {
                let names = lint_codes().flat_map(|c| [c.name(), c.id()]);
                let near = suggest::nearest(&word, names).map(|name| format!("Did you mean `{name}`?"));
                let finding = node.key_problem(codes::UNKNOWN_LINT, format!("there is no lint `{word}`"));
                cx.push(finding.help_opt(near));
            }
        }
    }
    all.extend(lints);
    all
}

fn lint_codes() -> impl Iterator<Item = Code> {
    Code::all().filter(|code| code.is_lint())
}

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A month by name, by its first three letters or by number.
fn month(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<i8> {
    let written = node.text(cx)?;
    let word = written.to_lowercase();
    let named = MONTHS.iter().position(|m| m.to_lowercase() == word || m[..3].to_lowercase() == word);
    let number = word.parse::<i8>().ok().filter(|n| (1..=12).contains(n));
    let month = named.map(|i| i as i8 + 1).or(number);
    if month.is_none() {
        let near = suggest::nearest(&written, MONTHS.iter().copied()).map(|m| format!("Did you mean `{m}`?"));
        let finding = node.problem(codes::UNKNOWN_WORD, format!("`{written}` is not a month"));
        cx.push(finding.help_opt(near).help("Write its name, or a number from 1 to 12"));
    }
    month
}

/// Languages that write a fraction with a comma; with a point; and regions that differ from their language.
const COMMA: &[&str] = &[
    "af", "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "is", "it", "lt", "lv", "nb",
    "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi",
];
const POINT: &[&str] = &["ar", "en", "he", "hi", "ja", "ko", "ms", "sw", "ta", "th", "ur", "zh"];
const POINT_REGIONS: &[&str] = &["de-ch", "de-li", "it-ch", "es-mx", "es-us", "es-pr", "es-do", "es-gt", "es-pa"];

/// The site's own words. One that no page says may be of the site's own templates, unless it is nearly one of ours.
fn own_words(node: &Node<'_>, cx: &mut Cx<'_>) -> BTreeMap<String, String> {
    for (word, value) in node.entries("texts by name", cx) {
        let near = nearest(&word, words::all()).filter(|near| words::all().all(|known| known != word) && *near != word);
        if let Some(near) = near {
            let finding = value.key_problem(codes::UNKNOWN_KEY, format!("no page says `{word}`"));
            cx.push(finding.help(format!("did you mean `{near}`?")));
        }
    }
    texts_by_name(node, cx).into_iter().collect()
}

/// The locale and its decimal sign; none is known for languages we have not learned.
fn locale(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<(String, Option<char>)> {
    let written = node.text(cx)?;
    let tag = written.replace('_', "-").to_lowercase();
    let language = tag.split('-').next().unwrap_or_default();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
        let finding = node.problem(codes::UNKNOWN_WORD, format!("`{written}` is not a locale"));
        cx.push(finding.help("Write a language, or language and country: en, en-GB, de, fr"));
        return None;
    }
    let point = POINT.contains(&language) || POINT_REGIONS.contains(&tag.as_str());
    let comma = COMMA.contains(&language).then_some(',');
    Some((written, if point { Some('.') } else { comma }))
}
