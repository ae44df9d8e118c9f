//! What an opaque token stands for: the issuer is asked (RFC 7662), once for each token and gateway.
//!
//! What it says of a token never changes; that the token is still alive is asked of the state, which
//! the feed keeps.

use std::time::Duration;

use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use edge::introspection::{self, Active};
use edge::tls::{Connector, Remedies};
use http::{HeaderValue, Request, StatusCode, header};
use http_body_util::Full;
use secrecy::{ExposeSecret, SecretString};
use tokens::AccessClaims;
use tokio::sync::Semaphore;
use url::Url;

use crate::first::First;

/// What to set when the issuer is not believed.
const REMEDIES: Remedies = Remedies { trust: "gateway.issuer_ca", name: "gateway.issuer_tls_name" };
/// How long one issuer may take, and how much it may say.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(2), body: 64 * 1024 };
/// How many are asked about at once; the others wait their turn.
const AT_ONCE: usize = 16;
/// How long for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the issuers of one installation.
#[derive(Debug)]
pub(crate) struct Introspector {
    /// Where they are reached; never none.
    uris: Vec<String>,
    first: First,
    client: Client,
    /// The gateway's own credential.
    authorization: HeaderValue,
    turns: Semaphore,
}

/// Why it is not known what a token stands for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntrospectionFault {
    #[error("the issuer does not answer: {0}")]
    Call(#[from] CallError),
    #[error("the issuer answered {0}")]
    Status(StatusCode),
    #[error("what the issuer answered is not what introspection answers")]
    NotUnderstood,
    #[error("too many tokens are asked about at once")]
    Busy,
}

impl Introspector {
    pub(crate) fn new(
        addresses: &[Url],
        first: First,
        connector: Connector,
        authorization: HeaderValue,
    ) -> Self {
        let uri =
            |one: &Url| format!("{}{}", one.as_str().trim_end_matches('/'), introspection::PATH);
        Self {
            uris: addresses.iter().map(uri).collect(),
            first,
            client: Client::new(connector, REMEDIES),
            authorization,
            turns: Semaphore::new(AT_ONCE),
        }
    }

    /// What a token stands for; `None` where it is not alive, or no token at all.
    pub(crate) async fn ask(
        &self,
        token: &SecretString,
    ) -> Result<Option<AccessClaims>, IntrospectionFault> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
        let _turn = turn.ok().and_then(Result::ok).ok_or(IntrospectionFault::Busy)?;
        let (first, count) = (self.first.get(), self.uris.len());
        let mut last = IntrospectionFault::Busy;
        // It only reads, so of several the next is asked when one does not answer.
        for at in (0..count).map(|step| (first + step) % count) {
            match self.ask_at(&self.uris[at], token).await {
                Ok(said) => return Ok(said),
                Err(fault) => {
                    tracing::warn!(issuer = %self.uris[at], %fault, "a token could not be introspected");
                    self.first.pass_on(at, (at + 1) % count);
                    last = fault;
                }
            }
        }
        Err(last)
    }

    async fn ask_at(
        &self,
        uri: &str,
        token: &SecretString,
    ) -> Result<Option<AccessClaims>, IntrospectionFault> {
        let answer = self.client.call(self.asking(uri, token), BOUNDS).await?;
        match answer.response.status() {
            StatusCode::OK if answer.is_whole => said(answer.response.body()),
            StatusCode::OK => Err(IntrospectionFault::NotUnderstood),
            status => Err(IntrospectionFault::Status(status)),
        }
    }

    fn asking(&self, uri: &str, token: &SecretString) -> Request<Full<Bytes>> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("token", token.expose_secret());
        form.append_pair("token_type_hint", "access_token");
        let mut request = Request::new(Full::new(Bytes::from(form.finish())));
        *request.method_mut() = http::Method::POST;
        // An address and a path that were read before.
        *request.uri_mut() = uri.parse().unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, self.authorization.clone());
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(header::CONTENT_TYPE, form);
        request
    }
}

fn said(body: &[u8]) -> Result<Option<AccessClaims>, IntrospectionFault> {
    let active: Active =
        serde_json::from_slice(body).map_err(|_| IntrospectionFault::NotUnderstood)?;
    if !active.active {
        return Ok(None);
    }
    let claims = AccessClaims::kept(body).map_err(|_| IntrospectionFault::NotUnderstood)?;
    Ok(Some(claims))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_answer_that_says_active_stands_for_something() {
        let claims = serde_json::to_value(crate::testing::claims()).unwrap_or_default();
        let with = |active: serde_json::Value| {
            let mut body = claims.clone();
            body["active"] = active;
            said(body.to_string().as_bytes()).map(|said| said.is_some())
        };
        assert!(matches!(with(true.into()), Ok(true)));
        assert!(matches!(with(false.into()), Ok(false)));
        assert!(matches!(said(br#"{"active":false}"#), Ok(None)));
        for odd in ["true".into(), 1.into(), serde_json::Value::Null] {
            assert!(matches!(with(odd), Err(IntrospectionFault::NotUnderstood)));
        }
        for body in ["", "[]", "{}", r#"{"active":true}"#] {
            assert!(said(body.as_bytes()).is_err(), "{body}");
        }
    }
}
