//! Numbers, dates and words for people; the only place that rounds.

/// How this site writes numbers and dates. Made once per build from the settings.
#[derive(Clone, Debug)]
pub struct Formatter {
    pub decimal: char,
    pub group: char,
}
