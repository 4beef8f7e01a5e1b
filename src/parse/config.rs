//! `goalpost.toml`.

use crate::base::{Sink, SourceFile};
use crate::domain::number::Separators;
use crate::domain::{Calendar, Date};
use crate::parse::doc::{Dialect, RollUp};
use crate::resolve::settings::{AfterChange, AsOf, AsOfOrigin, PeopleShown, Settings};

/// What the command line decides over the configuration.
#[derive(Clone, Debug)]
pub struct Overrides {
    /// `--as-of`.
    pub as_of: Option<Date>,
    /// From `SOURCE_DATE_EPOCH`; used where neither argument nor configuration gives a date.
    pub source_date: Option<Date>,
    /// Today in UTC; the last resort.
    pub today: Date,
    pub base_url: Option<String>,
    pub drafts: bool,
}

/// Reads the configuration; without a file everything has its default.
pub fn settings(file: Option<&SourceFile>, overrides: &Overrides, _sink: &mut Sink) -> Settings {
    Settings {
        file: file.map(|f| f.id),
        title: "Goals".to_owned(),
        description: None,
        as_of: AsOf { date: overrides.as_of.unwrap_or(overrides.today), origin: AsOfOrigin::Today },
        locale: None,
        base_url: overrides.base_url.clone(),
        repository: None,
        branch: "main".to_owned(),
        logo: None,
        calendar: Calendar::default(),
        separators: Separators::default(),
        csv: Dialect::default(),
        policy: "goalpost".to_owned(),
        policies: Default::default(),
        weakest: false,
        roll_up: RollUp::KeyResults,
        after_change: AfterChange::Today,
        people: PeopleShown::Names,
        theme: "default".to_owned(),
        tokens: Default::default(),
        words: Default::default(),
        lints: Default::default(),
        raw_html: false,
        drafts: overrides.drafts,
    }
}
