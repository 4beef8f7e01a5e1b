//! Keys of KPIs, teams, people, periods, reviews and free pages, and those every page may carry.

use super::Form::*;
use super::{By, Key, Section, also, key};

pub const COMMON: &[Key] = &[
    key("title", Text, "the title; of an objective or KPI the only compulsory key", "Deliver right the first time"),
    key("id", Id, "default: the file's name; an objective's in capitals", "OPS-2"),
    key("type", Words(TYPES), "the kind of page, where the folder does not say it", "objective"),
    key("tags", Ids, "words to find it by", "[peak, quality]"),
    also("aliases", &["alias"], Texts, "old addresses that lead here", "[goals/old-name]"),
    key(
        "allow",
        Short(Section::Allow),
        "findings that are meant to be",
        "[{code: one-key-result, why: It is a pilot}]",
    ),
    key("visibility", Text, "reserved for builds per audience", "internal"),
    key("extra", Any, "the page's own data; nothing reads it", "{cost_centre: 4711}"),
];

/// The words of `type:`.
pub const TYPES: &[&str] = &["objective", "kpi", "team", "person", "period", "review", "check-in", "page"];

pub const ALLOW: &[Key] =
    &[key("code", Id, "the finding's code or name", "one-key-result"), key("why", Text, "the reason", "It is a pilot")];

pub const KPI: &[Key] = &[
    key("short", Text, "a short title for charts and tables", "First attempts"),
    key("what", Text, "what is counted", "Share of parcels handed over on the first visit"),
    key("why", Text, "why it matters", "A failed visit costs £2.10"),
    key("how", Text, "how it is computed, and from what", "First-visit handovers ÷ parcels out for delivery"),
    also("who", &["owner"], ShortOne(Section::Who), "who answers for the number", "ana"),
    key("when", Text, "when it is closed and who reads it", "Closed every Monday"),
    key("role", Words(&["input", "output"]), "an input we control or an output", "output"),
    key("team", Id, "the team, as in teams.csv", "operations"),
    key("cadence", Words(CADENCES), "how often it is measured", "week"),
    key("unit", Text, "its unit", "\"%\""),
    key("decimals", Whole, "decimals to print", "1"),
    key("direction", Words(&["increase", "decrease", "range", "neutral"]), "where it should go", "increase"),
    key("aggregate", Words(AGGREGATES), "how values become a period's; there is no default", "sum"),
    key("weight", Text, "the column of weights for `aggregate: weighted`", "parcels"),
    key(
        "data",
        ShortOne(Section::Data),
        "the CSV file, or file and columns",
        "{file: volume.csv, date: week, value: parcels}",
    ),
    key("targets", Numbers(By::Period), "targets by period", "{FY26-Q2: 88.5, FY26-Q3: 92}"),
    key("target", NumberOrRange, "one target for all time", "92"),
    key("tolerance", Tolerance, "how near is near; without it: met or not", "1 point"),
    key("bands", ShortOne(Section::Bands), "good from, middle from: absolute values", "[92, 85]"),
    key(
        "benchmark",
        ShortOne(Section::Benchmark),
        "a peer's value",
        "{value: 91.2, name: Industry average, source: Yearly report, date: 2025-06-30}",
    ),
    key("guarded_by", Ids, "KPIs that must not suffer", "complaints"),
    key("leads", Ids, "KPIs that follow this one", "repeat-senders"),
    key("drivers", Ids, "KPIs that move this one", "[joiners, driver-turnover]"),
    key("by", Text, "the column that splits it by team", "depot"),
    key(
        "events",
        Many(Section::ChartEvent),
        "what happened, drawn on its chart",
        "[{date: 2025-08-04, note: Address check goes live}]",
    ),
    key(
        "rebase",
        Many(Section::Rebase),
        "where its process changed for good",
        "[{date: 2025-08-04, why: New address check}]",
    ),
    key("from", Text, "the key result it graduated from", "OPS-1@FY26-Q1#KR1"),
    key("min_n", Number, "cases below which a rate has no status; default 20", "40"),
    key("floor", Number, "no value can be below", "0"),
    key("ceil", Number, "no value can be above", "100"),
    key("window", Text, "the rolling window its values stand for", "12 months"),
    key("lock", Whole, "limits are read from the first so many values", "52"),
    key("rules", Words(&["nhs", "wheeler", "run"]), "which signals are looked for; default nhs", "wheeler"),
    key("screen_outliers", YesNo, "leave extreme ranges out of the limits; default yes", "no"),
    key("forecast", YesNo, "default yes", "off"),
    key("missing", Words(&["unknown", "zero"]), "what a missing slot means; default unknown", "zero"),
    key("input", Words(&["values", "cumulative"]), "values, or a running total of the period", "cumulative"),
    key("on_duplicate", Words(&["error", "last", "sum", "mean"]), "two rows of one date; default error", "last"),
    key("grace", Whole, "days until a missing value is overdue", "15"),
];

const CADENCES: &[&str] = &["day", "workday", "week", "month", "quarter", "year"];
const AGGREGATES: &[&str] = &["sum", "mean", "last", "first", "min", "max", "weighted"];

pub const DATA: &[Key] = &[
    key("file", Text, "beside the page; with a leading / from the root", "volume.csv"),
    key("date", Text, "the column of dates", "week"),
    key("value", Text, "the column of values", "parcels"),
    key("weight", Text, "the column of weights", "n"),
    key("target", Text, "the column of targets", "target"),
    key("reported_at", Text, "the column that says when a value was known", "published"),
    also("where", &["filters"], TextTable, "only rows in which these columns hold these texts", "{segment: Business}"),
];

pub const BANDS: &[Key] =
    &[key("good", Number, "good from here", "92"), key("middle", Number, "middle from here", "85")];

pub const BENCHMARK: &[Key] = &[
    key("value", Number, "the peer's value", "91.2"),
    key("values", Numbers(By::Period), "the peer's values by period", "{FY25-Q4: 90.1, FY26-Q1: 91.2}"),
    key("name", Text, "who the peer is", "Industry average"),
    key("source", Text, "where it is written", "Regulator's yearly report"),
    key("date", Date, "of which day", "2025-06-30"),
];

pub const CHART_EVENT: &[Key] = &[
    key("date", Date, "the day", "2025-08-04"),
    also("note", &["what", "title"], Text, "what happened", "Address check goes live"),
];

pub const REBASE: &[Key] = &[
    key("date", Date, "first day of the new process", "2025-08-04"),
    also("why", &["note"], Text, "the reason", "New address check"),
];

pub const TEAM: &[Key] = &[
    key("part_of", Id, "the team above", "operations"),
    key("lead", Id, "who leads it", "daan"),
    key("until", Date, "the last day of the team", "2026-03-31"),
];

pub const PERSON: &[Key] = &[
    key("team", Id, "their team", "routing"),
    key("role", Text, "what they do", "Analyst"),
    key("until", Date, "their last day", "2026-03-31"),
];

pub const PERIOD: &[Key] = &[
    key("period", Period, "default: the file's name", "FY26-Q3"),
    key("check_in", Text, "the day of check-ins", "Tuesday"),
    key("freeze", Date, "numbers are taken as they stand on this day", "2026-01-06"),
    key("grade_by", Date, "grades are in by", "2026-01-08"),
    key("review", Date, "the day of the review", "2026-01-13"),
];

pub const REVIEW: &[Key] = &[
    key("period", Period, "default: the file's name", "FY26-Q2"),
    key("headline", Text, "the quarter in one sentence", "Senders came back, but each parcel cost more"),
    key("prepared_by", Text, "who wrote it", "priya"),
    key("frozen", Date, "the numbers are of this day", "2025-10-07"),
    key("decisions", Named(Section::Decision), "what is asked of whom", "{D1: {ask: A second sort, decides: ceo}}"),
    key(
        "promises",
        Named(Section::Promise),
        "what was said would be done, and by whom",
        "{P1: {what: Depots hire for themselves, who: daan, due: 2025-10-01}}",
    ),
    key("kpis", Ids, "KPIs of the scorecard; default: all that goals use", "[parcels, late-parcels]"),
    key("panels", Ids, "KPIs with a chart; default: all that goals use", "[late-parcels]"),
];

pub const DECISION: &[Key] = &[
    key("id", Id, "only in a plain list", "D1"),
    key("ask", Text, "what is asked", "Second evening sort at Northgate (£420k)"),
    key("options", Texts, "what could be done", "[Fund one depot, Fund two]"),
    key("recommend", Text, "what is recommended", "Fund one depot"),
    key("prepares", Text, "who prepares it", "priya"),
    key("decides", Text, "who decides", "ceo"),
    key("due", Date, "by when", "2025-10-28"),
    key("goals", Ids, "the goals it is about", "OPS-2"),
    key("state", Words(&["open", "taken", "declined", "deferred"]), "default: what the keys below say", "open"),
    key(
        "taken",
        ShortOne(Section::Verdict),
        "when, and what was decided",
        "{date: 2025-10-27, what: Funded for one depot}",
    ),
    key("declined", ShortOne(Section::Verdict), "when, and why", "{date: 2025-10-27, why: Too late for peak}"),
    key(
        "deferred",
        ShortOne(Section::Verdict),
        "when, until when, and why",
        "{date: 2025-10-27, until: 2026-01-15, why: No figures yet}",
    ),
    key(
        "outcome",
        ShortOne(Section::Verdict),
        "what came of it, checked later",
        "{date: 2026-01-15, what: 400 parcels a night}",
    ),
];

pub const PROMISE: &[Key] = &[
    key("id", Id, "only in a plain list", "P1"),
    key("what", Text, "what will be done", "Every depot hires for its own yard"),
    key("who", Text, "who said so: a person, a team or a role", "daan"),
    key("due", Date, "by when", "2025-10-01"),
    key("goals", Ids, "the goals it is about", "OPS-4"),
    key("kept", ShortOne(Section::Verdict), "when, and what came of it", "{date: 2025-10-01, what: All six hire}"),
    key("broken", ShortOne(Section::Verdict), "when, and why", "{date: 2025-10-01, why: Two depots have no manager}"),
];

pub const VERDICT: &[Key] = &[
    key("date", Date, "the day", "2025-10-27"),
    also("what", &["why"], Text, "what was decided, or why not", "Funded for one depot"),
    key("until", Date, "when it is looked at again", "2026-01-15"),
];

pub const PAGE: &[Key] = &[
    key("nav_order", Whole, "its place in the navigation", "1"),
    key(
        "priorities",
        Named(Section::Priority),
        "in strategy.md: what goals may support",
        "[{id: reliable, title: Right the first time, what: On the promised day}]",
    ),
];

pub const PRIORITY: &[Key] = &[
    key("id", Id, "what goals write in `supports:`", "reliable"),
    key("title", Text, "the priority", "Right the first time"),
    key("what", Text, "what is meant", "A parcel is handed over on the promised day"),
];
