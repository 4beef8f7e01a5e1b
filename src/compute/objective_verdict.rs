//! The word for an objective, what caps it and what it hides (`domain.md` §4).

use super::frame::Frame;
use super::key_result::{Track, only_caps};
use super::mean::Mean;
use super::policy::{band, closed_band, closed_word, open_word, rank, worse};
use super::progress::inside;
use super::reason::{Cap, Clause, Exception, Judgement, Missing, Reason};
use super::roll_up::Contribution;
use super::scores::{Coverage, KrScore};
use super::source::When;
use super::verdict::{against, first_days};
use crate::domain::{Band, Date, Status};
use crate::parse::doc::{GoalKind, RollUp};
use crate::resolve::model::Objective;
use crate::resolve::settings::Policy;

/// What a verdict looks at.
pub struct Summary<'a> {
    pub objective: &'a Objective,
    pub frame: &'a Frame,
    pub when: When,
    pub mode: RollUp,
    pub policy: Policy,
    pub weakest: bool,
    pub halted: Option<(Status, Clause)>,
    pub tracks: &'a [Track<'a>],
    pub key_results: &'a [KrScore],
    /// Which of them count or cap: neither halted nor stretch nor baseline-finding.
    pub live: Vec<bool>,
    pub children: &'a [Contribution<'a>],
    /// The official score with today's coverage.
    pub numbers: Mean,
}

/// An objective's word with all that stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub status: Status,
    pub hollow_since: Option<Date>,
    pub reason: Reason,
    pub exception: Option<Exception>,
    pub cap: Option<Cap>,
}

/// Dropped → paused → draft → not started → closed words → no data → stale → too early → policy.
pub fn judge(s: &Summary<'_>) -> Verdict {
    let (status, reason, cap) = s.word();
    let judged = rank(status.band()).is_some();
    Verdict {
        hollow_since: if judged && !s.when.ended { s.hollow_since() } else { None },
        exception: if s.halted.is_some() { None } else { s.exception(status) },
        status,
        reason,
        cap,
    }
}

type Word = (Status, Reason, Option<Cap>);

impl Summary<'_> {
    fn word(&self) -> Word {
        if let Some((status, why)) = &self.halted {
            return (*status, vec![why.clone()], None);
        }
        if self.when.ended && self.frame.kind == GoalKind::Learning {
            let (status, reason) = self.learned();
            return (status, vec![reason.into()], None);
        }
        let Some(score) = self.numbers.score.filter(|_| self.numbers.covered()) else {
            return (Status::NoData, vec![self.why_no_number().into()], None);
        };
        if self.when.ended {
            return self.closed(score);
        }
        if let Some(oldest) = self.stale() {
            return (Status::Stale, vec![Missing::MostSince(oldest).into()], None);
        }
        if let Some(worst) = self.only_guardrails() {
            let mut reason = vec![Judgement::OnlyGuardrails.into()];
            reason.extend(worst.reason.iter().cloned());
            return (worst.status, reason, None);
        }
        let Some((expected, period)) = self.numbers.expected.zip(self.frame.period) else {
            return (Status::Ongoing, vec![Judgement::WithoutEnd(score).into()], None);
        };
        if Frame::too_early(period, self.when.day) {
            return (Status::TooEarly, vec![first_days(period.start, self.when.day).into()], None);
        }
        let reason = against(&self.policy, score, expected).into();
        if let Some((i, worst)) = self.weakest_key_result() {
            return (open_word(worst), vec![Judgement::Weakest(self.name(i).to_owned()).into(), reason], None);
        }
        let (found, cap) = self.capped(band(&self.policy, score, expected));
        (open_word(found), vec![reason], cap)
    }

    /// A learning goal is judged by its closing note alone; it may have no number at all.
    fn learned(&self) -> (Status, Judgement) {
        let answer = self.objective.doc.closing.as_ref().and_then(|c| c.learned.as_deref());
        match answer.filter(|a| !a.trim().is_empty() && self.frame.closed.is_some()) {
            Some(_) => (Status::Learned, Judgement::Learned),
            None => (Status::NotLearned, Judgement::NotLearned),
        }
    }

    fn closed(&self, score: f64) -> Word {
        let kind = self.frame.kind;
        let (found, cap) = self.capped(closed_band(kind, score));
        (closed_word(kind, found), vec![Judgement::AtTheClose { grade: score, kind }.into()], cap)
    }

    fn why_no_number(&self) -> Missing {
        let Coverage { graded, of, weight } = self.numbers.coverage;
        if self.mode == RollUp::Manual {
            return Missing::Score;
        }
        if self.mode == RollUp::KeyResults && self.key_results.is_empty() {
            return match self.children.len() {
                0 => Missing::KeyResults,
                n => Missing::KeyResultsBut(n),
            };
        }
        match (graded, of) {
            (_, 0) => Missing::Scored,
            (0, _) => Missing::Reported,
            _ => Missing::Weight { graded, of, weight },
        }
    }

    fn live(&self) -> impl Iterator<Item = (usize, &KrScore)> {
        self.key_results.iter().enumerate().filter(|(i, _)| self.live.get(*i) == Some(&true))
    }

    fn name(&self, index: usize) -> &str {
        self.tracks.get(index).map_or("", |t| t.kr.doc.id.as_str())
    }

    /// Guardrails without a weight and `must` key results hold the band down.
    fn capped(&self, found: Band) -> (Band, Option<Cap>) {
        if self.mode == RollUp::Manual {
            return (found, None);
        }
        let mut capped = found;
        let mut cap = None;
        for (i, kr) in self.live() {
            let Some(doc) = self.tracks.get(i).map(|t| &t.kr.doc) else { continue };
            let limit = if only_caps(doc) && is_broken(kr) {
                (Band::Middle, Cap::Broken(self.name(i).to_owned()))
            } else if doc.must {
                (kr.status.band(), Cap::Must(self.name(i).to_owned(), kr.status))
            } else {
                continue;
            };
            if worse(capped, limit.0) != capped {
                capped = limit.0;
                cap = Some(limit.1);
            }
        }
        (capped, cap)
    }

    fn weakest_key_result(&self) -> Option<(usize, Band)> {
        let judged = self.live().filter_map(|(i, kr)| Some((rank(kr.status.band())?, i, kr.status.band())));
        let worst = judged.max_by_key(|(rank, i, _)| (*rank, std::cmp::Reverse(*i)))?;
        (self.weakest && self.mode != RollUp::Manual).then_some((worst.1, worst.2))
    }

    /// The worst guardrail of an objective that has nothing else.
    fn only_guardrails(&self) -> Option<&KrScore> {
        let caps = |i: usize| self.tracks.get(i).is_some_and(|t| only_caps(&t.kr.doc));
        if self.mode != RollUp::KeyResults || !self.live().all(|(i, _)| caps(i)) {
            return None;
        }
        self.live().map(|(_, kr)| kr).max_by_key(|kr| rank(kr.status.band()))
    }

    /// Where more than 40 % of the graded weight is stale: the oldest value's date.
    fn stale(&self) -> Option<Date> {
        let graded = || self.graded();
        let all: f64 = graded().map(|g| g.weight).sum();
        let old: f64 = graded().filter(|g| g.status == Status::Stale).map(|g| g.weight).sum();
        if all <= 0.0 || old <= 0.4 * all + 1e-9 {
            return None;
        }
        graded().filter(|g| g.status == Status::Stale).filter_map(|g| g.since).min()
    }

    /// Where some value is overdue: the oldest of these values' dates.
    fn hollow_since(&self) -> Option<Date> {
        self.graded().filter(|g| g.overdue).filter_map(|g| g.since).min()
    }

    fn graded(&self) -> impl Iterator<Item = Graded> {
        let from_key_results = self.mode != RollUp::Children && self.mode != RollUp::Manual;
        let counted = |kr: &KrScore| kr.left_out.is_none() && kr.score.is_some() && kr.recorded.is_none();
        let own = self.live().filter(move |(_, kr)| from_key_results && counted(kr));
        let own = own.filter_map(|(i, kr)| {
            let doc = &self.tracks.get(i)?.kr.doc;
            Some(Graded {
                weight: doc.weight.map_or(1.0, |w| w.value.max(0.0)),
                status: kr.status,
                overdue: kr.overdue > 0,
                since: kr.value_date,
            })
        });
        let children = self.children.iter().filter(|c| c.left_out.is_none());
        let children = children.filter(|c| super::roll_up::counts(self.mode, c.child)).filter_map(|c| {
            let score = c.score?;
            let stale = score.status == Status::Stale;
            Some(Graded {
                weight: (c.child.weight * c.child.share).max(0.0),
                status: score.status,
                overdue: score.hollow_since.is_some() || stale,
                since: score.hollow_since.or(score.last_voice.filter(|_| stale)),
            })
        });
        own.chain(children)
    }

    /// Key results that are worse than the word says.
    fn exception(&self, status: Status) -> Option<Exception> {
        let ours = rank(status.band()).unwrap_or(0);
        let judged = status != Status::NoData && status != Status::Stale;
        let severity = |kr: &KrScore| match kr.status {
            Status::Stale | Status::NoData if judged && ours == 0 => Some(1),
            _ => rank(kr.status.band()).filter(|theirs| *theirs > ours),
        };
        let mut found: Vec<(u8, Status, usize)> = Vec::new();
        for (_, kr) in self.live() {
            let Some(severity) = severity(kr) else { continue };
            match found.iter_mut().find(|(_, status, _)| *status == kr.status) {
                Some(group) => group.2 += 1,
                None => found.push((severity, kr.status, 1)),
            }
        }
        found.sort_by_key(|(severity, status, _)| (std::cmp::Reverse(*severity), *status));
        let worse: Vec<_> = found.into_iter().map(|(_, status, n)| (n, status)).collect();
        (!worse.is_empty()).then(|| Exception { of: self.live().count(), worse })
    }
}

struct Graded {
    weight: f64,
    status: Status,
    overdue: bool,
    since: Option<Date>,
}

/// Outside now: the newest observation breaks the bounds, whatever the word after the close is.
fn is_broken(kr: &KrScore) -> bool {
    let Some((lower, upper)) = kr.bounds else { return false };
    !kr.before_period && kr.value.is_some_and(|v| !inside(lower, upper, v))
}
