//! The body of a write: JSON, within bounds.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use edge::incoming::{self, IncomingError};

use super::error::AcError;
use crate::register::Json;

/// Longest body, in bytes: tens of thousands of autorisaties.
const MOST: usize = 8 * 1024 * 1024;
/// How long it may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads a body; none at all is an object without members.
pub(super) async fn read(request: &HttpRequest, body: Payload) -> Result<Json, AcError> {
    let read = incoming::read(request.headers(), body, MOST, PATIENCE).await;
    let body = read.map_err(|error| match error {
        IncomingError::TooLarge(_) => AcError::TooLarge,
        IncomingError::TooSlow(_) | IncomingError::Broken => AcError::BrokenOff,
    })?;
    if body.is_empty() {
        return Ok(Json::Object(Vec::new()));
    }
    let media_type = incoming::media_type(request.headers()).map_err(|_| AcError::MediaType)?;
    if media_type != "application/json" {
        return Err(AcError::MediaType);
    }
    Json::parse(&body)
        .map_err(|error| AcError::NotJson { line: error.line(), column: error.column() })
}
