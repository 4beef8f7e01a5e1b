//! Inline SVG drawn from plain data; classes, no colours, so that themes colour it.

pub mod spec;

use spec::{BulletSpec, Drawing, LineSpec, MosaicSpec, PaceSpec, SlopeSpec, SparkSpec, StripSpec};

fn nothing(subtitle: &str) -> Drawing {
    Drawing {
        svg: String::new(),
        subtitle: subtitle.to_owned(),
        description: String::new(),
        table: Default::default(),
        notes: Vec::new(),
    }
}

/// A KPI's line.
pub fn line(spec: &LineSpec) -> Drawing {
    nothing(&spec.subtitle)
}
/// A sparkline.
pub fn spark(_spec: &SparkSpec) -> String {
    String::new()
}
/// A bullet.
pub fn bullet(_spec: &BulletSpec) -> String {
    String::new()
}
/// Score against pace.
pub fn pace(spec: &PaceSpec) -> Drawing {
    nothing(&spec.subtitle)
}
/// A score mosaic.
pub fn mosaic(spec: &MosaicSpec) -> Drawing {
    nothing(&spec.subtitle)
}
/// A score strip.
pub fn strip(spec: &StripSpec) -> Drawing {
    nothing(&spec.subtitle)
}
/// A slope.
pub fn slope(spec: &SlopeSpec) -> Drawing {
    nothing(&spec.subtitle)
}
