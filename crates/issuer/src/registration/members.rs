//! The body of a registration: one JSON object, and its members by the type that each must have.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use edge::incoming::{self, BodyHeadError, IncomingError};
use serde_json::{Map, Value};

use super::error::{BodyError, RegistrationError};
use crate::register::Json;

/// Longest body, in bytes. A software statement and ten keys fit.
const MAX_BODY: usize = 64 * 1024;
/// How long it may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many things a list may hold.
const MOST: usize = 50;

/// What was sent. Some of it is nobody else's business, so none is printed.
pub(super) struct Members(Map<String, Value>);

impl Members {
    pub(super) async fn read(
        request: &HttpRequest,
        body: Payload,
    ) -> Result<Self, RegistrationError> {
        let media_type = incoming::media_type(request.headers()).map_err(|error| match error {
            BodyHeadError::SeveralTypes => BodyError::SeveralTypes,
            BodyHeadError::Encoded => BodyError::Encoded,
        })?;
        if media_type != "application/json" {
            return Err(BodyError::OtherType.into());
        }
        let read = incoming::read(request.headers(), body, MAX_BODY, PATIENCE).await;
        let body = read.map_err(|error| match error {
            IncomingError::TooLarge(_) => BodyError::TooLarge,
            IncomingError::TooSlow(_) | IncomingError::Broken => BodyError::NotWhole,
        })?;
        Ok(Self::parse(&body)?)
    }

    fn parse(body: &[u8]) -> Result<Self, BodyError> {
        // It says no name twice, and does not go too deep: the second reading takes what the first took.
        Json::parse(body).map_err(|_| BodyError::NotJson)?;
        let mut read: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| BodyError::NotAnObject)?;
        // Some libraries write down what they leave out; RFC 7592 2.2 reads that as left out.
        read.retain(|_, value| !value.is_null());
        Ok(Self(read))
    }

    /// A text with something in it.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, RegistrationError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(wrong(name, "a text that is not empty")),
        }
    }

    /// A list of texts.
    pub(super) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, RegistrationError> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let items = value.as_array().filter(|items| items.len() <= MOST);
        let text = |item: &Value| item.as_str().map(str::to_owned);
        let texts = items.and_then(|items| items.iter().map(text).collect::<Option<Vec<_>>>());
        texts.map(Some).ok_or_else(|| wrong(name, "a list of texts, 50 at most"))
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, RegistrationError> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| wrong(name, "true or false"))
    }

    /// What they are called.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Forgets a member, and each whose name begins with one that ends in `#`.
    pub(super) fn remove(&mut self, named: &str) {
        self.0
            .retain(|name, _| name != named && !(named.ends_with('#') && name.starts_with(named)));
    }

    /// Takes others in the place of those of the same name.
    pub(super) fn extend(&mut self, others: Map<String, Value>) {
        self.0.extend(others.into_iter().filter(|(_, value)| !value.is_null()));
    }

    /// Says a text where nothing was said.
    pub(super) fn or_text(&mut self, name: &str, text: &str) {
        self.0.entry(name).or_insert_with(|| text.into());
    }

    /// Whatever it is.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

fn wrong(name: &str, expected: &str) -> RegistrationError {
    RegistrationError::Metadata(format!("{name} is {expected}; leave it out if there is none"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_one_object_that_says_nothing_twice() {
        let read = |body: &[u8]| Members::parse(body).err();
        assert_eq!(read(b"{}"), None);
        assert_eq!(read(br#"{"a":[{"b":1},{"b":1}]}"#), None);
        for body in [&b"[]"[..], b"null", b"\"x\"", b"1"] {
            assert_eq!(read(body), Some(BodyError::NotAnObject));
        }
        let members = Members::parse(br#"{"client_name":null,"scope":"a","jwks":null}"#).unwrap();
        assert_eq!(members.names().collect::<Vec<_>>(), ["scope"], "null is nothing");
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
        let bodies = [&b""[..], b"{", b"{}{}", br#"{"a":1,"a":1}"#, b"{\"a\":\"\xff\"}"];
        for body in bodies.into_iter().chain([deep.as_bytes()]) {
            assert_eq!(read(body), Some(BodyError::NotJson));
        }
    }
}
