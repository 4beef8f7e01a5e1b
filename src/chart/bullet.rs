//! Bullet: progress from baseline to target over bands of one grey (Few's bullet graph, adapted).

use super::number::usable;
use super::spec::BulletSpec;
use super::svg::{Ink, Name};

const WIDTH: f64 = 208.0;
const HEIGHT: f64 = 26.0;
const TRACK: (f64, f64) = (3.0, 14.0);
/// Left end of the track.
const LEFT: f64 = 2.0;
/// Room to the right of the target: beyond this progress the bar stops with a chevron.
const MOST: f64 = 1.08;
/// Bands change at these scores, dark is poor.
const BANDS: [(f64, f64, &str); 3] = [(0.0, 0.4, "b1"), (0.4, 0.7, "b2"), (0.7, 1.0, "b3")];

/// Draws a bullet, with the native values at both ends where they are given.
pub fn bullet(spec: &BulletSpec) -> String {
    let x = |share: f64| LEFT + share * (WIDTH - 2.0 * LEFT) / MOST;
    let (top, height) = TRACK;
    let mut ink = Ink::with_capacity(768);
    ink.open("bul", WIDTH, HEIGHT, &Name::Sentence(&spec.label));
    for (from, to, class) in BANDS {
        ink.rect(class, x(from), top, x(to) - x(from), height, None);
    }
    let middle = top + height / 2.0;
    match spec.progress.and_then(usable) {
        Some(p) if p > MOST => {
            let end = x(MOST);
            ink.rect("bbar", x(0.0), middle - 2.5, end - x(0.0) - 6.0, 5.0, None);
            ink.path("bbar", &chevron(end, middle, -6.0), None);
        }
        Some(p) if p > 0.0 => ink.rect("bbar", x(0.0), middle - 2.5, x(p) - x(0.0), 5.0, None),
        // Below the baseline nothing is filled; a mark at the left end keeps it apart from zero.
        Some(p) if p < 0.0 => ink.path("bbar", &chevron(x(0.0), middle, 6.0), None),
        _ => {}
    }
    ink.rect("btgt", x(1.0) - 1.5, top + 1.0, 3.0, height - 2.0, None);
    if let Some(expected) = spec.expected.and_then(usable) {
        let at = x(expected.clamp(0.0, MOST));
        let foot = top + height;
        ink.raw("<path class=\"bexp\" d=\"M").num(at - 4.0).raw(" ").num(foot + 6.0).raw("h8l-4-6z\"/>");
    }
    ink.close();
    if !(spec.from.is_empty() && spec.to.is_empty()) {
        ink.raw("<span class=\"ends\"><span>").escaped(&spec.from).raw("</span><span>").escaped(&spec.to);
        ink.raw("</span></span>");
    }
    ink.into_string()
}

/// A tip at `x` pointing away from `back`.
fn chevron(x: f64, y: f64, back: f64) -> String {
    format!("M{x:.1} {y:.1}l{back:.1}-5v10z")
}
