//! The Autorisaties API of an upstream: what lies there, and how it is changed.

use std::time::Duration;

use edge::client::Bounds;
use http::{Method, Uri};
use serde_json::Value;
use tokens::UnixTime;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use super::said::Said;
use crate::config::APPLICATIES;
use crate::deliverer::{Answered, Asked, Caller, Refusal};

/// How much of an answer is read: more than a page of many applicaties takes.
const BODY: usize = 32 * 1024 * 1024;
/// More pages than anybody has.
const PAGES: usize = 1_000;

/// An upstream's Autorisaties API.
#[derive(Debug)]
pub(super) struct There {
    pub(super) caller: Caller,
    /// Without a slash at the end.
    pub(super) api_root: String,
    /// How long one call may take.
    pub(super) timeout: Duration,
}

/// An applicatie that lies there.
#[derive(Debug, Clone)]
pub(super) struct Lying {
    /// What it is called there: the last part of its URL. By which name others reach that API says
    /// nothing of how we do.
    pub(super) uuid: String,
    pub(super) said: Said,
}

impl There {
    pub(super) async fn find(&self, uuid: &str, now: UnixTime) -> Result<Option<Lying>, Refusal> {
        let answered = self.ask(Method::GET, &format!("/{uuid}"), None, now).await?;
        if answered.status == http::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        lying(&read(answered)?).map(Some)
    }

    /// Those that hold a client id.
    pub(super) async fn holding(
        &self,
        client_id: &str,
        now: UnixTime,
    ) -> Result<Vec<Lying>, Refusal> {
        let asked = Serializer::new(String::new()).append_pair("clientIds", client_id).finish();
        let body = read(self.ask(Method::GET, &format!("?{asked}"), None, now).await?)?;
        let found = results(&body)?.into_iter();
        // Whoever does not know the parameter answers with all of them.
        Ok(found.filter(|one| one.said.client_ids.contains(client_id)).collect())
    }

    /// Everything, page after page.
    pub(super) async fn all(&self, now: UnixTime) -> Result<Vec<Lying>, Refusal> {
        let mut all = Vec::new();
        for page in 1..=PAGES {
            let body = read(self.ask(Method::GET, &format!("?page={page}"), None, now).await?)?;
            all.extend(results(&body)?);
            if body["next"].is_null() {
                return Ok(all);
            }
        }
        Err(Refusal::of_ours("its list of applicaties does not end"))
    }

    /// Makes one; says what it is called.
    pub(super) async fn create(&self, body: &Value, now: UnixTime) -> Result<String, Refusal> {
        let made = read(self.ask(Method::POST, "", Some(body), now).await?)?;
        lying(&made).map(|lying| lying.uuid)
    }

    pub(super) async fn replace(
        &self,
        uuid: &str,
        body: &Value,
        now: UnixTime,
    ) -> Result<(), Refusal> {
        self.ask(Method::PUT, &format!("/{uuid}"), Some(body), now).await?.taken().map(drop)
    }

    pub(super) async fn remove(&self, uuid: &str, now: UnixTime) -> Result<(), Refusal> {
        let answered = self.ask(Method::DELETE, &format!("/{uuid}"), None, now).await?;
        if answered.status == http::StatusCode::NOT_FOUND {
            return Ok(());
        }
        answered.taken().map(drop)
    }

    async fn ask(
        &self,
        method: Method,
        rest: &str,
        body: Option<&Value>,
        now: UnixTime,
    ) -> Result<Answered, Refusal> {
        let to = format!("{}{APPLICATIES}{rest}", self.api_root).parse::<Uri>();
        let to = to.map_err(|_| Refusal::of_ours("nothing can be asked under its root"))?;
        let bounds = Bounds { time: self.timeout, body: BODY };
        self.caller.ask(Asked { method, to, body, bounds }, now).await
    }
}

fn read(answered: Answered) -> Result<Value, Refusal> {
    serde_json::from_slice(&answered.taken()?)
        .map_err(|_| Refusal::of_ours("its answer is no JSON, or too much of it"))
}

fn results(page: &Value) -> Result<Vec<Lying>, Refusal> {
    match page["results"].as_array() {
        Some(results) => results.iter().map(lying).collect(),
        None => Err(Refusal::of_ours("its answer is no list of applicaties")),
    }
}

fn lying(body: &Value) -> Result<Lying, Refusal> {
    let url = body["url"].as_str().unwrap_or_default();
    let last = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    // It becomes part of a path.
    let uuid = Uuid::parse_str(last).map_err(|_| {
        Refusal::of_ours("its answer is no applicatie with a url that ends in a uuid")
    })?;
    Ok(Lying { uuid: uuid.to_string(), said: Said::read(body) })
}
