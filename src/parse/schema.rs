//! JSON Schema of front matter and configuration.

/// Draft 2020-12.
pub fn schema() -> serde_json::Value {
    serde_json::Value::Null
}
