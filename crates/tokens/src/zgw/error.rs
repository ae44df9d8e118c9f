//! Why a ZGW JWT was refused, and the code by which clients of ZGW APIs know it.

use crate::{TokenError, UnixTime};

/// Why a ZGW JWT was refused. Like [`TokenError`], a fact never repeats the token's own text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ZgwError {
    /// It has not the form of a JWT, or a header that nobody here understands.
    #[error(transparent)]
    Undecodable(TokenError),
    /// It has no `client_id`.
    #[error("the token has no client_id")]
    NoClientId,
    /// Its `client_id` is not a text with something in it, or nobody's, or one without a live key.
    #[error("the token's client_id names no client with a live key")]
    UnknownClient,
    /// The `alg` is not HS256, letter by letter, or missing.
    #[error("the token's alg is not HS256")]
    InvalidAlgorithm,
    /// The signature fits none of the client's keys.
    #[error("the token's signature fits none of the client's keys")]
    BadSignature,
    /// A moment is not a number.
    #[error("the token's claim {claim} is not a number")]
    NotANumber {
        /// Which claim: `exp` or `nbf`.
        claim: &'static str,
    },
    /// It has not begun.
    #[error("the token is not valid before {nbf}")]
    NotYetValid {
        /// When it does.
        nbf: UnixTime,
    },
    /// It is over.
    #[error("the token expired at {exp}")]
    Expired {
        /// When.
        exp: UnixTime,
    },
    /// It is meant for somebody; a ZGW JWT names nobody.
    #[error("the token has an aud")]
    Audience,
    /// The `sub` is not a text.
    #[error("the token's sub is not a text")]
    Subject,
    /// The `jti` is not a text.
    #[error("the token's jti is not a text")]
    TokenId,
    /// It does not say when it was made.
    #[error("the token has no iat")]
    NoIat,
    /// The `iat` is not a number.
    #[error("the token's iat is not a number")]
    IatNotANumber,
    /// It was made too long ago: see [`Bounds`](super::Bounds).
    #[error("the token was made too long ago, at {iat}")]
    TooOld {
        /// When.
        iat: UnixTime,
    },
    /// It says that it was made further ahead than clocks may differ: see [`Bounds`](super::Bounds).
    #[error("the token was made in the future, at {iat}")]
    IatInTheFuture {
        /// When.
        iat: UnixTime,
    },
}

impl ZgwError {
    /// The code of the refusal, as Open Zaak gives it in the body of a 403.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Undecodable(_) => "jwt-decode-error",
            Self::NoClientId => "missing-client-identifier",
            Self::UnknownClient => "invalid-client-identifier",
            Self::InvalidAlgorithm => "jwt-invalidalgorithmerror",
            Self::BadSignature => "invalid-jwt-signature",
            Self::NotANumber { .. } => "jwt-decodeerror",
            // Open Zaak takes an iat of any future. PyJWT, which the codes are named after, can
            // refuse one, and then says this.
            Self::NotYetValid { .. } | Self::IatInTheFuture { .. } => "jwt-immaturesignatureerror",
            Self::Expired { .. } => "jwt-expiredsignatureerror",
            Self::Audience => "jwt-invalidaudienceerror",
            Self::Subject => "jwt-invalidsubjecterror",
            Self::TokenId => "jwt-invalidjtierror",
            Self::NoIat => "jwt-missing-iat-claim",
            Self::IatNotANumber => "permission_denied",
            Self::TooOld { .. } => "jwt-expired",
        }
    }
}
