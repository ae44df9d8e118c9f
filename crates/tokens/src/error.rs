//! Why a token was refused. A fact never repeats the token's own text: it ends up in logs.

use std::fmt;

use crate::UnixTime;

/// Why a token was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is longer than [`MAX_TOKEN_LENGTH`](crate::MAX_TOKEN_LENGTH).
    #[error("the token is too long")]
    TooLong,
    /// It has five parts (RFC 7516 7.1).
    #[error("the token is encrypted; only signed ones are taken")]
    Encrypted,
    /// It has not three parts (RFC 7515 7.1).
    #[error("the token has not three parts")]
    NotCompact,
    /// A part is not base64url, or is padded, or is another spelling of the same bytes.
    #[error("the token's {0} is not base64url as RFC 7515 2 has it")]
    NotBase64Url(Part),
    /// A part is not one JSON object.
    #[error("the token's {0} is not a JSON object")]
    NotAnObject(Part),
    /// A part names a member twice (RFC 7515 4, RFC 7519 4).
    #[error("the token's {0} names a member twice")]
    Duplicate(Part),
    /// The header has a `crit`; no extension is understood here (RFC 7515 4.1.11).
    #[error("the token's header has a crit")]
    Critical,
    /// The header changes how the payload is to be read (`b64`, RFC 7797; `zip`, RFC 7516).
    #[error("the token's header has the member {member}")]
    Transformed {
        /// Which member.
        member: &'static str,
    },
    /// The header of a token that a shared key signs brings a key along, or says where one lies.
    #[error("the token's header has the member {member}, which is no business of such a token")]
    BringsAKey {
        /// Which member.
        member: &'static str,
    },
    /// A member of the header is missing or odd.
    #[error("the token's header member {member} {flaw}")]
    Header {
        /// Which member.
        member: &'static str,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The `alg` is `none`, in any spelling.
    #[error("the token is not signed")]
    Unsigned,
    /// An `alg` that no key here has.
    #[error("the token's alg is not supported")]
    UnsupportedAlgorithm,
    /// The `typ` is not that of an access token (RFC 9068 4).
    #[error("the token's typ is not at+jwt")]
    WrongType,
    /// It is bound to a certificate or key of its client (`cnf`, RFC 7800), and nobody here asks for that: shown by
    /// somebody else it would count as well.
    #[error(
        "the token is bound to what its client holds (cnf), which is not asked for here; have its issuer write one that is not"
    )]
    Bound,
    /// No key has the token's `kid`.
    #[error("the token's kid names no known key")]
    UnknownKey,
    /// The `alg` is another than that of the key.
    #[error("the token's alg is not that of the key it names")]
    AlgorithmNotOfKey,
    /// The signature does not fit.
    #[error("the token's signature does not fit")]
    BadSignature,
    /// A claim is missing or odd.
    #[error("the token's claim {claim} {flaw}")]
    Claim {
        /// Which claim.
        claim: &'static str,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The claim that names clients is missing or odd.
    #[error("the claim that names the token's client {flaw}")]
    NamesNoClient {
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The `iss` is another.
    #[error("the token is from another issuer")]
    WrongIssuer,
    /// None of the expected audiences is in `aud`.
    #[error(
        "the token is meant for somebody else: its `aud` does not name what it was shown to; fetch one that \
         does (`resource`)"
    )]
    WrongAudience,
    /// It is over.
    #[error("the token expired at {exp}")]
    Expired {
        /// When.
        exp: UnixTime,
    },
    /// It has not begun.
    #[error("the token is not valid before {nbf}")]
    NotYetValid {
        /// When it does.
        nbf: UnixTime,
    },
    /// It says that it was issued in the future.
    #[error("the token was issued in the future, at {iat}")]
    IssuedInTheFuture {
        /// When.
        iat: UnixTime,
    },
}

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first.
    Header,
    /// The second.
    Payload,
    /// The third.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}

/// What is wrong with a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It is not there.
    Missing,
    /// It is of another type.
    WrongKind,
    /// It is an empty text.
    Empty,
    /// It is a number outside what it may be.
    OutOfRange,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is missing",
            Self::WrongKind => "is of the wrong type",
            Self::Empty => "is empty",
            Self::OutOfRange => "is out of range",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_which_part_or_claim_has_which_flaw() {
        for (part, name) in
            [(Part::Header, "header"), (Part::Payload, "payload"), (Part::Signature, "signature")]
        {
            assert!(TokenError::NotBase64Url(part).to_string().contains(name));
        }
        for (flaw, text) in [
            (Flaw::Missing, "claim exp is missing"),
            (Flaw::WrongKind, "claim exp is of the wrong type"),
            (Flaw::Empty, "claim exp is empty"),
            (Flaw::OutOfRange, "claim exp is out of range"),
        ] {
            let told = TokenError::Claim { claim: "exp", flaw }.to_string();
            assert!(told.ends_with(text), "{told}");
        }
    }
}
