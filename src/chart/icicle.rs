//! Icicle: a tree from left to right, height by weight, each cell filled to its score.
//!
//! Decoration beside the indented tree that says the same: hidden from assistive technology, its links out of the
//! order of the keyboard.

use super::number::usable;
use super::spec::IcicleCell;
use super::svg::{Anchor, Ink, Name};
use super::text::{fit, width};

/// Width of a level, in CSS pixels.
const LEVEL: f64 = 220.0;
/// The least height of a cell.
const LEAST: f64 = 22.0;
/// Levels drawn; what lies deeper counts in their height.
const DEPTH: usize = 4;
const GAP: f64 = 1.0;
const SIZE: f64 = 12.0;

/// Draws the tree; empty for none.
pub fn icicle(roots: &[IcicleCell]) -> String {
    let height: f64 = roots.iter().map(|cell| least(cell, 1)).sum();
    if roots.is_empty() {
        return String::new();
    }
    let depth = roots.iter().map(depth).max().unwrap_or(1).min(DEPTH);
    let mut ink = Ink::with_capacity(roots.len() * 2048);
    ink.open("icicle", depth as f64 * LEVEL, height, &Name::Sentence(""));
    stack(&mut ink, roots, 0, 0.0, height);
    ink.close();
    ink.into_string()
}

fn depth(cell: &IcicleCell) -> usize {
    1 + cell.children.iter().map(depth).max().unwrap_or(0)
}

/// The height a cell needs, so that every cell under it has its least.
fn least(cell: &IcicleCell, level: usize) -> f64 {
    let below: f64 = if level < DEPTH { cell.children.iter().map(|c| least(c, level + 1)).sum() } else { 0.0 };
    below.max(LEAST)
}

fn stack(ink: &mut Ink, cells: &[IcicleCell], level: usize, top: f64, height: f64) {
    if level == DEPTH {
        return;
    }
    let mut y = top;
    for (cell, h) in cells.iter().zip(heights(cells, level + 1, height)) {
        draw(ink, cell, level as f64 * LEVEL, y, h);
        stack(ink, &cell.children, level + 1, y, h);
        y += h;
    }
}

/// Shares a height by weight, nobody under the height they need: those too short get it, the others share the rest.
fn heights(cells: &[IcicleCell], level: usize, height: f64) -> Vec<f64> {
    let least: Vec<f64> = cells.iter().map(|c| least(c, level)).collect();
    let weight = |i: usize| usable(cells[i].weight).filter(|w| *w > 0.0).unwrap_or(0.0);
    let mut short = vec![false; cells.len()];
    loop {
        let taken: f64 = (0..cells.len()).filter(|i| short[*i]).map(|i| least[i]).sum();
        let weights: f64 = (0..cells.len()).filter(|i| !short[*i]).map(weight).sum();
        let share = |i: usize| if weights > 0.0 { (height - taken) * weight(i) / weights } else { 0.0 };
        let new: Vec<usize> = (0..cells.len()).filter(|i| !short[*i] && share(*i) < least[*i]).collect();
        if new.is_empty() {
            return (0..cells.len()).map(|i| if short[i] { least[i] } else { share(i) }).collect();
        }
        new.into_iter().for_each(|i| short[i] = true);
    }
}

fn draw(ink: &mut Ink, cell: &IcicleCell, x: f64, y: f64, height: f64) {
    let (width_of_cell, h) = (LEVEL - GAP, height - GAP);
    ink.raw("<a tabindex=\"-1\" href=\"").escaped(&cell.href).raw("\"><title>").escaped(&cell.label).raw("</title>");
    ink.rect("mframe", x + 0.5, y + 0.5, width_of_cell - 1.0, h - 1.0, None);
    if let Some(score) = cell.score.and_then(usable) {
        let fill = width_of_cell * score.clamp(0.0, 1.0);
        ink.rect("mfill", x, y, fill, h, None);
    }
    let base = y + h / 2.0 + 4.0;
    ink.symbol(&cell.band, false, x + 11.0, y + h / 2.0, 5.0, None);
    let id = fit(&cell.id, SIZE, true, 90.0);
    ink.text("tb", Anchor::Start, x + 22.0, base, &id);
    let from = x + 22.0 + width(&id, SIZE, true) + 6.0;
    let to = x + width_of_cell - 8.0 - width(&cell.score_text, SIZE, true) - 16.0;
    let title = fit(&cell.title, SIZE, false, to - from);
    if !title.is_empty() {
        ink.text("t", Anchor::Start, from, base, &title);
    }
    ink.text("tb", Anchor::End, x + width_of_cell - 8.0, base, &cell.score_text);
    ink.raw("</a>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(id: &str, weight: f64, children: Vec<IcicleCell>) -> IcicleCell {
        IcicleCell { id: id.to_owned(), weight, children, ..IcicleCell::default() }
    }

    #[test]
    fn height_follows_weight_and_nobody_is_cut_short() {
        let cells = [cell("A", 3.0, vec![]), cell("B", 1.0, vec![]), cell("C", f64::NAN, vec![])];
        assert_eq!(heights(&cells, 1, 110.0), [66.0, 22.0, 22.0]);
    }

    #[test]
    fn a_cell_is_as_high_as_what_is_under_it() {
        let tree = cell("A", 1.0, (0..5).map(|_| cell("B", 1.0, vec![])).collect());
        assert_eq!(least(&tree, 1), 110.0);
        assert!(icicle(&[tree]).contains("viewBox=\"0 0 440 110\""));
        assert_eq!(icicle(&[]), "");
    }

    #[test]
    fn levels_that_are_not_drawn_take_no_room() {
        let mut tree = cell("E", 1.0, vec![]);
        for id in ["D", "C", "B", "A"] {
            tree = cell(id, 1.0, vec![tree]);
        }
        let drawn = icicle(&[tree]);
        assert!(drawn.contains("viewBox=\"0 0 880 22\"") && !drawn.contains(">E<"), "{drawn}");
    }
}
