//! The panel under an XmR chart: how far each value lies from the one before, as bars over the ordinary limit.

use super::backend::Plot;
use super::line::Chart;
use super::number::usable;
use super::svg::Anchor;
use super::{describe, text};

/// Height of the panel, and of the room for its title above it.
pub(super) const HEIGHT: f64 = 56.0;
pub(super) const ABOVE: f64 = 22.0;

impl Chart<'_> {
    /// Bars, their limit, their ground and their title.
    pub fn moves(&self, plot: &Plot) {
        let Some(moves) = &self.spec.moves else { return };
        let limit = moves.limit.and_then(usable);
        let bars: Vec<_> = describe::moves(self.spec, self.series).into_iter().flatten().collect();
        let most = bars.iter().map(|(_, by)| by.abs()).chain(limit).fold(0.0, f64::max);
        let height = |by: f64| if most > 0.0 { by.abs() / most * HEIGHT } else { 0.0 };
        let style = &self.spec.style;
        if !bars.is_empty() {
            plot.ink(|ink| {
                ink.raw("<path class=\"mrbar\" d=\"");
                for (point, by) in &bars {
                    ink.raw("M").num(plot.x(point.day)).raw(" ").num(self.foot);
                    ink.raw("V").num(self.foot - height(*by));
                }
                ink.raw("\"/>");
            });
        }
        plot.ink(|ink| {
            ink.line("axis", self.left, self.foot, self.right, self.foot);
            ink.text("t", Anchor::End, self.left - 6.0, self.foot + 4.0, "0");
            let room = self.right - self.left;
            ink.text(
                "t3",
                Anchor::Start,
                self.left,
                self.foot - HEIGHT - 8.0,
                &text::fit(&moves.title, 12.0, false, room),
            );
            if let Some(limit) = limit {
                let y = self.foot - height(limit);
                ink.line("lim", self.left, y, self.right, y);
                let words = format!("{} {}", text::isolated(&self.spec.words.limit), style.text(limit));
                let words = text::fit(&words, 12.0, false, self.frame.gutter - 10.0);
                ink.text("t3", Anchor::Start, self.right + 8.0, y + 4.0, &words);
            }
        });
    }
}
