//! The rules of `domain.md` §3 to §5, case by case.

mod changes;
mod kinds;
mod periods;
mod properties;
mod roll_ups;
mod status_words;
