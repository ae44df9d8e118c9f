//! WHAT MAY BE DONE: applicaties, autorisaties, scopes, levels, and the verdict.
//!
//! The domain of the ZGW Autorisaties API without anything around it: no HTTP, no database, no
//! clock, no wire format. It judges; it never fetches what it judges about. Start reading at
//! [`Rights`], the compiled form of an [`Applicatie`], and its four questions.

mod aliases;
mod applicatie;
mod autorisatie;
mod beside;
mod compiler;
mod component;
mod expression;
mod facts;
mod ids;
mod index;
mod level;
mod misleading;
mod refusal;
mod rights;
mod scope;
mod scope_set;

pub use aliases::{AliasError, TypeAliases};
pub use applicatie::{Applicatie, Grants};
pub use autorisatie::Autorisatie;
pub use compiler::Compiler;
pub use component::{Component, UnknownComponent};
pub use expression::{ExpressionError, PlainExpression, ScopeExpression};
pub use facts::{ObjectFacts, Requirement, TokenScopes};
pub use ids::{ApplicatieId, ClientId, ClientIdError, TypeUrl, TypeUrlError};
pub use level::{UnknownLevel, Vertrouwelijkheidaanduiding};
pub use misleading::{Misleading, is_steering};
pub use refusal::Refusal;
pub use rights::{Restriction, Rights, Visible};
pub use scope::{Scope, ScopeError};
pub use scope_set::ScopeSet;
