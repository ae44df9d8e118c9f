//! A running upstream with one client, and ZGW JWTs of any make.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::runtime::Runtime;
use voorbeeldzaken::{Content, Credentials, Crs, Options, Running, start};

use crate::client::{Answer, Request};

pub(crate) const CLIENT: &str = "formulieren";
pub(crate) const SECRET: &str = "geheim-van-formulieren-0123456789";
pub(crate) const HOST: &str = "zaken.example";
pub(crate) const PUBLIC_URL: &str = "http://zaken.example";

/// A running upstream, stopped when the test ends.
pub(crate) struct Upstream {
    runtime: Runtime,
    running: Option<Running>,
}

impl Upstream {
    pub(crate) fn start() -> Self {
        Self::with(Content::Handful, Crs::Assumed)
    }

    /// With every type at every level.
    pub(crate) fn grid() -> Self {
        Self::with(Content::Grid, Crs::Assumed)
    }

    pub(crate) fn with(content: Content, crs: Crs) -> Self {
        let runtime = Runtime::new().unwrap();
        let running = {
            let _entered = runtime.enter();
            start(Options {
                listen: ([127, 0, 0, 1], 0).into(),
                public_url: PUBLIC_URL.to_owned(),
                credentials: Credentials::from_iter([(CLIENT, SECRET)]),
                content,
                crs,
            })
        };
        Self { runtime, running: Some(running.unwrap()) }
    }

    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    /// Sends a request as it is.
    pub(crate) fn send(&self, request: &Request) -> Answer {
        request.send(self.running().address())
    }

    /// Sends a request with a Host and a sound token.
    pub(crate) fn call(&self, request: Request) -> Answer {
        let token = format!("Bearer {}", token(&claims()));
        self.send(&request.header("Host", HOST).header("Authorization", &token))
    }

    pub(crate) fn get(&self, target: &str) -> Answer {
        self.call(Request::new("GET", target))
    }

    /// Sends each row: method, target, body or null, the status expected, and members of the
    /// answer that are expected beside whatever else it has.
    pub(crate) fn answers(&self, rows: &[(&str, &str, Value, u16, Value)]) {
        for (method, target, body, status, members) in rows {
            let request = Request::new(method, target);
            let request = if body.is_null() { request } else { request.json(body) };
            let answer = self.call(request);
            let shown = String::from_utf8_lossy(&answer.body);
            assert_eq!(answer.status, *status, "{method} {target}: {shown}");
            for (name, value) in members.as_object().into_iter().flatten() {
                assert_eq!(&answer.json()[name], value, "{name} of {method} {target}: {shown}");
            }
        }
    }

    pub(crate) fn patch(&self, target: &str, body: &Value) -> Answer {
        self.call(Request::new("PATCH", target).json(body))
    }

    pub(crate) fn delete(&self, target: &str) -> Answer {
        self.call(Request::new("DELETE", target))
    }

    pub(crate) fn post(&self, target: &str, body: &Value) -> Answer {
        self.call(Request::new("POST", target).json(body))
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

/// The claims that a sound token has.
pub(crate) fn claims() -> Value {
    json!({ "iss": CLIENT, "client_id": CLIENT, "iat": now(), "user_id": "jo" })
}

pub(crate) fn token(claims: &Value) -> String {
    signed(&json!({ "typ": "JWT", "alg": "HS256" }), claims, SECRET)
}

pub(crate) fn signed(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signing_input = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signing_input.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signing_input}.{signature}")
}

#[expect(clippy::disallowed_methods, reason = "the server under test reads the real clock")]
pub(crate) fn now() -> i64 {
    chrono::Utc::now().timestamp()
}
