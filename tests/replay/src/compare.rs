//! Where an answer disagrees with the recorded one.

use std::collections::BTreeSet;
use std::fmt::Display;

use serde_json::Value;

use crate::answer::{Answer, brief};
use crate::masked::Eyes;
use crate::pair::Pair;

/// The first thing that is different in each respect; nothing where they agree.
pub(crate) fn disagreements(pair: &Pair, answer: &Answer, eyes: &Eyes<'_>) -> Vec<String> {
    let expected = brief(pair.status, &pair.response_body);
    if answer.status != pair.status {
        return vec![told("answer", expected, answer.brief())];
    }
    let body = if pair.was_html() {
        None
    } else if pair.succeeded() {
        let (expected, got) = (eyes.recorded(&pair.response_body), eyes.here(&answer.json()));
        first_difference("body", &expected, &got)
    } else {
        refusal(pair, answer)
    };
    let headers = [api_version(pair, answer), location(pair, answer), allow(pair, answer)];
    body.into_iter().chain(headers.into_iter().flatten()).collect()
}

fn told(what: &str, expected: impl Display, got: impl Display) -> String {
    format!("{what}: expected {expected}, got {got}")
}

/// The code, and what is said of which parameter: a HEAD is told neither.
fn refusal(pair: &Pair, answer: &Answer) -> Option<String> {
    if pair.response_body.is_null() {
        return (!answer.body.is_empty()).then(|| told("body", "none", answer.json()));
    }
    let (expected, got) = (brief(pair.status, &pair.response_body), answer.brief());
    if expected != got {
        return Some(told("answer", expected, got));
    }
    let (expected, got) = (params(&pair.response_body, with_index), params(&answer.json(), as_is));
    (expected != got).then(|| told("invalidParams", list(&expected), list(&got)))
}

/// Which parameters are refused, with the code of each.
fn params(body: &Value, name: fn(&str) -> String) -> BTreeSet<String> {
    let params = body.get("invalidParams").and_then(Value::as_array).into_iter().flatten();
    let text = |param: &Value, member| param[member].as_str().unwrap_or_default().to_owned();
    params.map(|param| format!("{} {}", name(&text(param, "name")), text(param, "code"))).collect()
}

/// Open Zaak loses the index of the first item of a list, and keeps the others.
fn with_index(name: &str) -> String {
    if name.ends_with('.') { format!("{name}0") } else { name.to_owned() }
}

fn as_is(name: &str) -> String {
    name.to_owned()
}

fn list(items: &BTreeSet<String>) -> String {
    format!("[{}]", items.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
}

fn api_version(pair: &Pair, answer: &Answer) -> Option<String> {
    let (expected, got) = (pair.recorded("API-version")?, answer.header("API-version"));
    (got != Some(expected)).then(|| told("API-version", expected, got.unwrap_or("none")))
}

fn location(pair: &Pair, answer: &Answer) -> Option<String> {
    let is_there = |there| if there { "one" } else { "none" };
    let (expected, got) = (pair.recorded("Location"), answer.header("Location"));
    (expected.is_some() != got.is_some())
        .then(|| told("Location", is_there(expected.is_some()), is_there(got.is_some())))
}

/// RFC 9110 15.5.6 asks for it at 405; elsewhere it counts where it is sent.
fn allow(pair: &Pair, answer: &Answer) -> Option<String> {
    let methods = |value: &str| value.split(',').map(|one| one.trim().to_owned()).collect();
    let expected: BTreeSet<String> = methods(pair.recorded("Allow")?);
    let got: BTreeSet<String> = match answer.header("Allow") {
        None if answer.status != 405 => return None,
        value => value.map(methods).unwrap_or_default(),
    };
    (expected != got).then(|| told("Allow", list(&expected), list(&got)))
}

/// Where two bodies differ first.
fn first_difference(at: &str, expected: &Value, got: &Value) -> Option<String> {
    match (expected, got) {
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let mut both = ours.iter().zip(theirs).enumerate();
            both.find_map(|(index, (one, other))| {
                first_difference(&format!("{at}.{index}"), one, other)
            })
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            names.into_iter().find_map(|name| {
                let at = format!("{at}.{name}");
                match (ours.get(name), theirs.get(name)) {
                    (Some(one), Some(other)) => first_difference(&at, one, other),
                    (one, other) => Some(told(&at, shown(one), shown(other))),
                }
            })
        }
        _ => (expected != got).then(|| told(at, shown(Some(expected)), shown(Some(got)))),
    }
}

/// A value on one line that is not too long.
fn shown(value: Option<&Value>) -> String {
    const MOST: usize = 120;
    let text = value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests;
