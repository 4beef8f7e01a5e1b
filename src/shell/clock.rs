//! The only place that asks what day it is.

use super::Trouble;
use crate::domain::Date;

/// Today in UTC.
#[allow(clippy::disallowed_methods)]
pub(super) fn today() -> Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    day_of(seconds as i64)
}

/// The day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), if it is set.
///
/// # Errors
/// It is set to something that is no number of seconds.
#[allow(clippy::disallowed_methods)]
pub(super) fn source_date() -> Result<Option<Date>, Trouble> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Err(_) => Ok(None),
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => match text.parse() {
            Ok(seconds) => Ok(Some(day_of(seconds))),
            Err(_) => Err(Trouble::new(format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds"))),
        },
    }
}

fn day_of(seconds: i64) -> Date {
    let epoch = jiff::civil::date(1970, 1, 1);
    crate::domain::cadence::add_days(epoch, i32::try_from(seconds.div_euclid(86_400)).unwrap_or(i32::MAX))
}
