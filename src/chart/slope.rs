//! Slope: two periods, 3 to 9 items; all grey except what moved most.

use super::number::usable;
use super::pace::score;
use super::place::{TEXT, declutter};
use super::spec::{Drawing, SlopeSpec};
use super::svg::{Anchor, Ink, Name};
use super::text;

const WIDTH: f64 = 344.0;
const HEIGHT: f64 = 268.0;
/// Height with few items, and what each adds.
const LEAST: f64 = 150.0;
const ROOM: f64 = 30.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 158.0;
const TOP: f64 = 30.0;
const FOOT: f64 = 12.0;
/// Least distance between labels.
const GAP: f64 = 15.0;
/// A fall beyond this is orange, a rise beyond this is blue, the largest two of them.
const FALL: f64 = 0.05;
const RISE: f64 = 0.15;
const COLOURED: usize = 2;
/// Dotted rules of reference.
const REFERENCES: [f64; 2] = [0.4, 0.7];

/// Draws a slope chart; empty without a drawable pair. Its numbers stand in a table beside it.
pub fn slope(spec: &SlopeSpec) -> Drawing {
    let items: Vec<Item<'_>> = spec
        .items
        .iter()
        .filter_map(|(name, from, to)| Some(Item { name, from: usable(*from)?, to: usable(*to)? }))
        .collect();
    let drawing = Drawing { subtitle: spec.subtitle.clone(), ..Drawing::default() };
    if items.is_empty() {
        return drawing;
    }
    let said =
        items.iter().map(|i| format!("{}: {} → {}.", i.name, score(&spec.style, i.from), score(&spec.style, i.to)));
    let description = format!("{} → {}. {}", spec.left, spec.right, said.collect::<Vec<_>>().join(" "));
    Drawing { svg: draw(spec, &items), description, ..drawing }
}

struct Item<'a> {
    name: &'a str,
    from: f64,
    to: f64,
}

/// What moved enough to be coloured: `Some(true)` rose.
fn movers(items: &[Item<'_>]) -> Vec<Option<bool>> {
    let change = |i: usize| items[i].to - items[i].from;
    let mut moved: Vec<usize> = (0..items.len()).filter(|i| change(*i) < -FALL || change(*i) > RISE).collect();
    moved.sort_by(|a, b| change(*b).abs().total_cmp(&change(*a).abs()));
    moved.truncate(COLOURED);
    (0..items.len()).map(|i| moved.contains(&i).then(|| change(i) > 0.0)).collect()
}

fn draw(spec: &SlopeSpec, items: &[Item<'_>]) -> String {
    let height =
        (TOP + FOOT + ROOM * items.len() as f64).clamp(LEAST, HEIGHT).max(TOP + FOOT + GAP * items.len() as f64);
    let bottom = height - FOOT;
    let ends = items.iter().flat_map(|i| [i.from, i.to]);
    let (lo, hi) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let share = |v: f64| if hi > lo { (hi - v) / (hi - lo) } else { 0.5 };
    let y = |v: f64| TOP + 6.0 + share(v) * (bottom - TOP - 12.0);
    let lefts = declutter(&items.iter().map(|i| y(i.from)).collect::<Vec<_>>(), GAP, TOP, bottom);
    let rights = declutter(&items.iter().map(|i| y(i.to)).collect::<Vec<_>>(), GAP, TOP, bottom);

    let mut ink = Ink::with_capacity(512 + items.len() * 512);
    ink.open("v-1", WIDTH, height, &Name::Figure(&spec.id));
    for (x, label, room) in [(LEFT, &spec.left, 2.0 * LEFT - 4.0), (RIGHT, &spec.right, 110.0)] {
        ink.line("qline", x, TOP - 8.0, x, bottom + 4.0);
        ink.text("tb", Anchor::Middle, x, 14.0, &text::fit(label, TEXT, true, room));
    }
    for v in REFERENCES.into_iter().filter(|v| (lo..=hi).contains(v)) {
        ink.line("lim", LEFT - 4.0, y(v), RIGHT + 4.0, y(v));
    }
    for (i, moved) in movers(items).into_iter().enumerate() {
        let item = &items[i];
        let (from, to, left, right) = (y(item.from), y(item.to), lefts[i], rights[i]);
        let (line, words, number) = match moved {
            Some(false) => ("sl-bad", "t-bad", "t-bad"),
            Some(true) => ("sl-good", "t-good", "t-good"),
            None => ("sl", "t", "td"),
        };
        ink.line(line, LEFT, from, RIGHT, to);
        ink.circle("pt", LEFT, from, 3.0, None);
        match moved {
            Some(false) => ink.triangle("p-bad", RIGHT, to, 5.0, None),
            Some(true) => ink.circle("p-good", RIGHT, to, 4.4, None),
            None => ink.circle("pt", RIGHT, to, 3.6, None),
        }
        if (left - from).abs() > 3.0 {
            ink.line("ldr", LEFT - 8.0, left, LEFT - 3.0, from);
        }
        if (right - to).abs() > 3.0 {
            ink.line("ldr", RIGHT + 4.0, to, RIGHT + 8.0, right);
        }
        let value = text::fit(&score(&spec.style, item.from), TEXT, false, LEFT - 10.0);
        ink.text("t", Anchor::End, LEFT - 9.0, left + 4.0, &value);
        let value = score(&spec.style, item.to);
        let name = RIGHT + 18.0 + text::width(&value, TEXT, true).max(26.0);
        ink.text(number, Anchor::Start, RIGHT + 10.0, right + 4.0, &value);
        let bold = moved.is_some();
        ink.text(words, Anchor::Start, name, right + 4.0, &text::fit(item.name, TEXT, bold, WIDTH - name));
    }
    ink.close();
    ink.into_string()
}
