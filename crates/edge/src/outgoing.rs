//! The framing of an answer where actix gets it wrong: answers without a body, and those of unknown
//! length to HTTP/1.0.
//!
//! Of a method actix remembers only the last that it read on a connection, so no answer leans on
//! that. What cannot be mended here: a HEAD that is read before the request in front of it is
//! answered takes that answer's body away.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ResponseHead, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, HeaderValue};
use actix_web::http::{ConnectionType, Method, StatusCode, Version};
use bytes::Bytes;

/// Frames an answer as its own request and its status ask for; the `last` one of a connection says so.
pub(crate) fn frame<B: MessageBody>(
    answer: ServiceResponse<B>,
    last: bool,
) -> ServiceResponse<EitherBody<B, NoBody>> {
    let asked = answer.request().head();
    let (to_head, to_old) = (asked.method == Method::HEAD, asked.version < Version::HTTP_11);
    answer.map_body(|head, body| {
        if last {
            head.set_connection_type(ConnectionType::Close);
        }
        let bare = matches!(head.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if bare || to_head {
            if !bare {
                state_length(head, body.size());
            }
            head.no_chunking(true);
            return EitherBody::right(NoBody);
        }
        // RFC 9112 6.1: HTTP/1.0 knows no chunks; there the end of the connection ends the body.
        if to_old && body.size() == BodySize::Stream {
            head.no_chunking(true);
            head.set_connection_type(ConnectionType::Close);
        }
        EitherBody::left(body)
    })
}

/// RFC 9110 8.6: of a HEAD the length is what a GET would have, or it is not said.
fn state_length(head: &mut ResponseHead, size: BodySize) {
    if let BodySize::Sized(length) = size {
        head.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
}

/// No body, whatever `Content-Length` says. To actix it is one of unknown length: that alone leaves
/// the headers as they are.
pub(crate) struct NoBody;

impl MessageBody for NoBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
