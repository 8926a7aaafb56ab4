//! Whether a value fits a schema, as far as ours use JSON Schema.

use serde_json::Value;

/// Every word that [`fits`] understands; a schema with another one would be checked for nothing.
const UNDERSTOOD: [&str; 17] = [
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "definitions",
    "description",
    "enum",
    "items",
    "maximum",
    "minimum",
    "pattern",
    "properties",
    "title",
    "type",
];

pub(super) fn fits(value: &Value, schema: &Value, root: &Value) -> bool {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.strip_prefix("#/definitions/").unwrap();
        return fits(value, &root["definitions"][name], root);
    }
    for word in schema.as_object().unwrap().keys() {
        assert!(UNDERSTOOD.contains(&word.as_str()), "{word}");
    }
    let is_of = |kind: &Value| match kind.as_str().unwrap() {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    };
    let has_type = match &schema["type"] {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(is_of),
        kind => is_of(kind),
    };
    let in_range = value.as_i64().is_none_or(|number| {
        let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
        let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
        (least..=most).contains(&number)
    });
    let has_pattern = match (&schema["pattern"], value) {
        (Value::String(part), Value::String(text)) => text.contains(part.as_str()),
        _ => true,
    };
    let is_listed = schema["enum"]
        .as_array()
        .is_none_or(|all| all.contains(value));
    let fits_any = schema["anyOf"]
        .as_array()
        .is_none_or(|all| all.iter().any(|one| fits(value, one, root)));
    let fits_all = schema["allOf"]
        .as_array()
        .is_none_or(|all| all.iter().all(|one| fits(value, one, root)));
    let items_fit = value.as_array().is_none_or(|items| {
        let shape = schema.get("items");
        shape.is_none_or(|shape| items.iter().all(|item| fits(item, shape, root)))
    });
    let members_fit = value.as_object().is_none_or(|members| {
        members.iter().all(|(key, member)| {
            let others = &schema["additionalProperties"];
            match schema["properties"].get(key).unwrap_or(others) {
                Value::Bool(allowed) => *allowed,
                Value::Null => true,
                shape => fits(member, shape, root),
            }
        })
    });
    let fits_others = fits_any && fits_all && items_fit && members_fit;
    has_type && in_range && has_pattern && is_listed && fits_others
}
