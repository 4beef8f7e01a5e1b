//! Keys of front matter in readers' words.

use crate::base::past::NoPast;
use crate::present::format::Formatter;

/// A key that is followed through time.
pub(super) fn word(f: &Formatter, key: &str) -> String {
    match key {
        "id" => f.word("id"),
        "title" => f.word("title"),
        "period" => f.word("period"),
        "start" => f.word("start"),
        "end" => f.word("end"),
        "team" => f.word("team"),
        "owner" => f.word("owner"),
        "kind" => f.word("kind"),
        "supports" => f.word("supports"),
        "policy" => f.word("policy"),
        "weight" => f.word("weight"),
        "stretch" => f.word("stretch"),
        "draft" => f.word("draft"),
        "measure" => f.word("measure"),
        "unit" => f.word("unit"),
        "baseline" => f.word("baseline"),
        "target" => f.word("target"),
        "confidential" => f.word("confidential"),
        "must" => f.word("must be met"),
        "due" => f.word("due"),
        "plan" => f.word("plan"),
        "allowed" => f.word("allowed breaches"),
        "budget" => f.word("budget"),
        "milestones" => f.word("milestones"),
        "levels" => f.word("levels"),
        "each" => f.word("how often"),
        "parts" => f.word("parts"),
        "what" => f.word("definition"),
        "how" => f.word("way of measuring"),
        "who" => f.word("owner"),
        "cadence" => f.word("cadence"),
        "direction" => f.word("direction"),
        "data" => f.word("columns of the series"),
        "tolerance" => f.word("tolerance"),
        "bands" => f.word("bands"),
        "rebase" => f.word("new start of the usual range"),
        "window" => f.word("rolling window"),
        "lock" => f.word("fixed usual range"),
        "rules" => f.word("rules for signals"),
        "input" => f.word("input or output"),
        "roll_up" => f.word("roll-up"),
        "kpi" => f.word("KPI"),
        "text_target" => f.word("target in words"),
        "at_least" => f.word("at least"),
        "at_most" => f.word("at most"),
        "between" => f.word("lower and upper bound"),
        "find_baseline" => f.word("baseline to be found"),
        "guarded_by" => f.word("guarded by"),
        "aggregate" => f.word("aggregation"),
        "min_n" => f.word("smallest n"),
        "screen_outliers" => f.word("outliers left out"),
        "missing" => f.word("meaning of empty values"),
        "on_duplicate" => f.word("rows of the same date"),
        "key_result" => f.word("key result"),
        other => other.replace('_', " "),
    }
}

/// Why nothing is known of the past.
pub(super) fn no_past(f: &Formatter, why: &NoPast) -> String {
    match why {
        NoPast::Off => f.word("goalpost.toml says not to read the history"),
        NoPast::NoProgram => f.word("the command git was not found"),
        NoPast::NoRepository => f.word("the folder is not in a git repository"),
        NoPast::Unborn => f.word("nothing was committed yet"),
        NoPast::Partial => f.word("this copy of the repository lacks what older revisions hold"),
        NoPast::Trouble(why) => f.fill("git says: {why}", &[("why", why)]),
    }
}
