//! Calls of the admin API: fetch a token with the administrator's secret, call, read the answer.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use edge::config::SecretSource;
use edge::paths;
use edge::scheme::is_exposed;
use edge::tls::Trust;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::cli::{AdminArgs, IssuerArgs};
use crate::failure::Failure;
use crate::meant::Meant;
use crate::remote::{self, Issuer, Remote};
use crate::{said, settings};

/// More than a request for a token takes.
const BODY: usize = 4 * 1024;
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const SECRET_VARIABLE: &str = "ZAAKPOORT_ADMIN_SECRET";

/// An administrator with a token, which is fetched anew when it ends on the way.
pub(crate) struct Session {
    issuer: Issuer,
    remote: Remote,
    client_id: String,
    secret: SecretString,
    token: Mutex<SecretString>,
    /// How answers are printed.
    pub(crate) output: Output,
}

/// For whom an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    People,
    Machines,
}

impl Session {
    /// Logs in as the arguments say.
    pub(crate) async fn open(args: &AdminArgs, config: Option<&Path>) -> Result<Self, Failure> {
        let issuer = issuer(&args.issuer, config)?;
        let secret = secret(args.secret_file.as_deref(), SECRET_VARIABLE)?;
        let output = if args.json { Output::Machines } else { Output::People };
        Self::login(issuer, &args.admin_client_id, &secret, output).await
    }

    /// Logs in with what is known already.
    pub(crate) async fn login(
        issuer: Issuer,
        client_id: &str,
        secret: &SecretString,
        output: Output,
    ) -> Result<Self, Failure> {
        let token = admin_token(&issuer, client_id, secret).await?;
        let remote = Remote::at(&issuer.url, &issuer.trust)?;
        let (client_id, secret) = (client_id.to_owned(), secret.clone());
        Ok(Self { issuer, remote, client_id, secret, token: Mutex::new(token), output })
    }

    /// Calls the admin API; the answer's JSON, or null when it has none.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Failure> {
        let response = self.answer(method, path, body).await?;
        if response.status().is_success() {
            return Ok(serde_json::from_slice(response.body()).unwrap_or(Value::Null));
        }
        Err(refused(response.status(), response.body()))
    }

    /// Calls the admin API; the answer as it is. A token that ended meanwhile is fetched anew.
    pub(crate) async fn answer(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Response<Bytes>, Failure> {
        self.answer_for(method, path, body, &Meant::Always).await
    }

    /// Calls the admin API for what was seen of a thing; the answer as it is.
    pub(crate) async fn answer_for(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        meant: &Meant,
    ) -> Result<Response<Bytes>, Failure> {
        let body = Bytes::from(body.map(|body| body.to_string()).unwrap_or_default());
        let response = self.send((&method, path), body.clone(), meant).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        let token = admin_token(&self.issuer, &self.client_id, &self.secret).await?;
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
        self.send((&method, path), body, meant).await
    }

    async fn send(
        &self,
        (method, path): (&Method, &str),
        body: Bytes,
        meant: &Meant,
    ) -> Result<Response<Bytes>, Failure> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let request = Request::builder().method(method).uri(format!(
            "{}{}{path}",
            self.issuer.url,
            paths::ADMIN
        ));
        let request = meant
            .said_in(request)
            .header(AUTHORIZATION, format!("Bearer {}", token.expose_secret()))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|error| Failure::Input(error.to_string()))?;
        self.remote.send(request).await
    }

    /// Reads a list, page after page, up to `limit` of it.
    pub(crate) async fn list(
        &self,
        path: &str,
        query: &[(&str, String)],
        limit: Option<u32>,
    ) -> Result<Vec<Value>, Failure> {
        let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let mut found: Vec<Value> = Vec::new();
        let take = |page| {
            found.extend::<Vec<Value>>(page);
            Ok(found.len() < limit)
        };
        self.pages(path, query, take).await?;
        found.truncate(limit);
        Ok(found)
    }

    /// Reads a list, and has each page taken, for as long as more is wanted.
    pub(crate) async fn pages(
        &self,
        path: &str,
        query: &[(&str, String)],
        mut take: impl FnMut(Vec<Value>) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let mut after: Option<String> = None;
        loop {
            let mut asked = url::form_urlencoded::Serializer::new(String::new());
            asked.extend_pairs(query);
            asked.extend_pairs(after.iter().map(|after| ("after", after)));
            let page = format!("{path}?{}", asked.finish());
            let answer = self.call(Method::GET, &page, None).await?;
            after = answer["next"].as_str().map(str::to_owned);
            let wants_more = take(answer["results"].as_array().cloned().unwrap_or_default())?;
            if after.is_none() || !wants_more {
                return Ok(());
            }
        }
    }

    /// Prints an answer: as it is for machines, with `people` for people.
    pub(crate) fn print(
        &self,
        answer: &Value,
        people: impl FnOnce(&Value) -> String,
    ) -> Result<(), Failure> {
        said::say(self.worded(answer, people))
    }

    /// An answer in the words of whom it is for.
    pub(crate) fn worded(&self, answer: &Value, people: impl FnOnce(&Value) -> String) -> String {
        match self.output {
            Output::Machines => answer.to_string(),
            Output::People => said::printable(&people(answer)),
        }
    }
}

async fn admin_token(
    issuer: &Issuer,
    client_id: &str,
    secret: &SecretString,
) -> Result<SecretString, Failure> {
    let asked = [("grant_type", "client_credentials"), ("scope", paths::ADMIN_SCOPE)];
    Ok(fetch_token(issuer, (client_id, Proof::Secret(secret)), &asked).await?.access_token)
}

/// A token, and what the issuer said with it.
pub(crate) struct Fetched {
    pub(crate) access_token: SecretString,
    pub(crate) answer: Value,
}

/// How a client proves who it is.
pub(crate) enum Proof<'a> {
    Secret(&'a SecretString),
    /// One that it signed (RFC 7523 2.2).
    Assertion(&'a SecretString),
}

/// Fetches a token as a client (RFC 6749 4.4).
pub(crate) async fn fetch_token(
    issuer: &Issuer,
    (client_id, proof): (&str, Proof<'_>),
    parameters: &[(&str, &str)],
) -> Result<Fetched, Failure> {
    // With room for all of it: what grows leaves copies behind.
    let mut body = url::form_urlencoded::Serializer::new(String::with_capacity(BODY));
    body.extend_pairs(parameters);
    body.append_pair("client_id", client_id);
    match proof {
        Proof::Secret(secret) => body.append_pair("client_secret", secret.expose_secret()),
        Proof::Assertion(assertion) => body
            .append_pair("client_assertion_type", ASSERTION_TYPE)
            .append_pair("client_assertion", assertion.expose_secret()),
    };
    let body = Zeroizing::new(body.finish().into_bytes());
    let Issuer { url, trust } = issuer;
    let request = Request::post(format!("{url}{}", paths::TOKEN))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from_owner(body)))
        .map_err(|_| Failure::Input(format!("`{url}` is not the address of an issuer")))?;
    let response = remote::send(request, trust).await?;
    let answer: Value = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
    match answer.get("access_token").and_then(Value::as_str) {
        Some(token) if response.status() == StatusCode::OK => {
            Ok(Fetched { access_token: token.to_owned().into(), answer })
        }
        _ => Err(refused(response.status(), response.body())),
    }
}

/// The issuer's own words, whichever of its two forms they have.
pub(crate) fn refused(status: StatusCode, body: &[u8]) -> Failure {
    let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (code, detail) = match text("error") {
        "" => (text("code"), text("detail")),
        error => (error, text("error_description")),
    };
    Failure::Refused(format!("the issuer refused ({status} {code}): {detail}"))
}

/// The issuer that was named, else the configured one.
pub(crate) fn issuer(args: &IssuerArgs, config: Option<&Path>) -> Result<Issuer, Failure> {
    let url = match &args.issuer {
        Some(issuer) => issuer.trim_end_matches('/').to_owned(),
        None => settings::issuer_url(config)?,
    };
    let parsed = url::Url::parse(&url).ok();
    let has_user = |url: &url::Url| !url.username().is_empty() || url.password().is_some();
    if parsed.as_ref().is_some_and(has_user) {
        return Err(Failure::Input(
            "the issuer's address (--issuer) has a user or a password in it, which nobody asks for \
             there; give the address alone"
                .to_owned(),
        ));
    }
    if !args.plain_http && parsed.as_ref().is_some_and(is_exposed) {
        return Err(Failure::Input(format!(
            "{url} is plain http to another machine, and the secret could be read on its way: give \
             its https address with --issuer, or run this on that machine; --plain-http sends it \
             all the same"
        )));
    }
    Ok(Issuer { url, trust: args.ca.clone().map_or(Trust::System, Trust::Only) })
}

/// The secret in a file, else in an environment variable; never on the command line, where every
/// user of the machine could read it.
pub(crate) fn secret(file: Option<&Path>, variable: &str) -> Result<SecretString, Failure> {
    let source = match file {
        Some(file) => SecretSource::File(file.to_owned()),
        None if std::env::var_os(variable).is_some() => SecretSource::Env(variable.to_owned()),
        None => {
            return Err(Failure::Input(format!(
                "no secret: name its file with --secret-file, or set {variable}"
            )));
        }
    };
    source.read().map_err(|error| Failure::Input(error.to_string()))
}

/// One segment of a path, whatever characters an id has.
pub(crate) fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
