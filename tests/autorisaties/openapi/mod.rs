//! The OpenAPI document of the AC: where it is, that it says what the standard's says, and real
//! answers held against it.

use serde_json::Value;

use crate::harness::ac::AC;
use crate::harness::{Installation, Request};

pub(super) mod answers;
pub(super) mod facts;
pub(super) mod served;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document as it is served.
fn document(at: &Installation) -> Value {
    Request::get(&format!("{AC}/openapi.json")).send(at.issuer).json()
}

/// What a reference leads to; anything else is itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(to) => resolved(document, document.pointer(&to[1..]).expect(to)),
        None => value,
    }
}

/// Every operation: method, path, and what stands there.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                operations.push((method.to_uppercase(), path.clone(), operation));
            }
        }
    }
    operations
}
