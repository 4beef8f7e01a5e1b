//! One goal of the synthetic organisation, with everything that is written about it.

use super::random::Random;
use std::fmt::Write as _;

const NOUNS: &[&str] = &[
    "checkout time",
    "repeat orders",
    "answer time",
    "gross margin",
    "release rhythm",
    "incident count",
    "first-week activity",
    "forecast error",
    "supplier lead time",
    "hosting cost",
    "renewal rate",
    "open audit points",
    "data age",
    "lead conversion",
    "stock accuracy",
    "claim handling time",
];
const PLACES: &[&str] = &[
    "in the north",
    "for large customers",
    "in every shop",
    "on phones",
    "in self-service",
    "for new colleagues",
    "in the warehouses",
    "for partners",
];
const WORDS: &str = "we measure every week and look at the risks before a larger change lands because customers notice \
    delays quickly capacity needs clear owners honest numbers short loops between support product operations early \
    gains come from removing manual steps slower ones follow as systems are replaced contracts with suppliers stay \
    main uncertainty";

/// A goal, three or four key results, about 250 words, a KPI with a daily series. The same number gives the same goal.
pub struct Goal {
    pub i: usize,
    pub title: String,
    pub owner: usize,
    pub team: usize,
    pub parent: Option<usize>,
    /// What the first key result is about.
    pub noun: &'static str,
    pub start: f64,
    pub target: f64,
    pub second: Metric,
    pub milestones: Milestones,
    /// The bound of the fourth key result, a guardrail on the same KPI.
    pub at_most: Option<f64>,
    pub body: Vec<Part>,
    pub kpi: Kpi,
    /// `date,value` of each row.
    pub series: Vec<(jiff::civil::Date, f64)>,
}

pub struct Metric {
    pub title: String,
    pub baseline: usize,
    pub target: usize,
    pub value: usize,
}

pub struct Milestones {
    pub title: String,
    /// Whether each of three steps is done.
    pub done: [bool; 3],
}

pub struct Kpi {
    pub title: String,
    pub what: String,
    pub why: String,
}

/// A piece of Markdown; links are written as each tool wants them.
pub enum Part {
    Text(String),
    Goal(usize),
    Kpi(usize),
}

/// Days of the three milestones.
pub const DUE: [&str; 3] = ["2026-03-15", "2026-05-15", "2026-07-15"];

impl Goal {
    /// Number `i` of an organisation with this many people, with a series of `points` days.
    pub fn new(i: usize, people: usize, points: usize) -> Self {
        let mut random = Random::new(i as u64 + 1);
        let r = &mut random;
        let start = r.between(20.0, 80.0).round();
        let factor = if r.coin() { r.between(1.2, 1.8) } else { r.between(0.4, 0.8) };
        let target = (start * factor).round();
        let noun = r.pick(NOUNS);
        let title = format!("Better {noun} {}", r.pick(PLACES));
        let second = Metric {
            title: format!("{} per week", r.pick(NOUNS)),
            baseline: r.below(20),
            target: 40 + r.below(20),
            value: 15 + r.below(40),
        };
        let milestones =
            Milestones { title: format!("Steps towards {}", r.pick(NOUNS)), done: std::array::from_fn(|_| r.coin()) };
        let at_most = r.coin().then(|| (start.max(target) * 1.3).round());
        let body = body(i, r);
        let kpi = Kpi {
            title: format!("{} {i}", r.pick(NOUNS)),
            what: format!("{} {}", r.pick(NOUNS), r.pick(PLACES)),
            why: format!("It moves {}", r.pick(NOUNS)),
        };
        let series = series(points, start, target, r);
        let (owner, team) = (i % people, i % (people / 10 + 1));
        Self {
            i,
            title,
            owner,
            team,
            parent: parent(i),
            noun,
            start,
            target,
            second,
            milestones,
            at_most,
            body,
            kpi,
            series,
        }
    }

    /// The title of goal `i`, which its number alone decides.
    pub fn title(i: usize) -> String {
        Self::new(i, 1, 0).title
    }

    pub fn rising(&self) -> bool {
        self.target > self.start
    }

    /// The Markdown with links as `link` writes them.
    pub fn body(&self, link: impl Fn(&Part) -> String) -> String {
        let text = |part: &Part| if let Part::Text(text) = part { text.clone() } else { link(part) };
        self.body.iter().map(text).collect()
    }
}

/// The parent in a tree filled breadth-first, ten children a node.
pub fn parent(i: usize) -> Option<usize> {
    (i > 0).then(|| (i - 1) / 10)
}

/// Whether nothing hangs below goal `i` of `n`.
pub fn is_leaf(i: usize, n: usize) -> bool {
    i * 10 + 1 >= n
}

fn words(n: usize, r: &mut Random, out: &mut String) {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    for w in 0..n {
        if w > 0 {
            out.push(' ');
        }
        out.push_str(r.pick(&words));
    }
    out.push_str(".\n\n");
}

/// About 250 words with headings, a list, a table and three links.
fn body(i: usize, r: &mut Random) -> Vec<Part> {
    let mut before = String::from("## Why\n\n");
    words(70, r, &mut before);
    before.push_str("This serves ");
    let mut after = String::from(".\n\n## What we try\n\n");
    for _ in 0..4 {
        after.push_str("- ");
        words(10, r, &mut after);
    }
    words(70, r, &mut after);
    after.push_str("| Step | Effect | When |\n|---|---:|---|\n");
    for _ in 0..4 {
        let _ = writeln!(after, "| {} | {} % | {} |", r.pick(NOUNS), r.below(30), r.pick(PLACES));
    }
    after.push_str("\n## What we will not do\n\n");
    words(50, r, &mut after);
    let (up, half) = (Part::Goal(parent(i).unwrap_or(0)), Part::Goal(i / 2));
    let text = |text: &str| Part::Text(text.to_owned());
    vec![Part::Text(before), up, text(" and reads "), Part::Kpi(i), text("; compare "), half, Part::Text(after)]
}

/// A random walk with drift towards the target, up to the day before the as-of date.
fn series(points: usize, start: f64, target: f64, r: &mut Random) -> Vec<(jiff::civil::Date, f64)> {
    let first = jiff::civil::date(2026, 10, 30).saturating_sub(jiff::Span::new().days(points as i64 - 1));
    let drift = (target - start) * r.between(0.2, 1.15) / points as f64;
    let noise = (target - start).abs() * 0.04;
    let mut value = start;
    (0..points)
        .map(|day| {
            let row = (first.saturating_add(jiff::Span::new().days(day as i64)), value);
            value += drift + r.between(-noise, noise);
            row
        })
        .collect()
}
