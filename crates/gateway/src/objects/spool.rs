//! Keeps a body while it is judged: in memory while it is short, then in a file without a name.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

/// What is kept in memory.
pub(super) const IN_MEMORY: usize = 256 * 1024;

/// A body that is coming in.
#[derive(Debug, Default)]
pub(super) struct Spooling {
    memory: BytesMut,
    file: Option<File>,
    length: u64,
}

/// A body that is whole.
#[derive(Debug)]
pub(crate) struct Spool {
    content: Content,
    length: u64,
}

/// Where a whole body lies.
#[derive(Debug)]
pub(crate) enum Content {
    /// In memory.
    Memory(Bytes),
    /// In a file, read from its beginning.
    File(File),
}

impl Spooling {
    /// How many bytes have come.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Takes a chunk.
    pub(super) async fn push(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.length += chunk.len() as u64;
        if self.file.is_none() && self.memory.len() + chunk.len() <= IN_MEMORY {
            self.memory.extend_from_slice(chunk);
            return Ok(());
        }
        self.file().await?.write_all(chunk).await
    }

    async fn file(&mut self) -> io::Result<&mut File> {
        let file = if let Some(file) = self.file.take() {
            file
        } else {
            // The file has no name: it is gone when it is closed, whatever happens.
            let unnamed = tokio::task::spawn_blocking(tempfile::tempfile).await??;
            let mut file = File::from_std(unnamed);
            file.write_all(&std::mem::take(&mut self.memory)).await?;
            file
        };
        Ok(self.file.insert(file))
    }

    /// The whole body.
    pub(super) async fn finish(self) -> io::Result<Spool> {
        let content = match self.file {
            None => Content::Memory(self.memory.freeze()),
            Some(mut file) => {
                file.flush().await?;
                file.rewind().await?;
                Content::File(file)
            }
        };
        Ok(Spool { content, length: self.length })
    }
}

impl Spool {
    /// Whether nothing came.
    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Its bytes, if they are few enough to lie in memory.
    pub(super) fn in_memory(self) -> Option<Bytes> {
        match self.content {
            Content::Memory(bytes) => Some(bytes),
            Content::File(_) => None,
        }
    }

    /// Its bytes, and how many there are.
    pub(crate) fn into_parts(self) -> (Content, u64) {
        (self.content, self.length)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    async fn kept(chunks: &[&[u8]]) -> (Vec<u8>, bool) {
        let mut spooling = Spooling::default();
        for chunk in chunks {
            spooling.push(chunk).await.unwrap();
        }
        let (content, length) = spooling.finish().await.unwrap().into_parts();
        let (bytes, on_disk) = match content {
            Content::Memory(bytes) => (bytes.to_vec(), false),
            Content::File(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).await.unwrap();
                (bytes, true)
            }
        };
        assert_eq!(length, bytes.len() as u64);
        (bytes, on_disk)
    }

    #[tokio::test]
    async fn a_short_body_stays_in_memory() {
        assert_eq!(kept(&[b"ab", b"", b"c"]).await, (b"abc".to_vec(), false));
        assert_eq!(kept(&[]).await, (Vec::new(), false));
    }

    #[tokio::test]
    async fn a_long_body_goes_to_disk_and_comes_back_byte_for_byte() {
        let first = vec![b'x'; IN_MEMORY];
        let (bytes, on_disk) = kept(&[&first, b"end"]).await;
        assert!(on_disk && bytes.len() == IN_MEMORY + 3 && bytes.ends_with(b"xend"));
    }
}
