//! The file as frames, each sealed behind the one before it: nothing is taken out, put in or turned round.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use autorisaties::ClientId;
use edge::chance;
use edge::sealing::{SealingError, SealingKeys};

/// The first line of the file; another format is another line.
const FORMAT: &[u8; 34] = b"zaakpoort gateway state, format 1\n";
/// After the format: what is this file's alone.
const NAME_LEN: usize = 16;
/// The end of a sealed frame, which the next is bound to.
const TAG_LEN: usize = 16;
/// Longer than any frame: the feed's longest event, with room.
const LONGEST: u32 = 64 * 1024 * 1024;

/// Seals frames for one gateway of one issuer.
#[derive(Debug)]
pub(super) struct Seal {
    keys: SealingKeys,
    issuer: String,
    client_id: ClientId,
}

/// What a frame stands behind: the frame before it, or the file's own name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Behind([u8; TAG_LEN]);

/// Why a frame cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameFault {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("it is of another format, perhaps of another version")]
    Format,
    #[error("{0}")]
    Sealed(#[from] SealingError),
}

impl Seal {
    pub(super) fn new(keys: SealingKeys, issuer: &str, client_id: &ClientId) -> Self {
        Self { keys, issuer: issuer.to_owned(), client_id: client_id.clone() }
    }

    fn place<'a>(&'a self, behind: &'a str) -> [&'a str; 4] {
        ["gateway.state", &self.issuer, self.client_id.as_str(), behind]
    }
}

impl Behind {
    fn name(self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }

    /// The end of a sealed frame is its tag.
    fn of(sealed: &[u8]) -> Self {
        Self(sealed.last_chunk().copied().unwrap_or_default())
    }
}

/// A file that is being read.
pub(super) struct Reader<'a> {
    file: BufReader<File>,
    seal: &'a Seal,
    behind: Behind,
    /// The bytes of whole frames so far.
    length: u64,
}

impl<'a> Reader<'a> {
    /// None if there is no file.
    pub(super) fn open(path: &Path, seal: &'a Seal) -> Result<Option<Self>, FrameFault> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let mut file = BufReader::new(file);
        let (mut format, mut name) = ([0; FORMAT.len()], [0; NAME_LEN]);
        let read = file.read_exact(&mut format).and_then(|()| file.read_exact(&mut name));
        if read.is_err() || format != *FORMAT {
            return Err(FrameFault::Format);
        }
        let length = (FORMAT.len() + NAME_LEN) as u64;
        Ok(Some(Self { file, seal, behind: Behind(name), length }))
    }

    /// The next frame; none at the end, also where the last one was cut off.
    pub(super) fn next(&mut self) -> Result<Option<String>, FrameFault> {
        let mut head = [0; 4];
        if !filled(&mut self.file, &mut head)? {
            return Ok(None);
        }
        let length = u32::from_be_bytes(head);
        if length > LONGEST {
            return Err(SealingError::Broken.into());
        }
        let mut sealed = Vec::new();
        (&mut self.file).take(length.into()).read_to_end(&mut sealed)?;
        if sealed.len() as u64 != u64::from(length) {
            return Ok(None);
        }
        let plain = self.seal.keys.open(&self.seal.place(&self.behind.name()), &sealed)?;
        let text = String::from_utf8(plain.to_vec()).map_err(|_| SealingError::Broken)?;
        self.behind = Behind::of(&sealed);
        self.length += 4 + u64::from(length);
        Ok(Some(text))
    }

    /// Where the next frame belongs.
    pub(super) const fn end(&self) -> End {
        End { behind: self.behind, length: self.length }
    }
}

/// Whether there was enough to fill it.
fn filled(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where a file's next frame belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    behind: Behind,
    length: u64,
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Frames {
    file: File,
    end: End,
}

impl Frames {
    /// A new file, in place of one of that name.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let name = chance::bytes::<NAME_LEN>().map_err(io::Error::other)?;
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
        file.write_all(FORMAT)?;
        file.write_all(&name)?;
        let length = (FORMAT.len() + NAME_LEN) as u64;
        Ok(Self { file, end: End { behind: Behind(name), length } })
    }

    /// A file that was read as far as `end`; what lies behind that is cut off.
    pub(super) fn extend(path: &Path, end: End) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.set_len(end.length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file, end })
    }

    /// Adds a frame.
    pub(super) fn add(&mut self, text: &str, seal: &Seal) -> io::Result<()> {
        let place = self.end.behind.name();
        let sealed = seal.keys.seal(&seal.place(&place), text.as_bytes());
        let sealed = sealed.map_err(io::Error::other)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        self.file.write_all(&[&length.to_be_bytes()[..], &sealed].concat())?;
        self.end.behind = Behind::of(&sealed);
        self.end.length += 4 + u64::from(length);
        Ok(())
    }

    /// Has the system write it out.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Its length in bytes.
    pub(super) const fn length(&self) -> u64 {
        self.end.length
    }
}
