//! What can go wrong on the way to the issuer's Autorisaties API, as the caller reads it.

use std::time::Duration;

use edge::tls::ConnectFault;

/// Why the issuer's answer did not come through.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IssuerFault {
    #[error("the issuer, whose Autorisaties API this is, cannot be reached; try again later")]
    Unreachable(#[source] ConnectFault),
    #[error(
        "the issuer, whose Autorisaties API this is, broke off before it answered; whether it \
         acted is unknown"
    )]
    BrokenOff(#[source] hyper_util::client::legacy::Error),
    #[error(
        "the issuer, whose Autorisaties API this is, did not answer within {} seconds",
        .0.as_secs()
    )]
    TimedOut(Duration),
    #[error("the issuer, whose Autorisaties API this is, gave no final answer ({0})")]
    Status(u16),
    #[error("the issuer's answer has no certain length, so it is not passed on; tell its operator")]
    Ambiguous,
}
