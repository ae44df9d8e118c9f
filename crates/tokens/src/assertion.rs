//! The JWT by which a client proves who it is (RFC 7521 4.2, RFC 7523 3): signed with a key of its
//! own, whose public half is registered here.
//!
//! [`Unverified`] is text that names a client; [`Verified`] comes only of [`Unverified::verify`].
//! That it counts once is for the caller to see to, by [`Verified::single_use`].

mod claims;
mod client_key;
mod error;
mod moments;
mod sign;
mod spki;
mod verify;

pub use claims::{Expected, LEEWAY, MAX_JTI_LENGTH, Rigour};
pub use client_key::{ClientKey, ClientKeyError, ClientKeys, MOST_TRIED};
pub use error::AssertionError;
pub(crate) use moments::moment;
pub use sign::{Said, sign};
pub use verify::{Unverified, Verified};
