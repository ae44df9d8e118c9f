//! An upstream's body as a whole, within a size and a time.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use super::pool::Answering;
use crate::refusal::Refusal;

/// Reads a body of at most `most` bytes, if it is never silent for longer than `patience`.
pub(crate) async fn collect(
    mut body: Answering,
    most: u64,
    patience: Duration,
) -> Result<Bytes, Refusal> {
    let (mut first, mut whole) = (Bytes::new(), BytesMut::new());
    loop {
        let frame = tokio::time::timeout(patience, body.frame()).await;
        let frame = frame.map_err(|_| Refusal::TimedOut { after: patience })?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| Refusal::Unjudgeable { why: "it broke off" })?;
        let Ok(data) = frame.into_data() else { continue };
        let before = whole.len().max(first.len());
        if before as u64 + data.len() as u64 > most {
            return Err(Refusal::AnswerTooLarge { most });
        }
        // One object nearly always comes in one piece, and stays where it was read.
        if before == 0 {
            first = data;
            continue;
        }
        if whole.is_empty() {
            whole.extend_from_slice(&first);
        }
        whole.extend_from_slice(&data);
    }
    Ok(if whole.is_empty() { first } else { whole.freeze() })
}
