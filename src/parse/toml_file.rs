//! TOML as the value the readers of pages know, and its mistakes as findings.

use crate::base::{Diagnostic, Place, Sink, SourceFile, codes};
use serde_yaml::{Mapping, Value};
use toml::de::{DeTable, DeValue};

/// Reads a TOML file as far as it is TOML; always a mapping.
pub fn read(file: &SourceFile, sink: &mut Sink) -> Value {
    let (parsed, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let place = Place::Span(span.start as u32, span.end as u32);
        let message = format!("the configuration cannot be read here: {}", error.message());
        let finding = Diagnostic::new(codes::TOML_SYNTAX, file.id, place, message);
        sink.push(finding.help_opt(line_to_write(&file.text, span.start)));
    }
    table(parsed.get_ref())
}

fn table(table: &DeTable<'_>) -> Value {
    let entries = table.iter().map(|(k, v)| (Value::String(k.get_ref().to_string()), value(v.get_ref())));
    Value::Mapping(entries.collect::<Mapping>())
}

fn value(written: &DeValue<'_>) -> Value {
    match written {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            let parsed = i64::from_str_radix(&digits, number.radix()).ok();
            parsed.map_or_else(|| Value::String(digits), |n| Value::Number(n.into()))
        }
        DeValue::Float(number) => {
            let digits = number.as_str().replace('_', "");
            let parsed: Option<f64> = digits.parse().ok();
            parsed.map_or_else(|| Value::String(digits), |n| Value::Number(n.into()))
        }
        DeValue::Array(list) => Value::Sequence(list.iter().map(|v| value(v.get_ref())).collect()),
        DeValue::Table(inner) => table(inner),
    }
}

/// The two slips of people who know YAML: a colon, and a text without quotes.
fn line_to_write(text: &str, at: usize) -> Option<String> {
    let at = (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i))?;
    let line = text[..at].rsplit('\n').next()?.to_owned() + text[at..].lines().next().unwrap_or_default();
    let (key, value) = line.split_once(['=', ':'])?;
    let (key, value) = (key.trim(), value.trim());
    let bare = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let value = match value.chars().next()? {
        '"' | '\'' | '[' | '{' | '0'..='9' => value.to_owned(),
        _ if matches!(value, "true" | "false") => value.to_owned(),
        _ => format!("\"{}\"", value.replace('"', "")),
    };
    let written = line.trim_end().ends_with(&value) && line.contains(" = ");
    if written {
        return (key == "as_of").then(|| "Write a day: as_of = 2026-02-01".to_owned());
    }
    bare.then(|| format!("Write: {key} = {value}"))
}
