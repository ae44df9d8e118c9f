//! Why a client assertion was refused.

use crate::{Flaw, TokenError, UnixTime};

/// Why a client assertion was refused. Like [`TokenError`], a fact never repeats the assertion's own
/// text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// It has not the form of a signed JWT, or a header that nobody here understands.
    #[error(transparent)]
    Undecodable(TokenError),
    /// The `typ` is that of another kind of JWT (RFC 8725 3.11).
    #[error("the assertion's typ is neither absent, nor JWT, nor client-authentication+jwt")]
    WrongType,
    /// A claim is missing or odd.
    #[error("the assertion's claim {claim} {flaw}")]
    Claim {
        /// Which claim.
        claim: &'static str,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// No key of the client has its `kid`, or none serves its `alg`.
    #[error("the assertion names no key of the client that serves its alg")]
    UnknownKey,
    /// The signature fits no key of the client.
    #[error("the assertion's signature fits no key of the client")]
    BadSignature,
    /// The client is registered with one algorithm, and this is another.
    #[error("the assertion's alg is not the one that the client is registered with")]
    AlgorithmNotOfClient,
    /// The `iss` is another than the `sub` (RFC 7523 3).
    #[error("the assertion's iss is not its sub")]
    IssuerNotSubject,
    /// The `aud` names several.
    #[error("the assertion's aud names several")]
    SeveralAudiences,
    /// The `aud` is somebody else.
    #[error("the assertion is meant for somebody else")]
    WrongAudience,
    /// It is over.
    #[error("the assertion expired at {exp}")]
    Expired {
        /// When.
        exp: UnixTime,
    },
    /// It lasts longer than the client's may.
    #[error("the assertion lasts until {exp}, more than {at_most} seconds")]
    TooLong {
        /// When it ends.
        exp: UnixTime,
        /// How long it may last, in seconds from now.
        at_most: i64,
    },
    /// It has not begun.
    #[error("the assertion is not valid before {nbf}")]
    NotYetValid {
        /// When it does.
        nbf: UnixTime,
    },
    /// It says that it was made in the future.
    #[error("the assertion was made in the future, at {iat}")]
    IssuedInTheFuture {
        /// When.
        iat: UnixTime,
    },
}

impl AssertionError {
    /// Blames a claim for a flaw.
    pub(super) fn claim(claim: &'static str) -> impl FnOnce(Flaw) -> Self {
        move |flaw| Self::Claim { claim, flaw }
    }
}
