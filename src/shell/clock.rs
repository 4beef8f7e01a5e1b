//! The only place that asks what day it is.

use super::Trouble;
use crate::domain::Date;

/// Today in UTC.
#[allow(clippy::disallowed_methods)]
pub(super) fn today() -> Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    i64::try_from(seconds).ok().and_then(day_of).unwrap_or(Date::MAX)
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
        Ok(text) => match text.parse().ok().and_then(day_of) {
            Some(day) => Ok(Some(day)),
            None => Err(Trouble::new(format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds since 1970"))),
        },
    }
}

/// The day of a second since 1970; `None` before that, and beyond the calendar's end.
fn day_of(seconds: i64) -> Option<Date> {
    let second = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds >= 0)?;
    Some(second.to_zoned(jiff::tz::TimeZone::UTC).date())
}
