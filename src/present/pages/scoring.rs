//! How scoring works, with this site's own numbers: its policy, a goal of its own taken apart, its expected pace.

use super::page;
use crate::compute::policy;
use crate::compute::scores::{KpiScore, KrKind, KrScore, Signal, TermOf};
use crate::domain::Status;
use crate::domain::period::days_between;
use crate::parse::doc::{GoalKind, RollUp};
use crate::present::format::Formatter;
use crate::present::frame::{Frame, Link};
use crate::present::measures::Measure;
use crate::present::parts::{self, KrNumbers, StatusView, TableView};
use crate::present::{PageView, PresentCx, paths, reasons};
use crate::resolve::model::{KpiIx, KrIx, ObjectiveIx};
use crate::resolve::settings::{AfterChange, Policy};
use serde::Serialize;

#[derive(Serialize)]
struct View {
    example: Option<Example>,
    pace: Option<Pace>,
    policy: PolicyView,
    others: Vec<(String, String)>,
    /// Roll-up, moved goalposts, objective status: what this site has chosen.
    choices: Vec<(String, String)>,
    closed: Vec<Closed>,
    words: Vec<Word>,
    change: Option<Change>,
    likely: Option<Change>,
}

/// One objective of the site taken apart.
#[derive(Serialize)]
struct Example {
    objective: Link,
    key_result: Option<KeyResultExample>,
    table: TableView,
    /// "(0.35 × 0.61 + 0.25 × 0.46) ÷ 0.60 = 0.55".
    sum: String,
    score: String,
    expected: String,
    status: StatusView,
    reason: String,
}

/// One key result in numbers.
#[derive(Serialize)]
struct KeyResultExample {
    link: Link,
    baseline: String,
    target: String,
    value: String,
    /// "(90.6 − 88.4) ÷ (92.0 − 88.4) = 0.61".
    sum: String,
}

/// What is expected today of an even path.
#[derive(Serialize)]
struct Pace {
    period: String,
    day: String,
    days: String,
    /// "49 ÷ 92 = 0.53".
    sum: String,
}

#[derive(Serialize)]
struct PolicyView {
    name: String,
    /// What is compared: "expected − actual", "actual ÷ expected".
    what: String,
    good: String,
    middle: String,
    bad: String,
}

/// Words of closed goals and where they begin.
#[derive(Serialize)]
struct Closed {
    kind: String,
    good: String,
    middle: String,
    bad: String,
}

/// A status word with its shape.
#[derive(Serialize)]
struct Word {
    status: StatusView,
    meaning: String,
}

/// A sentence on one of the site's KPIs.
#[derive(Serialize)]
struct Change {
    kpi: Link,
    sentence: String,
}

/// The page about scoring.
pub fn view(cx: &PresentCx<'_>) -> PageView {
    let f = &cx.format;
    let mut frame = Frame::new("scoring", paths::SCORING, f.word("How scoring works"), "");
    let toc = [
        ("#s-progress", "Progress and score"),
        ("#s-pace", "Expected pace"),
        ("#s-status", "The word"),
        ("#s-closed", "After the close"),
        ("#s-likely", "Where will it be?"),
        ("#s-change", "Is a change real?"),
        ("#s-limits", "Limits of the method"),
    ];
    frame.toc = toc.iter().map(|(href, word)| Link::new(*href, f.word(word))).collect();
    let settings = &cx.model.settings;
    let others = settings.policies.iter().filter(|(name, _)| **name != settings.policy);
    let view = View {
        example: example(cx),
        pace: pace(cx),
        policy: policy_of(f, &settings.policy, &policy::named(settings, None)),
        others: others.map(|(name, p)| (name.clone(), one_line(f, p))).collect(),
        choices: choices(cx),
        closed: closed(f),
        words: words(f),
        change: change(cx),
        likely: likely(cx),
    };
    page(frame, "scoring.html", &view)
}

fn policy_of(f: &Formatter, name: &str, policy: &Policy) -> PolicyView {
    let values = |a: f64, b: f64| (f.number(a, 2), f.number(b, 2));
    let (what, good, middle, bad, (first, second)) = match policy {
        Policy::Gap(good, middle) => (
            "expected minus actual",
            "at most {first} behind",
            "more than {first} and at most {second} behind",
            "more than {second} behind",
            values(*good, *middle),
        ),
        Policy::Ratio { good, middle, .. } => (
            "actual divided by expected",
            "at least {first}",
            "at least {second}",
            "less than {second}",
            values(*good, *middle),
        ),
    };
    let say = |pattern: &str| f.fill(pattern, &[("first", &first), ("second", &second)]);
    PolicyView { name: name.to_owned(), what: f.word(what), good: say(good), middle: say(middle), bad: say(bad) }
}

fn one_line(f: &Formatter, policy: &Policy) -> String {
    let p = policy_of(f, "", policy);
    format!("{}: {}; {}; {}", p.what, p.good, p.middle, p.bad)
}

/// A running goal with two key results or more that is fully graded, else any that has a score.
fn example(cx: &PresentCx<'_>) -> Option<Example> {
    let f = &cx.format;
    let rank = |ix: ObjectiveIx| {
        let score = cx.scores.objective(ix);
        let metric = (0..score.key_results.len()).any(|i| is_clear(cx, KrIx(ix, i as u32)));
        let plain = score.terms.iter().all(|t| matches!(t.what, TermOf::KeyResult(_)));
        (metric && plain, !score.ended, score.coverage.graded >= 2, score.coverage.weight >= 1.0)
    };
    let scored = cx.model.objectives().map(|(ix, _)| ix).filter(|ix| {
        let score = cx.scores.objective(*ix);
        score.score.is_some() && !score.terms.is_empty()
    });
    // The first of the best: the same one as long as the goals stay as they are.
    let ix = scored.fold(None, |best: Option<ObjectiveIx>, ix| match best {
        Some(b) if rank(b) >= rank(ix) => Some(b),
        _ => Some(ix),
    })?;
    let score = cx.scores.objective(ix);
    let terms: Vec<_> = score.terms.iter().filter(|t| t.score.is_some() && t.left_out.is_none()).collect();
    let weight = |w: f64| f.number(w, if w.fract() == 0.0 { 0 } else { 2 });
    let products: Vec<String> = terms
        .iter()
        .map(|t| format!("{} × {}", weight(t.weight * t.share), f.score(t.score.map(|s| s.clamp(0.0, 1.0)))))
        .collect();
    let total: f64 = terms.iter().map(|t| t.weight * t.share).sum();
    let all = score.terms.iter().all(|t| t.left_out.is_none());
    let columns = if all { 4 } else { 5 };
    let rows = score.terms.iter().map(|t| {
        let left_out = t.left_out.map(|why| reasons::left_out(f, why)).unwrap_or_default();
        let mut row =
            vec![t.label.clone(), weight(t.weight * t.share), f.score(t.score), f.score(t.expected), left_out];
        row.truncate(columns);
        row
    });
    let head = &["What counts", "Weight", "Score", "Expected", "Left out because"][..columns];
    Some(Example {
        objective: parts::objective_link(cx, ix),
        key_result: key_result(cx, ix),
        table: TableView { head: head.iter().map(|h| f.word(h)).collect(), rows: rows.collect() },
        sum: format!("({}) ÷ {} = {}", products.join(" + "), weight(total), f.score(score.score)),
        score: f.score(score.score),
        expected: f.score(score.expected),
        status: StatusView::new(f, score.status, score.hollow_since),
        reason: reasons::reason(f, &score.reason),
    })
}

/// A plain metric whose numbers may be shown.
fn is_clear(cx: &PresentCx<'_>, ix: KrIx) -> bool {
    let score = cx.scores.key_result(ix);
    let known = score.baseline.is_some() && score.target.is_some() && score.value.is_some();
    let open = !cx.model.key_result(ix).doc.confidential;
    score.kind == KrKind::Metric && known && open && score.progress.is_some_and(|p| (0.0..1.0).contains(&p))
}

fn key_result(cx: &PresentCx<'_>, ix: ObjectiveIx) -> Option<KeyResultExample> {
    let f = &cx.format;
    let count = cx.model.objective(ix).key_results.len() as u32;
    let kr = (0..count).map(|i| KrIx(ix, i)).find(|kr| is_clear(cx, *kr))?;
    let score: &KrScore = cx.scores.key_result(kr);
    let numbers = KrNumbers::new(cx, kr);
    let (b, t, v) = (score.baseline?, score.target?, score.value?);
    let n = |value: f64| numbers.number(f, value);
    Some(KeyResultExample {
        link: parts::key_result_link(cx, kr),
        baseline: numbers.quantity(f, b),
        target: numbers.quantity(f, t),
        value: numbers.quantity(f, v),
        sum: format!("({} − {}) ÷ ({} − {}) = {}", n(v), n(b), n(t), n(b), f.score(score.progress)),
    })
}

/// The running period that holds most goals, and how far it has come.
fn pace(cx: &PresentCx<'_>) -> Option<Pace> {
    let f = &cx.format;
    let as_of = cx.scores.as_of;
    let running = cx.model.periods.iter().filter(|p| p.period.contains(as_of));
    let info = running.rev().max_by_key(|p| p.objectives.len())?;
    let day = days_between(info.period.start, as_of) + 1;
    let days = info.period.days();
    Some(Pace {
        period: f.period(&info.period),
        day: f.number(f64::from(day), 0),
        days: f.number(f64::from(days), 0),
        sum: format!("{day} ÷ {days} = {}", f.number(f64::from(day) / f64::from(days), 2)),
    })
}

fn choices(cx: &PresentCx<'_>) -> Vec<(String, String)> {
    let f = &cx.format;
    let settings = &cx.model.settings;
    let roll_up = match settings.roll_up {
        RollUp::KeyResults => "its key results; goals below it are shown, not averaged in",
        RollUp::Children => "the goals that support it",
        RollUp::Both => "its key results and the goals that support it, in one mean",
        RollUp::Manual => "a number that people record, with a reason",
    };
    let after = match settings.after_change {
        AfterChange::Today => "the score under today's definition counts; the one under the original stands beside it",
        AfterChange::Original => "the score under the original definition counts; today's stands beside it",
        AfterChange::Worse => "the lower of both scores counts",
    };
    let status =
        if settings.weakest { "the word of its weakest key result" } else { "the policy above, on its own score" };
    [
        ("An objective's score comes from", roll_up),
        ("After a goalpost moved", after),
        ("An objective's word is", status),
    ]
    .into_iter()
    .map(|(name, value)| (f.word(name), f.word(value)))
    .collect()
}

fn closed(f: &Formatter) -> Vec<Closed> {
    let kind = |kind: GoalKind, words: [Status; 3]| {
        let (good, middle) = policy::closed_thresholds(kind);
        let from = |word: Status, from: f64| {
            f.fill("{word} from {score}", &[("word", &f.word(word.word())), ("score", &f.number(from, 2))])
        };
        Closed {
            kind: parts::kind_word(f, kind),
            good: from(words[0], good),
            middle: from(words[1], middle),
            bad: f.fill("{word} below that", &[("word", &f.word(words[2].word()))]),
        }
    };
    vec![
        kind(GoalKind::Committed, [Status::Met, Status::PartlyMet, Status::NotMet]),
        kind(GoalKind::Aspirational, [Status::Strong, Status::Some, Status::Little]),
    ]
}

fn words(f: &Formatter) -> Vec<Word> {
    [
        (Status::OnPace, "as far as the plan says, or within its margin; no promise"),
        (Status::Behind, "behind the plan, and it can be caught up"),
        (Status::OffPace, "far behind the plan"),
        (Status::Holds, "a limit that is kept"),
        (Status::Slipped, "a limit that was broken and is kept again"),
        (Status::Broken, "a limit that is broken now"),
        (Status::Planned, "not due yet"),
        (Status::Late, "due, and not done"),
        (Status::Done, "done"),
        (Status::TooEarly, "the period has just begun"),
        (Status::NotStarted, "the period has not begun"),
        (Status::NoData, "nothing, or less than 60% of the weight, can be graded"),
        (Status::Stale, "two values or more are overdue, so no word is given"),
        (Status::Ongoing, "no end is set, so there is no pace"),
        (Status::Paused, "paused on purpose"),
        (Status::Dropped, "given up, with a reason"),
    ]
    .into_iter()
    .map(|(status, meaning)| Word { status: StatusView::new(f, status, None), meaning: f.word(meaning) })
    .collect()
}

/// A KPI with a known usual range.
fn change(cx: &PresentCx<'_>) -> Option<Change> {
    let judged = |k: &KpiScore| k.limits.is_some_and(|l| !l.trial) && k.signal != Signal::NotAssessed;
    let at = cx.scores.kpis.iter().position(|k| judged(k))?;
    let measure = Measure::new(cx, KpiIx(at as u32));
    Some(Change { kpi: parts::kpi_link(cx, measure.ix), sentence: measure.change_sentence() })
}

/// A KPI with a chance to reach its target.
fn likely(cx: &PresentCx<'_>) -> Option<Change> {
    (0..cx.scores.kpis.len()).find_map(|at| {
        let measure = Measure::new(cx, KpiIx(at as u32));
        let outlook = measure.likely();
        outlook.chance()?;
        let sentence = outlook.sentences().into_iter().next()?;
        Some(Change { kpi: parts::kpi_link(cx, measure.ix), sentence })
    })
}
