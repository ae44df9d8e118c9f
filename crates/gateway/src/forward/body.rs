//! The body of a request on its way upstream: streamed as it comes, or as it was judged.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::{Context, Poll, ready};

use actix_web::dev::Payload;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use http_body::{Frame, SizeHint};
use send_wrapper::SendWrapper;
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

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
}

/// How a streamed body fares, for whoever waits for the answer. That it moved is kept apart from
/// what it does now, or each wait for the next piece would hide the piece before it.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    moved: AtomicBool,
    now: AtomicU8,
}

/// What a body did since it was last asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Pace {
    /// Nothing: it is all sent, or the upstream takes no more.
    Still,
    /// Some of it was sent.
    Moved,
    /// It waits for the client.
    Waits,
    /// The client broke off.
    Broken,
}

impl Progress {
    fn note(&self, pace: Pace) {
        let now = if pace == Pace::Moved { Pace::Still } else { pace };
        self.now.store(now as u8, Ordering::Relaxed);
        if pace == Pace::Moved {
            self.moved.store(true, Ordering::Relaxed);
        }
    }

    /// What happened since the last look; movement counts once, and breaking off before all.
    pub(crate) fn look(&self) -> Pace {
        let moved = self.moved.swap(false, Ordering::Relaxed);
        match self.now.load(Ordering::Relaxed) {
            3 => Pace::Broken,
            _ if moved => Pace::Moved,
            2 => Pace::Waits,
            _ => Pace::Still,
        }
    }
}

impl UpstreamBody {
    /// What the client sends, of a length that it named or not.
    pub(crate) fn streamed(payload: Payload, length: Option<u64>, progress: Arc<Progress>) -> Self {
        match payload {
            Payload::None => Self::Empty,
            payload => {
                Self::Streamed { payload: SendWrapper::new(payload), left: length, progress }
            }
        }
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
        matches!(self, Self::Empty | Self::Memory(None) | Self::File { left: 0, .. })
            || matches!(self, Self::Streamed { left: Some(0), .. })
    }

    fn size_hint(&self) -> SizeHint {
        match self {
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
    progress.note(match &polled {
        Poll::Pending => Pace::Waits,
        Poll::Ready(Some(Ok(_))) => Pace::Moved,
        Poll::Ready(None) => Pace::Still,
        Poll::Ready(Some(Err(_))) => Pace::Broken,
    });
    polled.map(|chunk| {
        chunk.map(|chunk| {
            let chunk = chunk.map_err(|error| std::io::Error::other(error.to_string()))?;
            *left = left.map(|left| left.saturating_sub(chunk.len() as u64));
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

    /// What a look says after each of these.
    fn looks(paces: &[Pace]) -> [Pace; 2] {
        let progress = Progress::default();
        paces.iter().for_each(|pace| progress.note(*pace));
        [progress.look(), progress.look()]
    }

    #[test]
    fn a_body_that_moved_and_waits_again_has_moved_once() {
        assert_eq!(looks(&[Pace::Moved, Pace::Waits]), [Pace::Moved, Pace::Waits]);
        assert_eq!(looks(&[Pace::Waits]), [Pace::Waits; 2]);
    }

    #[test]
    fn a_body_whose_last_piece_is_sent_waits_no_more() {
        assert_eq!(looks(&[Pace::Waits, Pace::Moved]), [Pace::Moved, Pace::Still]);
        assert_eq!(looks(&[Pace::Moved, Pace::Still]), [Pace::Moved, Pace::Still]);
    }

    #[test]
    fn a_body_that_broke_off_is_broken_whatever_moved_before() {
        assert_eq!(looks(&[Pace::Moved, Pace::Broken]), [Pace::Broken; 2]);
    }
}
