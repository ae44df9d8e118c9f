//! A body that a verdict hangs on: read wholly, scanned and kept, before a byte of it goes upstream.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use bytes::Bytes;
use futures_util::StreamExt;

use super::fault::BodyFault;
use super::scan::{Found, Scanner, Wanted};
use super::spool::{IN_MEMORY, Spool, Spooling};
use crate::app::App;
use crate::refusal::Refusal;

/// How long a client may pause while it sends a body that is judged.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body that was read wholly, with what it says. It may not be sent yet.
#[derive(Debug)]
pub(crate) struct ReadBody {
    whole: Option<JudgedBody>,
    pub(super) found: Found,
}

/// A body that may be sent; comes out of a verdict alone.
#[derive(Debug)]
pub(crate) struct JudgedBody {
    spool: Spool,
    content_type: http::HeaderValue,
}

impl ReadBody {
    /// What may be sent, now that it was judged; nothing where nothing came.
    pub(super) fn judged(self) -> Option<JudgedBody> {
        self.whole
    }

    /// The bytes of a body that is read here and not sent on.
    pub(super) fn in_memory(self) -> Result<Bytes, Refusal> {
        let too_long = Refusal::SearchTooLong { most: IN_MEMORY };
        let spool = self.whole.map(|body| body.spool);
        spool.and_then(Spool::in_memory).ok_or(too_long)
    }
}

impl JudgedBody {
    /// The bytes as they came, and the content type that they were read as.
    pub(crate) fn into_parts(self) -> (Spool, http::HeaderValue) {
        (self.spool, self.content_type)
    }
}

/// Reads a body in which these members are wanted.
pub(crate) async fn read(
    wanted: Wanted,
    request: &HttpRequest,
    payload: Payload,
    app: &App,
) -> Result<ReadBody, Refusal> {
    let content_type = readable(request.headers())?;
    let (found, spool) = scanned(wanted, request.headers(), payload, app).await?;
    Ok(ReadBody { whole: Some(JudgedBody { spool, content_type }), found: found.finish()? })
}

/// Reads a body that may be left out.
pub(crate) async fn read_any(
    wanted: Wanted,
    request: &HttpRequest,
    payload: Payload,
    app: &App,
) -> Result<ReadBody, Refusal> {
    let (found, spool) = scanned(wanted, request.headers(), payload, app).await?;
    if spool.is_empty() {
        return Ok(ReadBody { whole: None, found: Found::nothing() });
    }
    let content_type = readable(request.headers())?;
    Ok(ReadBody { whole: Some(JudgedBody { spool, content_type }), found: found.finish()? })
}

async fn scanned(
    wanted: Wanted,
    headers: &HeaderMap,
    mut payload: Payload,
    app: &App,
) -> Result<(Scanner, Spool), Refusal> {
    let most = app.max_judged_body;
    if stated_length(headers).is_some_and(|length| length > most) {
        return Err(Refusal::BodyTooLarge { most });
    }
    let mut scanner = Scanner::new(wanted);
    let mut spooling = Spooling::default();
    while let Some(chunk) = next(&mut payload).await? {
        if spooling.length() + chunk.len() as u64 > most {
            return Err(Refusal::BodyTooLarge { most });
        }
        scanner.push(&chunk)?;
        spooling.push(&chunk).await.map_err(Refusal::Spool)?;
    }
    Ok((scanner, spooling.finish().await.map_err(Refusal::Spool)?))
}

fn stated_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

async fn next(payload: &mut Payload) -> Result<Option<Bytes>, Refusal> {
    let next = tokio::time::timeout(PATIENCE, payload.next()).await;
    let next = next.map_err(|_| Refusal::BodyTooSlow)?;
    next.transpose().map_err(|_| Refusal::BodyBroken)
}

/// A judged body has one reading: JSON, UTF-8, not compressed.
fn readable(headers: &HeaderMap) -> Result<http::HeaderValue, BodyFault> {
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(BodyFault::ContentEncoding);
    }
    let mut content_types = headers.get_all(CONTENT_TYPE);
    let (Some(content_type), None) = (content_types.next(), content_types.next()) else {
        return Err(BodyFault::ContentType);
    };
    is_json(content_type.to_str().map_err(|_| BodyFault::ContentType)?)?;
    http::HeaderValue::from_bytes(content_type.as_bytes()).map_err(|_| BodyFault::ContentType)
}

/// `application/json` or `application/…+json`, with no parameter but a charset of UTF-8.
pub(super) fn is_json(content_type: &str) -> Result<(), BodyFault> {
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let subtype = media_type.strip_prefix("application/").ok_or(BodyFault::ContentType)?;
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-.+_".contains(&byte);
    if !(subtype == "json" || subtype.ends_with("+json")) || !subtype.bytes().all(of_token) {
        return Err(BodyFault::ContentType);
    }
    let is_utf8 = |parameter: &str| {
        let charset =
            parameter.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        charset.is_some_and(|(_, value)| unquoted(value).eq_ignore_ascii_case("utf-8"))
    };
    if parts.all(is_utf8) { Ok(()) } else { Err(BodyFault::Charset) }
}

/// RFC 9110 5.6.4: a quote at one end alone is none.
fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    inner.unwrap_or(value)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
