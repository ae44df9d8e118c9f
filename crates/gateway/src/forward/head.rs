//! The head of a request on its way upstream: what the client may say, then what the gateway says.

use std::fmt::Write as _;

use actix_web::HttpRequest;
use actix_web::http::header as client_header;
use edge::peer::Peer;
use http::uri::{PathAndQuery, Uri};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};

use super::question::Question;
use super::way::FORWARDED_FOR;
use super::{strip, way};
use crate::permit::Answer;
use crate::record;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::route::path::PathFault;
use crate::trace::{TRACEPARENT, TRACESTATE};
use crate::upstream::FORWARDED_PROTO;

const ACCEPT_CRS: HeaderName = HeaderName::from_static("accept-crs");
const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");
const CRS: HeaderValue = HeaderValue::from_static("EPSG:4326");
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What a client may say only where nothing hangs on the answer or the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carried {
    /// Everything that passes [`strip`].
    All,
    /// Not what makes an answer conditional, partial or compressed, and nothing of a body.
    ForJudgedAnswer,
}

/// A header of the gateway's own.
type Header = (HeaderName, HeaderValue);

/// The head of a client's request, with what the gateway authenticates with and says of the client.
pub(super) fn of(
    request: &HttpRequest,
    route: &Route<'_>,
    answer: Answer<'_>,
    ours: &[Header],
) -> Result<Request<()>, Refusal> {
    let (method, carried) = match answer {
        Answer::Passes => (method_of(request)?, Carried::All),
        // HEAD has nothing to judge, so the object itself is asked for.
        Answer::Judged(..) => (Method::GET, Carried::ForJudgedAnswer),
    };
    let mut head = bare(method, route, target(route.path(), route.query())?)?;
    carry(request.headers(), carried, head.headers_mut());
    if carried == Carried::ForJudgedAnswer {
        head.headers_mut().insert(header::ACCEPT_ENCODING, IDENTITY);
    }
    way::tell(Peer::of(request), route.upstream(), head.headers_mut());
    set_ours(route, ours, head.headers_mut());
    if route.upstream().credential().is_passthrough() {
        pass_credential(request.headers(), head.headers_mut());
    }
    Ok(head)
}

/// The head of a client's request to the issuer, with the client's own credential. The issuer is
/// told where the client is and how it asked, as far as that is known here.
pub(super) fn of_issuer(
    request: &HttpRequest,
    uri: Uri,
    host: HeaderValue,
) -> Result<Request<()>, Refusal> {
    let mut head = Request::new(());
    *head.method_mut() = method_of(request)?;
    *head.uri_mut() = uri;
    let headers = head.headers_mut();
    carry(request.headers(), Carried::All, headers);
    set_trace(headers);
    headers.insert(header::HOST, host);
    let client = Peer::of(request);
    if let Some(address) = ip(client.address()) {
        headers.insert(FORWARDED_FOR, address);
    }
    headers.insert(FORWARDED_PROTO, HeaderValue::from_static(client.scheme().as_str()));
    // Each of them: that there is exactly one is the issuer's to demand.
    pass_credential(request.headers(), headers);
    Ok(head)
}

/// What the client authenticates with, where that is meant for whom it goes to.
fn pass_credential(from: &client_header::HeaderMap, into: &mut HeaderMap) {
    for credential in from.get_all(client_header::AUTHORIZATION) {
        if let Ok(mut credential) = HeaderValue::from_bytes(credential.as_bytes()) {
            credential.set_sensitive(true);
            into.append(header::AUTHORIZATION, credential);
        }
    }
}

/// The head of a question that the gateway asks in a caller's name.
pub(super) fn of_question(
    request: &HttpRequest,
    route: &Route<'_>,
    question: &Question,
    ours: &[Header],
) -> Result<Request<()>, Refusal> {
    let query = Some(question.query.as_str()).filter(|query| !query.is_empty());
    let mut head = bare(question.method(), route, target(&question.path, query)?)?;
    let headers = head.headers_mut();
    carry(request.headers(), Carried::ForJudgedAnswer, headers);
    headers.insert(header::ACCEPT_ENCODING, IDENTITY);
    if question.body.is_some() {
        headers.insert(header::CONTENT_TYPE, JSON);
        let crs = request.headers().get(CONTENT_CRS.as_str());
        let crs = crs.and_then(|crs| HeaderValue::from_bytes(crs.as_bytes()).ok());
        headers.insert(CONTENT_CRS, crs.unwrap_or(CRS));
    }
    if let Some(client) = ip(Peer::of(request).address()) {
        headers.insert(FORWARDED_FOR, client);
    }
    set_ours(route, ours, headers);
    Ok(head)
}

/// The head of a look-up of the gateway itself.
pub(super) fn of_lookup(
    method: &Method,
    route: &Route<'_>,
    ours: &[Header],
) -> Result<Request<()>, Refusal> {
    let mut head = bare(method.clone(), route, target(route.path(), route.query())?)?;
    let headers = head.headers_mut();
    headers.insert(header::ACCEPT, JSON);
    headers.insert(header::ACCEPT_ENCODING, IDENTITY);
    // Zaken are not shown without it; other APIs do not look at it.
    headers.insert(ACCEPT_CRS, CRS);
    if *method == Method::POST {
        headers.insert(header::CONTENT_TYPE, JSON);
        headers.insert(CONTENT_CRS, CRS);
    }
    set_ours(route, ours, headers);
    Ok(head)
}

fn bare(method: Method, route: &Route<'_>, target: PathAndQuery) -> Result<Request<()>, Refusal> {
    let uri = route.upstream().uri(target);
    let mut head = Request::new(());
    *head.method_mut() = method;
    *head.uri_mut() = uri.map_err(|_| Refusal::Path(PathFault::Character))?;
    Ok(head)
}

/// Path and query, byte for byte as they were judged.
fn target(path: &str, query: Option<&str>) -> Result<PathAndQuery, Refusal> {
    let target = match query {
        None => PathAndQuery::try_from(path),
        Some(query) => {
            let mut target = String::with_capacity(path.len() + 1 + query.len());
            // Writing to a String does not fail.
            let _ = write!(target, "{path}?{query}");
            PathAndQuery::try_from(target)
        }
    };
    target.map_err(|_| Refusal::Path(PathFault::Character))
}

/// RFC 9110 7.6.1 first: what `Connection` names stays here. Then the gateway's own list. Only
/// after that is anything set, so that a client can take nothing of ours away.
fn carry(from: &client_header::HeaderMap, carried: Carried, into: &mut HeaderMap) {
    let hop = Named::by(from);
    let continued = record::trace().is_some_and(|trace| trace.is_continued());
    into.reserve(from.len() + 5);
    for (name, value) in from {
        let name = name.as_str();
        // W3C Trace Context 4.3: of a trace that is not continued, nothing is.
        let of_another_trace = name == TRACESTATE && !continued;
        let left_out = hop.names(name) || carried.leaves_out(name) || of_another_trace;
        if left_out || strip::taken_off(name).is_some() {
            continue;
        }
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            into.append(name, value);
        }
    }
}

impl Carried {
    fn leaves_out(self, name: &str) -> bool {
        let decides = || name.starts_with("if-") || name.starts_with("content-");
        self == Self::ForJudgedAnswer && (decides() || name == "range" || name == "accept-encoding")
    }
}

/// The headers that `Connection` names.
struct Named<'a>(Vec<&'a str>);

impl<'a> Named<'a> {
    fn by(headers: &'a client_header::HeaderMap) -> Self {
        let values =
            headers.get_all(client_header::CONNECTION).filter_map(|value| value.to_str().ok());
        Self(values.flat_map(|value| value.split(',')).map(str::trim).collect())
    }

    fn names(&self, name: &str) -> bool {
        self.0.iter().any(|named| named.eq_ignore_ascii_case(name))
    }
}

fn set_ours(route: &Route<'_>, ours: &[Header], headers: &mut HeaderMap) {
    let upstream = route.upstream();
    headers.insert(header::HOST, upstream.host().clone());
    headers.insert(FORWARDED_PROTO, upstream.scheme().clone());
    set_trace(headers);
    for (name, value) in ours {
        headers.insert(name.clone(), value.clone());
    }
}

/// Whoever is asked is told which request it is for.
fn set_trace(headers: &mut HeaderMap) {
    if let Some(header) = record::trace().and_then(|trace| trace.header()) {
        headers.insert(TRACEPARENT, header);
    }
}

fn method_of(request: &HttpRequest) -> Result<Method, Refusal> {
    Method::from_bytes(request.method().as_str().as_bytes()).map_err(|_| Refusal::UnknownMethod)
}

fn ip(ip: std::net::IpAddr) -> Option<HeaderValue> {
    HeaderValue::try_from(ip.to_string()).ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
