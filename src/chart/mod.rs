//! Inline SVG drawn from plain data; classes, no colours, so that themes colour it.
//!
//! Large charts are drawn twice, wide (`v-w`) and, where that is wanted, narrow (`v-n`), at 1:1 CSS pixels, and the
//! container picks one.
//! Every function is pure and total: what no scale can carry is left out, and nothing to draw is an empty string.

mod backend;
mod bullet;
mod describe;
mod dots;
mod fan;
mod grid;
mod gutter;
mod icicle;
mod labels;
mod line;
mod mosaic;
mod moves;
mod number;
mod pace;
mod panel;
mod place;
mod series;
mod slope;
mod small;
mod spark;
pub mod spec;
mod strip;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod thin;
mod ticks;
mod time_axis;
mod widths;
mod years;

pub use bullet::bullet;
pub use grid::grid;
pub use icicle::icicle;
pub use line::line;
pub use mosaic::mosaic;
pub use number::push_whole;
pub use pace::pace;
pub use panel::panel;
pub use slope::slope;
pub use spark::spark;
pub use strip::strip;
pub use years::years;
