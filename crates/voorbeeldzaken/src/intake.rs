//! The body of a request as it comes in: noted for the tests, then counted or collected.

use actix_web::web;
use futures_util::StreamExt as _;

use crate::problem::Problem;
use crate::seen::{Record, Ticket};

/// More than this is not collected, in bytes.
const MOST_COLLECTED: usize = 16 * 1024 * 1024;

/// A body that is still to be read.
pub(crate) struct Intake<'a> {
    payload: web::Payload,
    record: &'a Record,
    ticket: Ticket,
}

impl<'a> Intake<'a> {
    pub(crate) fn new(payload: web::Payload, record: &'a Record, ticket: Ticket) -> Self {
        Self { payload, record, ticket }
    }

    /// Reads all of it and keeps nothing; how many bytes there were.
    pub(crate) async fn count(mut self) -> Result<u64, Problem> {
        let mut count = 0;
        while let Some(part) = self.next().await? {
            count += part.len() as u64;
        }
        Ok(count)
    }

    /// Reads all of it into memory, up to 16 MiB.
    pub(crate) async fn collect(mut self) -> Result<Vec<u8>, Problem> {
        let mut body = Vec::new();
        while let Some(part) = self.next().await? {
            if body.len() + part.len() > MOST_COLLECTED {
                return Err(Problem::TooLarge);
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }

    async fn next(&mut self) -> Result<Option<web::Bytes>, Problem> {
        let Some(part) = self.payload.next().await else {
            self.record.body_end(self.ticket);
            return Ok(None);
        };
        let part = part.map_err(|_| Problem::Malformed)?;
        self.record.body_part(self.ticket, &part);
        Ok(Some(part))
    }
}
