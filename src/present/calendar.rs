//! A period's dates for people's calendars: `periods/<period>/dates.ics`, RFC 5545.

use super::PresentCx;
use super::due::waits_until;
use super::rhythm::Rhythm;
use crate::domain::{Date, slug};
use crate::resolve::model::PeriodInfo;

/// The longest line of the format, in bytes without its end.
const LINE: usize = 75;

/// A day of the calendar, perhaps one that comes again.
struct Event {
    /// Unique within the period.
    id: String,
    day: Date,
    /// Weeks between repetitions, and the last one.
    again: Option<(i32, Date)>,
    summary: String,
}

/// Where the calendar of a period is in the site.
pub fn path(info: &PeriodInfo) -> String {
    format!("{}/dates.ics", info.address)
}

/// Whether a period has dates.
pub fn has_dates(cx: &PresentCx<'_>, info: &PeriodInfo) -> bool {
    !events(cx, info).is_empty()
}

/// The calendar of a period.
pub fn of_period(cx: &PresentCx<'_>, info: &PeriodInfo) -> String {
    let events = events(cx, info);
    let settings = &cx.model.settings;
    let site = slug(&settings.title);
    let mut out = String::new();
    let name = format!("{}, {}", settings.title, cx.format.period(&info.period));
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Goalpost//Dates of a period//EN", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(&name)));
    for event in events {
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}.{}@{site}", event.id, info.period.slug()));
        // The report's day is the only clock.
        line(&mut out, &format!("DTSTAMP:{}T000000Z", digits(cx.scores.as_of)));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", digits(event.day)));
        if let Some((weeks, until)) = event.again {
            line(&mut out, &format!("RRULE:FREQ=WEEKLY;INTERVAL={weeks};UNTIL={}", digits(until)));
        }
        line(&mut out, &format!("SUMMARY:{}", escaped(&event.summary)));
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn events(cx: &PresentCx<'_>, info: &PeriodInfo) -> Vec<Event> {
    let f = &cx.format;
    let period = f.period(&info.period);
    let named = |pattern: &str| f.fill(pattern, &[("period", &period)]);
    let mut events = Vec::new();
    if let Some(rhythm) = Rhythm::of_period(info)
        && let (Some(first), Some(last)) = (rhythm.days.first(), rhythm.days.last())
    {
        let summary = named("Check-in, {period}");
        let again = Some((rhythm.day.every_weeks, *last));
        events.push(Event { id: "check-in".to_owned(), day: *first, again, summary });
    }
    let doc = info.doc.as_ref();
    let days = [
        ("freeze", doc.and_then(|d| d.freeze), "Numbers of {period} are frozen"),
        ("grades", doc.and_then(|d| d.grade_by), "Grades of {period} are due"),
        ("review", doc.and_then(|d| d.review), "Review of {period}"),
    ];
    let once = |id: String, day: Date, summary: String| Event { id, day, again: None, summary };
    events.extend(days.into_iter().filter_map(|(id, day, text)| Some(once(id.to_owned(), day?, named(text)))));
    for (index, review) in cx.model.reviews.iter().enumerate() {
        for decision in &review.doc.decisions {
            let Some(day) = waits_until(cx, decision) else { continue };
            if info.review == Some(index) || info.period.contains(day) {
                let id = format!("decision-{}-{}", slug(&decision.id), review.period.slug());
                events.push(once(id, day, f.fill("Decision due: {ask}", &[("ask", &decision.ask)])));
            }
        }
    }
    events
}

fn digits(day: Date) -> String {
    day.to_string().replace('-', "")
}

/// What would end a text or a line of it.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.lines().collect::<Vec<_>>().join("\\n")
}

/// Adds a line, folded: the next one begins with a blank, and no character is split.
fn line(out: &mut String, text: &str) {
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", "é".repeat(60)));
        let lines: Vec<&str> = out.split_terminator("\r\n").collect();
        assert!(lines.iter().all(|l| l.len() <= LINE) && lines.len() == 2 && lines[1].starts_with(" é"));
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "é".repeat(60)));
    }

    #[test]
    fn signs_with_a_meaning_are_escaped() {
        assert_eq!(escaped("One; two, three\\four\nfive"), "One\\; two\\, three\\\\four\\nfive");
    }
}
