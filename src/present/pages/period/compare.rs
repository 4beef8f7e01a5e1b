//! Two periods side by side: scores and KPIs like for like, what was carried on, what was not, what is new.

use crate::compute::like_for_like::{Carried, Targets, carried, median, targets};
use crate::compute::scores::PeriodValue;
use crate::domain::Status;
use crate::parse::doc::{Aggregate, GoalKind, Role};
use crate::present::format::{UNKNOWN, round};
use crate::present::frame::{Frame, Link};
use crate::present::measures::{Measure, score_on};
use crate::present::pages::page;
use crate::present::parts::{self, Figure, SignalView, StatusView};
use crate::present::{PageView, PresentCx, current, paths};
use crate::resolve::model::{KpiIx, ObjectiveIx};
use serde::Serialize;

/// Rows of one table; what is left out is counted.
const ROWS: usize = 200;
/// Any two of so many periods of one length have a page of their own; an older one has one with the period before.
const NEWEST: usize = 12;

/// The pairs of periods with a page: later and earlier, both with goals and about equally long.
pub fn pairs(cx: &PresentCx<'_>) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    for later in 0..cx.model.periods.len() {
        let back = |i: &usize| current::period_before(cx, *i);
        // The shown period is the `age`th newest of its length.
        let forth = |i: &usize| current::period_after(cx, *i);
        let age = std::iter::successors(forth(&later), forth).take(NEWEST).count();
        let reach = NEWEST.saturating_sub(age + 1).max(1);
        if !cx.model.periods[later].objectives.is_empty() {
            out.extend(
                std::iter::successors(back(&later), back).take(reach).map(|earlier| (later as u32, earlier as u32)),
            );
        }
    }
    out
}

/// Links from one period to its comparisons with others, newest first.
pub fn links(cx: &PresentCx<'_>, index: usize) -> Vec<Link> {
    let this = index as u32;
    let mut others: Vec<(u32, u32)> = pairs(cx).into_iter().filter(|(a, b)| *a == this || *b == this).collect();
    others.sort_by_key(|(a, b)| std::cmp::Reverse(if *a == this { *b } else { *a }));
    let other = |(a, b): &(u32, u32)| if *a == this { *b } else { *a };
    others
        .iter()
        .map(|pair| {
            let name = cx.format.period(&cx.model.periods[other(pair) as usize].period);
            Link::new(address(cx, pair.0, pair.1), name)
        })
        .collect()
}

/// A link to a period beside an earlier one.
pub fn link(cx: &PresentCx<'_>, later: usize, earlier: usize) -> Link {
    let name = cx.format.period(&cx.model.periods[earlier].period);
    Link::new(address(cx, later as u32, earlier as u32), cx.format.fill("beside {period}", &[("period", &name)]))
}

/// The page's address: below the later period, named by the earlier one.
pub fn address(cx: &PresentCx<'_>, later: u32, earlier: u32) -> String {
    let folder = |i: u32| cx.model.periods[i as usize].address.as_str();
    let name = folder(earlier).rsplit('/').next().unwrap_or_default();
    format!("{}/with/{name}/index.html", folder(later))
}

#[derive(Serialize)]
struct View {
    before: Link,
    now: Link,
    lede: String,
    /// Why scores are not compared.
    running: Option<String>,
    /// What else either period can be put beside.
    others: Vec<Others>,
    glance: Vec<Glance>,
    slope: Option<Figure>,
    rows: Vec<Row>,
    more: Option<String>,
    ended: Vec<Gone>,
    added: Vec<Gone>,
    kpis: Vec<KpiRow>,
    kpi_note: String,
}

#[derive(Serialize)]
struct Others {
    period: String,
    links: Vec<Link>,
}

/// One line of the first table: both periods in words or numbers.
#[derive(Serialize)]
struct Glance {
    what: String,
    before: String,
    now: String,
}

/// A carried goal.
#[derive(Serialize)]
struct Row {
    link: Link,
    kind: Option<String>,
    before: Side,
    now: Side,
    change: String,
    targets: String,
}

#[derive(Serialize)]
struct Side {
    href: String,
    score: String,
    beside: String,
    status: StatusView,
}

/// A goal of one of the periods only.
#[derive(Serialize)]
struct Gone {
    link: Link,
    score: String,
    status: StatusView,
    note: Option<String>,
}

#[derive(Serialize)]
struct KpiRow {
    link: Link,
    unit: String,
    arrow: &'static str,
    direction: String,
    before: Told,
    now: Told,
    change: String,
    /// Which way that is: "better", "worse".
    word: Option<String>,
    target: String,
    signal: SignalView,
}

/// A period's value and, while values are missing, "7 of 13 values".
#[derive(Serialize)]
struct Told {
    value: String,
    part: Option<String>,
}

struct Pair<'a> {
    cx: &'a PresentCx<'a>,
    later: usize,
    earlier: usize,
    carried: Vec<Carried>,
    /// A score that still moves does not compare with a final one.
    ended: bool,
}

/// One comparison.
pub fn view(cx: &PresentCx<'_>, later: u32, earlier: u32) -> PageView {
    let f = &cx.format;
    let (l, e) = (later as usize, earlier as usize);
    let goals = |i: usize| cx.model.periods[i].objectives.as_slice();
    let ended = cx.model.periods[l].period.end < cx.scores.as_of;
    let pair = Pair { cx, later: l, earlier: e, carried: carried(cx.model, goals(e), goals(l)), ended };
    let name = |i: usize| f.period(&cx.model.periods[i].period);
    let title = f.fill("{now} beside {before}", &[("now", &name(l)), ("before", &name(e))]);
    let mut frame = Frame::new("compare", address(cx, later, earlier), title, "goals");
    let link = |i: usize| Link::new(paths::period(cx.model, i), name(i));
    frame.crumbs = vec![Link::new(paths::PERIODS, f.word("Periods")), link(l)];
    frame.here = Some(name(e));
    let others = [l, e].into_iter().map(|i| Others { period: name(i), links: links(cx, i) });
    let rows: Vec<Row> = pair.carried.iter().take(ROWS).map(|c| pair.row(*c)).collect();
    let left = pair.carried.len() - rows.len();
    let view = View {
        before: link(e),
        now: link(l),
        lede: pair.lede(),
        running: (!ended).then(|| {
            let text = "{period} has not ended: its scores are compared with what is expected of them by now, not with final ones.";
            f.fill(text, &[("period", &name(l))])
        }),
        others: others.collect(),
        glance: pair.glance(),
        slope: pair.slope(),
        rows,
        more: (left > 0).then(|| f.fill("And {n} more.", &[("n", &left.to_string())])),
        ended: pair.only_in(e, |c| c.before),
        added: pair.only_in(l, |c| c.now),
        kpis: pair.kpis(),
        kpi_note: f.word(
            "Better and worse say which way the number went. Whether the last change is more than the usual ups and downs stands beside it.",
        ),
    };
    page(frame, "compare.html", &view)
}

impl Pair<'_> {
    fn name(&self, index: usize) -> String {
        self.cx.format.period(&self.cx.model.periods[index].period)
    }

    fn targets(&self) -> Targets {
        let mut out = Targets::default();
        self.carried.iter().for_each(|c| out += targets(self.cx.model, self.cx.scores, *c));
        out
    }

    /// Carried goals of one kind with both scores, as far as they compare.
    fn scored(&self, kind: GoalKind) -> Vec<(ObjectiveIx, f64, f64)> {
        let compared = if self.ended { self.carried.as_slice() } else { &[] };
        let mut out = parts::both_scores(self.cx, compared);
        out.retain(|(ix, ..)| self.cx.model.objective(*ix).doc.kind == kind);
        out
    }

    fn lede(&self) -> String {
        let f = &self.cx.format;
        let aims = self.targets();
        let counts = [self.carried.len(), aims.changed, aims.new, aims.same].map(|n| n.to_string());
        let [carried, changed, new, same] = &counts;
        if self.carried.is_empty() {
            return f.word("No goal was carried on from one to the other, so no scores compare.");
        }
        f.fill("Goals carried on, which alone compare: {carried}. Their targets: {changed} changed, {same} stayed, {new} newly set.",
            &[("carried", carried), ("changed", changed), ("same", same), ("new", new)],
        )
    }

    /// Counts of both periods, kind by kind; medians of carried goals only.
    fn glance(&self) -> Vec<Glance> {
        let cx = self.cx;
        let f = &cx.format;
        let goals = |i: usize| cx.model.periods[i].objectives.iter().copied();
        let line = |what: &str, before: String, now: String| Glance { what: f.word(what), before, now };
        let count = |i: usize| goals(i).count().to_string();
        let mut out = vec![line("Goals", count(self.earlier), count(self.later))];
        let kinds = [
            (GoalKind::Committed, "Committed goals", "Median score of carried committed goals"),
            (GoalKind::Aspirational, "Aspirational goals", "Median score of carried aspirational goals"),
            (GoalKind::Learning, "Learning goals", ""),
        ];
        for (kind, all, like) in kinds {
            let words = |i: usize| {
                let of_kind = goals(i).filter(|ix| cx.model.objective(*ix).doc.kind == kind);
                let text = current::counts(f, of_kind.map(|ix| cx.scores.objective(ix).status));
                if text.is_empty() { UNKNOWN.to_owned() } else { text }
            };
            let (before, now) = (words(self.earlier), words(self.later));
            if before != UNKNOWN || now != UNKNOWN {
                out.push(line(all, before, now));
            }
            let scored = self.scored(kind);
            if !scored.is_empty() && !like.is_empty() {
                let middle = |values: Vec<f64>| f.score(median(values).map(|m| round(m, 2)));
                let (before, now) = scored.iter().map(|s| (s.1, s.2)).unzip();
                out.push(line(like, middle(before), middle(now)));
            }
        }
        let dropped = |i: usize| goals(i).filter(|ix| cx.scores.objective(*ix).status == Status::Dropped).count();
        out.push(line("Dropped", dropped(self.earlier).to_string(), dropped(self.later).to_string()));
        out
    }

    fn slope(&self) -> Option<Figure> {
        let compared = if self.ended { self.carried.as_slice() } else { &[] };
        parts::slope(self.cx, compared, self.name(self.earlier), self.name(self.later))
    }

    fn row(&self, pair: Carried) -> Row {
        let cx = self.cx;
        let f = &cx.format;
        let doc = &cx.model.objective(pair.now).doc;
        let side = |ix: ObjectiveIx| {
            let score = cx.scores.objective(ix);
            Side {
                href: paths::objective(cx.model, ix),
                score: f.score(score.score),
                beside: parts::beside(f, cx.model.objective(ix).doc.kind, score),
                status: StatusView::new(f, score.status, score.hollow_since),
            }
        };
        let score = |ix| cx.scores.objective(ix).score;
        let change = match (score(pair.before), score(pair.now)) {
            (Some(before), Some(now)) if self.ended => f.signed(now - before, 2),
            _ => UNKNOWN.to_owned(),
        };
        let aims = targets(cx.model, cx.scores, pair);
        let counts = [(aims.changed, "{n} changed"), (aims.new, "{n} new"), (aims.same, "{n} same")];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let targets: Vec<String> = counts.map(|(n, words)| f.fill(words, &[("n", &n.to_string())])).collect();
        Row {
            link: parts::objective_link(cx, pair.now),
            kind: (doc.kind != GoalKind::Aspirational).then(|| parts::kind_word(f, doc.kind)),
            before: side(pair.before),
            now: side(pair.now),
            change,
            targets: if targets.is_empty() { UNKNOWN.to_owned() } else { f.list(&targets) },
        }
    }

    /// Goals of one period that have no counterpart in the other.
    fn only_in(&self, index: usize, side: impl Fn(&Carried) -> ObjectiveIx) -> Vec<Gone> {
        let cx = self.cx;
        let f = &cx.format;
        let both: std::collections::HashSet<ObjectiveIx> = self.carried.iter().map(side).collect();
        let alone = cx.model.periods[index].objectives.iter().filter(|ix| !both.contains(ix));
        alone
            .take(ROWS)
            .map(|ix| {
                let score = cx.scores.objective(*ix);
                let doc = &cx.model.objective(*ix).doc;
                let why = doc.dropped.as_deref().and_then(|d| d.why.clone());
                Gone {
                    link: parts::objective_link(cx, *ix),
                    score: f.score(score.score),
                    status: StatusView::new(f, score.status, score.hollow_since),
                    note: why.or_else(|| doc.closing.as_ref().and_then(|c| c.next.clone())),
                }
            })
            .collect()
    }

    /// KPIs with a value in both periods: inputs, outputs, others.
    fn kpis(&self) -> Vec<KpiRow> {
        let mut all: Vec<KpiIx> = self.cx.model.kpis().map(|(ix, _)| ix).collect();
        all.sort_by_key(|ix| match self.cx.model.kpi(*ix).doc.role {
            Some(Role::Input) => 0,
            Some(Role::Output) => 1,
            None => 2,
        });
        all.into_iter().filter_map(|ix| self.kpi(ix)).take(ROWS).collect()
    }

    fn kpi(&self, ix: KpiIx) -> Option<KpiRow> {
        let cx = self.cx;
        let period = |i: usize| &cx.model.periods[i].period;
        let last = period(self.later).end.min(cx.scores.as_of);
        let then = score_on(cx, ix, last, last);
        let m = Measure { score: &then, ..Measure::new(cx, ix) };
        let (before, now) = (m.in_period(period(self.earlier))?, m.in_period(period(self.later))?);
        let (arrow, direction) = m.direction();
        let comparable = m.kpi.doc.aggregate != Some(Aggregate::Sum) || (before.complete() && now.complete());
        // Of the numbers as printed, so that a reader who subtracts finds the same.
        let printed = |p: &PeriodValue| p.value.map(|v| round(v, m.decimals));
        let change = printed(&before).zip(printed(&now)).filter(|_| comparable).map(|(before, now)| now - before);
        let told = |p: &PeriodValue| Told {
            value: m.cell(p.value),
            part: (!p.complete()).then(|| {
                let n = [("n", &*p.observed.to_string()), ("all", &*p.expected.to_string())];
                cx.format.fill("{n} of {all} values", &n)
            }),
        };
        before.value.and(now.value)?;
        Some(KpiRow {
            link: parts::kpi_link(cx, ix),
            unit: m.kpi.doc.unit.clone(),
            arrow,
            direction,
            before: told(&before),
            now: told(&now),
            change: change.map_or_else(|| UNKNOWN.to_owned(), |by| cx.format.signed(by, m.decimals)),
            word: change.and_then(|by| m.better_or_worse(by)),
            target: m.target_cell(now.target),
            signal: m.signal(),
        })
    }
}
