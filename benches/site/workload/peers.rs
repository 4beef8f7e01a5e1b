//! The goals as generators of static sites read them: a tree of Markdown files with YAML above, a CSV file each.

use super::goal::{DUE, Goal, Part, is_leaf, parent};
use super::{Shape, csv, quarter};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// Whom the files are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    Hugo,
    Zola,
    Eleventy,
}

impl Peer {
    pub const ALL: [Peer; 3] = [Peer::Eleventy, Peer::Zola, Peer::Hugo];

    pub fn name(self) -> &'static str {
        match self {
            Self::Hugo => "hugo",
            Self::Zola => "zola",
            Self::Eleventy => "eleventy",
        }
    }

    /// Where the site is after a build in its folder.
    pub fn output(self) -> &'static str {
        if self == Self::Eleventy { "_site" } else { "public" }
    }
}

/// Writes the goals and the peer's theme into `root`.
pub fn write(root: &Path, shape: Shape, peer: Peer) -> io::Result<()> {
    super::copy_theme(peer.name(), root)?;
    let kpis = root.join(if peer == Peer::Hugo { "assets/kpis" } else { "kpis" });
    fs::create_dir_all(&kpis)?;
    for i in 0..shape.objectives {
        let goal = Goal::new(i, shape.people(), shape.points);
        let file = root.join(page(i, shape.objectives, peer));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, objective(&goal, shape.objectives, peer))?;
        fs::write(kpis.join(format!("k-{i}.csv")), csv(&goal, true))?;
    }
    Ok(())
}

/// The page of goal `i` of `n`: goals lie in the folder of the goal that they support.
pub fn page(i: usize, n: usize, peer: Peer) -> String {
    let index = if peer == Peer::Eleventy { "index.md" } else { "_index.md" };
    let folder = folder(i);
    if is_leaf(i, n) { format!("content/{folder}.md") } else { format!("content/{folder}/{index}") }
}

fn folder(i: usize) -> String {
    match parent(i) {
        Some(parent) => format!("{}/o-{i}", folder(parent)),
        None => "objectives".to_owned(),
    }
}

fn objective(goal: &Goal, n: usize, peer: Peer) -> String {
    let (i, leaf) = (goal.i, is_leaf(goal.i, n));
    let period = if leaf { format!("2026-Q{}", quarter(i)) } else { "2026".to_owned() };
    let mut out = format!("---\ntitle: {}\n", goal.title);
    // Hugo and Zola make lists of what is named here; Zola only for pages without pages below.
    match peer {
        Peer::Hugo => out.push_str(&format!("owners: [Person {}]\nquarters: [\"{period}\"]\n", goal.owner)),
        Peer::Zola if leaf => {
            out.push_str(&format!("taxonomies:\n  owners: [Person {}]\n  quarters: [\"{period}\"]\n", goal.owner))
        }
        Peer::Zola | Peer::Eleventy => {}
    }
    let data = data(goal, &period);
    match peer {
        Peer::Zola => {
            out.push_str("extra:\n");
            data.lines().for_each(|line| out.push_str(&format!("  {line}\n")));
        }
        Peer::Hugo | Peer::Eleventy => out.push_str(&data),
    }
    out.push_str("---\n");
    out.push_str(&goal.body(|part| match part {
        Part::Goal(to) => format!("[{}]({})", Goal::title(*to), link(*to, n, peer)),
        // Zola takes anchors that its templates make for dead ones.
        Part::Kpi(i) if peer == Peer::Zola => format!("<a href=\"#kpi\">k-{i}</a>"),
        Part::Kpi(i) => format!("[k-{i}](#kpi)"),
        Part::Text(text) => text.clone(),
    }));
    out
}

/// What templates read of a goal.
fn data(goal: &Goal, period: &str) -> String {
    let last = goal.series.last().map_or(goal.start, |row| row.1);
    let mut out = format!("id: O-{}\n", goal.i);
    if let Some(parent) = goal.parent {
        let _ = writeln!(out, "parent: O-{parent}");
    }
    let _ =
        writeln!(out, "owner: Person {}\nquarter: \"{period}\"\nkpi: kpis/k-{}.csv\nkey_results:", goal.owner, goal.i);
    let mut metric = |id: &str, title: &str, from: f64, to: f64, now: f64| {
        let _ = writeln!(
            out,
            "  - id: {id}\n    title: {title}\n    kind: metric\n    from: {from:.2}\n    to: {to:.2}\n    now: {now:.2}"
        );
    };
    metric("KR1", &format!("Raise or cut {}", goal.noun), goal.start, goal.target, last);
    let s = &goal.second;
    metric("KR2", &s.title, s.baseline as f64, s.target as f64, s.value as f64);
    let _ = writeln!(out, "  - id: KR3\n    title: {}\n    kind: steps\n    steps:", goal.milestones.title);
    for (m, (done, due)) in goal.milestones.done.iter().zip(DUE).enumerate() {
        let _ = writeln!(out, "      - {{title: Step {m}, due: \"{due}\", done: {done}}}");
    }
    if let Some(bound) = goal.at_most {
        let _ = writeln!(
            out,
            "  - id: KR4\n    title: Complaints stay rare\n    kind: at_most\n    to: {bound:.2}\n    now: {last:.2}"
        );
    }
    out
}

/// A link to another goal, checked by the tools that check links.
fn link(i: usize, n: usize, peer: Peer) -> String {
    match peer {
        Peer::Hugo => format!("{{{{< relref \"/{}\" >}}}}", page(i, n, peer).trim_start_matches("content/")),
        Peer::Zola => format!("@/{}", page(i, n, peer).trim_start_matches("content/")),
        Peer::Eleventy => format!("/{}/", folder(i)),
    }
}
