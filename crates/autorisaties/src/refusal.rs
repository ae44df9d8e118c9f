//! A verdict that says no, and what was missing.

use crate::{ObjectFacts, ScopeExpression, TypeUrl, Vertrouwelijkheidaanduiding};

/// Why an operation is refused. The text tells an application's developer what to ask for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No autorisatie gives the scopes.
    #[error("this needs the scope {needed}, which no autorisatie of this application gives")]
    ScopeNotHeld {
        /// What the operation requires.
        needed: ScopeExpression,
    },
    /// The autorisaties give the scopes, the token does not carry them.
    #[error(
        "this needs the scope {needed}, which the application holds and this token does not carry; fetch a token with it, or without asking for scopes"
    )]
    ScopeNotInToken {
        /// What the operation requires.
        needed: ScopeExpression,
    },
    /// The scopes are given, but not for objects of this type.
    #[error(
        "this needs the scope {needed} for the type {object_type}, and no autorisatie of this application gives it there"
    )]
    TypeNotHeld {
        /// What the operation requires.
        needed: ScopeExpression,
        /// The object's type.
        object_type: TypeUrl,
    },
    /// The scopes are given for this type, but not up to this level.
    #[error(
        "this needs the scope {needed} for the type {object_type} up to {level}, and the autorisaties of this application end below that"
    )]
    LevelTooHigh {
        /// What the operation requires.
        needed: ScopeExpression,
        /// The object's type.
        object_type: TypeUrl,
        /// The object's level.
        level: Vertrouwelijkheidaanduiding,
    },
    /// Only heeftAlleAutorisaties would do, with a token that is not narrowed.
    #[error(
        "this is only for an application with heeftAlleAutorisaties, with a token that is not limited to scopes"
    )]
    SuperuserOnly,
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
        }
    }

    /// The scopes that would have been needed.
    pub const fn needed(&self) -> Option<&ScopeExpression> {
        match self {
            Self::ScopeNotHeld { needed }
            | Self::ScopeNotInToken { needed }
            | Self::TypeNotHeld { needed, .. }
            | Self::LevelTooHigh { needed, .. } => Some(needed),
            Self::SuperuserOnly => None,
        }
    }

    pub(crate) fn of_object(
        needed: &ScopeExpression,
        object: &ObjectFacts,
        at_any_level: bool,
    ) -> Self {
        let (needed, object_type) = (needed.clone(), object.object_type().clone());
        match object.level() {
            Some(level) if at_any_level => Self::LevelTooHigh { needed, object_type, level },
            _ => Self::TypeNotHeld { needed, object_type },
        }
    }
}
