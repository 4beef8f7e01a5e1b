//! Every kind of finding: its stable code, its name, its level. The long forms are in `src/explain/`.
//!
//! Codes that begin with `E` are mistakes and have no level of their own; those that begin with `L` are lints,
//! whose level a site or a page can change. A retired code is never used again.

use super::diag::Level;

/// A kind of finding, by its stable code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static CodeInfo);

/// What the table says of a code.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeInfo {
    /// `E101`, `L201`.
    pub id: &'static str,
    /// The readable name, usable wherever the code is: `duplicate-id`.
    pub name: &'static str,
    pub level: Level,
    /// One line for lists.
    pub summary: &'static str,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.id)
    }
}

impl Code {
    /// The stable code, `E101`.
    pub fn id(self) -> &'static str {
        self.0.id
    }
    /// The readable name, `duplicate-id`.
    pub fn name(self) -> &'static str {
        self.0.name
    }
    /// One line for lists.
    pub fn summary(self) -> &'static str {
        self.0.summary
    }
    /// The level unless configuration or a page changes it.
    pub fn default_level(self) -> Level {
        self.0.level
    }
    /// Whether configuration may change the level.
    pub fn is_lint(self) -> bool {
        self.0.id.starts_with('L')
    }
    /// All codes in order.
    pub fn all() -> impl Iterator<Item = Code> {
        ALL.iter().map(|info| Code(info))
    }
    /// The code with this id or name, compared without case.
    pub fn find(word: &str) -> Option<Code> {
        Self::all().find(|c| c.id().eq_ignore_ascii_case(word) || c.name().eq_ignore_ascii_case(word))
    }
}

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $level:ident $summary:literal;)*) => {
        $(pub const $constant: Code = Code(&CodeInfo { id: $id, name: $name, level: Level::$level, summary: $summary });)*
        static ALL: &[&CodeInfo] = &[$($constant.0),*];
    };
}

codes! {
    // Reading a file
    NOT_UTF8 "E001" "not-utf8" Error "the file is not UTF-8 text";
    YAML_SYNTAX "E002" "yaml-syntax" Error "the front matter cannot be read";
    YAML_TAB "E003" "yaml-tab" Error "a tab indents a line of front matter";
    YAML_COLON "E004" "yaml-colon" Error "a colon inside a text needs quotes";
    YAML_SPLIT_NUMBER "E005" "yaml-split-number" Error "a comma splits a number in two";
    DUPLICATE_KEY "E006" "duplicate-key" Error "a key stands twice";
    FRONT_MATTER_UNCLOSED "E007" "front-matter-unclosed" Error "the front matter has no closing line";
    WRONG_TYPE "E008" "wrong-type" Error "a value is not of the form its key expects";
    UNKNOWN_KEY "E009" "unknown-key" Error "nothing reads this key";
    AMBIGUOUS_NUMBER "E010" "ambiguous-number" Error "one separator and three digits: a thousand or a fraction?";
    BAD_NUMBER "E011" "bad-number" Error "not a number";
    BAD_DATE "E012" "bad-date" Error "not a date";
    BAD_PERIOD "E013" "bad-period" Error "not a period";
    UNKNOWN_WORD "E014" "unknown-word" Error "not one of the words this key knows";
    MISSING_TITLE "E015" "missing-title" Error "the page has no title";
    TOML_SYNTAX "E016" "toml-syntax" Error "the configuration cannot be read";
    NUMBER_AS_ID "E017" "number-as-id" Error "an id is read as a number or as yes/no unless it is quoted";
    MISSING_KEY "E018" "missing-key" Error "a key is needed here";
    TOO_LARGE "E019" "too-large" Error "the file is larger than a page can be";
    BAD_ID "E020" "bad-id" Error "an id has a sign that no reference can hold";
    MERGE_CONFLICT "E021" "merge-conflict" Error "a merge left two versions of the same lines";
    // How pages fit together
    DUPLICATE_ID "E101" "duplicate-id" Error "two things have the same id";
    UNKNOWN_REFERENCE "E102" "unknown-reference" Error "nothing has this id";
    CYCLE "E103" "cycle" Error "goals support each other in a circle";
    BROKEN_LINK "E104" "broken-link" Error "a link leads nowhere";
    BROKEN_ANCHOR "E105" "broken-anchor" Error "the page has no such heading";
    MIXED_WEIGHTS "E106" "mixed-weights" Error "some key results have a weight and some do not";
    WEIGHT_SUM "E107" "weight-sum" Error "weights in % do not add up to 100";
    TARGET_IS_BASELINE "E108" "target-is-baseline" Error "target and baseline are the same";
    BARE_PERCENT "E109" "bare-percent" Error "+20% of a percentage can mean two things";
    TYPED_VALUE_ON_KPI "E110" "typed-value" Error "the value is read from the KPI, a typed one is ignored";
    BAD_CHECK_IN_VALUE "E111" "check-in-value" Error "a check-in's value cannot be read";
    ENDS_BEFORE_START "E112" "ends-before-start" Error "the end lies before the start";
    UNKNOWN_COMPONENT "E113" "unknown-component" Error "no such component in prose";
    ID_REUSED "E114" "id-reused" Error "the same address for two pages";
    CONFLICTING_KINDS "E115" "conflicting-kinds" Error "a key result is written as two kinds at once";
    GRADE_WITHOUT_REASON "E116" "grade-without-reason" Error "a recorded grade needs a reason";
    BAD_SEAL "E117" "bad-seal" Error "the seal of a period cannot be read";
    // Series
    NO_COLUMN "E201" "no-column" Error "the CSV has no such column";
    BAD_CELL "E202" "bad-cell" Error "a cell is not a number";
    AMBIGUOUS_DATE "E203" "ambiguous-date" Error "01/02/2026: which is the month?";
    BAD_CELL_DATE "E204" "bad-cell-date" Error "a cell is not a date";
    CONFLICTING_ROWS "E205" "conflicting-rows" Error "two rows give different values for one date";
    NO_DATA_FILE "E206" "no-data-file" Error "the KPI's data file does not exist";
    SPREADSHEET "E207" "spreadsheet" Error "a spreadsheet in place of a CSV";
    ERROR_CELL "E208" "error-cell" Error "a spreadsheet's error value";
    RAGGED_ROW "E209" "ragged-row" Error "a row has more cells than the header";
    ENCODING "E210" "encoding" Error "the CSV's encoding is not declared";
    CUMULATIVE_FALLS "E211" "cumulative-falls" Error "a running total falls inside its period";
    EMPTY_SERIES "E212" "empty-series" Error "the CSV has no row of data";
    UNKNOWN_ENCODING "E213" "unknown-encoding" Error "no such encoding";
    SPLIT_WITHOUT_WHOLE "E214" "split-without-whole" Error "what the parts make together is not known";
    NO_CSV "E215" "no-csv" Error "something else in place of a CSV";
    // Themes and output
    TEMPLATE_SYNTAX "E301" "template-syntax" Error "a template cannot be read";
    TEMPLATE_RENDER "E302" "template-render" Error "a template fails on a page";
    UNKNOWN_THEME "E303" "unknown-theme" Error "no such theme";
    UNKNOWN_TOKEN "E304" "unknown-token" Error "the theme has no such token";
    LOW_CONTRAST "E305" "low-contrast" Error "two colours that meet are too much alike";
    // Lints: goals
    NO_OWNER "L101" "no-owner" Warning "nobody owns it";
    NO_KEY_RESULTS "L102" "no-key-results" Warning "an objective without key results";
    ONE_KEY_RESULT "L103" "one-key-result" Info "exactly one key result";
    MANY_KEY_RESULTS "L104" "many-key-results" Info "more than five key results";
    NO_NUMBER "L105" "no-number" Info "a key result without a number";
    TASK_WORDING "L106" "task-wording" Info "a key result that reads like a task";
    NO_BASELINE "L107" "no-baseline" Warning "a target without a baseline";
    ORPHAN "L108" "orphan" Info "supports nothing and is supported by nothing";
    OUTSIDE_PARENT "L109" "outside-parent" Warning "the period lies outside the parent's";
    UNKNOWN_PERSON "L110" "unknown-person" Warning "not in people.csv";
    UNKNOWN_TEAM "L111" "unknown-team" Warning "not in teams.csv";
    OWNER_LEFT "L112" "owner-left" Warning "the owner has left";
    MISSED_WITHOUT_NOTE "L113" "missed-without-note" Warning "a committed goal below 1.00 without a note";
    FOLDER_PERIOD "L114" "folder-period" Warning "the folder names another period";
    TARGET_UNKNOWN "L115" "target-unknown" Info "the target is to be decided";
    SILENT_CHANGE "L116" "silent-change" Warning "a running goal was redefined without a word";
    DIFFERS_FROM_SEAL "L117" "differs-from-seal" Warning "a sealed result differs from what the files say now";
    BASELINE_UNREAD "L130" "baseline-unread" Warning "no value of the time a baseline is read from";
    OWNER_SHARES "L131" "owner-shares" Warning "owners' shares are more than the whole";
    PLAN_OUTSIDE "L132" "plan-outside" Warning "a day of a plan lies outside its time";
    CARRIED_AGAIN "L141" "carried-again" Info "the same goal for the third period";
    // Lints: KPIs and series
    KPI_INCOMPLETE "L201" "kpi-incomplete" Info "one of the five answers is missing";
    KPI_STALE "L202" "kpi-stale" Warning "the series has stopped";
    KPI_GAPS "L203" "kpi-gaps" Info "the series has gaps";
    PERCENT_OR_FRACTION "L204" "percent-or-fraction" Warning "a jump of a hundred times";
    WORSENING_BUT_PROGRESS "L205" "worsening-but-progress" Warning "progress on a KPI that gets worse";
    KPI_UNUSED "L206" "kpi-unused" Info "no goal uses the KPI";
    NOISY_LATEST "L207" "noisy-latest" Info "a noisy KPI graded by its latest slot";
    NO_AGGREGATE "L208" "no-aggregate" Warning "how to sum up the KPI is not said";
    FUTURE_ROWS "L209" "future-rows" Warning "rows dated after the report";
    NO_CADENCE "L210" "no-cadence" Warning "how often the KPI is measured is not said";
    TOTAL_ROW "L211" "total-row" Info "a total row is left out";
    DUPLICATE_ROWS "L212" "duplicate-rows" Info "the same row twice";
    MET_UNWATCHED "L221" "met-unwatched" Info "a key result was met, and nobody watches it";
    STEADY_STATE "L222" "steady-state" Info "an objective that only has to hold";
    NO_QUALITY_GUARD "L223" "no-quality-guard" Info "speed or volume without a guard for quality";
    SPLIT_OFF "L224" "split-off" Warning "the parts do not make the whole";
    REBASE_SUGGESTED "L225" "rebase-suggested" Info "the process may be a new one";
    LOCK_SUGGESTED "L226" "lock-suggested" Info "limits that move with what a goal changes";
    REBASE_OUTSIDE "L227" "rebase-outside" Warning "a new process without a value of its own";
    CHECK_IN_ON_PAGE "L228" "check-in-on-page" Warning "a check-in written on a goal's own page";
    BEGUN_SLOT "L229" "begun-slot" Info "the first value of a sum is known in part only";
    UNREAD_FILE "L230" "unread-file" Warning "a file among the pages that nothing reads";
    // Lints: prose and site
    NUMBER_IN_PROSE "L301" "number-in-prose" Warning "a typed number differs from the period's";
    ALLOW_WITHOUT_REASON "L302" "allow-without-reason" Warning "an exception without a reason";
    UNUSED_ALLOW "L303" "unused-allow" Info "an exception that nothing needs";
    UNKNOWN_LINT "L304" "unknown-lint" Warning "no lint has this code or name";
    UNREAD_FOLDER "L305" "unread-folder" Warning "no page is read from this folder";
}
