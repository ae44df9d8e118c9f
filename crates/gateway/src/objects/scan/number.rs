//! A JSON number, byte by byte (RFC 8259 6); no `NaN`, no leading zero, no `+`.

/// How far a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

/// What a byte means to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It belongs to it.
    Taken,
    /// The number ended before it.
    Ended,
    /// Neither.
    Wrong,
}

impl Number {
    pub(super) const fn begin(byte: u8) -> Option<Self> {
        match byte {
            b'-' => Some(Self::Minus),
            b'0' => Some(Self::Zero),
            b'1'..=b'9' => Some(Self::Whole),
            _ => None,
        }
    }

    pub(super) fn push(&mut self, byte: u8) -> Step {
        let next = match (*self, byte) {
            (Self::Minus, b'0') => Self::Zero,
            (Self::Minus | Self::Whole, b'0'..=b'9') => Self::Whole,
            (Self::Zero | Self::Whole, b'.') => Self::Point,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Whole | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::ExponentSign,
            (Self::Exponent | Self::ExponentSign | Self::ExponentDigits, b'0'..=b'9') => {
                Self::ExponentDigits
            }
            (Self::Zero | Self::Whole | Self::Fraction | Self::ExponentDigits, _) => {
                return if byte.is_ascii_digit() { Step::Wrong } else { Step::Ended };
            }
            _ => return Step::Wrong,
        };
        *self = next;
        Step::Taken
    }
}
