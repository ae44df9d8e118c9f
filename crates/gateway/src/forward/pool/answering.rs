//! The body of an answer, and the connection that it comes on.

use std::pin::Pin;
use std::sync::Weak;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;

use super::super::body::UpstreamBody;
use super::Server;
use super::kept::Kept;
use crate::upstream::Admitted;

/// The body of an answer. Where it ends its connection goes back; whoever asked counts until it is dropped.
#[derive(Debug)]
pub(crate) struct Answering {
    body: Incoming,
    back: Option<Back>,
    leave: Option<Admitted>,
}

/// Where a connection goes back to.
#[derive(Debug)]
pub(super) struct Back {
    pub(super) to: Weak<Kept>,
    pub(super) server: Server,
    pub(super) sender: SendRequest<UpstreamBody>,
}

impl Answering {
    pub(super) fn new(body: Incoming, back: Option<Back>) -> Self {
        Self { body, back, leave: None }
    }

    /// The request counts until its answer was passed on.
    pub(in crate::forward) fn keep(&mut self, leave: Admitted) {
        self.leave = Some(leave);
    }

    /// Nothing more is sent on this connection: what follows the answer may be read in two ways.
    pub(in crate::forward) fn end_connection(&mut self) {
        self.back = None;
    }

    fn give_back(&mut self) {
        let Some(Back { to, server, sender }) = self.back.take() else { return };
        if let Some(to) = to.upgrade().filter(|_| !sender.is_closed()) {
            to.put(server, sender);
        }
    }
}

impl Body for Answering {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        // The client may take its time with what came; the connection is free by now.
        if frame.is_none() || self.body.is_end_stream() {
            self.give_back();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answering {
    /// What was not read to its end may end by itself before long.
    fn drop(&mut self) {
        self.give_back();
    }
}
