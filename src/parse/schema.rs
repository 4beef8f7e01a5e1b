//! The JSON Schema of front matter and configuration, for editors; made from the table in [`super::keys`].

use super::keys::{By, Form, Section};
use serde_json::{Map, Value, json};

/// The schema (draft 2020-12): one definition for each kind of page, for `goalpost.toml` (`config`) and for what
/// stands inside of them. An editor refers to one of them, as in `#/$defs/objective`.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for section in Section::ALL {
        definitions.insert(section.name().to_owned(), definition(*section));
    }
    let pages: Vec<Value> = Section::PAGES.iter().map(|s| reference(*s)).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Goalpost: front matter and configuration",
        "anyOf": pages,
        "$defs": definitions,
    })
}

fn reference(section: Section) -> Value {
    json!({ "$ref": format!("#/$defs/{}", section.name()) })
}

fn definition(section: Section) -> Value {
    let old_values = matches!(section, Section::ObjectiveChange | Section::KeyResultChange);
    let mut properties = Map::new();
    for key in section.keys() {
        let mut schema = if old_values { json!({}) } else { form(key.form) };
        if let Value::Object(object) = &mut schema {
            object.insert("description".to_owned(), Value::String(format!("{} ({})", key.doc, key.form.words())));
        }
        for name in std::iter::once(key.name).chain(key.aliases.iter().copied()) {
            properties.insert(name.to_owned(), schema.clone());
        }
    }
    json!({ "title": section.heading(), "type": "object", "properties": properties, "additionalProperties": false })
}

fn list_or_one(one: Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// Numbers may be written as people write them, so every number may be a text.
fn number() -> Value {
    json!({ "type": ["number", "string", "null"] })
}

fn by_name(value: Value) -> Value {
    json!({ "type": "object", "additionalProperties": value })
}

fn form(form: Form) -> Value {
    match form {
        Form::Text | Form::Id | Form::Period => text(),
        Form::Texts | Form::Ids => list_or_one(text()),
        Form::Date => json!({ "type": "string" }),
        Form::Words(words) => json!({ "enum": words }),
        Form::YesNo => json!({ "enum": [true, false, "yes", "no", "on", "off"] }),
        Form::Done => json!({ "type": ["boolean", "string"] }),
        Form::Whole => json!({ "type": ["integer", "string"] }),
        Form::Number
        | Form::Weight
        | Form::Share
        | Form::Confidence
        | Form::Baseline
        | Form::Target
        | Form::Tolerance => number(),
        Form::Range => range(),
        Form::NumberOrRange => json!({ "anyOf": [number(), range()] }),
        Form::Numbers(By::Period) => by_name(json!({ "anyOf": [number(), range()] })),
        Form::Numbers(By::Cadence) => json!({ "anyOf": [{ "type": "string" }, by_name(number())] }),
        Form::Numbers(By::Date | By::KeyResult) => by_name(number()),
        Form::One(section) => reference(section),
        Form::Many(section) => list_or_one(reference(section)),
        Form::Short(section) => list_or_one(json!({ "anyOf": [text(), reference(section)] })),
        Form::ShortOne(section) => {
            json!({ "anyOf": [text(), { "type": "array", "items": number() }, reference(section)] })
        }
        Form::Named(section) => {
            let one = json!({ "anyOf": [text(), { "type": "null" }, reference(section)] });
            json!({ "anyOf": [by_name(one.clone()), { "type": "array", "items": one }] })
        }
        Form::Table(section) => by_name(json!({ "anyOf": [text(), reference(section)] })),
        Form::TextTable => by_name(text()),
        Form::Any => json!({}),
    }
}

fn range() -> Value {
    json!({ "type": "array", "items": number(), "minItems": 2, "maxItems": 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_has_a_definition() {
        let schema = schema();
        let text = schema.to_string();
        for part in text.split("#/$defs/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(schema["$defs"].get(name).is_some(), "{name}");
        }
    }

    #[test]
    fn editors_are_told_what_a_key_means() {
        let schema = schema();
        let owner = &schema["$defs"]["objective"]["properties"]["owner"];
        assert!(owner["description"].as_str().unwrap().starts_with("who answers for it"));
        assert_eq!(schema["$defs"]["config"]["properties"]["csv"]["$ref"], "#/$defs/csv");
    }
}
