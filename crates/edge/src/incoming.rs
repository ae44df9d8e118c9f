//! The body of a request while it comes in: read within bounds of size and time, and not waited
//! for once the request is answered.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING,
};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::time::{sleep, timeout};

/// How long a body is held after the answer: longer than actix waits before it closes a
/// connection whose request was not read to its end.
const HELD: Duration = Duration::from_secs(3);

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IncomingError {
    /// It has more bytes than are taken.
    #[error("the body has more than {0} bytes")]
    TooLarge(usize),
    /// It did not come in time.
    #[error("the body did not arrive within {0:?}")]
    TooSlow(Duration),
    /// It broke off, or was not framed as it must be.
    #[error("the body broke off")]
    Broken,
}

/// Why the head of a request does not say what its body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyHeadError {
    /// Which of them counts is not ours to choose (RFC 9110 8.3).
    #[error("the request has more than one Content-Type header; send one")]
    SeveralTypes,
    /// It would have to be decoded first.
    #[error("the body has a Content-Encoding; send it as it is, without that header")]
    Encoded,
}

/// The media type of a body that is not encoded, in small letters and without parameters; empty
/// when none is named.
pub fn media_type(headers: &HeaderMap) -> Result<String, BodyHeadError> {
    // RFC 9110 8.4.1: `identity` says that there is none.
    let plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if !headers.get_all(CONTENT_ENCODING).all(plain) {
        return Err(BodyHeadError::Encoded);
    }
    let mut types = headers.get_all(CONTENT_TYPE);
    let (named, None) = (types.next(), types.next()) else {
        return Err(BodyHeadError::SeveralTypes);
    };
    let named = named.and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// Reads a body wholly: at most so many bytes, within that time. One that its head says to be longer
/// is not waited for.
pub async fn read(
    headers: &HeaderMap,
    mut body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    most: usize,
    patience: Duration,
) -> Result<Bytes, IncomingError> {
    if stated_length(headers).is_some_and(|length| length > most) {
        return Err(IncomingError::TooLarge(most));
    }
    let whole = async {
        let mut read = BytesMut::new();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|_| IncomingError::Broken)?;
            if read.len() + chunk.len() > most {
                return Err(IncomingError::TooLarge(most));
            }
            read.extend_from_slice(&chunk);
        }
        Ok(read.freeze())
    };
    timeout(patience, whole).await.unwrap_or(Err(IncomingError::TooSlow(patience)))
}

/// What is not even a number here is more than is taken.
fn stated_length(headers: &HeaderMap) -> Option<usize> {
    let length = headers.get(CONTENT_LENGTH)?.to_str().ok()?;
    Some(length.trim().parse().unwrap_or(usize::MAX))
}

/// A chunked body that outlives whoever reads it.
///
/// actix waits without end for the rest of a chunked body that was dropped. While it is held, the
/// connection is closed soon after the answer, as it is with a body of known length.
pub(crate) struct Held(Rc<RefCell<Payload>>);

/// Holds the body of a request, if it is chunked.
pub(crate) fn hold(request: &mut ServiceRequest) -> Option<Held> {
    request.headers().get(TRANSFER_ENCODING)?;
    let held = Rc::new(RefCell::new(request.take_payload()));
    request.set_payload(Payload::Stream { payload: Box::pin(Shared(Rc::clone(&held))) });
    Some(Held(held))
}

impl Held {
    /// The request is answered: the body is let go in a while.
    pub(crate) fn let_go(self) {
        actix_web::rt::spawn(async move {
            sleep(HELD).await;
            drop(self.0);
        });
    }
}

/// The body as its reader sees it.
struct Shared(Rc<RefCell<Payload>>);

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}
