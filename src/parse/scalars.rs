//! Texts, numbers, dates and words, as people write them.

use super::dates::{self, DateText};
use super::doc::{Done, Event, Grade, Weight, Who};
use super::keys::{Section, normalise};
use super::reader::{Cx, Fields, Node};
use crate::base::{codes, suggest};
use crate::domain::number::{self, NumberProblem};
use crate::domain::{Date, Period, Quantity};
use serde_yaml::Value;

/// The last day of the month, where a day is written that the month does not have.
fn last_of_its_month(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, '-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
    day.parse::<u8>().ok()?;
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

impl Node<'_> {
    /// A text; a number or yes/no is one as it is written.
    pub fn text(&self, cx: &mut Cx<'_>) -> Option<String> {
        if matches!(self.value, Value::Sequence(_) | Value::Mapping(_)) {
            self.wrong_type("a text", cx);
            return None;
        }
        self.written(cx)
    }

    /// Texts: one, or a list.
    pub fn texts(&self, cx: &mut Cx<'_>) -> Vec<String> {
        self.items().iter().filter_map(|node| node.text(cx)).collect()
    }

    /// Ids: one, a list, or several in one text with commas.
    pub fn ids(&self, cx: &mut Cx<'_>) -> Vec<String> {
        let texts = self.texts(cx);
        let words = texts.iter().flat_map(|text| text.split(','));
        words.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect()
    }

    /// An id; one that other readers of YAML take for a number or for yes/no must be quoted.
    pub fn id(&self, cx: &mut Cx<'_>) -> Option<String> {
        let id = self.text(cx)?;
        if misread(&id) && !self.is_quoted(cx) {
            let message = format!("`{id}` is read as a number or as yes/no unless it is quoted");
            cx.push(self.problem(codes::NUMBER_AS_ID, message).help(format!("Write: {}: \"{id}\"", self.name())));
        }
        if let Some(sign) = id.chars().find(|c| "@#|[]".contains(*c)) {
            let message = format!("`{id}` has a `{sign}`, which means something else in a reference");
            let plain = id.replace(['@', '#', '|', '[', ']'], "-");
            let help = format!("Write: {}: {}", self.name(), plain.trim_matches('-'));
            cx.push(self.problem(codes::BAD_ID, message).help(help));
        }
        Some(id)
    }

    /// A number with what stands around it; words for "not known" are no number and no mistake.
    pub fn quantity(&self, cx: &mut Cx<'_>) -> Option<Quantity> {
        match self.value {
            Value::Number(number) => {
                let value = number.as_f64().filter(|v| v.is_finite());
                // What YAML read as a fraction may be a thousand in the site's locale.
                if number.is_f64() && (value.is_none() || cx.has_tricky_numbers()) {
                    let written = self.written(cx).unwrap_or_default();
                    if let Some(value) = value.filter(|_| written.contains(['e', 'E'])) {
                        self.not_a_number(&written, &format!("Write {value}"), cx);
                        return None;
                    }
                    return self.parse_quantity(&written, cx);
                }
                value.map(|value| Quantity { value, unit: String::new(), signed: false, of: None })
            }
            Value::String(text) => self.parse_quantity(text, cx),
            Value::Null => None,
            _ => {
                self.wrong_type("a number", cx);
                None
            }
        }
    }

    fn parse_quantity(&self, text: &str, cx: &mut Cx<'_>) -> Option<Quantity> {
        match number::parse(text, cx.reading.separators) {
            Ok(quantity) => Some(quantity),
            Err(NumberProblem::Missing) => None,
            Err(NumberProblem::Ambiguous { thousands, fraction }) => {
                let message = format!("`{}` can be {thousands} or {fraction}", text.trim());
                let help = format!("Write {thousands} or {fraction}, or set `locale` in goalpost.toml");
                cx.push(self.problem(codes::AMBIGUOUS_NUMBER, message).help(help));
                None
            }
            Err(NumberProblem::NotANumber) => {
                self.not_a_number(text, "Write digits, as in 1250, 12.5, 12% or €1.2m", cx);
                None
            }
        }
    }

    fn not_a_number(&self, text: &str, help: &str, cx: &mut Cx<'_>) {
        let message = format!("`{}` is not a number, at `{}`", text.trim(), self.name());
        cx.push(self.problem(codes::BAD_NUMBER, message).help(help));
    }

    /// A number; what stands around it is left out.
    pub fn number(&self, cx: &mut Cx<'_>) -> Option<f64> {
        self.quantity(cx).map(|q| q.value)
    }

    /// A whole number between the limits.
    pub fn whole(&self, least: i64, most: i64, cx: &mut Cx<'_>) -> Option<i64> {
        let value = self.number(cx)?;
        if value.fract() == 0.0 && value >= least as f64 && value <= most as f64 {
            return Some(value as i64);
        }
        let message = format!("`{}` must be a whole number from {least} to {most}", self.name());
        cx.push(self.problem(codes::BAD_NUMBER, message));
        None
    }

    /// Two numbers: `[from, to]`.
    pub fn range(&self, cx: &mut Cx<'_>) -> Option<(f64, f64)> {
        let items = self.items();
        let [first, second] = items.as_slice() else {
            let expected = "two numbers: [from, to]; thousands without a comma";
            if items.len() > 2 {
                let message = format!("`{}` must be {expected}", self.name());
                cx.push(self.problem(codes::WRONG_TYPE, message).help("Write, for example: [1000, 2000]"));
            } else {
                self.wrong_type("two numbers: [from, to]", cx);
            }
            return None;
        };
        let (first, second) = (first.number(cx), second.number(cx));
        Some((first?, second?))
    }

    /// Yes or no, in the words YAML knows.
    pub fn yes_no(&self, cx: &mut Cx<'_>) -> Option<bool> {
        if let Value::Bool(yes) = self.value {
            return Some(*yes);
        }
        self.word(&[("yes", true), ("no", false), ("on", true), ("off", false), ("true", true), ("false", false)], cx)
    }

    /// One of the words this key knows.
    pub fn word<T: Copy>(&self, words: &[(&str, T)], cx: &mut Cx<'_>) -> Option<T> {
        let written = self.text(cx)?;
        let word = normalise(&written);
        if let Some((_, meaning)) = words.iter().find(|(w, _)| normalise(w) == word) {
            return Some(*meaning);
        }
        let all: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
        let message = format!("`{written}` is none of the words that `{}` knows", self.name());
        let near = suggest::nearest(&written, all.iter().copied()).map(|w| format!("Did you mean `{w}`?"));
        let known = format!("The words are {}", all.join(", "));
        cx.push(self.problem(codes::UNKNOWN_WORD, message).help_opt(near).help(known));
        None
    }

    /// A day.
    pub fn date(&self, cx: &mut Cx<'_>) -> Option<Date> {
        let text = self.text(cx)?;
        match dates::parse(&text, None, &cx.reading.calendar) {
            DateText::Day(day) => return Some(day),
            DateText::Ambiguous => {
                cx.push(match dates::readings(&text).as_slice() {
                    [(day, _)] => self
                        .problem(codes::BAD_DATE, format!("`{text}` has its year at the end"))
                        .help(format!("Write year, month and day: {day}")),
                    [(a, _), (b, _)] => self
                        .problem(codes::BAD_DATE, format!("`{text}` can be two days: which number is the month?"))
                        .help(format!("Write year, month and day: {a} or {b}")),
                    _ => self
                        .problem(codes::BAD_DATE, format!("`{text}` can be a day or a year"))
                        .help("Write year, month and day: 2026-02-01"),
                });
            }
            DateText::Span(first, last) => {
                let message = format!("`{text}` is more than one day");
                let help = format!("Write its first or last day: {first} or {last}");
                cx.push(self.problem(codes::BAD_DATE, message).help(help));
            }
            DateText::No => {
                let message = format!("`{text}` is not a date");
                let help = match last_of_its_month(&text) {
                    Some(day) => {
                        format!("That month ends with day {}: write {day}, or the day that is meant", day.day())
                    }
                    None => "Write year, month and day: 2026-02-01".to_owned(),
                };
                cx.push(self.problem(codes::BAD_DATE, message).help(help));
            }
        }
        None
    }

    /// A period by its name, or `2025-10-01..2025-12-15`.
    pub fn period(&self, cx: &mut Cx<'_>) -> Option<Period> {
        let text = self.text(cx)?;
        let period = period(&text, cx);
        if period.is_none() {
            let message = format!("`{text}` is not a period");
            let help = "Write one like 2026, 2026-H2, 2026-Q3, 2026-07, FY26, FY26-H1 or FY26-Q3";
            cx.push(self.problem(codes::BAD_PERIOD, message).help(help));
        }
        period
    }

    /// `35%` or a number.
    pub fn weight(&self, cx: &mut Cx<'_>) -> Option<Weight> {
        let quantity = self.quantity(cx)?;
        if quantity.value < 0.0 {
            let finding = self.problem(codes::BAD_NUMBER, "a weight cannot be less than 0");
            cx.push(finding.help("Write 0 where it shall not count, else 35% or 2"));
            return None;
        }
        Some(Weight { value: quantity.value, percent: quantity.unit == "%" })
    }

    /// `2/3`, `50%` or `0.5`: more than 0, at most 1.
    pub fn share(&self, cx: &mut Cx<'_>) -> Option<f64> {
        let value = part(&self.quantity(cx)?);
        if value > 0.0 && value <= 1.0 {
            return Some(value);
        }
        let finding = self.problem(codes::BAD_NUMBER, "a share lies between 0 and 1");
        cx.push(finding.help("Write 2/3, 50% or 0.5"));
        None
    }

    /// `7/10`, `7 of 10`, `70%`, `0.7` or `7`, as a number from 0 to 1.
    pub fn confidence(&self, cx: &mut Cx<'_>) -> Option<f64> {
        let quantity = match self.value {
            Value::String(text) => self.parse_quantity(&text.replace(" of ", "/"), cx)?,
            _ => self.quantity(cx)?,
        };
        let value = part(&quantity);
        let value = if quantity.of.is_none() && quantity.unit != "%" && value > 1.0 { value / 10.0 } else { value };
        if (0.0..=1.0).contains(&value) {
            return Some(value);
        }
        let finding = self.problem(codes::BAD_NUMBER, "a confidence lies between 0 and 10");
        cx.push(finding.help("Write 7/10, 70% or 0.7"));
        None
    }

    /// `no`, `yes`, or the day it was done; the outer `None`: it cannot be read.
    pub fn done(&self, cx: &mut Cx<'_>) -> Option<Option<Done>> {
        let word = self.written(cx).map(|w| w.to_lowercase());
        match (self.value, word.as_deref()) {
            (Value::Bool(true), _) | (_, Some("yes" | "on" | "true")) => Some(Some(Done::Yes)),
            (Value::Bool(false), _) | (_, Some("no" | "off" | "false" | "not yet")) => Some(None),
            _ => self.date(cx).map(|day| Some(Done::On(day))),
        }
    }

    /// `{date, why, agreed}`, or a day or reason alone; `no` is none.
    pub fn event(&self, cx: &mut Cx<'_>) -> Option<Box<Event>> {
        let mut event = Box::new(Event { date: None, why: None, agreed: None });
        if let Value::Mapping(_) = self.value {
            let mut fields = Fields::open(self, Section::Event, cx)?;
            event.date = fields.take("date").and_then(|n| n.date(cx));
            event.why = fields.take("why").and_then(|n| n.text(cx));
            event.agreed = fields.take("agreed").and_then(|n| n.text(cx));
            fields.finish(cx);
            return Some(event);
        }
        let text = self.text(cx)?;
        match text.to_lowercase().as_str() {
            "no" | "false" => return None,
            "yes" | "true" => {}
            _ => match dates::parse(&text, None, &cx.reading.calendar) {
                DateText::Day(day) => event.date = Some(day),
                DateText::No => event.why = Some(text),
                _ => event.date = self.date(cx),
            },
        }
        Some(event)
    }

    /// `{value, why}` or a number alone, from 0 to 1.
    pub fn grade(&self, cx: &mut Cx<'_>) -> Option<Box<Grade>> {
        let (value, why) = match self.value {
            Value::Mapping(_) => {
                let mut fields = Fields::open(self, Section::Grade, cx)?;
                let value = fields.take("value");
                if value.is_none() {
                    fields.missing("value", cx);
                }
                let why = fields.take("why").and_then(|n| n.text(cx));
                fields.finish(cx);
                (value?, why)
            }
            _ => (self.clone(), None),
        };
        let number = part(&value.quantity(cx)?);
        if (0.0..=1.0).contains(&number) {
            return Some(Box::new(Grade { value: number, why }));
        }
        let finding = value.problem(codes::BAD_NUMBER, "a grade lies between 0 and 1");
        cx.push(finding.help("Write, for example: 0.7"));
        None
    }

    /// A person by id, or `{role: …}`.
    pub fn who(&self, cx: &mut Cx<'_>) -> Option<Who> {
        if let Value::Mapping(_) = self.value {
            let mut fields = Fields::open(self, Section::Who, cx)?;
            let who = who(&mut fields, cx);
            fields.finish(cx);
            return who;
        }
        self.text(cx).map(Who::Person)
    }
}

/// The `who:` or `role:` of a mapping.
pub fn who(fields: &mut Fields<'_>, cx: &mut Cx<'_>) -> Option<Who> {
    let person = fields.take("who").and_then(|n| n.text(cx)).map(Who::Person);
    let role = fields.take("role").and_then(|n| n.text(cx)).map(Who::Role);
    if person.is_none() && role.is_none() {
        fields.missing("who", cx);
    }
    person.or(role)
}

/// A period by its name or its two days.
pub fn period(text: &str, cx: &Cx<'_>) -> Option<Period> {
    if let Some((start, end)) = text.split_once("..") {
        let (start, end) = (start.trim().parse::<Date>().ok()?, end.trim().parse::<Date>().ok()?);
        return (start <= end).then(|| Period::explicit(start, end));
    }
    Period::parse(text, &cx.reading.calendar)
}

/// `3/5` and `60%` as a part of one; other numbers as they are.
fn part(quantity: &Quantity) -> f64 {
    match quantity.of {
        Some(of) if of != 0.0 => quantity.value / of,
        _ if quantity.unit == "%" => quantity.value / 100.0,
        _ => quantity.value,
    }
}

/// Whether a word without quotes is a number, yes/no or nothing for some reader of YAML; plain whole numbers are
/// the same everywhere.
fn misread(id: &str) -> bool {
    let digits = id.bytes().all(|b| b.is_ascii_digit());
    let number = if digits {
        id.len() > 1 && id.starts_with('0')
    } else {
        id.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) && id.parse::<f64>().is_ok()
    };
    number
        || matches!(
            id.to_lowercase().as_str(),
            "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "~" | "y" | "n"
        )
}
