//! Another Autorisaties API, read page by page.

use bytes::Bytes;
use edge::clock::Clock;
use edge::scheme::is_exposed;
use edge::tls::Trust;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{Request, StatusCode};
use http_body_util::Full;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokens::UnixTime;
use tokens::zgw::{self, ZgwClaims};

use crate::cli::SourceArgs;
use crate::failure::Failure;
use crate::remote::Remote;

mod who_asks;

use who_asks::{Credential, credential};

/// How long one of our ZGW JWTs is good for there; each request has its own.
const LIFETIME: i64 = 300;

/// The other API.
pub(super) struct Source {
    root: String,
    remote: Remote,
    credential: Credential,
}

/// A page of the other's list.
struct Page {
    results: Vec<Value>,
    count: u64,
    is_last: bool,
}

impl Source {
    pub(super) fn of(args: &SourceArgs) -> Result<Self, Failure> {
        let url = who_asks::root(args)?;
        let root = url.as_str().trim_end_matches('/').to_owned();
        if is_exposed(&url) && !args.from_plain_http {
            return Err(Failure::Input(format!(
                "{root} is plain http to another machine, and the token could be read on its way: \
                 give its https address, or --from-plain-http to send it all the same"
            )));
        }
        let trust = args.from_ca.clone().map_or(Trust::System, Trust::Only);
        Ok(Self { remote: Remote::elsewhere(&root, &trust)?, root, credential: credential(args)? })
    }

    /// Where it is.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// Every applicatie there, oldest first. `heard` is told after each page how many there are.
    pub(super) async fn applicaties(
        &self,
        mut heard: impl FnMut(usize, u64),
    ) -> Result<Vec<Value>, Failure> {
        let mut found: Vec<Value> = Vec::new();
        let first = self.page(1).await?;
        let count = first.count;
        let mut page = first;
        for number in 2_u32.. {
            found.extend(page.results);
            heard(found.len(), count);
            let read = u64::try_from(found.len()).unwrap_or(u64::MAX);
            // Whatever it says of a next page: there is no more than it counts.
            if page.is_last || read >= count {
                break;
            }
            page = self.page(number).await?;
            if page.count != count || page.results.is_empty() {
                return Err(self.changed());
            }
        }
        if u64::try_from(found.len()).ok() != Some(count) {
            return Err(self.changed());
        }
        // The list begins with the newest.
        found.reverse();
        Ok(found)
    }

    fn changed(&self) -> Failure {
        Failure::Refused(format!(
            "{} lists more or fewer applicaties than it counts: it changed while it was read, or \
             hides some; nothing was done, run this again",
            self.root
        ))
    }

    /// The links of a page are not followed: they are made of names that may not be known here, and
    /// our credential goes nowhere else.
    async fn page(&self, number: u32) -> Result<Page, Failure> {
        let url = format!("{}/applicaties?page={number}", self.root);
        let request = Request::get(&url)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, format!("Bearer {}", self.bearer().expose_secret()))
            .body(Full::new(Bytes::new()))
            .map_err(|error| Failure::Input(format!("--from: {error}")))?;
        let answer = self.remote.send(request).await?;
        let body: Value = serde_json::from_slice(answer.body()).unwrap_or(Value::Null);
        let results = match (answer.status(), body.get("results").and_then(Value::as_array)) {
            (StatusCode::OK, Some(results)) => results.clone(),
            (status, _) => return Err(refused(&url, status, &body)),
        };
        let is_last = body.get("next").is_none_or(Value::is_null);
        let count = body.get("count").and_then(Value::as_u64);
        let count = count.ok_or_else(|| refused(&url, answer.status(), &body))?;
        Ok(Page { results, count, is_last })
    }

    fn bearer(&self) -> SecretString {
        match &self.credential {
            Credential::Token(token) => token.clone(),
            Credential::Zgw { client_id, key } => {
                let now = Clock::system().unix();
                let claims = ZgwClaims {
                    iss: client_id.clone(),
                    client_id: client_id.clone(),
                    iat: now,
                    exp: UnixTime::new(now.as_secs() + LIFETIME),
                    user_id: None,
                    user_representation: None,
                };
                zgw::sign(&claims, key.expose_secret().as_bytes()).into()
            }
        }
    }
}

/// Of what the other says only its code is repeated: the rest may hold what we sent.
fn refused(url: &str, status: StatusCode, body: &Value) -> Failure {
    let of_code = |byte: u8| byte.is_ascii_lowercase() || byte == b'_' || byte == b'-';
    let code = body.get("code").and_then(Value::as_str).unwrap_or_default();
    let code = if code.len() <= 50 && code.bytes().all(of_code) { code } else { "" };
    let hint = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            "; the client needs the scope autorisaties.lezen of component ac there"
        }
        _ => "; is --from the root of its Autorisaties API?",
    };
    let said = if code.is_empty() { String::new() } else { format!(" ({code})") };
    Failure::Refused(format!("{url} answered {status}{said}, and no list of applicaties{hint}"))
}
