//! A verdict that is to be explained, and its explanation, on the wire.

use std::collections::BTreeMap;

use bytes::Bytes;
use edge::paths::AUTORISATIES;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokens::explanation::Asker;
use utoipa::ToSchema;

use crate::admin::error::AdminError;
use crate::explaining::Question;

/// What no gateway judges.
const THE_ISSUERS: &str = "what is asked of /autorisaties/api/v1 this issuer judges, and not a gateway: the answer \
    to the request says by which rule, and the audit log who asked";
/// Longest URL, and most headers.
const LONGEST: usize = 8 * 1024;
const MOST: usize = 50;
/// What is not the client's to say here: how the request is sent, and who sends it.
const OURS: [HeaderName; 9] = [
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::EXPECT,
    header::HOST,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// A request, and who would make it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::admin) struct Explain {
    /// Its method; GET if it is not said.
    #[serde(default)]
    method: Option<String>,
    /// Its URL, as a client would ask for it: under the public name of an upstream, with its query.
    url: String,
    /// Its headers, but for those that say how it is sent and who sends it.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Its body.
    #[serde(default)]
    body: Option<String>,
    /// What the caller authenticates with: the value of an `Authorization` header, such as
    /// `Bearer eyJ…`. It goes to the gateway, and stays nowhere.
    #[serde(default)]
    authorization: Option<String>,
    /// Or the client that calls, as with a token that it fetched this moment.
    #[serde(default)]
    client_id: Option<String>,
    /// The scopes of that token; without them all that the client may have.
    #[serde(default)]
    scope: Option<String>,
}

/// What is asked of a gateway.
pub(in crate::admin) struct Asked {
    pub(in crate::admin) question: Question,
    /// To the letter, as leave is given for it.
    pub(in crate::admin) url: String,
    pub(in crate::admin) asker: Asker,
}

impl Explain {
    pub(in crate::admin) fn read(self) -> Result<Asked, AdminError> {
        let asker = asker(self.authorization, self.client_id, self.scope)?;
        let method = self.method.as_deref().unwrap_or("GET");
        let method = Method::from_bytes(method.as_bytes()).ok().filter(is_of_apis);
        let method = method.ok_or_else(|| {
            invalid("`method` is one of an API, in capitals: GET, HEAD, POST, PUT, PATCH, DELETE")
        })?;
        let (host, target) = split(&self.url)?;
        if self.headers.len() > MOST {
            return Err(invalid("`headers` are at most fifty"));
        }
        let headers = self.headers.iter().map(|(name, value)| header(name, value));
        let headers = headers.collect::<Result<HeaderMap, _>>()?;
        let body = Bytes::from(self.body.unwrap_or_default());
        let question = Question { method, host, target, headers, body };
        Ok(Asked { question, url: self.url, asker })
    }
}

fn asker(
    authorization: Option<String>,
    client_id: Option<String>,
    scope: Option<String>,
) -> Result<Asker, AdminError> {
    match (authorization, client_id, scope) {
        (Some(authorization), None, None) => Ok(Asker::Holder { authorization }),
        (None, Some(client_id), scope) => Ok(Asker::Client { client_id, scope }),
        _ => Err(invalid(
            "say who would ask: `authorization`, what that one shows, or `client_id`, with `scope` if its \
             token has less than all",
        )),
    }
}

fn is_of_apis(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE
    )
}

/// The name and the path of a URL, byte for byte: a path that nobody would take is explained too.
fn split(url: &str) -> Result<(HeaderValue, String), AdminError> {
    let wrong = || {
        invalid(
            "`url` is what a client would ask for: http:// or https://, the public name of an upstream, path \
             and query, without a fragment",
        )
    };
    let known = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let rest = known.filter(|_| url.len() <= LONGEST && !url.contains('#')).ok_or_else(wrong)?;
    let (host, target) = rest.split_at(rest.find('/').ok_or_else(wrong)?);
    let path = target.split('?').next().unwrap_or_default();
    if path.strip_prefix(AUTORISATIES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    {
        return Err(invalid(THE_ISSUERS));
    }
    let plain = !host.is_empty() && !host.contains('@') && Uri::try_from(target).is_ok();
    let host = HeaderValue::from_str(host).ok().filter(|_| plain);
    Ok((host.ok_or_else(wrong)?, target.to_owned()))
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), AdminError> {
    let known = HeaderName::try_from(name).ok().filter(|name| !OURS.contains(name));
    let value = HeaderValue::from_str(value).ok();
    known.zip(value).ok_or_else(|| {
        invalid("`headers` are names and values of headers; leave out those that say how a request is sent, and \
                 what it authenticates with, which is `authorization`")
    })
}

fn invalid(why: &str) -> AdminError {
    AdminError::Invalid(why.to_owned())
}

/// What a gateway would do with a request, and which rule says so.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::admin) struct Explained {
    /// `permit`, `deny`, or `none` where it is no matter of what the caller may do.
    verdict: String,
    /// Which rule says so.
    #[schema(required)]
    rule: Option<String>,
    /// The scopes that the operation asks for.
    #[schema(required)]
    requires: Option<String>,
    /// What the caller would be answered instead.
    #[schema(required)]
    answer: Option<Refused>,
    /// What would be sent on.
    #[schema(required)]
    sent: Option<Sent>,
    /// The record that the decision would leave.
    #[schema(required, value_type = Option<Object>)]
    record: Option<Value>,
    /// Which gateway says so.
    #[serde(default)]
    gateway: String,
}

/// A refusal.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ExplainedRefusal)]
pub(in crate::admin) struct Refused {
    status: u16,
    code: String,
    /// Why, and what to do.
    detail: String,
}

/// A request that would be sent on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ExplainedRequest)]
pub(in crate::admin) struct Sent {
    upstream: String,
    method: String,
    url: String,
}

impl Explained {
    /// What a gateway said.
    pub(in crate::admin) fn read(gateway: &str, body: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(body).ok()?;
        Some(Self { gateway: gateway.to_owned(), ..read })
    }

    /// What a gateway refused before it was a matter of who asks.
    pub(in crate::admin) fn refused(gateway: &str, body: &[u8]) -> Option<Self> {
        let answer: Refused = serde_json::from_slice(body).ok()?;
        Some(Self {
            verdict: "none".to_owned(),
            rule: None,
            requires: None,
            answer: Some(answer),
            sent: None,
            record: None,
            gateway: gateway.to_owned(),
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(changed: &Value) -> Result<Asked, String> {
        let mut body =
            json!({ "url": "https://zaken.example/zaken/api/v1/zaken?page=2", "client_id": "t" });
        for (name, value) in changed.as_object().unwrap() {
            body[name] = value.clone();
        }
        let body: Explain = serde_json::from_value(body).unwrap();
        body.read().map_err(|why| why.to_string())
    }

    #[test]
    fn a_request_is_asked_about_as_it_would_be_made() {
        let asked = read(
            &json!({ "method": "POST", "headers": { "Accept-Crs": "EPSG:4326" }, "body": "{}" }),
        );
        let Asked { question, url, .. } = asked.unwrap();
        assert_eq!(
            (question.method, question.target.as_str()),
            (Method::POST, "/zaken/api/v1/zaken?page=2")
        );
        assert_eq!((question.host.to_str().unwrap(), url.len()), ("zaken.example", 47));
        assert_eq!(question.headers.len(), 1);
        let odd = read(&json!({ "url": "http://h/a/../b//%2e" })).unwrap();
        assert_eq!(odd.question.target, "/a/../b//%2e");
    }

    #[test]
    fn what_is_no_request_is_refused_with_what_would_be_one() {
        for (changed, why) in [
            (json!({ "method": "get" }), "in capitals"),
            (json!({ "method": "CONNECT" }), "in capitals"),
            (json!({ "url": "/zaken" }), "http://"),
            (json!({ "url": "https://zaken.example" }), "http://"),
            (json!({ "url": "https://a@b/c" }), "http://"),
            (json!({ "url": "https://b/c#d" }), "fragment"),
            (json!({ "url": "ftp://b/c" }), "http://"),
            (json!({ "headers": { "Authorization": "x" } }), "`authorization`"),
            (json!({ "headers": { "a b": "x" } }), "names and values"),
            (json!({ "headers": { "a": "x\r\ny" } }), "names and values"),
            (json!({ "client_id": null }), "who would ask"),
            (json!({ "authorization": "Bearer x" }), "who would ask"),
        ] {
            let said = read(&changed).map(|_| ()).unwrap_err();
            assert!(said.contains(why), "{changed}: {said}");
        }
        assert!(read(&json!({ "client_id": null, "authorization": "Bearer x" })).is_ok());
    }
}
