//! An answer on its way back: streamed, or as it was judged.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header as client_header;
use actix_web::http::{Method, StatusCode};
use bytes::Bytes;
use http::{HeaderMap, Response, header};
use http_body::Body as _;
use tokio::time::Sleep;

use super::pool::Answering;
use super::strip_answer;
pub(crate) use super::strip_answer::Whose;
use crate::refusal::{IssuerFault, Refusal};

/// An answer, streamed as it comes.
pub(crate) fn streamed(
    answer: Response<Answering>,
    whose: Whose,
    asked: &Method,
    patience: Duration,
) -> Result<HttpResponse, Refusal> {
    let (head, body) = answer.into_parts();
    let status = relayed(head.status, whose)?;
    let mut relayed = start(status, &head.headers, whose);
    let bodiless = asked == Method::HEAD || status == StatusCode::NOT_MODIFIED;
    if bodiless {
        copy_length(&head.headers, &mut relayed);
    }
    // The length is that of the body as it is framed, whatever the header says.
    let size = match body.size_hint().exact() {
        Some(length) if !bodiless => BodySize::Sized(length),
        _ => BodySize::Stream,
    };
    Ok(relayed.set_body(Relayed { body, size, patience, idle: None }).map_into_boxed_body())
}

/// A 200 whose body was judged whole; of a HEAD, actix sends the length alone.
pub(crate) fn whole(headers: &HeaderMap, body: Bytes) -> HttpResponse {
    start(StatusCode::OK, headers, Whose::Upstreams).set_body(body).map_into_boxed_body()
}

/// The answer to a client that has the version it asked for (RFC 9110 15.4.5).
pub(crate) fn not_modified(headers: &HeaderMap) -> HttpResponse {
    let mut answer = start(StatusCode::NOT_MODIFIED, headers, Whose::Upstreams);
    answer.headers_mut().remove(client_header::CONTENT_TYPE);
    answer
}

/// Statuses that a client may see. RFC 9110 15.2: no 101 is passed on, nothing was upgraded. An
/// upstream's 401 speaks of the gateway's credential, and would make clients throw a good token away.
fn relayed(status: http::StatusCode, whose: Whose) -> Result<StatusCode, Refusal> {
    if status == http::StatusCode::UNAUTHORIZED && whose == Whose::Upstreams {
        return Err(Refusal::UpstreamCredential);
    }
    let refused = || match whose {
        Whose::Upstreams => Refusal::UpstreamStatus { status: status.as_u16() },
        Whose::Issuers => IssuerFault::Status(status.as_u16()).into(),
    };
    // Nor do 407 and 426 speak to the client: they are about a connection that is not its own.
    let of_connection = matches!(
        status,
        http::StatusCode::PROXY_AUTHENTICATION_REQUIRED | http::StatusCode::UPGRADE_REQUIRED
    );
    if status.is_informational() || of_connection {
        return Err(refused());
    }
    StatusCode::from_u16(status.as_u16()).map_err(|_| refused())
}

fn start(status: StatusCode, headers: &HeaderMap, whose: Whose) -> HttpResponse {
    let mut response = HttpResponse::new(status);
    let into = response.headers_mut();
    let nominated =
        headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let nominated: Vec<&str> =
        nominated.flat_map(|value| value.split(',')).map(str::trim).collect();
    for (name, value) in headers {
        let name = name.as_str();
        let hop = nominated.iter().any(|nominated| nominated.eq_ignore_ascii_case(name));
        if hop || name == "content-length" || strip_answer::taken_off(name, whose) {
            continue;
        }
        let name = client_header::HeaderName::from_bytes(name.as_bytes());
        let value = client_header::HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            into.append(name, value);
        }
    }
    response
}

/// RFC 9110 8.6: how long the body would be, if the upstream said so.
fn copy_length(headers: &HeaderMap, response: &mut HttpResponse) {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if let Some(length) = length.and_then(|length| length.parse::<u64>().ok()) {
        response.headers_mut().insert(client_header::CONTENT_LENGTH, length.into());
    }
}

/// A body that is passed on chunk by chunk, as fast as the client takes it.
struct Relayed {
    body: Answering,
    size: BodySize,
    patience: Duration,
    /// Runs while the upstream is silent.
    idle: Option<Pin<Box<Sleep>>>,
}

impl MessageBody for Relayed {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                return self.poll_idle(cx);
            };
            self.idle = None;
            return Poll::Ready(match frame {
                None => None,
                Some(Err(error)) => Some(Err(std::io::Error::other(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    // An empty chunk would end the body; trailers are not passed on.
                    Ok(data) if data.is_empty() => continue,
                    Err(_) => continue,
                    Ok(data) => Some(Ok(data)),
                },
            });
        }
    }
}

impl Relayed {
    fn poll_idle(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, std::io::Error>>> {
        let patience = self.patience;
        let idle = self.idle.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(idle.as_mut().poll(cx));
        Poll::Ready(Some(Err(std::io::ErrorKind::TimedOut.into())))
    }
}
