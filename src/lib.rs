#![doc = include_str!("ARCHITECTURE.md")]
#![forbid(unsafe_code)]

pub mod base;
pub mod chart;
pub mod compute;
pub mod domain;
pub mod lints;
pub mod parse;
pub mod present;
pub mod render;
pub mod report;
pub mod resolve;
pub mod session;
pub mod shell;
pub mod words;
