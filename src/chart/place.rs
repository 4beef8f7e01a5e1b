//! Where texts go: labels pushed apart along an edge, and free slots inside a plot.

use super::svg::Anchor;
use super::text;

/// Size of chart text.
pub(super) const TEXT: f64 = 12.0;
/// Columns in which drawn lines are remembered.
const COLUMN: f64 = 6.0;
/// Air between a text and a line.
const AIR: f64 = 2.0;
/// Least distance between two texts in one row.
const BETWEEN: f64 = 5.0;

/// Moves positions apart to at least `gap` within `lo..=hi`, as little as possible, in their order
/// (pool adjacent violators). Where they cannot all fit, the gap shrinks.
pub(super) fn declutter(wanted: &[f64], gap: f64, lo: f64, hi: f64) -> Vec<f64> {
    let n = wanted.len();
    if n == 0 {
        return Vec::new();
    }
    let gap = if n > 1 { gap.min((hi - lo).max(0.0) / (n - 1) as f64) } else { gap };
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    // Without the gaps the problem is a monotone fit: blocks of equal value, each the mean of its wishes.
    let mut blocks: Vec<(f64, usize)> = Vec::with_capacity(n);
    for (rank, i) in order.iter().enumerate() {
        let mut block = (wanted[*i] - rank as f64 * gap, 1);
        while let Some(previous) = blocks.last().copied().filter(|p| p.0 > block.0) {
            let size = previous.1 + block.1;
            block = ((previous.0 * previous.1 as f64 + block.0 * block.1 as f64) / size as f64, size);
            blocks.pop();
        }
        blocks.push(block);
    }
    let top = (hi - (n - 1) as f64 * gap).max(lo);
    let mut placed = vec![0.0; n];
    let values = blocks.iter().flat_map(|(value, size)| std::iter::repeat_n(value.clamp(lo, top), *size));
    for (rank, (i, value)) in order.iter().zip(values).enumerate() {
        placed[*i] = value + rank as f64 * gap;
    }
    placed
}

/// A rectangle on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Rect {
    /// The box of a text hanging at `x` with its baseline at `y`.
    pub fn text(words: &str, bold: bool, anchor: Anchor, x: f64, y: f64) -> Self {
        let width = text::width(words, TEXT, bold);
        let x0 = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Self { x0, y0: y - 10.0, x1: x0 + width, y1: y + 3.5 }
    }

    pub fn around(x: f64, y: f64, r: f64) -> Self {
        Self { x0: x - r, y0: y - r, x1: x + r, y1: y + r }
    }

    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    fn within(&self, outer: &Rect) -> bool {
        self.x0 >= outer.x0 && self.x1 <= outer.x1 && self.y0 >= outer.y0 && self.y1 <= outer.y1
    }
}

/// What is taken inside a plot.
#[derive(Debug)]
pub(super) struct Room {
    bounds: Rect,
    boxes: Vec<Rect>,
    /// Per drawn line and column, the lowest and highest y in it.
    lines: Vec<Vec<(f64, f64)>>,
}

impl Room {
    pub fn new(bounds: Rect) -> Self {
        Self { bounds, boxes: Vec::new(), lines: Vec::new() }
    }

    pub fn take(&mut self, taken: Rect) {
        self.boxes.push(taken);
    }

    /// Remembers a line so that no text lies on it; segments in drawing order.
    pub fn take_line(&mut self, points: &[(f64, f64)]) {
        let count = ((self.bounds.x1 - self.bounds.x0) / COLUMN).ceil().max(1.0) as usize;
        let mut columns = vec![(f64::INFINITY, f64::NEG_INFINITY); count];
        let mut mark = |column: usize, y: f64| {
            let c = &mut columns[column.min(count - 1)];
            *c = (c.0.min(y), c.1.max(y));
        };
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (ca, cb) = (self.column(a.0), self.column(b.0));
            mark(ca, a.1);
            mark(cb, b.1);
            for edge in ca.min(cb) + 1..=ca.max(cb) {
                let x = self.bounds.x0 + edge as f64 * COLUMN;
                let y = a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0);
                mark(edge - 1, y);
                mark(edge, y);
            }
        }
        if let [only] = points {
            mark(self.column(only.0), only.1);
        }
        self.lines.push(columns);
    }

    fn column(&self, x: f64) -> usize {
        ((x - self.bounds.x0) / COLUMN).max(0.0) as usize
    }

    pub fn free(&self, wanted: &Rect) -> bool {
        wanted.within(&self.bounds)
            && !self.boxes.iter().any(|b| b.overlaps(wanted))
            && self.lines.iter().all(|columns| {
                let (from, to) = (self.column(wanted.x0 - AIR), self.column(wanted.x1 + AIR));
                let to = to.min(columns.len().saturating_sub(1));
                from > to
                    || columns[from..=to]
                        .iter()
                        .all(|(top, bottom)| *bottom < wanted.y0 - AIR || *top > wanted.y1 + AIR)
            })
    }

    /// Takes the first free of these slots for a text: anchor, x and baseline.
    pub fn place(
        &mut self,
        words: &str,
        bold: bool,
        slots: impl IntoIterator<Item = (Anchor, f64, f64)>,
    ) -> Option<(Anchor, f64, f64)> {
        slots.into_iter().find(|(anchor, x, y)| {
            let wanted = Rect::text(words, bold, *anchor, *x, *y);
            let free = self.free(&wanted);
            if free {
                self.take(Rect { x0: wanted.x0 - BETWEEN, x1: wanted.x1 + BETWEEN, ..wanted });
            }
            free
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_that_do_not_touch_stay_where_they_are() {
        assert_eq!(declutter(&[20.0, 80.0, 50.0], 15.0, 0.0, 100.0), [20.0, 80.0, 50.0]);
    }

    #[test]
    fn labels_are_pushed_apart_around_their_middle_and_clamped() {
        assert_eq!(declutter(&[50.0, 50.0], 15.0, 0.0, 100.0), [42.5, 57.5]);
        assert_eq!(declutter(&[99.0, 99.0], 15.0, 0.0, 100.0), [85.0, 100.0]);
        assert_eq!(declutter(&[], 15.0, 0.0, 100.0), [0.0; 0]);
    }

    #[test]
    fn a_text_finds_the_slot_beside_a_line() {
        let mut room = Room::new(Rect { x0: 0.0, y0: 0.0, x1: 200.0, y1: 100.0 });
        room.take_line(&[(0.0, 50.0), (200.0, 50.0)]);
        let on = (Anchor::Start, 10.0, 54.0);
        let above = (Anchor::Start, 10.0, 40.0);
        assert_eq!(room.place("Mean", false, [on, above]), Some(above));
        assert_eq!(room.place("Mean", false, [above]), None);
    }

    proptest! {
        #[test]
        fn labels_keep_their_gap_order_and_bounds(wanted in prop::collection::vec(-50f64..400.0, 0..12)) {
            let placed = declutter(&wanted, 15.0, 10.0, 250.0);
            let mut pairs: Vec<_> = wanted.iter().copied().zip(placed.iter().copied()).collect();
            pairs.sort_by(|a, b| a.1.total_cmp(&b.1));
            for w in pairs.windows(2) {
                prop_assert!(w[1].1 - w[0].1 > 14.999);
                prop_assert!(w[0].0 <= w[1].0);
            }
            prop_assert!(placed.iter().all(|y| (9.999..=250.001).contains(y)));
        }
    }
}
