//! Inline SVG drawn from plain data; classes, no colours, so that themes colour it.

pub mod spec;
