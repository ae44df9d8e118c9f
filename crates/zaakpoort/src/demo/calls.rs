//! The demo's calls at the gateway, as data: made here, written as curl lines by `script`.

use std::time::Duration;

use bytes::Bytes;
use edge::tls::Trust;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request};
use http_body_util::Full;
use secrecy::{ExposeSecret as _, SecretString};
use voorbeeldzaken::sample;

use super::scene::Scene;
use super::stage::{CLIENT, Stage};
use crate::admin::Proof;
use crate::failure::Failure;
use crate::{admin, remote};

/// How long the gateway may take to know of a change. The promise is a second.
const IN_FORCE: Duration = Duration::from_secs(1);

/// One call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) title: &'static str,
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) with_token: bool,
    pub(super) body: Option<String>,
    /// Whether the answer's headers are worth seeing.
    pub(super) shows_headers: bool,
    pub(super) expected: u16,
}

/// A call, and what came back.
pub(super) struct Made {
    pub(super) call: Call,
    pub(super) status: u16,
}

/// Makes all calls; takes the autorisatie away for the last one, and gives it back.
pub(super) async fn make_all(stage: &Stage, scene: &mut Scene) -> Result<Vec<Made>, Failure> {
    let issuer = stage.reached();
    let token = admin::fetch_token(
        &issuer,
        (CLIENT, Proof::Secret(&scene.secret)),
        &[("grant_type", "client_credentials")],
    );
    let token = token.await?.access_token;
    let mut made = Vec::new();
    for call in before(stage) {
        made.push(make(call, &token).await?);
    }
    scene.take().await?;
    made.push(make_until_expected(after(stage), &token).await?);
    scene.give().await?;
    Ok(made)
}

/// What the task application may and may not do.
fn before(stage: &Stage) -> Vec<Call> {
    let zaken = format!("{}{}", stage.gateway, sample::ZAKEN);
    let get = |title, url: &str, expected| Call {
        title,
        method: Method::GET,
        url: url.to_owned(),
        with_token: true,
        body: None,
        shows_headers: false,
        expected,
    };
    let melding = format!("{zaken}/{}", sample::ZAAK_MELDING_OPENBAAR);
    let intern = format!("{zaken}/{}", sample::ZAAK_MELDING_INTERN);
    let create = |zaaktype| {
        let url = sample::url(&stage.gateway, sample::ZAAKTYPEN, zaaktype);
        Some(format!(r#"{{"zaaktype":"{url}","bronorganisatie":"517439943"}}"#))
    };
    vec![
        Call {
            shows_headers: true,
            ..get(
                "An allowed call; the header X-Voorbeeld-Client-Id is the caller that the zaak API saw",
                &melding,
                200,
            )
        },
        Call {
            method: Method::POST,
            body: create(sample::ZAAKTYPE_MELDING),
            ..get("Allowed: create a melding", &zaken, 201)
        },
        get("Refused: a melding above the level of the autorisatie", &intern, 403),
        Call {
            method: Method::DELETE,
            ..get(
                "Refused: outside the scopes; the answer names the one that is missing",
                &melding,
                403,
            )
        },
        Call {
            method: Method::POST,
            body: create(sample::ZAAKTYPE_BIJSTAND),
            ..get("Refused: create a zaak of a zaaktype outside the autorisaties", &zaken, 403)
        },
        Call {
            with_token: false,
            shows_headers: true,
            ..get("Refused: no token; the challenge says what to send", &melding, 401)
        },
    ]
}

/// The same call as the first, once the autorisatie is gone.
fn after(stage: &Stage) -> Call {
    Call {
        title: "The first call again: refused, although the token is the same",
        method: Method::GET,
        url: format!("{}{}/{}", stage.gateway, sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR),
        with_token: true,
        body: None,
        shows_headers: false,
        expected: 403,
    }
}

async fn make_until_expected(call: Call, token: &SecretString) -> Result<Made, Failure> {
    let deadline = tokio::time::Instant::now() + IN_FORCE;
    loop {
        let made = make(call.clone(), token).await?;
        if made.status == call.expected || tokio::time::Instant::now() > deadline {
            return Ok(made);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn make(call: Call, token: &SecretString) -> Result<Made, Failure> {
    let mut request = Request::builder().method(call.method.clone()).uri(&call.url);
    if call.with_token {
        request = request.header(AUTHORIZATION, format!("Bearer {}", token.expose_secret()));
    }
    if call.body.is_some() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    let body = Full::new(Bytes::from(call.body.clone().unwrap_or_default()));
    let request = request.body(body).map_err(|error| Failure::Start(error.to_string()))?;
    let status = remote::send(request, &Trust::System).await?.status().as_u16();
    Ok(Made { call, status })
}
