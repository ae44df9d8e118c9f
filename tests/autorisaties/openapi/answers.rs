//! Real answers, held against the document: status, media type, headers and body; every status of
//! every operation, save those of a server in trouble.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{document, operations, resolved};
use crate::cases;
use crate::harness::ac::{AC, AcClient, path_of};
use crate::harness::{Answer, Bench, Installation, Options, Request};

cases![
    every_status_that_the_document_names_is_answered_as_it_says,
    with_the_403s_of_older_clients_answers_are_as_the_document_says,
];

/// What a server in trouble answers, or a gateway before it: the cases about faults hold those.
const IN_TROUBLE: [&str; 4] = ["500", "502", "503", "504"];

/// The document, and which answers were held against it.
struct Described {
    document: Value,
    seen: Vec<(String, String)>,
}

impl Described {
    /// Holds an answer of an operation against the document.
    fn hold(&mut self, id: &str, answer: &Answer) {
        let told = format!("{id} {}: {}", answer.status, answer.text());
        let operations = operations(&self.document);
        let (_, _, operation) =
            operations.iter().find(|(_, _, one)| one["operationId"] == id).unwrap();
        let status = answer.status.to_string();
        let response = resolved(&self.document, &operation["responses"][&status]);
        assert!(response.is_object(), "{told}");
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = resolved(&self.document, header);
            match answer.header(&name.to_lowercase()) {
                Some(value) => self.hold_header(value, &header["schema"], &told),
                None => assert_ne!(header["required"], true, "{name}: {told}"),
            }
        }
        match response["content"].as_object() {
            None => assert!(answer.body.is_empty(), "{told}"),
            Some(content) => {
                let media_type = answer.header("content-type").unwrap_or_default();
                self.hold_body(&answer.json(), &content[media_type]["schema"], &told);
            }
        }
        self.seen.push((id.to_owned(), status));
    }

    fn hold_header(&self, value: &str, schema: &Value, told: &str) {
        let value = match schema["type"].as_str() {
            Some("integer") => json!(value.parse::<i64>().unwrap()),
            _ => json!(value),
        };
        self.hold_body(&value, schema, told);
    }

    fn hold_body(&self, body: &Value, schema: &Value, told: &str) {
        let mut schema = schema.clone();
        schema["components"] = self.document["components"].clone();
        // What OpenAPI 3.0 says with a word of its own, JSON Schema says with a type.
        nullable(&mut schema);
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft4);
        let validator: Validator = options.should_validate_formats(true).build(&schema).unwrap();
        let faults: Vec<String> = validator.iter_errors(body).map(|one| one.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?} in {told}");
    }
}

fn nullable(schema: &mut Value) {
    if schema["nullable"] == true {
        schema["type"] = json!([schema["type"], "null"]);
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(nullable),
        Value::Array(items) => items.iter_mut().for_each(nullable),
        _ => {}
    }
}

/// One of each component, with and without what it may leave blank.
fn of_everything(client_id: &str) -> Value {
    let url = "https://catalogi.example/api/v1/x";
    let mut these: Vec<Value> = ["ac", "nrc", "zrc", "ztc", "drc", "brc", "cmc", "kc", "vrc"]
        .map(|component| json!({ "component": component, "scopes": [] }))
        .to_vec();
    these.push(json!({ "component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": url,
                       "maxVertrouwelijkheidaanduiding": "zeer_geheim" }));
    these.push(json!({ "component": "brc", "scopes": ["besluiten.lezen"], "besluittype": url }));
    json!({ "clientIds": [client_id], "label": "Alles", "autorisaties": these })
}

/// How an operation is called so that it answers well, and so that it does not.
struct Called<'a> {
    id: &'a str,
    method: &'a str,
    good: &'a str,
    /// Refused with 400; where there is a body, for that.
    faulty: &'a str,
    /// Not there; none where everything is.
    missing: Option<&'a str>,
    body: Option<&'a Value>,
}

/// Calls every operation in every way that it can be refused, and then as it should be.
fn call_all(at: &Installation, described: &mut Described) {
    let ac = AcClient::writer(at);
    let body = of_everything(&format!("{}-x", ac.application.client_id));
    let made = ac.call("POST", "/applicaties", &body);
    described.hold("applicatie_create", &made);
    let path = &*path_of(&made.json());
    let consumer = format!("/applicaties/consumer?clientId={}-x", ac.application.client_id);
    let list = "/applicaties";
    let called = |id, method, good| {
        let missing = Some("/applicaties/4f1b2c3d-0000-4000-8000-000000000000");
        Called { id, method, good, faulty: good, missing, body: None }
    };
    let write = |id, method, good| Called { body: Some(&body), ..called(id, method, good) };
    for one in [
        Called {
            faulty: "/applicaties?x=1",
            missing: Some("/applicaties?page=99999"),
            ..called("applicatie_list", "GET", list)
        },
        Called { missing: None, ..write("applicatie_create", "POST", list) },
        Called {
            faulty: "/applicaties/consumer",
            missing: Some("/applicaties/consumer?clientId=niemand"),
            ..called("applicatie_consumer", "GET", &consumer)
        },
        Called { faulty: "/applicaties/x?y=1", ..called("applicatie_read", "GET", path) },
        write("applicatie_update", "PUT", path),
        write("applicatie_partial_update", "PATCH", path),
        called("applicatie_delete", "DELETE", path),
    ] {
        call(&one, &ac, at, described);
    }
}

fn call(one: &Called<'_>, ac: &AcClient, at: &Installation, described: &mut Described) {
    let Called { id, method, good, .. } = *one;
    let nobody = AcClient::with(at, &[]);
    let bare = || Request::new(method, &format!("{AC}{good}"));
    let mut hold = |request: Request| described.hold(id, &request.send(at.issuer));
    hold(bare());
    hold(bare().bearer("x"));
    hold(bare().bearer(&nobody.jwt()));
    hold(ac.request("PROPFIND", good));
    hold(ac.request(method, good).header("Accept", "text/html"));
    // Two credentials are one too many.
    hold(ac.request(method, good).bearer("x"));
    let Some(body) = one.body else {
        hold(ac.request(method, one.faulty));
        one.missing.into_iter().for_each(|missing| hold(ac.request(method, missing)));
        return hold(ac.request(method, good));
    };
    hold(ac.request(method, good).body("text/plain", "x"));
    hold(ac.request(method, good).body("application/json", "{"));
    hold(ac.request(method, one.faulty).json(&json!({ "clientIds": [], "label": true })));
    if let Some(missing) = one.missing {
        hold(ac.request(method, missing).json(body));
        hold(ac.request(method, good).json(body));
    }
}

fn every_status_that_the_document_names_is_answered_as_it_says(bench: &Bench) {
    let at = bench.fresh();
    let mut described = Described { document: document(&at), seen: Vec::new() };
    call_all(&at, &mut described);
    for (_, _, operation) in operations(&described.document) {
        let id = operation["operationId"].as_str().unwrap();
        for status in operation["responses"].as_object().unwrap().keys() {
            let seen = described.seen.contains(&(id.to_owned(), status.clone()));
            assert!(seen || IN_TROUBLE.contains(&&**status), "{id} was never seen to say {status}");
        }
    }
}

fn with_the_403s_of_older_clients_answers_are_as_the_document_says(bench: &Bench) {
    let old = Options::default().set("AUTORISATIES__VERSION", "1.0.0");
    let at = bench.with(&old.set("AUTORISATIES__ERRORS", "zgw"));
    let mut described = Described { document: document(&at), seen: Vec::new() };
    call_all(&at, &mut described);
    assert!(described.seen.iter().all(|(_, status)| status != "401"));
}
