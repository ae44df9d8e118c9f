//! Server-Sent Events (WHATWG HTML 9.2) as far as the feed speaks them: one event to bytes, bytes to events.
//!
//! [`encode`] writes one event; [`Decoder`] takes chunks as they arrive, cut anywhere, and gives
//! back whole events. It is bounded: a line over [`MAX_EVENT_BYTES`] is an error, not memory.

use super::{ChangeNumber, Event};

/// Longest event that a reader accepts, in bytes. An applicatie of 10,000 autorisaties fits.
pub const MAX_EVENT_BYTES: usize = 16 * 1024 * 1024;

/// What is wrong with a stretch of the feed.
#[derive(Debug, thiserror::Error)]
pub enum SseError {
    /// A line that is longer than anything an issuer sends.
    #[error("an event of the feed is longer than {MAX_EVENT_BYTES} bytes")]
    TooLong,
    /// The feed is UTF-8 by its definition.
    #[error("the feed is not UTF-8")]
    NotUtf8,
    /// An event name that this reader does not know; it may restrict, so it is not skipped.
    #[error("unknown event `{0}` on the feed; update this gateway")]
    UnknownEvent(String),
    /// The data of an event could not be read.
    #[error("event `{event}` of the feed cannot be read: {source}")]
    Data {
        /// The event's name.
        event: String,
        /// Why.
        source: serde_json::Error,
    },
}

/// Writes one event.
///
/// # Errors
/// If the event cannot be written as JSON, which none of the feed's types brings about.
pub fn encode(event: &Event) -> Result<String, serde_json::Error> {
    let (name, id, data) = match event {
        Event::Item(thing) => ("item", None, serde_json::to_string(thing)?),
        Event::Snapshot(end) => ("snapshot", Some(end.number), serde_json::to_string(end)?),
        Event::Change(change) => ("change", Some(change.number), serde_json::to_string(change)?),
        Event::Number(number) => ("number", None, serde_json::to_string(number)?),
    };
    Ok(frame(name, id, &data))
}

fn frame(name: &str, id: Option<ChangeNumber>, data: &str) -> String {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("event: {name}\n{id}data: {data}\n\n")
}

/// Puts events together from chunks.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    name: String,
    data: String,
}

impl Decoder {
    /// Takes a chunk and gives the events that it completes, in order.
    ///
    /// # Errors
    /// At the first event that cannot be read; the stream is then of no more use.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<Event>, SseError> {
        let mut events = Vec::new();
        self.pending.extend_from_slice(chunk);
        let pending = std::mem::take(&mut self.pending);
        let mut rest = pending.as_slice();
        while let Some(end) = rest.iter().position(|&byte| byte == b'\n') {
            let line = std::str::from_utf8(&rest[..end]).map_err(|_| SseError::NotUtf8)?;
            events.extend(self.line(line.strip_suffix('\r').unwrap_or(line))?);
            rest = &rest[end + 1..];
        }
        if rest.len() > MAX_EVENT_BYTES {
            return Err(SseError::TooLong);
        }
        self.pending = rest.to_vec();
        Ok(events)
    }

    fn line(&mut self, line: &str) -> Result<Option<Event>, SseError> {
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => self.add_data(value)?,
            _ => {}
        }
        Ok(None)
    }

    fn add_data(&mut self, value: &str) -> Result<(), SseError> {
        if self.data.len() + value.len() > MAX_EVENT_BYTES {
            return Err(SseError::TooLong);
        }
        if !self.data.is_empty() {
            self.data.push('\n');
        }
        self.data.push_str(value);
        Ok(())
    }

    fn dispatch(&mut self) -> Result<Option<Event>, SseError> {
        let name = std::mem::take(&mut self.name);
        let data = std::mem::take(&mut self.data);
        if name.is_empty() && data.is_empty() {
            return Ok(None);
        }
        let event = match name.as_str() {
            "item" => serde_json::from_str(&data).map(Event::Item),
            "snapshot" => serde_json::from_str(&data).map(Event::Snapshot),
            "change" => serde_json::from_str(&data).map(Event::Change),
            "number" => serde_json::from_str(&data).map(Event::Number),
            _ => return Err(SseError::UnknownEvent(name)),
        };
        event.map(Some).map_err(|source| SseError::Data { event: name, source })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::feed::{Change, Confirmation, Ended, SnapshotEnd, Thing};

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn events() -> Vec<Event> {
        let ended = || Thing::ClientEnded(Ended { id: "bärbel\n".to_owned() });
        vec![
            Event::Item(ended()),
            Event::Snapshot(SnapshotEnd { number: ChangeNumber::new(7), count: 1, at: noon() }),
            Event::Change(Change {
                number: ChangeNumber::new(9),
                prev: ChangeNumber::new(7),
                thing: ended(),
            }),
            Event::Number(Confirmation { number: ChangeNumber::new(9), at: noon() }),
        ]
    }

    #[test]
    fn what_is_written_is_read_back_however_the_stream_is_cut() {
        let wire: String = events().iter().map(|event| encode(event).unwrap()).collect();
        for size in [1, 2, 3, 7, 64, wire.len()] {
            let mut decoder = Decoder::default();
            let read: Vec<Event> =
                wire.as_bytes().chunks(size).flat_map(|c| decoder.push(c).unwrap()).collect();
            assert_eq!(read, events(), "in chunks of {size}");
        }
    }

    #[test]
    fn only_what_may_be_resumed_from_carries_an_id() {
        let ids: Vec<bool> =
            events().iter().map(|event| encode(event).unwrap().contains("\nid: ")).collect();
        assert_eq!(ids, [false, true, true, false]);
    }

    #[test]
    fn a_comment_and_an_empty_line_are_no_event() {
        assert!(Decoder::default().push(b": still here\n\n\r\n").unwrap().is_empty());
    }

    #[test]
    fn an_unknown_event_is_an_error_and_not_skipped() {
        let error = Decoder::default().push(b"event: restrict\ndata: {}\n\n").unwrap_err();
        assert!(matches!(error, SseError::UnknownEvent(name) if name == "restrict"));
    }

    #[test]
    fn an_unknown_kind_or_member_is_an_error_and_not_skipped() {
        for data in [
            r#"{"kind":"curfew","id":"x"}"#,
            r#"{"kind":"client_ended","id":"x","until":3}"#,
            r#"{"kind":"client","client_id":"x","issued_before":0,"credentials":[],"only_on":"monday"}"#,
        ] {
            let wire = format!("event: item\ndata: {data}\n\n");
            let error = Decoder::default().push(wire.as_bytes()).unwrap_err();
            assert!(matches!(error, SseError::Data { .. }), "{data}");
        }
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_fills_the_memory() {
        let mut decoder = Decoder::default();
        let chunk = vec![b'x'; 1024 * 1024];
        let refused = (0..20).any(|_| matches!(decoder.push(&chunk), Err(SseError::TooLong)));
        assert!(refused);
    }
}
