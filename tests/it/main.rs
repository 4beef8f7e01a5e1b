//! The one integration binary. `BLESS=1` rewrites expectations; read the diff before you keep it.

mod analyze;
mod blocks;
mod charts;
mod cli;
mod docs;
mod explain;
mod golden;
mod languages;
mod ledger;
mod links;
mod memory;
mod past;
mod properties;
mod prose;
mod reach;
mod rebuild;
mod rhythm;
mod search;
mod serve;
mod spec;
mod theme;
mod tidy;
mod titles;
