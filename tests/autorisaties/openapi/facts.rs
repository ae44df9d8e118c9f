//! What the standard's own document says of operations, parameters and schemas, in a table of ours:
//! what is served may not drift from it, save where it says so itself.

use serde_json::Value;

use super::{document, operations, resolved};
use crate::cases;
use crate::harness::Bench;

cases![
    the_operations_are_those_of_the_standard,
    the_schemas_have_the_members_of_the_standard_within_its_limits,
    where_the_document_differs_it_says_so,
];

/// Operation id, method, path, success, scope, parameters (a star: required).
const OPERATIONS: &[(&str, &str, &str, u16, &str, &str)] = &[
    ("applicatie_list", "GET", "/applicaties", 200, LEZEN, "clientIds:string page:integer"),
    ("applicatie_create", "POST", "/applicaties", 201, BIJWERKEN, ""),
    ("applicatie_consumer", "GET", "/applicaties/consumer", 200, LEZEN, "clientId*:string"),
    ("applicatie_read", "GET", "/applicaties/{uuid}", 200, LEZEN, "uuid*:string"),
    ("applicatie_update", "PUT", "/applicaties/{uuid}", 200, BIJWERKEN, "uuid*:string"),
    ("applicatie_partial_update", "PATCH", "/applicaties/{uuid}", 200, BIJWERKEN, "uuid*:string"),
    ("applicatie_delete", "DELETE", "/applicaties/{uuid}", 204, BIJWERKEN, "uuid*:string"),
];
const LEZEN: &str = "autorisaties.lezen";
const BIJWERKEN: &str = "autorisaties.bijwerken";

/// Schema, member, type, shortest and longest text (0: not said), and marks: `r`equired, read-`o`nly,
/// `u`ri, of a `l`ist's items.
const MEMBERS: &[(&str, &str, &str, u64, u64, &str)] = &[
    ("Applicatie", "url", "string", 1, 1000, "ou"),
    ("Applicatie", "clientIds", "array", 1, 50, "rl"),
    ("Applicatie", "label", "string", 1, 100, "r"),
    ("Applicatie", "heeftAlleAutorisaties", "boolean", 0, 0, ""),
    ("Applicatie", "alleenIsGereedVoorPublicatie", "boolean", 0, 0, ""),
    ("Applicatie", "autorisaties", "array", 0, 0, ""),
    ("AutorisatieBase", "component", "string", 0, 0, "r"),
    ("AutorisatieBase", "componentWeergave", "string", 1, 0, "o"),
    ("AutorisatieBase", "scopes", "array", 1, 100, "rl"),
    ("zrcAutorisatie", "zaaktype", "string", 0, 1000, "u"),
    ("zrcAutorisatie", "maxVertrouwelijkheidaanduiding", "string", 0, 0, ""),
    ("drcAutorisatie", "informatieobjecttype", "string", 0, 1000, "u"),
    ("drcAutorisatie", "maxVertrouwelijkheidaanduiding", "string", 0, 0, ""),
    ("brcAutorisatie", "besluittype", "string", 0, 1000, "u"),
    ("Fout", "type", "string", 0, 0, ""),
    ("Fout", "code", "string", 1, 0, "r"),
    ("Fout", "title", "string", 1, 0, "r"),
    ("Fout", "status", "integer", 0, 0, "r"),
    ("Fout", "detail", "string", 1, 0, "r"),
    ("Fout", "instance", "string", 1, 0, "r"),
    ("FieldValidationError", "name", "string", 1, 0, "r"),
    ("FieldValidationError", "code", "string", 1, 0, "r"),
    ("FieldValidationError", "reason", "string", 1, 0, "r"),
];
const COMPONENTS: [&str; 6] = ["ac", "nrc", "zrc", "ztc", "drc", "brc"];
/// Those of the reference implementation that the standard's document does not have.
const MORE_COMPONENTS: [&str; 3] = ["cmc", "kc", "vrc"];
const LEVELS: [&str; 8] = [
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
];

fn the_operations_are_those_of_the_standard(bench: &Bench) {
    let document = document(&bench.shared());
    let served = operations(&document);
    assert_eq!(served.len(), OPERATIONS.len());
    for (id, method, path, success, scope, parameters) in OPERATIONS {
        let of = |(own, at, _): &&(String, String, &Value)| own == method && at == path;
        let (_, _, operation) = served.iter().find(of).unwrap();
        assert_eq!(operation["operationId"], *id);
        let known = operation["responses"].as_object().unwrap();
        let successes: Vec<_> = known.keys().filter(|status| status.starts_with('2')).collect();
        assert_eq!(successes, [&success.to_string()], "{id}");
        for status in ["401", "403", "406", "500"] {
            assert!(known.contains_key(status), "{id} {status}");
        }
        let security = operation["security"].as_array().unwrap();
        for scheme in ["JWT-Claims", "OAuth2"] {
            let asked = security.iter().find_map(|one| one.get(scheme)).unwrap();
            assert_eq!(*asked, serde_json::json!([scope]), "{id}");
        }
        let own = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let shared = document["paths"][path].get("parameters").and_then(Value::as_array);
        let said: Vec<String> = own.chain(shared.into_iter().flatten()).map(parameter).collect();
        assert_eq!(said.join(" "), *parameters, "{id}");
    }
}

fn parameter(one: &Value) -> String {
    let required = if one["required"] == true { "*" } else { "" };
    let kind = one["schema"]["type"].as_str().unwrap();
    let name = one["name"].as_str().unwrap();
    assert_eq!(one["in"], if name == "uuid" { "path" } else { "query" });
    format!("{name}{required}:{kind}")
}

fn the_schemas_have_the_members_of_the_standard_within_its_limits(bench: &Bench) {
    let document = document(&bench.shared());
    let schemas = &document["components"]["schemas"];
    for (schema, name, kind, shortest, longest, marks) in MEMBERS {
        let member = resolved(&document, &schemas[schema]["properties"][name]);
        let named = format!("{schema}.{name}");
        assert_eq!(member["type"], *kind, "{named}");
        let text = if marks.contains('l') { &member["items"] } else { member };
        assert_eq!(text["minLength"].as_u64().unwrap_or(0), *shortest, "{named}");
        assert_eq!(text["maxLength"].as_u64().unwrap_or(0), *longest, "{named}");
        let required = schemas[schema]["required"].as_array().into_iter().flatten();
        assert_eq!(required.clone().any(|one| one == name), marks.contains('r'), "{named}");
        assert_eq!(member["readOnly"] == true, marks.contains('o'), "{named}");
        let uri = member["format"] == "uri" || member["anyOf"][0]["format"] == "uri";
        assert_eq!(uri, marks.contains('u'), "{named}");
    }
    for schema in ["Applicatie", "AutorisatieBase", "Fout", "FieldValidationError"] {
        let members = schemas[schema]["properties"].as_object().unwrap();
        let told = MEMBERS.iter().filter(|member| member.0 == schema).count();
        assert_eq!(members.len(), told, "{schema} has members that the table does not know");
    }
    let components = [&COMPONENTS[..], &MORE_COMPONENTS].concat();
    let component = &schemas["AutorisatieBase"]["properties"]["component"];
    assert_eq!(component["enum"], serde_json::json!(components));
    let discriminator = &schemas["Autorisatie"]["discriminator"];
    assert_eq!(discriminator["propertyName"], "component");
    for one in components {
        assert_eq!(discriminator["mapping"][one], format!("#/components/schemas/{one}"));
        let parts = schemas[one]["allOf"].as_array().unwrap();
        assert_eq!(parts[0]["$ref"], "#/components/schemas/AutorisatieBase");
        assert_eq!(parts[1]["$ref"], format!("#/components/schemas/{one}Autorisatie"));
    }
    let levels = &schemas["MaxVertrouwelijkheidaanduiding"]["enum"];
    assert_eq!(*levels, serde_json::json!([&LEVELS[..], &[""]].concat()));
    let of_validation = schemas["ValidatieFout"]["allOf"].as_array().unwrap();
    assert_eq!(of_validation[0]["$ref"], "#/components/schemas/Fout");
    assert_eq!(of_validation[1]["required"], serde_json::json!(["invalidParams"]));
}

fn where_the_document_differs_it_says_so(bench: &Bench) {
    let document = document(&bench.shared());
    let told = document["info"]["description"].as_str().unwrap();
    for word in ["consumer", "PATCH", "lege tekst", "`cmc`, `kc` en `vrc`", "409, 410 of 429"] {
        assert!(told.contains(word), "{word}");
    }
    let consumer = &document["paths"]["/applicaties/consumer"]["get"];
    assert!(consumer["description"].as_str().unwrap().contains("één applicatie"));
    let answer = resolved(&document, &consumer["responses"]["200"]);
    let schema = resolved(&document, &answer["content"]["application/json"]["schema"]);
    assert_eq!(*schema, document["components"]["schemas"]["Applicatie"]);
    let part = &document["components"]["schemas"]["PatchedApplicatie"];
    assert!(part.get("required").is_none());
    let mut whole = document["components"]["schemas"]["Applicatie"]["properties"].clone();
    whole.as_object_mut().unwrap().remove("url");
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&part["properties"]), names(&whole));
}
