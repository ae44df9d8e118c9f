//! A JSON string, chunk by chunk (RFC 8259 7): escapes, UTF-8, no lone surrogates.

use crate::objects::fault::BodyFault;

/// A string that is being read; its opening quote was taken.
#[derive(Debug)]
pub(super) struct Text {
    kept: Vec<u8>,
    keep: Keep,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum Keep {
    Nothing,
    UpTo(usize),
}

#[derive(Debug, Clone, Copy)]
enum State {
    Plain,
    /// Inside a character of more bytes: how many are to come, and what the next may be.
    Character {
        left: u8,
        low: u8,
        high: u8,
    },
    Backslash,
    /// Behind `\u`.
    Hex {
        digits: u8,
        value: u16,
        before: Surrogate,
    },
    /// Behind a high surrogate, which needs a `\u` and a low one.
    WantsBackslash {
        high: u16,
    },
    WantsU {
        high: u16,
    },
}

#[derive(Debug, Clone, Copy)]
enum Surrogate {
    None,
    High(u16),
}

/// How much of a chunk a string took.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// So many bytes; it goes on.
    Taken(usize),
    /// So many bytes, with the closing quote.
    Ended(usize),
}

impl Text {
    /// A string that is needed, up to so many bytes; a longer one is a fault.
    pub(super) const fn kept(most: usize) -> Self {
        Self { kept: Vec::new(), keep: Keep::UpTo(most), state: State::Plain }
    }

    /// A string that need only be well-formed.
    pub(super) const fn passed_over() -> Self {
        Self { kept: Vec::new(), keep: Keep::Nothing, state: State::Plain }
    }

    /// The string, unescaped; empty if it was passed over.
    pub(super) fn into_string(self) -> String {
        // Every byte went through the UTF-8 states below.
        String::from_utf8(self.kept).unwrap_or_default()
    }

    /// Takes bytes from the front of `rest`, which begins at byte `at` of the body.
    pub(super) fn push(&mut self, rest: &[u8], at: u64) -> Result<Step, BodyFault> {
        let byte = rest[0];
        match self.state {
            State::Plain => return self.plain(rest, at),
            State::Character { left, low, high } => self.continued(byte, left, low..=high)?,
            State::Backslash => self.escaped(byte, at)?,
            State::Hex { digits, value, before } => self.hex(byte, digits, value, before, at)?,
            State::WantsBackslash { high } if byte == b'\\' => self.state = State::WantsU { high },
            State::WantsU { high } if byte == b'u' => {
                let before = Surrogate::High(high);
                self.state = State::Hex { digits: 0, value: 0, before };
            }
            State::WantsBackslash { .. } | State::WantsU { .. } => {
                return Err(BodyFault::LoneSurrogate);
            }
        }
        Ok(Step::Taken(1))
    }

    /// Runs of ordinary ASCII are taken at once: a document's content is one long such run.
    fn plain(&mut self, rest: &[u8], at: u64) -> Result<Step, BodyFault> {
        let ordinary = |byte: &u8| matches!(byte, 0x20..=0x7F) && !matches!(byte, b'"' | b'\\');
        let run = rest.iter().position(|byte| !ordinary(byte)).unwrap_or(rest.len());
        self.keep(&rest[..run])?;
        let Some(&byte) = rest.get(run) else { return Ok(Step::Taken(run)) };
        match byte {
            b'"' => return Ok(Step::Ended(run + 1)),
            b'\\' => self.state = State::Backslash,
            0x00..=0x1F => return Err(BodyFault::NotJson { at: at + run as u64 }),
            _ => {
                self.state = first_of_character(byte).ok_or(BodyFault::NotUtf8)?;
                self.keep(&[byte])?;
            }
        }
        Ok(Step::Taken(run + 1))
    }

    fn continued(
        &mut self,
        byte: u8,
        left: u8,
        may_be: std::ops::RangeInclusive<u8>,
    ) -> Result<(), BodyFault> {
        if !may_be.contains(&byte) {
            return Err(BodyFault::NotUtf8);
        }
        self.state = match left {
            1 => State::Plain,
            _ => State::Character { left: left - 1, low: 0x80, high: 0xBF },
        };
        self.keep(&[byte])
    }

    fn escaped(&mut self, byte: u8, at: u64) -> Result<(), BodyFault> {
        let stands_for = match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 0x08,
            b'f' => 0x0C,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                self.state = State::Hex { digits: 0, value: 0, before: Surrogate::None };
                return Ok(());
            }
            _ => return Err(BodyFault::NotJson { at }),
        };
        self.state = State::Plain;
        self.keep(&[stands_for])
    }

    fn hex(
        &mut self,
        byte: u8,
        digits: u8,
        value: u16,
        before: Surrogate,
        at: u64,
    ) -> Result<(), BodyFault> {
        let digit = char::from(byte).to_digit(16).ok_or(BodyFault::NotJson { at })?;
        // One hexadecimal digit fits.
        let value = (value << 4) | u16::try_from(digit).unwrap_or_default();
        if digits < 3 {
            self.state = State::Hex { digits: digits + 1, value, before };
            return Ok(());
        }
        self.code_unit(value, before)
    }

    fn code_unit(&mut self, unit: u16, before: Surrogate) -> Result<(), BodyFault> {
        let units = match (before, unit) {
            (Surrogate::None, 0xD800..=0xDBFF) => {
                self.state = State::WantsBackslash { high: unit };
                return Ok(());
            }
            (Surrogate::None, _) => vec![unit],
            (Surrogate::High(high), _) => vec![high, unit],
        };
        let text = String::from_utf16(&units).map_err(|_| BodyFault::LoneSurrogate)?;
        self.state = State::Plain;
        self.keep(text.as_bytes())
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), BodyFault> {
        match self.keep {
            Keep::Nothing => Ok(()),
            Keep::UpTo(most) if self.kept.len() + bytes.len() > most => {
                Err(BodyFault::TextTooLong { most })
            }
            Keep::UpTo(_) => {
                self.kept.extend_from_slice(bytes);
                Ok(())
            }
        }
    }
}

/// RFC 3629 4: which bytes may follow a first byte; overlong forms and surrogates may not.
const fn first_of_character(byte: u8) -> Option<State> {
    let (left, low, high) = match byte {
        0xC2..=0xDF => (1, 0x80, 0xBF),
        0xE0 => (2, 0xA0, 0xBF),
        0xE1..=0xEC | 0xEE..=0xEF => (2, 0x80, 0xBF),
        0xED => (2, 0x80, 0x9F),
        0xF0 => (3, 0x90, 0xBF),
        0xF1..=0xF3 => (3, 0x80, 0xBF),
        0xF4 => (3, 0x80, 0x8F),
        _ => return None,
    };
    Some(State::Character { left, low, high })
}
