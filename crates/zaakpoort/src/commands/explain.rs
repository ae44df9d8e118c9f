//! `zaakpoort explain`: what would happen to a request, and which rule says so.

use std::path::Path;

use edge::config::SecretSource;
use http::Method;
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value, json};

use crate::admin::Session;
use crate::cli::ExplainArgs;
use crate::failure::Failure;
use crate::table::{self, Column};

/// How API tokens begin.
const API_TOKEN: &str = "zpk_";
const SENT: &[Column] = &[("upstream", "upstream"), ("method", "method"), ("url", "url")];
const OBJECTS: &[Column] =
    &[("object", "kind"), ("uuid", "uuid"), ("type", "type"), ("level", "level")];

pub(crate) async fn run(config: Option<&Path>, args: ExplainArgs) -> Result<(), Failure> {
    let session = Session::open(&args.admin, config).await?;
    let answer = session.call(Method::POST, "/explain", Some(question(&args)?)).await?;
    session.print(&answer, |answer| in_words(answer, args.client.as_deref()))
}

fn question(args: &ExplainArgs) -> Result<Value, Failure> {
    let mut headers = Map::new();
    for header in &args.headers {
        let (name, value) = header.split_once(':').ok_or_else(|| {
            Failure::Input(format!("--header {header}: write a name, a colon and a value"))
        })?;
        headers.insert(name.trim().to_owned(), value.trim().into());
    }
    let mut question = json!({ "url": args.url, "method": args.method });
    if let Some(file) = &args.body {
        let body = std::fs::read_to_string(file)
            .map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?;
        question["body"] = body.into();
        let said = headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
        if !said {
            headers.insert("Content-Type".to_owned(), "application/json".into());
        }
    }
    if let Some(file) = &args.token_file {
        let shown = SecretSource::File(file.clone()).read();
        let shown = shown.map_err(|error| Failure::Input(error.to_string()))?;
        question["authorization"] = authorization(shown.expose_secret()).into();
    }
    for (name, value) in [("client_id", &args.client), ("scope", &args.scope)] {
        if let Some(value) = value {
            question[name] = value.as_str().into();
        }
    }
    question["headers"] = Value::Object(headers);
    Ok(question)
}

/// The value of the header that shows it.
fn authorization(shown: &str) -> String {
    match shown.trim() {
        whole if whole.contains(' ') => whole.to_owned(),
        token if token.starts_with(API_TOKEN) => format!("Token {token}"),
        token => format!("Bearer {token}"),
    }
}

/// The verdict first, then which rule says so, and what to do.
fn in_words(answer: &Value, client: Option<&str>) -> String {
    let text = |value: &Value| table::printable(value.as_str().unwrap_or_default());
    let refused = &answer["answer"];
    let mut lines = vec![match answer["verdict"].as_str() {
        Some("permit") if refused.is_null() => format!("permit: {}", text(&answer["rule"])),
        Some("permit") => {
            format!("permit: {}, and then {}", text(&answer["rule"]), status(refused))
        }
        Some("deny") if refused.is_null() => {
            format!("deny: {}, and let through in shadow", text(&answer["rule"]))
        }
        Some("deny") => format!("deny: {}", status(refused)),
        _ => format!("no verdict on what the caller may do: {}", status(refused)),
    }];
    if !refused.is_null() {
        lines.push(text(&refused["detail"]));
    }
    if answer["requires"].is_string() {
        lines.push(format!("asks for: {}", text(&answer["requires"])));
    }
    let objects = answer["record"]["body"]["adl.core.information"]["objects"].as_array();
    if let Some(objects) = objects.filter(|objects| !objects.is_empty()) {
        lines.push(table::list(objects, OBJECTS, ""));
    }
    if !answer["sent"].is_null() {
        lines.push(format!("would be sent on:\n{}", table::record(&answer["sent"], SENT)));
    }
    if let (Some("deny"), Some(client)) = (answer["verdict"].as_str(), client) {
        lines.push(format!("what it holds: zaakpoort client show {}", table::printable(client)));
    }
    lines.push(format!("says gateway {}", text(&answer["gateway"])));
    lines.join("\n")
}

fn status(refused: &Value) -> String {
    let code = table::printable(refused["code"].as_str().unwrap_or_default());
    format!("{} {code}", refused["status"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_becomes_the_header_that_shows_it() {
        for (shown, header) in [
            ("eyJ.a.b\n", "Bearer eyJ.a.b"),
            ("zpk_abc", "Token zpk_abc"),
            ("Bearer x", "Bearer x"),
            ("Token zpk_abc\n", "Token zpk_abc"),
        ] {
            assert_eq!(authorization(shown), header);
        }
    }
}
