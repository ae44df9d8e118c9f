//! The body of a request on its way upstream: streamed as it comes, or as it was judged.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use http_body::{Frame, SizeHint};
use send_wrapper::SendWrapper;
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::Instant;

use crate::objects::spool::{Content, Spool};

/// How much of a spooled file is read at once.
const PIECE: usize = 64 * 1024;

/// A body that hyper sends.
pub(crate) enum UpstreamBody {
    /// None.
    Empty,
    /// As the client sends it. actix payloads belong to one thread; each worker has a client, and
    /// so its connections, to itself.
    Streamed { payload: SendWrapper<Payload>, left: Option<u64>, progress: Arc<Progress> },
    /// From memory.
    Memory(Option<Bytes>),
    /// From a file.
    File { file: File, left: u64 },
    /// One of these, lent to one attempt: where that finds nobody, nothing of it was taken.
    Lent(SendWrapper<Rc<RefCell<UpstreamBody>>>),
}

/// How a streamed body fares, for whoever waits for the answer. When it moved is kept apart from
/// what it does now, or each wait for the next piece would hide the piece before it.
#[derive(Debug)]
pub(crate) struct Progress {
    begun: Instant,
    /// Microseconds from then to the last movement.
    moved: AtomicU64,
    now: AtomicU8,
}

/// What a body does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Pace {
    /// Nothing: it is all sent, or there is none.
    Sent,
    /// Nothing: the upstream takes no more of it now.
    Blocked,
    /// It waits for the client.
    Waits,
    /// The client broke off.
    Broken,
}

impl Progress {
    /// Of a request that begins now.
    pub(crate) fn begin() -> Self {
        let now = AtomicU8::new(Pace::Sent as u8);
        Self { begun: Instant::now(), moved: AtomicU64::new(0), now }
    }

    fn note(&self, pace: Pace) {
        self.now.store(pace as u8, Ordering::Relaxed);
    }

    fn note_movement(&self) {
        self.note(Pace::Blocked);
        let since = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.moved.store(since, Ordering::Relaxed);
    }

    /// What it does now.
    pub(crate) fn pace(&self) -> Pace {
        match self.now.load(Ordering::Relaxed) {
            now if now == Pace::Broken as u8 => Pace::Broken,
            now if now == Pace::Waits as u8 => Pace::Waits,
            now if now == Pace::Blocked as u8 => Pace::Blocked,
            _ => Pace::Sent,
        }
    }

    /// When something of it was last sent; before anything was, when it began.
    pub(crate) fn last_movement(&self) -> Instant {
        self.begun + Duration::from_micros(self.moved.load(Ordering::Relaxed))
    }
}

impl UpstreamBody {
    /// What the client sends, of a length that it named or not.
    pub(crate) fn streamed(payload: Payload, length: Option<u64>, progress: Arc<Progress>) -> Self {
        match payload {
            Payload::None => Self::Empty,
            payload => {
                progress.note(Pace::Blocked);
                Self::Streamed { payload: SendWrapper::new(payload), left: length, progress }
            }
        }
    }

    /// What the gateway itself says.
    pub(crate) fn of(bytes: Option<Bytes>) -> Self {
        bytes.map_or(Self::Empty, |bytes| Self::Memory(Some(bytes)))
    }

    /// What was judged.
    pub(crate) fn spooled(spool: Spool) -> Self {
        match spool.into_parts() {
            (_, 0) => Self::Empty,
            (Content::Memory(bytes), _) => Self::Memory(Some(bytes)),
            (Content::File(file), left) => Self::File { file, left },
        }
    }
}

impl http_body::Body for UpstreamBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let chunk = match self.get_mut() {
            Self::Lent(body) => return Pin::new(&mut *body.borrow_mut()).poll_frame(cx),
            Self::Empty | Self::File { left: 0, .. } => None,
            Self::Memory(bytes) => bytes.take().map(Ok),
            Self::File { file, left } => Some(ready!(poll_file(file, left, cx))),
            Self::Streamed { payload, left, progress } => {
                let polled = Pin::new(&mut **payload).poll_next(cx);
                ready!(noted(polled, left, progress))
            }
        };
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        if let Self::Lent(body) = self {
            return body.borrow().is_end_stream();
        }
        matches!(self, Self::Empty | Self::Memory(None) | Self::File { left: 0, .. })
            || matches!(self, Self::Streamed { left: Some(0), .. })
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Lent(body) => body.borrow().size_hint(),
            Self::Empty | Self::Memory(None) => SizeHint::with_exact(0),
            Self::Memory(Some(bytes)) => SizeHint::with_exact(bytes.len() as u64),
            Self::File { left, .. } | Self::Streamed { left: Some(left), .. } => {
                SizeHint::with_exact(*left)
            }
            Self::Streamed { left: None, .. } => SizeHint::default(),
        }
    }
}

type Chunk<E> = Option<Result<Bytes, E>>;

fn noted<E: std::error::Error + 'static>(
    polled: Poll<Chunk<E>>,
    left: &mut Option<u64>,
    progress: &Progress,
) -> Poll<Chunk<std::io::Error>> {
    match &polled {
        Poll::Pending => progress.note(Pace::Waits),
        Poll::Ready(Some(Ok(_))) => progress.note_movement(),
        Poll::Ready(None) => progress.note(Pace::Sent),
        Poll::Ready(Some(Err(_))) => progress.note(Pace::Broken),
    }
    polled.map(|chunk| {
        chunk.map(|chunk| {
            let chunk = chunk.map_err(|error| std::io::Error::other(error.to_string()))?;
            *left = left.map(|left| left.saturating_sub(chunk.len() as u64));
            if *left == Some(0) {
                progress.note(Pace::Sent);
            }
            Ok(chunk)
        })
    })
}

fn poll_file(
    file: &mut File,
    left: &mut u64,
    cx: &mut Context<'_>,
) -> Poll<std::io::Result<Bytes>> {
    let mut piece = BytesMut::zeroed(PIECE);
    let mut buffer = ReadBuf::new(&mut piece);
    ready!(Pin::new(file).poll_read(cx, &mut buffer))?;
    let read = buffer.filled().len();
    if read == 0 {
        return Poll::Ready(Err(std::io::ErrorKind::UnexpectedEof.into()));
    }
    piece.truncate(read);
    *left = left.saturating_sub(read as u64);
    Poll::Ready(Ok(piece.freeze()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_body_that_moved_and_waits_again_keeps_the_time_of_its_movement() {
        let progress = Progress::begin();
        let begun = Instant::now();
        progress.note(Pace::Waits);
        assert_eq!((progress.pace(), progress.last_movement()), (Pace::Waits, begun));
        tokio::time::advance(STEP).await;
        progress.note_movement();
        tokio::time::advance(STEP).await;
        progress.note(Pace::Waits);
        assert_eq!((progress.pace(), progress.last_movement()), (Pace::Waits, begun + STEP));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_whose_last_piece_is_taken_waits_no_more() {
        let progress = Progress::begin();
        progress.note(Pace::Waits);
        progress.note_movement();
        assert_eq!(progress.pace(), Pace::Blocked);
        progress.note(Pace::Sent);
        assert_eq!(progress.pace(), Pace::Sent);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_broke_off_is_broken_whatever_moved_before() {
        let progress = Progress::begin();
        progress.note_movement();
        progress.note(Pace::Broken);
        assert_eq!(progress.pace(), Pace::Broken);
    }
}
