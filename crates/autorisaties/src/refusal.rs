//! A verdict that says no, and what was missing.

use crate::{ScopeExpression, TypeUrl, Vertrouwelijkheidaanduiding};

/// Why an operation is refused. The text tells an application's developer what to ask for.
///
/// `missing` is what is left of the operation's expression once the scopes that do count are taken
/// out of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No autorisatie gives the scopes.
    #[error("this needs the scope {missing}, which no autorisatie of this application gives")]
    ScopeNotHeld {
        /// What is left to ask the administrator for.
        missing: ScopeExpression,
    },
    /// The autorisaties give the scopes, the token does not carry them.
    #[error(
        "this needs the scope {missing}, which the application holds and this token does not carry; fetch a token with it, or without asking for scopes"
    )]
    ScopeNotInToken {
        /// What is left to ask the issuer for.
        missing: ScopeExpression,
    },
    /// The scopes are given, but not for objects of this type.
    #[error(
        "this needs the scope {missing} for the type {object_type}, and no autorisatie of this application gives it there"
    )]
    TypeNotHeld {
        /// What is left to ask the administrator for, on this type.
        missing: ScopeExpression,
        /// The object's type.
        object_type: TypeUrl,
    },
    /// The scopes are given for this type, but not up to this level.
    #[error(
        "this needs the scope {missing} for the type {object_type} up to {level}, and the autorisaties of this application end below that"
    )]
    LevelTooHigh {
        /// What is left to ask the administrator for, up to this level.
        missing: ScopeExpression,
        /// The object's type.
        object_type: TypeUrl,
        /// The object's level.
        level: Vertrouwelijkheidaanduiding,
    },
    /// Only heeftAlleAutorisaties would do.
    #[error("this is only for an application with heeftAlleAutorisaties")]
    SuperuserOnly,
    /// The applicatie has heeftAlleAutorisaties, but its token is limited to scopes, and what only
    /// superusers may do is among no scopes.
    #[error("no scope gives this; fetch a token without asking for scopes")]
    TokenNarrowed,
}

impl Refusal {
    /// The stable name of the rule that refused.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ScopeNotHeld { .. } => "scope-not-held",
            Self::ScopeNotInToken { .. } => "scope-not-in-token",
            Self::TypeNotHeld { .. } => "type-not-held",
            Self::LevelTooHigh { .. } => "level-too-high",
            Self::SuperuserOnly => "superuser-only",
            Self::TokenNarrowed => "token-narrowed",
        }
    }

    /// The scopes that are missing, if scopes are what is missing.
    pub const fn missing(&self) -> Option<&ScopeExpression> {
        match self {
            Self::ScopeNotHeld { missing }
            | Self::ScopeNotInToken { missing }
            | Self::TypeNotHeld { missing, .. }
            | Self::LevelTooHigh { missing, .. } => Some(missing),
            Self::SuperuserOnly | Self::TokenNarrowed => None,
        }
    }
}
