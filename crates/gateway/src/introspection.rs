//! What an opaque token stands for: the issuer is asked (RFC 7662), once for each token and gateway.
//!
//! What it says of a token never changes; that the token is still alive is asked of the state, which
//! the feed keeps.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use edge::client::Answer;
use edge::introspection::{self, Active};
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use tokens::AccessClaims;
use tokio::sync::Semaphore;

use crate::issuers::{Call, CallFault, Issuers};

/// How many are asked about at once; the others wait their turn.
const AT_ONCE: usize = 16;
/// How long for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the issuers of one installation.
#[derive(Debug)]
pub(crate) struct Introspector {
    issuers: Arc<Issuers>,
    turns: Semaphore,
}

/// Why it is not known what a token stands for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntrospectionFault {
    #[error(transparent)]
    Call(#[from] CallFault),
    #[error("too many tokens are asked about at once")]
    Busy,
}

impl Introspector {
    pub(crate) fn new(issuers: Arc<Issuers>) -> Self {
        Self { issuers, turns: Semaphore::new(AT_ONCE) }
    }

    /// What a token stands for; `None` where it is not alive, or no token at all.
    pub(crate) async fn ask(
        &self,
        token: &SecretString,
    ) -> Result<Option<AccessClaims>, IntrospectionFault> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
        let _turn = turn.ok().and_then(Result::ok).ok_or(IntrospectionFault::Busy)?;
        let missed = |issuer: &str, fault: &CallFault| {
            tracing::warn!(%issuer, %fault, "a token could not be introspected");
        };
        Ok(self.issuers.call(&asking(token), answered, missed).await?)
    }
}

fn asking(token: &SecretString) -> Call {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token.expose_secret());
    form.append_pair("token_type_hint", "access_token");
    Call {
        path: introspection::PATH,
        media_type: "application/x-www-form-urlencoded",
        body: Bytes::from(form.finish()),
    }
}

fn answered(answer: &Answer) -> Result<Option<AccessClaims>, CallFault> {
    match answer.response.status() {
        StatusCode::OK if answer.is_whole => said(answer.response.body()),
        StatusCode::OK => Err(CallFault::NotUnderstood),
        status => Err(CallFault::Status(status)),
    }
}

fn said(body: &[u8]) -> Result<Option<AccessClaims>, CallFault> {
    let active: Active = serde_json::from_slice(body).map_err(|_| CallFault::NotUnderstood)?;
    if !active.active {
        return Ok(None);
    }
    let claims = AccessClaims::kept(body).map_err(|_| CallFault::NotUnderstood)?;
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
            assert!(matches!(with(odd), Err(CallFault::NotUnderstood)));
        }
        for body in ["", "[]", "{}", r#"{"active":true}"#] {
            assert!(said(body.as_bytes()).is_err(), "{body}");
        }
    }
}
