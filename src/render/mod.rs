//! Layer 6: views to bytes.

pub mod markdown;
pub mod theme;
