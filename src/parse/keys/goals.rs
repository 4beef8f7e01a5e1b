//! Keys of objectives and of what stands in them.

use super::Form::*;
use super::{By, Key, Section, also, key};

pub const OBJECTIVE: &[Key] = &[
    key("period", Period, "the period; default: the folder's name, else none", "FY26-Q3"),
    key("start", Date, "first day, where no named period fits", "2025-12-01"),
    key("end", Date, "last day, where no named period fits", "2025-12-31"),
    key("continues", Period, "the same goal in this earlier period", "FY26-Q2"),
    key("team", Id, "the team, as in teams.csv", "operations"),
    key("owner", Short(Section::Owner), "who answers for it", "[{who: maren, share: 2/3}, {who: ana, share: 1/3}]"),
    key("sponsor", ShortOne(Section::Who), "who backs it", "priya"),
    key("contributors", Short(Section::Who), "who else works on it", "[yusuf, {role: Head of Routing}]"),
    key("kind", Words(KINDS), "what the score means at the close; default aspirational", "committed"),
    key("priority", Text, "shown, never scored", "P1"),
    key(
        "supports",
        Short(Section::Support),
        "objectives, key results or strategic priorities it serves",
        "[CO-1, {id: \"CO-2#KR1\", share: 1/4}]",
    ),
    key(
        "key_results",
        Named(Section::KeyResult),
        "what is measured, by id",
        "{KR1: {title: Raise first attempts, target: 92}}",
    ),
    key("roll_up", Words(ROLL_UPS), "how the score is made", "both"),
    key("policy", Text, "the status policy", "ratio"),
    key("weight", Weight, "weight among its siblings where a parent rolls up children", "2"),
    key(
        "score",
        ShortOne(Section::Grade),
        "the recorded score for `roll_up: manual`",
        "{value: 0.6, why: Two of three pilots}",
    ),
    key("stretch", YesNo, "beyond what was promised", "yes"),
    key(
        "changed",
        Many(Section::ObjectiveChange),
        "old values beside the new ones",
        "{date: 2025-10-20, title: Grow, why: Too vague, agreed: priya}",
    ),
    key("paused", ShortOne(Section::Event), "since when and why", "{date: 2025-11-03, why: Peak}"),
    key(
        "dropped",
        ShortOne(Section::Event),
        "since when, why, and who agreed",
        "{date: 2025-11-03, why: Merged, agreed: priya}",
    ),
    key("closed", Date, "the day it was closed, if not the period's last", "2025-12-19"),
    key("draft", YesNo, "not shown unless drafts are asked for", "yes"),
    key("confidence", Confidence, "belief that it will be met", "7/10"),
    key("not_doing", Texts, "what is left out on purpose", "[Sunday rounds]"),
    key("money", ShortOne(Section::Money), "shown, never scored", "{amount: \"£18,000\", note: Discounts}"),
    key(
        "work",
        Short(Section::Work),
        "work items; shown, never scored",
        "[{title: Second evening sort, state: doing}]",
    ),
    key(
        "needs",
        Short(Section::Need),
        "what other teams must give",
        "[{from: it, what: A feed, by: 2025-11-15, state: agreed}]",
    ),
    key("takeaway", Text, "one sentence in place of the machine's", "More parcels are handed over on the first visit"),
    key(
        "check_ins",
        Many(Section::CheckIn),
        "for machines; people write check-in files",
        "[{date: 2025-11-18, confidence: 7/10, values: {KR1: 88.5}}]",
    ),
];

pub const KEY_RESULT: &[Key] = &[
    key("title", Text, "the outcome in words", "Raise first-attempt delivery"),
    key("id", Id, "for life; only in a plain list, elsewhere the key is the id", "KR1"),
    key("kpi", Id, "the KPI its value is read from", "first-attempt"),
    key("measure", Text, "which value of the KPI counts: latest, period or `last n`", "last 4"),
    key("unit", Text, "the unit of its values", "lockers"),
    key("decimals", Whole, "decimals to print", "1"),
    key("baseline", Baseline, "where it starts", "end of FY26-Q2"),
    key("target", Target, "where it should be", "\"+20%\""),
    key("text_target", Text, "a target without a number", "Every depot has a date"),
    key("confidential", YesNo, "the numbers are hidden", "yes"),
    key("weight", Weight, "all key results have one, or none", "35%"),
    key("must", YesNo, "caps the objective at this key result's band", "yes"),
    key("priority", Text, "shown, never scored", "P1"),
    key("stretch", YesNo, "shown, never scored", "yes"),
    key("labels", Texts, "groups between key results", "[quality]"),
    key("start", Date, "its own first day", "2025-11-01"),
    key("due", Date, "its own last day", "2025-12-01"),
    also(
        "plan",
        &["phases"],
        Numbers(By::Date),
        "where it should be by these days",
        "{2025-10-31: 450, 2025-11-30: 540}",
    ),
    key("at_least", Number, "guardrail: never below", "95"),
    key("at_most", Number, "guardrail: never above", "20"),
    key("between", Range, "guardrail: never outside", "[38, 45]"),
    key("allowed", Whole, "breaches a guardrail may have", "2"),
    key("budget", Number, "a ceiling for the sum of its values", "210"),
    key(
        "milestones",
        Short(Section::Milestone),
        "steps with dates and weights",
        "[{title: Pilot, due: 2025-10-31, done: 2025-10-20, weight: 2}]",
    ),
    key("done", Done, "a yes/no key result", "no"),
    key(
        "levels",
        One(Section::Levels),
        "commit, target and stretch: numbers or words",
        "{commit: 60, target: 80, stretch: 95}",
    ),
    key("each", Numbers(By::Cadence), "at least so many in each week or month", "{week: 2}"),
    key("find_baseline", YesNo, "first find out where we are", "yes"),
    key("found", Number, "the baseline that was found", "37"),
    key(
        "parts",
        Named(Section::KeyResult),
        "several numbers that must all be met",
        "{a: {title: Service level, at_least: 95}}",
    ),
    key("value", Number, "a current value without a check-in", "5"),
    key("owner", Short(Section::Owner), "who answers for it", "ana"),
    key("confidence", Confidence, "belief that it will be met", "70%"),
    key(
        "changed",
        Many(Section::KeyResultChange),
        "old values beside the new ones",
        "{date: 2025-10-20, target: 650, why: Refused, agreed: priya}",
    ),
    key("paused", ShortOne(Section::Event), "since when and why", "{date: 2025-10-14, why: No feed}"),
    key(
        "dropped",
        ShortOne(Section::Event),
        "since when, why, and who agreed",
        "{date: 2025-11-20, why: Merged, agreed: priya}",
    ),
    key("note", Text, "a sentence beside it", "Counted by hand"),
    key(
        "grade",
        ShortOne(Section::Grade),
        "a recorded grade and its reason",
        "{value: 0.8, why: Two sites opened late}",
    ),
    key("guarded_by", Id, "the KPI that must not suffer", "complaints"),
];

const KINDS: &[&str] = &["committed", "aspirational", "learning"];
const ROLL_UPS: &[&str] = &["key-results", "children", "both", "manual"];

pub const MILESTONE: &[Key] = &[
    key("title", Text, "the step", "Pilot depots"),
    key("due", Date, "default: the end of the period", "2025-10-31"),
    key("done", Done, "when it was done", "2025-10-20"),
    key("weight", Weight, "default 1", "3"),
];

pub const LEVELS: &[Key] = &[
    key("commit", Text, "worth 0.3; in a committed goal 1.0", "60"),
    key("target", Text, "worth 0.7", "80"),
    key("stretch", Text, "worth 1.0", "95"),
];

pub const WHO: &[Key] = &[
    key("who", Id, "a person, as in people.csv", "maren"),
    key("role", Text, "a role where no person is named", "Head of Routing"),
];

pub const OWNER: &[Key] = &[
    key("who", Id, "a person, as in people.csv", "maren"),
    key("role", Text, "a role where no person is named", "Head of Routing"),
    key("share", Share, "the part that is theirs", "2/3"),
    key("from", Date, "since when", "2025-11-01"),
    key("until", Date, "until when", "2025-10-31"),
];

pub const SUPPORT: &[Key] = &[
    key("id", Id, "the goal, key result or priority", "\"CO-1#KR2\""),
    key("share", Share, "multiplies its weight in that parent", "1/4"),
    key("weight", Weight, "its weight among that parent's children", "40%"),
];

pub const CHANGE: &[Key] = &[
    key("date", Date, "when it was changed", "2025-10-20"),
    key("why", Text, "the reason", "Planning refused at four sites"),
    key("agreed", Text, "who agreed", "priya"),
];

pub const EVENT: &[Key] = &[
    key("date", Date, "since when", "2025-11-03"),
    key("why", Text, "the reason", "No releases during peak"),
    key("agreed", Text, "who agreed", "priya"),
];

pub const GRADE: &[Key] =
    &[key("value", Number, "0 to 1", "0.8"), key("why", Text, "the reason", "Two sites opened on 3 January")];

pub const WORK: &[Key] = &[
    key("title", Text, "what is done", "Second evening sort"),
    key("state", Text, "in your own words", "doing"),
    key("link", Text, "where it is tracked", "\"https://example.com/123\""),
    key("owner", Id, "who does it", "priya"),
    key("due", Date, "by when", "2025-11-28"),
];

pub const NEED: &[Key] = &[
    key("from", Id, "the team that must give it", "it"),
    key("what", Text, "what is needed", "A feed in three depots"),
    key("by", Date, "by when", "2025-11-15"),
    key("state", Text, "in your own words", "agreed"),
];

pub const MONEY: &[Key] =
    &[key("amount", Text, "as it is shown", "\"£18,000\""), key("note", Text, "what for", "Collection discounts")];

pub const CHECK_IN: &[Key] = &[
    key("date", Date, "the day", "2025-11-18"),
    key("by", Id, "who says so", "maren"),
    key("confidence", Confidence, "belief that it will be met", "7/10"),
    key("values", Numbers(By::KeyResult), "values by key result", "{KR1: 88.5}"),
    key("note", Text, "what happened", "The storm week is over"),
    key("help", ShortOne(Section::Help), "what is asked of others", "Decide on the second evening sort"),
];

pub const HELP: &[Key] = &[
    key("what", Text, "what is asked", "Decide on the second evening sort"),
    key("from", Id, "of whom", "priya"),
    key("by", Date, "by when", "2025-11-28"),
];
