//! What can go wrong on the way to the issuer's Autorisaties API, as the caller reads it.

use std::fmt;
use std::time::Duration;

use edge::tls::ConnectFault;

/// Why the issuer's answer did not come through.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IssuerFault {
    #[error("the issuer, whose Autorisaties API this is, cannot be reached; try again later")]
    Unreachable(#[source] ConnectFault),
    #[error("the issuer, whose Autorisaties API this is, broke off before it answered; {effect}")]
    BrokenOff { source: hyper::Error, effect: Effect },
    #[error(
        "the issuer, whose Autorisaties API this is, did not answer within {} seconds; {effect}",
        .after.as_secs()
    )]
    TimedOut { after: Duration, effect: Effect },
    #[error("the issuer, whose Autorisaties API this is, gave no final answer ({0})")]
    Status(u16),
    #[error("the issuer's answer has no certain length, so it is not passed on; tell its operator")]
    Ambiguous,
}

/// What a request that got no answer may have done, and so what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: it only reads.
    None,
    /// All of it, or nothing.
    Unknown,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "try again",
            Self::Unknown => {
                "whether it has done what was asked, or yet will, is unknown: all of it, or \
                 nothing; look what is there before you send this again"
            }
        })
    }
}
