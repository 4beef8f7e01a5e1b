//! A view without the fields that no template mentions: they need not become values first.

use super::shown::Part;
use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};

/// Serialises as `value` does, but for the fields of structs that are not shown.
pub struct Picked<'a, T: ?Sized> {
    pub value: &'a T,
    pub shown: &'a Part,
}

impl<T: Serialize + ?Sized> Serialize for Picked<'_, T> {
    fn serialize<S: Serializer>(&self, inner: S) -> Result<S::Ok, S::Error> {
        match self.shown {
            Part::Whole => self.value.serialize(inner),
            shown => self.value.serialize(Picking { inner, shown }),
        }
    }
}

/// Something of a serializer, and what is shown of what it takes.
struct Picking<'a, S> {
    inner: S,
    shown: &'a Part,
}

impl<S: SerializeStruct> SerializeStruct for Picking<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), S::Error> {
        match self.shown.field(key) {
            Some(shown) => self.inner.serialize_field(key, &Picked { value, shown }),
            None => self.inner.skip_field(key),
        }
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

/// What is shown of a list is shown of each of its items.
impl<S: SerializeSeq> SerializeSeq for Picking<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.inner.serialize_element(&Picked { value, shown: self.shown })
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

/// Methods that hand everything on as it is.
macro_rules! hand_on {
    ($($name:ident($($arg:ident: $kind:ty),*) -> $out:ident;)*) => {
        $(fn $name(self, $($arg: $kind),*) -> Result<Self::$out, S::Error> {
            self.inner.$name($($arg),*)
        })*
    };
}

impl<'a, S: Serializer> Serializer for Picking<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Picking<'a, S::SerializeSeq>;
    type SerializeTuple = S::SerializeTuple;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = S::SerializeMap;
    type SerializeStruct = Picking<'a, S::SerializeStruct>;
    type SerializeStructVariant = S::SerializeStructVariant;

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        let len = len.min(self.shown.most());
        Ok(Picking { inner: self.inner.serialize_struct(name, len)?, shown: self.shown })
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Picking { inner: self.inner.serialize_seq(len)?, shown: self.shown })
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&Picked { value, shown: self.shown })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_struct(name, &Picked { value, shown: self.shown })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_variant(name, index, variant, value)
    }

    hand_on! {
        serialize_bool(v: bool) -> Ok;
        serialize_i8(v: i8) -> Ok;
        serialize_i16(v: i16) -> Ok;
        serialize_i32(v: i32) -> Ok;
        serialize_i64(v: i64) -> Ok;
        serialize_u8(v: u8) -> Ok;
        serialize_u16(v: u16) -> Ok;
        serialize_u32(v: u32) -> Ok;
        serialize_u64(v: u64) -> Ok;
        serialize_f32(v: f32) -> Ok;
        serialize_f64(v: f64) -> Ok;
        serialize_char(v: char) -> Ok;
        serialize_str(v: &str) -> Ok;
        serialize_bytes(v: &[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(name: &'static str) -> Ok;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Ok;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Item {
        id: u8,
        pair: (u8, &'static str),
        more: Option<Box<Item>>,
    }

    #[derive(Serialize)]
    struct View {
        title: &'static str,
        items: Vec<Item>,
        left: Vec<Item>,
    }

    fn picked(paths: &[&str]) -> String {
        let item = |more| Item { id: 1, pair: (2, "two"), more };
        let items = vec![item(Some(Box::new(item(None)))), item(None)];
        let view = View { title: "Goals", items, left: vec![item(None)] };
        let shown = paths.iter().map(|path| (*path).to_owned()).collect();
        serde_json::to_string(&Picked { value: &view, shown: &shown }).unwrap()
    }

    #[test]
    fn only_fields_that_are_mentioned_are_there() {
        assert_eq!(picked(&["title"]), r#"{"title":"Goals"}"#);
        assert_eq!(picked(&["items.id", "left.#"]), r#"{"items":[{"id":1},{"id":1}],"left":[{}]}"#);
        assert_eq!(picked(&["items.more.pair"]), r#"{"items":[{"more":{"pair":[2,"two"]}},{"more":null}]}"#);
    }

    #[test]
    fn what_is_mentioned_as_a_whole_is_there_as_a_whole() {
        let whole = r#"[{"id":1,"pair":[2,"two"],"more":null}]"#;
        for paths in [&["left"][..], &["left.id", "left"], &["left", "left.id"], &["left.0.id"]] {
            assert_eq!(picked(paths), format!(r#"{{"left":{whole}}}"#), "{paths:?}");
        }
        assert_eq!(
            picked(&[""]),
            serde_json::to_string(
                &serde_json::from_str::<serde_json::Value>(&picked(&["title", "items", "left"])).unwrap()
            )
            .unwrap()
        );
    }
}
