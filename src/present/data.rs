//! `data/v1/*.json` and `score --format json`: documented, stable.
