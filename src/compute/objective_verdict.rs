//! The word for an objective, what caps it and what it hides (`domain.md` §4).

use super::frame::Frame;
use super::key_result::{Track, only_caps};
use super::mean::Mean;
use super::policy::{band, closed_band, closed_thresholds, closed_word, open_word, rank, worse};
use super::progress::inside;
use super::roll_up::Contribution;
use super::scores::KrScore;
use super::source::When;
use super::verdict::{against, first_days};
use super::words::{count, day, percent, two};
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
    pub halted: Option<(Status, String)>,
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
    pub reason: String,
    pub exception: Option<String>,
    pub cap: Option<String>,
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

type Word = (Status, String, Option<String>);

impl Summary<'_> {
    fn word(&self) -> Word {
        if let Some((status, why)) = &self.halted {
            return (*status, why.clone(), None);
        }
        if self.when.ended && self.frame.kind == GoalKind::Learning {
            let (status, reason) = self.learned();
            return (status, reason.to_owned(), None);
        }
        let Some(score) = self.numbers.score.filter(|_| self.numbers.covered()) else {
            return (Status::NoData, self.why_no_number(), None);
        };
        if self.when.ended {
            return self.closed(score);
        }
        if let Some(oldest) = self.stale() {
            return (Status::Stale, format!("most of it has no value since {}", day(oldest)), None);
        }
        if let Some(worst) = self.only_guardrails() {
            return (worst.status, format!("guardrails only: {}", worst.reason), None);
        }
        let Some((expected, period)) = self.numbers.expected.zip(self.frame.period) else {
            return (Status::Ongoing, format!("{} of the way, without an end date", percent(score)), None);
        };
        if Frame::too_early(period, self.when.day) {
            return (Status::TooEarly, first_days(period.start, self.when.day), None);
        }
        let reason = against(&self.policy, score, expected);
        if let Some((i, worst)) = self.weakest_key_result() {
            return (open_word(worst), format!("{} is the weakest; {reason}", self.name(i)), None);
        }
        let (found, cap) = self.capped(band(&self.policy, score, expected));
        (open_word(found), reason, cap)
    }

    /// A learning goal is judged by its closing note alone; it may have no number at all.
    fn learned(&self) -> (Status, &'static str) {
        let answer = self.objective.doc.closing.as_ref().and_then(|c| c.learned.as_deref());
        match answer.filter(|a| !a.trim().is_empty() && self.frame.closed.is_some()) {
            Some(_) => (Status::Learned, "the closing note answers the question"),
            None => (Status::NotLearned, "no closing note answers the question"),
        }
    }

    fn closed(&self, score: f64) -> Word {
        let kind = self.frame.kind;
        let (found, cap) = self.capped(closed_band(kind, score));
        let (good, middle) = closed_thresholds(kind);
        let status = closed_word(kind, found);
        let words = match kind {
            GoalKind::Committed => ("met", "partly met"),
            _ => ("strong", "some"),
        };
        let reason =
            format!("{} at the close; {} from {}, {} from {}", two(score), words.0, two(good), words.1, two(middle));
        (status, reason, cap)
    }

    fn why_no_number(&self) -> String {
        let coverage = &self.numbers.coverage;
        let supporting = self.children.len() as u32;
        if self.mode == RollUp::Manual {
            return "no score is recorded".to_owned();
        }
        if self.mode == RollUp::KeyResults && self.key_results.is_empty() {
            return match supporting {
                0 => "no key results yet".to_owned(),
                n => format!("not scored: no key results; {} this. `roll_up: children` scores it by them", support(n)),
            };
        }
        if coverage.of == 0 {
            return "nothing of it is scored".to_owned();
        }
        if coverage.graded == 0 {
            return "nothing reported yet".to_owned();
        }
        let (graded, of) = (coverage.graded, coverage.of);
        format!("{graded} of {of} graded, {} of the weight; 60 % are needed", percent(coverage.weight))
    }

    fn live(&self) -> impl Iterator<Item = (usize, &KrScore)> {
        self.key_results.iter().enumerate().filter(|(i, _)| self.live.get(*i) == Some(&true))
    }

    fn name(&self, index: usize) -> &str {
        self.tracks.get(index).map_or("", |t| t.kr.doc.id.as_str())
    }

    /// Guardrails without a weight and `must` key results hold the band down.
    fn capped(&self, found: Band) -> (Band, Option<String>) {
        if self.mode == RollUp::Manual {
            return (found, None);
        }
        let mut capped = found;
        let mut words = None;
        for (i, kr) in self.live() {
            let Some(doc) = self.tracks.get(i).map(|t| &t.kr.doc) else { continue };
            let limit = if only_caps(doc) && is_broken(kr) {
                (Band::Middle, format!("{} is broken", self.name(i)))
            } else if doc.must {
                let word = kr.status.word().to_lowercase();
                (kr.status.band(), format!("{} must be met: {word}", self.name(i)))
            } else {
                continue;
            };
            if worse(capped, limit.0) != capped {
                capped = limit.0;
                words = Some(limit.1);
            }
        }
        (capped, words)
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

    /// "1 of 3 off pace": key results that are worse than the word says.
    fn exception(&self, status: Status) -> Option<String> {
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
        let of = self.live().count();
        let words = found.iter().enumerate().map(|(i, (_, status, n))| match i {
            0 => format!("{n} of {of} {}", status.word().to_lowercase()),
            _ => format!("{n} {}", status.word().to_lowercase()),
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

struct Graded {
    weight: f64,
    status: Status,
    overdue: bool,
    since: Option<Date>,
}

fn support(n: u32) -> String {
    let verb = if n == 1 { "supports" } else { "support" };
    format!("{} {verb}", count(n, "goal", "goals"))
}

/// Outside now: the newest observation breaks the bounds, whatever the word after the close is.
fn is_broken(kr: &KrScore) -> bool {
    let Some((lower, upper)) = kr.bounds else { return false };
    !kr.before_period && kr.value.is_some_and(|v| !inside(lower, upper, v))
}
