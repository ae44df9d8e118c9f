//! Calls of another ZGW API in our own name: each with a ZGW JWT that we sign for it.

use autorisaties::ClientId;
use bytes::Bytes;
use edge::client::{Bounds, CallError, Client};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::Full;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokens::UnixTime;
use tokens::zgw::{self, ZgwClaims};

use super::refusal::Refusal;

/// How long a JWT of ours is good for: longer than a call, and clocks may differ a little.
const LIFETIME: i64 = 60;
/// How far back it is dated: many refuse one from the future, by a second too.
const DATED_BACK: i64 = 5;
/// Who did it, as its audit trail shows.
const USER: &str = "zaakpoort";
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// As whom we call.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) http: Client,
    pub(crate) client_id: ClientId,
    pub(crate) secret: SecretString,
}

/// What is asked.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) method: Method,
    pub(crate) to: Uri,
    pub(crate) body: Option<&'a Value>,
    pub(crate) bounds: Bounds,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    said: Result<Bytes, Refusal>,
}

impl Answered {
    /// Its body, if the answer was yes.
    pub(crate) fn taken(self) -> Result<Bytes, Refusal> {
        self.said
    }
}

impl Caller {
    /// Asks once.
    pub(crate) async fn ask(&self, asked: Asked<'_>, now: UnixTime) -> Result<Answered, Refusal> {
        let token = self.token(now);
        let body = asked.body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = asked.method;
        *request.uri_mut() = asked.to;
        let headers = request.headers_mut();
        if asked.body.is_some() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        headers.insert(ACCEPT, JSON);
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()))
            .map_err(|_| Refusal::of_ours("the header with our JWT cannot be made"))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        let answer = self.http.call(request, asked.bounds).await;
        let answer = answer.map_err(|error: CallError| Refusal::no_answer(&error))?;
        let (status, body) = (answer.response.status(), answer.response.into_body());
        let said = if status.is_success() {
            Ok(body)
        } else {
            Err(Refusal::of(status, &body, &[&self.secret, &token]))
        };
        Ok(Answered { status, said })
    }

    /// No `aud`: Open Zaak's kind refuses every token with one.
    fn token(&self, now: UnixTime) -> SecretString {
        let claims = ZgwClaims {
            iss: self.client_id.as_str().to_owned(),
            client_id: self.client_id.as_str().to_owned(),
            iat: UnixTime::new(now.as_secs() - DATED_BACK),
            exp: now.plus(LIFETIME),
            user_id: Some(USER.to_owned()),
            user_representation: Some(USER.to_owned()),
        };
        zgw::sign(&claims, self.secret.expose_secret().as_bytes()).into()
    }
}
