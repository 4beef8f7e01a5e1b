//! A synthetic goals repository: a realistic tree of objectives, three or four key results each, about 250 words of
//! body with a table, a list and links, one KPI with a daily series each. The same arguments give the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// A small generator of pseudo-random numbers (SplitMix64; Steele, Lea, Flood 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in 0..n.
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// Uniform in a..b.
    fn between(&mut self, a: f64, b: f64) -> f64 {
        a + (b - a) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

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
const WORDS: &[&str] = &[
    "we",
    "measure",
    "every",
    "week",
    "and",
    "look",
    "at",
    "the",
    "risks",
    "before",
    "a",
    "larger",
    "change",
    "lands",
    "because",
    "customers",
    "notice",
    "delays",
    "quickly",
    "capacity",
    "needs",
    "clear",
    "owners",
    "honest",
    "numbers",
    "short",
    "loops",
    "between",
    "support",
    "product",
    "operations",
    "early",
    "gains",
    "come",
    "from",
    "removing",
    "manual",
    "steps",
    "slower",
    "ones",
    "follow",
    "as",
    "systems",
    "are",
    "replaced",
    "contracts",
    "with",
    "suppliers",
    "stay",
    "main",
    "uncertainty",
];

/// How the repository looks.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub objectives: usize,
    /// Rows of each KPI's daily series.
    pub points: usize,
}

/// Writes the repository into `root`, which must not exist yet.
///
/// # Errors
/// Trouble of the disk.
pub fn write(root: &Path, shape: Shape) -> io::Result<()> {
    fs::create_dir_all(root)?;
    fs::write(root.join("goalpost.toml"), "title = \"Benchmark\"\nas_of = 2026-10-31\nlocale = \"en\"\n")?;
    let people = shape.objectives / 5 + 8;
    let mut list = String::from("id,name,team\n");
    for i in 0..people {
        let _ = writeln!(list, "p{i},Person {i},t{}", i % (people / 10 + 1));
    }
    fs::write(root.join("people.csv"), list)?;
    let mut list = String::from("id,name,part_of\n");
    for i in 0..=people / 10 {
        let _ = writeln!(list, "t{i},Team {i},{}", if i == 0 { String::new() } else { format!("t{}", (i - 1) / 8) });
    }
    fs::write(root.join("teams.csv"), list)?;
    for i in 0..shape.objectives {
        // Folders of a hundred, as organisations split them.
        let folder = root.join(format!("objectives/2026/g{:04}", i / 100));
        let kpis = root.join(format!("kpis/g{:04}", i / 100));
        if i % 100 == 0 {
            fs::create_dir_all(&folder)?;
            fs::create_dir_all(&kpis)?;
        }
        let mut random = Random::new(i as u64 + 1);
        let start = random.between(20.0, 80.0).round();
        let target =
            (start * if random.below(2) == 0 { random.between(1.2, 1.8) } else { random.between(0.4, 0.8) }).round();
        fs::write(folder.join(format!("o-{i}.md")), objective(i, people, start, target, &mut random))?;
        fs::write(kpis.join(format!("k-{i}.md")), kpi(i, people, start, target, &mut random))?;
        fs::write(kpis.join(format!("k-{i}.csv")), series(shape.points, start, target, &mut random))?;
    }
    Ok(())
}

/// The parent of a goal in a tree filled breadth-first, ten children a node.
fn parent(i: usize) -> Option<usize> {
    (i > 0).then(|| (i - 1) / 10)
}

fn objective(i: usize, people: usize, start: f64, target: f64, random: &mut Random) -> String {
    let noun = random.pick(NOUNS);
    let mut out = format!(
        "---\ntitle: Better {noun} {}\nid: O-{i}\nowner: p{}\nteam: t{}\n",
        random.pick(PLACES),
        i % people,
        i % (people / 10 + 1)
    );
    if let Some(parent) = parent(i) {
        let _ = writeln!(out, "supports: O-{parent}");
    }
    let _ = write!(
        out,
        "key_results:\n  KR1:\n    title: Raise or cut {noun}\n    kpi: k-{i}\n    baseline: {start}\n    target: {target}\n"
    );
    let _ = write!(
        out,
        "  KR2:\n    title: {} per week\n    baseline: {}\n    target: {}\n    value: {}\n",
        random.pick(NOUNS),
        random.below(20),
        40 + random.below(20),
        15 + random.below(40)
    );
    let _ = write!(out, "  KR3:\n    title: Steps towards {}\n    milestones:\n", random.pick(NOUNS));
    for m in 0..3 {
        let done = if random.below(2) == 0 { ", done: 2026-05-02" } else { "" };
        let _ = writeln!(out, "      - {{title: Step {m}, due: 2026-0{}-15{done}}}", 3 + m * 2);
    }
    if random.below(2) == 0 {
        let _ = writeln!(
            out,
            "  KR4: {{title: Complaints stay rare, kpi: k-{i}, at_most: {}}}",
            (start.max(target) * 1.3).round()
        );
    }
    out.push_str("---\n");
    body(i, random, &mut out);
    out
}

fn words(n: usize, random: &mut Random, out: &mut String) {
    for w in 0..n {
        if w > 0 {
            out.push(' ');
        }
        out.push_str(random.pick(WORDS));
    }
    out.push_str(".\n\n");
}

/// About 250 words with headings, a list, a table and three links.
fn body(i: usize, random: &mut Random, out: &mut String) {
    out.push_str("## Why\n\n");
    words(70, random, out);
    let _ =
        write!(out, "This serves [[O-{}]] and reads [[k-{i}]]; compare [[O-{}]].\n\n", parent(i).unwrap_or(0), i / 2);
    out.push_str("## What we try\n\n");
    for _ in 0..4 {
        out.push_str("- ");
        words(10, random, out);
    }
    words(70, random, out);
    out.push_str("| Step | Effect | When |\n|---|---:|---|\n");
    for _ in 0..4 {
        let _ = writeln!(out, "| {} | {} % | {} |", random.pick(NOUNS), random.below(30), random.pick(PLACES));
    }
    out.push_str("\n## What we will not do\n\n");
    words(50, random, out);
}

fn kpi(i: usize, people: usize, start: f64, target: f64, random: &mut Random) -> String {
    format!(
        "---\ntitle: {} {i}\nid: k-{i}\nwhat: {} {}\nwhy: It moves {}\nhow: Counted each night from the warehouse\nwho: p{}\nwhen: Daily, read on Mondays\n\
         cadence: day\nunit: points\ndirection: {}\naggregate: mean\ntargets: {{2026: {target}}}\n---\nDefined in the handbook.\n",
        random.pick(NOUNS),
        random.pick(NOUNS),
        random.pick(PLACES),
        random.pick(NOUNS),
        i % people,
        if target > start { "increase" } else { "decrease" },
    )
}

/// A random walk with drift towards the target.
fn series(points: usize, start: f64, target: f64, random: &mut Random) -> String {
    let mut out = String::with_capacity(points * 18);
    out.push_str("date,value\n");
    let first = jiff::civil::date(2026, 10, 30).saturating_sub(jiff::Span::new().days(points as i64 - 1));
    let drift = (target - start) * random.between(0.2, 1.15) / points as f64;
    let noise = (target - start).abs() * 0.04;
    let mut value = start;
    for day in 0..points {
        let _ = writeln!(out, "{},{value:.2}", first.saturating_add(jiff::Span::new().days(day as i64)));
        value += drift + random.between(-noise, noise);
    }
    out
}
