//! Periods: spans of days with a name (`domain.md` §1, `statistics.md` A-2).

use super::cadence::last_of_month;
use jiff::ToSpan;
use jiff::civil::Date;

/// The site's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The month (1–12) in which a fiscal year starts; 1: fiscal and calendar years are the same.
    pub fiscal_start: i8,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { fiscal_start: 1 }
    }
}

/// A span of days with a name. Ordered by start, then the longer first, then by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The canonical name: `2026`, `2026-H2`, `2026-Q3`, `2026-07`, `FY2026`, `FY2026-H1`, `FY2026-Q3`;
    /// explicit ones `2025-10-01..2025-12-15`.
    pub name: String,
    pub start: Date,
    /// The last day, included.
    pub end: Date,
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.start.cmp(&other.start).then(other.end.cmp(&self.end)).then_with(|| self.name.cmp(&other.name))
    }
}

impl Period {
    /// Reads a period as people write it: `2026`, `2026-H2`, `2026 Q3`, `2026-07`, `FY26`, `FY26-Q3`, `fy2026 q3`.
    /// A fiscal year is named by the year it ends in; `2026-Q3` is always the calendar quarter.
    pub fn parse(text: &str, calendar: &Calendar) -> Option<Self> {
        let word = text.trim().to_uppercase().replace([' ', '_', '/'], "-");
        let (fiscal, rest) = match word.strip_prefix("FY") {
            Some(rest) => (true, rest.trim_start_matches('-')),
            None => (false, word.as_str()),
        };
        let (year, part) = match rest.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => match rest.find(['Q', 'H']) {
                Some(i) if i > 0 => (&rest[..i], Some(&rest[i..])),
                _ => (rest, None),
            },
        };
        let digits = year.len();
        let year: i16 = year.parse().ok().filter(|_| year.bytes().all(|b| b.is_ascii_digit()))?;
        let year = match (fiscal, digits) {
            (_, 4) => year,
            (true, 2) => 2000 + year,
            _ => return None,
        };
        if !(1900..=2200).contains(&year) {
            return None;
        }
        let first_month = if fiscal { calendar.fiscal_start } else { 1 };
        // A fiscal year that starts after January starts in the year before the one it is named by.
        let first_year = if first_month > 1 { year - 1 } else { year };
        let prefix = if fiscal { "FY" } else { "" };
        let (name, offset, months) = match part {
            None => (format!("{prefix}{year}"), 0, 12),
            Some(p) => {
                if let Some(q) = p.strip_prefix('Q').and_then(|q| q.parse::<i8>().ok()).filter(|q| (1..=4).contains(q))
                {
                    (format!("{prefix}{year}-Q{q}"), (q - 1) * 3, 3)
                } else if let Some(h) =
                    p.strip_prefix('H').and_then(|h| h.parse::<i8>().ok()).filter(|h| (1..=2).contains(h))
                {
                    (format!("{prefix}{year}-H{h}"), (h - 1) * 6, 6)
                } else if let Some(m) = p.parse::<i8>().ok().filter(|m| !fiscal && p.len() == 2 && (1..=12).contains(m))
                {
                    (format!("{year}-{m:02}"), m - 1, 1)
                } else {
                    return None;
                }
            }
        };
        let month = first_month - 1 + offset;
        let start = Date::new(first_year + i16::from(month / 12), month % 12 + 1, 1).ok()?;
        let end = start.checked_add(months.months()).ok()?.yesterday().ok()?;
        Some(Self { name, start, end })
    }

    /// A period by its first and last day.
    pub fn explicit(start: Date, end: Date) -> Self {
        Self { name: format!("{start}..{end}"), start, end }
    }

    /// The fiscal (or calendar) quarter that contains this day.
    pub fn quarter_of(date: Date, calendar: &Calendar) -> Self {
        let start_month = calendar.fiscal_start;
        let offset = (date.month() - start_month).rem_euclid(12);
        let quarter = offset / 3 + 1;
        let back = offset % 3;
        let first = date.first_of_month();
        let start = first.checked_sub(i32::from(back).months()).unwrap_or(first);
        let end = last_of_month(start.checked_add(2.months()).unwrap_or(start));
        let year = fiscal_year_of(date, calendar);
        let name = if start_month == 1 { format!("{year}-Q{quarter}") } else { format!("FY{year}-Q{quarter}") };
        Self { name, start, end }
    }

    /// The fiscal (or calendar) year that contains this day.
    pub fn year_of(date: Date, calendar: &Calendar) -> Self {
        let year = fiscal_year_of(date, calendar);
        let name = if calendar.fiscal_start == 1 { format!("{year}") } else { format!("FY{year}") };
        // Every year of the civil calendar's range makes a valid name.
        Self::parse(&name, calendar).unwrap_or(Self { name, start: date, end: date })
    }

    /// The period of the same kind that follows; none for explicit days.
    pub fn next(&self, calendar: &Calendar) -> Option<Self> {
        let fiscal = self.name.starts_with("FY");
        let own = if fiscal { *calendar } else { Calendar::default() };
        let start = self.end.tomorrow().ok()?;
        let year = fiscal_year_of(start, &own);
        let prefix = if fiscal { "FY" } else { "" };
        let parts = [&["-Q1", "-Q2", "-Q3", "-Q4"][..], &["-H1", "-H2"], &[""]].concat();
        let months = (1..=12).map(|month| format!("-{month:02}"));
        let all = parts.iter().map(|part| (*part).to_owned()).chain(months);
        // Quarters, halves and months have names of one form and unlike lengths.
        let alike = |next: &Self| next.start == start && (next.days() - self.days()).abs() <= 3;
        all.filter_map(|part| Self::parse(&format!("{prefix}{year}{part}"), &own)).find(alike)
    }

    /// Part of an address: `fy2026-q3`.
    pub fn slug(&self) -> String {
        super::id::slug(&self.name)
    }

    /// For people: `FY26 Q3`, `Q3 2026`, `2026`, `July 2026` is left to the locale.
    pub fn label(&self) -> String {
        if self.is_explicit() {
            return self.name.replace("..", " to ");
        }
        match self.name.strip_prefix("FY20") {
            Some(rest) => format!("FY{}", rest.replace('-', " ")),
            None => match self.name.split_once("-Q") {
                Some((year, q)) if !self.name.starts_with("FY") => format!("Q{q} {year}"),
                _ => self.name.replace("-H", " H"),
            },
        }
    }

    /// A span from one day to another without a name of its own.
    pub fn is_explicit(&self) -> bool {
        self.name.contains("..")
    }

    /// Whether the day lies in the period.
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }

    /// Whether the whole other period lies in this one.
    pub fn covers(&self, other: &Period) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a day.
    pub fn overlaps(&self, other: &Period) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// Days of the period, both ends included.
    pub fn days(&self) -> i32 {
        days_between(self.start, self.end) + 1
    }
}

/// The year in which the fiscal year that contains this day ends.
fn fiscal_year_of(date: Date, calendar: &Calendar) -> i16 {
    if calendar.fiscal_start > 1 && date.month() >= calendar.fiscal_start { date.year() + 1 } else { date.year() }
}

/// Whole days from `a` to `b`.
pub fn days_between(a: Date, b: Date) -> i32 {
    if (a.year(), a.month()) == (b.year(), b.month()) {
        return i32::from(b.day()) - i32::from(a.day());
    }
    (a.duration_until(b).as_hours() / 24) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_fiscal_year_is_named_by_the_year_it_ends_in() {
        let april = Calendar { fiscal_start: 4 };
        let q3 = Period::parse("FY26-Q3", &april).unwrap();
        assert_eq!((q3.name.as_str(), q3.start, q3.end), ("FY2026-Q3", date(2025, 10, 1), date(2025, 12, 31)));
        assert_eq!(Period::quarter_of(date(2025, 11, 18), &april), q3);
        assert_eq!(Period::parse("FY26 Q4", &april).unwrap().end, date(2026, 3, 31));
        assert_eq!(Period::parse("2026-Q3", &april).unwrap().start, date(2026, 7, 1));
        assert_eq!(Period::year_of(date(2026, 3, 31), &april).name, "FY2026");
        assert_eq!(q3.label(), "FY26 Q3");
        assert_eq!(q3.days(), 92);
    }

    #[test]
    fn the_next_period_is_of_the_same_kind() {
        let april = Calendar { fiscal_start: 4 };
        for (this, next) in [
            ("FY26-Q3", "FY2026-Q4"),
            ("FY26-Q4", "FY2027-Q1"),
            ("2026-Q4", "2027-Q1"),
            ("FY26", "FY2027"),
            ("2026-H1", "2026-H2"),
            ("2026-01", "2026-02"),
            ("2026-12", "2027-01"),
        ] {
            assert_eq!(Period::parse(this, &april).unwrap().next(&april).unwrap().name, next);
        }
        assert_eq!(Period::explicit(date(2025, 1, 1), date(2025, 3, 1)).next(&april), None);
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in ["26", "FY2", "2026-Q5", "2026-13", "Q3", "next year", "FY26-07", ""] {
            assert_eq!(Period::parse(text, &Calendar::default()), None, "{text}");
        }
    }
}
