//! The goals as Goalpost reads them.

use super::goal::{DUE, Goal, Part, is_leaf};
use super::{Shape, csv};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// What a site is built from the goals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The default theme, teams, one period: everything that Goalpost says of such goals.
    Full,
    /// What the other tools build: pages of owners and quarters, no teams, a lean theme, scores rolled up.
    Lean,
}

/// Writes the repository into `root`.
pub fn write(root: &Path, shape: Shape, site: Site) -> io::Result<()> {
    fs::create_dir_all(root)?;
    let mut configuration = String::from("title = \"Benchmark\"\nas_of = 2026-10-31\nlocale = \"en\"\n");
    if site == Site::Lean {
        // The others have no pages of series, no data beside the pages and no advice.
        configuration.push_str(
            "leaves_out = [\"kpi-pages\", \"data\"]\npeople = { show = \"pages\" }\nlints = { all = \"off\" }\n\
             theme = { name = \"lean\" }\n",
        );
        super::copy_theme("goalpost", root)?;
    }
    fs::write(root.join("goalpost.toml"), configuration)?;
    let (people, teams) = (shape.people(), shape.people() / 10);
    let mut list = String::from("id,name,team\n");
    for i in 0..people {
        let team = if site == Site::Full { format!("t{}", i % (teams + 1)) } else { String::new() };
        let _ = writeln!(list, "p{i},Person {i},{team}");
    }
    fs::write(root.join("people.csv"), list)?;
    if site == Site::Full {
        let mut list = String::from("id,name,part_of\n");
        for i in 0..=teams {
            let above = if i == 0 { String::new() } else { format!("t{}", (i - 1) / 8) };
            let _ = writeln!(list, "t{i},Team {i},{above}");
        }
        fs::write(root.join("teams.csv"), list)?;
    }
    for i in 0..shape.objectives {
        let goal = Goal::new(i, people, shape.points);
        // Folders of a hundred, as organisations split them.
        let folder = root.join(format!("objectives/2026/g{:04}", i / 100));
        let kpis = root.join(format!("kpis/g{:04}", i / 100));
        if i % 100 == 0 {
            fs::create_dir_all(&folder)?;
            fs::create_dir_all(&kpis)?;
        }
        fs::write(folder.join(format!("o-{i}.md")), objective(&goal, site, is_leaf(i, shape.objectives)))?;
        fs::write(kpis.join(format!("k-{i}.md")), kpi(&goal))?;
        fs::write(kpis.join(format!("k-{i}.csv")), csv(&goal, false))?;
    }
    Ok(())
}

fn objective(goal: &Goal, site: Site, leaf: bool) -> String {
    let Goal { i, title, owner, team, noun, start, target, second, milestones, .. } = goal;
    let mut out = format!("---\ntitle: {title}\nid: O-{i}\nowner: p{owner}\n");
    match site {
        Site::Full => out.push_str(&format!("team: t{team}\n")),
        Site::Lean if leaf => out.push_str(&format!("period: 2026-Q{}\n", super::quarter(*i))),
        Site::Lean => out.push_str("roll_up: both\n"),
    }
    if let Some(parent) = goal.parent {
        let _ = writeln!(out, "supports: O-{parent}");
    }
    let _ = write!(
        out,
        "key_results:\n  KR1:\n    title: Raise or cut {noun}\n    kpi: k-{i}\n    baseline: {start}\n    target: {target}\n"
    );
    let _ = write!(
        out,
        "  KR2:\n    title: {}\n    baseline: {}\n    target: {}\n    value: {}\n",
        second.title, second.baseline, second.target, second.value
    );
    let _ = write!(out, "  KR3:\n    title: {}\n    milestones:\n", milestones.title);
    for (m, (done, due)) in milestones.done.iter().zip(DUE).enumerate() {
        let done = if *done { ", done: 2026-05-02" } else { "" };
        let _ = writeln!(out, "      - {{title: Step {m}, due: {due}{done}}}");
    }
    if let Some(bound) = goal.at_most {
        // The others are told the value, and have no second chart of it.
        let value = match (site, goal.series.last()) {
            (Site::Lean, Some((_, last))) => format!("value: {last:.2}"),
            _ => format!("kpi: k-{i}"),
        };
        let _ = writeln!(out, "  KR4: {{title: Complaints stay rare, {value}, at_most: {bound}}}");
    }
    out.push_str("---\n");
    out.push_str(&goal.body(|part| match part {
        Part::Goal(i) => format!("[[O-{i}]]"),
        Part::Kpi(i) => format!("[[k-{i}]]"),
        Part::Text(text) => text.clone(),
    }));
    out
}

fn kpi(goal: &Goal) -> String {
    format!(
        "---\ntitle: {}\nid: k-{}\nwhat: {}\nwhy: {}\nhow: Counted each night from the warehouse\nwho: p{}\n\
         when: Daily, read on Mondays\ncadence: day\nunit: points\ndirection: {}\naggregate: mean\n\
         targets: {{2026: {}}}\n---\nDefined in the handbook.\n",
        goal.kpi.title,
        goal.i,
        goal.kpi.what,
        goal.kpi.why,
        goal.owner,
        if goal.rising() { "increase" } else { "decrease" },
        goal.target,
    )
}
