//! What a command says on stdout. A pipe that nobody reads any longer is no fault, a full disk is;
//! and a secret that is shown once must be told as lost when nobody saw it.

use std::fmt::Display;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

use crate::failure::Failure;

/// A text of somebody else's that steers no terminal; its lines stay.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter == '\n' { letter } else { shown(letter) }).collect()
}

/// A letter, or the sign for what cannot be shown.
pub(crate) fn shown(letter: char) -> char {
    if autorisaties::is_steering(letter) { char::REPLACEMENT_CHARACTER } else { letter }
}

/// So many of something.
pub(crate) fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// Says a line to whoever listens; who has read enough, as `head` has, may go.
pub(crate) fn say(line: impl Display) -> Result<(), Failure> {
    match write(line) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Unsaid(format!(
            "what was asked is done, but stdout cannot be written: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Remarks something on stderr, beside what is said. Who closed that wants to hear nothing.
pub(crate) fn remark(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Says a line that is lost if nobody takes it.
pub(crate) fn hand_over(line: impl Display) -> io::Result<()> {
    if is_nowhere() {
        return Err(io::Error::other("stdout is closed, or /dev/null"));
    }
    write(line)
}

/// A stdout that was closed is `/dev/null` too by the time that we see it.
fn is_nowhere() -> bool {
    let [stdout, nowhere] = ["/dev/fd/1", "/dev/null"].map(fs::metadata);
    let of = |file: &fs::Metadata| (file.file_type().is_char_device(), file.rdev());
    matches!((&stdout, &nowhere), (Ok(stdout), Ok(nowhere)) if of(stdout) == of(nowhere))
}

fn write(line: impl Display) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
