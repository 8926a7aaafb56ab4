//! The JSON Schema of a spec, for editors: made from the tables of keys that the reader goes by.
//!
//! It is made by a test and committed, so that the frontend need not know how.

mod check;
mod shapes;
mod tests;

use serde_json::{Map, Value, json};

use super::reader::Known;

/// The whole schema.
fn schema() -> Value {
    let mut schema = shapes::spec();
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["$id"] = json!(concat!(
        env!("CARGO_PKG_HOMEPAGE"),
        "/schema/cart.schema.json"
    ));
    schema["title"] = json!("cart.yaml");
    schema
}

/// A map with the keys of a table, under all of their names, each of a shape.
fn map(known: &[Known], shape: impl Fn(&str) -> Value) -> Value {
    let mut properties = Map::new();
    for (key, aliases) in known {
        for name in std::iter::once(key).chain(*aliases) {
            // The reader makes no difference.
            for spelling in [(*name).to_owned(), name.replace('_', "-")] {
                properties.insert(spelling, shape(key));
            }
        }
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

/// The same shape with words for people.
fn about(description: &str, mut shape: Value) -> Value {
    if shape.get("$ref").is_some() {
        // What stands beside a reference does not count.
        shape = json!({"allOf": [shape]});
    }
    shape["description"] = json!(description);
    shape
}

/// What is read as it is written: YAML may take it for a number or a flag.
fn text() -> Value {
    json!({"type": ["string", "number", "boolean"]})
}

fn flag() -> Value {
    json!({"type": "boolean"})
}

fn one_of_words<const N: usize>(words: [&str; N]) -> Value {
    json!({"enum": words.as_slice()})
}

fn any<const N: usize>(shapes: [Value; N]) -> Value {
    json!({"anyOf": Vec::from(shapes)})
}

fn list(item: &Value) -> Value {
    json!({"type": "array", "items": item})
}

/// A list, or one of its items alone.
fn one_or_more(item: Value) -> Value {
    let items = list(&item);
    any([item, items])
}

/// A map of any keys.
fn named(value: &Value) -> Value {
    json!({"type": "object", "additionalProperties": value})
}

/// As compose has it: a map, or a list of `name=text`.
fn pairs() -> Value {
    any([
        named(&text()),
        list(&json!({"type": "string", "pattern": "="})),
    ])
}

/// A reference to a shape that is used in several places.
fn shared(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}
