//! The admin API as its description has it: an answer is held against its schema, and what was called is known.

use jsonschema::Validator;
use serde_json::Value;

use crate::harness::Administrator;

/// The document, and which of its operations were seen to answer as they should.
pub(super) struct Described {
    pub(super) document: Value,
    pub(super) seen: Vec<String>,
    /// What is shown once, and stands nowhere afterwards.
    pub(super) shown_once: Vec<String>,
}

impl Described {
    /// Calls an operation, and holds the answer against its schema.
    pub(super) fn call(
        &mut self,
        admin: &Administrator,
        operation: &str,
        path: &str,
        body: &Value,
    ) -> Value {
        let (method, template) = operation.split_once(' ').unwrap();
        let answer = admin.call(method, path, body);
        let described = &self.document["paths"][template][method.to_lowercase()];
        let response = &described["responses"][answer.status.to_string()];
        assert!(response.is_object(), "{operation} answered {}: {}", answer.status, answer.text());
        let media_type = answer.header("content-type").unwrap_or_default();
        match response["content"].as_object() {
            None => assert!(answer.body.is_empty(), "{operation}: {}", answer.text()),
            Some(content) => self.hold(&answer.json(), &content[media_type]["schema"], operation),
        }
        let secrets =
            ["secret", "key", "token", "password"].map(|name| answer.json()[name].clone());
        self.shown_once.extend(secrets.iter().filter_map(Value::as_str).map(str::to_owned));
        if answer.status < 300 {
            self.seen.push(operation.to_owned());
        }
        answer.json()
    }

    fn hold(&self, answer: &Value, schema: &Value, operation: &str) {
        if schema.is_null() {
            return;
        }
        let mut schema = schema.clone();
        schema["components"] = self.document["components"].clone();
        let validator: Validator = jsonschema::draft202012::new(&schema).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(answer).map(|one| one.to_string()).collect();
        assert!(faults.is_empty(), "{operation}: {faults:?}\n{answer}");
    }

    pub(super) fn operations(&self) -> Vec<String> {
        let paths = self.document["paths"].as_object().unwrap();
        let of = |(path, item): (&String, &Value)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
        };
        paths.iter().flat_map(of).collect()
    }
}
