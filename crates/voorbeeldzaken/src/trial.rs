//! Test routes without a token: bytes to stream down, and a sink to stream up into.

use actix_web::http::Method;
use actix_web::{HttpResponse, web};
use futures_util::stream;
use serde_json::json;

use crate::intake::Intake;
use crate::problem::Problem;

/// Bytes per chunk of `/_bytes/{n}`.
const CHUNK: usize = 16 * 1024;
static FILLING: [u8; CHUNK] = [b'z'; CHUNK];

/// `GET /_bytes/{n}`: n times the letter z, chunked, never all in memory.
pub(crate) fn bytes(method: &Method, count: u64) -> Result<HttpResponse, Problem> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(Problem::Method(method.clone()));
    }
    let chunks = stream::iter(Chunks { left: count }.map(Ok::<_, actix_web::Error>));
    Ok(HttpResponse::Ok().content_type("application/octet-stream").streaming(chunks))
}

/// `POST /_sink`: how many bytes came in.
pub(crate) async fn sink(method: &Method, intake: Intake<'_>) -> Result<HttpResponse, Problem> {
    if *method != Method::POST {
        return Err(Problem::Method(method.clone()));
    }
    let count = intake.count().await?;
    Ok(HttpResponse::Ok().json(json!({ "bytes": count })))
}

struct Chunks {
    left: u64,
}

impl Iterator for Chunks {
    type Item = web::Bytes;

    fn next(&mut self) -> Option<web::Bytes> {
        let size = usize::try_from(self.left).unwrap_or(CHUNK).min(CHUNK);
        self.left -= size as u64;
        (size > 0).then(|| web::Bytes::from_static(&FILLING[..size]))
    }
}
