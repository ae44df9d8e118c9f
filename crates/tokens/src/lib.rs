//! Who vouches: access tokens (RFC 9068), the keys that sign them, and what clients sign themselves:
//! the ZGW JWT of ZGW APIs, and the assertion that proves who asks for a token.
//!
//! Names carry trust here. An [`UnverifiedToken`] is text with a plausible header and nothing
//! more; a [`VerifiedToken`] comes only of [`UnverifiedToken::verify`]. The algorithm is a property
//! of the key, never of the token. This crate reads no clock, no file and no network: `now` is an
//! argument and keys are handed in.
//!
//! Start reading at [`UnverifiedToken`], or at [`sign`] for the other direction; [`zgw`] is beside
//! them, with [`is_access_token`] to tell the two apart, and [`assertion`] and [`statement`].

mod algorithm;
pub mod assertion;
mod base64url;
mod body;
mod claims;
mod digest;
mod error;
mod expectations;
pub mod explanation;
pub mod foreign;
mod header;
mod id_token;
mod id_token_hint;
mod jwk;
mod jws;
mod key_id;
mod key_set;
mod keys;
mod kind;
mod phase;
mod sign;
pub mod statement;
#[cfg(test)]
mod testing;
mod time;
mod verify;
pub mod zgw;

pub use algorithm::Algorithm;
pub use claims::{AccessClaims, Audience, OrganisationClaims};
pub use digest::token_digest;
pub use error::{Flaw, Part, TokenError};
pub use expectations::{Expectations, MAX_LEEWAY, Meant};
pub use id_token::{IdClaims, at_hash, sign_id_token};
pub use id_token_hint::IdTokenHint;
pub use jwk::{Jwk, Jwks};
pub use jws::MAX_TOKEN_LENGTH;
pub use key_id::KeyId;
pub use key_set::KeySet;
pub use keys::{KeyError, SigningKey, VerificationKey};
pub use kind::{is_access_token, is_zgw_jwt};
pub use phase::Phase;
pub use sign::{SignError, sign};
pub use time::UnixTime;
pub use verify::{UnverifiedToken, VerifiedToken};
