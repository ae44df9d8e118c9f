//! An upstream's body as a whole, within a size and a time.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;

use crate::refusal::Refusal;

/// Reads a body of at most `most` bytes, if it is never silent for longer than `patience`.
pub(crate) async fn collect(
    mut body: Incoming,
    most: u64,
    patience: Duration,
) -> Result<Bytes, Refusal> {
    let mut whole = BytesMut::new();
    loop {
        let frame = tokio::time::timeout(patience, body.frame()).await;
        let frame = frame.map_err(|_| Refusal::TimedOut { after: patience })?;
        let Some(frame) = frame else { return Ok(whole.freeze()) };
        let frame = frame.map_err(|_| Refusal::Unjudgeable { why: "it broke off" })?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() as u64 + data.len() as u64 > most {
            return Err(Refusal::AnswerTooLarge { most });
        }
        whole.extend_from_slice(&data);
    }
}
